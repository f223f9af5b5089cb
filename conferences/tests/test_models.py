from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from conferences import operations
from conferences.models import (
    Adult,
    Child,
    Conference,
    ConferenceEvent,
    Family,
    FamilyInvitation,
    Invitation,
    is_code,
    new_code,
)
from conferences.tests.factories import (
    CALENDAR,
    children_of,
    make_conference,
    make_enquiry,
    make_family,
    make_invitation,
    make_setting,
    mother_of,
)
from partnership.models import RoleHeld
from partnership.tests.factories import make_agency, make_person
from procedures.access import Relation
from procedures.words import ExclusionGround, ExclusionRuling, Role
from procedures.workflow import ConferenceState, InvitationState

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting():
    return make_setting()


def visible(model, person, today):
    return set(model.objects.visible_to(person, today=today))


# Codes that people say


def test_a_code_begins_with_the_authority_and_ends_with_a_check_character():
    code = new_code("L")
    assert code[0] == "L" and code[2] == "-" and len(code) == 7
    assert is_code(code)
    assert is_code(code.lower())


def test_a_slip_in_a_code_is_noticed():
    right = next("LT-7K4" + last for last in "23456789ABCDFGHJKMNPQRSTVWXYZ" if is_code("LT-7K4" + last))
    places = [place for place in range(len(right)) if right[place] != "-"]
    slips = [right[:n] + other + right[n + 1 :] for n in places for other in "89CD" if other != right[n]]
    assert not any(is_code(slip) for slip in slips)
    swapped = right[:3] + right[4] + right[3] + right[5:]
    assert not is_code(swapped)
    assert not is_code("LT-7K")


# Who may know of what (decisions 1)


def test_office_managers_and_the_designated_manager_see_their_authoritys_conferences_alone(setting, today):
    conference, other = make_conference(setting), make_conference(make_setting())
    designated = make_person(Role.DESIGNATED_MANAGER, at=setting.authority)
    for person in (setting.office, setting.manager, designated):
        assert visible(Conference, person, today) == {conference}
        assert visible(Family, person, today) == {conference.family}
    assert other.authority != conference.authority


def test_a_chair_sees_their_own_conferences_and_no_others(setting, today):
    own = make_conference(setting)
    make_conference(setting, state="convened")
    assert visible(Conference, setting.chair, today) == {own}
    assert visible(Family, setting.chair, today) == {own.family}


def test_a_social_worker_sees_the_families_allocated_to_them(setting, today):
    conference = make_conference(setting)
    colleague = make_person(Role.SOCIAL_WORKER, at=setting.authority)
    assert visible(Conference, setting.worker, today) == {conference}
    assert visible(Family, setting.worker, today) == {conference.family}
    assert visible(Conference, colleague, today) == set()


def test_an_agency_sees_a_conference_once_it_is_invited_and_not_while_it_is_proposed(setting, today):
    proposed = make_invitation(setting, state="proposed")
    assert visible(Conference, setting.teacher, today) == set()
    assert visible(Invitation, setting.teacher, today) == set()
    invited = make_invitation(setting)
    for person in (setting.teacher, setting.dsl):
        assert visible(Conference, person, today) == {invited.conference}
        assert visible(Invitation, person, today) == {invited}
    assert proposed.state == InvitationState.PROPOSED


def test_a_withdrawn_invitation_closes_the_conference_at_once(setting, today):
    invitation = make_invitation(setting, state="withdrawn")
    assert visible(Conference, setting.dsl, today) == set()
    assert invitation.conference.relations(setting.dsl, today=today) == {Relation.MEMBER}


def test_another_school_of_the_same_authority_sees_nothing(setting, today):
    make_invitation(setting)
    elsewhere = make_person(Role.AGENCY_WRITER, at=make_agency(setting.authority))
    assert visible(Conference, elsewhere, today) == set()
    assert visible(Invitation, elsewhere, today) == set()
    assert visible(Family, setting.dsl, today) == set()


def test_an_invited_agency_does_not_see_the_invitations_of_another(setting, today):
    school = make_invitation(setting)
    police = make_invitation(setting, school.conference, agency=setting.police)
    assert visible(Invitation, setting.dsl, today) == {school}
    assert visible(Invitation, setting.officer, today) == {police}
    assert visible(Invitation, setting.office, today) == {school, police}


def test_somebody_named_sees_it_while_they_hold_a_role_at_the_agency(setting, today):
    lead = make_person(Role.AGENCY_LEAD, at=setting.school)
    invitation = make_invitation(setting, person=lead)
    assert visible(Conference, lead, today) == {invitation.conference}
    assert invitation.relations(lead, today=today) >= {Relation.NAMED_INVITEE, Relation.AGENCY_LEAD}
    RoleHeld.objects.filter(person=lead).update(to_on=today - timedelta(days=1))
    assert visible(Conference, lead, today) == set()


