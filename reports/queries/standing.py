"""Who has reported, who is late and by how much (REP-15): for the tab “Reports”, the chair's reading and its list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from conferences.models import INVITED_STATES, Conference, Invitation
from conferences.queries.dates import ReportDues, report_dues
from procedures.reckoning import london_day
from procedures.working_days import BeyondKnownHolidays, WorkingCalendar
from reports.models import Report, ReportVersion, Sharing


@dataclass(frozen=True)
class Standing:
    """One agency's report to one conference: where it stands, when it was due, and who was shown it."""

    invitation: Invitation
    report: Report | None
    version: ReportVersion | None  # the newest that was signed
    dues: ReportDues
    late_by: int  # working days past the due day, of the signing or of today while owed; 0 when in time
    left: int | None  # working days left to the due day; None where there is no date or it is past
    shared_late_by: int  # the same for sharing with the family
    shown_to: tuple[Sharing, ...]  # what was recorded last about each person, where some version was shown

    @property
    def is_in(self) -> bool:
        return self.version is not None

    @property
    def is_late(self) -> bool:
        """Owed and past its day."""
        return self.late_by > 0 and not self.is_in

    @property
    def is_medical(self) -> bool:
        return self.report is not None and self.report.is_medical

    @property
    def family_has_seen_it(self) -> bool:
        """Somebody was shown the newest version: an amendment is owed to the family again (ADR 73)."""
        return any(row.version_id == self.version.pk for row in self.shown_to)


def standings(conference: Conference, *, calendar: WorkingCalendar, today: date) -> list[Standing]:
    """One row for each invited agency that owes a report: late ones first, then those still owed, then those in."""
    return standings_of([conference], calendar=calendar, today=today)[conference.pk]


def standings_of(conferences, *, calendar: WorkingCalendar, today: date) -> dict[int, list[Standing]]:
    """The standings of several conferences, by their primary keys, in the same number of queries as for one."""
    shared = Prefetch("sharings", Sharing.objects.select_related("adult", "child"))
    signed = ReportVersion.objects.order_by("-number").prefetch_related(shared)
    invitations = (
        Invitation.objects.filter(
            conference__in=[each.pk for each in conferences], state__in=INVITED_STATES, report_expected=True
        )
        .select_related("agency", "conference", "report")
        .prefetch_related(Prefetch("report__versions", signed), "conference__children")
        .order_by("agency__name", "pk")
    )
    found: dict[int, list[Standing]] = {each.pk: [] for each in conferences}
    for invitation in invitations:
        found[invitation.conference_id].append(_standing(invitation, calendar=calendar, today=today))
    for rows in found.values():
        rows.sort(key=_late_first)
    return found


def _late_first(row: Standing) -> tuple[bool, int]:
    return row.is_in, 0 if row.is_in else -row.late_by


def _standing(invitation: Invitation, *, calendar, today: date) -> Standing:
    report = getattr(invitation, "report", None)
    versions = list(report.versions.all()) if report else []
    dues = report_dues(invitation, calendar)
    done_on = london_day(versions[-1].signed_at) if versions else None  # it came in with its first version
    shared_on = london_day(invitation.shared_with_family_at) if invitation.shared_with_family_at else None
    submit_on = dues.submit.due_on if dues.submit else None
    share_on = dues.share.due_on if dues.share else None
    return Standing(
        invitation=invitation,
        report=report,
        version=versions[0] if versions else None,
        dues=dues,
        late_by=working_days_late(submit_on, done_on or today, calendar),
        left=_left(submit_on, today, calendar),
        shared_late_by=working_days_late(share_on, shared_on or today, calendar),
        shown_to=_shown_to(versions),
    )


def _shown_to(versions: list[ReportVersion]) -> tuple[Sharing, ...]:
    """What was recorded last about each person is what counts (REP-12); those whom some version was shown to.

    `versions` come newest first, and so do the rows of each: the last is written over those before it.
    """
    rows = [row for version in versions for row in version.sharings.all()]
    last = {(row.adult_id, row.child_id): row for row in reversed(rows)}
    return tuple(row for row in last.values() if row.shown)


def working_days_late(due_on: date | None, on: date, calendar: WorkingCalendar) -> int:
    """How many working days `on` lies past `due_on`, at least 1 when past it at all; 0 in time or without a date."""
    if due_on is None or on <= due_on:
        return 0
    try:
        return max(1, calendar.count(due_on, on))
    except BeyondKnownHolidays:
        return 1


def _left(due_on: date | None, today: date, calendar: WorkingCalendar) -> int | None:
    if due_on is None or today > due_on:
        return None
    try:
        return calendar.count(today, due_on)
    except BeyondKnownHolidays:
        return None
