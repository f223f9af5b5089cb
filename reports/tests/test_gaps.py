"""What stands between a draft and its signature: report-forms 11, in the words of the form."""

from datetime import date

import pytest

from procedures.words import RestrictionCause
from reports.attendance import attendance_band
from reports.definitions import definition
from reports.definitions.conditions import Facts
from reports.gaps import Check, gaps, gaps_on, is_started
from reports.material import (
    ADULT_UNKNOWN,
    NONE_NOTED,
    NOT_RECORDED,
    NOT_SHOWN,
    AdultIn,
    FileIn,
    place_of,
)
from reports.restrictions import restricted
from reports.tests.materials import IVY, MUM, TODAY, ZOE, asked, child, fact, known, material, rows, told
from reports.typed import fuzzy_start, percent, whole
from reports.worded import shared_with

CONTACT, WORRIES, STRENGTHS, VIEW = f"contact:{ZOE}", f"worries:{ZOE}", f"strengths:{ZOE}", f"view:{ZOE}"
ATTENDANCE, NEXT, VOICE, ADULT = f"attendance:{ZOE}", f"next:{ZOE}", f"voice:{ZOE}", f"adult:{MUM}"


def on(place, **answers):
    """The school's report with these answers on one page."""
    return material(answers={CONTACT: known(), place: answers})


def test_everything_that_is_needed_is_missed_in_the_order_of_the_form():
    found = gaps(material(), today=TODAY)

    assert found[0].text == "“Do you know this child?”: choose an answer"
    assert found[0].anchor == "id_known"
    assert [gap.place.part.code for gap in found] == sorted(
        (gap.place.part.code for gap in found), key=[one.place.part.code for one in found].index
    )
    assert {"known", "harm", "strengths", "meaning", "declare", "att_cert"} <= {gap.key for gap in found}


def test_what_is_optional_is_not_missed():
    assert not {"grey", "confidence", "other_agencies", "attach"} & {
        gap.key for gap in gaps(material(), today=TODAY)
    }


