from datetime import date, timedelta

import pytest

from conferences import operations
from conferences.models import Adult
from conferences.operations import Refused
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import (
    CALENDAR,
    children_of,
    make_conference,
    make_invitation,
    make_setting,
    mother_of,
    send,
    ten_o_clock,
)
from partnership.tests.factories import make_agency, make_person
from procedures.words import (
    AgencyKind,
    Attending,
    Circumstance,
    ExclusionGround,
    ExclusionRuling,
    FamilyAnswer,
    Role,
)
from procedures.workflow import InvitationState

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def by(setting):
    return {"by": setting.office, "at": MONDAY}


def exclude(setting, conference, *, ruling=ExclusionRuling.WHOLE, adult=None, **facts):
    exclusion = operations.ask_exclusion(
        conference=conference,
        adult=adult or mother_of(conference.family),
        ground=ExclusionGround.BEHAVIOUR,
        evidence="Threats on the telephone.",
        calendar=CALENDAR,
        by=setting.worker,
        at=MONDAY,
    )
    given = {"reason": "Threats.", "part": "The reports.", "views_how": "In writing."} | facts
    return operations.rule_exclusion(exclusion=exclusion, ruling=ruling, by=setting.chair, at=MONDAY, **given)


# Drawing up the list


def test_the_list_is_drawn_up_once_and_new_facts_add_to_it(setting, by):
    conference = make_conference(setting)
    made = operations.propose_invitations(conference=conference, **by)
    assert {one.agency for one in made} == {
        setting.social_care,
        setting.school,
        setting.police,
        setting.health,
    }
    assert all(one.state == InvitationState.PROPOSED and one.reason for one in made)
    assert operations.propose_invitations(conference=conference, **by) == []
    surgery = make_agency(setting.authority, kind=AgencyKind.GP)
    operations.add_service(
        family=conference.family, member=mother_of(conference.family), agency=surgery, from_on=TODAY, **by
    )
    assert [one.agency for one in operations.propose_invitations(conference=conference, **by)] == [surgery]
    assert conference.events.first().facts == {"made": 1}


def test_a_reviewing_officer_stands_beside_social_cares_own_invitation(setting, by):
    officer = make_person(Role.REVIEWING_OFFICER, at=setting.authority)
    conference = make_conference(setting)
    child = children_of(conference.family)[0]
    child.looked_after_since = date(2025, 1, 1)
    child.save()
    made = operations.propose_invitations(conference=conference, **by)
    care = [one for one in made if one.agency == setting.social_care]
    assert [(one.person, one.report_expected) for one in care] == [(setting.worker, True), (officer, False)]
    assert operations.propose_invitations(conference=conference, **by) == []


def test_the_officers_invitation_alone_does_not_stand_for_social_care(setting, by):
    officer = make_person(Role.REVIEWING_OFFICER, at=setting.authority)
    conference = make_conference(setting)
    child = children_of(conference.family)[0]
    child.looked_after_since = date(2025, 1, 1)
    child.save()
    operations.add_invitation(
        conference=conference,
        agency=setting.social_care,
        person=officer,
        circumstance=Circumstance.REVIEWING_OFFICER,
        reason="Looked after.",
        **by,
    )
    made = operations.propose_invitations(conference=conference, **by)
    care = [one.person for one in made if one.agency == setting.social_care]
    assert care == [setting.worker]


def test_another_agency_or_person_is_added_once(setting, by):
    conference = make_conference(setting)
    housing = make_agency(setting.authority, kind=AgencyKind.HOUSING)
    first = operations.add_invitation(conference=conference, agency=housing, reason="Rent arrears.", **by)
    assert (first.state, first.circumstance) == ("proposed", "added")
    with pytest.raises(Refused, match="on the list already") as refused:
        operations.add_invitation(conference=conference, agency=housing, reason="Again.", **by)
    assert refused.value.field == "agency"
    person = make_person(Role.AGENCY_WRITER, at=housing)
    assert (
        operations.add_invitation(
            conference=conference, agency=housing, person=person, reason="Knows the family.", **by
        ).person
        == person
    )


def test_an_invitation_is_addressed_to_a_person_and_taken_back(setting, by):
    invitation = make_invitation(setting)
    operations.choose_person(invitation=invitation, person=setting.dsl, **by)
    assert invitation.person == setting.dsl
    assert invitation.events.first().facts == {"person": setting.dsl.ref}
    operations.choose_person(invitation=invitation, person=None, **by)
    assert invitation.person is None
    named = make_invitation(setting, invitation.conference, agency=setting.school, person=setting.teacher)
    with pytest.raises(Refused, match="has an invitation to this conference already"):
        operations.choose_person(invitation=invitation, person=setting.teacher, **by)
    assert named.person == setting.teacher


