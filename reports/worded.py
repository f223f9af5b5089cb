"""One answer in words, as the read view and the PDF show it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from partnership.fields import DayField
from procedures.words import StatementSource, StatementStatus, Tone
from reports.answers import choice_of, is_blank, rows_of
from reports.attendance import attendance_band
from reports.definitions.conditions import NOT_KNOWN
from reports.definitions.fields import Asked, Column
from reports.family_words import FamilyWord
from reports.gaps import DETAILS
from reports.material import FileIn, Material, Place, rows_also_about, shown_details
from reports.typed import weeks

STATUSES = {word.value: word.label for word in StatementStatus}
SOURCES = {word.value: word.label for word in StatementSource}
TONES = {word.value: word.label for word in Tone if word != Tone.NEITHER}  # which tells a reader nothing
MARKS = {
    "headed": "on headed paper",
    "dated": "dated",
    "authorised": "authorised",
    "signed": "signed",
}


@dataclass(frozen=True)
class Statement:
    """One piece of evidence with its standing in words (REP-04)."""

    text: str
    status: str  # "Fact", "Observation", "Allegation", "Opinion"
    source: str  # "Second hand, from the class teacher"
    when: str
    about: tuple[str, ...]  # names, beside the one whose part it stands in
    tone: str
    impact: str
    share: str  # "Everyone entitled", "Chair only", "Not with …"
    share_reason: str
    rests_on: tuple[str, ...]
    recorded_under: str = ""  # the brother or sister in whose part it was written
    since: str = ""  # how the row stands to the agency's last report (reports.since)


@dataclass(frozen=True)
class Beside:
    """What one of the family says is wrong, beside the field, with the words of the row that it is about."""

    word: FamilyWord
    quote: str


@dataclass(frozen=True)
class Answered:
    """A field with its answer. `shape` says which of the others holds it: text, list, table, statements, files, missing."""

    key: str
    label: str
    audience: str
    shape: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    note: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    statements: tuple[Statement, ...] = ()
    files: tuple[FileIn, ...] = ()
    words: tuple[Beside, ...] = ()  # the family's, in every later copy (REP-12)
    since: str = ""  # how the answer stands to the agency's last report (reports.since)


def answered_words(material: Material, place: Place, asked: Asked) -> Answered | None:
    """What was typed for one field, in words; None where nothing was."""
    answer = material.answer(place, asked.key)
    shared = list(rows_also_about(material, asked.key, place.subject.ref)) if place.subject else []
    if is_blank(asked, answer) and not shared:
        return None
    return SHAPES.get(asked.kind, _text)(
        material, place, asked, answer, (asked.key, asked.heading, asked.audience)
    )


def computed(material: Material, place: Place, asked: Asked) -> str:
    """What the form works out: the conference, the clocks, the weeks of pregnancy, the attendance band."""
    if asked.key == "att_band":
        return attendance_band(material, place)
    name = f"{asked.key}:{place.subject.ref}" if place.subject else asked.key
    return material.computed.get(name, "")


def paragraphs(text: str) -> tuple[str, ...]:
    """Plain text in paragraphs; a line break within one stays."""
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _text(material: Material, place: Place, asked: Asked, answer: Any, head: tuple) -> Answered:
    return Answered(*head, "text", paragraphs(answer))


def _day(material: Material, place: Place, asked: Asked, answer: list[str], head: tuple) -> Answered:
    """The day in words; where it is none, what was typed."""
    try:
        day = DayField().clean(answer)
    except ValidationError:
        return Answered(*head, "text", (" ".join(filter(None, answer)),))
    return Answered(*head, "text", (f"{day.day} {day:%B %Y}",))


def _choice(material: Material, place: Place, asked: Asked, answer: dict[str, Any], head: tuple) -> Answered:
    chosen, beside = answer.get("choices"), _beside(material, asked, answer)
    if chosen is not None:
        return Answered(*head, "list", items=tuple(map(capital, chosen)), note=answer["note"])
    return Answered(
        *head, "text", (capital(answer["choice"]),) if answer["choice"] else (), note=answer["note"] or beside
    )


def _beside(material: Material, asked: Asked, answer: dict[str, Any]) -> str:
    """A child who isn't known: the records that were looked at stand with the answer (report-forms 1)."""
    if not asked.beside or choice_of(answer) != NOT_KNOWN:
        return ""
    held = material.definition.part_of(asked.beside)
    rows = rows_of(material.answers.get(held.code, {}).get(asked.beside))
    told = (", ".join(filter(None, (row["record"], _span(row)))) for row in rows)
    return f"Records checked: {'; '.join(told)}." if rows else ""


