"""Working days: ours against a bare index table, numpy one call at a time, holidays and workalendar.

    python -m venv /tmp/bench && /tmp/bench/bin/pip install -r benchmarks/requirements.txt
    /tmp/bench/bin/python benchmarks/working_days.py

CPU time, all sides interleaved on the same dates, median of nine rounds. Exit 1 where a goal is missed.
"""

import statistics
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import process_time_ns

import holidays
import numpy
from workalendar.europe import UnitedKingdom

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from procedures.working_days import BeyondKnownHolidays, shipped_calendar  # noqa: E402

ROUNDS = 9
FIRST, LAST = date(2012, 1, 1), date(2028, 12, 31)
CALENDAR = shipped_calendar()
OFF = holidays.country_holidays("GB", subdiv="ENG", years=range(2012, 2029))
NUMPY = numpy.busdaycalendar(holidays=[day.isoformat() for day in OFF])
WORKALENDAR = UnitedKingdom()

# The bare table: what any index table must at least do, a range guard at each end included.
ZERO = FIRST.toordinal()
SIZE = LAST.toordinal() - ZERO + 1
ALL = [date.fromordinal(ZERO + n) for n in range(SIZE)]
WORKING = [day for day in ALL if day.weekday() < 5 and day not in OFF]
AMOUNT = len(WORKING)
REACHED, BEFORE = [], []
for _day in ALL:
    BEFORE.append(REACHED[-1] + 1 if REACHED else 0)
    REACHED.append(BEFORE[-1] - 1 + (_day.weekday() < 5 and _day not in OFF))


def bare_add(day: date, n: int) -> date:
    index = day.toordinal() - ZERO
    if index < 0 or index >= SIZE:
        raise LookupError
    at = REACHED[index] + n
    if at < 0 or at >= AMOUNT:
        raise LookupError
    return WORKING[at]


def bare_subtract(day: date, n: int) -> date:
    index = day.toordinal() - ZERO
    if index < 0 or index >= SIZE:
        raise LookupError
    at = BEFORE[index] - n
    if at < 0 or at >= AMOUNT:
        raise LookupError
    return WORKING[at]


def bare_count(a: date, b: date) -> int:
    start, end = a.toordinal() - ZERO, b.toordinal() - ZERO
    if start < 0 or start >= SIZE or end < 0 or end >= SIZE:
        raise LookupError
    return REACHED[end] - REACHED[start]


def numpy_add(day: date, n: int) -> object:
    return numpy.busday_offset(day, n, roll="backward", busdaycal=NUMPY)


def numpy_subtract(day: date, n: int) -> object:
    return numpy.busday_offset(day, -n, roll="forward", busdaycal=NUMPY)


def numpy_count(a: date, b: date) -> object:
    return numpy.busday_count(a + DAY, b + DAY, busdaycal=NUMPY)


def holidays_add(day: date, n: int) -> date:
    return OFF.get_nth_working_day(day, n)


def holidays_subtract(day: date, n: int) -> date:
    return OFF.get_nth_working_day(day, -n)


def holidays_count(a: date, b: date) -> int:
    return OFF.get_working_days_count(a + DAY, b)


def workalendar_add(day: date, n: int) -> date:
    return WORKALENDAR.add_working_days(day, n)


def workalendar_subtract(day: date, n: int) -> date:
    return WORKALENDAR.sub_working_days(day, n)


def workalendar_count(a: date, b: date) -> int:
    return WORKALENDAR.get_working_days_delta(a, b)


DAY = timedelta(1)
SIDES = {
    "bare table": (bare_add, bare_subtract, bare_count),
    "ours": (CALENDAR.add, CALENDAR.subtract, CALENDAR.count),
    "numpy scalar": (numpy_add, numpy_subtract, numpy_count),
    "holidays": (holidays_add, holidays_subtract, holidays_count),
    "workalendar": (workalendar_add, workalendar_subtract, workalendar_count),
}
QUICK = ("bare table", "ours")
VERBS = ("add", "subtract", "count")


def nanoseconds(function: Callable[[date, object], object], asked: list[tuple[date, object]]) -> float:
    """CPU time of one call, averaged over the questions."""
    begun = process_time_ns()
    for day, what in asked:
        function(day, what)
    return (process_time_ns() - begun) / len(asked)


