"""The chair's ruling on one thing that is kept back, and the agency's answer to it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from partnership.layout import Button, Buttons, Reveal

#: What each answer means, in the chair's words: of a mark of the author's, and of what waits for a release.
KEEP_BACK = {
    "agree": "Agree: it stays hidden from them",
    "ask_words": "Share it in other words: the agency writes them, you accept them",
    "accept_words": "Accept these words: they are shown instead",
    "refuse": "Refuse: the agency shares it, or withdraws it with a reason",
}
OPEN = {
    "release": "Release it to those ticked below",
    "accept_words": "Accept these words: they are shown to those ticked below",
    "ask_words": "Ask for other words: the agency writes them, you accept them",
    "agree": "Do not release it: it stays with you",
}
ANSWERS = {
    "offer_words": "Write other words",
    "share": "Share it as it stands",
    "withdraw": "Withdraw it",
}
MEANWHILE = "This was ruled on or answered meanwhile. Read what was said last, then choose again"


def _helper(*fields, button, cancel=None, action=""):
    helper = FormHelper()
    helper.form_action = action
    helper.layout = Layout(*fields, Buttons(Button(button), cancel=cancel))
    return helper


class RulingForm(forms.Form):
    """Move and reason; where there is no mark of the author's, also who may see it."""

    move = forms.ChoiceField(
        label="Your ruling",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide", "invalid_choice": MEANWHILE},
    )
    to = forms.MultipleChoiceField(
        label="Who may see it?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Counts where it is released or shown in other words.",
    )
    reason = forms.CharField(
        label="Your reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept with the ruling. The agency reads it.",
        error_messages={"required": "Give your reason: it is kept with the ruling"},
    )

    def __init__(self, *args, moves, readers, action, cancel=None, **kwargs):
        super().__init__(*args, **kwargs)
        words = OPEN if readers else KEEP_BACK
        self.fields["move"].choices = [(move, text) for move, text in words.items() if move in moves]
        self.fields["to"].choices = readers
        fields = ["move", "to", "reason"]
        if not readers:
            del self.fields["to"]
            fields.remove("to")
        self.helper = _helper(*fields, button="Save the ruling", cancel=cancel, action=action)


class AnswerForm(forms.Form):
    """What the agency does about the ruling."""

    move = forms.ChoiceField(
        label="What do you do?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you do", "invalid_choice": MEANWHILE},
    )
    words = forms.CharField(
        label="The words that may be shared",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="They stand in place of the whole entry for those it is kept from. The chair reads them first.",
    )
    reason = forms.CharField(
        label="Why do you withdraw it?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The chair and your agency keep reading it, marked as withdrawn; nobody else does.",
    )

    def __init__(self, *args, moves, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(move, text) for move, text in ANSWERS.items() if move in moves]
        self.fields["move"].choices = choices
        opens = {"offer_words": ["words"], "withdraw": ["reason"]}
        if "offer_words" not in moves:
            del self.fields["words"], opens["offer_words"]
        self.helper = _helper(Reveal("move", opens), button="Send to the chair", cancel=cancel)
