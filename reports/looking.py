"""What a draft says that it should not: hidden addresses, which stop it, and people of other families, which are asked
about (report-forms 11, numbers 9 to 11). Pure.

A text is looked through as a whole, box after box, so that what stands half in one box and half in the next is seen. Boxes
and files that the chair alone reads may name a hidden address: nothing is hidden from the chair.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from reports.answers import CHAIR_ONLY, flat, rows_of
from reports.births import births
from reports.gaps import Gap
from reports.material import FileIn, Material, Place, asked_on, is_closed, places
from reports.protected import Hit, Protected, Search, find_in

HIDDEN = "it gives away {what} that is kept confidential: “…{shown}…”. Take it out, or say it so that nobody learns where"
OTHERS = "is this about somebody else? “…{shown}…” names somebody, or a place, that isn’t in this conference"
BIRTH = "is this date right? “…{shown}…” gives a date of birth that is nobody’s in this conference"
MALWARE = "“{name}” is locked away, because malware was found in it. Remove it"
UNMARKED = "“{name}” isn’t said to be on headed paper, dated, authorised or signed. Tick what it is, if it is evidence"


@dataclass(frozen=True)
class Piece:
    """One box of the form, or one file, with what it says."""

    place: Place
    key: str
    box: str
    label: str
    text: str
    kind: str = ""
    is_chairs: bool = False
    names_people: bool = False  # the author, who was consulted: names are what it is for

    def gap(self, words: str) -> Gap:
        return Gap(self.place, self.key, self.box, f"“{self.label}”: {words}", self.kind)


@dataclass(frozen=True)
class Doubts:
    """`stops` have to be put right; `questions` have to be looked at, and ticked; `notes` are for whoever checks."""

    stops: tuple[Gap, ...]
    questions: tuple[Gap, ...]
    notes: tuple[Gap, ...] = ()


def pieces(material: Material, texts: Mapping[str, str]) -> list[Piece]:
    """Everything that somebody typed, in the order of the form, then the files. `texts`: what each file says, by its ref."""
    return [
        *(piece for place in places(material) for piece in _typed(material, place)),
        *(_file(material, one, texts.get(one.ref, "")) for one in material.files),
    ]


def addendum(material: Material) -> list[Piece]:
    """What is being added to a signed report, at the part that it is about."""
    added, pages = material.addenda[-1], places(material)
    place = next((place for place in pages if place.key == added.place), pages[0])
    return [
        Piece(place, "addendum", "addendum", "Addendum", added.text),
        Piece(place, "addendum", "addendum", "Why there is an addendum", added.reason),
    ]


def _typed(material: Material, place: Place) -> Iterator[Piece]:
    if is_closed(material, place):
        return
    for asked in asked_on(material, place, for_page=False):
        answer = material.answer(place, asked.key)
        closed = {f"{asked.key}-{row['id']}-" for row in rows_of(answer) if row.get("share") == CHAIR_ONLY}
        for box, values in flat(asked, answer):
            if text := " ".join(filter(None, values)):
                yield Piece(
                    place, asked.key, box, asked.label, text, kind=asked.kind,
                    is_chairs=asked.is_the_chairs or any(box.startswith(start) for start in closed),
                    names_people=asked.kind in ("person", "persons"),
                )  # fmt: skip


def _file(material: Material, one: FileIn, text: str) -> Piece:
    asked = material.definition.fields[one.key]
    place = next(
        place
        for place in places(material)
        if one.key in place.part.fields and (place.subject.ref if place.subject else "") == one.subject
    )
    is_chairs = one.share == CHAIR_ONLY or asked.is_the_chairs
    label = f"{asked.label}, {one.name}"
    return Piece(place, one.key, f"{one.key}-upload", label, text, kind="file", is_chairs=is_chairs)


def doubts(
    material: Material,
    found: list[Piece],
    *,
    hidden: Search,
    others: Search,
    born: frozenset[date],
    today: date,
) -> Doubts:
    """What has to be put right, and what has to be looked at, each with the box it is about, once a box."""
    stops = chain(_malware(material), _hidden(found, hidden, certain=True))
    questions = chain(
        _hidden(found, hidden, certain=False), _others(found, others), _births(found, born, today)
    )
    return Doubts(_once(stops), _once(questions), _once(_unmarked(material)))


def _once(found: Iterable[Gap]) -> tuple[Gap, ...]:
    return tuple({(gap.place.key, gap.box, gap.text): gap for gap in found}.values())


def _hits(found: list[Piece], search: Search) -> Iterator[tuple[Piece, Hit, str]]:
    by_number = {str(number): piece for number, piece in enumerate(found)}
    pairs = ((number, piece.text) for number, piece in by_number.items())
    for number, hit, shown in find_in(pairs, search):
        yield by_number[number], hit, shown


def _hidden(found: list[Piece], search: Search, *, certain: bool) -> Iterator[Gap]:
    for piece, hit, shown in _hits([piece for piece in found if not piece.is_chairs], search):
        is_of_people = piece.names_people and hit.value.kind == Protected.PLACEMENT
        if hit.certain == certain and not is_of_people:
            yield piece.gap(HIDDEN.format(what=hit.value.kind.label, shown=shown))


def _others(found: list[Piece], search: Search) -> Iterator[Gap]:
    for piece, hit, shown in _hits([piece for piece in found if not piece.names_people], search):
        if hit.certain:
            yield piece.gap(OTHERS.format(shown=shown))


def _births(found: list[Piece], born: frozenset[date], today: date) -> Iterator[Gap]:
    for piece in found:
        for hit in births(piece.text, born, century_ends=today.year % 100):
            yield piece.gap(BIRTH.format(shown=hit.shown(piece.text)))


def _malware(material: Material) -> Iterator[Gap]:
    for one in material.files:
        if one.scan == "infected":
            yield _file(material, one, "").gap(MALWARE.format(name=one.name))


def _unmarked(material: Material) -> Iterator[Gap]:
    """REP-08: evidence says what it is. A photograph or a letter from home is none, so it is said, never demanded."""
    for one in material.files:
        if one.key == "attach" and not one.marks:
            yield _file(material, one, "").gap(UNMARKED.format(name=one.name))
