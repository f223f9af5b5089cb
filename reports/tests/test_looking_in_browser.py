"""A scanned letter goes from the paediatrician's page to the chair's screen, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from conferences.tests.factories import children_of, make_conference, make_setting
from partnership.tests.browser import press
from partnership.tests.factories import client_for
from procedures.words import AgencyKind
from reports.models import Attachment, Report
from reports.tests import sent_files
from reports.tests.reading import agency_report
from reports.tests.restricted import signed_again

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("insert_only_lifted")]


def test_the_chair_sees_the_pages_of_a_scanned_letter(page, context, live_server, axe, screens):
    setting = make_setting()
    conference = make_conference(setting)
    report = agency_report(setting, conference, AgencyKind.PAEDIATRICS).report
    Report.objects.filter(pk=report.pk).update(state="drafting")

    def as_(person, name, *args):
        cookie = client_for(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"reports:{name}", args=args))

    as_(report.author, "part", report.ref, f"medical:{children_of(conference.family)[0].ref}")
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": sent_files.scanned_pdf(pages=2)}
    page.locator('[name="full-upload"]').set_input_files(letter)
    press(page.get_by_role("button", name="Save", exact=True).first)
    signed_again(report)

    as_(setting.chair, "look", report.ref, Attachment.objects.get(name="letter.pdf").ref)
    for number in (1, 2):
        drawn = page.get_by_alt_text(f"Page {number} of 2 of letter.pdf")
        expect(drawn).to_be_visible()
        assert drawn.evaluate("picture => picture.decode().then(() => picture.naturalHeight)") == 2400
        if number == 1:
            axe(page)
            screens(page, "look-at-a-scan")
            press(page.get_by_role("link", name="Next page"))

    page.set_viewport_size({"width": 320, "height": 900})  # 1280 at 400%
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
