"""What the office writes down about people, roles and agencies."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from partnership.fields import DayField
from partnership.layout import Button, Buttons, Section
from procedures.words import AgencyKind, Role

CHECKED = (
    "I have checked with the agency that this person works there and that this is their work e-mail address"
)
ROLES_GIVEN = [role for role in Role if role not in (Role.PARENT, Role.YOUNG_PERSON)]


class SearchForm(forms.Form):
    """Sent by POST: a name never stands in an address (decisions 14)."""

    search = forms.CharField(label="Name, e-mail address or agency", required=False, max_length=100)


class PersonForm(forms.Form):
    name = forms.CharField(
        label="Full name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label="Work e-mail address", help_text="They sign in with it, and messages go there", max_length=254
    )
    job_title = forms.CharField(label="Job title (optional)", required=False, max_length=120)
    telephone = forms.CharField(
        label="Work telephone (optional)",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "name", "email", "job_title", "telephone", Buttons(Button("Save"), cancel=cancel)
        )


class NewPersonForm(PersonForm):
    """A new person of an authority or an agency, with their first role."""

    def __init__(self, *args, authorities, agencies, cancel, **kwargs):
        super().__init__(*args, cancel=cancel, **kwargs)
        self.fields |= role_fields(authorities, agencies)
        self.fields["checked"] = forms.BooleanField(
            label="I have checked that this person works there and that this is their work e-mail address",
            error_messages={"required": "Confirm that you have checked the person and the address"},
        )
        self.helper.layout = Layout(
            Section("Who they are", "name", "email", "job_title", "telephone"),
            Section("What they do", "role", "place", "from_on"),
            "checked",
            Buttons(Button("Save and make a link"), cancel=cancel),
        )

    def clean(self):
        return check_place(self, super().clean())


class RoleForm(forms.Form):
    def __init__(self, *args, authorities, agencies, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= role_fields(authorities, agencies)
        self.fields["to_on"] = DayField(
            label="Last day (optional)",
            named="the last day",
            required=False,
            help_text="Leave it empty if no end is known. The role still counts on this day",
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "role", "place", "from_on", "to_on", Buttons(Button("Give this role"), cancel=cancel)
        )

    def clean(self):
        cleaned = check_place(self, super().clean())
        if cleaned.get("from_on") and cleaned.get("to_on") and cleaned["to_on"] < cleaned["from_on"]:
            self.add_error("to_on", "The last day must be the first day or later")
        return cleaned


def role_fields(authorities, agencies) -> dict[str, forms.Field]:
    """Role, place and first day. A place is chosen by its reference, among those that the office keeps."""
    places = [("Authorities", _choices(authorities)), ("Agencies", _choices(agencies))]
    return {
        "role": forms.ChoiceField(
            label="Role",
            choices=[("", "Choose a role"), *((role.value, role.label) for role in ROLES_GIVEN)],
            error_messages={"required": "Choose a role"},
        ),
        "place": forms.ChoiceField(
            label="Where",
            choices=[("", "Choose an authority or an agency"), *places],
            widget=forms.Select(attrs={"class": "govuk-!-width-two-thirds"}),
            help_text="Report writers, those who sign off and agency leads belong to an agency, all others to an authority",
            error_messages={"required": "Choose where they hold this role"},
        ),
        "from_on": DayField(label="First day", named="the first day"),
    }


def _choices(places):
    return [(place.ref, place.name) for place in places]


def check_place(form, cleaned):
    """A school has no chair, and an authority no report writer: said at the field, before the operation says it."""
    references = {ref for ref, _ in form.fields["place"].choices[2][1]}
    if cleaned.get("role") and cleaned.get("place"):
        role = Role(cleaned["role"])
        if role.of_agency and cleaned["place"] not in references:
            form.add_error("place", f"The role “{role.label}” is held at an agency: choose one")
        if not role.of_agency and cleaned["place"] in references:
            form.add_error("place", f"The role “{role.label}” is held at an authority: choose one")
    return cleaned


class EndRoleForm(forms.Form):
    to_on = DayField(
        label="Last day", named="the last day", help_text="They keep the role until the end of this day"
    )

    def __init__(self, *args, held, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_on"].earliest = held.from_on
        self.helper = FormHelper()
        self.helper.layout = Layout("to_on", Buttons(Button("End this role", kind="warning"), cancel=cancel))


class AgencyForm(forms.Form):
    name = forms.CharField(label="Name of the school, surgery or service", max_length=160)
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "Choose a kind"), *AgencyKind.choices()],
        error_messages={"required": "Choose what kind of agency it is"},
    )
    email = forms.EmailField(label="E-mail address of the agency (optional)", required=False)
    telephone = forms.CharField(
        label="Telephone (optional)",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )

    def __init__(self, *args, authorities, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authorities"] = forms.MultipleChoiceField(
            label="Which authorities does it serve?",
            choices=_choices(authorities),
            initial=[authority.ref for authority in authorities] if len(authorities) == 1 else [],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one authority"},
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "name", "kind", "authorities", Field("email"), "telephone", Buttons(Button("Save"), cancel=cancel)
        )
