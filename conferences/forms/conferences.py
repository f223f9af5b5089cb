"""The shape of what is recorded of a conference."""

from crispy_forms.helper import FormHelper
from django import forms

from conferences.forms.fields import OneOf, TokenField, laid_out, radios, words
from partnership.fields import DayField
from partnership.layout import Reveal, Section
from procedures.words import Category, ConferenceKind, ExclusionGround, ExclusionRuling, Outcome
from procedures.workflow import ConferenceState

PERIODS = [
    ("", "Any date"),
    ("coming", "Coming"),
    ("week", "In the next seven days"),
    ("past", "Past"),
    ("none", "No date yet"),
]


class FilterForm(forms.Form):
    """The list's filters, in the address (decisions 14): no names."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any state"), *ConferenceState.choices()]
    )
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Any kind"), *ConferenceKind.choices()]
    )
    when = forms.ChoiceField(label="When", required=False, choices=PERIODS)

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        if len(authorities) > 1:
            choices = [("", "Every authority"), *((row.ref, row.name) for row in authorities)]
            self.fields["authority"] = forms.ChoiceField(label="Authority", required=False, choices=choices)
        self.helper = FormHelper()


class DecisionForm(forms.Form):
    """CON-01: a team manager decides in consultation with a child protection manager, with a reason for each child."""

    convened = radios(
        "What was decided?",
        [("yes", "Convene the conference"), ("no", "Don’t convene a conference")],
        missing="Choose what was decided",
    )
    decided_on = DayField(label="When was it decided?", named="the day of the decision")
    without_plan_reason = words("Why go on without one?", named="the reason", required=False, rows=3)
    token = TokenField()

    def __init__(self, *args, rows, managers, chairs, missing, stop, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        self.fields["decided_by"] = OneOf(
            "Team manager who decided",
            managers,
            called=lambda row: row.name,
            missing="Choose the team manager",
        )
        self.fields["consulted"] = OneOf(
            "Child protection manager who was consulted",
            chairs,
            called=lambda row: row.name,
            missing="Choose the child protection manager",
        )
        reasons = []
        for row in self.rows:
            name = f"reason_{row.child.ref}"
            self.fields[name] = words(
                row.child.shown_name, named=f"the reason for {row.child.shown_name}", rows=3
            )
            reasons.append(name)
        plans = [Section("No shared interim safety plan", "without_plan_reason", hint=missing)]
        self.helper = laid_out(
            "convened",
            Section("Who decided, and when", "decided_by", "consulted", "decided_on"),
            Section(
                "The reason for each child", *reasons, hint="Also when no conference is convened (CON-01)."
            ),
            *(plans if missing and not stop else []),
            save="Record the decision",
            cancel=cancel,
        )

    def reasons(self) -> dict:
        return {row.child: self.cleaned_data[f"reason_{row.child.ref}"] for row in self.rows}


class SafetyPlanForm(forms.Form):
    interim_safety_plan = words("What keeps the child safe until the conference?", named="the safety plan")
    safety_plan_shared_on = DayField(
        label="Day it was shared with the child protection manager and practitioners (if it was)",
        named="the day it was shared",
        required=False,
    )
    token = TokenField()

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = laid_out("interim_safety_plan", "safety_plan_shared_on", save="Save", cancel=cancel)


class DelayForm(forms.Form):
    """CON-06."""

    reasons = words("Why is it late?", named="the reasons")
    safe_meanwhile = words(
        "What keeps each child safe meanwhile?", named="what keeps each child safe meanwhile"
    )
    token = TokenField()

    def __init__(self, *args, chairs, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reported_to"] = OneOf(
            "Child protection manager to whom it was reported",
            chairs,
            called=lambda row: row.name,
            missing="Choose the child protection manager",
        )
        self.helper = laid_out(
            "reasons", "safe_meanwhile", "reported_to", save="Record the delay", cancel=cancel
        )


class HeldForm(forms.Form):
    """Decisions 17: the day, and for each child the outcome; a plan has its category (PLN-02)."""

    held_on = DayField(label="When was it held?", named="the day it was held")
    token = TokenField()

    def __init__(self, *args, rows, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        sections = []
        for row in self.rows:
            outcome, category = f"outcome_{row.child.ref}", f"category_{row.child.ref}"
            name = row.child.shown_name
            self.fields[outcome] = radios(
                "Outcome", Outcome.choices(), missing=f"Choose the outcome for {name}"
            )
            self.fields[category] = radios("Category", Category.choices(), required=False)
            sections.append(Section(name, Reveal(outcome, {Outcome.PLAN: [category]})))
        self.helper = laid_out("held_on", *sections, save="Record that it was held", cancel=cancel)

    def outcomes(self):
        """(child, outcome, category or None) for each child."""
        for row in self.rows:
            outcome = Outcome(self.cleaned_data[f"outcome_{row.child.ref}"])
            category = self.cleaned_data[f"category_{row.child.ref}"]
            with_plan = outcome == Outcome.PLAN and category
            yield row.child, outcome, Category(category) if with_plan else None


class ExclusionForm(forms.Form):
    """EXC-01: ground and evidence."""

    ground = radios("On what ground?", ExclusionGround.choices(), missing="Choose the ground")
    evidence = words("What is the evidence?", named="the evidence")
    token = TokenField()

    def __init__(self, *args, adults, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["adult"] = OneOf(
            "Who should be excluded?",
            adults,
            called=lambda row: row.name,
            missing="Choose who should be excluded",
        )
        self.helper = laid_out("adult", "ground", "evidence", save="Ask the chair", cancel=cancel)


class RulingForm(forms.Form):
    """EXC-01 to EXC-03: the chair's decision, for the least time, with reasons."""

    ruling = radios("What do you decide?", ExclusionRuling.choices(), missing="Choose what you decide")
    part = words("From which part?", named="from which part", required=False, rows=2)
    reason = words("Your reasons", named="your reasons")
    views_how = words("How will their views come to the conference?", required=False, rows=3)
    token = TokenField()

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            Reveal("ruling", {ExclusionRuling.PART: ["part"]}),
            "reason",
            "views_how",
            save="Record the ruling",
            cancel=cancel,
        )
