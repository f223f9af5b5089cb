"""Each reader gets exactly what that reader may have, in every random report there is."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from procedures.sharing import Reader
from procedures.words import RestrictionCause
from procedures.workflow import RestrictionState
from reports.definitions import MODULES, versions
from reports.document import Signature
from reports.material import AdultIn, FileIn
from reports.renditions import LeftOut, rendition
from reports.restrictions import EVERYBODY as ALL
from reports.restrictions import FAMILY, piece_of, restricted
from reports.rewording import PLACE_LEFT_OUT, in_other_words, without_places
from reports.sieve import Ruled, Viewer
from reports.tests.materials import asked, child, fact, known, material, rows
from reports.tests.random_materials import ADULTS, CHILDREN, DAD, GRAN, IVY, MUM, ZOE, may_read, planted

EVERYBODY = frozenset({*CHILDREN, *ADULTS})
VIEWERS = [
    Viewer(Reader.AUTHOR),
    Viewer(Reader.CHAIR),
    Viewer(Reader.CHAIR, leaves=True),
    Viewer(Reader.PROFESSIONAL),
    Viewer(Reader.PROFESSIONAL, leaves=True),
    Viewer(Reader.PARENT, MUM, "Małgorzata", EVERYBODY),
    Viewer(Reader.PARENT, DAD, "Tobias", frozenset({DAD, MUM, ZOE}), leaves=True),
    Viewer(Reader.PARENT, GRAN, "Perpetua", EVERYBODY - {DAD}),
    Viewer(Reader.CHILD, ZOE, "Zoë"),
    Viewer(Reader.CHILD, IVY, "Ivy", leaves=True),
]
SIGNATURE = Signature("Hương", "Teacher", datetime(2026, 3, 20, 10, tzinfo=UTC), 1, "0" * 64, "LATEK")
SEEDS = int(os.environ.get("RENDITION_SEEDS", "1"))  # how many random reports of each form
MODULE_CODES = sorted(set(MODULES.values()))


@pytest.mark.exhaustive
@pytest.mark.parametrize("version", versions())
@pytest.mark.parametrize("module", MODULE_CODES)
def test_exactly_what_the_oracle_allows_each_reader_stands_in_their_copy(version, module):
    for seed in range(MODULE_CODES.index(module), MODULE_CODES.index(module) + SEEDS):
        report = planted(seed, module, "IRPT"[seed % 4], version)
        whole = rendition(report.material, Viewer(Reader.CHAIR), rulings={}).text
        there = [canary for canary in report.canaries if canary.word in whole]
        assert len(there) > 20 or module == "PAED"
        for viewer in VIEWERS:
            made = rendition(report.material, viewer, rulings=report.rulings, signature=SIGNATURE)
            held = json.dumps(made.material.to_json())
            for canary in there:
                allowed = may_read(canary, report, viewer)
                assert (canary.word in made.text) is allowed, (seed, viewer, canary)
                assert allowed or canary.word not in held


MOTHER = Viewer(Reader.PARENT, MUM, "Małgorzata", EVERYBODY)
FATHER = Viewer(Reader.PARENT, DAD, "Tobias", EVERYBODY)
FATHER_OF_ZOE = Viewer(Reader.PARENT, DAD, "Tobias", frozenset({DAD, MUM, ZOE}))
PROFESSIONAL = Viewer(Reader.PROFESSIONAL)
CHAIR = Viewer(Reader.CHAIR)
AS_ZOE = Viewer(Reader.CHILD, ZOE, "Zoë")


def report(*, module="EDUS", files=(), **answers):
    """A report about Zoë and Ivy. `harm=…` stands on Zoë's page, `involvement=…` on the family's."""
    pages = {f"contact:{ZOE}": known(), f"contact:{IVY}": known()}
    for name, value in answers.items():
        where = {
            "harm": f"worries:{ZOE}", "future": f"worries:{ZOE}", "complicating": f"worries:{ZOE}",
            "chronology": "chronology", "family_check": "family", "child_words": f"voice:{ZOE}",
            "wishes": f"voice:{ZOE}", "hide_words": f"voice:{ZOE}", "consulted": f"voice:{ZOE}",
            "lay": f"medical:{ZOE}", "category": f"view:{ZOE}", "recommend": f"view:{ZOE}",
        }[name]  # fmt: skip
        pages.setdefault(where, {})[name] = value
    return material(
        module=module,
        children=(child(ZOE, "Zoë"), child(IVY, "Ivy")),
        adults=tuple(AdultIn(ref, name, f"{name} is a parent") for ref, name in ADULTS.items()),
        answers=pages,
        files=tuple(files),
    )


def text(found, viewer, **rulings):
    return rendition(found, viewer, rulings=rulings.get("rulings", {})).text


def event(what, **more):
    blank = dict.fromkeys(
        ("date", "end date", "status", "source", "response or outcome", "effect on the child", "rating", "share", "file"), ""
    )  # fmt: skip
    return blank | {"event": what, "about": []} | more


HARM = f"worries:{ZOE}/harm/r1"


def test_a_row_kept_from_the_father_reaches_mother_and_professionals_and_says_from_whom_to_them_alone():
    found = report(
        harm=rows(
            fact("Hid the bruise.", share=f"not:{DAD}", ground="legal advice", share_why="He may shout.")
        )
    )

    assert "Hid the bruise." not in text(found, FATHER)
    assert "Hid the bruise." in text(found, MOTHER)
    assert "Not with Tobias" in text(found, PROFESSIONAL) and "legal advice" in text(found, PROFESSIONAL)
    assert "Not with" not in text(found, MOTHER) and "legal advice" not in text(found, MOTHER)
    assert "He may shout." not in text(found, PROFESSIONAL) and "He may shout." in text(found, CHAIR)


def test_the_chairs_pack_keeps_the_marks():
    found = report(harm=rows(fact("Hid it.", share="chair", share_why="Her safety.")))

    assert "Her safety." in text(found, Viewer(Reader.CHAIR, leaves=True))


def test_an_opinion_stays_and_no_longer_rests_on_the_row_that_is_kept_back():
    found = report(
        harm=rows(fact("Hidden ground.", share=f"not:{DAD}"), fact("Open ground.")),
        future={"text": "It will happen again.", "rests_on": [HARM, f"worries:{ZOE}/harm/r2"]},
        complicating=rows(fact("Debts.", status="opinion", rests_on=[HARM])),
    )
    read = text(found, FATHER)

    assert "It will happen again." in read and "Open ground." in read and "Debts." in read
    assert "Hidden ground." not in read
    assert text(found, CHAIR).count("Hidden ground") == 3


def test_a_row_about_both_children_reaches_no_parent_of_one_of_them_by_either_page():
    found = report(harm=rows(fact("Both were cold.", about=[IVY])))

    assert text(found, MOTHER).count("Both were cold.") == 2
    assert "Both were cold." not in text(found, FATHER_OF_ZOE)
    assert "Both were cold." not in text(found, AS_ZOE)


def test_a_parent_of_one_child_reads_no_page_of_the_other():
    read = rendition(report(), FATHER_OF_ZOE, rulings={})

    assert [group.title for group in read.document.groups if group.scope == "child"] == ["Zoë"]
    assert "Ivy" not in read.text


def test_the_family_check_of_the_other_parent_stays_out_and_nobody_reads_an_address_but_their_own():
    said = {"verdict": "different", "text": ""}
    found = report(
        family_check={
            "agrees": [MUM, IVY],
            "lines": {
                f"{DAD}.name": said | {"text": "Tobias B"},
                f"{DAD}.address": said | {"text": "Flat over the bakery"},
                f"{ZOE}.name": said | {"text": "Zoe with an e"},
            },
        }
    )
    details = {"name": "As the case has it", "address": "Kept"}
    found = found.replaced(adults=tuple(AdultIn(one.ref, one.name, one.relation, details=details) for one in found.adults),
                           children=tuple(child(one.ref, one.name, details={"name": one.name}) for one in found.children))  # fmt: skip

    assert "Tobias B" in text(found, FATHER) and "Flat over the bakery" in text(found, FATHER)
    assert "Tobias B" not in text(found, MOTHER) and "Zoe with an e" in text(found, MOTHER)
    assert "Tobias B" in text(found, PROFESSIONAL) and "Flat over the bakery" not in text(found, PROFESSIONAL)
    assert "Flat over the bakery" in text(found, CHAIR)
    assert "Flat over the bakery" in text(found, Viewer(Reader.CHAIR, leaves=True))
    assert "Zoe with an e" in text(found, AS_ZOE) and "Tobias B" not in text(found, AS_ZOE)


def test_a_form_may_keep_the_whole_family_check_from_the_family(monkeypatch):
    """No version of the forms does; one that did would be obeyed."""
    found = report(
        family_check={"agrees": [], "lines": {f"{ZOE}.name": {"verdict": "different", "text": "Zo"}}}
    )
    found = found.replaced(children=(child(ZOE, "Zoë", details={"name": "Zoë"}), child(IVY, "Ivy")))
    assert "family_check" in rendition(found, MOTHER, rulings={}).material.answers["family"]

    fields = found.definition.fields
    monkeypatch.setitem(fields, "family_check", replace(fields["family_check"], audience="prof"))

    assert "family" not in rendition(found.replaced(), MOTHER, rulings={}).material.answers
    assert "family_check" in rendition(found.replaced(), PROFESSIONAL, rulings={}).material.answers["family"]


def test_an_adult_services_family_check_is_for_the_adult_it_knows():
    said = {"agrees": [], "lines": {f"{MUM}.name": {"verdict": "different", "text": "Maggie"}}}
    found = report(module="AMH", family_check=said)
    found = found.replaced(
        adults=tuple(AdultIn(one.ref, one.name, "", details={"name": "x"}) for one in found.adults)
    )

    assert "Maggie" in text(found, MOTHER)
    assert "Maggie" not in text(found, FATHER)


def test_a_chronology_row_that_is_kept_back_takes_its_file_with_it_and_leaves_no_trace():
    letter = FileIn("f" * 16, "attach", "", "letter-about-Tobias.pdf", "pdf", 10, "0" * 64, "everyone")
    found = report(
        chronology=rows(
            event("Police called.", share=f"not:{DAD}", file=letter.ref),
            event("Moved school.", share="everyone"),
        ),
        files=[letter],
    )

    assert "letter-about-Tobias.pdf" in text(found, MOTHER)
    told = rendition(found, PROFESSIONAL, rulings={}).text
    assert "Not with Tobias" in told and "Everyone entitled" in told and "Not chosen yet" not in told
    read = rendition(found, FATHER, rulings={})
    assert "Moved school." in read.text
    assert (
        "Police called." not in read.text
        and "letter-about" not in read.text
        and "Who may see" not in read.text
    )
    assert read.left_out == ()


def test_a_file_cant_be_told_in_other_words():
    letter = FileIn("f" * 16, "attach", "", "letter.pdf", "pdf", 10, "0" * 64, f"not:{DAD}")
    found = report(files=[letter])
    reworded = {f"file/{letter.ref}": Ruled(RestrictionState.OTHER_WORDS, "A letter came.")}

    assert "letter.pdf" not in text(found, FATHER, rulings=reworded)
    assert "letter.pdf" in text(found, FATHER, rulings={f"file/{letter.ref}": Ruled(RestrictionState.SHARED)})


def test_a_practices_own_report_is_in_no_familys_copy_whatever_its_mark_says():
    printout = FileIn("f" * 16, "system_file", "", "printout.pdf", "pdf", 10, "0" * 64, "everyone")
    found = report(module="GP", files=[printout])

    assert "printout.pdf" in text(found, PROFESSIONAL)
    assert "printout.pdf" not in text(found, MOTHER) + text(found, FATHER) + text(found, AS_ZOE)


def test_a_row_that_is_told_in_other_words_keeps_its_file_back():
    letter = FileIn("f" * 16, "attach", "", "letter.pdf", "pdf", 10, "0" * 64, "everyone")
    told = event("Police called.", share=f"not:{DAD}", file=letter.ref)
    found = report(chronology=rows(told), files=[letter])
    reworded = {"chronology/chronology/r1": Ruled(RestrictionState.OTHER_WORDS, "Somebody called.")}

    assert "Somebody called." in text(found, FATHER, rulings=reworded)
    assert "letter.pdf" not in text(found, FATHER, rulings=reworded)
    assert "letter.pdf" in text(found, MOTHER, rulings=reworded)


def test_one_sentence_stands_for_a_table_whose_rows_say_nothing_of_who_may_see_them(monkeypatch):
    call = {
        "id": "r1",
        "date": "2025",
        "role of each adult": "x",
        "child there": "yes",
        "risk level": "high",
        "outcome": "Long.",
    }
    found = material(
        module="POL",
        children=(child(ZOE, "Zoë"),),
        adults=(AdultIn(MUM, "Małgorzata", "Mother"),),
        answers={f"contact:{ZOE}": known(), "events": {"da": rows(call, call | {"id": "r2"})}},
    )
    fields = found.definition.fields
    unmarked = tuple(column for column in fields["da"].columns if column.kind != "share")
    monkeypatch.setitem(fields, "da", replace(fields["da"], columns=unmarked))

    reworded = Ruled(RestrictionState.OTHER_WORDS, "Two calls.", to=frozenset({"professionals"}))
    told = text(found.replaced(), PROFESSIONAL, rulings={"events/da": reworded})

    assert told.count("Two calls.") == 1 and "Long." not in told


def test_a_professional_learns_how_much_is_for_the_chair_and_whether_it_waits_and_a_parent_learns_nothing():
    found = report(
        harm=rows(
            fact("One.", share="chair"), fact("Two.", share="chair"), fact("Three.", share=f"not:{DAD}")
        ),
        complicating=rows(fact("Four.", share="chair"), fact("Five.", share="chair")),
    )
    rulings = {
        HARM: Ruled(RestrictionState.KEPT),
        f"worries:{ZOE}/complicating/r1": Ruled(RestrictionState.WITHDRAWN),
        f"worries:{ZOE}/complicating/r2": Ruled(RestrictionState.SHARED),
    }
    made = rendition(found, PROFESSIONAL, rulings=rulings)

    assert made.left_out == (LeftOut("row", False, 1), LeftOut("row", True, 1))
    assert made.waiting == (f"worries:{ZOE}/harm/r2", f"worries:{ZOE}/harm/r3")
    assert rendition(found, FATHER, rulings=rulings).left_out == ()
    assert "Five." in made.text and "Chair only" not in made.text
    assert "Four." not in made.text and "Four." in text(found, CHAIR, rulings=rulings)


def test_the_words_that_the_chair_accepted_stand_in_the_rows_place_for_those_it_is_kept_from():
    found = report(
        harm=rows(
            fact("His brother saw it.", share=f"not:{DAD}", source_who="the brother", impact="He cried.")
        ),
        future={"text": "More of it.", "rests_on": [HARM]},
    )
    rulings = {HARM: Ruled(RestrictionState.OTHER_WORDS, "Somebody saw it.")}
    read = text(found, FATHER, rulings=rulings)

    assert read.count("Somebody saw it.") == 2  # the row, and what the opinion rests on
    assert "brother" not in read and "He cried." not in read
    assert "His brother saw it." in text(found, MOTHER, rulings=rulings)
    assert "Somebody saw it." not in text(found, MOTHER, rulings=rulings)


@pytest.mark.parametrize("state", [RestrictionState.SHARED, RestrictionState.RELEASED])
def test_what_was_refused_and_shared_is_shown_without_its_mark(state):
    found = report(harm=rows(fact("Seen.", share=f"not:{DAD}")))
    rulings = {HARM: Ruled(state)}

    assert "Seen." in text(found, FATHER, rulings=rulings)
    assert "Not with" not in text(found, PROFESSIONAL, rulings=rulings)


def test_the_childs_words_follow_what_the_child_said_of_the_parents():
    voice = {"consulted": {"choice": "yes", "note": ""}, "child_words": "I am scared of the dark."}

    def hidden(answer, note=""):
        return report(**voice, hide_words={"choice": answer, "note": note})

    assert "I am scared" in text(hidden("yes"), FATHER) and restricted(hidden("yes")) == []
    one = hidden("one parent only", "Not Daddy.")
    assert [(held.cause, held.kept_from, held.reason) for held in restricted(one)] == [
        (RestrictionCause.CHILD, (MUM, DAD, GRAN), "Not Daddy.")
    ]
    assert "I am scared" not in text(one, MOTHER) + text(one, FATHER)
    assert "I am scared" in text(one, PROFESSIONAL) and "I am scared" in text(one, AS_ZOE)
    ruled = {f"voice:{ZOE}/child_words": Ruled(RestrictionState.RELEASED, to=frozenset({MUM}))}
    assert "I am scared" in text(one, MOTHER, rulings=ruled) and "I am scared" not in text(
        one, FATHER, rulings=ruled
    )
    words = Ruled(RestrictionState.OTHER_WORDS, "Zoë sleeps badly.", to=frozenset({DAD}))
    in_words = text(one, FATHER, rulings={f"voice:{ZOE}/child_words": words})
    assert "Zoë sleeps badly." in in_words and "I am scared" not in in_words
    open_question = report(**voice)
    assert [held.kept_from for held in restricted(open_question)] == [ALL]
    assert "I am scared" not in text(open_question, PROFESSIONAL)


def test_a_question_stays_where_the_answer_that_brought_it_up_is_kept_back():
    found = report(
        consulted={"choice": "yes", "note": ""},
        hide_words={"choice": "no", "note": "Neither."},
        child_words="Ssh.",
    )

    assert "Neither." not in text(found, PROFESSIONAL)
    assert "Ssh." in text(found, PROFESSIONAL)


def test_a_medical_reports_plain_summary_is_released_to_whom_the_chair_says_and_nothing_else_is():
    found = report(module="PAED", lay="Two old fractures.")
    lay = f"medical:{ZOE}/lay"

    assert [(held.reference, held.cause) for held in restricted(found)] == [(lay, RestrictionCause.RELEASE)]
    assert "fractures" not in text(found, PROFESSIONAL) + text(found, MOTHER)
    released = {lay: Ruled(RestrictionState.RELEASED, to=frozenset({"professionals", MUM}))}
    assert "fractures" in text(found, PROFESSIONAL, rulings=released)
    assert "fractures" in text(found, MOTHER, rulings=released)
    assert "fractures" not in text(found, FATHER, rulings=released)
    made = rendition(found, Viewer(Reader.CHAIR, leaves=True), rulings={})
    assert [answered.key for section in made.document.sections for answered in section.fields] == ["lay"]
    assert rendition(found, PROFESSIONAL, rulings={lay: Ruled(RestrictionState.RELEASED)}).left_out == (
        LeftOut("field", False, 1),
    )


def test_the_reason_why_a_report_is_late_is_no_business_of_the_family():
    def made(viewer):
        return rendition(report(), viewer, rulings={}, signature=SIGNATURE).text

    assert "LATEK" in made(PROFESSIONAL)
    assert "LATEK" not in made(MOTHER) + made(AS_ZOE)


def test_a_childs_copy_holds_the_childs_own_pages_and_who_wrote_it():
    found = report(chronology=rows(event("Ran away.", about=[ZOE]), event("Parents separated.")))
    made = rendition(found, AS_ZOE, rulings={})

    assert [group.title for group in made.document.groups] == ["About the report and the family", "Zoë"]
    assert "Ran away." in made.text and "Parents separated." not in made.text
    assert "Ivy" not in made.text and "Tobias" not in made.text


def test_a_mark_against_somebody_who_is_no_longer_in_the_report_holds_against_the_whole_family():
    found = report(harm=rows(fact("Seen.", share="not:" + "q" * 16)))

    assert restricted(found)[0].kept_from == (FAMILY,)
    assert "Seen." not in text(found, MOTHER) + text(found, FATHER) + text(found, AS_ZOE)


def test_places_are_left_out_of_what_is_for_everyone_without_them():
    said = {
        "rows": [{"place": "Larkmere", "how often": "weekly at 12a, Mill Lane, lt4 7qd"}],
        "none": False,
        "none_why": "",
    }

    assert without_places(said)["rows"] == [
        {"place": "", "how often": f"weekly at {PLACE_LEFT_OUT}, {PLACE_LEFT_OUT}"}
    ]


@pytest.mark.parametrize(
    ("key", "answer", "told"),
    [
        ("siblings", {"answer": "yes", "why": "Long."}, {"answer": "", "why": "Short."}),
        ("future", {"text": "Long.", "rests_on": ["x"]}, {"text": "Short.", "rests_on": []}),
        ("involvement", "Long.", "Short."),
        ("child_words", "Long.", "In the service’s words, not the child’s: Short."),
    ],
)
def test_a_whole_answer_is_said_in_other_words(key, answer, told):
    assert in_other_words(asked(key), answer, "Short.") == told


def test_a_piece_is_found_by_its_reference_with_where_it_stands():
    letter = FileIn("f" * 16, "attach", "", "letter.pdf", "pdf", 10, "0" * 64, "chair")
    found = report(
        harm=rows(fact("One."), fact("Two.")), chronology=rows(event("Moved.")), files=[letter],
        consulted={"choice": "yes", "note": ""}, child_words="Ssh.",
    )  # fmt: skip

    place, said = piece_of(found, f"worries:{ZOE}/harm/r2")
    assert (place.subject.name, [one.text for one in said.statements]) == ("Zoë", ["Two."])
    assert piece_of(found, "chronology/chronology/r1")[1].rows == (("Moved.",),)
    assert piece_of(found, f"voice:{ZOE}/child_words")[1].paragraphs == ("Ssh.",)
    assert piece_of(found, f"file/{letter.ref}") == (None, piece_of(found, f"file/{letter.ref}")[1])
    assert piece_of(found, f"file/{letter.ref}")[1].files == (letter,)
    for nothing in ("file/x", "nowhere/harm/r1", f"worries:{ZOE}/harm/r9", f"worries:{ZOE}/complicating/r1"):
        assert piece_of(found, nothing) is None
