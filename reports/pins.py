"""What a reference into a signed report points at, in words: a field of a page, or one row of it. Pure.

"<place>/<key>/<row id>" names a row, "<place>/<key>" a whole field.
"""

from dataclasses import dataclass

from reports.answers import rows_of
from reports.material import Material, Place, may_be_asked, place_of


@dataclass(frozen=True)
class Pin:
    title: str  # "Zoë: Worries, Harm so far"
    words: str  # the row's, cut where it is long; "" for a whole field
    place: str  # the key of its page


MOST = 160


def pinned(material: Material, reference: str) -> Pin | None:
    """The place that it points at; None where this version of the report has no such place or row."""
    key, name, row_id = ([*reference.split("/"), "", ""])[:3]
    place = place_of(material, key)
    asked = _asked(material, place, name) if place else None
    if asked is None:
        return None
    title = place.heading if place.part.heading == asked.heading else f"{place.heading}, {asked.heading}"
    if not row_id:
        return Pin(title, "", key)
    row = next((row for row in rows_of(material.answer(place, name)) if row["id"] == row_id), None)
    return row and Pin(title, _short(row), key)


def _asked(material: Material, place: Place, name: str):
    return next((asked for asked in may_be_asked(material, place) if asked.key == name), None)


def _short(row: dict) -> str:
    """The row's own words: the event or statement itself, or whatever its first columns say."""
    told = row.get("event") or row.get("what") or _first_words(row)
    when = row.get("date") or row.get("when") or ""
    text = f"{when}: {told}" if when and told != when else told
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"


def _first_words(row: dict) -> str:
    return next((text for name, text in row.items() if name != "id" and isinstance(text, str) and text), "")
