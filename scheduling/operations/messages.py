"""What a person does about a message: try again, see to it otherwise, send now. Each leaves one event row."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from conferences.models import Conference
from partnership.models import Person
from procedures.reckoning import london_day
from scheduling.models import Message, MessageEvent, Template
from scheduling.operations.clock import write_messages

SEEN_TO = "Somebody has seen to this message meanwhile, or it has left. Look at the list again."
NOTHING_WAITS = "No invitation is waiting: each has left, or has been taken back."

TROUBLED = (Q(failed_at__isnull=False) | Q(held_at__isnull=False)) & Q(acknowledged_at=None)


class MessageRefused(Exception):
    """What was asked for can't be done any more. The message is a sentence for the person."""


@transaction.atomic
def try_again(*, message: Message, by: Person, at: datetime) -> None:
    """A failed or held message is due again, as if it were new. Its Message-ID stays."""
    changed = Message.objects.filter(TROUBLED, pk=message.pk).update(
        failed_at=None,
        held_at=None,
        handing_over_at=None,
        tried_since=None,
        attempts=0,
        next_try_at=at,
    )
    _note(changed, message, "tried_again", by, at)


@transaction.atomic
def acknowledge(*, message: Message, by: Person, at: datetime) -> None:
    """A person has seen to it otherwise: told by telephone, or it had arrived after all."""
    changed = Message.objects.filter(TROUBLED, pk=message.pk).update(acknowledged_at=at, acknowledged_by=by)
    _note(changed, message, "acknowledged", by, at)


def _note(changed: int, message: Message, move: str, by: Person, at: datetime) -> None:
    if changed != 1:
        raise MessageRefused(SEEN_TO)
    MessageEvent.objects.create(message=message, move=move, by=by, at=at)


@transaction.atomic
def send_now(*, conference: Conference, by: Person, at: datetime) -> int:
    """The invitations that wait out their ten minutes leave with the next sweep; answers how many (delivery 11)."""
    write_messages(conference=conference.pk, at=at, today=london_day(at))
    waiting = Message.objects.open().filter(
        conference=conference, template=Template.INVITATION.value, next_try_at__gt=at
    )
    hurried = list(waiting.select_for_update())
    if not hurried:
        raise MessageRefused(NOTHING_WAITS)
    Message.objects.filter(pk__in=[message.pk for message in hurried]).update(next_try_at=at)
    MessageEvent.objects.bulk_create(
        [MessageEvent(message=message, move="sent_now", by=by, at=at) for message in hurried]
    )
    return len(hurried)
