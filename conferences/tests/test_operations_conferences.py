from dataclasses import replace
from datetime import date, timedelta

import pytest

from conferences import operations
from conferences.operations import ChildOutcome, Refused
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import (
    CALENDAR,
    asked_about,
    book,
    children_of,
    decide,
    hold,
    make_conference,
    make_enquiry,
    make_family,
    make_setting,
    ten_o_clock,
)
from partnership.tests.factories import make_person
from procedures.words import Category, ConferenceKind, Outcome, Role, WayIn

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def by(setting):
    return {"by": setting.office, "at": MONDAY}


def request(setting, family, **facts):
    given = {
        "family": family,
        "way_in": WayIn.ENQUIRY,
        "children": asked_about(family),
        "by": setting.worker,
        "at": MONDAY,
    } | facts
    return operations.request_conference(**given)


# Asking for a conference


def test_a_conference_is_asked_for_on_every_child_with_its_own_kind_and_reason(setting):
    family = make_family(setting, unborn=1)
    conference = request(setting, family, enquiry=make_enquiry(setting, family))
    assert conference.kind == ConferenceKind.INITIAL
    assert [row.kind for row in conference.children.all()] == ["initial", "initial", "pre_birth"]
    assert conference.code[0] == setting.authority.letter
    assert (conference.procedure_set, conference.policy_on) == ("derbyshire", TODAY)
    assert [event.move for event in conference.events.all()] == ["request"]


def test_an_initial_follows_an_enquiry_of_the_same_family(setting):
    family = make_family(setting)
    with pytest.raises(Refused, match="Choose the section 47 enquiry") as refused:
        request(setting, family)
    assert refused.value.field == "enquiry"
    elsewhere = make_enquiry(setting, make_family(setting))
    with pytest.raises(Refused, match="belongs to another family"):
        request(setting, family, enquiry=elsewhere)


def test_a_second_request_after_the_same_enquiry_names_the_first(setting):
    family = make_family(setting)
    enquiry = make_enquiry(setting, family)
    first = request(setting, family, enquiry=enquiry)
    with pytest.raises(Refused, match=f"already been asked for: {first.code}"):
        request(setting, family, enquiry=enquiry)
    decide(setting, first, convened=False)
    assert request(setting, family, enquiry=enquiry) != first


@pytest.mark.parametrize(
    ("way_in", "field"), [(WayIn.TRANSFER, "notified_on"), (WayIn.LOOKED_AFTER_REVIEW, "lac_decided_on")]
)
def test_the_day_that_starts_the_clock_is_asked_for_and_not_in_the_future(setting, way_in, field):
    family = make_family(setting)
    with pytest.raises(Refused, match="Give the day") as refused:
        request(setting, family, way_in=way_in)
    assert refused.value.field == field
    with pytest.raises(Refused, match="in the future"):
        request(setting, family, way_in=way_in, **{field: TOMORROW})
    assert getattr(request(setting, family, way_in=way_in, **{field: TODAY}), field) == TODAY


def test_no_child_of_the_household_is_left_out(setting):
    family = make_family(setting)
    enquiry = make_enquiry(setting, family)
    with pytest.raises(Refused, match="Missing: Ivy O’Driscoll"):
        request(setting, family, enquiry=enquiry, children=asked_about(family)[:1])


def test_a_child_who_shares_the_home_is_in_the_conference_too(setting, by):
    family, cousins = make_family(setting), make_family(setting, names=("Hương",), ages=(4,))
    together = [children_of(family)[0], children_of(cousins)[0]]
    operations.record_residence(
        family=family, people=together, lines="1 Quay", from_on=date(2025, 1, 1), **by
    )
    conference = request(setting, family, enquiry=make_enquiry(setting, family))
    names = {row.child.name for row in conference.children.all()}
    assert names == {"Zoë O’Driscoll", "Ivy O’Driscoll", "Hương"}


