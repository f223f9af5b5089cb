"""The boxes that a page of the editor is made of: they show what was typed and never judge it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms

from partnership.fields import DayField
from procedures.sharing import MEDICAL
from procedures.words import StatementSource, StatementStatus, Tone
from reports.answers import EVERYONE, GROUNDS, columns_of
from reports.definitions.fields import Asked, Column
from reports.evidence import Evidence
from reports.worded import Statement, capital

HINTS = {
    "what": "One thing in each row, in words the family would use. Only initials for other families’ children.",
    "source_who": "The role rather than a private person’s name, such as the class teacher.",
    "impact": "What the child saw, felt, missed or had to do.",
}
#: The same column of an unborn child: title and hint.
UNBORN = {
    "impact": (
        "If it is a worry: what may it mean for the baby?",
        "What it may do before the birth, or what the baby may have to go without.",
    )
}
#: Boxes of a row that say who may see it.
SHARING = ("share", "ground", "share_why")
DAY_HINT = "A day, a month or a year, such as 3 March 2026, March 2026 or 2026"
STATUS_HINTS = {
    StatementStatus.FACT.value: "A record shows it.",
    StatementStatus.OBSERVATION.value: "You or a colleague saw or heard it.",
    StatementStatus.ALLEGATION.value: "Somebody says so. It isn’t established.",
    StatementStatus.OPINION.value: "Your professional judgement. It rests on a fact or an observation.",
}
FILES = "PDF, PNG, JPG or Word (docx), up to 20 MB. It is sent when you press Save."
ON_SCREEN = (
    "The chair looks at it on screen and can’t download it: at a picture and the pages of a PDF as they are, "
    "of a Word file at its text alone. Save a Word file with drawings or photographs as a PDF."
)
WORDS = {"status": StatementStatus, "source": StatementSource, "tone": Tone}


@dataclass
class Row:
    """One row of a table: its boxes by column, and what its summary says."""

    id: str
    summary: str
    names: dict[str, str]  # column → form field's name
    is_new: bool = False
    is_open: bool = False


@dataclass
class Block:
    """One field of the form as the page lays it out."""

    asked: Asked
    drawn: str  # which template draws it
    hint: str = ""
    names: list[str] = field(default_factory=list)
    opens: dict[str, str] = field(default_factory=dict)  # choice → the box that stands below it
    rows: list[Row] = field(default_factory=list)
    none: str = ""
    none_why: str = ""
    text: str = ""
    evidence: bool = True
    elsewhere: tuple[Statement, ...] = ()
    files: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)


class KeptChoice(forms.ChoiceField):
    """What was chosen stays as it is: the page isn't the place where it is judged."""

    def validate(self, value: Any) -> None:
        return None


class KeptChoices(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        return None


class DayTyped(DayField):
    """Three boxes that keep a half-typed day."""

    def clean(self, value: Any) -> Any:
        return value


def file_help(module: str) -> str:
    """What may be sent; for a medical report also what its reader will see of it (REP-11)."""
    return f"{FILES} {ON_SCREEN}" if module == MEDICAL else FILES


def lines_of(label: str) -> forms.Field:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def select(common: dict[str, Any], pairs: Iterable[tuple[str, str]]) -> forms.Field:
    return KeptChoice(**common, choices=[("", "---------"), *pairs], widget=forms.Select)


def ticks(common: dict[str, Any], pairs: list[tuple[str, str]]) -> forms.Field | None:
    if not pairs:
        return None
    return KeptChoices(**common, choices=pairs, widget=forms.CheckboxSelectMultiple(attrs={"small": True}))


def shortened(text: str, letters: int = 90) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…"


def summary(asked: Asked, number: int, row: dict[str, Any]) -> str:
    """What a row is about, for the line that opens it: when, what kind of statement, and its first words."""
    told = row.get("what") or row.get("event")
    kept_back = " · not for everyone" if row.get("share", "") not in ("", EVERYONE) else ""
    if not told:
        typed = (row.get(column.name) for column in columns_of(asked) if column.name not in SHARING)
        said = " · ".join(one for one in typed if isinstance(one, str) and one)
        return f"{number}. {shortened(said)}{kept_back}"
    kind = [WORDS[name](row[name]).label for name in ("status", "source") if row.get(name)]
    said = ", ".join([*kind[:1], *(one.lower() for one in kind[1:])])
    day = row.get("date") or row.get("when") or ""
    head = " · ".join(filter(None, (shortened(day, 30), said)))
    return f"{number}. {head}{': ' if head else ''}{shortened(told)}{kept_back}"


def choice(asked: Asked, common: dict[str, Any], big: dict[str, str]) -> forms.Field:
    """One of the choices, or several."""
    choices = sorted(asked.choices, key=lambda choice: choice == asked.alone)  # "none" stands last, apart
    pairs = [(choice, capital(choice)) for choice in choices]
    if asked.kind == "select":
        return KeptChoice(**common, choices=[("", "---------"), *pairs], widget=forms.Select(attrs=big))
    if asked.kind == "radios":
        return KeptChoice(**common, choices=pairs, widget=forms.RadioSelect(attrs=big))
    alone = {"exclusive": asked.alone} if asked.alone else {}
    return KeptChoices(**common, choices=pairs, widget=forms.CheckboxSelectMultiple(attrs=big | alone))


def scale(common: dict[str, Any], big: dict[str, str]) -> forms.Field:
    """Zero to ten, or that it can’t be said."""
    ends = {"0": "0 – unsafe today", "10": "10 – safe enough to close"}
    pairs = [(str(step), ends.get(str(step), str(step))) for step in range(11)]
    choices = [("", "---------"), *pairs, ("cannot", "I cannot say")]
    return KeptChoice(**common, choices=choices, widget=forms.Select(attrs=big))


def rests_on(evidence: list[Evidence], label: str) -> forms.Field:
    """The rows that an opinion can rest on, to be ticked (REP-04)."""
    pairs = [(found.reference, f"{capital(found.status)}: {shortened(found.text)}") for found in evidence]
    return KeptChoices(
        label=label, required=False, choices=pairs, widget=forms.CheckboxSelectMultiple(attrs={"small": True}),
        help_text="Tick every fact and observation that it rests on.",
    )  # fmt: skip


def coded(column: Column, common: dict[str, Any]) -> forms.Field:
    """The box of a column whose words are given."""
    if column.kind == "status":
        hints = {"hints": STATUS_HINTS, "small": True}
        return KeptChoice(**common, choices=StatementStatus.choices(), widget=forms.RadioSelect(attrs=hints))
    if column.kind == "tone":
        return KeptChoice(
            **common,
            choices=Tone.choices(),
            widget=forms.RadioSelect(attrs={"small": True, "inline": True}),
        )
    if column.kind == "source":
        return select(common, StatementSource.choices())
    if column.kind == "ground":
        return select(common, [(ground, capital(ground)) for ground in GROUNDS])
    pairs = [(choice, capital(choice)) for choice in column.choices]
    return KeptChoice(
        **common, choices=pairs, widget=forms.RadioSelect(attrs={"small": True, "inline": True})
    )
