"""What a report keeps from somebody until the chair has ruled: read from its marks, piece by piece. Pure.

A piece is named as everywhere: "<place>/<key>/<row id>" for a row, "<place>/<key>" for a whole answer, "file/<ref>".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from procedures.sharing import Audience, audiences_of
from procedures.words import RestrictionCause as Cause
from reports.answers import CHAIR_ONLY, NOT_WITH, columns_of, is_blank, rows_of
from reports.definitions.conditions import Facts
from reports.definitions.fields import Asked
from reports.material import FileIn, Material, Place, asked_on, facts_of, place_of, places
from reports.worded import SHAPES, Answered, answered_words, statement_of

#: Whom something is kept from, where it isn't a person by reference.
PROFESSIONALS, FAMILY = "professionals", "family"
EVERYBODY = (PROFESSIONALS, FAMILY)
#: What the child says may be heard by the parents, or not (FAM-01): one answer for both.
WORDS_OF_THE_CHILD = frozenset({"child_words", "wishes"})
CHILD_ASKED = "the child asked for it"


@dataclass(frozen=True)
class Restricted:
    """A piece that is kept from somebody, and why."""

    reference: str
    cause: Cause
    kept_from: tuple[str, ...]  # references of people, PROFESSIONALS, FAMILY
    ground: str = ""
    reason: str = ""

    @property
    def kind(self) -> str:
        """row, field or file."""
        return (
            "file" if self.reference.startswith("file/") else ("field", "row")[self.reference.count("/") - 1]
        )


def field_reference(place: Place, asked: Asked) -> str:
    return f"{place.key}/{asked.key}"


def row_reference(place: Place, asked: Asked, row: dict[str, Any]) -> str:
    return f"{place.key}/{asked.key}/{row['id']}"


def file_reference(file: FileIn) -> str:
    return f"file/{file.ref}"


Page = tuple[Place, list[Asked]]


def pages_of(material: Material) -> list[Page]:
    """Every page of the report with what is asked there now; the facts about each subject are read once."""
    facts: dict[str, Facts] = {}
    found = []
    for place in places(material):
        ref = place.subject.ref if place.subject else ""
        if ref not in facts:
            facts[ref] = facts_of(material, place.subject)
        found.append((place, asked_on(material, place, for_page=False, facts=facts[ref])))
    return found


def restricted(material: Material, pages: list[Page] | None = None) -> list[Restricted]:
    """Every piece that needs a ruling, in the order of the form; files last."""
    found = []
    for place, asked_here in pages_of(material) if pages is None else pages:
        for asked in asked_here:
            if not _is_the_chairs(material, asked):
                found += _of_answer(material, place, asked)
    return found + list(_of_files(material))


def _is_the_chairs(material: Material, asked: Asked) -> bool:
    """Already for the chair alone: a mark or a ruling would change nothing."""
    parts = audiences_of(Audience(asked.audience), module=material.module, about_adult=False)
    return bool({Audience.CHAIR, Audience.VAULT} & set(parts))


def _of_answer(material: Material, place: Place, asked: Asked) -> Iterator[Restricted]:
    answer = material.answer(place, asked.key)
    if is_blank(asked, answer):
        return
    audience = Audience(asked.audience)
    if audience is Audience.RELEASE:
        yield Restricted(field_reference(place, asked), Cause.RELEASE, EVERYBODY)
    elif has_marks(asked):
        for row in rows_of(answer):
            yield from _of_row(material, audience, row_reference(place, asked, row), row)
    elif asked.key in WORDS_OF_THE_CHILD:
        yield from _of_childs_words(material, place, asked)
    elif not is_only_none(answer):
        yield from _unpicked(audience, field_reference(place, asked))


def is_only_none(answer: Any) -> bool:
    """A table that says "none" and nothing else: no ruling is asked for that."""
    return isinstance(answer, dict) and answer.get("rows") == []


def has_marks(asked: Asked) -> bool:
    """Whether its rows each say who may see them."""
    return any(column.kind == "share" for column in columns_of(asked))


def _unpicked(audience: Audience, reference: str) -> Iterator[Restricted]:
    """Where there is no default, or nobody was named, the chair says who may see it."""
    if audience is Audience.RULE:
        yield Restricted(reference, Cause.UNPICKED, EVERYBODY)
    elif audience is Audience.NOTPERSON:
        yield Restricted(reference, Cause.UNPICKED, (FAMILY,))


def _of_row(
    material: Material, audience: Audience, reference: str, row: dict[str, Any]
) -> Iterator[Restricted]:
    if kept_from := marked(material, row.get("share", "")):
        yield Restricted(reference, Cause.MARK, kept_from, row.get("ground", ""), row.get("share_why", ""))
    elif audience is Audience.NOTPERSON or not row.get("share"):
        yield from _unpicked(audience, reference)


def marked(material: Material, share: str) -> tuple[str, ...]:
    """Whom a mark keeps it from. A person who isn't in the report any more is taken for the whole family."""
    kind, _, refs = share.partition(":")
    if kind == CHAIR_ONLY:
        return EVERYBODY
    if kind == NOT_WITH:
        named = tuple(refs.split(","))
        return named if all(material.subject(ref) for ref in named) else (FAMILY,)
    return ()


