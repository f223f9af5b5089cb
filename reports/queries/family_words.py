"""What the family said and says is wrong, read for the copies of a signed version."""

from collections.abc import Iterable, Iterator

from procedures.reckoning import london_day
from procedures.words import CorrectionVerdict
from reports.family_words import SAID, WRONG, FamilyWord
from reports.models import Correction, ReportVersion, Sharing


def words_of(version: ReportVersion) -> list[FamilyWord]:
    """Everything that was said of this version and of those before it, in the order in which it was said (REP-12)."""
    rows = (
        Sharing.objects.filter(
            version__report=version.report_id, version__number__lte=version.number, shown=True
        )
        .select_related("adult", "child__carried_by", "version")
        .prefetch_related("corrections__answers")
        .order_by("recorded_at", "pk")
    )
    return [word for row in rows for word in _words(row)]


def _words(row: Sharing) -> Iterator[FamilyWord]:
    who = {"whose": row.person.ref, "name": row.person_name, "number": row.version.number}
    if row.said:
        yield FamilyWord(kind=SAID, text=row.said, on=row.shown_on, **who)
    for one in row.corrections.all():
        yield FamilyWord(
            kind=WRONG, text=one.text, on=london_day(one.recorded_at), place=one.place, ref=one.ref,
            **_answer(one), **who,
        )  # fmt: skip


def _answer(correction: Correction) -> dict[str, str]:
    newest = list(correction.answers.all())[-1:]
    return {
        key: value
        for one in newest
        for key, value in (("verdict", CorrectionVerdict(one.verdict).label), ("reason", one.reason))
    }


def edition_of(version: ReportVersion) -> int:
    """Goes up with everything that is recorded of sharing and so stands in a copy: an older copy is out of date."""
    return editions_of([version])[version.pk]


def editions_of(versions: Iterable[ReportVersion]) -> dict[int, int]:
    """The editions of several versions, by their primary keys, in one query."""
    versions = list(versions)
    told = Sharing.objects.filter(version__report__in=[one.report_id for one in versions]).values_list(
        "version__report", "version__number", "pk", "corrections", "corrections__answers"
    )
    found = {}
    for one in versions:
        rows = [row for row in told if row[0] == one.report_id and row[1] <= one.number]
        found[one.pk] = sum(len({row[place] for row in rows} - {None}) for place in (2, 3, 4))
    return found
