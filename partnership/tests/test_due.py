"""`manage.py due`: every parameter, every set, two hundred days, and every way to ask wrongly."""

import io
import json
import os
import subprocess
import sys
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import holidays as second_library
import pytest
from django.core.management import CommandError, call_command

from partnership.management.commands.due import Command
from partnership.models import BankHoliday, CalendarVersion
from procedures.tests.rulebook_table import ENTRIES, LATER, SETS

ROOT = Path(__file__).parents[2]
LONDON = ZoneInfo("Europe/London")
DAYS_OFF = frozenset(second_library.country_holidays("GB", subdiv="ENG", years=range(2012, 2029)))
DATED = {"working days", "days", "weeks", "months", "hours", "weeks of pregnancy"}
pytestmark = pytest.mark.django_db


class Due(Command):
    """The command, its parser made once: thirty thousand questions are asked below."""

    create_parser = cache(Command.create_parser)


COMMAND = Due()


def answered(parameter, code, start, **options):
    """What the command prints as JSON."""
    out = io.StringIO()
    call_command(COMMAND, parameter, procedure_set=code, start=start, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


# A second reckoning, by the words of the rulebook and with another library's holidays.


@cache
def worked(day):
    return day.weekday() < 5 and day not in DAYS_OFF


def reckoned(entry, start):
    """The day before any move and the due day, walked one day at a time."""
    value, day = entry.value, start
    if entry.unit == "working days":
        while value:
            day += timedelta(-1 if entry.direction == "before" else 1)
            value -= worked(day)
        return day, day
    if entry.unit == "hours":
        begun = datetime.combine(start, time(), LONDON).timestamp()  # elapsed, so the clocks may change
        day = datetime.fromtimestamp(begun + 3600 * value, LONDON).date()
        return day, day
    if entry.unit == "months":
        months = start.month - 1 + value
        year, month = start.year + months // 12, months % 12 + 1
        day = date(year, month, min(start.day, monthrange(year, month)[1]))
    elif entry.unit == "weeks of pregnancy":
        day = start - timedelta(days=84)
    else:
        day = start + timedelta(days=value * (7 if entry.unit == "weeks" else 1))
    due_on = day
    while not worked(due_on):
        due_on += timedelta(1 if entry.parameter in LATER else -1)
    return day, due_on


def between(a, b):
    low, high = sorted((a, b))
    return {low + timedelta(n) for n in range(1, (high - low).days)}


def two_hundred_days():
    """The rulebook's own examples, the days around every kind of holiday, and others by lot."""
    told = ["2025-12-12", "2026-03-20", "2022-09-05", "2023-04-20", "2025-05-03", "2025-05-05", "2024-02-29"]
    told += ["2012-06-02", "2020-05-07", "2022-06-01", "2026-12-24", "2027-12-31", "2025-08-31", "2025-11-30"]
    days = {date.fromisoformat(day) for day in told}
    by_lot = Random(2)
    while len(days) < 200:
        days.add(date(2012, 6, 1) + timedelta(by_lot.randrange(5800)))
    return sorted(days)


def options_of(entry):
    if entry.case == "police":
        return {"agency": "police"}
    return {"conference": entry.case} if entry.parameter == "POL-16" else {}


def assert_dates(answer, entry, day):
    unmoved, due_on = reckoned(entry, day)
    assert answer["due_on"] == due_on.isoformat()
    passed_over = between(day, due_on) | (between(due_on, unmoved) | {unmoved} if unmoved > due_on else set())
    named = {date.fromisoformat(skipped["date"]): skipped["why"] for skipped in answer["skipped"]}
    assert [*named] == sorted(day for day in passed_over if not worked(day))
    for on, why in named.items():
        assert (why == f"{on:%A}") == (on.weekday() > 4)


@pytest.mark.exhaustive
@pytest.mark.parametrize("code", SETS)
def test_every_parameter_on_two_hundred_days_agrees_with_a_second_reckoning(code):
    days = two_hundred_days()
    for entry in ENTRIES:
        if entry.set != code or entry.case in ("birth", "network"):  # these stand in the others' answers
            continue
        for day in days:
            answer = answered(entry.parameter, code, day.isoformat(), **options_of(entry))
            found = [answer[key] for key in ("parameter", "set", "value", "unit", "direction", "baseline")]
            assert found == [
                entry.parameter,
                code,
                entry.value,
                entry.unit,
                entry.direction,
                entry.baseline,
            ]
            assert answer["citation"]
            if entry.value is not None and entry.unit in DATED:
                assert_dates(answer, entry, day)
            else:
                assert "due_on" not in answer
                assert answer["skipped"] == []


@pytest.mark.parametrize("code", SETS)
@pytest.mark.parametrize("parameter", ["POL-02", "POL-32"])
def test_a_parameter_in_words_answers_with_its_words(parameter, code):
    answer = answered(parameter, code, "2026-03-20")
    assert answer["value"] and answer["citation"]
    assert (answer["unit"], answer["direction"]) == ("in words", None)
    assert "due_on" not in answer


@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        ("2025-12-12", "2026-01-07"),
        ("2026-03-20", "2026-04-14"),
        ("2022-09-05", "2022-09-27"),
        ("2023-04-20", "2023-05-15"),
        ("2025-05-03", "2025-05-27"),
    ],
)
@pytest.mark.parametrize("code", SETS)
def test_fifteen_working_days_from_the_strategy_discussion(start, due_on, code):
    assert answered("POL-01", code, start)["due_on"] == due_on


def test_the_answer_counts_by_the_database_s_holidays():
    assert answered("POL-12", "newham", "2026-03-20")["calendar"] == "database"


