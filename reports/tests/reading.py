"""For tests of the reading room: a conference with signed reports of several agencies that tell what a test wants."""

from datetime import datetime

from django.urls import reverse

from conferences.tests.factories import children_of, make_invitation
from partnership.tests.factories import make_agency, make_person
from procedures.reckoning import LONDON
from procedures.words import AgencyKind, Role
from reports.tests.factories import signed_report

NOW = datetime(2026, 3, 2, 10, tzinfo=LONDON)


def agency_report(setting, conference, kind=AgencyKind.HOUSING, name=None, told=None):
    """A signed report of another agency."""
    agency = make_agency(setting.authority, kind=kind, name=name)
    author = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=agency)
    invitation = make_invitation(setting, conference, agency=agency)
    return signed_report(setting, invitation=invitation, by=author, told=told)


def event(text, on="3 February 2026", *, about=(), rating="worrying", status="fact", row_id="r1"):
    """A row of a chronology that lacks nothing."""
    return {"id": row_id, "date": on, "end date": "", "event": text, "status": status, "source": "our_records",
            "about": list(about), "response or outcome": "Recorded.", "effect on the child": "Tired.", "rating": rating,
            "share": "everyone", "ground": "", "share_why": "", "file": ""}  # fmt: skip


def chronology(*events):
    """What `agency_report` takes as `told`, so that the report's chronology holds these events."""
    numbered = [row | {"id": f"r{number}"} for number, row in enumerate(events, 1)]
    answer = {"rows": numbered, "none": False, "none_why": "", "next": len(numbered) + 1}
    return {"chronology": {"chronology": answer}}


def about_all(conference):
    return [child.ref for child in children_of(conference.family)]


def room(name, conference):
    """The address of one page of the room."""
    return reverse(f"reports:{name}", args=[conference.ref])
