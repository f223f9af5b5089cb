"""Who is invited: the office's list, and everything that changes it."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from conferences import operations
from conferences.forms.invitations import (
    AddInvitationForm,
    FamilyInvitationForm,
    PersonForm,
    SendForm,
    WithdrawForm,
)
from conferences.models import Conference
from conferences.queries.conferences import WEIGHTS
from conferences.queries.dates import invitation_due
from conferences.queries.invitations import family_part, proposed_of, rows_of
from conferences.queries.people import invitable_people, people_of
from conferences.views.conferences import frame
from conferences.views.writing import record, sent, settle, show
from partnership.calendar import working_calendar
from partnership.gate import door, may
from partnership.models import Agency
from procedures.access import Action, refusal
from procedures.reckoning import london_day
from procedures.workflow import ConferenceState, InvitationState


def _list(conference) -> str:
    return reverse("conferences:invitations", args=[conference.ref])


def _frame(conference: Conference, heading: str, **more) -> dict:
    return frame(conference, heading, **more) | {"back": _list(conference)}


def _list_page(request, conference, form):
    today, calendar = request.today, working_calendar()
    limit = invitation_due(conference, calendar)
    rows = rows_of(conference, today=today, calendar=calendar)
    context = {
        "conference": conference,
        "weight": WEIGHTS[conference.access_state()],
        "rows": rows,
        "invited": [
            row
            for row in rows
            if row.invitation.state not in (InvitationState.PROPOSED, InvitationState.WITHDRAWN)
        ],
        "proposed": [(row, form["invitations"]) for row in proposed_of(conference)],
        "family": family_part(conference, today=today),
        "form": form,
        "limit": limit,
        "left": limit.left(today, calendar) if limit else None,
        "sent_on": _sent_on(rows),
        "short": operations.is_short_notice(conference, today=today, calendar=calendar),
        "may_open": refusal(Action.SEE_INVITATION, relations=request.relations) is None,
        "may_invite": may(Action.INVITE, conference, request.person, today=today),
        "booked": conference.state == ConferenceState.BOOKED,
        "chosen": _chosen(form),
    }
    return show(request, "conferences/invitations.html", context, form)


def _sent_on(rows) -> date | None:
    """The day on which the last of them was invited; None while somebody who was proposed still waits (POL-10)."""
    sent = [row.invitation.invited_at for row in rows if row.invitation.invited_at]
    waiting = any(row.invitation.state == InvitationState.PROPOSED for row in rows)
    return london_day(max(sent)) if sent and not waiting else None


def _chosen(form) -> set[str]:
    """The references that are ticked: as sent, else all."""
    if form.is_bound:
        return set(form.data.getlist("invitations"))
    return {row.ref for row in form.fields["invitations"].queryset if row.state == "proposed"}


@door(Conference, Action.SEE_INVITATIONS)
def invitations(request, conference):
    return _list_page(request, conference, SendForm(proposed=proposed_of(conference)))


@require_POST
@door(Conference, Action.INVITE)
def propose(request, conference):
    made = operations.propose_invitations(conference=conference, by=request.person, at=timezone.now())
    if made:
        messages.success(
            request, "Here is whom the procedures would invite, and why. Choose, and send the invitations."
        )
    else:
        messages.info(request, "Nobody else is proposed: everybody is on the list already.")
    return redirect(_list(conference))


@require_POST
@door(Conference, Action.INVITE)
def send(request, conference):
    form = SendForm(request.POST, proposed=proposed_of(conference))
    if form.is_valid():
        told = form.cleaned_data
        done = record(
            request,
            form,
            lambda at: operations.invite(
                conference=conference,
                invitations=list(told["invitations"]),
                short_notice_reason=told["short_notice_reason"],
                calendar=working_calendar(),
                by=request.person,
                at=at,
            ),
            then=lambda _: _list(conference),
            done="Invited. The e-mails leave in ten minutes, so that an invitation can still be withdrawn.",
        )
        if done:
            return done
    return _list_page(request, conference, form)


@door(Conference, Action.INVITE)
def add_invitation(request, conference):
    authority = conference.authority
    form = AddInvitationForm(
        sent(request),
        agencies=Agency.objects.filter(authorities=authority),
        people=invitable_people(authority, today=request.today),
        cancel=_list(conference),
    )
    lead = ["Only those with a significant contribution are invited (SCD-03)."]
    return settle(
        request,
        form,
        lambda at: operations.add_invitation(
            conference=conference,
            agency=form.cleaned_data["agency"],
            person=form.cleaned_data["person"],
            reason=form.cleaned_data["reason"],
            report_expected=form.cleaned_data["report_expected"],
            by=request.person,
            at=at,
        ),
        then=lambda _: _list(conference),
        done="Added to the list. Invite them when you are ready.",
        page=_frame(conference, "Add somebody to the list", lead=lead),
    )


def _invitation(conference, ref):
    found = conference.invitations.filter(ref=ref).select_related("agency", "person", "conference").first()
    if found is None:
        raise Http404
    return found


@door(Conference, Action.INVITE)
def choose_person(request, conference, invitation_ref):
    invitation = _invitation(conference, invitation_ref)
    form = PersonForm(
        sent(request),
        people=people_of(invitation.agency, conference.authority, today=request.today),
        initial={"person": invitation.person and invitation.person.ref},
        cancel=_list(conference),
    )
    return settle(
        request,
        form,
        lambda at: operations.choose_person(
            invitation=invitation, person=form.cleaned_data["person"], by=request.person, at=at
        ),
        then=lambda _: _list(conference),
        done="Saved.",
        page=_frame(conference, f"Who is invited from {invitation.agency.name}?"),
    )


@door(Conference, Action.INVITE)
def withdraw(request, conference, invitation_ref):
    invitation = _invitation(conference, invitation_ref)
    form = WithdrawForm(sent(request), cancel=_list(conference))
    return settle(
        request,
        form,
        lambda at: operations.withdraw_invitation(
            invitation=invitation, reason=form.cleaned_data["reason"], by=request.person, at=at
        ),
        then=lambda _: _list(conference),
        done="Withdrawn. They no longer see the conference.",
        page=_frame(conference, f"Withdraw the invitation of {invitation.agency.name}"),
    )


@door(Conference, Action.INVITE)
def family_invitation(request, conference, member_ref):
    part = family_part(conference, today=request.today)
    relative = next((row for row in part if row.who.ref == member_ref), None)
    if relative is None:
        raise Http404
    form = FamilyInvitationForm(sent(request), initial=_initial(relative.decision), cancel=_list(conference))
    frame = _frame(conference, relative.name, lead=[relative.note] if relative.note else [])
    return settle(
        request,
        form,
        lambda at: operations.invite_family_member(
            conference=conference,
            member=relative.who,
            invited=form.cleaned_data["invited"] == "yes",
            reason=form.cleaned_data["reason"],
            support=form.cleaned_data["support"],
            answer=form.cleaned_data["answer"],
            by=request.person,
            at=at,
        ),
        then=lambda _: _list(conference),
        done="Recorded.",
        page=frame,
    )


def _initial(decision) -> dict:
    if decision is None:
        return {}
    return {
        "invited": "yes" if decision.invited else "no",
        "reason": decision.reason,
        "support": decision.support,
        "answer": decision.answer,
    }
