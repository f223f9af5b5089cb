"""The sweep: timetables that are stale are made anew, missing messages are written, and the heart beats.

Any number of sweeps together is harmless, whoever starts them (delivery 2). The clock is the caller's.
"""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from scheduling.models import Heartbeat, Message, Timetable
from scheduling.operations.timetables import rebuild_timetables
from scheduling.queries.owed import COLUMNS, all_owed, is_still_owed, why_not_owed

MOST = 5_000  # messages that one sweep gives out; the rest are due again at the next
UNSEEN = timedelta(minutes=1)  # as long as what somebody else writes may stay out of a sweep's sight


def sweep(*, at: datetime, today: date) -> list[int]:
    """One sweep. Answers the messages that are due now, for whoever hands them over."""
    before = Heartbeat.objects.values_list("swept_at", flat=True).first() or at
    rebuilt, stuck = rebuild_timetables(at=at)
    hold_ambiguous(at=at)
    settle(conferences=made_anew(rebuilt, since=before), at=at, today=today)
    written = write_messages(at=at, today=today)
    Heartbeat.objects.update_or_create(
        pk=1, defaults={"swept_at": at, "rebuilt": len(rebuilt), "written": written, "stuck": stuck}
    )
    return list(Message.objects.due(at=at).order_by("next_try_at", "pk").values_list("pk", flat=True)[:MOST])


@transaction.atomic
def write_messages(*, at: datetime, today: date, conference: int | None = None) -> int:
    """Write every message that is owed and not there yet, set by set; answers how many.

    What exists is left as it is by the unique key: what was sent is not sent again (delivery 3).
    """
    table, columns = Message._meta.db_table, ", ".join(COLUMNS)
    written = 0
    with connection.cursor() as cursor:
        for rows in all_owed(at=at, today=today, conference=conference):
            select, params = rows.query.sql_with_params()
            # Nothing in the text comes from outside: names of our own columns and Django's own SQL.
            insert = f"INSERT INTO {table} ({columns}) {select} ON CONFLICT DO NOTHING"
            cursor.execute(insert, params)
            written += cursor.rowcount
    return written


def hold_ambiguous(*, at: datetime) -> int:
    """After a hard stop in the middle of an invitation a person decides; reminders go out again (delivery 8)."""
    return Message.objects.ambiguous(at=at).update(
        held_at=at, answer="Stopped in the middle: it may or may not have left.", leased_until=None, lease=""
    )


def made_anew(rebuilt: list[int], *, since: datetime) -> list[int]:
    """Also those that a booking made anew itself, or a sweep that was stopped hard before it settled them."""
    made = Timetable.objects.filter(Q(pk__in=rebuilt) | Q(built_at__gt=since - UNSEEN))
    return list(made.values_list("pk", flat=True))


def settle(*, conferences: list[int], at: datetime, today: date) -> None:
    """After new facts: cancel what no longer holds, take up again what does (delivery 4)."""
    waiting = Message.objects.open().filter(conference__in=conferences)
    dropped = Message.objects.filter(conference__in=conferences, cancelled_at__isnull=False)
    for message in (waiting | dropped).select_related("conference", "invitation"):
        holds = is_still_owed(message, at=at, today=today)
        if message.cancelled_at is None and not holds:
            cancel(message=message, at=at)
        elif message.cancelled_at is not None and holds:
            Message.objects.filter(pk=message.pk).update(cancelled_at=None, cancel_reason="", next_try_at=at)


def cancel(*, message: Message, at: datetime) -> None:
    """It is not sent, with the reason; a message in a sender's hand is the sender's to judge."""
    free = Message.objects.open().filter(pk=message.pk).exclude(leased_until__gte=at)
    free.update(cancelled_at=at, cancel_reason=why_not_owed(message), leased_until=None, lease="")
