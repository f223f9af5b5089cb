"""When things are due for a conference, from its own facts. Never asks scheduling (architecture, trap 1)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from conferences.models import Conference, ConferenceChild, Invitation
from procedures.deadlines import Due, Kind, deadline
from procedures.policy import Parameter, procedure_set
from procedures.reckoning import strictest
from procedures.words import AgencyKind, ConferenceKind, WayIn
from procedures.working_days import BeyondKnownHolidays, WorkingCalendar

#: Where the calendar ends before the window does: rather a little longer than a wrong early end.
WINDOW_WITHOUT_CALENDAR = timedelta(weeks=8)
NOT_KNOWN = "The date can’t be given yet: the bank holidays of that year are not published."


@dataclass(frozen=True)
class Falls:
    """One thing that is due: for which children, when, or in a sentence why no date can be given."""

    kind: Kind
    children: tuple[ConferenceChild, ...] = ()
    due: Due | None = None
    unknown: str = ""

    @property
    def due_on(self) -> date | None:
        return self.due.due_on if self.due else None

    def left(self, today: date, calendar: WorkingCalendar) -> int | None:
        """Working days from today to the due day, negative when past; None without a date."""
        if self.due_on is None:
            return None
        try:
            return calendar.count(today, self.due_on)
        except BeyondKnownHolidays:
            return None


def kind_of_deadline(row: ConferenceChild) -> Kind:
    """Which limit runs for this child in this conference."""
    conference, kind = row.conference, ConferenceKind(row.kind)
    if kind == ConferenceKind.TRANSFER_IN:
        return Kind.TRANSFER_IN_CONFERENCE
    if kind == ConferenceKind.PRE_BIRTH:
        return Kind.PRE_BIRTH_CONFERENCE
    if kind == ConferenceKind.INITIAL:
        by_review = conference.way_in == WayIn.LOOKED_AFTER_REVIEW
        return Kind.LOOKED_AFTER_CONFERENCE if by_review else Kind.INITIAL_CONFERENCE
    return review_kind(_kind_before(row.child_id, conference.follows))


def review_kind(before: ConferenceKind | None) -> Kind:
    """The limit of the review that follows a conference of that kind (POL-07, POL-08, POL-09)."""
    if before == ConferenceKind.PRE_BIRTH:
        return Kind.PRE_BIRTH_FIRST_REVIEW
    return Kind.FIRST_REVIEW if before and before.counts_as_initial else Kind.LATER_REVIEW


def _kind_before(child: int, before: Conference) -> ConferenceKind | None:
    """What the conference before was for this child; a reconvened one is of the kind that it repeats."""
    kind = before.children.filter(child=child).values_list("kind", flat=True).first()
    if kind == ConferenceKind.RECONVENED:
        return _kind_before(child, before.follows)
    return ConferenceKind(kind) if kind else None


def facts(row: ConferenceChild) -> dict[str, date | None]:
    """The dated facts that the rules count from, for one child of a conference."""
    conference = row.conference
    enquiry = conference.enquiry
    return {
        "strategy_on": enquiry.strategy_on if enquiry else None,
        # CON-13: without a strategy discussion the clock starts on the decision to convene.
        "decided_on": enquiry.decided_on if enquiry else conference.convened_on,
        "lac_decided_on": conference.lac_decided_on,
        "notified_on": conference.notified_on,
        "expected_on": row.child.expected_on,
        "born_on": row.child.born_on,
        "previous_held_on": conference.follows.held_on if conference.follows else None,
        "conference_on": conference.meets_on,
        "held_on": conference.held_on,
    }


def falls(kind: Kind, known: dict, conference: Conference, calendar, **which) -> Falls | None:
    """The deadline of `kind` under the conference's own set and day; None while no clock of it runs.

    `standing` (a kind of conference) and `agency` (a kind of agency) where the limit differs by them.
    """
    try:
        due = deadline(
            kind,
            known,
            procedure_set=conference.procedure_set,
            policy_on=conference.policy_on,
            calendar=calendar,
            conference=which.get("standing"),
            agency=which.get("agency"),
        )
    except BeyondKnownHolidays:
        return Falls(kind, unknown=NOT_KNOWN)
    return Falls(kind, due=due) if due else None


def due_dates(conference: Conference, calendar: WorkingCalendar) -> list[Falls]:
    """By when it is to be held: one row for each limit that runs, with its children; the earliest first."""
    found: dict[tuple, Falls] = {}
    for row in children_with_facts(conference):
        limit = falls(kind_of_deadline(row), facts(row), conference, calendar)
        if limit is not None:
            before = found.get((limit.kind, limit.due_on), limit)
            found[limit.kind, limit.due_on] = replace(before, children=(*before.children, row))
    return sorted(found.values(), key=lambda limit: limit.due_on or date.max)


def children_with_facts(conference: Conference) -> list[ConferenceChild]:
    """The children of the conference, with what the rules ask of each."""
    return list(
        conference.children.select_related(
            "child", "child__carried_by", "conference__enquiry", "conference__follows"
        )
    )


def leading_due(conference: Conference, calendar: WorkingCalendar) -> Falls | None:
    """The earliest limit of all its children: the strictest date leads (decisions 7)."""
    return next((limit for limit in due_dates(conference, calendar) if limit.due), None)


def _counted_back(
    kind: Kind, conference: Conference, calendar, agency: AgencyKind | None = None
) -> Falls | None:
    """A limit counted back from the conference's day; of its children's kinds the strictest leads (CON-03)."""
    if conference.meets_on is None:
        return None
    standings = {ConferenceKind(row.kind).counts_as_initial: row.kind for row in conference.children.all()}
    known = {"conference_on": conference.meets_on}
    limits = [
        falls(kind, known, conference, calendar, standing=each, agency=agency) for each in standings.values()
    ]
    told = [limit for limit in limits if limit]
    dated = [limit.due for limit in told if limit.due]
    return Falls(kind, due=strictest(dated)) if dated else next(iter(told), None)


@dataclass(frozen=True)
class ReportDues:
    """Decisions 8: two duties. Submitting never waits for sharing."""

    submit: Falls | None
    share: Falls | None


def report_dues(invitation: Invitation, calendar: WorkingCalendar) -> ReportDues:
    """When this agency's report is due to the conference and to the family; None while no date is fixed.

    By kind of conference and kind of agency, the strictest that applies (POL-11 to POL-16). A medical report goes to
    the chair alone and is owed to nobody else (REP-11).
    """
    agency, conference = AgencyKind(invitation.agency.kind), invitation.conference
    if not invitation.report_expected:
        return ReportDues(None, None)
    return ReportDues(
        submit=_counted_back(Kind.REPORT_SUBMIT, conference, calendar, agency),
        share=None
        if agency == AgencyKind.PAEDIATRICS
        else _counted_back(Kind.REPORT_SHARE_FAMILY, conference, calendar, agency),
    )


def invitation_due(conference: Conference, calendar: WorkingCalendar) -> Falls | None:
    """POL-10: by when invitations to an initial go out; None for a review or without a date."""
    return _counted_back(Kind.INVITATION, conference, calendar)


def exclusion_due(conference: Conference, calendar: WorkingCalendar) -> Falls | None:
    """POL-20: until when an agency's representation is in time; later ones are taken and marked."""
    return _counted_back(Kind.EXCLUSION_REQUEST, conference, calendar)


def stated(conference: Conference, parameter: str) -> Parameter:
    """A parameter that gives no date, such as POL-17's copies, as this conference's set has it."""
    return procedure_set(conference.procedure_set).parameter(
        parameter, on=conference.policy_on, conference=conference.kind
    )


def amendments_close_on(conference: Conference, *, held_on: date, calendar: WorkingCalendar) -> date:
    """Decisions 1: until when those invited see it, POL-25 and then POL-27 after the conference."""
    record = falls(Kind.RECORD, {"held_on": held_on}, conference, calendar)
    amendments = falls(Kind.AMENDMENTS, {"received_on": record.due_on}, conference, calendar)
    return (amendments and amendments.due_on) or held_on + WINDOW_WITHOUT_CALENDAR
