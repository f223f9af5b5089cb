"""The chair's reading: the list of coming conferences, and the room of one conference with its reports."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from conferences.models import Conference
from partnership.calendar import working_calendar
from partnership.gate import door, lobby, showed
from procedures.access import Action
from reports.models import Report
from reports.operations.reading import remember
from reports.queries.reading import arrived, readings_of
from reports.queries.rendering import (
    coming,
    coming_conferences,
    is_up_to_date,
    pack_of,
    versions_for_pack,
)
from reports.views.room import in_room

A_PAGE = 20


@require_GET
@lobby(Action.SEE_READING)
def reading(request):
    """The coming conferences of this chair, with who has reported and who is late (REP-15)."""
    page = Paginator(coming_conferences(request.person, today=request.today), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = coming(page.object_list, calendar=working_calendar(), today=request.today)
    versions = [standing.version for row in rows for standing in row.rows if standing.version]
    readings = readings_of(versions, person=request.person)
    unopened = {
        row.conference.ref: sum(one.is_in and readings[one.version.pk].is_new for one in row.rows)
        for row in rows
    }
    refs = [row.conference.ref for row in rows]
    showed(request, action=Action.SEE_READING, kind="Conference", refs=refs, at=timezone.now())
    return render(request, "reports/reading_list.html", {"page": page, "rows": rows, "unopened": unopened})


@require_GET
@door(Conference, Action.READ_REPORTS)
def conference_reading(request, conference):
    """Every report of one conference: read on screen, or asked for as one pack."""
    versions = versions_for_pack(conference)
    pack = pack_of(conference, person=request.person)
    rows = arrived(conference, person=request.person, calendar=working_calendar(), today=request.today)
    unread = [row for row in rows if row.is_unread]
    context = {
        "rows": rows,
        "new": [row for row in unread if row.read.is_new],
        "minutes": sum(row.minutes for row in rows),
        "minutes_left": sum(row.minutes for row in unread),
        "versions": versions,
        "pack": pack,
        "pack_is_old": pack is not None and not is_up_to_date(pack, versions),
        "nothing_in": request.GET.get("pack") == "nothing",
    }
    return in_room(request, conference, "reports/reading.html", context)


@require_POST
@door(Report, Action.MARK_READ)
def mark_read(request, report):
    """This chair has read the version that the page showed, whatever has been signed meanwhile."""
    for version in report.versions.all():
        if str(version.number) == request.POST.get("version"):
            remember(version=version, read=True, by=request.person, at=timezone.now())
    return redirect("reports:conference_reading", report.invitation.conference.ref)
