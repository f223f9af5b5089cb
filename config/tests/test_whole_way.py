"""The whole way that the service exists for, in a browser, as the people who go it: from the enquiry to the pack."""

import re
import socket
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.utils.text import slugify
from pypdf import PdfReader

from conferences.models import Conference
from conferences.tests.factories import make_conference, make_family, make_invitation, make_setting
from config.tests.form_filler import fill_page
from config.tests.walk import Walker, people
from partnership.tests.browser import download, press
from procedures.words import RenderState
from reports.models import RenderJob
from reports.tasks import render_waiting
from reports.tests.factories import HOSTILE, signed_report
from scheduling.tests.factories_clock import sweep_and_send

pytestmark = [
    pytest.mark.usefixtures("insert_only_lifted"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.pdf,
]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAMILY, ELDER, YOUNGER, MOTHER = "<b>O'Neil</b>", "يوسف الحسن", "Zoë <b>O'Neil</b>", "Ø"
CANARY = "Quillon"  # of another conference of the same authority
WROTE = "Attends each day & is seldom late."


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def cast(clock, live_server):
    return people(at=MONDAY)


class Inbox:
    """A mail server that keeps what it takes."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mail_server(settings):
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, port
    yield inbox
    server.stop()


@pytest.fixture
def walker(page, live_server, axe, screens):
    return Walker(page, live_server.url, axe, screens)


def test_from_the_enquiry_to_the_chairs_pack(cast, clock, walker, mail_server):
    the_office_opens_the_case(walker)
    the_office_asks_for_a_conference_and_records_the_decision(walker)
    the_office_books_inside_the_limit_and_invites(walker)
    for hour in (11, 12):  # an invitation waits ten minutes, in which it can be taken back
        the_clock_moves_to(clock, day=2, hour=hour)
    clock.move_to(datetime(2026, 3, 4, 9, tzinfo=UTC))
    the_school_answers_and_thinks_again(walker)
    the_school_writes(walker)
    the_lead_returns_it_once_and_then_signs(walker)
    another_conference_of_the_same_chair(cast)
    for day in (13, 17, 18):
        the_clock_moves_to(clock, day=day)
    judge_the_mails(mail_server.mails)
    the_office_sees_who_is_late(walker)
    judge_the_pack(*the_chair_reads_and_makes_the_pack(walker))


def the_office_opens_the_case(walker):
    """The administrator opens the family's case: its children, a mother, where they go, the enquiry."""
    page = walker.page
    walker.be("Idris Bellwether")
    walker.look("01-nothing-due-yet")
    walker.press("Families", look="02-no-families")
    walker.press("Open a family’s case", look="03-open-a-case")
    walker.press("Open the case", look="03-open-a-case-without-a-name")
    page.get_by_label("Family name").fill(FAMILY)
    walker.press("Open the case", look="04-new-case")
    for name, born_on in ((ELDER, date(2011, 9, 1)), (YOUNGER, date(2024, 5, 6))):
        walker.press("Add a child", look="05-add-a-child")
        page.get_by_label("Yes").check()
        walker.day("Date of birth", born_on)
        page.get_by_label("Full name").fill(name)
        walker.press("Add the child")
    walker.press("Add an adult", look="06-add-an-adult")
    page.get_by_label("Full name").fill(MOTHER)
    walker.press("Add the adult")
    walker.look("07-relationships")
    for number in (0, 1):
        page.get_by_label("What are they to this child?").nth(number).select_option(label="Mother")
        page.get_by_label("Has parental responsibility").nth(number).check()
    walker.press("Save")
    walker.press("Add an agency that works with them", look="08-add-an-agency")
    page.get_by_label("Who do they work with?").select_option(label=ELDER)
    page.get_by_label("Agency", exact=True).select_option(label="Thornwold High (School)")
    walker.day("Since when?", date(2022, 9, 1))
    walker.press("Add the agency")
    walker.press("Change who has the case", look="09-who-has-the-case")
    page.get_by_label("Who?").select_option(label="Owen Tregarth")
    page.get_by_label("Operational").check()
    walker.day("From", date(2026, 2, 1))
    walker.press("Save")
    walker.press("Record a section 47 enquiry", look="10-enquiry")
    walker.day("Date of the strategy discussion", date(2026, 2, 27))
    for name in (ELDER, YOUNGER):
        page.get_by_label(name, exact=True).check()
        page.get_by_label(f"What is the concern about {name}?").fill(
            "Left alone at night, twice in February."
        )
    walker.press("Record the enquiry")
    walker.look("11-family")
    assert page.locator("h1").inner_text() == FAMILY


def the_office_asks_for_a_conference_and_records_the_decision(walker):
    page = walker.page
    walker.press("Ask for a conference", look="12-ask-1-why")
    page.get_by_label("Section 47 enquiry").check()
    walker.press("Continue", look="12-ask-2-children")
    for box in page.get_by_label("Reason").all():
        box.fill("Likely to suffer significant harm: left alone at night.")
    walker.press("Continue", look="12-ask-3-safety-plan")
    for number in (0, 1):
        page.get_by_label("What keeps the child safe until then? (optional)").nth(number).fill(
            "An aunt stays."
        )
        boxes = page.get_by_role("group", name="Shared with the child protection manager").nth(number)
        for box, typed in (("Day", "2"), ("Month", "3"), ("Year", "2026")):
            boxes.get_by_label(box, exact=True).fill(typed)
    walker.press("Continue", look="12-ask-4-check")
    walker.press("Ask for the conference", look="13-requested")
    walker.press("Record the decision to convene", look="14-decide")
    page.get_by_label("Convene the conference", exact=True).check()
    page.get_by_label("Team manager who decided").select_option(label="Huw Treharne")
    page.get_by_label("Child protection manager who was consulted").select_option(label="Farhana Quddus")
    for name in (ELDER, YOUNGER):
        page.get_by_label(name, exact=True).fill("The threshold is met.")
    walker.press("Record the decision", look="15-convened")
    walker.says("Friday 20 March 2026", "Why this date?")


def the_office_books_inside_the_limit_and_invites(walker):
    page = walker.page
    walker.press("Book the conference", look="16-book-which-day")
    walker.says("To be held by", "Friday 20 March 2026", "14 working days left")
    walker.press("Thursday 19 March 2026", look="17-book-which-time")
    walker.says("1 working day before the limit")
    page.get_by_label("Farhana Quddus").check()
    page.get_by_label("Thorn A").check()
    page.get_by_label("When does it start?").fill("10:15")
    walker.press("Check and go on", look="18-book-check")
    walker.says("1 working day to spare")
    walker.press("Book this conference", look="19-booked")
    walker.press("Invite people", look="20-nobody-invited")
    walker.press("Propose whom to invite", look="21-whom-to-invite")
    walker.press("Send the invitations", look="22-invited")
    walker.press("Timetable", look="23-timetable")


def the_school_answers_and_thinks_again(walker):
    page = walker.page
    walker.be("Jonty Akintola")
    walker.look("24-due-from-the-school")
    walker.press("Conferences", look="25-the-schools-conferences")
    walker.be("Jonty Akintola")
    press(page.get_by_role("link", name="Answer").or_(page.get_by_role("button", name="Answer")).first)
    walker.press("Answer the invitation", look="26-answer")
    walker.press("Send the answer", look="26-answer-without-one")
    page.get_by_label("I am sending a colleague").check()
    page.get_by_label("Colleague’s full name").fill("Bo O'Neil")
    page.get_by_role("group", name="How will they attend?").get_by_label("By video").check()
    walker.press("Send the answer", look="27-answered-colleague")
    walker.says("Bo O'Neil")
    walker.press("Change your answer")
    page.get_by_label("I will attend").check()
    page.get_by_role("group", name="How?").get_by_label("In person").check()
    walker.press("Send the answer", look="28-answered-attending")


def the_school_writes(walker):
    """Part by part, as the page offers them, until the check finds nothing missing."""
    walker.press("Write the report", look="29-before-you-start")
    walker.press("Start the report", look="30-parts")
    press(walker.page.locator(".govuk-task-list__link").first)
    while walker.heading() != "Check the report":
        walker.look(f"31-part-{slugify(walker.heading())}")
        fill_page(walker.page, WROTE)
        walker.press("Save and continue")
    the_writer_follows_what_is_missing(walker)
    walker.look("32-check")
    walker.says("Nothing is missing")
    walker.press("Ask for sign-off", look="33-ask-for-sign-off")
    walker.press("Ask for sign-off", look="34-waits-for-sign-off")


def the_writer_follows_what_is_missing(walker):
    """Each line of the list leads to its place, and the list gets shorter until it is gone."""
    missing = walker.page.locator(".govuk-error-summary__list a")
    for _ in range(10):
        if not missing.count():
            return
        before = missing.count()
        walker.look("32-check-with-gaps")
        press(missing.first)
        walker.look("32-gaps-on-the-page")
        fill_page(walker.page, WROTE, rows=True)
        walker.press("Save and go to all parts")
        walker.press_like("Check ")
        assert missing.count() < before, missing.all_inner_texts()


def the_lead_returns_it_once_and_then_signs(walker):
    page = walker.page
    walker.be("Verity Sokolova")
    walker.look("35-due-from-the-lead")
    walker.press_like("Read and sign off", look="36-the-leads-parts")
    walker.press("Read it and sign", look="37-the-lead-reads")
    walker.press("Return with comments", look="38-return")
    walker.press("Return to the author", look="38-return-without-a-word")
    page.get_by_label("What should change?").fill("Say who saw يوسف last.")
    walker.press("Return to the author", look="39-returned")
    walker.be("Jonty Akintola")
    walker.look("40-due-after-the-return")
    walker.press_like("Continue", look="41-what-should-change")
    walker.says("Say who saw يوسف last.")
    walker.press("Check and sign off")
    walker.press("Ask for sign-off")
    walker.press("Ask for sign-off")
    walker.be("Verity Sokolova")
    walker.press_like("Read and sign off")
    walker.press("Read it and sign")
    walker.press("Sign and submit", look="42-sign")
    walker.says("Tuesday 17 March 2026")
    walker.press("Sign and submit", look="43-submitted")
    walker.press("Record sharing with the family", look="44-sharing")
    walker.press_like("Record ", look="45-share")
    page.get_by_label("Yes").check()
    walker.day("When?", date(2026, 3, 4))
    page.get_by_label("In person", exact=True).check()
    page.get_by_label("What did they say?").fill("أوافق. It is right, she said.")
    walker.press("Record this", look="46-shared")
    walker.press("The signed report", look="47-the-signed-report")


def another_conference_of_the_same_chair(cast):
    """With a signed report, whose words have no place in the pack of this one."""
    setting = replace(make_setting(authority=cast.authorities["W"]), chair=cast.people["farhana"])
    family = make_family(setting, name=CANARY, names=(f"{CANARY} A", f"{CANARY} B"), at=MONDAY)
    invitation = make_invitation(setting, make_conference(setting, family=family, at=MONDAY), at=MONDAY)
    signed_report(setting, invitation=invitation, at=MONDAY)


def the_clock_moves_to(clock, *, day, hour=9):
    """That moment of March, with a sweep, and everything that is due handed to the mail server."""
    moment = datetime(2026, 3, day, hour, tzinfo=UTC)
    clock.move_to(moment)
    sweep_and_send(moment)


def judge_the_mails(mails):
    """Invited, reminded before the day and on it, told after it; then office and chair; and nobody is named."""
    subjects = {}
    for mail in mails:
        subjects.setdefault(mail["To"], []).append(mail["Subject"].partition(": ")[2])
        words = mail["Subject"] + mail.get_content()
        named = [
            name for name in (ELDER, YOUNGER, "O'Neil", MOTHER, "Akintola", "Thornwold") if name in words
        ]
        assert not named, words
    assert subjects["police@partnership.example"][0].startswith("you are invited")
    for late in ("police", "hv"):
        told = subjects[f"{late}@partnership.example"]
        assert "your report is due in 2 working days" in told
        assert "your report is due today" in told and "your report is 1 working day late" in told
    for informed in ("conferences.w", "farhana.quddus"):
        assert "a report is 1 working day late" in subjects[f"{informed}@partnership.example"]
    school = subjects["thornhigh@partnership.example"] + subjects.get(
        "verity.sokolova@partnership.example", []
    )
    assert school[0].startswith("you are invited")
    assert not [subject for subject in school if subject.startswith("your report is")]


def the_office_sees_who_is_late(walker):
    walker.be("Idris Bellwether")
    walker.look("50-due-at-the-office")
    walker.says("Thornwold & Larkmere Police: 17 March 2026", "Late by 1 working day")
    walker.press_like("Timetable", look="51-timetable")
    walker.press("Reports", look="52-who-has-reported")
    walker.press("Messages", look="53-messages")
    walker.press("Diary", look="54-diary")


def the_chair_reads_and_makes_the_pack(walker):
    page = walker.page
    walker.be("Farhana Quddus")
    walker.look("60-due-for-the-chair")
    walker.press("Reading", look="61-reading-list")
    walker.says("Late", "Thornwold & Larkmere Police: 1 working day late")
    code = Conference.objects.get(family__name=FAMILY).code
    walker.press_like(re.compile(f"Read the reports.*{code}"), look="62-reading")
    walker.press_like("Read it on screen", look="63-report-on-screen")
    walker.says(WROTE, ELDER)
    page.go_back()
    page.route("**/js/waiting.js", lambda route: route.abort())  # no loading again while it is looked at
    walker.press("Make the pack", look="64-pack-is-being-made")
    while RenderJob.objects.filter(state=RenderState.WAITING.value).exists():
        render_waiting()
    page.reload()
    walker.look("65-pack-is-ready")
    file = download(page.get_by_role("link", name="Open the pack"))
    return PdfReader(file.path()), file.suggested_filename


def judge_the_pack(pack, name):
    """Whole, tagged, with contents and bookmarks, of this conference alone, and nameless from outside."""
    text = "\n".join(page.extract_text() for page in pack.pages)
    count = len(pack.pages)
    assert f"{count} of {count}" in " ".join(text.split())
    assert WROTE in " ".join(text.split())
    assert "Contents" in pack.pages[0].extract_text() + pack.pages[1].extract_text()
    assert "Thornwold High" in str([one for one in pack.outline])
    assert pack.trailer["/Root"]["/MarkInfo"]["/Marked"] and pack.trailer["/Root"]["/StructTreeRoot"]
    assert CANARY not in text and HOSTILE[:12] not in text
    outside = f"{name} {pack.metadata} {pack.xmp_metadata and pack.xmp_metadata.dc_title}"
    assert not [one for one in (ELDER, "O'Neil", MOTHER, "Thornwold", "Akintola") if one in outside], outside
