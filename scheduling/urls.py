"""Pages of the diary and the clock. Two authors' lists, one namespace."""

from datetime import date

from django.urls import path, register_converter

from scheduling.views import booking, clock, diary

app_name = "scheduling"


class Day:
    """2026-03-17 in an address; a day that doesn't exist is a page that doesn't exist."""

    regex = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class Month(Day):
    """2026-03 in an address, as the first day of that month."""

    regex = "20[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


register_converter(Day, "day")
register_converter(Month, "month")

urlpatterns: list = [
    path("", clock.due, name="due"),
    path("conferences/<slug:ref>/timetable/", clock.timetable, name="timetable"),
    path("conferences/<slug:ref>/timetable/send-now", clock.send_now, name="send_now"),
    path("messages/", clock.messages, name="messages"),
    path("messages/<slug:ref>/", clock.message, name="message"),
    path("healthz/deadlines", clock.healthz_deadlines, name="healthz_deadlines"),
    path("conferences/<slug:ref>/book", booking.book, name="book"),
    path("conferences/<slug:ref>/book/<day:day>", booking.book_day, name="book_day"),
    path("conferences/<slug:ref>/book/<day:day>/check", booking.book_check, name="book_check"),
    path("conferences/<slug:ref>/move", booking.move, name="move"),
    path("conferences/<slug:ref>/move/<day:day>", booking.move_day, name="move_day"),
    path("conferences/<slug:ref>/move/<day:day>/check", booking.move_check, name="move_check"),
    path("conferences/<slug:ref>/cancel", booking.cancel, name="cancel"),
    path("diary/", diary.diary, name="diary"),
    path("diary/<month:month>", diary.month, name="diary_month"),
    path("diary/<day:day>", diary.day, name="diary_day"),
    path("diary/rooms/", diary.rooms, name="rooms"),
    path("diary/rooms/add", diary.add_room, name="add_room"),
    path("diary/rooms/<slug:ref>", diary.room, name="room"),
    path("diary/rooms/<slug:ref>/close", diary.close_room, name="close_room"),
    path("diary/links/", diary.links, name="links"),
    path("diary/links/add", diary.add_link, name="add_link"),
    path("diary/links/<slug:ref>", diary.link, name="link"),
    path("diary/leave/", diary.leave, name="leave"),
    path("diary/leave/add", diary.add_leave, name="add_leave"),
    path("diary/leave/<slug:ref>/remove", diary.remove_leave, name="remove_leave"),
]
