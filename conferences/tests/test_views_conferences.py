from datetime import date, timedelta

import pytest
from django.urls import reverse

from conferences import operations
from conferences.models import Conference, Exclusion
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import (
    CALENDAR,
    children_of,
    make_conference,
    make_family,
    make_invitation,
    make_setting,
    mother_of,
    send,
    ten_o_clock,
)
from conferences.tests.pages import day, errors_of, text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for
from procedures.words import ExclusionGround

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def office(setting):
    return client_for(setting.office)


def url(name, *refs):
    return reverse(f"conferences:{name}", args=refs)


def page(conference):
    return url("conference", conference.ref)


# The list


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    setting, office, number, django_assert_num_queries
):
    for _ in range(number):
        make_conference(setting)
    office.get(url("list"))
    with django_assert_num_queries(14):
        response = office.get(url("list"))
    assert len(response.context["page"].object_list) == number


def test_the_list_is_one_row_of_the_audit_with_what_it_showed(setting, office):
    conference = make_conference(setting)
    office.get(url("list"))
    row = AuditRow.objects.get(action="see_conferences")
    assert (row.kind, row.refs) == ("Conference", conference.ref)


def test_the_list_holds_only_ones_own(setting):
    own = make_invitation(setting).conference
    make_conference(setting)
    for person, expected in ((setting.dsl, [own]), (setting.officer, [])):
        response = client_for(person).get(url("list"))
        assert list(response.context["page"].object_list) == expected
    assert "No conferences yet" in text_of(response)


def test_the_list_is_filtered_by_state_kind_and_time(setting, office):
    requested = make_conference(setting, state="requested")
    soon = make_conference(setting, starts_at=ten_o_clock(TODAY + timedelta(days=2)))
    later = make_conference(setting)
    held = make_conference(setting, state="held")
    review = make_conference(setting, state="requested", follows=held)

    def found(**query):
        return set(office.get(url("list"), query).context["page"].object_list)

    assert found() == {requested, soon, later, held, review}
    assert found(state="requested") == {requested, review}
    assert found(kind="review") == {review}
    assert found(when="week") == {soon}
    assert found(when="coming") == {soon, later, held}
    assert found(when="past") == set()
    assert found(when="none") == {requested, review}
    assert found(state="adjourned") == {requested, soon, later, held, review}
    assert "No conference fits these filters" in text_of(office.get(url("list"), {"when": "past"}))


def test_a_person_of_two_authorities_filters_by_authority(setting):
    elsewhere = make_setting()
    here, there = make_conference(setting), make_conference(elsewhere)
    setting.office.roles.create(role="administrator", authority=elsewhere.authority, from_on=TODAY)
    office = client_for(setting.office)
    assert set(office.get(url("list")).context["page"].object_list) == {here, there}
    filtered = office.get(url("list"), {"authority": elsewhere.authority.ref})
    assert list(filtered.context["page"].object_list) == [there]


# One conference


def test_a_strangers_conference_and_none_at_all_answer_alike(setting):
    conference = make_conference(setting)
    elsewhere = client_for(make_setting().office)
    missing = elsewhere.get(url("conference", "x" * 16))
    assert elsewhere.get(page(conference)).status_code == missing.status_code == 404
    assert client_for(setting.dsl).get(page(conference)).status_code == 404


def test_the_page_shows_both_clocks_and_why_the_earlier_leads(setting, office):
    family = make_family(setting)
    strategy_on, decided_on = date(2026, 2, 26), date(2026, 2, 27)
    enquiry = operations.record_enquiry(
        family=family,
        strategy_on=strategy_on,
        decided_on=decided_on,
        concerns={children_of(family)[0]: "Seen alone."},
        by=setting.worker,
        at=MONDAY,
    )
    data = {"way_in": "enquiry", "enquiry": enquiry.ref, "step": "4"}
    for child in children_of(family):
        data |= {f"kind_{child.ref}": "initial", f"reason_{child.ref}": "Likely."}
    office.post(url("request", family.ref), data)
    text = text_of(office.get(page(Conference.objects.get())))
    assert "To be held by Thursday 19 March 2026" in text
    assert (
        "Counted from the decision to hold a conference, 27 February 2026, it is Friday 20 March 2026 (POL-01)"
        in text
    )
    assert "Why this date?" in text
    assert "Derby and Derbyshire" in text


