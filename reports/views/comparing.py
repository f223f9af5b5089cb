"""All reports of a conference side by side: by theme, for what is missing, and against the conference before."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from conferences.models import Conference
from partnership.calendar import working_calendar
from partnership.gate import door, showed
from procedures.access import Action
from reports.changes import changes
from reports.gap_check import Missing
from reports.queries.comparing import children_in, gaps_in, pairs_of, voices_of
from reports.themes import by_theme
from reports.views.room import in_room


def _child(request, children):
    """The child that the address names by reference; the eldest without one."""
    return next((child for child in children if child.ref == request.GET.get("child")), children[0])


@require_GET
@door(Conference, Action.READ_REPORTS)
def themes(request, conference):
    """What every agency says about one child, theme by theme, with how each row is known."""
    children = children_in(conference)
    child = _child(request, children)
    voices = voices_of(conference, calendar=working_calendar(), today=request.today)
    context = {"children": children, "child": child, "themes": by_theme(voices, child.ref)}
    return in_room(request, conference, "reports/reading_themes.html", context)


@dataclass(frozen=True)
class Put:
    """A gap with the ways to where it is put right: the page first, where there is one, and asking on the day."""

    gap: Missing
    href: str
    text: str
    ask: str


@require_GET
@door(Conference, Action.READ_REPORTS)
def gap_check(request, conference):
    """What no report says: each gap with its rule and the way to where it is put right."""
    found = gaps_in(conference, calendar=working_calendar(), today=request.today)
    rows = [_put(conference, gap) for gap in found]
    return in_room(request, conference, "reports/reading_gaps.html", {"rows": rows})


def _put(conference, gap: Missing) -> Put:
    ask = reverse("reports:new_question", args=[conference.ref])
    if gap.report:
        section = gap.place.replace(":", "-")  # as the page of the report names its sections
        read = f"{reverse('reports:read', args=[gap.report])}#section-{section}"
        return Put(gap, read, "Read the passage", f"{ask}?about={gap.report}/")
    if gap.code == "owed":
        return Put(gap, reverse("reports:conference", args=[conference.ref]), "See who has reported", ask)
    return Put(gap, "", "", ask)


@require_GET
@door(Conference, Action.READ_REPORTS)
def since_last(request, conference):
    """Each agency's report to the conference before against its present one."""
    children = children_in(conference)
    child = _child(request, children)
    if conference.follows:
        refs = [conference.follows.ref]
        showed(request, action=Action.READ_REPORTS, kind="Conference", refs=refs, at=timezone.now())
    rows = changes(pairs_of(conference), child.ref) if conference.follows else []
    context = {"children": children, "child": child, "rows": rows}
    return in_room(request, conference, "reports/reading_changes.html", context)
