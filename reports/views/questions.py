"""The chair's private questions for the day: seen by whoever wrote them, while they chair this conference, and by nobody else."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conferences.models import INVITED_STATES, Conference, Invitation
from partnership.gate import door
from procedures.access import Action
from reports.forms.reading import QuestionForm
from reports.models import Question, Report
from reports.operations.reading import change_question, tick_question, write_question
from reports.pins import pinned
from reports.queries.reading import questions_of
from reports.queries.writing import latest_version, signed_material
from reports.views.room import in_room


@require_GET
@door(Conference, Action.KEEP_QUESTIONS)
def questions(request, conference):
    """Questions for the day, by agency; to print as well."""
    groups = questions_of(conference, person=request.person, today=request.today)
    left = sum(one.question.asked_at is None for group in groups for one in group.questions)
    return in_room(request, conference, "reports/reading_questions.html", {"groups": groups, "left": left})


@require_http_methods(["GET", "HEAD", "POST"])
@door(Conference, Action.KEEP_QUESTIONS)
def new_question(request, conference):
    """A question to one agency, about a place in its report (`?about=<report>/<reference>`) or as such."""
    report, reference, pin = _about(conference, request.GET.get("about", ""))
    invitations = Invitation.objects.filter(conference=conference, state__in=INVITED_STATES)
    if report:
        invitations = invitations.filter(pk=report.invitation_id)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        invitations=list(invitations.select_related("agency").order_by("agency__name", "pk")),
        cancel=reverse("reports:questions", args=[conference.ref]),
    )
    if request.method != "POST" or not form.is_valid():
        context = {"conference": conference, "form": form, "pin": pin, "agency": form.only_agency}
        return render(request, "reports/reading_question.html", context, status=422 if form.is_bound else 200)
    told = {"text": form.cleaned_data["text"], "reference": reference}
    write_question(invitation=form.invitation, by=request.person, at=timezone.now(), **told)
    messages.success(request, "Kept for the day. Only you see it.")
    return redirect("reports:questions", conference.ref)


def _about(conference, about):
    """The report, the reference in it and its words; nothing where the address names no place of this conference."""
    ref, _, reference = about.partition("/")
    report = Report.objects.filter(invitation__conference=conference, ref=ref).first()
    version = report and latest_version(report)
    if version is None:
        return None, "", None
    if not reference:
        return report, "", None
    pin = pinned(signed_material(version), reference)
    if pin is None:
        raise Http404
    return report, reference, pin


@require_http_methods(["GET", "HEAD", "POST"])
@door(Question, Action.KEEP_QUESTIONS)
def question(request, question):
    """Other words for a question."""
    conference = question.conference
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        invitations=[question.invitation],
        initial={"text": question.text},
        cancel=reverse("reports:questions", args=[conference.ref]),
    )
    if request.method != "POST" or not form.is_valid():
        context = {"conference": conference, "form": form, "pin": None, "agency": form.only_agency}
        return render(request, "reports/reading_question.html", context, status=422 if form.is_bound else 200)
    change_question(question=question, text=form.cleaned_data["text"], by=request.person, at=timezone.now())
    messages.success(request, "Changed.")
    return redirect("reports:questions", conference.ref)


@require_POST
@door(Question, Action.KEEP_QUESTIONS)
def tick(request, question):
    """It was asked; the same button takes the tick away."""
    asked = request.POST.get("asked") == "yes"
    tick_question(question=question, asked=asked, by=request.person, at=timezone.now())
    return redirect("reports:questions", question.conference.ref)