def test_without_rows_in_the_database_the_shipped_list_answers():
    CalendarVersion.objects.all().delete()
    BankHoliday.objects.all().delete()
    answer = answered("POL-12", "newham", "2026-03-20")
    assert (answer["calendar"], answer["due_on"]) == ("shipped", "2026-03-13")


def test_the_birth_of_a_child_brings_the_first_review_forward():
    answer = answered("POL-08", "derby", "2026-03-20", born="2026-04-29")
    assert (answer["due_on"], answer["value"]) == ("2026-05-29", 1)
    assert [other["due_on"] for other in answer["others"]] == ["2026-06-19"]


def test_values_are_taken_from_the_day_named():
    answer = answered("POL-12", "derby", "2026-03-20", as_of="2020-01-01")
    assert (answer["policy_on"], answer["from"]) == ("2020-01-01", "2026-03-20")


@pytest.mark.parametrize(
    ("start", "due_at"),
    [
        ("2026-03-27T16:30", "2026-03-28T16:30:00+00:00"),
        ("2026-03-28T16:30", "2026-03-29T17:30:00+01:00"),  # the clocks go forward: 24 hours all the same
        ("2026-07-01T16:30+00:00", "2026-07-02T17:30:00+01:00"),
        ("2026-07-01", "2026-07-02T00:00:00+01:00"),
    ],
)
def test_hours_answer_with_a_london_moment(start, due_at):
    assert answered("POL-24", "derby", start)["due_at"] == due_at


def test_a_parameter_may_be_written_small():
    assert answered("pol-12", "newham", "2026-03-20")["parameter"] == "POL-12"


def test_without_json_the_answer_is_one_sentence():
    out = io.StringIO()
    call_command("due", "POL-12", procedure_set="newham", start="2026-03-20", stdout=out)
    sentence = out.getvalue()
    assert sentence.startswith("Due by Friday 13 March 2026: at least 5 working days before the conference")
    assert sentence.count("\n") == 1


def refusal(parameter="POL-01", **options):
    options = {"procedure_set": "derby", "start": "2026-03-20"} | options
    with pytest.raises(CommandError) as refused:
        call_command("due", *filter(None, [parameter]), **options)
    assert refused.value.returncode == 2
    return str(refused.value)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"parameter": "POL-99"}, "There is no parameter “POL-99”. They run from POL-01 to POL-32."),
        (
            {"procedure_set": "leeds"},
            "There is no procedure set “leeds”. The sets are: england, derby, derbyshire, newham, norfolk.",
        ),
        (
            {"start": "2028-12-20"},
            "15 working days after 20 December 2028 lies outside the days for which bank holidays are known"
            " (1 January 2012 to 31 December 2028).",
        ),
        ({"start": "2011-12-01"}, "Derby has no value of POL-01 on 2011-12-01; the first holds later."),
        ({"start": "soon"}, "--from “soon” is no date; write it as 2026-03-20."),
        ({"start": "2026-02-30"}, "--from “2026-02-30” is no date; write it as 2026-03-20."),
        ({"start": "2026-03-20T99"}, "--from “2026-03-20T99” is no moment; write it as 2026-03-20T16:30."),
        ({"as_of": "now"}, "--as-of “now” is no date; write it as 2026-03-20."),
        ({"parameter": "POL-08", "born": "?"}, "--born “?” is no date; write it as 2026-03-20."),
        ({"agency": "circus"}, "--agency “circus” is unknown; choose from childrens_social_care, education"),
        ({"conference": "tea"}, "--conference “tea” is unknown; choose from initial, pre_birth,"),
        ({"parameter": None}, "Say a parameter: manage.py due POL-01 --set derbyshire --from 2025-12-12."),
        ({"procedure_set": None}, "Say --set: manage.py due"),
        ({"start": None}, "Say --from: manage.py due"),
    ],
)
def test_what_can_t_be_answered_is_refused_in_one_sentence(asked, sentence):
    assert refusal(**asked).startswith(sentence)


def shell(*words, data_dir):
    """The command as a person runs it, in a bare checkout: no settings, and a database without tables."""
    ours = ("DATABASE_URL", "REDIS_URL", "TEST_SQLITE_FILE", "DEMO", "KEYS", "KEYS_FILE")
    env = {name: value for name, value in os.environ.items() if name not in ours} | {
        "DATA_DIR": str(data_dir)
    }
    run = [sys.executable, "manage.py", "due", *words]
    return subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_an_unmigrated_checkout_answers_from_the_shipped_list(tmp_path):
    words = ["POL-01", "--set", "derbyshire", "--from", "2025-12-12", "--json"]
    done = shell(*words, data_dir=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["due_on"], answer["calendar"]) == ("2026-01-07", "shipped")


def test_bad_input_is_one_bare_sentence_on_standard_error_and_exit_2(tmp_path):
    done = shell("POL-01", "--set", "leeds", "--from", "2025-12-12", data_dir=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "There is no procedure set “leeds”. The sets are: england, derby, derbyshire, newham, norfolk.\n"
    )


def test_a_wrong_option_is_refused_in_a_sentence_too(capsys):
    with pytest.raises(SystemExit) as exit:
        Command().run_from_argv(["manage.py", "due", "POL-01", "--colour", "red"])
    assert exit.value.code == 2
    assert capsys.readouterr().err == "unrecognized arguments: --colour red\n"


def test_a_good_question_from_the_shell_ends_well(capsys):
    Command().run_from_argv(["manage.py", "due", "POL-17", "--set", "norfolk", "--from", "2026-03-20"])
    assert capsys.readouterr().out.startswith("Copies to bring on paper: 12 copies (source: Norfolk")
