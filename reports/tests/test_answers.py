"""What was typed is kept as it was typed: read from a form, laid out again, never judged."""

import pytest

from reports.answers import (
    all_in_order,
    choice_of,
    clean,
    flat,
    is_blank,
    next_row,
    read,
    rows_of,
    without_row,
)
from reports.forms.boxes import summary
from reports.tests.materials import MUM, ZOE, asked, fact, rows, typed

HOSTILE = "<b>O’Neil</b> & “no”; محمد \u200b‮"

ANSWERS = [
    ("reach", HOSTILE),
    ("involvement", "two\nlines"),
    ("att_now", "ninety-ish"),
    ("attend", {"choice": "cannot", "note": HOSTILE}),
    ("known", {"choice": "know well", "note": ""}),
    ("consulted_why", {"choice": "other", "note": "x"}),
    ("needs_other", {"choices": ["disability", "young carer"], "note": "y"}),
    ("sen_review", ["3", "mar", "20"]),
    ("meaning", {"text": HOSTILE, "rests_on": [f"worries:{ZOE}/harm/r1", "chronology/chronology/r12"]}),
    ("scale", {"value": "4", "reason": "so", "higher": "this"}),
    ("safety_flag", {"answer": "yes", "why": "a dog"}),
    ("author", {"name": "Hương", "role": "", "service": "x"}),
    ("harm", rows(fact(HOSTILE, tone="worry", about=[MUM], rests_on=["chronology/chronology/r1"]), fact("b", tone="worry"))),
    ("last_seen", rows({"date": "3/3", "by whom": "me", "where": "", "alone": "yes", "who else": ""}, none=True, none_why="w")),
    ("family_check", {"agrees": [ZOE], "lines": {f"{MUM}.name": {"verdict": "different", "text": HOSTILE}}}),
]  # fmt: skip


def sent(key, answer) -> dict:
    """What the page would send with this answer on it, its hidden boxes too."""
    pairs = dict(flat(asked(key), answer))
    if isinstance(answer, dict) and "rows" in answer:
        pairs[f"{key}-row"] = [row["id"] for row in answer["rows"]] + [next_row(answer)]
    if key == "family_check":
        pairs[f"{key}-line"] = list(answer["lines"])
    return pairs


@pytest.mark.parametrize(("key", "answer"), ANSWERS, ids=[key for key, _ in ANSWERS])
def test_what_was_typed_comes_back_as_it_was(key, answer):
    if key == "harm":
        for row in answer["rows"]:  # a box of worries doesn't ask for the tone, and keeps the effect
            row["impact"] = "cold"
    assert read(asked(key), typed(sent(key, answer))) == answer
    assert not is_blank(asked(key), answer)


@pytest.mark.parametrize("key", [key for key, _ in ANSWERS])
def test_an_untouched_page_is_blank(key):
    nothing = read(asked(key), typed({f"{key}-row": "r1", f"{key}-r1-share": "everyone"}))

    assert is_blank(asked(key), nothing)
    assert is_blank(asked(key), None)


def test_a_choice_that_the_form_does_not_offer_is_not_taken():
    assert read(asked("attend"), typed({"attend": "by helicopter"})) == {"choice": "", "note": ""}
    assert read(asked("needs_other"), typed({"needs_other": ["gout"]}))["choices"] == []
    assert read(asked("scale"), typed({"scale": "11"}))["value"] == ""
    row = read(asked("said"), typed({"said-row": "r1", "said-r1-what": "x", "said-r1-status": "rumour"}))[
        "rows"
    ][0]
    assert row["status"] == ""


def test_rows_and_references_that_no_page_made_are_not_taken():
    sent = {"harm-row": ["x", "r0", "r99999", "r1"], "harm-x-what": "no", "harm-r1-what": "yes"}
    assert [row["what"] for row in read(asked("harm"), typed(sent))["rows"]] == ["yes"]
    assert read(asked("meaning"), typed({"meaning-rests_on": ["../etc", "a/b/r1"]}))["rests_on"] == ["a/b/r1"]
    row = {"harm-row": ["r1"], "harm-r1-what": "x", "harm-r1-rests_on": ["x", "a/b/c/d", "a/b/r1"]}
    assert read(asked("harm"), typed(row))["rows"][0]["rests_on"] == ["a/b/r1"]
    strange = {"family_check-line": ["nobody"], "family_check-agrees": ["x", ZOE]}
    assert read(asked("family_check"), typed(strange)) == {"agrees": [ZOE], "lines": {}}


def test_the_box_itself_says_whether_it_is_a_worry():
    row = read(asked("harm"), typed({"harm-row": "r1", "harm-r1-what": "x"}))["rows"][0]

    assert row["tone"] == "worry"
    assert read(asked("said"), typed({"said-row": "r1", "said-r1-what": "x"}))["rows"][0]["tone"] == "neither"


