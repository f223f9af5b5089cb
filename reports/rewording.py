"""How an answer is said otherwise: in the words that the chair accepted, or without places. Pure."""

import re
from typing import Any

from reports.answers import columns_of
from reports.definitions.fields import Asked
from reports.restrictions import WORDS_OF_THE_CHILD

PLACE_COLUMNS = frozenset({"place", "where", "address", "kind of place"})
NOT_THE_CHILDS = "In the service’s words, not the child’s: "
PLACE_LEFT_OUT = "[place left out]"
POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"
STREET = (
    r"\b\d{1,4}[a-z]?,?\s+(?:[\w'’]+\s+){1,4}(?:street|st|road|rd|lane|avenue|ave|close|drive|way|court|place|gardens|"
    r"crescent|terrace|grove|hill|row|square|mews|walk)\b"
)
ADDRESS = re.compile(f"{POSTCODE}|{STREET}", re.IGNORECASE)


def in_other_words(asked: Asked, answer: Any, words: str) -> Any:
    """A whole answer, said in the words that the chair accepted."""
    if asked.kind == "yesno_why":
        return {"answer": "", "why": words}
    if asked.kind == "opinion":
        return {"text": words, "rests_on": []}
    # Under the heading of what the child says, nobody else's words pass for the child's (FAM-01).
    return f"{NOT_THE_CHILDS}{words}" if asked.key in WORDS_OF_THE_CHILD else words


def row_in_other_words(asked: Asked, row: dict[str, Any], words: str) -> dict[str, Any]:
    """A row with the accepted words in place of everything that was written in it; what kind of thing it is stays."""
    first = next(column.name for column in columns_of(asked) if column.kind in ("long", "line"))
    kept = {"id", "status", "source", "tone", "about", "share"}
    told = {
        name: value if name in kept else [] if isinstance(value, list) else "" for name, value in row.items()
    }
    return told | {"what" if asked.kind == "statements" else first: words}


def without_places(answer: Any) -> Any:
    """The same less columns that say where, postcodes, and house numbers with their streets."""
    if isinstance(answer, str):
        return ADDRESS.sub(PLACE_LEFT_OUT, answer)
    if isinstance(answer, list):
        return [without_places(one) for one in answer]
    if isinstance(answer, dict):
        return {name: "" if name in PLACE_COLUMNS else without_places(one) for name, one in answer.items()}
    return answer
