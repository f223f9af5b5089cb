"""The three pages of booking: choose a day, choose chair, place and time, check and confirm; and cancelling."""

from datetime import date, time
from urllib.parse import urlencode

import pytest
import time_machine
from django.db.models.signals import post_save
from django.urls import reverse

from conferences.models import Conference, Delay
from conferences.operations import allocate, move
from partnership.models import AuditRow, RoleHeld
from partnership.tests.factories import client_for, make_authority, make_person
from procedures.words import Responsibility, Role
from procedures.workflow import ConferenceState
from scheduling.models import Booking, RoomClosed
from scheduling.operations import add_leave, add_link, add_room, change_room
from scheduling.tests.factories_diary import NOW, hold, london, make_conference, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def third_of_march():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def conference(office):
    return make_conference(office)


@pytest.fixture
def clerk(office):
    return client_for(office.clerk)


def page(name, conference, *args, **query):
    address = reverse(f"scheduling:{name}", args=[conference.ref, *args])
    return f"{address}?{urlencode(query)}" if query else address


def wanted(office, **changes):
    asked = {
        "chair": office.chair.ref,
        "room": office.room.ref,
        "link": "none",
        "time": "10:00",
        "minutes": "120",
    }
    return asked | changes


def text(response):
    """What the page says, without its markup and with single spaces."""
    return " ".join(response.content.decode().split())


def test_the_limit_its_reason_and_the_slack_stand_on_the_page_while_choosing(clerk, conference):
    response = clerk.get(page("book", conference))

    assert response.status_code == 200
    assert "Tuesday 24 March 2026" in text(response)
    assert response.context["left"] == 15
    assert "15 working days after the strategy discussion, Tuesday 3 March 2026" in text(response)
    assert [one.on for one in response.context["days"]][::14] == [date(2026, 3, 4), date(2026, 3, 24)]
    assert [one.left for one in response.context["days"]] == list(range(14, -1, -1))


def test_the_earliest_times_with_enough_notice_for_invitations_come_first(clerk, conference, office):
    response = clerk.get(page("book", conference))

    offers = response.context["suggestions"]
    # POL-10: seven working days before; 12 March is the first day with that much left.
    assert [(one.starts_at, one.chair.person.name, one.room.name, one.left) for one in offers] == [
        (london(12, 9, 30), "Rosalind Achterkamp", "Lark 1", 8),
        (london(12, 9, 30), "Theo O’Wainfleet", "Lark 1", 8),
        (london(13, 9, 30), "Rosalind Achterkamp", "Lark 1", 7),
        (london(13, 9, 30), "Theo O’Wainfleet", "Lark 1", 7),
    ]
    link = page("book_check", conference, date(2026, 3, 12), **wanted(office, time="09:30"))
    assert link.replace("&", "&amp;") in text(response)
    assert clerk.get(link).status_code == 200


def test_a_taken_morning_moves_the_suggestion_to_the_next_free_time(clerk, conference, office):
    office.book(make_conference(office), london(12, 9, 30))
    office.book(make_conference(office), london(12, 9, 30), chair=office.other_chair, room=office.upstairs)

    response = clerk.get(page("book", conference))

    first = response.context["suggestions"][0]
    assert first.starts_at == london(12, 12)
    assert next(one.times for one in response.context["days"] if one.on == date(2026, 3, 12)) == 13


def test_short_notice_is_offered_last_and_says_so(clerk, office):
    conference = make_conference(office, strategy_on=date(2026, 2, 16))  # the limit: Monday 9 March

    response = clerk.get(page("book", conference))

    assert {one.short_notice for one in response.context["suggestions"]} == {True}
    assert "invitations go out at once" in text(response)


def test_what_to_look_for_narrows_chair_place_and_length(clerk, conference, office):
    response = clerk.get(page("book", conference, minutes=60, place="link", chair=office.other_chair.ref))

    offers = response.context["suggestions"]
    assert {(one.chair.person, one.room, one.link) for one in offers} == {
        (office.other_chair, None, office.link)
    }
    assert "minutes=60" in text(response)


def test_nonsense_in_what_to_look_for_is_taken_as_not_said(clerk, conference):
    response = clerk.get(page("book", conference, minutes="long", chair="nobody"))

    assert response.status_code == 200
    assert len(response.context["suggestions"]) == 4


