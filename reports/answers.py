"""What was typed for one field, kept as it was typed: read from a form, laid out for a form, blank or not. Pure.

Nothing here validates: a half-typed answer is always kept (report-forms 11). What an answer looks like, by kind:

    text, para, number, percent, weeks, fuzzydate   "as typed"
    date                                            ["3", "march", "2026"]
    radios, select                                  {"choice": …, "note": …}
    checks                                          {"choices": […], "note": …}
    opinion                                         {"text": …, "rests_on": [references of rows]}
    table, persons, statements                      {"rows": [{"id": "r1", column: …}], "none": …, "none_why": …, "next": 2}
    scale                                           {"value": "0" to "10" or "cannot", "reason": …, "higher": …}
    yesno_why                                       {"answer": …, "why": …}
    person                                          {"name": …, "role": …, "service": …}
    approval                                        {"name": …, "role": …, "when": …}
    lines (the family check, REP-07)                {"agrees": [refs], "lines": {"<ref>.<detail>": {"verdict": …, "text": …}}}

A row keeps its id for good, so that an opinion can point at it; `next` is the number that a new row will have.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from procedures.words import StatementSource, StatementStatus, Tone
from reports.definitions.fields import NAMED, NEVER_TYPED, ROW_KINDS, Asked, Column
from reports.typed import fuzzy_start

ROW = re.compile(r"r([1-9]\d{0,3})")
LINE = re.compile(r"[0-9a-z]{16}\.[a-z_]+")
VERDICTS = ("correct", "different", "not held")
MOST_ROWS = 300
IN_DATE_ORDER = {"chronology"}  # tables whose rows stand in the order of their days, whatever was typed first
REFERENCE = re.compile(r"[a-z_]+(:[0-9a-z]{16})?/[a-z_0-9]+/r[1-9]\d{0,3}")
DAY_BOXES = ("day", "month", "year")
SCALE = (*(str(step) for step in range(11)), "cannot")
EVERYONE, CHAIR_ONLY, NOT_WITH = "everyone", "chair", "not"
GROUNDS = (
    "could put someone at risk",
    "police investigation",
    "a third party's private information",
    "legal advice",
    "the child asked for it",
    "confidentiality of health information",
    "other, in words",
)

STATEMENT = (
    Column("what", "What", "long"),
    Column("status", "Is it fact, observation, allegation or opinion?", "status"),
    Column("rests_on", "If it is an opinion: what does it rest on?", "rests_on"),
    Column("source", "How do you know?", "source"),
    Column("source_who", "If not first hand: who knew it?", "line"),
    Column("when", "When?", "date"),
    Column("about", "Who else is it about?", "about"),
    Column("tone", "Is it a strength or a worry?", "tone"),
    Column("impact", "If it is a worry: what was it like for the child?", "long"),
    Column("share", "Who may see it?", "share"),
    Column("ground", "If not everyone: the ground", "ground"),
    Column("share_why", "If not everyone: the reason", "line"),
)
CODES: dict[str, tuple[str, ...]] = {
    "status": tuple(StatementStatus),
    "source": tuple(StatementSource),
    "tone": tuple(Tone),
    "ground": GROUNDS,
}
MANY = frozenset({"about", "rests_on"})
#: What a new row of statements says before anybody typed: sharing is the default (report-forms 4).
UNTOUCHED = {"share": EVERYONE}


class Typed(Protocol):
    """Django's QueryDict, or anything that answers like it."""

    def get(self, name: str, default: str = "") -> str: ...
    def getlist(self, name: str) -> list[str]: ...


def columns_of(asked: Asked) -> tuple[Column, ...]:
    """The columns that a row is asked for. A box that is a strength or a worry by nature doesn't ask which."""
    if asked.kind != "statements":
        return asked.columns
    left_out = {"tone"} if asked.tone else set()
    if asked.status:
        left_out |= {"status", "rests_on"}
    if asked.tone in ("strength", "neither"):
        left_out.add("impact")
    return tuple(column for column in STATEMENT if column.name not in left_out)


def clean(text: str | None) -> str:
    """As typed, but for line endings and for the one character that no database keeps."""
    return (text or "").replace("\x00", "").replace("\r\n", "\n")


