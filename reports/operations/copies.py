"""A PDF of a family member's own copy, by the same worker as every other (ADR 69, ADR 73)."""

from datetime import datetime

from django.db import transaction

from conferences.models import Adult, Child
from partnership.models import Person
from procedures.reckoning import london_day
from procedures.sharing import Reader
from procedures.words import RenderKind
from reports.models import RenderJob, ReportVersion
from reports.operations.rendering import again_where_needed
from reports.queries.copies import copy_html, key_of, may_leave
from reports.sieve import Viewer


class CopyWaits(Exception):
    """Something in the report waits for a ruling, or the chair keeps it from them: no copy leaves (report-forms 11, check 8)."""


@transaction.atomic
def ask_for_family_copy(
    *, version: ReportVersion, viewer: Viewer, large: bool, by: Person, at: datetime
) -> RenderJob:
    """The job for this person's copy as it reads now: the one there is, or a new one. Raises CopyWaits."""
    if not may_leave(version, viewer, today=london_day(at)):
        raise CopyWaits
    _, html = copy_html(version, viewer, large=large)
    is_child = viewer.reader is Reader.CHILD
    who = (
        {"child": Child.objects.get(ref=viewer.ref)}
        if is_child
        else {"adult": Adult.objects.get(ref=viewer.ref)}
    )
    job, _ = RenderJob.objects.get_or_create(
        kind=RenderKind.FAMILY.value,
        version=version,
        large=large,
        edition=key_of(html),
        **who,
        defaults={"asked_by": by, "asked_at": at},
    )
    return again_where_needed(job, at=at)
