"""What the pages about conferences show: the list, one conference, its history, and what is to be done next."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from conferences.models import Adult, Child, Conference, ConveningDecision, Invitation
from conferences.models.conferences import invited_for
from conferences.queries.children import children_in_order
from conferences.queries.dates import Falls, due_dates, leading_due
from conferences.queries.invitations import somebody_to_invite
from partnership.models import Authority
from procedures.access import Action, refusal
from procedures.reckoning import LONDON
from procedures.workflow import CONFERENCE, ConferenceState, InvitationState

WEIGHTS = {
    ConferenceState.REQUESTED: "waiting",
    ConferenceState.NOT_CONVENED: "neutral",
    ConferenceState.CONVENED: "soon",
    ConferenceState.BOOKED: "good",
    ConferenceState.HELD: "neutral",
    ConferenceState.CLOSED: "neutral",
    ConferenceState.CANCELLED: "late",
}
#: A cancelled conference gets a new date (SCD-09): its invitations stay open.
ANSWERABLE_WHILE = (ConferenceState.BOOKED, ConferenceState.CANCELLED)
#: What the history says of what is no move.
WHAT_HAPPENED = {
    "request": "Conference asked for",
    "safety_plan": "Interim safety plan recorded",
    "delay": "Delay reported",
    "propose_invitations": "List of whom to invite drawn up",
    "family_invitation": "Invitation of a family member decided",
    "ask_exclusion": "Exclusion asked for",
    "rule_exclusion": "Exclusion ruled on",
}
#: The facts of an event that say which member of the family it is about.
ABOUT = ("member", "child", "adult")
INVITED = {True: "Invited", False: "Not invited"}


def london_midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def conferences_for(person, *, today: date, state="", kind="", when="", authority=""):
    """The conferences that `person` may know of, those with a date first in its order, filtered."""
    found = Conference.objects.visible_to(person, today=today).select_related("family", "authority", "chair")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if authority:
        found = found.filter(authority__ref=authority)
    return _in_period(found, when, today).prefetch_related(children_in_order())


def _in_period(found, when: str, today: date):
    start = london_midnight(today)
    if when == "coming":
        return found.filter(starts_at__gte=start).order_by("starts_at", "pk")
    if when == "week":
        return found.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=7)).order_by(
            "starts_at", "pk"
        )
    if when == "past":
        return found.filter(starts_at__lt=start).order_by("-starts_at", "-pk")
    if when == "none":
        return found.filter(starts_at=None).order_by("requested_on", "pk")
    return found.order_by("-requested_on", "-pk")


@dataclass(frozen=True)
class Limit:
    """A due date as the page shows it: with the working days left, and whether it was met."""

    falls: Falls
    left: int | None
    done_on: date | None

    @property
    def names(self) -> list[str]:
        return [row.child.shown_name for row in self.falls.children]


def limits(conference: Conference, *, today: date, calendar) -> list[Limit]:
    """Every limit that runs for the conference; closed ones say when it was held."""
    over = conference.held_on is not None or conference.state == ConferenceState.NOT_CONVENED
    return [
        Limit(falls, None if over else falls.left(today, calendar), conference.held_on)
        for falls in due_dates(conference, calendar)
    ]


@dataclass(frozen=True)
class PastLimit:
    """CON-06: the limit has passed, or the fixed day lies past it."""

    due_on: date
    reported: bool
    fixed_on: date | None

    @property
    def passed(self) -> bool:
        return self.fixed_on is None


def past_limit(conference: Conference, *, today: date, calendar) -> PastLimit | None:
    """Whether there is a delay to report, and whether it was; None while it can be held in time."""
    limit = leading_due(conference, calendar)
    if limit is None or conference.state == ConferenceState.NOT_CONVENED:
        return None
    day = conference.meets_on if conference.state != ConferenceState.CANCELLED else None
    if max(day or today, conference.held_on or day or today) <= limit.due_on:
        return None
    return PastLimit(limit.due_on, reported=conference.delays.exists(), fixed_on=day)


@dataclass(frozen=True)
class Step:
    """Something that a person can do now: the words of the button and where it leads."""

    text: str
    href: str


#: What moves a conference on, in the order of the work: the first that somebody may do is their main button.
ONWARD = (
    ("Record the decision to convene", "conferences:decide", Action.DECIDE_CONVENING),
    ("Book the conference", "scheduling:book", Action.BOOK),
    ("Record that it was held", "conferences:held", Action.RECORD_HELD),
    ("Invite people", "conferences:invitations", Action.INVITE),
    ("Read the reports", "reports:conference_reading", Action.READ_REPORTS),
)
BESIDE = (
    ("Move it to another date", "scheduling:move", Action.MOVE_BOOKING),
    ("Ask that somebody is excluded", "conferences:ask_exclusion", Action.ASK_EXCLUSION),
    ("Report a delay", "conferences:delay", Action.RECORD_DELAY),
    ("Cancel the conference", "scheduling:cancel", Action.CANCEL),
)


def steps(conference: Conference, relations, rows, *, today: date) -> list[Step]:
    """What these relations may do in the present state, less what there is no point in doing now."""
    state = conference.access_state()
    return [
        Step(text, reverse(name, args=[conference.ref]))
        for text, name, action in rows
        if refusal(action, relations=relations, state=state) is None
        and not _pointless(action, conference, today)
    ]


def _pointless(action: Action, conference: Conference, today: date) -> bool:
    """A conference isn't recorded as held before its day, and once everybody is invited, inviting is done."""
    if action is Action.RECORD_HELD:
        return conference.meets_on is None or conference.meets_on > today
    return action is Action.INVITE and not somebody_to_invite(conference, today=today)


