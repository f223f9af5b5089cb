"""Files that go with a report: downloaded by those who may take it away, and looked at on screen by all its readers."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from partnership import audit
from partnership.gate import door
from procedures.access import Action
from reports import vault
from reports.attachments import TYPES, PdfPage, page_of, pages_of
from reports.models import Attachment, Report
from reports.pictures import FORMATS
from reports.queries.amending import was_signed
from reports.queries.rendering import may_take_away
from reports.views.rendering import MEDICAL
from reports.views.writing import writes
from reports.worded import paragraphs

PDF = "pdf"


@require_GET
@door(Report, Action.READ_REPORT)
def file(request, report, file_ref):
    """A file as a download. Its own name may hold somebody's, so it isn't the download's."""
    kept = _kept(request, report, file_ref)
    if not may_take_away(report, request.relations):
        _record(request, report, kept, outcome="refused")
        raise PermissionDenied(MEDICAL)
    return _held(request, report, kept) or _bytes(request, report, kept, as_attachment=True)


@require_GET
@door(Report, Action.READ_REPORT)
def look(request, report, file_ref):
    """A file on a page: the picture, one page of a PDF, or what was read in it when it came (REP-11: no download)."""
    kept = _kept(request, report, file_ref)
    if held := _held(request, report, kept):
        return held
    _record(request, report, kept, outcome="allowed")
    drawn = page = None
    try:
        if kept.kind == PDF:
            drawn, page = _turned_to(request, vault.fetch(kept.kept_as))
        text = drawn.text if drawn else vault.fetch(kept.text_as).decode() if kept.text_as else ""
    except vault.Unreadable as gone:
        return _gone(request, report, kept, gone)
    context = {
        "report": report,
        "file": kept,
        "is_picture": kept.kind in FORMATS,
        "page": page,
        "is_drawn": drawn is not None,
        "paragraphs": paragraphs(text),
        "agency": report.invitation.agency,
        "may_take_away": may_take_away(report, request.relations),
    }
    return render(request, "reports/look.html", context)


@require_GET
@door(Report, Action.READ_REPORT)
def picture(request, report, file_ref):
    """The picture or the drawn page by itself, to be shown and not to be saved."""
    kept = _kept(request, report, file_ref)
    if kept.kind not in {*FORMATS, PDF}:
        raise Http404
    return _held(request, report, kept) or _bytes(request, report, kept, as_attachment=False)


def _turned_to(request, content: bytes) -> tuple[PdfPage | None, Page]:
    """The page that is asked for, drawn already here so that the words can say it where it can't be; and its place."""
    drawn = page_of(content, _asked(request))
    pages = drawn.pages if drawn else pages_of(content)
    return drawn, Paginator(range(pages), 1).get_page(_asked(request))


def _asked(request) -> int:
    number = request.GET.get("page", "")
    return max(int(number), 1) if number.isdecimal() and len(number) < 6 else 1


def _kept(request, report, file_ref) -> Attachment:
    kept = Attachment.objects.filter(report=report, ref=file_ref).first()
    if kept is None or not (writes(request) or was_signed(kept)):
        raise Http404
    return kept


def _held(request, report, kept):
    """The page that says why nobody opens it yet, or ever; None where it can be opened."""
    if kept.may_be_had_by(request.person):
        return None
    return render(request, "reports/file_held.html", {"report": report, "file": kept}, status=409)


def _bytes(request, report, kept, *, as_attachment: bool) -> HttpResponse:
    _record(request, report, kept, outcome="allowed")
    try:
        kind, content = kept.kind, vault.fetch(kept.kept_as)
    except vault.Unreadable as gone:
        return _gone(request, report, kept, gone)
    if kind == PDF and not as_attachment:
        if (drawn := page_of(content, _asked(request))) is None:
            raise Http404
        kind, content = "jpg", drawn.picture
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(as_attachment, f"file-{kept.ref}.{kind}")
    return answer


def _record(request, report, kept, *, outcome: str) -> None:
    refs = [kept.ref, report.ref]
    audit.record(
        request, action=Action.READ_REPORT, kind="File", refs=refs, outcome=outcome, at=timezone.now()
    )


def _gone(request, report, kept, gone):
    context = {"report": report, "words": str(gone), "file": kept}
    return render(request, "reports/file_gone.html", context, status=503)
