"""Conferences with a clock, chairs, rooms and links, reached by the moves that the service makes."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from conferences import operations as conferences
from conferences.models import Conference
from partnership.calendar import working_calendar
from partnership.models import Authority, Person
from partnership.tests.factories import make_authority, make_calendar, make_person
from procedures.words import Category, ConferenceKind, Outcome, Role, WayIn
from scheduling.models import Link, Room
from scheduling.operations.booking import book
from scheduling.operations.diary import add_link, add_room
from scheduling.queries.times import LONDON

#: Tuesday 3 March 2026, mid-morning. POL-01 from the strategy discussion on this day: Tuesday 24 March.
NOW = datetime(2026, 3, 3, 11, 0, tzinfo=LONDON)
TODAY = NOW.date()


def london(day: date | int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in London; a bare number is a day of March 2026."""
    day = date(2026, 3, day) if isinstance(day, int) else day
    return datetime.combine(day, time(hour, minute), LONDON)


@dataclass
class Office:
    """An authority with everybody and everything that a booking needs."""

    authority: Authority
    clerk: Person
    manager: Person
    chair: Person
    other_chair: Person
    room: Room
    upstairs: Room
    link: Link
    conferences: list[Conference] = field(default_factory=list)

    def book(self, conference: Conference, starts_at: datetime, **wanted):
        choice = {"chair": self.chair, "room": self.room, "by": self.clerk, "at": NOW} | wanted
        return book(conference=conference, starts_at=starts_at, **choice)


def make_office(**facts) -> Office:
    """Two chairs, a step-free room, a room upstairs and a link."""
    make_calendar()
    authority = make_authority(**facts)
    clerk = make_person(Role.ADMINISTRATOR, at=authority, name="Ada Lindqvist")
    day = date(2025, 1, 1)
    shared = {"authority": authority, "in_use_from": day, "by": clerk, "at": NOW}
    return Office(
        authority=authority,
        clerk=clerk,
        manager=make_person(Role.TEAM_MANAGER, at=authority, name="Huw Treharne"),
        chair=make_person(Role.CHAIR, at=authority, name="Rosalind Achterkamp"),
        other_chair=make_person(Role.CHAIR, at=authority, name="Theo O’Wainfleet"),
        room=add_room(name="Lark 1", seats=14, step_free=True, hearing_loop=True, **shared),
        upstairs=add_room(name="Wold", seats=8, **shared),
        link=add_link(name="Link A", address="https://meet.example/a", **shared),
    )


def make_conference(
    office: Office,
    *,
    strategy_on: date | None = TODAY,
    at: datetime = NOW,
    needs: str = "",
    follows=None,
    **asked,
) -> Conference:
    """A conference that was convened: an initial after an enquiry, or a review of `follows`."""
    family = follows.family if follows else _family(office, at=at, needs=needs)
    child = follows.children.get().child if follows else family.memberships.exclude(child=None).get().child
    kind = ConferenceKind.REVIEW if follows else ConferenceKind.INITIAL
    if follows:
        asked |= {"way_in": WayIn.REVIEW_DUE, "follows": follows}
    elif strategy_on is None:
        asked |= {"way_in": WayIn.ANOTHER_AGENCY, "way_in_note": "Asked for by a named nurse, agreed."}
    else:
        enquiry = conferences.record_enquiry(
            family=family, strategy_on=strategy_on, concerns={child: "Missed meals"}, by=office.manager, at=at
        )
        asked |= {"way_in": WayIn.ENQUIRY, "enquiry": enquiry}
    conference = conferences.request_conference(
        family=family,
        children=[conferences.ChildAsked(child, kind, "Neglect", "Grandmother stays", at.date())],
        by=office.manager,
        at=at,
        **asked,
    )
    return conferences.decide_convening(
        conference=conference,
        convened=True,
        decided_by=office.manager,
        consulted=office.chair,
        decided_on=at.date(),
        reasons={child: "Likely to suffer significant harm"},
        by=office.clerk,
        at=at,
    )


def _family(office: Office, *, at: datetime, needs: str):
    family = conferences.open_family(
        authority=office.authority, name="Brennan-Achebe", by=office.clerk, at=at
    )
    conferences.add_child(
        family=family, name="Chidi Brennan-Achebe", born_on=date(2012, 5, 9), by=office.clerk, at=at
    )
    conferences.add_adult(family=family, name="Niamh Brennan", access_needs=needs, by=office.clerk, at=at)
    return family


def hold(conference: Conference, office: Office, *, at: datetime) -> Conference:
    """The booked conference was held, with a plan for its child."""
    return conferences.hold(
        conference=conference,
        held_on=at.date(),
        outcomes=[
            conferences.ChildOutcome(row.child, Outcome.PLAN, Category.NEGLECT)
            for row in conference.children.all()
        ],
        calendar=working_calendar(),
        by=office.clerk,
        at=at,
    )
