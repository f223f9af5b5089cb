"""POL-01 to POL-32: what each parameter is called, in which units it may be given, what it may vary by.

The numbers stand in the YAML files beside this one; a file can't bring in a parameter that isn't here.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from procedures.words import AgencyKind


class Direction(StrEnum):
    """How the value is counted from the day its clock starts."""

    WITHIN = "within"
    BEFORE = "before"
    AT_LEAST = "at_least"
    AT = "at"


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"
    WEEKS_OF_PREGNANCY = "weeks of pregnancy"
    MINUTES = "minutes"
    COPIES = "copies"
    YEARS = "years of age"
    AGENCIES = "practitioner groups or agencies"
    WORDS = "in words"


ONE = {
    Unit.WORKING_DAYS: "working day",
    Unit.DAYS: "day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.HOURS: "hour",
}
DATED = frozenset(
    {Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.HOURS, Unit.WEEKS_OF_PREGNANCY}
)
SPAN = frozenset({Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS})
EDUCATION = tuple(kind for kind in AgencyKind if kind.is_education)
CASE_STARTS = {"birth": "birth", "decision": "the decision to hold a conference"}
CONFERENCES = ("review", "initial")  # where nobody says which, the stricter is answered


@dataclass(frozen=True)
class Meaning:
    """One parameter: its title, the day its clock starts, and what a file may say about it.

    `varies` names what a value may depend on, with every allowed answer; the first is taken where none is
    given. `national`: the value is shared by national guidance, so a set that borrows it says that. `later`:
    a day that is no working day moves to the next one (a minimum, time given to answer, a meeting), where a
    latest date otherwise moves to the one before (rulebook 1, Counting).
    """

    title: str
    starts: str
    direction: Direction | None
    units: frozenset[Unit]
    varies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    national: bool = False
    later: bool = False


def _agencies(first: AgencyKind) -> tuple[str, ...]:
    return (first, *(kind for kind in AgencyKind if kind != first))


def amount(value: int | str | None, unit: Unit) -> str:
    """The value as it is read aloud: "5 working days", "1 month", words as they are, "–" for no such rule."""
    if value is None:
        return "–"
    if unit is Unit.WORDS:
        return str(value)
    return f"{value} {ONE.get(unit, unit) if value == 1 else unit}"


W, B, L, A = Direction.WITHIN, Direction.BEFORE, Direction.AT_LEAST, Direction.AT
CONFERENCE_DAY = "the conference"
REPORTS = {"agency": _agencies(AgencyKind.EDUCATION_SCHOOL)}

MEANINGS: dict[str, Meaning] = {
    "POL-01": Meaning("Initial conference held", "the strategy discussion", W, SPAN, national=True),
    "POL-02": Meaning(
        "What starts the clock of the initial conference",
        "the strategy discussion",
        None,
        frozenset({Unit.WORDS}),
        {"case": ("strategy", "decision")},
    ),
    "POL-03": Meaning(
        "Conference decided by a looked-after review held", "the looked-after review’s decision", W, SPAN
    ),
    "POL-04": Meaning("Transfer-in conference held", "the notification", W, SPAN, national=True),
    "POL-05": Meaning(
        "Originating authority notifies the host authority",
        "the moment it knew of the move",
        W,
        frozenset({Unit.HOURS}),
    ),
    "POL-06": Meaning(
        "Pre-birth conference held", "the expected date of birth", A, frozenset({Unit.WEEKS_OF_PREGNANCY})
    ),
    "POL-07": Meaning("First review held", "the initial conference", W, SPAN, national=True),
    "POL-08": Meaning(
        "First review after a pre-birth conference held",
        "the pre-birth conference",
        W,
        SPAN,
        {"case": ("conference", "birth")},
        national=True,
    ),
    "POL-09": Meaning("Later reviews held", "the last review", W, SPAN, national=True),
    "POL-10": Meaning("Invitation to an initial conference", CONFERENCE_DAY, B, SPAN, REPORTS),
    "POL-11": Meaning("Report to the chair, initial conference", CONFERENCE_DAY, B, SPAN, REPORTS),
    "POL-12": Meaning("Report to the chair, review conference", CONFERENCE_DAY, B, SPAN, REPORTS),
    "POL-13": Meaning("Report to the family, initial conference", CONFERENCE_DAY, B, SPAN, REPORTS),
    "POL-14": Meaning("Report to the family, review conference", CONFERENCE_DAY, B, SPAN, REPORTS),
    "POL-15": Meaning("School’s report to parents and child, review", CONFERENCE_DAY, B, SPAN, REPORTS),
    "POL-16": Meaning(
        "Report to the others who attend", CONFERENCE_DAY, B, SPAN, {"conference": CONFERENCES, **REPORTS}
    ),
    "POL-17": Meaning("Copies to bring on paper", CONFERENCE_DAY, L, frozenset({Unit.COPIES}), REPORTS),
    "POL-18": Meaning("Arrive before the start", CONFERENCE_DAY, B, frozenset({Unit.MINUTES}), REPORTS),
    "POL-19": Meaning(
        "Age from which a child is presumed able to take part", "birth", L, frozenset({Unit.YEARS})
    ),
    "POL-20": Meaning("Agency’s representation to exclude a parent", CONFERENCE_DAY, B, SPAN),
    "POL-21": Meaning(
        "Quorum, besides children’s social care", CONFERENCE_DAY, L, frozenset({Unit.AGENCIES})
    ),
    "POL-22": Meaning("First core group held", "the initial conference", W, SPAN),
    "POL-23": Meaning("Decision and outline plan to all who took part", CONFERENCE_DAY, W, SPAN),
    "POL-24": Meaning(
        "Decision and outline plan on the authority’s system",
        "the end of the conference",
        W,
        frozenset({Unit.HOURS}),
    ),
    "POL-25": Meaning("Conference record to all invited or attending", CONFERENCE_DAY, W, SPAN),
    "POL-26": Meaning(
        "Conference record given to and discussed with parents by the social worker", CONFERENCE_DAY, W, SPAN
    ),
    "POL-27": Meaning(
        "Amendments to the record received", "that person’s receipt of the record", W, SPAN, later=True
    ),
    "POL-28": Meaning("Child-in-need support after a plan ends", "the end of the plan", L, SPAN, later=True),
    "POL-29": Meaning("Child-in-need plan circulated", CONFERENCE_DAY, W, SPAN),
    "POL-30": Meaning(
        "Child-in-need reviews", "the end of the plan", A, SPAN, {"case": ("review", "network")}, later=True
    ),
    "POL-31": Meaning(
        "Plan for a child returning after proceedings to the carers with whom the harm arose",
        "the start of the plan",
        L,
        SPAN,
        later=True,
    ),
    "POL-32": Meaning(
        "Rules that are the set’s own, and rules shown as baseline", "any day", None, frozenset({Unit.WORDS})
    ),
}
