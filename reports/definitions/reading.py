"""Reads a version of the definition from its two files and refuses whatever is wrong with them, by file and line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from reports.definitions import conditions
from reports.definitions.fields import (
    CHOICE_KINDS,
    DAYS,
    PERSON_BOXES,
    Asked,
    Column,
    Definition,
    Need,
    NeededIf,
    Note,
    Part,
)

HEADER = "form|key|label|kind|need|scope|types|audience|asked_of|light|rules|options|help"
KINDS = frozenset(
    "text para opinion radios checks select date fuzzydate number percent weeks table statements scale yesno_why "
    "person persons file signoff computed".split()
)
SCOPES = frozenset({"report", "family", "child", "adult"})
AUDIENCES = frozenset("std prof chair perparent selfonly notperson rule release vault noaddress".split())
NEEDS = ("O/C", "M", "O", "C")
LAYOUT = frozenset(
    "version approved_by approved_on forms on_signature after_signing parts notes alone none_words none_reason "
    "never_none columns drawn_as tone none_at".split()
)
#: What a layout may leave out, and what that means: nothing of the kind.
OPTIONAL: dict[str, Any] = {
    "unverified": [],
    "light": [],
    "light_optional": [],
    "at_transfer": {},
    "adult_business": [],
    "only_when": {},
    "choices_when": {},
    "missing": {},
    "warn": {},
    "past": [],
    "unborn": {},
    "told_as": {},
    "every": [],
    "status": {},
    "most_words": {},
    "beside": {},
    "needed_if": [],
}
#: How a column is written, and the list of the layout that names it.
COLUMN_KINDS = {"date": "dates", "long": "long", "line": "line"} | {
    kind: kind for kind in DAYS if kind != "date"
}
BY_NAME = {name: name for name in ("status", "source", "about", "share", "ground", "file")}


class DefinitionFaulty(Exception):
    """A version's files can't be used. The message names file, line and fault."""


def read(folder: Path, version: str) -> Definition:
    """The version kept in `folder` as <version>.psv and <version>.yaml. Raises DefinitionFaulty."""
    layout = _layout(folder / f"{version}.yaml")
    fields = _fields(folder / f"{version}.psv", layout)
    _names_known(layout, fields, f"{version}.yaml")
    parts = tuple(_part(row, fields, f"{version}.yaml") for row in layout["parts"])
    _each_once(parts, fields, layout, f"{version}.yaml")
    return Definition(
        version=layout["version"],
        approved_by=layout["approved_by"],
        approved_on=layout["approved_on"],
        forms=frozenset(layout["forms"]),
        fields=fields,
        parts=parts,
        elsewhere=frozenset(layout["on_signature"] + layout["after_signing"]),
        light=frozenset(layout["light"]),
        at_transfer=layout["at_transfer"],
        adult_business=frozenset(layout["adult_business"]),
    )


def _layout(path: Path) -> dict[str, Any]:
    try:
        layout = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DefinitionFaulty(f"{path.name}: {error}") from error
    if not isinstance(layout, dict) or set(layout) - set(OPTIONAL) != LAYOUT:
        told = ", ".join(sorted(LAYOUT ^ (set(layout or ()) - set(OPTIONAL))))
        raise DefinitionFaulty(f"{path.name}: missing or unknown: {told}")
    return OPTIONAL | layout


def _fields(path: Path, layout: dict[str, Any]) -> dict[str, Asked]:
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != HEADER:
        raise DefinitionFaulty(f"{path.name}, line 1: the header must be {HEADER}")
    fields: dict[str, Asked] = {}
    for number, line in enumerate(lines[1:], start=2):
        try:
            asked = _field(line, layout)
            if asked.key in fields:
                raise ValueError(f"the key “{asked.key}” is there twice")
        except ValueError as error:
            raise DefinitionFaulty(f"{path.name}, line {number}: {error}") from error
        fields[asked.key] = asked
    _conditions_known(path, fields)
    return fields


def _field(line: str, layout: dict[str, Any]) -> Asked:
    cells = line.split("|")
    if len(cells) != HEADER.count("|") + 1:
        raise ValueError(f"{len(cells)} columns where {HEADER.count('|') + 1} are wanted")
    row = dict(zip(HEADER.split("|"), cells, strict=True))
    for name, allowed in (("kind", KINDS), ("scope", SCOPES), ("audience", AUDIENCES), ("light", {"y", "n"})):
        if row[name] not in allowed:
            raise ValueError(f"unknown {name} “{row[name]}”")
    key, kind = row["key"], layout["drawn_as"].get(row["key"], row["kind"])
    options = tuple(filter(None, row["options"].split(";")))
    if row["kind"] in (CHOICE_KINDS | {"table"}) and not options:
        raise ValueError(f"a {kind} needs options")
    columns = PERSON_BOXES if kind == "persons" else options if kind == "table" else ()
    listed = kind in ("table", "statements", "persons") and key not in layout["never_none"]
    return Asked(
        **{
            name: row[name]
            for name in ("key", "form", "label", "help", "scope", "types", "audience", "asked_of")
        },
        kind=kind,
        need=_need(row["need"]),
        light=row["light"] == "y",
        rules=tuple(rule for rule in row["rules"].split() if rule != "-"),
        choices=options if kind in CHOICE_KINDS else (),
        columns=tuple(
            _column(key, name, layout["columns"]) for name in columns if not _is_subject(name, row["scope"])
        ),
        needed_columns=tuple(layout["columns"]["needed"].get(key, ())),
        note=_note(layout["notes"].get(key), options),
        alone=layout["alone"].get(key, ""),
        none_words=layout["none_words"].get(key, "None to report") if listed else "",
        none_reason=key in layout["none_reason"],
        none_at=layout["none_at"].get(key, "IPTR"),
        tone=layout["tone"].get(key, ""),
        status=layout["status"].get(key, ""),
        only_when=_only_when(layout["only_when"].get(key)),
        choices_when=_choices_when(layout["choices_when"].get(key, {}), options),
        missing=layout["missing"].get(key, ""),
        warn=layout["warn"].get(key, ""),
        past=key in layout["past"],
        every=key in layout["every"],
        light_optional=key in layout["light_optional"],
        needed_if=tuple(NeededIf(*rest) for field, *rest in layout["needed_if"] if field == key),
        most_words=layout["most_words"].get(key, 0),
        unborn=layout["unborn"].get(key, {}),
        told_as=layout["told_as"].get(key, ""),
        beside=layout["beside"].get(key, ""),
        unverified=bool({key, row["form"]} & set(layout["unverified"])),
    )


def _need(text: str) -> Need:
    letter, _, condition = text.partition(":")
    if letter not in NEEDS or (letter in ("C", "O/C")) != bool(condition):
        raise ValueError(f"unknown need “{text}”")
    return Need(letter, conditions.parse(condition) if condition else None)


def _only_when(text: str | None) -> conditions.Condition | None:
    return conditions.parse(text) if text else None


def _choices_when(
    row: dict[str, str], choices: tuple[str, ...]
) -> tuple[tuple[str, conditions.Condition], ...]:
    if unknown := set(row) - set(choices):
        raise ValueError(f"a condition is set on “{sorted(unknown)[0]}”, which is no choice")
    return tuple((choice, conditions.parse(text)) for choice, text in row.items())


def _is_subject(column: str, scope: str) -> bool:
    """Each adult has a page, so a column "parent" would ask again whom the page is about."""
    return scope == "adult" and column in ("parent", "person")


def _column(key: str, name: str, columns: dict[str, Any]) -> Column:
    """What the layout says of this field's column, "<field>.<column>", goes before what it says of the name in general."""
    own = f"{key}.{name}"
    choices = columns["choices"].get(own, columns["choices"].get(name, name.split(" / ")))
    title = columns["titles"].get(own, columns["titles"].get(name, name[0].upper() + name[1:]))
    if len(choices) > 1:
        return Column(name, title, "choice", tuple(choices))
    if name in BY_NAME:
        return Column(name, title, BY_NAME[name])
    kinds = (kind for said in (own, name) for kind, of in COLUMN_KINDS.items() if said in columns.get(of, ()))
    return Column(name, title, next(kinds, "line"))