@pytest.mark.parametrize(
    ("state", "role", "button"),
    [
        ("requested", "office", "Record the decision to convene"),
        ("requested", "manager", "Record the decision to convene"),
        ("requested", "worker", None),
        ("convened", "office", "Book the conference"),
        ("booked", "office", "Invite people"),
        ("booked", "chair", "Read the reports"),
        ("held", "office", None),
        ("cancelled", "office", "Book the conference"),
    ],
)
def test_one_main_button_by_role_and_state(setting, state, role, button):
    conference = make_conference(setting, state=state)
    response = client_for(getattr(setting, role)).get(page(conference))
    step = response.context["next"]
    assert (step.text if step else None) == button


def test_on_its_day_the_main_button_records_that_it_was_held(setting, office):
    conference = make_conference(setting, starts_at=ten_o_clock(TODAY))
    assert office.get(page(conference)).context["next"].text == "Record that it was held"


def test_once_everybody_is_invited_and_decided_on_inviting_is_no_button_any_more(setting, office):
    conference = make_conference(setting)
    proposed = make_invitation(setting, conference, state="proposed")
    told = {
        "conference": conference,
        "member": mother_of(conference.family),
        "by": setting.office,
        "at": MONDAY,
    }

    def step():
        return office.get(page(conference)).context["next"]

    operations.invite_family_member(invited=True, **told)
    assert step().text == "Invite people"  # somebody on the list waits
    send(setting, conference, proposed)
    assert step() is None
    conference.family_invitations.all().delete()
    assert step().text == "Invite people"  # FAM-03: nothing is decided about the mother
    Exclusion.objects.create(
        conference=conference,
        adult=mother_of(conference.family),
        ground=ExclusionGround.WELFARE.value,
        evidence="Threats.",
        asked_by=setting.worker,
        asked_at=MONDAY,
        ruling="whole",
        ruling_reason="Threats.",
        ruled_by=setting.chair,
        ruled_at=MONDAY,
    )
    assert step() is None


def test_the_history_says_whom_it_is_about(setting, office):
    conference = make_conference(setting)
    mother, zoe = mother_of(conference.family), children_of(conference.family)[0]
    told = {"conference": conference, "by": setting.office, "at": MONDAY}
    operations.invite_family_member(member=mother, invited=True, **told)
    operations.invite_family_member(member=zoe, invited=False, reason="Too young.", **told)
    newest = [
        (one["text"], one["whose"], one["detail"]) for one in office.get(page(conference)).context["history"]
    ]
    decided = "Invitation of a family member decided"
    assert newest[:2] == [(decided, zoe.shown_name, "Not invited"), (decided, mother.name, "Invited")]
    assert newest[-1] == ("Conference asked for", "", "")
    assert f"{decided}: {mother.name}" in text_of(office.get(page(conference)))


def test_an_interim_safety_plan_is_missed_at_an_initial_and_not_at_a_review(setting, office):
    initial = make_conference(setting, state="requested")
    initial.children.update(interim_safety_plan="", safety_plan_shared_on=None)
    review = make_conference(setting, follows=make_conference(setting, state="held"), state="requested")
    review.children.update(interim_safety_plan="", safety_plan_shared_on=None)
    missed = '<strong class="govuk-tag govuk-tag--yellow">Not recorded</strong>'
    assert missed in office.get(page(initial)).content.decode()
    shown = office.get(page(review))
    assert "Not recorded" in text_of(shown) and missed not in shown.content.decode()


def test_an_empty_list_has_nothing_to_filter(setting, office):
    assert "Filter this list" not in text_of(office.get(url("list")))
    make_conference(setting)
    assert "Filter this list" in text_of(office.get(url("list")))
    assert "Filter this list" in text_of(office.get(url("list"), {"state": "held"}))


