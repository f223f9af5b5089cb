"""The invited agency's own page, and the answer: theirs in the browser, or logged by the office."""

from django.shortcuts import render
from django.urls import reverse

from conferences import operations
from conferences.forms.invitations import AnswerForm
from conferences.models import Invitation
from conferences.queries.conferences import past_answering
from conferences.queries.dates import children_with_facts
from conferences.queries.invitations import history, row_of, what_to_bring
from conferences.views.writing import sent, settle
from partnership.calendar import working_calendar
from partnership.gate import door, may
from procedures.access import Action


@door(Invitation, Action.SEE_INVITATION)
def invitation(request, invitation):
    today, conference = request.today, invitation.conference

    def allowed(action):
        return may(action, invitation, request.person, today=today) and not past_answering(conference)

    context = {
        "invitation": invitation,
        "conference": conference,
        "children": children_with_facts(conference),
        "row": row_of(invitation, today=today, calendar=working_calendar()),
        "bring": what_to_bring(conference),
        "history": history(invitation),
        "may_answer": allowed(Action.ANSWER_INVITATION),
        "may_log": allowed(Action.LOG_ANSWER),
        "write_url": reverse("reports:start", args=[invitation.ref])
        if may(Action.WRITE_REPORT, invitation, request.person, today=today) and invitation.report_expected
        else "",
    }
    return render(request, "conferences/invitation.html", context)


def _answer(request, invitation, *, office: bool, heading: str, done: str):
    back = reverse("conferences:invitation", args=[invitation.ref])
    form = AnswerForm(sent(request), office=office, initial=_initial(invitation), cancel=back)
    caption = f"{invitation.conference.code}: {invitation.agency.name}"
    lead = (
        ["A report is expected whether or not anybody attends (SCD-05)."]
        if invitation.report_expected
        else []
    )
    return settle(
        request,
        form,
        lambda at: operations.answer_invitation(
            invitation=invitation, by=request.person, at=at, **form.told()
        ),
        then=lambda _: back,
        done=done,
        page={
            "heading": heading,
            "caption": caption,
            "back": back,
            "lead": lead,
            "meets_at": invitation.conference.starts_at,
        },
    )


def _initial(invitation) -> dict:
    names = ("how", "colleague_name", "colleague_role", "apology_reason")
    initial = {name: getattr(invitation, name) for name in names}
    return initial | {
        "answer": invitation.state if invitation.answered_at else None,
        "colleague_how": invitation.how,
        "came": invitation.answer_came,
    }


@door(Invitation, Action.ANSWER_INVITATION)
def answer(request, invitation):
    return _answer(
        request,
        invitation,
        office=False,
        heading="Answer the invitation",
        done="Your answer has been sent to the office. You can change it until the conference.",
    )


@door(Invitation, Action.LOG_ANSWER)
def log_answer(request, invitation):
    heading = f"Record the answer of {invitation.agency.name}"
    return _answer(request, invitation, office=True, heading=heading, done="The answer has been recorded.")
