"""What every agency says about one child, theme by theme of the safety and wellbeing grid, each row with how it is known.

Silence is said in words: nothing held, not known, not asked, nothing said and no report are five different things. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.answers import is_blank, rows_of
from reports.definitions.conditions import NOT_KNOWN
from reports.definitions.fields import Asked
from reports.material import ChildIn, Material, Place, knowledge, may_be_asked, places, rows_also_about
from reports.worded import SOURCES, STATUSES, answered_words, capital, shared_with

#: Theme, its title, and the questions that belong to it (report-forms 7 E to G).
THEMES = (
    ("harm", "Harm so far", ("harm",)),
    ("future", "If nothing changes", ("future",)),
    ("complicating", "What makes it harder", ("complicating",)),
    ("safety", "Times the child was kept safe", ("safety",)),
    ("strengths", "What is going well", ("strengths",)),
    ("grey", "What we do not know", ("grey",)),
    ("needs", "What needs to happen, and what each service offers", ("needs", "offer")),
    ("voice", "The child’s voice", ("child_words", "wishes", "feelings_observed", "lived", "consulted_why")),
    ("view", "Each agency’s view", ("scale", "recommend", "recommend_review", "likely")),
)
NO_REPORT = "No report yet"
NOT_KNOWN_TO_US = "The child is not known to this service"
SAYS_NOTHING = "Says nothing about this"
NOT_ASKED = "Not asked of this service"


@dataclass(frozen=True)
class Line:
    """One thing that an agency says, with its standing in words (REP-04)."""

    text: str
    label: str = ""  # which question, where the theme has several
    status: str = ""
    source: str = ""
    when: str = ""
    notes: tuple[str, ...] = ()
    reference: str = ""  # "<place>/<key>[/<row id>]"
    is_none: bool = False  # "None that we know of": an answer, not a silence


@dataclass(frozen=True)
class Told:
    """One agency under one theme: its lines or, where there are none, what its silence means."""

    agency: str
    report: str  # its reference; "" while no report is in
    lines: tuple[Line, ...] = ()
    silence: str = ""


@dataclass(frozen=True)
class Theme:
    code: str
    title: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Voice:
    """One agency of the conference; without a material while it is silent. A medical report has no grid (REP-11)."""

    agency: str
    report: str = ""
    material: Material | None = None


def by_theme(voices: list[Voice], child: str) -> list[Theme]:
    """All agencies on the child with this reference."""
    return [
        Theme(code, title, tuple(_told(voice, keys, child) for voice in voices))
        for code, title, keys in THEMES
    ]


def _told(voice: Voice, keys: tuple[str, ...], ref: str) -> Told:
    if voice.material is None:
        return Told(voice.agency, "", silence=NO_REPORT)
    child = next((one for one in voice.material.children if one.ref == ref), None)
    if child is None or knowledge(voice.material, child) == NOT_KNOWN:
        return Told(voice.agency, voice.report, silence=NOT_KNOWN_TO_US)
    found = list(_asked(voice.material, keys, child))
    lines = tuple(
        line for place, asked in found for line in _lines(voice.material, place, asked, len(keys) > 1)
    )
    silence = "" if lines else SAYS_NOTHING if found else NOT_ASKED
    return Told(voice.agency, voice.report, lines, silence)


def _asked(material: Material, keys: tuple[str, ...], child: ChildIn) -> Iterator[tuple[Place, Asked]]:
    """Those of these questions that the form has for this child."""
    for place in places(material):
        if place.subject == child:
            yield from ((place, asked) for asked in may_be_asked(material, place) if asked.key in keys)


def _lines(material: Material, place: Place, asked: Asked, several: bool) -> Iterator[Line]:
    label = asked.heading if several else ""
    answer = material.answer(place, asked.key)
    if asked.kind == "statements":
        yield from _statements(material, place, asked, answer, label)
    elif asked.kind == "table" and rows_of(answer):
        for row in rows_of(answer):
            yield Line(_row_words(asked, row), label, reference=f"{place.key}/{asked.key}/{row['id']}")
    elif not is_blank(asked, answer):
        shown = answered_words(material, place, asked)
        notes = (shown.note,) if shown.note else ()
        is_none = bool(asked.none_words) and answer["none"]
        status = STATUSES["opinion"] if asked.kind == "opinion" else ""
        text = "\n".join(shown.paragraphs)
        yield Line(text, label, status, notes=notes, reference=f"{place.key}/{asked.key}", is_none=is_none)


def _statements(material: Material, place: Place, asked: Asked, answer, label: str) -> Iterator[Line]:
    own = [(place.key, row) for row in rows_of(answer)]
    for under, row in [*own, *rows_also_about(material, asked.key, place.subject.ref)]:
        source = SOURCES.get(row["source"], "")
        yield Line(
            text=row["what"],
            label=label,
            status=STATUSES.get(row["status"], ""),
            source=f"{source}, from {row['source_who']}" if row["source_who"] else source,
            when=row["when"],
            notes=tuple(_beside(material, row)),
            reference=f"{under}/{asked.key}/{row['id']}",
        )
    if answer and answer["none"] and not own:
        yield Line(
            ". ".join(filter(None, (asked.none_words, answer["none_why"].strip()))), label,
            reference=f"{place.key}/{asked.key}", is_none=True,
        )  # fmt: skip


def _beside(material: Material, row: dict) -> Iterator[str]:
    if row.get("impact"):
        yield f"For the child: {row['impact']}"
    if row["share"] != "everyone":
        yield shared_with(material, row["share"])


def _row_words(asked: Asked, row: dict) -> str:
    """ "Weekly weighing. Who: Ms Hill. From: now" """
    first, *others = [(column.title, row.get(column.name, "")) for column in asked.columns]
    return ". ".join([capital(first[1]), *(f"{title}: {value}" for title, value in others if value)])