def test_an_invited_agency_is_led_to_its_answer_and_sees_nothing_of_the_offices(setting):
    invitation = make_invitation(setting)
    school = client_for(setting.dsl)
    response = school.get(page(invitation.conference))
    assert response.context["next"].text == "Answer the invitation"
    text = text_of(response)
    assert "Zoë O’Driscoll" in text
    for hidden in (
        "Interim safety plan",
        "Grandmother stays",
        "Decision to convene",
        "Why it was asked for",
        "History",
    ):
        assert hidden not in text
    answered = make_invitation(setting, state="attending")
    assert school.get(page(answered.conference)).context["next"].text == "Your invitation and report"


def test_a_date_past_the_limit_asks_for_the_delay_until_it_is_reported(setting, office):
    late = ten_o_clock(CALENDAR.add(TODAY, 16))
    conference = make_conference(setting, starts_at=late)
    sentence = "The date is later than the limit of Monday 23 March 2026"
    assert sentence in text_of(office.get(page(conference)))
    data = {"reasons": "No room.", "safe_meanwhile": "Daily visits.", "reported_to": setting.chair.ref}
    assert "Report a delay" in text_of(office.get(url("delay", conference.ref)))
    office.post(url("delay", conference.ref), data)
    text = text_of(office.get(page(conference)))
    assert sentence not in text
    assert "Delays reported" in text and "Daily visits." in text


def test_without_a_date_the_passed_limit_is_said(setting, office):
    conference = make_conference(setting, state="convened", at=MONDAY - timedelta(days=60))
    text = text_of(office.get(page(conference)))
    assert "has passed and no date is fixed" in text
    assert "Late by" in text


def test_in_time_declined_or_cancelled_in_time_there_is_no_delay(setting, office):
    for state in ("booked", "not_convened", "cancelled", "held"):
        assert office.get(page(make_conference(setting, state=state))).context["late"] is None


def test_beyond_the_known_holidays_a_sentence_stands_in_the_dates_place(setting, office):
    conference = make_conference(setting, state="requested")
    enquiry = conference.enquiry
    type(enquiry).objects.filter(pk=enquiry.pk).update(strategy_on=CALENDAR.last)
    response = office.get(page(conference))
    assert "bank holidays of that year are not published" in text_of(response)


def test_siblings_of_different_kinds_have_their_own_limits_by_name(setting, office):
    conference = make_conference(setting, family=make_family(setting, unborn=1))
    text = text_of(office.get(page(conference)))
    assert "Initial conference: Zoë O’Driscoll , Ivy O’Driscoll" in text
    assert "Pre-birth conference: Unborn baby of Małgorzata Nowak" in text


def test_a_cancelled_conference_says_why_and_what_keeps_the_children_safe(setting, office):
    conference = make_conference(setting, state="cancelled")
    text = text_of(office.get(page(conference)))
    assert "Cancelled on Monday 2 March 2026" in text
    assert "Below quorum." in text and "As agreed." in text
    assert "No date yet" in text


def test_a_review_names_the_conference_that_it_follows_and_its_limit(setting, office):
    held = make_conference(setting, state="held")
    review = make_conference(setting, follows=held, state="requested")
    text = text_of(office.get(page(review)))
    assert f"Follows {held.code}" in text
    assert "Tuesday 2 June 2026" in text


# The decision to convene


def deciding(setting, conference, **changed):
    data = {"convened": "yes", "decided_by": setting.manager.ref, "consulted": setting.chair.ref}
    for child in children_of(conference.family):
        data[f"reason_{child.ref}"] = "Likely."
    return data | day("decided_on", TODAY) | changed


def test_the_decision_to_convene_is_recorded(setting, office):
    conference = make_conference(setting, state="requested")
    response = office.post(url("decide", conference.ref), deciding(setting, conference))
    assert response.headers["Location"] == page(conference)
    text = text_of(office.get(page(conference)))
    assert "The decision has been recorded." in text
    assert f"{setting.manager.name} , having consulted {setting.chair.name}" in text


def test_the_decision_not_to_convene_is_recorded_with_its_reasons(setting, office):
    conference = make_conference(setting, state="requested")
    office.post(url("decide", conference.ref), deciding(setting, conference, convened="no"))
    text = text_of(office.get(page(conference)))
    assert "The decision has been recorded." in text
    assert "Not convened on Monday 2 March 2026" in text


