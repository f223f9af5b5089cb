"""Writes of this floor: booking in `booking`, rooms, links and leave in `diary`, the clock in `clock`."""

from scheduling.operations.booking import BookingRefused, DelayReport, book, cancel, release
from scheduling.operations.clock import sweep, write_messages
from scheduling.operations.diary import (
    add_leave,
    add_link,
    add_room,
    change_link,
    change_room,
    close_room,
    remove_leave,
)
from scheduling.operations.sending import hand_over
from scheduling.operations.timetables import rebuild_timetable, rebuild_timetables

__all__ = [
    "BookingRefused",
    "DelayReport",
    "add_leave",
    "add_link",
    "add_room",
    "book",
    "cancel",
    "change_link",
    "change_room",
    "close_room",
    "release",
    "remove_leave",
    "hand_over",
    "rebuild_timetable",
    "rebuild_timetables",
    "sweep",
    "write_messages",
]
