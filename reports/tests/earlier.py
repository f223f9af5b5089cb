"""For tests of what comes over: a school's signed report to a conference, and its draft for the review that follows."""

from datetime import datetime

import time_machine

from conferences.tests.factories import hold, make_conference, make_invitation
from procedures.reckoning import LONDON
from reports.material import place_of
from reports.models import Report
from reports.queries.writing import material_of
from reports.tests.factories import fill_place, make_report, signed_report

BEFORE = datetime(2025, 12, 1, 10, tzinfo=LONDON)
NOW = datetime(2026, 3, 2, 10, tzinfo=LONDON)


def review_after(setting, *, told=None, agency=None, by=None):
    """(what was signed for the first conference, the draft for its review)."""
    with time_machine.travel(BEFORE, tick=False):
        conference = make_conference(setting)
        invitation = make_invitation(setting, conference, agency=agency)
        version = signed_report(setting, invitation=invitation, told=told, by=by)
        held = hold(setting, conference)
    invitation = make_invitation(setting, make_conference(setting, follows=held), agency=agency)
    return version, make_report(setting, invitation=invitation, by=by)


def knowing(report: Report, answer="know well") -> Report:
    """The draft once its author has said of every child how well the school knows them."""
    for child in report.invitation.conference.children.all():
        place = place_of(material_of(report, today=NOW.date()), f"contact:{child.child.ref}")
        fill_place(report, place, known={"choice": answer, "note": ""})
    return report
