"""From the author's mark to the mother's copy, in a real browser: the chair rules, the agency answers."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from conferences.tests.factories import make_conference, make_setting, mother_of
from partnership.tests.browser import press
from partnership.tests.factories import client_for
from reports.tests.materials import fact
from reports.tests.restricted import SECRET, secret, signed_with

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("insert_only_lifted")]
OTHER = "Somebody frightened her on the way home."


def test_a_row_goes_from_the_mark_by_ruling_and_answer_into_the_mothers_copy_in_other_words(
    page, context, live_server, axe, screens
):
    setting = make_setting()
    conference = make_conference(setting)
    mother = mother_of(conference.family)
    version = signed_with(
        secret(f"not:{mother.ref}"), fact("She is tired at school."), setting=setting, conference=conference
    )

    def as_(person, name, *args):
        cookie = client_for(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"reports:{name}", args=args))

    as_(setting.chair, "rulings", conference.ref)
    axe(page)
    screens(page, "rulings")
    page.get_by_label("Share it in other words").first.check()
    page.get_by_label("Your reason").first.fill("She would know who told.")
    press(page.get_by_role("button", name="Save the ruling").first)
    expect(page.get_by_text("Other words asked for")).to_be_visible()

    as_(version.signed_by, "decided", version.report.ref)
    axe(page)
    screens(page, "decided")
    press(page.get_by_role("button", name="Answer the chair"))
    page.get_by_label("Write other words").check()
    page.get_by_label("The words that may be shared").fill(OTHER)
    axe(page)
    screens(page, "answer-ruling")
    press(page.get_by_role("button", name="Send to the chair"))

    as_(setting.chair, "ruling", version.restrictions.get(state="words_offered").ref)
    page.get_by_label("Accept these words").check()
    page.get_by_label("Your reason").fill("Good.")
    axe(page)
    screens(page, "ruling")
    press(page.get_by_role("button", name="Save the ruling"))

    as_(setting.chair, "preview", version.report.ref, mother.ref)
    axe(page)
    screens(page, "preview-mother")
    expect(page.get_by_text(OTHER).first).to_be_visible()
    expect(page.get_by_text(SECRET)).to_have_count(0)
    press(page.get_by_role("link", name="Professionals of the conference"))
    expect(page.get_by_text(SECRET).first).to_be_visible()
