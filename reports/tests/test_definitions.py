"""The forms as data: what ships can be used, and whatever is wrong with a file is told by its line."""

import re
from hashlib import sha256

import pytest

from procedures.words import AgencyKind
from reports.definitions import CURRENT, FOLDER, MODULES, definition, versions
from reports.definitions.conditions import TERMS, Condition, Facts, parse
from reports.definitions.reading import DefinitionFaulty, read

LINE = "CORE|conference|The conference|computed|M|report|A|std|all|y|CON-03 SCD-04||Type, date, place and chair, taken from the invitation."


def test_the_version_in_use_ships_with_its_approver_and_its_day():
    found = definition()

    assert CURRENT in versions()
    assert (found.version, len(found.fields)) == (CURRENT, 260)
    assert found.approved_by and found.approved_on.isoformat() == "2026-11-27"


def test_every_field_that_is_switched_on_is_answered_in_exactly_one_place():
    found = definition()

    on = {key for key, asked in found.fields.items() if asked.form in found.forms}
    placed = [key for part in found.parts for key in part.fields] + sorted(found.elsewhere)
    assert sorted(placed) == sorted(on)


def test_every_kind_of_agency_has_a_form():
    assert set(MODULES) == set(AgencyKind)


def test_a_field_is_asked_of_all_but_those_after_a_minus_sign():
    involvement, interim = definition().fields["involvement"], definition().fields["interim_part"]

    assert involvement.asked_of_module("GP") and not involvement.asked_of_module("PAED")
    assert not interim.asked_of_module("CSC")
    assert definition().fields["sen"].asked_of_module("EDUY") and not definition().fields[
        "sen"
    ].asked_of_module("GP")


def test_parts_are_found_by_code_and_by_field():
    found = definition()

    assert found.part("worries").title == "Worries"
    assert found.part("nothing") is None
    assert found.part_of("harm").code == "worries"
    assert found.part_of("sign") is None


def changed(tmp_path, *, psv=None, yaml=None):
    """A copy of the version in use with one text replaced in one of its files."""
    for suffix, change in (("psv", psv), ("yaml", yaml)):
        text = (FOLDER / f"{CURRENT}.{suffix}").read_text(encoding="utf-8")
        if change:
            assert change[0] in text
            text = text.replace(*change, 1)
        (tmp_path / f"{CURRENT}.{suffix}").write_text(text, encoding="utf-8")
    return tmp_path


