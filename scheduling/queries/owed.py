"""What is owed today, and to whom: the one definition that the sweep writes from and the sender checks against.

A step that holds today meets its recipients here, one query an audience. The sweep inserts what these queries answer;
the sender asks the same query again for the one message in its hand (delivery 3, 4 and 6).
"""

from datetime import date, datetime
from itertools import chain

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from conferences.models import INVITED_STATES
from partnership.calendar import calendar_version
from procedures.words import Role
from procedures.workflow import ConferenceState, InvitationState
from scheduling.models import Audience, Message, Step, Template, Timetable
from scheduling.queries.hanging import HANGING, OVERTAKEN, hanging
from scheduling.queries.recipients import (
    GRACE,
    RandomRef,
    as_text,
    has_role,
    in_force,
    may_hear,
    named,
    nobody,
    role_at_agency,
    without_box,
    worker_today,
)

#: Hear of what hangs on no day.
OF_REPORTS = (Audience.AUTHOR, Audience.RECORDER, Audience.READERS, Audience.GIVER)
REPORT = (Template.REPORT_REMINDER, Template.REPORT_LATE)
SHARE = (Template.SHARE_REMINDER, Template.SHARE_LATE)
LIMIT = (Template.DEADLINE_REMINDER, Template.DEADLINE_LATE)
BOOKED_ONLY = (*REPORT, *SHARE)
BEFORE_HELD = (
    ConferenceState.REQUESTED,
    ConferenceState.CONVENED,
    ConferenceState.BOOKED,
    ConferenceState.CANCELLED,
)


def _about(*templates: Template) -> Q:
    return Q(template__in=[template.value for template in templates])


def _still_holds() -> Q:
    """Conference, invitation and stamps as they are now, whatever they were when the timetable was made."""
    booked = Q(timetable__conference__state=ConferenceState.BOOKED.value)
    asked = Q(invitation__state__in=INVITED_STATES)
    cancelled = Q(timetable__conference__state=ConferenceState.CANCELLED.value)
    withdrawn = Q(invitation__state=InvitationState.WITHDRAWN.value)
    sent = Message.objects.filter(
        invitation=OuterRef("invitation"), template=Template.INVITATION.value, sent_at__isnull=False
    )
    knows = Q(Exists(sent)) | Q(invitation__answered_at__isnull=False)
    return (
        (_about(Template.INVITATION) & booked & asked)
        | (_about(*REPORT) & booked & asked & Q(invitation__report_signed_at=None))
        | (_about(*SHARE) & booked & asked & Q(invitation__shared_with_family_at=None))
        | (_about(*LIMIT) & Q(timetable__conference__state__in=[state.value for state in BEFORE_HELD]))
        | (_about(Template.CALLED_OFF) & cancelled & asked & knows)
        | (_about(Template.WITHDRAWN) & withdrawn & knows)
    )


def _reaches(audience: Audience, today: date) -> tuple[Q, str, str]:
    """For an audience: the condition, whose row the recipient is, and the path to it."""
    chair = "timetable__conference__chair"
    manager = "timetable__conference__convening__decided_by"
    worker = "timetable__conference__family__responsibilities__person"
    at_authority = {"authority": "timetable__authority"}
    holder = "invitation__agency__roles__person"
    match audience:
        case Audience.NAMED:
            return named(today), "person", "invitation__person"
        case Audience.BOX:
            return ~Q(invitation__agency__email="") | nobody(today), "agency", "invitation__agency"
        case Audience.STAND_IN:
            has_box = ~named(today) & ~Q(invitation__agency__email="")
            return has_box | nobody(today), "agency", "invitation__agency"
        case Audience.WRITERS:
            writing = without_box(today) & role_at_agency(Role.AGENCY_WRITER, today)
            return writing & may_hear(holder), "person", holder
        case Audience.SIGNERS:
            return role_at_agency(Role.AGENCY_SIGNER, today) & may_hear(holder), "person", holder
        case Audience.LEADS:
            return role_at_agency(Role.AGENCY_LEAD, today) & may_hear(holder), "person", holder
        case Audience.CHAIR:
            return Q(has_role(chair, today, **at_authority)) & may_hear(chair), "person", chair
        case Audience.MANAGER:
            return Q(has_role(manager, today, **at_authority)) & may_hear(manager), "person", manager
        case Audience.WORKER:
            return worker_today(today) & may_hear(worker), "person", worker
        case _:  # the office
            return Q(), "authority", "timetable__authority"


