"""Who has ever received a report: one list of every sharing, release and copy (security, "What leaves")."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from partnership.models import Person
from reports.models import Download, ReceivedReport, Release, Report, Sharing


@dataclass(frozen=True)
class Received:
    """One line: who, which version, what happened, when and by whose hand."""

    who: str
    number: int
    what: str
    at: datetime
    by: str
    is_family: bool


def signed_reports(person: Person, *, search: str = "", today: date) -> QuerySet[ReceivedReport]:
    """The reports for whose whereabouts `person` answers, the last signed first, each with `last_signed_at`.

    Each word of `search` is looked for in the agency's name and the conference's reference.
    """
    found = ReceivedReport.objects.visible_to(person, today=today)
    for word in search.split():
        found = found.filter(
            Q(invitation__agency__name__icontains=word) | Q(invitation__conference__code__icontains=word)
        )
    return (
        found.annotate(last_signed_at=Max("versions__signed_at"))
        .select_related("invitation__agency", "invitation__conference")
        .order_by("-last_signed_at", "pk")
    )


def received(report: Report) -> list[Received]:
    """Newest first. The chair and the agency that wrote it read it anyway and are in the audit."""
    rows = [*_shared(report), *_released(report)]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _shared(report: Report) -> list[Received]:
    rows = Sharing.objects.filter(version__report=report, shown=True)
    return [
        Received(
            row.person_name, row.version.number, f"Shown: {row.how}", row.recorded_at, row.recorded_by.name, True
        )
        for row in rows.select_related("adult", "child__carried_by", "version", "recorded_by")
    ]  # fmt: skip


def _released(report: Report) -> list[Received]:
    releases = Release.objects.filter(
        renditions__version__report=report, approved_at__isnull=False
    ).select_related("adult", "child__carried_by", "invitation__agency", "invitation__person", "approved_by")
    numbers = dict(
        report.versions.values_list("released_in__release", "number").filter(released_in__isnull=False)
    )
    found = [
        Received(
            one.recipient_name, numbers[one.pk], "A pack was released to them", one.approved_at, one.approved_by.name,
            one.is_for_family,
        )
        for one in releases
    ]  # fmt: skip
    copies = Download.objects.filter(release__in=releases).select_related(
        "by", "attachment", "release__adult", "release__child__carried_by", "release__invitation__agency",
        "release__invitation__person",
    )  # fmt: skip
    return found + [
        Received(
            one.release.recipient_name, numbers[one.release_id], _what(one), one.at, one.by.name,
            one.release.is_for_family,
        )
        for one in copies
        if one.attachment is None or one.attachment.report_id == report.pk
    ]  # fmt: skip


def _what(copy: Download) -> str:
    return f"{copy.how_label}{': a file beside the pack' if copy.attachment else ''}"
