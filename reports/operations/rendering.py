"""Asking for PDFs and making them. A view writes a row; a worker takes it; the row says how it went.

A report is drawn once, at its signature; a pack waits for its reports and is put together from them (ADR 69). The
renderer is a process of its own (reports/pdf.py); what is made is encrypted before it touches the disk.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from procedures.reckoning import london_day
from procedures.words import RenderKind, RenderState
from reports import packs, pdf, vault
from reports.joining import Part, page_count
from reports.models import Drawing, RenderJob, ReportVersion
from reports.models.rendering import OF_A_VERSION, WAITED_FOR
from reports.print_pages import Front, report_html
from reports.queries.copies import copy_html, family_viewer, may_leave
from reports.queries.family import not_seen, sharing_of
from reports.queries.family_words import edition_of
from reports.queries.releasing import Told, front_from_json, recipient_of, rulings_for, told_of
from reports.queries.rendering import front_of, made_of, versions_for_pack, versions_made_of
from reports.queries.writing import report_document

LEASE = timedelta(minutes=3)  # above what two drawings and what is done around them may take
ATTEMPTS = 3
SEVERAL_TRIES = (
    "The PDF could not be made after several tries. The report itself is safe and can be read on screen."
)
PART_FAILED = "The report of {} could not be drawn, so there is no pack yet. Ask for it again, or read the reports on screen."
GONE = "The recipient of this pack is on the record no longer, so there is no pack."
CHANGED = "The report of {} has changed since this pack was approved. Prepare the pack anew."
PART_LOST = "The file of a report is missing or damaged. Ask for the pack again: the report is drawn anew."

NO_COPY = "There is no copy for them now: something in the report waits for a ruling, or they may have none."


class NothingToPutTogether(Exception):
    """No report is in yet, so a pack would be empty."""


class PartMissing(pdf.CannotRender):
    """A pack can't be put together, because one of its reports isn't there. The message is a sentence."""


@transaction.atomic
def ask_for_report_pdf(*, version: ReportVersion, by, at) -> RenderJob:
    """The job for the PDF of a signed version: the one there is, or a new one that waits for a worker."""
    edition = str(edition_of(version))
    job, _ = RenderJob.objects.get_or_create(
        version=version,
        kind=RenderKind.REPORT.value,
        defaults={"asked_by": by, "asked_at": at, "edition": edition},
    )
    return again_where_needed(job, at=at, edition=edition)


@transaction.atomic
def ask_for_pack(*, conference, by, at) -> RenderJob:
    """The job for the chair's pack of what is in now, after the reports that it waits for.

    The same reports make the same pack once. Raises NothingToPutTogether while no report is in. Medical reports are
    never in a pack (REP-11).
    """
    versions = versions_for_pack(conference)
    if not versions:
        raise NothingToPutTogether(
            "No report is in yet, so there is nothing to put together. This page shows each report as it comes."
        )
    parts = [ask_for_report_pdf(version=version, by=by, at=at) for version in versions]
    job, _ = RenderJob.objects.get_or_create(
        conference=conference,
        asked_by=by,
        made_of=made_of(versions),
        defaults={"kind": RenderKind.PACK.value, "asked_at": at},
    )
    job.parts.set(parts)
    return again_where_needed(job, at=at)


def again_where_needed(job: RenderJob, *, at, edition: str | None = None) -> RenderJob:
    """A job that failed, whose file can't be read any more, or before which the family had said less, waits again."""
    is_old = edition is not None and job.edition != edition
    failed = job.state == RenderState.FAILED
    if not is_old and not failed and not (job.state == RenderState.DONE and _is_lost(job)):
        return job
    again = RenderJob.objects.filter(pk=job.pk, state=job.state)
    again.update(
        state=RenderState.WAITING.value, attempts=0, trouble="", asked_at=at, finished_at=None, stored_as="",
        edition=edition if is_old else job.edition, lease_until=None,
    )  # fmt: skip
    job.refresh_from_db()
    return job


def _is_lost(job: RenderJob) -> bool:
    """Whether the copy, or the drawing that packs are made of, can't be read."""
    kept = [job.stored_as]
    if job.kind in OF_A_VERSION:
        kept.append(job.drawing.stored_as if job.drawing else "")
    try:
        for name in kept:
            vault.fetch(name)
    except vault.Unreadable:
        return True
    return False


def take_waiting(*, at) -> RenderJob | None:
    """Claim the oldest job that can be made, or whose worker was lost: its lease has run out. None when there is none."""
    candidates = RenderJob.objects.filter(_ready(at)).order_by("asked_at", "pk")[:5]
    return next((job for job in candidates if claim(job=job, at=at)), None)


def _ready(at) -> Q:
    """Jobs that nobody has in hand and that wait for no report of theirs."""
    parts = RenderJob.objects.filter(packs=OuterRef("pk"), state__in=WAITED_FOR)
    free = Q(state=RenderState.WAITING.value) | Q(state=RenderState.RENDERING.value, lease_until__lt=at)
    return free & ~Exists(parts)


def claim(*, job: RenderJob, at) -> bool:
    """Take this job for LEASE; False where another worker was quicker."""
    mine = RenderJob.objects.filter(_ready(at), pk=job.pk, attempts=job.attempts).update(
        state=RenderState.RENDERING.value, lease_until=at + LEASE, attempts=F("attempts") + 1
    )
    job.refresh_from_db()
    return mine == 1