def _span(row: dict[str, str]) -> str:
    return " to ".join(filter(None, (row["from"], row["to"])))


def _opinion(material: Material, place: Place, asked: Asked, answer: dict[str, Any], head: tuple) -> Answered:
    grounds = tuple(referred(material, answer["rests_on"]))
    note = "Professional opinion." + (
        f" It rests on: {'; '.join(ground.rstrip('.') for ground in grounds)}." if grounds else ""
    )
    return Answered(*head, "text", paragraphs(answer["text"]), note=note)


def _scale(material: Material, place: Place, asked: Asked, answer: dict[str, str], head: tuple) -> Answered:
    value = {"": "", "cannot": "Cannot say"}.get(
        answer["value"], f"{answer['value']} out of 10, where 0 is unsafe and 10 is safe"
    )
    told = (
        value,
        answer["reason"],
        f"What would make it one higher: {answer['higher']}" if answer["higher"] else "",
    )
    return Answered(*head, "text", tuple(filter(None, told)))


def _yesno(material: Material, place: Place, asked: Asked, answer: dict[str, str], head: tuple) -> Answered:
    return Answered(*head, "text", tuple(filter(None, (capital(answer["answer"]), answer["why"]))))


def _person(material: Material, place: Place, asked: Asked, answer: dict[str, str], head: tuple) -> Answered:
    return Answered(*head, "text", (", ".join(filter(None, answer.values())),))


def _approval(
    material: Material, place: Place, asked: Asked, answer: dict[str, str], head: tuple
) -> Answered:
    told = ", ".join(filter(None, (answer["name"], answer["role"])))
    return Answered(*head, "text", tuple(filter(None, (told, answer["when"]))))


def _weeks(material: Material, place: Place, asked: Asked, answer: str, head: tuple) -> Answered:
    found = weeks(answer)
    return Answered(*head, "text", (weeks_words(*found) if found else answer.strip(),))