def test_a_family_without_children_has_no_conference(setting):
    family = make_family(setting, names=(), ages=())
    with pytest.raises(Refused, match="Record the children"):
        request(setting, family, way_in=WayIn.PROCEEDINGS, children=[])


def test_kinds_that_can_not_be_a_childs(setting):
    family = make_family(setting, unborn=1)
    born, unborn = asked_about(family)[0], asked_about(family)[2]

    def asking(changed):
        rest = [one for one in asked_about(family) if one.child != changed.child]
        return request(setting, family, way_in=WayIn.PROCEEDINGS, children=[*rest, changed])

    with pytest.raises(Refused, match="isn’t born yet: choose a pre-birth") as refused:
        asking(replace(unborn, kind=ConferenceKind.INITIAL))
    assert refused.value.field == f"kind_{unborn.child.ref}"
    with pytest.raises(Refused, match="is born: a pre-birth conference"):
        asking(replace(born, kind=ConferenceKind.PRE_BIRTH))
    with pytest.raises(Refused, match="was not in the conference that this one follows"):
        asking(replace(born, kind=ConferenceKind.REVIEW))
    with pytest.raises(Refused, match="Give the reason for Zoë") as refused:
        asking(replace(born, reason=" "))
    assert refused.value.field == f"reason_{born.child.ref}"


def test_a_review_follows_a_held_conference_of_the_family(setting):
    held = make_conference(setting, state="held")
    review = make_conference(setting, follows=held, state="requested")
    assert (review.kind, review.follows, review.enquiry) == ("review", held, None)
    for wrong in (make_conference(setting), make_conference(setting, state="held")):
        with pytest.raises(Refused, match="A review follows a conference of this family that has been held"):
            request(setting, held.family, way_in=WayIn.REVIEW_DUE, follows=wrong)


def test_a_review_of_two_is_the_initial_of_their_new_sister(setting, by):
    held = make_conference(setting, state="held")
    operations.add_child(family=held.family, name="Ottilie", born_on=TODAY, **by)
    review = make_conference(setting, follows=held, state="requested")
    assert review.kind == ConferenceKind.INITIAL
    assert [row.kind for row in review.children.all()] == ["review", "review", "initial"]


# Deciding to convene


def test_convening_takes_the_policy_of_its_day_and_keeps_the_reason_for_each_child(setting):
    conference = make_conference(setting, state="requested", at=MONDAY - timedelta(days=2))
    decide(setting, conference, at=MONDAY)
    assert (conference.state, conference.convened_on, conference.policy_on) == ("convened", TODAY, TODAY)
    decision = conference.convening
    assert (decision.decided_by, decision.consulted) == (setting.manager, setting.chair)
    assert {row.child for row in decision.reasons.all()} == set(children_of(conference.family))


def test_a_decision_not_to_convene_is_recorded_with_its_reasons_too(setting):
    conference = make_conference(setting, state="not_convened")
    assert conference.convened_on is None
    assert not conference.convening.convened
    assert conference.convening.reasons.count() == 2


def deciding(setting, conference, **facts):
    given = {
        "conference": conference,
        "convened": True,
        "decided_by": setting.manager,
        "consulted": setting.chair,
        "decided_on": TODAY,
        "reasons": {row.child: "Likely." for row in conference.children.all()},
        "by": setting.office,
        "at": MONDAY,
    } | facts
    return operations.decide_convening(**given)


def test_who_decides_and_who_is_consulted(setting):
    conference = make_conference(setting, state="requested")
    elsewhere = make_setting()
    for field, people in (
        ("decided_by", (setting.worker, elsewhere.manager)),
        ("consulted", (setting.office,)),
    ):
        for person in people:
            with pytest.raises(Refused, match="CON-01") as refused:
                deciding(setting, conference, **{field: person})
            assert refused.value.field == field


