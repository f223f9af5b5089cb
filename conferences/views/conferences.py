"""Pages about conferences: the list, one conference, and what is recorded of it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from conferences import operations
from conferences.forms.conferences import (
    DecisionForm,
    DelayForm,
    FilterForm,
    HeldForm,
    SafetyPlanForm,
)
from conferences.models import Conference
from conferences.operations import ChildOutcome
from conferences.queries.conferences import (
    BESIDE,
    WEIGHTS,
    authorities_seen,
    conferences_for,
    decision_of,
    history,
    limits,
    next_step,
    past_limit,
    steps,
)
from conferences.queries.dates import children_with_facts
from conferences.queries.people import chairs, managers
from conferences.views.writing import sent, settle
from partnership.calendar import working_calendar
from partnership.gate import door, lobby, may, showed
from procedures.access import Action

PAGE = 25


def page_of(conference: Conference) -> str:
    return reverse("conferences:conference", args=[conference.ref])


def frame(conference: Conference, heading: str, **more) -> dict:
    """What the page of a form about this conference needs."""
    caption = f"{conference.code}: {conference.kind_label}"
    return {"heading": heading, "caption": caption, "back": page_of(conference), **more}


@lobby(Action.SEE_CONFERENCES)
def conferences(request):
    authorities = list(authorities_seen(request.person, today=request.today))
    form = FilterForm(request.GET, authorities=authorities)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = conferences_for(request.person, today=request.today, **chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    refs = [row.ref for row in page.object_list]
    showed(request, action=Action.SEE_CONFERENCES, kind="Conference", refs=refs, at=timezone.now())
    context = {"page": page, "filters": form, "chosen": chosen, "weights": WEIGHTS}
    return render(request, "conferences/list.html", context)


@door(Conference, Action.SEE_CONFERENCE)
def conference(request, conference):
    today, calendar = request.today, working_calendar()
    context = {
        "conference": conference,
        "children": children_with_facts(conference),
        "limits": limits(conference, today=today, calendar=calendar),
        "late": past_limit(conference, today=today, calendar=calendar),
        "delays": conference.delays.select_related("by", "reported_to"),
        "decision": decision_of(conference),
        "exclusions": conference.exclusions.select_related("adult", "asked_by", "ruled_by"),
        "next": next_step(conference, request.person, request.relations, today=today),
        "beside": steps(conference, request.relations, BESIDE, today=today),
        "history": history(conference),
        "weight": WEIGHTS[conference.access_state()],
        "inside": _inside(conference, request),
    }
    return render(request, "conferences/conference.html", context)


def _inside(conference: Conference, request) -> dict[str, bool]:
    """What of the page is for those who oversee it, and not for every invited agency."""
    rights = {
        "oversees": Action.SEE_INVITATIONS,
        "edits": Action.EDIT_CONFERENCE,
        "rules": Action.RULE_EXCLUSION,
        "reports_delay": Action.RECORD_DELAY,
    }
    return {
        name: may(action, conference, request.person, today=request.today) for name, action in rights.items()
    }


@door(Conference, Action.DECIDE_CONVENING)
def decide(request, conference):
    rows = children_with_facts(conference)
    missing = operations.without_safety_plan(conference)
    stop = operations.safety_plan_is_a_stop(conference)
    names = ", ".join(row.child.shown_name for row in missing)
    authority, today = conference.authority, request.today
    form = DecisionForm(
        sent(request),
        rows=rows,
        managers=managers(authority, today=today),
        chairs=chairs(authority, today=today),
        missing=f"Missing for {names} (CON-05)." if missing else "",
        stop=stop,
        initial={"decided_on": today},
        cancel=page_of(conference),
    )
    page = frame(
        conference, "Record the decision to convene", warning=_stopped(names) if missing and stop else ""
    )
    return settle(
        request,
        form,
        lambda at: operations.decide_convening(
            conference=conference,
            convened=form.cleaned_data["convened"] == "yes",
            decided_by=form.cleaned_data["decided_by"],
            consulted=form.cleaned_data["consulted"],
            decided_on=form.cleaned_data["decided_on"],
            reasons=form.reasons(),
            without_plan_reason=form.cleaned_data["without_plan_reason"],
            by=request.person,
            at=at,
        ),
        then=page_of,
        done="The decision has been recorded.",
        page=page,
    )


def _stopped(names: str) -> str:
    return (
        f"There is no shared interim safety plan for {names}. Record it on the conference’s page first: "
        "without it an initial conference can’t be convened here (CON-05)."
    )


@door(Conference, Action.EDIT_CONFERENCE)
def safety_plan(request, conference, child_ref):
    row = (
        conference.children.filter(child__ref=child_ref).select_related("child", "child__carried_by").first()
    )
    if row is None:
        raise Http404
    initial = {
        "interim_safety_plan": row.interim_safety_plan,
        "safety_plan_shared_on": row.safety_plan_shared_on,
    }
    form = SafetyPlanForm(sent(request), initial=initial, cancel=page_of(conference))
    heading = f"Interim safety plan: {row.child.shown_name}"
    return settle(
        request,
        form,
        lambda at: operations.record_safety_plan(
            conference=conference,
            child=row.child,
            plan=form.cleaned_data["interim_safety_plan"],
            shared_on=form.cleaned_data["safety_plan_shared_on"],
            by=request.person,
            at=at,
        ),
        then=lambda _: page_of(conference),
        done="The interim safety plan has been recorded.",
        page=frame(conference, heading),
    )


@door(Conference, Action.RECORD_DELAY)
def delay(request, conference):
    form = DelayForm(
        sent(request),
        chairs=chairs(conference.authority, today=request.today),
        cancel=page_of(conference),
    )
    lead = [
        "Any delay past the limit is reported with reasons, and what keeps each child safe is recorded (CON-06)."
    ]
    return settle(
        request,
        form,
        lambda at: operations.record_delay(
            conference=conference,
            reasons=form.cleaned_data["reasons"],
            safe_meanwhile=form.cleaned_data["safe_meanwhile"],
            reported_to=form.cleaned_data["reported_to"],
            by=request.person,
            at=at,
        ),
        then=lambda _: page_of(conference),
        done="The delay has been reported and recorded.",
        page=frame(conference, "Report a delay", lead=lead),
    )


@door(Conference, Action.RECORD_HELD)
def held(request, conference):
    form = HeldForm(
        sent(request),
        rows=children_with_facts(conference),
        initial={"held_on": conference.meets_on},
        cancel=page_of(conference),
    )
    return settle(
        request,
        form,
        lambda at: operations.hold(
            conference=conference,
            held_on=form.cleaned_data["held_on"],
            outcomes=[ChildOutcome(*row) for row in form.outcomes()],
            calendar=working_calendar(),
            by=request.person,
            at=at,
        ),
        then=page_of,
        done="Recorded as held.",
        page=frame(conference, "Record that it was held"),
    )
