"""Fields and layout that the forms of this floor share."""

import secrets
import unicodedata

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from partnership.layout import Button, Buttons

NAME_LENGTH = 200
TOKEN_LENGTH = 32
LONGEST_TEXT = 20_000


def new_token() -> str:
    """For one showing of a form."""
    return secrets.token_hex(TOKEN_LENGTH // 2)


class TokenField(forms.CharField):
    """Hidden, different on every page shown: the same form sent twice is recorded once."""

    def __init__(self):
        super().__init__(
            required=False,
            max_length=TOKEN_LENGTH,
            widget=forms.HiddenInput,
            initial=new_token,
        )

    def clean(self, value):
        return super().clean(value) or new_token()


class NameField(forms.CharField):
    """A name as people have it: any script, one letter, apostrophes. Not nothing but invisible marks."""

    def __init__(self, *, named: str, **options):
        self.named = named
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(
            error_messages={"required": f"Enter {named}"},
            **options,
        )

    def clean(self, value):
        name = unicodedata.normalize("NFC", super().clean(value))
        if len(name) > NAME_LENGTH:
            raise ValidationError(
                f"{self.named[0].upper()}{self.named[1:]} must be {NAME_LENGTH} characters or fewer. It has {len(name)}"
            )
        if name and not any(character.isalnum() for character in name):
            raise ValidationError(f"Enter {self.named}: it has no letter yet")
        return name


def words(label: str, *, named: str = "", rows: int = 4, required: bool = True, **options) -> forms.CharField:
    """A text of several lines. `named` is how its error speaks of it: "the reason"."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": f"Enter {named or label[0].lower() + label[1:]}",
            "max_length": f"Write at most {LONGEST_TEXT:,} characters",
        },
        **options,
    )


def line(label: str, *, length: int = 80, required: bool = False, **options) -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        error_messages={"max_length": f"{label} must be {length} characters or fewer"},
        **options,
    )


def radios(label: str, choices, *, required: bool = True, missing: str = "Choose an answer", **options):
    """One of a few."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect(attrs=options.pop("attrs", {})),
        error_messages={"required": missing, "invalid_choice": missing},
        **options,
    )


class OneOf(forms.ModelChoiceField):
    """One row of a table, told by its reference; `called` gives the words for a row."""

    def __init__(self, label: str, rows, *, called=str, missing: str = "Choose one", **options):
        self.called = called
        super().__init__(
            label=label,
            queryset=rows,
            to_field_name="ref",
            error_messages={"required": missing, "invalid_choice": missing},
            **options,
        )

    def label_from_instance(self, row):
        return self.called(row)


class SomeOf(forms.ModelMultipleChoiceField):
    """Any of the rows of a table, told by their references."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: str, rows, *, called=str, missing: str = "Choose at least one", **options):
        self.called = called
        super().__init__(
            label=label,
            queryset=rows,
            to_field_name="ref",
            error_messages={"required": missing, "invalid_choice": missing},
            **options,
        )

    def label_from_instance(self, row):
        return self.called(row)

    def clean(self, value):
        """PostgreSQL can't even be asked about a null character; no reference holds one."""
        return super().clean([ref for ref in value or () if "\x00" not in str(ref)])


def sent_token(data) -> str:
    """The token of a page that has no form of its own, or a new one where there is none fit to keep."""
    token = data.get("token", "")
    return token if token.isalnum() and len(token) <= TOKEN_LENGTH else new_token()


def laid_out(*parts, save: str, cancel: str, kind: str = "primary") -> FormHelper:
    """The helper of a form: its parts, the token, one button, and a way to leave."""
    helper = FormHelper()
    helper.layout = Layout(*parts, "token", Buttons(Button(save, kind=kind), cancel=cancel))
    return helper
