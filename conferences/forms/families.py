"""The shape of what is recorded of a family."""

from django import forms

from conferences.forms.fields import NameField, OneOf, SomeOf, TokenField, laid_out, line, radios, words
from partnership.fields import DayField
from partnership.layout import Reveal, Section
from partnership.models import Agency
from procedures.words import Kinship, ParentalResponsibility, Responsibility, Sex

LANGUAGE_HINT = "If they need an interpreter, it is never a family member (SCD-07)"


class SearchForm(forms.Form):
    """Names are searched by POST, so that none stands in an address or a log."""

    name = forms.CharField(label="Search by name or reference", required=False, max_length=200)


class FamilyForm(forms.Form):
    name = NameField(
        label="Family name",
        named="the family’s name",
        help_text="What the family is called here, for example O’Driscoll-Nowak",
    )
    token = TokenField()

    def __init__(self, *args, authorities, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"] = OneOf(
            "Authority",
            authorities,
            called=lambda row: row.name,
            missing="Choose the authority",
            empty_label=None,
        )
        self.helper = laid_out("name", "authority", save="Open the case", cancel=cancel)


class ChildForm(forms.Form):
    """A child, born or expected. The operation says what of the two is missing or impossible."""

    born = radios(
        "Is the child born?",
        [("yes", "Yes"), ("no", "No, expected")],
        missing="Choose whether the child is born",
    )
    name = NameField(label="Full name", named="the child’s full name", required=False)
    known_as = line("Known as (optional)")
    born_on = DayField(
        label="Date of birth", named="the date of birth", required=False, help_text="For example, 27 3 2019"
    )
    expected_on = DayField(
        label="Expected date of birth",
        named="the expected date of birth",
        required=False,
        help_text="For example, 27 3 2027",
    )
    sex = forms.ChoiceField(label="Sex", choices=Sex.choices(), initial=Sex.NOT_KNOWN.value)
    ethnicity = line("Ethnicity (optional)")
    first_language = line("First language (optional)")
    disability = words("Disability or other needs (optional)", required=False, rows=3)
    looked_after_since = DayField(
        label="Looked after since (if the child is looked after)",
        named="the day since which the child is looked after",
        required=False,
    )
    token = TokenField()

    def __init__(self, *args, mothers, cancel, save="Add the child", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["carried_by"] = OneOf(
            "Mother", mothers, called=lambda row: row.name, required=False, empty_label="Not recorded yet"
        )
        self.helper = laid_out(
            Reveal("born", {"yes": ["born_on"], "no": ["expected_on", "carried_by"]}),
            Section("Name", "name", "known_as", hint="An unborn child may have no name yet."),
            Section(
                "About the child", "sex", "ethnicity", "first_language", "disability", "looked_after_since"
            ),
            save=save,
            cancel=cancel,
        )

    def clean(self):
        """What belongs to the other answer is left out, so that nothing hidden is recorded."""
        found = super().clean()
        if found.get("born") == "yes" and "born_on" not in self.errors:
            if not found.get("born_on"):
                self.add_error("born_on", "Enter the date of birth")
            if not found.get("name") and "name" not in self.errors:
                self.add_error("name", "Enter the child’s full name")
        if found.get("born") == "no" and not found.get("expected_on") and "expected_on" not in self.errors:
            self.add_error("expected_on", "Enter the expected date of birth")
        return found

    def details(self, *, was_expected_on=None) -> dict:
        """What the operation takes. The expected date of a born child is kept: POL-06 looks at it."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in ("born", "token")}
        found["expected_on"] = found["expected_on"] or was_expected_on
        if self.cleaned_data["born"] == "no":
            found["born_on"] = None
        return found


class AdultForm(forms.Form):
    name = NameField(label="Full name", named="the adult’s full name")
    born_on = DayField(label="Date of birth (optional)", named="the date of birth", required=False)
    telephone = line(
        "Telephone (optional)",
        length=40,
        help_text="Confidential: shown to the office and the family’s workers",
    )
    ethnicity = line("Ethnicity (optional)")
    first_language = line("First language (optional)", help_text=LANGUAGE_HINT)
    interpreter_needed = forms.BooleanField(label="Needs an interpreter, spoken or signed", required=False)
    access_needs = words(
        "What helps them take part (optional)",
        required=False,
        rows=3,
        help_text="For example easy read, step-free access (FAM-06)",
    )
    token = TokenField()

    def __init__(self, *args, cancel, save="Add the adult", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            "name",
            "born_on",
            "telephone",
            Section("Taking part", "ethnicity", "first_language", "interpreter_needed", "access_needs"),
            save=save,
            cancel=cancel,
        )

    def details(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class RelationshipsForm(forms.Form):
    """One adult and every child of the family: kinship and parental responsibility for each."""

    token = TokenField()

    def __init__(self, *args, children, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = list(children)
        sections = []
        for child in self.children:
            kinship, responsibility = f"kinship_{child.ref}", f"pr_{child.ref}"
            self.fields[kinship] = forms.ChoiceField(
                label="What are they to this child?",
                choices=[("", "No relationship recorded"), *Kinship.choices()],
                required=False,
            )
            self.fields[responsibility] = radios(
                "Parental responsibility",
                ParentalResponsibility.choices(),
                required=False,
            )
            sections.append(Section(child.shown_name, kinship, responsibility))
        self.helper = laid_out(*sections, save="Save", cancel=cancel)

    def clean(self):
        found = super().clean()
        for child in self.children:
            if found.get(f"kinship_{child.ref}") and not found.get(f"pr_{child.ref}"):
                self.add_error(
                    f"pr_{child.ref}",
                    f"Choose whether they have parental responsibility for {child.shown_name}",
                )
        return found

    def related(self):
        """(child, kinship, parental responsibility) for each child with one."""
        for child in self.children:
            if kinship := self.cleaned_data[f"kinship_{child.ref}"]:
                yield child, Kinship(kinship), ParentalResponsibility(self.cleaned_data[f"pr_{child.ref}"])


class ResidenceForm(forms.Form):
    from_on = DayField(label="Since when do they live there?", named="the day since when they live there")
    lines = words("Address (if it is a new one)", rows=4, required=False)
    postcode = line(
        "Postcode (optional)", length=10, widget=forms.TextInput(attrs={"class": "govuk-input--width-10"})
    )
    confidential = forms.BooleanField(
        label="Keep this address confidential",
        required=False,
        initial=True,
        help_text="Only those listed for it may know it. Leave this on unless the whole family may know.",
    )
    token = TokenField()

    def __init__(self, *args, children, adults, addresses, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["children"] = SomeOf(
            "Children", children, called=lambda row: row.shown_name, required=False
        )
        self.fields["adults"] = SomeOf("Adults", adults, called=lambda row: row.name, required=False)
        self.fields["address"] = OneOf(
            "An address recorded already (optional)",
            addresses,
            called=lambda row: ", ".join(row.lines.split("\n")),
            required=False,
            empty_label="A new address, written below",
        )
        self.helper = laid_out(
            Section("Who lives there?", "children", "adults"),
            Section("Where?", "address", "lines", "postcode", "confidential"),
            "from_on",
            save="Save who lives there",
            cancel=cancel,
        )

    def clean(self):
        found = super().clean()
        if not found.get("children") and not found.get("adults"):
            self.add_error("children", "Choose at least one child or adult")
        if not found.get("address") and not found.get("lines", "").strip():
            self.add_error("lines", "Enter the address, or choose one recorded already")
        return found


class ServiceForm(forms.Form):
    """An agency that works with one person of the family: whom to invite is read from it (SCD-03)."""

    from_on = DayField(label="Since when?", named="the day since when")
    is_lead_health = forms.BooleanField(
        label="Nominated lead health practitioner (for a child)",
        required=False,
        help_text="Reviews ask for this one (SCD-03)",
    )
    token = TokenField()

    def __init__(self, *args, members, authority, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {member.ref: member for member in members}
        self.fields["member"] = forms.ChoiceField(
            label="Who do they work with?",
            choices=[(ref, _name(member)) for ref, member in self.members.items()],
            error_messages={"required": "Choose who they work with"},
        )
        agencies = Agency.objects.filter(authorities=authority)
        self.fields["agency"] = OneOf(
            "Agency",
            agencies,
            called=lambda row: f"{row.name} ({row.get_kind_display()})",
            missing="Choose the agency",
        )
        self.helper = laid_out(
            "member", "agency", "from_on", "is_lead_health", save="Add the agency", cancel=cancel
        )


def _name(member) -> str:
    return getattr(member, "shown_name", member.name)


class EndForm(forms.Form):
    """The last day of a service, or of belonging to the family; nothing is removed."""

    to_on = DayField(label="What was the last day?", named="the last day")
    token = TokenField()

    def __init__(self, *args, save, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = laid_out("to_on", save=save, cancel=cancel)


class AllocationForm(forms.Form):
    kind = radios(
        "Which responsibility do they have?",
        Responsibility.choices(),
        missing="Choose which responsibility they have",
    )
    from_on = DayField(label="From", named="the day from which")
    token = TokenField()

    def __init__(self, *args, people, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"] = OneOf(
            "Who?", people, called=lambda row: row.name, missing="Choose who has the case"
        )
        self.helper = laid_out("person", "kind", "from_on", save="Save", cancel=cancel)
