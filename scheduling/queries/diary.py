"""The diary as its pages show it: months, days, rooms, links and leave of the authorities one works at."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from conferences.models import Conference
from partnership.calendar import working_calendar
from partnership.models import Authority, Closure, Person
from partnership.queries import authorities_where, holders
from procedures.reckoning import clock_words, london_day
from procedures.words import Role
from procedures.working_days import WEEKEND
from scheduling.models import Booking, Leave, Link, Room, RoomClosed
from scheduling.models.diary import DIARY_ROLES, quarter_of
from scheduling.queries.times import moment_of, moment_of_quarter, opening


def diary_authorities(person: Person, *, today: date) -> list[Authority]:
    """Whose diaries the person may see today, by name."""
    return list(authorities_where(person, *DIARY_ROLES, today=today).order_by("name"))


def kept_authorities(person: Person, *, today: date) -> list[Authority]:
    """Whose rooms, links and leave the person keeps today, by name."""
    return list(authorities_where(person, Role.ADMINISTRATOR, today=today).order_by("name"))


@dataclass(frozen=True)
class Shown:
    """Whose diary is shown, and of it which chair, room or link alone."""

    authority: Authority
    chair: Person | None = None
    room: Room | None = None
    link: Link | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.chair or self.room or self.link)


def bookings(shown: Shown, *, first: date, last: date):
    """The standing bookings of these days, in order of time."""
    found = Booking.objects.standing().filter(
        conference__authority=shown.authority,
        starts_at__gte=moment_of(first, time.min),
        starts_at__lt=moment_of(last + timedelta(days=1), time.min),
    )
    for name in ("chair", "room", "link"):
        if one := getattr(shown, name):
            found = found.filter(**{name: one})
    return found.select_related("conference", "chair", "room", "link")


@dataclass
class Entry:
    """A booking as a reader sees it: with its code where they may know the conference, else only as taken."""

    booking: Booking
    known: bool

    @property
    def text(self) -> str:
        return self.booking.conference.code if self.known else "Taken"

    @property
    def place(self) -> str:
        return " and ".join(one.name for one in (self.booking.room, self.booking.link) if one)


def entries(shown: Shown, *, first: date, last: date, person: Person, today: date) -> list[Entry]:
    """The bookings of these days with what `person` may know of each. Two queries."""
    found = list(bookings(shown, first=first, last=last))
    known = set(
        Conference.objects.visible_to(person, today=today)
        .filter(pk__in=[booking.conference_id for booking in found])
        .values_list("pk", flat=True)
    )
    return [Entry(booking, booking.conference_id in known) for booking in found]


def shut(authority: Authority, *, first: date, last: date) -> dict[date, str]:
    """The days that are no working days of the authority, with the reason."""
    holidays = working_calendar().holidays
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = {day: holidays.get(day) or ("Weekend" if day.weekday() in WEEKEND else "") for day in days}
    closures = Closure.objects.filter(authority=authority, closed_on__range=(first, last))
    found |= {row.closed_on: f"Closed: {row.reason}" for row in closures}
    return {day: why for day, why in found.items() if why}


def weeks_of(month: date) -> list[list[date]]:
    """The weeks of a month, Monday first, filled up with days of its neighbours."""
    return Calendar().monthdatescalendar(month.year, month.month)


def away(authority: Authority, *, first: date, last: date, chair: Person | None = None) -> list[Leave]:
    """Leave of the authority's chairs that touches these days."""
    found = Leave.objects.filter(authority=authority, removed_at=None).touching(first=first, last=last)
    return list((found.filter(chair=chair) if chair else found).select_related("chair"))


