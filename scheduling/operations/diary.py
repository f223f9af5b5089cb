"""Keeping the diary: rooms, links, leave, and days on which a room is closed. Nothing is ever deleted."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from conferences.operations.moves import Refused, told
from partnership.models import Person
from scheduling.models import DiaryEvent, Leave, Link, Room, RoomClosed

NAME_TAKEN = "{} already has one with this name. Choose another name, or change the one there is."


def _note(thing: Room | Link | Leave, what: str, *, by: Person, at: datetime, **facts) -> None:
    DiaryEvent.objects.create(
        authority=thing.authority,
        what=what,
        thing=type(thing).__name__,
        thing_ref=thing.ref,
        by=by,
        at=at,
        facts=told(facts),
    )


def _add(model, *, by: Person, at: datetime, **facts):
    try:
        with transaction.atomic():
            thing = model.objects.create(**facts)
    except IntegrityError:
        raise Refused(NAME_TAKEN.format(facts["authority"].name), field="name") from None
    _note(
        thing, "added", by=by, at=at, **{name: value for name, value in facts.items() if name != "authority"}
    )
    return thing


def _change(thing, *, by: Person, at: datetime, **facts):
    for name, value in facts.items():
        setattr(thing, name, value)
    try:
        with transaction.atomic():
            thing.save(update_fields=list(facts))
    except IntegrityError:
        raise Refused(NAME_TAKEN.format(thing.authority.name), field="name") from None
    _note(thing, "changed", by=by, at=at, **facts)
    return thing


@transaction.atomic
def add_room(*, by: Person, at: datetime, **facts) -> Room:
    """A room of an authority (`authority`, `name`, `seats`, `in_use_from`, …). Raises Refused where the name is taken."""
    return _add(Room, by=by, at=at, **facts)


@transaction.atomic
def change_room(*, room: Room, by: Person, at: datetime, **facts) -> Room:
    """Change a room, or take it out of use by `in_use_to`. Bookings stay as they are."""
    return _change(room, by=by, at=at, **facts)


@transaction.atomic
def close_room(
    *, room: Room, from_on: date, to_on: date, reason: str, by: Person, at: datetime
) -> RoomClosed:
    """The room can't be used from one day to another, both included. Bookings on those days stay as they are."""
    closed = RoomClosed.objects.create(room=room, from_on=from_on, to_on=to_on, reason=reason)
    _note(room, "closed", by=by, at=at, from_on=from_on, to_on=to_on, reason=reason)
    return closed


@transaction.atomic
def add_link(*, by: Person, at: datetime, **facts) -> Link:
    """A video link of an authority. Raises Refused where the name is taken."""
    return _add(Link, by=by, at=at, **facts)


@transaction.atomic
def change_link(*, link: Link, by: Person, at: datetime, **facts) -> Link:
    """Change a link, or take it out of use by `in_use_to`."""
    return _change(link, by=by, at=at, **facts)


@transaction.atomic
def add_leave(
    *,
    authority,
    chair: Person,
    from_on: date,
    to_on: date | None = None,
    weekdays: str = "",
    by: Person,
    at: datetime,
) -> Leave:
    """Days on which a chair is away; with `weekdays` ("24") those days of each week, for ever where `to_on` is None."""
    leave = Leave.objects.create(
        authority=authority, chair=chair, from_on=from_on, to_on=to_on, weekdays=weekdays
    )
    _note(leave, "added", by=by, at=at, chair=chair, from_on=from_on, to_on=to_on, weekdays=weekdays)
    return leave


@transaction.atomic
def remove_leave(*, leave: Leave, by: Person, at: datetime) -> Leave:
    """Take leave back: the chair is there after all. The row stays, marked."""
    if Leave.objects.filter(pk=leave.pk, removed_at=None).update(removed_at=at, removed_by=by):
        leave.refresh_from_db()
        _note(leave, "removed", by=by, at=at)
    return leave
