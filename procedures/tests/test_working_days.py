"""Counting in working days: the conventions, both edges, and a second opinion on every date."""

import pickle
from datetime import date, timedelta
from itertools import pairwise

import holidays as second_library
import numpy
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given, settings
from hypothesis import strategies as some

from procedures.working_days import (
    BeyondKnownHolidays,
    Skipped,
    WorkingCalendar,
    shipped_calendar,
    shipped_holidays,
)

CALENDAR = shipped_calendar()
FIRST, LAST = date(2012, 1, 1), date(2028, 12, 31)
DAYS = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]

MIDDLE = some.dates(date(2013, 1, 1), date(2027, 12, 31))
NUMBERS = some.integers(1, 130)
steady = settings(deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def second_opinion():
    """Working days by the `holidays` library, counted by numpy: no code in common with ours."""
    days_off = second_library.country_holidays("GB", subdiv="ENG", years=range(2012, 2029))
    return numpy.busdaycalendar(holidays=[day.isoformat() for day in days_off])


# What a working day is


def test_a_weekend_is_no_working_day_and_says_which_day_it_is():
    assert CALENDAR.why_not(date(2026, 3, 21)) == "Saturday"
    assert CALENDAR.why_not(date(2026, 3, 22)) == "Sunday"
    assert not CALENDAR.is_working(date(2026, 3, 21))


def test_a_bank_holiday_says_its_name():
    assert CALENDAR.why_not(date(2026, 12, 25)) == "Christmas Day"
    assert CALENDAR.why_not(date(2026, 12, 28)) == "Boxing Day (substitute day)"
    assert not CALENDAR.is_working(date(2026, 12, 28))


def test_an_ordinary_tuesday_is_a_working_day():
    assert CALENDAR.why_not(date(2026, 3, 24)) is None
    assert CALENDAR.is_working(date(2026, 3, 24))


@pytest.mark.parametrize(
    "day",
    [
        date(2012, 6, 4),
        date(2012, 6, 5),
        date(2020, 5, 8),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2023, 5, 8),
        date(2026, 12, 28),
    ],
)
def test_days_off_that_libraries_miss_are_off(day):
    assert not CALENDAR.is_working(day)


@pytest.mark.parametrize("day", [date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30)])
def test_a_day_from_which_the_holiday_was_moved_is_worked(day):
    assert CALENDAR.is_working(day)


# Counting


@pytest.mark.parametrize(
    ("start", "fifteenth"),
    [
        (date(2025, 12, 12), date(2026, 1, 7)),
        (date(2026, 3, 20), date(2026, 4, 14)),
        (date(2022, 9, 5), date(2022, 9, 27)),
        (date(2023, 4, 20), date(2023, 5, 15)),
        (date(2025, 5, 3), date(2025, 5, 27)),
        (date(2025, 5, 5), date(2025, 5, 27)),
        (date(2025, 5, 6), date(2025, 5, 28)),
        (date(2026, 3, 10), date(2026, 3, 31)),
    ],
)
def test_the_fifteenth_working_day_after_a_strategy_discussion(start, fifteenth):
    assert CALENDAR.add(start, 15) == fifteenth


def test_the_starting_day_is_day_0_even_on_a_weekend():
    saturday = date(2026, 3, 21)
    assert CALENDAR.add(saturday, 1) == date(2026, 3, 23)
    assert CALENDAR.subtract(saturday, 1) == date(2026, 3, 20)
    assert CALENDAR.add(saturday, 0) == CALENDAR.subtract(saturday, 0) == saturday


@pytest.mark.parametrize(
    ("last", "working_days"),
    [
        (date(2025, 5, 6), 0),
        (date(2025, 5, 20), 10),
        (date(2025, 5, 21), 11),
        (date(2025, 5, 27), 14),
        (date(2025, 5, 28), 15),
        (date(2025, 5, 29), 16),
        (date(2025, 6, 5), 21),
    ],
)
def test_the_duration_of_a_conference_from_6_may_2025(last, working_days):
    """MEA-01's own examples: the day after the start is 1, the last day counts."""
    assert CALENDAR.count(date(2025, 5, 6), last) == working_days


