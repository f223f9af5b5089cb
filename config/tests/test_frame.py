"""The frame of every page: the menu by what one may see, and the pages that belong to no floor."""

import pytest
from django.test import Client
from django.urls import reverse

from config.navigation import current_link
from partnership.sessions import SECOND_FACTOR
from partnership.tests.factories import client_for, make_agency, make_authority, make_person
from procedures.words import Role

pytestmark = pytest.mark.django_db
PLAIN = ["What is due", "Procedures"]


def menu(browser, path="/accessibility"):
    return [item["text"] for item in browser.get(path).context["navigation"]]


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.ADMINISTRATOR, ["Conferences", "Families", "Diary", "Messages", "People", "Forms"]),
        (Role.CHAIR, ["Conferences", "Reading", "Diary"]),
        (Role.SOCIAL_WORKER, ["Conferences", "Families"]),
        (
            Role.DESIGNATED_MANAGER,
            ["Conferences", "Families", "Diary", "Audit", "Who received what", "Forms"],
        ),
        (Role.REVIEWING_OFFICER, ["Conferences"]),
        (Role.AGENCY_WRITER, ["Conferences"]),
        (Role.INFORMATION_GOVERNANCE, ["Audit", "Who received what"]),  # no conference is ever theirs
        (Role.SYSTEM_ADMINISTRATOR, []),
        (Role.PANEL_MEMBER, []),
    ],
)
def test_the_menu_holds_what_one_may_see_and_nothing_else(role, more):
    place = make_agency() if role.of_agency else make_authority()

    assert sorted(menu(client_for(make_person(role, at=place)))) == sorted(PLAIN + more)


def test_the_page_at_hand_is_marked():
    office = client_for(make_person(Role.ADMINISTRATOR, at=make_authority()))

    marked = [
        item["text"]
        for item in office.get(reverse("partnership:new_person")).context["navigation"]
        if item["current"]
    ]

    assert marked == ["People"]


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", "/"),
        ("/conferences/", "/conferences/"),
        ("/conferences/x/", "/conferences/"),
        ("/elsewhere", None),
    ],
)
def test_the_longest_link_that_leads_here_is_the_current_one(path, here):
    assert current_link(["/", "/conferences/"], path) == here


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/conferences/x/reading/", "/reading/"),
        ("/conferences/x/reading/chronology/likely/", "/reading/"),
        ("/questions/x/", "/reading/"),
        ("/rulings/x/", "/reading/"),
        ("/rulings/x/answer/", "/conferences/"),
        ("/conferences/x/reports/", "/conferences/"),
        ("/packs/x/preview/", "/conferences/"),
        ("/invitations/x/", "/conferences/"),
        ("/reports/x/", "/conferences/"),
        ("/reports/x/received/", "/received/"),
        ("/pdf/x/", "/conferences/"),
        ("/agencies/new", "/people/"),
    ],
)
def test_a_page_under_another_address_is_marked_where_it_belongs(path, here):
    assert current_link(["/", "/conferences/", "/people/", "/reading/", "/received/"], path) == here


def test_who_has_no_reading_is_not_led_there():
    assert current_link(["/", "/conferences/"], "/conferences/x/reading/") == "/conferences/"


def test_who_is_not_signed_in_or_has_no_second_factor_yet_has_no_menu():
    person = make_person(Role.ADMINISTRATOR, at=make_authority())
    half_way = Client()
    half_way.force_login(person.account)

    assert menu(Client()) == []
    assert menu(half_way) == []
    assert SECOND_FACTOR not in half_way.session


def test_the_footer_leads_to_pages_that_stand_open():
    authority = make_authority(name="St. John’s & Mary’s")
    for link in Client().get("/privacy").context["footer_links"]:
        assert Client().get(link["href"]).status_code in (200, 302)
    for path in ("/privacy", "/accessibility"):
        page = Client().get(path).content.decode()
        assert authority.office_email in page and "St. John’s &amp; Mary’s" in page


def test_healthz_says_that_it_is_alive_and_nothing_else(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")

    assert answer.content == b"alive\n"


def test_nobody_signs_up_and_nobody_changes_an_address_by_themselves():
    assert Client().get("/account/signup/").url == reverse("account_login")
    assert Client().get("/account/email/").status_code == 404
