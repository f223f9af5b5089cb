"""What no single report can show: silence, a child not seen alone, a parent nobody speaks of. No database."""

from reports.gap_check import Asked, Child, Signed, missing
from reports.tests.materials import IVY, MUM, ZOE, child, fact, known, material, rows

CHILDREN = (Child(ZOE, "Zoë", True),)
VIEW = {"scale": {"value": "4", "reason": "", "higher": ""}, "recommend": {"choice": "plan", "note": ""}}


def report(module="EDUS", *, agency="School", ref="r", is_medical=False, children=None, **answers) -> Signed:
    """A signed report with these answers, by place: `view__z` is the page "view" of Zoë."""
    told = {key.replace("__z", f":{ZOE}").replace("__m", f":{MUM}"): value for key, value in answers.items()}
    found = material(module=module, answers={f"contact:{ZOE}": known()} | told, children=children)
    return Signed(ref, found.replaced(agency=agency), is_medical)


def gaps(*signed, code=None, owed=(), children=CHILDREN, parents=None, before=()):
    asked = Asked(tuple(owed), children, parents or {}, tuple(signed), tuple(before))
    return [(gap.text, gap.rule, gap.report, gap.place) for gap in missing(asked) if code in (None, gap.code)]


def seen(alone, key="last_seen"):
    return {key: rows({"date": "1 March 2026", "by whom": "Ms Hill", "where": "home", "alone": alone})}


def test_an_agency_that_owes_a_report_is_a_gap_and_nothing_else_is_guessed_before_any_is_in():
    assert gaps(owed=["Housing"], parents={MUM: "Małgorzata"}, children=()) == [
        ("Housing has sent no report.", "REP-15", "", "")
    ]
    assert gaps(parents={MUM: "Małgorzata"}, code="not_mentioned") == []
    assert gaps(code="no_wish") == []


def test_a_service_that_doesnt_know_a_child_says_so_with_the_way_to_its_page():
    two = (child(), child(IVY, "Ivy"))
    neither = Signed("r", material(children=two, answers={
        f"contact:{ZOE}": known("not known to us"), f"contact:{IVY}": known("not known to us")}))  # fmt: skip

    assert gaps(neither, code="not_known") == [
        ("Sallow Lane Primary does not know Zoë and Ivy.", "REP-01", "r", f"contact:{ZOE}")
    ]
    assert gaps(report(), code="not_known") == []


def test_a_child_whom_nobody_saw_alone_is_a_gap():
    alone = report(contact__z=known() | seen("yes"))
    never = report(contact__z=known() | seen("no"))

    assert gaps(never, code="not_alone") == [
        ("No agency says that it saw Zoë alone.", "REP-10", "", f"contact:{ZOE}")
    ]
    assert gaps(never, alone, code="not_alone") == []
    assert gaps(never, code="not_alone", children=(Child(ZOE, "Unborn baby", False),)) == []


def test_social_cares_own_dates_decide_where_they_are_there():
    school = report(contact__z=known() | seen("yes"))
    social_care = report("CSC", ref="csc", visits__z=seen("no", "seen"))

    assert gaps(school, social_care, code="not_alone") == [
        ("Social care does not say that it saw Zoë alone.", "REP-10", "csc", f"contact:{ZOE}")
    ]
    assert gaps(school, report("CSC", ref="csc", visits__z=seen("yes", "seen")), code="not_alone") == []
    assert gaps(school, report("CSC", ref="csc"), code="not_alone") == [], "then whoever saw the child counts"


def test_a_parent_is_mentioned_on_their_page_in_a_row_about_them_or_by_name():
    def not_mentioned(signed):
        return gaps(signed, code="not_mentioned", parents={MUM: "Małgorzata Nowak"})

    nobody = report(
        family={"family_check": {"agrees": [MUM], "lines": {}}}, adult__m={"adult_unknown": True, "x": "y"}
    )
    assert not_mentioned(nobody) == [("No report says anything about Małgorzata Nowak.", "FAM-03", "", "")]
    assert not_mentioned(report(adult__m={"parent_view": rows({"words": "We try."})})) == []
    assert not_mentioned(report(worries__z={"harm": rows(fact(about=[MUM]))})) == []
    assert not_mentioned(report(involvement={"involvement": "We met Małgorzata twice."})) == []
    assert not_mentioned(report(adult__m={"adult_unknown": False, "parent_view": rows({"words": " "})})) != []


def test_a_child_whose_wish_nobody_records_is_a_gap():
    observed = {"feelings_observed": rows(fact("Smiles.")), "consulted": {"choice": "no", "note": ""}}
    baby = observed | {"consulted": {"choice": "too young, observed", "note": ""}}

    assert gaps(report(), code="no_wish") == [("No report records a wish or words of Zoë.", "FAM-01", "", "")]
    assert gaps(report(voice__z=observed), code="no_wish") == [
        ("No report records a wish or words of Zoë. Only what was observed is recorded.", "FAM-01", "", "")
    ]
    assert gaps(report(voice__z=baby), code="no_wish") == []
    assert gaps(report(), report(voice__z={"wishes": "Quiet at night"}), code="no_wish") == []
    assert gaps(report(), code="no_wish", children=(Child(ZOE, "Unborn baby", False),)) == []


def test_an_agency_without_a_scale_or_a_view_is_a_gap_unless_it_doesnt_know_the_child():
    cannot = {"scale": {"value": "cannot", "reason": "", "higher": ""}, "recommend": VIEW["recommend"]}
    review = {"scale": VIEW["scale"], "recommend_review": {"choice": "cannot say", "note": ""}}

    def no_view(**more):
        return [(text, place) for text, _, _, place in gaps(report(**more), code="no_view")]

    assert no_view() == [("School gives no scale and no view for Zoë.", f"view:{ZOE}")]
    assert no_view(view__z=cannot) == [("School gives no scale for Zoë.", f"view:{ZOE}")]
    assert no_view(view__z=review) == [("School gives no view for Zoë.", f"view:{ZOE}")]
    assert no_view(view__z=VIEW) == []
    assert no_view(contact__z=known("not known to us")) == []
    assert no_view(is_medical=True) == [], "a medical report is asked for neither"
    two = (child(), child(IVY, "Ivy"))
    assert no_view(children=two) == [("School gives no scale and no view for Zoë and Ivy.", f"view:{ZOE}")]
    assert no_view(children=two, view__z=cannot) == [
        ("School gives no scale for Zoë.", f"view:{ZOE}"), ("School gives no scale and no view for Ivy.", f"view:{IVY}")
    ]  # fmt: skip


def test_an_action_of_the_conference_before_that_nobody_tells_of_is_a_gap():
    before = report(
        next__z={"offer": rows({"action": "Weekly weighing at home"}, {"action": "A named adult at school"})}
    )
    csc = report(
        "CSC",
        plan__z={"draft": rows({"action": "Weigh weekly, at home"}, {"action": ""})},
        agency="Social care",
    )
    now = report(actions__z={"actions": rows({"action": "Named adult at school, each week"})})

    assert gaps(now, code="no_word", before=(before, csc)) == [
        ("Nobody reports on “Weekly weighing at home” for Zoë, which School set down last time.", "PLN-04, REP-10", "", "")
    ]  # fmt: skip
    told = report(
        "CSC", plan__z={"progress_csc": rows({"action": "Weekly weighing at home", "progress": "done"})}
    )
    assert gaps(now, told, code="no_word", before=(before, csc)) == []
    assert gaps(now, code="no_word") == []