def _note(row: dict[str, Any] | None, choices: tuple[str, ...]) -> Note | None:
    if row is None:
        return None
    if unknown := set(row["needed_for"]) - set(choices):
        raise ValueError(f"a note is needed for “{sorted(unknown)[0]}”, which is no choice")
    return Note(row["ask"], tuple(row["needed_for"]))


def _conditions_known(path: Path, fields: dict[str, Asked]) -> None:
    for number, asked in enumerate(fields.values(), start=2):
        named = asked.need.condition.decided_by if asked.need.condition else ()
        for key in named:
            if key not in fields:
                raise DefinitionFaulty(
                    f"{path.name}, line {number}: the condition asks for “{key}”, which is no field"
                )


def _names_known(layout: dict[str, Any], fields: dict[str, Asked], name: str) -> None:
    """Whatever the layout says of a field is said of one that there is."""
    told = (
        "notes",
        "alone",
        "none_words",
        "tone",
        "status",
        "only_when",
        "choices_when",
        "missing",
        "warn",
        "most_words",
        "unborn",
        "told_as",
        "beside",
        "drawn_as",
        "none_at",
    )
    for section in (*told, "none_reason", "never_none", "light_optional", "past", "every"):
        for key in layout[section]:
            if key not in fields:
                raise DefinitionFaulty(f"{name}: {section} names “{key}”, which is no field")


def _part(row: dict[str, Any], fields: dict[str, Asked], name: str) -> Part:
    for key in row["fields"]:
        if key not in fields:
            raise DefinitionFaulty(f"{name}: part {row['code']} names “{key}”, which is no field")
        scope = "report" if fields[key].scope == "family" else fields[key].scope
        if scope != row["scope"]:
            raise DefinitionFaulty(
                f"{name}: part {row['code']} is asked once for each {row['scope']}, “{key}” is not"
            )
    told_as = row.get("told_as", "")
    return Part(row["code"], row["letter"], row["scope"], row["title"], tuple(row["fields"]), told_as)


def _each_once(parts: tuple[Part, ...], fields: dict[str, Asked], layout: dict[str, Any], name: str) -> None:
    """Every field that is switched on stands on exactly one part, or is answered elsewhere."""
    placed = [key for part in parts for key in part.fields] + layout["on_signature"] + layout["after_signing"]
    asked = {key for key, one in fields.items() if one.form in layout["forms"]}
    wrong = sorted(_twice(placed)) + sorted(asked ^ set(placed))
    if wrong:
        raise DefinitionFaulty(f"{name}: “{wrong[0]}” must stand on exactly one part")


def _twice(keys: list[str]) -> Iterator[str]:
    return (key for key in set(keys) if keys.count(key) > 1)
