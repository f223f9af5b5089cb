"""Handing over: each message claimed once, checked again, sent to one recipient, and what happens when it can't be."""

import fcntl
import smtplib
from datetime import timedelta
from itertools import count

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from conferences import operations as conferences
from conferences.operations.moves import raise_facts
from scheduling import tasks
from scheduling.models import Message, MessageEvent
from scheduling.operations import messages, sending
from scheduling.operations.sending import claim, hand_over, pause
from scheduling.tests.factories_clock import AT, invite_boxes, make_scene, on, sweep, sweep_and_send
from scheduling.tests.troubled_mail import mood

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    """A mail server whose answers the test sets."""
    settings.EMAIL_BACKEND = "scheduling.tests.troubled_mail.Troubled"
    mood.clear()
    yield mood
    mood.clear()


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def reminder(scene):
    """The reminder of Friday 13 March to the teacher; everything else is out of the way."""
    sweep(on(13))
    Message.objects.exclude(rule="report_submit").delete()
    return Message.objects.get()


def refused(code, words=b"no"):
    return smtplib.SMTPRecipientsRefused({"somebody@school.example": (code, words)})


def at_once(message, at=None):
    at = at or on(13)
    handed = hand_over(ids=[message.pk], clock=lambda: at)
    message.refresh_from_db()
    return handed.sent


def test_a_message_is_handed_over_once_to_one_recipient_with_its_own_message_id(reminder):
    assert at_once(reminder) == 1
    assert at_once(reminder, on(14)) == 0
    [sent] = mail.outbox
    assert sent.recipients() == [reminder.person.email]
    assert sent.message()["Message-ID"] == f"<{reminder.ref}@partnership.example>"
    assert (reminder.sent_at, reminder.handing_over_at, reminder.attempts) == (on(13), on(13), 1)
    assert (reminder.answer, reminder.lease, reminder.leased_until) == ("Taken by the mail server", "", None)


def test_two_senders_cannot_hold_the_same_message(reminder):
    assert claim(pk=reminder.pk, at=on(13)) is not None
    assert claim(pk=reminder.pk, at=on(13)) is None
    assert at_once(reminder) == 0
    later = on(13) + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS + 1)
    assert claim(pk=reminder.pk, at=later) is not None


def test_what_changed_since_the_last_sweep_is_not_handed_over_until_the_next(reminder):
    raise_facts(conference=reminder.conference_id)
    assert at_once(reminder) == 0
    assert (reminder.leased_until, reminder.lease, reminder.cancelled_at) == (None, "", None)
    assert sweep_and_send(on(13)) >= 1
    assert reminder.person.email in [sent.to[0] for sent in mail.outbox]


def test_the_recipient_is_read_again_when_the_message_leaves(reminder):
    reminder.person.roles.update(to_on=on(12).date())
    assert at_once(reminder) == 0
    assert reminder.cancelled_at == on(13)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "There is no e-mail address"),
        ("a@school.example,b@school.example", "isn’t one plain address"),
        ("a@school.example;b@school.example", "isn’t one plain address"),
        ("a@school.example\nBcc: b@school.example", "isn’t one plain address"),
        ("a@school.example ", "isn’t one plain address"),
        ("<a@school.example>", "isn’t one plain address"),
    ],
)
def test_what_is_not_exactly_one_address_fails_at_once_and_comes_to_a_persons_notice(reminder, address, said):
    type(reminder.person).objects.filter(pk=reminder.person_id).update(email=address)
    assert at_once(reminder) == 0
    assert reminder.failed_at == on(13) and said in reminder.answer
    assert mail.outbox == []


def test_a_refusal_for_good_fails_at_once(server, reminder):
    server["send"] = refused(550, b"no such mailbox")
    assert at_once(reminder) == 0
    assert reminder.failed_at == on(13)
    assert reminder.answer == "Refused by the mail server: 550 no such mailbox"
    assert "school.example" not in reminder.answer


