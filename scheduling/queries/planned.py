"""What a conference's timetable holds, reckoned from its facts as they are: deadlines, and the days of each message.

Reads only; the operation that makes timetables stores what stands here.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Max, QuerySet

from conferences.models import INVITED_STATES, Conference, ConferenceEvent, Invitation, InvitationEvent
from conferences.queries.dates import Falls, due_dates, exclusion_due, falls, invitation_due, report_dues
from procedures.deadlines import RULES, Due, Kind, ReminderStep, reminder_steps
from procedures.reckoning import LONDON, london_day
from procedures.words import Outcome, Role
from procedures.workflow import ConferenceState, InvitationState
from procedures.working_days import BeyondKnownHolidays, WorkingCalendar
from scheduling.models import Audience, Deadline, Step, Template

ONE_DAY = timedelta(days=1)
KEEPS_HOLDING = timedelta(days=30)  # how long the last step about a conference's limit is worth sending
TOLD_WITHIN = timedelta(days=14)  # how long it is worth telling that something was called off

BEFORE_HELD = (
    ConferenceState.REQUESTED,
    ConferenceState.CONVENED,
    ConferenceState.BOOKED,
    ConferenceState.CANCELLED,
)
AFTER_HELD = (ConferenceState.HELD, ConferenceState.CLOSED)

#: The stamp on an invitation that meets its duty.
STAMPS = {Kind.REPORT_SUBMIT: "report_signed_at", Kind.REPORT_SHARE_FAMILY: "shared_with_family_at"}

#: To whom a role in the table of rules speaks here. A role that isn't here hears nothing by mail.
AUDIENCES: dict[Role, tuple[Audience, ...]] = {
    Role.AGENCY_WRITER: (Audience.NAMED, Audience.STAND_IN, Audience.WRITERS),
    Role.AGENCY_SIGNER: (Audience.SIGNERS,),
    Role.AGENCY_LEAD: (Audience.LEADS,),
    Role.ADMINISTRATOR: (Audience.OFFICE,),
    Role.CHAIR: (Audience.CHAIR,),
    Role.TEAM_MANAGER: (Audience.MANAGER,),
    Role.SOCIAL_WORKER: (Audience.WORKER,),
}
OF_THE_AGENCY = (Audience.NAMED, Audience.STAND_IN, Audience.WRITERS, Audience.SIGNERS)


@dataclass
class Planned:
    """A timetable before it is stored."""

    conference: Conference
    deadlines: list[Deadline] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    trouble: str = ""

    @property
    def next_deadline_on(self) -> date | None:
        owed = [deadline.due_on for deadline in self.deadlines if deadline.is_owed and not deadline.met_at]
        return min(owed, default=None)

    def add(self, fall: Falls | None, *, met_at: datetime | None = None, owed: bool = True, invitation=None):
        """Keep a deadline, or the sentence why its date can't be given. Answers what was reckoned, if owed still."""
        if fall is None:
            return None
        if fall.due is None or fall.due.due_on is None:
            self.trouble = fall.unknown
            return None
        self.deadlines.append(
            Deadline(
                timetable_id=self.conference.pk,
                invitation=invitation,
                kind=fall.kind.value,
                due_on=fall.due.due_on,
                parameter=fall.due.parameter,
                citation=fall.due.citation,
                explanation=fall.due.as_dict(),
                falls_to=RULES[fall.kind].falls_to.value,
                is_owed=owed,
                met_at=met_at,
            )
        )
        return fall.due if owed and met_at is None else None

    def tell(
        self, due: Due | None, calendar: WorkingCalendar, *, since: date, last: date | None, invitation=None
    ):
        """The steps of one deadline. `since`: nothing is sent about what was due before; `last`: nothing after."""
        if due is None:
            return
        try:
            planned = dated_steps(due, calendar, since=since, last=last)
        except BeyondKnownHolidays:
            return
        for audience, step, until in planned:
            self.steps.append(
                Step(
                    timetable_id=self.conference.pk,
                    invitation=invitation,
                    rule=due.kind.value,
                    step=step.name,
                    template=template_of(due.kind, step, audience).value,
                    audience=audience.value,
                    due_on=due.due_on,
                    on=step.on,
                    until=until,
                )
            )