def test_a_count_from_a_weekend_does_not_first_roll_it_forward():
    assert CALENDAR.count(date(2025, 5, 3), date(2025, 5, 6)) == 1


def test_a_count_backwards_is_minus_the_count_forwards():
    assert CALENDAR.count(date(2025, 5, 28), date(2025, 5, 6)) == -15


def test_next_and_previous_are_strictly_after_and_before():
    friday, monday = date(2026, 3, 20), date(2026, 3, 23)
    assert CALENDAR.next(friday) == monday
    assert CALENDAR.previous(monday) == friday


def test_a_working_day_stays_where_it_is_and_others_move_as_asked():
    saturday, tuesday = date(2026, 2, 28), date(2026, 3, 3)
    assert CALENDAR.on_or_before(saturday) == date(2026, 2, 27)
    assert CALENDAR.on_or_after(saturday) == date(2026, 3, 2)
    assert CALENDAR.on_or_before(tuesday) == CALENDAR.on_or_after(tuesday) == tuesday


def test_skipped_days_are_named_in_order_and_leave_both_ends_out():
    expected = (
        Skipped(date(2025, 12, 25), "Christmas Day"),
        Skipped(date(2025, 12, 26), "Boxing Day"),
        Skipped(date(2025, 12, 27), "Saturday"),
        Skipped(date(2025, 12, 28), "Sunday"),
    )
    assert CALENDAR.skipped(date(2025, 12, 24), date(2025, 12, 29)) == expected
    assert CALENDAR.skipped(date(2025, 12, 29), date(2025, 12, 24)) == expected
    assert CALENDAR.skipped(date(2025, 12, 25), date(2025, 12, 28)) == expected[1:3]
    assert CALENDAR.skipped(date(2025, 12, 25), date(2025, 12, 25)) == ()


def test_working_days_are_whole_numbers_of_0_or_more():
    for count in (CALENDAR.add, CALENDAR.subtract):
        with pytest.raises(ValueError, match="Working days are counted in whole numbers of 0 or more."):
            count(date(2026, 3, 20), -1)


# Both edges


def test_every_question_outside_the_known_years_is_refused():
    sentence = (
        r"^1 January 2029 lies outside the days for which bank holidays are known"
        r" \(1 January 2012 to 31 December 2028\)\.$"
    )
    inside, outside = date(2026, 3, 20), date(2029, 1, 1)
    questions = [
        lambda: CALENDAR.why_not(outside),
        lambda: CALENDAR.is_working(outside),
        lambda: CALENDAR.add(outside, 0),
        lambda: CALENDAR.add(outside, 1),
        lambda: CALENDAR.subtract(outside, 1),
        lambda: CALENDAR.count(inside, outside),
        lambda: CALENDAR.count(outside, inside),
        lambda: CALENDAR.skipped(inside, outside),
        lambda: CALENDAR.skipped(outside, inside),
        lambda: CALENDAR.require(outside),
        lambda: CALENDAR.on_or_before(outside),
    ]
    for question in questions:
        with pytest.raises(BeyondKnownHolidays, match=sentence):
            question()


def test_every_question_before_the_known_years_is_refused():
    inside, outside = date(2026, 3, 20), date(2011, 12, 31)
    for question in (
        lambda: CALENDAR.why_not(outside),
        lambda: CALENDAR.add(outside, 1),
        lambda: CALENDAR.subtract(outside, 1),
        lambda: CALENDAR.count(inside, outside),
        lambda: CALENDAR.count(outside, inside),
        lambda: CALENDAR.skipped(outside, inside),
    ):
        with pytest.raises(BeyondKnownHolidays, match="^31 December 2011 lies outside"):
            question()


