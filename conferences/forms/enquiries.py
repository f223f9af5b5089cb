"""The shape of a section 47 enquiry."""

from django import forms

from conferences.forms.fields import TokenField, laid_out, radios, words
from partnership.fields import DayField
from partnership.layout import Reveal, Section
from procedures.words import EnquiryResult

CLOCKS = "The limit for the conference is counted from both dates, and the earlier limit holds (POL-02)."


class EnquiryForm(forms.Form):
    """Two dates, and for each child that it is about the concern."""

    strategy_on = DayField(
        label="Date of the strategy discussion",
        named="the date of the strategy discussion",
        help_text="For example, 27 3 2026",
    )
    decided_on = DayField(
        label="Date of the decision to hold a conference (if it was taken)",
        named="the date of the decision",
        required=False,
    )
    token = TokenField()

    def __init__(self, *args, children, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = list(children)
        parts = []
        for child in self.children:
            about, concern = f"about_{child.ref}", f"concern_{child.ref}"
            self.fields[about] = forms.BooleanField(label=child.shown_name, required=False)
            self.fields[concern] = words(f"What is the concern about {child.shown_name}?", required=False)
            parts.append(Reveal(about, {"on": [concern]}))
        self.helper = laid_out(
            Section("When", "strategy_on", "decided_on", hint=CLOCKS),
            Section("Which children is it about?", *parts),
            save="Record the enquiry",
            cancel=cancel,
        )

    def clean(self):
        found = super().clean()
        for child in self.children:
            if found.get(f"about_{child.ref}") and not found.get(f"concern_{child.ref}", "").strip():
                self.add_error(f"concern_{child.ref}", f"Enter the concern about {child.shown_name}")
        return found

    def concerns(self) -> dict:
        return {
            child: self.cleaned_data[f"concern_{child.ref}"]
            for child in self.children
            if self.cleaned_data[f"about_{child.ref}"]
        }


class EnquiryResultForm(forms.Form):
    """The dates again, and what was found for each child."""

    strategy_on = DayField(
        label="Date of the strategy discussion", named="the date of the strategy discussion"
    )
    decided_on = DayField(
        label="Date of the decision to hold a conference (if it was taken)",
        named="the date of the decision",
        required=False,
    )
    token = TokenField()

    def __init__(self, *args, children, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = list(children)
        sections = []
        for child in self.children:
            name = f"result_{child.ref}"
            self.fields[name] = radios(
                child.shown_name, [("", "Not known yet"), *EnquiryResult.choices()], required=False
            )
            sections.append(name)
        self.helper = laid_out(
            Section("When", "strategy_on", "decided_on", hint=CLOCKS),
            Section("What did the enquiry find?", *sections),
            save="Save",
            cancel=cancel,
        )

    def results(self) -> dict:
        found = {child: self.cleaned_data[f"result_{child.ref}"] for child in self.children}
        return {child: EnquiryResult(result) for child, result in found.items() if result}
