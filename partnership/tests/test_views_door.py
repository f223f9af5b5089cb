"""The ways in: the demo's one click, the link of an enrolment, and one's own account."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnership.models import Account, AuditRow, Enrolment, Partnership
from partnership.operations.enrolment import LIVES_FOR, name_and_enrol
from partnership.operations.people import close_account
from partnership.tests.factories import (
    client_for,
    demo_client,
    make_partnership,
    make_person,
)
from procedures.words import Role

pytestmark = pytest.mark.django_db
HOSTILE = "<b>O'Neil</b> يوسف"
PASSWORD = "otter lantern gravel sonnet"


def url(name, *args):
    return reverse(f"partnership:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


# The demo's door


def test_one_click_signs_in_as_a_demo_person_and_says_so_in_the_audit(office):
    answer = Client().post("/demo/", {"person": office.ref})

    assert answer.status_code == 302 and answer.url == "/"
    row = AuditRow.objects.get(action="sign_in")
    assert (row.person, row.demo, row.outcome) == (office, True, "allowed")


def test_the_demo_lists_people_by_what_they_do_and_nobody_twice(authority, office, school):
    lead = make_person(Role.AGENCY_SIGNER, Role.AGENCY_WRITER, at=school, name=HOSTILE)
    make_person(Role.CHAIR, at=authority, account=False)
    make_person(Role.CHAIR, at=authority, to_on=date(2021, 1, 1))

    groups = Client().get("/demo/").context["groups"]

    assert [(label, [person for person, _ in people]) for label, people in groups] == [
        ("Child protection administrator", [office]),
        ("Report writer", [lead]),
    ]


def test_somebody_else_is_out_when_a_demo_person_comes_in(office, authority):
    chair = make_person(Role.CHAIR, at=authority)
    desk = Client()
    desk.post("/demo/", {"person": office.ref})
    desk.post("/demo/", {"person": chair.ref})

    assert desk.get(url("account")).context["person"] == chair


@pytest.mark.parametrize(
    "where",
    [{"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}, {"REMOTE_ADDR": "::ffff:10.0.0.7"}],
)
def test_the_demo_door_is_not_there_for_anybody_from_elsewhere(office, where):
    assert Client(**where).get("/demo/").status_code == 404
    assert Client(**where).post("/demo/", {"person": office.ref}).status_code == 404


def test_the_demo_door_is_not_there_outside_the_demo(office, settings):
    settings.DEMO = False

    assert Client().post("/demo/", {"person": office.ref}).status_code == 404


def test_the_demo_door_is_not_there_on_a_database_that_is_not_marked(office):
    Partnership.objects.update(is_demo=False)

    assert Client().get("/demo/").status_code == 404


@pytest.mark.parametrize("who", ["closed", "without a role", "nobody"])
def test_the_demo_signs_in_nobody_who_could_not_sign_in(who, office):
    person = make_person()
    if who == "closed":
        person = make_person(Role.CHAIR, at=office.roles.get().authority)
        close_account(person=person, by=office, at=timezone.now())

    assert Client().post("/demo/", {"person": "x" if who == "nobody" else person.ref}).status_code == 404


# Enrolment


@pytest.fixture
def enrolled(office, school):
    return name_and_enrol(
        name="Zoë O'Neil",
        email="zoe@school.example",
        role=Role.AGENCY_WRITER,
        agency=school,
        from_on=timezone.localdate(),
        by=office,
        at=timezone.now(),
    )


def chosen(**more):
    return {"email": "Zoe@School.example", "password1": PASSWORD, "password2": PASSWORD} | more


def test_a_scanner_that_opens_the_link_does_not_use_it_up(enrolled):
    person, token = enrolled
    for _ in range(3):
        assert Client().get(url("enrol", token)).status_code == 200

    assert Client().post(url("enrol", token), chosen()).url == reverse("mfa_activate_totp")


def test_the_page_of_a_link_tells_nothing_about_whose_it_is(enrolled):
    person, token = enrolled

    page = text_of(Client().get(url("enrol", token)))

    assert "Neil" not in page and "school.example" not in page


def test_a_password_signs_in_and_leads_to_the_second_factor_and_nowhere_else(enrolled):
    person, token = enrolled
    desk = Client()
    desk.post(url("enrol", token), chosen())

    assert Account.objects.get(person=person).check_password(PASSWORD)
    assert desk.get(url("procedures")).url == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"email": "other@school.example"}, "This is not the e-mail address that the office has for you"),
        ({"password2": "another"}, "The two passwords are not the same"),
        ({"password1": "elevenchars", "password2": "elevenchars"}, "at least 12 characters"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
        ({"password1": "zoe@school.example", "password2": "zoe@school.example"}, "too similar"),
        ({"password1": ""}, "Enter"),
    ],
)
def test_what_is_wrong_with_a_first_password_is_said_and_the_link_stays_good(enrolled, given, error):
    person, token = enrolled

    answer = Client().post(url("enrol", token), chosen(**given))

    assert answer.status_code == 200 and error in text_of(answer)
    assert Enrolment.objects.get().used_at is None
    assert not Account.objects.filter(person=person).exists()


def test_of_two_browsers_on_one_link_the_second_is_told(enrolled, monkeypatch):
    person, token = enrolled
    first, second = Enrolment.objects.get(), Enrolment.objects.get()
    monkeypatch.setattr("partnership.views.door.open_enrolment", lambda *_, **__: second)
    Enrolment.objects.filter(pk=first.pk).update(used_at=timezone.now())

    answer = Client().post(url("enrol", token), chosen())

    assert "This link was used a moment ago" in text_of(answer)


def test_a_link_that_ran_out_says_how_to_get_another(enrolled, office):
    person, token = enrolled
    with time_machine.travel(timezone.now() + LIVES_FOR):
        answer = Client().get(url("enrol", token))
        assert answer.status_code == 410
        Client().post(url("enrol_again", token))
        page = text_of(demo_client(office).get(url("people")))

    assert "Ask for a new link" in text_of(answer)
    assert "Asks for a new link" in page


def test_asking_again_gives_a_stranger_the_same_answer(enrolled):
    person, token = enrolled

    known, unknown = (Client().post(url("enrol_again", each)) for each in (token, "guess"))

    assert (known.status_code, text_of(known)) == (unknown.status_code, text_of(unknown))


def test_guessing_at_a_link_is_slowed_down(enrolled):
    person, token = enrolled
    answers = [Client().post(url("enrol", token), chosen(email="x@y.example")) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


def test_asking_for_links_again_and_again_is_slowed_down(enrolled):
    for n in range(21):
        Client().post(url("enrol_again", f"guess{n}"))
    person, token = enrolled

    Client().post(url("enrol_again", token))

    assert Enrolment.objects.get().asked_again_at is None


# One's own account


def test_ones_own_account_says_what_one_does_here_and_who_keeps_it(school, authority):
    person = make_person(Role.AGENCY_SIGNER, at=school, name=HOSTILE)

    page = text_of(client_for(person).get(url("account")))

    assert "Signs off reports, St Ætheldreda’s RC Primary" in page
    assert authority.office_email in page and "&lt;b&gt;" in page


def test_the_partnership_is_one_and_the_same(authority):
    assert make_partnership() == authority.partnership == Partnership.objects.get()
    assert str(make_partnership()) == "Larkmere and Thornwold Safeguarding Children Partnership"
