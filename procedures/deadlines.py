"""What falls due, when, and on whose desk: one row a deadline.

Reminders and escalations are in working days from the due day: -3 is three before, 0 the day, 1 the day after.
Rows with no reminder fall due on a page only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from procedures.policy import ProcedureSet
from procedures.reckoning import Due, chosen, due, reckon, strictest
from procedures.words import AgencyKind, ConferenceKind, Role, Word
from procedures.working_days import WorkingCalendar

__all__ = ["RULES", "Due", "Kind", "ReminderStep", "Rule", "deadline", "due", "reminder_steps"]

Facts = Mapping[str, date | datetime | None]


class Kind(Word):
    """What can fall due."""

    INITIAL_CONFERENCE = "initial_conference", "Initial conference"
    LOOKED_AFTER_CONFERENCE = "looked_after_conference", "Conference decided by a looked-after review"
    PRE_BIRTH_CONFERENCE = "pre_birth_conference", "Pre-birth conference"
    TRANSFER_IN_CONFERENCE = "transfer_in_conference", "Transfer-in conference"
    TRANSFER_NOTICE = "transfer_notice", "Notice of a move to the host authority"
    FIRST_REVIEW = "first_review", "First review"
    PRE_BIRTH_FIRST_REVIEW = "pre_birth_first_review", "First review after a pre-birth conference"
    LATER_REVIEW = "later_review", "Later review"
    INVITATION = "invitation", "Invitation"
    REPORT_SUBMIT = "report_submit", "Report to the conference"
    REPORT_SHARE_FAMILY = "report_share_family", "Report shared with the family"
    EXCLUSION_REQUEST = "exclusion_request", "Request to exclude a parent"
    CORE_GROUP = "core_group", "First core group"
    OUTLINE_PLAN = "outline_plan", "Decision and outline plan"
    RECORD_ON_SYSTEM = "record_on_system", "Decision and outline plan on the authority’s system"
    RECORD = "record", "Conference record"
    RECORD_TO_PARENTS = "record_to_parents", "Conference record discussed with parents"
    AMENDMENTS = "amendments", "Amendments to the record"
    CHILD_IN_NEED_PLAN = "child_in_need_plan", "Child-in-need plan"
    CHILD_IN_NEED_SUPPORT = "child_in_need_support", "Child-in-need support, at the least until"
    CHILD_IN_NEED_REVIEW = "child_in_need_review", "Child-in-need review"
    CHILD_IN_NEED_NETWORK = "child_in_need_network", "Child-in-need network meeting"
    RETURNED_HOME_PLAN = "returned_home_plan", "Plan after a return home, at the least until"


class Start(NamedTuple):
    """A fact that starts a clock, and the words for it."""

    fact: str
    words: str


@dataclass(frozen=True)
class Clock:
    """One parameter counted from one fact: the first of `starts` that is known.

    `standing`: the clock runs for conferences of that standing alone. `case`: which of the parameter's cases.
    `begun_by`: the case of POL-02 that this clock follows, cited as well.
    """

    parameter: str
    starts: tuple[Start, ...]
    standing: str | None = None
    case: str | None = None
    begun_by: str | None = None


class Step(NamedTuple):
    """So many working days from the due day, to these."""

    days: int
    to: tuple[Role, ...]


@dataclass(frozen=True)
class Rule:
    """A deadline: what its clocks count from, the fact that meets it, on whose desk it is, who hears when."""

    clocks: tuple[Clock, ...]
    met_by: str
    falls_to: Role
    remind: tuple[Step, ...] = ()
    escalate: tuple[Step, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clock.parameter for clock in self.clocks))


class ReminderStep(NamedTuple):
    """One dated reminder: `name` is for good and part of a message's key ("3_before", "on_the_day")."""

    name: str
    on: date
    to: tuple[Role, ...]
    escalates: bool


STRATEGY = Start("strategy_on", "the strategy discussion")
DECISION = Start("decided_on", "the decision to hold a conference")
CONFERENCE = Start("conference_on", "the conference")
HELD = Start("held_on", "the conference")
PREVIOUS = Start("previous_held_on", "the last conference")
PLAN_ENDED = Start("plan_ended_on", "the end of the plan")

