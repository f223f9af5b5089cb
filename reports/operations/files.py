"""Files that go with a report: taken in, marked, taken out again. What a signed version has, it keeps."""

import hashlib
import re
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from conferences.models import Child
from reports import vault
from reports.answers import CHAIR_ONLY, EVERYONE, NOT_WITH, clean
from reports.attachments import NotAccepted, check_size, take, text_of
from reports.definitions.fields import Asked
from reports.material import ChildIn, Place
from reports.models import Attachment, Report
from reports.operations.moves import note_event, while_open
from reports.operations.scanning import first_state
from reports.worded import MARKS

MOST_FILES = 30
SHARES = re.compile(rf"{EVERYONE}|{CHAIR_ONLY}|{NOT_WITH}:[0-9a-z]{{16}}")
TOO_MANY = f"A report may have {MOST_FILES} files. Put several papers into one PDF, or remove a file first."


def shown_name(name: str) -> str:
    """The file's own name as it is shown: no folders, no control characters, at most 120 letters."""
    last = PurePath(clean(name).replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[-120:] or "file"


@transaction.atomic
def add_attachment(
    *, report: Report, asked: Asked, place: Place, upload, by, at, share: str = ""
) -> Attachment:
    """Take a file in: told by its structure, stripped, encrypted, and to be scanned. Raises NotAccepted, MoveRefused.

    `share` says who may see it; where nothing stands for it, everyone, or nobody yet where its author has to pick.
    """
    while_open(report)
    name = shown_name(upload.name)
    check_size(upload.size, name=name, most_bytes=settings.ATTACHMENT_MAX_BYTES)
    taken = take(upload.read(), name=name)
    child = Child.objects.get(ref=place.subject.ref) if isinstance(place.subject, ChildIn) else None
    sha256, now = (
        hashlib.sha256(taken.content).hexdigest(),
        Attachment.objects.filter(report=report, removed_at=None),
    )
    if before := now.filter(key=asked.key, child=child, name=name, sha256=sha256).first():
        return before  # the same form sent twice
    if now.count() >= MOST_FILES:
        raise NotAccepted(TOO_MANY)
    said = text_of(taken.kind, taken.content)
    attachment = Attachment.objects.create(
        report=report,
        key=asked.key,
        child=child,
        name=name,
        kind=taken.kind,
        size=len(taken.content),
        sha256=sha256,
        kept_as=vault.keep(taken.content),
        text_as=vault.keep(said.encode(errors="replace")) if said else "",
        scan=first_state(),
        share=share if SHARES.fullmatch(share) else "" if asked.no_default else EVERYONE,
        added_by=by,
        added_at=at,
    )
    note_event(report, "add_file", by=by, at=at, file=attachment.ref)
    return attachment


@transaction.atomic
def mark_attachment(*, report: Report, ref: str, marks: list[str], share: str, by, at) -> None:
    """What the file is like (REP-08) and who may see it, as ticked. Writes only what changed.

    A value of `share` that can't be read opens nothing to anybody: the one that stands is kept.
    """
    while_open(report)
    kept = {"marks": [mark for mark in MARKS if mark in marks]}
    kept |= {"share": share} if SHARES.fullmatch(share) else {}
    rows = Attachment.objects.filter(report=report, ref=ref, removed_at=None)
    if rows.exclude(**kept).update(**kept):
        note_event(report, "mark_file", by=by, at=at, file=ref, **kept)


@transaction.atomic
def remove_attachment(*, report: Report, ref: str, by, at) -> None:
    """Out of the draft. The same form sent twice removes once."""
    while_open(report)
    if Attachment.objects.filter(report=report, ref=ref, removed_at=None).update(
        removed_at=at, removed_by=by
    ):
        note_event(report, "remove_file", by=by, at=at, file=ref)
