"""The editor in a real browser: it saves itself, survives two tabs and a session that ended, and works without scripts."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from conferences.tests.factories import make_setting
from partnership.tests.browser import press
from partnership.tests.factories import client_for
from reports.queries.writing import draft_part
from reports.tests.factories import HOSTILE, fill, make_report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("insert_only_lifted")]
WORDS = "[data-autosave-words]"


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def report(setting):
    return make_report(setting)


@pytest.fixture
def enter(context, live_server):
    def as_(person, into=context):
        cookie = client_for(person).cookies["sessionid"].value
        into.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return as_


@pytest.fixture
def address(live_server, report):
    return lambda page, *args: live_server.url + reverse(f"reports:{page}", args=[report.ref, *args])


def typed(report):
    return draft_part(report, "involvement").answers.get("involvement")


def test_a_page_saves_itself_while_somebody_types(page, enter, address, report, setting, axe, screens):
    enter(setting.teacher)
    page.goto(address("part", "involvement"))
    expect(page.locator(WORDS)).to_have_text("Not saved yet")

    page.get_by_label("Why and since when are you involved?").fill(HOSTILE)

    expect(page.locator(WORDS)).to_have_text(re.compile(r"Saved at (\d+(:\d\d)?[ap]m|mid)"))
    assert typed(report) == HOSTILE
    page.get_by_label("Why and since when are you involved?").fill("Since 2024.")
    press(page.get_by_role("button", name="Save and continue"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Chronology")
    assert typed(report) == "Since 2024."
    axe(page)


def test_two_tabs_on_one_draft_keep_both_texts(page, context, enter, address, report, setting, axe, screens):
    enter(setting.teacher)
    other = context.new_page()
    for tab in (page, other):
        tab.goto(address("part", "involvement"))
    other.get_by_label("Why and since when are you involved?").fill("From the other tab.")
    expect(other.locator(WORDS)).to_have_text(re.compile("Saved at"))

    page.get_by_label("Why and since when are you involved?").fill("From this tab.")

    expect(page.locator(WORDS)).to_contain_text("saved in another window")
    assert typed(report) == "From the other tab."
    press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("This part was written in two places")
    screens(page, "report-two-texts")
    axe(page)
    page.get_by_label("Both, one after the other").check()
    press(page.get_by_role("button", name="Keep what I chose"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your involvement")
    assert typed(report) == "From the other tab.\n\nFrom this tab."


def test_what_is_typed_survives_a_session_that_ended(page, context, enter, address, report, setting):
    enter(setting.teacher)
    page.goto(address("part", "involvement"))
    Session.objects.all().delete()

    box = page.get_by_label("Why and since when are you involved?")
    box.fill("Typed after the session ended.")
    expect(page.locator(WORDS)).to_contain_text("You were signed out. Your text is still on this page")
    assert typed(report) is None

    enter(setting.teacher)  # in another tab
    box.press("End")
    page.keyboard.insert_text(" And more.")  # at once: no save comes in between
    expect(page.locator(WORDS)).to_have_text(re.compile("Saved at"))
    assert typed(report) == "Typed after the session ended. And more."


def test_the_whole_editor_works_without_scripts(browser, enter, address, report, setting):
    context = browser.new_context(java_script_enabled=False)
    enter(setting.teacher, context)
    page = context.new_page()
    page.goto(address("part", "involvement"))

    page.get_by_label("Why and since when are you involved?").fill("Since 2024.")
    page.locator("[name=help_given-r1-help]").fill("A mentor")
    another = "Save and add another to “What help was offered and did it work?”"
    press(page.get_by_role("button", name=another))
    expect(page.locator("#row-help_given-r1 summary")).to_contain_text("1. A mentor")
    page.locator("[name=help_given-r2-help]").fill("Breakfast club")
    press(page.get_by_role("button", name="Save and go to all parts"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Report of")
    rows = draft_part(report, "involvement").answers["help_given"]["rows"]
    assert [row["help"] for row in rows] == ["A mentor", "Breakfast club"]
    context.close()


def test_a_row_shows_without_scripts_what_its_kind_needs(browser, enter, address, report, setting):
    fill(report)
    context = browser.new_context(java_script_enabled=False)
    enter(setting.teacher, context)
    page = context.new_page()
    child = report.invitation.conference.children.first().child.ref
    page.goto(address("part", f"strengths:{child}") + "?open=strengths")
    row = page.locator("#row-strengths-r2")
    grounds, who = row.locator(".report-row__opinion"), row.locator(".report-row__source-who")

    expect(grounds).to_be_hidden()
    row.get_by_label("Opinion", exact=True).check()
    expect(grounds).to_be_visible()
    row.get_by_label("Fact", exact=True).check()
    expect(grounds).to_be_hidden()
    row.get_by_label("How do you know?").select_option("second_hand")
    expect(who).to_be_visible()
    expect(row.get_by_label("Who may see it?")).to_be_hidden()
    row.locator("summary").filter(has_text="More about this entry").press("Enter")
    expect(row.get_by_label("Who may see it?")).to_be_visible()
    context.close()


def test_every_page_of_the_editor_is_accessible_and_was_looked_at(
    page, enter, address, report, setting, axe, screens
):
    enter(setting.teacher)
    fill(report)
    pages = ["about", "family", "involvement", "chronology", "files"]
    child = report.invitation.conference.children.first().child.ref
    pages += [f"{code}:{child}" for code in ("contact", "setting", "attendance", "worries", "voice", "view")]
    for name, args in [("report", ()), ("check", ()), ("ask", ()), *(("part", (key,)) for key in pages)]:
        page.goto(address(name, *args))
        screens(page, "-".join(["report", name, *(key.partition(":")[0] for key in args)]))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, args)
        assert page.locator("h1").count() == 1