def medians(asked: dict[str, dict[str, list[tuple[date, object]]]]) -> dict[tuple[str, str], float]:
    """Median CPU nanoseconds of each side and verb; in every round all sides take their turn."""
    seen: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for place, verb in enumerate(VERBS):
            for side, functions in SIDES.items():
                questions = asked["quick" if side in QUICK else "slow"][verb]
                seen.setdefault((side, verb), []).append(nanoseconds(functions[place], questions))
    return {key: statistics.median(times) for key, times in seen.items()}


def questions(amount: int) -> dict[str, list[tuple[date, object]]]:
    by_lot = Random(7)
    days = [date(2014, 1, 1) + DAY * by_lot.randrange(4400) for _ in range(amount)]
    counts: list[tuple[date, object]] = [(day, by_lot.randrange(1, 61)) for day in days]
    spans: list[tuple[date, object]] = [(day, day + DAY * by_lot.randrange(1, 85)) for day in days]
    return {"add": counts, "subtract": counts, "count": spans}


def growth() -> float:
    """What n = 130 costs against n = 1, the dearer verb of the two."""
    days = [day for day, _ in questions(100_000)["add"]]
    ratios = []
    for verb in (CALENDAR.add, CALENDAR.subtract):
        near: list[float] = []
        far: list[float] = []
        for _ in range(ROUNDS):
            near.append(nanoseconds(verb, [(day, 1) for day in days]))
            far.append(nanoseconds(verb, [(day, 130) for day in days]))
        ratios.append(statistics.median(far) / statistics.median(near))
    return max(ratios)


def disagreements() -> int:
    """Answers that differ from numpy's on the other library's holidays: every date, n of 1 to 60, both ways."""
    wrong = 0
    numbers = numpy.arange(1, 61)
    days = numpy.array(ALL, dtype="datetime64[D]")[:, None]
    for verb, roll, sign in ((CALENDAR.add, "backward", 1), (CALENDAR.subtract, "forward", -1)):
        theirs = numpy.busday_offset(days, sign * numbers[None, :], roll=roll, busdaycal=NUMPY).astype(object)
        for day, row in zip(ALL, theirs, strict=True):
            for n, expected in enumerate(row, start=1):
                try:
                    wrong += verb(day, n) != expected
                except BeyondKnownHolidays:
                    wrong += FIRST <= expected <= LAST
    return wrong


def refuses() -> bool:
    """Whether every question outside the table is refused, at both ends."""
    outside = [(CALENDAR.add, FIRST - DAY, 1), (CALENDAR.add, LAST, 1), (CALENDAR.add, LAST + DAY, 1)]
    outside += [(CALENDAR.subtract, FIRST, 1), (CALENDAR.subtract, LAST + DAY, 1)]
    outside += [(CALENDAR.count, FIRST, LAST + DAY), (CALENDAR.count, FIRST - DAY, LAST)]
    for verb, day, what in outside:
        try:
            verb(day, what)
        except BeyondKnownHolidays:
            continue
        return False
    return True


def main() -> int:
    found = medians({"quick": questions(100_000), "slow": questions(2_000)})
    print(f"{'one call, CPU ns':<18}" + "".join(f"{verb:>12}" for verb in VERBS))
    for side in SIDES:
        print(f"{side:<18}" + "".join(f"{found[side, verb]:>12,.0f}" for verb in VERBS))
    to_bare = max(found["ours", verb] / found["bare table", verb] for verb in VERBS)
    to_numpy = min(found["numpy scalar", verb] / found["ours", verb] for verb in VERBS)
    to_workalendar = min(found["workalendar", verb] / found["ours", verb] for verb in VERBS)
    grown, wrong, edges = growth(), disagreements(), refuses()
    goals = [
        ("ours ÷ bare table, the dearest verb", f"{to_bare:.2f}", "≤ 1.30", to_bare <= 1.3),
        ("numpy scalar ÷ ours, the nearest verb", f"{to_numpy:.0f}", "≥ 10", to_numpy >= 10),
        ("workalendar ÷ ours, the nearest verb", f"{to_workalendar:.0f}", "≥ 100", to_workalendar >= 100),
        ("n = 130 ÷ n = 1", f"{grown:.2f}", "≤ 1.20", grown <= 1.2),
        ("disagreements, 2012-2028 × n 1-60", str(wrong), "0", wrong == 0),
        ("refuses beyond both ends", "yes" if edges else "no", "yes", edges),
    ]
    print()
    for name, seen, goal, met in goals:
        print(f"{name:<42}{seen:>8}   goal {goal:<8}{'met' if met else 'MISSED'}")
    return 0 if all(met for *_, met in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
