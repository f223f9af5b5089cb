"""A conference from the request to its closing: asked for, decided on, delayed, held, cancelled."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from conferences.models import (
    Conference,
    ConferenceChild,
    ConveningDecision,
    ConveningReason,
    Delay,
    Enquiry,
    Family,
    new_code,
)
from conferences.models.families import Child
from conferences.operations.moves import Refused, move, note, raise_facts
from conferences.queries.children import leading_kind, proposed_children
from conferences.queries.dates import amendments_close_on
from partnership.queries import holders
from procedures.policy import procedure_set
from procedures.reckoning import london_day
from procedures.words import Category, ConferenceKind, Outcome, Role, WayIn

#: Ways in that need no section 47 enquiry (CON-01 names the others).
WITHOUT_ENQUIRY = frozenset(WayIn) - {WayIn.ENQUIRY}
HELD = ("held", "closed")


@dataclass(frozen=True)
class ChildAsked:
    """A child of the requested conference: its own kind and reason (CON-03), and CON-05's safety plan so far."""

    child: Child
    kind: ConferenceKind
    reason: str
    interim_safety_plan: str = ""
    safety_plan_shared_on: date | None = None


@transaction.atomic
def request_conference(
    *,
    family: Family,
    way_in: WayIn,
    children: list[ChildAsked],
    by,
    at,
    enquiry: Enquiry | None = None,
    follows: Conference | None = None,
    notified_on: date | None = None,
    lac_decided_on: date | None = None,
    way_in_note: str = "",
) -> Conference:
    """Ask for a conference on every child of the family and household (CON-04), each with a kind of its own.

    Raises Refused: no enquiry where the way in is one, a review that follows nothing held, a child left out, a
    kind that can't be that child's, or a second request after the same enquiry.
    """
    today = london_day(at)
    Family.objects.select_for_update().get(pk=family.pk)  # two at once would both follow the same enquiry
    _check_way_in(
        family, way_in, enquiry=enquiry, notified_on=notified_on, lac_decided_on=lac_decided_on, today=today
    )
    _check_children(family, children, follows=follows, today=today)
    conference = Conference.objects.create(
        code=new_code(family.authority.letter),
        family=family,
        authority=family.authority,
        enquiry=enquiry,
        follows=follows,
        kind=leading_kind([asked.kind for asked in children]).value,
        way_in=str(way_in),
        way_in_note=way_in_note,
        procedure_set=family.authority.procedure_set,
        policy_on=today,
        requested_on=today,
        notified_on=notified_on,
        lac_decided_on=lac_decided_on,
    )
    ConferenceChild.objects.bulk_create(_conference_child(conference, asked) for asked in children)
    note(conference=conference, what="request", by=by, at=at, way_in=str(way_in))
    return conference


def _conference_child(conference: Conference, asked: ChildAsked) -> ConferenceChild:
    return ConferenceChild(
        conference=conference,
        child=asked.child,
        kind=str(asked.kind),
        reason=asked.reason,
        interim_safety_plan=asked.interim_safety_plan,
        safety_plan_shared_on=asked.safety_plan_shared_on,
    )


def _check_way_in(family, way_in, *, enquiry, notified_on, lac_decided_on, today) -> None:
    if way_in == WayIn.ENQUIRY and enquiry is None:
        raise Refused(
            "Choose the section 47 enquiry that it follows. If none is recorded yet, record it first (CON-01).",
            field="enquiry",
        )
    if enquiry is not None and enquiry.family_id != family.pk:
        raise Refused("That enquiry belongs to another family.", field="enquiry")
    if enquiry is not None and (same := enquiry.conferences.exclude(state="not_convened").first()):
        raise Refused(
            f"A conference after this enquiry has already been asked for: {same.code}.", field="enquiry"
        )
    if way_in == WayIn.TRANSFER and notified_on is None:
        raise Refused(
            "Give the day on which the other authority told you of the move (POL-04).", field="notified_on"
        )
    if way_in == WayIn.LOOKED_AFTER_REVIEW and lac_decided_on is None:
        raise Refused(
            "Give the day on which the looked-after review decided (POL-03).", field="lac_decided_on"
        )
    for field, day in (("notified_on", notified_on), ("lac_decided_on", lac_decided_on)):
        if day is not None and day > today:
            raise Refused("This day is in the future.", field=field)