SENTENCES = [
    (CONTACT, "known", None, "choose an answer"),
    (CONTACT, "last_seen", None, "add a row, or tick “We have not seen the child”"),
    ("about", "records_checked", None, "add a row"),
    ("files", "declare", {"choices": ["dates checked"], "note": ""}, "tick “fact and opinion kept apart” as well"),
    ("about", "attend", {"choice": "cannot", "note": " "}, "you chose “cannot”, so fill in the line below it"),
    ("about", "attend", {"choice": "", "note": "x"}, "choose an answer"),
    ("about", "safety_flag", {"answer": "yes", "why": ""}, "you answered yes, so say what it is"),
    ("about", "safety_flag", {"answer": "", "why": "x"}, "choose an answer"),
    ("about", "author", {"name": "", "role": "", "service": "x"}, "write the name"),
    ("about", "contributors", rows({"name": "Ann", "role": "", "service": ""}), "row 1: fill in “Role”"),
    ("files", "support", {"choices": ["none", "interpreter"], "note": ""}, "“none” can't stand with another choice"),
    (WORRIES, "harm", rows(fact(), none=True), "there are rows, so untick “None that we know of”"),
    (STRENGTHS, "strengths", rows(none=True), "say why you ticked “We looked and found none”"),
    (WORRIES, "harm", rows(fact(what="")), "row 1: write what it is"),
    (WORRIES, "harm", rows(fact(status="")), "row 1: say whether it is fact, observation, allegation or opinion"),
    (WORRIES, "harm", rows(fact(status="opinion")), "row 1: an opinion rests on at least one fact or observation: tick which"),
    (WORRIES, "harm", rows(fact(status="opinion", rests_on=["worries/harm/r9"])), "row 1: an opinion rests on at least one fact or observation: tick which"),
    (WORRIES, "harm", rows(fact(source="")), "row 1: say how you know it"),
    (WORRIES, "harm", rows(fact(source="second_hand")), "row 1: it isn't first hand, so say who knew it"),
    (WORRIES, "harm", rows(fact(when="")), "row 1: say when, as a day, a month or a year"),
    (WORRIES, "harm", rows(fact(when="lately")), "row 1: “lately” isn't a day, a month or a year. Write it like 3 March 2026, March 2026 or 2026"),
    (WORRIES, "harm", rows(fact(when="21 March 2026")), "row 1: “21 March 2026” is in the future"),
    (WORRIES, "harm", rows(fact(tone="worry")), "row 1: it is a worry, so say what it was like for the child"),
    (WORRIES, "harm", rows(fact("word " * 251)), "row 1: write at most 250 words; this has 251. One thing per row"),
    (WORRIES, "harm", rows(fact(share="chair")), "row 1: not everyone may see it, so choose the ground"),
    (VIEW, "meaning", {"text": "x", "rests_on": []}, "tick at least one fact or observation that it rests on"),
    (VIEW, "meaning", {"text": " ", "rests_on": ["a/b/r1"]}, "write an answer"),
    (VIEW, "scale", {"value": "4", "reason": "", "higher": "x"}, "say why you chose that number"),
    (VIEW, "scale", {"value": "cannot", "reason": "", "higher": ""}, "say why you cannot say"),
    (VIEW, "scale", {"value": "4", "reason": "x", "higher": ""}, "say what would make it one higher"),
    (VIEW, "scale", {"value": "", "reason": "x", "higher": "x"}, "choose an answer"),
    (ATTENDANCE, "att_possible", "lots", "write a whole number, like 38"),
    (ATTENDANCE, "att_now", "101", "write a number from 0 to 100, like 92.5"),
    (ATTENDANCE, "att_cert", None, "add the file"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "key", "answer", "sentence"), SENTENCES, ids=[f"{s[1]}: {s[3]}"[:60] for s in SENTENCES]
)
def test_each_gap_says_what_would_close_it(place, key, answer, sentence):
    found = material(
        answers={
            CONTACT: known(),
            **{
                place: {key: answer}
                if place != CONTACT
                else {key: answer} | (known() if key != "known" else {})
            },
        }
    )

    sentences = told(found, place, key)

    assert any(text.endswith(sentence) for text in sentences), sentences
    assert all(text.startswith(f"“{found.definition.fields[key].label}”") for text in sentences)


COMPLETE = [
    (WORRIES, "harm", rows(fact())),
    (WORRIES, "harm", rows(none=True)),
    (
        WORRIES,
        "harm",
        rows(fact(), fact("I think so.", status="opinion", when="", rests_on=[f"{WORRIES}/harm/r1"])),
    ),
    (STRENGTHS, "strengths", rows(none=True, none_why="We asked three teachers.")),
    (VIEW, "scale", {"value": "10", "reason": "x", "higher": ""}),
    (VIEW, "scale", {"value": "cannot", "reason": "x", "higher": ""}),
    ("about", "safety_flag", {"answer": "no", "why": ""}),
    ("about", "attend", {"choice": "in person", "note": ""}),
    (ATTENDANCE, "att_now", "92,5 %"),
]


@pytest.mark.parametrize(("place", "key", "answer"), COMPLETE, ids=[f"{row[1]}" for row in COMPLETE])
def test_a_whole_answer_leaves_no_gap(place, key, answer):
    assert told(on(place, **{key: answer}), place, key) == []


def test_strengths_or_safety_either_will_do():
    # REP-05, check 5
    assert told(on(STRENGTHS, safety=rows(fact(tone="strength"))), STRENGTHS, "strengths") == []
    assert told(on(STRENGTHS), STRENGTHS, "safety") == []
    assert told(on(STRENGTHS), STRENGTHS, "strengths") == [
        "“What is going well”: add a row, or tick “We looked and found none”"
    ]


