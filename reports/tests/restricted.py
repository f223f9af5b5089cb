"""Signed reports that keep something back, for tests."""

from django.utils import timezone

from conferences.tests.factories import make_conference, make_invitation, make_setting
from partnership.tests.factories import make_agency, make_person
from procedures.words import AgencyKind, Role
from reports.models import Report, ReportVersion, Restriction
from reports.operations.writing import sign
from reports.tests.factories import signed_report
from reports.tests.materials import fact, rows

SECRET = "He waited outside the school."
WHY = {"ground": "could put someone at risk", "share_why": "He would know who told."}


def signed_with(
    *harm, setting=None, conference=None, kind=AgencyKind.GENERIC, at=None, **parts
) -> ReportVersion:
    """A signed report of an agency whose author signs alone, with these rows of harm on the page of each child."""
    setting, at = setting or make_setting(), at or timezone.now()
    conference = conference or make_conference(setting, at=at)
    agency = make_agency(setting.authority, kind=kind)
    author = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=agency)
    invitation = make_invitation(setting, conference, agency=agency, at=at)
    told = ({"worries": {"harm": rows(*harm)}} if harm else {}) | parts
    return signed_report(setting, invitation=invitation, by=author, told=told, at=at)


def secret(share="chair", **more) -> dict:
    """A row that is marked, with its ground and reason."""
    return fact(SECRET, share=share, **WHY) | more


def restriction_of(version: ReportVersion) -> Restriction:
    """The first that the version made."""
    return version.restrictions.first()


def signed_again(report: Report, *, at=None) -> ReportVersion:
    """Another version of a signed report, from what its draft says now."""
    Report.objects.filter(pk=report.pk).update(state="drafting")
    report.refresh_from_db()
    by = report.author
    return sign(report=report, name=by.name, role="Officer", late_reason="", by=by, at=at or timezone.now())
