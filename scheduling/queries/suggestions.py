"""Times to offer: the earliest that are free for a chair and a place within the limit, and why there are none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from conferences.models import Conference
from partnership.calendar import working_calendar
from partnership.fields import written_day
from procedures.working_days import BeyondKnownHolidays, WorkingCalendar
from scheduling.models import Link, Room, RoomClosed
from scheduling.models.diary import FAMILY_MEETING_MINUTES
from scheduling.queries.booking import ChairChoice, chairs_for, open_days_after, places_of, step_free_needed
from scheduling.queries.times import (
    Taken,
    chair_key,
    free_starts,
    link_key,
    room_key,
    starts_in_words,
    taken_quarters,
)

#: How many open days are offered: four weeks. An initial conference has at most 15 until its limit.
LOOK_AHEAD = 20
PER_CHAIR = 2
AT_MOST = 6


@dataclass(frozen=True)
class Suggestion:
    """One free time with its chair and place. `left`: working days from it to the limit, negative when past it."""

    starts_at: datetime
    chair: ChairChoice
    room: Room | None
    link: Link | None
    left: int | None
    short_notice: bool
    minutes: int

    @property
    def on(self) -> date:
        return self.starts_at.date()

    @property
    def place(self) -> str:
        return " and ".join(one.name for one in (self.room, self.link) if one)

    @property
    def choice(self) -> str:
        """The suggestion as the page that checks it takes it."""
        return urlencode(
            {
                "chair": self.chair.person.ref,
                "room": self.room.ref if self.room else "none",
                "link": self.link.ref if self.link else "none",
                "time": f"{self.starts_at:%H:%M}",
                "minutes": self.minutes,
            }
        )


@dataclass
class Search:
    """All that a page of choices needs, read once: days, chairs, places, and what of them is taken."""

    conference: Conference
    days: list[date]
    limit_on: date | None
    today: date
    notice: int  # POL-10: working days that invitations are sent ahead; 0 where the rule doesn't apply
    chairs: list[ChairChoice]
    rooms: list[Room]
    links: list[Link]
    closed: dict[int, list[RoomClosed]]
    taken: Taken
    need: str  # FAM-06: the recorded words that ask for step-free access
    minutes: int
    calendar: WorkingCalendar

    def short_notice(self, day: date) -> bool:
        """POL-10: whether invitations to a conference on that day go out later than they should."""
        try:
            return self.calendar.subtract(day, self.notice) < self.today
        except BeyondKnownHolidays:
            return False

    def left(self, day: date) -> int | None:
        """Working days from that day to the limit, negative when past it; None without a limit."""
        try:
            return self.calendar.count(day, self.limit_on) if self.limit_on else None
        except BeyondKnownHolidays:
            return None

    def room_refused(self, room: Room, day: date) -> str:
        """Why this room can't be chosen on that day; empty when it can."""
        if self.need and not room.step_free:
            return "No step-free access, which somebody who takes part needs"
        if room.in_use_to is not None and day > room.in_use_to:
            return "No longer in use on that day"
        closed = next((row for row in self.closed.get(room.pk, []) if row.covers(day)), None)
        return f"Closed: {closed.reason}" if closed else ""

    def starts(self, resources: Iterable[str], day: date) -> list[datetime]:
        return free_starts(
            self.taken,
            resources,
            authority=self.conference.authority,
            day=day,
            before=FAMILY_MEETING_MINUTES,
            minutes=self.minutes,
        )

    def places(self, day: date, *, by_link: bool) -> list[tuple[Room | None, Link | None]]:
        if by_link:
            return [(None, link) for link in self.links]
        return [(room, None) for room in self.rooms if not self.room_refused(room, day)]


def search(
    conference: Conference,
    *,
    days: Sequence[date],
    limit_on: date | None,
    notice: int,
    needs: list[str],
    minutes: int,
    today: date,
) -> Search:
    """Everything that `suggestions` and the page of a day look at, for these days. The number of queries is fixed."""
    authority = conference.authority
    first, last = (days[0], days[-1]) if days else (today, today)
    rooms, links = places_of(authority, on=first)
    chairs = chairs_for(conference, today=today)
    resources = [chair_key(choice.person) for choice in chairs]
    resources += [room_key(room) for room in rooms] + [link_key(link) for link in links]
    closed: dict[int, list[RoomClosed]] = {}
    for row in RoomClosed.objects.filter(room__in=rooms, to_on__gte=first):
        closed.setdefault(row.room_id, []).append(row)
    return Search(
        conference=conference,
        days=list(days),
        limit_on=limit_on,
        today=today,
        notice=notice,
        chairs=chairs,
        rooms=rooms,
        links=links,
        closed=closed,
        taken=taken_quarters(resources, authority=authority, first=first, last=last, apart_from=conference),
        need=step_free_needed(needs),
        minutes=minutes,
        calendar=working_calendar(),
    )


