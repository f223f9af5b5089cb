"""Booking and the diary in a browser: no script is needed, and axe finds nothing serious."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from conferences.operations import allocate
from partnership.tests.browser import press
from partnership.tests.factories import client_for
from partnership.tests.lifted import insert_only_lifted
from procedures.words import Responsibility
from procedures.workflow import ConferenceState
from scheduling.operations import add_leave, close_room
from scheduling.tests.factories_diary import NOW, london, make_conference, make_office

__all__ = ["insert_only_lifted"]
pytestmark = [pytest.mark.usefixtures("insert_only_lifted"), pytest.mark.django_db(transaction=True)]
DAY = date(2026, 3, 17)


@pytest.fixture
def office():
    """A busy one: a booking, a chair who held the case, leave, a room that is closed."""
    with time_machine.travel(NOW, tick=True):
        office = make_office(name="Larkmere")
        office.conferences = [make_conference(office, needs="Uses a wheelchair"), make_conference(office)]
        office.book(office.conferences[1], london(DAY))
        facts = {"by": office.clerk, "at": NOW}
        allocate(
            family=office.conferences[0].family,
            person=office.other_chair,
            kind=Responsibility.LINE,
            from_on=date(2023, 1, 9),
            **facts,
        )
        add_leave(authority=office.authority, chair=office.other_chair, from_on=DAY, to_on=DAY, **facts)
        close_room(room=office.upstairs, from_on=DAY, to_on=DAY, reason="Painting", **facts)
        yield office


def sign_in(context, office, live_server):
    cookie = client_for(office.clerk).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def test_a_conference_is_booked_without_any_script(browser, live_server, office):
    conference = office.conferences[0]
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, office, live_server)
    page = context.new_page()

    page.goto(live_server.url + reverse("scheduling:book", args=[conference.ref]))
    press(page.get_by_role("link", name="Tuesday 17 March 2026", exact=True))
    page.get_by_label("Rosalind Achterkamp").check()
    page.get_by_label("Lark 1").check()
    page.get_by_label("When does it start?").fill("10am")
    press(page.get_by_role("button", name="Check and go on"))
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    page.get_by_label("When does it start?").fill("1pm")
    press(page.get_by_role("button", name="Check and go on"))
    press(page.get_by_role("button", name="Book this conference"))

    conference.refresh_from_db()
    context.close()
    assert conference.access_state() == ConferenceState.BOOKED
    assert conference.starts_at == london(DAY, 13)


def test_axe_finds_nothing_serious_on_the_pages_of_booking_and_diary(page, axe, screens, live_server, office):
    sign_in(page.context, office, live_server)
    conference, booked = office.conferences
    choice = f"?chair={office.chair.ref}&room={office.room.ref}&link=none&minutes=120&time="
    addresses = {
        "book": reverse("scheduling:book", args=[conference.ref]),
        "book-day": reverse("scheduling:book_day", args=[conference.ref, DAY]),
        "book-taken": reverse("scheduling:book_check", args=[conference.ref, DAY]) + choice + "10:00",
        "book-check": reverse("scheduling:book_check", args=[conference.ref, DAY]) + choice + "13:00",
        "book-late": reverse("scheduling:book_check", args=[conference.ref, date(2026, 3, 25)])
        + choice
        + "13:00",
        "book-cancel": reverse("scheduling:cancel", args=[booked.ref]),
        "diary-month": reverse("scheduling:diary"),
        "diary-day": reverse("scheduling:diary_day", args=[DAY]),
        "diary-rooms": reverse("scheduling:rooms"),
        "diary-room": reverse("scheduling:room", args=[office.room.ref]),
        "diary-links": reverse("scheduling:links"),
        "diary-leave": reverse("scheduling:leave"),
        "diary-add-leave": reverse("scheduling:add_leave"),
    }

    for name, address in addresses.items():
        page.goto(live_server.url + address)
        assert page.locator("h1").count() == 1
        axe(page)
        screens(page, name)