def read(asked: Asked, typed: Typed) -> Any:
    """The answer to one field out of what a form sent."""
    key, kind = asked.key, asked.kind
    if kind in ROW_KINDS:
        return _read_rows(asked, typed)
    if kind == "lines":
        return _read_lines(key, typed)
    if kind in ("radios", "select"):
        return {"choice": _one_of(typed.get(key, ""), asked.choices), "note": _note(asked, typed)}
    if kind == "checks":
        chosen = [choice for choice in asked.choices if choice in typed.getlist(key)]
        return {"choices": chosen, "note": _note(asked, typed)}
    if kind == "date":
        return [clean(typed.get(f"{key}_{box}", "")) for box in DAY_BOXES]
    if kind == "opinion":
        rests_on = _references(typed.getlist(f"{key}-rests_on"))
        return {"text": clean(typed.get(key, "")), "rests_on": rests_on}
    if kind == "scale":
        said = {name: clean(typed.get(f"{key}-{name}", "")) for name in ("reason", "higher")}
        return {"value": _one_of(typed.get(key, ""), SCALE)} | said
    if kind == "yesno_why":
        return {
            "answer": _one_of(typed.get(key, ""), ("yes", "no")),
            "why": clean(typed.get(f"{key}-why", "")),
        }
    if kind in NAMED:
        return {box: clean(typed.get(f"{key}-{box}", "")) for box in NAMED[kind]}
    return clean(typed.get(key, ""))


def _references(sent: list[str]) -> list[str]:
    return [reference for reference in sent if REFERENCE.fullmatch(reference)][:MOST_ROWS]


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    return text if text in choices else ""


def _note(asked: Asked, typed: Typed) -> str:
    return clean(typed.get(f"{asked.key}-note", "")) if asked.note else ""


def _read_rows(asked: Asked, typed: Typed) -> dict[str, Any]:
    ids = [found for found in dict.fromkeys(typed.getlist(f"{asked.key}-row")) if ROW.fullmatch(found)][
        :MOST_ROWS
    ]
    rows = []
    for row_id in ids:
        row = {column.name: _cell(asked, row_id, column, typed) for column in columns_of(asked)}
        if any(value and value != UNTOUCHED.get(name) for name, value in row.items()):
            rows.append({"id": row_id} | row | fixed(asked))
    return {
        "rows": in_order(asked.key, rows),
        "none": bool(asked.none_words) and typed.get(f"{asked.key}-none", "") == "on",
        "none_why": clean(typed.get(f"{asked.key}-none_why", "")),
        "next": _next(ids, rows),
    }


