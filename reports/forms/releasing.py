"""Packs: what is said to a hit, the second person's yes, how a copy reaches its reader, and the chair's rulings."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from partnership.layout import Button, Buttons
from procedures.words import HandedOver, HitAnswer

CHANGE, KEEP = "yes", "no"


def _helper(*fields, button, cancel=None, kind="primary", action=""):
    helper = FormHelper()
    helper.form_action = action
    helper.layout = Layout(*fields, Buttons(Button(button, kind=kind), cancel=cancel or ""))
    return helper


class ReceivedSearchForm(forms.Form):
    """Sent by POST, so that nothing that is looked for stands in an address."""

    search = forms.CharField(
        label="Agency, or reference of the conference",
        help_text="For example, Thornwold High, or LT-7K4Q",
        required=False,
        max_length=100,
    )


class HitForm(forms.Form):
    """What a place in a pack is."""

    answer = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, error_messages={"required": "Choose what it is"}
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the pack. Whoever approves it reads it.",
        error_messages={"required": "Say why: whoever approves it reads it"},
    )

    def __init__(self, *args, hit, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        fits = HitAnswer.LOOKED if hit.is_file else HitAnswer.NOT_IT
        asked = (HitAnswer.ASKED.value, f"{HitAnswer.ASKED.label}: the pack waits until it is changed")
        self.fields["answer"].choices = [(fits.value, fits.label), asked]
        self.helper = _helper("answer", "reason", button="Save", cancel=cancel)


class ReasonForm(forms.Form):
    """A step that wants its reason and nothing else."""

    reason = forms.CharField(
        label="Why?", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Give the reason"}
    )

    def __init__(self, *args, button, cancel, hint="", kind="primary", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        self.helper = _helper("reason", button=button, cancel=cancel, kind=kind)


class YesNoForm(forms.Form):
    """The chair's ruling on one recipient: yes or no, and why."""

    decision = forms.ChoiceField(
        label="Your ruling", widget=forms.RadioSelect, error_messages={"required": "Choose what you decide"}
    )
    reason = forms.CharField(
        label="Your reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give your reason: it is kept"},
    )

    def __init__(self, *args, yes, no, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(CHANGE, yes), (KEEP, no)]
        self.helper = _helper("decision", "reason", button="Save the ruling", cancel=cancel)

    @property
    def is_yes(self) -> bool:
        return self.cleaned_data["decision"] == CHANGE


class ApproveForm(forms.Form):
    """The second yes. Each place that gives somebody away is ticked by itself."""

    confirmed = forms.MultipleChoiceField(
        label="I have looked at each of these, and its recipient may have it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, hits, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].choices = [
            (hit.ref, f"{hit.where}: “{hit.quote}” ({hit.kind_label}{_of(hit)})") for hit in hits
        ]
        fields = ["confirmed"] if hits else []
        if not hits:
            del self.fields["confirmed"]
        self.helper = _helper(*fields, button="Approve: this is what leaves", cancel=cancel)


def _of(hit) -> str:
    return f", {hit.whose}" if hit.whose else ""


class HandOverForm(forms.Form):
    """How a copy reaches its reader; saving it fetches the copy."""

    what = forms.ChoiceField(label="What do you take?")
    how = forms.ChoiceField(
        label="How does it reach them?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it reaches them"},
    )

    def __init__(self, *args, files, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.files_by_ref = {one.attachment.ref: one.attachment for one in files}
        names = [(ref, f"The file {file.name}") for ref, file in self.files_by_ref.items()]
        self.fields["what"].choices = [("", "The pack (PDF)"), *names]
        self.fields["what"].required = False
        self.fields["how"].choices = [
            one for one in HandedOver.choices() if one[0] != HandedOver.OPENED.value
        ]
        fields = ["what", "how"] if names else ["how"]
        self.helper = _helper(*fields, button="Record it and get the copy", action=action)

    @property
    def file(self):
        return self.files_by_ref.get(self.cleaned_data["what"])
