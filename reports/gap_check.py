"""What is missing from all reports taken together, each with its rule: what no single agency can see. Pure.

A gap is a question for the chair, not a fault of the author: where it is put right stands beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.answers import choice_of, rows_of
from reports.chronology import alike
from reports.definitions.conditions import NOT_KNOWN
from reports.material import ADULT_UNKNOWN, ChildIn, Material, knowledge

#: Who tells of the plan's actions: each agency of its own, children's social care of every one.
ACTIONS = ("actions", "progress_csc")
#: Where a plan's actions were set down at the conference before.
PLANNED = ("draft", "offer")
VOICE = ("child_words", "wishes")
TOO_YOUNG = "too young, observed"
SOCIAL_CARE = "CSC"


@dataclass(frozen=True)
class Signed:
    """A report that is in, as far as the check needs it."""

    report: str  # its reference
    material: Material
    is_medical: bool = False


@dataclass(frozen=True)
class Child:
    ref: str
    name: str
    born: bool


@dataclass(frozen=True)
class Missing:
    """One gap. `report` and `place` say where it is put right; without a report it is the conference's own page."""

    code: str
    text: str
    rule: str
    report: str = ""
    place: str = ""


@dataclass(frozen=True)
class Asked:
    """What the check is about: who owes a report, the children, the parents, and the reports of the conference before."""

    owed: tuple[str, ...]  # agencies whose report is not in
    children: tuple[Child, ...]
    parents: Mapping[str, str]  # reference: name
    signed: tuple[Signed, ...]
    before: tuple[Signed, ...] = ()


def missing(asked: Asked) -> list[Missing]:
    """Every gap, in the order in which a chair would ask."""
    checks = (_owed, _not_known, _not_seen_alone, _not_mentioned, _no_wish, _no_view, _no_word_of_action)
    return [gap for check in checks for gap in check(asked)]


def _owed(asked: Asked) -> Iterator[Missing]:
    for agency in asked.owed:
        yield Missing("owed", f"{agency} has sent no report.", "REP-15")


def _not_known(asked: Asked) -> Iterator[Missing]:
    for one in asked.signed:
        unknown = [child for child in one.material.children if knowledge(one.material, child) == NOT_KNOWN]
        if unknown:
            text = f"{one.material.agency} does not know {_joined([child.name for child in unknown])}."
            yield Missing("not_known", text, "REP-01", one.report, f"contact:{unknown[0].ref}")


def _not_seen_alone(asked: Asked) -> Iterator[Missing]:
    """Social care's own dates decide where they are there; otherwise whoever saw the child last."""
    social_care = next((one for one in asked.signed if one.material.module == SOCIAL_CARE), None)
    report = social_care.report if social_care else ""
    for child in asked.children:
        if not child.born:
            continue
        seen = list(_rows(asked.signed, "seen", child.ref))
        rows = seen or list(_rows(asked.signed, "last_seen", child.ref))
        if not any(row.get("alone") == "yes" for row in rows):
            who = "Social care does not say that it" if seen else "No agency says that it"
            yield Missing(
                "not_alone", f"{who} saw {child.name} alone.", "REP-10", report, f"contact:{child.ref}"
            )


def _not_mentioned(asked: Asked) -> Iterator[Missing]:
    if not asked.signed:
        return
    for ref, name in asked.parents.items():
        if not any(_mentions(one.material, ref, name) for one in asked.signed):
            yield Missing("not_mentioned", f"No report says anything about {name}.", "FAM-03")


def _mentions(material: Material, ref: str, name: str) -> bool:
    """A page about this adult that isn't closed, a row marked as about them, or their name in any text."""
    for place, said in material.answers.items():
        if place.partition(":")[2] == ref and not said.get(ADULT_UNKNOWN) and any(_texts(said)):
            return True
    first = name.split()[0].casefold()
    told = [text for place, said in material.answers.items() if place != "family" for text in _texts(said)]
    return ref in told or any(first in text.casefold().split() for text in told)


def _texts(value: Any) -> Iterator[str]:
    """Every text within an answer, but for the ids of its rows."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            if key != "id":
                yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _no_wish(asked: Asked) -> Iterator[Missing]:
    """FAM-01: a child's words or wishes; of one too young for words, what was observed is the voice."""
    for child in asked.children if asked.signed else ():
        pages = [one.material.answers.get(f"voice:{child.ref}", {}) for one in asked.signed]
        said = any((page.get(key) or "").strip() for page in pages for key in VOICE)
        observed = any(rows_of(page.get("feelings_observed")) for page in pages)
        is_voice = observed and any(choice_of(page.get("consulted")) == TOO_YOUNG for page in pages)
        if child.born and not said and not is_voice:
            told = " Only what was observed is recorded." if observed else ""
            yield Missing("no_wish", f"No report records a wish or words of {child.name}.{told}", "FAM-01")


def _no_view(asked: Asked) -> Iterator[Missing]:
    """MTG-03: whoever gave no scale or no view says it on the day. One line for the children of whom it is the same."""
    for one in asked.signed:
        lacking: dict[str, list[ChildIn]] = {}
        for child in () if one.is_medical else one.material.children:
            if knowledge(one.material, child) != NOT_KNOWN and (lacks := _lacks(one.material, child)):
                lacking.setdefault(lacks, []).append(child)
        for lacks, children in lacking.items():
            text = f"{one.material.agency} gives {lacks} for {_joined([child.name for child in children])}."
            yield Missing("no_view", text, "MTG-03", one.report, f"view:{children[0].ref}")


def _lacks(material: Material, child: ChildIn) -> str:
    """ "no scale and no view"; "" where both are there."""
    said = material.answers.get(f"view:{child.ref}", {})
    values = (("no scale", choice_of(said.get("scale"))), ("no view", _view(said)))
    return " and ".join(words for words, value in values if value in ("", "cannot", "cannot say"))


def _view(said: dict) -> str:
    return choice_of(said.get("recommend_review")) or choice_of(said.get("recommend"))


def _no_word_of_action(asked: Asked) -> Iterator[Missing]:
    """PLN-04, REP-10: what was set down at the conference before, and no report tells of."""
    for child in asked.children:
        told = [_action(row) for key in ACTIONS for row in _rows(asked.signed, key, child.ref)]
        planned = [
            (one, row) for one in asked.before for key in PLANNED for row in _rows((one,), key, child.ref)
        ]
        done: list[str] = []
        for one, row in planned:
            action = _action(row)
            if action and not any(alike(action, other) for other in [*told, *done]):
                done.append(action)
                text = f"Nobody reports on “{action}” for {child.name}, which {one.material.agency} set down last time."
                yield Missing("no_word", text, "PLN-04, REP-10")


def _action(row: Mapping[str, Any]) -> str:
    return row.get("action", "").strip()


def _rows(signed: Iterable[Signed], key: str, ref: str) -> Iterator[dict[str, Any]]:
    """The rows of one question on every page about this child."""
    for one in signed:
        for place, said in one.material.answers.items():
            if place.partition(":")[2] == ref:
                yield from rows_of(said.get(key))


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
