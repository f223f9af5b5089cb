"""The working calendar as the database has it."""

from datetime import UTC, date, datetime

import pytest

from partnership.calendar import NoCalendar, calendar_version, working_calendar
from partnership.models import BankHoliday, CalendarVersion
from procedures.working_days import shipped_calendar

pytestmark = pytest.mark.django_db


def test_a_migrated_database_counts_as_the_shipped_list_does():
    calendar, shipped = working_calendar(), shipped_calendar()

    assert (dict(calendar.holidays), calendar.first, calendar.last) == (
        dict(shipped.holidays),
        shipped.first,
        shipped.last,
    )
    assert calendar.source == "database"


def test_an_unchanged_calendar_is_built_once_and_asked_for_by_one_query(django_assert_num_queries):
    first = working_calendar()

    with django_assert_num_queries(1):
        assert working_calendar() is first


def test_a_newly_declared_holiday_counts_from_the_version_that_brings_it():
    declared = date(2026, 9, 21)
    before = calendar_version()
    assert working_calendar().is_working(declared)

    BankHoliday.objects.create(holiday_on=declared, title="Day of mourning", source="GOV.UK")
    CalendarVersion.objects.create(
        known_from=date(2012, 1, 1), known_until=date(2028, 12, 31), at=datetime.now(UTC), reason="declared"
    )

    assert working_calendar().why_not(declared) == "Day of mourning"
    assert calendar_version() > before


def test_a_database_without_holidays_is_said_and_not_guessed():
    CalendarVersion.objects.all().delete()

    assert calendar_version() == 0
    with pytest.raises(NoCalendar, match="manage.py migrate"):
        working_calendar()
