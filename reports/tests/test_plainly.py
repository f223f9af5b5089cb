"""Hints on the words of a whole report: which texts are looked at, in which order, and which are left alone."""

import pytest

from reports.material import place_of
from reports.plainly import hints_in, hints_on, texts_of
from reports.tests.materials import ZOE, asked, fact, known, material, rows

ABOUT, WORRIES, VOICE = "involvement", f"worries:{ZOE}", f"voice:{ZOE}"


def report(answers):
    return material(answers={f"contact:{ZOE}": known()} | answers)


def found(given, **more):
    return [(one.place.key, one.anchor, one.hint.found) for one in hints_in(given, **more)]


def test_a_report_that_is_empty_has_no_hint():
    assert found(report({})) == []


def test_a_hint_names_its_page_and_its_box():
    given = report({WORRIES: {"harm": rows(fact("He disclosed it."), fact("It rained."))}})
    assert found(given) == [(WORRIES, "id_harm-r1-what", "disclosed")]
    assert [one.typed.row for one in hints_in(given)] == ["r1"]


def test_an_allegation_is_held_to_be_no_fact():
    given = report(
        {WORRIES: {"harm": rows(fact("He clearly did."), fact("He clearly did.", status="allegation"))}}
    )
    assert found(given) == [(WORRIES, "id_harm-r2-what", "clearly")]


def test_how_it_was_for_the_child_is_no_part_of_the_allegation():
    given = report(
        {WORRIES: {"harm": rows(fact("He did.", status="allegation", impact="She clearly was cold."))}}
    )
    assert found(given) == []


def test_what_the_child_said_is_left_as_it_was_said():
    told = {
        "consulted": {"choice": "yes", "note": ""},
        "child_words": "I disclosed it",
        "wishes": "DV to stop",
    }
    assert found(report({VOICE: told})) == []


def test_an_abbreviation_is_pointed_at_where_the_report_first_has_it():
    given = report(
        {
            ABOUT: {"involvement": "We saw QXZ. Then QXZ again."},
            WORRIES: {"harm": rows(fact("QXZ told us, and so did ZQX."))},
        }
    )
    assert found(given) == [(ABOUT, "id_involvement", "QXZ"), (WORRIES, "id_harm-r1-what", "ZQX")]
    assert [one.hint.found for one in hints_on(given, place_of(given, ABOUT))] == ["QXZ"]
    assert [one.hint.found for one in hints_on(given, place_of(given, WORRIES))] == ["ZQX"]


def test_a_page_whose_hints_were_set_aside_has_none_and_counts_as_read():
    given = report(
        {ABOUT: {"involvement": "We saw QXZ."}, WORRIES: {"harm": rows(fact("QXZ disclosed it."))}}
    )
    assert found(given, aside=frozenset({ABOUT})) == [(WORRIES, "id_harm-r1-what", "disclosed")]


def test_a_page_that_is_closed_is_not_looked_at():
    given = report({f"contact:{ZOE}": known("not known to us"), WORRIES: {"harm": rows(fact("Disclosed."))}})
    assert found(given) == []


@pytest.mark.parametrize(
    ("key", "answer", "boxes"),
    [
        ("involvement", "A text", ["involvement"]),
        ("involvement", "", []),
        ("meaning", {"text": "A text", "rests_on": []}, ["meaning"]),
        ("scale", {"value": "4", "reason": "Why", "higher": "More"}, ["scale-reason", "scale-higher"]),
        ("safety_flag", {"answer": "yes", "why": "A dog"}, ["safety_flag-why"]),
        ("attend", {"choice": "cannot", "note": "A course"}, ["attend-note"]),
        ("author", {"name": "Hương", "role": "Teacher", "service": "School"}, []),
        ("edd", ["3", "3", "2026"], []),
        ("reach", "0123", []),
    ],
)
def test_what_is_written_freely_is_looked_at(key, answer, boxes):
    assert [typed.box for typed in texts_of(asked(key), answer)] == boxes


def test_only_the_long_cells_of_a_table_are():
    row = {"service": "CAMHS", "worker": "", "for whom": "", "since": "2024"}
    assert list(texts_of(asked("other_agencies"), rows(row))) == []