def dated_steps(
    due: Due, calendar: WorkingCalendar, *, since: date, last: date | None
) -> list[tuple[Audience, ReminderStep, date]]:
    """For each audience its steps in order, each holding until the next, so that one of them holds at a time.

    What lay on or before `since` is not sent; an escalation then waits for the next working day.
    """
    ladders: dict[Audience, list[ReminderStep]] = {}
    for step in reminder_steps(due, calendar):
        if step.on <= since:
            if not step.escalates:
                continue
            step = step._replace(on=calendar.next(since))
        for role in step.to:
            for audience in AUDIENCES.get(role, ()):
                ladders.setdefault(audience, []).append(step)
    found = []
    for audience, steps in ladders.items():
        ends = [step.on for step in steps[1:]] + [last or steps[-1].on + KEEPS_HOLDING]
        found += [(audience, step, end) for step, end in zip(steps, ends, strict=True) if end > step.on]
    return found


def template_of(kind: Kind, step: ReminderStep, audience: Audience) -> Template:
    """Whoever has to do it is reminded; whoever oversees it is told that it is late."""
    late = step.escalates and audience not in OF_THE_AGENCY
    if kind is Kind.REPORT_SUBMIT:
        return Template.REPORT_LATE if late else Template.REPORT_REMINDER
    if kind is Kind.REPORT_SHARE_FAMILY:
        return Template.SHARE_LATE if late else Template.SHARE_REMINDER
    return Template.DEADLINE_LATE if step.escalates else Template.DEADLINE_REMINDER


def planned(conference: Conference, calendar: WorkingCalendar) -> Planned:
    """The whole timetable of one conference."""
    plan = Planned(conference)
    _limits(plan, calendar)
    _after(plan, calendar)
    invitations = list(conference.invitations.select_related("agency"))
    _inviting(plan, calendar, invitations)
    last = conference.meets_on + ONE_DAY if conference.meets_on else None
    events = _newest(InvitationEvent.objects.filter(invitation__in=invitations), "invitation")
    dated_by = _newest_move(conference, "fix_date", "move_date")
    for invitation in invitations:
        invitation.conference = conference
        if invitation.state in INVITED_STATES and conference.meets_on:
            _duties(plan, invitation, calendar, last=last)
        _notices(plan, invitation, events.get(invitation.pk, {}), dated_by, last=last)
    return plan


def _limits(plan: Planned, calendar: WorkingCalendar) -> None:
    """By when the conference is to be held; of several children with the same limit the earliest leads."""
    conference, seen = plan.conference, set()
    owed = conference.state in BEFORE_HELD
    met_at = datetime.combine(conference.held_on, time(12), LONDON) if conference.held_on else None
    for fall in due_dates(conference, calendar):
        if fall.kind not in seen:
            seen.add(fall.kind)
            due = plan.add(fall, met_at=met_at, owed=owed)
            plan.tell(due, calendar, since=conference.requested_on, last=None)


def _after(plan: Planned, calendar: WorkingCalendar) -> None:
    """What follows a held conference: dates to know; nobody is chased for them while they can't be recorded."""
    conference = plan.conference
    if conference.state not in AFTER_HELD:
        return
    outcomes = {row.outcome for row in conference.children.all()}
    kinds = [Kind.OUTLINE_PLAN, Kind.RECORD, Kind.RECORD_TO_PARENTS]
    if outcomes & {Outcome.PLAN.value, Outcome.PLAN_CONTINUES.value}:
        kinds.append(Kind.CORE_GROUP)
    if outcomes & {Outcome.CHILD_IN_NEED.value, Outcome.PLAN_ENDS.value}:
        kinds.append(Kind.CHILD_IN_NEED_PLAN)
    for kind in kinds:
        plan.add(falls(kind, {"held_on": conference.held_on}, conference, calendar), owed=False)


