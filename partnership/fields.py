"""Form fields for days and times, written and read as people in England write them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone, to_current_timezone

from procedures.reckoning import clock_words

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?\s*(?P<half>am|pm)?", re.IGNORECASE)
HOUR_MARKED = re.compile(r"[:.]|am|pm|^\d{4}$", re.IGNORECASE)
NAMED_TIMES = {"midday": time(12), "noon": time(12), "midnight": time(0)}
UNTOLD_TIME = "Write the time like 9:30am or 2pm"


class DayBoxes(forms.MultiWidget):
    """Three boxes: day, month, year. They post as <name>_day, <name>_month and <name>_year."""

    use_fieldset = True
    boxes: ClassVar[dict[str, str]] = {"day": "Day", "month": "Month", "year": "Year"}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({box: forms.TextInput() for box in self.boxes}, attrs)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class MomentBoxes(DayBoxes):
    """The three boxes of a day and one for the time, which posts as <name>_time."""

    boxes: ClassVar[dict[str, str]] = DayBoxes.boxes | {"time": "Time"}

    def decompress(self, value: datetime | None) -> list[str]:
        local = to_current_timezone(value)
        return [*super().decompress(local), clock_words(local) if local else ""]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def month_number(text: str) -> int | None:
    """1 to 12 for "3", "03", "Mar" or "March"; otherwise None."""
    word = text.strip().rstrip(".").lower()
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    found = [number for number, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    if word == "sept":
        return 9
    return found[0] if found else None


def clock_time(text: str) -> time | None:
    """The time of day of "14:30", "14.30", "1430", "2:30pm", "2pm" or "midday"; None when it can't be told."""
    text = text.strip()
    if text.lower() in NAMED_TIMES:
        return NAMED_TIMES[text.lower()]
    match = CLOCK.fullmatch(text)
    if match is None or not HOUR_MARKED.search(text):
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class DayField(forms.Field):
    """A day, as datetime.date. `named` is how error sentences speak of it: "the date of the strategy discussion".

    `earliest` and `latest` are the first and last day allowed, both included.
    """

    widget = DayBoxes

    def __init__(
        self, *, named: str = "", earliest: date | None = None, latest: date | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.named = named
        self.earliest = earliest
        self.latest = latest

    def spoken(self) -> str:
        if self.named:
            return self.named
        label = str(self.label or "").strip()
        first = label.partition(" ")[0].lower()
        if not label or label.endswith("?") or first in ("when", "on", "from", "to", "until", "since"):
            return "the date"
        label = label[0].lower() + label[1:]
        return label if first in ("the", "a", "an", "your") else f"the {label}"

    def _begin(self) -> str:
        spoken = self.spoken()
        return spoken[0].upper() + spoken[1:]

    def faulty_boxes(self, written: Sequence[str] | None) -> tuple[str, ...]:
        """The boxes that the error is about, so that they are marked and the summary links to the first."""
        boxes = tuple(self.widget.boxes)
        texts = self._texts(written)
        if not any(texts):
            return boxes
        found = tuple(box for box, text in zip(boxes, texts, strict=True) if not self._readable(box, text))
        return found or boxes

    def _texts(self, written: Sequence[str] | None) -> list[str]:
        boxes = self.widget.boxes
        return [str(text or "").strip() for text in (written or [""] * len(boxes))]

    def _readable(self, box: str, text: str) -> bool:
        if box == "day":
            return 1 <= (_number(text) or 0) <= 31
        if box == "month":
            return month_number(text) is not None
        if box == "year":
            return 1900 <= (_number(text) or 0) <= 2100
        return clock_time(text) is not None

    def _missing(self, texts: list[str]) -> None:
        absent = [box for box, text in zip(self.widget.boxes, texts, strict=True) if not text]
        if absent:
            listed = " and ".join(f"a {box}" for box in absent)
            raise ValidationError(f"{self._begin()} must include {listed}", code="incomplete")

    def _day(self, day: str, month: str, year: str) -> date:
        number = month_number(month)
        if not self._readable("day", day):
            raise ValidationError(
                f"{self._begin()} must have a day from 1 to 31 in the first box", code="day"
            )
        if number is None:
            raise ValidationError(
                f"{self._begin()} must have a month from 1 to 12, or its name, like March", code="month"
            )
        if re.fullmatch(r"\d{1,2}", year):
            raise ValidationError(
                f"Write the year of {self.spoken()} with four digits, like 2026", code="year"
            )
        if not self._readable("year", year):
            raise ValidationError(f"{self._begin()} must have a year from 1900 to 2100", code="year")
        try:
            found = date(int(year), number, int(day))
        except ValueError:
            raise ValidationError(
                f"{self._begin()} must be a real date: {MONTHS[number - 1].capitalize()} {int(year)} has no day {int(day)}",
                code="invalid",
            ) from None
        self._within(found)
        return found

    def _within(self, found: date) -> None:
        if self.earliest and found < self.earliest:
            raise ValidationError(
                f"{self._begin()} must be {written_day(self.earliest)} or later", code="early"
            )
        if self.latest and found > self.latest:
            raise ValidationError(
                f"{self._begin()} must be {written_day(self.latest)} or earlier", code="late"
            )

    def clean(self, value: Sequence[str] | None) -> Any:
        """The day, or None where nothing was written and nothing is required."""
        if isinstance(value, date):
            return value
        texts = self._texts(value)
        if not any(texts):
            if self.required:
                raise ValidationError(f"Enter {self.spoken()}", code="required")
            return None
        self._missing(texts)
        found = self._read(texts)
        self.run_validators(found)
        return found

    def _read(self, texts: list[str]) -> Any:
        return self._day(*texts)

    def has_changed(self, initial: Any, data: Sequence[str] | None) -> bool:
        if self.disabled:
            return False
        initial = initial if isinstance(initial, list) else self.widget.decompress(initial)
        return self._texts(initial) != self._texts(data)


class MomentField(DayField):
    """A day and a time in London, as an aware datetime."""

    widget = MomentBoxes

    def _read(self, texts: list[str]) -> datetime:
        *day, clock = texts
        found = self._day(*day)
        at = clock_time(clock)
        if at is None:
            raise ValidationError(UNTOLD_TIME, code="time")
        try:
            return from_current_timezone(datetime.combine(found, at))
        except ValidationError:
            raise ValidationError(
                f"On {written_day(found)} the clocks change and {clock} is not one moment. Choose another time",
                code="clocks",
            ) from None


class ClockField(forms.CharField):
    """A time of day, as datetime.time, in one box: taken as anybody writes it, shown as the service does."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = clock_time(text)
        if found is None:
            raise ValidationError(UNTOLD_TIME, code="time")
        return found

    def prepare_value(self, value: Any) -> Any:
        told = clock_time(value) if isinstance(value, str) else value
        return clock_words(told) if told is not None else value


def written_day(day: date) -> str:
    """A day as it is written on every page: Tuesday 3 March 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"
