from datetime import date, timedelta

import pytest

from conferences import operations
from conferences.models import Invitation
from conferences.queries.children import leading_kind, suggested_kind
from conferences.queries.conferences import past_limit
from conferences.queries.dates import (
    due_dates,
    exclusion_due,
    invitation_due,
    leading_due,
    report_dues,
    review_kind,
    stated,
)
from conferences.queries.invitations import row_of
from conferences.queries.people import case_holders, invitable_people
from conferences.queries.proposals import proposals
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import (
    CALENDAR,
    children_of,
    make_conference,
    make_enquiry,
    make_family,
    make_invitation,
    make_setting,
    mother_of,
    years_before,
)
from partnership.tests.factories import make_agency, make_person
from procedures.deadlines import Kind
from procedures.words import AgencyKind, Circumstance, ConferenceKind, Role, WayIn

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def by(setting):
    return {"by": setting.office, "at": MONDAY}


# Kinds


def test_the_strictest_kind_leads():
    kinds = ["review", "early_review", "initial", "pre_birth"]
    assert leading_kind(kinds) == ConferenceKind.INITIAL
    assert leading_kind(["review", "reconvened"]) == ConferenceKind.RECONVENED


def test_the_kind_that_is_suggested_for_a_child(setting, by):
    held = make_conference(setting, state="held")
    zoe = children_of(held.family)[0]
    new = operations.add_child(family=held.family, name="Otis", born_on=TODAY, **by)
    unborn = operations.add_child(family=held.family, expected_on=date(2026, 6, 1), **by)
    assert [suggested_kind(child, held) for child in (zoe, new, unborn)] == ["review", "initial", "pre_birth"]
    assert suggested_kind(zoe, None) == ConferenceKind.INITIAL


# By when a conference is to be held


def due(conference):
    return [(limit.kind, limit.due_on) for limit in due_dates(conference, CALENDAR)]


def test_an_initial_by_the_earlier_of_two_clocks(setting):
    conference = make_conference(setting)
    assert due(conference) == [(Kind.INITIAL_CONFERENCE, date(2026, 3, 23))]
    enquiry = conference.enquiry
    enquiry.decided_on = date(2026, 3, 4)
    enquiry.save()
    limit = leading_due(conference, CALENDAR)
    assert (limit.due_on, [other.due_on for other in limit.due.others]) == (
        date(2026, 3, 23),
        [date(2026, 3, 25)],
    )
    assert len(limit.children) == 2


def requested(setting, family, way_in, kind=None, **facts):
    made = {"way_in": way_in, "children": asked(family, kind), "by": setting.worker, "at": MONDAY} | facts
    return operations.request_conference(family=family, **made)


def asked(family, kind=None):
    return [
        operations.ChildAsked(child, kind or suggested_kind(child, None), "Likely.", "Watch.", TODAY)
        for child in children_of(family)
    ]


def test_without_an_enquiry_the_clock_starts_with_the_decision_to_convene(setting):
    conference = requested(setting, make_family(setting), WayIn.PROCEEDINGS)
    assert due(conference) == []
    assert leading_due(conference, CALENDAR) is None
    operations.decide_convening(
        conference=conference,
        convened=True,
        decided_by=setting.manager,
        consulted=setting.chair,
        decided_on=TODAY,
        reasons={row.child: "PLO." for row in conference.children.all()},
        by=setting.office,
        at=MONDAY,
    )
    assert due(conference) == [(Kind.INITIAL_CONFERENCE, date(2026, 3, 23))]


def test_a_looked_after_reviews_decision_and_a_transfer_have_clocks_of_their_own(setting):
    looked_after = requested(
        setting, make_family(setting), WayIn.LOOKED_AFTER_REVIEW, lac_decided_on=date(2026, 2, 27)
    )
    # 15 calendar days: Saturday 14 March, so the Friday before
    assert due(looked_after) == [(Kind.LOOKED_AFTER_CONFERENCE, date(2026, 3, 13))]
    transfer = requested(
        setting,
        make_family(setting),
        WayIn.TRANSFER,
        ConferenceKind.TRANSFER_IN,
        notified_on=date(2026, 2, 27),
    )
    assert due(transfer) == [(Kind.TRANSFER_IN_CONFERENCE, date(2026, 3, 20))]