def _of_childs_words(material: Material, place: Place, asked: Asked) -> Iterator[Restricted]:
    reference = field_reference(place, asked)
    said = facts_of(material, place.subject).choice("hide_words")
    if not said:
        yield from _unpicked(Audience(asked.audience), reference)
    elif said != "yes":
        # "One parent only": the chair says which.
        adults = tuple(adult.ref for adult in material.adults)
        note = (material.answer(place, "hide_words") or {}).get("note", "")
        yield Restricted(reference, Cause.CHILD, adults, CHILD_ASKED, note)


def _of_files(material: Material) -> Iterator[Restricted]:
    for file in material.files:
        asked = material.definition.fields.get(file.key)
        if asked is None or _is_the_chairs(material, asked):
            continue
        if kept_from := marked(material, file.share):
            yield Restricted(file_reference(file), Cause.MARK, kept_from)
        elif not file.share:
            yield from _unpicked(Audience(asked.audience), file_reference(file))


@dataclass(frozen=True)
class Told:
    """A piece that is kept back, as its author is told of it before signing."""

    where: str  # "Zoë: Worries, “Harm so far”"
    words: str
    whom: str
    undecided: str


UNDECIDED = {
    Cause.RELEASE: "The chair says whether it is released, and to whom.",
    Cause.UNPICKED: "Nobody is named from whom it is kept, so the chair says who may see it.",
}
GROUPS = {PROFESSIONALS: "professionals", FAMILY: "the family"}


def told(material: Material) -> list[Told]:
    """What happens with it once it is signed, piece by piece."""
    found = []
    for one in restricted(material):
        place, piece = piece_of(material, one.reference)
        where = f"{place.heading}, “{piece.label}”" if place else piece.label
        whom = " and ".join(GROUPS.get(token) or material.names[token] for token in one.kept_from)
        found.append(Told(where, _words(piece), whom, UNDECIDED.get(one.cause, "")))
    return found


def _words(piece: Answered) -> str:
    """The first words of a piece, to know it by."""
    cells = [" · ".join(cell for cell in row[:3] if cell) for row in piece.rows]
    texts = [one.text for one in piece.statements] + [file.name for file in piece.files]
    return next((text for text in [*texts, *piece.paragraphs, *cells] if text), "")


def piece_of(material: Material, reference: str) -> tuple[Place | None, Answered] | None:
    """Where a piece stands and its words; None where there is no such piece."""
    place_key, _, rest = reference.partition("/")
    if place_key == "file":
        return _file(material, rest)
    key, _, row_id = rest.partition("/")
    place = place_of(material, place_key)
    asked = material.definition.fields.get(key)
    answer = material.answer(place, key) if place and asked else None
    if not answer:
        return None
    if row_id:
        answer = answer | {"rows": [row for row in answer["rows"] if row["id"] == row_id], "none": False}
        return (place, _row(material, place, asked, answer)) if answer["rows"] else None
    return place, answered_words(material, place, asked)


def _row(material: Material, place: Place, asked: Asked, answer: dict[str, Any]) -> Answered:
    head = (asked.key, asked.heading, asked.audience)
    if asked.kind == "statements":
        return Answered(*head, "statements", statements=(statement_of(material, answer["rows"][0], ""),))
    return SHAPES[asked.kind](material, place, asked, answer, head)


def _file(material: Material, ref: str) -> tuple[Place | None, Answered] | None:
    file = next((one for one in material.files if one.ref == ref), None)
    if file is None:
        return None
    asked = material.definition.fields[file.key]
    return None, Answered(asked.key, asked.heading, asked.audience, "files", files=(file,))
