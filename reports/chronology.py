"""One chronology out of many: what all agencies tell, by date, and which entries may tell of the same event. Pure.

Nothing is merged here. An offer says which entries may belong together and why; the chair groups them, or doesn't.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from procedures.words import StatementSource, StatementStatus
from reports.answers import EVERYONE, rows_of
from reports.definitions.fields import Asked
from reports.material import Material, Place, may_be_asked, places
from reports.typed import fuzzy_start
from reports.worded import shared_with

#: Fields whose rows are events with a date: the chronology itself, and what an agency's own form asks by date.
EVENTS = (
    "chronology",
    "new_incident",
    "led_here",
    "incident",
    "da",
    "pol_missing",
    "pol_powers",
    "injury",
    "notbrought",
    "suspend",
    "exam",
    "history",
)
#: Entries up to so many days apart may be one event; up to FAR, one event of which somebody has the wrong day.
NEAR, FAR = 3, 14
#: The share of the shorter text's words that the other must have, and the least number of such words.
ALIKE, ALIKE_FAR, LEAST_SHARED = 0.5, 0.75, 2
#: Each entry is compared with so many of those that follow it: a crowd on one date stays affordable.
COMPARED = 150

SAYS_SO = frozenset({StatementStatus.ALLEGATION.value, StatementStatus.OPINION.value})
NOT = frozenset(
    "not no never none nobody without missed refused declined denied didn't wasn't cancelled".split()
)
SAME_PERSON = {"mum": "mother", "mam": "mother", "mummy": "mother", "dad": "father", "daddy": "father",
               "nan": "grandmother", "gran": "grandmother", "granddad": "grandfather"}  # fmt: skip
PERSONS = frozenset(
    "mother father grandmother grandfather stepfather stepmother aunt uncle partner neighbour brother sister".split()
)
NOISE = frozenset(
    "at in on to of by is it as we he an be do no so up or the and for with was were has had have that this they them their from who but his her him she its into about after"
    " before when then than been being are our out all any one two day days week year time said told says".split()
)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ENDINGS = ("ing", "ed", "es", "s")
LAST = date.max


@dataclass(frozen=True)
class FuzzyDate:
    """A day, a month or a year as it was written, with the days that it may mean."""

    text: str
    first: date | None = None
    last: date | None = None
    precision: str = ""  # day, month, year; "" where it can't be read

    @property
    def note(self) -> str:
        """What a reader has to know about its place in the order."""
        return {
            "month": "The month only: it stands at the month’s start",
            "year": "The year only: it stands at the year’s start",
            "": "No date that can be read: it stands at the end",
        }.get(self.precision, "")


def fuzzy(text: str) -> FuzzyDate:
    """ "March 2025" means 1 to 31 March 2025, and keeps that it was a month."""
    first = fuzzy_start(text)
    if first is None:
        return FuzzyDate(text)
    number = len([word for word in re.split(r"[\s/.,-]+", text.strip()) if word])
    precision = ("year", "month", "day")[number - 1]
    return FuzzyDate(text, first, _last(first, precision), precision)


def _last(first: date, precision: str) -> date:
    if precision == "day":
        return first
    if precision == "year":
        return date(first.year, 12, 31)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return after - timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One row of one agency's report. `reference` is "<place>/<key>/<row id>", which a new version keeps."""

    report: str
    agency: str  # its name
    agency_ref: str
    reference: str
    label: str  # which question it answers, where that isn't the chronology
    date: FuzzyDate
    until: str
    event: str
    status: str  # codes; "" where the question doesn't ask
    source: str
    source_who: str
    about: tuple[str, ...]  # references; empty: the family as a whole
    response: str
    effect: str
    rating: str
    share: str  # in words
    is_medical: bool = False

    @property
    def key(self) -> str:
        """Its name among the entries of all reports."""
        return f"{self.report}/{self.reference}"

    @property
    def status_label(self) -> str:
        return StatementStatus(self.status).label if self.status else ""

    @property
    def source_label(self) -> str:
        said = StatementSource(self.source).label if self.source else ""
        return f"{said}, from {self.source_who}" if said and self.source_who else said

    @property
    def order(self) -> tuple[date, str, str]:
        return self.date.first or LAST, self.agency, self.reference


def entries_of(
    material: Material, *, report: str, agency_ref: str, is_medical: bool = False
) -> Iterator[Entry]:
    """Every dated event of one signed report."""
    for place in places(material):
        for asked in may_be_asked(material, place):
            if asked.key not in EVENTS:
                continue
            for row in rows_of(material.answer(place, asked.key)):
                yield _entry(material, place, asked, row, (report, material.agency, agency_ref), is_medical)


def _entry(
    material: Material, place: Place, asked: Asked, row: dict, of: tuple[str, str, str], medical: bool
) -> Entry:
    about = {place.subject.ref: None} if place.subject else {}
    about |= dict.fromkeys(row.get("about") or ())
    return Entry(
        *of,
        reference=f"{place.key}/{asked.key}/{row['id']}",
        label="" if asked.key == "chronology" else asked.heading,
        date=fuzzy(row.get("date") or row.get("when") or ""),
        until=row.get("end date", ""),
        event=row.get("event") or row.get("what") or _in_words(asked, row),
        status=row.get("status", ""),
        source=row.get("source", ""),
        source_who=row.get("source_who", ""),
        about=tuple(about),
        response=row.get("response or outcome", ""),
        effect=row.get("effect on the child") or row.get("impact", ""),
        rating=row.get("rating", ""),
        share=shared_with(material, row.get("share", EVERYONE)),
        is_medical=medical,
    )


