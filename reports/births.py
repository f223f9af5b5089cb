"""Dates that a text gives as somebody's birth, of nobody here: a sign that it is another family's paper. Pure."""

import re
from collections.abc import Iterator
from datetime import date

from partnership.fields import month_number
from reports.folding import fold
from reports.protected import Hit, Protected, Value

BORN = re.compile(
    r"\b(?:d\W{0,2}o\W{0,2}b|date of birth|birth date|born(?: on)?)\W{1,4}(?:is |was |on |the )*"
    r"(?:(\d{4})\W(\d{1,2})\W(\d{1,2})|(\d{1,2})(?:st|nd|rd|th)?(?: of)?\W{1,2}(\d{1,2}|[a-z]{3,9})\W{1,2}(\d{4}|\d{2}))\b"
)


def births(text: str, known: frozenset[date], *, century_ends: int) -> Iterator[Hit]:
    """Dates that the text gives as somebody's birth and that are nobody's here. `century_ends`: of years in two digits."""
    folded = fold(text)
    for found in BORN.finditer(folded.plain):
        day = _day(found, century_ends)
        if day and day not in known:
            start, end = found.span()
            value = Value(Protected.BIRTH, day.isoformat())
            yield Hit(value, folded.origins[start], folded.origins[end - 1] + 1, certain=False)


def _day(found: re.Match, century_ends: int) -> date | None:
    year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(6, 5, 4)
    number = month_number(month)
    whole = int(year) if len(year) == 4 else 2000 + int(year) - (100 if int(year) > century_ends else 0)
    try:
        return date(whole, number, int(day)) if number else None
    except ValueError:
        return None