#: The columns of a message, in the order in which `owed` answers them.
COLUMNS = (
    "ref",
    "conference_id",
    "invitation_id",
    "template",
    "audience",
    "person_id",
    "agency_id",
    "authority_id",
    "subject",
    "rule",
    "step",
    "recipient",
    "due_on",
    "created_at",
    "next_try_at",
    "attempts",
    "lease",
    "answer",
    "cancel_reason",
)


def owed(audience: Audience, *, at: datetime, today: date, **only) -> QuerySet:
    """Rows in the order of COLUMNS: what this audience is owed now. `only` narrows the steps (timetable=…)."""
    condition, whose, path = _reaches(audience, today)
    no_key = Cast(Value(None), BigIntegerField())
    recipient = {
        column: F(path) if column == whose else no_key for column in ("person", "agency", "authority")
    }
    graceful = [template.value for template in Template if template.has_grace]
    steps = Step.objects.filter(
        _still_holds(),
        in_force(),
        condition,
        audience=audience.value,
        on__lte=today,
        until__gt=today,
        **{f"{path}__isnull": False},
        **only,
    )
    return steps.values_list(
        RandomRef(),
        F("timetable_id"),
        F("invitation_id"),
        F("template"),
        F("audience"),
        *recipient.values(),
        Case(
            When(invitation=None, then=Concat(Value("conference:"), as_text("timetable_id"))),
            default=Concat(Value("invitation:"), as_text("invitation_id")),
            output_field=CharField(),
        ),
        F("rule"),
        F("step"),
        Concat(Value(f"{whose}:"), as_text(path)),
        F("due_on"),
        Value(at, output_field=DateTimeField()),
        Case(
            When(template__in=graceful, then=Value(at + GRACE)),
            default=Value(at),
            output_field=DateTimeField(),
        ),
        Value(0),
        *[Value("")] * 3,
    )


STEPPED = [audience for audience in Audience if audience not in OF_REPORTS]


def all_owed(*, at: datetime, today: date, conference: int | None = None) -> list[QuerySet]:
    """Every query that the sweep writes from; of one conference, where one is named."""
    steps = {} if conference is None else {"timetable": conference}
    return [
        *(owed(audience, at=at, today=today, **steps) for audience in STEPPED),
        *(rows for each in HANGING for rows in hanging(each, at=at, today=today, conference=conference)),
    ]


KEY = ("subject", "rule", "step", "recipient", "due_on")
_PLACES = [COLUMNS.index(column) for column in KEY]


def is_still_owed(message: Message, *, at: datetime, today: date) -> bool:
    """Whether this very message would be written now if it were not there."""
    if message.about in HANGING:
        each = hanging(message.about, at=at, today=today, conference=message.conference_id)
        rows = chain.from_iterable(each)
    else:
        narrowed = {"timetable": message.conference_id, "invitation": message.invitation_id}
        rows = owed(Audience(message.audience), at=at, today=today, template=message.template, **narrowed)
    key = tuple(getattr(message, column) for column in KEY)
    return any(tuple(row[place] for place in _PLACES) == key for row in rows)


def is_stale(message: Message) -> bool:
    """Its timetable was made from other facts than now's: the next sweep makes it anew, nothing leaves before."""
    current = Timetable.objects.filter(
        conference=message.conference_id,
        built_facts=F("conference__facts_version"),
        built_calendar=calendar_version(),
    )
    return not current.exists()


def why_not_owed(message: Message) -> str:
    """Why a message that was written is not sent any more, in words for the office."""
    conference, invitation = message.conference, message.invitation
    if message.about in (*BOOKED_ONLY, Template.INVITATION) and conference.state != ConferenceState.BOOKED:
        return f"The conference is “{ConferenceState(conference.state).label}” now."
    if message.about in LIMIT and conference.held_on:
        return "The conference was held."
    if invitation is not None and invitation.state == InvitationState.WITHDRAWN:
        return "The invitation was withdrawn."
    if message.about in REPORT and invitation.report_signed_at:
        return "The report is in."
    if message.about in HANGING:
        return OVERTAKEN[message.about]
    if message.about in SHARE and invitation.shared_with_family_at:
        return "The report was shared with the family."
    return "It no longer holds: the date or the recipient changed, or a later message took its place."
