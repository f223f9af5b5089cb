"""The diary by month and by day, and the rooms, links and leave that the office keeps."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from conferences.models import Conference
from conferences.operations import Refused
from conferences.views.writing import show
from partnership.gate import door, lobby, showed
from partnership.queries import holders
from procedures.access import Action, refusal
from procedures.words import Role
from scheduling import operations
from scheduling.forms import ClosedForm, DiaryForm, LeaveForm, LinkForm, RoomForm
from scheduling.models import Booking, Leave, Link, Room
from scheduling.queries import diary as queries
from scheduling.queries.diary import Entry, Shown

A_PAGE = 25
FIRST_YEAR, LAST_YEAR = 2000, 2099


@lobby(Action.SEE_DIARY)
def diary(request):
    """The diary opens on this month."""
    return month(request, timezone.localdate().replace(day=1))


@lobby(Action.SEE_DIARY)
def month(request, month):
    """A month of one authority: its conferences, who is away, and the days on which it is closed."""
    now, today = timezone.now(), timezone.localdate()
    shown, form = _shown(request, today)
    weeks = queries.weeks_of(month)
    first, last = weeks[0][0], weeks[-1][-1]
    found = queries.entries(shown, first=first, last=last, person=request.person, today=today)
    _record(request, found, at=now)
    closed = queries.shut(shown.authority, first=first, last=last)
    gone = queries.away(shown.authority, first=first, last=last, chair=shown.chair)
    cells = [[_cell(request, day, month, today, found, closed, gone) for day in week] for week in weeks]
    keeps = refusal(Action.KEEP_DIARY, relations=request.relations) is None
    told = {"month": _month(request, month, today, cells), "filter": form, "shown": shown, "keeps": keeps}
    return render(request, "scheduling/diary_month.html", told)


@lobby(Action.SEE_DIARY)
def day(request, day):
    """A day of one authority, quarter of an hour by quarter of an hour: chairs, rooms and links."""
    now, today = timezone.now(), timezone.localdate()
    shown, form = _shown(request, today)
    found = queries.entries(shown, first=day, last=day, person=request.person, today=today)
    _record(request, found, at=now)
    made = queries.columns(shown, day=day, found=found)
    hrefs = {entry.booking.pk: _href(entry) for entry in found}
    told = {
        "day": day,
        "entries": found,
        "columns": [column.title for column in made],
        "rows": queries.day_rows(shown.authority, made, day=day, hrefs=hrefs),
        "closed": queries.shut(shown.authority, first=day, last=day).get(day, ""),
        "previous": _at(request, "diary_day", day - timedelta(days=1)),
        "next": _at(request, "diary_day", day + timedelta(days=1)),
        "back": _at(request, "diary_month", day.replace(day=1)),
        "filter": form,
        "shown": shown,
    }
    return render(request, "scheduling/diary_day.html", told)


def _shown(request, today: date) -> tuple[Shown, DiaryForm]:
    """Whose diary: by the references in the address, each looked for among one's own only."""
    authorities = queries.diary_authorities(request.person, today=today)
    asked = request.GET.get("authority", "")
    authority = next((one for one in authorities if one.ref == asked), authorities[0])
    chairs = list(holders(Role.CHAIR, authority=authority, today=today))
    rooms = list(Room.objects.filter(authority=authority).in_use(on=today))
    links = list(Link.objects.filter(authority=authority).in_use(on=today))
    form = DiaryForm(request.GET or None, authorities=authorities, chairs=chairs, places=[*rooms, *links])
    chair, place = request.GET.get("chair", ""), request.GET.get("room", "")
    shown = Shown(
        authority,
        chair=next((one for one in chairs if one.ref == chair), None),
        room=next((one for one in rooms if one.ref == place), None),
        link=next((one for one in links if one.ref == place), None),
    )
    return shown, form


def _record(request, found: list[Entry], *, at) -> None:
    """Decisions 20: a list is one row, with the references that it showed."""
    refs = sorted({entry.booking.conference.ref for entry in found if entry.known})
    showed(request, action=Action.SEE_DIARY, kind=Conference.__name__, refs=refs, at=at)


