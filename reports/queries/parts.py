"""How far a report is: part by part, for the list that its author works from."""

from dataclasses import dataclass, field, replace
from datetime import date

from reports.gaps import gaps_on, is_started
from reports.material import (
    AdultIn,
    Material,
    Place,
    is_closed,
    is_left_out,
    is_light,
    knowledge,
    places,
)

OPENS = "contact"  # the part that decides how much is asked; since 2026-12 it stands first
FIRST = "First: do you know the children?"
OPTIONAL = "Optional"
OPEN_FIRST = "Say first whether you know this child"


@dataclass(frozen=True)
class Task:
    """One part: complete where nothing is missing, in progress where anything was answered."""

    place: Place
    status: str
    weight: str
    hint: str = ""
    can_open: bool = True
    opens: bool = False  # stands in the group of what comes first

    @property
    def title(self) -> str:
        """The part; where each child has it in one group, whose."""
        return self.place.subject.name if self.opens else self.place.part.title

    @property
    def is_complete(self) -> bool:
        return self.status == "Complete"

    @property
    def is_done(self) -> bool:
        """Nothing is missing from it."""
        return self.status in ("Complete", OPTIONAL)


@dataclass
class Group:
    """The parts of the report itself, of one child or of one adult."""

    title: str
    detail: str
    scope: str
    tasks: list[Task] = field(default_factory=list)


@dataclass(frozen=True)
class Overview:
    groups: tuple[Group, ...]

    @property
    def tasks(self) -> list[Task]:
        return [task for group in self.groups for task in group.tasks]

    @property
    def complete(self) -> int:
        return sum(task.is_complete for task in self.tasks)

    @property
    def next(self) -> Task | None:
        """The first part that can be opened and lacks something; None where there is none."""
        return next((task for task in self.tasks if task.can_open and not task.is_done), None)

    @property
    def total(self) -> int:
        """Every part, as the pages themselves count them."""
        return len(self.tasks)

    @property
    def optional(self) -> int:
        """Parts that aren't begun and needn't be: every answer in them may stay open."""
        return sum(task.status == OPTIONAL for task in self.tasks)


def parts_of(material: Material, *, today: date) -> Overview:
    """ "7 of 11 parts": every part with its status, grouped by whom it is about."""
    groups: dict[tuple[str, str], Group] = {}
    for place in places(material):
        subject = place.subject
        if is_left_out(material, place):
            continue
        opens = place.part.code == OPENS == material.definition.parts[0].code
        key = (
            place.part.scope if subject else f"report {'end' if place.part.letter == 'H' else ''}",
            subject.ref if subject else "",
        )
        key = (OPENS, "") if opens else key
        if key not in groups:
            group = (
                Group(FIRST, "", "report")
                if opens
                else Group(_title(place), _detail(place), place.part.scope)
            )
            groups[key] = group
        groups[key].tasks.append(replace(task_of(material, place, today), opens=opens))
    return Overview(tuple(groups.values()))


def _title(place: Place) -> str:
    if place.subject:
        return place.subject.name
    return "Before you sign" if place.part.letter == "H" else "The report and the family"


def _detail(place: Place) -> str:
    if place.subject is None:
        return ""
    return place.subject.relation if isinstance(place.subject, AdultIn) else place.subject.kind


def task_of(material: Material, place: Place, today: date) -> Task:
    """The part as it stands today."""
    waits = (
        place.part.scope == "child"
        and place.part.code != "contact"
        and not knowledge(material, place.subject)
    )
    if is_closed(material, place) and not gaps_on(material, place, today=today):
        return Task(place, "Complete", "", hint="Not known to you")
    started = is_started(material, place)
    if waits and not started:
        return Task(place, "Can’t start yet", "neutral", hint=OPEN_FIRST, can_open=False)
    if not gaps_on(material, place, today=today):
        return (
            Task(place, "Complete", "", hint=_known(material, place))
            if started
            else Task(place, OPTIONAL, "neutral")
        )
    return (
        Task(place, "In progress", "waiting", hint=_known(material, place))
        if started
        else Task(place, "Not started", "neutral")
    )


def _known(material: Material, place: Place) -> str:
    known = knowledge(material, place.subject) if place.part.code == OPENS else ""
    short = ": the short form is asked" if known and is_light(material, place.subject) else ""
    return known[:1].upper() + known[1:] + short
