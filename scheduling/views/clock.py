"""Pages of the clock: what is due, a conference's timetable, messages, and what a monitor asks."""

from django.contrib import messages as banners
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from conferences.models import Conference
from conferences.queries.conferences import WEIGHTS
from partnership.calendar import calendar_version, working_calendar
from partnership.gate import door, lobby, showed
from procedures.access import Action, refusal
from scheduling.models import Message
from scheduling.operations import messages as operations
from scheduling.queries import messages as posted
from scheduling.queries import overseen
from scheduling.queries.clock import Urgency
from scheduling.queries.duties import duties, rulings_due
from scheduling.queries.health import deadlines_trouble
from scheduling.queries.timetable import dates, unreached

MESSAGES_A_PAGE = 50


def _chosen(words, value):
    """The member of `words` that the query asks for; None where it asks for none, or for something else."""
    return words(value) if value in set(words) else None


@require_safe
@lobby(Action.SEE_DUE)
def due(request):
    """What is due from the person, and in the conferences that they oversee, the most urgent first."""
    which = {"today": request.today, "calendar": working_calendar(), "version": calendar_version()}
    wanted = _chosen(Urgency, request.GET.get("when"))
    own = duties(request.person, **which)
    found = overseen.listed(request.person, wanted=wanted, number=request.GET.get("page"), **which)
    rulings = rulings_due(request.person, today=request.today)
    seen = [row.conference.ref for row in found.rows] + [asked.invitation.conference.ref for asked in own]
    showed(request, action=Action.SEE_DUE, kind="Conference", refs=dict.fromkeys(seen), at=timezone.now())
    context = {
        "own": own,
        "wanted": wanted,
        "found": found,
        "rulings": rulings,
        "oversees": found.rows or found.counted,
        "takes_part": refusal(Action.SEE_CONFERENCES, relations=request.relations) is None,
    }
    return render(request, "scheduling/due.html", context)


@require_safe
@door(Conference, Action.SEE_TIMETABLE)
def timetable(request, conference):
    """Every deadline of a conference, why it is on that day, and what was sent about it to which kind of person."""
    today, calendar = request.today, working_calendar()
    page = Paginator(posted.of_conference(conference), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "conference": conference,
        "dates": dates(conference, calendar=calendar, version=calendar_version(), today=today),
        "sent": [(message, posted.fate(message)) for message in page],
        "page": page,
        "weight": WEIGHTS[conference.access_state()],
        "may_send": refusal(Action.INVITE, relations=request.relations, state=conference.access_state())
        is None,
        "waiting": posted.invitations_waiting(conference, at=timezone.now()),
        "unreached": unreached(conference, at=timezone.now()),
    }
    return render(request, "scheduling/timetable.html", context)


@require_POST
@door(Conference, Action.INVITE)
def send_now(request, conference):
    """The explicit override of the ten minutes in which an invitation can be taken back."""
    try:
        number = operations.send_now(conference=conference, by=request.person, at=timezone.now())
    except operations.MessageRefused as refused:
        banners.error(request, str(refused))
    else:
        noun = "invitation leaves" if number == 1 else "invitations leave"
        banners.success(request, f"{number} {noun} within a minute.")
    return redirect("scheduling:timetable", conference.ref)


@require_safe
@lobby(Action.SEE_MESSAGES)
def messages(request):
    """What needs a person, what waits, and what was sent, for the office."""
    mine = posted.of_office(request.person, today=request.today)
    lot = _chosen(posted.Lot, request.GET.get("lot")) or posted.Lot.TROUBLE
    page = Paginator(mine.filter(posted.LOTS[lot]), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    refs = dict.fromkeys(message.conference.ref for message in page)
    showed(request, action=Action.SEE_MESSAGES, kind="Conference", refs=refs, at=timezone.now())
    context = {
        "lot": lot,
        "lots": posted.counts(mine).items(),
        "rows": [(message, posted.fate(message)) for message in page],
        "page": page,
        "troubled": lot is posted.Lot.TROUBLE,
    }
    return render(request, "scheduling/messages.html", context)


MOVES = {
    "try_again": (operations.try_again, "It is tried again within a minute."),
    "acknowledge": (operations.acknowledge, "Noted: you have seen to it."),
}


@require_POST
@door(Message, Action.SEE_MESSAGES)
def message(request, message):
    """Try a message again, or note that somebody has seen to it."""
    move, done = MOVES.get(request.POST.get("do"), (None, ""))
    if move is None:
        return HttpResponse("Choose what to do with the message.", status=400, content_type="text/plain")
    try:
        move(message=message, by=request.person, at=timezone.now())
    except operations.MessageRefused as refused:
        banners.error(request, str(refused))
    else:
        banners.success(request, done)
    return redirect("scheduling:messages")


@require_GET
def healthz_deadlines(request):
    """200 while the clock runs, 503 with a sentence for each thing that is wrong (delivery 14)."""
    trouble = deadlines_trouble(at=timezone.now())
    text = "\n".join(trouble or ["The clock is running."])
    return HttpResponse(text + "\n", status=503 if trouble else 200, content_type="text/plain; charset=utf-8")