def test_a_changed_role_bites_on_the_next_request(setting, today):
    conference = make_conference(setting)
    RoleHeld.objects.update(to_on=today - timedelta(days=1))
    for person in (setting.office, setting.manager, setting.chair, setting.worker):
        assert visible(Conference, person, today) == set()
        assert visible(Family, person, today) == set()
        assert conference.relations(person, today=today) == {Relation.MEMBER}


def test_the_invited_see_it_until_the_amendment_window_has_closed(setting, today):
    invitation = make_invitation(setting)
    conference = invitation.conference
    operations.move(
        conference=conference,
        name="hold",
        held_on=today,
        open_to_invited_until=today + timedelta(days=9),
        by=setting.chair,
        at=conference.starts_at,
    )
    last, after = today + timedelta(days=9), today + timedelta(days=10)
    assert visible(Conference, setting.dsl, last) == {conference}
    assert visible(Invitation, setting.dsl, last) == {invitation}
    assert visible(Conference, setting.dsl, after) == set()
    assert visible(Invitation, setting.dsl, after) == set()
    assert conference.relations(setting.dsl, today=after) == {Relation.MEMBER}
    assert visible(Conference, setting.office, after) == {conference}


# What somebody is to a thing


def test_relations_to_a_conference(setting, today):
    conference = make_invitation(setting).conference
    relations = {
        person: conference.relations(person, today=today) - {Relation.MEMBER}
        for person in (
            setting.office,
            setting.manager,
            setting.chair,
            setting.worker,
            setting.teacher,
            setting.dsl,
        )
    }
    assert list(relations.values()) == [
        {Relation.OFFICE},
        {Relation.MANAGER_OF},
        {Relation.CHAIR, Relation.CHAIR_OF},
        {Relation.WORKER, Relation.WORKER_OF},
        {Relation.AGENCY_WRITER},
        {Relation.AGENCY_WRITER, Relation.AGENCY_SIGNER},
    ]


def test_relations_to_a_family(setting, today):
    family = make_conference(setting).family
    assert family.relations(setting.worker, today=today) >= {Relation.WORKER_OF}
    assert family.relations(setting.chair, today=today) >= {Relation.CHAIR_OF}
    other = make_person(Role.CHAIR, at=setting.authority)
    assert family.relations(other, today=today) == {Relation.CHAIR, Relation.MEMBER}


def test_being_invited_elsewhere_makes_nobody_an_invitee_of_another_agencys_invitation(setting, today):
    school = make_invitation(setting)
    police = make_invitation(setting, school.conference, agency=setting.police)
    assert school.relations(setting.dsl, today=today) >= {Relation.AGENCY_SIGNER}
    assert police.relations(setting.dsl, today=today) == {Relation.MEMBER}
    assert police.relations(setting.office, today=today) == {Relation.OFFICE, Relation.MEMBER}


def test_to_a_practitioner_who_is_excluded_as_a_member_of_the_family_nothing_of_it_is_there(setting, today):
    # EXC-01: neither the page nor a list tells that the conference is
    invitation = make_invitation(setting)
    conference = invitation.conference
    Adult.objects.filter(pk=mother_of(conference.family).pk).update(person=setting.dsl)
    at = conference.starts_at - timedelta(days=8)
    exclusion = operations.ask_exclusion(
        conference=conference,
        adult=mother_of(conference.family),
        ground=ExclusionGround.CONFLICT,
        evidence="She is the mother.",
        calendar=CALENDAR,
        by=setting.office,
        at=at,
    )
    other = make_invitation(setting)
    assert Relation.EXCLUDED not in conference.relations(setting.dsl, today=today)
    assert visible(Conference, setting.dsl, today) == {conference, other.conference}
    assert visible(Invitation, setting.dsl, today) == {invitation, other}
    operations.rule_exclusion(
        exclusion=exclusion,
        ruling=ExclusionRuling.WHOLE,
        reason="Conflict of interest.",
        views_how="In writing.",
        by=setting.chair,
        at=at,
    )
    assert Relation.EXCLUDED in conference.relations(setting.dsl, today=today)
    assert Relation.EXCLUDED in invitation.relations(setting.dsl, today=today)
    assert visible(Conference, setting.dsl, today) == {other.conference}
    assert visible(Invitation, setting.dsl, today) == {other}
    assert visible(Invitation, setting.teacher, today) == {invitation, other}

    Adult.objects.filter(person=setting.dsl).update(person=setting.office)
    assert visible(Conference, setting.office, today) == {other.conference}
    assert visible(Invitation, setting.office, today) == {other}