def test_another_day_leads_to_its_page_and_a_wrong_one_is_said_by_its_field(clerk, conference):
    right = clerk.get(page("book", conference, on_day=8, on_month=4, on_year=2026))
    wrong = clerk.get(page("book", conference, on_day=31, on_month=2, on_year=2026))

    assert right.url == page("book_day", conference, date(2026, 4, 8))
    assert wrong.status_code == 422
    assert "must be a real date" in text(wrong)


def test_a_chair_who_held_the_case_is_named_with_the_reason_and_never_offered(clerk, conference, office):
    allocate(
        family=conference.family,
        person=office.other_chair,
        kind=Responsibility.LINE,
        from_on=date(2023, 1, 9),
        to_on=date(2023, 6, 30),
        by=office.clerk,
        at=NOW,
    )

    response = clerk.get(page("book", conference))
    day = clerk.get(page("book_day", conference, date(2026, 3, 17)))

    assert {one.chair.person for one in response.context["suggestions"]} == {office.chair}
    assert "was line manager of this case from Monday 9 January 2023 to Friday 30 June 2023" in text(response)
    assert f'value="{office.other_chair.ref}" disabled' in text(day)


def test_when_nothing_is_free_each_chair_and_place_has_its_reason(clerk, office):
    conference = make_conference(office, needs="Wheelchair")
    facts = {"authority": office.authority, "by": office.clerk, "at": NOW}
    third = make_person(Role.CHAIR, at=office.authority, name="Siân Pryce-Mostyn")
    add_leave(chair=office.chair, from_on=date(2026, 3, 3), to_on=date(2026, 3, 31), **facts)
    allocate(
        family=conference.family,
        person=third,
        kind=Responsibility.LINE,
        from_on=date(2025, 1, 6),
        by=office.clerk,
        at=NOW,
    )
    RoomClosed.objects.create(
        room=office.room, from_on=date(2026, 3, 1), to_on=date(2026, 3, 31), reason="Painting"
    )

    response = clerk.get(page("book", conference))

    assert response.context["suggestions"] == []
    assert response.context["why_none"] == [
        "Rosalind Achterkamp is away on every day until Tuesday 24 March 2026.",
        "Theo O’Wainfleet and a suitable room are never free together for 150 minutes until Tuesday 24 March 2026.",
        "Siân Pryce-Mostyn has been line manager of this case since Monday 6 January 2025; the chair must be somebody who "
        "never held it (SCD-01).",
    ]
    assert "Siân Pryce-Mostyn has been line manager" in text(response)


def test_without_rooms_or_chairs_the_page_says_what_is_missing(clerk, conference, office):
    for room in (office.room, office.upstairs):
        change_room(room=room, in_use_to=date(2026, 3, 1), by=office.clerk, at=NOW)

    rooms = clerk.get(page("book", conference)).context["why_none"]
    office.authority.roles.filter(role=Role.CHAIR).update(to_on=date(2026, 3, 1))
    links = clerk.get(page("book", conference, minutes=120, place="link")).context["why_none"]

    assert rooms == [f"{office.authority.name} has no room in use. Add one in the diary."]
    assert links == [f"Nobody is a chair of {office.authority.name} today."]


def test_past_the_limit_the_page_warns_and_looks_four_weeks_ahead(clerk, office):
    conference = make_conference(office, strategy_on=date(2026, 2, 2))

    response = clerk.get(page("book", conference))

    assert response.context["past"] and response.context["left"] < 0
    assert len(response.context["days"]) == 20
    assert "The limit has passed" in text(response) and "Past the limit" in text(response)


def test_days_on_which_the_authority_is_closed_are_not_offered(clerk, conference, office):
    office.authority.closures.create(closed_on=date(2026, 3, 12), reason="Staff conference")

    response = clerk.get(page("book", conference))

    assert date(2026, 3, 12) not in [one.on for one in response.context["days"]]


