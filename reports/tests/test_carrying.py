"""What comes over from the last report: what may, in which shape, and what never does."""

import pytest

from reports.carrying import NEVER, brought_over, earlier_answer, offers, rows_came
from reports.definitions import definition
from reports.material import place_of, places
from reports.tests.materials import IVY, MUM, ZOE, child, fact, known, material, rows
from reports.tests.random_materials import planted

INVOLVEMENT, WORRIES, STRENGTHS, VIEW = "involvement", f"worries:{ZOE}", f"strengths:{ZOE}", f"view:{ZOE}"


def report(answers=None, **more):
    return material(answers={f"contact:{ZOE}": known()} | (answers or {}), **more)


def offered(now, before, key):
    return [offer.asked.key for offer in offers(now, before, place_of(now, key))]


def carried(before, key, field, now=None):
    now = now or report()
    return brought_over(now, before, place_of(now, key), [field]).get(field)


def test_what_was_answered_last_time_is_offered_where_it_is_open_now():
    before = report({INVOLVEMENT: {"involvement": "Since 2024."}})

    assert offered(report(), before, INVOLVEMENT) == ["involvement"]
    assert offered(report({INVOLVEMENT: {"involvement": "New."}}), before, INVOLVEMENT) == []
    assert offered(report({INVOLVEMENT: {"involvement": "  "}}), before, INVOLVEMENT) == ["involvement"]
    assert offered(report(), report(), INVOLVEMENT) == []


def test_it_is_shown_in_words_before_anybody_chooses():
    before = report({WORRIES: {"harm": rows(fact("Came without a coat.", when="March 2025"))}})
    (offer,) = offers(report(), before, place_of(report(), WORRIES))
    assert [(row.text, row.when) for row in offer.words.statements] == [
        ("Came without a coat.", "March 2025")
    ]


def test_a_statement_keeps_its_date_and_its_number():
    row = fact("Came without a coat.", when="March 2025", tone="worry")
    assert carried(report({WORRIES: {"harm": rows(row)}}), WORRIES, "harm") == {
        "rows": [{"id": "r1"} | row],
        "none": False,
        "none_why": "",
        "next": 2,
    }


@pytest.mark.parametrize("share", ["chair", f"not:{MUM}"])
def test_a_row_that_was_kept_from_somebody_stays_behind_and_that_is_said(share):
    kept = fact("Secret.", share=share, ground="police investigation", share_why="x")
    before = report({WORRIES: {"harm": rows(fact("Open."), kept)}})

    assert [row["what"] for row in carried(before, WORRIES, "harm")["rows"]] == ["Open."]
    assert [offer.kept_back for offer in offers(report(), before, place_of(report(), WORRIES))] == [1]


def test_where_every_row_was_kept_back_nothing_comes():
    before = report({WORRIES: {"harm": rows(fact("Secret.", share="chair"))}})
    (offer,) = offers(report(), before, place_of(report(), WORRIES))

    assert (offer.words, offer.kept_back) == (None, 1)
    assert carried(before, WORRIES, "harm") is None


def test_that_there_was_nothing_is_found_out_anew():
    assert offered(report(), report({WORRIES: {"harm": rows(none=True)}}), WORRIES) == []


@pytest.mark.parametrize("key", ["meaning", "scale", "suffered", "likely", "recommend", "recommend_review", "hide_words",
                                 "restricted_flag", "sign", "counter", "declare", "known", "family_check"])  # fmt: skip
def test_the_view_on_a_child_and_what_is_settled_each_time_never_come(key):
    assert key in NEVER


def test_every_question_that_never_comes_is_one():
    assert NEVER - set(definition().fields) == frozenset()


def test_nothing_of_the_view_is_offered():
    said = {
        "meaning": {"text": "At risk.", "rests_on": []},
        "scale": {"value": "3", "reason": "x", "higher": "y"},
        "likely": {"choice": "yes", "note": ""},
        "parenting": {"text": "Warm.", "rests_on": []},
    }
    assert offered(report(), report({VIEW: said}), VIEW) == ["parenting"]


def test_an_opinion_is_rested_on_what_came_over_as_well():
    before = report(
        {
            WORRIES: {
                "harm": rows(fact("Cold.")),
                "future": {"text": "Worse.", "rests_on": [f"{WORRIES}/harm/r1", f"{STRENGTHS}/strengths/r1"]},
            }
        }
    )
    now = report()
    answers = brought_over(now, before, place_of(now, WORRIES), ["future", "harm"])

    assert answers["future"] == {"text": "Worse.", "rests_on": [f"{WORRIES}/harm/r1"]}