def test_a_statement_about_two_children_answers_for_both():
    shared = fact(about=[IVY])
    found = material(
        children=(child(), child(IVY, "Ivy")),
        answers={CONTACT: known(), f"contact:{IVY}": known(), WORRIES: {"harm": rows(shared)}},
    )

    assert told(found, f"worries:{IVY}", "harm") == []


def test_a_child_who_is_not_known_asks_nothing_more():
    found = material(answers={CONTACT: known("not known to us")}, children=(child(), child(IVY, "Ivy")))

    assert gaps_on(found, place_of(found, CONTACT), today=TODAY) == []
    assert gaps_on(found, place_of(found, WORRIES), today=TODAY) == []
    assert told(found, f"contact:{IVY}", "known") != []


def test_what_was_written_of_a_child_who_is_not_known_is_not_passed_over():
    worries = {"harm": rows(fact("He was hit.")), "future": {"text": "Again.", "rests_on": []}}
    found = material(answers={CONTACT: known("not known to us"), WORRIES: worries})

    harm, future = gaps_on(found, place_of(found, WORRIES), today=TODAY)
    assert (harm.anchor, future.anchor) == ("id_harm-r1-what", "id_future")
    assert "you wrote here, and said that you don’t know Zoë. Say that you do, or empty it" in harm.text


def test_what_was_written_of_an_adult_who_is_not_known_is_not_passed_over():
    found = on(ADULT, parent_view=rows({"said to": "Teacher", "words": "Fair."}), **{ADULT_UNKNOWN: True})

    assert [gap.key for gap in gaps_on(found, place_of(found, ADULT), today=TODAY)] == ["parent_view"]


def test_an_adult_whom_the_service_does_not_know_asks_nothing_more():
    found = on(ADULT, **{ADULT_UNKNOWN: True})

    assert gaps_on(found, place_of(found, ADULT), today=TODAY) == []


def test_harm_asks_for_what_follows_from_it():
    found = material(answers={CONTACT: known(), WORRIES: {"harm": rows(fact())}})

    assert told(found, WORRIES, "future") and told(found, NEXT, "needs")
    without = on(WORRIES, harm=rows(none=True))
    assert told(without, WORRIES, "future") == [] and told(without, NEXT, "needs") == []


def test_a_first_conference_has_a_history_and_a_review_may_have_nothing_new():
    nothing_new = {"chronology": rows(none=True)}
    first = material(answers={"chronology": nothing_new})
    review = material(answers={"chronology": nothing_new}, children=(child(type="R"),))

    assert told(first, "chronology", "chronology") == ["“What happened, in date order?”: add a row"]
    assert told(review, "chronology", "chronology") == []


def test_the_family_is_checked_person_by_person():
    found = on("family", family_check={"agrees": [], "lines": {}})
    assert told(found, "family", "family_check") == [
        "“Are the family details right?”: for each person, tick that what is shown agrees or go through the lines"
    ]

    lines = {f"{MUM}.name": {"verdict": "different", "text": ""}}
    differing = on("family", family_check={"agrees": [], "lines": lines})
    assert told(differing, "family", "family_check") == ["Małgorzata: write what your records say of “Name”"]

    unsaid = on("family", family_check={"agrees": [], "lines": {f"{MUM}.name": {"verdict": "", "text": "x"}}})
    assert told(unsaid, "family", "family_check") == [
        "Małgorzata: say whether “Name” is correct, different or not held"
    ]
    agreed = on("family", family_check={"agrees": [MUM], "lines": {}})
    assert told(agreed, "family", "family_check") == []
    held = on(
        "family", family_check={"agrees": [], "lines": {f"{MUM}.name": {"verdict": "correct", "text": ""}}}
    )
    assert told(held, "family", "family_check") == []


