"""Signing in with password and code, without a browser: what is refused, and how it looks from outside."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnership.models import AuditRow
from partnership.operations.parking import park
from partnership.sealing import Unsealable, seal, unseal
from partnership.sessions import DEMO_SIGN_IN
from partnership.sign_in import AccountAdapter
from partnership.tests.factories import client_for, code_of, make_authority, make_person
from procedures.words import Role

pytestmark = pytest.mark.django_db
PASSWORD = "otter lantern gravel sonnet"
LOGIN = reverse("account_login")


@pytest.fixture
def person():
    person = make_person(Role.CHAIR, at=make_authority(), email="chair@council.example")
    person.account.set_password(PASSWORD)
    person.account.save()
    return person


@pytest.fixture
def secret(person):
    """Of their app; and the clock stands, so that no code grows too old on its way."""
    secret = generate_totp_secret()
    TOTP.activate(person.account, secret)
    with time_machine.travel(timezone.now(), tick=False):
        yield secret


def signed_in(browser, *, password=PASSWORD, email="chair@council.example"):
    return browser.post(LOGIN, {"login": email, "password": password})


def test_the_second_factors_secret_is_sealed_and_opens_nowhere_else(person, secret):
    kept = Authenticator.objects.get().data["secret"]

    assert secret not in kept
    assert unseal(kept, purpose="totp", about="second factor") == secret
    for wrong in ({"about": "another"}, {"purpose": "files"}):
        with pytest.raises(Unsealable):
            unseal(kept, **{"purpose": "totp", "about": "second factor"} | wrong)
    for broken in (kept[:-4] + "AAAA", "k9:" + kept[3:], "nonsense"):
        with pytest.raises(Unsealable):
            unseal(broken, purpose="totp", about="second factor")
    assert seal("a", purpose="totp", about="b") != seal("a", purpose="totp", about="b")


def test_password_and_code_let_in_and_a_code_lets_in_once(person, secret):
    for lets_in in (True, False):
        browser = Client()
        assert signed_in(browser).url == reverse("mfa_authenticate")
        browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert (browser.get(reverse("partnership:account")).status_code == 200) is lets_in
    row = AuditRow.objects.get(action="sign_in")
    assert (row.person, row.outcome, row.demo) == (person, "allowed", False)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike_and_written_down(person):
    answers = [
        signed_in(Client(), password="wrong"),
        signed_in(Client(), email="nobody@council.example"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({str(answer.context["form"].errors) for answer in answers}) == 1
    rows = AuditRow.objects.filter(action="sign_in", outcome="refused").order_by("pk")
    assert [row.refs for row in rows] == [person.ref, ""]


def test_guessing_passwords_is_slowed_down_per_account(person):
    for _ in range(5):
        signed_in(Client(), password="wrong")

    assert "Too many" in str(signed_in(Client()).context["form"].errors)


def test_guessing_codes_is_slowed_down_per_account(person, secret):
    browser = Client()
    signed_in(browser)
    for _ in range(6):
        answer = browser.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert "Too many" in str(answer.context["form"].errors)


def test_nobody_turns_off_their_second_factor(person, secret):
    browser = Client()
    signed_in(browser)
    browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    browser.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(type="totp").exists()


def test_after_signing_in_what_waits_comes_first(person, secret):
    row = park(account=person.account, path="/x", fields=[], had_files=False, at=timezone.now())
    browser = Client()
    signed_in(browser)

    answer = browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert answer.url == reverse("partnership:parked", args=[row.ref])


def test_recovery_codes_want_proof_again_once_signing_in_is_long_past(person, secret, settings):
    browser = Client()
    signed_in(browser)
    browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    codes = reverse("mfa_generate_recovery_codes")
    assert browser.get(codes).status_code == 200

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert browser.get(codes).url.startswith(reverse("account_reauthenticate"))
    session = browser.session
    session[DEMO_SIGN_IN] = True
    session.save()
    assert browser.get(codes).status_code == 200


def test_a_forgotten_password_is_answered_alike_for_anybody_and_the_mail_names_nobody(person):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("chair@council.example", "nobody@council.example")
    ]

    assert answers[0].content == answers[1].content
    known = next(sent for sent in mail.outbox if sent.to == ["chair@council.example"])
    assert person.name not in known.body and person.name not in known.subject
    assert "chair@council.example" not in known.body
    assert (
        known.subject == "Choose a new password"
        and "http://testserver/account/password/reset/key/" in known.body
    )
    other = next(sent for sent in mail.outbox if sent.to == ["nobody@council.example"])
    assert "Nobody signs in with it" in other.body


def test_signing_out_clears_what_the_browser_kept(person):
    answer = client_for(person).post(reverse("account_logout"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_names_in_logs_are_none(person):
    assert str(person.account) == f"account {person.account.pk}"


def test_nobody_makes_an_account_by_themselves():
    assert not AccountAdapter().is_open_for_signup(None)
