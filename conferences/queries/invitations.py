"""What the pages about invitations show: the list, one invitation, and the family's part."""

from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from conferences.models import Adult, Child, Conference, FamilyInvitation, Invitation
from conferences.queries.children import children_in_order, family_adults
from conferences.queries.dates import Falls, report_dues, stated
from procedures.policy import Parameter
from procedures.reckoning import london_day
from procedures.words import ExclusionRuling, ParentalResponsibility
from procedures.workflow import INVITATION, InvitationState

WEIGHTS = {
    InvitationState.PROPOSED: "neutral",
    InvitationState.INVITED: "waiting",
    InvitationState.ATTENDING: "good",
    InvitationState.SENDING_A_COLLEAGUE: "good",
    InvitationState.APOLOGIES: "soon",
    InvitationState.WITHDRAWN: "neutral",
}
#: What the history of an invitation says of what is no move.
WHAT_HAPPENED = {
    "propose": "Put on the list",
    "choose_person": "Person chosen",
    "report_signed": "Report signed and submitted",
    "shared_with_family": "Report shared with the family",
}


@dataclass(frozen=True)
class Duty:
    """One of an invitation's two duties (decisions 8): when it is due, what is left, when it was done."""

    falls: Falls | None
    left: int | None
    done_on: date | None

    @property
    def late(self) -> bool:
        return self.done_on is None and self.left is not None and self.left < 0


@dataclass(frozen=True)
class Row:
    """An invitation as its pages show it."""

    invitation: Invitation
    weight: str
    submit: Duty
    share: Duty


def row_of(invitation: Invitation, *, today: date, calendar) -> Row:
    """Due dates and state of one invitation."""
    dues = report_dues(invitation, calendar)
    return Row(
        invitation,
        WEIGHTS[InvitationState(invitation.state)],
        submit=_duty(dues.submit, invitation.report_signed_at, today, calendar),
        share=_duty(dues.share, invitation.shared_with_family_at, today, calendar),
    )


def _duty(falls: Falls | None, done_at, today: date, calendar) -> Duty:
    done_on = london_day(done_at) if done_at else None
    left = falls.left(today, calendar) if falls and done_on is None else None
    return Duty(falls, left, done_on)


def rows_of(conference: Conference, *, today: date, calendar) -> list[Row]:
    """Everybody on the list, in the order of the agencies' names."""
    prefetch_related_objects([conference], children_in_order())
    found = conference.invitations.select_related("agency", "person", "answered_by")
    for invitation in found:
        invitation.conference = conference
    return [row_of(invitation, today=today, calendar=calendar) for invitation in found]


def proposed_of(conference: Conference):
    """Those on the list who can be invited: proposed, or withdrawn and wanted again."""
    states = [state.value for state in INVITATION.sources("invite")]
    return conference.invitations.filter(state__in=states).select_related("agency", "person")


@dataclass(frozen=True)
class Relative:
    """A member of the family, and what was decided about their part (FAM-02, FAM-03)."""

    who: Adult | Child
    name: str
    note: str
    decision: FamilyInvitation | None
    excluded: bool
    has_responsibility: bool = False


def family_part(conference: Conference, *, today: date) -> list[Relative]:
    """The children of the conference and the adults of the family, with the decision for each."""
    prefetch_related_objects([conference], children_in_order())
    decided = list(conference.family_invitations.all())
    by_child = {row.child_id: row for row in decided if row.child_id}
    by_adult = {row.adult_id: row for row in decided if row.adult_id}
    whole = set(
        conference.exclusions.filter(ruling=ExclusionRuling.WHOLE.value).values_list("adult", flat=True)
    )
    children = [row.child for row in conference.children.all()]
    adults = family_adults(conference.family, today=today).prefetch_related("relationships")
    from_age = stated(conference, "POL-19").value
    return [
        *(
            Relative(
                child, child.shown_name, _childs_note(child, from_age, today), by_child.get(child.pk), False
            )
            for child in children
            if not child.unborn
        ),
        *(
            Relative(
                adult,
                adult.name,
                _adults_note(adult),
                by_adult.get(adult.pk),
                adult.pk in whole,
                ParentalResponsibility.YES in _held(adult),
            )
            for adult in adults
        ),
    ]


def somebody_to_invite(conference: Conference, *, today: date) -> bool:
    """Whether inviting is the next step: no list yet, somebody on it waits, or FAM-03 leaves a decision open."""
    states = set(conference.invitations.values_list("state", flat=True))
    return (
        not states
        or InvitationState.PROPOSED in states
        or any(
            one.has_responsibility and not one.excluded and one.decision is None
            for one in family_part(conference, today=today)
        )
    )


def _childs_note(child: Child, from_age, today: date) -> str:
    age = child.age(on=today)
    if age is not None and age >= from_age:
        return f"{age} years old: offered to take part (FAM-02)"
    return f"Under {from_age}: not usually present, but helped to give their views (FAM-01, FAM-02)"


def _held(adult: Adult) -> set[str]:
    return {row.parental_responsibility for row in adult.relationships.all()}


def _adults_note(adult: Adult) -> str:
    held = _held(adult)
    if ParentalResponsibility.YES in held:
        return "Has parental responsibility: invited unless it would prejudice the child’s welfare (FAM-03)"
    return "Parental responsibility not known" if ParentalResponsibility.NOT_KNOWN in held else ""


@dataclass(frozen=True)
class Bring:
    """What the invited person brings and when they come (POL-17, POL-18), each with its source."""

    copies: Parameter
    minutes_before: Parameter


def what_to_bring(conference: Conference) -> Bring:
    """POL-17 and POL-18 as the conference's own set has them."""
    return Bring(copies=stated(conference, "POL-17"), minutes_before=stated(conference, "POL-18"))


def history(invitation: Invitation) -> list[dict]:
    """Rows for components/events.html, newest first."""
    return [
        {
            "text": WHAT_HAPPENED.get(event.move) or INVITATION.moves[event.move].label,
            "at": event.at,
            "by": event.by.name,
            "detail": event.reason,
        }
        for event in invitation.events.select_related("by")
    ]