def make(*, job: RenderJob, at) -> RenderJob:
    """Make the PDF of a claimed job and keep it encrypted; why one can't be made is kept as a sentence."""
    if job.attempts > ATTEMPTS:
        return _finish(job, at=at, state=RenderState.FAILED, trouble=SEVERAL_TRIES)
    try:
        facts, content = MADE[RenderKind(job.kind)](job, at=at)
    except pdf.CannotRender as error:
        return _finish(job, at=at, state=RenderState.FAILED, trouble=str(error))
    kept = vault.keep(content)
    job = _finish(
        job, at=at, state=RenderState.DONE, stored_as=kept, sha256=hashlib.sha256(content).hexdigest(),
        pages=page_count(content), **facts,
    )  # fmt: skip
    if job.stored_as != kept:
        vault.discard(kept)  # another worker took over and finished first
    return job


def _report(job: RenderJob, *, at) -> tuple[dict, bytes]:
    """A report drawn, and the copy of the agency that wrote it."""
    document = report_document(job.version)
    rows = [] if job.is_medical else not_seen(sharing_of(job.version, today=london_day(at)))
    html = report_html(document, not_seen=[row.name for row in rows])
    return _copy(job, html, recipient=document.agency, reference=document.code, at=at)


def _family(job: RenderJob, *, at) -> tuple[dict, bytes]:
    """The copy of one of the family: their rendition as it is now. Nothing where something waits for a ruling again."""
    viewer = family_viewer(job.version, job.person.ref, today=london_day(at))
    if viewer is None or not may_leave(job.version, viewer, today=london_day(at)):
        raise pdf.CannotRender(NO_COPY)
    document, html = copy_html(job.version, viewer, large=job.large)
    return _copy(job, html, recipient=viewer.name, reference=document.code, at=at)


def _copy(job: RenderJob, html: str, *, recipient: str, reference: str, at) -> tuple[dict, bytes]:
    drawing, content = drawn(html, at=at)
    copy = packs.stamped(packs.alone(content), recipient=recipient, reference=reference, at=job.asked_at)
    return {"drawing": drawing}, copy


def _pack(job: RenderJob, *, at) -> tuple[dict, bytes]:
    """The chair's pack out of its reports. Raises PartMissing where one of them could not be drawn or is lost."""
    made = {part.version_id: part for part in job.parts.select_related("drawing")}
    parts = [_part(version, made.get(version.pk)) for version in versions_made_of(job.made_of)]
    base = packs.put_together(front_of(job.conference), parts)
    return {}, packs.stamped(
        base, recipient=job.asked_by.name, reference=job.conference.code, at=job.asked_at
    )


def _part(version: ReportVersion, job: RenderJob | None) -> Part:
    agency = version.report.invitation.agency.name
    if job is None or job.drawing is None:
        raise PartMissing(PART_FAILED.format(agency))
    try:
        return Part(agency, vault.fetch(job.drawing.stored_as))
    except vault.Unreadable:
        raise PartMissing(PART_LOST) from None


def _release(job: RenderJob, *, at) -> tuple[dict, bytes]:
    """What was approved and nothing else: each report is compared with its fingerprint before it is drawn."""
    release = job.release
    recipient = recipient_of(release, today=london_day(at))
    if recipient is None:
        raise PartMissing(GONE)
    kept = rulings_for(release.conference, recipient)
    told = []
    for one in release.renditions.select_related("version__report__invitation__agency"):
        now = told_of(one.version, recipient, kept)
        if now.sha256 != one.sha256:
            raise PartMissing(CHANGED.format(now.agency))
        told.append(now)
    base = _joined(front_from_json(release.front), told, at=at)
    return {}, packs.stamped(
        base, recipient=recipient.name, reference=release.conference.code, at=release.approved_at
    )


def _joined(front: Front, told: list[Told], *, at) -> bytes:
    """The pack before it has a recipient: put together once for everybody who gets the same."""
    key = hashlib.sha256(repr((front, [(one.agency, one.sha256) for one in told])).encode()).hexdigest()
    return kept_drawing(
        key,
        lambda: packs.put_together(front, [Part(one.agency, drawn(one.html, at=at)[1]) for one in told]),
        at=at,
    )[1]


MADE = {
    RenderKind.REPORT: _report,
    RenderKind.FAMILY: _family,
    RenderKind.PACK: _pack,
    RenderKind.RELEASE: _release,
}


def drawn(html: str, *, at) -> tuple[Drawing, bytes]:
    """The drawing of this HTML: the one that is kept, or made now and kept. Raises CannotRender."""
    return kept_drawing(hashlib.sha256(html.encode()).hexdigest(), lambda: pdf.to_pdf(html), at=at)


def kept_drawing(key: str, draw: Callable[[], bytes], *, at) -> tuple[Drawing, bytes]:
    """What is kept under `key`, or what `draw` makes, kept now."""
    before = Drawing.objects.filter(key=key).first()
    if before:
        try:
            return before, vault.fetch(before.stored_as)
        except vault.Unreadable:
            pass  # drawn anew, in its place
    content = draw()
    facts = {"sha256": hashlib.sha256(content).hexdigest(), "pages": page_count(content), "drawn_at": at}
    drawing, _ = Drawing.objects.update_or_create(
        key=key, defaults=facts | {"stored_as": vault.keep(content)}
    )
    return drawing, content


def _finish(job: RenderJob, *, at, state: RenderState, **facts) -> RenderJob:
    """Only the worker that holds the claim may finish it: another may have taken over meanwhile."""
    mine = RenderJob.objects.filter(pk=job.pk, state=RenderState.RENDERING.value, attempts=job.attempts)
    mine.update(state=state.value, finished_at=at, lease_until=None, **facts)
    job.refresh_from_db()
    return job


def render_next(*, at) -> RenderJob | None:
    """Make the one PDF that has waited longest; None when none waits. One at a time: the sweep shares the worker."""
    job = take_waiting(at=at)
    return job and make(job=job, at=at)
