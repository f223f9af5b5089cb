"""Booking: what it claims, what it refuses and in which words, and what a new date gives back."""

from datetime import date, time, timedelta

import pytest

from conferences.models import ConferenceEvent, Delay
from conferences.operations import add_adult, allocate, end_membership
from conferences.operations.moves import move
from partnership.models import Closure
from partnership.tests.factories import make_authority, make_person
from procedures.words import Responsibility, Role
from procedures.workflow import ConferenceState, MoveRefused
from scheduling.models import BookedSlot, Booking, RoomClosed
from scheduling.operations.booking import BookingRefused, DelayReport, cancel, release
from scheduling.operations.diary import add_leave, add_link, add_room, change_room
from scheduling.queries.booking import access_needs
from scheduling.tests.factories_diary import NOW, TODAY, hold, london, make_conference, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def conference(office):
    return make_conference(office)


def sentences(refused, field):
    return [obstacle.sentence for obstacle in refused.value.obstacles if obstacle.field == field]


def test_whoever_is_invited_reads_in_which_building_the_room_is(office, conference):
    office.room.building = "Civic Centre, 2 Quay Row"
    office.room.save()
    office.book(conference, london(17))

    conference.refresh_from_db()
    assert conference.place == "Lark 1, Civic Centre, 2 Quay Row"


def test_a_booking_fixes_the_date_and_takes_chair_and_room_from_the_familys_meeting_on(office, conference):
    booking = office.book(conference, london(17), link=office.link)

    conference.refresh_from_db()
    assert conference.access_state() == ConferenceState.BOOKED
    assert (conference.chair, conference.starts_at, conference.minutes) == (office.chair, london(17), 120)
    assert (conference.place, conference.online_link) == ("Lark 1", "https://meet.example/a")
    assert booking.family_meets_at == london(17, 9, 30) and booking.ends_at == london(17, 12)
    taken = booking.slots.values_list("resource", flat=True)
    assert sorted(taken) == sorted(
        10 * [f"chair:{office.chair.pk}", f"link:{office.link.pk}", f"room:{office.room.pk}"]
    )
    assert (
        ConferenceEvent.objects.filter(conference=conference, move="fix_date", by=office.clerk).count() == 1
    )


def test_two_conferences_never_share_a_chair_and_the_second_hears_what_is_free_nearest(office, conference):
    office.book(conference, london(17))
    second = make_conference(office)

    with pytest.raises(BookingRefused) as refused:
        office.book(second, london(17, 11), room=office.upstairs)

    assert sentences(refused, "chair") == [
        "Rosalind Achterkamp is taken on Tuesday 17 March 2026 between 10:30am and midday. The nearest free times for "
        "the same choice are 12:30pm on Tuesday 17 March 2026 and 11am on Wednesday 18 March 2026."
    ]
    assert sentences(refused, "room") == []
    second.refresh_from_db()
    assert second.access_state() == ConferenceState.CONVENED
    assert Booking.objects.count() == 1


def test_two_conferences_never_share_a_room_or_a_link(office, conference):
    office.book(conference, london(17), link=office.link)

    with pytest.raises(BookingRefused) as refused:
        office.book(make_conference(office), london(17), chair=office.other_chair, link=office.link)

    assert [obstacle.field for obstacle in refused.value.obstacles] == ["link", "room"]
    assert "Lark 1 is taken on Tuesday 17 March 2026 between 9:30am and midday." in str(refused.value)


def test_one_conference_may_follow_right_after_another(office, conference):
    office.book(conference, london(17))

    office.book(make_conference(office), london(17, 12, 30))

    assert BookedSlot.objects.count() == 40


def test_a_new_date_gives_the_old_time_back_and_may_overlap_it(office, conference):
    first = office.book(conference, london(17))

    second = office.book(conference, london(17, 11))

    first.refresh_from_db()
    conference.refresh_from_db()
    assert (first.released_at, first.released_by) == (NOW, office.clerk)
    assert conference.starts_at == london(17, 11)
    assert first.slots.count() == 0 and second.slots.count() == 20
    assert list(conference.events.values_list("move", flat=True))[0] == "move_date"
    office.book(make_conference(office), london(17, 10), minutes=15, chair=office.other_chair)


def test_a_refused_new_date_leaves_the_old_one_standing(office, conference):
    office.book(conference, london(17))
    other = make_conference(office)
    office.book(other, london(18))

    with pytest.raises(BookingRefused):
        office.book(other, london(17))

    assert Booking.objects.standing().get(conference=other).starts_at == london(18)
    assert BookedSlot.objects.count() == 40