@dataclass
class Column:
    """One chair, room or link on one day: what is booked, and why nothing else can be."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    shut: str = ""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.shut})" if self.shut else self.name


def columns(shown: Shown, *, day: date, found: list[Entry]) -> list[Column]:
    """The columns of a day: chairs, then rooms, then links; those that were asked for alone, if any."""
    chairs, rooms, links = _asked_for(shown, day)
    gone = {row.chair_id for row in away(shown.authority, first=day, last=day) if row.covers(day)}
    closures = RoomClosed.objects.filter(room__authority=shown.authority, from_on__lte=day, to_on__gte=day)
    closed = dict(closures.values_list("room", "reason"))
    return [
        *(_column(one, found, "chair_id", "away" if one.pk in gone else "") for one in chairs),
        *(_column(one, found, "room_id", _closed(closed.get(one.pk))) for one in rooms),
        *(_column(one, found, "link_id") for one in links),
    ]


def _asked_for(shown: Shown, day: date) -> tuple[list[Person], list[Room], list[Link]]:
    if shown.narrowed:
        return tuple([one] if one else [] for one in (shown.chair, shown.room, shown.link))
    authority = shown.authority
    return (
        list(holders(Role.CHAIR, authority=authority, today=day)),
        list(Room.objects.filter(authority=authority).in_use(on=day)),
        list(Link.objects.filter(authority=authority).in_use(on=day)),
    )


def _column(one: Person | Room | Link, found: list[Entry], key: str, shut: str = "") -> Column:
    return Column(one.name, [entry for entry in found if getattr(entry.booking, key) == one.pk], shut)


def _closed(reason: str | None) -> str:
    return f"closed: {reason}" if reason else ""


def day_rows(authority: Authority, made: list[Column], *, day: date, hrefs: dict[int, str]) -> list[dict]:
    """The quarters of an hour of a day as rows for the table of the look; a booking's cell spans its own."""
    begin, count = opening(authority, day)
    starting = [_starting(column, begin, count, hrefs) for column in made]
    covered = [0] * len(made)
    rows = []
    for index in range(count):
        cells: list[dict | None] = []
        for number, cells_of in enumerate(starting):
            if covered[number]:
                covered[number] -= 1
                cells.append(None)
                continue
            cell = cells_of.get(index, {})
            covered[number] = cell.get("rows", 1) - 1
            cells.append(cell)
        moment = moment_of_quarter(begin + index)
        rows.append({"time": clock_words(moment), "hour": moment.minute == 0, "cells": cells})
    return rows


def _starting(column: Column, begin: int, count: int, hrefs: dict[int, str]) -> dict[int, dict]:
    """By the row in which it begins, the cell of each booking of a column; times outside opening hours are cut off."""
    cells = {}
    for entry in column.entries:
        booking = entry.booking
        first = max(0, quarter_of(booking.family_meets_at) - begin)
        last = min(count, quarter_of(booking.ends_at - timedelta(seconds=1)) - begin + 1)
        cells[first] = {
            "text": entry.text,
            "href": hrefs.get(booking.pk, ""),
            "detail": f"{clock_words(booking.starts_at)} to {clock_words(booking.ends_at)}, {entry.place}",
            "weight": "waiting",
            "rows": last - first,
        }
    if column.shut:
        cells |= _shut(cells, count, column.shut[0].upper() + column.shut[1:])
    return cells


def _shut(cells: dict[int, dict], count: int, words: str) -> dict[int, dict]:
    """What is left between the bookings of a column that is closed: shaded, and saying why."""
    found, begin = {}, 0
    for first in [*sorted(cells), count]:
        if first > begin:
            found[begin] = {"text": words, "shut": True, "rows": first - begin}
        begin = first + cells.get(first, {}).get("rows", 0)
    return found


def bookings_in_the_way(leave: Leave, *, at: datetime) -> list[Booking]:
    """Coming conferences booked for the chair on days of the leave. They never move by themselves."""
    coming = (
        Booking.objects.standing().filter(chair=leave.chair, starts_at__gt=at).select_related("conference")
    )
    return [booking for booking in coming if leave.covers(london_day(booking.starts_at))]


def bookings_of_room(room: Room, *, first: date, last: date | None, at: datetime) -> list[Booking]:
    """Coming conferences booked for the room from one day to another; they never move by themselves either."""
    coming = Booking.objects.standing().filter(
        room=room, starts_at__gt=at, starts_at__gte=moment_of(first, time.min)
    )
    if last is not None:
        coming = coming.filter(starts_at__lt=moment_of(last + timedelta(days=1), time.min))
    return list(coming.select_related("conference"))


def kept(model, authorities: list[Authority]):
    """Rooms or links of these authorities: those in use first, then by name."""
    return (
        model.objects.filter(authority__in=authorities)
        .select_related("authority")
        .order_by("authority__name", "in_use_to", "name")
    )


def leave_of(authorities: list[Authority], *, today: date):
    """Leave of these authorities' chairs that is not over, soonest first."""
    return (
        Leave.objects.filter(authority__in=authorities, removed_at=None)
        .filter(Q(to_on=None) | Q(to_on__gte=today))
        .select_related("chair", "authority")
        .order_by("from_on", "pk")
    )