BY_STRATEGY = Clock("POL-01", (STRATEGY,), begun_by="strategy")
BY_DECISION = Clock("POL-01", (DECISION,), begun_by="decision")

OFFICE = (Role.ADMINISTRATOR,)
OFFICE_AND_CHAIR = (Role.ADMINISTRATOR, Role.CHAIR)
WORKER = (Role.SOCIAL_WORKER,)
WRITER = (Role.AGENCY_WRITER,)
WRITER_AND_SIGNER = (Role.AGENCY_WRITER, Role.AGENCY_SIGNER)

TO_BE_HELD = (Step(-5, OFFICE), Step(-2, OFFICE), Step(0, OFFICE))
DELAYED = (Step(1, (Role.ADMINISTRATOR, Role.CHAIR, Role.TEAM_MANAGER)),)  # CON-06
WORKER_LATE = (Step(1, (Role.SOCIAL_WORKER, Role.TEAM_MANAGER)),)

RULES: dict[Kind, Rule] = {
    Kind.INITIAL_CONFERENCE: Rule(
        (BY_STRATEGY, BY_DECISION), "held_on", Role.ADMINISTRATOR, TO_BE_HELD, DELAYED
    ),
    Kind.LOOKED_AFTER_CONFERENCE: Rule(
        (Clock("POL-03", (Start("lac_decided_on", "the looked-after review’s decision"),)),),
        "held_on",
        Role.ADMINISTRATOR,
        TO_BE_HELD,
        DELAYED,
    ),
    Kind.PRE_BIRTH_CONFERENCE: Rule(
        (
            Clock("POL-06", (Start("expected_on", "the expected date of birth"),)),
            BY_STRATEGY,
            BY_DECISION,
        ),
        "held_on",
        Role.ADMINISTRATOR,
        TO_BE_HELD,
        DELAYED,
    ),
    Kind.TRANSFER_IN_CONFERENCE: Rule(
        (Clock("POL-04", (Start("notified_on", "the notification"),)),),
        "held_on",
        Role.ADMINISTRATOR,
        TO_BE_HELD,
        DELAYED,
    ),
    Kind.TRANSFER_NOTICE: Rule(
        (Clock("POL-05", (Start("move_known_at", "the moment the move was known"),)),),
        "host_notified_at",
        Role.DESIGNATED_MANAGER,
        escalate=(Step(0, (Role.DESIGNATED_MANAGER, Role.TEAM_MANAGER)),),
    ),
    Kind.FIRST_REVIEW: Rule(
        (Clock("POL-07", (Start("previous_held_on", "the initial conference"),)),),
        "held_on",
        Role.ADMINISTRATOR,
        TO_BE_HELD,
        DELAYED,
    ),
    Kind.PRE_BIRTH_FIRST_REVIEW: Rule(
        (
            Clock(
                "POL-08",
                (Start("born_on", "birth"), Start("expected_on", "the expected date of birth")),
                case="birth",
            ),
            Clock("POL-08", (Start("previous_held_on", "the pre-birth conference"),), case="conference"),
        ),
        "held_on",
        Role.ADMINISTRATOR,
        TO_BE_HELD,
        DELAYED,
    ),
    Kind.LATER_REVIEW: Rule(
        (Clock("POL-09", (PREVIOUS,)),), "held_on", Role.ADMINISTRATOR, TO_BE_HELD, DELAYED
    ),
    Kind.INVITATION: Rule(
        (Clock("POL-10", (CONFERENCE,), standing="initial"),),
        "invited_at",
        Role.ADMINISTRATOR,
        (Step(-1, OFFICE), Step(0, OFFICE)),
        (Step(1, OFFICE_AND_CHAIR),),
    ),
    Kind.REPORT_SUBMIT: Rule(
        (
            Clock("POL-11", (CONFERENCE,), standing="initial"),
            Clock("POL-12", (CONFERENCE,), standing="review"),
            Clock("POL-16", (CONFERENCE,)),
        ),
        "report_signed_at",
        Role.AGENCY_WRITER,
        (Step(-3, WRITER), Step(-1, WRITER), Step(0, WRITER_AND_SIGNER)),
        (Step(1, (*WRITER_AND_SIGNER, Role.AGENCY_LEAD, *OFFICE_AND_CHAIR)),),
    ),
    Kind.REPORT_SHARE_FAMILY: Rule(
        (
            Clock("POL-15", (CONFERENCE,), standing="review"),  # stricter than POL-14, where it applies
            Clock("POL-13", (CONFERENCE,), standing="initial"),
            Clock("POL-14", (CONFERENCE,), standing="review"),
        ),
        "shared_at",
        Role.AGENCY_WRITER,
        (Step(-1, WRITER),),
        (Step(1, (*WRITER_AND_SIGNER, Role.CHAIR)),),
    ),
    Kind.EXCLUSION_REQUEST: Rule((Clock("POL-20", (CONFERENCE,)),), "exclusion_asked_at", Role.AGENCY_SIGNER),
    Kind.CORE_GROUP: Rule(
        (Clock("POL-22", (HELD,)),),
        "core_group_held_on",
        Role.SOCIAL_WORKER,
        (Step(-3, WORKER), Step(0, WORKER)),
        WORKER_LATE,
    ),
    Kind.OUTLINE_PLAN: Rule(
        (Clock("POL-23", (HELD,)),),
        "outline_sent_at",
        Role.ADMINISTRATOR,
        (Step(0, OFFICE),),
        (Step(1, OFFICE_AND_CHAIR),),
    ),
    Kind.RECORD_ON_SYSTEM: Rule(
        (Clock("POL-24", (Start("ended_at", "the end of the conference"),)),),
        "outline_on_system_at",
        Role.ADMINISTRATOR,
        escalate=(Step(0, OFFICE_AND_CHAIR),),
    ),
    Kind.RECORD: Rule(
        (Clock("POL-25", (HELD,)),),
        "record_sent_at",
        Role.ADMINISTRATOR,
        (Step(-3, OFFICE_AND_CHAIR), Step(0, OFFICE)),
        (Step(1, OFFICE_AND_CHAIR),),
    ),
    Kind.RECORD_TO_PARENTS: Rule(
        (Clock("POL-26", (HELD,)),),
        "record_discussed_on",
        Role.SOCIAL_WORKER,
        (Step(-3, WORKER), Step(0, WORKER)),
        WORKER_LATE,
    ),
    Kind.AMENDMENTS: Rule(
        (Clock("POL-27", (Start("received_on", "receipt of the record"),)),),
        "amendments_received_on",
        Role.AGENCY_SIGNER,
    ),
    Kind.CHILD_IN_NEED_PLAN: Rule(
        (Clock("POL-29", (HELD,)),),
        "child_in_need_plan_sent_at",
        Role.SOCIAL_WORKER,
        (Step(-3, WORKER), Step(0, WORKER)),
        WORKER_LATE,
    ),
    Kind.CHILD_IN_NEED_SUPPORT: Rule(
        (Clock("POL-28", (PLAN_ENDED,)),), "child_in_need_ended_on", Role.SOCIAL_WORKER
    ),
    Kind.CHILD_IN_NEED_REVIEW: Rule(
        (Clock("POL-30", (PLAN_ENDED,), case="review"),),
        "child_in_need_review_held_on",
        Role.SOCIAL_WORKER,
        (Step(-5, WORKER),),
        WORKER_LATE,
    ),
    Kind.CHILD_IN_NEED_NETWORK: Rule(
        (Clock("POL-30", (PLAN_ENDED,), case="network"),), "network_meeting_held_on", Role.SOCIAL_WORKER
    ),
    Kind.RETURNED_HOME_PLAN: Rule(
        (Clock("POL-31", (Start("plan_started_on", "the start of the plan"),)),),
        "plan_ended_on",
        Role.CHAIR,
    ),
}


