"""Who reads an answer, said at its question: held against what goes through the sieve, for every form."""

import pytest

from procedures.sharing import SHARING, Audience, Reader, Verdict
from reports import readers
from reports.answers import columns_of, fixed
from reports.definitions import definition
from reports.definitions.fields import NAMED, NEVER_TYPED, ROW_KINDS
from reports.forms.part import PartForm
from reports.material import AdultIn, FileIn, asked_on, place_of, places
from reports.readers import who_reads
from reports.renditions import rendition
from reports.sieve import Viewer
from reports.tests.materials import MUM, ZOE, child, fact, known, material, rows

DAD = "d" * 16
FAMILY = (AdultIn(MUM, "Małgorzata", "Mother", {}), AdultIn(DAD, "Tobias", "Father", {}))
MODULES = ["EDUS", "EDUY", "HV", "SN", "MW", "GP", "PAED", "POL", "PROB", "YJS", "HOU", "CSC", "AMH", "SUB", "DA", "EH", "GEN", "FOST"]  # fmt: skip


def case(module, type="I", **more):
    answers = {f"contact:{ZOE}": known(), "contact": known()}
    return material(module=module, children=(child(type=type),), adults=FAMILY, answers=answers, **more)


def sentence(module, key):
    found = case(module)
    for place in places(found):
        for asked in asked_on(found, place, for_page=True):
            if asked.key == key:
                return who_reads(found, place, asked)
    raise AssertionError(f"{module} is not asked {key}")


#: Sentences after which nobody in the room but the chair reads it.
CHAIRS = (readers.THE_CHAIRS, readers.TO_BE_RELEASED, readers.FOR_PROFESSIONALS, readers.UNPICKED)
EVERYBODY = {"professionals", "mother", "father"}


def answer_to(asked, about):
    """One that says something, about these people where it can say about whom it is."""
    if asked.kind in ROW_KINDS:
        row = {"id": "r1"} | dict.fromkeys((column.name for column in columns_of(asked)), "x")
        for column in columns_of(asked):
            row[column.name] = {
                "about": about, "rests_on": [], "share": "everyone", "file": "", "ground": "",
                "status": "fact", "source": "our_records", "tone": "neither",
            }.get(column.kind, "x")  # fmt: skip
        return {"rows": [row | fixed(asked)], "none": False, "none_why": "", "next": 2}
    return {
        "radios": {"choice": "x", "note": ""}, "select": {"choice": "x", "note": ""},
        "checks": {"choices": ["x"], "note": ""}, "date": ["3", "3", "2026"], "opinion": {"text": "x", "rests_on": []},
        "scale": {"value": "5", "reason": "x", "higher": ""}, "yesno_why": {"answer": "yes", "why": "x"},
        "lines": {"agrees": [], "lines": {f"{ref}.name": {"verdict": "different", "text": "x"} for ref in (ZOE, MUM, DAD)}},
        **{kind: dict.fromkeys(boxes, "x") for kind, boxes in NAMED.items()},
    }.get(asked.kind, "x")  # fmt: skip


def readers_of(found, place, asked, about):
    """Who has the answer in their rendition: the sieve's own word."""
    people = frozenset({ZOE, MUM, DAD})
    viewers = {
        "professionals": Viewer(Reader.PROFESSIONAL),
        "mother": Viewer(Reader.PARENT, MUM, "Małgorzata", people),
        "father": Viewer(Reader.PARENT, DAD, "Tobias", people),
        "child": Viewer(Reader.CHILD, ZOE, "Zoë"),
    }
    here = found.answers.get(place.key, {}) | {asked.key: answer_to(asked, sorted(about))}
    written = found.replaced(answers=found.answers | {place.key: here})
    return {
        name
        for name, viewer in viewers.items()
        if asked.key in rendition(written, viewer, rulings={}).material.answers.get(place.key, {})
    }


@pytest.mark.exhaustive
@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("type", ["I", "R", "P"])
def test_a_sentence_says_who_gets_it_through_the_sieve(module, type):
    # report-forms 2 and 6
    found = case(module, type)
    for place in places(found):
        own = place.subject.ref if place.subject else ""
        for asked in asked_on(found, place, for_page=False):
            if asked.no_default or asked.kind in NEVER_TYPED or asked.key in ("known", "hide_words"):
                continue  # the author says who reads it, nobody types it, or it decides what is asked
            said = who_reads(found, place, asked)
            if module == "PAED" and asked.audience != "release":
                assert said == "" and readers_of(found, place, asked, set()) == set()  # the pages say it
                continue
            takes_about = any(column.kind == "about" for column in columns_of(asked))
            for about in [set(), {ZOE}, {MUM}, {MUM, DAD}] if takes_about else [set()]:
                got = readers_of(found, place, asked, about - {own})
                assert got == expected(said, place, about, got), (asked.key, place.key, about, said)


def expected(said, place, about, got):
    """Who reads it by that sentence. Of a child it promises nothing that isn't about the child alone."""
    adults = about - {ZOE} | ({place.subject.ref} if place.part.scope == "adult" else set())
    names = {MUM: "mother", DAD: "father"}
    if place.part.scope == "child" or about == {ZOE}:
        child = {"child"} & got if adults else {"child"}
    else:
        child = {"child"} & got
    if said in CHAIRS:
        return set()
    if said == readers.PROFESSIONALS_ONLY:
        return {"professionals"}
    if "nobody but" in said:
        assert place.subject.name in said
        return {"professionals"} | ({names[place.subject.ref]} if adults == {place.subject.ref} else set())
    if said == readers.ONE_ADULT:
        return {"professionals"}  # of two adults whom the service knows neither reads it
    if said == readers.ROW_BY_ROW and (adults or not (about or place.subject)):
        return {"professionals"} | ({names[one] for one in adults} if len(adults) == 1 else set())
    return EVERYBODY | child