def test_siblings_of_different_kinds_have_a_row_each_and_the_earliest_leads(setting):
    family = make_family(setting, unborn=1)
    conference = make_conference(setting, family=family)
    assert due(conference) == [
        (Kind.INITIAL_CONFERENCE, date(2026, 3, 23)),
        (Kind.PRE_BIRTH_CONFERENCE, date(2026, 3, 23)),
    ]


def test_reviews_by_what_went_before(setting, by):
    first = make_conference(setting, state="held")
    review = make_conference(setting, follows=first, state="held")
    assert due(review) == [(Kind.FIRST_REVIEW, date(2026, 6, 2))]
    second = make_conference(setting, follows=review)
    assert due(second) == [(Kind.LATER_REVIEW, date(2026, 9, 2))]
    family = make_family(setting, names=(), ages=(), unborn=1)
    before = make_conference(setting, family=family, state="held")
    unborn = children_of(family)[0]
    operations.record_birth(family=family, child=unborn, name="Ivy", born_on=TODAY, **by)
    after = make_conference(setting, follows=before)
    assert due(after) == [(Kind.PRE_BIRTH_FIRST_REVIEW, date(2026, 4, 2))]
    assert review_kind(None) == Kind.LATER_REVIEW


def test_the_review_after_a_reconvened_initial_is_the_first_one(setting):
    # POL-07: the reconvened conference repeats the initial and is no review of its plan.
    first = make_conference(setting, state="held")
    again = make_conference(setting, follows=first, kind=ConferenceKind.RECONVENED, state="held")
    assert due(make_conference(setting, follows=again)) == [(Kind.FIRST_REVIEW, date(2026, 6, 2))]


def test_beyond_the_known_holidays_there_is_a_sentence(setting):
    conference = make_conference(setting)
    conference.enquiry.strategy_on = CALENDAR.last
    conference.enquiry.save()
    limit = due_dates(conference, CALENDAR)[0]
    assert (limit.due_on, limit.left(TODAY, CALENDAR)) == (None, None)
    assert "not published" in limit.unknown


def test_what_is_left_is_in_working_days_and_none_past_the_calendar(setting):
    limit = leading_due(make_conference(setting), CALENDAR)
    assert limit.left(TODAY, CALENDAR) == 15
    assert limit.left(date(2026, 3, 24), CALENDAR) == -1
    assert limit.left(CALENDAR.last + timedelta(days=9), CALENDAR) is None


def test_a_limit_that_can_be_met_is_no_delay(setting):
    conference = make_conference(setting)
    assert past_limit(conference, today=TODAY, calendar=CALENDAR) is None
    late = past_limit(conference, today=date(2026, 4, 1), calendar=CALENDAR)
    assert late is None  # it is fixed for 16 March, in time
    convened = make_conference(setting, state="convened")
    late = past_limit(convened, today=date(2026, 4, 1), calendar=CALENDAR)
    assert late.passed and not late.reported


# By when invitations and reports are due


def test_reports_are_two_duties_and_none_before_a_date(setting):
    school = make_invitation(setting)
    dues = report_dues(school, CALENDAR)
    assert (dues.submit.due_on, dues.share.due_on) == (date(2026, 3, 12), date(2026, 3, 12))
    conference = make_conference(setting, state="convened")
    proposed = make_invitation(setting, conference, state="proposed")
    assert report_dues(proposed, CALENDAR).submit is None
    assert invitation_due(conference, CALENDAR) is None
    assert exclusion_due(conference, CALENDAR) is None


def test_of_a_review_and_an_initial_together_the_stricter_report_leads():
    setting = make_setting(procedure_set="newham")
    held = make_conference(setting, state="held")
    operations.add_child(family=held.family, name="Otis", born_on=TODAY, by=setting.office, at=MONDAY)
    both = make_conference(setting, follows=held)
    dues = report_dues(make_invitation(setting, both), CALENDAR)
    assert (dues.submit.due.parameter, dues.submit.due_on) == ("POL-12", date(2026, 3, 9))
    assert invitation_due(both, CALENDAR).due.parameter == "POL-10"


def test_an_invitation_without_a_report_has_no_duties(setting):
    invitation = make_invitation(setting)
    Invitation.objects.update(report_expected=False)
    invitation.refresh_from_db()
    row = row_of(invitation, today=TODAY, calendar=CALENDAR)
    assert (row.submit.falls, row.share.falls) == (None, None)
    assert not row.submit.late


