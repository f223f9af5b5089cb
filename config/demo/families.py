"""Fills families and brings their conferences to where the demo wants them, by the moves that the service makes."""

from collections.abc import Callable
from datetime import date, datetime

from conferences import operations as do
from conferences.models import Adult, Child, Conference, Family, Invitation
from conferences.operations import ChildAsked, ChildOutcome
from config.demo.days import Days
from config.demo.people import Cast
from procedures.words import (
    Attending,
    Category,
    ConferenceKind,
    ExclusionGround,
    Kinship,
    Outcome,
    ParentalResponsibility,
    Responsibility,
    Role,
    WayIn,
)
from procedures.workflow import InvitationState
from scheduling.operations.booking import DelayReport, book
from scheduling.operations.booking import cancel as cancel_booking

WAYS_IN = {
    "initial": WayIn.ENQUIRY,
    "pre_birth": WayIn.ENQUIRY,
    "transfer_in": WayIn.TRANSFER,
    "review": WayIn.REVIEW_DUE,
}
WEEKS_TO_FIRST_REVIEW = 12
WEEKS_BETWEEN_REVIEWS = 25
SAFETY_PLAN = (
    "A grandmother stays at the home until the conference; the social worker calls every second day."
)
STREETS = ("Tannery Row", "Bellfounder's Yard", "Cinder Lane", "Osier Bank", "Weir Terrace", "Paddock Close")


