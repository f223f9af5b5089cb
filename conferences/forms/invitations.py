"""The shape of invitations and of their answers."""

from django import forms

from conferences.forms.fields import NameField, OneOf, SomeOf, TokenField, laid_out, line, radios, words
from partnership.layout import Reveal
from procedures.words import Attending, FamilyAnswer
from procedures.workflow import InvitationState

ANSWERS = [
    (InvitationState.ATTENDING.value, "I will attend"),
    (InvitationState.SENDING_A_COLLEAGUE.value, "I am sending a colleague"),
    (InvitationState.APOLOGIES.value, "Nobody can attend"),
]
OFFICE_ANSWERS = [
    (InvitationState.ATTENDING.value, "Will attend"),
    (InvitationState.SENDING_A_COLLEAGUE.value, "Sends a colleague"),
    (InvitationState.APOLOGIES.value, "Nobody can attend"),
]
CAME = [
    ("telephone", "By telephone"),
    ("e-mail", "By e-mail"),
    ("in person", "In person"),
    ("letter", "By letter"),
]


class SendForm(forms.Form):
    """Which of those on the list are invited now."""

    short_notice_reason = words("Why do they go late?", named="why they go late", required=False, rows=3)
    token = TokenField()

    def __init__(self, *args, proposed, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invitations"] = SomeOf(
            "Invite", proposed, called=lambda row: row.agency.name, missing="Choose at least one to invite"
        )


class AddInvitationForm(forms.Form):
    """Another agency with a significant contribution (SCD-03), or a further person of one."""

    reason = words("Why are they needed?", named="why they are needed", rows=3)
    report_expected = forms.BooleanField(label="A report is expected from them", required=False, initial=True)
    token = TokenField()

    def __init__(self, *args, agencies, people, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"] = OneOf(
            "Agency",
            agencies,
            called=lambda row: f"{row.name} ({row.get_kind_display()})",
            missing="Choose the agency",
        )
        self.fields["person"] = OneOf(
            "Person (optional)",
            people,
            called=with_job,
            required=False,
            empty_label="Whoever writes for the agency",
        )
        self.helper = laid_out(
            "agency", "person", "reason", "report_expected", save="Add to the list", cancel=cancel
        )


class PersonForm(forms.Form):
    token = TokenField()

    def __init__(self, *args, people, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"] = OneOf(
            "Who is invited?",
            people,
            called=with_job,
            required=False,
            empty_label="Whoever writes for the agency",
        )
        self.helper = laid_out("person", save="Save", cancel=cancel)


class WithdrawForm(forms.Form):
    reason = words("Why is the invitation withdrawn?", named="the reason", rows=3)
    token = TokenField()

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = laid_out("reason", save="Withdraw the invitation", kind="warning", cancel=cancel)


class AnswerForm(forms.Form):
    """SCD-05: in writing, whether or not somebody attends. The office's form also says how the answer came."""

    answer = radios("Will you attend?", ANSWERS, missing="Choose whether you will attend")
    how = radios("How?", Attending.choices(), required=False)
    colleague_name = NameField(
        label="Colleague’s full name", named="the colleague’s full name", required=False
    )
    colleague_role = line("Colleague’s role (optional)", length=120)
    colleague_how = radios("How will they attend?", Attending.choices(), required=False)
    apology_reason = words("Why can nobody attend?", named="why nobody can attend", required=False, rows=3)
    token = TokenField()

    def __init__(self, *args, cancel, office=False, **kwargs):
        super().__init__(*args, **kwargs)
        extra = []
        if office:
            self.fields["answer"].label = "What did they answer?"
            self.fields["answer"].choices = OFFICE_ANSWERS
            self.fields["came"] = radios(
                "How did the answer reach you?", CAME, missing="Choose how the answer reached you"
            )
            extra = ["came"]
        opens = {
            InvitationState.ATTENDING: ["how"],
            InvitationState.SENDING_A_COLLEAGUE: ["colleague_name", "colleague_role", "colleague_how"],
            InvitationState.APOLOGIES: ["apology_reason"],
        }
        self.helper = laid_out(Reveal("answer", opens), *extra, save="Send the answer", cancel=cancel)

    def clean(self):
        found = super().clean()
        answer = found.get("answer")
        wanted = {
            InvitationState.ATTENDING: [("how", "Choose how you will attend")],
            InvitationState.SENDING_A_COLLEAGUE: [
                ("colleague_name", "Enter the colleague’s full name"),
                ("colleague_how", "Choose how they will attend"),
            ],
            InvitationState.APOLOGIES: [("apology_reason", "Enter why nobody can attend")],
        }
        for field, sentence in wanted.get(answer, []):
            if not found.get(field) and field not in self.errors:
                self.add_error(field, sentence)
        return found

    def told(self) -> dict:
        """What the operation takes."""
        found = self.cleaned_data
        answer = InvitationState(found["answer"])
        colleague = answer == InvitationState.SENDING_A_COLLEAGUE
        return {
            "answer": answer,
            "how": found["colleague_how"] if colleague else found["how"],
            "colleague_name": found["colleague_name"],
            "colleague_role": found["colleague_role"],
            "apology_reason": found["apology_reason"],
            "came": found.get("came", ""),
        }


class FamilyInvitationForm(forms.Form):
    """FAM-02, FAM-03: the decision for one member of the family, with its reasoning."""

    invited = radios(
        "Are they invited?", [("yes", "Yes"), ("no", "No")], missing="Choose whether they are invited"
    )
    reason = words(
        "The reasoning (needed when they aren’t invited)", named="the reasoning", required=False, rows=3
    )
    support = words("What helps them take part (optional)", required=False, rows=2)
    answer = forms.ChoiceField(
        label="Their answer (if there is one)",
        choices=[("", "No answer yet"), *FamilyAnswer.choices()],
        required=False,
    )
    token = TokenField()

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            Reveal("invited", {"yes": ["support", "answer"]}), "reason", save="Save", cancel=cancel
        )


def with_job(person) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name
