"""Tables of this floor: the diary of chairs, rooms and links; the clock of deadlines and messages."""

from scheduling.models.clock import (
    OPEN,
    OWED,
    Audience,
    Deadline,
    Heartbeat,
    Message,
    MessageEvent,
    Step,
    Template,
    Timetable,
)
from scheduling.models.diary import BookedSlot, Booking, DiaryEvent, Leave, Link, Room, RoomClosed

__all__ = [
    "OPEN",
    "OWED",
    "Audience",
    "BookedSlot",
    "Booking",
    "Deadline",
    "DiaryEvent",
    "Heartbeat",
    "Leave",
    "Link",
    "Message",
    "MessageEvent",
    "Room",
    "RoomClosed",
    "Step",
    "Template",
    "Timetable",
]