def in_order(key: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A chronology's rows by their first day; of one day in the order typed, and last what has no day that can be read."""
    if key not in IN_DATE_ORDER:
        return rows
    return sorted(rows, key=lambda row: fuzzy_start(row.get("date", "")) or date.max)


def all_in_order(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answers of every page, each table in the order in which it is read. What is kept stays as it is."""
    return {
        place: {
            key: value | {"rows": in_order(key, value["rows"])}
            if key in IN_DATE_ORDER and rows_of(value)
            else value
            for key, value in said.items()
        }
        for place, said in answers.items()
    }


def fixed(asked: Asked) -> dict[str, Any]:
    """What every row of this box says of itself, so that nobody is asked."""
    found = {"tone": asked.tone} if asked.tone else {}
    return found | ({"status": asked.status, "rests_on": []} if asked.status else {})


def _next(ids: list[str], rows: list[dict[str, Any]]) -> int:
    """The form offered its last id blank: unused, it is offered again; an id that was removed never is."""
    highest = max((int(row_id[1:]) for row_id in ids), default=1)
    return highest + 1 if any(row["id"] == f"r{highest}" for row in rows) else highest


def _cell(asked: Asked, row_id: str, column: Column, typed: Typed) -> Any:
    name = cell_name(asked.key, row_id, column.name)
    if column.kind == "rests_on":
        return _references(typed.getlist(name))
    if column.kind in MANY:
        return [clean(text)[:80] for text in typed.getlist(name)][:MOST_ROWS]
    # Of what is the chair's alone nobody is asked who may see it.
    text = clean(typed.get(name, EVERYONE if column.kind == "share" and asked.is_the_chairs else ""))
    if column.kind == "choice":
        return _one_of(text, column.choices)
    return _one_of(text, CODES[column.kind]) if column.kind in CODES else text


def _read_lines(key: str, typed: Typed) -> dict[str, Any]:
    lines = [line for line in typed.getlist(f"{key}-line") if LINE.fullmatch(line)][:MOST_ROWS]
    return {
        "agrees": [ref for ref in typed.getlist(f"{key}-agrees") if LINE.fullmatch(f"{ref}.all")][:MOST_ROWS],
        "lines": {
            line: {
                "verdict": _one_of(typed.get(f"{key}-{line}", ""), VERDICTS),
                "text": clean(typed.get(f"{key}-{line}-text", "")),
            }
            for line in lines
        },
    }


def cell_name(key: str, row_id: str, column: str) -> str:
    """The form's name of one cell. A column's own name may hold spaces and slashes."""
    return f"{key}-{row_id}-{re.sub('[^a-z0-9_]+', '-', column)}"


def flat(asked: Asked, answer: Any) -> Iterator[tuple[str, list[str]]]:
    """The answer as a form would send it, so that the page shows what was typed."""
    key, kind = asked.key, asked.kind
    if answer is None or kind in NEVER_TYPED:
        return
    if kind in ROW_KINDS:
        yield from _flat_rows(asked, answer)
    elif kind in ("radios", "select", "checks"):
        yield key, answer.get("choices") or [answer.get("choice", "")]
        yield f"{key}-note", [answer["note"]]
    elif kind == "lines":
        yield f"{key}-agrees", answer["agrees"]
        for line, said in answer["lines"].items():
            yield f"{key}-{line}", [said["verdict"]]
            yield f"{key}-{line}-text", [said["text"]]
    elif kind == "date":
        yield from ((f"{key}_{box}", [text]) for box, text in zip(DAY_BOXES, answer, strict=True))
    elif kind == "opinion":
        yield key, [answer["text"]]
        yield f"{key}-rests_on", answer["rests_on"]
    elif kind in ("scale", "yesno_why", *NAMED):
        first = {"scale": "value", "yesno_why": "answer"}.get(kind)
        yield from ((key if name == first else f"{key}-{name}", [text]) for name, text in answer.items())
    else:
        yield key, [answer]


def _flat_rows(asked: Asked, answer: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield f"{asked.key}-none", ["on"] if answer["none"] else []
    yield f"{asked.key}-none_why", [answer["none_why"]]
    for row in answer["rows"]:
        for column in columns_of(asked):
            value = row.get(column.name, "")
            yield cell_name(asked.key, row["id"], column.name), value if isinstance(value, list) else [value]


def rows_of(answer: Any) -> list[dict[str, Any]]:
    return answer.get("rows", []) if isinstance(answer, dict) else []


def next_row(answer: Any) -> str:
    """The id of the row that a page offers blank."""
    return f"r{answer['next'] if answer else 1}"


def without_row(answer: dict[str, Any], row_id: str) -> dict[str, Any]:
    """The same answer less one row. Its id isn't given out again."""
    gone = int(row_id[1:]) if ROW.fullmatch(row_id) else 0
    rows = [row for row in answer["rows"] if row["id"] != row_id]
    return answer | {"rows": rows, "next": max(answer["next"], gone + 1)}


def is_blank(asked: Asked, answer: Any) -> bool:
    """Whether nothing at all was answered."""
    if not answer:
        return True
    if asked.kind in ROW_KINDS:
        return not answer["rows"] and not answer["none"]
    if asked.kind == "lines":
        return not answer["agrees"] and not any(
            said["verdict"] or said["text"] for said in answer["lines"].values()
        )
    if isinstance(answer, str):
        return not answer.strip()
    values = answer.values() if isinstance(answer, dict) else answer
    return not any(value.strip() if isinstance(value, str) else value for value in values)


def choice_of(answer: Any) -> str:
    """The one choice made; for a scale its value, for yes or no the word. "" where none was."""
    if not isinstance(answer, dict):
        return ""
    return answer.get("choice") or answer.get("value") or answer.get("answer") or ""
