"""Reads behind the help for an author: whose hints were set aside, which colleagues write, who saved what last."""

from typing import Any

from django.db.models import QuerySet

from conferences.models import Exclusion
from partnership.models import Agency, Person
from partnership.queries import holders
from procedures.words import ExclusionRuling, Role
from reports.models import DraftPart, Report

HINTS_ASIDE, HINTS_BACK = "set_hints_aside", "show_hints"


def hints_aside(report: Report) -> frozenset[str]:
    """The places whose hints were set aside, by the last thing that was said of each."""
    told = report.events.filter(move__in=(HINTS_ASIDE, HINTS_BACK)).order_by("at", "pk")
    last = {facts["place"]: move for move, facts in told.values_list("move", "facts")}
    return frozenset(place for place, move in last.items() if move == HINTS_ASIDE)


def writers_of(report: Report, *, today) -> QuerySet[Person]:
    """Everybody of the agency who may write in this report: whoever writes or signs there and isn't excluded (EXC-01)."""
    agency, conference = report.invitation.agency, report.invitation.conference_id
    writing = [
        holders(role, agency=agency, today=today).values("pk")
        for role in (Role.AGENCY_WRITER, Role.AGENCY_SIGNER)
    ]
    excluded = Exclusion.objects.filter(
        conference=conference, ruling=ExclusionRuling.WHOLE, adult__person__isnull=False
    ).values("adult__person")
    found = Person.objects.filter(pk__in=writing[0]) | Person.objects.filter(pk__in=writing[1])
    return found.exclude(pk__in=excluded).order_by("name")


def colleagues_of(report: Report, *, today) -> QuerySet[Person]:
    """Whom the author can hand the draft to."""
    return writers_of(report, today=today).exclude(pk=report.author_id)


def saves(report: Report) -> dict[str, DraftPart]:
    """What was saved of each page, and by whom; by the place's key."""
    rows = report.parts.exclude(saved_at=None).select_related("saved_by")
    return {row.place: row for row in rows}


def named(person: Person, agency: Agency) -> dict[str, Any]:
    """What the form says of its author before anybody typed."""
    return {
        "author": {"name": person.name, "role": person.job_title, "service": agency.name},
        "reach": ", ".join(filter(None, (person.telephone, person.email))),
    }
