"""This floor's pages in a real browser: what axe finds, what the policy refuses, and a session that ends mid-form."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from partnership.tests.browser import press
from partnership.tests.factories import make_agency, make_authority, make_person
from procedures.words import Role

pytestmark = [
    pytest.mark.usefixtures("insert_only_lifted"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]
HOSTILE = "يوسف <b>O'Neil</b>"


@pytest.fixture
def people():
    authority = make_authority(procedure_set="derbyshire", name="Thornwold County")
    school = make_agency(authority, name="St Ætheldreda’s RC Primary")
    return {
        "office": make_person(Role.ADMINISTRATOR, at=authority, name="Bronwen Ó Sé"),
        "governance": make_person(Role.INFORMATION_GOVERNANCE, at=authority, name="Hương"),
        "lead": make_person(Role.AGENCY_SIGNER, at=school, name=HOSTILE),
        "authority": authority,
    }


def be(page, url, person):
    page.goto(f"{url}/demo/")
    press(page.locator(f"button[value='{person.ref}'], form:has(input[value='{person.ref}']) button").first)


def test_every_page_is_fit_for_everybody_and_carries_nothing_that_the_policy_refuses(
    page, live_server, people, axe, screens
):
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    url, lead = live_server.url, people["lead"].ref
    page.goto(f"{url}/demo/")
    axe(page)
    screens(page, "demo")
    be(page, url, people["office"])
    for name, args in [
        ("people", []),
        ("new_person", []),
        ("person", [lead]),
        ("edit_person", [lead]),
        ("give_role", [lead]),
        ("agencies", []),
        ("new_agency", []),
        ("procedures", []),
        ("calculator", []),
        ("bank_holidays", []),
        ("account", []),
    ]:
        page.goto(url + reverse(f"partnership:{name}", args=args))
        axe(page)
        screens(page, f"partnership-{name}")
    be(page, url, people["governance"])
    page.goto(url + reverse("partnership:audit"))
    axe(page)
    screens(page, "partnership-audit")
    assert complaints == []


def test_the_calculator_answers_on_the_page(page, live_server, people, axe, screens):
    be(page, live_server.url, people["office"])
    page.goto(live_server.url + reverse("partnership:calculator"))
    page.get_by_label("Day", exact=True).first.fill("12")
    page.get_by_label("Month", exact=True).first.fill("12")
    page.get_by_label("Year", exact=True).first.fill("2025")
    press(page.get_by_role("button", name="Work out the date"))

    assert page.get_by_role("heading", name="Wednesday 7 January 2026").is_visible()
    axe(page)
    screens(page, "partnership-calculated")


def test_a_session_that_ends_mid_form_loses_nothing_without_scripts_too(
    browser, live_server, people, screens
):
    page = browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
    be(page, live_server.url, people["office"])
    page.goto(live_server.url + reverse("partnership:new_agency"))
    page.get_by_label("Name of the school, surgery or service").fill("قسم O'Neil & Søns")
    page.get_by_label("Kind").select_option(label="GP practice")
    Session.objects.all().delete()
    press(page.get_by_role("button", name="Save"))
    assert page.get_by_text("What you typed is safe").is_visible()

    be(page, live_server.url, people["office"])
    assert page.get_by_role("heading", level=1).inner_text() == "Continue with what you typed"
    screens(page, "parked")
    press(page.get_by_role("button", name="Continue with what you typed"))

    assert page.get_by_text("قسم O'Neil & Søns is saved.").is_visible()
    page.context.close()
