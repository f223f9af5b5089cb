"""Where a report could be plainer: the hints of reports.plain, by page and box, in the order of the form. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from procedures.words import StatementStatus
from reports.answers import cell_name, columns_of, rows_of
from reports.definitions.fields import CHOICE_KINDS, ROW_KINDS, Asked
from reports.material import Material, Place, asked_on, is_closed, places
from reports.plain import Hint, hints, used

#: What somebody of the family said is written down as said (FAM-01).
VERBATIM = frozenset({"child_words", "wishes", "said", "childsaid", "history", "parent_view", "parent_hopes"})


@dataclass(frozen=True)
class Typed:
    """A text that somebody wrote freely, and its box."""

    box: str
    text: str
    row: str = ""
    alleged: bool = False


@dataclass(frozen=True)
class Pointed:
    """A hint, and the box that it is about."""

    place: Place
    asked: Asked
    typed: Typed
    hint: Hint

    @property
    def anchor(self) -> str:
        return f"id_{self.typed.box}"


def hints_in(material: Material, *, aside: frozenset[str] = frozenset()) -> list[Pointed]:
    """Every hint of the report, but for the pages whose hints were set aside (their places' keys)."""
    met: set[str] = set()
    found = []
    for place in places(material):
        pointed, used_here = _at(material, place, frozenset(met))
        met |= used_here
        found += () if place.key in aside else pointed
    return found


def hints_on(material: Material, here: Place) -> list[Pointed]:
    """The hints of one page. An abbreviation that was used further up in the report is pointed at there."""
    met: set[str] = set()
    for place in takewhile(lambda place: place.key != here.key, places(material)):
        for _, typed in _texts(material, place):
            met |= set(used(typed.text))
    return _at(material, here, frozenset(met))[0]


def _at(material: Material, place: Place, met: frozenset[str]) -> tuple[list[Pointed], set[str]]:
    found, used_here = [], set()
    for asked, typed in _texts(material, place):
        said = hints(typed.text, alleged=typed.alleged, met=met | used_here)
        found += [Pointed(place, asked, typed, hint) for hint in said]
        used_here |= set(used(typed.text))
    return found, used_here


def _texts(material: Material, place: Place) -> Iterator[tuple[Asked, Typed]]:
    if is_closed(material, place) or not material.answers.get(place.key):
        return
    for asked in asked_on(material, place, for_page=False):
        if asked.key not in VERBATIM:
            for typed in texts_of(asked, material.answer(place, asked.key)):
                if typed.text.strip():
                    yield asked, typed


def texts_of(asked: Asked, answer: Any) -> Iterator[Typed]:
    """The free texts of one answer."""
    key, kind = asked.key, asked.kind
    if not answer:
        return
    if kind in ROW_KINDS:
        yield from _rows(asked, answer)
    elif kind == "para":
        yield Typed(key, answer)
    elif kind == "opinion":
        yield Typed(key, answer["text"])
    elif kind in CHOICE_KINDS:
        yield Typed(f"{key}-note", answer["note"])
    else:
        for name in {"scale": ("reason", "higher"), "yesno_why": ("why",)}.get(kind, ()):
            yield Typed(f"{key}-{name}", answer[name])


def _rows(asked: Asked, answer: dict[str, Any]) -> Iterator[Typed]:
    for row in rows_of(answer):
        for column in columns_of(asked):
            if column.kind == "long":
                alleged = row.get("status") == StatementStatus.ALLEGATION and column.name in ("what", "event")
                box = cell_name(asked.key, row["id"], column.name)
                yield Typed(box, row.get(column.name, ""), row["id"], alleged)