def test_a_refusal_for_now_is_tried_again_later(server, reminder):
    server["send"] = smtplib.SMTPDataError(451, "try later")
    assert at_once(reminder) == 0
    assert (reminder.failed_at, reminder.attempts, reminder.handing_over_at) == (None, 1, None)
    assert timedelta(seconds=48) <= reminder.next_try_at - on(13) <= timedelta(seconds=72)
    assert reminder.answer == "Refused by the mail server: 451 try later"
    server.clear()
    assert at_once(reminder, reminder.next_try_at) == 1


@pytest.mark.parametrize(
    "trouble", [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPConnectError(421, b"busy")]
)
def test_a_mail_server_that_is_away_loses_nothing(server, reminder, trouble):
    server["open"] = trouble
    assert at_once(reminder) == 0
    assert (reminder.attempts, reminder.tried_since, reminder.handing_over_at) == (1, on(13), None)
    server.clear()
    assert at_once(reminder, on(13, 10)) == 1


def test_a_line_that_breaks_in_the_middle_sends_a_reminder_again_but_holds_an_invitation(server, reminder):
    server["send"] = smtplib.SMTPServerDisconnected("gone")
    assert at_once(reminder) == 0
    assert reminder.held_at is None and reminder.next_try_at > on(13)
    sweep(AT)
    invitation = Message.objects.filter(template="invitation").first()
    assert at_once(invitation, on(13)) == 0
    assert invitation.held_at == on(13)
    assert invitation.answer == "The mail server could not be reached: SMTPServerDisconnected"


def test_after_a_day_of_trying_it_has_failed(server, reminder):
    server["open"] = TimeoutError()
    at, tries = on(13), 0
    while not reminder.failed_at:
        at_once(reminder, at)
        tries += 1
        at = max(at, reminder.next_try_at)
        # The step that it belongs to holds until Tuesday, so nothing else ends it.
        assert at < on(15), "given up too late"
    assert reminder.failed_at - on(13) >= timedelta(hours=24)
    assert reminder.answer.startswith("Given up after a day.")
    assert 25 <= tries <= 40


def test_the_pause_doubles_from_a_minute_to_an_hour_and_no_two_messages_wait_alike():
    for attempt in range(1, 20):
        low = min(timedelta(minutes=2 ** (attempt - 1)), timedelta(hours=1))
        assert low * 0.8 <= pause("2345678923456789", attempt) <= low * 1.2
    assert len({pause(f"23456789{each:08}", 3) for each in range(100)}) > 90


def test_a_server_that_breaks_off_after_the_last_word_is_no_trouble(server, reminder):
    server["close"] = smtplib.SMTPServerDisconnected("already gone")
    assert at_once(reminder) == 1


def test_one_that_cannot_be_sent_does_not_keep_the_others_waiting(scene, reminder):
    type(reminder.person).objects.filter(pk=reminder.person_id).update(email="")
    invite_boxes(scene, 2)
    handed = hand_over(ids=sweep(on(13)), clock=lambda: on(13))
    assert (handed.sent, handed.rest) == (2, ())


def test_a_batch_that_takes_too_long_gives_back_what_it_did_not_reach(scene, reminder):
    invite_boxes(scene, 3)
    ids = sweep(on(13))
    ticks = count()
    handed = hand_over(
        ids=ids,
        clock=lambda: on(13) + timedelta(seconds=next(ticks)),
        within=timedelta(seconds=6),
    )
    assert handed.sent >= 1
    assert handed.rest == tuple(ids[handed.sent :]) != ()


