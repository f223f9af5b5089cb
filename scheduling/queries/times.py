"""Which quarters of an hour are free: one whole number a day and resource, one bit a quarter of an hour."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from procedures.reckoning import LONDON, clock_words
from scheduling.models import BookedSlot
from scheduling.models.diary import QUARTER_MINUTES, quarter_of

SECONDS = 60 * QUARTER_MINUTES

#: For a resource and a day, the quarters of an hour that are taken; bit 0 begins when the authority opens.
Taken = dict[tuple[str, date], int]


def london(moment: datetime) -> datetime:
    """The moment as a clock in London shows it."""
    return moment.astimezone(LONDON)


def moment_of(day: date, clock: time) -> datetime:
    """The moment at which a clock in London shows `clock` on `day`."""
    return datetime.combine(day, clock, LONDON)


def moment_of_quarter(quarter: int) -> datetime:
    """When the quarter of an hour of that number begins, in London."""
    return datetime.fromtimestamp(quarter * SECONDS, LONDON)


def chair_key(person) -> str:
    return f"chair:{person.pk}"


def room_key(room) -> str:
    return f"room:{room.pk}"


def link_key(link) -> str:
    return f"link:{link.pk}"


def opening(authority, day: date) -> tuple[int, int]:
    """The first quarter of an hour in which the authority is open on `day`, and how many there are."""
    first = -(-int(moment_of(day, authority.opens_at).timestamp()) // SECONDS)
    return first, max(0, quarter_of(moment_of(day, authority.closes_at)) - first)


def taken_quarters(resources: Iterable[str], *, authority, first: date, last: date, apart_from) -> Taken:
    """What is taken from `first` to `last`, both included. `apart_from`: the conference whose own time counts as free."""
    rows = BookedSlot.objects.filter(
        resource__in=list(resources),
        quarter__gte=quarter_of(moment_of(first, time.min)),
        quarter__lt=quarter_of(moment_of(last + timedelta(days=1), time.min)),
    ).exclude(booking__conference=apart_from)
    masks: Taken = defaultdict(int)
    begins: dict[date, tuple[int, int]] = {}
    for resource, quarter in rows.values_list("resource", "quarter"):
        day = moment_of_quarter(quarter).date()
        if day not in begins:
            begins[day] = opening(authority, day)
        start, count = begins[day]
        if 0 <= quarter - start < count:
            masks[resource, day] |= 1 << (quarter - start)
    return masks


def starts(taken: int, *, count: int, needed: int) -> int:
    """The quarters at which `needed` free ones in a row begin, as bits; `count` is the length of the day."""
    free = ~taken & ((1 << count) - 1)
    reached = 1
    while reached < needed:
        step = min(reached, needed - reached)
        free &= free >> step
        reached += step
    return free


def free_starts(
    taken: Taken, resources: Iterable[str], *, authority, day: date, before: int, minutes: int
) -> list[datetime]:
    """When a conference may begin on `day`, with all of `resources` free from `before` minutes earlier to its end."""
    begin, count = opening(authority, day)
    together = 0
    for resource in resources:
        together |= taken.get((resource, day), 0)
    found = starts(together, count=count, needed=(before + minutes) // QUARTER_MINUTES)
    quarters = [index for index in range(count) if found >> index & 1]
    return [moment_of_quarter(begin + index) + timedelta(minutes=before) for index in quarters]


def free_periods(taken: Taken, resource: str, *, authority, day: date) -> list[tuple[datetime, datetime]]:
    """From when to when a resource is free on `day`, within the authority's hours."""
    begin, count = opening(authority, day)
    mask = taken.get((resource, day), 0)
    periods: list[tuple[int, int]] = []
    for index in range(count):
        if mask >> index & 1:
            continue
        if periods and periods[-1][1] == index:
            periods[-1] = (periods[-1][0], index + 1)
        else:
            periods.append((index, index + 1))
    return [
        (
            moment_of_quarter(begin + first),
            moment_of_quarter(begin + last),
        )
        for first, last in periods
    ]


def starts_in_words(starts: list[datetime]) -> str:
    """ "9:30am to 11am, 1pm": start times a quarter of an hour apart as one stretch."""
    stretches: list[list[datetime]] = []
    for start in starts:
        if stretches and start - stretches[-1][1] == timedelta(minutes=QUARTER_MINUTES):
            stretches[-1][1] = start
        else:
            stretches.append([start, start])
    written = [
        clock_words(first) if first == last else f"{clock_words(first)} to {clock_words(last)}"
        for first, last in stretches
    ]
    return ", ".join(written)


def periods_in_words(periods: list[tuple[datetime, datetime]]) -> str:
    """ "9am to 11:30am and 2pm to 5pm"."""
    written = [f"{clock_words(first)} to {clock_words(last)}" for first, last in periods]
    return f"{', '.join(written[:-1])} and {written[-1]}" if len(written) > 1 else "".join(written)
