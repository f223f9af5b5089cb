"""Asking for a conference, step by step. Each step is a form; what earlier steps held travels with the page."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from conferences.forms.fields import OneOf, radios, words
from conferences.queries.children import suggested_kind
from partnership.fields import DayField, written_day
from partnership.layout import Reveal, Section
from procedures.words import ConferenceKind, WayIn

REVIEWS = (WayIn.REVIEW_DUE, WayIn.NEW_CONCERN, WayIn.COMPLAINT)
WITH_NOTE = (WayIn.ANOTHER_AGENCY, WayIn.PROCEEDINGS, WayIn.NEW_CONCERN, WayIn.COMPLAINT)
NO_ENQUIRY = "No enquiry is recorded for this family. Record it first, on the family’s page (CON-01)"
NOTHING_HELD = "No conference of this family has been held yet, so there is nothing to review"


class WayInForm(forms.Form):
    """Why a conference is asked for: what it follows, and the day that starts its clock (CON-01)."""

    title = "Why is a conference asked for?"
    way_in = radios("How did it come about?", WayIn.choices(), missing="Choose how it came about")
    notified_on = DayField(
        label="When did the other authority tell you?", named="the day of the notification", required=False
    )
    lac_decided_on = DayField(
        label="When did the looked-after review decide?",
        named="the day of the review’s decision",
        required=False,
    )
    way_in_note = words(
        "Who asked for it, who supports it, and what was answered (optional)", required=False, rows=3
    )

    def __init__(self, *args, family, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enquiry"] = OneOf(
            "Which enquiry?",
            family.enquiries.all(),
            called=lambda row: f"Strategy discussion on {written_day(row.strategy_on)}",
            required=False,
            empty_label="Choose the enquiry",
        )
        held = family.conferences.filter(state__in=["held", "closed"]).order_by("-held_on")
        self.fields["follows"] = OneOf(
            "Which conference does it follow?",
            held,
            called=lambda row: f"{row.code}: {row.kind_label} on {written_day(row.held_on)}",
            required=False,
            empty_label="Choose the conference",
            help_text="For a review, an early review or a reconvened conference",
        )
        self._suggest(family, held)
        opens = {
            WayIn.ENQUIRY: ["enquiry"],
            WayIn.TRANSFER: ["notified_on"],
            WayIn.LOOKED_AFTER_REVIEW: ["lac_decided_on"],
        }
        self.helper = _inside(Reveal("way_in", opens), Section("If it is a review", "follows"), "way_in_note")

    def _suggest(self, family, held) -> None:
        """One enquiry or one held conference is chosen already."""
        latest, before = family.enquiries.first(), held.first()
        self.fields["enquiry"].initial = latest.ref if latest else None
        self.fields["follows"].initial = before.ref if before else None

    def clean(self):
        found = super().clean()
        way_in = found.get("way_in")
        if way_in == WayIn.ENQUIRY and not found.get("enquiry"):
            self.add_error(
                "enquiry", "Choose the enquiry" if self.fields["enquiry"].queryset.exists() else NO_ENQUIRY
            )
        if way_in in REVIEWS and not found.get("follows"):
            some = self.fields["follows"].queryset.exists()
            self.add_error("follows", "Choose the conference that it follows" if some else NOTHING_HELD)
        for wanted, field in ((WayIn.TRANSFER, "notified_on"), (WayIn.LOOKED_AFTER_REVIEW, "lac_decided_on")):
            if way_in == wanted and not found.get(field) and field not in self.errors:
                self.add_error(field, f"Enter {self.fields[field].named}")
        return found

    def told(self) -> dict:
        """What the operation takes; what belongs to another way in is left out."""
        found = self.cleaned_data
        way_in = WayIn(found["way_in"])
        return {
            "way_in": way_in,
            "enquiry": found["enquiry"] if way_in == WayIn.ENQUIRY else None,
            "follows": found["follows"] if way_in in REVIEWS else None,
            "notified_on": found["notified_on"] if way_in == WayIn.TRANSFER else None,
            "lac_decided_on": found["lac_decided_on"] if way_in == WayIn.LOOKED_AFTER_REVIEW else None,
            "way_in_note": found["way_in_note"],
        }


class ChildrenForm(forms.Form):
    """Every child of the family and household (CON-04), each with its own kind and reason (CON-03)."""

    title = "The children"

    def __init__(self, *args, children, told, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = list(children)
        sections = []
        for child in self.children:
            kind, reason = f"kind_{child.ref}", f"reason_{child.ref}"
            suggested = _kind(child, told)
            self.fields[kind] = forms.ChoiceField(
                label="Kind of conference", choices=ConferenceKind.choices(), initial=suggested.value
            )
            self.fields[reason] = words("Reason", named=f"the reason for {child.shown_name}")
            sections.append(Section(child.shown_name, kind, reason))
        self.helper = _inside(*sections)


def _kind(child, told: dict) -> ConferenceKind:
    """The kind that goes with the way in."""
    suggested = suggested_kind(child, told.get("follows"))
    if told.get("way_in") == WayIn.TRANSFER and not child.unborn:
        return ConferenceKind.TRANSFER_IN
    if suggested != ConferenceKind.REVIEW:
        return suggested
    by_way_in = {WayIn.NEW_CONCERN: ConferenceKind.EARLY_REVIEW, WayIn.COMPLAINT: ConferenceKind.RECONVENED}
    return by_way_in.get(told["way_in"], suggested)


class SafetyForm(forms.Form):
    """CON-05: what keeps each child safe until the conference, and since when those concerned know it."""

    title = "Interim safety plan"

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = list(children)
        sections = []
        for child in self.children:
            plan, shared = f"plan_{child.ref}", f"shared_{child.ref}"
            self.fields[plan] = words("What keeps the child safe until then? (optional)", required=False)
            self.fields[shared] = DayField(
                label="Day it was shared with the child protection manager and practitioners (optional)",
                named="the day it was shared",
                required=False,
            )
            sections.append(Section(child.shown_name, plan, shared))
        self.helper = _inside(*sections)


def _inside(*parts) -> FormHelper:
    """Without its own form tag and button: the page of the step has them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*parts)
    return helper