def test_only_one_sender_at_a_time_is_at_work_on_a_machine(reminder):
    with (settings.DATA_DIR / "sender.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert hand_over(ids=[reminder.pk], clock=lambda: on(13)) == sending.Handed()
    assert at_once(reminder) == 1


def test_a_message_that_was_lost_to_another_sender_meanwhile_is_left_to_it(server, reminder):
    lease = claim(pk=reminder.pk, at=on(13))
    Message.objects.filter(pk=reminder.pk).update(lease="another")
    assert sending._ready(reminder.pk, lease, at=on(13)) is None
    reminder.refresh_from_db()
    assert (reminder.lease, reminder.handing_over_at) == ("another", None)


def test_a_failed_message_is_tried_again_by_a_person_with_the_same_message_id(server, reminder):
    server["send"] = refused(550)
    at_once(reminder)
    server.clear()
    by = reminder.conference.chair
    messages.try_again(message=reminder, by=by, at=on(13, 10))
    assert at_once(reminder, on(13, 10)) == 1
    assert mail.outbox[0].message()["Message-ID"].startswith(f"<{reminder.ref}@")
    assert list(MessageEvent.objects.values_list("move", "by", "at")) == [("tried_again", by.pk, on(13, 10))]


def test_a_failure_that_somebody_has_seen_to_can_be_neither_tried_again_nor_seen_to_twice(server, reminder):
    server["send"] = refused(550)
    at_once(reminder)
    by = reminder.conference.chair
    messages.acknowledge(message=reminder, by=by, at=on(13, 10))
    reminder.refresh_from_db()
    assert (reminder.acknowledged_at, reminder.acknowledged_by) == (on(13, 10), by)
    for move in (messages.acknowledge, messages.try_again):
        with pytest.raises(messages.MessageRefused, match="seen to this message meanwhile"):
            move(message=reminder, by=by, at=on(13, 11))
    assert MessageEvent.objects.count() == 1


def test_send_now_is_recorded_and_leaves_with_the_next_sweep():
    scene = make_scene()
    office = scene.setting.office
    sweep(AT)
    assert messages.send_now(conference=scene.conference, by=office, at=AT) == 2
    assert set(MessageEvent.objects.values_list("move", "by")) == {("sent_now", office.pk)}
    assert sweep_and_send(AT) == 2
    with pytest.raises(messages.MessageRefused, match="No invitation is waiting"):
        messages.send_now(conference=scene.conference, by=office, at=AT)


def test_the_command_sweeps_and_sends_without_worker_or_broker(time_machine_at, capsys):
    make_scene()
    time_machine_at(on(13))
    call_command("sweep")
    assert "1 due, 1 handed over." in capsys.readouterr().out
    call_command("sweep")
    assert "0 due, 0 handed over." in capsys.readouterr().out


@pytest.fixture
def time_machine_at(time_machine):
    return lambda at: time_machine.move_to(at, tick=False)


@pytest.fixture
def queue(monkeypatch):
    """The broker's place: what was put into it, in order."""
    put = []
    monkeypatch.setattr(tasks.hand_over, "delay", lambda **message: put.append(message))
    return put


def test_the_task_puts_ids_into_the_queue_and_nothing_else(time_machine_at, queue):
    make_scene()
    time_machine_at(on(13))
    tasks.sweep()
    [message] = queue
    assert set(message) == {"ids"} and all(isinstance(pk, int) for pk in message["ids"])
    tasks.hand_over(**message)
    assert len(mail.outbox) == 1
    tasks.sweep()
    assert len(queue) == 1  # nothing is due, nothing is asked for


def test_what_a_turn_did_not_reach_goes_back_into_the_queue(time_machine_at, queue, monkeypatch):
    make_scene()
    time_machine_at(on(13))
    monkeypatch.setattr(tasks, "A_TURN", timedelta(0))
    tasks.sweep()
    tasks.hand_over(**queue[0])
    assert queue[1]["ids"] == tuple(queue[0]["ids"])
    assert mail.outbox == []


def test_a_report_signed_while_the_message_waits_is_not_asked_for_any_more(reminder):
    conferences.stamp_report(invitation=reminder.invitation, signed_at=on(13), by=reminder.person, at=on(13))
    sweep(on(13))
    assert at_once(reminder) == 0
    assert reminder.cancel_reason == "The report is in."