class FamilyFiller:
    """One family of the file: opened, enquired about, convened, booked, invited and answered, as far as `today`."""

    def __init__(
        self, row: dict, *, cast: Cast, days: Days, now: datetime, report: Callable[[Conference], None]
    ):
        self.row, self.cast, self.days, self.now = row, cast, days, now
        self.report = report  # fills the reports to the conference before, while it is still to come
        self.authority = cast.authorities[row["at"]]
        self.office, self.manager = cast.office(row["at"]), cast.manager(row["at"])
        self.worker = cast.people[row["worker"]]
        self.chair = cast.people[row["chair"]] if "chair" in row else self._any_chair()

    def fill(self) -> Conference:
        """The whole way; answers the conference that the demo shows."""
        self.starts_on = self._first_day()
        self.family = self._open()
        follows = self._earlier_conferences()
        conference = self._ask(follows)
        if "meets" not in self.row:
            return conference
        self._convene(conference)
        conference = self._book(conference, self.days.working(self.row["meets"]), when=self.asked_on)
        self._invite(conference)
        self._answer(conference)
        self._exclusions(conference)
        return self._afterwards(conference)

    # The days.

    def _strategy_on(self) -> date:
        return self.days.working(self.row["strategy"])

    def _first_day(self) -> date:
        """When the family's case was opened: well before the first thing that happened."""
        if "follows" in self.row:
            return self.days.working(-20, start=self.days.calendar.on_or_before(self._earlier_days()[0]))
        clock = self._strategy_on() if "strategy" in self.row else self.days.working(self.row["notified"])
        return self.days.working(-8, start=clock)

    def _moment(self, day: date, clock: str = "10:00") -> datetime:
        """That day at that time, but never later than now."""
        return min(self.days.at(day, clock), self.now)

    def _any_chair(self):
        return self.cast.first(Role.CHAIR, self.row["at"])

    # The family.

    def _open(self) -> Family:
        at = self._moment(self.starts_on)
        family = do.open_family(
            authority=self.authority, name=self.row["name"], by=self.office, at=at, worker=self.worker
        )
        do.allocate(
            family=family,
            person=self.manager,
            kind=Responsibility.LINE,
            from_on=self.starts_on,
            by=self.office,
            at=at,
        )
        self.adults = [self._adult(family, row, at) for row in self.row["adults"]]
        self.children = [self._child(family, row, at) for row in self.row["children"]]
        for adult, row in zip(self.adults, self.row["adults"], strict=True):
            for child in self.children:
                do.relate(
                    family=family, adult=adult, child=child, kinship=Kinship(row["is"]),
                    parental_responsibility=ParentalResponsibility(row["pr"]), by=self.office, at=at,
                )  # fmt: skip
        self._home(family, at)
        return family

    def _adult(self, family: Family, row: dict, at: datetime) -> Adult:
        adult = do.add_adult(
            family=family, by=self.office, at=at, name=row["name"], telephone="07700 900123",
            first_language=row.get("language", "English"), interpreter_needed=row.get("interpreter", False),
            access_needs=row.get("access", ""),
        )  # fmt: skip
        self._services(family, adult, row, at)
        return adult

    def _child(self, family: Family, row: dict, at: datetime) -> Child:
        child = do.add_child(family=family, by=self.office, at=at, **self._child_details(row))
        self._services(family, child, row, at)
        return child

    def _child_details(self, row: dict) -> dict:
        if "carried_by" in row:
            mother = next(adult for adult in self.adults if adult.name == row["carried_by"])
            meets = self.days.working(self.row["meets"])
            return {
                "expected_on": meets + self.days.away(row["expected_after_conference"]),
                "carried_by": mother,
            }
        looked_after = {"looked_after_since": self.starts_on} if row.get("looked_after") else {}
        return {"name": row["name"], "born_on": self._born_on(row), "sex": row["sex"], **looked_after}

    def _born_on(self, row: dict) -> date:
        today = self.days.today
        if "months" in row:
            return max(today - self.days.away(f"{row['months'] * 30 + 9}d"), date(2000, 1, 1))
        if "born_years_ago" in row:
            birthday = today + self.days.away(row["born_in"])
            return _years_before(birthday, row["born_years_ago"])
        return _years_before(today, row["age"]) - self.days.away(f"{20 + 7 * len(row['name'])}d")

    def _services(self, family: Family, member: Child | Adult, row: dict, at: datetime) -> None:
        for key in row.get("services", []):
            do.add_service(
                family=family, member=member, agency=self.cast.agencies[key], from_on=self.starts_on,
                by=self.office, at=at, **({"is_lead_health": True} if key in ("hv", "sn") else {}),
            )  # fmt: skip

    def _home(self, family: Family, at: datetime) -> None:
        street = STREETS[sum(map(ord, self.row["key"])) % len(STREETS)]
        at_home = [
            child
            for child, row in zip(self.children, self.row["children"], strict=True)
            if not row.get("looked_after")
        ]
        born = [child for child in at_home if not child.unborn]
        do.record_residence(
            family=family, people=[*self.adults[:1], *born], from_on=self.starts_on,
            lines=f"{len(self.row['name'])} {street}\n{self.authority.name}", postcode="ZZ99 3WZ", by=self.office, at=at,
        )  # fmt: skip

    # What was before.

    def _earlier_conferences(self) -> Conference | None:
        """The initial, and the reviews between it and the one that the demo shows, all held."""
        if "follows" not in self.row:
            return None
        held = None
        for day in self._earlier_days():
            held = self._held_on(self.days.calendar.on_or_before(day), follows=held)
        return held

    def _earlier_days(self) -> list[date]:
        """The days of the conferences before, the initial first."""
        days = [self.days.working(self.row["meets"]) - self.days.away(self.row["follows"])]
        reviews = self.row.get("reviews_before", 0)
        for number in range(1, reviews + 1):
            weeks = WEEKS_TO_FIRST_REVIEW if number == reviews else WEEKS_BETWEEN_REVIEWS
            days.insert(0, days[0] - self.days.away(f"{weeks}w"))
        return days

    def _held_on(self, day: date, *, follows: Conference | None) -> Conference:
        strategy_on = self.days.working(-11, start=day)
        enquiry = None if follows else self._enquire(strategy_on)
        asked_on = self.days.working(2, start=strategy_on)
        conference = self._request(
            WayIn.REVIEW_DUE if follows else WayIn.ENQUIRY, asked_on, enquiry=enquiry, follows=follows
        )
        self.asked_on = asked_on
        self._convene(conference)
        conference = self._book(conference, day, when=asked_on)
        if "reports_then" in self.row and day == self.days.calendar.on_or_before(self._earlier_days()[-1]):
            self._invite(conference)
            self.report(conference)
        return self._hold(conference, day, Outcome.PLAN_CONTINUES if follows else Outcome.PLAN)

    def _hold(self, conference: Conference, day: date, outcome: Outcome) -> Conference:
        category = Category.NEGLECT if outcome == Outcome.PLAN else None
        return do.hold(
            conference=conference, held_on=day, by=self.office, at=self._moment(day, "16:30"), calendar=self.days.calendar,
            outcomes=[ChildOutcome(child, outcome, category) for child in self.children],
        )  # fmt: skip

    # The conference that the demo shows.

    def _enquire(self, strategy_on: date):
        decided_on = self.days.working(2, start=strategy_on)
        concerns = {child: self.row["concern"] for child in self.children}
        return do.record_enquiry(
            family=self.family, strategy_on=strategy_on, decided_on=decided_on, concerns=concerns, by=self.worker,
            at=self._moment(decided_on, "11:00"),
        )  # fmt: skip

    def _ask(self, follows: Conference | None) -> Conference:
        if "strategy" in self.row:
            strategy_on = self._strategy_on()
            enquiry = self._enquire(strategy_on)
            self.asked_on = self.days.working(2, start=strategy_on)
            return self._request(WAYS_IN[self.row["kind"]], self.asked_on, enquiry=enquiry)
        if follows:
            self.asked_on = self.days.working(-24, start=self.days.working(self.row["meets"]))
            return self._request(WayIn.REVIEW_DUE, self.asked_on, follows=follows)
        self.asked_on = self.days.working(self.row["notified"])
        return self._request(WayIn.TRANSFER, self.asked_on, notified_on=self.asked_on)

    def _request(
        self, way_in: WayIn, asked_on: date, *, enquiry=None, follows=None, notified_on=None
    ) -> Conference:
        return do.request_conference(
            family=self.family, way_in=way_in, enquiry=enquiry, follows=follows, notified_on=notified_on,
            children=[self._asked(child, way_in, asked_on) for child in self.children], by=self.worker,
            at=self._moment(asked_on, "11:30"),
        )  # fmt: skip

    def _asked(self, child: Child, way_in: WayIn, asked_on: date) -> ChildAsked:
        kind = {WayIn.REVIEW_DUE: ConferenceKind.REVIEW, WayIn.TRANSFER: ConferenceKind.TRANSFER_IN}.get(
            way_in
        )
        kind = kind or (ConferenceKind.PRE_BIRTH if child.unborn else ConferenceKind.INITIAL)
        plan = (
            {}
            if kind == ConferenceKind.REVIEW
            else {"interim_safety_plan": SAFETY_PLAN, "safety_plan_shared_on": asked_on}
        )
        return ChildAsked(child, kind, self.row["concern"], **plan)

    def _convene(self, conference: Conference) -> None:
        do.decide_convening(
            conference=conference, convened=True, decided_by=self.manager, consulted=self._any_chair(),
            decided_on=self.asked_on, reasons={child: self.row["concern"] for child in self.children}, by=self.office,
            at=self._moment(self.asked_on, "12:00"),
        )  # fmt: skip

    def _book(self, conference: Conference, day: date, *, when: date) -> Conference:
        delay = self.row.get("delay")
        is_last = day == self.days.working(self.row.get("then", self.row["meets"]))
        book(
            conference=Conference.objects.get(pk=conference.pk), chair=self.chair, room=self.cast.rooms[self.row["room"]],
            starts_at=self.days.at(day, self.row["time"]), by=self.office, at=self._moment(when, "14:00"),
            delay=DelayReport(delay["reasons"], delay["safe"], self._any_chair()) if delay and is_last else None,
        )  # fmt: skip
        return Conference.objects.get(pk=conference.pk)

    def _invite(self, conference: Conference) -> None:
        at = self._moment(self.asked_on, "15:00")
        do.propose_invitations(conference=conference, by=self.office, at=at)
        for key, reason in self.row.get("also", {}).items():
            do.add_invitation(
                conference=conference, agency=self.cast.agencies[key], reason=reason, by=self.office, at=at
            )
        listed = list(conference.invitations.all())
        late = do.is_short_notice(conference, today=self.asked_on, calendar=self.days.calendar)
        do.invite(
            conference=conference, invitations=listed, calendar=self.days.calendar, by=self.office, at=at,
            short_notice_reason="The first day on which chair, room and family are free." if late else "",
        )  # fmt: skip
        for adult in self.adults:
            do.invite_family_member(conference=conference, member=adult, invited=True, by=self.office, at=at)

    def _answer(self, conference: Conference) -> None:
        at = self._moment(self.days.working(1, start=self.asked_on), "16:00")
        for key, answer in self.row["answers"].items():
            if answer == "none":
                continue
            invitation = invitation_of(conference, self.cast.agencies[key])
            by = self.cast.people[self.cast.services_at[key][0]]
            do.answer_invitation(invitation=invitation, by=by, at=at, **ANSWERS[answer])

    def _exclusions(self, conference: Conference) -> None:
        for adult, row in zip(self.adults, self.row["adults"], strict=True):
            if asked := row.get("exclusion"):
                do.ask_exclusion(
                    conference=conference, adult=adult, ground=ExclusionGround(asked["ground"]), evidence=asked["evidence"],
                    calendar=self.days.calendar, by=self.cast.people[asked["asked_by"]], at=self.now,
                )  # fmt: skip

    def _afterwards(self, conference: Conference) -> Conference:
        meets = self.days.working(self.row["meets"])
        if "held" in self.row:
            return self._hold(conference, meets, Outcome(self.row["held"]))
        if "cancelled" not in self.row:
            return conference
        cancel_booking(
            conference=conference, reason=self.row["cancelled"], safety=SAFETY_PLAN, by=self.office,
            at=self._moment(meets, "09:30"),
        )  # fmt: skip
        again = Conference.objects.get(pk=conference.pk)
        return self._book(again, self.days.working(self.row["then"]), when=meets)


def invitation_of(conference: Conference, agency) -> Invitation:
    """The agency's first: where the social worker's is, the reviewing officer may have one too."""
    return conference.invitations.filter(agency=agency).order_by("pk")[0]


ANSWERS = {
    "attending": {"answer": InvitationState.ATTENDING, "how": Attending.IN_PERSON},
    "colleague": {
        "answer": InvitationState.SENDING_A_COLLEAGUE,
        "how": Attending.VIDEO,
        "colleague_name": "Perpetua Lindgren",
        "colleague_role": "works with the children as well",
    },
    "apologies": {"answer": InvitationState.APOLOGIES, "apology_reason": "A clinic that can't be moved."},
}


def _years_before(day: date, years: int) -> date:
    """The same day that many years before; 29 February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        day = date(day.year, 2, 28)
    return day.replace(year=day.year - years)
