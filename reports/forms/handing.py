"""Handing a draft to a colleague."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from partnership.layout import Button, Buttons


class HandOverForm(forms.Form):
    """Who writes on, and a note to them."""

    to = forms.ChoiceField(
        label="Who writes it from now on?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who writes it from now on"},
    )
    note = forms.CharField(
        label="A note to them (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays with the report’s history and isn’t part of the report.",
    )

    def __init__(self, *args, colleagues, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.colleagues = {str(person.pk): person for person in colleagues}
        self.fields["to"].choices = [
            (pk, ", ".join(filter(None, (person.name, person.job_title))))
            for pk, person in self.colleagues.items()
        ]
        self.helper = FormHelper()
        self.helper.layout = Layout("to", "note", Buttons(Button("Hand it over"), cancel=cancel))

    def clean_to(self):
        return self.colleagues[self.cleaned_data["to"]]
