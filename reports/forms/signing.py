"""Asking for sign-off, returning with comments, signing."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from partnership.layout import Button, Buttons, Text


def _helper(*fields, button, cancel):
    helper = FormHelper()
    helper.layout = Layout(*fields, Buttons(Button(button), cancel=cancel))
    return helper


def looked_box():
    """Report-forms 11, 10: what was asked about was looked at."""
    return forms.BooleanField(
        label="I have looked at each of these, and it belongs in this report",
        help_text="Each of them is in the list “Look at this again”, above.",
        error_messages={
            "required": "Read the list “Look at this again”, then tick that all of it belongs in this report"
        },
    )


class AskForm(forms.Form):
    """The author hands the report over."""

    note = forms.CharField(
        label="A note for whoever signs it off (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays with the report’s history and isn’t part of the report.",
    )

    def __init__(self, *args, cancel, asks=False, **kwargs):
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["looked"] = looked_box()
        self.helper = _helper(*self.fields, button="Ask for sign-off", cancel=cancel)


class ReturnForm(forms.Form):
    """The one who signs off sends it back."""

    place = forms.ChoiceField(label="Which part is it about?", required=False)
    comment = forms.CharField(
        label="What should change?",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write what should change"},
    )

    def __init__(self, *args, places, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        parts = [(place.key, place.title) for place in places]
        self.fields["place"].choices = [("", "The report as a whole"), *parts]
        self.helper = _helper("place", "comment", button="Return to the author", cancel=cancel)


class SignForm(forms.Form):
    """A typed name and role count as the signature (REP-01)."""

    name = forms.CharField(
        label="Your full name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type your full name to sign"},
    )
    role = forms.CharField(
        label="Your role",
        max_length=200,
        error_messages={"required": "Type your role, such as designated safeguarding lead"},
    )
    late_reason = forms.CharField(
        label="Why is it late?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A late report is accepted: better late than none. The chair sees the reason.",
    )

    def __init__(self, *args, is_late, cancel, asks=False, **kwargs):
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["looked"] = looked_box()
        if not is_late:
            del self.fields["late_reason"]
        said = Text("By signing you submit this version to the conference. It can’t be changed afterwards.")
        late = [Field("late_reason")] if is_late else []
        looked = [Field("looked")] if asks else []
        self.helper = _helper("name", "role", *late, *looked, said, button="Sign and submit", cancel=cancel)
