"""Who somebody is today, and who is who at a place."""

from datetime import date, timedelta

import pytest

from partnership.models import AuditRow, Person
from partnership.queries import agencies_where, authorities_where, holders, relations_by_role, said_of
from partnership.tests.factories import make_agency, make_authority, make_person
from procedures.access import Relation
from procedures.words import Role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


def test_a_role_counts_from_its_first_day_to_its_last():
    authority = make_authority()
    person = make_person(Role.CHAIR, at=authority, from_on=TODAY, to_on=TODAY + timedelta(days=1))
    days = [TODAY + timedelta(days=n) for n in range(-1, 3)]

    assert [authority in authorities_where(person, Role.CHAIR, today=day) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    assert [person in holders(Role.CHAIR, authority=authority, today=day) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_role_counts_at_its_own_place_alone():
    school, other = make_agency(), make_agency()
    person = make_person(Role.AGENCY_WRITER, at=school)

    assert list(agencies_where(person, Role.AGENCY_WRITER, Role.AGENCY_SIGNER, today=TODAY)) == [school]
    assert list(agencies_where(person, Role.AGENCY_SIGNER, today=TODAY)) == []
    assert list(holders(Role.AGENCY_WRITER, agency=other, today=TODAY)) == []


def test_holders_stand_by_name():
    authority = make_authority()
    for name in ("Zoë", "Ada"):
        make_person(Role.CHAIR, at=authority, name=name)

    assert [person.name for person in holders(Role.CHAIR, authority=authority, today=TODAY)] == ["Ada", "Zoë"]


def test_the_office_finds_somebody_of_two_roles_once():
    authority = make_authority()
    office = make_person(Role.ADMINISTRATOR, at=authority)
    chair = make_person(Role.CHAIR, at=authority)
    chair.roles.create(role=Role.TEAM_MANAGER, authority=authority, from_on=TODAY)
    named = Person.objects.create(name="Named and no more")

    found = Person.objects.visible_to(office, today=TODAY)

    assert sorted(one.pk for one in found) == [office.pk, chair.pk, named.pk]


def test_roles_make_relations_and_a_role_that_opens_nothing_makes_none():
    authority = make_authority()

    assert relations_by_role(make_person(Role.CHAIR, at=authority), today=TODAY) == {
        Relation.CHAIR,
        Relation.MEMBER,
    }
    assert relations_by_role(make_person(Role.PANEL_MEMBER, at=authority), today=TODAY) == {Relation.MEMBER}


@pytest.mark.parametrize(
    ("action", "method", "deed", "how"),
    [
        ("see_family", "GET", "See this family", "Looked"),
        ("give_role", "", "Give a role", ""),
        ("something_new", "POST", "Something new", "Sent"),
    ],
)
def test_a_row_of_the_audit_is_said_in_words(action, method, deed, how):
    said = said_of(AuditRow(action=action, method=method, outcome="refused", refs="a b"))

    assert said == {
        "deed": deed,
        "kind": "",
        "how": how,
        "outcome": "Refused",
        "weight": "late",
        "refs": ["a", "b"],
    }


def test_the_audit_calls_things_by_the_names_that_people_use():
    row = AuditRow(action="see_audit", method="GET", outcome="allowed")
    for kind, called in (("AuditRow", "The audit"), ("Release", "Pack"), ("Conference", "Conference")):
        row.kind = kind
        assert said_of(row)["kind"] == called