def test_an_answer_past_the_last_known_day_is_refused_in_a_sentence():
    assert CALENDAR.add(date(2028, 12, 28), 1) == date(2028, 12, 29)
    with pytest.raises(BeyondKnownHolidays) as refusal:
        CALENDAR.add(date(2028, 12, 28), 2)
    assert str(refusal.value) == (
        "2 working days after 28 December 2028 lies outside the days for which bank holidays are known"
        " (1 January 2012 to 31 December 2028)."
    )


def test_an_answer_before_the_first_known_day_is_refused_in_a_sentence():
    assert CALENDAR.subtract(date(2012, 1, 4), 1) == date(2012, 1, 3)
    with pytest.raises(BeyondKnownHolidays) as refusal:
        CALENDAR.subtract(date(2012, 1, 3), 1)
    assert str(refusal.value).startswith("1 working day before 3 January 2012 lies outside")


def test_the_first_and_the_last_day_are_known():
    assert CALENDAR.add(FIRST, 1) == date(2012, 1, 3)
    assert CALENDAR.subtract(LAST, 1) == date(2028, 12, 29)
    assert CALENDAR.count(FIRST, LAST) == len([day for day in DAYS if CALENDAR.is_working(day)])
    assert CALENDAR.count(FIRST, FIRST) == CALENDAR.count(LAST, LAST) == 0


def test_a_calendar_can_t_end_before_it_begins():
    with pytest.raises(ValueError, match="A calendar's first day can't be after its last."):
        WorkingCalendar({}, date(2026, 1, 2), date(2026, 1, 1))
    assert WorkingCalendar({}, date(2026, 1, 1), date(2026, 1, 1)).is_working(date(2026, 1, 1))


# A value


def test_a_calendar_is_a_value():
    days_off = {date(2026, 3, 24): "Founder's day"}
    mine = WorkingCalendar(days_off, date(2026, 1, 1), date(2026, 12, 31))
    same = WorkingCalendar(dict(days_off), date(2026, 1, 1), date(2026, 12, 31), source="shipped")
    days_off.clear()
    assert mine.why_not(date(2026, 3, 24)) == "Founder's day"
    assert (mine, hash(mine), mine.source) == (same, hash(same), "database")
    assert mine != WorkingCalendar({}, date(2026, 1, 1), date(2026, 12, 31))
    copy = pickle.loads(pickle.dumps(same))
    assert (copy, copy.source) == (same, "shipped")
    with pytest.raises(TypeError):
        mine.holidays[date(2026, 3, 25)] = "Another"


def test_a_calendar_is_told_by_its_years_and_not_by_its_tables():
    assert repr(CALENDAR) == (
        "WorkingCalendar(first=datetime.date(2012, 1, 1), last=datetime.date(2028, 12, 31), source='shipped')"
    )


# The shipped list


def test_the_shipped_list_is_the_government_s():
    published = {
        event["date"]
        for event in BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")
    }
    assert [holiday.on for holiday in shipped_holidays()] == sorted(
        day for day in published if FIRST <= day <= LAST
    )


def test_every_shipped_holiday_has_title_and_source_and_those_of_one_year_their_declaration():
    declared = {holiday.on: holiday for holiday in shipped_holidays() if holiday.declared_on}
    assert all(holiday.title and holiday.source for holiday in shipped_holidays())
    assert {day.isoformat() for day in declared} == {
        "2012-06-04",
        "2012-06-05",
        "2020-05-08",
        "2022-06-02",
        "2022-06-03",
        "2022-09-19",
        "2023-05-08",
    }
    assert all(holiday.declared_on < holiday.on for holiday in declared.values())
    assert declared[date(2022, 9, 19)].title == "Bank holiday for the State Funeral of Queen Elizabeth II"


def test_the_shipped_calendar_says_that_it_is_shipped():
    assert (CALENDAR.first, CALENDAR.last, CALENDAR.source) == (FIRST, LAST, "shipped")
    assert shipped_calendar() is CALENDAR


