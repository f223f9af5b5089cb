"""What is asked of whom, on which page; and that a frozen version reads as the draft did."""

from procedures.words import ConferenceKind
from reports.definitions.conditions import NOT_KNOWN
from reports.evidence import evidence_about
from reports.material import (
    ADULT_UNKNOWN,
    TYPES,
    FileIn,
    Material,
    asked_on,
    facts_of,
    is_closed,
    known_to_none,
    place_of,
    places,
    rows_also_about,
)
from reports.tests.materials import IVY, MUM, UNBORN, ZOE, child, fact, known, material, rows


def pages(found: Material) -> list[str]:
    return [place.key for place in places(found)]


def keys(found: Material, place_key: str, *, for_page=True) -> list[str]:
    return [asked.key for asked in asked_on(found, place_of(found, place_key), for_page=for_page)]


def test_every_kind_of_conference_has_its_overlay():
    assert set(TYPES) == set(ConferenceKind)


def test_pages_go_from_whom_you_know_through_the_report_each_child_and_each_adult_to_the_end():
    found = pages(material(children=(child(), child(IVY, "Ivy"))))

    assert found[:3] == [f"contact:{ZOE}", f"contact:{IVY}", "about"] and found[-1] == "files"
    assert found.index(f"view:{ZOE}") < found.index(f"setting:{IVY}") < found.index(f"adult:{MUM}")


def test_a_school_is_asked_about_school_and_others_are_not():
    assert f"attendance:{ZOE}" in pages(material())
    assert f"attendance:{ZOE}" not in pages(material(module="POL"))
    assert {f"worries:{ZOE}", "chronology", f"voice:{ZOE}"} <= set(pages(material(module="POL")))


def test_an_early_years_setting_shares_rows_of_the_schools_form():
    found = pages(material(module="EDUY"))

    assert f"sessions:{ZOE}" in found and f"presentation:{ZOE}" in found and f"attendance:{ZOE}" not in found


def test_a_medical_report_asks_what_only_the_doctor_knows():
    found = material(module="PAED")

    assert f"examination:{ZOE}" in pages(found) and f"worries:{ZOE}" not in pages(found)
    assert "records_checked" not in keys(found, "about")


def test_the_overlay_belongs_to_the_child():
    # CON-03: a review of two may be the initial of their new sister
    found = material(children=(child(type="R"), child(IVY, "Ivy", type="I")))

    assert f"actions:{ZOE}" in pages(found) and f"actions:{IVY}" not in pages(found)
    assert "recommend_review" in keys(found, f"view:{ZOE}") and "recommend" not in keys(found, f"view:{ZOE}")
    assert "recommend" in keys(found, f"view:{IVY}")
    # of the family, what any child's type asks
    assert {"help_given", "led_here"} <= set(keys(found, "involvement")) and "help_period" in keys(
        found, "since"
    )


def test_an_unborn_child_is_not_asked_about_as_if_it_were_born():
    found = material(
        module="MW",
        children=(child(UNBORN, "Unborn baby of Amélie", type="P", born_on="", expected_on="2026-06-01"),),
    )

    assert "last_seen" not in keys(found, f"contact:{UNBORN}")
    assert f"voice:{UNBORN}" not in pages(found)
    assert "suffered" not in keys(found, f"view:{UNBORN}")
    assert "edd" in keys(found, f"baby:{UNBORN}") and "pre_triggers" not in keys(found, f"baby:{UNBORN}")


def test_a_question_that_another_on_the_page_decides_stands_there_and_is_asked_only_when_it_holds():
    answers = {f"contact:{ZOE}": known()}
    asked_for = {"consulted": {"choice": "no", "note": ""}}
    found = material(answers=answers | {f"voice:{ZOE}": asked_for})

    assert {"consulted_why", "child_words"} <= set(keys(found, f"voice:{ZOE}"))
    assert "consulted_why" in keys(found, f"voice:{ZOE}", for_page=False)
    assert "child_words" not in keys(found, f"voice:{ZOE}", for_page=False)


def test_a_day_in_the_childs_life_is_needed_of_those_who_see_it():
    assert facts_of(material(module="HV"), child()).modules == {"HV"}
    health, school = (
        material(module=module).definition.fields["lived"].need.condition for module in ("HV", "EDUS")
    )
    assert health.holds(facts_of(material(module="HV"), child()))
    assert not school.holds(facts_of(material(), child()))


def test_a_baby_is_under_one_on_the_day_of_the_conference():
    young, old = child(born_on="2025-06-01"), child(born_on="2025-03-01")

    assert facts_of(material(children=(young,)), young).under_one
    assert not facts_of(material(children=(old,)), old).under_one
    undated = Material(**vars(material(children=(young,))) | {"conference": {"on": ""}})
    assert not facts_of(undated, young).under_one


def test_where_no_child_is_known_little_is_asked():
    answers = {f"contact:{one}": known(NOT_KNOWN) for one in (ZOE, IVY)}
    found = material(children=(child(), child(IVY, "Ivy")), answers=answers)

    assert known_to_none(found)
    assert set(pages(found)) >= {"about", f"contact:{ZOE}", f"contact:{IVY}", "files"}
    assert not {"involvement", "chronology", f"adult:{MUM}"} & set(pages(found))
    assert keys(found, "files") == ["declare"]
    assert is_closed(found, place_of(found, f"worries:{ZOE}")) and not is_closed(
        found, place_of(found, f"contact:{ZOE}")
    )


def test_an_adult_may_be_unknown():
    found = material(answers={f"adult:{MUM}": {ADULT_UNKNOWN: True}})

    assert is_closed(found, place_of(found, f"adult:{MUM}")) and not is_closed(
        found, place_of(found, "about")
    )


def test_a_page_that_is_not_asked_is_not_there():
    assert place_of(material(), "examination:" + ZOE) is None
    assert place_of(material(), "nonsense") is None


def test_statements_and_evidence_are_views_over_the_same_rows():
    shared, own, guess = fact("shared", about=[IVY]), fact("own"), fact("guess", status="opinion")
    chronology = {"event": "moved school", "status": "observation", "about": []}
    found = material(
        children=(child(), child(IVY, "Ivy")),
        answers={
            f"worries:{ZOE}": {"harm": rows(shared, own, guess)},
            "chronology": {"chronology": rows(chronology)},
        },
    )

    assert [row["what"] for _, row in rows_also_about(found, "harm", IVY)] == ["shared"]
    assert list(rows_also_about(found, "harm", ZOE)) == []
    assert [one.text for one in evidence_about(found, found.subject(IVY))] == ["shared", "moved school"]
    assert [one.text for one in evidence_about(found, found.subject(ZOE))] == [
        "shared",
        "own",
        "moved school",
    ]
    assert len(evidence_about(found, None)) == 3
    assert facts_of(found, found.subject(IVY)).count("harm") == 1


def test_a_frozen_version_reads_as_the_draft_did():
    file = FileIn("f" * 16, "attach", "", "a.pdf", "pdf", 1, "0" * 64, "chair", ("signed",))
    found = material(
        answers={f"contact:{ZOE}": known()}, files=(file,), countersign=True, computed={"conference": "x"}
    )

    again = Material.from_json(found.to_json() | {"added_in_a_later_version": 1})
    assert again == found
