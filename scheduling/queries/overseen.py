"""What is due in the conferences that somebody oversees, most urgent first, from the stored next deadline."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from conferences.models import Conference
from procedures.deadlines import Kind
from procedures.workflow import ConferenceState
from procedures.working_days import WorkingCalendar
from scheduling.models import OWED, Deadline, Timetable
from scheduling.queries.clock import WEIGHT, Urgency, days_left, end_of_week, urgency
from scheduling.queries.planned import STAMPS, planned

A_PAGE = 25
SETTLED = [ConferenceState.NOT_CONVENED.value, ConferenceState.HELD.value, ConferenceState.CLOSED.value]
SHOWN = 4  # open deadlines of one conference that the list spells out


@dataclass(frozen=True)
class Item:
    """One open deadline in words: what, whose, how long there is."""

    title: str
    agency: str
    due_on: date
    left: int | None


@dataclass(frozen=True)
class Row:
    """One conference with what is open in it."""

    conference: Conference
    due_on: date
    left: int | None
    urgency: Urgency
    items: tuple[Item, ...]
    more: int


@dataclass(frozen=True)
class Listed:
    """The list as the page shows it."""

    tiles: list[dict]
    page: Page
    rows: list[Row]

    @property
    def counted(self) -> int:
        """How many conferences have something open, whatever the filter."""
        return sum(tile["number"] for tile in self.tiles)


def overseen(person, *, today: date) -> QuerySet[Timetable]:
    """Timetables with something open, of the conferences that this person oversees."""
    mine = Conference.objects.overseen_by(person, today=today)
    return Timetable.objects.filter(conference__in=mine, next_deadline_on__isnull=False)


def by_urgency(wanted: Urgency, today: date) -> Q:
    sunday = end_of_week(today)
    return {
        Urgency.LATE: Q(next_deadline_on__lt=today),
        Urgency.TODAY: Q(next_deadline_on=today),
        Urgency.WEEK: Q(next_deadline_on__gt=today, next_deadline_on__lte=sunday),
        Urgency.LATER: Q(next_deadline_on__gt=sunday),
    }[wanted]


def tiles(timetables: QuerySet[Timetable], *, today: date) -> list[dict]:
    """How many conferences there are of each urgency, each tile leading to its own list."""
    counted = timetables.aggregate(
        **{wanted.value: Count("pk", filter=by_urgency(wanted, today)) for wanted in Urgency}
    )
    return [
        {
            "number": counted[wanted.value],
            "text": wanted.label,
            "href": f"?when={wanted.value}",
            "weight": WEIGHT[wanted] if counted[wanted.value] else "neutral",
        }
        for wanted in Urgency
    ]


def page_of(timetables: QuerySet[Timetable], *, wanted: Urgency | None, number, today: date) -> Page:
    """One page of timetables, the earliest next deadline first."""
    found = timetables.filter(by_urgency(wanted, today)) if wanted else timetables
    found = found.select_related("conference__family", "conference__chair")
    return Paginator(found.order_by("next_deadline_on", "pk"), A_PAGE).get_page(number)


def not_yet_made(person, *, today: date, version: int) -> list[Conference]:
    """Conferences of theirs whose facts changed since the last sweep, so that no page is ever old. Usually none."""
    mine = Conference.objects.overseen_by(person, today=today).exclude(state__in=SETTLED)
    current = Timetable.objects.filter(
        conference=OuterRef("pk"), built_facts=OuterRef("facts_version"), built_calendar=version
    )
    return list(mine.filter(~Exists(current)).select_related("family", "enquiry", "follows")[:A_PAGE])


def fresh_rows(
    conferences: list[Conference], *, wanted: Urgency | None, today: date, calendar: WorkingCalendar
) -> list[Row]:
    """The same rows, reckoned now instead of read."""
    found = []
    for conference in conferences:
        deadlines = [
            deadline
            for deadline in planned(conference, calendar).deadlines
            if deadline.is_owed and not deadline.met_at
        ]
        row = _row(conference, sorted(deadlines, key=lambda deadline: deadline.due_on), today, calendar)
        if row is not None and wanted in (None, row.urgency):
            found.append(row)
    return found


def rows(page: Page, *, today: date, calendar: WorkingCalendar) -> list[Row]:
    """The page's conferences with their open deadlines. What was stamped a moment ago is left out already."""
    stamped = Q()
    for kind, stamp in STAMPS.items():
        stamped |= Q(kind=kind.value, **{f"invitation__{stamp}__isnull": False})
    deadlines = (
        Deadline.objects.filter(OWED, timetable__in=[timetable.pk for timetable in page])
        .exclude(stamped)
        .select_related("invitation__agency")
        .order_by("due_on", "pk")
    )
    by_conference: dict[int, list[Deadline]] = {}
    for deadline in deadlines:
        by_conference.setdefault(deadline.timetable_id, []).append(deadline)
    made = [
        _row(timetable.conference, by_conference.get(timetable.pk, []), today, calendar) for timetable in page
    ]
    return [row for row in made if row is not None]


def listed(person, *, wanted: Urgency | None, number, today: date, calendar, version: int) -> Listed:
    """One page of the conferences that `person` oversees; what changed since the last sweep stands on the first."""
    changed = not_yet_made(person, today=today, version=version)
    timetables = overseen(person, today=today)
    page = page_of(timetables.exclude(conference__in=changed), wanted=wanted, number=number, today=today)
    found = rows(page, today=today, calendar=calendar)
    if page.number == 1:
        found += fresh_rows(changed, wanted=wanted, today=today, calendar=calendar)
    counted = tiles(timetables, today=today)
    return Listed(counted, page, sorted(found, key=lambda row: (row.due_on, row.conference.pk)))


def _row(conference: Conference, deadlines: list[Deadline], today: date, calendar) -> Row | None:
    if not deadlines:
        return None
    items = tuple(
        Item(
            Kind(deadline.kind).label,
            deadline.invitation.agency.name if deadline.invitation else "",
            deadline.due_on,
            days_left(deadline.due_on, today=today, calendar=calendar),
        )
        for deadline in deadlines[:SHOWN]
    )
    due_on = deadlines[0].due_on
    return Row(
        conference,
        due_on,
        days_left(due_on, today=today, calendar=calendar),
        urgency(due_on, today),
        items,
        max(0, len(deadlines) - SHOWN),
    )
