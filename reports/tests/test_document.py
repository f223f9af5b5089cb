"""A report as it is read: every kind of answer in words, nothing lost and nothing judged."""

import json
from dataclasses import replace

from reports.definitions import CURRENT
from reports.document import document_of
from reports.material import ADULT_UNKNOWN, NONE_NOTED, NOT_RECORDED, NOT_SHOWN, AdultIn, FileIn, Material
from reports.operations.writing import canonical
from reports.tests.materials import IVY, MUM, UNBORN, ZOE, child, fact, known, material, rows
from reports.worded import Statement, details_words, paragraphs, shared_with


def read(found, place, key, *, signed=False):
    """One field of the document, or None where it isn't there."""
    from_where = [section for section in document_of(found).sections if section.key == place]
    return next((field for section in from_where for field in section.fields if field.key == key), None)


def answered(key, answer, place="about", **more):
    answers = {f"contact:{ZOE}": known()}
    answers[place] = answers.get(place, {}) | {key: answer}
    return read(material(answers=answers, **more), place, key)


def test_text_keeps_its_paragraphs():
    assert answered("involvement", "One.\n\nTwo\nlines.\n\n", "involvement").paragraphs == (
        "One.",
        "Two\nlines.",
    )
    assert paragraphs("  ") == ()


def test_a_choice_is_read_with_its_line():
    attend = answered("attend", {"choice": "a briefed colleague", "note": "Hương"})
    assert (attend.paragraphs, attend.note) == (("A briefed colleague",), "Hương")
    support = answered("support", {"choices": ["interpreter", "easy read"], "note": ""}, "files")
    assert support.items == ("Interpreter", "Easy read")
    assert answered("attend", {"choice": "", "note": "only a note"}).paragraphs == ()


def test_a_scale_says_what_would_make_it_one_higher():
    place = f"view:{ZOE}"
    assert answered("scale", {"value": "4", "reason": "Because.", "higher": "Meals."}, place).paragraphs == (
        "4 out of 10, where 0 is unsafe and 10 is safe",
        "Because.",
        "What would make it one higher: Meals.",
    )
    assert answered("scale", {"value": "cannot", "reason": "New.", "higher": ""}, place).paragraphs == (
        "Cannot say",
        "New.",
    )
    assert answered("scale", {"value": "", "reason": "Half.", "higher": ""}, place).paragraphs == ("Half.",)


def test_people_days_and_yes_or_no_are_read_in_one_line():
    assert answered("author", {"name": "Hương", "role": "", "service": "School"}).paragraphs == (
        "Hương, School",
    )
    assert answered("safety_flag", {"answer": "yes", "why": "A dog."}).paragraphs == ("Yes", "A dog.")
    sen = {"sen": {"choice": "EHC plan", "note": ""}, "sen_review": ["3", "March", "2026"]}
    found = material(answers={f"contact:{ZOE}": known(), f"setting:{ZOE}": sen})
    assert read(found, f"setting:{ZOE}", "sen_review").paragraphs == ("3 March 2026",)


def test_a_table_shows_the_columns_that_were_used():
    found = answered("contributors", rows({"name": "Ann", "role": "Tutor", "service": ""}))
    assert (found.columns, found.rows) == (("Name", "Role"), (("Ann", "Tutor"),))
    assert answered("contributors", rows(none=True)).paragraphs == ("Nobody else",)
    assert answered("last_seen", rows(none=True, none_why="On holiday."), f"contact:{ZOE}").paragraphs == (
        "We have not seen the child. On holiday.",
    )


def test_a_chronology_names_people_statuses_files_and_who_may_see_it():
    row = {"date": "2025", "event": "Moved.", "status": "fact", "source": "our_records", "about": [ZOE, "gone"],
           "rating": "harm", "share": f"not:{MUM}", "file": "f" * 16}  # fmt: skip
    file = FileIn("f" * 16, "attach", "", "letter.pdf", "pdf", 1, "0" * 64, "everyone")
    found = answered("chronology", rows(row | {"about": [ZOE]}), "chronology", files=(file,))
    assert found.rows == (
        ("2025", "Moved.", "Fact", "Our records", "Zoë", "Harm", "Not with Małgorzata", "letter.pdf"),
    )
    without = answered("chronology", rows(row), "chronology")
    assert without.rows[0][-1] == ""


