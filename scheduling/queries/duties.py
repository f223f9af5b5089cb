"""What is due from one person of an invited agency: answer, report, sign off, share. Each leads to its place."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef

from conferences.models import INVITED_STATES, Conference, Invitation
from conferences.models.conferences import invited_for
from conferences.queries.dates import report_dues
from partnership.queries import agencies_where
from procedures.deadlines import Kind
from procedures.reckoning import Due
from procedures.words import Role
from procedures.workflow import ConferenceState, InvitationState, ReportState
from procedures.working_days import WorkingCalendar
from reports.models import Restriction
from reports.queries.restricting import FOR_THE_AGENCY, FOR_THE_CHAIR, newest_only
from scheduling.queries.clock import Explained, days_left, explained


@dataclass(frozen=True)
class Duty:
    """One thing that this person, or a colleague of the agency, is to do."""

    title: str
    action: str
    to: str  # the name of the page's URL
    ref: str
    due: Explained | Due | None = None
    left: int | None = None
    note: str = ""

    @property
    def due_on(self) -> date:
        return self.due.due_on if self.due else date.max


@dataclass(frozen=True)
class Asked:
    """What one invitation asks of an agency, in the order in which it is done."""

    invitation: Invitation
    duties: tuple[Duty, ...]

    @property
    def order(self) -> tuple:
        first = min(duty.due_on for duty in self.duties)
        return (first, self.invitation.conference.starts_at, self.invitation.pk)


def duties(person, *, today: date, calendar: WorkingCalendar, version: int) -> list[Asked]:
    """Everything due from `person` and their agency in conferences that are booked, the most urgent first."""
    invitations = (
        Invitation.objects.filter(
            invited_for(person, today=today), conference__state=ConferenceState.BOOKED.value
        )
        .annotate(must_answer=Exists(_to_answer()))
        .select_related("conference__timetable", "agency", "report")
        .prefetch_related("deadlines", "conference__children__child__carried_by")
    )
    signing = set(agencies_where(person, Role.AGENCY_SIGNER, today=today).values_list("pk", flat=True))
    found: list[Asked] = []
    for invitation in invitations:
        dues = _dues(invitation, calendar, version)
        left = {kind: days_left(due.due_on, today=today, calendar=calendar) for kind, due in dues.items()}
        if asked := _of_invitation(invitation, dues, left, signs=invitation.agency_id in signing):
            found.append(Asked(invitation, asked))
    return sorted(found, key=lambda asked: asked.order)


def _to_answer():
    """What the chair refused, or wants in other words: the agency's turn."""
    return newest_only(
        Restriction.objects.filter(version__report__invitation=OuterRef("pk"), state__in=FOR_THE_AGENCY)
    )


def _dues(invitation: Invitation, calendar: WorkingCalendar, version: int) -> dict[str, Explained | Due]:
    """From the timetable; reckoned anew where the facts changed since it was made, so that the page is never old."""
    timetable = getattr(invitation.conference, "timetable", None)
    made = (timetable.built_facts, timetable.built_calendar) if timetable else None
    if made == (invitation.conference.facts_version, version):
        return {deadline.kind: explained(deadline) for deadline in invitation.deadlines.all()}
    reckoned = report_dues(invitation, calendar)
    return {fall.kind: fall.due for fall in (reckoned.submit, reckoned.share) if fall and fall.due}


@dataclass(frozen=True)
class RulingsDue:
    """What agencies keep back in the reports of one conference, and wait for its chair to rule on."""

    conference: Conference
    number: int


def rulings_due(person, *, today: date) -> list[RulingsDue]:
    """The booked conferences that `person` chairs, where something waits for a ruling (REP-12)."""
    chaired = Conference.objects.visible_to(person, today=today).filter(
        chair=person, state=ConferenceState.BOOKED.value
    )
    waiting = newest_only(
        Restriction.objects.filter(
            version__report__invitation__conference__in=chaired.values("pk"),
            version__report__invitation__state__in=INVITED_STATES,
            state__in=FOR_THE_CHAIR,
        )
    )
    conference = "version__report__invitation__conference"
    numbers = dict(waiting.order_by().values_list(conference).annotate(number=Count("pk")))
    found = chaired.filter(pk__in=numbers).order_by("starts_at", "pk")
    return [RulingsDue(one, numbers[one.pk]) for one in found]


def _of_invitation(invitation: Invitation, dues: dict, left: dict, *, signs: bool) -> tuple[Duty, ...]:
    found = []
    if invitation.state == InvitationState.INVITED:
        note = f"{ANSWER} {EITHER_WAY}" if invitation.report_expected else ANSWER
        found.append(
            Duty("Answer the invitation", "Answer", "conferences:invitation", invitation.ref, note=note)
        )
    if invitation.report_expected and not invitation.report_signed_at:
        due = (dues.get(Kind.REPORT_SUBMIT), left.get(Kind.REPORT_SUBMIT))
        found.append(_report(invitation, due, signs=signs))
    report = getattr(invitation, "report", None)
    if report and invitation.report_signed_at and report.state != ReportState.SIGNED:
        found.append(_amendment(report, signs=signs))
    if dues.get(Kind.REPORT_SHARE_FAMILY) and not invitation.shared_with_family_at:
        found.append(_sharing(invitation, (dues[Kind.REPORT_SHARE_FAMILY], left[Kind.REPORT_SHARE_FAMILY])))
    if invitation.must_answer:
        found.append(
            Duty("Answer the chair’s ruling", "Answer", "reports:decided", invitation.report.ref, note=RULED)
        )
    return tuple(found)


RULED = (
    "The chair wants something that the report keeps back in other words, or does not agree to keep it back."
)
ANSWER = "Answer in writing whether or not anybody can attend."
EITHER_WAY = "The report is due either way."
RECORD = "Record how, when and by whom, and what the family said."
STANDS = "The version that was signed stands until this one is signed."
SIGN_FIRST = "The report has to be signed off before it can be shared."


def _sharing(invitation: Invitation, due: tuple) -> Duty:
    """Where sharing is recorded; there is nothing to share before the signature, but the day counts already."""
    if invitation.report_signed_at is None:
        return Duty("Share the report with the family", "", "", "", *due, SIGN_FIRST)
    return Duty(
        "Share the report with the family", "Record", "reports:sharing", invitation.report.ref, *due, RECORD
    )


def _amendment(report, *, signs: bool) -> Duty:
    """An addendum or a new version in hand: the signed one stands meanwhile, so nothing is late (ADR 72)."""
    page = ("reports:report", report.ref)
    if signs and report.state == ReportState.FOR_SIGN_OFF:
        return Duty("Sign off the amended report", "Read and sign off", *page, note=STANDS)
    return Duty("Finish amending the report", "Open", *page, note=STANDS)


def _report(invitation: Invitation, due: tuple, *, signs: bool) -> Duty:
    """By how far the report is, and whether this person signs off."""
    report = getattr(invitation, "report", None)
    if report is None:
        return Duty("Write the report", "Start", "reports:start", invitation.ref, *due)
    page = ("reports:report", report.ref, *due)
    if report.state == ReportState.RETURNED:
        return Duty("Change the report", "Continue", *page, "It came back with comments.")
    if report.state != ReportState.FOR_SIGN_OFF:
        return Duty("Finish the report", "Continue", *page, "It has been started.")
    if signs:
        return Duty("Sign off the report", "Read and sign off", *page, "It is written and waits for you.")
    return Duty("Report waiting for sign-off", "Open", *page, "Whoever signs off for your agency has it now.")
