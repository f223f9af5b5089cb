"""The office's pages about people, their roles and the agencies."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partnership.models import AuditRow, Person, RoleHeld
from partnership.operations.people import confirm_email
from partnership.sessions import NEW_LINK
from partnership.tests.factories import (
    client_for,
    demo_client,
    make_authority,
    make_person,
)
from procedures.words import AgencyKind, Role

pytestmark = pytest.mark.django_db
HOSTILE = "<b>O'Neil</b> يوسف"
PASSWORD = "otter lantern gravel sonnet"


def url(name, *args):
    return reverse(f"partnership:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


# People


def test_the_office_sees_its_own_people_and_their_agencies_and_nobody_elsewhere(
    desk, office, authority, school
):
    mine = make_person(Role.AGENCY_SIGNER, at=school, name=HOSTILE)
    make_person(Role.CHAIR, at=make_authority())

    answer = desk.get(url("people"))

    assert set(answer.context["page"]) == {office, mine}
    assert "&lt;b&gt;O&#x27;Neil&lt;/b&gt; يوسف" in text_of(answer)
    row = AuditRow.objects.filter(action="keep_people").latest("pk")
    assert set(row.refs.split()) == {office.ref, mine.ref}


@pytest.mark.parametrize(
    ("search", "found"), [("neil", True), ("ÆTHELDREDA", True), ("neil primary", True), ("x", False)]
)
def test_people_are_found_by_name_and_agency_and_the_address_stays_silent(desk, school, search, found):
    person = make_person(Role.AGENCY_SIGNER, at=school, name=HOSTILE, email="a@b.cd")

    answer = desk.post(url("people"), {"search": search})
    assert answer.url == url("people")
    page = desk.get(answer.url)

    assert (person in page.context["page"]) is found
    desk.post(url("people"), {"search": "y" * 101})
    assert desk.get(url("people")).context["search"] == ""


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_asks_the_database_no_more_for_three_than_for_one(
    people, office, school, django_assert_num_queries
):
    for _ in range(people):
        make_person(Role.AGENCY_SIGNER, at=school)
    desk = demo_client(office)
    desk.get(url("people"))

    with django_assert_num_queries(15):
        desk.get(url("people"))


def test_a_new_report_writer_is_named_and_the_link_shown_once(desk, school):
    answer = desk.post(
        url("new_person"),
        {
            "name": HOSTILE,
            "email": "new@school.example",
            "role": "agency_writer",
            "place": school.ref,
            "checked": "on",
        }
        | day("from_on", timezone.localdate()),
    )

    person = Person.objects.get(email="new@school.example")
    assert answer.url == url("person", person.ref)
    page = text_of(desk.get(answer.url))
    assert page.count("/enrol/") == 1
    assert "/enrol/" not in text_of(desk.get(answer.url))
    assert NEW_LINK not in desk.session


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"role": "chair"}, "is held at an authority: choose one"),
        ({"checked": ""}, "Confirm that you have checked"),
        ({"place": "elsewhere"}, "Choose one of the answers"),
        ({"email": "known@school.example"}, "already known"),
        ({"role": ""}, "Choose a role"),
    ],
)
def test_naming_somebody_wrongly_is_said_at_the_field(desk, school, given, error):
    make_person(email="known@school.example")
    told = {
        "name": "A",
        "email": "a@b.example",
        "role": "agency_writer",
        "place": school.ref,
        "checked": "on",
    }

    answer = desk.post(url("new_person"), told | day("from_on", timezone.localdate()) | given)

    assert answer.status_code == 200 and error in text_of(answer)
    assert not Person.objects.filter(name="A").exists()


def test_an_authority_has_no_report_writer(desk, authority):
    told = {
        "name": "A",
        "email": "a@b.example",
        "role": "agency_writer",
        "place": authority.ref,
        "checked": "on",
    }

    answer = desk.post(url("new_person"), told | day("from_on", timezone.localdate()))

    assert "is held at an agency: choose one" in text_of(answer)


def test_details_are_changed_and_a_taken_address_is_refused(desk, school):
    person = make_person(Role.AGENCY_SIGNER, at=school)
    other = make_person()
    address = url("edit_person", person.ref)

    assert desk.get(address).context["form"].initial["name"] == person.name
    refused = desk.post(address, {"name": "İpek", "email": other.email})
    assert "already signs in" in text_of(refused)
    assert desk.post(address, {"name": "İpek", "email": "ipek@school.example"}).url == url(
        "person", person.ref
    )

    person.refresh_from_db()
    assert (person.name, person.email) == ("İpek", "ipek@school.example")


def test_a_role_is_given_refused_twice_and_ended(desk, authority, school):
    person = make_person(Role.AGENCY_WRITER, at=school)
    give = url("give_role", person.ref)
    today = timezone.localdate()
    told = {"role": "chair", "place": authority.ref} | day("from_on", today)

    early = desk.post(give, told | day("to_on", today - timedelta(days=1)))
    assert "The last day must be the first day or later" in text_of(early)
    assert desk.post(give, told).url == url("person", person.ref)
    assert "already hold this role" in text_of(desk.post(give, told))
    held = RoleHeld.objects.get(person=person, role="chair")
    end = url("end_role", person.ref, held.pk)
    assert "must be" in text_of(desk.post(end, day("to_on", today - timedelta(days=1))))
    assert desk.post(end, day("to_on", today)).url == url("person", person.ref)

    held.refresh_from_db()
    assert held.to_on == today


def test_a_role_that_another_office_keeps_is_not_ended_here(desk, school):
    person = make_person(Role.AGENCY_WRITER, at=school)
    elsewhere = make_authority()
    held = RoleHeld.objects.create(person=person, role="chair", authority=elsewhere, from_on=date(2020, 1, 1))

    assert desk.get(url("end_role", person.ref, held.pk)).status_code == 404
    assert desk.get(url("end_role", person.ref, 999_999)).status_code == 404
    roles = {row["held"].role: row["may_end"] for row in desk.get(url("person", person.ref)).context["roles"]}
    assert roles == {"chair": False, "agency_writer": True}


def test_the_buttons_of_a_person_do_what_they_say(desk, school):
    person = make_person(Role.AGENCY_WRITER, at=school)

    for deed, sentence in [
        ("confirm-email", "The e-mail address is confirmed."),
        ("close-account", "The account is closed."),
        ("open-account", "The account is open again."),
        ("reset-second-factor", "The second factor is gone."),
    ]:
        answer = desk.post(url("person_does", person.ref, deed), follow=True)
        assert sentence in text_of(answer)
        assert AuditRow.objects.filter(action=deed.replace("-", "_"), refs=person.ref).count() == 1
    assert desk.post(url("person_does", person.ref, "nonsense")).status_code == 404


def test_the_office_is_told_whose_office_closes_the_account_of_a_chair_elsewhere(desk, school):
    person = make_person(Role.AGENCY_WRITER, at=school)
    elsewhere = make_authority(name="Thornwold County")
    RoleHeld.objects.create(person=person, role="chair", authority=elsewhere, from_on=date(2020, 1, 1))

    answer = desk.post(url("person_does", person.ref, "close-account"), follow=True)

    assert "also works for Thornwold County: their office changes this." in text_of(answer)
    person.account.refresh_from_db()
    assert person.account.is_active


def test_nobody_gives_a_role_to_themselves_and_the_form_says_so(desk, office, authority):
    told = {"role": "designated_manager", "place": authority.ref} | day("from_on", timezone.localdate())

    answer = desk.post(url("give_role", office.ref), told)

    assert "You can&#x27;t give a role to yourself" in text_of(answer)
    assert not office.roles.filter(role="designated_manager").exists()


def test_a_role_is_given_only_at_a_place_of_this_office(desk, school):
    person = make_person(Role.AGENCY_WRITER, at=school)
    told = {"role": "chair", "place": make_authority().ref} | day("from_on", timezone.localdate())

    assert "Choose one of the answers" in text_of(desk.post(url("give_role", person.ref), told))


@pytest.mark.parametrize(
    ("from_on", "to_on", "elsewhere", "seen"),
    [
        (-9, None, True, True),
        (-9, 0, True, True),
        (1, None, True, True),
        (-9, -1, True, False),
        (-9, -1, False, True),
    ],
    ids=["now", "last day", "from tomorrow", "moved", "left"],
)
def test_the_office_keeps_whoever_left_until_they_work_elsewhere(
    from_on, to_on, elsewhere, seen, desk, authority
):
    today = timezone.localdate()
    last = None if to_on is None else today + timedelta(days=to_on)
    person = make_person(Role.CHAIR, at=authority, from_on=today + timedelta(days=from_on), to_on=last)
    if elsewhere:
        RoleHeld.objects.create(person=person, role="chair", authority=make_authority(), from_on=today)

    assert (person in desk.get(url("people")).context["page"]) is seen
    assert desk.get(url("person", person.ref)).status_code == (200 if seen else 404)


def test_a_new_link_wants_a_confirmed_address(desk, school, office):
    person = make_person(Role.AGENCY_WRITER, at=school)

    assert "Confirm the e-mail address first" in text_of(desk.post(url("new_link", person.ref), follow=True))
    confirm_email(person=person, by=office, at=timezone.now())
    assert "/enrol/" in text_of(desk.post(url("new_link", person.ref), follow=True))


def test_the_link_of_one_person_is_not_shown_on_the_page_of_another(desk, school, office):
    person, other = make_person(Role.AGENCY_WRITER, at=school), make_person(Role.AGENCY_WRITER, at=school)
    confirm_email(person=person, by=office, at=timezone.now())
    desk.post(url("new_link", person.ref))

    assert desk.get(url("person", other.ref)).context["link"] is None
    assert desk.get(url("person", person.ref)).context["link"] is not None


def test_whoever_changes_rights_proves_anew_who_they_are_and_nothing_sent_is_lost(office, school):
    office.account.set_password(PASSWORD)
    office.account.save()
    person = make_person(Role.AGENCY_WRITER, at=school)
    desk = client_for(office)

    asked = desk.post(url("person_does", person.ref, "confirm-email"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    person.refresh_from_db()
    assert person.email_confirmed_at is None
    desk.post(asked.url, {"password": PASSWORD})

    person.refresh_from_db()
    assert person.email_confirmed_at is not None


# Agencies


def test_an_agency_is_added_for_the_authorities_of_this_office_alone(desk, authority):
    other = make_authority()
    told = {"name": HOSTILE, "kind": "gp", "authorities": [authority.ref]}

    assert "Choose one of the answers" in text_of(
        desk.post(url("new_agency"), told | {"authorities": [other.ref]})
    )
    answer = desk.post(url("new_agency"), told, follow=True)

    assert "&lt;b&gt;O&#x27;Neil" in text_of(answer)
    [agency] = answer.context["page"]
    assert (agency.kind, agency.people, list(agency.authorities.all())) == (AgencyKind.GP, 0, [authority])


def test_the_list_of_agencies_counts_people_once_and_only_those_of_today(desk, school):
    make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=school)
    make_person(Role.AGENCY_WRITER, at=school, to_on=date(2021, 1, 1))

    assert [agency.people for agency in desk.get(url("agencies")).context["page"]] == [1]
