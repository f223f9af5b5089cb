"""Help while writing in a real browser, at both widths: what comes over, plainer words, a colleague, the next step."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from conferences.tests.factories import make_setting
from partnership.tests.browser import press
from partnership.tests.factories import client_for
from reports.operations.writing import ask_for_sign_off, return_report
from reports.queries.writing import draft_part
from reports.tests.earlier import BEFORE, knowing, review_after
from reports.tests.factories import fill
from reports.tests.materials import fact, rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("insert_only_lifted")]
TRADE = "Mum disclosed DV to CAMHS and presented with low mood. We have safeguarding concerns."


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def report(setting):
    kept = fact(
        "What nobody but the chair may see.",
        share="chair",
        ground="legal advice",
        share_why="x",
        impact="x",
        tone="worry",
    )
    harm = rows(
        fact("Came without a coat three times in one week.", impact="Cold and late.", tone="worry"), kept
    )
    told = {"involvement": {"involvement": TRADE}, "worries": {"harm": harm}}
    return review_after(setting, told=told)[1]


@pytest.fixture
def open_as(context, page, live_server, report):
    def open_(person, name, *args):
        cookie = client_for(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"reports:{name}", args=[report.ref, *args]))

    return open_


def test_an_author_begins_brings_over_and_sets_hints_aside(page, open_as, report, setting, axe, screens):
    open_as(setting.teacher, "report")
    expect(page.get_by_role("button", name="Begin with").first).to_be_visible()
    expect(page.get_by_role("link", name="The invitation")).to_be_visible()
    screens(page, "help-begin")
    axe(page)

    knowing(report)
    open_as(setting.teacher, "part", "involvement")
    expect(page.get_by_role("heading", name="From the report of")).to_be_visible()
    screens(page, "help-offers")
    axe(page)
    page.get_by_label("Why and since when are you involved?", exact=True).first.check()
    press(page.get_by_role("button", name="Bring over what is ticked"))

    expect(page.get_by_text("Came over")).to_be_visible()
    expect(page.get_by_text("not changed since").first).to_be_visible()
    expect(page.get_by_text("Could be plainer")).to_be_visible()
    assert draft_part(report, "involvement").answers["involvement"] == TRADE
    screens(page, "help-hints")
    axe(page)
    press(page.get_by_role("button", name="Save and set them aside"))
    expect(page.get_by_text("Could be plainer")).to_have_count(0)


def test_a_row_that_came_over_says_so_from_outside(page, open_as, report, setting, axe, screens):
    knowing(report)
    child = report.invitation.conference.children.first().child.ref
    open_as(setting.teacher, "part", f"worries:{child}")
    expect(page.get_by_text("What nobody but the chair may see.")).to_have_count(0)
    page.get_by_label("Harm so far", exact=True).check()
    press(page.get_by_role("button", name="Bring over what is ticked"))
    expect(page.locator(".report-row__beside").first).to_contain_text("not changed since")
    screens(page, "help-rows")
    axe(page)


def test_the_check_page_names_words_and_what_has_changed(page, open_as, report, setting, axe, screens):
    fill(report, told={"involvement": {"involvement": TRADE}})
    open_as(setting.teacher, "check")
    expect(page.get_by_role("heading", name="Words that could be plainer")).to_be_visible()
    screens(page, "help-check")
    axe(page)


def test_a_draft_comes_back_and_is_handed_on(page, open_as, report, setting, axe, screens):
    fill(report)
    ask_for_sign_off(report=report, note="", by=setting.teacher, at=BEFORE)
    open_as(setting.teacher, "report")
    expect(page.get_by_role("link", name="read", exact=True)).to_be_visible()
    screens(page, "help-asked")
    axe(page)
    return_report(report=report, comment="Say since when.", place="involvement", by=setting.dsl, at=BEFORE)
    open_as(setting.teacher, "report")
    expect(page.get_by_text("A change is asked for here")).to_be_visible()
    screens(page, "help-returned")
    axe(page)
    open_as(setting.teacher, "hand_over")
    screens(page, "help-hand-over")
    axe(page)
    page.get_by_label(setting.dsl.name).check()
    press(page.get_by_role("button", name="Hand it over"))
    expect(page.get_by_text("writes the report from now on")).to_be_visible()
