"""What of an agency's last report can be brought over into the present one, page by page, and as what. Pure.

Each child is decided on anew (PLN-02): no view, no scale, no recommendation is ever brought over, nor what was found
by asking for that conference, what says who may see something, a file, or a signature.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.answers import EVERYONE, columns_of, fixed, is_blank, rows_of
from reports.definitions.fields import NEVER_TYPED, ROW_KINDS, Asked, Column
from reports.material import Material, Place, asked_on, is_closed
from reports.worded import Answered, answered_words

#: The view on the child, and what goes with it.
JUDGED = frozenset(
    "meaning scale suffered likely recommend recommend_review category end_ground left_undone confidence plan_right "
    "legal_consider lac_plan_needed draft interim".split()
)
#: Found by looking, asking or counting for that conference.
ASKED_ANEW = frozenset(
    "known last_seen contributors records_checked family_check consulted consulted_why consulted_how child_words wishes "
    "parent_view new_incident help_period coregroups actions checks nothing att_now att_last att_school att_possible "
    "att_auth att_unauth att_late consent thoughts_told".split()
)
#: Who comes, who may see what, and what was approved, declared or signed.
SETTLED_ANEW = frozenset(
    "author reach attend speak first restricted_flag safety_flag hide_words investigation gist_family gist_prof disclose "
    "mgr support declare sign counter shared not_shared_reason".split()
)
NEVER = JUDGED | ASKED_ANEW | SETTLED_ANEW
NEVER_KINDS = NEVER_TYPED | {"lines", "scale", "approval"}


@dataclass(frozen=True)
class Offer:
    """One question that is still open here and was answered last time."""

    asked: Asked
    value: Any
    words: Answered | None  # None where all its rows were kept back
    kept_back: int = 0  # rows that not everybody might see: written anew, or not at all


def offers(material: Material, before: Material, place: Place) -> list[Offer]:
    """What can be brought over to this page: of the questions that are open, those that were answered last time."""
    if is_closed(material, place):
        return []
    found = [
        _offer(material, before, place, asked)
        for asked in asked_on(material, place, for_page=True)
        if _may_be_carried(asked) and is_blank(asked, material.answer(place, asked.key))
    ]
    return [offer for offer in found if offer.words or offer.kept_back]


def _may_be_carried(asked: Asked) -> bool:
    return asked.key not in NEVER and asked.kind not in NEVER_KINDS


def _offer(material: Material, before: Material, place: Place, asked: Asked) -> Offer:
    old = earlier_answer(before, place, asked)
    value = _as_asked_now(material, place, asked, old) if old else None
    words = None
    if value and not is_blank(asked, value):
        alone = material.replaced(answers={**material.answers, place.key: {asked.key: value}})
        words = answered_words(alone, place, asked)
    kept_back = sum(not _is_open(row) for row in rows_of(old))
    return Offer(asked, value, words, kept_back)


def earlier_answer(before: Material, place: Place, asked: Asked) -> Any:
    """What the last report answered to this question about the same subject; None where it wasn't asked, or otherwise.

    A question may have stood on another page of the form then.
    """
    old, part = before.definition.fields.get(asked.key), before.definition.part_of(asked.key)
    if old is None or part is None or old.kind != asked.kind:
        return None
    answer = before.answer(Place(part, place.subject), asked.key)
    return None if is_blank(old, answer) else answer


def _is_open(row: dict[str, Any]) -> bool:
    return row.get("share", "") in ("", EVERYONE)


def _as_asked_now(material: Material, place: Place, asked: Asked, old: Any) -> Any:
    """The same answer in the shape of the present form; choices that it doesn't have any more fall away."""
    if asked.kind in ROW_KINDS:
        rows = [_row(material, place, asked, row) for row in old["rows"] if _is_open(row)]
        return {"rows": rows, "none": False, "none_why": "", "next": old["next"]} if rows else None
    if asked.kind == "opinion":
        return old | {"rests_on": _grounds(material, old["rests_on"])}
    if asked.kind == "checks":
        return old | {"choices": [choice for choice in old["choices"] if choice in asked.choices]}
    if asked.kind in ("radios", "select") and old["choice"] not in asked.choices:
        return None
    return old


def _row(material: Material, place: Place, asked: Asked, row: dict[str, Any]) -> dict[str, Any]:
    cells = {column.name: _cell(material, place, column, row) for column in columns_of(asked)}
    return {"id": row["id"]} | cells | fixed(asked)


def _cell(material: Material, place: Place, column: Column, row: dict[str, Any]) -> Any:
    value = row.get(column.name, "")
    if column.kind == "share":
        return EVERYONE
    if column.kind in ("ground", "file"):
        return ""
    if column.kind == "about":
        own = place.subject.ref if place.subject else ""
        return [ref for ref in value or [] if ref in material.names and ref != own]
    if column.kind == "rests_on":
        return _grounds(material, value or [])
    return "" if column.kind == "choice" and value not in column.choices else value


def _grounds(material: Material, references: list[str]) -> list[str]:
    """What an opinion rests on, as far as the present report has it: an opinion is rested anew."""
    return [
        moved for reference in references if (moved := _moved(material, reference)) in _rows_here(material)
    ]


def _moved(material: Material, reference: str) -> str:
    """The same row's reference where the present form asks that question."""
    place_key, key, row_id = reference.split("/")
    part, ref = material.definition.part_of(key), place_key.partition(":")[2]
    return f"{part.code}{':' if ref else ''}{ref}/{key}/{row_id}" if part else ""


def _rows_here(material: Material) -> set[str]:
    return {
        f"{place_key}/{key}/{row['id']}"
        for place_key, said in material.answers.items()
        for key, answer in said.items()
        for row in rows_of(answer)
    }


def brought_over(material: Material, before: Material, place: Place, keys: list[str]) -> dict[str, Any]:
    """The page's answers with those of `keys` brought over. What was written here already stays as it is.

    Question by question, so that an opinion finds the rows that came over with it.
    """
    answers = dict(material.answers.get(place.key, {}))
    for key in sorted(keys, key=_position(place)):
        now = material.replaced(answers={**material.answers, place.key: answers})
        answers |= {
            offer.asked.key: offer.value
            for offer in offers(now, before, place)
            if offer.asked.key == key and offer.words
        }
    return answers


def _position(place: Place):
    return lambda key: place.part.fields.index(key) if key in place.part.fields else 0


def rows_came(answers: dict[str, Any], keys: list[str]) -> Iterator[tuple[str, list[str]]]:
    """For the history: which questions came over, and which rows of them."""
    for key in keys:
        yield key, [row["id"] for row in rows_of(answers.get(key))]
