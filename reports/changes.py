"""What has changed since the conference before: each agency's earlier signed report against its present one. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.answers import choice_of, rows_of
from reports.chronology import alike
from reports.definitions.conditions import NOT_KNOWN
from reports.material import ChildIn, Material, knowledge
from reports.worded import SOURCES, STATUSES, capital

NO_REPORT = "No report"
NOT_KNOWN_TO_US = "Not known to this service"
SAYS_NOTHING = "Says nothing"


@dataclass(frozen=True)
class Pair:
    """One agency with its report then and now; None where there was none."""

    agency: str
    before: Material | None
    now: Material | None


@dataclass(frozen=True)
class NewHarm:
    text: str
    standing: str  # "Fact, our records, March 2026"


@dataclass(frozen=True)
class Done:
    action: str
    how_far: str
    evidence: str


@dataclass(frozen=True)
class Change:
    """One agency on one child, then and now."""

    agency: str
    scale_before: str
    scale_now: str
    view_before: str
    view_now: str
    step: int | None  # by how much the scale moved; None where one of them is no number
    harm: tuple[NewHarm, ...]
    actions: tuple[Done, ...]
    is_first: bool  # it sent no report then, so that all its harm is new here

    @property
    def direction(self) -> str:
        """In words: colour alone says nothing."""
        if self.step is None:
            return ""
        return (
            f"{abs(self.step)} safer"
            if self.step > 0
            else f"{abs(self.step)} less safe"
            if self.step
            else "The same"
        )


def changes(pairs: list[Pair], child: str) -> list[Change]:
    """Every agency that reported then or now, on the child with this reference."""
    return [_change(pair, child) for pair in pairs]


def _change(pair: Pair, ref: str) -> Change:
    before, now = _said(pair.before, ref), _said(pair.now, ref)
    return Change(
        agency=pair.agency,
        scale_before=_scale(pair.before, before),
        scale_now=_scale(pair.now, now),
        view_before=_view(pair.before, before),
        view_now=_view(pair.now, now),
        step=_step(before, now),
        harm=tuple(_new_harm(pair, ref)),
        actions=tuple(_actions(pair.now, ref)),
        is_first=pair.before is None,
    )


def _said(material: Material | None, ref: str) -> dict | None:
    """The page with the view on this child; None where the service doesn't know the child."""
    child = _child(material, ref)
    if child is None or knowledge(material, child) == NOT_KNOWN:
        return None
    return material.answers.get(f"view:{ref}", {})


def _child(material: Material | None, ref: str) -> ChildIn | None:
    return next((one for one in material.children if one.ref == ref), None) if material else None


def _scale(material: Material | None, said: dict | None) -> str:
    value = choice_of((said or {}).get("scale"))
    words = "Cannot say" if value == "cannot" else f"{value} out of 10" if value else ""
    return _or_silence(words, material, said)


def _view(material: Material | None, said: dict | None) -> str:
    said_now = said or {}
    chosen = choice_of(said_now.get("recommend_review")) or choice_of(said_now.get("recommend"))
    return _or_silence(capital(chosen), material, said)


def _or_silence(words: str, material: Material | None, said: dict | None) -> str:
    if words:
        return words
    return NO_REPORT if material is None else NOT_KNOWN_TO_US if said is None else SAYS_NOTHING


def _step(before: dict | None, now: dict | None) -> int | None:
    then, today = (choice_of((said or {}).get("scale")) for said in (before, now))
    return int(today) - int(then) if then.isdecimal() and today.isdecimal() else None


def _new_harm(pair: Pair, ref: str) -> Iterator[NewHarm]:
    """Rows of harm, and of "anything new or worse", that the earlier report doesn't have in these or like words."""
    earlier = [row["what"] for row in _harm(pair.before, ref)]
    for row in _harm(pair.now, ref):
        if not any(alike(row["what"], other) for other in earlier):
            standing = (STATUSES.get(row["status"], ""), SOURCES.get(row["source"], "").lower(), row["when"])
            yield NewHarm(row["what"], ", ".join(filter(None, standing)))


def _harm(material: Material | None, ref: str) -> Iterator[dict]:
    for place, said in (material.answers if material else {}).items():
        under = place.partition(":")[2]
        for row in [*rows_of(said.get("harm")), *rows_of(said.get("new_incident"))]:
            if under == ref or ref in row.get("about", []) or (not under and not row.get("about")):
                yield row


def _actions(material: Material | None, ref: str) -> Iterator[Done]:
    said = material.answers.get(f"actions:{ref}", {}) if material else {}
    for row in rows_of(said.get("actions")):
        yield Done(row.get("action", ""), row.get("done / part / not done", ""), row.get("evidence", ""))
