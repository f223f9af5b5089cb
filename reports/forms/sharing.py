"""REP-12: how one person of the family was shown the signed report, what they say is wrong, and what is answered."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from partnership.fields import DayField
from partnership.layout import Button, Buttons, Reveal
from procedures.words import CorrectionVerdict

#: Face to face is the first choice on screen (REP-12).
HOW = (
    "in person",
    "by video",
    "by telephone",
    "by post",
    "by secure message",
    "read aloud",
    "with an interpreter",
    "in easy read",
)
WHY_NOT = ("not safe", "not found", "refused", "not enough time", "chair agreed to withhold", "other")
WHOLE = "The report as a whole"


def _choices(words):
    return [(word, word[0].upper() + word[1:]) for word in words]


def _helper(*fields, button, cancel):
    helper = FormHelper()
    helper.layout = Layout(*fields, Buttons(Button(button), cancel=cancel))
    return helper


class SharingForm(forms.Form):
    """Shown, with day, manner, by whom and what was said; or not shown, with the reason."""

    shown = forms.ChoiceField(
        label="Have they been shown the report?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they have been shown the report"},
    )
    shown_on = DayField(
        label="When?",
        named="the day on which they were shown it",
        required=False,
        help_text="For example, 27 3 2026",
    )
    how = forms.ChoiceField(
        label="How?",
        choices=_choices(HOW),
        required=False,
        widget=forms.RadioSelect,
        help_text="Best face to face.",
    )
    by_whom = forms.CharField(label="By whom?", max_length=200, required=False)
    said = forms.CharField(
        label="What did they say?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In their own words as far as you can. “Nothing” is an answer.",
    )
    wrong = forms.CharField(
        label="What do they say is wrong? (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands beside the text in every later copy. You answer it afterwards, and can add more.",
    )
    wrong_place = forms.ChoiceField(label="Which part of the report is that about?", required=False)
    not_shown_reason = forms.ChoiceField(
        label="Why not?", choices=_choices(WHY_NOT), required=False, widget=forms.RadioSelect
    )
    not_shown_note = forms.CharField(
        label="Say a little more",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The chair is told, and agrees or asks you to share it. If it can’t wait, telephone the office.",
    )

    def __init__(self, *args, signed_on, today, points, by_whom="", cancel, **kwargs):
        kwargs.setdefault("initial", {"by_whom": by_whom})
        super().__init__(*args, **kwargs)
        self.fields["shown_on"].latest = today
        self.fields["shown_on"].earliest = signed_on  # it is this version that they were shown
        self.fields["wrong_place"].choices = [("", WHOLE), *points]
        yes = ["shown_on", "how", "by_whom", "said", "wrong", "wrong_place"]
        opens = {"yes": yes, "no": ["not_shown_reason", "not_shown_note"]}
        self.helper = _helper(Reveal("shown", opens), button="Record this", cancel=cancel)

    def clean(self):
        found = super().clean()
        wanted = {
            "yes": {"shown_on": "Enter the day on which they were shown it", "how": "Choose how they were shown it",
                    "by_whom": "Enter who showed it to them", "said": "Write what they said, or “Nothing”"},
            "no": {"not_shown_reason": "Choose why they were not shown it", "not_shown_note": "Say a little more about why"},
        }  # fmt: skip
        for name, sentence in wanted.get(found.get("shown"), {}).items():
            if not found.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return found

    def told(self) -> dict:
        """What is recorded: only what belongs to the answer that was given."""
        found = self.cleaned_data
        if found["shown"] == "yes":
            names = ("shown_on", "how", "by_whom", "said", "wrong", "wrong_place")
            return {"shown": True} | {name: found[name] for name in names}
        return {"shown": False} | {name: found[name] for name in ("not_shown_reason", "not_shown_note")}


class WrongForm(forms.Form):
    """One more thing that they say is wrong."""

    text = forms.CharField(
        label="What do they say is wrong?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In their own words as far as you can. It stands beside the text in every later copy.",
        error_messages={"required": "Write what they say is wrong"},
    )
    place = forms.ChoiceField(label="Which part of the report is it about?", required=False)

    def __init__(self, *args, points, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", WHOLE), *points]
        self.helper = _helper("text", "place", button="Record this", cancel=cancel)


class AnswerForm(forms.Form):
    """The agency's answer to a correction."""

    verdict = forms.ChoiceField(
        label="Do you accept it?",
        choices=[(verdict.value, verdict.label) for verdict in CorrectionVerdict],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you accept it"},
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They read this beside their own words. Say what your records have, and what you will do.",
        error_messages={"required": "Give the reason: they read it beside their own words"},
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("verdict", "reason", button="Record the answer", cancel=cancel)


class WithheldForm(forms.Form):
    """The chair's word."""

    agrees = forms.ChoiceField(
        label="May it be kept from them?",
        choices=[
            ("yes", "Yes, I agree that it isn’t shared with them"),
            ("no", "No, I ask that it is shared"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree"},
    )
    note = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The agency reads this. It is kept with its reason.",
        error_messages={"required": "Give your reason"},
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("agrees", "note", button="Record your word", cancel=cancel)

    def told(self) -> dict:
        return {"agrees": self.cleaned_data["agrees"] == "yes", "note": self.cleaned_data["note"]}
