"""Asking for PDFs, of one report or of all, and opening them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from conferences.models import Conference
from partnership.gate import door
from procedures.access import Action
from procedures.words import RenderState
from reports import vault
from reports.models import RenderJob, Report
from reports.operations.rendering import NothingToPutTogether, ask_for_pack, ask_for_report_pdf
from reports.queries.copies import still_leaves
from reports.queries.rendering import may_take_away
from reports.queries.writing import latest_version

MEDICAL = "A medical report is read on screen, by the chair of its conference alone (REP-11)."


@require_POST
@door(Conference, Action.READ_REPORTS)
def ask_pack(request, conference):
    """Ask for the pack of what is in now."""
    back = redirect("reports:conference_reading", conference.ref)
    try:
        ask_for_pack(conference=conference, by=request.person, at=timezone.now())
    except NothingToPutTogether:
        back["Location"] += "?pack=nothing"
    return back


@require_POST
@door(Report, Action.READ_REPORT)
def ask_pdf(request, report):
    """Ask for the PDF of the newest signed version; a page says how far it is."""
    version = latest_version(report)
    if version is None:
        raise Http404
    if not may_take_away(report, request.relations):
        raise PermissionDenied(MEDICAL)
    job = ask_for_report_pdf(version=version, by=request.person, at=timezone.now())
    return redirect("reports:pdf", job.ref)


@require_GET
@door(RenderJob, Action.OPEN_PDF)
def pdf(request, job):
    """How far a PDF is; once it is ready, the way to it."""
    return render(request, "reports/pdf.html", {"job": job, "done": job.state == RenderState.DONE})


@require_GET
@door(RenderJob, Action.OPEN_PDF)
def pdf_file(request, job):
    """The PDF itself. Its name says nothing about anybody; the look at it is recorded by the door."""
    if job.state != RenderState.DONE:
        raise Http404
    if job.person and not still_leaves(job, today=request.today):
        return render(request, "reports/pdf.html", {"job": job, "is_old": True}, status=410)
    try:
        content = vault.fetch(job.stored_as)
    except vault.Unreadable:
        return render(request, "reports/pdf.html", {"job": job, "lost": True}, status=503)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{job.kind}-{job.ref}.pdf"'
    return answer
