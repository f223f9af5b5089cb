"""Correcting a signed report: an addendum, or a new version with its reason."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from partnership.layout import Button, Buttons, Reveal
from procedures.words import AmendmentKind

NO_TEXT = "Write what is to be added"
WHOLE = "The report as a whole"


class AmendForm(forms.Form):
    """Which of the two, and why. An addendum is written at once."""

    kind = forms.ChoiceField(
        label="What do you want to do?",
        choices=[
            (
                AmendmentKind.ADDENDUM.value,
                "Add something: the report stays as it is, and an addendum follows it",
            ),
            (
                AmendmentKind.NEW_VERSION.value,
                "Change something: a new version beside the one that was signed",
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you add something or change something"},
    )
    place = forms.ChoiceField(label="Which part is the addendum about?", required=False)
    text = forms.CharField(
        label="What is to be added?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=(
            "Say what is fact and what is opinion, and where you have it from. Everybody who may read the report "
            "reads the addendum: what has to be kept from somebody belongs in a row of a new version."
        ),
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody who reads the report reads the reason.",
        error_messages={"required": "Give the reason: everybody who reads the report reads it"},
    )

    def __init__(self, *args, places, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        _offer(self, places)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Reveal("kind", {AmendmentKind.ADDENDUM.value: ["place", "text"]}),
            "reason",
            Buttons(Button("Go on"), cancel=cancel),
        )

    def clean(self):
        found = super().clean()
        if found.get("kind") == AmendmentKind.ADDENDUM and not found.get("text"):
            self.add_error("text", NO_TEXT)
        return found

    def told(self) -> dict:
        """What is recorded: only what belongs to the choice."""
        found = self.cleaned_data
        told = {"kind": AmendmentKind(found["kind"]), "reason": found["reason"]}
        added = {"place": found["place"], "text": found["text"]}
        return told | added if told["kind"] is AmendmentKind.ADDENDUM else told


class AddendumForm(forms.Form):
    """The addendum before it is signed."""

    place = forms.ChoiceField(label="Which part is it about?", required=False)
    text = forms.CharField(
        label="What is to be added?",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": NO_TEXT},
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give the reason: everybody who reads the report reads it"},
    )

    def __init__(self, *args, places, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        _offer(self, places)
        self.helper = FormHelper()
        self.helper.layout = Layout("place", "text", "reason", Buttons(Button("Save"), cancel=cancel))


def _offer(form, places):
    form.fields["place"].choices = [("", WHOLE), *((place.key, place.title) for place in places)]
