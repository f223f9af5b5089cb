"""The gallery in a real browser: with and without scripts, wide and narrow, under the strict policy."""

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.urls("config.look.tests.gallery"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.usefixtures("insert_only_lifted"),
]
WIDTHS = [1280, 390, 320]  # 320 is 1280 at 400%


@pytest.fixture
def watched(page, live_server, gallery_templates):
    """The page, and everything that the browser complained of or could not have."""
    complaints = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    return page, live_server.url, complaints


@pytest.mark.parametrize("query", ["/", "/?wrong&said"])
def test_the_gallery_has_nothing_that_axe_finds_grave_and_the_policy_refuses_nothing(
    watched, axe, screens, query
):
    page, url, complaints = watched
    page.goto(url + query)
    axe(page)
    screens(page, "gallery-wrong" if "wrong" in query else "gallery")
    assert complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_on_a_narrow_screen(watched, width):
    page, url, _ = watched
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{url}/?wrong&said")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    # what is wider than the screen may be scrolled in its own frame, and no text is hidden under another's edge
    outside = page.evaluate(
        """[...document.querySelectorAll("main *")]
        .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .filter(part => !part.closest(".look-scroll"))
        .map(part => part.outerHTML.slice(0, 80))"""
    )
    assert outside == []


def test_a_choice_opens_its_further_question(watched):
    page, url, _ = watched
    page.goto(url)
    assert not page.get_by_label("Your colleague's full name").is_visible()
    page.get_by_label("No, a colleague comes").check()
    expect(page.get_by_label("Your colleague's full name")).to_be_visible()
    page.get_by_label("Yes", exact=True).check()
    expect(page.get_by_label("Your colleague's full name")).to_be_hidden()


def test_the_summary_leads_to_the_box_that_is_wrong(watched):
    page, url, _ = watched
    page.goto(f"{url}/?wrong")
    page.get_by_role("link", name="The date of the strategy discussion must include a year").click()
    expect(page.locator("#id_strategy_on-year")).to_be_focused()


def test_why_a_date_is_as_it_is_opens_with_the_keyboard(watched):
    page, url, _ = watched
    page.goto(url)
    [why, *_] = page.locator(".look-due__why summary").all()
    why.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Where it stands").first).to_be_visible()


def test_the_skip_link_is_the_first_thing_that_the_keyboard_meets(watched):
    page, url, _ = watched
    page.goto(url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


def test_on_a_telephone_the_menu_opens_by_its_button(watched):
    page, url, _ = watched
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(url)
    assert not page.get_by_role("link", name="Diary", exact=True).is_visible()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Diary", exact=True)).to_be_visible()


def test_without_scripts_everything_is_there_and_open(
    browser, browser_context_args, live_server, gallery_templates
):
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 390, "height": 900})
        page.goto(live_server.url)
        assert page.get_by_label("Your colleague's full name").is_visible()
        assert page.get_by_role("link", name="Diary", exact=True).is_visible()
        assert not page.get_by_role("button", name="Copy").is_visible()
        assert page.get_by_role("button", name="Save and continue").is_visible()


def test_printed_pages_leave_out_what_paper_cannot_do(watched):
    page, url, _ = watched
    page.goto(url)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Save and continue").is_visible()
    assert not page.get_by_role("link", name="Diary", exact=True).is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


def test_a_reference_is_copied_by_its_button(watched, context):
    page, url, _ = watched
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(url)
    page.get_by_role("button", name="Copy the reference LT-7K4Q").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "LT-7K4Q"


def test_a_page_is_printed_by_its_button(watched):
    page, url, _ = watched
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(url)
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.printed")


def test_where_scripts_run_old_choices_open_their_questions_after_going_back(watched):
    page, url, _ = watched
    page.goto(url)
    page.get_by_label("No, a colleague comes").check()
    page.goto(f"{url}/?wrong")
    page.go_back()
    opened = page.get_by_label("No, a colleague comes").is_checked()
    assert page.get_by_label("Your colleague's full name").is_visible() == opened