def deadline(
    kind: Kind,
    facts: Facts,
    *,
    procedure_set: ProcedureSet | str,
    policy_on: date,
    calendar: WorkingCalendar,
    conference: ConferenceKind | str | None = None,
    agency: AgencyKind | str | None = None,
) -> Due | None:
    """When `kind` falls due on these facts; the strictest clock leads and the others stand in `others`.

    None while no clock of it has started, or where the set has no such limit. Facts are looked up by name
    (RULES[kind].clocks says which); days are London days, moments are aware. `conference` must be given for
    what differs between initial and review: invitations and reports.
    Raises UnknownSet, NoValueYet, BeyondKnownHolidays.
    """
    rule = RULES[kind]
    policy = chosen(procedure_set)
    answers: list[Due] = []
    for clock in rule.clocks:
        answer = _run(clock, facts, policy, policy_on, calendar, conference, agency)
        if answer is not None:
            answers.append(answer)
    if kind is Kind.PRE_BIRTH_CONFERENCE:
        answers = _begun_in_time(answers)
    if not answers:
        return None
    lead = strictest(answers)
    return replace(
        lead,
        kind=kind,
        title=kind.label,
        rules=tuple(dict.fromkeys(rule for answer in (lead, *answers) for rule in answer.rules)),
        others=tuple(answer for answer in answers if answer is not lead),
    )


