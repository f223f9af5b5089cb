"""What stands in the way of a booking, who may chair, and which times are free within the limit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from conferences.models import CaseResponsibility, Conference
from conferences.queries.dates import leading_due
from partnership.calendar import working_calendar
from partnership.fields import written_day
from partnership.models import Closure, Person
from partnership.queries import holders
from procedures.policy import procedure_set
from procedures.reckoning import Due, clock_words, london_day
from procedures.words import ConferenceKind, Responsibility, Role
from procedures.working_days import WEEKEND, BeyondKnownHolidays
from scheduling.models import BookedSlot, Booking, Leave, Link, Room, RoomClosed
from scheduling.models.diary import FAMILY_MEETING_MINUTES, QUARTER_MINUTES, USUAL_MINUTES, quarter_of
from scheduling.queries.times import (
    chair_key,
    free_starts,
    link_key,
    london,
    moment_of,
    moment_of_quarter,
    room_key,
    taken_quarters,
)

LONGEST_MINUTES = 8 * 60
#: FAM-06 is recorded in free words; these say that steps are in the way.
STEPS_IN_THE_WAY = re.compile(
    r"step[- ]?free|wheelchair|stairs|steps\b|mobility|walking (frame|stick|aid)", re.IGNORECASE
)


@dataclass(frozen=True)
class Obstacle:
    """Why a booking can't be made: the field of the form it is about, and a sentence that says what to do."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Wanted:
    """A conference, and the chair, room, link and time that somebody wants for it."""

    conference: Conference
    chair: Person
    room: Room | None
    link: Link | None
    starts_at: datetime
    minutes: int = USUAL_MINUTES
    family_meeting_minutes: int = FAMILY_MEETING_MINUTES

    @property
    def on(self) -> date:
        return london_day(self.starts_at)

    @property
    def family_meets_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.family_meeting_minutes)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def resources(self) -> list[str]:
        """Keys of what the booking takes, in the one order in which slots are always claimed."""
        keys = [chair_key(self.chair)]
        keys += [link_key(self.link)] if self.link else []
        keys += [room_key(self.room)] if self.room else []
        return sorted(keys)

    @property
    def quarters(self) -> range:
        """The quarters of an hour from the family's meeting to the end."""
        return range(quarter_of(self.family_meets_at), quarter_of(self.ends_at - timedelta(seconds=1)) + 1)


@dataclass
class ChairChoice:
    """A chair of the authority, and what speaks for or against them for one conference."""

    person: Person
    refused: str = ""  # SCD-01, in a sentence; empty when they may chair
    carries_on: bool = False  # chaired the conference that this one follows
    chaired_on: date | None = None  # the last conference of this family that they chaired
    load: int = 0  # conferences booked for them in the four weeks from today
    leave: list[Leave] = field(default_factory=list)

    def away_on(self, day: date) -> bool:
        return any(leave.covers(day) for leave in self.leave)


def obstacles(wanted: Wanted, *, at: datetime) -> list[Obstacle]:
    """Everything that stands in the way but what others have booked; the unique slots answer that."""
    already = _already(wanted)
    return [
        *already,
        *day_refused(wanted.conference, wanted.on),
        *_hours(wanted, at),
        *_chair(wanted),
        *_place(wanted),
    ]


def _already(wanted: Wanted) -> Iterable[Obstacle]:
    present = Booking.objects.standing().filter(conference=wanted.conference).first()
    if present and (present.starts_at, present.minutes) == (wanted.starts_at, wanted.minutes):
        if (present.chair, present.room, present.link) == (wanted.chair, wanted.room, wanted.link):
            yield Obstacle(
                "", "The conference is booked just so already. Change something, or leave it as it is."
            )