def days_to_offer(conference: Conference, *, limit_on: date | None, today: date) -> list[date]:
    """The open days from tomorrow to the limit, the last LOOK_AHEAD of them; without any, the LOOK_AHEAD to come.

    A review's limit is months away: what is near it is offered, and any other day can be looked at (SCD-11).
    """
    authority = conference.authority
    if limit_on is not None and limit_on > today:
        ahead = open_days_after(authority, today, (limit_on - today).days)
        if within := [day for day in ahead if day <= limit_on]:
            return within[-LOOK_AHEAD:]
    return open_days_after(authority, today, LOOK_AHEAD)


@dataclass(frozen=True)
class DayOffered:
    """One day of the list: how many start times are free for any chair who may and any place."""

    on: date
    times: int
    left: int | None
    short_notice: bool


def offered(found: Search, *, by_link: bool = False) -> list[DayOffered]:
    """Each day with the number of its free start times."""
    return [
        DayOffered(
            day, len(_starts_of(found, day, by_link=by_link)), found.left(day), found.short_notice(day)
        )
        for day in found.days
    ]


def _starts_of(found: Search, day: date, *, by_link: bool) -> set[datetime]:
    chairs = [choice for choice in found.chairs if not choice.refused and not choice.away_on(day)]
    places = [room_key(room) if room else link_key(link) for room, link in found.places(day, by_link=by_link)]
    pairs = [(chair_key(choice.person), place) for choice in chairs for place in places]
    return {start for pair in pairs for start in found.starts(pair, day)}


def suggestions(found: Search, *, by_link: bool = False) -> list[Suggestion]:
    """The earliest free times: who carries on first, days with time to invite before short notice, then the least load."""
    offers = [
        suggestion
        for choice in found.chairs
        if not choice.refused
        for suggestion in _of_chair(found, choice, by_link=by_link)
    ]
    offers.sort(key=lambda one: (one.short_notice, not one.chair.carries_on, one.starts_at, one.chair.load))
    return sorted(offers[:AT_MOST], key=lambda one: (one.short_notice, one.starts_at))


def _of_chair(found: Search, choice: ChairChoice, *, by_link: bool) -> list[Suggestion]:
    offers: list[Suggestion] = []
    for day in sorted(found.days, key=found.short_notice):
        if len(offers) == PER_CHAIR:
            break
        earliest = None if choice.away_on(day) else _earliest(found, choice, day, by_link=by_link)
        if earliest is not None:
            offers.append(earliest)
    return offers


def _earliest(found: Search, choice: ChairChoice, day: date, *, by_link: bool) -> Suggestion | None:
    offers = []
    for room, link in found.places(day, by_link=by_link):
        place = room_key(room) if room else link_key(link)
        if free := found.starts([chair_key(choice.person), place], day):
            offers.append((free[0], room, link))
    if not offers:
        return None
    starts_at, room, link = min(offers, key=lambda offer: offer[0])
    return Suggestion(
        starts_at,
        choice,
        room,
        link,
        found.left(day),
        short_notice=found.short_notice(day),
        minutes=found.minutes,
    )


def why_none(found: Search, *, by_link: bool = False) -> list[str]:
    """For each chair a sentence that says why no time of theirs was offered, where none was."""
    place = "a video link" if by_link else "a suitable room"
    if not (found.links if by_link else found.rooms):
        return [
            f"{found.conference.authority.name} has no {'video link' if by_link else 'room'} in use. Add one in the diary."
        ]
    if not found.chairs:
        return [f"Nobody is a chair of {found.conference.authority.name} today."]
    if not found.days:
        return ["The bank holidays of the coming days are not known yet, so no day can be offered."]
    reasons = []
    for choice in found.chairs:
        here = [day for day in found.days if not choice.away_on(day)]
        if choice.refused:
            reasons.append(choice.refused)
        elif not here:
            reasons.append(f"{choice.person.name} is away on every day until {written_day(found.days[-1])}.")
        else:
            reasons.append(
                f"{choice.person.name} and {place} are never free together for {found.minutes + FAMILY_MEETING_MINUTES} "
                f"minutes until {written_day(found.days[-1])}."
            )
    return reasons


def together(found: Search, day: date) -> tuple[list[str], list[list[str]]]:
    """A table's head and rows: for each chair who may and each place, the start times at which both are free."""
    chairs = [choice for choice in found.chairs if not choice.refused and not choice.away_on(day)]
    places = [*found.places(day, by_link=False), *found.places(day, by_link=True)]
    keys = [room_key(room) if room else link_key(link) for room, link in places]
    rows = [
        [
            choice.person.name,
            *(starts_in_words(found.starts([chair_key(choice.person), key], day)) or "None" for key in keys),
        ]
        for choice in chairs
    ]
    return ["Chair", *((room or link).name for room, link in places)], rows
