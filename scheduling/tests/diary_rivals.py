"""Rivals for the same quarter of an hour, each a process of its own: see test_diary_rivals.py.

python -m scheduling.tests.diary_rivals prepare NAME     make a database of that name with what they fight over
python -m scheduling.tests.diary_rivals rival NUMBER     read "TRY MOMENT" lines, answer one JSON line each
python -m scheduling.tests.diary_rivals finish NAME      say what came of it, and remove the database
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django comes first
from django.db import connection  # noqa: E402

from conferences.models import Conference  # noqa: E402
from partnership.models import Person  # noqa: E402
from procedures.reckoning import LONDON  # noqa: E402
from procedures.working_days import shipped_calendar  # noqa: E402
from scheduling.models import BookedSlot, Booking, Room  # noqa: E402
from scheduling.operations.booking import BookingRefused, book  # noqa: E402
from scheduling.tests.factories_diary import NOW, TODAY, make_conference, make_office  # noqa: E402

RIVALS = 8
A_DAY = 10  # times of 15 minutes, each with the family's half hour before it


def prepare(name):
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    office = make_office()
    for _ in range(RIVALS):
        make_conference(office)


def asked_for(number, turn):
    """The chair, room and time of one rival in one try: any two rivals want the same chair, the same room, or both."""
    day = shipped_calendar().add(TODAY, 1 + turn // A_DAY)
    starts_at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=LONDON) + timedelta(
        minutes=45 * (turn % A_DAY)
    )
    chairs = Person.objects.filter(roles__role="chair").order_by("pk")
    rooms = Room.objects.order_by("pk")
    chair = chairs[number % 2 if turn % 3 == 2 else 0]
    room = rooms[number % 2 if turn % 3 == 1 else 0]
    return chair, room, starts_at


def rival(number):
    conference_pk = Conference.objects.order_by("pk").values_list("pk", flat=True)[number]
    clerk = Person.objects.get(roles__role="administrator")
    print("ready", flush=True)
    for line in sys.stdin:
        turn, moment = line.split()
        chair, room, starts_at = asked_for(number, int(turn))
        conference = Conference.objects.select_related("authority").get(pk=conference_pk)
        time.sleep(max(0.0, float(moment) - time.monotonic()))
        try:
            book(
                conference=conference,
                chair=chair,
                room=room,
                starts_at=starts_at,
                minutes=15,
                by=clerk,
                at=NOW,
            )
            answer = {"booked": True}
        except BookingRefused as refused:
            answer = {"refused": str(refused)}
        except Exception as wrong:  # noqa: BLE001 - the test shows it, whatever it is
            answer = {"wrong": f"{type(wrong).__name__}: {wrong}"}
        print(json.dumps(answer), flush=True)


def finish(name):
    standing = Booking.objects.standing()
    slots = {booking.pk: booking.slots.count() for booking in standing}
    print(
        json.dumps(
            {
                "standing": standing.count(),
                "released": Booking.objects.exclude(released_at=None).count(),
                "slots": sorted(set(slots.values())),
                "stray": BookedSlot.objects.exclude(booking__in=standing).count(),
                "agree": all(booking.starts_at == booking.conference.starts_at for booking in standing),
            }
        )
    )
    connection.close()
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    what, argument = sys.argv[1:]
    {"prepare": prepare, "finish": finish, "rival": lambda number: rival(int(number))}[what](argument)
