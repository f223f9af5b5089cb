"""Short ways: the three authorities' dates with their reasons; answering, writing and signing without a script; by keyboard."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from conferences.tests.factories import make_conference, make_invitation, make_setting, ten_o_clock
from conferences.tests.pages import text_of
from partnership.tests.browser import press
from partnership.tests.factories import client_for
from reports.tests.factories import fill, make_report

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = date(2026, 3, 20)
emptied = [pytest.mark.usefixtures("insert_only_lifted"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("procedure_set", "chair", "family", "source"),
    [
        ("derbyshire", "Tuesday 17 March 2026", "Friday 13 March 2026", "Derby and Derbyshire safeguarding procedures"),
        ("newham", "Friday 13 March 2026", "", "Newham, Professionals: Child Protection Conferences"),
        ("norfolk", "Wednesday 18 March 2026", "", "Norfolk Safeguarding Children Board, guidance for education"),
    ],
)  # fmt: skip
def test_a_schools_page_says_when_its_report_for_a_review_is_due_and_where_that_stands(
    procedure_set, chair, family, source
):
    setting = make_setting(procedure_set=procedure_set)
    initial = make_conference(setting, state="held")
    review = make_conference(setting, follows=initial, starts_at=ten_o_clock(FRIDAY))
    invitation = make_invitation(setting, review)
    page = client_for(setting.teacher).get(reverse("conferences:invitation", args=[invitation.ref]))
    to_chair, to_family = text_of(page).split("Report to the chair ")[1].split("Report to the family ")
    assert to_chair.startswith(chair) and source in to_chair and "Why this date?" in to_chair
    assert to_family.startswith(family)
    if family:
        assert "What’s required for a child protection conference? (for schools)" in to_family
        assert "at least 5 working days before" in to_family


def window(browser, live_server, person, **options):
    context = browser.new_context(**options)
    cookie = client_for(person).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


class TestInABrowser:
    pytestmark = emptied

    def test_answering_writing_and_signing_need_no_script(self, browser, live_server):
        setting = make_setting()
        invitation = make_invitation(setting)
        page = window(browser, live_server, setting.teacher, java_script_enabled=False)
        page.goto(live_server.url + reverse("conferences:answer", args=[invitation.ref]))
        page.get_by_label("I will attend").check()
        page.get_by_role("group", name="How?", exact=True).get_by_label("By telephone").check()
        press(page.get_by_role("button", name="Send the answer"))
        report = fill(make_report(setting, invitation=invitation))

        page.goto(live_server.url + reverse("reports:part", args=[report.ref, "involvement"]))
        page.get_by_label("Why and since when are you involved?").fill("Since Year 5: her form teacher.")
        press(page.get_by_role("button", name="Save and go to all parts"))
        check = "Check and sign off"
        press(page.get_by_role("link", name=check).or_(page.get_by_role("button", name=check)))
        assert "Since Year 5: her form teacher." in page.locator("main").inner_text()
        press(page.locator("main a", has_text="Ask for sign-off").first)
        press(page.get_by_role("button", name="Ask for sign-off"))
        page.context.close()

        page = window(browser, live_server, setting.dsl, java_script_enabled=False)
        page.goto(live_server.url + reverse("reports:sign", args=[report.ref]))
        page.get_by_label("Your full name").fill("Verity O'Neil")
        page.get_by_label("Your role").fill("Designated safeguarding lead")
        press(page.get_by_role("button", name="Sign and submit"))
        assert page.locator("h1").inner_text() == "The report is signed and submitted"
        page.context.close()

    def test_an_invitation_is_answered_by_keyboard_alone(self, browser, live_server):
        setting = make_setting()
        invitation = make_invitation(setting)
        page = window(browser, live_server, setting.teacher)
        page.goto(live_server.url + reverse("conferences:invitation", args=[invitation.ref]))
        tab_to(page, "Answer the invitation")
        page.keyboard.press("Enter")
        page.wait_for_url("**/answer")
        tab_to(page, "I will attend")
        page.keyboard.press("ArrowDown")
        tab_to(page, "Colleague’s full name")
        page.keyboard.type("يوسف")
        tab_to(page, "In person")
        page.keyboard.press("Space")
        tab_to(page, "Send the answer")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: not address.endswith("/answer"))
        invitation.refresh_from_db()
        assert (invitation.state, invitation.colleague_name) == ("sending_a_colleague", "يوسف")
        page.context.close()


def tab_to(page, words):
    """Press Tab until the thing of this name has the focus, and can be seen to have it."""
    named = "(document.activeElement.labels?.[0] || document.activeElement).innerText || ''"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(named).strip().startswith(words):
            style = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{style}.outlineStyle !== 'none' || {style}.boxShadow !== 'none'")
            return
    raise AssertionError(f"Tab never reaches “{words}”")