def test_the_same_booking_again_is_not_recorded_twice(office, conference):
    office.book(conference, london(17))

    with pytest.raises(BookingRefused, match="booked just so already"):
        office.book(conference, london(17))

    assert Booking.objects.count() == 1


def test_another_chair_at_the_same_time_is_a_new_booking(office, conference):
    office.book(conference, london(17))

    office.book(conference, london(17), chair=office.other_chair)

    assert Booking.objects.standing().get().chair == office.other_chair


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            date(2026, 3, 21),
            "Saturday 21 March 2026 is a weekend. The next working day is Monday 23 March 2026.",
        ),
        (
            date(2026, 4, 3),
            "Friday 3 April 2026 is a bank holiday (Good Friday). The next working day is Wednesday 8 April 2026.",
        ),
        (
            date(2026, 4, 7),
            "St. Elsewhere is closed on Tuesday 7 April 2026 (Staff conference). "
            "The next working day is Wednesday 8 April 2026.",
        ),
    ],
)
def test_weekends_bank_holidays_and_closures_are_refused_by_name(day, sentence):
    office = make_office(name="St. Elsewhere")
    Closure.objects.create(authority=office.authority, closed_on=date(2026, 4, 7), reason="Staff conference")
    conference = make_conference(office)

    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(day))

    assert sentences(refused, "day") == [sentence]


def test_a_day_beyond_the_known_bank_holidays_is_refused(office, conference):
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(date(2040, 3, 6)))

    assert "lies outside the days for which bank holidays are known" in sentences(refused, "day")[0]


def test_the_last_weekend_of_the_calendar_has_no_next_working_day(office, conference):
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(date(2028, 12, 31)))

    assert sentences(refused, "day") == ["Sunday 31 December 2028 is a weekend. Choose an earlier day."]


@pytest.mark.parametrize(
    ("hour", "minute", "sentence"),
    [
        (
            9,
            15,
            "opens at 9am, and the family meets the chair 30 minutes before the conference. The earliest start is 9:30am.",
        ),
        (15, 15, "A conference of 120 minutes from 3:15pm ends after"),
        (23, 0, "The latest start is 3pm."),
        (10, 5, "Conferences begin on the quarter of an hour."),
    ],
)
def test_a_booking_stays_within_opening_hours(office, conference, hour, minute, sentence):
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(17, hour, minute))

    [told] = sentences(refused, "time")
    assert sentence in told


@pytest.mark.parametrize("minutes", [0, 7, -15, 495])
def test_a_length_is_in_quarters_of_an_hour(office, conference, minutes):
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(17), minutes=minutes)

    assert sentences(refused, "minutes") == [
        "The length must be in quarters of an hour, from 15 to 480 minutes."
    ]


def test_opening_hours_are_the_authoritys_own():
    office = make_office(opens_at=time(8, 0), closes_at=time(19, 0))

    office.book(make_conference(office), london(17, 8, 30))
    office.book(make_conference(office), london(17, 17))

    assert Booking.objects.standing().count() == 2


def test_the_past_is_refused(office, conference):
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(TODAY, 11))

    assert sentences(refused, "day") == ["The conference must be in the future. Choose a later day or time."]


def test_a_conference_comes_after_its_enquiry(office):
    conference = make_conference(office, strategy_on=date(2026, 3, 2))

    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(date(2026, 2, 26)), at=london(date(2026, 2, 25)))

    assert sentences(refused, "day") == [
        "The conference must come after its enquiry: the strategy discussion is on Monday 2 March 2026. "
        "Choose that day or a later one."
    ]


def test_a_review_comes_after_the_conference_that_it_follows(office, conference):
    office.book(conference, london(17))
    held = hold(conference, office, at=london(17, 12))
    review = make_conference(office, follows=held, at=london(18))

    with pytest.raises(BookingRefused) as refused:
        office.book(review, london(17, 14), at=london(17, 13))

    assert sentences(refused, "day") == [
        "The conference that this one follows was held on Tuesday 17 March 2026. Choose a later day."
    ]