def test_a_review_is_offered_the_same_chair_first(office, clerk, conference):
    office.book(conference, london(4), chair=office.other_chair)
    held = hold(conference, office, at=london(4, 12))
    with time_machine.travel(london(5), tick=False):
        review = make_conference(office, follows=held, at=london(5))
        response = client_for(office.clerk).get(page("book", review))
        day = client_for(office.clerk).get(page("book_day", review, date(2026, 3, 17)))
        check = client_for(office.clerk).get(page("book_check", review, date(2026, 3, 17), **wanted(office)))

    assert response.context["suggestions"][0].chair.person == office.other_chair
    # POL-07: within three months; the four weeks before the limit are offered, not tomorrow (SCD-11).
    assert response.context["days"][-1].on == date(2026, 6, 4)
    assert response.context["far"] and len(response.context["days"]) == 20
    assert "chaired the conference before" in text(response)
    assert "carries on wherever possible (SCD-01)" in text(day)
    assert "Another chair takes over from" in text(check)
    assert not response.context["days"][0].short_notice  # POL-10 speaks of initial conferences


def test_a_chair_who_knows_the_family_from_before_is_shown_as_such(office, clerk, conference):
    office.book(conference, london(4), chair=office.other_chair)
    hold(conference, office, at=london(4, 12))
    again = make_conference(office, follows=conference, at=london(4, 13))
    office.book(again, london(5), at=london(4, 13))
    third = make_conference(office, follows=hold(again, office, at=london(5, 12)), at=london(5, 13))

    with time_machine.travel(london(6), tick=False):
        response = client_for(office.clerk).get(page("book_day", third, date(2026, 3, 17)))

    assert "Chaired a conference of this family before. No other conferences in the next four weeks" in text(
        response
    )


def test_the_page_of_a_day_says_when_each_chair_room_and_link_is_free(clerk, conference, office):
    office.book(make_conference(office), london(17), minutes=60)
    office.book(make_conference(office), london(17, 13, 30), minutes=90, room=office.upstairs)
    add_leave(
        authority=office.authority,
        chair=office.other_chair,
        from_on=date(2026, 3, 17),
        to_on=date(2026, 3, 17),
        by=office.clerk,
        at=NOW,
    )

    response = clerk.get(page("book_day", conference, date(2026, 3, 17)))

    said = text(response)
    assert "5 working days before the limit" in said
    assert (
        "Free 9am to 9:30am, 11am to 1pm and 3pm to 5pm. 2 other conferences in the next four weeks" in said
    )
    assert "Free 9am to 9:30am and 11am to 5pm. 14 seats. Step-free access. Hearing loop" in said
    assert "Away on this day" in said
    assert f'value="{office.other_chair.ref}" disabled' in said


def test_the_page_of_a_day_shows_when_each_chair_and_each_place_are_free_together(clerk, conference, office):
    office.book(make_conference(office), london(17, 11), minutes=60)
    office.book(make_conference(office), london(17, 12, 45), chair=office.other_chair, room=office.upstairs)

    response = clerk.get(page("book_day", conference, date(2026, 3, 17)))

    assert response.context["head"] == ["Chair", "Lark 1", "Wold", "Link A"]
    assert response.context["rows"] == [
        ["Rosalind Achterkamp", "12:30pm to 3pm", "None", "12:30pm to 3pm"],
        ["Theo O’Wainfleet", "None", "9:30am to 10:15am", "9:30am to 10:15am"],
    ]
    assert "For a conference of 2 hours" in text(response)


def test_a_resource_that_is_taken_all_day_says_so(clerk, conference, office):
    office.book(make_conference(office), london(17, 9, 30), minutes=450)

    assert "Taken all day" in text(clerk.get(page("book_day", conference, date(2026, 3, 17))))


def test_the_limit_itself_and_a_day_past_it_are_named(clerk, conference):
    on = clerk.get(page("book_day", conference, date(2026, 3, 24)))
    past = clerk.get(page("book_day", conference, date(2026, 3, 25)))

    assert "This day is the limit itself." in text(on)
    assert "On the next page you report the delay" in text(past)


def test_where_no_limit_runs_the_pages_say_so(clerk, office):
    conference = make_conference(office, strategy_on=None)
    conference.convened_on = None
    conference.save(update_fields=["convened_on"])

    response = clerk.get(page("book", conference))
    check = clerk.get(page("book_check", conference, date(2026, 3, 17), **wanted(office)))

    assert "No limit runs for this conference." in text(response)
    assert len(response.context["days"]) == 20
    assert check.status_code == 200
    assert not check.context["late"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 21), "is a weekend"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2099, 3, 3), "lies outside the days for which bank holidays are known"),
    ],
)
def test_a_day_on_which_nothing_can_be_held_says_why_and_has_no_form(clerk, conference, day, said):
    response = clerk.get(page("book_day", conference, day))

    assert response.status_code == 200
    assert said in text(response)
    assert "Check and go on" not in text(response)


