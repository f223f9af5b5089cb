"""Sign-off: ask for it, take it back, return it with comments, sign it, and the receipt."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conferences.operations import Refused
from partnership.gate import door
from procedures.access import Action
from procedures.workflow import MoveRefused
from reports.forms.signing import AskForm, ReturnForm, SignForm
from reports.material import places
from reports.models import Report
from reports.operations.writing import (
    Incomplete,
    Questioned,
    ask_for_sign_off,
    return_report,
    sign,
    submit_due_on,
    take_back,
)
from reports.queries.family import sharing_of
from reports.queries.restricting import unsettled_in
from reports.queries.writing import latest_version, material_of, signers_of
from reports.views.writing import allowed, duties


def _gone_on(request, report, refused):
    """The state moved meanwhile, or the same form came twice: say so on the report's page."""
    messages.info(request, str(refused))
    return redirect("reports:report", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.ASK_SIGN_OFF)
def ask(request, report):
    """Hand the report to whoever signs it off."""
    cancel = reverse("reports:report", args=[report.ref])
    given = request.POST if request.method == "POST" else None
    form = AskForm(given, cancel=cancel, asks="looked" in request.POST)
    context = {"report": report, "form": form, "signers": signers_of(report, today=request.today)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/ask.html", context)
    try:
        ask_for_sign_off(report=report, **form.cleaned_data, by=request.person, at=timezone.now())
    except Questioned as asked:
        again = {"form": AskForm(given, cancel=cancel, asks=True), "questions": asked.questions}
        return render(request, "reports/ask.html", context | again, status=422)
    except Incomplete as missing:
        return render(request, "reports/ask.html", context | {"gaps": missing.gaps}, status=422)
    except (MoveRefused, Refused) as refused:
        return _gone_on(request, report, refused)
    messages.success(request, "Sign-off is asked for. You are told when it is signed or comes back.")
    return redirect("reports:report", report.ref)


@require_POST
@door(Report, Action.TAKE_BACK_REPORT)
def back(request, report):
    """The author takes the report back to change it."""
    try:
        take_back(report=report, by=request.person, at=timezone.now())
    except MoveRefused as refused:
        return _gone_on(request, report, refused)
    messages.success(request, "You have the report back and can change it.")
    return redirect("reports:report", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.RETURN_REPORT)
def send_back(request, report):
    """Return the report to its author with what should change."""
    cancel = reverse("reports:report", args=[report.ref])
    pages = places(material_of(report, today=request.today))
    form = ReturnForm(request.POST if request.method == "POST" else None, places=pages, cancel=cancel)
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/return.html", {"report": report, "form": form})
    try:
        return_report(report=report, **form.cleaned_data, by=request.person, at=timezone.now())
    except MoveRefused as refused:
        return _gone_on(request, report, refused)
    messages.success(request, f"The report is back with {report.author.name}, with your comment.")
    return redirect("reports:report", report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.SIGN_REPORT)
def signature(request, report):
    """Sign and submit. What is missing is listed, each gap linked to its box."""
    due_on = submit_due_on(report.invitation)
    is_late = due_on is not None and request.today > due_on
    initial = {"name": request.person.name, "role": request.person.job_title}
    given = request.POST if request.method == "POST" else None
    cancel = reverse("reports:report", args=[report.ref])
    asks = "looked" in request.POST
    form = SignForm(given, is_late=is_late, initial=initial, cancel=cancel, asks=asks)
    linked = allowed(request, Action.EDIT_REPORT, report)
    context = {"report": report, "form": form, "due_on": due_on, "is_late": is_late, "linked": linked}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/sign.html", context)
    told = {"late_reason": ""} | form.cleaned_data
    try:
        sign(report=report, **told, by=request.person, at=timezone.now())
    except Questioned as asked:
        form = SignForm(given, is_late=is_late, cancel=cancel, asks=True)
        again = {"form": form, "questions": asked.questions}
        return render(request, "reports/sign.html", context | again, status=422)
    except Incomplete as missing:
        return render(request, "reports/sign.html", context | {"gaps": missing.gaps}, status=422)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return render(request, "reports/sign.html", context, status=422)
    except MoveRefused as refused:
        return _gone_on(request, report, refused)
    return redirect("reports:receipt", report.ref)


@require_GET
@door(Report, Action.READ_REPORT)
def receipt(request, report):
    """What was submitted, when and how, and what comes next: the second duty (REP-17)."""
    version = latest_version(report)
    if version is None:
        raise Http404
    context = {
        "report": report,
        "version": version,
        "waiting": len(unsettled_in(version)),
        "agency": report.invitation.agency,
        "conference": report.invitation.conference,
        "dues": duties(report.invitation, request.today),
        "owed": [row for row in sharing_of(version, today=request.today) if row.is_open],
        "filed": report.events.filter(move="filed", facts__version=version.number).first(),
        "may_file": allowed(request, Action.RECORD_FILED, report),
    }
    return render(request, "reports/receipt.html", context)
