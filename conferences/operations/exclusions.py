"""EXC-01 to EXC-03: asking that somebody is excluded, and the chair's ruling."""

from django.db import transaction

from conferences.models import Adult, Conference, Exclusion, FamilyInvitation
from conferences.operations.moves import Refused, note
from conferences.queries.dates import exclusion_due
from procedures.reckoning import london_day
from procedures.words import ExclusionGround, ExclusionRuling

NOT_INVITED = "Excluded from the whole conference by the chair (EXC-01)."


@transaction.atomic
def ask_exclusion(
    *, conference: Conference, adult: Adult, ground: ExclusionGround, evidence: str, calendar, by, at
) -> Exclusion:
    """Name ground and evidence. After POL-20's day it is taken all the same and marked late (EXC-06)."""
    if conference.exclusions.filter(adult=adult, ground=str(ground), ruling="").exists():
        raise Refused("This has been asked for already and waits for the chair.", field="ground")
    limit = exclusion_due(conference, calendar)
    late = bool(limit and limit.due_on and london_day(at) > limit.due_on)
    exclusion = Exclusion.objects.create(
        conference=conference,
        adult=adult,
        ground=str(ground),
        evidence=evidence,
        asked_by=by,
        asked_at=at,
        was_late=late,
    )
    note(conference=conference, what="ask_exclusion", by=by, at=at, adult=adult, ground=str(ground))
    return exclusion


@transaction.atomic
def rule_exclusion(
    *,
    exclusion: Exclusion,
    ruling: ExclusionRuling,
    reason: str,
    by,
    at,
    part: str = "",
    views_how: str = "",
) -> Exclusion:
    """The chair's ruling, with reasons; how the views of somebody excluded will come (EXC-03).

    Excluded from the whole, they are no longer invited.
    """
    if exclusion.ruling:
        raise Refused("The chair has ruled on this already.")
    if ruling == ExclusionRuling.PART and not part.strip():
        raise Refused("Say from which part (EXC-02).", field="part")
    if ruling != ExclusionRuling.REFUSED and not views_how.strip():
        raise Refused("Say how their views will come to the conference (EXC-03).", field="views_how")
    rows = Exclusion.objects.filter(pk=exclusion.pk, ruling="")
    changed = rows.update(
        ruling=str(ruling), ruling_reason=reason, part=part, views_how=views_how, ruled_by=by, ruled_at=at
    )
    if changed != 1:
        raise Refused("The chair has ruled on this already.")
    exclusion.refresh_from_db()
    if ruling == ExclusionRuling.WHOLE:
        _no_longer_invited(exclusion, by=by, at=at)
    note(
        conference=exclusion.conference,
        what="rule_exclusion",
        by=by,
        at=at,
        adult=exclusion.adult,
        ruling=str(ruling),
    )
    return exclusion


def _no_longer_invited(exclusion: Exclusion, *, by, at) -> None:
    FamilyInvitation.objects.filter(conference=exclusion.conference, adult=exclusion.adult).update(
        invited=False, reason=NOT_INVITED, answer="", decided_by=by, decided_at=at
    )