def _check_children(family, children: list[ChildAsked], *, follows, today) -> None:
    asked = {one.child for one in children}
    left_out = [child for child in proposed_children(family, today=today) if child not in asked]
    if left_out:
        names = ", ".join(child.shown_name for child in left_out)
        raise Refused(
            f"Every child of the family and the household is in the conference (CON-04). Missing: {names}."
        )
    if not children:
        raise Refused("Record the children of the family first: a conference is about children.")
    reviewed = _reviewed(family, follows)
    for one in children:
        _check_kind(one, reviewed)


def _reviewed(family, follows) -> set[int]:
    if follows is None:
        return set()
    if follows.family_id != family.pk or follows.state not in HELD:
        raise Refused("A review follows a conference of this family that has been held.", field="follows")
    return set(follows.children.values_list("child", flat=True))


def _check_kind(asked: ChildAsked, reviewed: set[int]) -> None:
    name, field = asked.child.shown_name, f"kind_{asked.child.ref}"
    if asked.child.unborn and asked.kind == ConferenceKind.INITIAL:
        raise Refused(f"{name} isn’t born yet: choose a pre-birth conference.", field=field)
    if not asked.child.unborn and asked.kind == ConferenceKind.PRE_BIRTH:
        raise Refused(f"{name} is born: a pre-birth conference is for an unborn child.", field=field)
    if not asked.kind.counts_as_initial and asked.child.pk not in reviewed:
        raise Refused(
            f"{name} was not in the conference that this one follows, so theirs can’t be a review. "
            "Choose an initial, pre-birth or transfer-in conference for this child (CON-03).",
            field=field,
        )
    if not asked.reason.strip():
        raise Refused(f"Give the reason for {name}.", field=f"reason_{asked.child.ref}")


@transaction.atomic
def record_safety_plan(
    *, conference: Conference, child: Child, plan: str, shared_on: date | None, by, at
) -> ConferenceChild:
    """CON-05: the interim safety plan of one child, and when chair and practitioners had it."""
    if shared_on is not None and shared_on > london_day(at):
        raise Refused("The day it was shared is in the future.", field="safety_plan_shared_on")
    row = conference.children.get(child=child)
    row.interim_safety_plan, row.safety_plan_shared_on = plan, shared_on
    row.save(update_fields=["interim_safety_plan", "safety_plan_shared_on"])
    note(conference=conference, what="safety_plan", by=by, at=at, child=child)
    return row


def without_safety_plan(conference: Conference) -> list[ConferenceChild]:
    """CON-05: children whose initial would be convened without a safety plan in place and shared."""
    return [
        row
        for row in conference.children.select_related("child", "child__carried_by")
        if row.needs_safety_plan and (not row.interim_safety_plan or row.safety_plan_shared_on is None)
    ]


def safety_plan_is_a_stop(conference: Conference) -> bool:
    """POL-32: where CON-05 is the set's own rule it stops; elsewhere a recorded reason is enough."""
    return procedure_set(conference.procedure_set).is_own("PRO")


@transaction.atomic
def decide_convening(
    *,
    conference: Conference,
    convened: bool,
    decided_by,
    consulted,
    decided_on: date,
    reasons: dict[Child, str],
    by,
    at,
    without_plan_reason: str = "",
) -> Conference:
    """CON-01: record that a team manager, having consulted a child protection manager, convenes or not.

    A reason against each child either way. Convening an initial wants CON-05's safety plan.
    """
    _check_decision(conference, decided_by, consulted, decided_on, today=london_day(at))
    _check_reasons(conference, reasons)
    if convened:
        _check_safety_plans(conference, without_plan_reason)
    facts = {"convened_on": decided_on, "policy_on": decided_on} if convened else {}
    move(conference=conference, name="convene" if convened else "decline", by=by, at=at, **facts)
    decision = ConveningDecision.objects.create(
        conference=conference,
        convened=convened,
        decided_by=decided_by,
        consulted=consulted,
        decided_on=decided_on,
        without_safety_plan=without_plan_reason if convened else "",
        recorded_by=by,
        recorded_at=at,
    )
    ConveningReason.objects.bulk_create(
        ConveningReason(decision=decision, child=child, reason=reason) for child, reason in reasons.items()
    )
    return conference


def _check_decision(conference, decided_by, consulted, decided_on, *, today) -> None:
    authority = conference.authority
    if decided_on > today:
        raise Refused("The decision is in the future. Record it once it was taken.", field="decided_on")
    if conference.enquiry_id and decided_on < conference.enquiry.strategy_on:
        raise Refused(
            f"The decision can’t be before the strategy discussion on {conference.enquiry.strategy_on:%-d %B %Y}.",
            field="decided_on",
        )
    if not holders(Role.TEAM_MANAGER, authority=authority, today=today).filter(pk=decided_by.pk).exists():
        raise Refused("A team manager of the authority decides (CON-01).", field="decided_by")
    if not holders(Role.CHAIR, authority=authority, today=today).filter(pk=consulted.pk).exists():
        raise Refused("A child protection manager of the authority is consulted (CON-01).", field="consulted")


