"""The working calendar as the database has it, for the pure core to count with."""

from partnership.models import BankHoliday, CalendarVersion
from procedures.working_days import WorkingCalendar


class NoCalendar(RuntimeError):
    """The database holds no bank holidays: its migrations have not all run."""


_built: dict[tuple, WorkingCalendar] = {}


def calendar_version() -> int:
    """The number of the calendar in force; it rises with every change of the bank holidays or the rules. 0 while there is none."""
    return CalendarVersion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def working_calendar() -> WorkingCalendar:
    """The calendar made of the BankHoliday rows. Built once for each version of them: one query when unchanged."""
    version = CalendarVersion.objects.order_by("-pk").first()
    if version is None:
        raise NoCalendar("There are no bank holidays in the database. Run `manage.py migrate`.")
    key = (version.pk, version.at, version.known_from, version.known_until)
    if key not in _built:
        holidays = dict(BankHoliday.objects.values_list("holiday_on", "title"))
        calendar = WorkingCalendar(holidays, version.known_from, version.known_until)
        _built.clear()
        _built[key] = calendar
    return _built[key]
