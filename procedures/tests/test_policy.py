"""The procedure sets against the rulebook's table, and what a set's file is refused for."""

import shutil
from datetime import date

import pytest

from procedures.policy import (
    BORROWED,
    FOLDER,
    SHARED,
    NoValueYet,
    PolicyError,
    UnknownParameter,
    UnknownSet,
    load,
    procedure_set,
    set_codes,
)
from procedures.policy.parameters import MEANINGS
from procedures.tests.rulebook_table import ENTRIES, IN_WORDS, SETS
from procedures.words import AgencyKind, ConferenceKind

TODAY = date(2026, 3, 20)


def stated(entry):
    asked = {}
    if entry.case in ("initial", "review") and entry.parameter == "POL-16":
        asked["conference"] = entry.case
    elif entry.case == "police":
        asked["agency"] = AgencyKind.POLICE
    elif entry.case:
        asked["case"] = entry.case
    return procedure_set(entry.set).parameter(entry.parameter, on=TODAY, **asked)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.parameter}-{entry.case}-{entry.set}")
def test_every_number_is_the_rulebook_s(entry):
    parameter = stated(entry)
    found = (parameter.value, parameter.unit, parameter.direction, parameter.baseline)
    assert found == (entry.value, entry.unit, entry.direction, entry.baseline)
    assert parameter.citation
    assert bool(parameter.baseline_note) == entry.baseline


def test_the_table_leaves_no_parameter_out():
    assert {entry.parameter for entry in ENTRIES} | {*IN_WORDS} == {*MEANINGS}
    assert [*MEANINGS] == [f"POL-{n:02}" for n in range(1, 33)]


def test_the_baseline_comes_first_among_the_sets():
    assert set_codes() == ("england", "derby", "derbyshire", "newham", "norfolk")
    assert {*set_codes()} == {*SETS}


def test_a_borrowed_value_says_so_unless_national_guidance_shares_it():
    norfolk = procedure_set("norfolk")
    shared = {p.id for p in norfolk.parameters(TODAY) if p.baseline_note == SHARED}
    borrowed = {p.id for p in norfolk.parameters(TODAY) if p.baseline_note == BORROWED}
    assert shared == {"POL-01", "POL-04", "POL-08"}
    assert {p.id for p in procedure_set("newham").parameters(TODAY) if p.baseline_note == SHARED} == {
        "POL-01",
        "POL-04",
        "POL-07",
        "POL-08",
        "POL-09",
    }
    assert "POL-20" in borrowed
    assert BORROWED == "baseline, borrowed from Derby & Derbyshire, not a national rule"
    assert SHARED == "baseline, which national guidance shares"


def test_both_starts_of_the_initial_conference_s_clock_are_stated():
    derby = procedure_set("derby")
    assert "strategy discussion" in derby.parameter("POL-02", on=TODAY).value
    assert derby.parameter("POL-02", on=TODAY, case="decision").value == "decision made to hold a conference"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("england", "every rule is shown as baseline"),
        ("derby", "information for schools are its own"),
        ("derbyshire", "Derbyshire’s information for professionals are its own"),
        ("norfolk", "a stop becomes “go on with a recorded reason”"),
        ("newham", "a stop becomes “go on with a recorded reason”"),
    ],
)
def test_each_set_says_which_rules_are_its_own(code, words):
    parameter = procedure_set(code).parameter("POL-32", on=TODAY)
    assert words in parameter.value
    assert not parameter.baseline


def test_a_rule_is_a_set_s_own_by_the_document_it_was_taken_from():
    assert procedure_set("derbyshire").is_own("PRO", "DER")
    assert not procedure_set("derby").is_own("DER")
    assert not procedure_set("england").is_own("PRO")


def test_citations_name_document_and_section_and_never_a_file():
    for code in set_codes():
        for parameter in procedure_set(code).parameters(TODAY):
            assert ", " in parameter.citation
            assert ".txt" not in parameter.citation and ".yaml" not in parameter.citation


def test_newham_s_review_report_is_cited_from_newham_s_page():
    parameter = procedure_set("newham").parameter("POL-12", on=TODAY)
    assert parameter.citation == (
        "Newham, Professionals: Child Protection Conferences,"
        " Expectations of Professionals Attending Child Protection Conferences"
    )


def test_two_documents_that_say_the_same_are_both_cited():
    citation = procedure_set("derby").parameter("POL-01", on=TODAY).citation
    assert citation.count("; ") == 1
    assert "initial child protection conferences; Derby and Derbyshire, What’s required" in citation


def test_the_page_of_a_set_shows_every_case_with_whom_it_is_for():
    rows = procedure_set("derbyshire").parameters(TODAY)
    cases = [(row.applies_to, row.value) for row in rows if row.id in ("POL-15", "POL-16", "POL-30")]
    assert cases == [
        ("", None),
        ("School, Early years setting, College", 5),
        ("initial conference", 2),
        ("review", 3),
        ("review", 6),
        ("network meeting", None),
    ]
    assert [row.id for row in rows] == sorted(row.id for row in rows)