def test_what_the_audit_keeps_are_references_and_never_names(setting):
    invitation = make_invitation(setting)
    conference = invitation.conference
    assert conference.family.audit_refs() == ("Family", [conference.family.ref])
    assert conference.audit_refs() == ("Conference", [conference.ref, conference.family.ref])
    assert invitation.audit_refs() == ("Invitation", [invitation.ref, conference.ref])
    child, adult = children_of(conference.family)[0], mother_of(conference.family)
    texts = [
        str(thing) for thing in (child, adult, conference.family, conference, invitation, conference.enquiry)
    ]
    assert texts == [
        f"child {child.pk}",
        f"adult {adult.pk}",
        conference.family.code,
        conference.code,
        f"invitation {invitation.pk}",
        f"enquiry {conference.enquiry.pk}",
    ]
    address = operations.record_residence(
        family=conference.family,
        people=[child],
        lines="1 Quay",
        from_on=date(2026, 1, 1),
        by=setting.office,
        at=conference.starts_at,
    )
    assert str(address) == f"address {address.pk}"


# What must never be stored


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_a_child_is_born_or_expected_and_a_born_child_has_a_name():
    refused(lambda: Child.objects.create(name="Zoë"))
    refused(lambda: Child.objects.create(born_on=date(2020, 1, 1)))
    Child.objects.create(expected_on=date(2026, 6, 1))


def test_states_that_the_procedures_do_not_know_are_never_stored(setting):
    invitation = make_invitation(setting)
    refused(lambda: Conference.objects.update(state="adjourned"))
    refused(lambda: Invitation.objects.update(state="late"))
    refused(lambda: Conference.objects.filter(pk=invitation.conference_id).update(kind="strategy"))


def test_a_booked_conference_has_a_time_and_a_chair_and_a_held_one_its_day(setting):
    conference = make_conference(setting, state="convened")
    rows = Conference.objects.filter(pk=conference.pk)
    refused(lambda: rows.update(state=ConferenceState.BOOKED.value))
    refused(lambda: rows.update(state=ConferenceState.HELD.value))


def test_a_review_follows_another_conference(setting):
    conference = make_conference(setting, state="convened")
    refused(lambda: Conference.objects.filter(pk=conference.pk).update(kind="review"))


def test_an_agency_is_invited_once_unless_different_people_of_it_are_named(setting):
    invitation = make_invitation(setting)
    for person in (None, setting.dsl):
        fields = {
            "conference": invitation.conference,
            "agency": setting.school,
            "person": person,
            "circumstance": "added",
            "proposed_at": invitation.proposed_at,
        }
        if person:
            Invitation.objects.create(**fields)
        refused(lambda fields=fields: Invitation.objects.create(**fields))


def test_whoever_of_the_family_is_not_invited_has_a_reason(setting):
    conference = make_conference(setting)
    refused(
        lambda: FamilyInvitation.objects.create(
            conference=conference,
            adult=mother_of(conference.family),
            invited=False,
            decided_by=setting.office,
            decided_at=conference.starts_at,
        )
    )


def test_the_history_is_never_changed_or_removed(setting):
    make_conference(setting)
    for sql in ("UPDATE {} SET reason = 'x'", "DELETE FROM {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(ConferenceEvent._meta.db_table))


# Children


def test_an_unborn_child_is_spoken_of_through_the_mother(setting):
    family = make_family(setting, names=(), ages=(), unborn=1)
    child = children_of(family)[0]
    assert child.shown_name == "Unborn baby of Małgorzata Nowak"
    assert child.age(on=date(2026, 3, 2)) is None
    assert Child(expected_on=date(2026, 6, 1)).shown_name == "Unborn baby"


def test_age_is_in_completed_years(setting):
    child = Child(name="Zoë", born_on=date(2019, 3, 3))
    assert [child.age(on=date(2026, 3, day)) for day in (2, 3)] == [6, 7]
    assert child.age(on=date(2019, 3, 2)) is None


def test_a_conference_meets_on_the_day_that_it_was_held_or_is_fixed_for(setting):
    booked = make_conference(setting)
    assert booked.meets_on == date(2026, 3, 16)
    assert make_conference(setting, state="convened").meets_on is None
    assert make_conference(setting, state="held").meets_on == date(2026, 3, 2)


def test_an_enquiry_is_kept_once_for_a_strategy_discussion(setting):
    family = make_family(setting)
    make_enquiry(setting, family)
    with pytest.raises(operations.Refused, match="already recorded"):
        make_enquiry(setting, family)
