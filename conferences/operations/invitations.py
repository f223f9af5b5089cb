"""Who is invited, and their answers: agencies by their circumstance, the family by a decision for each person."""

from django.db import transaction

from conferences.models import Adult, Child, Conference, FamilyInvitation, Invitation, InvitationEvent
from conferences.operations.moves import Refused, move_invitation, note, raise_facts, told
from conferences.queries.conferences import past_answering
from conferences.queries.dates import invitation_due
from conferences.queries.proposals import proposals
from procedures.reckoning import london_day
from procedures.words import Attending, Circumstance, ExclusionRuling, FamilyAnswer
from procedures.workflow import ConferenceState, InvitationState

NO_DATE = "Fix the date first: an invitation says when and where."
OVER = "This conference is “{}” now, so the answer can no longer be changed."
EXCLUDED = "{} is excluded from the whole of this conference and can’t be invited (EXC-01)."


def _propose(
    conference: Conference, *, agency, person, circumstance, reason, report_expected, by, at
) -> Invitation:
    invitation = Invitation.objects.create(
        conference=conference,
        agency=agency,
        person=person,
        circumstance=str(circumstance),
        reason=reason,
        report_expected=report_expected,
        proposed_at=at,
    )
    InvitationEvent.objects.create(invitation=invitation, move="propose", by=by, at=at, reason=reason)
    return invitation


@transaction.atomic
def propose_invitations(*, conference: Conference, by, at) -> list[Invitation]:
    """Put everybody whom SCD-03 asks for on the list, with the reason. Who is on it already stays as they are."""
    Conference.objects.select_for_update().get(pk=conference.pk)  # two at once would list everybody twice
    listed = set(conference.invitations.values_list("agency", "circumstance"))
    agencies = {agency for agency, _ in listed}
    made = []
    for one in proposals(conference, today=london_day(at)):
        officer = one.circumstance == Circumstance.REVIEWING_OFFICER
        known = (one.agency.pk, str(one.circumstance)) in listed if officer else one.agency.pk in agencies
        if known and (officer or not _only_officer(listed, one.agency.pk)):
            continue
        made.append(
            _propose(
                conference,
                agency=one.agency,
                person=one.person,
                circumstance=one.circumstance,
                reason=one.reason,
                report_expected=one.report_expected,
                by=by,
                at=at,
            )
        )
    note(conference=conference, what="propose_invitations", by=by, at=at, made=len(made))
    return made


def _only_officer(listed: set, agency: int) -> bool:
    return {circumstance for listed_agency, circumstance in listed if listed_agency == agency} == {
        Circumstance.REVIEWING_OFFICER.value
    }


@transaction.atomic
def add_invitation(
    *,
    conference: Conference,
    agency,
    reason: str,
    by,
    at,
    person=None,
    circumstance: Circumstance = Circumstance.ADDED,
    report_expected: bool = True,
) -> Invitation:
    """Put another agency, or another person of one, on the list."""
    if conference.invitations.filter(agency=agency, person=person).exists():
        raise Refused(f"{agency.name} is on the list already.", field="agency")
    _not_excluded(conference, person)
    return _propose(
        conference,
        agency=agency,
        person=person,
        circumstance=circumstance,
        reason=reason,
        report_expected=report_expected,
        by=by,
        at=at,
    )


def _not_excluded(conference: Conference, person) -> None:
    """A practitioner may be a member of the family too."""
    whole = conference.exclusions.filter(ruling=ExclusionRuling.WHOLE.value, adult__person__isnull=False)
    if person is not None and whole.filter(adult__person=person).exists():
        raise Refused(EXCLUDED.format(person.name), field="person")


@transaction.atomic
def choose_person(*, invitation: Invitation, person, by, at) -> Invitation:
    """Address the invitation to somebody by name, or (None) to the agency."""
    same = invitation.conference.invitations.filter(agency=invitation.agency, person=person)
    if same.exclude(pk=invitation.pk).exists():
        raise Refused("This person has an invitation to this conference already.", field="person")
    _not_excluded(invitation.conference, person)
    invitation.person = person
    invitation.save(update_fields=["person"])
    InvitationEvent.objects.create(
        invitation=invitation, move="choose_person", by=by, at=at, facts=told({"person": person})
    )
    raise_facts(conference=invitation.conference_id)
    return invitation


def withdraw_invitation(*, invitation: Invitation, reason: str, by, at) -> Invitation:
    """Take somebody off the list. What they could see closes at once."""
    return move_invitation(invitation=invitation, name="withdraw", by=by, at=at, reason=reason)