def _check_reasons(conference: Conference, reasons: dict[Child, str]) -> None:
    for row in conference.children.select_related("child", "child__carried_by"):
        if not reasons.get(row.child, "").strip():
            raise Refused(
                f"Give the reason for {row.child.shown_name}: it is recorded against each child (CON-01).",
                field=f"reason_{row.child.ref}",
            )


def _check_safety_plans(conference: Conference, reason: str) -> None:
    missing = without_safety_plan(conference)
    if not missing:
        return
    names = ", ".join(row.child.shown_name for row in missing)
    if safety_plan_is_a_stop(conference):
        raise Refused(
            f"An interim safety plan must be in place and shared before an initial conference is convened (CON-05). "
            f"Missing for: {names}."
        )
    if not reason.strip():
        raise Refused(
            f"There is no shared interim safety plan for {names}. Say why you go on without one (CON-05).",
            field="without_plan_reason",
        )


@transaction.atomic
def record_delay(*, conference: Conference, reasons: str, safe_meanwhile: str, reported_to, by, at) -> Delay:
    """CON-06: the delay past the limit, reported to a child protection manager, and what keeps the child safe."""
    if (
        not holders(Role.CHAIR, authority=conference.authority, today=london_day(at))
        .filter(pk=reported_to.pk)
        .exists()
    ):
        raise Refused(
            "A delay is reported to a child protection manager of the authority (CON-06).",
            field="reported_to",
        )
    delay = Delay.objects.create(
        conference=conference,
        reasons=reasons,
        safe_meanwhile=safe_meanwhile,
        reported_to=reported_to,
        by=by,
        at=at,
    )
    note(conference=conference, what="delay", by=by, at=at, reason=reasons, reported_to=reported_to)
    raise_facts(conference=conference.pk)
    return delay


@dataclass(frozen=True)
class ChildOutcome:
    """Decisions 17: what was decided for a child; a plan has its category (PLN-02)."""

    child: Child
    outcome: Outcome
    category: Category | None = None


@transaction.atomic
def hold(
    *, conference: Conference, held_on: date, outcomes: list[ChildOutcome], calendar, by, at, ended_at=None
) -> Conference:
    """Record that the conference was held that day, with an outcome for each child (decisions 17, PLN-02).

    `calendar` tells until when invited agencies see it (POL-25, POL-27).
    """
    if held_on > london_day(at):
        raise Refused("This day is in the future. Record the conference once it was held.", field="held_on")
    _check_outcomes(conference, held_on, outcomes)
    until = amendments_close_on(conference, held_on=held_on, calendar=calendar)
    move(
        conference=conference,
        name="hold",
        by=by,
        at=at,
        held_on=held_on,
        ended_at=ended_at,
        open_to_invited_until=until,
    )
    for one in outcomes:
        conference.children.filter(child=one.child).update(
            outcome=str(one.outcome), outcome_category=str(one.category or "")
        )
    return conference


def _check_outcomes(conference: Conference, held_on: date, outcomes: list[ChildOutcome]) -> None:
    by_child = {one.child: one for one in outcomes}
    for row in conference.children.select_related("child", "child__carried_by"):
        name, one = row.child.shown_name, by_child.get(row.child)
        if one is None:
            raise Refused(f"Give the outcome for {name}.", field=f"outcome_{row.child.ref}")
        if one.outcome == Outcome.PLAN and one.category is None:
            raise Refused(
                f"Choose the category of the plan for {name} (PLN-02).", field=f"category_{row.child.ref}"
            )
        born_later = row.child.born_on is not None and row.child.born_on > held_on
        if born_later and row.kind != ConferenceKind.PRE_BIRTH:
            raise Refused(
                f"{name} was born on {row.child.born_on:%-d %B %Y}, after that day. Check both dates.",
                field="held_on",
            )


def cancel(*, conference: Conference, reason: str, safety: str, by, at) -> Conference:
    """SCD-09: cancelled with a reason and the interim safety plan. Its clocks go on; an early new date is sought."""
    return move(
        conference=conference,
        name="cancel",
        by=by,
        at=at,
        reason=reason,
        cancelled_on=london_day(at),
        cancelled_reason=reason,
        cancelled_safety=safety,
    )


def close(*, conference: Conference, by, at) -> Conference:
    """Everything about this conference is done."""
    return move(conference=conference, name="close", by=by, at=at)