# Sending


def test_an_invitation_goes_out_with_a_date_and_no_sooner(setting, by):
    conference = make_conference(setting, state="convened")
    invitation = make_invitation(setting, conference, state="proposed")
    with pytest.raises(Refused, match="Fix the date first"):
        send(setting, conference, invitation)
    with pytest.raises(Refused, match="Choose at least one"):
        operations.invite(conference=make_conference(setting), invitations=[], calendar=CALENDAR, **by)


def test_short_notice_goes_out_at_once_with_its_reason_and_is_never_refused(setting, by):
    soon = ten_o_clock(CALENDAR.add(TODAY, 6))
    conference = make_conference(setting, starts_at=soon)
    invitation = make_invitation(setting, conference, state="proposed")
    told = {"conference": conference, "invitations": [invitation], "calendar": CALENDAR}
    with pytest.raises(Refused, match="Say why they go late") as refused:
        operations.invite(**told, **by)
    assert refused.value.field == "short_notice_reason"
    operations.invite(short_notice_reason="Convened on the last day.", **told, **by)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.short_notice_reason) == ("invited", "Convened on the last day.")
    assert invitation.invited_at == MONDAY


def test_seven_working_days_before_an_initial_is_in_time(setting, by):
    conference = make_conference(setting, starts_at=ten_o_clock(CALENDAR.add(TODAY, 7)))
    assert not operations.is_short_notice(conference, today=TODAY, calendar=CALENDAR)
    assert operations.is_short_notice(conference, today=TODAY + timedelta(days=1), calendar=CALENDAR)


def test_a_review_knows_no_short_notice(setting):
    review = make_conference(setting, follows=make_conference(setting, state="held"))
    assert not operations.is_short_notice(review, today=TODAY + timedelta(days=14), calendar=CALENDAR)


def test_somebody_excluded_from_the_whole_is_not_invited_as_a_practitioner_either(setting, by):
    conference = make_conference(setting)
    mother = mother_of(conference.family)
    Adult.objects.filter(pk=mother.pk).update(person=setting.dsl)
    waiting = make_invitation(setting, conference, state="proposed", person=setting.dsl)
    unnamed = make_invitation(setting, conference, state="proposed")
    exclude(setting, conference)
    sentence = "is excluded from the whole of this conference"
    with pytest.raises(Refused, match=sentence):
        send(setting, conference, waiting)
    with pytest.raises(Refused, match=sentence):
        operations.add_invitation(
            conference=conference, agency=setting.police, person=setting.dsl, reason="x", **by
        )
    other = make_conference(setting)
    with pytest.raises(Refused, match="already"):
        operations.choose_person(invitation=unnamed, person=setting.dsl, **by)
    assert make_invitation(setting, other, person=setting.dsl).state == "invited"


def test_an_invitation_is_withdrawn_with_its_reason_and_may_be_sent_again(setting, by):
    invitation = make_invitation(setting)
    operations.withdraw_invitation(invitation=invitation, reason="The child has moved.", **by)
    assert invitation.events.first().reason == "The child has moved."
    send(setting, invitation.conference, invitation)
    assert invitation.state == "invited"


# Answering (SCD-05)


def answering(setting, invitation, answer, **facts):
    return operations.answer_invitation(
        invitation=invitation, answer=answer, by=setting.dsl, at=MONDAY, **facts
    )


def test_attending_by_video(setting):
    invitation = make_invitation(setting)
    answering(setting, invitation, InvitationState.ATTENDING, how=Attending.VIDEO)
    assert (invitation.state, invitation.how) == ("attending", "video")
    assert (invitation.answered_at, invitation.answered_by) == (MONDAY, setting.dsl)
    assert invitation.report_expected


def test_sending_a_named_colleague(setting):
    invitation = make_invitation(setting)
    with pytest.raises(Refused, match="Name the colleague") as refused:
        answering(setting, invitation, InvitationState.SENDING_A_COLLEAGUE, how=Attending.TELEPHONE)
    assert refused.value.field == "colleague_name"
    answering(
        setting,
        invitation,
        InvitationState.SENDING_A_COLLEAGUE,
        how=Attending.TELEPHONE,
        colleague_name="Hương",
        colleague_role="Deputy",
    )
    assert (invitation.colleague_name, invitation.colleague_role, invitation.how) == (
        "Hương",
        "Deputy",
        "telephone",
    )