def test_a_row_of_opinion_rests_only_on_what_is_here():
    row = fact("He drinks.", status="opinion", rests_on=[f"{WORRIES}/harm/r9", f"{WORRIES}/nowhere/r1"])
    assert carried(report({WORRIES: {"harm": rows(row)}}), WORRIES, "harm")["rows"][0]["rests_on"] == []


def test_a_child_who_is_not_of_this_conference_is_not_named():
    row = fact("Both cold.", about=[IVY, MUM])
    assert carried(report({WORRIES: {"harm": rows(row)}}), WORRIES, "harm")["rows"][0]["about"] == [MUM]


def test_a_file_stays_where_it_was():
    event = {"date": "2024", "end date": "", "event": "Came late.", "status": "fact", "source": "our_records", "about": [ZOE],
             "response or outcome": "", "effect on the child": "", "rating": "no longer a choice", "share": "everyone",
             "file": "f" * 16}  # fmt: skip
    (row,) = carried(report({"chronology": {"chronology": rows(event)}}), "chronology", "chronology")["rows"]

    assert (row["file"], row["rating"], row["about"], row["date"]) == ("", "", [ZOE], "2024")


@pytest.mark.parametrize(
    ("key", "page", "old", "new"),
    [
        ("setting", "setting", {"choice": "in the woods", "note": "x"}, None),
        (
            "setting",
            "setting",
            {"choice": "alternative provision", "note": "x"},
            {"choice": "alternative provision", "note": "x"},
        ),
        ("sen_need", "setting", {"choices": ["sensory", "gone"], "note": ""}, None),
    ],
)
def test_a_choice_that_the_form_does_not_have_any_more_falls_away(key, page, old, new):
    asked = definition().fields[key]
    if key == "sen_need":
        old = {"choices": [asked.choices[0], "gone"], "note": ""}
        new = {"choices": [asked.choices[0]], "note": ""}
    elif new:
        old = new = {"choice": asked.choices[0], "note": "x"}
    page = f"{page}:{ZOE}"
    extra = {"sen": {"choice": "SEN Support", "note": ""}}
    now = report({page: extra})
    assert carried(report({page: {key: old}}), page, key, now) == new


def test_what_stood_on_no_page_of_the_earlier_form_was_not_answered_then():
    before = report().replaced(version="2026-11")
    asked, page = definition().fields["tenure"], place_of(report(), INVOLVEMENT)

    assert before.definition.part_of("tenure") is None
    assert earlier_answer(before, page, asked) is None


def test_an_answer_of_another_kind_does_not_fit():
    before = report({INVOLVEMENT: {"involvement": "Since 2024."}})
    assert offered(report(), before.replaced(version="2026-11"), INVOLVEMENT) == ["involvement"]
    assert carried(report({INVOLVEMENT: {"no_question": "x"}}), INVOLVEMENT, "no_question") is None


def test_a_page_that_is_closed_is_offered_nothing():
    before = report({WORRIES: {"harm": rows(fact("Cold."))}})
    now = report()
    place = place_of(now, WORRIES)
    assert offers(report({f"contact:{ZOE}": known("not known to us")}), before, place) == []


def test_a_child_who_was_not_there_brings_nothing():
    before = report({WORRIES: {"harm": rows(fact("Cold."))}})
    now = report({f"contact:{IVY}": known()}, children=(child(), child(IVY, "Ivy")))
    assert offered(now, before, f"worries:{IVY}") == []


def test_what_was_written_here_stays():
    before = report({INVOLVEMENT: {"involvement": "Old."}})
    now = report({INVOLVEMENT: {"involvement": "New."}})
    assert carried(before, INVOLVEMENT, "involvement", now) == "New."


def test_a_question_of_another_page_is_not_brought_here():
    before = report({INVOLVEMENT: {"involvement": "Old."}})
    now = report()
    assert brought_over(now, before, place_of(now, WORRIES), ["involvement"]) == {}


def test_the_history_keeps_which_rows_came():
    assert dict(rows_came({"harm": rows(fact(), fact()), "involvement": "x"}, ["harm", "involvement"])) == {
        "harm": ["r1", "r2"],
        "involvement": [],
    }


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_was_kept_from_somebody_ever_comes_over(seed):
    before = planted(seed, "EDUS").material
    empty = before.replaced(
        answers={key: said for key, said in before.answers.items() if key.startswith("contact:")}
    )
    for place in places(empty):
        keys = [offer.asked.key for offer in offers(empty, before, place)]
        for answer in brought_over(empty, before, place, keys).values():
            for row in answer.get("rows", []) if isinstance(answer, dict) else []:
                assert row.get("share", "everyone") == "everyone"
                assert not row.get("ground")
