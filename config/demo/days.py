"""The demo's dates: everything is counted from the day of filling, through the product's own calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from procedures.reckoning import LONDON
from procedures.working_days import WorkingCalendar


@dataclass(frozen=True)
class Days:
    """Offsets from `today`: -12 are working days, "24w" weeks, "84d" calendar days."""

    today: date  # a working day
    calendar: WorkingCalendar

    def working(self, offset: int, *, start: date | None = None) -> date:
        """The working day `offset` working days from today, or from `start`."""
        day = start or self.today
        return self.calendar.add(day, offset) if offset >= 0 else self.calendar.subtract(day, -offset)

    @staticmethod
    def away(length: str) -> timedelta:
        """ "24w" or "84d" as a length of time."""
        number, unit = int(length[:-1]), length[-1]
        return timedelta(weeks=number) if unit == "w" else timedelta(days=number)

    @staticmethod
    def at(day: date, clock: str = "09:00") -> datetime:
        """A moment of that day, London time."""
        return datetime.fromisoformat(f"{day.isoformat()}T{clock}:00").replace(tzinfo=LONDON)