def test_a_duty_is_late_until_it_is_done(setting):
    invitation = make_invitation(setting)
    row = row_of(invitation, today=date(2026, 3, 13), calendar=CALENDAR)
    assert (row.submit.left, row.submit.late) == (-1, True)
    invitation.report_signed_at = MONDAY
    row = row_of(invitation, today=date(2026, 3, 13), calendar=CALENDAR)
    assert (row.submit.left, row.submit.late, row.submit.done_on) == (None, False, TODAY)


def test_numbers_that_give_no_date_are_stated_with_their_source(setting):
    conference = make_conference(setting)
    copies = stated(conference, "POL-17")
    assert copies.value == 10
    assert copies.citation


# Whom to invite (SCD-03)


def proposed(conference, *, today=TODAY):
    return {one.agency: one for one in proposals(conference, today=today)}


def test_police_and_health_visitor_are_asked_to_every_initial_and_the_school_to_everything(setting):
    initial = make_conference(setting, state="held")
    found = proposed(initial)
    assert found[setting.police].circumstance == Circumstance.POLICE
    assert found[setting.school].circumstance == Circumstance.EDUCATION
    assert found[setting.health].reason == "Under 5: Ivy O’Driscoll."
    assert found[setting.social_care].person == setting.worker
    assert setting.midwifery not in found
    review = make_conference(setting, follows=initial)
    assert set(proposed(review)) == {setting.social_care, setting.school}


def test_a_school_of_two_children_is_asked_once_with_both_reasons(setting):
    family = make_family(setting, names=("Obi", "Grace"), ages=(13, 10))
    reason = proposed(make_conference(setting, family=family))[setting.school].reason
    assert "School of Obi" in reason and "School of Grace" in reason


def test_midwifery_for_the_unborn_and_the_newborn(setting, by):
    unborn = make_conference(setting, family=make_family(setting, names=(), ages=(), unborn=1))
    assert proposed(unborn)[setting.midwifery].circumstance == Circumstance.MIDWIFERY
    assert setting.health not in proposed(unborn)
    family = make_family(setting, names=(), ages=())
    operations.add_child(family=family, name="Ivy", born_on=TODAY - timedelta(days=28), **by)
    newborn = make_conference(setting, family=family)
    assert setting.midwifery in proposed(newborn)
    assert setting.midwifery not in proposed(newborn, today=TODAY + timedelta(days=1))


def serve(setting, family, member, agency, *, lead=False):
    operations.add_service(
        family=family,
        member=member,
        agency=agency,
        from_on=years_before(TODAY, 1),
        is_lead_health=lead,
        by=setting.office,
        at=MONDAY,
    )


def test_whoever_is_recorded_is_asked_and_nobody_is_guessed_beside_them(setting):
    family = make_family(setting, unborn=1)
    ivy, unborn = children_of(family)[1:]
    other_midwives = make_agency(setting.authority, kind=AgencyKind.MIDWIFERY)
    other_visitors = make_agency(setting.authority, kind=AgencyKind.HEALTH_VISITING)
    serve(setting, family, unborn, other_midwives)
    serve(setting, family, ivy, other_visitors)
    found = proposed(make_conference(setting, family=family))
    assert found[other_midwives].circumstance == Circumstance.MIDWIFERY
    assert found[other_visitors].reason == "Health visiting works with Ivy O’Driscoll."
    assert setting.midwifery not in found and setting.health not in found


def test_those_who_work_with_a_parent_and_the_gps(setting):
    family = make_family(setting)
    mother, zoe = mother_of(family), children_of(family)[0]
    recovery = make_agency(setting.authority, kind=AgencyKind.SUBSTANCE_MISUSE)
    surgery = make_agency(setting.authority, kind=AgencyKind.GP)
    carer = make_agency(setting.authority, kind=AgencyKind.FOSTER_CARE)
    serve(setting, family, mother, recovery)
    serve(setting, family, mother, surgery)
    serve(setting, family, zoe, carer)
    found = proposed(make_conference(setting, family=family))
    assert found[recovery].reason == "Works with Małgorzata Nowak."
    assert (found[surgery].circumstance, found[surgery].reason) == (
        Circumstance.GP,
        "GP of Małgorzata Nowak.",
    )
    assert found[carer].circumstance == Circumstance.WITH_CHILD


