"""A report from its invitation to its signature: begin it, its parts, check it, read it, and the files that go with it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from conferences.models import Conference, Invitation
from conferences.queries.conferences import WEIGHTS
from conferences.queries.dates import report_dues
from partnership.calendar import working_calendar
from partnership.gate import door
from procedures.access import WRITERS, Action, Relation, refusal
from procedures.words import AgencyKind
from procedures.workflow import ReportState
from reports.document import document_of
from reports.gaps import gaps
from reports.material import place_of
from reports.models import Report
from reports.operations.reading import remember
from reports.operations.writing import begin_report
from reports.plainly import hints_in
from reports.queries.amending import addendum_in, draft_of, open_amendment, read_before
from reports.queries.copies import draft_rendition
from reports.queries.earlier import earlier_version, marked_version, since_of
from reports.queries.family import not_seen, sharing_of
from reports.queries.helping import hints_aside, saves
from reports.queries.looking import doubts_of
from reports.queries.parts import parts_of
from reports.queries.rendering import may_take_away
from reports.queries.restricting import viewers_of
from reports.queries.standing import standings
from reports.queries.writing import (
    latest_version,
    material_of,
    report_document,
    signed_material,
    signers_of,
)
from reports.restrictions import PROFESSIONALS, told
from reports.since import marked
from reports.views.overview import groups_of, last_save, words_to_look_at


def duties(invitation, today):
    """The two duties as components/due.html wants them: what is due, and the working days left."""
    calendar = working_calendar()
    dues = report_dues(invitation, calendar)
    return {
        "submit": dues.submit,
        "submit_left": dues.submit.left(today, calendar) if dues.submit else None,
        "share": dues.share,
        "share_left": dues.share.left(today, calendar) if dues.share else None,
        "is_medical": invitation.agency.kind == AgencyKind.PAEDIATRICS,
    }


def allowed(request, action, thing) -> bool:
    """Whether this person may do something else with what the door let them see: the door's own answer, not asked anew."""
    return refusal(action, relations=request.relations, state=thing.access_state()) is None


@require_http_methods(["GET", "HEAD", "POST"])
@door(Invitation, Action.WRITE_REPORT)
def start(request, invitation):
    """What the report is for and when it is due; POST begins it, or finds the one that was begun."""
    if request.method == "POST":
        report = begin_report(invitation=invitation, by=request.person, at=timezone.now())
        return redirect("reports:report", report.ref)
    begun = Report.objects.filter(invitation=invitation).first()
    if begun:
        return redirect("reports:report", begun.ref)
    context = {
        "invitation": invitation,
        "conference": invitation.conference,
        "dues": duties(invitation, request.today),
    }
    return render(request, "reports/start.html", context)


@require_GET
@door(Report, Action.READ_REPORT)
def report(request, report):
    """The parts of the report and how far each is; once signed, what comes next."""
    today = request.today
    can_edit = allowed(request, Action.EDIT_REPORT, report)
    if not writes(request) or report.access_state() == ReportState.SIGNED:
        return redirect("reports:read", report.ref)
    amendment = open_amendment(report)
    if amendment and amendment.is_addendum:
        return _addendum(request, report, amendment)
    material = material_of(report, today=today)
    overview = parts_of(material, today=today)
    comments, saved = _comments(report, amendment), saves(report)
    context = {
        "report": report,
        "material": material,
        "conference": report.invitation.conference,
        "agency": report.invitation.agency,
        "dues": duties(report.invitation, today),
        "overview": overview,
        "groups": groups_of(
            report,
            overview,
            linked=can_edit,
            saves=saved,
            comments=comments,
            person=request.person,
            at=timezone.now(),
        ),
        "last_save": last_save(saved, timezone.now()),
        "before": earlier_version(report) if can_edit else None,
        "second_person": report.needs_second_person(today=today),
        "signers": signers_of(report, today=today),
        "amendment": amendment,
        "comments": [(comment, place_of(material, comment.place)) for comment in comments],
        "may_edit": can_edit,
        "may_hand_over": allowed(request, Action.HAND_OVER_REPORT, report),
        "may_sign": allowed(request, Action.SIGN_REPORT, report),
        "may_return": allowed(request, Action.RETURN_REPORT, report),
        "may_take_back": allowed(request, Action.TAKE_BACK_REPORT, report),
    }
    return render(request, "reports/report.html", context)


def writes(request) -> bool:
    """A draft is its agency's: the chair reads what was signed, also while an amendment is written over it."""
    return bool(request.relations & WRITERS)


