"""Correcting a signed report: open it again, write what is added, give it up. Signing it is `writing.sign` (ADR 72)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from conferences.operations import Refused
from partnership.models import Person
from procedures.words import AmendmentKind
from procedures.workflow import ReportState
from reports.answers import clean
from reports.material import Material
from reports.models import Amendment, Attachment, Report
from reports.operations.moves import move, note_event, while_open
from reports.queries.amending import draft_of, open_amendment
from reports.queries.writing import latest_version, signed_material

NEVER_SIGNED = "This report hasn’t been signed yet, so there is no signed version to go back to."
NOTHING_NEW = "Nothing differs from the version that was signed. Change what is wrong first, or give this up."
NOTHING_WRITTEN = "Write the addendum first."


@transaction.atomic
def amend_report(
    *, report: Report, kind: AmendmentKind, reason: str, place: str = "", text: str = "",
    by: Person, at: datetime,
) -> Amendment:  # fmt: skip
    """Open a signed report for an addendum or a new version. The signed one stays what everybody reads.

    Whoever opens it is the author of what is written now. Raises MoveRefused where it is open already.
    """
    before, base = report.author, latest_version(report)
    move(report, "amend", by=by, at=at, reason=clean(reason), kind=kind.value)
    Report.objects.filter(pk=report.pk).update(author=by)
    report.author = by
    return Amendment.objects.create(
        report=report,
        base=base,
        kind=kind.value,
        reason=clean(reason),
        place=place,
        text=clean(text),
        author_before=before,
        begun_by=by,
        begun_at=at,
    )


@transaction.atomic
def write_addendum(
    *, report: Report, reason: str, place: str, text: str, by: Person, at: datetime
) -> Amendment:
    """Change the addendum before it is signed. Raises MoveRefused once it is handed over."""
    while_open(report, addendum=True)
    amendment = open_amendment(report)
    amendment.reason, amendment.place, amendment.text = clean(reason), place, clean(text)
    amendment.save(update_fields=["reason", "place", "text"])
    note_event(report, "write_addendum", by=by, at=at)
    return amendment


@transaction.atomic
def give_up(*, report: Report, by: Person, at: datetime) -> None:
    """The amendment comes to nothing: answers, files and author are again those of the signed version.

    Raises Refused where no version was signed; MoveRefused where nothing is open.
    """
    amendment = open_amendment(report)
    if amendment is None and report.access_state() != ReportState.SIGNED:
        raise Refused(NEVER_SIGNED)
    move(report, "give_up", by=by, at=at)
    _end(amendment, at=at, given_up=True)
    Report.objects.filter(pk=report.pk).update(author=amendment.author_before)
    _restore(report, signed_material(amendment.base), by=by, at=at)


def _end(amendment: Amendment, *, at: datetime, given_up: bool) -> None:
    Amendment.objects.filter(pk=amendment.pk).update(ended_at=at, given_up=given_up)


def _restore(report: Report, signed: Material, *, by: Person, at: datetime) -> None:
    for part in report.parts.all():
        answers = signed.answers.get(part.place, {})
        if part.answers != answers:
            report.parts.filter(pk=part.pk).update(
                answers=answers, revision=F("revision") + 1, saved_at=at, saved_by=by
            )
    kept = {one.ref: one for one in signed.files}
    for file in Attachment.objects.filter(report=report):
        one = kept.get(file.ref)
        if one is None and file.removed_at is None:
            file.removed_at, file.removed_by = at, by
        elif one is not None:
            file.removed_at, file.removed_by = None, None
            file.share, file.marks = one.share, list(one.marks)
        file.save(update_fields=["removed_at", "removed_by", "share", "marks"])


def to_be_signed(report: Report, amendment: Amendment, *, today, **signature: str) -> Material:
    """What is signed as the next version. Raises Refused where it adds nothing to what was signed."""
    material = draft_of(report, amendment, today=today)
    base = signed_material(amendment.base)
    if amendment.is_addendum:
        if not amendment.text:
            raise Refused(NOTHING_WRITTEN)
        return replace(material, addenda=(*base.addenda, replace(material.addenda[-1], **signature)))
    if (material.answers, material.files) == (base.answers, base.files):
        raise Refused(NOTHING_NEW)
    return material


def close(amendment: Amendment, *, at: datetime) -> None:
    """It was signed."""
    _end(amendment, at=at, given_up=False)
