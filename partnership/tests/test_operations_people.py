"""People, roles, agencies and the ways in, as the office keeps them (decisions 2, 4 and 11)."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from partnership.models import Account, AuditRow, Enrolment, RoleHeld
from partnership.operations import enrolment, founding, people
from partnership.operations.people import Refused
from partnership.queries import open_enrolment
from partnership.tests.factories import client_for, make_agency, make_authority, make_person
from procedures.words import AgencyKind, Role

pytestmark = pytest.mark.django_db
AT = timezone.now()
TODAY = timezone.localdate(AT)


@pytest.fixture
def authority():
    return make_authority()


@pytest.fixture
def office(authority):
    return make_person(Role.ADMINISTRATOR, at=authority)


def last_row():
    return AuditRow.objects.order_by("-pk").first()


def test_naming_somebody_makes_a_person_without_role_or_account_and_one_row_without_the_name(office):
    person = people.name_person(name="  Zoë O'Neil ", email=" ZOE@school.example ", by=office, at=AT)

    assert (person.name, person.email, person.email_confirmed_at) == (
        "Zoë O'Neil",
        "zoe@school.example",
        None,
    )
    assert not Account.objects.filter(person=person).exists()
    row = last_row()
    assert (row.action, row.refs, row.person, row.facts) == ("name_person", person.ref, office, {})


def test_another_address_is_unconfirmed_and_signs_in_from_now_on(office, authority):
    person = make_person(Role.CHAIR, at=authority, email="old@council.example")
    people.confirm_email(person=person, by=office, at=AT)

    people.change_person(
        person=person,
        name=person.name,
        email="New@council.example",
        job_title="",
        telephone="",
        by=office,
        at=AT,
    )

    person.refresh_from_db()
    assert (person.email, person.email_confirmed_at) == ("new@council.example", None)
    assert person.account.email == "new@council.example"
    assert last_row().facts == {"changed": ["email"]}


def test_a_name_put_right_leaves_the_address_confirmed(office, authority):
    person = make_person(Role.CHAIR, at=authority, email="a@council.example")
    people.confirm_email(person=person, by=office, at=AT)

    people.change_person(
        person=person, name="İpek", email="a@council.example", job_title="", telephone="", by=office, at=AT
    )

    person.refresh_from_db()
    assert (person.name, person.email_confirmed_at) == ("İpek", AT)
    assert last_row().facts == {"changed": ["name"]}


def test_an_address_that_somebody_signs_in_with_is_refused_for_another(office, authority):
    make_person(Role.CHAIR, at=authority, email="taken@council.example")
    person = make_person(Role.CHAIR, at=authority)

    with pytest.raises(Refused, match="already signs in"):
        people.change_person(
            person=person,
            name="A",
            email="taken@council.example",
            job_title="",
            telephone="",
            by=office,
            at=AT,
        )

    person.refresh_from_db()
    assert person.email != "taken@council.example"


@pytest.mark.parametrize(("role", "place"), [(Role.CHAIR, "agency"), (Role.AGENCY_WRITER, "authority")])
def test_a_school_has_no_chair_and_an_authority_no_report_writer(role, place, office, authority):
    person = make_person()
    at = {"agency": make_agency(authority)} if place == "agency" else {"authority": authority}

    with pytest.raises(Refused, match="is held at an"):
        people.give_role(person=person, role=role, from_on=TODAY, by=office, at=AT, **at)


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ((0, None), (5, None), True),
        ((0, 10), (10, 20), True),
        ((0, 10), (11, 20), False),
        ((10, None), (0, 9), False),
        ((10, None), (0, 10), True),
    ],
)
def test_nobody_holds_the_same_role_at_one_place_twice_at_a_time(first, second, refused, office, authority):
    person = make_person()
    days = [tuple(None if n is None else TODAY + timedelta(days=n) for n in span) for span in (first, second)]
    give = {"person": person, "role": Role.CHAIR, "authority": authority, "by": office, "at": AT}
    people.give_role(from_on=days[0][0], to_on=days[0][1], **give)

    if refused:
        with pytest.raises(Refused, match="already hold"):
            people.give_role(from_on=days[1][0], to_on=days[1][1], **give)
    else:
        people.give_role(from_on=days[1][0], to_on=days[1][1], **give)

    assert RoleHeld.objects.filter(person=person).count() == (1 if refused else 2)


def test_a_role_counts_on_its_last_day_and_not_on_the_next(office, authority):
    person = make_person(Role.CHAIR, at=authority)

    people.end_role(held=person.roles.get(), to_on=TODAY, by=office, at=AT)

    assert RoleHeld.objects.filter(person=person).current(today=TODAY).exists()
    assert not RoleHeld.objects.filter(person=person).current(today=TODAY + timedelta(days=1)).exists()
    row = last_row()
    assert (row.action, row.refs) == ("end_role", f"{person.ref} {authority.ref}")
    assert row.facts == {"role": "chair", "from_on": "2020-01-01", "to_on": str(TODAY)}


def test_a_role_does_not_end_before_it_began(office, authority):
    held = make_person(Role.CHAIR, at=authority).roles.get()

    with pytest.raises(Refused, match="can't be before"):
        people.end_role(held=held, to_on=date(2019, 12, 31), by=office, at=AT)


def test_a_closed_account_is_out_with_the_next_request_and_an_opened_one_may_sign_in(office, authority):
    person = make_person(Role.CHAIR, at=authority)
    browser = client_for(person)
    assert browser.get("/your-account/").status_code == 200

    people.close_account(person=person, by=office, at=AT)
    assert browser.get("/your-account/").status_code == 302
    people.open_account(person=person, by=office, at=AT)

    assert client_for(person).get("/your-account/").status_code == 302  # the object at hand is the closed one
    person.refresh_from_db()
    assert client_for(person).get("/your-account/").status_code == 200


def test_a_lost_second_factor_goes_with_every_session(office, authority):
    person = make_person(Role.CHAIR, at=authority)
    Authenticator.objects.create(user=person.account, type="totp", data={"secret": "sealed"})
    browser = client_for(person)

    people.reset_second_factor(person=person, by=office, at=AT)

    assert not Authenticator.objects.exists()
    assert browser.get("/your-account/").status_code == 302
    assert last_row().action == "reset_second_factor"


@pytest.fixture
def elsewhere():
    return make_authority(name="Thornwold County")


@pytest.fixture
def shared(authority, elsewhere):
    """Writes for a school here, and chairs at another authority."""
    person = make_person(
        Role.CHAIR, at=elsewhere, name="Zoë O'Neil", email="zoe@council.example", email_confirmed_at=AT
    )
    school = make_agency(authority)
    RoleHeld.objects.create(person=person, role=Role.AGENCY_WRITER, agency=school, from_on=date(2020, 1, 1))
    return person


def other_address(*, person, by, at):
    facts = {"name": person.name, "job_title": "", "telephone": ""}
    return people.change_person(person=person, email="new@council.example", by=by, at=at, **facts)


@pytest.mark.parametrize(
    "deed",
    [
        other_address,
        people.confirm_email,
        people.close_account,
        people.open_account,
        people.reset_second_factor,
        enrolment.enrol,
    ],
)
def test_the_way_in_of_another_authoritys_chair_is_changed_by_their_office_alone(
    deed, shared, office, elsewhere
):
    before = list(Account.objects.values())

    with pytest.raises(
        Refused, match="Zoë O'Neil also works for Thornwold County: their office changes this"
    ):
        deed(person=shared, by=office, at=AT)
    assert (list(Account.objects.values()), AuditRow.objects.count()) == (before, 0)

    deed(person=shared, by=make_person(Role.ADMINISTRATOR, at=elsewhere), at=AT)
    assert AuditRow.objects.count() == 1


def test_a_telephone_number_is_put_right_by_each_office_that_keeps_somebody(shared, office):
    facts = {"name": shared.name, "email": shared.email, "job_title": ""}

    people.change_person(person=shared, telephone="01632 960001", by=office, at=AT, **facts)

    shared.refresh_from_db()
    assert shared.telephone == "01632 960001"


def test_people_of_an_agency_that_serves_two_authorities_stay_with_each_office(office, authority, elsewhere):
    person = make_person(Role.AGENCY_WRITER, at=make_agency(authority, elsewhere))

    for by in (office, make_person(Role.ADMINISTRATOR, at=elsewhere)):
        people.close_account(person=person, by=by, at=AT)

    assert AuditRow.objects.filter(action="close_account").count() == 2


def test_nobody_gives_a_role_to_themselves(office, authority):
    with pytest.raises(Refused, match="can't give a role to yourself"):
        people.give_role(
            person=office, role=Role.DESIGNATED_MANAGER, authority=authority, from_on=TODAY, by=office, at=AT
        )

    assert office.roles.get().role == Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [Role.INFORMATION_GOVERNANCE, Role.AGENCY_SIGNER])
def test_roles_at_another_authority_are_given_by_its_own_office(role, office, elsewhere):
    person = make_person()
    place = {"agency": make_agency(elsewhere)} if role.of_agency else {"authority": elsewhere}

    with pytest.raises(Refused, match="are given by their own office"):
        people.give_role(person=person, role=role, from_on=TODAY, by=office, at=AT, **place)

    assert not person.roles.exists()


def test_an_agency_serves_the_authorities_that_it_was_added_for(office, authority):
    agency = people.add_agency(
        name=" St Ætheldreda’s ", kind=AgencyKind.EDUCATION_SCHOOL, authorities=[authority], by=office, at=AT
    )

    assert (agency.name, list(agency.authorities.all())) == ("St Ætheldreda’s", [authority])
    assert last_row().facts == {"kind": "education_school", "authorities": [authority.ref]}


# Enrolment


def named(office, authority, **more):
    facts = {
        "name": "Zoë O'Neil",
        "email": "zoe@school.example",
        "role": Role.AGENCY_WRITER,
        "from_on": TODAY,
    }
    return enrolment.name_and_enrol(agency=make_agency(authority), by=office, at=AT, **facts | more)


def test_a_link_is_kept_as_a_hash_works_once_and_says_who_used_it(office, authority):
    person, token = named(office, authority)
    found = open_enrolment(enrolment.hash_of(token), at=AT)
    assert token not in Enrolment.objects.get().token_hash

    account = enrolment.use_enrolment(enrolment=found, password="otter lantern gravel", at=AT)

    assert account.person == person and account.email == "zoe@school.example"
    assert account.check_password("otter lantern gravel")
    assert open_enrolment(enrolment.hash_of(token), at=AT) is None
    assert last_row().person == person
    with pytest.raises(Refused, match="a moment ago"):
        enrolment.use_enrolment(enrolment=found, password="something else again", at=AT)


@pytest.mark.parametrize(("hours", "opens"), [(47.99, True), (48, False)])
def test_a_link_lives_for_48_hours(hours, opens, office, authority):
    _, token = named(office, authority)

    assert (open_enrolment(enrolment.hash_of(token), at=AT + timedelta(hours=hours)) is not None) is opens


def test_a_new_link_ends_the_one_before(office, authority):
    person, first = named(office, authority)

    _, second = enrolment.enrol(person=person, by=office, at=AT)

    assert open_enrolment(enrolment.hash_of(first), at=AT) is None
    assert open_enrolment(enrolment.hash_of(second), at=AT).person == person


def test_a_link_that_waits_does_not_open_an_account_that_was_closed_since(office, authority):
    person, token = named(office, authority)

    people.close_account(person=person, by=office, at=AT)

    assert open_enrolment(enrolment.hash_of(token), at=AT) is None


def test_a_link_for_somebody_with_an_account_sets_a_new_password_and_opens_it_again(office, authority):
    person, token = named(office, authority)
    enrolment.use_enrolment(
        enrolment=open_enrolment(enrolment.hash_of(token), at=AT), password="one two", at=AT
    )
    people.close_account(person=person, by=office, at=AT)
    _, token = enrolment.enrol(person=person, by=office, at=AT)

    account = enrolment.use_enrolment(
        enrolment=open_enrolment(enrolment.hash_of(token), at=AT), password="three four", at=AT
    )

    assert Account.objects.get(person=person) == account
    assert account.is_active and account.closed_at is None and account.check_password("three four")


def test_no_link_without_a_confirmed_address(office):
    person = people.name_person(name="Zoë", email="zoe@school.example", by=office, at=AT)

    with pytest.raises(Refused, match="Confirm the e-mail address first"):
        enrolment.enrol(person=person, by=office, at=AT)


def test_no_link_for_an_address_that_another_signs_in_with(office, authority):
    person, _ = named(office, authority)
    make_person(email="other@school.example")
    type(person).objects.filter(pk=person.pk).update(email="other@school.example")
    person.refresh_from_db()

    with pytest.raises(Refused, match="Somebody else already signs in"):
        enrolment.enrol(person=person, by=office, at=AT)


def test_somebody_known_is_not_named_a_second_time(office, authority):
    named(office, authority)

    with pytest.raises(Refused, match="already known"):
        named(office, authority, name="Another", email="ZOE@school.example")


def test_a_new_report_writer_writes_for_the_agency_from_today(office, authority):
    school = make_agency(authority)

    person, token = enrolment.name_report_writer(
        name="İpek", email="ipek@school.example", agency=school, today=TODAY, by=office, at=AT
    )

    held = person.roles.get()
    assert (held.role, held.agency, held.from_on, held.to_on) == ("agency_writer", school, TODAY, None)
    assert open_enrolment(enrolment.hash_of(token), at=AT).person == person
    assert person.email_confirmed_at == AT


def test_asking_for_a_new_link_is_seen_by_the_office_once_and_says_nothing_to_strangers(office, authority):
    person, token = named(office, authority)
    before = AuditRow.objects.count()

    enrolment.ask_for_new_link(token=token, at=AT)
    enrolment.ask_for_new_link(token=token, at=AT)
    enrolment.ask_for_new_link(token="a stranger's guess", at=AT)

    assert Enrolment.objects.get(person=person).asked_again_at == AT
    assert AuditRow.objects.count() == before + 1


# The first rows of an installation


def test_an_installation_has_one_partnership_and_its_first_administrator_named_once():
    partnership = founding.found_partnership(name=" Larkmere ", at=AT, is_demo=True, filled_on=TODAY)
    place = {
        "name": "Larkmere City",
        "procedures": "derby",
        "email": "a@b.example",
        "telephone": "01632 960000",
    }
    authority = founding.add_authority(partnership=partnership, letter="L", at=AT, **place)
    person = founding.first_administrator(
        authority=authority, name="Ada", email="ada@b.example", today=TODAY, at=AT
    )

    assert (partnership.name, partnership.is_demo, partnership.filled_on) == ("Larkmere", True, TODAY)
    assert person.roles.get().role == Role.ADMINISTRATOR and person.email_confirmed_at == AT
    assert founding.open_demo_account(person=person).person == person
    for wrong, why in [
        ({"procedures": "nowhere"}, "no procedure set"),
        ({"letter": "l"}, "one capital letter"),
        ({"letter": "LT"}, "one capital letter"),
        ({"letter": "É"}, "one capital letter"),
        ({}, "has this name or this letter"),
        ({"name": "Other"}, "has this name or this letter"),
    ]:
        with pytest.raises(Refused, match=why):
            founding.add_authority(**{"partnership": partnership, "letter": "L", "at": AT} | place | wrong)
    with pytest.raises(Refused, match="its partnership already"):
        founding.found_partnership(name="Another", at=AT)
    with pytest.raises(Refused, match="has an administrator"):
        founding.first_administrator(authority=authority, name="B", email="b@b.example", today=TODAY, at=AT)