def day_refused(conference: Conference, on: date) -> Iterable[Obstacle]:
    """Why no conference can be held on that day, or not this one."""
    authority = conference.authority
    try:
        why = working_calendar().why_not(on)
    except BeyondKnownHolidays as beyond:
        yield Obstacle("day", f"{beyond} Choose an earlier day.")
        return
    if why:
        what = "a weekend" if why in WEEKEND.values() else f"a bank holiday ({why})"
        yield Obstacle("day", f"{written_day(on)} is {what}. {_next_open_day(authority, on)}")
    elif closure := Closure.objects.filter(authority=authority, closed_on=on).first():
        yield Obstacle(
            "day",
            f"{authority.name} is closed on {written_day(on)} ({closure.reason}). {_next_open_day(authority, on)}",
        )
    enquiry, follows = conference.enquiry, conference.follows
    if enquiry and on < enquiry.strategy_on:
        yield Obstacle(
            "day",
            f"The conference must come after its enquiry: the strategy discussion is on {written_day(enquiry.strategy_on)}. "
            "Choose that day or a later one.",
        )
    if follows and follows.held_on and on <= follows.held_on:
        yield Obstacle(
            "day",
            f"The conference that this one follows was held on {written_day(follows.held_on)}. Choose a later day.",
        )


def _next_open_day(authority, day: date) -> str:
    following = open_days_after(authority, day, 1)
    return f"The next working day is {written_day(following[0])}." if following else "Choose an earlier day."


def open_days_after(authority, day: date, count: int) -> list[date]:
    """The first `count` working days after `day` on which the authority is open; fewer where the calendar ends."""
    closed = set(
        Closure.objects.filter(authority=authority, closed_on__gt=day).values_list("closed_on", flat=True)
    )
    calendar, days = working_calendar(), []
    try:
        while len(days) < count:
            day = calendar.next(day)
            days += [] if day in closed else [day]
    except BeyondKnownHolidays:
        pass
    return days


def _hours(wanted: Wanted, at: datetime) -> Iterable[Obstacle]:
    authority = wanted.conference.authority
    opens, closes = (moment_of(wanted.on, clock) for clock in (authority.opens_at, authority.closes_at))
    if wanted.minutes % QUARTER_MINUTES or not 0 < wanted.minutes <= LONGEST_MINUTES:
        yield Obstacle(
            "minutes",
            f"The length must be in quarters of an hour, from {QUARTER_MINUTES} to {LONGEST_MINUTES} minutes.",
        )
        return
    if wanted.starts_at.minute % QUARTER_MINUTES or wanted.starts_at.second or wanted.starts_at.microsecond:
        yield Obstacle(
            "time", "Conferences begin on the quarter of an hour. Write the time like 10am or 10:15am."
        )
        return
    if wanted.starts_at <= at:
        yield Obstacle("day", "The conference must be in the future. Choose a later day or time.")
    if wanted.family_meets_at < opens:
        earliest = opens + timedelta(minutes=wanted.family_meeting_minutes)
        yield Obstacle(
            "time",
            f"{authority.name} opens at {clock_words(opens)}, and the family meets the chair "
            f"{wanted.family_meeting_minutes} minutes before the conference. The earliest start is {clock_words(earliest)}.",
        )
    if wanted.ends_at > closes:
        latest = closes - timedelta(minutes=wanted.minutes)
        yield Obstacle(
            "time",
            f"A conference of {wanted.minutes} minutes from {clock_words(wanted.starts_at)} ends after {authority.name} "
            f"closes at {clock_words(closes)}. The latest start is {clock_words(latest)}.",
        )


def _chair(wanted: Wanted) -> Iterable[Obstacle]:
    chair, authority = wanted.chair, wanted.conference.authority
    if not holders(Role.CHAIR, authority=authority, today=wanted.on).filter(pk=chair.pk).exists():
        yield Obstacle(
            "chair", f"{chair.name} is no chair of {authority.name} on that day. Choose another chair."
        )
    if refused := held_the_case(wanted.conference, [chair]).get(chair.pk):
        yield Obstacle("chair", f"{refused} Choose another chair.")
    if any(leave.covers(wanted.on) for leave in Leave.objects.filter(chair=chair, removed_at=None)):
        yield Obstacle(
            "chair", f"{chair.name} is away on {written_day(wanted.on)}. Choose another chair or another day."
        )


