"""Each agency's earlier report against its present one. No database."""

import pytest

from reports.changes import Done, NewHarm, Pair, changes
from reports.chronology import alike
from reports.tests.materials import IVY, ZOE, child, fact, known, material, rows


def report(scale="", view="", key="recommend", **answers):
    """A report with this scale and view on Zoë."""
    page = {"scale": {"value": scale, "reason": "", "higher": ""}, key: {"choice": view, "note": ""}}
    told = {name.replace("__z", f":{ZOE}").replace("__i", f":{IVY}"): said for name, said in answers.items()}
    return material(answers={f"contact:{ZOE}": known(), f"view:{ZOE}": page} | told)


def change(before, now, ref=ZOE):
    (found,) = changes([Pair("School", before, now)], ref)
    return found


def test_scale_and_view_stand_then_and_now_with_the_direction_in_words():
    found = change(report("4", "plan"), report("6", "end", "recommend_review"))

    assert (found.agency, found.scale_before, found.scale_now) == ("School", "4 out of 10", "6 out of 10")
    assert (found.view_before, found.view_now) == ("Plan", "End")
    assert found.direction == "2 safer"
    assert not found.is_first and change(None, report("6")).is_first


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [("6", "3", "3 less safe"), ("5", "5", "The same"), ("cannot", "5", ""), ("5", "", "")],
)
def test_the_direction_is_said_where_both_gave_a_number(before, now, direction):
    assert change(report(before), report(now)).direction == direction


def test_no_report_not_known_nothing_said_and_cannot_say_are_told_apart():
    unknown = material(answers={f"contact:{ZOE}": known("not known to us")})
    elsewhere = material(children=(child(IVY, "Ivy"),))

    def scales(before, now):
        found = change(before, now)
        return found.scale_before, found.scale_now, found.view_now

    assert scales(None, report("cannot")) == ("No report", "Cannot say", "Says nothing")
    assert scales(unknown, None) == ("Not known to this service", "No report", "No report")
    assert scales(elsewhere, material(answers={f"contact:{ZOE}": known()})) == (
        "Not known to this service", "Says nothing", "Says nothing"
    )  # fmt: skip


def test_new_harm_is_what_the_earlier_report_did_not_say_in_like_words():
    before = report(worries__z={"harm": rows(fact("Came to school without breakfast on three mornings."))})
    now = report(
        worries__z={"harm": rows(fact("Came without breakfast to school, three mornings"), fact("A burn on the hand.", when=""))},
        since={"new_incident": rows(fact("Police were called."), fact("Only about Ivy.", about=[IVY]))},
        worries__i={"harm": rows(fact("Nothing of Zoë’s."))},
    )  # fmt: skip

    assert change(before, now).harm == (
        NewHarm("A burn on the hand.", "Fact, our records"),
        NewHarm("Police were called.", "Fact, our records, March 2025"),
    )
    assert change(before, None).harm == ()


def test_what_became_of_the_actions_is_as_the_agency_says_it_now():
    row = {"action": "Named adult", "done / part / not done": "done", "evidence": "Eleven of fourteen"}

    assert change(None, report(actions__z={"actions": rows(row)})).actions == (
        Done("Named adult", "done", "Eleven of fourteen"),
    )


def test_two_sentences_are_alike_when_the_shorter_ones_words_are_nearly_all_in_the_other():
    assert alike("Weekly weighing at home", "Weigh weekly, at home, by the nurse")
    assert not alike("Weekly weighing at home", "Weekly meeting at school")
    assert alike("", "") and not alike("", "Something")
