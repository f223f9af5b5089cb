"""Two texts of one page: which of them to keep, field by field."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from reports.answers import is_blank
from reports.definitions.fields import NEVER_TYPED, Asked
from reports.material import ADULT_UNKNOWN, Material, Place
from reports.worded import Answered, answered_words

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass
class Difference:
    """One field that was written twice, as both would be read."""

    asked: Asked
    mine: Answered | None
    theirs: Answered | None
    name: str
    field: Any = None


class ChoosingForm(forms.Form):
    """For each field that differs: yours, the saved one, or, for plain text, both."""

    OWN: ClassVar = frozenset(
        {"csrfmiddlewaretoken", "saved_revision", "resolving", "then", "remove", "remove-file"}
    )

    saved_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, mine: Material, theirs: Material, place: Place, data=None):
        super().__init__(data)
        self.mine, self.theirs = dict(mine.answers[place.key]), dict(theirs.answers[place.key])
        self.differences = []
        for key in place.part.fields:
            asked = mine.definition.fields[key]
            if asked.kind in NEVER_TYPED or _same(asked, self.mine.get(key), self.theirs.get(key)):
                continue
            name = f"keep-{key}"
            self.fields[name] = forms.ChoiceField(
                label="Which do you want to keep?", choices=_choices(asked), widget=forms.RadioSelect,
                error_messages={"required": f"“{asked.label}”: choose which text to keep"},
            )  # fmt: skip
            shown = (answered_words(mine, place, asked), answered_words(theirs, place, asked))
            self.differences.append(Difference(asked, *shown, name, self[name]))

    def chosen(self) -> dict[str, Any]:
        """The answers that result: everything saved, with what was chosen in its place."""
        kept = self.theirs | {key: value for key, value in self.mine.items() if key == ADULT_UNKNOWN}
        for difference in self.differences:
            key, choice = difference.asked.key, self.cleaned_data[difference.name]
            if choice == MINE:
                kept[key] = self.mine.get(key)
            elif choice == BOTH:
                kept[key] = f"{self.theirs.get(key) or ''}\n\n{self.mine.get(key) or ''}"
        return kept


def _same(asked: Asked, one: Any, other: Any) -> bool:
    return one == other or (is_blank(asked, one) and is_blank(asked, other))


def _choices(asked: Asked) -> list[tuple[str, str]]:
    pairs = [(MINE, "What I wrote here"), (THEIRS, "What was saved in the meantime")]
    return [*pairs, (BOTH, "Both, one after the other")] if asked.kind == "para" else pairs
