"""How long a session lasts, who needs a second factor, and what becomes of what was typed (decisions 22)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnership.middleware import SAFE, WHOSE
from partnership.models import AuditRow, Parked, Person
from partnership.operations.parking import AT_MOST, park, typed
from partnership.sealing import Unsealable
from partnership.sessions import DEMO_SIGN_IN, SECOND_FACTOR
from partnership.tests.factories import client_for, make_authority, make_person
from procedures.words import Role

pytestmark = pytest.mark.django_db
NEW_AGENCY = reverse("partnership:new_agency")
TYPED = {"name": "St Ætheldreda’s\nقسم <b>", "kind": "education_school", "authorities": ["x", "y"]}


@pytest.fixture
def office():
    return make_person(Role.ADMINISTRATOR, at=make_authority())


def signed_out(person, **options):
    """A browser whose session has ended: only the cookie that says whose text it may park is left."""
    client = client_for(person, **options)
    client.get(reverse("partnership:account"))
    client.cookies.pop("sessionid")
    return client


# Sessions


@pytest.mark.parametrize(("hours", "status"), [(7.9, 200), (8.1, 302)])
def test_a_session_ends_after_eight_hours_whatever_is_done(office, hours, status):
    began = timezone.now()
    with time_machine.travel(began, tick=False) as clock:
        browser = client_for(office)
        while timezone.now() - began < timedelta(hours=hours):
            browser.get(reverse("partnership:account"))
            clock.shift(timedelta(minutes=14))

        assert browser.get(reverse("partnership:account")).status_code == status


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 302)])
def test_a_session_ends_after_fifteen_idle_minutes(office, minutes, status):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = client_for(office)
        browser.get(reverse("partnership:account"))
        clock.shift(timedelta(minutes=minutes))

        assert browser.get(reverse("partnership:account")).status_code == status


# The second factor


def test_without_a_second_factor_only_its_setting_up_and_leaving_are_open(office):
    browser = Client()
    browser.force_login(office.account)

    for name in ("partnership:people", "partnership:procedures", "partnership:account", "mfa_index"):
        assert browser.get(reverse(name)).url == reverse("mfa_activate_totp")
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200
    assert browser.get(reverse("privacy")).status_code == 200
    assert browser.post(reverse("account_logout")).url == "/"


def test_a_session_whose_account_has_a_second_factor_passes_and_is_not_asked_again(office):
    Authenticator.objects.create(user=office.account, type="totp", data={"secret": "sealed"})
    browser = Client()
    browser.force_login(office.account)

    assert browser.get(reverse("partnership:account")).status_code == 200
    assert browser.session[SECOND_FACTOR] is True


def test_a_demo_sign_in_has_no_second_factor_to_show(office):
    browser = client_for(office)
    session = browser.session
    del session[SECOND_FACTOR]
    session[DEMO_SIGN_IN] = True
    session.save()

    assert browser.get(reverse("partnership:account")).status_code == 200


# What was typed


def test_what_is_sent_after_the_session_ended_is_kept_sealed_and_offered_after_signing_in(office):
    browser = signed_out(office)

    answer = browser.post(NEW_AGENCY, TYPED)

    row = Parked.objects.get()
    assert answer.url == f"{reverse('account_login')}?next={reverse('partnership:parked', args=[row.ref])}"
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [SAFE]
    assert "theldreda" not in row.sealed
    assert (row.account, row.path, row.had_files) == (office.account, NEW_AGENCY, False)
    assert typed(row) == [
        ("name", TYPED["name"]),
        ("kind", TYPED["kind"]),
        ("authorities", "x"),
        ("authorities", "y"),
    ]
    page = client_for(office).get(reverse("partnership:parked", args=[row.ref])).content.decode()
    assert f'action="{NEW_AGENCY}"' in page
    assert "St Ætheldreda’s" in page and "قسم &lt;b&gt;" in page and "<b>" not in page.split("<main")[1]


def test_the_front_page_after_signing_in_is_what_waits(office, rf):
    signed_out(office).post(NEW_AGENCY, TYPED)
    row = Parked.objects.get()

    assert client_for(office).get(reverse("partnership:account")).context["parked"] == row


def test_files_are_not_kept_and_the_page_says_so(office, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(b"%PDF")
    with file.open("rb") as opened:
        signed_out(office).post(NEW_AGENCY, {"name": "A", "file": opened})

    row = Parked.objects.get()
    assert row.had_files and typed(row) == [("name", "A")]
    page = client_for(office).get(reverse("partnership:parked", args=[row.ref])).content.decode()
    assert "The files that you chose could not be kept" in page


def test_what_was_taken_back_and_saved_is_no_longer_kept(office):
    signed_out(office).post(NEW_AGENCY, TYPED)
    row = Parked.objects.get()
    browser = client_for(office)
    session = browser.session
    session[DEMO_SIGN_IN] = True
    session.save()

    unsaved = browser.post(NEW_AGENCY, {"parked_ref": row.ref, "name": ""})
    assert unsaved.status_code == 200 and Parked.objects.exists()
    authority = office.roles.get().authority
    saved = browser.post(
        NEW_AGENCY, {"parked_ref": row.ref, "name": "A", "kind": "gp", "authorities": [authority.ref]}
    )

    assert saved.status_code == 302 and not Parked.objects.exists()


def test_nobody_else_sees_or_throws_away_what_was_parked(office):
    signed_out(office).post(NEW_AGENCY, TYPED)
    row = Parked.objects.get()
    other = client_for(make_person(Role.ADMINISTRATOR, at=office.roles.get().authority))

    assert other.get(reverse("partnership:parked", args=[row.ref])).status_code == 404
    assert other.post(reverse("partnership:drop_parked", args=[row.ref])).status_code == 404
    other.post(NEW_AGENCY, {"parked_ref": row.ref})
    assert Parked.objects.filter(pk=row.pk).exists()


def test_its_owner_throws_it_away(office):
    signed_out(office).post(NEW_AGENCY, TYPED)

    client_for(office).post(reverse("partnership:drop_parked", args=[Parked.objects.get().ref]))

    assert not Parked.objects.exists()


def test_it_is_kept_for_a_day(office):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        signed_out(office).post(NEW_AGENCY, TYPED)
        address = reverse("partnership:parked", args=[Parked.objects.get().ref])
        clock.shift(timedelta(hours=23, minutes=59))
        assert client_for(office).get(address).status_code == 200
        clock.shift(timedelta(minutes=2))

        assert client_for(office).get(address).status_code == 404
        park(account=office.account, path="/other", fields=[], had_files=False, at=timezone.now())
        assert [row.path for row in Parked.objects.all()] == ["/other"]


def test_the_same_page_is_kept_once_and_an_account_has_no_more_than_its_share(office):
    for n in range(AT_MOST + 5):
        park(account=office.account, path=f"/page/{n}", fields=[], had_files=False, at=timezone.now())
    park(account=office.account, path="/page/20", fields=[("a", "b")], had_files=False, at=timezone.now())

    assert Parked.objects.count() == AT_MOST
    assert typed(Parked.objects.get(path="/page/20")) == [("a", "b")]


def test_what_was_altered_in_the_database_is_told_and_not_shown(office):
    signed_out(office).post(NEW_AGENCY, TYPED)
    Parked.objects.update(account=make_person().account)
    row = Parked.objects.get()
    with pytest.raises(Unsealable):
        typed(row)

    answer = client_for(row.account.person).get(reverse("partnership:parked", args=[row.ref]), follow=True)

    assert "can no longer be opened" in answer.content.decode()


@pytest.mark.parametrize("cookie", [None, "nonsense", signing.dumps(999_999, salt=WHOSE)])
def test_where_it_cannot_be_told_whose_it_is_nothing_is_kept(cookie):
    browser = Client()
    if cookie:
        browser.cookies[WHOSE] = cookie

    answer = browser.post(NEW_AGENCY, TYPED)

    assert answer.url == f"{reverse('account_login')}?next={NEW_AGENCY}"
    assert not Parked.objects.exists()


def test_a_closed_account_parks_nothing(office):
    browser = signed_out(office)
    office.account.is_active = False
    office.account.save()

    browser.post(NEW_AGENCY, TYPED)

    assert not Parked.objects.exists()


def test_a_page_that_is_only_looked_at_parks_nothing(office):
    signed_out(office).get(NEW_AGENCY)

    assert not Parked.objects.exists()


def test_a_script_that_saves_by_itself_is_told_that_the_session_is_over(office):
    answer = signed_out(office).post(NEW_AGENCY, TYPED, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json()["error"] == "signed out"
    assert not Parked.objects.exists()


def test_signing_out_forgets_whose_browser_it_was(office):
    browser = client_for(office)
    browser.get(reverse("partnership:account"))
    assert signing.loads(browser.cookies[WHOSE].value, salt=WHOSE) == office.account.pk

    browser.post(reverse("account_logout"))

    assert browser.cookies[WHOSE].value == ""


# The form that was open too long


OURS = {"Origin": "http://testserver"}


def test_a_form_from_before_signing_in_again_is_offered_back_at_once(office):
    browser = client_for(office, enforce_csrf_checks=True)

    answer = browser.post(NEW_AGENCY, TYPED, headers=OURS)

    assert answer.url == reverse("partnership:parked", args=[Parked.objects.get().ref])


def test_a_form_of_somebody_signed_out_is_kept_and_the_page_says_what_to_do(office):
    browser = signed_out(office, enforce_csrf_checks=True)

    answer = browser.post(NEW_AGENCY, TYPED, headers=OURS)

    assert answer.status_code == 403
    assert Parked.objects.get().account == office.account
    assert answer.context["kept"] is True


def test_what_another_site_sends_is_not_kept(office):
    browser = client_for(office, enforce_csrf_checks=True)

    answer = browser.post(NEW_AGENCY, TYPED, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert not Parked.objects.exists()


def test_a_script_with_a_stale_form_is_told_so(office):
    browser = client_for(office, enforce_csrf_checks=True)

    answer = browser.post(NEW_AGENCY, TYPED, headers=OURS | {"Accept": "application/json"})

    assert (answer.status_code, answer.json()["error"]) == (403, "stale form")
    assert not Parked.objects.exists()


def test_a_password_is_never_parked(office):
    browser = signed_out(office, enforce_csrf_checks=True)

    answer = browser.post(reverse("account_login"), {"login": "a", "password": "secret"}, headers=OURS)

    assert answer.status_code == 403
    assert not Parked.objects.exists()


def test_parking_is_in_the_audit_without_what_was_typed(office):
    signed_out(office).post(NEW_AGENCY, TYPED)

    row = AuditRow.objects.get(action="park")
    assert (row.person, row.refs) == (office, Parked.objects.get().ref)
    assert Person.objects.get(pk=row.person_id) == office
