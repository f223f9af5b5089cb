"""Whether the clock is running: what a monitor asks for (delivery 14)."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from scheduling.models import Heartbeat, Message

SWEEP_WITHIN = timedelta(minutes=5)
SENT_WITHIN = timedelta(minutes=15)
SEEN_WITHIN = timedelta(hours=1)
CLOCKS_WITHIN = timedelta(seconds=2)


def deadlines_trouble(*, at: datetime) -> list[str]:
    """Sentences about what is wrong; none means that all is well. No figures, no names: anybody may ask."""
    checks = {
        "The last sweep is older than 5 minutes.": _last_sweep_is_old(at),
        "A message that is due has waited for more than 15 minutes.": _oldest_due_is_old(at),
        "A failure has stood unacknowledged for an hour.": _failure_is_old(at),
        "Some timetables could not be made.": Heartbeat.objects.filter(stuck__gt=0).exists(),
        "The clocks of application and database differ by 2 seconds or more.": _clocks_differ(at),
    }
    return [sentence for sentence, wrong in checks.items() if wrong]


def _last_sweep_is_old(at: datetime) -> bool:
    return not Heartbeat.objects.filter(swept_at__gte=at - SWEEP_WITHIN).exists()


def _oldest_due_is_old(at: datetime) -> bool:
    waiting, before = Message.objects.open(), at - SENT_WITHIN
    # While the mail server is away each attempt moves the next one; what counts is since when it has been due.
    return waiting.filter(Q(next_try_at__lt=before) | Q(tried_since__lt=before)).exists()


def _failure_is_old(at: datetime) -> bool:
    troubled = Message.objects.troubled()
    before = at - SEEN_WITHIN
    return troubled.filter(failed_at__lt=before).exists() or troubled.filter(held_at__lt=before).exists()


def _clocks_differ(at: datetime) -> bool:
    """Asked of the heartbeat's row, because a database says what time it is only in an answer."""
    now = Heartbeat.objects.annotate(now=Now()).values_list("now", flat=True).first()
    return now is not None and abs(now - at) >= CLOCKS_WITHIN
