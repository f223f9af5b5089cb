"""What an e-mail says, and what it never says."""

from datetime import date, timedelta

import pytest

from conferences.tests.factories import CALENDAR
from scheduling.models import Message, Template
from scheduling.operations.mail import CantBeAddressed, address_of, compose, time_left
from scheduling.tests.factories_clock import make_scene, on, sweep

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 3, 13)


@pytest.fixture
def scene():
    scene = make_scene()
    sweep(on(13))
    return scene


@pytest.fixture
def message(scene):
    return Message.objects.select_related("conference__authority").get(rule="report_submit")


@pytest.mark.parametrize("template", Template)
def test_no_mail_names_anybody_or_says_what_the_meeting_is_about(scene, message, template):
    message.template = template.value
    written = compose(message, today=FRIDAY)
    said = f"{written.subject}\n{written.body}\n{written.from_email}".lower()
    family = scene.conference.family
    never = [family.name, scene.setting.school.name, scene.conference.place, scene.setting.teacher.name]
    never += [row.child.name for row in scene.conference.children.all()]
    never += ["child", "protection", "neglect", "abuse", "concern", "safeguard", scene.conference.ref]
    assert [word for word in never if word.lower() in said] == []
    assert written.attachments == [] and written.cc == [] and written.bcc == []
    assert "\n" not in written.subject and "{" not in said
    assert scene.conference.code.lower() in written.subject.lower()
    assert "http://127.0.0.1:8000/\n" in written.body
    assert scene.setting.authority.office_telephone in written.body


def test_a_mail_has_one_recipient_and_says_that_a_machine_wrote_it(scene, message):
    raw = compose(message, today=FRIDAY).message()
    assert raw["To"] == scene.setting.teacher.email
    assert raw["Auto-Submitted"] == "auto-generated"
    assert [raw["Cc"], raw["Bcc"]] == [None, None]


def test_a_mailbox_and_an_office_have_their_own_addresses(scene, message):
    message.person = None
    assert address_of(message) == scene.setting.authority.office_email
    message.agency = scene.setting.school
    assert address_of(message) == "office@school.example"
    message.agency.email = ""
    with pytest.raises(CantBeAddressed, match="Telephone instead"):
        address_of(message)


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 3, 18), "due in 3 working days"),
        (date(2026, 3, 16), "due in 1 working day"),
        (date(2026, 3, 15), "due on Sunday 15 March 2026"),
        (FRIDAY, "due today"),
        (date(2026, 3, 12), "1 working day late"),
        (date(2026, 3, 9), "4 working days late"),
    ],
)
def test_the_words_fit_the_time_that_is_left(due_on, words):
    assert time_left(due_on, today=FRIDAY, calendar=CALENDAR) == words


def test_a_day_that_passed_on_a_weekend_is_late_though_no_working_day_lies_between():
    assert time_left(date(2026, 3, 14), today=date(2026, 3, 15), calendar=CALENDAR) == "late"


def test_beyond_the_known_holidays_the_words_give_the_day():
    last = CALENDAR.last
    beyond = last + timedelta(days=1)
    assert time_left(beyond, today=last, calendar=CALENDAR).startswith("due on ")
    assert time_left(last, today=beyond, calendar=CALENDAR) == "late"


def test_a_reminder_says_how_many_working_days_are_left(message):
    assert compose(message, today=FRIDAY).subject.endswith("your report is due in 3 working days")
