"""The one way in which a state changes, and the rows that tell of it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from conferences.models import Conference, ConferenceEvent, FamilyEvent, InvitationEvent, Submission
from procedures.reckoning import london_day
from procedures.workflow import CONFERENCE, INVITATION, InvitationState, MoveRefused

CHANGED_MEANWHILE = "Somebody changed this {} meanwhile: look at its page again."
SAME_MEANWHILE = "Somebody recorded the same at this moment. Look at the page again before you go on."
BEFORE_ENQUIRY = (
    "A conference can’t be held before the strategy discussion on {:%-d %B %Y}. Choose a later day."
)


class Refused(MoveRefused):
    """What was asked for can't be recorded. A sentence for the person, and the field that it belongs to."""

    def __init__(self, sentence: str, *, field: str | None = None):
        super().__init__(sentence)
        self.field = field


def told(facts: dict) -> dict:
    """Facts as the history keeps them: text, numbers, and references instead of rows."""
    return {name: _told(value) for name, value in facts.items()}


def _told(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.ref


@transaction.atomic
def move(*, conference: Conference, name: str, by, at, reason: str = "", **facts) -> Conference:
    """Make one move of the conference's workflow, set `facts` with it, and write the event.

    Booking calls it down with name="fix_date" or "move_date", starts_at, minutes, chair, place, online_link.
    Raises MoveRefused, in words: wrong state, changed meanwhile, or a day before the enquiry.
    """
    target = CONFERENCE.target(name, source=conference.access_state())
    _not_before_enquiry(conference, facts)
    swap = Conference.objects.filter(pk=conference.pk, state=conference.state, version=conference.version)
    changed = swap.update(
        state=target.value, version=F("version") + 1, facts_version=F("facts_version") + 1, **facts
    )
    if changed != 1:
        raise MoveRefused(CHANGED_MEANWHILE.format("conference"))
    conference.refresh_from_db()
    ConferenceEvent.objects.create(
        conference=conference, move=name, by=by, at=at, reason=reason, facts=told(facts)
    )
    return conference


def _not_before_enquiry(conference: Conference, facts: dict) -> None:
    day = facts.get("held_on") or (london_day(facts["starts_at"]) if facts.get("starts_at") else None)
    if day and conference.enquiry_id and day < conference.enquiry.strategy_on:
        field = "held_on" if "held_on" in facts else "starts_at"
        raise Refused(BEFORE_ENQUIRY.format(conference.enquiry.strategy_on), field=field)


@transaction.atomic
def move_invitation(*, invitation, name: str, by, at, reason: str = "", **facts):
    """Make one move of an invitation's workflow, set `facts` with it, and write the event."""
    target = INVITATION.target(name, source=InvitationState(invitation.state))
    rows = type(invitation).objects.filter(
        pk=invitation.pk, state=invitation.state, version=invitation.version
    )
    if rows.update(state=target.value, version=F("version") + 1, **facts) != 1:
        raise MoveRefused(CHANGED_MEANWHILE.format("invitation"))
    invitation.refresh_from_db()
    InvitationEvent.objects.create(
        invitation=invitation, move=name, by=by, at=at, reason=reason, facts=told(facts)
    )
    raise_facts(conference=invitation.conference_id)
    return invitation


def note(*, conference: Conference, what: str, by, at, reason: str = "", **facts) -> ConferenceEvent:
    """One row in the history for what is no move: a delay, an exclusion asked for, an agency added."""
    return ConferenceEvent.objects.create(
        conference=conference, move=what, by=by, at=at, reason=reason, facts=told(facts)
    )


def note_family(*, family, what: str, by, at, **facts) -> FamilyEvent:
    """One row in a family's history."""
    return FamilyEvent.objects.create(family=family, what=what, by=by, at=at, facts=told(facts))


def raise_facts(**which) -> None:
    """A dated fact changed: the floor above notices by comparing (architecture, trap 9)."""
    if "conference" in which:
        which = {"pk": which["conference"]}
    Conference.objects.filter(**which).update(facts_version=F("facts_version") + 1)


def once(*, token: str, by, at, write) -> tuple[str, bool]:
    """Run `write`, which returns the path that it led to, unless this form was recorded before (same form twice).

    Answers the path and whether it was written now. Whatever `write` raises leaves the token free for the
    corrected form. Raises Refused too where somebody else wrote the same at the same moment.
    """
    try:
        return _once(token=token, by=by, at=at, write=write)
    except IntegrityError as clash:
        raise Refused(SAME_MEANWHILE) from clash


@transaction.atomic
def _once(*, token: str, by, at, write) -> tuple[str, bool]:
    submission, first = Submission.objects.get_or_create(token=token, by=by, defaults={"at": at})
    if first:
        submission.led_to = write()
        submission.save(update_fields=["led_to"])
    return submission.led_to, first