@pytest.mark.parametrize("address", ["2026-02-30", "2026-13-01", "1999-01-01", "tomorrow"])
def test_a_day_that_does_not_exist_is_no_page(clerk, conference, address):
    assert clerk.get(f"{page('book', conference)}/{address}").status_code == 404


def test_checking_shows_everything_once_more_before_it_is_booked(clerk, conference, office):
    response = clerk.get(
        page("book_check", conference, date(2026, 3, 17), **wanted(office, link=office.link.ref))
    )

    said = text(response)
    assert response.status_code == 200
    for words in (
        "Tuesday 17 March 2026 at 10am to midday",
        "9:30am, 30 minutes before (SCD-10)",
        "Lark 1, 14 seats, step-free access, hearing loop",
        "Link A",
        "5 working days to spare",
    ):
        assert words in said
    assert "Report the delay" not in said
    assert not Booking.objects.exists()


def test_confirming_books_and_leads_to_the_conference(clerk, conference, office):
    response = clerk.post(page("book_check", conference, date(2026, 3, 17), **wanted(office)))

    conference.refresh_from_db()
    assert response.url == reverse("conferences:conference", args=[conference.ref])
    assert conference.access_state() == ConferenceState.BOOKED
    booking = Booking.objects.get()
    assert (booking.starts_at, booking.booked_by, booking.room, booking.link) == (
        london(17),
        office.clerk,
        office.room,
        None,
    )


def test_a_second_try_at_the_same_booking_hears_that_it_is_booked(clerk, conference, office):
    address = page("book_check", conference, date(2026, 3, 17), **wanted(office))
    clerk.post(address)

    response = clerk.post(address)

    assert response.status_code == 403
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"time": "4pm"}, "time", "The latest start is 3pm."),
        ({"time": "dinner"}, "time", "Write the time like 9:30am or 2pm"),
        ({"time": ""}, "time", "Enter"),
        ({"chair": ""}, "chair", "Choose an answer to “Who chairs?”"),
        ({"room": "none"}, "room", "Choose a room, a video link, or both."),
        ({"minutes": "7"}, "minutes", ""),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_nothing_typed_is_lost(
    clerk, conference, office, changes, field, said
):
    response = clerk.get(page("book_check", conference, date(2026, 3, 17), **wanted(office, **changes)))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert said in text(response)
    if changes.get("time"):
        assert f'value="{changes["time"]}"' in text(response)


def test_a_time_that_somebody_took_is_said_by_its_chair(clerk, conference, office):
    office.book(make_conference(office), london(17))

    response = clerk.get(page("book_check", conference, date(2026, 3, 17), **wanted(office)))

    assert response.status_code == 422
    assert "Rosalind Achterkamp is taken on Tuesday 17 March 2026 between 9:30am and midday." in text(
        response
    )


def test_a_weekend_on_the_way_to_checking_is_said_on_the_page(clerk, conference, office):
    response = clerk.get(page("book_check", conference, date(2026, 3, 21), **wanted(office)))

    assert response.status_code == 422
    assert "Saturday 21 March 2026 is a weekend" in text(response)


def test_past_the_limit_without_reasons_nothing_is_booked_and_nothing_typed_is_lost(
    clerk, conference, office
):
    late = page("book_check", conference, date(2026, 3, 25), **wanted(office))
    told = {
        "reasons": "The interpreter is ill",
        "safe_meanwhile": "Daily visits",
        "reported_to": office.chair.ref,
    }
    assert clerk.get(late).status_code == 200

    response = clerk.post(late, told | {"reasons": " "})

    assert response.status_code == 422
    assert "This day is past the limit of Tuesday 24 March 2026. Write down why" in text(response)
    assert "Daily visits" in text(response)
    assert not Booking.objects.exists()