def test_what_the_case_lacks_or_does_not_show_may_be_told_and_is_not_asked_for():
    details = {
        "name": "Małgorzata",
        "ethnicity": NOT_RECORDED,
        "interpreter": NONE_NOTED,
        "address": NOT_SHOWN,
    }
    adults = (AdultIn(MUM, "Małgorzata", "Mother of Zoë", details),)

    def faults(agrees=(), **lines):
        said = {
            f"{MUM}.{name}": {"verdict": verdict, "text": text} for name, (verdict, text) in lines.items()
        }
        check = {"family": {"family_check": {"agrees": list(agrees), "lines": said}}}
        return told(material(adults=adults, answers=check), "family", "family_check")

    assert faults([MUM]) == faults(name=("correct", "")) == []
    assert faults(ethnicity=("different", "Polish")) == [
        "Małgorzata: say whether “Name” is correct, different or not held"
    ]
    assert faults([MUM], ethnicity=("", "Polish")) == [
        "Małgorzata: say whether “Ethnicity” is correct, different or not held"
    ]
    assert faults([MUM], address=("different", "")) == [
        "Małgorzata: write what your records say of “Address and telephone”"
    ]


def test_the_figures_of_attendance_agree():
    # Check 13
    def figures(**said):
        return on(
            ATTENDANCE, **{"att_now": "94", "att_possible": "100", "att_auth": "4", "att_unauth": "2"} | said
        )

    def wrong(**said):
        found = figures(**said)
        return [
            gap.text
            for gap in gaps_on(found, place_of(found, ATTENDANCE), today=TODAY)
            if gap.key in ("att_now", "att_possible")
        ]

    assert wrong() == []
    assert wrong(att_auth="99") == ["The absences (101 half-days) are more than the possible half-days (100)"]
    assert wrong(att_now="90") == [
        "Attendance of 90 per cent doesn't agree with the half-days, which give 94 per cent"
    ]
    assert wrong(att_possible="0", att_auth="0", att_unauth="0") == []
    assert wrong(att_now="?") == ["“Attendance this year, per cent”: write a number from 0 to 100, like 92.5"]


@pytest.mark.parametrize(
    ("absent", "band"),
    [
        ("4", "Less than a tenth missed"),
        ("10", "A tenth or more missed"),
        ("50", "Half or more missed"),
        ("", ""),
    ],
)
def test_attendance_falls_into_a_band(absent, band):
    found = on(ATTENDANCE, att_possible="100", att_auth=absent, att_unauth="0")

    assert attendance_band(found, place_of(found, ATTENDANCE)) == band


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("3 March 2026", date(2026, 3, 3)),
        ("3rd March 2026", date(2026, 3, 3)),
        ("03/03/2026", date(2026, 3, 3)),
        ("3/3/26", date(2026, 3, 3)),
        ("03.03.94", date(1994, 3, 3)),
        ("2026-03-03", date(2026, 3, 3)),
        ("March 2026", date(2026, 3, 1)),
        ("3.2026", date(2026, 3, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("2026", date(2026, 1, 1)),
        ("Sept 2019", date(2019, 9, 1)),
        ("last summer", None),
        ("30 February 2026", None),
        ("x March 2026", None),
        ("3 4 5 2026", None),
        ("3 March 26", None),
        ("", None),
    ],
)
def test_a_day_a_month_or_a_year_is_read_as_precisely_as_it_was_written(text, first):
    assert fuzzy_start(text) == first


def test_figures_are_read_as_people_write_them():
    assert [percent("92.5"), percent("92,5 %"), percent("100"), percent("100.1"), percent("all")] == [
        92.5,
        92.5,
        100,
        None,
        None,
    ]
    assert [whole(" 38 "), whole("3.5"), whole("-1")] == [38, None, None]


def test_a_day_of_three_boxes_is_checked_as_a_real_day():
    sen = {"sen": {"choice": "EHC plan", "note": ""}}
    place = f"setting:{ZOE}"
    wrong = on(place, **sen, sen_review=["30", "2", "2026"])

    gap = next(gap for gap in gaps_on(wrong, place_of(wrong, place), today=TODAY) if gap.key == "sen_review")
    assert gap.text == "“Next review of that support” must be a real date: February 2026 has no day 30"
    assert gap.anchor == "id_sen_review-day"
    assert told(on(place, **sen, sen_review=["3", "3", "2027"]), place, "sen_review") == []


