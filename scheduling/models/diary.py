"""The diary: rooms, links, leave, bookings, and the quarters of an hour that a booking takes.

Double booking is impossible on every database because a quarter of an hour of a chair, a room or a link is one
row with a unique key; what the pages show is a courtesy, the constraint is the guarantee.
"""

from calendar import day_name
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from conferences.models import Conference
from partnership.fields import written_day
from partnership.models import Authority, Person, new_ref
from partnership.queries import RELATION_OF_ROLE, roles_of
from procedures.access import Relation
from procedures.words import Role

QUARTER_MINUTES = 15
FAMILY_MEETING_MINUTES = 30  # SCD-10, decisions 16
USUAL_MINUTES = 120  # decisions 16

#: Whoever holds one of these at an authority knows of its rooms, links, leave and bookings.
DIARY_ROLES = (Role.ADMINISTRATOR, Role.CHAIR, Role.TEAM_MANAGER, Role.DESIGNATED_MANAGER)


def quarter_of(moment: datetime) -> int:
    """The number of the quarter of an hour in which `moment` falls, counted from 1970 in UTC."""
    return int(moment.timestamp()) // (60 * QUARTER_MINUTES)


class OfAuthorityQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Those of the authorities at which `person` works with the diary today."""
        held = roles_of(person, today=today).filter(role__in=DIARY_ROLES)
        return self.filter(authority__in=held.values("authority"))

    def in_use(self, *, on):
        """Those in use on the day `on`."""
        return self.filter(in_use_from__lte=on).filter(Q(in_use_to=None) | Q(in_use_to__gte=on))


class OfAuthority(models.Model):
    """What a room, a link and a leave have in common for the door: they belong to one authority."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")

    objects = OfAuthorityQuerySet.as_manager()

    class Meta:
        abstract = True

    def relations(self, person, *, today) -> frozenset[Relation]:
        """What `person` is today at this thing's authority."""
        held = roles_of(person, today=today).filter(authority=self.authority_id, role__in=DIARY_ROLES)
        return frozenset(RELATION_OF_ROLE[Role(role)] for role in held.values_list("role", flat=True))

    def audit_refs(self) -> tuple[str, list[str]]:
        return type(self).__name__, [self.ref]

    def access_state(self) -> None:
        """Rights over the diary's things depend on no state."""
        return None


class Room(OfAuthority):
    """A room for conferences (SCD-02). Taken out of use by a last day, never deleted."""

    name = models.CharField(max_length=80)
    building = models.CharField(
        max_length=200, blank=True
    )  # with street and postcode, as an invitation says it
    seats = models.PositiveSmallIntegerField()
    step_free = models.BooleanField(default=False)
    hearing_loop = models.BooleanField(default=False)
    video = models.BooleanField(default=False)
    separate_waiting = models.BooleanField(default=False)
    two_exits = models.BooleanField(default=False)
    notes = models.CharField(max_length=300, blank=True)
    in_use_from = models.DateField()
    in_use_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="room_name_once"),
            models.CheckConstraint(
                condition=Q(in_use_to=None) | Q(in_use_to__gte=F("in_use_from")), name="room_ends_after_start"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def whereabouts(self) -> str:
        """The room with its building, for whoever has to find it."""
        return ", ".join(filter(None, (self.name, " ".join(self.building.split()))))

    @property
    def features(self) -> list[str]:
        """What the room has, in words, for a person who chooses one."""
        named = {
            "Step-free access": self.step_free,
            "Hearing loop": self.hearing_loop,
            "Video": self.video,
            "Separate waiting room": self.separate_waiting,
            "Two exits": self.two_exits,
        }
        return [name for name, has in named.items() if has]


class RoomClosed(models.Model):
    """Days on which one room can't be used: decorating, or the building is shut."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="closed")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="room_closed_ends_after_start"),
        ]

    def covers(self, day) -> bool:
        """Whether the room is closed on `day`."""
        return self.from_on <= day <= self.to_on


class Link(OfAuthority):
    """A video link that holds one conference at a time (decisions 16)."""

    name = models.CharField(max_length=80)
    address = models.URLField(max_length=300)
    notes = models.CharField(max_length=300, blank=True)
    in_use_from = models.DateField()
    in_use_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="link_name_once"),
            models.CheckConstraint(
                condition=Q(in_use_to=None) | Q(in_use_to__gte=F("in_use_from")), name="link_ends_after_start"
            ),
        ]

    def __str__(self):
        return self.name


class LeaveQuerySet(OfAuthorityQuerySet):
    def touching(self, *, first, last):
        """Leave with at least one day from `first` to `last`, both included."""
        return self.filter(from_on__lte=last).filter(Q(to_on=None) | Q(to_on__gte=first))


class Leave(OfAuthority):
    """Days on which a chair is not there. Why is nobody's business here, so no reason is kept.

    `weekdays` empty: every day from first to last. Otherwise only these, 0 for Monday to 4 for Friday ("24" is
    Wednesdays and Fridays): how part-time working is written down, with no last day.
    """

    chair = models.ForeignKey(Person, models.PROTECT, related_name="leave")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    weekdays = models.CharField(max_length=5, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="leave_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(to_on=None, weekdays=""), name="leave_without_end_names_weekdays"
            ),
        ]

    def covers(self, day) -> bool:
        """Whether the chair is away on `day`."""
        within = self.from_on <= day and (self.to_on is None or day <= self.to_on)
        return within and (not self.weekdays or str(day.weekday()) in self.weekdays)

    @property
    def in_words(self) -> str:
        """ "Wednesdays and Fridays from Monday 2 March 2026", "Monday 2 March 2026 to Friday 6 March 2026"."""
        days = " and ".join(f"{day_name[int(number)]}s" for number in self.weekdays)
        if self.to_on is None:
            return f"{days} from {written_day(self.from_on)}"
        period = f"{written_day(self.from_on)} to {written_day(self.to_on)}"
        if self.from_on == self.to_on:
            period = written_day(self.from_on)
        return f"{days}, {period}" if days else period


class BookingQuerySet(models.QuerySet):
    def standing(self):
        """Bookings that were not released by a cancellation or by a new date."""
        return self.filter(released_at=None)


class Booking(models.Model):
    """A conference's chair, room, link and time. A new date is a new row; the old one is released and kept."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="bookings")
    chair = models.ForeignKey(Person, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="bookings")
    link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="bookings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=USUAL_MINUTES)
    family_meeting_minutes = models.PositiveSmallIntegerField(default=FAMILY_MEETING_MINUTES)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference"], condition=Q(released_at=None), name="conference_booked_once"
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=False) | Q(link__isnull=False), name="booking_has_a_place"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="booking_takes_time"),
        ]
        indexes = [models.Index(fields=["starts_at"])]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def family_meets_at(self) -> datetime:
        """When the family meets the chair, immediately before the conference (SCD-10)."""
        return self.starts_at - timedelta(minutes=self.family_meeting_minutes)


class BookedSlot(models.Model):
    """One quarter of an hour of one chair, room or link: the row that makes double booking impossible."""

    resource = models.CharField(max_length=30)  # "chair:12", "room:3", "link:1"
    quarter = models.PositiveIntegerField()  # quarter_of() its beginning
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="slots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "quarter"], name="slot_taken_once")]
        indexes = [models.Index(fields=["quarter"])]


class DiaryEvent(models.Model):
    """Insert-only: what was changed of rooms, links and leave. Bookings have theirs in the conference's history."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    thing = models.CharField(max_length=30)  # the kind and the reference as text, like the audit
    thing_ref = models.CharField(max_length=16)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]
