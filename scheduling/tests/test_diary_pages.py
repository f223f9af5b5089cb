"""The diary by month and by day, and the rooms, links and leave that the office keeps."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from partnership.models import AuditRow, RoleHeld
from partnership.tests.factories import client_for, make_agency, make_authority, make_person
from procedures.words import Role
from scheduling.models import DiaryEvent, Leave, Link, Room, RoomClosed
from scheduling.operations import add_leave, add_link, add_room, change_link, close_room, remove_leave
from scheduling.queries.suggestions import days_to_offer
from scheduling.tests.factories_diary import NOW, TODAY, london, make_conference, make_office

pytestmark = pytest.mark.django_db
MARCH, SEVENTEENTH = date(2026, 3, 1), date(2026, 3, 17)
MONTH_QUERIES, DAY_QUERIES, LIST_QUERIES = 19, 23, 12


@pytest.fixture(autouse=True)
def third_of_march():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office(name="Larkmere")


@pytest.fixture
def clerk(office):
    return client_for(office.clerk)


@pytest.fixture
def booked(office):
    """Two conferences on 17 March: one with each chair."""
    first, second = make_conference(office), make_conference(office)
    office.book(first, london(17))
    office.book(second, london(17, 13), chair=office.other_chair, room=office.upstairs, link=office.link)
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def month(when=MARCH):
    return reverse("scheduling:diary_month", args=[when])


def day(when=SEVENTEENTH):
    return reverse("scheduling:diary_day", args=[when])


def text(response):
    return " ".join(response.content.decode().split())


def cell(response, on):
    return next(one for week in response.context["month"]["weeks"] for one in week if one["on"] == on)


def test_the_diary_opens_on_this_month(clerk, booked):
    response = clerk.get(reverse("scheduling:diary"))

    assert response.status_code == 200
    assert response.context["month"]["title"] == "March 2026"
    assert cell(response, TODAY)["today"]
    assert reverse("scheduling:rooms") in text(response)


def test_a_month_shows_each_conference_with_chair_and_place_on_its_day(clerk, booked):
    shown = cell(clerk.get(month()), SEVENTEENTH)

    assert [(entry["at"], entry["text"], entry["detail"]) for entry in shown["entries"]] == [
        (london(17), booked[0].code, "Rosalind Achterkamp, Lark 1"),
        (london(17, 13), booked[1].code, "Theo O’Wainfleet, Wold and Link A"),
    ]
    assert shown["entries"][0]["href"] == reverse("conferences:conference", args=[booked[0].ref])


def test_a_month_names_holidays_closures_and_weekends_and_who_is_away(clerk, office):
    office.authority.closures.create(closed_on=date(2026, 4, 8), reason="Staff conference")
    facts = {"authority": office.authority, "by": office.clerk, "at": NOW}
    add_leave(chair=office.chair, from_on=date(2026, 4, 2), to_on=date(2026, 4, 9), **facts)
    add_leave(chair=office.other_chair, from_on=date(2026, 4, 1), weekdays="2", **facts)

    response = clerk.get(month(date(2026, 4, 1)))

    assert cell(response, date(2026, 4, 3))["closed"] == "Good Friday"
    assert cell(response, date(2026, 4, 4))["closed"] == "Weekend"
    assert cell(response, date(2026, 4, 8))["closed"] == "Closed: Staff conference"
    assert cell(response, date(2026, 4, 9))["entries"] == [{"text": "Rosalind Achterkamp away"}]
    assert cell(response, date(2026, 4, 3))["entries"] == []  # nobody need be told on a bank holiday
    assert cell(response, date(2026, 4, 15))["entries"] == []  # days never worked would fill every week
    assert cell(response, date(2026, 3, 30))["outside"]


def test_months_and_days_lead_to_their_neighbours_and_keep_the_filter(clerk, office):
    narrowed = f"?chair={office.chair.ref}"

    shown = clerk.get(month(date(2026, 1, 1)) + narrowed).context["month"]
    of_day = clerk.get(day(date(2026, 3, 1)) + narrowed).context

    assert (shown["previous_href"], shown["previous_title"]) == (
        month(date(2025, 12, 1)) + narrowed,
        "December",
    )
    assert (shown["next_href"], shown["next_title"]) == (month(date(2026, 2, 1)) + narrowed, "February")
    assert shown["today_href"] == month(MARCH) + narrowed
    assert (of_day["previous"], of_day["next"]) == (
        day(date(2026, 2, 28)) + narrowed,
        day(date(2026, 3, 2)) + narrowed,
    )


@pytest.mark.parametrize(
    ("address", "closed"),
    [(month(date(2000, 1, 1)), "previous_href"), (month(date(2099, 12, 1)), "next_href")],
)
def test_the_diary_ends_where_its_addresses_end(clerk, address, closed):
    response = clerk.get(address)

    assert response.status_code == 200
    assert response.context["month"][closed] == ""


def test_a_filter_leaves_one_chair_one_room_or_one_link(clerk, office, booked):
    def codes(**query):
        response = clerk.get(month(), query)
        return [entry["text"] for entry in cell(response, SEVENTEENTH)["entries"]]

    assert codes(chair=office.chair.ref) == [booked[0].code]
    assert codes(room=office.upstairs.ref) == [booked[1].code]
    assert codes(room=office.link.ref) == [booked[1].code]
    assert codes(chair=office.other_chair.ref, room=office.room.ref) == []
    assert codes(chair="nobody", room="nowhere") == [booked[0].code, booked[1].code]


def test_a_day_shows_each_quarter_of_an_hour_of_chairs_rooms_and_links(clerk, booked):
    response = clerk.get(day())

    assert response.context["columns"] == [
        "Rosalind Achterkamp",
        "Theo O’Wainfleet",
        "Lark 1",
        "Wold",
        "Link A",
    ]
    rows = response.context["rows"]
    assert (len(rows), rows[0]["time"], rows[-1]["time"]) == (32, "9am", "4:45pm")
    half_past_nine = rows[2]
    assert half_past_nine["cells"][0] == {
        "text": booked[0].code,
        "href": reverse("conferences:conference", args=[booked[0].ref]),
        "detail": "10am to midday, Lark 1",
        "weight": "waiting",
        "rows": 10,
    }
    assert [row["cells"][0] for row in rows[3:12]] == [None] * 9
    assert rows[12]["cells"][0] == {}
    assert sum(cell is None for row in rows for cell in row["cells"]) == 9 * 5
    assert "10am to midday" in text(response) and "Wold and Link A" in text(response)


def test_a_day_says_who_is_away_and_which_room_is_closed(clerk, office):
    facts = {"by": office.clerk, "at": NOW}
    add_leave(authority=office.authority, chair=office.chair, from_on=SEVENTEENTH, to_on=SEVENTEENTH, **facts)
    close_room(room=office.room, from_on=SEVENTEENTH, to_on=SEVENTEENTH, reason="Painting", **facts)

    response = clerk.get(day())

    assert response.context["columns"][0] == "Rosalind Achterkamp (away)"
    assert "Lark 1 (closed: Painting)" in response.context["columns"]
    assert "No conference is booked on this day." in text(response)
    first = response.context["rows"][0]["cells"]
    assert first[0] == {"text": "Away", "shut": True, "rows": 32}
    assert first[2] == {"text": "Closed: Painting", "shut": True, "rows": 32}
    assert response.content.decode().count("look-daytable__cell--shut") == 2


def test_around_what_is_booked_a_closed_column_says_that_it_is_closed(clerk, office, booked):
    add_leave(
        authority=office.authority, chair=office.chair, from_on=SEVENTEENTH, to_on=SEVENTEENTH,
        by=office.clerk, at=NOW,
    )  # fmt: skip

    rows = clerk.get(day()).context["rows"]

    told = {number: row["cells"][0] for number, row in enumerate(rows) if row["cells"][0] is not None}
    assert [(number, cell["text"], cell["rows"]) for number, cell in told.items()] == [
        (0, "Away", 2),
        (2, booked[0].code, 10),
        (12, "Away", 20),
    ]


def test_a_closed_column_that_is_booked_until_the_last_hour_says_so_before_it_alone(clerk, office):
    last = make_conference(office)
    office.book(last, london(17, 15))
    closing = {"authority": office.authority, "chair": office.chair, "by": office.clerk, "at": NOW}
    add_leave(from_on=SEVENTEENTH, to_on=SEVENTEENTH, **closing)
    last.refresh_from_db()

    rows = clerk.get(day()).context["rows"]

    told = [row["cells"][0] for row in rows if row["cells"][0] is not None]
    assert [(cell["text"], cell["rows"]) for cell in told] == [("Away", 22), (last.code, 10)]


def test_a_day_may_be_narrowed_to_one_column(clerk, office, booked):
    def narrowed(**query):
        return clerk.get(day(), query).context["columns"]

    assert narrowed(chair=office.chair.ref) == ["Rosalind Achterkamp"]
    assert narrowed(room=office.room.ref) == ["Lark 1"]
    assert narrowed(room=office.link.ref) == ["Link A"]
    assert narrowed(chair=office.chair.ref, room=office.room.ref) == ["Rosalind Achterkamp", "Lark 1"]


def test_a_bank_holiday_is_named_on_its_day(clerk):
    assert "Good Friday" in text(clerk.get(day(date(2026, 4, 3))))


def test_a_chair_sees_other_chairs_times_as_taken_and_no_more(office, booked):
    response = client_for(office.chair).get(day())

    said = text(response)
    assert booked[0].code in said and booked[1].code not in said
    assert "Taken" in said
    shown = cell(client_for(office.chair).get(month()), SEVENTEENTH)["entries"]
    assert [(entry["text"], bool(entry["href"])) for entry in shown] == [
        (booked[0].code, True),
        ("Taken", False),
    ]


def test_the_diary_of_another_authority_is_not_to_be_seen(clerk, office, booked):
    elsewhere = make_office(name="Thornwold")
    theirs = make_conference(elsewhere)
    elsewhere.book(theirs, london(17))

    response = clerk.get(month(), {"authority": elsewhere.authority.ref, "room": elsewhere.room.ref})

    assert response.context["shown"].authority == office.authority
    assert theirs.code not in text(response)


def test_who_works_for_two_authorities_chooses_between_their_diaries(office):
    elsewhere = make_office(name="Thornwold")
    theirs = make_conference(elsewhere)
    elsewhere.book(theirs, london(17))
    RoleHeld.objects.create(
        person=office.clerk, role=Role.ADMINISTRATOR, authority=elsewhere.authority, from_on=date(2025, 1, 1)
    )

    response = client_for(office.clerk).get(month(), {"authority": elsewhere.authority.ref})

    theirs.refresh_from_db()
    assert theirs.code in text(response)
    assert [label for _, label in response.context["filter"].fields["authority"].choices] == [
        "Larkmere",
        "Thornwold",
    ]


@pytest.mark.parametrize("name", ["diary", "rooms", "links", "leave", "add_room", "add_link", "add_leave"])
def test_an_agency_has_no_diary(name):
    teacher = make_person(Role.AGENCY_WRITER, at=make_agency())

    assert client_for(teacher).get(reverse(f"scheduling:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["rooms", "links", "leave", "add_room", "add_link", "add_leave"])
def test_a_chair_sees_the_diary_but_does_not_keep_it(office, name):
    assert reverse(f"scheduling:{name}") not in text(client_for(office.chair).get(month()))
    assert client_for(office.chair).get(reverse(f"scheduling:{name}")).status_code == 403


def test_what_the_diary_showed_is_recorded_in_one_row(clerk, office, booked):
    clerk.get(month())

    row = AuditRow.objects.get(action="see_diary", kind="Conference")
    assert sorted(row.refs.split()) == sorted(one.ref for one in booked)


@pytest.mark.parametrize("count", [1, 3])
def test_the_diary_asks_the_same_number_of_queries_for_one_conference_and_three(
    django_assert_num_queries, clerk, office, count
):
    for number in range(count):
        chair = make_person(Role.CHAIR, at=office.authority, name=f"Dele {number}")
        office.book(make_conference(office), london(17, 10 + number), chair=chair, minutes=15)
    clerk.get(month())

    with django_assert_num_queries(MONTH_QUERIES):
        clerk.get(month())
    with django_assert_num_queries(DAY_QUERIES):
        clerk.get(day())


# Rooms, links and leave.


def in_use(**changes):
    return {
        "in_use_from_day": "2",
        "in_use_from_month": "3",
        "in_use_from_year": "2026",
        "in_use_to_day": "",
        "in_use_to_month": "",
        "in_use_to_year": "",
    } | changes


def test_the_office_adds_a_room_and_finds_it_in_the_list(clerk, office):
    told = {
        "name": "Heron",
        "building": "Heron House,\n41 Mere Street",
        "seats": "8",
        "step_free": "on",
        "video": "on",
        "notes": "Second floor",
    } | in_use()

    response = clerk.post(reverse("scheduling:add_room"), told)

    room = Room.objects.get(name="Heron")
    assert response.url == reverse("scheduling:rooms")
    assert (room.authority, room.seats, room.features) == (office.authority, 8, ["Step-free access", "Video"])
    assert room.whereabouts == "Heron, Heron House, 41 Mere Street"
    assert "Heron" in text(clerk.get(response.url))
    event = DiaryEvent.objects.get(thing_ref=room.ref)
    assert (event.what, event.thing, event.by, event.facts["seats"]) == ("added", "Room", office.clerk, 8)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Lark 1"}, "name"),
        ({"name": ""}, "name"),
        ({"seats": "many"}, "seats"),
        ({"seats": "0"}, "seats"),
        ({"in_use_from_month": "13"}, "in_use_from"),
        ({"in_use_to_day": "1", "in_use_to_month": "3", "in_use_to_year": "2026"}, "in_use_to"),
    ],
)
def test_a_room_with_something_wrong_is_not_added_and_nothing_typed_is_lost(clerk, changes, field):
    told = {"name": "Heron", "seats": "8", "notes": "O’Brien’s floor"} | in_use() | changes

    response = clerk.post(reverse("scheduling:add_room"), told)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "O’Brien’s floor" in text(response)
    assert Room.objects.count() == 2


def test_a_room_is_changed_and_the_bookings_past_its_last_day_are_named(clerk, office, booked):
    told = {"name": "Lark One", "seats": "12"} | in_use(
        in_use_to_day="16", in_use_to_month="3", in_use_to_year="2026"
    )
    address = reverse("scheduling:room", args=[office.room.ref])

    shown = clerk.get(address)
    response = clerk.post(address, told, follow=True)

    office.room.refresh_from_db()
    assert shown.context["form"].initial["name"] == "Lark 1"
    assert (office.room.name, office.room.seats, office.room.in_use_to) == ("Lark One", 12, date(2026, 3, 16))
    assert f"Conferences are booked then and need another place, chair or date: {booked[0].code}." in text(
        response
    )
    assert DiaryEvent.objects.filter(what="changed", thing_ref=office.room.ref).count() == 1


def test_a_room_can_not_take_another_rooms_name(clerk, office):
    response = clerk.post(
        reverse("scheduling:room", args=[office.room.ref]), {"name": "Wold", "seats": "12"} | in_use()
    )

    assert response.status_code == 422
    assert "Larkmere already has one with this name" in text(response)


def test_closing_a_room_names_the_bookings_that_stand_in_the_way(clerk, office, booked):
    address = reverse("scheduling:close_room", args=[office.room.ref])
    days = {
        "from_on_day": "16", "from_on_month": "3", "from_on_year": "2026",
        "to_on_day": "17", "to_on_month": "3", "to_on_year": "2026",
    }  # fmt: skip

    shown = clerk.get(address)
    wrong = clerk.post(address, days | {"to_on_day": "2", "reason": "Painting"})
    response = clerk.post(address, days | {"reason": "Painting"}, follow=True)

    assert shown.status_code == 200
    assert "The last day must be the first day or a later one" in text(wrong)
    assert RoomClosed.objects.get().covers(SEVENTEENTH)
    assert booked[0].code in text(response) and booked[1].code not in text(response)


def test_the_office_adds_and_changes_a_link(clerk, office):
    add, told = reverse("scheduling:add_link"), {"name": "Link B", "address": "https://meet.example/b"}
    wrong = clerk.post(add, told | {"address": "not an address"} | in_use())
    clerk.post(add, told | in_use())
    link = Link.objects.get(name="Link B")

    taken = clerk.post(add, told | in_use())
    clerk.post(reverse("scheduling:link", args=[link.ref]), told | {"name": "Link C"} | in_use())

    link.refresh_from_db()
    assert wrong.status_code == taken.status_code == 422
    assert (link.name, link.address, link.authority) == ("Link C", "https://meet.example/b", office.authority)
    assert "Link C" in text(clerk.get(reverse("scheduling:links")))


def test_an_address_that_is_no_web_address_is_refused(clerk):
    response = clerk.post(
        reverse("scheduling:add_link"), {"name": "Link B", "address": "javascript:alert(1)"} | in_use()
    )

    assert response.status_code == 422
    assert not Link.objects.filter(name="Link B").exists()


def test_lists_say_what_is_in_use_and_what_no_longer(clerk, office):
    facts = {"authority": office.authority, "by": office.clerk, "at": NOW, "seats": 5}
    add_room(name="Old", in_use_from=date(2024, 1, 1), in_use_to=date(2026, 1, 1), **facts)
    add_room(name="New", in_use_from=date(2026, 9, 1), **facts)
    add_room(name="Going", in_use_from=date(2024, 1, 1), in_use_to=date(2026, 9, 1), **facts)

    said = text(clerk.get(reverse("scheduling:rooms")))

    assert "since 1 January 2026" in said
    assert "from 1 September 2026" in said
    assert "until 1 September 2026" in said


def test_empty_lists_say_what_to_do(office):
    clerk = client_for(make_person(Role.ADMINISTRATOR, at=make_authority()))

    for name, words in (
        ("rooms", "No room is recorded yet."),
        ("links", "No video link is recorded yet."),
        ("leave", "Nobody is away."),
    ):
        assert words in text(clerk.get(reverse(f"scheduling:{name}")))


def test_the_office_keeps_only_its_own_rooms_links_and_leave(office, clerk):
    elsewhere = make_office(name="Thornwold")
    gone = add_leave(
        authority=elsewhere.authority,
        chair=elsewhere.chair,
        from_on=TODAY,
        to_on=TODAY,
        by=elsewhere.clerk,
        at=NOW,
    )

    assert clerk.get(reverse("scheduling:room", args=[elsewhere.room.ref])).status_code == 404
    assert clerk.get(reverse("scheduling:close_room", args=[elsewhere.room.ref])).status_code == 404
    assert clerk.get(reverse("scheduling:link", args=[elsewhere.link.ref])).status_code == 404
    assert clerk.post(reverse("scheduling:remove_leave", args=[gone.ref])).status_code == 404
    assert (
        client_for(elsewhere.chair).get(reverse("scheduling:room", args=[elsewhere.room.ref])).status_code
        == 403
    )
    assert "Lark 1" in text(clerk.get(reverse("scheduling:rooms")))
    assert clerk.get(reverse("scheduling:rooms")).context["page"].paginator.count == 2


def leave_form(office, **changes):
    return {
        "chair": f"{office.chair.ref}-{office.authority.ref}",
        "from_on_day": "16", "from_on_month": "3", "from_on_year": "2026",
        "to_on_day": "17", "to_on_month": "3", "to_on_year": "2026",
    } | changes  # fmt: skip


def test_leave_is_added_and_the_conferences_in_its_way_are_named(clerk, office, booked):
    response = clerk.post(reverse("scheduling:add_leave"), leave_form(office), follow=True)

    leave = Leave.objects.get()
    assert (leave.chair, leave.from_on, leave.to_on, leave.weekdays) == (
        office.chair,
        date(2026, 3, 16),
        SEVENTEENTH,
        "",
    )
    said = text(response)
    assert "Monday 16 March 2026 to Tuesday 17 March 2026" in said
    assert booked[0].code in said and booked[1].code not in said


def test_days_never_worked_are_leave_without_an_end(clerk, office):
    no_end = {"to_on_day": "", "to_on_month": "", "to_on_year": ""}

    clerk.post(reverse("scheduling:add_leave"), leave_form(office, weekdays=["4", "2"], **no_end))
    response = clerk.get(reverse("scheduling:leave"))

    leave = Leave.objects.get()
    assert (leave.weekdays, leave.to_on) == ("24", None)
    assert "Wednesdays and Fridays from Monday 16 March 2026" in text(response)
    assert leave.covers(date(2026, 3, 18)) and not leave.covers(date(2026, 3, 19))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"to_on_day": "", "to_on_month": "", "to_on_year": ""},
            "Enter the last day away, or choose the days of the week",
        ),
        ({"to_on_day": "2"}, "The last day must be the first day or a later one"),
        ({"to_on_day": "45"}, "must have a day from 1 to 31"),
        ({"chair": "nobody"}, ""),
        ({"from_on_day": ""}, "must include a day"),
    ],
)
def test_leave_with_something_wrong_is_not_added(clerk, office, changes, sentence):
    response = clerk.post(reverse("scheduling:add_leave"), leave_form(office, **changes))

    assert response.status_code == 422
    assert sentence in text(response)
    assert not Leave.objects.exists()


def test_leave_on_one_day_and_on_some_days_of_a_time_is_written_in_words():
    monday = date(2026, 3, 16)

    assert Leave(from_on=monday, to_on=monday).in_words == "Monday 16 March 2026"
    assert (
        Leave(from_on=monday, to_on=SEVENTEENTH, weekdays="1").in_words
        == "Tuesdays, Monday 16 March 2026 to Tuesday 17 March 2026"
    )


def test_the_office_of_two_authorities_chooses_chair_and_room_by_authority(office):
    elsewhere = make_office(name="Thornwold")
    RoleHeld.objects.create(
        person=office.clerk, role=Role.ADMINISTRATOR, authority=elsewhere.authority, from_on=date(2025, 1, 1)
    )
    clerk = client_for(office.clerk)

    leave = clerk.get(reverse("scheduling:add_leave"))
    clerk.post(
        reverse("scheduling:add_room"),
        {"authority": elsewhere.authority.ref, "name": "Thorn B", "seats": "10"} | in_use(),
    )

    assert "Rosalind Achterkamp, Thornwold" in text(leave)
    assert Room.objects.get(name="Thorn B").authority == elsewhere.authority


def test_leave_taken_back_is_kept_but_no_longer_counts(clerk, office):
    gone = add_leave(
        authority=office.authority, chair=office.chair, from_on=TODAY, to_on=TODAY, by=office.clerk, at=NOW
    )
    address = reverse("scheduling:remove_leave", args=[gone.ref])

    looked = clerk.get(address)
    response = clerk.post(address)
    clerk.post(address)

    gone.refresh_from_db()
    assert looked.status_code == 405
    assert response.url == reverse("scheduling:leave")
    assert gone.removed_by == office.clerk
    assert DiaryEvent.objects.filter(what="removed").count() == 1
    assert clerk.get(response.url).context["page"].paginator.count == 0


def test_leave_that_is_over_leaves_the_list(clerk, office):
    add_leave(
        authority=office.authority,
        chair=office.chair,
        from_on=date(2026, 1, 5),
        to_on=date(2026, 1, 9),
        by=office.clerk,
        at=NOW,
    )

    assert clerk.get(reverse("scheduling:leave")).context["page"].paginator.count == 0


def test_long_lists_come_in_pages(clerk, office):
    facts = {"authority": office.authority, "by": office.clerk, "at": NOW, "in_use_from": TODAY, "seats": 5}
    for number in range(30):
        add_room(name=f"Room {number:02}", **facts)

    first = clerk.get(reverse("scheduling:rooms"))
    second = clerk.get(reverse("scheduling:rooms"), {"page": "2"})

    assert [len(one.context["page"].object_list) for one in (first, second)] == [25, 7]
    assert 'aria-label="Pages"' in text(first)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_queries_for_one_row_and_three(
    django_assert_num_queries, office, clerk, count
):
    Room.objects.exclude(pk=office.room.pk).delete()
    facts = {"authority": office.authority, "by": office.clerk, "at": NOW}
    for number in range(count - 1):
        add_room(name=f"Heron {number}", seats=8, in_use_from=TODAY, **facts)
        add_link(name=f"Link {number}", address="https://meet.example/h", in_use_from=TODAY, **facts)
    for number in range(count):
        add_leave(chair=office.chair, from_on=TODAY + timedelta(days=number), weekdays="1", **facts)
    clerk.get(reverse("scheduling:rooms"))

    for name in ("rooms", "links", "leave"):
        with django_assert_num_queries(LIST_QUERIES):
            assert len(clerk.get(reverse(f"scheduling:{name}")).context["page"].object_list) == count


def test_every_change_of_the_diary_is_written_down_with_who_and_when(office):
    facts = {"by": office.clerk, "at": NOW}
    change_link(link=office.link, name="Link Z", **facts)
    remove_leave(
        leave=add_leave(authority=office.authority, chair=office.chair, from_on=TODAY, to_on=TODAY, **facts),
        **facts,
    )

    rows = DiaryEvent.objects.order_by("pk").values_list("thing", "what", "by", "at", "authority")
    assert [row[:2] for row in rows] == [
        ("Room", "added"),
        ("Room", "added"),
        ("Link", "added"),
        ("Link", "changed"),
        ("Leave", "added"),
        ("Leave", "removed"),
    ]
    assert {row[2:] for row in rows} == {(office.clerk.pk, NOW, office.authority.pk)}


def test_days_to_offer_stop_where_the_bank_holidays_are_no_longer_known(office):
    conference = make_conference(office)

    assert days_to_offer(conference, limit_on=None, today=date(2028, 12, 20))[-1] == date(2028, 12, 29)
    assert days_to_offer(conference, limit_on=None, today=date(2028, 12, 31)) == []


def test_a_limit_whose_days_are_all_closed_still_offers_days(office):
    conference = make_conference(office)
    office.authority.closures.create(closed_on=date(2026, 3, 4), reason="Staff conference")

    days = days_to_offer(conference, limit_on=date(2026, 3, 4), today=TODAY)

    assert (days[0], len(days)) == (date(2026, 3, 5), 20)


def test_rooms_and_links_are_spoken_of_by_name(office):
    assert (str(office.room), str(office.link)) == ("Lark 1", "Link A")
