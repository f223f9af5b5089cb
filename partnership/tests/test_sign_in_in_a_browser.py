"""The whole real way in, once, in a browser: link, password, second factor, signing out and in again (decisions 12)."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from partnership.operations.enrolment import name_and_enrol
from partnership.tests.browser import press
from partnership.tests.factories import code_of, make_agency, make_authority, make_person
from procedures.words import Role

pytestmark = [
    pytest.mark.usefixtures("insert_only_lifted"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]
PASSWORD = "otter lantern gravel sonnet"


@pytest.fixture
def clock():
    """It stands, so that no code of the app grows too old on its way."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def link(clock, live_server):
    authority = make_authority(name="Larkmere City")
    office = make_person(Role.ADMINISTRATOR, at=authority)
    school = make_agency(authority, name="St Ætheldreda’s RC Primary")
    _, token = name_and_enrol(
        name="يوسف O'Neil",
        email="dsl@school.example",
        role=Role.AGENCY_SIGNER,
        agency=school,
        from_on=timezone.localdate(),
        by=office,
        at=timezone.now(),
    )
    return f"{live_server.url}/enrol/{token}/"


def test_somebody_named_by_the_office_gets_in_with_password_and_second_factor_and_no_other_way(
    page, clock, link, live_server, axe, screens
):
    page.goto(link)
    axe(page)
    screens(page, "enrol")
    page.get_by_label("Your work e-mail address").fill("dsl@school.example")
    page.get_by_label("Choose a password").fill("password1234")
    page.get_by_label("The same password again").fill("password1234")
    press(page.get_by_role("button", name="Save and continue"))
    assert page.locator(".govuk-error-summary").get_by_text("too common").count() == 1

    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    press(page.get_by_role("button", name="Save and continue"))
    assert page.get_by_role("heading", level=1).inner_text() == "Set up your second step"
    axe(page)
    page.goto(f"{live_server.url}/procedures/")
    assert page.get_by_role("heading", level=1).inner_text() == "Set up your second step"

    secret = re.search(r"[A-Z2-7]{32}", page.content()).group()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    press(page.get_by_role("button", name="Finish setting up"))
    assert page.get_by_role("heading", level=1).inner_text() == "Your recovery codes"
    axe(page)
    recovery_code = page.locator(".look-codes li").first.inner_text()
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept and kept.startswith("k1:")

    page.goto(f"{live_server.url}/your-account/")
    press(page.get_by_role("button", name="Sign out"))
    page.go_back()
    assert "O'Neil" not in page.content()

    clock.shift(30)  # until the app shows the next
    code = code_of(secret)
    for attempt, lets_in in ((code, True), (code, False)):
        sign_in(page, live_server.url)
        page.get_by_role("textbox", name="Code").fill(attempt)
        press(page.get_by_role("button", name="Sign in"))
        page.goto(f"{live_server.url}/your-account/")
        assert (page.get_by_role("heading", level=1).inner_text() == "Your account") is lets_in
        page.context.clear_cookies()

    sign_in(page, live_server.url)
    page.get_by_role("textbox", name="Code").fill(recovery_code)
    press(page.get_by_role("button", name="Sign in"))
    page.goto(f"{live_server.url}/your-account/")
    assert page.get_by_role("heading", level=1).inner_text() == "Your account"
    screens(page, "your-account")

    page.goto(link)
    assert page.get_by_role("heading", level=1).inner_text() == "This link no longer works"


def sign_in(page, url):
    page.goto(f"{url}/account/login/")
    page.get_by_role("textbox", name="Your e-mail address").fill("dsl@school.example")
    page.get_by_role("textbox", name="Your password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in"))
