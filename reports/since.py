"""What a report says anew, what it says as the last one did, and what it has changed, question by question and row by row. Pure.

It compares what was said; who may see a row, its file and what an opinion rests on are decided anew each time.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from reports.answers import is_blank, rows_of
from reports.carrying import earlier_answer
from reports.definitions.fields import NEVER_TYPED, ROW_KINDS, Asked
from reports.document import Document, Section
from reports.material import Material, Place, asked_on, places
from reports.worded import Answered

NOT_COMPARED = frozenset({"id", "share", "ground", "share_why", "file", "rests_on"})
COLUMN = "Since last time"


class Standing(Enum):
    SAME = "same"
    CHANGED = "changed"
    NEW = "new"


@dataclass(frozen=True)
class Since:
    """One question against the last report; each row of its own, in their order, and how many rows are gone."""

    standing: Standing
    on: date  # when the last report was signed
    came: bool = False  # was brought over
    rows: tuple[Standing, ...] = ()
    gone: int = 0

    @property
    def words(self) -> str:
        told = said(self.standing, self.on, came=self.came)
        if not self.gone:
            return told
        return f"{told}; {self.gone} of its rows {'is' if self.gone == 1 else 'are'} left out"

    def row_words(self, number: int) -> str:
        return said(self.rows[number], self.on, came=self.came)


def said(standing: Standing, on: date, *, came: bool) -> str:
    day = f"{on.day} {on:%B %Y}"
    if standing == Standing.SAME:
        return f"From the report of {day}, not changed since" if came else f"Same as in the report of {day}"
    return f"{'Changed' if standing == Standing.CHANGED else 'New'} since the report of {day}"


def since_last(
    material: Material, before: Material, *, on: date, came: frozenset[tuple[str, str]] = frozenset()
) -> dict[tuple[str, str], Since]:
    """By (place's key, question): how it stands to the last report. `came` are those that were brought over.

    Nothing is said of a child or an adult whom the last report didn't speak of, nor of the family check.
    """
    found = {}
    for place in places(material):
        if place.subject and place.subject.ref not in before.names:
            continue
        for asked in asked_on(material, place, for_page=True):
            answer = material.answer(place, asked.key)
            if asked.kind in NEVER_TYPED | {"lines"} or is_blank(asked, answer):
                continue
            key = (place.key, asked.key)
            found[key] = _since(asked, answer, earlier_answer(before, place, asked), on, key in came)
    return found


def _since(asked: Asked, answer: Any, old: Any, on: date, came: bool) -> Since:
    if old is None:
        return Since(Standing.NEW, on, rows=tuple(Standing.NEW for _ in rows_of(answer)))
    if asked.kind not in ROW_KINDS:
        same = _essence(answer) == _essence(old)
        return Since(Standing.SAME if same else Standing.CHANGED, on, came)
    rows = tuple(_row(row, old["rows"], came) for row in answer["rows"])
    kept = [_essence(row) for row in answer["rows"]]
    known = {row["id"] for row in answer["rows"]} if came else set()
    gone = sum(_essence(row) not in kept and row["id"] not in known for row in old["rows"])
    same = not gone and set(rows) <= {Standing.SAME} and answer["none"] == old["none"]
    return Since(Standing.SAME if same else Standing.CHANGED, on, came, rows, gone)


def _row(row: dict[str, Any], before: list[dict[str, Any]], came: bool) -> Standing:
    if any(_essence(row) == _essence(old) for old in before):
        return Standing.SAME
    return Standing.CHANGED if came and row["id"] in {old["id"] for old in before} else Standing.NEW


def _essence(answer: Any) -> Any:
    """What was said, whatever form of whatever version it was said on: without empty cells."""
    if not isinstance(answer, dict):
        return answer
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in answer.items()
        if name not in NOT_COMPARED and value
    }


def marked(document: Document, since: dict[tuple[str, str], Since]) -> Document:
    """The same document with each answer saying how it stands to the last report."""
    groups = tuple(
        replace(group, sections=tuple(_section(section, since) for section in group.sections))
        for group in document.groups
    )
    return replace(document, groups=groups)


def _section(section: Section, since: dict[tuple[str, str], Since]) -> Section:
    fields = tuple(
        _marked(answer, since[section.key, answer.key]) if (section.key, answer.key) in since else answer
        for answer in section.fields
    )
    return replace(section, fields=fields)


def _marked(answer: Answered, since: Since) -> Answered:
    words = [since.row_words(number) for number in range(len(since.rows))]
    if answer.shape == "table" and words:
        rows = tuple((*row, told) for row, told in zip(answer.rows, words, strict=True))
        return replace(answer, since=since.words, columns=(*answer.columns, COLUMN), rows=rows)
    elsewhere = [""] * (len(answer.statements) - len(words))  # rows of a brother's or sister's part
    statements = tuple(
        replace(statement, since=told)
        for statement, told in zip(answer.statements, words + elsewhere, strict=True)
    )
    return replace(answer, since=since.words, statements=statements)


def since_on(since: dict[tuple[str, str], Since], place: Place) -> dict[str, Since]:
    """Of one page, by question."""
    return {key: one for (place_key, key), one in since.items() if place_key == place.key}
