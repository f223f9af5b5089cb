"""`manage.py due POL-01 --set derbyshire --from 2025-12-12`: any parameter's date, from the command line."""

import json
import sys
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, handle_default_options
from django.db import DatabaseError

from partnership.calendar import NoCalendar, working_calendar
from procedures.deadlines import due
from procedures.policy import NoValueYet, UnknownParameter, UnknownSet
from procedures.reckoning import LONDON
from procedures.words import AgencyKind, ConferenceKind
from procedures.working_days import BeyondKnownHolidays, WorkingCalendar, shipped_calendar


class Refused(CommandError):
    """Input that can't be answered: one sentence and exit 2."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, returncode=2)


class Command(BaseCommand):
    help = "Says when something is due under a procedure set, why, and by which source."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("parameter", nargs="?", help="POL-01 to POL-32")
        parser.add_argument("--set", dest="procedure_set", help="the procedure set, derbyshire for instance")
        parser.add_argument(
            "--from",
            dest="start",
            help="the day the clock starts (for “before” rules: the conference’s day), 2026-03-20; for hours a"
            " moment too, 2026-03-20T16:30",
        )
        parser.add_argument("--as-of", help="the day whose values count; by default that of --from")
        parser.add_argument("--born", help="day of birth, or the expected one until then (POL-08)")
        parser.add_argument("--agency", help="kind of agency, where it matters: police, education_school")
        parser.add_argument("--conference", help="initial or review, where it matters (POL-16)")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        for needed, name in (("parameter", "a parameter"), ("procedure_set", "--set"), ("start", "--from")):
            if not options[needed]:
                raise Refused(f"Say {name}: manage.py due POL-01 --set derbyshire --from 2025-12-12.")
        try:
            answer = due(
                options["parameter"].upper(),
                procedure_set=options["procedure_set"],
                start=_start(options["start"]),
                policy_on=_day(options["as_of"], "--as-of"),
                born=_day(options["born"], "--born"),
                agency=_known(options["agency"], AgencyKind, "--agency"),
                conference=_known(options["conference"], ConferenceKind, "--conference"),
                calendar=_calendar(),
            )
        except (UnknownSet, UnknownParameter, NoValueYet, BeyondKnownHolidays) as refusal:
            raise Refused(refusal) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(answer.as_dict(), ensure_ascii=False))
        else:
            self.stdout.write(answer.explain())

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django's, but whatever is refused is one bare sentence on standard error, and exit 2."""
        parser = self.create_parser(argv[0], argv[1])
        parser.called_from_command_line = False  # a wrong option then raises, instead of printing usage
        try:
            options = parser.parse_args(argv[2:])
            handle_default_options(options)
            self.execute(**vars(options))
        except CommandError as refusal:
            self.stderr.write(str(refusal).removeprefix("Error: "))
            sys.exit(2)


def _calendar() -> WorkingCalendar:
    """The database's calendar; the shipped one where the tables are not there yet, or empty."""
    try:
        return working_calendar()
    except (DatabaseError, NoCalendar):
        return shipped_calendar()


def _start(text: str) -> date | datetime:
    if "T" not in text:
        return _day(text, "--from") or date.min
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"--from “{text}” is no moment; write it as 2026-03-20T16:30.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{option} “{text}” is no date; write it as 2026-03-20.") from error


def _known(code: str | None, kinds: type[AgencyKind | ConferenceKind], option: str) -> str | None:
    if code is not None and code not in [kind.value for kind in kinds]:
        raise Refused(f"{option} “{code}” is unknown; choose from {', '.join(kinds)}.")
    return code