def test_a_review_asks_the_lead_health_practitioner_and_not_the_others(setting):
    held = make_conference(setting, state="held")
    zoe, ivy = children_of(held.family)
    nurse = make_agency(setting.authority, kind=AgencyKind.SCHOOL_NURSING)
    paediatrician = make_agency(setting.authority, kind=AgencyKind.PAEDIATRICS)
    serve(setting, held.family, zoe, nurse, lead=True)
    serve(setting, held.family, zoe, paediatrician)
    serve(setting, held.family, ivy, setting.health)
    found = proposed(make_conference(setting, follows=held))
    assert found[nurse].circumstance == Circumstance.LEAD_HEALTH
    assert paediatrician not in found
    assert setting.health in found  # nobody is nominated for Ivy


def test_the_originating_authority_of_a_transfer(setting):
    origin = make_agency(setting.authority, kind=AgencyKind.ORIGINATING_AUTHORITY)
    transfer = requested(
        setting, make_family(setting), WayIn.TRANSFER, ConferenceKind.TRANSFER_IN, notified_on=TODAY
    )
    assert proposed(transfer)[origin].circumstance == Circumstance.ORIGIN
    assert origin not in proposed(make_conference(setting))
    family = make_family(setting)
    known = make_agency(setting.authority, kind=AgencyKind.ORIGINATING_AUTHORITY)
    serve(setting, family, children_of(family)[0], known)
    recorded = requested(setting, family, WayIn.TRANSFER, ConferenceKind.TRANSFER_IN, notified_on=TODAY)
    assert known in proposed(recorded) and origin not in proposed(recorded)


def test_a_looked_after_childs_reviewing_officer_where_there_is_one(setting):
    conference = make_conference(setting)
    zoe = children_of(conference.family)[0]
    zoe.looked_after_since = date(2025, 1, 1)
    zoe.save()
    assert [one.person for one in proposals(conference, today=TODAY)].count(None) == 3
    officer = make_person(Role.REVIEWING_OFFICER, at=setting.authority)
    named = [one for one in proposals(conference, today=TODAY) if one.person == officer]
    assert [(one.circumstance, one.report_expected) for one in named] == [
        (Circumstance.REVIEWING_OFFICER, False)
    ]


def test_a_review_asks_again_whoever_was_asked_before(setting):
    held = make_conference(setting)
    probation = make_agency(setting.authority, kind=AgencyKind.PROBATION)
    make_invitation(setting, held, agency=probation, person=make_person(at=probation))
    make_invitation(setting, held, agency=setting.school)
    make_invitation(setting, held, agency=setting.health, state="withdrawn")
    operations.hold(
        conference=held,
        held_on=TODAY,
        outcomes=[operations.ChildOutcome(row.child, "no_plan") for row in held.children.all()],
        calendar=CALENDAR,
        by=setting.chair,
        at=MONDAY,
    )
    found = proposed(make_conference(setting, follows=held))
    assert found[probation].circumstance == Circumstance.EARLIER
    assert held.code in found[probation].reason
    assert held.code not in found[setting.school].reason
    assert setting.health not in found


def test_without_an_allocated_worker_social_care_is_asked_as_a_service(setting):
    family = make_family(setting)
    family.responsibilities.all().delete()
    enquiry = make_enquiry(setting, family)
    conference = requested(setting, family, WayIn.ENQUIRY, enquiry=enquiry)
    assert proposed(conference)[setting.social_care].person is None


# Small things that pages ask


def test_who_can_have_a_case(setting):
    assert set(case_holders(setting.authority, today=TODAY)) == {
        setting.manager,
        setting.chair,
        setting.worker,
    }


def test_who_never_has_a_conference_is_offered_to_nobody_who_invites(setting):
    officer, lead = (
        make_person(Role.REVIEWING_OFFICER, at=setting.authority),
        make_person(Role.AGENCY_LEAD, at=setting.school),
    )
    outside = {
        make_person(role, at=setting.authority)
        for role in (Role.INFORMATION_GOVERNANCE, Role.SYSTEM_ADMINISTRATOR, Role.PANEL_MEMBER)
    }
    offered = set(invitable_people(setting.authority, today=TODAY))
    assert {officer, lead, setting.worker, setting.dsl} <= offered
    assert offered & outside == set()