def own_invitation(conference: Conference, person, *, today: date):
    """The invitation that makes this person one of those invited, if any."""
    asked = Invitation.objects.filter(invited_for(person, today=today), conference=conference)
    return asked.select_related("agency").first()


def next_step(conference: Conference, person, relations, *, today: date) -> Step | None:
    """The one main button of the conference's page for this person."""
    if own := own_invitation(conference, person, today=today):
        href = reverse("conferences:invitation", args=[own.ref])
        open_ = own.state == InvitationState.INVITED
        return Step("Answer the invitation" if open_ else "Your invitation and report", href)
    return next(iter(steps(conference, relations, ONWARD, today=today)), None)


def history(conference: Conference) -> list[dict]:
    """Rows for components/events.html, newest first, each with the member of the family whom it is about."""
    events = list(conference.events.select_related("by"))
    about = {
        event.pk: next((event.facts[key] for key in ABOUT if key in event.facts), "") for event in events
    }
    names = _names({ref for ref in about.values() if ref})
    return [
        {
            "text": WHAT_HAPPENED[event.move]
            if event.move in WHAT_HAPPENED
            else CONFERENCE.moves[event.move].label,
            "whose": names.get(about[event.pk], ""),
            "at": event.at,
            "by": event.by.name,
            "detail": event.reason or INVITED.get(event.facts.get("invited"), ""),
        }
        for event in events
    ]


def _names(refs: set[str]) -> dict[str, str]:
    """The names of these children and adults."""
    children = Child.objects.filter(ref__in=refs).select_related("carried_by")
    names = {child.ref: child.shown_name for child in children}
    return names | dict(Adult.objects.filter(ref__in=refs).values_list("ref", "name"))


def authorities_seen(person, *, today: date):
    """The authorities of which this person sees conferences, for the filter."""
    seen = Conference.objects.visible_to(person, today=today).values("authority")
    return Authority.objects.filter(pk__in=seen).order_by("name")


def decision_of(conference: Conference) -> ConveningDecision | None:
    """The decision to convene or not, with who took part in it and the reasons."""
    found = ConveningDecision.objects.filter(conference=conference)
    found = found.select_related("decided_by", "consulted", "recorded_by")
    return found.prefetch_related("reasons__child__carried_by").first()


def past_answering(conference: Conference) -> bool:
    """Whether answers can no longer change: the conference isn't ahead of us."""
    return conference.state not in ANSWERABLE_WHILE
