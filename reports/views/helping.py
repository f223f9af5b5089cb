"""Help for an author: what stands beside the questions, what comes over from last time, and a colleague who writes on."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conferences.operations import Refused
from partnership.gate import door, showed
from procedures.access import Action
from procedures.reckoning import london_day
from procedures.workflow import MoveRefused
from reports.carrying import offers
from reports.forms.beside import beside
from reports.forms.handing import HandOverForm
from reports.models import Report
from reports.operations.helping import bring_over, hand_over, set_hints
from reports.plainly import hints_on
from reports.queries.earlier import earlier_version, material_before, since_of
from reports.queries.helping import colleagues_of, hints_aside, writers_of
from reports.queries.writing import material_of
from reports.since import since_on

AT_IT_NOW = timedelta(minutes=10)
ASKED_FOR = ("bring", "hints_off", "hints_on")


def help_on(request, report, material, place, saved):
    """What a page of the editor says beside its questions, and what last time's report offers to it."""
    before = earlier_version(report)
    aside = place.key in hints_aside(report)
    offered = offers(material, material_before(report, before), place) if before else []
    if offered:
        _looked_at(request, before)
    since = since_on(since_of(report, material, before), place)
    pointed = [] if aside else hints_on(material, place)
    return {
        "beside": beside(material, place, pointed=pointed, since=since),
        "offers": [offer for offer in offered if offer.words],
        "kept_back": sum(offer.kept_back for offer in offered),
        "before_on": london_day(before.signed_at) if before else None,
        "hints_aside": aside,
        "hints": len(pointed),
        "also": _also(request, saved),
    }


def _looked_at(request, before):
    """The words of an earlier report are on the page: a look at that report."""
    refs = [before.report.ref, before.report.invitation.conference.ref]
    showed(request, action=Action.READ_REPORT, kind="Report", refs=refs, at=timezone.now())


def _also(request, saved):
    """A colleague who saved this page last, and whether they may be at it now."""
    if saved.saved_by is None or saved.saved_by == request.person:
        return None
    now = timezone.now()
    return {
        "name": saved.saved_by.name,
        "at": saved.saved_at,
        "today": london_day(saved.saved_at) == london_day(now),
        "is_now": now - saved.saved_at < AT_IT_NOW,
    }


def help_asked(request, report, place, asked_for):
    """A button that saved the page and wants something more: bring answers over, or hints set aside or shown."""
    here = redirect("reports:part", report.ref, place.key)
    by = {"report": report, "place": place, "by": request.person, "at": timezone.now()}
    if asked_for != "bring":
        set_hints(shown=asked_for == "hints_on", **by)
        return here
    before = earlier_version(report)
    keys = request.POST.getlist("bring")
    if before is None or not keys:
        messages.info(request, "Nothing came over: tick the answers that still hold first.")
        return here
    material = material_of(report, today=request.today)
    came = bring_over(material=material, before=before, keys=keys, **by)
    labels = ", ".join(f"“{material.definition.fields[key].label}”" for key in came)
    messages.success(
        request,
        f"Came over: {labels}. Read it through: is it still so?"
        if came
        else "Nothing came over: it was answered meanwhile.",
    )
    return here


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.HAND_OVER_REPORT)
def hand(request, report):
    """Give the draft to a colleague, who is its author from then on; and how somebody else can help to write it."""
    colleagues = colleagues_of(report, today=request.today)
    cancel = reverse("reports:report", args=[report.ref])
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, colleagues=colleagues, cancel=cancel)
    context = {
        "report": report,
        "form": form,
        "colleagues": colleagues,
        "writers": writers_of(report, today=request.today),
        "authority": report.invitation.conference.authority,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/hand_over.html", context, status=422 if sent is not None else 200)
    try:
        hand_over(report=report, **form.cleaned_data, by=request.person, at=timezone.now())
    except (Refused, MoveRefused) as refused:
        messages.info(request, str(refused))
        return redirect("reports:report", report.ref)
    messages.success(
        request, f"{report.author.name} writes the report from now on. You can still write in its parts."
    )
    return redirect("reports:report", report.ref)
