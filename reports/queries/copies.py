"""A copy of a signed version for one of the family: what the sharing table lets them have (REP-12, report-forms 7 H)."""

import hashlib

from django.db.models import Q

from conferences.models import Adult, Child
from procedures.sharing import Reader
from reports.document import Document
from reports.models import RenderJob, ReportRuling, ReportVersion
from reports.pieces import pieces_of, without
from reports.print_pages import report_html
from reports.protected import Search, find_in
from reports.queries.protected import Reading, protected_values
from reports.queries.releasing import excluded, when_and_where
from reports.queries.restricting import blocks_family_copy, rendition_of, viewers_of
from reports.queries.writing import latest_version
from reports.sieve import Viewer


def family_viewer(version: ReportVersion, person_ref: str, *, today) -> Viewer | None:
    """The member of the family as a reader; None for anybody who has no copy of their own."""
    viewers = viewers_of(version.report.invitation.conference, today=today, leaves=True)
    return next((one for one in viewers if one.reader.is_family and one.ref == person_ref), None)


def kept_by_chair(version: ReportVersion, viewer: Viewer) -> frozenset[str]:
    """What the chair keeps from them: places, "" for the whole report. Of several rulings the last holds (EXC-03)."""
    rows = ReportRuling.objects.filter(
        Q(adult__ref=viewer.ref) | Q(child__ref=viewer.ref), report=version.report_id
    )
    last = {row.place: row.withheld for row in rows}
    return frozenset(place for place, withheld in last.items() if withheld)


def may_leave(version: ReportVersion, viewer: Viewer, *, today) -> bool:
    """Whether there is a copy for them: nothing in it waits for a ruling, the chair doesn't keep it all back, and
    nothing in it gives away what they may not know."""
    if blocks_family_copy(version) or "" in kept_by_chair(version, viewer):
        return False
    return not _gives_away(version, viewer, today=today)


def _gives_away(version: ReportVersion, viewer: Viewer, *, today) -> bool:
    """What was hidden since it was signed is found here. Such a hit is answered by two persons, in a pack (decisions 19)."""
    reading = Reading(**{_column(viewer): _person(viewer)})
    search = Search(protected_values(version.report.invitation.conference, reading, today=today))
    pieces = [(piece.place, piece.text) for piece in pieces_of(_document(version, viewer))]
    return any(hit.certain for _, hit, _ in find_in(pieces, search))


def _column(viewer: Viewer) -> str:
    return "child" if viewer.reader is Reader.CHILD else "adult"


def _person(viewer: Viewer) -> Adult | Child:
    return {"adult": Adult, "child": Child}[_column(viewer)].objects.get(ref=viewer.ref)


def _document(version: ReportVersion, viewer: Viewer) -> Document:
    document = rendition_of(version, viewer).document
    places = kept_by_chair(version, viewer)
    if viewer.reader is Reader.PARENT and excluded(version.report.invitation.conference, _person(viewer)):
        places |= when_and_where(document)
    return without(document, places)


def copy_html(version: ReportVersion, viewer: Viewer, *, large: bool) -> tuple[Document, str]:
    """Their copy in words, and as a page ready to be drawn."""
    document = _document(version, viewer)
    return document, report_html(document, large=large)


def still_leaves(job: RenderJob, *, today) -> bool:
    """Whether a PDF that was made is still what its reader may have: the newest version, reading as it did."""
    viewer = family_viewer(job.version, job.person.ref, today=today)
    if viewer is None or job.version != latest_version(job.version.report):
        return False
    if not may_leave(job.version, viewer, today=today):
        return False
    return key_of(copy_html(job.version, viewer, large=job.large)[1]) == job.edition


def key_of(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()
