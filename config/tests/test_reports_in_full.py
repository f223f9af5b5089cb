"""Done when 4: reports of four agencies, the chair's ruling and reading, and packs that differ, in a real browser.

What agencies type was tried elsewhere (reports/tests/test_editor_in_browser.py); here their reports are written by the
service's own moves. Then people take over: the chair rules and reads, the office prepares, the chair approves, the worker
draws, the office hands over, and the school reads what was released to it.
"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from partnership.tests.browser import download, press
from partnership.tests.factories import client_for
from procedures.words import AgencyKind
from reports.material import KNOWN_A_LITTLE
from reports.models import Release, Restriction
from reports.operations.rendering import render_next
from reports.operations.restricting import rule
from reports.tests.factories import shared
from reports.tests.materials import fact, known
from reports.tests.printed import opened, texts_of, titles_of
from reports.tests.restricted import SECRET, secret, signed_with
from reports.tests.two_homes import TwoHomes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("insert_only_lifted"),
    pytest.mark.pdf,
]
HERS = "She told us that she is afraid of him."
FINDINGS = "Bruises of three ages."
WRONG = "He was never late on a Monday."


class Case(TwoHomes):
    """Four reports to one conference: a GP's short one, the police's, a school's, a paediatrician's."""

    def __init__(self):
        super().__init__()
        kept_from_him = secret(f"not:{self.father.ref}") | {"what": HERS}
        self.gp = self.signed(AgencyKind.GP, contact=known(KNOWN_A_LITTLE))
        self.police = self.signed(AgencyKind.POLICE, secret(), kept_from_him)
        self.school = self.signed(AgencyKind.EDUCATION_SCHOOL, fact("Came without a coat."))
        self.medical = self.signed(AgencyKind.PAEDIATRICS, fact(FINDINGS))
        shared(self.school, person=self.mother, by=self.school.signed_by, wrong=WRONG)

    def signed(self, kind, *harm, **parts):
        return signed_with(*harm, setting=self.setting, conference=self.conference, kind=kind, **parts)


@pytest.fixture
def as_(page, context, live_server):
    """Be somebody, on one of the pages."""

    def enter(person, name, *args):
        cookie = client_for(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"reports:{name}", args=args))

    return enter


def test_four_reports_are_ruled_on_read_released_and_each_reader_gets_their_own(page, as_, axe, screens):
    case = Case()
    office, chair, conference = case.setting.office, case.setting.chair, case.conference

    def look(name):
        axe(page)
        screens(page, f"full-{name}")

    rules_on_the_restriction(page, as_, look, case)
    as_(chair, "chronology", conference.ref)
    look("chronology")
    for agency in (case.police, case.school):
        expect(page.locator("main table")).to_contain_text(agency.report.invitation.agency.name)

    for member, name in ((case.mother, "mother"), (case.father, "father"), (case.school.report.invitation, "school")):  # fmt: skip
        is_released(page, as_, look, case, member, name)
    texts = {name: of_pack(page, as_, case, member) for name, member in (("mother", case.mother), ("father", case.father))}  # fmt: skip
    as_(office, "packs", conference.ref)
    look("packs")

    assert HERS in texts["mother"] and HERS not in texts["father"]
    assert WRONG in texts["mother"] and WRONG not in texts["father"]
    for text in texts.values():
        assert SECRET not in text and FINDINGS not in text
    the_school_reads(page, as_, look, case)


def rules_on_the_restriction(page, as_, look, case):
    """The chair keeps the row back, in the browser; what else waits is ruled on by the same moves."""
    row = case.police.restrictions.filter(cause="mark").first()
    as_(case.setting.chair, "ruling", row.ref)
    page.get_by_label("Agree: it stays hidden from them").check()
    page.get_by_label("Your reason").fill("She would be in danger.")
    press(page.get_by_role("button", name="Save the ruling"))
    row.refresh_from_db()
    assert row.state == "kept"
    for one in Restriction.objects.filter(state="waiting"):
        rule(restriction=one, move="agree", reason="The same.", by=case.setting.chair, at=timezone.now())


def is_released(page, as_, look, case, member, name):
    """The office prepares and answers, the chair looks and approves, the worker draws."""
    as_(case.setting.office, "prepare_pack", case.conference.ref, member.ref)
    look(f"prepare-{name}")
    press(page.get_by_role("button", name="Prepare this pack"))
    unanswered = page.get_by_role("link", name=re.compile("^Answer it ?:"))
    while unanswered.count():
        press(unanswered.first)
        page.get_by_role("radio").first.check()
        page.get_by_label("Why?").fill("I looked: it is about nobody else.")
        if name == "mother":
            look("hit")
        press(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Everything is answered")).to_be_visible()
    look(f"prepared-{name}")
    release = Release.objects.get(state="prepared")
    as_(case.setting.chair, "preview_pack", release.ref)
    look(f"preview-{name}")
    as_(case.setting.chair, "approve_pack", release.ref)
    for box in page.get_by_role("checkbox").all():
        box.check()
    look(f"approve-{name}")
    press(page.get_by_role("button", name="Approve: this is what leaves"))
    expect(page.get_by_text("The pack is being made").or_(page.get_by_text("Ready")).first).to_be_visible()
    while render_next(at=timezone.now()):
        pass
    release.refresh_from_db()
    assert release.job.state == "done", release.job.trouble
    expect(page.get_by_text("Ready", exact=True).first).to_be_visible()  # the page looks again by itself


def of_pack(page, as_, case, member) -> str:
    """What is in the copy that the office takes for one of the family: text, bookmarks and title."""
    release = Release.objects.get(adult=member)
    as_(case.setting.office, "hand_over_pack", release.ref)
    page.get_by_label("Given by hand").check()
    coming = download(page.get_by_role("button", name="Record it and get the copy"))
    assert coming.suggested_filename == f"pack-{release.ref}.pdf"
    with open(coming.path(), "rb") as file:
        document = opened(file.read())
    pages = texts_of(document)
    assert all(member.name in text and case.conference.code in text for text in pages)
    assert str(document.docinfo["/Title"]) == f"Reports {case.conference.code}"
    return "\n".join([*pages, *titles_of(document)])


def the_school_reads(page, as_, look, case):
    as_(case.school.signed_by, "released", case.conference.ref)
    look("released")
    press(page.get_by_role("link", name="Read it on screen"))
    for one in page.locator("details.govuk-details summary").all():
        one.press("Enter")
    look("read-pack")
    expect(page.get_by_text(HERS).first).to_be_visible()
    text = page.locator("body").inner_text()
    assert SECRET not in text and FINDINGS not in text
    assert case.medical.report.invitation.agency.name not in text
    release = Release.objects.get(invitation=case.school.report.invitation)
    coming = download(page.get_by_role("button", name="Open it as a PDF"))
    with open(coming.path(), "rb") as file:
        whole = "\n".join(texts_of(opened(file.read())))
    assert HERS in whole and SECRET not in whole and FINDINGS not in whole
    assert [one.how for one in release.downloads.all()] == ["opened"]
    as_(case.setting.office, "received", case.school.report.ref)
    look("received")
