"""What is sent at the door: the first password, the filter of the audit, the question to the calculator."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from partnership.fields import DayField
from partnership.layout import Button, Buttons
from procedures.policy import procedure_set, set_codes
from procedures.policy.parameters import MEANINGS
from procedures.words import AgencyKind, ConferenceKind

UNKNOWN_ADDRESS = "This is not the e-mail address that the office has for you. Check it, or ask the office"


class EnrolmentForm(forms.Form):
    """The link alone is not enough: its holder also knows the address that the office has."""

    email = forms.EmailField(
        label="Your work e-mail address",
        help_text="The one that the child protection office has for you. You will sign in with it",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password1 = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text="At least 12 characters. Three or four words that do not belong together are easy to remember",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.helper = FormHelper()
        self.helper.layout = Layout("email", "password1", "password2", Buttons(Button("Save and continue")))

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email != self.person.email.lower():
            raise ValidationError(UNKNOWN_ADDRESS)
        return email

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same. Type the same one twice")
        if first:
            try:
                validate_password(first, self.person)
            except ValidationError as refused:
                self.add_error("password1", refused)
        return cleaned


class AuditForm(forms.Form):
    """Sent by POST: whose looks, at what, on which day."""

    person = forms.CharField(label="Name or e-mail address of the person", required=False, max_length=100)
    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    day = DayField(label="Day", named="the day", required=False)


class CalculatorForm(forms.Form):
    """One question to the procedures. What matters for the chosen rule alone may stay empty otherwise."""

    parameter = forms.ChoiceField(
        label="What do you want to know?",
        choices=[(parameter, f"{meaning.title} ({parameter})") for parameter, meaning in MEANINGS.items()],
    )
    procedure_set = forms.ChoiceField(
        label="Whose procedures?", choices=[(code, procedure_set(code).title) for code in set_codes()]
    )
    start = DayField(
        label="The day the clock starts",
        named="the day the clock starts",
        help_text="The strategy discussion, the conference, the end of a plan: the rule says from which day it counts. "
        "For example, 27 3 2026",
    )
    conference = forms.ChoiceField(
        label="Kind of conference (where it matters)",
        choices=[("", "Any"), *ConferenceKind.choices()],
        required=False,
    )
    agency = forms.ChoiceField(
        label="Kind of agency (where it matters)",
        choices=[("", "Any"), *AgencyKind.choices()],
        required=False,
    )
    born = DayField(
        label="Day of birth, or the expected one (first review after a pre-birth conference)",
        named="the day of birth",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "parameter",
            "procedure_set",
            "start",
            "conference",
            "agency",
            "born",
            Buttons(Button("Work out the date")),
        )
