"""The chair's rulings on who gets which report, and the page of everybody who ever received one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from conferences.models import Conference
from partnership.gate import door, lobby, showed
from partnership.sessions import RECEIVED_SEARCH
from procedures.access import Action
from reports.forms.releasing import ReceivedSearchForm, YesNoForm
from reports.models import ReceivedReport, Report
from reports.operations.releasing import rule_report, say_for_child
from reports.queries.receiving import received, signed_reports
from reports.queries.releasing import recipients_of, who_gets_what
from reports.views.room import in_room
from reports.views.writing import allowed


@require_GET
@door(Conference, Action.RULE_REPORTS)
def rulings_on_packs(request, conference):
    """Excluded parents with every report, and the children: who gets what (EXC-03, REC-03)."""
    context = who_gets_what(conference, today=request.today)
    return in_room(request, conference, "reports/who_gets_what.html", context)


def _recipient(conference, ref, today):
    found = next((one for one in recipients_of(conference, today=today) if one.ref == ref), None)
    if found is None or not found.is_family:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@door(Conference, Action.RULE_REPORTS)
def rule_on_report(request, conference, recipient_ref, report_ref):
    """One report and one member of the family: withheld, with the reason, or given."""
    recipient = _recipient(conference, recipient_ref, request.today)
    report = next((one for one in who_gets_what(conference, today=request.today)["reports"] if one.ref == report_ref), None)  # fmt: skip
    if report is None:
        raise Http404
    name, agency = recipient.name, report.invitation.agency.name
    form = _form(request, conference, f"Withhold it from {name}", f"Give it to {name}")
    if request.method == "POST" and form.is_valid():
        rule_report(
            report=report, recipient=recipient, withheld=form.is_yes, reason=form.cleaned_data["reason"],
            by=request.person, at=timezone.now(),
        )  # fmt: skip
        return _ruled(request, conference)
    hint = "Giving is the default: each report that is withheld needs your reason (EXC-03)."
    return _page(request, conference, form, f"The report of {agency}, and {name}", hint)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Conference, Action.RULE_REPORTS)
def rule_on_child(request, conference, recipient_ref):
    """Whether a child has a pack."""
    recipient = _recipient(conference, recipient_ref, request.today)
    if recipient.column != "child":
        raise Http404
    form = _form(request, conference, "They have a pack of their own", "They have none")
    if request.method == "POST" and form.is_valid():
        say_for_child(
            conference=conference, child=recipient.member, allowed=form.is_yes,
            reason=form.cleaned_data["reason"], by=request.person, at=timezone.now(),
        )  # fmt: skip
        return _ruled(request, conference)
    hint = "As fits age and understanding (REP-12). It holds only what is about this child."
    return _page(request, conference, form, f"A pack for {recipient.name}", hint)


def _form(request, conference, yes, no):
    back = reverse("reports:who_gets_what", args=[conference.ref])
    return YesNoForm(request.POST if request.method == "POST" else None, yes=yes, no=no, cancel=back)


def _ruled(request, conference):
    messages.success(request, "Your ruling is kept. It counts from now on.")
    return redirect("reports:who_gets_what", conference.ref)


def _page(request, conference, form, heading, hint):
    context = {"conference": conference, "form": form, "heading": heading, "hint": hint}
    return render(request, "reports/rule_who_gets.html", context, status=422 if form.is_bound else 200)


A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@lobby(Action.SEE_AUDIT)
def received_reports(request):
    """Every signed report to a conference of one's authorities, the last signed first: each leads to who received it.

    The search is sent by POST and kept in the session.
    """
    if request.method == "POST":
        form = ReceivedSearchForm(request.POST)
        request.session[RECEIVED_SEARCH] = form.cleaned_data["search"] if form.is_valid() else ""
        return redirect("reports:received_reports")
    search = request.session.get(RECEIVED_SEARCH, "")
    found = signed_reports(request.person, search=search, today=request.today)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    refs = [report.ref for report in page]
    showed(request, action=Action.SEE_RECEIVED, kind=Report.__name__, refs=refs, at=request.now)
    context = {"page": page, "search": search, "form": ReceivedSearchForm(initial={"search": search})}
    return render(request, "reports/received_reports.html", context)


@require_GET
@door(ReceivedReport, Action.SEE_RECEIVED)
def received_by(request, report):
    """Who has ever received this report: shared face to face, released, handed over. Not a word of what it says."""
    context = {
        "report": report,
        "conference": report.invitation.conference,
        "rows": received(report),
        "may_see_packs": allowed(request, Action.SEE_RELEASES, report.invitation.conference),
        "may_see_all": allowed(request, Action.SEE_AUDIT, report),
    }
    return render(request, "reports/received.html", context)
