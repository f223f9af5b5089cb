"""Sharing a signed version with the family, what they say is wrong, the agency's answer, and the chair's word (ADR 73)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from conferences.models import Adult, Child
from conferences.operations import Refused, stamp_sharing
from partnership.models import Person
from procedures.reckoning import london_day
from procedures.words import CorrectionVerdict
from reports.answers import clean
from reports.models import ChairsWord, Correction, CorrectionAnswer, ReportVersion, Sharing
from reports.operations.moves import note_event
from reports.queries.family import sharing_of

NOT_WITHHELD = "This was shared, so there is nothing to decide."


@transaction.atomic
def record_sharing(
    *, version: ReportVersion, person: Adult | Child, by: Person, at: datetime,
    wrong: str = "", wrong_place: str = "", **said: Any,
) -> Sharing:  # fmt: skip
    """REP-12: one person was shown this version, or wasn't and why. The last row about a person is the one that counts.

    Once everybody whom it is owed to has a row (everybody, where it is owed to nobody), the duty of POL-13 to POL-15
    is met: with somebody whom it can't be shared with, consulting the chair and keeping the reason is what is due. A
    row of an earlier version counts: another version is owed again, but makes nobody late (ADR 73).
    """
    who = {"child": person} if isinstance(person, Child) else {"adult": person}
    before = version.sharings.filter(**who).first()
    if before and all(getattr(before, name) == value for name, value in said.items()) and _has(before, wrong):
        return before  # the same form sent twice
    sharing = Sharing.objects.create(version=version, recorded_by=by, recorded_at=at, **who, **said)
    report = version.report
    note_event(report, "share", by=by, at=at, with_=person.ref, shown=sharing.shown, version=version.number)
    if wrong:
        record_correction(sharing=sharing, text=wrong, place=wrong_place, by=by, at=at)
    rows = sharing_of(version, today=london_day(at))
    met = all(row.is_counted for row in [row for row in rows if row.owed] or rows)
    if met and report.invitation.shared_with_family_at is None:
        stamp_sharing(invitation=report.invitation, shared_at=at, by=by, at=at)
    return sharing


def _has(sharing: Sharing, wrong: str) -> bool:
    return not wrong or sharing.corrections.filter(text=clean(wrong)).exists()


@transaction.atomic
def record_correction(*, sharing: Sharing, text: str, place: str, by: Person, at: datetime) -> Correction:
    """What they say is wrong, kept in their words and beside the text from now on."""
    kept = Correction.objects.create(
        sharing=sharing, text=clean(text), place=place, recorded_by=by, recorded_at=at
    )
    note_event(sharing.version.report, "correction", by=by, at=at, correction=kept.ref)
    return kept


@transaction.atomic
def answer_correction(
    *, correction: Correction, verdict: CorrectionVerdict, reason: str, by: Person, at: datetime
) -> CorrectionAnswer:
    """Accepted, partly or not, with the reason. A later answer stands beside the first."""
    answer = CorrectionAnswer.objects.create(
        correction=correction, verdict=verdict.value, reason=clean(reason), by=by, at=at
    )
    report = correction.sharing.version.report
    note_event(report, "answer_correction", by=by, at=at, correction=correction.ref, verdict=verdict.value)
    return answer


@transaction.atomic
def answer_withheld(*, sharing: Sharing, agrees: bool, note: str, by: Person, at: datetime) -> ChairsWord:
    """The chair agrees that it is kept from them, or asks that it is shared (REP-12): once, and the first word stands.

    Raises Refused where it was shared.
    """
    if sharing.shown:
        raise Refused(NOT_WITHHELD)
    word, is_new = ChairsWord.objects.get_or_create(
        sharing=sharing, defaults={"agrees": agrees, "note": clean(note), "by": by, "at": at}
    )
    if is_new:
        note_event(
            sharing.version.report, "chairs_word", by=by, at=at, with_=sharing.person.ref, agrees=agrees
        )
    return word


@transaction.atomic
def record_filed(*, version: ReportVersion, by: Person, at: datetime) -> None:
    """REP-14: the agency placed a copy on the child's child protection file. Once a version."""
    report = version.report
    if not report.events.filter(move="filed", facts__version=version.number).exists():
        note_event(report, "filed", by=by, at=at, version=version.number)