def test_a_statement_carries_its_standing_in_words():
    # REP-04
    first = fact("Seen alone.", tone="worry", impact="Afraid.", about=[MUM])
    second = fact("Unsafe.", status="opinion", source="second_hand", source_who="the cook", share="chair", ground="legal advice",
                  share_why="Court.", rests_on=[f"worries:{ZOE}/harm/r1", f"worries:{ZOE}/harm/r9", "gone/harm/r1"])  # fmt: skip
    found = answered("harm", rows(first, second), f"worries:{ZOE}")
    assert found.statements[0] == Statement(
        text="Seen alone.", status="Fact", source="Our records", when="March 2025", about=("Małgorzata",), tone="Worry",
        impact="Afraid.", share="Everyone entitled", share_reason="", rests_on=(),
    )  # fmt: skip
    assert found.statements[1].source == "Second hand, from the cook"
    assert (found.statements[1].share, found.statements[1].share_reason) == (
        "Chair only",
        "legal advice: Court.",
    )
    assert found.statements[1].rests_on == ("Seen alone.",)
    assert answered("harm", rows(none=True), f"worries:{ZOE}").paragraphs == ("None that we know of",)


def test_a_statement_about_two_children_is_read_in_both_parts():
    answers = {
        f"contact:{ZOE}": known(),
        f"contact:{IVY}": known(),
        f"worries:{ZOE}": {"harm": rows(fact(about=[IVY]))},
    }
    found = read(material(children=(child(), child(IVY, "Ivy")), answers=answers), f"worries:{IVY}", "harm")

    assert [(one.text, one.recorded_under) for one in found.statements] == [("Came without a coat.", "Zoë")]


def test_an_opinion_says_that_it_is_one_and_what_it_rests_on():
    evidence = {"harm": rows(fact("Cold."))}
    view = {"meaning": {"text": "Neglected.", "rests_on": [f"worries:{ZOE}/harm/r1"]}}
    found = material(answers={f"contact:{ZOE}": known(), f"worries:{ZOE}": evidence, f"view:{ZOE}": view})
    assert read(found, f"view:{ZOE}", "meaning").note == "Professional opinion. It rests on: Cold."
    assert (
        answered("meaning", {"text": "Neglected.", "rests_on": []}, f"view:{ZOE}").note
        == "Professional opinion."
    )


def test_the_confirmation_names_what_was_shown_and_nothing_hidden_or_empty():
    # REP-07
    details = {"name": "Małgorzata", "born_on": "3 May 1990", "relation": "Mother", "ethnicity": NOT_RECORDED,
               "first_language": "", "interpreter": NONE_NOTED, "address": NOT_SHOWN}  # fmt: skip
    lines = {
        f"{MUM}.relation": {"verdict": "different", "text": "Aunt"},
        f"{MUM}.ethnicity": {"verdict": "different", "text": "Polish"},
        f"{MUM}.address": {"verdict": "correct", "text": ""},
    }
    check = {"family": {"family_check": {"agrees": [MUM], "lines": lines}}}
    found = material(adults=(AdultIn(MUM, "Małgorzata", "Mother", details),), answers=check)

    assert read(found, "family", "family_check").rows == (
        ("Małgorzata", "Name and date of birth", "", "Correct", ""),
        ("Małgorzata", "Relationship and parental responsibility", "Mother", "Different", "Aunt"),
        ("Małgorzata", "Ethnicity", NOT_RECORDED, "Different", "Polish"),
    )
    assert details_words(["name", "born_on", "sex"]) == "Name, date of birth and sex"
    nothing = found.replaced(adults=(AdultIn(MUM, "Małgorzata", "Mother", {"address": NOT_SHOWN}),))
    assert read(nothing, "family", "family_check").rows == ()


