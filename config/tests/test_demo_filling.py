"""Filling the demo: once, whole or not at all, on any day, and never over anything else."""

import shutil
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
import yaml
from django.core.management import CommandError, call_command

from conferences.models import Conference, Delay
from conferences.queries.dates import leading_due
from config.demo import fill as filling
from config.demo.days import Days
from config.demo.families import FamilyFiller, _years_before
from config.demo.fill import NotEmpty, TooLate, fill, filled_on
from partnership.models import Authority, Partnership, Person
from partnership.tests.factories import make_partnership
from procedures.reckoning import LONDON
from procedures.working_days import shipped_calendar
from reports.models import Report
from reports.queries.standing import standings
from scheduling.models import Message

pytestmark = pytest.mark.django_db
CALENDAR = shipped_calendar()
TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=LONDON)
FAMILIES = yaml.safe_load((filling.HERE / "families.yaml").read_text(encoding="utf-8"))
#: Days on which something is likely to go wrong; the procedures' own limits shift over every one of them.
AWKWARD = {
    "Christmas Eve": datetime(2026, 12, 24, 16, 55, tzinfo=LONDON),
    "Easter Saturday, just after midnight": datetime(2027, 3, 27, 0, 5, tzinfo=LONDON),
    "29 February": datetime(2028, 2, 29, 10, tzinfo=LONDON),
    "a bank holiday, late": datetime(2026, 8, 31, 23, 50, tzinfo=LONDON),
    "near the calendar's end": datetime(2028, 12, 3, 10, tzinfo=LONDON),
}


def shown(name) -> Conference:
    """The conference that the demo shows of the family of that name."""
    return Conference.objects.filter(family__name=name).latest("pk")


# Any day.


@pytest.mark.exhaustive
@pytest.mark.parametrize("now", AWKWARD.values(), ids=AWKWARD)
def test_the_demo_is_live_on_any_day(now):
    today = CALENDAR.on_or_after(now.date())
    fill(now=now)

    assert shown("Okonkwo-Hargreaves").meets_on == today
    late = standings(shown("Haddad-Whitlock"), calendar=CALENDAR, today=today)
    assert max(row.shared_late_by for row in late) == 3
    assert leading_due(shown("Pérez-Lockwood"), CALENDAR).due_on < shown("Pérez-Lockwood").meets_on
    assert Delay.objects.count() == 2
    assert not Conference.objects.filter(state="booked", starts_at__date__lt=today).exists()
    assert not Report.objects.filter(begun_at__gt=now).exists()


def test_on_no_day_do_two_families_want_one_chair_or_room_at_the_same_time():
    day, checked = date(2024, 1, 8), 0
    while day < CALENDAR.last - filling.WEEKS_AHEAD:
        if CALENDAR.is_working(day):
            _nobody_meets_twice(Days(today=day, calendar=CALENDAR))
            checked += 1
        day += timedelta(days=1)
    assert checked > 1200


def _nobody_meets_twice(days):
    claims = defaultdict(list)
    for row in (row for row in FAMILIES if "meets" in row):
        met = [days.working(row["meets"])] + ([days.working(row["then"])] if "then" in row else [])
        if "follows" in row:
            met += [days.calendar.on_or_before(day) for day in _earlier(row, days)]
        hour, minute = map(int, row["time"].split(":"))
        for day in met:
            for taken in (row["chair"], row["room"]):
                claims[taken, day].append(hour * 60 + minute)
    for (taken, day), times in claims.items():
        times.sort()
        assert all(b - a >= 150 for a, b in zip(times, times[1:], strict=False)), (taken, day, days.today)


def _earlier(row, days):
    filler = FamilyFiller.__new__(FamilyFiller)
    filler.row, filler.days = row, days
    return filler._earlier_days()


def test_where_the_bank_holidays_are_not_known_far_enough_it_says_so_and_fills_nothing():
    with pytest.raises(TooLate, match="known until Sunday 31 December 2028"):
        fill(now=datetime(2028, 12, 12, 10, tzinfo=LONDON))

    assert not Partnership.objects.exists()


def test_born_on_the_29th_of_february_is_the_28th_in_other_years():
    assert _years_before(date(2028, 2, 29), 11) == date(2017, 2, 28)
    assert _years_before(date(2028, 3, 1), 11) == date(2017, 3, 1)


# Once, whole, and nothing else.


def test_it_is_filled_whole_or_not_at_all(tmp_path, monkeypatch):
    for path in filling.HERE.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    broken = [FAMILIES[0], FAMILIES[1] | {"room": "No such room"}]
    (tmp_path / "families.yaml").write_text(yaml.safe_dump(broken, allow_unicode=True))
    monkeypatch.setattr(filling, "HERE", Path(tmp_path))

    with pytest.raises(KeyError):
        fill(now=TUESDAY)

    assert filled_on() is None
    assert not Conference.objects.exists() and not Message.objects.exists()


def test_a_database_that_holds_anything_else_is_never_touched():
    person = Person.objects.create(name="Zoë", email="zoe@partnership.example")
    with pytest.raises(NotEmpty, match="holds something else"):
        fill(now=TUESDAY)
    person.delete()
    make_partnership(is_demo=False)

    with pytest.raises(CommandError, match="holds something else"):
        call_command("fill_demo")

    assert not Authority.objects.exists()


def test_the_command_fills_once_and_then_says_how_old_the_demo_is(tmp_path, monkeypatch, capsys):
    for path in filling.HERE.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    (tmp_path / "families.yaml").write_text(yaml.safe_dump(FAMILIES[-1:], allow_unicode=True))
    monkeypatch.setattr(filling, "HERE", Path(tmp_path))

    said = []
    for days in (0, 0, 1, 12):
        with time_machine.travel(TUESDAY + timedelta(days=days), tick=False):
            call_command("fill_demo")
        said.append(capsys.readouterr().out)

    assert said[0].startswith("The demo is filled: 1 family, 60 people.")
    assert said[1].startswith("The demo was filled today.")
    assert "filled 1 day ago, and its dates are of that day" in said[2]
    assert "filled 12 days ago" in said[3]
    for text in said:
        assert "Morwenna Pask" in text and "Verity Sokolova" in text
    assert Conference.objects.filter(state="booked").count() == 1
    with pytest.raises(NotEmpty, match="filled already"):
        fill(now=TUESDAY)


def test_outside_the_demo_the_command_refuses(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="set DEMO=1"):
        call_command("fill_demo")

    assert not Partnership.objects.exists()
