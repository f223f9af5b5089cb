"""What the family said of a report, as it stands beside the text in every later copy (REP-12, report-forms 12). Pure.

One person's words are not another's to see: whoever makes a copy for a member of the family passes them through
`words_for` first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SAID, WRONG = "said", "wrong"


@dataclass(frozen=True)
class FamilyWord:
    """What one person said when they were shown a version, or what they say is wrong, with the agency's answer."""

    whose: str  # the person's reference
    name: str
    kind: str  # SAID or WRONG
    text: str
    on: date
    number: int  # the version that they were shown
    place: str = ""  # "<place>/<key>" or "<place>/<key>/<row>"; "" where it is about the whole report
    ref: str = ""  # of a correction
    verdict: str = ""  # "Accepted", "Accepted in part", "Not accepted"; "" while it isn't answered
    reason: str = ""

    @property
    def field(self) -> str:
        """ "<place>/<key>" """
        return "/".join(self.place.split("/")[:2])

    @property
    def row(self) -> str:
        """The row's id, or "" """
        return self.place.split("/")[2] if self.place.count("/") == 2 else ""


def words_for(words: Iterable[FamilyWord], *, ref: str) -> tuple[FamilyWord, ...]:
    """The words that a member of the family may see: their own."""
    return tuple(word for word in words if word.whose == ref)


def beside(words: Iterable[FamilyWord], field: str) -> tuple[FamilyWord, ...]:
    """Those that stand beside one field."""
    return tuple(word for word in words if word.field == field)