@transaction.atomic
def invite(
    *, conference: Conference, invitations: list[Invitation], calendar, by, at, short_notice_reason: str = ""
) -> list[Invitation]:
    """Send these invitations. With less than POL-10 left they go at once, with the reason.

    Raises Refused: no date yet, short notice without its reason, somebody excluded from the whole.
    """
    if conference.state != ConferenceState.BOOKED:
        raise Refused(NO_DATE)
    if not invitations:
        raise Refused("Choose at least one to invite.", field="invitations")
    if (
        is_short_notice(conference, today=london_day(at), calendar=calendar)
        and not short_notice_reason.strip()
    ):
        raise Refused(
            "The time allowed for invitations has passed, so they go at once. Say why they go late (POL-10).",
            field="short_notice_reason",
        )
    for invitation in invitations:
        _not_excluded(conference, invitation.person)
        move_invitation(
            invitation=invitation,
            name="invite",
            by=by,
            at=at,
            invited_at=at,
            short_notice_reason=short_notice_reason,
        )
    return invitations


def is_short_notice(conference: Conference, *, today, calendar) -> bool:
    """Whether POL-10's day has passed."""
    limit = invitation_due(conference, calendar)
    return bool(limit and limit.due_on and today > limit.due_on)


@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    answer: InvitationState,
    by,
    at,
    how: Attending | str = "",
    colleague_name: str = "",
    colleague_role: str = "",
    apology_reason: str = "",
    came: str = "",
) -> Invitation:
    """SCD-05: attending, sending a named colleague, or apologies with the reason; the report is due either way.

    `came` says how it reached the office when somebody else records it. May be changed until the conference is held.
    """
    if past_answering(invitation.conference):
        raise Refused(OVER.format(invitation.conference.state_label))
    facts = _answer_facts(answer, how, colleague_name.strip(), colleague_role.strip(), apology_reason.strip())
    return move_invitation(
        invitation=invitation,
        name=MOVE_OF_ANSWER[answer],
        by=by,
        at=at,
        answered_at=at,
        answered_by=by,
        answer_came=came,
        **facts,
    )


MOVE_OF_ANSWER = {
    InvitationState.ATTENDING: "attend",
    InvitationState.SENDING_A_COLLEAGUE: "send_colleague",
    InvitationState.APOLOGIES: "apologise",
}


def _answer_facts(answer, how, colleague_name, colleague_role, apology_reason) -> dict[str, str]:
    """Only what belongs to this answer is kept; an earlier answer's details stand in the history."""
    facts = {"how": "", "colleague_name": "", "colleague_role": "", "apology_reason": ""}
    if answer == InvitationState.APOLOGIES:
        if not apology_reason:
            raise Refused("Say why nobody can attend.", field="apology_reason")
        return facts | {"apology_reason": apology_reason}
    if not how:
        raise Refused("Choose whether in person, by video or by telephone.", field="how")
    if answer == InvitationState.SENDING_A_COLLEAGUE:
        if not colleague_name:
            raise Refused("Name the colleague who will come (SCD-05).", field="colleague_name")
        facts |= {"colleague_name": colleague_name, "colleague_role": colleague_role}
    return facts | {"how": str(how)}


@transaction.atomic
def stamp_report(*, invitation: Invitation, signed_at, by, at) -> Invitation:
    """Called down by reports when one is signed (architecture, trap 3)."""
    return _stamp(invitation, "report_signed", by, at, report_signed_at=signed_at)


@transaction.atomic
def stamp_sharing(*, invitation: Invitation, shared_at, by, at) -> Invitation:
    """Called down by reports when a sharing with the family is recorded (REP-12)."""
    return _stamp(invitation, "shared_with_family", by, at, shared_with_family_at=shared_at)


def _stamp(invitation: Invitation, what: str, by, at, **stamps) -> Invitation:
    Invitation.objects.filter(pk=invitation.pk).update(**stamps)
    invitation.refresh_from_db()
    InvitationEvent.objects.create(invitation=invitation, move=what, by=by, at=at, facts=told(stamps))
    raise_facts(conference=invitation.conference_id)
    return invitation


@transaction.atomic
def invite_family_member(
    *,
    conference: Conference,
    member: Adult | Child,
    invited: bool,
    by,
    at,
    reason: str = "",
    support: str = "",
    answer: FamilyAnswer | str = "",
) -> FamilyInvitation:
    """FAM-02, FAM-03: the decision for one member of the family, replacing an earlier one.

    Raises Refused: excluded from the whole (EXC-01), or not invited without the reasoning.
    """
    column = "child" if isinstance(member, Child) else "adult"
    if invited and column == "adult" and is_excluded(conference, member):
        raise Refused(EXCLUDED.format(member.name), field="invited")
    if not invited and not reason.strip():
        raise Refused(
            "Give the reason: it is recorded for everybody who isn’t invited (FAM-02, FAM-03).",
            field="reason",
        )
    row, _ = FamilyInvitation.objects.update_or_create(
        conference=conference,
        **{column: member},
        defaults={
            "invited": invited,
            "reason": reason,
            "support": support,
            "answer": str(answer) if invited else "",
            "decided_by": by,
            "decided_at": at,
        },
    )
    note(conference=conference, what="family_invitation", by=by, at=at, member=member, invited=invited)
    return row


def is_excluded(conference: Conference, adult: Adult) -> bool:
    """Whether the chair excluded this adult from the whole of this conference."""
    return conference.exclusions.filter(adult=adult, ruling=ExclusionRuling.WHOLE.value).exists()
