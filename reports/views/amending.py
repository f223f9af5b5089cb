"""Correcting a signed report: an addendum or a new version, giving it up, every version, and what differs (ADR 72)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from conferences.operations import Refused
from partnership.gate import door
from procedures.access import WRITERS, Action, Relation
from procedures.workflow import MoveRefused
from reports.differences import differences
from reports.document import document_of
from reports.forms.amending import AddendumForm, AmendForm
from reports.material import places
from reports.models import Report
from reports.operations.amending import amend_report, give_up, write_addendum
from reports.operations.reading import remember
from reports.queries.amending import draft_of, open_amendment, version_of, versions_of
from reports.queries.writing import latest_version, report_document, signed_material

DRAFT = "draft"


def _overtaken(request, report, refused):
    messages.info(request, str(refused))
    return redirect("reports:report", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.AMEND_REPORT)
def amend(request, report):
    """Open a signed report again: to add something, or to change something."""
    version = latest_version(report)
    form = AmendForm(
        request.POST if request.method == "POST" else None,
        places=places(signed_material(version)),
        cancel=reverse("reports:read", args=[report.ref]),
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/amend.html", {"report": report, "version": version, "form": form})
    try:
        amend_report(report=report, **form.told(), by=request.person, at=timezone.now())
    except MoveRefused as refused:
        return _overtaken(request, report, refused)
    messages.success(request, f"Version {version.number} stays what everybody reads until you sign.")
    return redirect("reports:report", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.EDIT_REPORT)
def addendum(request, report):
    """Change the addendum before it is signed."""
    amendment = open_amendment(report)
    if amendment is None or not amendment.is_addendum:
        raise Http404
    form = AddendumForm(
        request.POST if request.method == "POST" else None,
        places=places(signed_material(amendment.base)),
        initial={"place": amendment.place, "text": amendment.text, "reason": amendment.reason},
        cancel=reverse("reports:report", args=[report.ref]),
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/addendum.html", {"report": report, "form": form})
    try:
        write_addendum(report=report, **form.cleaned_data, by=request.person, at=timezone.now())
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return render(request, "reports/addendum.html", {"report": report, "form": form}, status=409)
    messages.success(request, "The addendum is saved.")
    return redirect("reports:report", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.GIVE_UP_AMENDMENT)
def drop(request, report):
    """Give up what is written over the signed version. Asked twice: what was changed goes."""
    amendment = open_amendment(report)
    if request.method != "POST" and amendment:
        return render(request, "reports/give_up.html", {"report": report, "amendment": amendment})
    try:
        give_up(report=report, by=request.person, at=timezone.now())
    except (Refused, MoveRefused) as refused:
        return _overtaken(request, report, refused)
    messages.success(request, "Given up. The signed version is as it was.")
    return redirect("reports:read", report.ref)


@require_GET
@door(Report, Action.READ_REPORT)
def versions(request, report):
    """Every version that was signed, with why there is another."""
    context = {"report": report, "versions": versions_of(report), "agency": report.invitation.agency}
    return render(request, "reports/versions.html", context)


@require_GET
@door(Report, Action.READ_REPORT)
def version(request, report, number):
    """One version, as it was signed."""
    found = _version(report, number)
    if Relation.CHAIR_OF in request.relations:
        remember(version=found, read=False, by=request.person, at=timezone.now())
    context = {
        "report": report,
        "version": found,
        "newest": latest_version(report),
        "document": report_document(found),
    }
    return render(request, "reports/version.html", context)


def _version(report, number):
    found = version_of(report, number)
    if found is None:
        raise Http404
    return found


@require_GET
@door(Report, Action.READ_REPORT)
def changes(request, report):
    """Two versions side by side, field by field. The agency may compare with what it is writing."""
    signed = versions_of(report)
    before = _chosen(request.GET.get("from"), signed, fallback=signed[1:2])
    now = request.GET.get("to")
    amendment = open_amendment(report) if now == DRAFT and request.relations & WRITERS else None
    after = None if amendment else _chosen(now, signed, fallback=signed[:1])
    if before is None or (after is None and amendment is None):
        raise Http404
    newer = report_document(after) if after else document_of(draft_of(report, amendment, today=request.today))
    context = {
        "report": report,
        "versions": signed,
        "before": before,
        "after": after,
        "changes": differences(report_document(before), newer),
    }
    return render(request, "reports/changes.html", context)


def _chosen(wanted, signed, *, fallback):
    """The version of that number; without one the usual, None where there is none."""
    if not wanted:
        return next(iter(fallback), None)
    return next((one for one in signed if str(one.number) == wanted), None)