def test_a_fuzzy_day_of_its_own_is_checked_too():
    # asked by a block of the list that isn't switched on yet
    def faults(text):
        found = material(module="GP")
        return list(
            Check(found, place_of(found, CONTACT), asked("registered"), text, Facts(), TODAY).faults()
        )

    assert faults("2019") == []
    assert faults("2027") == [("registered", "“Registered since”: “2027” is in the future")]


def test_a_file_counts_where_it_belongs():
    certificate = FileIn("f" * 16, "att_cert", ZOE, "register.pdf", "pdf", 10, "0" * 64, "everyone")
    found = material(answers={CONTACT: known()}, files=(certificate,))

    assert told(found, ATTENDANCE, "att_cert") == []
    assert is_started(found, place_of(found, ATTENDANCE))


def test_a_page_is_begun_when_anything_was_answered():
    assert not is_started(material(), place_of(material(), "about"))
    found = on("about", reach="01632 960001")
    assert is_started(found, place_of(found, "about"))
    gone = on("about", withdrawn_question="x")
    assert not is_started(gone, place_of(gone, "about"))


@pytest.mark.parametrize("key", ["chronology", "bail", "members"])
def test_a_row_of_any_table_that_is_kept_back_has_its_ground_and_reason(key):
    # REP-12
    columns = {column.name for column in definition().fields[key].columns}
    assert {"share", "ground", "share_why"} <= columns
    place = {"chronology": "chronology", "bail": f"records:{MUM}", "members": "home"}[key]
    module = {"chronology": "EDUS", "bail": "POL", "members": "HOU"}[key]

    def missing(**row):
        answers = {place: {key: rows(dict.fromkeys(columns, "x") | {"about": [], "share": "everyone"} | row)}}
        found = material(module=module, answers={f"contact:{ZOE}": known()} | answers)
        return [one for one in told(found, place, key) if "not everyone may see it" in one]

    assert missing(ground="", share_why="") == []
    assert missing(share="chair", ground="legal advice", share_why="Advised.") == []
    kept = missing(share=f"not:{MUM}", ground="", share_why="")
    assert len(kept) == 2 and "choose the ground" in kept[0] and "give the reason" in kept[1]


@pytest.mark.parametrize(("share", "is_open"), [("", True), ("everyone", False), ("chair", False)])
def test_who_may_see_what_has_no_default_is_picked_by_its_author(share, is_open):
    # Report-forms 2: audience "rule" has no default, so silence is no answer.
    file = FileIn("f" * 16, "attach", "", "letter.pdf", "pdf", 3, "0" * 64, share)
    said = rows(fact(share=share, ground="legal advice", share_why="Advised."))
    found = material(answers={CONTACT: known(), f"told:{ZOE}": {"said": said}}, files=(file,))

    expected = ["“Files”, letter.pdf: choose who may see it"] if is_open else []
    assert told(found, "files", "attach") == expected
    asked_for = [text for text in told(found, f"told:{ZOE}", "said") if "who may see it" in text]
    assert len(asked_for) == int(is_open)


def test_what_everyone_may_see_by_default_asks_for_no_choice():
    assert told(on(WORRIES, harm=rows(fact(share=""))), WORRIES, "harm") == []


def test_a_file_for_which_nobody_was_picked_waits_for_the_chair_and_says_so():
    file = FileIn("f" * 16, "attach", "", "letter.pdf", "pdf", 3, "0" * 64, "")
    found = material(answers={CONTACT: known()}, files=(file,))

    assert [(one.reference, one.cause) for one in restricted(found)] == [
        (f"file/{file.ref}", RestrictionCause.UNPICKED)
    ]
    assert shared_with(found, file.share) == "Not chosen yet"