def weeks_words(whole: int, days: int) -> str:
    """ "12 weeks and 3 days"."""
    return f"{whole} week{'' if whole == 1 else 's'}" + (
        f" and {days} day{'' if days == 1 else 's'}" if days else ""
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(material: Material, place: Place, asked: Asked, answer: dict[str, Any], head: tuple) -> Answered:
    note = _none(asked, answer)
    if not answer["rows"]:
        return Answered(*head, "text", (note,))
    used = [column for column in asked.columns if any(row.get(column.name) for row in answer["rows"])]
    rows = tuple(tuple(_cell(material, column, row) for column in used) for row in answer["rows"])
    return Answered(*head, "table", columns=tuple(column.title for column in used), rows=rows, note=note)


def _none(asked: Asked, answer: dict[str, Any]) -> str:
    if not answer["none"]:
        return ""
    return ". ".join(filter(None, (asked.none_words, answer["none_why"].strip())))


def _cell(material: Material, column: Column, row: dict[str, Any]) -> str:
    value = row.get(column.name, "")
    if column.kind == "about":
        return ", ".join(material.names.get(ref, "") for ref in value)
    words = {"status": STATUSES, "source": SOURCES}.get(column.kind, {})
    if column.kind == "share":
        return shared_with(material, value)
    if column.kind == "file":
        return next((file.name for file in material.files if file.ref == value), "")
    return words.get(value, capital(value) if column.kind == "choice" else value)


def shared_with(material: Material, share: str) -> str:
    """Who may see a row or a file, in words."""
    kind, _, ref = share.partition(":")
    if kind == "chair":
        return "Chair only"
    if not kind:
        return "Not chosen yet"
    return f"Not with {material.names.get(ref, 'the person named')}" if kind == "not" else "Everyone entitled"


def statements_elsewhere(material: Material, key: str, ref: str) -> tuple[Statement, ...]:
    """Statements about this one that stand in a brother's or sister's part: shown in both, written once."""
    return tuple(
        statement_of(material, row, material.names.get(place.partition(":")[2], ""))
        for place, row in rows_also_about(material, key, ref)
    )


def _statements(material: Material, place: Place, asked: Asked, answer: Any, head: tuple) -> Answered:
    own = tuple(statement_of(material, row, "") for row in answer["rows"]) if answer else ()
    elsewhere = statements_elsewhere(material, asked.key, place.subject.ref) if place.subject else ()
    note = _none(asked, answer) if answer else ""
    if not own + elsewhere:
        return Answered(*head, "text", (note,))
    return Answered(*head, "statements", statements=own + elsewhere, note=note)


def statement_of(material: Material, row: dict[str, Any], under: str) -> Statement:
    source = SOURCES.get(row["source"], "")
    reason = ": ".join(filter(None, (row["ground"], row["share_why"])))
    return Statement(
        text=row["what"],
        status=STATUSES.get(row["status"], ""),
        source=f"{source}, from {row['source_who']}" if row["source_who"] else source,
        when=row["when"],
        about=tuple(filter(None, (material.names.get(ref) for ref in row["about"]))),
        tone=TONES.get(row["tone"], ""),
        impact=row.get("impact", ""),
        share=shared_with(material, row["share"]),
        share_reason=reason,
        rests_on=tuple(referred(material, row["rests_on"])),
        recorded_under=under,
    )


def referred(material: Material, references: list[str]) -> Iterator[str]:
    """The words of the rows that an opinion points at."""
    for reference in references:
        place, key, row_id = reference.split("/")
        held = (material.answers.get(place, {}).get(key) or {}).get("rows", [])
        yield from ((row.get("what") or row.get("event") or "") for row in held if row["id"] == row_id)


#: The family check: a column that says nothing of anybody is left out.
CHECKED = ("Person", "Detail", "The case has", "Our records", "What they say")


def details_words(details: list[str]) -> str:
    """ "Name, date of birth and sex": lines of the family check, by name."""
    first, *rest = (DETAILS[detail] for detail in details)
    *middle, last = [first, *(name[0].lower() + name[1:] for name in rest)]
    return f"{', '.join(middle)} and {last}" if middle else last


def _lines(material: Material, place: Place, asked: Asked, answer: dict[str, Any], head: tuple) -> Answered:
    rows = []
    for person in material.people:
        held_here = [
            detail for detail in DETAILS if detail in person.details
        ]  # a signed report keeps no order
        shown = [detail for detail in held_here if detail in shown_details(person)]
        own = {
            detail: said
            for detail in held_here
            if (said := answer["lines"].get(f"{person.ref}.{detail}")) and said["verdict"]
        }
        if person.ref in answer["agrees"] and (agreed := [detail for detail in shown if detail not in own]):
            rows.append((person.name, details_words(agreed), "", "Correct", ""))
        for detail, said in own.items():
            if detail in shown or said["verdict"] != "correct":
                held = person.details[detail]
                rows.append((person.name, DETAILS[detail], held, capital(said["verdict"]), said["text"]))
    if not rows:
        return Answered(*head, "text")
    used = [number for number in range(len(CHECKED)) if any(row[number] for row in rows)]
    return Answered(
        *head,
        "table",
        columns=tuple(CHECKED[number] for number in used),
        rows=tuple(tuple(row[number] for number in used) for row in rows),
    )


SHAPES = {
    "radios": _choice,
    "select": _choice,
    "checks": _choice,
    "date": _day,
    "opinion": _opinion,
    "scale": _scale,
    "yesno_why": _yesno,
    "person": _person,
    "approval": _approval,
    "weeks": _weeks,
    "table": _table,
    "persons": _table,
    "statements": _statements,
    "lines": _lines,
}