# Properties


@steady
@given(MIDDLE, NUMBERS)
def test_back_again_from_a_working_day(day, n):
    start = CALENDAR.on_or_before(day)
    assert CALENDAR.subtract(CALENDAR.add(start, n), n) == start
    assert CALENDAR.add(CALENDAR.subtract(start, n), n) == start


@steady
@given(MIDDLE, NUMBERS)
def test_the_count_to_the_nth_day_is_n(day, n):
    assert CALENDAR.count(day, CALENDAR.add(day, n)) == n
    start = CALENDAR.on_or_after(day)
    assert CALENDAR.count(CALENDAR.subtract(start, n), start) == n


@steady
@given(MIDDLE, NUMBERS, NUMBERS)
def test_adding_twice_is_adding_the_sum(day, n, m):
    assert CALENDAR.add(CALENDAR.add(day, n), m) == CALENDAR.add(day, n + m)
    assert CALENDAR.subtract(CALENDAR.subtract(day, n), m) == CALENDAR.subtract(day, n + m)


@steady
@given(MIDDLE, MIDDLE, MIDDLE)
def test_counts_add_up(a, b, c):
    assert CALENDAR.count(a, b) + CALENDAR.count(b, c) == CALENDAR.count(a, c)


@steady
@given(MIDDLE, NUMBERS)
def test_the_days_in_between_are_worked_or_named(day, n):
    end = CALENDAR.add(day, n)
    named = len(CALENDAR.skipped(day, end))
    assert (end - day).days - 1 == named + n - 1


@steady
@given(MIDDLE, NUMBERS)
def test_every_answer_is_a_working_day(day, n):
    assert CALENDAR.is_working(CALENDAR.add(day, n))
    assert CALENDAR.is_working(CALENDAR.subtract(day, n))


# The second opinion, on every date


def numpy_dates(days):
    return numpy.array(days, dtype="datetime64[D]")


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("ours", "roll", "sign"), [(CALENDAR.add, "backward", 1), (CALENDAR.subtract, "forward", -1)]
)
def test_every_date_and_every_number_to_60_agrees_with_a_second_library(ours, roll, sign, second_opinion):
    numbers = numpy.arange(1, 61)
    theirs = numpy.busday_offset(
        numpy_dates(DAYS)[:, None], sign * numbers[None, :], roll=roll, busdaycal=second_opinion
    ).astype(object)
    refused = 0
    for day, row in zip(DAYS, theirs, strict=True):
        for n, expected in enumerate(row, start=1):
            try:
                found = ours(day, n)
            except BeyondKnownHolidays:
                refused += 1
                assert not FIRST <= expected <= LAST
            else:
                assert found == expected
    assert refused == sum(not FIRST <= day <= LAST for day in theirs.ravel())
    assert refused > 1000


@pytest.mark.exhaustive
def test_every_count_agrees_with_a_second_library(second_opinion):
    days = numpy_dates(DAYS)
    for gap in (0, 1, 2, 5, 21, 84, 366, 3000):
        starts, ends = days[: len(days) - gap], days[gap:]
        theirs = numpy.busday_count(starts + 1, ends + 1, busdaycal=second_opinion)
        ours = [CALENDAR.count(a, b) for a, b in zip(DAYS, DAYS[gap:], strict=False)]
        assert ours == theirs.tolist()


@pytest.mark.exhaustive
def test_every_day_agrees_with_a_second_library(second_opinion):
    theirs = numpy.is_busday(numpy_dates(DAYS), busdaycal=second_opinion)
    assert [CALENDAR.is_working(day) for day in DAYS] == theirs.tolist()


def test_the_next_working_day_is_always_within_five_days():
    working = [day for day in DAYS if CALENDAR.is_working(day)]
    assert max((b - a).days for a, b in pairwise(working)) == 5
