"""The timetable page: every deadline of one conference, in parts, each with its explanation."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from conferences.models import INVITED_STATES, Conference, Invitation
from procedures.deadlines import Kind
from procedures.words import Role
from procedures.working_days import WorkingCalendar
from scheduling.models import Deadline, Message, Template, Timetable
from scheduling.queries.clock import Explained, days_left, explained
from scheduling.queries.planned import STAMPS, planned

WHOEVER = {Role.AGENCY_SIGNER: "Whoever signs off the agency’s reports"}  # the role is named by what they do
ON_ITS_WAY = timedelta(minutes=15)  # the ten in which an invitation can be taken back, and some sweeps


@dataclass(frozen=True)
class Line:
    """One deadline for the page."""

    title: str
    agency: str
    falls_to: str
    due: Explained
    left: int | None
    met_at: datetime | None


@dataclass(frozen=True)
class Duties:
    """One agency's two duties; either may be missing."""

    agency: str
    submit: Line | None
    share: Line | None


@dataclass(frozen=True)
class Dates:
    """Every deadline of a conference, as the page shows them."""

    conference: list[Line]
    agencies: list[Duties]
    to_know: list[Line]

    def __bool__(self) -> bool:
        return bool(self.conference or self.agencies or self.to_know)


def dates(conference: Conference, *, calendar: WorkingCalendar, version: int, today: date) -> Dates:
    """The conference itself, each agency's two duties, and dates to know. Reckoned anew where the stored are old."""
    deadlines = sorted(_deadlines(conference, calendar, version), key=lambda deadline: deadline.due_on)
    lines = [(deadline, _line(deadline, today, calendar)) for deadline in deadlines]
    own = [(deadline, line) for deadline, line in lines if deadline.invitation is None]
    by_agency: dict[int, dict[str, Line]] = {}
    for deadline, line in lines:
        if deadline.invitation is not None:
            by_agency.setdefault(deadline.invitation_id, {})[deadline.kind] = line
    agencies = [
        Duties(
            next(iter(duties.values())).agency,
            duties.get(Kind.REPORT_SUBMIT.value),
            duties.get(Kind.REPORT_SHARE_FAMILY.value),
        )
        for duties in by_agency.values()
    ]
    return Dates(
        [line for deadline, line in own if deadline.is_owed or deadline.met_at],
        sorted(agencies, key=lambda duties: duties.agency),
        [line for deadline, line in own if not deadline.is_owed and not deadline.met_at],
    )


def _deadlines(conference: Conference, calendar: WorkingCalendar, version: int) -> list[Deadline]:
    current = Timetable.objects.filter(
        conference=conference, built_facts=conference.facts_version, built_calendar=version
    )
    if current.exists():
        return list(conference.timetable.deadlines.select_related("invitation__agency"))
    return planned(conference, calendar).deadlines


def _line(deadline: Deadline, today: date, calendar: WorkingCalendar) -> Line:
    stamp = STAMPS.get(Kind(deadline.kind)) if deadline.invitation else None
    met_at = deadline.met_at or (getattr(deadline.invitation, stamp) if stamp else None)
    chased = deadline.is_owed and met_at is None
    return Line(
        Kind(deadline.kind).label,
        deadline.invitation.agency.name if deadline.invitation else "",
        WHOEVER.get(Role(deadline.falls_to)) or Role(deadline.falls_to).label,
        explained(deadline),
        days_left(deadline.due_on, today=today, calendar=calendar) if chased else None,
        met_at,
    )


def unreached(conference: Conference, *, at: datetime) -> QuerySet[Invitation]:
    """Whom no invitation has reached by mail and who hasn't answered: to be telephoned (delivery 15).

    Not those whose invitation still waits to leave.
    """
    reached = Message.objects.filter(
        invitation=OuterRef("pk"), template=Template.INVITATION.value, sent_at__isnull=False
    )
    asked = conference.invitations.filter(~Exists(reached), state__in=INVITED_STATES, answered_at=None)
    asked = asked.filter(invited_at__lt=at - ON_ITS_WAY)
    return asked.select_related("agency", "person")
