"""Making timetables: what a conference's facts give, stored, with the pair that it was made from."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from conferences.models import Conference
from partnership.calendar import calendar_version, working_calendar
from procedures.workflow import ConferenceState
from scheduling.models import Deadline, Step, Timetable
from scheduling.queries.planned import Planned, planned

log = logging.getLogger(__name__)

AT_ONCE = 200  # conferences in one transaction

#: A new calendar moves no date of theirs any more.
SETTLED = [ConferenceState.NOT_CONVENED.value, ConferenceState.CLOSED.value]


def rebuild_timetable(*, conference: Conference, at: datetime) -> Timetable:
    """Make one timetable anew at once, in the caller's transaction: what booking calls, so that pages are fresh."""
    _rebuild([conference.pk], at=at)
    return Timetable.objects.get(pk=conference.pk)


def rebuild_timetables(*, at: datetime) -> tuple[list[int], int]:
    """Make anew every timetable whose pair differs; answers which conferences that were, and how many got stuck.

    One conference with facts that nobody thought of must not silence the reminders of all others.
    """
    stale = list(stale_conferences().values_list("pk", flat=True))
    rebuilt: list[int] = []
    stuck = 0
    for start in range(0, len(stale), AT_ONCE):
        chunk = stale[start : start + AT_ONCE]
        done = _try(chunk, at=at)
        for each in [_try([pk], at=at) for pk in chunk] if done is None else [done]:
            rebuilt += each or []
            stuck += each is None
    return rebuilt, stuck


def _try(pks: list[int], *, at: datetime) -> list[int] | None:
    """Which of them were made anew; None where one of them can't be."""
    try:
        return _rebuild(pks, at=at)
    except (DatabaseError, LookupError, ValueError, TypeError, AttributeError):
        if len(pks) == 1:
            log.exception("The timetable of conference %s could not be made.", pks[0])
        return None


def stale_conferences() -> QuerySet[Conference]:
    """Conferences that have no timetable, or one made from other facts or another calendar than now's."""
    made = Timetable.objects.filter(conference=OuterRef("pk"))
    facts, calendar = Subquery(made.values("built_facts")), Subquery(made.values("built_calendar"))
    old_calendar = ~Q(made_calendar=calendar_version()) & ~Q(state__in=SETTLED)
    differing = Q(made_facts=None) | ~Q(made_facts=F("facts_version")) | old_calendar
    return (
        Conference.objects.annotate(made_facts=facts, made_calendar=calendar).filter(differing).order_by("pk")
    )


def _rebuild(pks: list[int], *, at: datetime) -> list[int]:
    """Reckon without a lock, then store what still holds: the facts are compared once more under the lock.

    What changed meanwhile is left to the next sweep; what another sweep has made already is left as it is.
    """
    version, calendar = calendar_version(), working_calendar()
    conferences = Conference.objects.filter(pk__in=pks).select_related("enquiry", "follows")
    plans = [planned(conference, calendar) for conference in conferences.prefetch_related("children")]
    with transaction.atomic():
        locked = Conference.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks)
        facts = dict(locked.order_by("pk").values_list("pk", "facts_version"))
        made = set(
            Timetable.objects.filter(
                conference__in=pks, built_facts=F("conference__facts_version"), built_calendar=version
            ).values_list("pk", flat=True)
        )
        holding = [
            plan
            for plan in plans
            if plan.conference.pk not in made and facts[plan.conference.pk] == plan.conference.facts_version
        ]
        _store(holding, version, at=at)
    return [plan.conference.pk for plan in holding]


def _store(plans: list[Planned], version: int, *, at: datetime) -> None:
    pks = [plan.conference.pk for plan in plans]
    Step.objects.filter(timetable__in=pks).delete()
    Deadline.objects.filter(timetable__in=pks).delete()
    for plan in plans:
        Timetable.objects.update_or_create(
            conference=plan.conference,
            defaults={
                "authority_id": plan.conference.authority_id,
                "built_facts": plan.conference.facts_version,
                "built_calendar": version,
                "built_at": at,
                "trouble": plan.trouble,
                "next_deadline_on": plan.next_deadline_on,
            },
        )
    Deadline.objects.bulk_create([deadline for plan in plans for deadline in plan.deadlines])
    Step.objects.bulk_create([step for plan in plans for step in plan.steps])
