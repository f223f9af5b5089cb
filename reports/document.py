"""A report as it is read: sections, fields, values in words. The read view and the PDF show the same document. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reports.definitions.conditions import Facts
from reports.definitions.fields import Asked
from reports.family_words import FamilyWord, beside
from reports.gaps import is_needed
from reports.material import (
    AddendumIn,
    AdultIn,
    Material,
    Place,
    answers_asked,
    asked_on,
    asks_whether_known,
    facts_of,
    is_closed,
    places,
)
from reports.worded import Answered, Beside, answered_words, computed, referred

NOT_ANSWERED = "Not answered yet"


@dataclass(frozen=True)
class Section:
    """A part for one subject."""

    key: str  # good as an id
    title: str
    scope: str  # report, child or adult
    subject: str  # a name, or ""
    fields: tuple[Answered, ...]
    closed: str = ""  # why nothing stands here


@dataclass(frozen=True)
class Group:
    """The sections of one child, of one adult, or of the report itself."""

    title: str  # a name, or "About the report"
    scope: str
    detail: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Signature:
    name: str
    role: str
    at: datetime
    number: int
    sha256: str
    late_reason: str


@dataclass(frozen=True)
class Document:
    title: str  # "Report of a school to a review conference": no name in it
    agency: str
    code: str
    conference: Mapping[str, str]
    author: Mapping[str, str]
    groups: tuple[Group, ...]
    definition: str
    approved_by: str
    signature: Signature | None = None
    addenda: tuple[AddendumIn, ...] = ()
    words: tuple[FamilyWord, ...] = ()  # the family's, about the report as a whole

    @property
    def sections(self) -> list[Section]:
        return [section for group in self.groups for section in group.sections]

    @property
    def said(self) -> list[FamilyWord]:
        """All the words of the family in this copy, wherever they stand."""
        fields = [field for part in self.sections for field in part.fields]
        return [*self.words, *(one.word for field in fields for one in field.words)]


def document_of(
    material: Material,
    *,
    signature: Signature | None = None,
    whole: Material | None = None,
    words: tuple[FamilyWord, ...] = (),
) -> Document:
    """The material in words. Without a signature, what is needed and missing says so.

    `whole` is what a rendition was made of: it decides what was asked, so that a question stays where the answer that
    decided it is kept from the reader. `words` are the family's: each stands beside its field; where that isn't in this
    copy, with those about the whole.
    """
    is_draft = signature is None and whole is None
    whole = whole or material
    material = material.replaced(answers=_asked_only(material, whole))
    document = Document(
        title=f"Report to a child protection conference: {material.conference['kind'].lower()}",
        agency=material.agency,
        code=material.conference["code"],
        conference=material.conference,
        author=material.author,
        groups=tuple(_groups(material, whole, draft=is_draft)),
        definition=material.version,
        approved_by=material.definition.approved_by,
        signature=signature,
        addenda=material.addenda,
    )
    return with_words(document, material, words)


def _asked_only(material: Material, whole: Material) -> dict[str, dict[str, Any]]:
    """The answers to what is asked: a row whose question was taken away is shown nowhere, nor rested on."""
    kept = answers_asked(whole)
    return {
        place: {key: answer for key, answer in said.items() if key in kept.get(place, {})}
        for place, said in material.answers.items()
    }


def _groups(material: Material, whole: Material, *, draft: bool) -> Iterator[Group]:
    sections: dict[tuple[str, str], list[Section]] = {("report", ""): []}
    facts: dict[str, Facts] = {}
    for place in places(whole):
        ref = place.subject.ref if place.subject else ""
        if ref and material.subject(ref) is None:
            continue
        facts[ref] = facts.get(ref) or facts_of(whole, place.subject)
        section = _section(material, whole, place, facts[ref], draft=draft)
        if section.fields or section.closed:
            sections.setdefault((place.part.scope, ref), []).append(section)
    for (scope, ref), held in sections.items():
        if not held:
            continue
        subject = material.subject(ref)
        title = subject.name if subject else "About the report and the family"
        yield Group(title, scope, _detail(subject), tuple(held))


def with_words(document: Document, material: Material, words: tuple[FamilyWord, ...]) -> Document:
    """The same document with each of the family's words beside its field, or with those about the whole."""
    if not words:
        return document
    groups = tuple(
        replace(group, sections=tuple(_beside_fields(material, part, words) for part in group.sections))
        for group in document.groups
    )
    placed = {id(word) for word in replace(document, groups=groups).said}
    return replace(document, groups=groups, words=tuple(word for word in words if id(word) not in placed))


def _beside_fields(material: Material, section: Section, words: tuple[FamilyWord, ...]) -> Section:
    fields = tuple(
        replace(
            field,
            words=tuple(
                Beside(word, _words_of_row(material, word.place))
                for word in beside(words, f"{section.key}/{field.key}")
            ),
        )
        for field in section.fields
    )
    return replace(section, fields=fields)


def _words_of_row(material: Material, reference: str) -> str:
    """The text of the row that a reference names, where it is in this copy."""
    return next(referred(material, [reference]), "") if reference.count("/") == 2 else ""


def _detail(subject: Any) -> str:
    if subject is None:
        return ""
    return subject.relation if isinstance(subject, AdultIn) else subject.kind


def _section(material: Material, whole: Material, place: Place, facts: Facts, *, draft: bool) -> Section:
    subject = place.subject.name if place.subject else ""
    closed = ""
    if is_closed(material, place):
        if place.part.scope == "child" or not asks_whether_known(whole, place):
            return Section(place.key, place.part.heading, place.part.scope, subject, ())
        closed = "The service does not know or work with this adult."
    fields = (
        ()
        if closed
        else tuple(
            shown
            for asked in asked_on(whole, place, for_page=False, facts=facts)
            if (shown := _answered(material, place, asked, facts, draft=draft))
        )
    )
    return Section(place.key, place.part.heading, place.part.scope, subject, fields, closed)


def _answered(material: Material, place: Place, asked: Asked, facts: Any, *, draft: bool) -> Answered | None:
    head = (asked.key, asked.heading, asked.audience)
    if asked.kind == "computed":
        text = computed(material, place, asked)
        return Answered(*head, "text", (text,)) if text else None
    if asked.kind == "file":
        ref = place.subject.ref if place.subject else ""
        files = tuple(file for file in material.files if file.key == asked.key and file.subject == ref)
        return Answered(*head, "files", files=files) if files else _missing(head, asked, facts, draft)
    return answered_words(material, place, asked) or _missing(head, asked, facts, draft)


def _missing(head: tuple, asked: Asked, facts: Any, draft: bool) -> Answered | None:
    return Answered(*head, "missing", (NOT_ANSWERED,)) if draft and is_needed(asked, facts) else None