def test_past_the_limit_the_same_page_asks_for_the_delay_report(clerk, conference, office):
    address = page("book_check", conference, date(2026, 3, 25), **wanted(office))
    asked = clerk.get(address)

    response = clerk.post(
        address,
        {
            "reasons": "The interpreter is ill",
            "safe_meanwhile": "Daily visits",
            "reported_to": office.other_chair.ref,
        },
    )

    assert "Report the delay" in text(asked) and "Past the limit" in text(asked)
    assert response.status_code == 302
    delay = Delay.objects.get()
    assert (delay.reasons, delay.safe_meanwhile, delay.reported_to) == (
        "The interpreter is ill",
        "Daily visits",
        office.other_chair,
    )


def test_a_delay_reported_before_is_offered_again_when_the_date_moves(clerk, conference, office):
    told = {
        "reasons": "The interpreter is ill",
        "safe_meanwhile": "Daily visits",
        "reported_to": office.other_chair.ref,
    }
    clerk.post(page("book_check", conference, date(2026, 3, 25), **wanted(office)), told)

    response = clerk.get(page("move_check", conference, date(2026, 3, 26), **wanted(office)))

    assert response.context["form"].initial == told


def test_moving_shows_the_present_date_and_takes_the_new_one(clerk, conference, office):
    office.book(conference, london(17), minutes=90)

    choose = clerk.get(page("move", conference))
    day = clerk.get(page("move_day", conference, date(2026, 3, 18)))
    response = clerk.post(page("move_check", conference, date(2026, 3, 18), **wanted(office)))

    assert "Booked now for <strong>Tuesday 17 March 2026 at 10am</strong>" in text(choose)
    assert page("move_day", conference, date(2026, 3, 18)) in text(choose)
    assert day.context["form"].initial["minutes"] == 90
    assert response.status_code == 302
    assert Booking.objects.standing().get().starts_at == london(18)


def test_a_conference_with_a_date_is_moved_and_not_booked(clerk, conference, office):
    before = clerk.get(page("move", conference))
    office.book(conference, london(17))

    assert before.status_code == 403
    assert clerk.get(page("book", conference)).status_code == 403


def test_cancelling_asks_for_a_reason_and_the_safety_plan_and_frees_the_diary(clerk, conference, office):
    office.book(conference, london(17))
    address = page("cancel", conference)

    shown = clerk.get(address)
    empty = clerk.post(address, {"reason": "Below quorum", "safety": ""})
    done = clerk.post(address, {"reason": "Below quorum", "safety": "Daily visits"})

    conference.refresh_from_db()
    assert "it stays Tuesday 24 March 2026" in text(shown)
    assert empty.status_code == 422 and "Below quorum" in text(empty)
    assert done.url == reverse("conferences:conference", args=[conference.ref])
    assert conference.access_state() == ConferenceState.CANCELLED
    assert not Booking.objects.standing().exists()


@pytest.mark.parametrize("name", ["book", "move", "cancel"])
def test_a_stranger_is_told_that_there_is_no_such_page(conference, name):
    stranger = make_person(Role.ADMINISTRATOR, at=make_authority())

    assert client_for(stranger).get(page(name, conference)).status_code == 404


def test_the_manager_may_look_but_not_book_and_both_are_recorded(conference, office, clerk):
    clerk.get(page("book", conference))
    response = client_for(office.manager).get(page("book", conference))

    assert response.status_code == 403
    assert "Only a child protection administrator of the authority may book this conference" in text(response)
    rows = AuditRow.objects.filter(action="book").order_by("pk").values_list("person", "outcome")
    assert list(rows) == [(office.clerk.pk, "allowed"), (office.manager.pk, "refused")]


@pytest.mark.parametrize("more", [0, 2])
def test_the_number_of_queries_stays_the_same_with_more_chairs_rooms_and_bookings(
    django_assert_num_queries, office, clerk, conference, more
):
    facts = {"authority": office.authority, "in_use_from": date(2025, 1, 1), "by": office.clerk, "at": NOW}
    for number in range(more):
        chair = make_person(Role.CHAIR, at=office.authority, name=f"Dele {number}")
        room = add_room(name=f"Heron {number}", seats=8, **facts)
        add_link(name=f"Heron link {number}", address="https://meet.example/h", **facts)
        office.book(make_conference(office), london(17), chair=chair, room=room)
    clerk.get(page("book", conference))

    with django_assert_num_queries(32):
        clerk.get(page("book", conference))
    with django_assert_num_queries(33):
        clerk.get(page("book_day", conference, date(2026, 3, 17)))