def _at(request, name: str, on: date) -> str:
    """A page of the diary with the same filter; nothing past the years that an address can hold."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return ""
    kept = request.GET.urlencode()
    return reverse(f"scheduling:{name}", args=[on]) + (f"?{kept}" if kept else "")


def _href(entry: Entry) -> str:
    return reverse("conferences:conference", args=[entry.booking.conference.ref]) if entry.known else ""


def _month(request, month: date, today: date, weeks: list) -> dict:
    before, after = month - timedelta(days=1), (month + timedelta(days=31)).replace(day=1)
    return {
        "title": f"{month:%B %Y}",
        "weeks": weeks,
        "previous_href": _at(request, "diary_month", before.replace(day=1)),
        "previous_title": f"{before:%B}",
        "next_href": _at(request, "diary_month", after),
        "next_title": f"{after:%B}",
        "today_href": _at(request, "diary_month", today.replace(day=1)),
    }


def _cell(
    request, on: date, month: date, today: date, found: list[Entry], closed: dict, gone: list[Leave]
) -> dict:
    booked = [
        {
            "at": entry.booking.starts_at,
            "text": entry.text,
            "href": _href(entry),
            "detail": f"{entry.booking.chair.name}, {entry.place}",
            "weight": "waiting",
        }
        for entry in found
        if timezone.localdate(entry.booking.starts_at) == on
    ]
    leave = [
        {"text": f"{row.chair.name} away"}
        for row in gone
        if row.covers(on) and not row.weekdays and on not in closed
    ]
    return {
        "on": on,
        "outside": on.month != month.month,
        "today": on == today,
        "closed": closed.get(on, ""),
        "href": _at(request, "diary_day", on),
        "entries": [*booked, *leave],
    }


@lobby(Action.KEEP_DIARY)
def rooms(request):
    """The rooms of the authorities whose diary one keeps."""
    return _list(request, Room, "scheduling/room_list.html")


@lobby(Action.KEEP_DIARY)
def links(request):
    """The video links of the authorities whose diary one keeps."""
    return _list(request, Link, "scheduling/room_links.html")


def _list(request, model, template: str):
    today = timezone.localdate()
    found = queries.kept(model, queries.kept_authorities(request.person, today=today))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"page": page, "today": today})


@lobby(Action.KEEP_DIARY)
def add_room(request):
    return _add(request, RoomForm, operations.add_room, "rooms", "Add a room")


@lobby(Action.KEEP_DIARY)
def add_link(request):
    return _add(request, LinkForm, operations.add_link, "links", "Add a video link")


def _add(request, form_class, write, then: str, heading: str):
    page = reverse(f"scheduling:{then}")
    form = form_class(
        request.POST if request.method == "POST" else None,
        authorities=queries.kept_authorities(request.person, today=timezone.localdate()),
        cancel=page,
        adding=True,
        initial={"in_use_from": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            thing = write(by=request.person, at=timezone.now(), **form.facts())
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{thing.name} is added.")
            return redirect(page)
    return show(request, "scheduling/diary_form.html", {"form": form, "heading": heading, "back": page}, form)


@door(Room, Action.KEEP_DIARY)
def room(request, room):
    """Change a room, or take it out of use by its last day."""
    return _change(request, room, RoomForm, operations.change_room, "room", "rooms")


@door(Link, Action.KEEP_DIARY)
def link(request, link):
    """Change a link, or take it out of use by its last day."""
    return _change(request, link, LinkForm, operations.change_link, "link", "links")


def _change(request, thing, form_class, write, name: str, then: str):
    page = reverse(f"scheduling:{then}")
    form = form_class(
        request.POST if request.method == "POST" else None,
        authorities=[thing.authority],
        cancel=page,
        adding=False,
        initial=vars(thing),
    )
    if request.method == "POST" and form.is_valid():
        try:
            write(**{name: thing}, by=request.person, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{thing.name} is changed.")
            _tell_of_bookings(request, _past_last_day(thing))
            return redirect(page)
    told = {
        "form": form,
        "heading": f"Change {form.initial['name']}",
        "back": page,
        "thing": thing,
        "kind": name,
    }
    return show(request, "scheduling/diary_form.html", told, form)


def _past_last_day(thing) -> list[Booking]:
    if not isinstance(thing, Room) or thing.in_use_to is None:
        return []
    return queries.bookings_of_room(
        thing, first=thing.in_use_to + timedelta(days=1), last=None, at=timezone.now()
    )


def _tell_of_bookings(request, found: list[Booking]) -> None:
    """Bookings never move by themselves: say which of them somebody has to move."""
    if found:
        codes = ", ".join(sorted(booking.conference.code for booking in found))
        messages.warning(
            request, f"Conferences are booked then and need another place, chair or date: {codes}."
        )


@door(Room, Action.KEEP_DIARY)
def close_room(request, room):
    """Days on which a room can't be used."""
    page = reverse("scheduling:rooms")
    form = ClosedForm(request.POST if request.method == "POST" else None, cancel=page)
    if request.method == "POST" and form.is_valid():
        closed = operations.close_room(room=room, by=request.person, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{room.name} is closed on those days.")
        found = queries.bookings_of_room(room, first=closed.from_on, last=closed.to_on, at=timezone.now())
        _tell_of_bookings(request, found)
        return redirect(page)
    told = {"form": form, "heading": f"Close {room.name} for some days", "back": page}
    return show(request, "scheduling/diary_form.html", told, form)


@lobby(Action.KEEP_DIARY)
def leave(request):
    """Who is away, now and later."""
    today = timezone.localdate()
    found = queries.leave_of(queries.kept_authorities(request.person, today=today), today=today)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "scheduling/diary_leave.html", {"page": page})


@lobby(Action.KEEP_DIARY)
def add_leave(request):
    page, today = reverse("scheduling:leave"), timezone.localdate()
    chairs = [
        (person, authority)
        for authority in queries.kept_authorities(request.person, today=today)
        for person in holders(Role.CHAIR, authority=authority, today=today)
    ]
    form = LeaveForm(request.POST if request.method == "POST" else None, chairs=chairs, cancel=page)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        added = operations.add_leave(by=request.person, at=now, **form.facts())
        messages.success(request, f"{added.chair.name} is not offered on those days.")
        _tell_of_bookings(request, queries.bookings_in_the_way(added, at=now))
        return redirect(page)
    return show(
        request, "scheduling/diary_form.html", {"form": form, "heading": "Add leave", "back": page}, form
    )


@door(Leave, Action.KEEP_DIARY)
@require_POST
def remove_leave(request, leave):
    """The chair is there after all."""
    operations.remove_leave(leave=leave, by=request.person, at=timezone.now())
    messages.success(request, f"{leave.chair.name} can be booked on those days again.")
    return redirect("scheduling:leave")
