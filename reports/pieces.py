"""A document in pieces, each with the place where it stands: for the search through a pack, and to leave a piece out. Pure.

A place is "<section>/<field>" as in a reference, "file/<ref>" for a file, "" for what stands at the head of a report.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.document import Document, Group, Section
from reports.renditions import strings
from reports.worded import Answered

HEAD = "At the head of the report"


@dataclass(frozen=True)
class Piece:
    place: str
    where: str  # in words
    text: str


def pieces_of(document: Document) -> list[Piece]:
    """Everything that a reader reads of it, in the order of the document."""
    head = replace(document, groups=(), signature=None)
    signed = document.signature
    texts = [*strings(head), *((signed.name, signed.role, signed.late_reason) if signed else ())]
    return [Piece("", HEAD, text) for text in texts if text] + list(_of_groups(document))


def _of_groups(document: Document) -> Iterator[Piece]:
    for group in document.groups:
        yield Piece("", HEAD, f"{group.title}\n{group.detail}")
        for section in group.sections:
            for field in section.fields:
                place = f"{section.key}/{field.key}"
                where = ", ".join(filter(None, (section.subject, section.title, field.label)))
                said = replace(field, key="", label="", audience="", shape="", files=())
                texts = [*strings(said), *(file.name for file in field.files)]
                yield from (Piece(place, where, text) for text in texts if text)


def without(document: Document, places: frozenset[str]) -> Document:
    """The document without these answers and files; what then says nothing goes with them."""
    if not places:
        return document
    groups = (replace(group, sections=tuple(_sections(group, places))) for group in document.groups)
    return replace(document, groups=tuple(group for group in groups if group.sections))


def _sections(group: Group, places: frozenset[str]) -> Iterator[Section]:
    for section in group.sections:
        fields = tuple(
            kept
            for field in section.fields
            if f"{section.key}/{field.key}" not in places and (kept := _without_files(field, places))
        )
        if fields or section.closed:
            yield replace(section, fields=fields)


def _without_files(field: Answered, places: frozenset[str]) -> Answered | None:
    if not field.files:
        return field
    files = tuple(file for file in field.files if f"file/{file.ref}" not in places)
    return replace(field, files=files) if files or field.shape != "files" else None