def test_apologies_have_a_reason_and_the_report_stays_expected(setting):
    invitation = make_invitation(setting)
    with pytest.raises(Refused, match="Say why nobody can attend"):
        answering(setting, invitation, InvitationState.APOLOGIES)
    answering(setting, invitation, InvitationState.APOLOGIES, apology_reason="Inspection that day.")
    assert (invitation.state, invitation.apology_reason) == ("apologies", "Inspection that day.")
    assert invitation.report_expected


def test_a_changed_answer_leaves_nothing_of_the_one_before(setting):
    invitation = make_invitation(setting, state="sending_a_colleague")
    answering(setting, invitation, InvitationState.APOLOGIES, apology_reason="Ill.")
    assert (invitation.colleague_name, invitation.how) == ("", "")
    with pytest.raises(Refused, match="in person, by video or by telephone"):
        answering(setting, invitation, InvitationState.ATTENDING)
    answering(setting, invitation, InvitationState.ATTENDING, how=Attending.IN_PERSON)
    assert (invitation.apology_reason, invitation.how) == ("", "in_person")
    assert [event.move for event in invitation.events.all()] == [
        "attend",
        "apologise",
        "send_colleague",
        "invite",
        "propose",
    ]


def test_the_office_logs_an_answer_and_how_it_came(setting, by):
    invitation = make_invitation(setting)
    operations.answer_invitation(
        invitation=invitation,
        answer=InvitationState.ATTENDING,
        how=Attending.IN_PERSON,
        came="by telephone",
        **by,
    )
    assert (invitation.answer_came, invitation.answered_by) == ("by telephone", setting.office)


def test_after_the_conference_no_answer_changes_but_after_a_cancellation_it_may(setting, by):
    invitation = make_invitation(setting)
    conference = invitation.conference
    operations.cancel(conference=conference, reason="Below quorum.", safety="As before.", **by)
    answering(setting, invitation, InvitationState.ATTENDING, how=Attending.IN_PERSON)
    operations.move(
        conference=conference, name="fix_date", starts_at=ten_o_clock(TODAY), chair=setting.chair, **by
    )
    operations.move(conference=conference, name="hold", held_on=TODAY, **by)
    with pytest.raises(Refused, match="is “Held” now"):
        answering(setting, invitation, InvitationState.ATTENDING, how=Attending.VIDEO)


def test_every_dated_fact_of_an_invitation_is_told_to_the_clock(setting, by):
    invitation = make_invitation(setting)
    conference = invitation.conference

    def raised(write):
        conference.refresh_from_db()
        before = conference.facts_version
        write()
        conference.refresh_from_db()
        return conference.facts_version - before

    assert raised(lambda: answering(setting, invitation, InvitationState.ATTENDING, how=Attending.VIDEO)) == 1
    stamp = MONDAY + timedelta(hours=1)
    assert raised(lambda: operations.stamp_report(invitation=invitation, signed_at=stamp, **by)) == 1
    assert raised(lambda: operations.stamp_sharing(invitation=invitation, shared_at=stamp, **by)) == 1
    assert raised(lambda: operations.choose_person(invitation=invitation, person=setting.dsl, **by)) == 1
    assert (invitation.report_signed_at, invitation.shared_with_family_at) == (stamp, stamp)
    assert [event.move for event in invitation.events.all()][:3] == [
        "choose_person",
        "shared_with_family",
        "report_signed",
    ]


# The family (FAM-02, FAM-03)


def test_a_member_of_the_family_is_invited_or_has_the_reason_on_record(setting, by):
    conference = make_conference(setting)
    mother, child = mother_of(conference.family), children_of(conference.family)[0]
    with pytest.raises(Refused, match="Give the reason") as refused:
        operations.invite_family_member(conference=conference, member=child, invited=False, **by)
    assert refused.value.field == "reason"
    operations.invite_family_member(
        conference=conference, member=child, invited=False, reason="She is nine and prefers a letter.", **by
    )
    row = operations.invite_family_member(
        conference=conference,
        member=mother,
        invited=True,
        support="Polish interpreter",
        answer=FamilyAnswer.ATTENDING,
        **by,
    )
    assert (row.adult, row.child, row.answer) == (mother, None, "attending")
    again = operations.invite_family_member(
        conference=conference, member=mother, invited=False, reason="Ruled so.", answer="attending", **by
    )
    assert (again.pk, again.invited, again.answer) == (row.pk, False, "")


