"""What a monitor is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partnership.tests.factories import client_for
from scheduling.models import Heartbeat, Message
from scheduling.queries.health import deadlines_trouble
from scheduling.tests.factories_clock import make_scene, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def running(now):
    """A heart that beat just now."""
    sweep(now)
    return now


CLOCKS = "The clocks of application and database differ by 2 seconds or more."


def trouble(*, at):
    """What is told, apart from the clocks: a slow machine takes its two seconds between a fixture and its test."""
    return [sentence for sentence in deadlines_trouble(at=at) if sentence != CLOCKS]


def waiting(at, **which):
    make_scene()
    sweep(timezone.now().replace(year=2026, month=3, day=13))
    Message.objects.filter(rule="report_submit").update(**{"next_try_at": at} | which)
    Message.objects.exclude(rule="report_submit").delete()
    Heartbeat.objects.update(swept_at=at)


def test_all_is_well_while_the_sweep_runs(running):
    answer = client_for(None).get("/healthz/deadlines")
    assert (answer.status_code, answer.content) == (200, b"The clock is running.\n")


def test_without_a_sweep_for_five_minutes_it_is_not(running):
    assert trouble(at=running + timedelta(seconds=1)) == []
    Heartbeat.objects.update(swept_at=running - timedelta(minutes=6))
    answer = client_for(None).get("/healthz/deadlines")
    assert answer.status_code == 503
    assert answer.content.decode() == "The last sweep is older than 5 minutes.\n"


def test_a_service_that_never_swept_is_not_well(now):
    assert trouble(at=now) == ["The last sweep is older than 5 minutes."]


@pytest.mark.parametrize("which", ["next_try_at", "tried_since"])
def test_a_message_that_waits_too_long_is_told_also_while_the_mail_server_is_away(now, which):
    waiting(now, **{which: now - timedelta(minutes=16)})
    assert trouble(at=now) == ["A message that is due has waited for more than 15 minutes."]
    Message.objects.update(**{which: now - timedelta(minutes=14)})
    assert trouble(at=now) == []


@pytest.mark.parametrize("which", ["failed_at", "held_at"])
def test_a_failure_that_nobody_has_seen_to_for_an_hour_is_told(now, which):
    waiting(now, **{which: now - timedelta(minutes=61)})
    assert trouble(at=now) == ["A failure has stood unacknowledged for an hour."]
    Message.objects.update(**{which: now - timedelta(minutes=59)})
    assert trouble(at=now) == []
    Message.objects.update(**{which: now - timedelta(minutes=61), "acknowledged_at": now})
    assert trouble(at=now) == []


def test_timetables_that_could_not_be_made_are_told(running):
    Heartbeat.objects.update(stuck=1)
    assert trouble(at=running) == ["Some timetables could not be made."]


def test_clocks_that_differ_are_told(running):
    assert CLOCKS in deadlines_trouble(at=timezone.now() + timedelta(seconds=30))
    assert CLOCKS in deadlines_trouble(at=timezone.now() - timedelta(seconds=30))
    Heartbeat.objects.all().delete()
    assert CLOCKS not in deadlines_trouble(at=timezone.now() + timedelta(seconds=30))
