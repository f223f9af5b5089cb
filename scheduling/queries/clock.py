"""What pages say of a deadline: its explanation as it was reckoned, the time left, how urgent it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from procedures.working_days import BeyondKnownHolidays, WorkingCalendar
from scheduling.models import Deadline


class Urgency(StrEnum):
    """By the London day, most urgent first; weeks end on Sunday (decisions 15)."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"

    @property
    def label(self) -> str:
        return {"late": "Late", "today": "Due today", "week": "Due this week", "later": "Due later"}[self]


#: How heavily a tile or a tag is drawn.
WEIGHT = {
    Urgency.LATE: "late",
    Urgency.TODAY: "soon",
    Urgency.WEEK: "waiting",
    Urgency.LATER: "neutral",
}


def urgency(due_on: date, today: date) -> Urgency:
    if due_on > end_of_week(today):
        return Urgency.LATER
    if due_on > today:
        return Urgency.WEEK
    return Urgency.TODAY if due_on == today else Urgency.LATE


def end_of_week(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def days_left(due_on: date, *, today: date, calendar: WorkingCalendar) -> int | None:
    """Working days from today to the due day, negative once it is past; None where it can't be counted."""
    try:
        left = calendar.count(today, due_on)
    except BeyondKnownHolidays:
        return None
    # A day past is late, even where no working day lies between.
    return min(left, -1) if due_on < today else left


@dataclass(frozen=True)
class Explained:
    """A stored deadline as components/due.html reads it: the same words as when it was reckoned."""

    title: str
    parameter: str
    due_on: date
    due_at: datetime | None
    value: int | str | None
    unit: str
    direction: str | None
    counted_from: str
    citation: str
    baseline: bool
    baseline_note: str
    explain: str
    skipped: tuple[tuple[date, str], ...]


def explained(deadline: Deadline) -> Explained:
    """What was reckoned when the timetable was made."""
    told = deadline.explanation
    moment = told.get("due_at")
    return Explained(
        title=told["title"],
        parameter=deadline.parameter,
        due_on=deadline.due_on,
        due_at=datetime.fromisoformat(moment) if moment else None,
        value=told["value"],
        unit=told["unit"],
        direction=told["direction"],
        counted_from=told["counted_from"],
        citation=deadline.citation,
        baseline=told["baseline"],
        baseline_note=told["baseline_note"],
        explain=told["explanation"],
        skipped=tuple((date.fromisoformat(day["date"]), day["why"]) for day in told["skipped"]),
    )
