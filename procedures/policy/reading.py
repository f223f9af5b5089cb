"""Reads a procedure set's file, and refuses what it can't vouch for with the file and the line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NoReturn

import yaml

from procedures.policy.parameters import MEANINGS, Unit

TOP = ("title", "extends", "from", "documents", "own", "silent", "parameters")
ROW = ("from", "value", "unit", "citation", "note", "conference", "agency", "case")
QUALIFIERS = ("conference", "agency", "case")


class PolicyError(ValueError):
    """A procedure set's file can't be used: the sentence names file, line and what is wrong."""


@dataclass(frozen=True)
class Row:
    """One value of one parameter, from one date on, for the cases it names (all cases where it names none)."""

    from_on: date
    value: int | str | None
    unit: Unit
    citation: tuple[tuple[str, str], ...]  # (document's key, section)
    note: str
    only_for: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SetFile:
    """One file as it was read, before it is joined with the set it extends."""

    code: str
    title: str
    extends: str | None
    from_on: date
    documents: Mapping[str, str]
    own: tuple[str, ...]
    silent: tuple[str, ...]
    rows: Mapping[str, tuple[Row, ...]] = field(repr=False)
    lines: Mapping[str, int] = field(repr=False)


class Reader:
    """Walks one YAML file's nodes, so that every refusal can say where."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.code = path.stem
        try:
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise PolicyError(f"{self.name}: this is no YAML: {' '.join(str(error).split())}") from error
        if root is None:
            raise PolicyError(f"{self.name}, line 1: the file is empty.")
        self.root = root

    def refuse(self, node: yaml.Node, what: str) -> NoReturn:
        raise PolicyError(f"{self.name}, line {node.start_mark.line + 1}: {what}")

    def pairs(self, node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """The mapping's keys with their nodes; a key that stands twice is refused."""
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, "expected keys with values here.")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = self.text(key)
            if name in found:
                self.refuse(key, f"“{name}” stands here twice.")
            found[name] = key, value
        return found

    def fields(
        self, node: yaml.Node, allowed: tuple[str, ...], needed: tuple[str, ...]
    ) -> dict[str, yaml.Node]:
        """The mapping's values by key; unknown keys and missing ones are refused."""
        found = self.pairs(node)
        for name, (key, _) in found.items():
            if name not in allowed:
                self.refuse(key, f"unknown key “{name}”. Known here: {', '.join(allowed)}.")
        for name in needed:
            if name not in found:
                self.refuse(node, f"“{name}” is missing.")
        return {name: value for name, (_, value) in found.items()}

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, "expected a list here.")
        return list(node.value)

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or node.tag.endswith(":null"):
            self.refuse(node, "expected words here.")
        return str(node.value)

    def day(self, node: yaml.Node) -> date:
        try:
            return date.fromisoformat(self.text(node))
        except ValueError:
            self.refuse(node, f"“{node.value}” is no date. Write it as 2026-04-01.")

    def value(self, node: yaml.Node, unit: Unit) -> int | str | None:
        """A whole number of 0 or more, words where the unit is words, or nothing (“–”)."""
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            return None
        text = self.text(node)
        if unit is Unit.WORDS:
            return text
        if not (text.isascii() and text.isdigit()):
            self.refuse(node, f"“{text}” is no whole number of {unit}.")
        return int(text)

    def unit(self, node: yaml.Node, parameter: str) -> Unit:
        text = self.text(node)
        allowed = sorted(MEANINGS[parameter].units)
        if text not in allowed:
            self.refuse(node, f"unknown unit “{text}” for {parameter}. Allowed: {', '.join(allowed)}.")
        return Unit(text)

    def words(self, node: yaml.Node) -> tuple[str, ...]:
        """One word or a list of them."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self.text(each) for each in nodes)


def read(path: Path) -> SetFile:
    """One set's file, checked by itself. Raises PolicyError with file and line."""
    reader = Reader(path)
    top = reader.fields(reader.root, TOP, ("title", "from", "documents", "own", "silent", "parameters"))
    from_on = reader.day(top["from"])
    rows: dict[str, tuple[Row, ...]] = {}
    lines: dict[str, int] = {"silent": top["silent"].start_mark.line + 1}
    for identity, (key, node) in reader.pairs(top["parameters"]).items():
        if identity not in MEANINGS:
            reader.refuse(key, f"unknown parameter “{identity}”. They run from POL-01 to POL-32.")
        lines[identity] = key.start_mark.line + 1
        rows[identity] = _rows(reader, identity, node, from_on)
    return SetFile(
        code=reader.code,
        title=reader.text(top["title"]),
        extends=reader.text(top["extends"]) if "extends" in top else None,
        from_on=from_on,
        documents={key: reader.text(node) for key, (_, node) in reader.pairs(top["documents"]).items()},
        own=tuple(reader.text(node) for node in reader.items(top["own"])),
        silent=tuple(reader.text(node) for node in reader.items(top["silent"])),
        rows=rows,
        lines=lines,
    )


def _rows(reader: Reader, identity: str, node: yaml.Node, from_on: date) -> tuple[Row, ...]:
    top = reader.fields(node, ("unit", "values"), ("unit", "values"))
    unit = reader.unit(top["unit"], identity)
    rows: list[Row] = []
    for item in reader.items(top["values"]):
        row = _row(reader, identity, item, unit)
        if row.from_on < from_on:
            reader.refuse(item, f"{row.from_on} lies before {from_on}, the day from which this set holds.")
        earlier = [other for other in rows if other.only_for == row.only_for]
        if earlier and earlier[-1].from_on >= row.from_on:
            reader.refuse(item, f"the values of {identity} must follow one another by date.")
        rows.append(row)
    if not any(row.from_on == from_on for row in rows):
        reader.refuse(node, f"{identity} has no value on {from_on}, the day from which this set holds.")
    return tuple(rows)


def _row(reader: Reader, identity: str, node: yaml.Node, unit: Unit) -> Row:
    found = reader.fields(node, ROW, ("from", "value", "citation"))
    unit = reader.unit(found["unit"], identity) if "unit" in found else unit
    citation = tuple(
        (key, reader.text(section)) for key, (_, section) in reader.pairs(found["citation"]).items()
    )
    if not citation:
        reader.refuse(node, "a value needs a citation: the document and the section.")
    only_for = {}
    for qualifier in QUALIFIERS:
        if qualifier in found:
            only_for[qualifier] = _cases(reader, identity, qualifier, found[qualifier])
    return Row(
        from_on=reader.day(found["from"]),
        value=reader.value(found["value"], unit),
        unit=unit,
        citation=citation,
        note=reader.text(found["note"]) if "note" in found else "",
        only_for=only_for,
    )


def _cases(reader: Reader, identity: str, qualifier: str, node: yaml.Node) -> tuple[str, ...]:
    varies = MEANINGS[identity].varies
    if qualifier not in varies:
        reader.refuse(node, f"{identity} does not vary by {qualifier}.")
    cases = reader.words(node)
    for case in cases:
        if case not in varies[qualifier]:
            allowed = ", ".join(varies[qualifier])
            reader.refuse(node, f"unknown {qualifier} “{case}” for {identity}. Allowed: {allowed}.")
    return cases
