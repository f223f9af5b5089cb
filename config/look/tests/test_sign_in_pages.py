"""Signing in, in plain words and in our look: read as somebody reads it who has never done it."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from lxml import html

from partnership.tests.browser import press
from partnership.tests.factories import PASSWORD, client_for, code_of, make_authority, make_person
from procedures.words import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("insert_only_lifted")]

FOR_ANYBODY = {
    "account_login": "Sign in",
    "account_inactive": "This account is closed",
    "account_reset_password": "Set a new password",
    "account_reset_password_done": "Look in your e-mail",
    "account_reset_password_from_key_done": "Your password is changed",
}
SIGNED_IN = {
    "account_logout": "Do you want to sign out?",
    "usersessions_list": "Where you are signed in",
    "mfa_index": "Your second step at sign-in",
    "mfa_activate_totp": "Set up your second step",
}


def read(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200, name
    return html.fromstring(answer.content)


@pytest.fixture
def somebody():
    return make_person(Role.ADMINISTRATOR, at=make_authority(), name="Ṣọlá O’Neil")


@pytest.mark.parametrize(("name", "heading"), FOR_ANYBODY.items())
def test_pages_before_signing_in_have_one_heading_in_plain_words(client, name, heading):
    page = read(client, name)
    assert [h1.text_content() for h1 in page.xpath("//h1")] == [heading]


@pytest.mark.parametrize(("name", "heading"), SIGNED_IN.items())
def test_pages_of_ones_own_account_have_one_heading_in_plain_words(somebody, name, heading):
    page = read(client_for(somebody), name)
    assert [h1.text_content() for h1 in page.xpath("//h1")] == [heading]
    assert "Ṣọlá O’Neil" in page.xpath("string(//header)")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("account_login", ["Enter your e-mail address", "Enter your password"]),
        ("account_reset_password", ["Enter your e-mail address"]),
    ],
)
def test_an_empty_form_asks_for_what_its_labels_say(client, name, said):
    page = html.fromstring(client.post(reverse(name), {}).content)
    assert page.xpath("//div[contains(@class, 'govuk-error-summary')]//li/a/text()") == said
    labels = [label.text_content().strip() for label in page.xpath("//label")]
    assert [f"Enter {label[0].lower()}{label[1:]}" for label in labels] == said


def test_a_wrong_password_is_said_above_the_form_and_what_was_typed_is_there(client):
    answer = client.post(
        reverse("account_login"), {"login": "somebody@partnership.example", "password": "wrong"}
    )
    page = html.fromstring(answer.content)
    assert page.xpath("string(//title)").startswith("Error: Sign in")
    assert page.xpath("//div[contains(@class, 'govuk-error-summary')]//li")
    assert page.xpath("//input[@name='login']/@value") == ["somebody@partnership.example"]
    assert not page.xpath("//input[@name='password']/@value")


def test_the_second_step_shows_its_key_as_a_picture_and_as_letters(somebody):
    page = read(client_for(somebody), "mfa_activate_totp")
    [picture] = page.xpath("//main//img")
    assert picture.get("src").startswith("data:image/svg+xml")
    assert picture.get("alt")
    [secret] = page.xpath("//main//code/text()")
    assert len(secret) >= 16
    [box] = page.xpath("//main//input[@name='code']")
    assert (box.get("autocomplete"), box.get("placeholder")) == ("one-time-code", None)


def test_a_reset_link_that_was_used_says_what_to_do(client):
    answer = client.get(reverse("account_reset_password_from_key", args=["1", "nonsense"]), follow=True)
    page = html.fromstring(answer.content)
    assert page.xpath("string(//h1)") == "This link no longer works"
    assert page.xpath("//main//a/@href") == [reverse("account_reset_password")]


@pytest.mark.django_db(transaction=True)
def test_somebody_signs_in_for_the_first_time_with_password_and_second_step(page, live_server, axe, screens):
    """The whole way in a browser, as a person who has just enrolled goes it, with a real code from a real key."""
    somebody = make_person(Role.ADMINISTRATOR, at=make_authority(), name="Ṣọlá O’Neil")
    somebody.account.set_password(PASSWORD)
    somebody.account.save()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    page.goto(live_server.url + reverse("account_login"))
    axe(page)
    screens(page, "sign-in")
    press(page.get_by_role("button", name="Sign in"))
    axe(page)
    screens(page, "sign-in-wrong")
    page.locator("#id_login").fill(somebody.email)
    page.locator("#id_password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in"))

    assert page.get_by_role("heading", level=1).inner_text() == "Set up your second step"
    axe(page)
    screens(page, "second-step")
    secret = page.locator("main code").inner_text()
    with time_machine.travel(timezone.now(), tick=False):  # so that the code doesn't grow too old on its way
        page.get_by_label("Authenticator code").fill(code_of(secret))
        press(page.get_by_role("button", name="Finish setting up"))

    assert page.get_by_role("heading", level=1).inner_text() == "Your recovery codes"
    axe(page)
    screens(page, "recovery-codes")
    assert complaints == []
