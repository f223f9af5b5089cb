"""Who reads an answer, said at its question: in agreement with the sharing table, for every question of every form."""

import pytest

from procedures.sharing import SHARING, Audience, Reader, Verdict, audiences_of, decide
from reports import readers
from reports.forms.part import PartForm
from reports.material import AdultIn, asked_on, place_of, places
from reports.readers import who_reads
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


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("type", ["I", "R", "P"])
def test_a_sentence_says_what_the_table_gives_each_reader(module, type):
    # report-forms 2 and 6: whoever the sentence leaves out reads nothing, whoever it names reads it
    found = case(module, type)
    for place in places(found):
        for asked in asked_on(found, place, for_page=True):
            if asked.no_default:
                continue
            about_adult = place.part.scope == "adult"
            held = audiences_of(Audience(asked.audience), module=module, about_adult=about_adult)
            family = {decide(held, one).is_shown for one in (Reader.PARENT, Reader.CHILD)}
            professionals = decide(held, Reader.PROFESSIONAL).is_shown
            said = who_reads(found, place, asked)
            if module == "PAED" and asked.audience != "release":
                assert said == "" and not professionals  # the pages say so of the whole report
            elif said.startswith("Only the chair"):
                assert not professionals and family == {False}, asked.key
            elif said == readers.PROFESSIONALS_ONLY:
                assert professionals and family == {False}, asked.key
            elif "may read this" in said:
                assert place.subject.name in said and family == {False} and professionals, asked.key
            elif said.startswith("Professionals read this; in the family"):
                assert professionals and asked.scope == "family" or asked.audience == "perparent", asked.key
            elif said:
                assert said.startswith("Places") and decide(held, Reader.PARENT) is Verdict.WITHOUT_PLACES
            else:
                assert professionals and family == {True}, asked.key


def test_every_audience_that_is_not_everyones_has_a_sentence_or_a_choice():
    picked = {Audience.RULE, Audience.NOTPERSON}  # the question asks for it
    everyones = {
        audience
        for audience in Audience
        if all(SHARING[audience, reader].verdict is Verdict.SHOWN for reader in Reader)
    }
    assert set(Audience) - everyones - picked == {*readers.SAID, *readers.ONES_OWN}


@pytest.mark.parametrize(
    ("module", "key", "said"),
    [
        ("EDUS", "reach", "Professionals read this; the family doesn’t."),
        ("EDUS", "safety_flag", "Only the chair reads this."),
        ("EDUS", "parent_view", "Professionals and Małgorzata may read this; nobody else in the family."),
        ("HV", "asked_da", "Professionals and Małgorzata may read this; nobody else in the family."),
        ("AMH", "state", "Professionals and Małgorzata may read this; nobody else in the family."),
        ("AMH", "child_thoughts", "Only the chair reads this."),
        ("PROB", "involvement", "Professionals read this; in the family, each adult only what is about themselves alone."),
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
    assert form.who_reads == "Professionals and Małgorzata may read this; nobody else in the family."
    assert not any("may read" in block.hint for block in form.blocks)
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