def test_a_signed_family_check_reads_like_the_draft_that_was_signed():
    details = {"name": "Małgorzata", "born_on": "3 May 1990", "relation": "Mother"}
    found = material(
        adults=(AdultIn(MUM, "Małgorzata", "Mother", details),),
        answers={"family": {"family_check": {"agrees": [MUM], "lines": {}}}},
    )
    signed = Material.from_json(json.loads(canonical(found.to_json())))

    assert read(signed, "family", "family_check") == read(found, "family", "family_check")


def test_the_family_check_is_read_line_by_line():
    lines = {
        f"{MUM}.name": {"verdict": "different", "text": "Margaret"},
        f"{MUM}.gone": {"verdict": "", "text": ""},
    }
    found = answered("family_check", {"agrees": [], "lines": lines}, "family")
    assert found.rows == (("Małgorzata", "Name", "Małgorzata", "Different", "Margaret"),)
    agreed = answered("family_check", {"agrees": [MUM], "lines": {}}, "family")
    assert agreed.columns == ("Person", "Detail", "Our records")
    assert agreed.rows == (("Małgorzata", "Name", "Correct"),)
    unsaid = answered(
        "family_check", {"agrees": [], "lines": {f"{MUM}.name": {"verdict": "", "text": "half"}}}, "family"
    )
    assert unsaid.rows == ()


def test_what_the_form_works_out_is_read_with_the_rest():
    figures = {"att_possible": "100", "att_auth": "10", "att_unauth": "0"}
    found = material(
        answers={f"contact:{ZOE}": known(), f"attendance:{ZOE}": figures},
        computed={"conference": "Initial conference"},
    )
    assert read(found, f"attendance:{ZOE}", "att_band").paragraphs == ("A tenth or more missed",)
    assert read(found, "about", "conference").paragraphs == ("Initial conference",)
    assert read(material(), "about", "conference") is None
    baby = child(UNBORN, "Unborn baby", type="P", born_on="", expected_on="2026-06-01")
    pregnant = material(module="MW", children=(baby,), computed={f"gestation:{UNBORN}": "28 weeks"})
    assert read(pregnant, f"baby:{UNBORN}", "gestation").paragraphs == ("28 weeks",)


def test_files_are_read_where_they_belong():
    file = FileIn("f" * 16, "att_cert", ZOE, "register.pdf", "pdf", 1, "0" * 64, "everyone")
    found = material(answers={f"contact:{ZOE}": known()}, files=(file,))
    assert read(found, f"attendance:{ZOE}", "att_cert").files == (file,)


def test_a_draft_says_what_is_missing_and_a_signed_version_does_not():
    assert read(material(), "about", "reach").shape == "missing"
    assert read(material(), "files", "attach") is None
    signed = document_of(material(), signature=object())
    assert not [field for section in signed.sections for field in section.fields if field.shape == "missing"]


def test_a_child_who_is_not_known_shows_as_exactly_that():
    found = material(
        answers={f"contact:{ZOE}": known("not known to us")}, children=(child(), child(IVY, "Ivy"))
    )

    group = next(group for group in document_of(found).groups if group.title == "Zoë")
    assert [section.title for section in group.sections] == ["Contact"]
    assert group.sections[0].fields[0].paragraphs == ("Not known to us",)


def test_an_adult_who_is_not_known_shows_as_exactly_that():
    found = material(answers={f"adult:{MUM}": {ADULT_UNKNOWN: True}})

    group = next(group for group in document_of(found).groups if group.scope == "adult")
    assert (group.title, group.detail) == ("Małgorzata", "Mother of Zoë")
    assert group.sections[0].closed == "The service does not know or work with this adult."


def test_the_document_has_no_name_in_its_title():
    found = document_of(replace(material(), author={"name": "Zoë", "role": ""}))

    assert found.title == "Report to a child protection conference: initial conference"
    assert (found.agency, found.code, found.definition) == ("Sallow Lane Primary", "LT-7K4Q", CURRENT)


def test_who_may_see_a_row_is_told_in_words():
    assert [shared_with(material(), share) for share in ("everyone", "chair", f"not:{MUM}", "not:gone")] == [
        "Everyone entitled", "Chair only", "Not with Małgorzata", "Not with the person named",
    ]  # fmt: skip
