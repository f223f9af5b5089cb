"""The last report of the same agency about the same family: what can be brought over, and what has changed since."""

from datetime import datetime

from django.db.models import Q

from conferences.models import Conference, ConferenceChild
from procedures.reckoning import london_day
from procedures.words import AgencyKind
from reports.document import Document
from reports.material import Material
from reports.models import Report, ReportEvent, ReportVersion
from reports.queries.writing import signed_material
from reports.since import Since, marked, since_last

CARRIED = "bring_over"


def earlier_version(report: Report, *, until: datetime | None = None) -> ReportVersion | None:
    """What this agency signed last, before `until`, for another conference of the family or of one of its children.

    None for a medical report, which is about one examination. A foster carer's is only ever the same carer's own: two
    carers of one service are two homes.
    """
    if report.is_medical:
        return None
    invitation = report.invitation
    here = invitation.conference_id
    children = ConferenceChild.objects.filter(conference=here).values("child")
    meant = Conference.objects.filter(
        Q(family=invitation.conference.family_id) | Q(children__child__in=children)
    )
    found = ReportVersion.objects.filter(
        report__invitation__agency=invitation.agency_id,
        report__invitation__conference__in=meant.exclude(pk=here),
        report__is_medical=False,
    ).select_related("report__invitation__conference")
    if invitation.agency.kind == AgencyKind.FOSTER_CARE:
        found = found.filter(report__author=report.author_id)
    if until:
        found = found.filter(signed_at__lt=until)
    return found.order_by("-signed_at", "-number").first()


def material_before(report: Report, before: ReportVersion) -> Material:
    """What of it may come over. Of another family only what is about somebody who is in this report too: what was said of
    a household and its address stays in that household's case."""
    signed = signed_material(before)
    if before.report.invitation.conference.family_id == report.invitation.conference.family_id:
        return signed
    return signed.replaced(
        answers={place: said for place, said in signed.answers.items() if place.partition(":")[2]}
    )


def came_over(report: Report) -> frozenset[tuple[str, str]]:
    """(place's key, question) of everything that was brought over."""
    told = ReportEvent.objects.filter(report=report, move=CARRIED).values_list("facts", flat=True)
    return frozenset((facts["place"], key) for facts in told for key in facts["rows"])


def since_of(
    report: Report, material: Material, before: ReportVersion | None
) -> dict[tuple[str, str], Since]:
    """How each answer stands to the last report; nothing where there was none."""
    if before is None:
        return {}
    on = london_day(before.signed_at)
    return since_last(material, signed_material(before), on=on, came=came_over(report))


def marked_version(version: ReportVersion, document: Document) -> Document:
    """A signed version as it is read, with what is new, changed and unchanged since the agency's last report."""
    before = earlier_version(version.report, until=version.signed_at)
    return marked(document, since_of(version.report, signed_material(version), before))
