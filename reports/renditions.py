"""A signed report as one reader may have it. Pure.

The material is filtered before it is put in words (sieve.py). The screen, the preview, the PDF, the packs and the search
for protected addresses all read what this returns: nothing else leaves anything out of a report.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from procedures.sharing import RULED_FACTS, SETTLED, Reader
from procedures.workflow import RestrictionState
from reports.answers import rows_of
from reports.document import Document, Signature, document_of, with_words
from reports.family_words import FamilyWord, words_for
from reports.material import Material
from reports.pointing import points
from reports.restrictions import Restricted, pages_of, restricted
from reports.sieve import Rulings, Sieve, Viewer, is_open_to


@dataclass(frozen=True)
class LeftOut:
    """How many rows, fields or files a professional is not shown, and whether they wait for the chair."""

    kind: str
    waits: bool
    count: int


@dataclass(frozen=True)
class Rendition:
    viewer: Viewer
    material: Material  # what the reader has of it
    document: Document
    left_out: tuple[
        LeftOut, ...
    ]  # for professionals alone: a family's copy doesn't say that anything is missing
    waiting: tuple[str, ...]  # references that nobody has settled: no family copy leaves while there is one

    @property
    def text(self) -> str:
        """Everything that the reader reads, for a search through it."""
        return "\n".join(strings(self.document))


def rendition(
    material: Material,
    viewer: Viewer,
    *,
    rulings: Rulings,
    signature: Signature | None = None,
    words: tuple[FamilyWord, ...] = (),
) -> Rendition:
    """What this reader has of it. A restriction without a ruling keeps its piece hidden (REP-12).

    `words` are the family's: a member of the family reads their own beside the text, and nobody else's. Words about a
    place that was left out of this copy say what stands there, so they go where the place goes and nowhere else.
    """
    if viewer.reader.is_family:
        words = words_for(words, ref=viewer.ref)
    pages = pages_of(material)
    held = {one.reference: one for one in restricted(material, pages)}
    told = material if viewer.sees_all else Sieve(material, viewer, held, rulings, pages).told()
    if signature and viewer.reader.is_family:
        signature = replace(signature, late_reason="")
    document = document_of(told, signature=signature, whole=material)
    gone = gone_from(material, words)
    readable = tuple(word for word in words if word in gone or _stands_in(document, told, word))
    return Rendition(
        viewer=viewer,
        material=told,
        document=with_words(document, told, readable),
        left_out=tuple(_left_out(viewer, held, rulings)),
        waiting=waiting(held, rulings),
    )


def gone_from(material: Material, words: Iterable[FamilyWord]) -> frozenset[FamilyWord]:
    """Words about a place that the whole of this version doesn't have (any more): a rendition can't have left it out."""
    placed = [word for word in words if word.place]
    there = {reference for reference, _ in points(material)} if placed else set()
    return frozenset(word for word in placed if word.place not in there)


def _stands_in(document: Document, told: Material, word: FamilyWord) -> bool:
    """Whether the reader's copy has what the words are about: the whole report, a field, or that very row."""
    if not word.place:
        return True
    fields = {f"{part.key}/{field.key}" for part in document.sections for field in part.fields}
    place, _, key = word.field.partition("/")
    rows = {row["id"] for row in rows_of(told.answers.get(place, {}).get(key))} if word.row else set()
    return word.field in fields and (not word.row or word.row in rows)


def waiting(held: Iterable[str], rulings: Rulings) -> tuple[str, ...]:
    """References of what still needs the chair or the agency."""
    return tuple(one for one in held if one not in rulings or rulings[one].state not in SETTLED)


def _left_out(viewer: Viewer, held: Mapping[str, Restricted], rulings: Rulings) -> Iterator[LeftOut]:
    """A professional learns that something is for the chair, never what (report-forms 6)."""
    if viewer.reader is not Reader.PROFESSIONAL:
        return
    unsettled = set(waiting(held, rulings))
    kept = [
        one for one in held.values() if viewer.is_one_of(one.kept_from) and _is_hidden(viewer, one, rulings)
    ]
    for kind in ("row", "field", "file"):
        for waits in (False, True):
            count = sum(one.kind == kind and (one.reference in unsettled) is waits for one in kept)
            if count:
                yield LeftOut(kind, waits, count)


def _is_hidden(viewer: Viewer, held: Restricted, rulings: Rulings) -> bool:
    """Kept back; what the agency withdrew is no longer anything that is kept back."""
    ruled = rulings.get(held.reference)
    if ruled is None:
        return True
    opened = ruled.state in RULED_FACTS and is_open_to(viewer, held, ruled)
    return not opened and ruled.state is not RestrictionState.WITHDRAWN


def strings(value: Any) -> Iterator[str]:
    """Every piece of text in a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in strings(one))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in strings(one))
    elif hasattr(value, "__dataclass_fields__"):
        yield from (text for name in value.__dataclass_fields__ for text in strings(getattr(value, name)))