def _inviting(plan: Planned, calendar: WorkingCalendar, invitations: list[Invitation]) -> None:
    """POL-10 for the office: met once nobody who was proposed is still waiting. POL-20: a date to know."""
    conference = plan.conference
    if conference.state != ConferenceState.BOOKED:
        return
    sent = [invitation.invited_at for invitation in invitations if invitation.invited_at]
    waiting = any(invitation.state == InvitationState.PROPOSED for invitation in invitations)
    met_at = max(sent) if sent and not waiting else None
    due = plan.add(invitation_due(conference, calendar), met_at=met_at)
    plan.tell(due, calendar, since=conference.requested_on, last=conference.meets_on)
    plan.add(exclusion_due(conference, calendar), owed=False)


def _duties(plan: Planned, invitation: Invitation, calendar: WorkingCalendar, *, last: date) -> None:
    """Decisions 8: to report, and to share with the family. Each counts, reminds and is late by itself."""
    dues = report_dues(invitation, calendar)
    owed = plan.conference.state == ConferenceState.BOOKED
    since = london_day(invitation.invited_at)
    for fall, kind in ((dues.submit, Kind.REPORT_SUBMIT), (dues.share, Kind.REPORT_SHARE_FAMILY)):
        met_at = getattr(invitation, STAMPS[kind])
        due = plan.add(fall, met_at=met_at, owed=owed, invitation=invitation)
        plan.tell(due, calendar, since=since, last=last, invitation=invitation)


def _notices(plan: Planned, invitation: Invitation, events: dict, dated_by, *, last: date | None) -> None:
    """The invitation itself, again for each new date; and that it no longer stands, to whom it was sent."""
    conference = plan.conference
    if _is_to_be_told(conference, invitation, dated_by):
        asked = events.get("invite")
        on = max(london_day(invitation.invited_at), london_day(dated_by.at))
        name = f"date_{dated_by.pk}_invited_{asked.pk if asked else 0}"
        _notice(plan, invitation, Template.INVITATION, name, on=on, until=last)
    if conference.state == ConferenceState.CANCELLED and invitation.state in INVITED_STATES:
        on = conference.cancelled_on
        _notice(plan, invitation, Template.CALLED_OFF, f"cancelled_{on}", on=on, until=on + TOLD_WITHIN)
    withdrawn = events.get("withdraw")
    if invitation.state == InvitationState.WITHDRAWN and withdrawn:
        on = london_day(withdrawn.at)
        _notice(
            plan, invitation, Template.WITHDRAWN, f"withdrawn_{withdrawn.pk}", on=on, until=on + TOLD_WITHIN
        )


def _is_to_be_told(conference: Conference, invitation: Invitation, dated_by) -> bool:
    """Whoever has answered since the date was fixed knows of it."""
    if conference.state != ConferenceState.BOOKED or invitation.state not in INVITED_STATES or not dated_by:
        return False
    known_at = invitation.answered_at
    return known_at is None or known_at < max(invitation.invited_at, dated_by.at)


def _notice(plan: Planned, invitation, template: Template, name: str, *, on: date, until: date) -> None:
    if until <= on:
        return
    plan.steps += [
        Step(
            timetable_id=plan.conference.pk,
            invitation=invitation,
            rule=template.value,
            step=name,
            template=template.value,
            audience=audience.value,
            due_on=plan.conference.meets_on or on,
            on=on,
            until=until,
        )
        for audience in (Audience.NAMED, Audience.BOX, Audience.WRITERS)
    ]


def _newest(events: QuerySet, owner: str) -> dict[int, dict[str, object]]:
    """For each owner, its newest event of each move."""
    newest = events.order_by().values(owner, "move").annotate(newest=Max("pk")).values("newest")
    found: dict[int, dict[str, object]] = {}
    for event in events.model.objects.filter(pk__in=newest):
        found.setdefault(getattr(event, f"{owner}_id"), {})[event.move] = event
    return found


def _newest_move(conference: Conference, *moves: str) -> ConferenceEvent | None:
    return conference.events.filter(move__in=moves).order_by("-pk").first()
