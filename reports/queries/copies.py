"""A copy of a signed version for one of the family: what the sharing table lets them have (REP-12, report-forms 7 H)."""

import hashlib
from dataclasses import replace

from django.db.models import Q

from conferences.models import Adult, Child
from procedures.sharing import Reader
from reports.document import Document
from reports.models import Amendment, RenderJob, Report, ReportRuling, ReportVersion
from reports.pieces import pieces_of, without
from reports.print_pages import report_html
from reports.protected import Search, find_in
from reports.queries.amending import draft_of
from reports.queries.protected import Reading, protected_values
from reports.queries.releasing import excluded, when_and_where
from reports.queries.restricting import (
    blocks_family_copy,
    rendition_of,
    rulings_carried,
    viewers_of,
    words_for_reader,
)
from reports.queries.writing import latest_version
from reports.renditions import Rendition, rendition
from reports.sieve import Viewer


def family_viewer(version: ReportVersion, person_ref: str, *, today) -> Viewer | None:
    """The member of the family as a reader; None for anybody who has no copy of their own."""
    viewers = viewers_of(version.report.invitation.conference, today=today, leaves=True)
    return next((one for one in viewers if one.reader.is_family and one.ref == person_ref), None)


def kept_by_chair(report: Report, viewer: Viewer) -> frozenset[str]:
    """What the chair keeps from them: places, "" for the whole report. Of several rulings the last holds (EXC-03)."""
    rows = ReportRuling.objects.filter(Q(adult__ref=viewer.ref) | Q(child__ref=viewer.ref), report=report)
    last = {row.place: row.withheld for row in rows}
    return frozenset(place for place, withheld in last.items() if withheld)


def may_leave(version: ReportVersion, viewer: Viewer, *, today) -> bool:
    """Whether there is a copy for them: nothing in it waits for a ruling, the chair doesn't keep it all back, and
    nothing in it gives away what they may not know."""
    if blocks_family_copy(version) or "" in kept_by_chair(version.report, viewer):
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
    return _without_what_is_kept(version.report, viewer, rendition_of(version, viewer).document)


def _without_what_is_kept(report: Report, viewer: Viewer, document: Document) -> Document:
    """Less the places that the chair keeps from them, and what somebody excluded isn't told (documents 14)."""
    if not viewer.reader.is_family:
        return document
    places = kept_by_chair(report, viewer)
    if viewer.reader is Reader.PARENT and excluded(report.invitation.conference, _person(viewer)):
        places |= when_and_where(document)
    return without(document, places)


def draft_rendition(report: Report, amendment: Amendment | None, viewer: Viewer, *, today) -> Rendition:
    """The draft as this reader would have it, were it signed now: with the rulings and the words that would go with it."""
    material = draft_of(report, amendment, today=today)
    rulings = rulings_carried(amendment.base, material) if amendment else {}
    words = words_for_reader(amendment.base, viewer) if amendment else ()
    made = rendition(material, viewer, rulings=rulings, words=tuple(words))
    return replace(made, document=_without_what_is_kept(report, viewer, made.document))


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
