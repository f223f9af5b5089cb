"""Who looked at what, as information governance reads it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partnership.audit import write
from partnership.models import AuditRow, RoleHeld
from partnership.tests.factories import (
    client_for,
    make_authority,
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


# The audit


@pytest.fixture
def governance(authority):
    return client_for(make_person(Role.INFORMATION_GOVERNANCE, at=authority, name="Hương"))


def looked_for(governance, **told):
    governance.post(url("audit"), told)
    return [row for row, _ in governance.get(url("audit")).context["page"].said]


def test_the_audit_is_found_by_person_reference_and_day_and_the_address_stays_silent(
    governance, office, desk
):
    desk.get(url("people"))
    desk.get(url("person", office.ref))
    today = timezone.localdate()

    assert {row.person for row in looked_for(governance, person=office.email)} == {office}
    assert {row.action for row in looked_for(governance, reference=office.ref)} >= {"keep_people"}
    assert looked_for(governance, **day("day", today))
    assert looked_for(governance, **day("day", today - timedelta(days=1))) == []
    assert len(looked_for(governance)) > 2


def test_a_refused_attempt_stands_in_the_audit_with_who_and_what(governance, office):
    intruder = make_person(Role.ADMINISTRATOR, at=make_authority())
    assert client_for(intruder).get(url("person", office.ref)).status_code == 404
    assert client_for(office).get(url("audit")).status_code == 403

    assert [(row.action, row.outcome) for row in looked_for(governance, person=office.email)] == [
        ("see_audit", "refused")
    ]
    rows = looked_for(governance, person=intruder.email)
    assert [(row.action, row.outcome, row.refs) for row in rows] == [
        ("keep_people", "not_found", office.ref),
    ]
    assert "Not theirs" in text_of(governance.get(url("audit")))


@pytest.mark.parametrize("role", [Role.INFORMATION_GOVERNANCE, Role.DESIGNATED_MANAGER])
def test_the_audit_of_another_authority_is_read_there(role, office, school):
    elsewhere = make_authority()
    reader = client_for(make_person(role, at=elsewhere))
    theirs, ours = make_person(Role.ADMINISTRATOR, at=elsewhere), make_person(Role.AGENCY_WRITER, at=school)
    for person in (theirs, ours, office):
        client_for(person).get(url("people"))

    assert {row.person for row in looked_for(reader, reference="")} >= {theirs}
    assert looked_for(reader, person=ours.email) == looked_for(reader, person=office.email) == []
    assert "is read at their authority" in text_of(reader.get(url("audit")))


def test_what_people_of_an_agency_do_is_read_at_the_authority_that_it_serves(governance, school):
    writer = make_person(Role.AGENCY_WRITER, at=school)
    client_for(writer).get(url("people"))

    assert [row.outcome for row in looked_for(governance, person=writer.email)] == ["refused"]


@pytest.mark.parametrize(
    ("moved", "read"), [(False, ["today", "then"]), (True, ["then"])], ids=["left", "moved"]
)
def test_somebody_who_moved_is_read_at_each_authority_for_the_time_there(moved, read, governance, authority):
    now = timezone.now()
    last = timezone.localdate(now) - timedelta(days=10)
    leaver = make_person(
        Role.CHAIR, at=authority, from_on=last - timedelta(days=30), to_on=last, name="Moved"
    )
    if moved:
        RoleHeld.objects.create(
            person=leaver, role=Role.CHAIR, authority=make_authority(), from_on=last + timedelta(days=1)
        )
    for action, days in [("before", 90), ("then", 20), ("today", 0)]:
        write(at=now - timedelta(days=days), person=leaver, action=action, kind="page")

    assert [row.action for row in looked_for(governance, person=leaver.email)] == read


@pytest.mark.parametrize(
    ("name", "error"), [("nobody at all", "Nobody is called so"), ("twin", "2 people are called so")]
)
def test_the_audit_does_not_guess_whom_a_name_means(governance, name, error):
    make_person(name="Twin Lockwood")
    make_person(name="Twin Ashdown")

    assert error in text_of(governance.post(url("audit"), {"person": name}))


def test_one_of_two_alike_is_found_by_the_whole_name(governance):
    twin = make_person(name="Twin")
    make_person(name="Twin Ashdown")

    governance.post(url("audit"), {"person": "twin"})

    assert governance.session["audit_filter"]["person"] == twin.ref


def test_a_day_that_is_none_is_said(governance):
    assert "must be a real date" in text_of(
        governance.post(url("audit"), day("day", date(2026, 2, 1)) | {"day_day": 31})
    )


def test_looking_at_the_audit_is_in_the_audit(governance):
    governance.get(url("audit"))

    assert AuditRow.objects.filter(action="see_audit", outcome="allowed").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_audit_asks_the_database_no_more_for_three_rows_than_for_one(
    rows, governance, office, django_assert_num_queries
):
    for _ in range(rows):
        client_for(office).get(url("person", office.ref))

    with django_assert_num_queries(17):
        governance.get(url("audit"))
