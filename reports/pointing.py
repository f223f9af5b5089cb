"""What somebody can point at in a signed version: its fields, and the rows in them. Pure."""

from reports.answers import is_blank, rows_of
from reports.material import Material, Place, asked_on, is_closed, places
from reports.worded import computed

MOST = 90  # letters of a row that stand in a list


def points(material: Material) -> list[tuple[str, str]]:
    """Every answered field and its rows: (reference, words). References are "<place>/<key>[/<row>]"."""
    return [
        (reference, f"{place.heading}: {words}")
        for place in places(material)
        if not is_closed(material, place)
        for reference, words in _of(material, place)
    ]


def _of(material: Material, place: Place) -> list[tuple[str, str]]:
    found = []
    for asked in asked_on(material, place, for_page=False):
        answer = material.answer(place, asked.key)
        if asked.kind in ("file", "signoff"):
            continue
        if computed(material, place, asked) if asked.kind == "computed" else not is_blank(asked, answer):
            here = f"{place.key}/{asked.key}"
            found.append((here, asked.heading))
            found += [(f"{here}/{row['id']}", f"{asked.heading}: {_short(row)}") for row in _rows(answer)]
    return found


def _rows(answer) -> list[dict]:
    return [row for row in rows_of(answer) if row.get("what") or row.get("event")]


def _short(row: dict) -> str:
    text = " ".join((row.get("what") or row.get("event")).split())
    return text if len(text) <= MOST else f"{text[:MOST].rstrip()}…"


def words_at(material: Material, reference: str) -> str:
    """Where a reference points, in words; "" where it points at nothing here."""
    return dict(points(material)).get(reference, "")
