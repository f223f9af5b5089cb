"""What helps an author: bring over last time's answers, set hints aside, hand the draft to a colleague."""

from django.db import transaction
from django.db.models import F

from conferences.operations import Refused
from partnership.models import Person
from procedures.reckoning import london_day
from procedures.workflow import MoveRefused
from reports.answers import clean
from reports.carrying import brought_over, rows_came
from reports.material import Material, Place
from reports.models import Report, ReportEvent, ReportVersion
from reports.operations.moves import MEANWHILE, note_event, while_open
from reports.operations.writing import save_part
from reports.queries.earlier import CARRIED, material_before
from reports.queries.helping import HINTS_ASIDE, HINTS_BACK, colleagues_of, hints_aside, named
from reports.queries.writing import draft_part

NOT_A_COLLEAGUE = "Choose somebody of {} who writes its reports."


@transaction.atomic
def bring_over(
    *, report: Report, material: Material, place: Place, before: ReportVersion, keys: list[str], by, at
) -> list[str]:
    """Last time's answers to these questions of one page, where they are still open. Answers which came.

    Raises what a save raises: SavedMeanwhile, MoveRefused.
    """
    while_open(report)
    saved = draft_part(report, place.key)
    now = material.replaced(answers={**material.answers, place.key: saved.answers})
    answers = brought_over(now, material_before(report, before), place, keys)
    came = [key for key in keys if answers.get(key) != saved.answers.get(key)]
    if not came:
        return []
    save_part(report=report, place=place, answers=answers, revision=saved.revision, by=by, at=at)
    rows = dict(rows_came(answers, came))
    note_event(report, CARRIED, by=by, at=at, place=place.key, version=before.ref, rows=rows)
    return came


@transaction.atomic
def set_hints(*, report: Report, place: Place, shown: bool, by, at) -> ReportEvent | None:
    """Hints on one page's words: set aside, for everybody who writes there, or shown again. None where it is so already."""
    while_open(report)
    if shown == (place.key not in hints_aside(report)):
        return None
    return note_event(report, HINTS_BACK if shown else HINTS_ASIDE, by=by, at=at, place=place.key)


@transaction.atomic
def hand_over(*, report: Report, to: Person, note: str, by, at) -> Report:
    """A colleague becomes the author: who asks for sign-off, and to whom it comes back.

    Raises Refused where `to` isn't a colleague who writes; MoveRefused where it isn't being written, or was handed
    over meanwhile. What the form says of its author follows, as long as nobody wrote something else there.
    """
    while_open(report)
    if to not in colleagues_of(report, today=london_day(at)):
        raise Refused(NOT_A_COLLEAGUE.format(report.invitation.agency.name), field="to")
    before = report.author
    swap = Report.objects.filter(pk=report.pk, version=report.version, author=before)
    if swap.update(author=to, version=F("version") + 1) != 1:
        raise MoveRefused(MEANWHILE)
    report.refresh_from_db(fields=["author", "version"])
    _author_follows(report, before, by=by, at=at)
    note_event(report, "hand_over", by=by, at=at, reason=clean(note), from_=before.name, to=to.name)
    return report


def _author_follows(report: Report, before: Person, *, by, at) -> None:
    about = draft_part(report, "about")
    agency, said = report.invitation.agency, dict(about.answers)
    was, now = named(before, agency), named(report.author, agency)
    said |= {key: now[key] for key in was if said.get(key) == was[key]}
    if said != about.answers:
        about.answers, about.revision, about.saved_at, about.saved_by = said, about.revision + 1, at, by
        about.save()
