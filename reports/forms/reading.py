"""The shape of what the chair chooses in the reading room."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from conferences.models import Invitation
from partnership.layout import Button, Buttons
from procedures.words import GroupKind
from reports.chronology import Entry

RATINGS = [
    ("", "Any"),
    ("harm", "Harm"),
    ("worrying", "Worrying"),
    ("strength", "Strength"),
    ("neither", "Neither"),
]
MONTHS = {"3": 3, "6": 6, "12": 12, "24": 24}
SINCE = "since"


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months earlier: whole months, so that a month's own entry is not cut off."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


class ChronologyFilter(forms.Form):
    """In the address, so nothing in it names anybody: references and periods only."""

    child = forms.ChoiceField(label="About", required=False)
    agency = forms.ChoiceField(label="Told by", required=False)
    rating = forms.ChoiceField(label="Rated as", required=False, choices=RATINGS)
    period = forms.ChoiceField(label="Period", required=False)

    def __init__(self, *args, children, agencies, last_held_on: date | None, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.last_held_on, self.today = last_held_on, today
        self.fields["child"].choices = [("", "Any child"), *children]
        self.fields["agency"].choices = [("", "Any agency"), *agencies]
        periods = [("", "All of it"), *((key, f"The last {months} months") for key, months in MONTHS.items())]
        self.fields["period"].choices = periods + (
            [(SINCE, "Since the last conference")] if last_held_on else []
        )

    def wanted(self) -> dict:
        """As reports.chronology.chosen takes it. What can't be read filters nothing."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        period = wanted.pop("period", "")
        if period == SINCE:
            wanted["since"] = self.last_held_on
        elif period:
            wanted["since"] = months_before(self.today, MONTHS[period])
        return wanted


class GroupForm(forms.Form):
    """Which entries, and what they are to one another."""

    row = forms.MultipleChoiceField(
        label="Entries",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least two entries to group them",
            "invalid_choice": "One of these entries is not in the newest reports any more. Look at the page anew and choose again",
        },
    )
    kind = forms.ChoiceField(
        label="What they are",
        choices=GroupKind.choices(),
        error_messages={"required": "Choose what they are"},
    )

    def __init__(self, data, *, entries: list[Entry]):
        super().__init__(data)
        self.fields["row"].choices = [(entry.key, entry.event) for entry in entries]

    def clean_row(self) -> list[str]:
        keys = list(dict.fromkeys(self.cleaned_data["row"]))
        if len(keys) < 2:
            raise forms.ValidationError("Tick at least two entries to group them")
        return keys

    @property
    def kind_chosen(self) -> GroupKind:
        return GroupKind(self.cleaned_data["kind"])


class QuestionForm(forms.Form):
    """A question for the day. Whom it goes to is asked only where more than one agency may be meant."""

    text = forms.CharField(
        label="What do you want to ask?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="Only you see it, and only while you chair this conference.",
        error_messages={"required": "Write the question"},
    )

    def __init__(self, *args, invitations: list[Invitation], cancel: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitations = {row.ref: row for row in invitations}
        shown = ["text"]
        if len(invitations) != 1:
            self.fields["agency"] = forms.ChoiceField(
                label="Whom do you want to ask?",
                choices=[("", "Choose an agency"), *((row.ref, row.agency.name) for row in invitations)],
                error_messages={"required": "Choose whom you want to ask"},
            )
            shown = ["agency", "text"]
            self.order_fields(shown)
        self.helper = FormHelper()
        self.helper.layout = Layout(*shown, Buttons(Button("Keep this question"), cancel=cancel))

    @property
    def only_agency(self) -> str:
        """The one it goes to, where there is no choice."""
        return "" if "agency" in self.fields else next(iter(self.invitations.values())).agency.name

    @property
    def invitation(self) -> Invitation:
        ref = self.cleaned_data.get("agency") or next(iter(self.invitations))
        return self.invitations[ref]