def _run(
    clock: Clock,
    facts: Facts,
    policy: ProcedureSet,
    policy_on: date,
    calendar: WorkingCalendar,
    conference: ConferenceKind | str | None,
    agency: AgencyKind | str | None,
) -> Due | None:
    if clock.standing is not None and clock.standing != standing(conference):
        return None
    for start in clock.starts:
        begun = facts.get(start.fact)
        if begun is not None:
            break
    else:
        return None
    stated = policy.parameter(
        clock.parameter, on=policy_on, conference=conference, agency=agency, case=clock.case
    )
    answer = reckon(stated, start=begun, policy_on=policy_on, calendar=calendar, counted_from=start.words)
    if answer.due_on is None:
        return None  # the set has no such limit, or this agency no such duty
    if clock.begun_by is None:
        return answer
    starts = policy.parameter("POL-02", on=policy_on, case=clock.begun_by)
    sources = dict.fromkeys([*answer.citation.split("; "), *starts.citation.split("; ")])
    return replace(answer, rules=("POL-01", "POL-02"), citation="; ".join(sources))


def _begun_in_time(answers: list[Due]) -> list[Due]:
    """POL-06: work that began later than 28 weeks runs by POL-01 alone."""
    at_28_weeks = [answer for answer in answers if answer.parameter == "POL-06"]
    by_enquiry = [answer for answer in answers if answer.parameter == "POL-01"]
    begun_on = min((answer.start for answer in by_enquiry), default=None)
    late = begun_on and any(answer.reckoned_on and answer.reckoned_on < begun_on for answer in at_28_weeks)
    return by_enquiry if late else answers


def standing(conference: ConferenceKind | str | None) -> str:
    """ "initial" or "review": which limit this kind of conference has. Raises ValueError where none is given."""
    for kind in ConferenceKind:
        if kind == conference:
            return "initial" if kind.counts_as_initial else "review"
    raise ValueError(f"This deadline needs the kind of conference; “{conference}” is none.")


def reminder_steps(answer: Due, calendar: WorkingCalendar) -> tuple[ReminderStep, ...]:
    """The dated reminders and escalations of a deadline, earliest first, so that a sweep compares dates only.

    Raises BeyondKnownHolidays where a step would lie outside the calendar.
    """
    if not isinstance(answer.kind, Kind) or answer.due_on is None:
        return ()
    rule = RULES[answer.kind]
    steps = [(step, False) for step in rule.remind] + [(step, True) for step in rule.escalate]
    return tuple(
        ReminderStep(_name(step.days), _shifted(answer.due_on, step.days, calendar), step.to, escalates)
        for step, escalates in sorted(steps)
    )


def _shifted(day: date, days: int, calendar: WorkingCalendar) -> date:
    return calendar.subtract(day, -days) if days < 0 else calendar.add(day, days)


def _name(days: int) -> str:
    if days == 0:
        return "on_the_day"
    return f"{-days}_before" if days < 0 else f"{days}_after"
