"""Booking a conference in three pages: choose a day, choose chair, place and time, check and confirm."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from conferences.models import Conference
from conferences.views.writing import show
from partnership.calendar import working_calendar
from partnership.fields import written_day
from partnership.gate import door
from procedures.access import Action
from procedures.reckoning import clock_words
from procedures.workflow import MoveRefused
from procedures.working_days import BeyondKnownHolidays
from scheduling import operations
from scheduling.forms import LENGTHS, AnotherDayForm, CancelForm, ConfirmForm, LookForForm, TimeForm
from scheduling.models.diary import FAMILY_MEETING_MINUTES, USUAL_MINUTES
from scheduling.operations.booking import BookingRefused, DelayReport
from scheduling.queries import booking as queries
from scheduling.queries.suggestions import (
    Search,
    days_to_offer,
    offered,
    search,
    suggestions,
    together,
    why_none,
)

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Way:
    """The two ways to a date: booking a conference that has none, and moving one that has."""

    name: str
    title: str
    button: str

    def day(self, conference: Conference, day: date) -> str:
        return reverse(f"scheduling:{self.name}_day", args=[conference.ref, day])

    def check(self, conference: Conference, day: date) -> str:
        return reverse(f"scheduling:{self.name}_check", args=[conference.ref, day])


BOOK = Way("book", "Book the conference", "Book this conference")
MOVE = Way("move", "Move the conference to another date", "Move it to this date")


@door(Conference, Action.BOOK)
def book(request, conference):
    """The days up to the limit, and the earliest free times."""
    return _choose(request, conference, BOOK)


@door(Conference, Action.BOOK)
def book_day(request, conference, day):
    return _day(request, conference, BOOK, day)


@door(Conference, Action.BOOK)
def book_check(request, conference, day):
    return _check(request, conference, BOOK, day)


@door(Conference, Action.MOVE_BOOKING)
def move(request, conference):
    """The same pages for a conference that has a date already."""
    return _choose(request, conference, MOVE)


@door(Conference, Action.MOVE_BOOKING)
def move_day(request, conference, day):
    return _day(request, conference, MOVE, day)


@door(Conference, Action.MOVE_BOOKING)
def move_check(request, conference, day):
    return _check(request, conference, MOVE, day)


@door(Conference, Action.CANCEL)
def cancel(request, conference):
    """SCD-09: cancel, and give chair, room and link back."""
    page = reverse("conferences:conference", args=[conference.ref])
    form = CancelForm(request.POST if request.method == "POST" else None, cancel=page)
    if request.method == "POST" and form.is_valid():
        try:
            operations.cancel(
                conference=conference, by=request.person, at=timezone.now(), **form.cleaned_data
            )
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, "The conference is cancelled. Find an early new date: its limit stays the same."
            )
            return redirect(page)
    told = {"form": form, "conference": conference, "back": page, "limit": queries.limit_of(conference)}
    return show(request, "scheduling/book_cancel.html", told, form)


def _about(conference: Conference, way: Way, today: date) -> dict:
    """What stands on all three pages: the limit and the slack, who carries on, what the family needs."""
    limit = queries.limit_of(conference)
    return {
        "conference": conference,
        "way": way,
        "today": today,
        "limit": limit,
        "left": _left(today, limit),
        "before": queries.carries_on(conference),
        "needs": queries.access_needs(conference),
        "notice": queries.invitation_days(conference),
    }


def _left(today: date, limit) -> int | None:
    """Working days from today to the limit, negative when past it; None where there is none or no calendar for it."""
    try:
        return working_calendar().count(today, limit.due_on) if limit else None
    except BeyondKnownHolidays:
        return None


def _search(conference: Conference, told: dict, days: list[date], minutes: int) -> Search:
    limit = told["limit"]
    return search(
        conference,
        days=days,
        limit_on=limit.due_on if limit else None,
        notice=told["notice"],
        needs=told["needs"],
        minutes=minutes,
        today=told["today"],
    )


def _choose(request, conference: Conference, way: Way):
    other = AnotherDayForm(request.GET if "on_day" in request.GET else None)
    if other.is_bound and other.is_valid():
        return redirect(way.day(conference, other.cleaned_data["on"]))
    today = timezone.localdate()
    told = _about(conference, way, today)
    limit_on = told["limit"].due_on if told["limit"] else None
    days = days_to_offer(conference, limit_on=limit_on, today=today)
    found = _search(conference, told, days, USUAL_MINUTES)
    chairs = found.chairs
    look_for = LookForForm(request.GET if "minutes" in request.GET else None, chairs=chairs)
    asked = look_for.asked()
    found.minutes = asked["minutes"]
    if asked["chair"]:
        found.chairs = [choice for choice in chairs if choice.person.ref == asked["chair"]]
    by_link = asked["place"] == "link"
    told |= {
        "form": other,
        "look_for": look_for,
        "suggestions": suggestions(found, by_link=by_link),
        "why_none": why_none(found, by_link=by_link),
        "days": offered(found, by_link=by_link),
        "minutes": asked["minutes"],
        "refused": [choice for choice in chairs if choice.refused],
        "past": limit_on is not None and limit_on <= today,
        "far": bool(days) and days[0] > today + ONE_WEEK,
    }
    return show(request, "scheduling/book.html", told, other)


def _day(request, conference: Conference, way: Way, day: date):
    told = _about(conference, way, timezone.localdate())
    form = _time_form(request, conference, day, told, data=None)
    return _day_page(request, conference, day, told, form)


def _day_page(request, conference: Conference, day: date, told: dict, form: TimeForm):
    head, rows = together(form.found, day)
    told |= {
        "day": day,
        "head": head,
        "rows": rows,
        "length": dict(LENGTHS).get(form.found.minutes, f"{form.found.minutes} minutes"),
        "form": form,
        "action": told["way"].check(conference, day),
        "closed": [obstacle.sentence for obstacle in queries.day_refused(conference, day)],
        "slack": form.found.left(day),
        "short_notice": form.found.short_notice(day),
    }
    return show(request, "scheduling/book_day.html", told, form)


def _time_form(request, conference: Conference, day: date, told: dict, *, data) -> TimeForm:
    minutes = request.GET.get("minutes", "")
    found = _search(conference, told, [day], int(minutes) if minutes.isdecimal() else conference.minutes)
    initial = {
        name: request.GET[name]
        for name in ("chair", "room", "link", "time", "minutes")
        if name in request.GET
    }
    initial.setdefault("minutes", conference.minutes)
    initial.setdefault("link", "none")
    return TimeForm(data, found=found, day=day, at=timezone.now(), initial=initial)


def _check(request, conference: Conference, way: Way, day: date):
    told = _about(conference, way, timezone.localdate())
    choice = _time_form(request, conference, day, told, data=request.GET)
    if not choice.is_valid():
        return _day_page(request, conference, day, told, choice)
    late = told["limit"] is not None and day > told["limit"].due_on
    again = f"{way.day(conference, day)}?{request.GET.urlencode()}"
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        late=late,
        chairs=choice.found.chairs,
        button=way.button,
        cancel=again,
        initial=_delay_before(conference, choice),
    )
    if request.method == "POST" and form.is_valid() and _booked(request, form, choice, late=late):
        return redirect("conferences:conference", conference.ref)
    told |= {
        "form": form,
        "wanted": choice.wanted,
        "chair": next(one for one in choice.found.chairs if one.person == choice.wanted.chair),
        "late": late,
        "slack": choice.found.left(day),
        "short_notice": choice.found.short_notice(day),
        "back": again,
        "family_minutes": FAMILY_MEETING_MINUTES,
    }
    return show(request, "scheduling/book_check.html", told, form)


def _delay_before(conference: Conference, choice: TimeForm) -> dict:
    """A delay that was reported before is offered again: it may still hold for the new day."""
    last = conference.delays.first()
    if last is None:
        return {"reported_to": choice.wanted.chair.ref}
    return {
        "reasons": last.reasons,
        "safe_meanwhile": last.safe_meanwhile,
        "reported_to": last.reported_to.ref,
    }


def _booked(request, form: ConfirmForm, choice: TimeForm, *, late: bool) -> bool:
    """Book it; False, with the sentences on the form, where something stood in the way."""
    wanted, told = choice.wanted, form.cleaned_data
    delay = None
    if late:
        to = next(one.person for one in choice.found.chairs if one.person.ref == told["reported_to"])
        delay = DelayReport(told["reasons"], told["safe_meanwhile"], to)
    try:
        operations.book(
            conference=wanted.conference,
            chair=wanted.chair,
            room=wanted.room,
            link=wanted.link,
            starts_at=wanted.starts_at,
            minutes=wanted.minutes,
            delay=delay,
            by=request.person,
            at=timezone.now(),
        )
    except BookingRefused as refused:
        for obstacle in refused.obstacles:
            form.add_error(obstacle.field if obstacle.field in form.fields else None, obstacle.sentence)
    except MoveRefused as refused:
        form.add_error(None, str(refused))
    else:
        when = f"{written_day(wanted.on)} at {clock_words(wanted.starts_at)}"
        messages.success(request, f"Booked for {when} with {wanted.chair.name}. Next: invite who takes part.")
    return not form.errors