def held_the_case(conference: Conference, chairs: Iterable[Person]) -> dict[int, str]:
    """SCD-01: for each of `chairs` who ever had the case of a child of this conference, a sentence that says so."""
    rows = (
        CaseResponsibility.objects.filter(person__in=chairs)
        .filter(
            Q(family=conference.family_id) | Q(family__memberships__child__conferences__conference=conference)
        )
        .select_related("person")
        .distinct()
        .order_by("-from_on", "-pk")
    )
    sentences: dict[int, str] = {}
    for row in rows:
        sentences.setdefault(
            row.person_id,
            f"{row.person.name} {_capacity(row)}; the chair must be somebody who never held it (SCD-01).",
        )
    return sentences


def _capacity(row: CaseResponsibility) -> str:
    """ "was the allocated worker of this case from … to …"."""
    operational = row.kind == Responsibility.OPERATIONAL.value
    what = "the allocated worker of this case" if operational else "line manager of this case"
    if row.to_on:
        return f"was {what} from {written_day(row.from_on)} to {written_day(row.to_on)}"
    return f"has been {what} since {written_day(row.from_on)}"


def _place(wanted: Wanted) -> Iterable[Obstacle]:
    room, link, authority, on = wanted.room, wanted.link, wanted.conference.authority, wanted.on
    if room is None and link is None:
        yield Obstacle("room", "Choose a room, a video link, or both.")
    for name, thing in (("room", room), ("link", link)):
        if thing is None:
            continue
        if thing.authority_id != authority.pk:
            yield Obstacle(name, f"{thing.name} is not {authority.name}’s. Choose another.")
        elif not in_use(thing, on):
            yield Obstacle(name, f"{thing.name} is not in use on {written_day(on)}. Choose another.")
    if room is None:
        return
    if closed := next((row for row in RoomClosed.objects.filter(room=room) if row.covers(on)), None):
        yield Obstacle(
            "room",
            f"{room.name} is closed on {written_day(on)} ({closed.reason}). Choose another room or day.",
        )
    if not room.step_free and (need := step_free_needed(access_needs(wanted.conference))):
        yield Obstacle(
            "room",
            f"{room.name} has no step-free access, and somebody who takes part needs it: “{need}” (FAM-06). Choose another room.",
        )


def in_use(thing: Room | Link, on: date) -> bool:
    return thing.in_use_from <= on and (thing.in_use_to is None or on <= thing.in_use_to)


def access_needs(conference: Conference) -> list[str]:
    """FAM-06: what is recorded of the access needs of the family's adults and the conference's children."""
    children = conference.children.exclude(child__disability="").values_list("child__disability", flat=True)
    adults = (
        conference.family.memberships.exclude(to_on__lt=conference.requested_on)
        .exclude(adult=None)
        .exclude(adult__access_needs="")
        .values_list("adult__access_needs", flat=True)
    )
    return [*adults, *children]


def step_free_needed(needs: Iterable[str]) -> str:
    """The first of the recorded needs that asks for step-free access; empty when none does."""
    return next((need for need in needs if STEPS_IN_THE_WAY.search(need)), "")


def limit_of(conference: Conference) -> Due | None:
    """The day by which the conference must be held, with its reasons; None while no clock of it runs."""
    falls = leading_due(conference, working_calendar())
    return falls.due if falls else None


def invitation_days(conference: Conference) -> int:
    """POL-10: how many working days before an initial the invitations go out; 0 for reviews, which have no such rule."""
    if not ConferenceKind(conference.kind).counts_as_initial:
        return 0
    return int(
        procedure_set(conference.procedure_set).parameter("POL-10", on=conference.policy_on).value or 0
    )


def chairs_for(conference: Conference, *, today: date) -> list[ChairChoice]:
    """The chairs of the conference's authority today: who carries on first, then by load and name (SCD-01)."""
    people = list(holders(Role.CHAIR, authority=conference.authority, today=today))
    refused, before = held_the_case(conference, people), carries_on(conference)
    chaired, loads = _chaired(conference), _loads(conference, people, today=today)
    leave: dict[int, list[Leave]] = {}
    for row in Leave.objects.filter(chair__in=people, removed_at=None):
        leave.setdefault(row.chair_id, []).append(row)
    choices = [
        ChairChoice(
            person,
            refused=refused.get(person.pk, ""),
            carries_on=person == before,
            chaired_on=chaired.get(person.pk),
            load=loads.get(person.pk, 0),
            leave=leave.get(person.pk, []),
        )
        for person in people
    ]
    return sorted(choices, key=lambda one: (not one.carries_on, bool(one.refused), one.load, one.person.name))


