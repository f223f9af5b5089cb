"""A restriction alerts the chair at once, and a ruling the agency (REP-12): by message, and on “What is due”."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from conferences.tests.pages import text_of
from partnership.tests.factories import client_for
from reports.models import Restriction
from reports.operations.restricting import answer, rule
from reports.tests.restricted import secret, signed_again, signed_with
from scheduling.models import Message
from scheduling.queries.owed import why_not_owed
from scheduling.tests.factories_clock import make_scene, on, sweep, sweep_and_send

pytestmark = pytest.mark.django_db
SIGNED_AT = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def version(scene):
    return signed_with(secret(), setting=scene.setting, conference=scene.conference, at=SIGNED_AT)


def ruled(scene, version, move, which=0):
    one = version.restrictions.all()[which]
    return rule(restriction=one, move=move, reason="Because.", by=scene.setting.chair, at=on(4))


def told(template):
    return list(Message.objects.filter(template=template).order_by("pk"))


def due(person):
    return text_of(client_for(person).get("/"))


def test_the_chair_is_told_once_that_something_waits_and_the_mail_says_nothing_of_it(scene, version):
    sweep_and_send(on(3, 10))
    sweep(on(4))

    (message,) = told("ruling_waits")
    assert (message.person, message.audience) == (scene.setting.chair, "chair")
    letter = next(one for one in mail.outbox if "a ruling waits for you" in one.subject)
    assert letter.to == [scene.setting.chair.email] and "outside the school" not in letter.body


def test_each_thing_that_the_agency_answers_is_told_to_the_chair_and_each_ruling_to_the_author(
    scene, version
):
    sweep(on(3, 10))
    one = ruled(scene, version, "ask_words")
    sweep(on(4))
    assert [message.person for message in told("ruled")] == [version.report.author]

    answer(restriction=one, move="offer_words", words="Less.", by=version.signed_by, at=on(4, 10))
    sweep(on(4, 11))

    assert len(told("ruling_waits")) == 2 and len(told("ruled")) == 1
    ruled(scene, version, "refuse", which=1)
    sweep(on(4, 12))
    assert len(told("ruled")) == 2


def test_what_was_settled_before_the_message_left_is_not_sent(scene, version):
    sweep(on(3, 10))
    for which in (0, 1):
        ruled(scene, version, "agree", which=which)
    sweep_and_send(on(4))

    (message,) = told("ruling_waits")
    assert (message.cancelled_at is not None, message.cancel_reason) == (
        True,
        "It was ruled on, or answered.",
    )
    assert why_not_owed(message) == "It was ruled on, or answered."


def test_only_the_newest_version_is_asked_about(scene, version):
    Restriction.objects.filter(version=version).update(state="waiting")
    second = signed_again(version.report, at=on(3, 11))
    second.restrictions.update(state="kept")
    sweep(on(4))

    assert told("ruling_waits") == []
    assert "Your rulings" not in due(scene.setting.chair)


def test_what_is_due_leads_the_chair_to_the_rulings_and_the_agency_to_its_answer(scene, version):
    assert "2 rulings in " + scene.conference.code in due(scene.setting.chair)
    assert "Answer the chair’s ruling" not in due(version.signed_by)
    assert "Your rulings" not in due(scene.setting.office)

    ruled(scene, version, "refuse")

    assert "1 ruling in " + scene.conference.code in due(scene.setting.chair)
    assert "Answer the chair’s ruling" in due(version.signed_by)