def test_of_one_adult_whom_the_service_knows_that_adult_reads_what_is_about_the_family():
    found = case("PROB").replaced(adults=FAMILY[:1])
    place = place_of(found, "involvement")
    asked = definition().fields["involvement"]
    assert who_reads(found, place, asked) == readers.ONE_ADULT
    assert readers_of(found, place, asked, set()) == {"professionals", "mother"}


@pytest.mark.parametrize(
    ("module", "key", "said"),
    [
        ("AMH", "attach", readers.NO_FILES),
        ("GP", "system_file", readers.NO_FILES),
        ("EDUS", "attach", ""),
    ],
)
def test_files_that_no_family_ever_gets_say_so(module, key, said):
    found = case(module)
    asked = definition().fields[key]
    place = next(one for one in places(found) if key in one.part.fields)
    assert who_reads(found, place, asked) == said
    ref = place.subject.ref if place.subject else ""
    file = FileIn("f" * 16, key, ref, "a.pdf", "pdf", 9, "0" * 64, "everyone")
    mother = Viewer(Reader.PARENT, MUM, "Małgorzata", frozenset({ZOE, MUM, DAD}))
    gets = rendition(found.replaced(files=(file,)), mother, rulings={}).material.files
    assert bool(gets) is (said == "")


def test_where_the_page_has_no_box_for_it_the_chair_says_who_reads_it():
    found = case("CSC").replaced(children=(child(type="I", looked_after=True),))
    place = place_of(found, f"care:{ZOE}")
    asked = definition().fields["lac_return"]
    assert who_reads(found, place, asked) == readers.UNPICKED
    assert readers_of(found, place, asked, set()) == set()


def test_every_audience_that_is_not_everyones_has_a_sentence_or_a_choice():
    picked = {Audience.RULE, Audience.NOTPERSON}  # the question asks for it
    everyones = {
        audience
        for audience in Audience
        if all(SHARING[audience, reader].verdict is Verdict.SHOWN for reader in Reader)
    }
    assert set(Audience) - everyones - picked == {*readers.SAID, *readers.ONES_OWN}
    found = definition()
    own = [
        asked
        for asked in found.fields.values()
        if Audience(asked.audience) in readers.ONES_OWN and asked.key not in found.elsewhere
    ]
    assert {asked.scope for asked in own} == {"adult"}


@pytest.mark.parametrize(
    ("module", "key", "said"),
    [
        ("EDUS", "reach", "Professionals read this; the family doesn’t."),
        ("EDUS", "safety_flag", "Only the chair reads this."),
        ("EDUS", "parent_view", "Professionals read this; in the family, nobody but Małgorzata may."),
        ("HV", "asked_da", "Professionals read this; in the family, nobody but Małgorzata may."),
        ("AMH", "state", "Professionals read this; in the family, nobody but Małgorzata may."),
        ("AMH", "child_thoughts", "Only the chair reads this."),
        ("PROB", "involvement", readers.ONE_ADULT),
        ("PROB", "chronology", readers.ROW_BY_ROW),
        ("DA", "harm", readers.ROW_BY_ROW),
        ("SUB", "family_check", readers.THEIR_LINES),
        ("FOST", "days", readers.WITHOUT_PLACES),
        ("POL", "gist_prof", "Only the chair reads this until the chair releases it to professionals."),
        ("EDUS", "involvement", ""),
        ("POL", "gist_family", "Only the chair reads this until the chair releases it."),
        ("PAED", "lay", "Only the chair reads this until the chair releases it."),
        ("PAED", "findings", ""),
        ("POL", "incident", ""),
    ],
)  # fmt: skip
def test_what_is_said_at_some_questions(module, key, said):
    assert sentence(module, key) == said


def test_what_holds_for_a_whole_page_is_said_once():
    found = case("HV")
    form = PartForm(found, place_of(found, f"parent:{MUM}"))
    assert form.who_reads == "Professionals read this; in the family, nobody but Małgorzata may."
    assert not any("nobody but" in block.hint for block in form.blocks)
    form = PartForm(found, place_of(found, "about"))
    assert form.who_reads == ""
    hints = {block.asked.key: block.hint for block in form.blocks}
    assert hints["safety_flag"].endswith("Only the chair reads this.")
    assert "reads this" not in hints["author"]


def test_optional_is_said_of_whatever_may_stay_empty():
    found = case("EDUS")
    hints = {
        block.asked.key: block.hint for block in PartForm(found, place_of(found, f"worries:{ZOE}")).blocks
    }
    assert hints["future"].startswith("Answer this if you recorded any harm. Otherwise optional. ")
    assert hints["complicating"].startswith("Optional. ") and not hints["harm"].startswith("Optional")
    next_page = {
        block.asked.key: block.hint for block in PartForm(found, place_of(found, f"next:{ZOE}")).blocks
    }
    assert next_page["needs"].startswith("Optional. ")
    harmed = found.replaced(answers={**found.answers, f"worries:{ZOE}": {"harm": rows(fact())}})
    next_page = {
        block.asked.key: block.hint for block in PartForm(harmed, place_of(harmed, f"next:{ZOE}")).blocks
    }
    assert not next_page["needs"].startswith("Optional")


def test_on_the_short_form_what_may_stay_open_there_is_optional():
    found = case("HOU").replaced(answers={f"contact:{ZOE}": known("know a little")})
    hints = {block.asked.key: block.hint for block in PartForm(found, place_of(found, "chronology")).blocks}
    assert hints["chronology"].startswith("Optional. ")
    full = case("HOU")
    hints = {block.asked.key: block.hint for block in PartForm(full, place_of(full, "chronology")).blocks}
    assert not hints["chronology"].startswith("Optional")
