"""The one door, asked directly: what it loads, refuses and writes down."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone

from partnership import audit
from partnership.gate import door, lobby, may
from partnership.models import AuditRow, Person
from partnership.tests.factories import make_authority, make_person
from procedures.access import Action
from procedures.words import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_person(Role.ADMINISTRATOR, at=make_authority())


@pytest.fixture
def asked(rf, office):
    request = rf.get("/")
    request.user, request.person, request.session = office.account, office, {}
    return request


def view(request, thing=None):
    return HttpResponse(thing.ref if thing else "inside")


def rows():
    return list(AuditRow.objects.order_by("pk").values_list("action", "kind", "refs", "outcome"))


def test_the_door_loads_authorises_and_writes_down(asked, office):
    answer = door(Person, Action.KEEP_PEOPLE)(view)(asked, ref=office.ref)

    assert answer.content.decode() == office.ref
    assert rows() == [("keep_people", "Person", office.ref, "allowed")]
    assert {relation.value for relation in asked.relations} == {"office"}


def test_a_stranger_learns_nothing_and_the_attempt_is_written_down(asked):
    other = make_person(Role.CHAIR, at=make_authority())

    for ref in (other.ref, "nonsense"):
        with pytest.raises(Http404):
            door(Person, Action.KEEP_PEOPLE)(view)(asked, ref=ref)

    assert rows() == [("keep_people", "Person", ref, "not_found") for ref in (other.ref, "nonsense")]


def test_an_insider_who_may_not_is_told_why_and_it_is_written_down(asked, office):
    with pytest.raises(PermissionDenied, match="may see the chair's reading list"):
        door(Person, Action.SEE_READING)(view)(asked, ref=office.ref)

    assert rows() == [("see_reading", "Person", office.ref, "refused")]


def test_if_it_cannot_be_written_down_it_is_not_read(asked, office, settings):
    settings.KEYS = settings.KEYS | {"audit": {"current": "gone"}}

    with pytest.raises(KeyError):
        door(Person, Action.KEEP_PEOPLE)(view)(asked, ref=office.ref)


def test_an_autosave_is_written_down_once_a_sitting(asked, office):
    other = make_person(Role.CHAIR, at=office.roles.get().authority)
    guarded = door(Person, Action.KEEP_PEOPLE, once_a_sitting=True)(view)

    for ref in (office.ref, office.ref, other.ref, office.ref):
        guarded(asked, ref=ref)

    assert [row[2] for row in rows()] == [office.ref, other.ref]


def test_the_lobby_opens_by_role_and_writes_down_whom_it_refused(asked):
    assert lobby(Action.KEEP_PEOPLE)(view)(asked).content == b"inside"
    with pytest.raises(PermissionDenied):
        lobby(Action.SEE_AUDIT)(view)(asked)

    assert rows() == [("see_audit", "page", "", "refused")]


def test_a_template_asks_the_same_question(office):
    today = timezone.localdate()

    assert may(Action.KEEP_PEOPLE, office, office, today=today)
    assert not may(Action.KEEP_PEOPLE, make_person(Role.CHAIR, at=make_authority()), office, today=today)


def test_the_row_says_from_where_and_how(asked, office):
    row = audit.record(asked, action="x", kind="y", refs=["a", "b"], outcome="allowed", at=timezone.now())

    assert (row.refs, row.method, row.address, row.person, row.demo) == (
        "a b",
        "GET",
        "127.0.0.1",
        office,
        False,
    )