def _chaired(conference: Conference) -> dict[int, date]:
    """By chair, the day of the last other conference of this family that they held."""
    held = Conference.objects.filter(family=conference.family_id, held_on__isnull=False)
    return dict(held.exclude(pk=conference.pk).order_by("held_on").values_list("chair", "held_on"))


def _loads(conference: Conference, people: list[Person], *, today: date) -> dict[int, int]:
    """By chair, how many other conferences are booked for them in the four weeks from today."""
    booked = Booking.objects.standing().filter(
        chair__in=people,
        starts_at__gte=moment_of(today, time.min),
        starts_at__lt=moment_of(today + timedelta(weeks=4), time.min),
    )
    return dict(booked.exclude(conference=conference).values_list("chair").annotate(Count("pk")))


def carries_on(conference: Conference) -> Person | None:
    """SCD-01: who chaired the conference that this one follows, and carries on wherever possible."""
    return conference.follows.chair if conference.follows_id else None


def places_of(authority, *, on: date) -> tuple[list[Room], list[Link]]:
    """The rooms and the links that the authority uses on that day."""
    rooms = Room.objects.filter(authority=authority).in_use(on=on)
    links = Link.objects.filter(authority=authority).in_use(on=on)
    return list(rooms), list(links)


def taken(wanted: Wanted, *, at: datetime) -> list[Obstacle]:
    """Which of the chair, room and link others have booked at that time, from when to when, and what is free nearest."""
    rows = BookedSlot.objects.filter(
        resource__in=wanted.resources, quarter__in=list(wanted.quarters)
    ).exclude(booking__conference=wanted.conference)
    found: dict[str, list[int]] = {}
    for resource, quarter in rows.order_by("quarter").values_list("resource", "quarter"):
        found.setdefault(resource, []).append(quarter)
    names = {chair_key(wanted.chair): ("chair", wanted.chair.name)}
    names |= {room_key(wanted.room): ("room", wanted.room.name)} if wanted.room else {}
    names |= {link_key(wanted.link): ("link", wanted.link.name)} if wanted.link else {}
    told = [
        Obstacle(
            names[resource][0],
            f"{names[resource][1]} is taken on {written_day(wanted.on)} between "
            f"{clock_words(moment_of_quarter(quarters[0]))} and {clock_words(moment_of_quarter(quarters[-1] + 1))}.",
        )
        for resource, quarters in sorted(found.items())
    ]
    if told:
        told[0] = Obstacle(told[0].field, f"{told[0].sentence} {nearest_free(wanted, at=at)}")
    return told


def nearest_free(wanted: Wanted, *, at: datetime) -> str:
    """A sentence with the nearest times at which the same chair, room and link are all free."""
    authority = wanted.conference.authority
    days = [wanted.on, *open_days_after(authority, wanted.on, 5)]
    grid = taken_quarters(
        wanted.resources, authority=authority, first=days[0], last=days[-1], apart_from=wanted.conference
    )
    leave = list(Leave.objects.filter(chair=wanted.chair, removed_at=None))
    closed = list(RoomClosed.objects.filter(room=wanted.room)) if wanted.room else []
    offers = []
    for day in days:
        if any(row.covers(day) for row in [*leave, *closed]):
            continue
        free = free_starts(
            grid,
            wanted.resources,
            authority=authority,
            day=day,
            before=wanted.family_meeting_minutes,
            minutes=wanted.minutes,
        )
        if free := [start for start in free if start > at]:
            same_clock = moment_of(day, london(wanted.starts_at).time())
            best = min(free, key=lambda start: abs(start - same_clock))
            offers.append(f"{clock_words(best)} on {written_day(day)}")
    if not offers:
        return "Nothing is free for the same choice in the next five working days: choose another chair, room or day."
    return f"The nearest free times for the same choice are {' and '.join(offers[:2])}."
