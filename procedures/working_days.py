"""Counting in working days, by index table. Pure arithmetic: the caller brings the holidays.

A working day is Monday to Friday and no bank holiday of England and Wales (rulebook 1, Counting).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

WEEKEND = {5: "Saturday", 6: "Sunday"}
SHIPPED = Path(__file__).with_name("bank_holidays.yaml")


class BeyondKnownHolidays(LookupError):
    """The answer would lie outside the days whose bank holidays are known: it is refused, not guessed."""


class Skipped(NamedTuple):
    """A day that is no working day, and why: "Saturday", or the holiday's title."""

    on: date
    why: str


class Holiday(NamedTuple):
    """A day off in England and Wales; `declared_on` only where that one day was declared by itself."""

    on: date
    title: str
    source: str
    declared_on: date | None


def long_date(day: date) -> str:
    """The date as a page writes it: "7 January 2026"."""
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days from `first` to `last`, both included.

    Conventions (rulebook 1, Counting):

    - The starting day is day 0 and may itself be no working day: from a Saturday, 1 working day is Monday.
      A start on a weekend is never first rolled forward.
    - `add` and `subtract` of 0 give the starting day itself, whatever day it is.
    - `count(a, b)` counts the working days after `a` up to and including `b`; the same day is 0; where `b`
      is the earlier day, the answer is minus `count(b, a)`.
    - Outside `first` to `last` everything is refused with BeyondKnownHolidays, at both ends.
    """

    holidays: Mapping[date, str] = field(hash=False, repr=False)
    first: date
    last: date
    source: str = field(default="database", compare=False)
    _zero: int = field(init=False, repr=False)
    _working: list[date] = field(init=False, repr=False, compare=False)
    _reached: list[int] = field(init=False, repr=False, compare=False)
    _before: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("A calendar's first day can't be after its last.")
        put = object.__setattr__  # the dataclass is frozen for everybody else
        put(self, "holidays", MappingProxyType(dict(self.holidays)))
        put(self, "_zero", self.first.toordinal())
        days = [date.fromordinal(n) for n in range(self._zero, self.last.toordinal() + 1)]
        put(self, "_working", [day for day in days if self._reason(day) is None])
        reached, before, seen = [], [], 0
        for day in days:
            before.append(seen)  # working days before this one
            seen += self._reason(day) is None
            reached.append(seen - 1)  # index of the last working day up to this one
        put(self, "_reached", reached)
        put(self, "_before", before)

    def __reduce__(self) -> tuple[Any, ...]:
        return WorkingCalendar, (dict(self.holidays), self.first, self.last, self.source)

    def add(self, day: date, n: int) -> date:
        """The `n`th working day after `day` (day 0), n of 0 or more."""
        index = day.toordinal() - self._zero
        if n > 0 <= index:
            try:
                return self._working[self._reached[index] + n]
            except IndexError:
                pass
        return self._at_the_edge(day, n, "after")

    def subtract(self, day: date, n: int) -> date:
        """The `n`th working day before `day` (day 0), n of 0 or more."""
        index = day.toordinal() - self._zero
        if n > 0 <= index:
            try:
                at = self._before[index] - n
                if at >= 0:  # below 0 a list would answer from its other end
                    return self._working[at]
            except IndexError:
                pass
        return self._at_the_edge(day, n, "before")

    def count(self, a: date, b: date) -> int:
        """Working days d with a < d <= b; 0 for the same day; minus `count(b, a)` where b comes first."""
        start, end = a.toordinal() - self._zero, b.toordinal() - self._zero
        if start >= 0 <= end:
            try:
                return self._reached[end] - self._reached[start]
            except IndexError:
                pass
        raise self._beyond(b if self._knows(a) else a)

    def is_working(self, day: date) -> bool:
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Why this is no working day ("Saturday", "Christmas Day (substitute day)"); None where it is one."""
        self.require(day)
        return self._reason(day)

    def next(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self.add(day, 1)

    def previous(self, day: date) -> date:
        """The last working day strictly before `day`."""
        return self.subtract(day, 1)

    def on_or_after(self, day: date) -> date:
        """`day`, or where it is no working day the next one: how a minimum moves."""
        return day if self.is_working(day) else self.next(day)

    def on_or_before(self, day: date) -> date:
        """`day`, or where it is no working day the one before: how a latest date moves."""
        return day if self.is_working(day) else self.previous(day)

    def skipped(self, a: date, b: date) -> tuple[Skipped, ...]:
        """Every day strictly between the two (in either order) that is no working day, earliest first."""
        self.require(a)
        self.require(b)
        low, high = sorted((a.toordinal(), b.toordinal()))
        between = map(date.fromordinal, range(low + 1, high))
        return tuple(Skipped(day, why) for day in between if (why := self._reason(day)))

    def _reason(self, day: date) -> str | None:
        return self.holidays.get(day) or WEEKEND.get(day.weekday())

    def _knows(self, day: date) -> bool:
        return 0 <= day.toordinal() - self._zero < len(self._reached)

    def require(self, day: date) -> None:
        """Raises BeyondKnownHolidays where `day` lies outside the calendar."""
        if not self._knows(day):
            raise self._beyond(day)

    def _beyond(self, day: date) -> BeyondKnownHolidays:
        return BeyondKnownHolidays(
            f"{long_date(day)} lies outside the days for which bank holidays are known"
            f" ({long_date(self.first)} to {long_date(self.last)})."
        )

    def _at_the_edge(self, day: date, n: int, which_way: str) -> date:
        """The rare cases: 0 days, a negative number, a day or an answer outside the calendar."""
        if n < 0:
            raise ValueError("Working days are counted in whole numbers of 0 or more.")
        self.require(day)
        if n == 0:
            return day
        raise BeyondKnownHolidays(
            f"{n} working {'day' if n == 1 else 'days'} {which_way} {long_date(day)} lies outside the days for"
            f" which bank holidays are known ({long_date(self.first)} to {long_date(self.last)})."
        )


@cache
def shipped_holidays() -> tuple[Holiday, ...]:
    """The bank holidays that come with the product, in order, to seed a database with."""
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    every_year = [Holiday(on, title, data["source"], None) for on, title in data["every_year"].items()]
    by_itself = [
        Holiday(on, row["title"], row["source"], row["declared_on"]) for on, row in data["declared"].items()
    ]
    return tuple(sorted(every_year + by_itself))


@cache
def shipped_calendar() -> WorkingCalendar:
    """The calendar that comes with the product, for where there is no database yet."""
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    holidays = {holiday.on: holiday.title for holiday in shipped_holidays()}
    return WorkingCalendar(holidays, data["first"], data["last"], source="shipped")
