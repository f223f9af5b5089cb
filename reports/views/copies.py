"""A copy of the signed report for one of the family: to print from the screen, or as a PDF; in ordinary and large print."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from partnership.gate import door
from procedures.access import Action
from reports.models import Report
from reports.operations.copies import CopyWaits, ask_for_family_copy
from reports.queries.copies import copy_html, family_viewer, may_leave
from reports.queries.restricting import blocks_family_copy
from reports.views.sharing import to_share


def _copy(request, report, person_ref):
    """The version and the reader; 404 for anybody who has no copy of their own."""
    version = to_share(report)
    viewer = family_viewer(version, person_ref, today=request.today)
    if viewer is None:
        raise Http404
    return version, viewer


def _page(request, report, version, viewer, *, status=200):
    context = {
        "report": report,
        "version": version,
        "viewer": viewer,
        "waits": not may_leave(version, viewer, today=request.today),
        "rules_wait": blocks_family_copy(version),
    }
    return render(request, "reports/copies.html", context, status=status)


@require_GET
@door(Report, Action.RECORD_SHARING)
def copies(request, report, person_ref):
    """The ways in which this person can be given their copy; or why there is none yet."""
    return _page(request, report, *_copy(request, report, person_ref))


@require_GET
@door(Report, Action.RECORD_SHARING)
def printed(request, report, person_ref):
    """Their copy as a page to print."""
    version, viewer = _copy(request, report, person_ref)
    if not may_leave(version, viewer, today=request.today):
        return _page(request, report, version, viewer, status=409)
    large = "large" in request.GET
    document, _ = copy_html(version, viewer, large=large)
    return render(
        request, "reports/family_copy.html", {"document": document, "viewer": viewer, "large": large}
    )


@require_POST
@door(Report, Action.RECORD_SHARING)
def ask_copy(request, report, person_ref):
    """Ask for their copy as a PDF; a page says how far it is."""
    version, viewer = _copy(request, report, person_ref)
    large = request.POST.get("print") == "large"
    try:
        job = ask_for_family_copy(
            version=version, viewer=viewer, large=large, by=request.person, at=timezone.now()
        )
    except CopyWaits:
        return _page(request, report, version, viewer, status=409)
    return redirect("reports:pdf", job.ref)
