"""What was sent, what waits, and what needs a person: for the office and for a conference's timetable."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from scheduling.models import OPEN, Message, Template


class Lot(StrEnum):
    """What became of a message."""

    TROUBLE = "trouble"
    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            "trouble": "Need attention",
            "waiting": "Waiting",
            "sent": "Sent",
            "cancelled": "No longer needed",
        }[self]


LOTS: dict[Lot, Q] = {
    Lot.TROUBLE: (Q(failed_at__isnull=False) | Q(held_at__isnull=False)) & Q(acknowledged_at=None),
    Lot.WAITING: OPEN,
    Lot.SENT: Q(sent_at__isnull=False),
    Lot.CANCELLED: Q(cancelled_at__isnull=False)
    | ((Q(failed_at__isnull=False) | Q(held_at__isnull=False)) & Q(acknowledged_at__isnull=False)),
}


@dataclass(frozen=True)
class Fate:
    """A message's state for a page: words, weight, moment."""

    words: str
    weight: str
    at: datetime


def fate(message: Message) -> Fate:
    """What became of it, in words for the office."""
    if message.sent_at:
        return Fate("Sent", "good", message.sent_at)
    if message.cancelled_at:
        return Fate("No longer needed", "neutral", message.cancelled_at)
    if message.failed_at:
        return Fate("Seen to" if message.acknowledged_at else "Failed", _weight(message), message.failed_at)
    if message.held_at:
        return Fate("Seen to" if message.acknowledged_at else "Held", _weight(message), message.held_at)
    if message.attempts:
        return Fate("Tried, will be tried again", "soon", message.next_try_at)
    return Fate("Waiting", "waiting", message.next_try_at)


def _weight(message: Message) -> str:
    return "neutral" if message.acknowledged_at else "late"


def of_office(person, *, today) -> QuerySet[Message]:
    """Messages of the authorities whose office this person works in, newest first."""
    related = ("conference", "person", "agency", "authority")
    return Message.objects.visible_to(person, today=today).select_related(*related)


def counts(messages: QuerySet[Message]) -> dict[Lot, int]:
    counted = messages.aggregate(**{lot.value: Count("pk", filter=which) for lot, which in LOTS.items()})
    return {lot: counted[lot.value] for lot in Lot}


def of_conference(conference) -> QuerySet[Message]:
    """Everything that was or will be sent about one conference, newest first."""
    return Message.objects.filter(conference=conference).select_related("agency", "invitation__agency")


def invitations_waiting(conference, *, at) -> int:
    """How many invitations wait out their ten minutes."""
    waiting = Message.objects.open().filter(
        template=Template.INVITATION.value, next_try_at__gt=at, attempts=0
    )
    return waiting.filter(conference=conference).count()