def _in_words(asked: Asked, row: dict) -> str:
    """A row of a table that has no column for the event itself: its columns one after the other."""
    said = ((column.title, row.get(column.name, "")) for column in asked.columns if column.kind != "date")
    return "; ".join(f"{title}: {value}" for title, value in said if value)


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """All of them by date: a month stands at its start, a year at its start, what has no date at the end."""
    return sorted(entries, key=lambda entry: entry.order)


def chosen(
    entries: Iterable[Entry],
    *,
    child: str = "",
    agency: str = "",
    rating: str = "",
    since: date | None = None,
) -> list[Entry]:
    """Those about this child (or the whole family), of this agency, with this rating, that may lie on `since` or later."""
    return [
        entry
        for entry in entries
        if (not child or not entry.about or child in entry.about)
        and (not agency or entry.agency_ref == agency)
        and (not rating or entry.rating == rating)
        and (since is None or (entry.date.last is not None and entry.date.last >= since))
    ]


@dataclass(frozen=True)
class Offer:
    """Entries of different agencies that may tell of one event. `differs` says in what they contradict each other."""

    entries: tuple[Entry, ...]
    differs: tuple[str, ...]
    shared: int  # how many words all of them have in common

    @property
    def is_contradiction(self) -> bool:
        return bool(self.differs)


@dataclass(frozen=True)
class _Read:
    """An entry with what is compared: its words, the people in it, and whether it says that something did not happen."""

    entry: Entry
    words: frozenset[str]
    people: frozenset[str]
    denies: bool

    @classmethod
    def of(cls, entry: Entry, people: frozenset[str]) -> "_Read":
        said = _words(entry.event)
        return cls(entry, frozenset(map(_stem, said - NOISE - NOT)), said & people, bool(said & NOT))

    def apart(self, later: "_Read") -> int:
        """Days between the two, 0 where they may be the same day. `later` doesn't begin before this one."""
        return max(0, (later.entry.date.first - self.entry.date.last).days)

    def may_be(self, later: "_Read") -> bool:
        """Whether both may tell of one event. Far apart, both must name their day and use almost the same words."""
        shared = len(self.words & later.words)
        if shared < LEAST_SHARED:
            return False
        alike = shared / min(len(self.words), len(later.words))
        if self.apart(later) <= NEAR:
            return alike >= ALIKE
        return alike >= ALIKE_FAR and self.entry.date.precision == later.entry.date.precision == "day"

    def differs_from(self, later: "_Read") -> Iterator[str]:
        """The facts in which two accounts of one event can't both be right."""
        one, other = self.entry, later.entry
        if self.apart(later) > NEAR:
            yield "the date"
        if one.status and other.status and (one.status in SAYS_SO) != (other.status in SAYS_SO):
            yield "whether it is established"
        apart = one.about and other.about and not set(one.about) & set(other.about)
        if apart or (self.people - later.people and later.people - self.people):
            yield "who"
        if self.denies != later.denies:
            yield "whether it happened"
        if {one.rating, other.rating} == {"harm", "strength"}:
            yield "what it meant for the child"


def alike(one: str, other: str) -> bool:
    """Whether two sentences say almost the same, so that the second is no news."""
    first, second = (frozenset(map(_stem, _words(text) - NOISE)) for text in (one, other))
    least = min(len(first), len(second))
    return len(first & second) >= ALIKE_FAR * least if least else first == second


def _words(text: str) -> frozenset[str]:
    said = (word.replace("’", "'").removesuffix("'s") for word in WORD.findall(text.casefold()))
    return frozenset(SAME_PERSON.get(word, word) for word in said if len(word) > 1)


def _stem(word: str) -> str:
    """Without its ending, so that "arrived" and "arriving" are one word."""
    ending = next((one for one in ENDINGS if word.endswith(one) and len(word) - len(one) > 2), "")
    return word.removesuffix(ending)


def offers(
    entries: Iterable[Entry], *, names: Iterable[str] = (), settled: frozenset[frozenset[str]] = frozenset()
) -> list[Offer]:
    """What may be one event; each entry stands in one offer at most, and no agency is compared with itself.

    `names` are the people of the family, so that "who" can be compared. `settled` are pairs of entries' keys on which
    the chair has decided: they aren't offered again.
    """
    people = PERSONS | {word for name in names for word in _words(name)}
    read = [_Read.of(entry, people) for entry in merged(entries) if entry.date.first]
    taken: set[str] = set()
    found = []
    for number, seed in enumerate(read):
        if seed.entry.key not in taken:
            same = _together(seed, read[number + 1 : number + 1 + COMPARED], taken, settled)
            taken |= {one.entry.key for one in same}
            if len(same) > 1:
                found.append(_offer(seed, same[1:]))
    return found


def _together(seed: _Read, later: list[_Read], taken: set[str], settled: frozenset) -> list[_Read]:
    """The seed and, of every other report, the first entry that may tell of the same event."""
    found = [seed]
    for other in later:
        if seed.apart(other) > FAR:
            break
        is_settled = frozenset({seed.entry.key, other.entry.key}) in settled
        if (
            other.entry.key in taken
            or is_settled
            or other.entry.report in {one.entry.report for one in found}
        ):
            continue
        if seed.may_be(other):
            found.append(other)
    return found


def _offer(seed: _Read, others: list[_Read]) -> Offer:
    differs = dict.fromkeys(fact for other in others for fact in seed.differs_from(other))
    shared = frozenset.intersection(*(seed.words & other.words for other in others))
    return Offer(tuple(one.entry for one in (seed, *others)), tuple(differs), len(shared))
