"""Reads behind correcting a signed report: what is being written over it, its versions, and who has read which."""

from dataclasses import replace

from reports.material import AddendumIn, Material, place_of
from reports.models import Amendment, Attachment, Reading, Report, ReportVersion
from reports.queries.writing import material_of, signed_material


def open_amendment(report: Report) -> Amendment | None:
    """What is being written over the signed version; None where nothing is, or none was signed yet."""
    return report.amendments.select_related("begun_by", "base").filter(ended_at=None).first()


def draft_of(report: Report, amendment: Amendment | None, *, today) -> Material:
    """What would be signed now: the draft; of an addendum the signed version and what is added to it."""
    if amendment is None:
        return material_of(report, today=today)
    base = signed_material(amendment.base)
    if amendment.is_addendum:
        return replace(base, addenda=(*base.addenda, addendum_in(amendment, base)))
    return replace(material_of(report, today=today), addenda=base.addenda)


def addendum_in(amendment: Amendment, base: Material) -> AddendumIn:
    """The addendum as it stands in the report before it is signed."""
    about = place_of(base, amendment.place)
    return AddendumIn(
        place=amendment.place,
        title=about.heading if about else "",
        text=amendment.text,
        reason=amendment.reason,
    )


def versions_of(report: Report) -> list[ReportVersion]:
    """Every version that was signed, the newest first, with why there is another."""
    return list(report.versions.select_related("amendment", "signed_by").order_by("-number"))


def version_of(report: Report, number: int) -> ReportVersion | None:
    return report.versions.select_related("amendment", "signed_by").filter(number=number).first()


def was_signed(file: Attachment) -> bool:
    """Whether a file belongs to any signed version: what is added while an amendment is written isn't the chair's yet."""
    return any(
        file.ref in {one.ref for one in signed_material(version).files}
        for version in file.report.versions.all()
    )


def read_before(version: ReportVersion, *, person) -> Reading | None:
    """The newest older version that this person has read, where they hadn't opened this one."""
    readings = Reading.objects.filter(version__report=version.report_id, person=person)
    newest = readings.select_related("version").order_by("-version__number").first()
    return newest if newest and newest.version.number < version.number else None