def test_a_decision_is_neither_in_the_future_nor_before_the_strategy_discussion(setting):
    conference = make_conference(setting, state="requested")
    for day, sentence in (
        (TOMORROW, "in the future"),
        (YESTERDAY, "before the strategy discussion on 2 March"),
    ):
        with pytest.raises(Refused, match=sentence) as refused:
            deciding(setting, conference, decided_on=day)
        assert refused.value.field == "decided_on"


def test_each_child_has_a_reason(setting):
    conference = make_conference(setting, state="requested")
    first, second = (row.child for row in conference.children.all())
    with pytest.raises(Refused, match="Give the reason for Ivy") as refused:
        deciding(setting, conference, reasons={first: "Likely.", second: "  "})
    assert refused.value.field == f"reason_{second.ref}"
    conference.refresh_from_db()
    assert conference.state == "requested"


def unsafe(setting):
    conference = make_conference(setting, state="requested")
    conference.children.update(interim_safety_plan="", safety_plan_shared_on=None)
    return conference


def test_without_a_safety_plan_an_initial_is_stopped_where_the_rule_is_the_sets_own(setting):
    conference = unsafe(setting)
    with pytest.raises(Refused, match="Missing for: Zoë O’Driscoll, Ivy O’Driscoll"):
        deciding(setting, conference, without_plan_reason="In hospital.")
    deciding(setting, conference, convened=False)
    assert conference.state == "not_convened"


def test_elsewhere_it_goes_on_with_a_recorded_reason():
    setting = make_setting(procedure_set="norfolk")
    conference = unsafe(setting)
    with pytest.raises(Refused, match="Say why you go on") as refused:
        deciding(setting, conference)
    assert refused.value.field == "without_plan_reason"
    deciding(setting, conference, without_plan_reason="Both are in hospital.")
    assert conference.convening.without_safety_plan == "Both are in hospital."


def test_a_safety_plan_counts_once_it_is_shared(setting, by):
    conference = unsafe(setting)
    for row in conference.children.all():
        with pytest.raises(Refused, match="in the future"):
            operations.record_safety_plan(
                conference=conference, child=row.child, plan="Night watch.", shared_on=TOMORROW, **by
            )
        operations.record_safety_plan(
            conference=conference, child=row.child, plan="Night watch.", shared_on=None, **by
        )
    assert len(operations.without_safety_plan(conference)) == 2
    for row in conference.children.all():
        operations.record_safety_plan(
            conference=conference, child=row.child, plan="Night watch.", shared_on=TODAY, **by
        )
    assert operations.without_safety_plan(conference) == []
    assert deciding(setting, conference).state == "convened"


def test_a_review_needs_no_interim_safety_plan(setting):
    review = make_conference(setting, follows=make_conference(setting, state="held"), state="requested")
    review.children.update(interim_safety_plan="", safety_plan_shared_on=None)
    assert deciding(setting, review).state == "convened"


# Delay, holding, cancelling


def test_a_delay_is_reported_to_a_child_protection_manager(setting, by):
    conference = make_conference(setting)
    told = {"reasons": "The chair is ill.", "safe_meanwhile": "Daily visits."}
    with pytest.raises(Refused, match="CON-06") as refused:
        operations.record_delay(conference=conference, reported_to=setting.manager, **told, **by)
    assert refused.value.field == "reported_to"
    before = conference.facts_version
    delay = operations.record_delay(conference=conference, reported_to=setting.chair, **told, **by)
    conference.refresh_from_db()
    assert (delay.reasons, conference.facts_version) == ("The chair is ill.", before + 1)
    assert conference.events.first().move == "delay"


def outcomes(conference, outcome=Outcome.NO_PLAN, category=None):
    return [ChildOutcome(row.child, outcome, category) for row in conference.children.all()]


def holding(setting, conference, **facts):
    given = {"held_on": TODAY, "outcomes": outcomes(conference), "calendar": CALENDAR} | facts
    return operations.hold(conference=conference, by=setting.chair, at=MONDAY, **given)


