"""From a start and a parameter to a due date that can explain itself. Plain dates in, plain dates out."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from procedures.policy import Parameter, ProcedureSet, procedure_set
from procedures.policy.parameters import CASE_STARTS, DATED, MEANINGS, Direction, Unit, amount
from procedures.words import AgencyKind, ConferenceKind, Word
from procedures.working_days import Skipped, WorkingCalendar, long_date

LONDON = ZoneInfo("Europe/London")
FULL_TERM = 40  # weeks: the expected date is 40+0
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """When something is due, under which parameter of which set, and why on that day.

    `due_on` is a London day (None where the parameter gives no date), `due_at` the moment where the unit is
    hours. `reckoned_on` is the day before any move off a day that is no working day. `skipped` names every
    day strictly between start and due day that is no working day, and the days moved over. `others` are the
    clocks that ran as well and did not lead. `rules` are the parameters that had a say.
    """

    parameter: str
    title: str
    value: int | str | None
    unit: Unit
    direction: Direction | None
    citation: str
    note: str
    baseline: bool
    baseline_note: str
    applies_to: str
    set: str
    set_title: str
    policy_on: date
    start: date
    counted_from: str
    calendar: str
    rules: tuple[str, ...]
    kind: Word | None = None  # procedures.deadlines.Kind; None where one parameter was asked for by itself
    started_at: datetime | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    reckoned_on: date | None = None
    skipped: tuple[Skipped, ...] = ()
    others: "tuple[Due, ...]" = ()

    def explain(self) -> str:
        """One plain sentence: the date, how it was reckoned, what was left out, and the source."""
        parts = [self._answer(), *self._left_out(), *self._moved(), *self._beside()]
        source = "; ".join(filter(None, [f"source: {self.citation}", self.baseline_note]))
        return f"{'; '.join(parts)} ({source})."

    def as_dict(self) -> dict[str, Any]:
        """What the command prints as JSON (decisions 25); no `due_on` where there is no date."""
        answer: dict[str, Any] = {
            "parameter": self.parameter,
            "title": self.title,
            "set": self.set,
            "policy_on": self.policy_on.isoformat(),
            "from": (self.started_at or self.start).isoformat(),
            "counted_from": self.counted_from,
        }
        if self.due_on:
            answer["due_on"] = self.due_on.isoformat()
        if self.due_at and self.started_at:
            answer["due_at"] = self.due_at.isoformat()
        return answer | {
            "value": self.value,
            "unit": self.unit,
            "direction": self.direction,
            "citation": self.citation,
            "baseline": self.baseline,
            "baseline_note": self.baseline_note,
            "note": self.note,
            "calendar": self.calendar,
            "skipped": [{"date": day.on.isoformat(), "why": day.why} for day in self.skipped],
            "others": [other.as_dict() for other in self.others],
            "explanation": self.explain(),
        }

    def _answer(self) -> str:
        if self.value is None:
            return f"No date: {self.note.rstrip('.')}"
        if self.due_on is None:
            return f"{self.title}: {amount(self.value, self.unit)}"
        if self.due_at and self.started_at:
            when = f"{clock_words(self.due_at)} on {named(self.due_on)}"
            start = f"{clock_words(self.started_at)} on {named(self.start)}"
        else:
            when, start = named(self.due_on), named(self.start)
        lead = "Not before" if self.direction == Direction.AT_LEAST else "Due by"
        if self.direction == Direction.AT and self.unit != Unit.WEEKS_OF_PREGNANCY:
            lead = "Due on"
        return f"{lead} {when}: {self._span()} {self.counted_from}, {start}"

    def _span(self) -> str:
        if self.value == 0:
            return "on the day of"
        span = amount(self.value, self.unit)
        if self.unit == Unit.WEEKS_OF_PREGNANCY:
            return f"at {span}, counted back from"
        if self.direction == Direction.BEFORE:
            return f"at least {span} before"
        return f"at least {span} after" if self.direction == Direction.AT_LEAST else f"{span} after"

    def _left_out(self) -> list[str]:
        if self.unit != Unit.WORKING_DAYS or not self.skipped:
            return []
        weekends = sum(day.why in ("Saturday", "Sunday") for day in self.skipped)
        named_days = [
            f"{long_date(day.on)} ({day.why})"
            for day in self.skipped
            if day.why not in ("Saturday", "Sunday")
        ]
        if weekends:
            named_days.append(f"{weekends} weekend {'day' if weekends == 1 else 'days'}")
        return ["not counting " + listed(named_days)]

    def _moved(self) -> list[str]:
        if self.due_on is None or self.reckoned_on is None:
            return []
        if self.due_on < self.reckoned_on:
            return [f"{named(self.reckoned_on)} is no working day, so it is the working day before"]
        if self.due_on > self.reckoned_on:
            return [f"{named(self.reckoned_on)} is no working day, so it is the working day after"]
        return []

    def _beside(self) -> list[str]:
        found = []
        for other in self.others:
            if other.due_on:
                what = other.parameter
                if what == self.parameter and other.applies_to:
                    what += f" ({other.applies_to})"
                if other.counted_from != self.counted_from:
                    what += f", counted from {other.counted_from},"
                found.append(f"{what} gives {named(other.due_on)}")
        return found


def named(day: date) -> str:
    """The date with its weekday: "Wednesday 7 January 2026"."""
    return f"{day:%A} {long_date(day)}"


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def due(
    parameter: str,
    *,
    procedure_set: ProcedureSet | str,
    start: date | datetime,
    calendar: WorkingCalendar,
    policy_on: date | None = None,
    born: date | None = None,
    agency: AgencyKind | str | None = None,
    conference: ConferenceKind | str | None = None,
) -> Due:
    """What one parameter gives, counted from `start` (for "before" rules: the conference's day).

    `policy_on` picks the values (by default the day of `start`); `born` is the day of birth for POL-08, or
    the expected date until there is one. A parameter without a date answers with its value alone.
    Raises UnknownSet, UnknownParameter, NoValueYet, BeyondKnownHolidays.
    """
    policy = chosen(procedure_set)
    on = policy_on or london_day(start)
    cases: list[tuple[str | None, date | datetime | None]] = [(None, start)]
    if parameter == "POL-08":
        cases = [("conference", start), ("birth", born)]
    elif parameter in MEANINGS and "case" in MEANINGS[parameter].varies:
        cases = [(case, start) for case in MEANINGS[parameter].varies["case"]]
    answers = [
        reckon(
            policy.parameter(parameter, on=on, conference=conference, agency=agency, case=case),
            start=begun,
            policy_on=on,
            calendar=calendar,
            counted_from=CASE_STARTS.get(case or ""),
        )
        for case, begun in cases
        if begun is not None
    ]
    lead = strictest(answers) if parameter == "POL-08" else answers[0]
    return replace(lead, others=tuple(answer for answer in answers if answer is not lead))


def strictest(answers: list[Due]) -> Due:
    """The earliest date leads; of equal dates the first named; those without a date come last."""
    return min(answers, key=lambda answer: answer.due_on or date.max)


def chosen(policy: ProcedureSet | str) -> ProcedureSet:
    return procedure_set(policy) if isinstance(policy, str) else policy


def reckon(
    parameter: Parameter,
    *,
    start: date | datetime,
    policy_on: date,
    calendar: WorkingCalendar,
    counted_from: str | None = None,
) -> Due:
    """One parameter, one clock: the value counted from `start` by the conventions of the rulebook."""
    answer = Due(
        parameter=parameter.id,
        title=parameter.title,
        value=parameter.value,
        unit=parameter.unit,
        direction=parameter.direction,
        citation=parameter.citation,
        note=parameter.note,
        baseline=parameter.baseline,
        baseline_note=parameter.baseline_note,
        applies_to=parameter.applies_to,
        set=parameter.set,
        set_title=parameter.set_title,
        policy_on=policy_on,
        start=london_day(start),
        counted_from=counted_from or MEANINGS[parameter.id].starts,
        calendar=calendar.source,
        rules=(parameter.id,),
    )
    if not isinstance(parameter.value, int):
        return answer
    if parameter.unit not in DATED:
        return answer
    calendar.require(answer.start)
    if parameter.unit is Unit.HOURS:
        return _elapsed(answer, start, parameter.value, calendar)
    before = parameter.direction is Direction.BEFORE
    if parameter.unit is Unit.WORKING_DAYS:
        count = calendar.subtract if before else calendar.add
        day = reckoned = count(answer.start, parameter.value)
    else:
        reckoned = _by_the_calendar(
            answer.start, parameter.unit, -parameter.value if before else parameter.value
        )
        later = MEANINGS[parameter.id].later
        day = calendar.on_or_after(reckoned) if later else calendar.on_or_before(reckoned)
    moved_over = [day + ONE_DAY * n for n in range(1, (reckoned - day).days + 1)]
    skipped = calendar.skipped(answer.start, day) + tuple(
        Skipped(over, calendar.why_not(over) or "") for over in moved_over
    )
    return replace(answer, due_on=day, reckoned_on=reckoned, skipped=skipped)


def _elapsed(answer: Due, start: date | datetime, hours: int, calendar: WorkingCalendar) -> Due:
    """Elapsed hours run through nights, weekends and the change of the clocks (POL-05, POL-24)."""
    begun = start if isinstance(start, datetime) else datetime.combine(start, time(), LONDON)
    at = (begun.astimezone(UTC) + timedelta(hours=hours)).astimezone(LONDON)
    return replace(
        answer,
        started_at=begun.astimezone(LONDON),
        due_at=at,
        due_on=at.date(),
        skipped=calendar.skipped(answer.start, at.date()),
    )


def _by_the_calendar(start: date, unit: Unit, number: int) -> date:
    """The day in calendar days, weeks or months, before any move."""
    match unit:
        case Unit.MONTHS:
            return months_on(start, number)
        case Unit.WEEKS:
            return start + timedelta(weeks=number)
        case Unit.WEEKS_OF_PREGNANCY:
            return start - timedelta(weeks=FULL_TERM - number)
        case _:
            return start + timedelta(days=number)


def months_on(day: date, months: int) -> date:
    """The same day so many months on, cut to the end of a shorter month (31 August + 6 is 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def london_day(moment: date | datetime) -> date:
    """The London day of a moment; a date is its own."""
    return moment.astimezone(LONDON).date() if isinstance(moment, datetime) else moment


def clock_words(at: datetime | time) -> str:
    """ "9:30am", "2pm", "midday", "midnight": the one way in which a time is written. A moment is read in London.

    Midnight is the first minute of its day, as on GOV.UK.
    """
    local = at.astimezone(LONDON).time() if isinstance(at, datetime) else at
    if local.minute == 0 and local.hour % 12 == 0:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
