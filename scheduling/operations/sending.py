"""Handing messages over to the mail server: one at a time, each claimed, checked again, and written down twice.

The row says `handing_over_at` before and `sent_at` after; what lies between a hard kill can leave open, and
nothing else (delivery 6 to 9).
"""

import fcntl
import secrets
import smtplib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from conferences.models import Conference
from procedures.reckoning import london_day
from scheduling.models import Message
from scheduling.operations.clock import cancel
from scheduling.operations.mail import CantBeAddressed, compose
from scheduling.queries.owed import is_stale, is_still_owed

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Handed:
    """What became of a batch: how many the mail server took, and which were not reached in the time given."""

    sent: int = 0
    rest: tuple[int, ...] = ()


def hand_over(*, ids: list[int], clock: Callable[[], datetime], within: timedelta | None = None) -> Handed:
    """Hand over these messages, one after the other, in one conversation with the mail server.

    `clock` answers the moment, because a batch takes its time and a lease must not be out of date at birth.
    After `within` it stops, so that a worker that is asked to end is free soon. One sender a machine: while another
    is at work nothing is done here, so that a hard kill finds one message in hand, not several.
    """
    began, sent = clock(), 0
    with _only_sender() as alone, closing(Post()) as post:
        if not alone:
            return Handed()
        for done, pk in enumerate(ids):
            if within is not None and clock() - began >= within:
                return Handed(sent, tuple(ids[done:]))
            sent += _hand_over_one(pk, clock, post)
    return Handed(sent)


@contextmanager
def _only_sender() -> Iterator[bool]:
    """Whether nobody else on this machine is sending. The lock goes with the process, however it ends."""
    with (settings.DATA_DIR / "sender.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _hand_over_one(pk: int, clock: Callable[[], datetime], post: "Post") -> bool:
    lease = claim(pk=pk, at=clock())
    if lease is None:
        return False
    try:
        post.open()
    except (smtplib.SMTPException, OSError) as trouble:
        _try_later(pk, lease, at=clock(), answer=_in_words(trouble))
        return False
    message = _ready(pk, lease, at=clock())
    return message is not None and _send(message, lease, clock, post)


def claim(*, pk: int, at: datetime) -> str | None:
    """The lease on a message that is due; None where another sender was first."""
    lease = secrets.token_hex(16)
    until = at + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
    won = Message.objects.due(at=at).filter(pk=pk).update(leased_until=until, lease=lease)
    return lease if won else None


@transaction.atomic
def _ready(pk: int, lease: str, *, at: datetime) -> Message | None:
    """Read everything again; what holds is marked as being handed over, in one transaction with the check."""
    message = Message.objects.select_related("conference__authority", "invitation", "person", "agency").get(
        pk=pk
    )
    # Whoever changes the conference now waits for us, or we see the change.
    Conference.objects.select_for_update(of=("self",), no_key=True).get(pk=message.conference_id)
    mine = Message.objects.open().filter(pk=pk, lease=lease)
    today = london_day(at)
    if is_stale(message):
        mine.update(leased_until=None, lease="")
        return None
    if not is_still_owed(message, at=at, today=today):
        mine.update(leased_until=None, lease="")
        cancel(message=message, at=at)
        return None
    try:
        message.mail = compose(message, today=today)
    except CantBeAddressed as trouble:
        mine.update(failed_at=at, answer=str(trouble), leased_until=None, lease="")
        return None
    started = mine.update(
        handing_over_at=at, attempts=F("attempts") + 1, tried_since=Coalesce("tried_since", at)
    )
    return message if started else None


def _send(message: Message, lease: str, clock: Callable[[], datetime], post: "Post") -> bool:
    try:
        post.send(message.mail)
    except (smtplib.SMTPException, OSError) as trouble:
        post.close()
        _after_trouble(message, lease, Trouble.of(trouble), at=clock())
        return False
    Message.objects.filter(pk=message.pk).update(
        sent_at=clock(),
        answer="Taken by the mail server",
        leased_until=None,
        lease="",
        held_at=None,
        failed_at=None,
        cancelled_at=None,
        cancel_reason="",
    )
    return True


@dataclass(frozen=True)
class Trouble:
    """What the mail server answered: a code (None where the line broke) and its words."""

    code: int | None
    words: str

    @classmethod
    def of(cls, trouble: Exception) -> "Trouble":
        words = _in_words(trouble)
        if isinstance(trouble, smtplib.SMTPRecipientsRefused):
            return cls(max(code for code, _ in trouble.recipients.values()), words)
        if isinstance(trouble, smtplib.SMTPResponseException):
            return cls(trouble.smtp_code, words)
        return cls(None, words)

    @property
    def is_final(self) -> bool:
        return self.code is not None and self.code >= 500

    @property
    def is_open(self) -> bool:
        """The line broke in the middle: it may or may not have left."""
        return self.code is None


def _in_words(trouble: Exception) -> str:
    """For the office: what was answered, without the address (that stands beside it)."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(trouble.recipients.values()))
        return f"Refused by the mail server: {code} {_text(said)}"[:300]
    if isinstance(trouble, smtplib.SMTPResponseException):
        return f"Refused by the mail server: {trouble.smtp_code} {_text(trouble.smtp_error)}"[:300]
    return f"The mail server could not be reached: {type(trouble).__name__}"


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _after_trouble(message: Message, lease: str, trouble: Trouble, *, at: datetime) -> None:
    mine = Message.objects.open().filter(pk=message.pk, lease=lease)
    if trouble.is_final:
        mine.update(failed_at=at, answer=trouble.words, leased_until=None, lease="")
    elif trouble.is_open and message.about.is_held:
        mine.update(held_at=at, answer=trouble.words, leased_until=None, lease="")
    else:
        _try_later(message.pk, lease, at=at, answer=trouble.words)


def _try_later(pk: int, lease: str, *, at: datetime, answer: str) -> None:
    """From one minute to one hour, with jitter, for a day; then it has failed (delivery 9)."""
    message = Message.objects.get(pk=pk)
    mine = Message.objects.open().filter(pk=pk, lease=lease)
    since = message.tried_since or at
    # Before the line stood nothing was being handed over: that attempt is counted here.
    attempts = message.attempts + (message.handing_over_at is None)
    if at - since >= GIVE_UP_AFTER:
        mine.update(failed_at=at, answer=f"Given up after a day. {answer}"[:300], leased_until=None, lease="")
        return
    mine.update(
        next_try_at=at + pause(message.ref, attempts),
        attempts=attempts,
        tried_since=since,
        handing_over_at=None,
        answer=answer,
        leased_until=None,
        lease="",
    )


def pause(ref: str, attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubled each time, spread by a fifth so that none come at once."""
    wait = min(SHORTEST * 2 ** min(attempts - 1, 10), LONGEST)
    spread = crc32(f"{ref}{attempts}".encode()) / 2**32  # from 0 to 1, the same for the same attempt
    return wait * (0.8 + 0.4 * spread)


class Post:
    """One conversation with the mail server, opened when it is first needed."""

    def __init__(self) -> None:
        self.line = None

    def open(self) -> None:
        if self.line is None:
            line = get_connection(timeout=min(settings.EMAIL_TIMEOUT, settings.MESSAGE_LEASE_SECONDS / 2))
            line.open()
            self.line = line

    def send(self, mail) -> None:
        self.line.send_messages([mail])

    def close(self) -> None:
        line, self.line = self.line, None
        try:
            if line is not None:
                line.close()
        except (smtplib.SMTPException, OSError):
            return  # it is gone already
