"""Fills an empty database with the fictional partnership, live on the day of filling."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import yaml
from django.db import transaction

from config.demo.days import Days
from config.demo.families import FamilyFiller
from config.demo.people import Cast, fill_people
from config.demo.reports import fill_reports
from partnership.calendar import working_calendar
from partnership.fields import written_day
from partnership.models import Partnership, Person
from procedures.reckoning import london_day
from scheduling.operations.clock import sweep

HERE = Path(__file__).parent
WEEKS_AHEAD = timedelta(weeks=4)  # the last conference is 12 working days off, and Christmas may lie between


class NotEmpty(Exception):
    """The database holds something that isn't the demo: it is never touched."""


class TooLate(Exception):
    """The bank holidays of the weeks after the day of filling are not known."""


@dataclass(frozen=True)
class Filled:
    families: int
    people: int


def _file(name: str):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def filled_on() -> date | None:
    """The day on which this database was filled with the demo; None while it is empty. Raises NotEmpty."""
    partnership = Partnership.objects.first()
    if partnership is None and not Person.objects.exists():
        return None
    if partnership is None or not partnership.is_demo:
        raise NotEmpty(
            "This database holds something else. The demo fills an empty one only, and changes nothing here."
        )
    return partnership.filled_on


@transaction.atomic
def fill(*, now: datetime) -> Filled:
    """Everything, by the moves that the service makes, as of `now`, with one sweep. Raises NotEmpty, TooLate."""
    if filled_on() is not None:
        raise NotEmpty("The demo is filled already. It fills an empty database only.")
    calendar = working_calendar()
    if london_day(now) > calendar.last - WEEKS_AHEAD:
        raise TooLate(
            f"The bank holidays are known until {written_day(calendar.last)}, and the demo looks some weeks ahead. "
            "Install a newer version, which brings a longer list."
        )
    days = Days(today=calendar.on_or_after(london_day(now)), calendar=calendar)
    cast: Cast = fill_people(_file("partnership.yaml"), days=days, at=now, filled_on=london_day(now))
    rows, voices = _file("families.yaml"), _file("voices.yaml")
    texts = _file("answers.yaml") | {"of": voices["of"]}
    common = {"cast": cast, "days": days, "now": now}
    for row in rows:
        then = partial(
            fill_reports, row, wanted="reports_then", texts=texts | {"then": voices["then"]}, **common
        )
        filler = FamilyFiller(row, report=then, **common)
        conference = filler.fill()
        fill_reports(row, conference, wanted="reports", texts=texts, **common)
    sweep(
        at=now, today=london_day(now)
    )  # so that what is due, and what will be sent, is there at first sight
    return Filled(families=len(rows), people=len(cast.people))