FAULTS = [
    (("form|key", "form|kee"), "line 1: the header must be"),
    ((LINE, LINE + "|more"), "line 2: 14 columns where 13 are wanted"),
    (("|computed|M|report", "|conjured|M|report"), "line 2: unknown kind “conjured”"),
    (("|computed|M|report", "|computed|M|nobody"), "line 2: unknown scope “nobody”"),
    (("|A|std|all|y|CON-03", "|A|everyone|all|y|CON-03"), "line 2: unknown audience “everyone”"),
    (("|std|all|y|CON-03", "|std|all|x|CON-03"), "line 2: unknown light “x”"),
    (("|computed|M|report", "|computed|M:born|report"), "line 2: unknown need “M:born”"),
    (("|computed|M|report", "|computed|C|report"), "line 2: unknown need “C”"),
    (("|computed|M|report", "|computed|X|report"), "line 2: unknown need “X”"),
    (("|computed|M|report", "|computed|C:hungry|report"), "line 2: unknown condition “hungry”"),
    (("|computed|M|report", "|computed|C:hunger=yes|report"), "line 2: the condition asks for “hunger”, which is no field"),
    (("|computed|M|report", "|radios|M|report"), "line 2: a radios needs options"),
    (("CORE|author|", "CORE|conference|"), "line 3: the key “conference” is there twice"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_faulty_line_is_refused_with_its_number(tmp_path, change, sentence):
    with pytest.raises(DefinitionFaulty, match=sentence.replace("|", r"\|")) as refused:
        read(changed(tmp_path, psv=change), CURRENT)

    assert str(refused.value).startswith(f"{CURRENT}.psv")


LAYOUTS = [
    (("fields: [chronology]", "fields: [chronology, weather]"), "part chronology names “weather”, which is no field"),
    (("fields: [chronology]", "fields: [chronology, known]"), "part chronology is asked once for each report, “known” is not"),
    (("fields: [chronology]", "fields: [chronology, involvement]"), "“involvement” must stand on exactly one part"),
    (("fields: [chronology]", "fields: []"), "“chronology” must stand on exactly one part"),
    (("needed_for: [cannot say]", "needed_for: [perhaps]"), "a note is needed for “perhaps”, which is no choice"),
    (("declare: {sharing marks set", "declare: {sharing marks forgotten"), "a condition is set on “sharing marks forgotten”, which is no choice"),
    (("warn:\n  thoughts_told", "warn:\n  weather"), "warn names “weather”, which is no field"),
    (("past: [notified", "past: [weather"), "past names “weather”, which is no field"),
    (("unborn:\n  known", "unborn:\n  weather"), "unborn names “weather”, which is no field"),
    (("only_when:\n  {lac_status", "only_when:\n  {weather"), "only_when names “weather”, which is no field"),
    (("never_none: [records_checked", "never_none: [weather"), "never_none names “weather”, which is no field"),
    (("approved_on:", "approved:"), "missing or unknown: approved, approved_on"),
    (("parts:", "parts: ["), "2027-02.yaml: while parsing"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), LAYOUTS, ids=[fault for _, fault in LAYOUTS])
def test_a_faulty_layout_is_refused_in_words(tmp_path, change, sentence):
    with pytest.raises(DefinitionFaulty, match=sentence):
        read(changed(tmp_path, yaml=change), CURRENT)


def test_a_version_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DefinitionFaulty, match="1999-01.yaml"):
        read(tmp_path, "1999-01")


def test_an_empty_layout_is_refused(tmp_path):
    folder = changed(tmp_path)
    (folder / f"{CURRENT}.yaml").write_text("")

    with pytest.raises(DefinitionFaulty, match="missing or unknown"):
        read(folder, CURRENT)


HOLDS = [
    ("known", {"choices": {"known": "know a little"}}, {"choices": {"known": "not known to us"}}),
    ("known&born", {"choices": {"known": "know well"}, "born": True}, {"choices": {"known": "know well"}}),
    ("born", {"born": True}, {}),
    ("looked_after", {"looked_after": True}, {}),
    ("age<1", {"born": True, "under_one": True}, {"born": True}),
    ("countersign", {"countersign": True}, {}),
    ("late", {"late": True}, {}),
    ("pregnant", {"pregnant": True}, {}),
    ("on_register", {}, {"college": True}),
    ("on_register", {"choices": {"setting": "mainstream"}}, {"choices": {"setting": "college or training"}}),
    ("sharing_marks", {"modules": frozenset({"EDUS"})}, {"modules": frozenset({"PAED"})}),
    ("held", {}, {"choices": {"nothing": "nothing held"}}),
    ("harm", {"rows": {"harm": 1}}, {}),
    ("strengths_empty", {}, {"rows": {"strengths": 1}}),
    ("adult_health", {"rows": {"adult_health": 2}}, {}),
    ("on_caseload", {"choices": {"caseload": "targeted"}}, {"choices": {"caseload": "none"}}),
    ("sen", {"choices": {"sen": "EHC plan"}}, {"choices": {"sen": "none"}}),
    ("plan_view", {"choices": {"recommend": "plan"}}, {"choices": {"recommend": "early help"}}),
    ("plan_view", {"choices": {"recommend_review": "continue"}}, {"choices": {"recommend_review": "end"}}),
    ("end_view", {"choices": {"recommend_review": "end"}}, {"choices": {"recommend_review": "continue"}}),
    ("still_suffering", {"choices": {"suffered": "yes"}}, {"choices": {"suffered": "unsure"}}),
    ("consulted=yes", {"choices": {"consulted": "yes"}}, {"choices": {"consulted": "no"}}),
    ("form=CSC,HV", {"modules": frozenset({"HV"})}, {"modules": frozenset({"EDUS"})}),
]


@pytest.mark.parametrize(("text", "facts", "otherwise"), HOLDS, ids=[row[0] for row in HOLDS])
def test_a_condition_holds_for_the_facts_that_it_is_about(text, facts, otherwise):
    condition = parse(text)

    assert condition.holds(Facts(**facts))
    assert not condition.holds(Facts(**otherwise))


def test_sharing_is_no_condition_of_a_draft():
    # REP-17: it is recorded on the signed version, person by person
    assert not parse("unshared").holds(Facts())


def test_every_word_of_the_conditions_is_tried():
    tried = {term for text, _, _ in HOLDS for term in parse(text).terms} | {"unshared"}

    assert set(TERMS) <= tried


def test_a_condition_says_which_answers_decide_it_and_whether_it_may_still_hold():
    condition = parse("known&born")

    assert condition.decided_by == {"known"}
    assert condition.may_hold(Facts(born=True)) and not condition.may_hold(Facts())
    assert parse("form=CSC").decided_by == frozenset()


def test_a_condition_is_told_in_words_unless_a_choice_on_the_page_opens_it():
    assert parse("sen").words == "Answer this if the child has special educational needs"
    assert Condition(("consulted=yes",)).words == ""


# What stands in a version with which reports were begun is never touched again; its successor's files stand beside it.
AS_RELEASED = {
    "2026-11.psv": "19320c5290b8080497a65f25a4bf0254335d42eaacf6bef2e37d870fa1197429",
    "2026-11.yaml": "eea2ebdab0be9ee4e24cfe3e8ac6fff8b584be9258cc5efdb4adde543f9e37d2",
    "2026-12.psv": "e109cb566cf63a992ad2ae90c7979557edcb2ad919ccc6ec0d58fb437bee12b6",
    "2026-12.yaml": "00a1d8a4b054d9548f14a3c378159060d22c3639ea9ad4960e7bbbf659ff3954",
    "2027-01.psv": "bbc2cb354d551b01909328f760870483ed38da595eb6a8d6d6c2f2e7988a9951",
    "2027-01.yaml": "bc9e4b40d8e7dbc311d9ff16c8268d6479292ea38ceaa6164b52ea32a4dafe12",
}


def test_no_version_but_the_present_one_can_still_change():
    files = sorted(FOLDER.glob("*.psv")) + sorted(FOLDER.glob("*.yaml"))
    earlier = [file for file in files if file.stem != CURRENT]

    assert {file.name: sha256(file.read_bytes()).hexdigest() for file in earlier} == AS_RELEASED


SPOKEN_TO = re.compile(r"\b(you|your)\b", re.IGNORECASE)


def test_no_heading_of_what_is_read_speaks_to_the_writer():
    # A parent who reads "Will you come?" above the answer takes it for a question to herself.
    found = definition()
    headings = [asked.heading for asked in found.fields.values()] + [part.heading for part in found.parts]
    headings += [asked.offered(Facts(unborn=True)).heading for asked in found.fields.values()]
    never_printed = {found.fields["sign"].heading}
    assert [one for one in headings if SPOKEN_TO.search(one) and one not in never_printed] == []
    assert found.fields["attend"].label == "Will you come?"
    assert (found.fields["harm"].heading, found.part("worries").heading) == (
        found.fields["harm"].label,
        "Worries",
    )


def test_an_unborn_childs_question_of_its_own_has_its_own_heading():
    for asked in definition().fields.values():
        if "label" in asked.unborn and asked.told_as:
            assert asked.unborn["told_as"]