def test_a_wrong_decision_is_told_by_its_fields(setting, office):
    conference = make_conference(setting, state="requested")
    empty = errors_of(office.post(url("decide", conference.ref), {}))
    first = children_of(conference.family)[0]
    assert empty["convened"] == ["Choose what was decided"]
    assert empty["decided_by"] == ["Choose the team manager"]
    assert empty["decided_on"] == ["Enter the day of the decision"]
    assert empty[f"reason_{first.ref}"] == ["Enter the reason for Zoë O’Driscoll"]
    early = deciding(setting, conference, **day("decided_on", TODAY - timedelta(days=1)))
    errors = errors_of(office.post(url("decide", conference.ref), early))
    assert errors == {"decided_on": ["The decision can’t be before the strategy discussion on 2 March 2026."]}


def test_where_a_missing_safety_plan_stops_the_page_says_so_and_it_can_be_recorded(setting, office):
    conference = make_conference(setting, state="requested")
    conference.children.update(interim_safety_plan="", safety_plan_shared_on=None)
    assert "without it an initial conference can’t be convened here" in text_of(
        office.get(url("decide", conference.ref))
    )
    errors = errors_of(office.post(url("decide", conference.ref), deciding(setting, conference)))
    assert "An interim safety plan must be in place" in errors["__all__"][0]
    assert "Not recorded" in text_of(office.get(page(conference)))
    for child in children_of(conference.family):
        plan = {"interim_safety_plan": "Grandmother stays."} | day("safety_plan_shared_on", TODAY)
        office.post(url("safety_plan", conference.ref, child.ref), plan)
    office.post(url("decide", conference.ref), deciding(setting, conference))
    conference.refresh_from_db()
    assert conference.state == "convened"


def test_a_wrong_safety_plan_is_told_and_one_not_shared_is_marked(setting, office):
    conference = make_conference(setting, state="requested")
    child = children_of(conference.family)[0]
    form = url("safety_plan", conference.ref, child.ref)
    assert office.get(form).context["form"]["interim_safety_plan"].value() == "Grandmother stays at night."
    late = {"interim_safety_plan": "x"} | day("safety_plan_shared_on", TODAY + timedelta(days=1))
    assert errors_of(office.post(form, late)) == {
        "safety_plan_shared_on": ["The day it was shared is in the future."]
    }
    assert errors_of(office.post(form, {})) == {"interim_safety_plan": ["Enter the safety plan"]}
    office.post(form, {"interim_safety_plan": "Night watch."})
    assert "Not shared yet" in text_of(office.get(page(conference)))
    assert office.get(url("safety_plan", conference.ref, "x" * 16)).status_code == 404


def test_elsewhere_the_form_asks_for_the_reason_to_go_on():
    setting = make_setting(procedure_set="newham")
    conference = make_conference(setting, state="requested")
    conference.children.update(interim_safety_plan="", safety_plan_shared_on=None)
    office = client_for(setting.office)
    assert "No shared interim safety plan" in text_of(office.get(url("decide", conference.ref)))
    errors = errors_of(office.post(url("decide", conference.ref), deciding(setting, conference)))
    assert list(errors) == ["without_plan_reason"]
    office.post(
        url("decide", conference.ref), deciding(setting, conference, without_plan_reason="In hospital.")
    )
    assert "Without a safety plan, because" in text_of(office.get(page(conference)))


def test_a_decision_is_taken_once(setting, office):
    conference = make_conference(setting, state="convened")
    response = office.get(url("decide", conference.ref))
    assert response.status_code == 403
    assert "while it is “Convened, no date yet”" in text_of(response)


# Delay and holding


def test_a_delay_needs_its_reasons(setting, office):
    conference = make_conference(setting)
    errors = errors_of(office.post(url("delay", conference.ref), {}))
    assert set(errors) == {"reasons", "safe_meanwhile", "reported_to"}
    assert errors["reasons"] == ["Enter the reasons"]


def held(conference, outcome="plan", category="neglect"):
    data = day("held_on", TODAY)
    for child in children_of(conference.family):
        data |= {f"outcome_{child.ref}": outcome, f"category_{child.ref}": category}
    return data