def _addendum(request, report, amendment):
    """The report's page while an addendum is written: the addendum, and what comes next with it."""
    context = {
        "report": report,
        "amendment": amendment,
        "agency": report.invitation.agency,
        "conference": report.invitation.conference,
        "addenda": [addendum_in(amendment, signed_material(amendment.base))],
        "comments": _comments(report, amendment),
        "second_person": report.needs_second_person(today=request.today),
        "may_edit": allowed(request, Action.EDIT_REPORT, report),
        "may_sign": allowed(request, Action.SIGN_REPORT, report),
        "may_take_back": allowed(request, Action.TAKE_BACK_REPORT, report),
    }
    return render(request, "reports/addendum_report.html", context)


def _comments(report, amendment):
    """What should change: of an amendment only what was said since it was begun."""
    found = report.comments.select_related("by")
    return found.filter(at__gte=amendment.begun_at) if amendment else found


@require_GET
@door(Report, Action.READ_REPORT)
def check(request, report):
    """Check your answers: the whole draft as it would be read, and a linked list of what is missing or may be wrong."""
    today = request.today
    if not writes(request):
        return redirect("reports:read", report.ref)
    amendment = open_amendment(report)
    material = draft_of(report, amendment, today=today)
    is_addendum = amendment is not None and amendment.is_addendum
    looked = doubts_of(report, material, is_addendum=is_addendum, today=today)
    missing = [] if is_addendum else gaps(material, today=today)
    since = since_of(report, material, earlier_version(report))
    hints = [] if is_addendum else hints_in(material, aside=hints_aside(report))
    context = {
        "report": report,
        "amendment": amendment,
        "document": marked(document_of(material), since),
        "plainer": words_to_look_at(hints),
        "keeps": told(material),
        "readers": readers_of_draft(report, request.today),
        "gaps": [*missing, *looked.stops],
        "questions": looked.questions + looked.notes,
        "second_person": report.needs_second_person(today=today),
        "may_edit": allowed(request, Action.EDIT_REPORT, report),
        "may_sign": allowed(request, Action.SIGN_REPORT, report),
    }
    return render(request, "reports/check.html", context)


def readers_of_draft(report, today):
    """Whoever will read it otherwise than it stands, each with the key of their preview; nobody for a medical report."""
    viewers = [] if report.is_medical else viewers_of(report.invitation.conference, today=today)
    return [(one, one.ref or PROFESSIONALS) for one in viewers]


@require_GET
@door(Report, Action.READ_REPORT)
def draft_as(request, report, reader):
    """The draft as another reader would have it, were it signed now: what needs a ruling stays hidden until there is one."""
    amendment = open_amendment(report)
    is_draft = amendment is not None or report.access_state() != ReportState.SIGNED
    if not writes(request) or not is_draft:
        return redirect("reports:read", report.ref)
    readers = readers_of_draft(report, request.today)
    viewer = next((one for one, key in readers if key == reader), None)
    if viewer is None:
        raise Http404
    context = {
        "report": report,
        "conference": report.invitation.conference,
        "viewer": viewer,
        "made": draft_rendition(report, amendment, viewer, today=request.today),
        "readers": readers,
    }
    return render(request, "reports/draft_as.html", context)


@require_GET
@door(Report, Action.READ_REPORT)
def read(request, report):
    """The newest signed version, to read (REP-11: the door lets in nobody but the chair and its agency)."""
    version = latest_version(report)
    if version is None:
        raise Http404
    behind = read_before(version, person=request.person)
    chairs = Relation.CHAIR_OF in request.relations
    if chairs:
        remember(version=version, read=False, by=request.person, at=timezone.now())
    shown = [] if report.is_medical else sharing_of(version, today=request.today)
    context = {
        "report": report,
        "version": version,
        "chairs": report.invitation.conference.ref if chairs else "",  # the room that the reader came from
        "behind": behind,
        "document": marked_version(version, report_document(version)),
        "conference": report.invitation.conference,
        "shown": shown,
        "not_seen": not_seen(shown),
        "may_answer": allowed(request, Action.ANSWER_WITHHELD, report),
        "may_amend": allowed(request, Action.AMEND_REPORT, report),
        "being_amended": writes(request) and report.access_state() != ReportState.SIGNED,
        "may_share": allowed(request, Action.RECORD_SHARING, report),
        "may_have_pdf": may_take_away(report, request.relations),
        "may_preview": allowed(request, Action.PREVIEW_REPORT, report),
        "keeps_back": version.restrictions.exists(),
        "dues": duties(report.invitation, request.today),
    }
    return render(request, "reports/read.html", context)


@require_GET
@door(Conference, Action.SEE_REPORTS)
def conference(request, conference):
    """The tab "Reports": who has reported, who is late and by how much; no contents (REP-15)."""
    rows = standings(conference, calendar=working_calendar(), today=request.today)
    context = {
        "conference": conference,
        "weight": WEIGHTS[conference.access_state()],
        "rows": rows,
        "may_read": allowed(request, Action.READ_REPORTS, conference),
        "may_see_received": allowed(request, Action.SEE_RECEIVED, conference),
    }
    return render(request, "reports/conference.html", context)