def test_a_chair_who_holds_or_held_the_case_is_refused_with_when_and_as_what(office, conference):
    facts = {"family": conference.family, "by": office.clerk, "at": NOW}
    allocate(person=office.chair, kind=Responsibility.OPERATIONAL, from_on=date(2026, 1, 5), **facts)
    allocate(
        person=office.other_chair,
        kind=Responsibility.LINE,
        from_on=date(2023, 1, 9),
        to_on=date(2023, 6, 30),
        **facts,
    )

    told = []
    for chair in (office.chair, office.other_chair):
        with pytest.raises(BookingRefused) as refused:
            office.book(conference, london(17), chair=chair)
        told += sentences(refused, "chair")

    assert told == [
        "Rosalind Achterkamp has been the allocated worker of this case since Monday 5 January 2026; the chair must be "
        "somebody who never held it (SCD-01). Choose another chair.",
        "Theo O’Wainfleet was line manager of this case from Monday 9 January 2023 to Friday 30 June 2023; the "
        "chair must be somebody who never held it (SCD-01). Choose another chair.",
    ]


def test_somebody_who_is_no_chair_of_the_authority_is_refused(office, conference):
    elsewhere = make_person(Role.CHAIR, at=make_authority(), name="Imogen Tacchi")

    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(17), chair=elsewhere)

    assert sentences(refused, "chair") == [
        f"Imogen Tacchi is no chair of {office.authority.name} on that day. Choose another chair."
    ]


def test_a_chair_who_is_away_is_refused_part_time_days_included(office, conference):
    facts = {"authority": office.authority, "by": office.clerk, "at": NOW}
    add_leave(chair=office.chair, from_on=date(2026, 3, 16), to_on=date(2026, 3, 17), **facts)
    add_leave(chair=office.chair, from_on=date(2026, 1, 1), weekdays="24", **facts)

    for day in (17, 18, 20):
        with pytest.raises(BookingRefused) as refused:
            office.book(conference, london(day))
        assert "is away on" in sentences(refused, "chair")[0]
    office.book(conference, london(19))


def test_a_conference_needs_a_room_or_a_link(office, conference):
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(17), room=None)

    assert sentences(refused, "room") == ["Choose a room, a video link, or both."]
    office.book(conference, london(17), room=None, link=office.link)


def test_rooms_and_links_are_the_authoritys_own_in_use_and_open(office, conference):
    facts = {"in_use_from": date(2025, 1, 1), "by": office.clerk, "at": NOW}
    foreign = add_room(authority=make_authority(), name="Thorn A", seats=16, **facts)
    later = add_link(
        authority=office.authority,
        name="Link B",
        address="https://meet.example/b",
        **facts | {"in_use_from": date(2026, 4, 1)},
    )
    change_room(room=office.upstairs, in_use_to=date(2026, 3, 16), by=office.clerk, at=NOW)
    RoomClosed.objects.create(
        room=office.room, from_on=date(2026, 3, 17), to_on=date(2026, 3, 18), reason="Painting"
    )

    told = []
    for room, link in ((foreign, None), (office.upstairs, None), (office.room, later)):
        with pytest.raises(BookingRefused) as refused:
            office.book(conference, london(17), room=room, link=link)
        told += [obstacle.sentence for obstacle in refused.value.obstacles]

    assert told == [
        f"Thorn A is not {office.authority.name}’s. Choose another.",
        "Wold is not in use on Tuesday 17 March 2026. Choose another.",
        "Link B is not in use on Tuesday 17 March 2026. Choose another.",
        "Lark 1 is closed on Tuesday 17 March 2026 (Painting). Choose another room or day.",
    ]


@pytest.mark.parametrize("need", ["Uses a wheelchair", "Step-free entrance, please", "Can’t climb stairs"])
def test_a_room_with_steps_is_refused_where_somebody_who_takes_part_needs_none(office, need):
    conference = make_conference(office, needs=need)

    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(17), room=office.upstairs)

    assert sentences(refused, "room") == [
        f"Wold has no step-free access, and somebody who takes part needs it: “{need}” (FAM-06). Choose another room."
    ]
    office.book(conference, london(17))


def test_needs_of_who_joined_the_family_after_the_request_count_and_of_who_left_before_do_not(
    office, conference
):
    family, facts = conference.family, {"by": office.clerk, "at": NOW}
    left = add_adult(
        family=family, name="Hương", access_needs="Wheelchair", from_on=date(2024, 1, 1), **facts
    )
    end_membership(family=family, member=left, to_on=date(2025, 1, 1), **facts)
    assert access_needs(conference) == []

    add_adult(family=family, name="J Lockwood", access_needs="Wheelchair", from_on=date(2026, 3, 9), **facts)

    assert access_needs(conference) == ["Wheelchair"]