def test_an_excluded_parent_is_not_invited(setting, by):
    conference = make_conference(setting)
    mother = mother_of(conference.family)
    operations.invite_family_member(conference=conference, member=mother, invited=True, **by)
    exclude(setting, conference)
    row = conference.family_invitations.get(adult=mother)
    assert (row.invited, row.reason) == (False, "Excluded from the whole conference by the chair (EXC-01).")
    with pytest.raises(Refused, match="Małgorzata Nowak is excluded from the whole") as refused:
        operations.invite_family_member(conference=conference, member=mother, invited=True, **by)
    assert refused.value.field == "invited"


def test_excluded_from_a_part_or_not_at_all_a_parent_is_invited(setting, by):
    for ruling in (ExclusionRuling.PART, ExclusionRuling.REFUSED):
        conference = make_conference(setting)
        exclude(setting, conference, ruling=ruling)
        row = operations.invite_family_member(
            conference=conference, member=mother_of(conference.family), invited=True, **by
        )
        assert row.invited


def test_an_exclusion_is_not_carried_over_to_the_next_conference(setting, by):
    conference = make_conference(setting)
    exclude(setting, conference)
    operations.hold(
        conference=conference,
        held_on=TODAY,
        outcomes=[operations.ChildOutcome(row.child, "no_plan") for row in conference.children.all()],
        calendar=CALENDAR,
        **by,
    )
    review = make_conference(setting, follows=conference)
    assert not operations.is_excluded(review, mother_of(conference.family))


# Exclusion (EXC-01 to EXC-03)


def test_a_request_within_the_time_is_in_time_and_a_later_one_is_taken_and_marked(setting):
    conference = make_conference(setting)  # Monday 16 March; three working days before is Wednesday 11
    for adult_number, (days, late) in enumerate([(9, False), (10, True)]):
        ground = list(ExclusionGround)[adult_number]
        exclusion = operations.ask_exclusion(
            conference=conference,
            adult=mother_of(conference.family),
            ground=ground,
            evidence="Threats.",
            calendar=CALENDAR,
            by=setting.worker,
            at=MONDAY + timedelta(days=days),
        )
        assert exclusion.was_late is late
        assert exclusion.ruling_label == "Not ruled on yet"
        assert exclusion.ground_label == ground.label


def test_the_same_exclusion_is_asked_for_once(setting):
    conference = make_conference(setting)
    exclude(setting, conference, ruling=ExclusionRuling.REFUSED)
    told = {
        "conference": conference,
        "adult": mother_of(conference.family),
        "ground": ExclusionGround.BEHAVIOUR,
        "evidence": "New threats.",
        "calendar": CALENDAR,
        "by": setting.worker,
        "at": MONDAY,
    }
    operations.ask_exclusion(**told)
    with pytest.raises(Refused, match="waits for the chair"):
        operations.ask_exclusion(**told)


def test_a_ruling_says_which_part_and_how_views_will_come(setting):
    conference = make_conference(setting)
    with pytest.raises(Refused, match="Say from which part"):
        exclude(setting, conference, ruling=ExclusionRuling.PART, part=" ")
    conference.exclusions.all().delete()
    with pytest.raises(Refused, match="Say how their views will come") as refused:
        exclude(setting, conference, views_how=" ")
    assert refused.value.field == "views_how"
    conference.exclusions.all().delete()
    refusal = exclude(setting, conference, ruling=ExclusionRuling.REFUSED, views_how="", part="")
    assert refusal.ruling_label == "Not excluded"
    assert conference.events.first().facts["ruling"] == "refused"


def test_a_ruling_stands(setting):
    conference = make_conference(setting)
    exclusion = exclude(setting, conference)
    told = {"ruling": ExclusionRuling.REFUSED, "reason": "x", "by": setting.chair, "at": MONDAY}
    with pytest.raises(Refused, match="ruled on this already"):
        operations.rule_exclusion(exclusion=exclusion, **told)
    stale = type(exclusion).objects.get(pk=exclusion.pk)
    stale.ruling = ""
    with pytest.raises(Refused, match="ruled on this already"):
        operations.rule_exclusion(exclusion=stale, **told)
    exclusion.refresh_from_db()
    assert exclusion.ruling == "whole"
