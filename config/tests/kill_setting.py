"""What the kill test works on: a database of its own with 200 reports whose reminder is due today.

Called by config/tests/test_kill.py in a process of its own, in the surroundings of its worker and beat.
"""

from datetime import timedelta

from django.utils import timezone

from conferences.tests.factories import (
    CALENDAR,
    make_conference,
    make_invitation,
    make_setting,
    ten_o_clock,
)
from partnership.tests.factories import make_agency
from procedures.words import AgencyKind


def fill(number: int) -> None:
    """`number` agencies invited to one conference, all with their report due in three working days."""
    now = timezone.now()
    at = now - timedelta(days=9)
    setting = make_setting()
    # POL-11 in this set: two working days before; the first reminder three working days before that.
    starts_at = ten_o_clock(CALENDAR.add(timezone.localdate(now), 5))
    conference = make_conference(setting, at=at, starts_at=starts_at)
    for each in range(number):
        agency = make_agency(setting.authority, kind=AgencyKind.GENERIC, email=f"box{each}@agency.example")
        make_invitation(setting, conference, agency=agency, at=at)