@pytest.mark.parametrize(
    ("conference", "days"),
    [
        (ConferenceKind.INITIAL, 2),
        (ConferenceKind.PRE_BIRTH, 2),
        (ConferenceKind.TRANSFER_IN, 2),
        (ConferenceKind.REVIEW, 5),
        (ConferenceKind.EARLY_REVIEW, 5),
        (ConferenceKind.RECONVENED, 5),
        (None, 5),
    ],
)
def test_every_kind_of_conference_has_an_initial_s_limit_or_a_review_s(conference, days):
    newham = procedure_set("newham")
    assert newham.parameter("POL-16", on=TODAY, conference=conference).value == days


def test_an_unknown_set_is_answered_with_the_sets_there_are():
    with pytest.raises(UnknownSet) as refusal:
        procedure_set("leeds")
    assert str(refusal.value) == (
        "There is no procedure set “leeds”. The sets are: england, derby, derbyshire, newham, norfolk."
    )


@pytest.mark.parametrize(
    ("parameter", "asked", "sentence"),
    [
        ("POL-33", {}, "There is no parameter “POL-33”. They run from POL-01 to POL-32."),
        ("POL-16", {"conference": "tea"}, "There is no kind of conference “tea”"),
        ("POL-15", {"agency": "circus"}, "POL-15 knows no agency “circus”."),
        ("POL-30", {"case": "never"}, "POL-30 knows no case “never”."),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(parameter, asked, sentence):
    with pytest.raises(UnknownParameter, match=sentence):
        procedure_set("derby").parameter(parameter, on=TODAY, **asked)


def test_a_day_before_the_first_value_is_refused():
    with pytest.raises(
        NoValueYet, match="Derby has no value of POL-01 on 2011-12-31; the first holds later."
    ):
        procedure_set("derby").parameter("POL-01", on=date(2011, 12, 31))
    assert procedure_set("derby").parameter("POL-01", on=date(2012, 1, 1)).value == 15
    assert procedure_set("derby").parameters(date(2011, 12, 31)) == ()


# A set's own file, and what it is refused for.

ELM = """\
title: Elm
extends: england
from: 2012-01-01
documents:
  ELM: Elm procedures
own: [ELM]
silent: []
parameters:
  POL-12:
    unit: working days
    values:
      - from: 2012-01-01
        value: 4
        citation: {ELM: Reports}
      - from: 2026-04-01
        value: 5
        citation: {ELM: "Reports, second edition"}
        note: Changed by the partnership in March 2026.
"""


@pytest.fixture
def elm(tmp_path):
    shutil.copy(FOLDER / "england.yaml", tmp_path)

    def write(text, name="elm"):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path)

    return write


def borrowed_by_elm(text):
    """The list of silence that elm owes, as the refusal itself gives it."""
    ids = [
        entry.parameter
        for entry in ENTRIES
        if entry.set == "england" and entry.baseline and f"{entry.parameter}:" not in text
    ]
    return f"silent: [{', '.join(dict.fromkeys([*ids, 'POL-02']))}]"


def whole(text):
    return text.replace("silent: []", borrowed_by_elm(text))


def test_the_day_picks_the_value(elm):
    found = elm(whole(ELM))["elm"]
    assert found.parameter("POL-12", on=date(2026, 3, 31)).value == 4
    latest = found.parameter("POL-12", on=date(2026, 4, 1))
    assert (latest.value, latest.from_on, latest.note) == (
        5,
        date(2026, 4, 1),
        "Changed by the partnership in March 2026.",
    )
    assert latest.citation == "Elm procedures, Reports, second edition"
    assert [row.value for row in found.parameters(date(2026, 4, 1)) if row.id == "POL-12"] == [5]


def test_a_set_may_extend_one_that_extends_another(elm):
    elm(whole(ELM))
    ash = (
        whole(ELM)
        .replace("title: Elm", "title: Ash")
        .replace("extends: england", "extends: elm")
        .replace("value: 4", "value: 6")
    )
    sets = elm(ash, "ash")
    assert sets["ash"].parameter("POL-12", on=date(2020, 1, 1)).value == 6
    assert sets["ash"].parameter("POL-01", on=date(2020, 1, 1)).value == 15
    assert sets["elm"].parameter("POL-12", on=date(2020, 1, 1)).value == 4


def test_a_value_for_one_kind_of_agency_may_come_later(elm):
    text = ELM + "      - {from: 2027-01-01, agency: gp, value: 2, citation: {ELM: Reports by GPs}}\n"
    found = elm(whole(text))["elm"]
    assert found.parameter("POL-12", on=date(2027, 1, 1), agency=AgencyKind.GP).value == 2
    assert found.parameter("POL-12", on=date(2026, 12, 31), agency=AgencyKind.GP).value == 5
    assert found.parameter("POL-12", on=date(2027, 1, 1), agency=AgencyKind.POLICE).value == 5


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "title: Elm",
            "title: Elm\ncolour: red",
            "elm.yaml, line 2: unknown key “colour”. Known here: title,",
        ),
        ("title: Elm\n", "", "elm.yaml, line 1: “title” is missing."),
        ("title: Elm", "title: Elm\ntitle: Oak", "elm.yaml, line 2: “title” stands here twice."),
        ("title: Elm", "title:", "elm.yaml, line 1: expected words here."),
        ("title: Elm", "title: [Elm]", "elm.yaml, line 1: expected words here."),
        ("own: [ELM]", "own: ELM", "elm.yaml, line 6: expected a list here."),
        (
            "POL-12:",
            "POL-33:",
            "elm.yaml, line 9: unknown parameter “POL-33”. They run from POL-01 to POL-32.",
        ),
        (
            "unit: working days",
            "unit: fortnights",
            "elm.yaml, line 10: unknown unit “fortnights” for POL-12. Allowed: days, months, weeks, working days.",
        ),
        ("value: 4", "value: four", "elm.yaml, line 13: “four” is no whole number of working days."),
        ("value: 4", "value: -4", "elm.yaml, line 13: “-4” is no whole number of working days."),
        ("value: 4", "value: ٤", "elm.yaml, line 13: “٤” is no whole number of working days."),
        ("value: 4", "amount: 4", "elm.yaml, line 13: unknown key “amount”."),
        ("        citation: {ELM: Reports}\n", "", "elm.yaml, line 12: “citation” is missing."),
        (
            "{ELM: Reports}",
            "{}",
            "elm.yaml, line 12: a value needs a citation: the document and the section.",
        ),
        ("{ELM: Reports}", "Reports", "elm.yaml, line 14: expected keys with values here."),
        ("{ELM: Reports}", "{ELM: }", "elm.yaml, line 14: expected words here."),
        (
            "{ELM: Reports}",
            "{OAK: Reports}",
            "elm.yaml, line 9: POL-12 cites a document that is not listed: OAK.",
        ),
        ("from: 2026-04-01", "from: April", "elm.yaml, line 15: “April” is no date. Write it as 2026-04-01."),
        (
            "from: 2026-04-01",
            "from: 2012-01-01",
            "elm.yaml, line 15: the values of POL-12 must follow one another by date.",
        ),
        (
            "      - from: 2012-01-01",
            "      - from: 2011-12-31",
            "elm.yaml, line 12: 2011-12-31 lies before 2012-01-01, the day from which this set holds.",
        ),
        (
            "      - from: 2012-01-01",
            "      - from: 2012-01-02",
            "elm.yaml, line 10: POL-12 has no value on 2012-01-01, the day from which this set holds.",
        ),
        (
            "        value: 4\n",
            "        case: birth\n        value: 4\n",
            "elm.yaml, line 13: POL-12 does not vary by case.",
        ),
        (
            "        value: 4\n",
            "        agency: [gp, circus]\n        value: 4\n",
            "elm.yaml, line 13: unknown agency “circus” for POL-12. Allowed: education_school,",
        ),
        ("extends: england", "extends: oak", "elm.yaml: it extends “oak”, and there is no such file."),
        ("extends: england", "extends: elm", "elm.yaml: it extends itself, by way of elm."),
        ("extends: england\n", "", "elm.yaml: POL-01, POL-02, POL-03, POL-04"),
        (ELM, "title: [Elm", "elm.yaml: this is no YAML:"),
        (ELM, "", "elm.yaml, line 1: the file is empty."),
    ],
)
def test_a_file_is_refused_with_its_name_and_the_line(elm, old, new, sentence):
    assert old in ELM
    with pytest.raises(PolicyError) as refusal:
        elm(ELM.replace(old, new, 1))
    assert str(refusal.value).startswith(sentence)


def test_a_file_must_say_honestly_what_it_borrows(elm):
    with pytest.raises(PolicyError) as refusal:
        elm(ELM)
    owed = borrowed_by_elm(ELM).removeprefix("silent: [").removesuffix("]").split(", ")
    assert str(refusal.value) == (
        "elm.yaml, line 7: “silent” must list exactly what this set borrows from the baseline:"
        f" {', '.join(sorted(owed))}."
    )


def test_a_set_that_borrows_nothing_lists_nothing(elm):
    text = ELM.replace("own: [ELM]", "own: [ELM, PRO, SCH]").replace("silent: []", "silent: [POL-01]")
    with pytest.raises(PolicyError, match="borrows from the baseline: nothing."):
        elm(text)
