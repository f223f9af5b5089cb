"""REP-12, REP-17: sharing the signed report with the family, person by person; their words, and what is answered."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partnership.gate import door
from procedures.access import Action
from procedures.reckoning import london_day
from procedures.words import CorrectionVerdict
from reports.forms.sharing import AnswerForm, SharingForm, WithheldForm, WrongForm
from reports.models import Report
from reports.operations.family import (
    answer_correction,
    answer_withheld,
    record_correction,
    record_filed,
    record_sharing,
)
from reports.pointing import points, words_at
from reports.queries.family import correction, corrections_of, sharing_of
from reports.queries.restricting import unsettled_in
from reports.queries.writing import latest_version, signed_material
from reports.views.writing import duties

MEDICAL = "A medical report goes to the chair alone, not to the family (REP-11)."
UNSIGNED = "Sharing is recorded of a signed report: this one isn’t signed yet."


def to_share(report):
    """The version that is shared now. 403 for a medical report, and while nothing is signed."""
    if report.is_medical:
        raise PermissionDenied(MEDICAL)
    version = latest_version(report)
    if version is None:
        raise PermissionDenied(UNSIGNED)
    return version


def row_of(version, person_ref, today):
    """The row of one member of the family; 404 for anybody else."""
    found = (one for one in sharing_of(version, today=today) if one.person.ref == person_ref)
    row = next(found, None)
    if row is None:
        raise Http404
    return row


@require_GET
@door(Report, Action.RECORD_SHARING)
def sharing(request, report):
    """Whom the report is owed to, who was shown it, what they said and what is answered."""
    version = to_share(report)
    rows = sharing_of(version, today=request.today)
    context = {
        "report": report,
        "version": version,
        "conference": report.invitation.conference,
        "rows": rows,
        "shown_before": any(row.earlier and row.earlier.shown for row in rows),
        "waiting": len(unsettled_in(version)),
        "corrections": corrections_of(version),
        "dues": duties(report.invitation, request.today),
    }
    return render(request, "reports/sharing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.RECORD_SHARING)
def share(request, report, person_ref):
    """Record how one person was shown it, or why not."""
    version = to_share(report)
    row = row_of(version, person_ref, request.today)
    form = SharingForm(
        request.POST if request.method == "POST" else None,
        signed_on=london_day(version.signed_at),
        today=request.today,
        by_whom=request.person.name,
        points=points(signed_material(version)),
        cancel=reverse("reports:sharing", args=[report.ref]),
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/share.html", {"report": report, "form": form, "row": row})
    record_sharing(version=version, person=row.person, by=request.person, at=timezone.now(), **form.told())
    messages.success(request, f"Recorded for {row.name}.")
    return redirect("reports:sharing", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.RECORD_SHARING)
def wrong(request, report, person_ref):
    """Record something more that one person says is wrong, beside the text that it is about."""
    version = to_share(report)
    row = row_of(version, person_ref, request.today)
    said = row.sharing if row.has_seen_it else row.earlier
    if said is None or not said.shown:
        raise PermissionDenied("Record first that they were shown the report.")
    form = WrongForm(
        request.POST if request.method == "POST" else None,
        points=points(signed_material(version)),
        cancel=reverse("reports:sharing", args=[report.ref]),
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/wrong.html", {"report": report, "form": form, "row": row})
    record_correction(sharing=said, **form.cleaned_data, by=request.person, at=timezone.now())
    messages.success(request, f"Recorded for {row.name}. It stands beside the text in every later copy.")
    return redirect("reports:sharing", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.RECORD_SHARING)
def answer(request, report, correction_ref):
    """The agency's answer to what somebody says is wrong: accepted, partly, not, with the reason."""
    version = to_share(report)
    one = correction(version, correction_ref)
    if one is None:
        raise Http404
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        cancel=reverse("reports:sharing", args=[report.ref]),
    )
    context = {
        "report": report,
        "form": form,
        "correction": one,
        "about": words_at(signed_material(version), one.place),
        "answers": one.answers.select_related("by"),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/answer_correction.html", context)
    told = {"verdict": CorrectionVerdict(form.cleaned_data["verdict"]), "reason": form.cleaned_data["reason"]}
    answer_correction(correction=one, **told, by=request.person, at=timezone.now())
    messages.success(request, "The answer stands beside their words now.")
    return redirect("reports:sharing", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.ANSWER_WITHHELD)
def withheld(request, report, person_ref):
    """The chair's word where the report isn't shared with somebody: agreed, or to be shared (REP-12)."""
    row = row_of(to_share(report), person_ref, request.today)
    if not row.waits_for_chair:
        messages.info(request, "There is nothing for you to decide here now.")
        return redirect("reports:read", report.ref)
    form = WithheldForm(
        request.POST if request.method == "POST" else None,
        cancel=reverse("reports:read", args=[report.ref]),
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/withheld.html", {"report": report, "form": form, "row": row})
    answer_withheld(sharing=row.sharing, **form.told(), by=request.person, at=timezone.now())
    messages.success(request, "Your word is recorded; the agency sees it.")
    return redirect("reports:read", report.ref)


@require_POST
@door(Report, Action.RECORD_FILED)
def filed(request, report):
    """REP-14: a copy lies on the child's child protection file at the agency."""
    version = latest_version(report)
    if version is None:
        raise PermissionDenied("There is no signed report yet, so there is nothing to file.")
    record_filed(version=version, by=request.person, at=timezone.now())
    messages.success(request, "Recorded: a copy is on the child’s file.")
    return redirect("reports:receipt", report.ref)