def test_other_needs_do_not_refuse_a_room_with_steps(office):
    conference = make_conference(office, needs="British Sign Language")

    office.book(conference, london(17), room=office.upstairs)

    assert Booking.objects.standing().exists()


def test_past_the_limit_only_with_reasons_and_what_keeps_the_child_safe(office, conference):
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(25))

    assert [obstacle.field for obstacle in refused.value.obstacles] == ["reasons", "safe_meanwhile"]
    assert "past the limit of Tuesday 24 March 2026" in str(refused.value)
    with pytest.raises(BookingRefused) as refused:
        office.book(conference, london(25), delay=DelayReport("The interpreter is ill", " ", office.chair))
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["safe_meanwhile"]

    office.book(
        conference, london(25), delay=DelayReport("The interpreter is ill", "Daily visits", office.chair)
    )

    delay = Delay.objects.get()
    assert (delay.reasons, delay.safe_meanwhile, delay.reported_to) == (
        "The interpreter is ill",
        "Daily visits",
        office.chair,
    )


def test_on_the_limit_itself_no_delay_is_asked_for(office, conference):
    office.book(conference, london(24))

    assert not Delay.objects.exists()


def test_where_no_clock_runs_any_coming_day_will_do(office):
    conference = make_conference(office, strategy_on=None)
    conference.convened_on = None
    conference.save(update_fields=["convened_on"])

    office.book(conference, london(date(2026, 9, 15)))

    assert not Delay.objects.exists()


def test_a_cancelled_conference_gives_everything_back_and_may_have_a_new_date(office, conference):
    office.book(conference, london(17))
    conference.refresh_from_db()

    cancel(conference=conference, reason="Below quorum", safety="Daily visits", by=office.clerk, at=NOW)

    conference.refresh_from_db()
    assert conference.access_state() == ConferenceState.CANCELLED
    assert (conference.cancelled_reason, conference.cancelled_safety) == ("Below quorum", "Daily visits")
    assert not BookedSlot.objects.exists()
    assert Booking.objects.get().released_by == office.clerk
    office.book(conference, london(17))
    conference.refresh_from_db()
    assert conference.access_state() == ConferenceState.BOOKED


def test_releasing_where_nothing_is_booked_does_nothing(office, conference):
    assert release(conference=conference, by=office.clerk, at=NOW) is None


def test_a_conference_changed_meanwhile_keeps_nothing_of_the_booking(office, conference):
    stale = type(conference).objects.get(pk=conference.pk)
    move(conference=conference, name="cancel", by=office.clerk, at=NOW)

    with pytest.raises(MoveRefused):
        office.book(stale, london(17))

    assert not Booking.objects.exists() and not BookedSlot.objects.exists()


def test_nearest_times_leave_out_days_on_which_the_chair_is_away_or_the_room_is_closed(office, conference):
    office.book(conference, london(17), minutes=420)
    add_leave(
        authority=office.authority,
        chair=office.chair,
        from_on=date(2026, 3, 18),
        to_on=date(2026, 3, 18),
        by=office.clerk,
        at=NOW,
    )
    RoomClosed.objects.create(
        room=office.room, from_on=date(2026, 3, 19), to_on=date(2026, 3, 19), reason="Painting"
    )

    with pytest.raises(BookingRefused) as refused:
        office.book(make_conference(office), london(17))

    assert "are 10am on Friday 20 March 2026 and 10am on Monday 23 March 2026." in str(refused.value)


def test_when_nothing_near_is_free_the_sentence_says_so(office, conference):
    office.book(conference, london(17))
    add_leave(
        authority=office.authority,
        chair=office.chair,
        from_on=date(2026, 3, 18),
        to_on=date(2026, 4, 18),
        by=office.clerk,
        at=NOW,
    )

    with pytest.raises(BookingRefused) as refused:
        office.book(make_conference(office), london(17), minutes=300)

    assert "Nothing is free for the same choice in the next five working days" in str(refused.value)


def test_slots_of_a_change_of_the_clocks_keep_london_time(office):
    conference = make_conference(office, at=NOW + timedelta(days=20), strategy_on=date(2026, 3, 20))

    booking = office.book(conference, london(30), at=NOW + timedelta(days=20))

    assert booking.starts_at.utcoffset() == timedelta(hours=1)
    with pytest.raises(BookingRefused) as refused:
        office.book(
            make_conference(office),
            london(30),
            at=NOW + timedelta(days=20),
            delay=DelayReport("a", "b", office.chair),
        )
    assert "between 9:30am and midday" in str(refused.value)