def test_a_conference_is_recorded_as_held_with_each_childs_outcome(setting, office):
    conference = make_conference(setting)
    assert office.get(url("held", conference.ref)).context["form"]["held_on"].value() == date(2026, 3, 16)
    office.post(url("held", conference.ref), held(conference))
    text = text_of(office.get(page(conference)))
    assert "Held on Monday 2 March 2026" in text
    assert "Child protection plan, neglect" in text
    assert "It was due" in text


def test_a_wrong_record_of_holding_is_told_by_its_fields(setting, office):
    conference = make_conference(setting)
    zoe = children_of(conference.family)[0]
    form = url("held", conference.ref)
    empty = errors_of(office.post(form, {}))
    assert empty[f"outcome_{zoe.ref}"] == ["Choose the outcome for Zoë O’Driscoll"]
    assert errors_of(office.post(form, held(conference, category=""))) == {
        f"category_{zoe.ref}": ["Choose the category of the plan for Zoë O’Driscoll (PLN-02)."]
    }
    early = held(conference) | day("held_on", TODAY - timedelta(days=1))
    assert errors_of(office.post(form, early)) == {
        "held_on": [
            "A conference can’t be held before the strategy discussion on 2 March 2026. Choose a later day."
        ]
    }
    no_plan = held(conference, outcome="no_plan")
    office.post(form, no_plan)
    assert {row.outcome_category for row in conference.children.all()} == {""}


# Exclusion


def excluding(conference, **changed):
    return {
        "adult": mother_of(conference.family).ref,
        "ground": "behaviour",
        "evidence": "Threats.",
    } | changed


def test_an_agency_asks_and_the_chair_rules(setting, office):
    invitation = make_invitation(setting)
    conference = invitation.conference
    school, chair = client_for(setting.dsl), client_for(setting.chair)
    assert "Ask by Wednesday 11 March 2026" in text_of(school.get(url("ask_exclusion", conference.ref)))
    school.post(url("ask_exclusion", conference.ref), excluding(conference))
    exclusion = Exclusion.objects.get()
    assert "Rule on it" in text_of(chair.get(page(conference)))
    assert "Rule on it" not in text_of(office.get(page(conference)))
    assert "Threats." not in text_of(school.get(page(conference)))
    form = url("rule_exclusion", conference.ref, exclusion.ref)
    assert "Threats." in text_of(chair.get(form))
    errors = errors_of(chair.post(form, {"ruling": "whole", "reason": "Danger."}))
    assert errors == {"views_how": ["Say how their views will come to the conference (EXC-03)."]}
    chair.post(
        form, {"ruling": "part", "part": "The reports.", "reason": "Danger.", "views_how": "A letter."}
    )
    text = text_of(office.get(page(conference)))
    for expected in ("Excluded from part of the conference", "Danger.", "The reports.", "A letter."):
        assert expected in text
    assert chair.get(form).status_code == 404


def test_a_late_request_is_taken_and_marked(setting, office):
    conference = make_conference(setting, starts_at=ten_o_clock(TODAY + timedelta(days=1)))
    office.post(url("ask_exclusion", conference.ref), excluding(conference))
    assert "After the time allowed" in text_of(office.get(page(conference)))
    again = errors_of(office.post(url("ask_exclusion", conference.ref), excluding(conference)))
    assert again == {"ground": ["This has been asked for already and waits for the chair."]}


def test_before_a_date_is_fixed_no_last_day_is_named(setting, office):
    conference = make_conference(setting, state="convened")
    response = office.get(url("ask_exclusion", conference.ref))
    assert len(response.context["lead"]) == 1
    assert set(errors_of(office.post(url("ask_exclusion", conference.ref), {}))) == {
        "adult",
        "ground",
        "evidence",
    }


def test_only_the_chair_of_the_conference_rules(setting, office, monday):
    conference = make_conference(setting)
    exclusion = operations.ask_exclusion(
        conference=conference,
        adult=mother_of(conference.family),
        ground=ExclusionGround.FEAR,
        evidence="x",
        calendar=CALENDAR,
        by=setting.worker,
        at=monday,
    )
    assert office.get(url("rule_exclusion", conference.ref, exclusion.ref)).status_code == 403