def test_where_the_bank_holidays_end_no_day_is_offered_and_the_page_says_why(office):
    conference = make_conference(office)

    with time_machine.travel(london(date(2028, 12, 30)), tick=False):
        response = client_for(office.clerk).get(page("book", conference))

    assert response.status_code == 200
    assert response.context["days"] == []
    assert "The bank holidays of the coming days are not known yet" in text(response)


@pytest.fixture
def meanwhile():
    """`meanwhile(act)`: somebody else acts after the door has let the next request in, and before its view writes."""
    receivers = []

    def arrange(act):
        def receiver(**_):
            post_save.disconnect(receiver, sender=AuditRow)
            act()

        receivers.append(receiver)
        post_save.connect(receiver, sender=AuditRow)

    yield arrange
    for receiver in receivers:
        post_save.disconnect(receiver, sender=AuditRow)


def rival(name, conference, office):
    return lambda: move(
        conference=Conference.objects.get(pk=conference.pk), name=name, by=office.clerk, at=NOW
    )


def test_who_books_what_was_cancelled_meanwhile_is_told(clerk, conference, office, meanwhile):
    meanwhile(rival("cancel", conference, office))

    response = clerk.post(page("book_check", conference, date(2026, 3, 17), **wanted(office)))

    assert response.status_code == 422
    assert "Somebody changed this conference meanwhile" in text(response)
    assert not Booking.objects.exists()


def test_who_cancels_what_was_cancelled_meanwhile_is_told(clerk, conference, office, meanwhile):
    office.book(conference, london(17))
    meanwhile(rival("cancel", conference, office))

    response = clerk.post(page("cancel", conference), {"reason": "Below quorum", "safety": "Daily visits"})

    assert response.status_code == 422
    assert "Below quorum" in text(response)
    assert Booking.objects.standing().exists()


def test_who_confirms_a_time_that_a_rival_took_in_that_instant_is_told(clerk, conference, office, meanwhile):
    other = make_conference(office)
    address = page("book_check", conference, date(2026, 3, 17), **wanted(office))
    meanwhile(lambda: office.book(other, london(17)))

    response = clerk.post(address)

    assert response.status_code == 422
    assert "Rosalind Achterkamp is taken" in text(response)
    assert Booking.objects.get().conference == other


def test_a_chair_of_two_authorities_is_taken_in_both(office, conference, clerk):
    elsewhere = make_office(opens_at=time(7), closes_at=time(20))
    RoleHeld.objects.create(
        person=office.chair, role=Role.CHAIR, authority=elsewhere.authority, from_on=date(2025, 1, 1)
    )
    theirs = make_conference(elsewhere)
    elsewhere.book(theirs, london(17, 8), chair=office.chair)

    response = clerk.get(page("book_day", conference, date(2026, 3, 17)))

    assert "Free 10am to 5pm" in text(response)
    again = clerk.get(page("book_check", conference, date(2026, 3, 17), **wanted(office, time="10:15")))
    assert "between 9:45am and 10am" in text(again)


@pytest.mark.parametrize("day", [date(2000, 1, 3), date(2012, 1, 3)])
def test_days_long_past_are_answered_too(clerk, conference, day):
    assert clerk.get(page("book_day", conference, day)).status_code == 200


def test_the_page_stands_where_the_calendar_has_no_count_to_the_limit(office, conference):
    with time_machine.travel(london(date(2030, 1, 7)), tick=False):
        response = client_for(office.clerk).get(page("book", conference))

    assert response.status_code == 200
    assert response.context["left"] is None


def test_a_room_that_goes_out_of_use_and_one_that_is_full_are_not_offered(clerk, conference, office):
    change_room(room=office.room, in_use_to=date(2026, 3, 12), by=office.clerk, at=NOW)
    office.book(make_conference(office), london(12, 9, 30), minutes=450, chair=office.other_chair)

    offers = clerk.get(page("book", conference)).context["suggestions"]
    day = clerk.get(page("book_day", conference, date(2026, 3, 13)))
    check = clerk.get(page("book_check", conference, date(2026, 3, 13), **wanted(office)))

    assert {one.room for one in offers} == {office.upstairs}
    assert offers[0].starts_at == london(12, 9, 30)
    # In use on the day of the page or not at all: the day's own page doesn't list it.
    assert [room.name for room in day.context["form"].found.rooms] == ["Wold"]
    assert check.status_code == 422
