"""Booking a conference, giving it a new date, and releasing what it took."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from conferences.models import Conference
from conferences.operations.conferences import cancel as record_cancelled
from conferences.operations.conferences import record_delay
from conferences.operations.moves import move
from partnership.fields import written_day
from partnership.models import Person
from scheduling.models import BookedSlot, Booking, Link, Room
from scheduling.models.diary import USUAL_MINUTES
from scheduling.operations.timetables import rebuild_timetable
from scheduling.queries.booking import Obstacle, Wanted, limit_of, obstacles, taken

CHANGED = "Somebody booked this conference or gave it a new date meanwhile. Look at its page again before you choose."
DELAY_REASONS = "This day is past the limit of {}. Write down why the conference is delayed (CON-06)."
DELAY_SAFETY = "Write down what keeps each child safe until the conference (CON-06)."


class BookingRefused(Exception):
    """The booking can't be made. `obstacles`: each with the field it is about and a sentence for the person."""

    def __init__(self, obstacles: list[Obstacle]):
        super().__init__(" ".join(obstacle.sentence for obstacle in obstacles))
        self.obstacles = obstacles


@dataclass(frozen=True)
class DelayReport:
    """CON-06: why a conference is held past its limit, and what keeps the child safe meanwhile."""

    reasons: str
    safe_meanwhile: str
    reported_to: Person


class _Taken(Exception):
    """A slot, or the conference itself, is somebody else's by now."""


def book(
    *,
    conference: Conference,
    chair: Person,
    room: Room | None = None,
    link: Link | None = None,
    starts_at: datetime,
    minutes: int = USUAL_MINUTES,
    delay: DelayReport | None = None,
    by: Person,
    at: datetime,
) -> Booking:
    """Claim chair, room and link from the family's meeting to the end, and fix or move the conference's date.

    Past the limit it needs `delay` (CON-06). Raises BookingRefused with every obstacle, and MoveRefused where the
    conference was changed meanwhile; nothing is kept then.
    """
    wanted = Wanted(conference, chair, room, link, starts_at, minutes)
    if found := [*obstacles(wanted, at=at), *_delay_missing(wanted, delay)]:
        raise BookingRefused(found)
    try:
        return _write(wanted, delay, by=by, at=at)
    except _Taken:
        raise BookingRefused(taken(wanted, at=at) or [Obstacle("", CHANGED)]) from None


@transaction.atomic
def _write(wanted: Wanted, delay: DelayReport | None, *, by: Person, at: datetime) -> Booking:
    before = _release_present(wanted.conference, by=by, at=at)
    booking = _claim(wanted, before, by=by, at=at)
    if delay is not None:
        record_delay(
            conference=wanted.conference,
            reasons=delay.reasons,
            safe_meanwhile=delay.safe_meanwhile,
            reported_to=delay.reported_to,
            by=by,
            at=at,
        )
    move(
        conference=wanted.conference,
        name="move_date" if before else "fix_date",
        by=by,
        at=at,
        chair=wanted.chair,
        starts_at=wanted.starts_at,
        minutes=wanted.minutes,
        place=wanted.room.whereabouts if wanted.room else "",
        online_link=wanted.link.address if wanted.link else "",
    )
    rebuild_timetable(conference=wanted.conference, at=at)  # what is due must not wait for the next sweep
    return booking


def _delay_missing(wanted: Wanted, delay: DelayReport | None) -> list[Obstacle]:
    limit = limit_of(wanted.conference)
    if limit is None or wanted.on <= limit.due_on:
        return []
    missing = []
    if delay is None or not delay.reasons.strip():
        missing.append(Obstacle("reasons", DELAY_REASONS.format(written_day(limit.due_on))))
    if delay is None or not delay.safe_meanwhile.strip():
        missing.append(Obstacle("safe_meanwhile", DELAY_SAFETY))
    return missing


def _release_present(conference: Conference, *, by: Person, at: datetime) -> Booking | None:
    """Mark the standing booking as released; its slots go only after the new ones are claimed.

    Who released it in the same instant has raised the conference's version too, so that the move below is refused.
    """
    present = Booking.objects.standing().filter(conference=conference).first()
    if present is not None:
        Booking.objects.standing().filter(pk=present.pk).update(released_at=at, released_by=by)
    return present


def _claim(wanted: Wanted, before: Booking | None, *, by: Person, at: datetime) -> Booking:
    """The booking with its slots. Slots are inserted in one order and given up last, so that rivals never deadlock."""
    try:
        booking = Booking.objects.create(
            conference=wanted.conference,
            chair=wanted.chair,
            room=wanted.room,
            link=wanted.link,
            starts_at=wanted.starts_at,
            minutes=wanted.minutes,
            family_meeting_minutes=wanted.family_meeting_minutes,
            booked_by=by,
            booked_at=at,
        )
        _take(wanted, booking, before)
    except IntegrityError:
        raise _Taken from None
    return booking


def _take(wanted: Wanted, booking: Booking, before: Booking | None) -> None:
    own = BookedSlot.objects.filter(booking=before) if before else BookedSlot.objects.none()
    held = set(own.values_list("resource", "quarter"))
    asked = [(resource, quarter) for resource in wanted.resources for quarter in wanted.quarters]
    BookedSlot.objects.bulk_create(
        BookedSlot(resource=resource, quarter=quarter, booking=booking)
        for resource, quarter in asked
        if (resource, quarter) not in held
    )
    for resource in wanted.resources:
        own.filter(resource=resource, quarter__in=wanted.quarters).update(booking=booking)
    own.delete()


@transaction.atomic
def release(*, conference: Conference, by: Person, at: datetime) -> Booking | None:
    """Give up what the conference's standing booking took; the row stays, with who released it and when."""
    booking = _release_present(conference, by=by, at=at)
    if booking is not None:
        BookedSlot.objects.filter(booking=booking).delete()
    return booking


@transaction.atomic
def cancel(*, conference: Conference, reason: str, safety: str, by: Person, at: datetime) -> Conference:
    """SCD-09: cancel the conference and give its chair, room and link back to the diary, together."""
    release(conference=conference, by=by, at=at)
    return record_cancelled(conference=conference, reason=reason, safety=safety, by=by, at=at)