def test_a_held_conference_has_an_outcome_for_each_child_and_a_plan_its_category(setting):
    conference = make_conference(setting)
    with pytest.raises(Refused, match="Give the outcome for Ivy"):
        holding(setting, conference, outcomes=outcomes(conference)[:1])
    with pytest.raises(Refused, match="Choose the category of the plan for Zoë") as refused:
        holding(setting, conference, outcomes=outcomes(conference, Outcome.PLAN))
    assert refused.value.field.startswith("category_")
    holding(setting, conference, outcomes=outcomes(conference, Outcome.PLAN, Category.NEGLECT))
    labels = [row.outcome_label for row in conference.children.all()]
    assert labels == ["Child protection plan, neglect"] * 2
    assert (conference.state, conference.held_on) == ("held", TODAY)


def test_a_conference_is_not_held_in_the_future_or_before_a_childs_birth(setting, by):
    conference = make_conference(setting, at=MONDAY - timedelta(days=30))
    with pytest.raises(Refused, match="in the future"):
        holding(setting, conference, held_on=TOMORROW)
    ivy = children_of(conference.family)[1]
    ivy.born_on = YESTERDAY
    ivy.save()
    with pytest.raises(Refused, match="was born on 1 March 2026, after that day"):
        holding(setting, conference, held_on=TODAY - timedelta(days=3))


def test_an_unborn_child_of_a_pre_birth_conference_may_have_been_born_since(setting):
    before = MONDAY - timedelta(days=30)
    family = make_family(setting, names=(), ages=(), unborn=1, at=before)
    conference = make_conference(setting, family=family, at=before)
    child = children_of(family)[0]
    operations.record_birth(
        family=family, child=child, name="Ivy", born_on=YESTERDAY, by=setting.office, at=MONDAY
    )
    assert holding(setting, conference, held_on=TODAY - timedelta(days=3)).state == "held"


def test_those_invited_see_it_until_the_amendments_close(setting):
    conference = holding(setting, make_conference(setting))
    # POL-25 in Derbyshire: 5 working days, Monday 9 March; POL-27: one week on
    assert conference.open_to_invited_until == date(2026, 3, 16)


def test_past_the_known_holidays_they_see_it_for_eight_weeks(setting):
    last = CALENDAR.last
    conference = make_conference(setting)
    at = ten_o_clock(last)
    operations.hold(
        conference=conference,
        held_on=last,
        outcomes=outcomes(conference),
        calendar=CALENDAR,
        by=setting.chair,
        at=at,
    )
    assert conference.open_to_invited_until == last + timedelta(weeks=8)


def test_a_cancelled_conference_keeps_its_reason_and_its_clock_and_gets_a_new_date(setting, by):
    conference = make_conference(setting)
    operations.cancel(conference=conference, reason="Below quorum.", safety="Grandmother stays.", **by)
    assert (conference.state, conference.cancelled_on) == ("cancelled", TODAY)
    assert (conference.cancelled_reason, conference.cancelled_safety) == (
        "Below quorum.",
        "Grandmother stays.",
    )
    assert conference.events.first().reason == "Below quorum."
    assert book(setting, conference).state == "booked"


def test_a_held_conference_is_closed_when_everything_is_done(setting, by):
    conference = make_conference(setting)
    hold(setting, conference, outcome=Outcome.CHILD_IN_NEED)
    assert operations.close(conference=conference, **by).state == "closed"


def test_the_outcome_of_a_child_is_empty_before_the_conference(setting):
    row = make_conference(setting).children.first()
    assert (row.outcome_label, row.kind_label) == ("", "Initial conference")


def test_people_of_another_authority_are_no_managers_here(setting):
    conference = make_conference(setting)
    other = make_person(Role.CHAIR, at=make_setting().authority)
    with pytest.raises(Refused, match="CON-06"):
        operations.record_delay(
            conference=conference,
            reasons="x",
            safe_meanwhile="y",
            reported_to=other,
            by=setting.office,
            at=MONDAY,
        )
