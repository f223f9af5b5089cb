"""The reports of one conference against each other and against those of the conference before, as values."""

from conferences.models import Conference
from reports import gap_check
from reports.changes import Pair
from reports.gap_check import Child, Missing, missing
from reports.queries.reading import Signed, signed_reports
from reports.queries.standing import standings
from reports.queries.writing import adults_of, is_owed
from reports.themes import Voice


def children_in(conference: Conference) -> list[Child]:
    """The children of the conference, eldest first."""
    rows = conference.children.select_related("child__carried_by")
    return [Child(row.child.ref, row.child.shown_name, not row.child.unborn) for row in rows]


def voices_of(conference: Conference, *, calendar, today) -> list[Voice]:
    """Every agency that owes a report or has sent one, silent ones too. A medical report has no grid (REP-11)."""
    spoken = [
        Voice(one.agency.name, one.report.ref, one.material)
        for one in signed_reports(conference)
        if not one.is_medical
    ]
    rows = standings(conference, calendar=calendar, today=today)
    return spoken + [Voice(row.invitation.agency.name) for row in rows if not row.is_in]


def gaps_in(conference: Conference, *, calendar, today) -> list[Missing]:
    """What is missing from all reports taken together."""
    rows = standings(conference, calendar=calendar, today=today)
    parents = {
        adult.ref: adult.name for adult, said in adults_of(conference, today=today) if any(map(is_owed, said))
    }
    return missing(
        gap_check.Asked(
            owed=tuple(row.invitation.agency.name for row in rows if not row.is_in),
            children=tuple(children_in(conference)),
            parents=parents,
            signed=_checked(signed_reports(conference)),
            before=_checked(reports_before(conference)),
        )
    )


def _checked(signed: list[Signed]) -> tuple[gap_check.Signed, ...]:
    return tuple(gap_check.Signed(one.report.ref, one.material, one.is_medical) for one in signed)


def reports_before(conference: Conference) -> list[Signed]:
    """The signed reports to the conference that this one follows, without medical ones: those were for its chair alone."""
    if conference.follows is None:
        return []
    return [one for one in signed_reports(conference.follows) if not one.is_medical]


def pairs_of(conference: Conference) -> list[Pair]:
    """Each agency that reported then or now, by name."""
    before = {one.agency: one.material for one in reports_before(conference)}
    now = {one.agency: one.material for one in signed_reports(conference) if not one.is_medical}
    agencies = sorted({**before, **now}, key=lambda agency: agency.name)
    return [Pair(agency.name, before.get(agency), now.get(agency)) for agency in agencies]
