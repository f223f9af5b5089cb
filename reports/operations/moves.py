"""How a report moves: compare and swap on its state, with a row in its history."""

from typing import Any

from django.db.models import F

from procedures.words import AmendmentKind
from procedures.workflow import REPORT, MoveRefused, ReportState
from reports.models import Report, ReportEvent

OPEN = sorted(state.value for state in REPORT.sources("ask_for_sign_off"))
CLOSED = "This report is “{}” now, so it can’t be changed. What you typed is still on this page: copy it before you leave."
MEANWHILE = "Somebody changed this report meanwhile: look at its page again."
ADDENDUM = "An addendum is being written to this report. Its parts stay as they were signed; a change of them is a new version."
NO_ADDENDUM = "No addendum is being written to this report now."


def note_event(report: Report, name: str, /, *, by, at, reason: str = "", **facts: Any) -> ReportEvent:
    """One row in the report's history."""
    return ReportEvent.objects.create(report=report, move=name, by=by, at=at, reason=reason, facts=facts)


def move(report: Report, name: str, /, *, by, at, reason: str = "", **facts: Any) -> Report:
    """Compare and swap, and the event. Raises MoveRefused, in words."""
    target = REPORT.target(name, source=report.access_state())
    swap = Report.objects.filter(pk=report.pk, state=report.state, version=report.version)
    if swap.update(state=target.value, version=F("version") + 1) != 1:
        raise MoveRefused(MEANWHILE)
    report.refresh_from_db(fields=["state", "version"])
    note_event(report, name, by=by, at=at, reason=reason, **facts)
    return report


def while_open(report: Report, *, addendum: bool = False) -> None:
    """Locks the report, so that nothing slips past a signature. Raises MoveRefused where it isn't being written.

    While an addendum is written, the parts are closed; while it isn't, there is no addendum to write.
    """
    state = Report.objects.select_for_update().values_list("state", flat=True).get(pk=report.pk)
    if state not in OPEN:
        raise MoveRefused(CLOSED.format(ReportState(state).label))
    is_addendum = report.amendments.filter(ended_at=None, kind=AmendmentKind.ADDENDUM.value).exists()
    if is_addendum != addendum:
        raise MoveRefused(ADDENDUM if is_addendum else NO_ADDENDUM)