def test_a_row_that_was_emptied_goes_and_its_number_is_not_given_out_again():
    answer = read(
        asked("harm"), typed({"harm-row": ["r1", "r2", "r3"], "harm-r1-what": "", "harm-r2-what": "b"})
    )

    assert [row["id"] for row in answer["rows"]] == ["r2"]
    assert next_row(answer) == "r3"


def test_a_chronology_is_kept_in_the_order_of_its_days():
    # REP-04: in date order, whatever the order in which it was remembered
    days = ["5 May 2026", "last summer", "March 2026", "2026", "", "3/3/2026", "5 May 2026"]
    sent = {"chronology-row": [f"r{number}" for number in range(1, 9)]}
    for number, day in enumerate(days, start=1):
        sent |= {f"chronology-r{number}-date": day, f"chronology-r{number}-event": f"event {number}"}
    answer = read(asked("chronology"), typed(sent))
    assert [row["id"] for row in answer["rows"]] == ["r4", "r3", "r6", "r1", "r7", "r2", "r5"]
    assert next_row(answer) == "r8"
    kept = {"chronology": {"chronology": answer | {"rows": answer["rows"][::-1]}, "other": "x"}}
    assert [row["id"] for row in all_in_order(kept)["chronology"]["chronology"]["rows"]] == [
        "r4", "r3", "r6", "r7", "r1", "r5", "r2",
    ]  # fmt: skip
    assert all_in_order(kept)["chronology"]["other"] == "x"
    harm = {
        "harm-row": ["r1", "r2"],
        "harm-r1-what": "a",
        "harm-r1-when": "2026",
        "harm-r2-what": "b",
        "harm-r2-when": "2025",
    }
    assert [row["what"] for row in read(asked("harm"), typed(harm))["rows"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("key", "row", "line"),
    [
        ("chronology", {"date": "May 2026", "event": "Late again.", "status": "fact", "source": "our_records"},
         "1. May 2026 · Fact, our records: Late again."),
        ("harm", fact(when="March 2025"), "1. March 2025 · Fact, our records: Came without a coat."),
        ("harm", fact(when="", status="", source=""), "1. Came without a coat."),
        ("harm", fact(when=""), "1. Fact, our records: Came without a coat."),
        ("harm", fact(share="chair"), "1. March 2025 · Fact, our records: Came without a coat. · not for everyone"),
        ("bail", {"bail or order": "Bail", "share": "chair", "ground": "legal advice"}, "1. Bail · not for everyone"),
        ("records_checked", {"record": "Child’s file", "from": "2024", "to": "2026"}, "1. Child’s file · 2024 · 2026"),
    ],
)  # fmt: skip
def test_the_line_that_opens_a_row_says_when_and_what(key, row, line):
    assert summary(asked(key), 1, row) == line


def test_a_day_that_no_calendar_has_is_kept_like_any_other():
    sent = {
        "chronology-row": ["r1"],
        "chronology-r1-date": "12345678901 March 2019",
        "chronology-r1-event": "x",
    }
    assert read(asked("chronology"), typed(sent))["rows"][0]["date"] == "12345678901 March 2019"


def test_of_what_is_the_chairs_alone_nobody_is_asked_who_may_see_it():
    row = {"allegations-row": ["r1"], "allegations-r1-what": "x"}
    assert read(asked("allegations"), typed(row))["rows"][0]["share"] == "everyone"
    assert read(asked("harm"), typed({"harm-row": ["r1"], "harm-r1-what": "x"}))["rows"][0]["share"] == ""


def test_a_removed_row_takes_its_number_with_it():
    answer = without_row(rows({"what": "a"}, {"what": "b"}), "r2")

    assert [row["id"] for row in answer["rows"]] == ["r1"]
    assert next_row(answer) == "r3"
    assert without_row(answer, "nonsense") == answer


def test_the_first_row_is_number_one():
    assert next_row(None) == "r1"
    assert next_row(read(asked("harm"), typed({}))) == "r1"


def test_none_is_read_only_where_none_is_an_answer():
    assert read(asked("harm"), typed({"harm-none": "on"}))["none"]
    assert not read(asked("records_checked"), typed({"records_checked-none": "on"}))["none"]


def test_the_one_character_that_no_database_keeps_is_left_out():
    assert clean("a\x00b\r\nc") == "ab\nc"
    assert clean(None) == ""


def test_a_half_typed_day_is_something():
    assert not is_blank(asked("sen_review"), ["", "march", ""])
    assert is_blank(asked("sen_review"), ["", " ", ""])


def test_a_choice_is_found_whatever_the_kind():
    assert [
        choice_of({"choice": "a"}),
        choice_of({"value": "4"}),
        choice_of({"answer": "no"}),
        choice_of("text"),
    ] == ["a", "4", "no", ""]
    assert rows_of("text") == []


def test_a_field_that_is_never_typed_has_nothing_to_lay_out():
    assert list(flat(asked("conference"), "x")) == []
    assert list(flat(asked("reach"), None)) == []
