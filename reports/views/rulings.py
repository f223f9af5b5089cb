"""What is kept back: the chair rules where it is read, the agency answers, and each reader's copy is seen beforehand."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from conferences.models import Conference
from conferences.operations import Refused
from partnership.gate import door, showed
from procedures.access import Action
from procedures.workflow import MoveRefused
from reports.forms.rulings import AnswerForm, RulingForm
from reports.models import Report, Restriction
from reports.operations.restricting import AGENCYS, CHAIRS, OLDER, answer, rule
from reports.queries.restricting import (
    blocks_family_copy,
    is_current,
    kept_of,
    may_be_released_to,
    moves_open,
    of_report,
    rendition_of,
    viewers_of,
    waiting_in,
    with_rulings,
)
from reports.queries.writing import latest_version
from reports.restrictions import PROFESSIONALS
from reports.views.room import in_room
from reports.views.writing import allowed


def _ruling_form(kept, moves, viewers, data=None, *, cancel=None):
    return RulingForm(
        data,
        auto_id=f"id_{kept.restriction.ref}_%s",
        moves=moves,
        readers=may_be_released_to(kept, viewers),
        action=reverse("reports:ruling", args=[kept.restriction.ref]),
        cancel=cancel,
    )


@require_GET
@door(Conference, Action.READ_REPORTS)
def rulings(request, conference):
    """Everything in this conference's reports that waits for its chair, with its words and a form beside it."""
    viewers = viewers_of(conference, today=request.today)
    rows = [
        (kept, _ruling_form(kept, moves_open(kept.restriction, CHAIRS), viewers))
        for kept in waiting_in(conference)
    ]
    refs = [kept.restriction.ref for kept, _ in rows]
    showed(request, action=Action.READ_REPORTS, kind="Restriction", refs=refs, at=timezone.now())
    return in_room(request, conference, "reports/rulings.html", {"rows": rows})


def _kept(restriction):
    return kept_of(with_rulings(Restriction.objects.filter(pk=restriction.pk)))[0]


def _lead_on(request, restriction):
    """From what an older version kept back to what the newest keeps back."""
    messages.info(request, OLDER)
    return redirect("reports:decided", restriction.version.report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Restriction, Action.RULE_RESTRICTION)
def ruling(request, restriction):
    """One thing that is kept back, everything that was said of it, and the chair's ruling."""
    if not is_current(restriction):
        return _lead_on(request, restriction)
    kept = _kept(restriction)
    report = kept.restriction.version.report
    conference = report.invitation.conference
    back = reverse("reports:rulings", args=[conference.ref])
    viewers = viewers_of(conference, today=request.today)
    posted = request.POST if request.method == "POST" else None
    form = _ruling_form(kept, moves_open(restriction, CHAIRS), viewers, posted, cancel=back)
    context = {"kept": kept, "form": form, "report": report, "conference": conference}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/ruling.html", context)
    try:
        rule(restriction=restriction, **form.cleaned_data, by=request.person, at=timezone.now())
    except Refused as refused:
        form.add_error(refused.field, str(refused))
        return render(request, "reports/ruling.html", context, status=422)
    except MoveRefused as refused:
        messages.info(request, str(refused))
        return redirect("reports:ruling", restriction.ref)
    messages.success(request, f"{restriction.state_label}. {report.invitation.agency.name} is told.")
    return redirect(back)


@require_GET
@door(Report, Action.SEE_RULINGS)
def decided(request, report):
    """What this report keeps back, what the chair decided of each, and what the agency has to do."""
    context = {
        "report": report,
        "conference": report.invitation.conference,
        "rows": [
            (
                kept,
                allowed(request, Action.ANSWER_RULING, kept.restriction),
                allowed(request, Action.RULE_RESTRICTION, kept.restriction),
            )
            for kept in of_report(report)
        ],
    }
    return render(request, "reports/decided.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Restriction, Action.ANSWER_RULING)
def answer_ruling(request, restriction):
    """The agency supplies other words, shares it, or withdraws it."""
    if not is_current(restriction):
        return _lead_on(request, restriction)
    kept = _kept(restriction)
    report = kept.restriction.version.report
    back = reverse("reports:decided", args=[report.ref])
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, moves=moves_open(restriction, AGENCYS), cancel=back)
    context = {"kept": kept, "form": form, "report": report}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/answer_ruling.html", context)
    try:
        answer(restriction=restriction, **form.cleaned_data, by=request.person, at=timezone.now())
    except Refused as refused:
        form.add_error(refused.field, str(refused))
        return render(request, "reports/answer_ruling.html", context, status=422)
    except MoveRefused as refused:
        messages.info(request, str(refused))
        return redirect(back)
    messages.success(request, "Saved. The chair is told.")
    return redirect(back)


@require_GET
@door(Report, Action.PREVIEW_REPORT)
def preview(request, report, reader):
    """This report as another reader will have it: professionals, a parent or a child (the-day 1)."""
    version = latest_version(report)
    viewers = viewers_of(report.invitation.conference, today=request.today)
    viewer = next((one for one in viewers if (one.ref or PROFESSIONALS) == reader), None)
    if version is None or viewer is None:
        raise Http404
    made = rendition_of(version, viewer)
    context = {
        "report": report,
        "conference": report.invitation.conference,
        "viewer": viewer,
        "made": made,
        "readers": [(one, one.ref or PROFESSIONALS) for one in viewers],
        "blocked": viewer.reader.is_family and blocks_family_copy(version),
    }
    return render(request, "reports/preview.html", context)
