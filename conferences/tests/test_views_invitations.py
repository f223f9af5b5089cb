from datetime import timedelta

import pytest
from django.urls import reverse

from conferences import operations
from conferences.models import Adult, Conference, Invitation
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import (
    CALENDAR,
    children_of,
    make_conference,
    make_invitation,
    make_setting,
    mother_of,
    ten_o_clock,
)
from conferences.tests.pages import errors_of, text_of, token_of
from conferences.tests.test_operations_invitations import exclude
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, Role

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def office(setting):
    return client_for(setting.office)


@pytest.fixture
def school(setting):
    return client_for(setting.dsl)


def url(name, *refs):
    return reverse(f"conferences:{name}", args=refs)


def list_of(conference):
    return url("invitations", conference.ref)


# The office's list


def test_from_nobody_to_everybody_invited(setting, office):
    conference = make_conference(setting)
    assert "Propose whom to invite" in text_of(office.get(list_of(conference)))
    page = office.post(url("propose", conference.ref), follow=True)
    text = text_of(page)
    assert "School of Zoë O’Driscoll, expected at every conference (SCD-12)." in text
    assert "Invitations go out by Thursday 5 March 2026" in text
    chosen = list(conference.invitations.values_list("ref", flat=True))
    assert page.context["chosen"] == set(chosen)
    done = office.post(
        url("send", conference.ref), {"invitations": chosen, "token": token_of(page)}, follow=True
    )
    assert (
        "Invited. The e-mails leave in ten minutes, so that an invitation can still be withdrawn."
        in text_of(done)
    )
    assert set(conference.invitations.values_list("state", flat=True)) == {"invited"}
    assert "Nobody is waiting to be invited" in text_of(done)
    assert "Invitations go out by Thursday 5 March 2026 Done on 2 March 2026" in text_of(done)
    again = office.post(url("propose", conference.ref), follow=True)
    assert "everybody is on the list already" in text_of(again)


def test_who_is_unticked_waits_on_the_list(setting, office):
    conference = make_conference(setting)
    operations.propose_invitations(conference=conference, by=setting.office, at=MONDAY)
    police = conference.invitations.get(agency=setting.police)
    office.post(url("send", conference.ref), {"invitations": [police.ref]})
    assert list(conference.invitations.filter(state="invited")) == [police]
    errors = errors_of(office.post(url("send", conference.ref), {}))
    assert errors == {"invitations": ["Choose at least one to invite"]}


def test_a_null_character_is_no_reference(setting, office):
    conference = make_conference(setting)
    make_invitation(setting, conference, state="proposed")
    errors = errors_of(office.post(url("send", conference.ref), {"invitations": ["\x00"]}))
    assert errors == {"invitations": ["Choose at least one to invite"]}
    assert office.get("/conferences/%00/").status_code == 404


def test_short_notice_asks_for_the_reason_and_keeps_what_was_ticked(setting, office):
    conference = make_conference(setting, starts_at=ten_o_clock(CALENDAR.add(TODAY, 6)))
    operations.propose_invitations(conference=conference, by=setting.office, at=MONDAY)
    assert "Why do they go late?" in text_of(office.get(list_of(conference)))
    police = conference.invitations.get(agency=setting.police)
    response = office.post(url("send", conference.ref), {"invitations": [police.ref]})
    assert list(errors_of(response)) == ["short_notice_reason"]
    assert response.context["chosen"] == {police.ref}
    office.post(
        url("send", conference.ref), {"invitations": [police.ref], "short_notice_reason": "Convened late."}
    )
    police.refresh_from_db()
    assert (police.state, police.short_notice_reason) == ("invited", "Convened late.")


def test_before_the_date_is_fixed_the_list_is_drawn_up_but_not_sent(setting, office):
    conference = make_conference(setting, state="convened")
    operations.propose_invitations(conference=conference, by=setting.office, at=MONDAY)
    text = text_of(office.get(list_of(conference)))
    assert "Fix the date first" in text
    assert "Send the invitations" not in text
    chosen = list(conference.invitations.values_list("ref", flat=True))
    errors = errors_of(office.post(url("send", conference.ref), {"invitations": chosen}))
    assert errors == {"__all__": ["Fix the date first: an invitation says when and where."]}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    setting, office, number, django_assert_num_queries
):
    conference = make_conference(setting)
    for kind in (AgencyKind.HOUSING, AgencyKind.PROBATION, AgencyKind.GP)[:number]:
        agency = make_agency(setting.authority, kind=kind)
        make_invitation(setting, conference, agency=agency)
        make_invitation(setting, conference, agency=make_agency(setting.authority), state="proposed")
    office.get(list_of(conference))
    with django_assert_num_queries(31):
        response = office.get(list_of(conference))
    assert len(response.context["rows"]) == 2 * number


def test_managers_and_the_chair_look_and_change_nothing(setting):
    conference = make_invitation(setting).conference
    for person in (setting.manager, setting.chair, setting.worker):
        client = client_for(person)
        text = text_of(client.get(list_of(conference)))
        assert setting.school.name in text
        assert "Withdraw" not in text and "Add somebody else" not in text
        assert client.get(url("add_invitation", conference.ref)).status_code == 403


def test_nobody_is_led_to_an_invitation_that_they_may_not_open(setting):
    invitation = make_invitation(setting)
    page = url("invitation", invitation.ref)
    for person in (setting.office, setting.chair, setting.manager):
        client = client_for(person)
        leads_there = page in client.get(list_of(invitation.conference)).content.decode()
        assert leads_there == (client.get(page).status_code == 200)
        assert leads_there == (person != setting.manager)


def test_an_invited_agency_does_not_see_who_else_is_invited(setting, school):
    conference = make_invitation(setting).conference
    assert school.get(list_of(conference)).status_code == 403


def test_answers_and_reports_stand_beside_each_agency(setting, office):
    invitation = make_invitation(setting, state="sending_a_colleague")
    operations.stamp_report(invitation=invitation, signed_at=MONDAY, by=setting.dsl, at=MONDAY)
    text = text_of(office.get(list_of(invitation.conference)))
    assert "Sending a colleague In person Hương" in text
    assert "Done 2 March 2026" in text
    assert "12 March 2026 8 working days left" in text


def test_somebody_is_added_with_the_reason(setting, office):
    conference = make_conference(setting)
    housing = make_agency(setting.authority, kind=AgencyKind.HOUSING)
    officer = make_person(Role.AGENCY_WRITER, at=housing, job_title="Tenancy officer")
    form = url("add_invitation", conference.ref)
    assert f"{officer.name}, Tenancy officer" in text_of(office.get(form))
    data = {"agency": housing.ref, "person": officer.ref, "reason": "Rent arrears."}
    assert office.post(form, data).headers["Location"] == list_of(conference)
    added = conference.invitations.get()
    assert (added.person, added.reason, added.report_expected) == (officer, "Rent arrears.", False)
    assert errors_of(office.post(form, data)) == {"agency": [f"{housing.name} is on the list already."]}
    assert errors_of(office.post(form, {})) == {
        "agency": ["Choose the agency"],
        "reason": ["Enter why they are needed"],
    }


def test_a_person_of_the_agency_is_chosen(setting, office):
    invitation = make_invitation(setting)
    form = url("choose_person", invitation.conference.ref, invitation.ref)
    text = text_of(office.get(form))
    assert setting.dsl.name in text
    assert setting.officer.name not in text and setting.worker.name not in text
    office.post(form, {"person": setting.dsl.ref})
    invitation.refresh_from_db()
    assert invitation.person == setting.dsl
    make_invitation(setting, invitation.conference, person=setting.teacher)
    errors = errors_of(office.post(form, {"person": setting.teacher.ref}))
    assert errors == {"person": ["This person has an invitation to this conference already."]}


def test_social_care_names_the_authoritys_own_people(setting, office):
    conference = make_conference(setting)
    operations.propose_invitations(conference=conference, by=setting.office, at=MONDAY)
    care = conference.invitations.get(agency=setting.social_care)
    text = text_of(office.get(url("choose_person", conference.ref, care.ref)))
    assert setting.worker.name in text and setting.manager.name in text
    assert setting.dsl.name not in text


def test_an_invitation_is_withdrawn_with_its_reason_and_closes_at_once(setting, office, school):
    invitation = make_invitation(setting)
    assert school.get(url("invitation", invitation.ref)).status_code == 200
    form = url("withdraw", invitation.conference.ref, invitation.ref)
    assert errors_of(office.post(form, {})) == {"reason": ["Enter the reason"]}
    office.post(form, {"reason": "The child has moved school."})
    assert school.get(url("invitation", invitation.ref)).status_code == 404
    text = text_of(office.get(list_of(invitation.conference)))
    assert f"{setting.school.name} (withdrawn)" in text
    again = office.post(form, {"reason": "Twice."})
    assert "can no longer be done" in errors_of(again)["__all__"][0]


def test_an_invitation_of_another_conference_is_not_found_here(setting, office):
    invitation, other = make_invitation(setting), make_conference(setting)
    for name in ("choose_person", "withdraw"):
        assert office.get(url(name, other.ref, invitation.ref)).status_code == 404


def test_looking_changes_nothing(setting, office):
    conference = make_conference(setting)
    for name in ("propose", "send"):
        assert office.get(url(name, conference.ref)).status_code == 405
    assert Invitation.objects.count() == 0


# The family's part


def test_every_member_of_the_family_has_a_decision(setting, office):
    conference = make_conference(setting)
    mother, (zoe, ivy) = mother_of(conference.family), children_of(conference.family)
    text = text_of(office.get(list_of(conference)))
    assert text.count("Not decided yet") == 3
    assert "Has parental responsibility: invited unless it would prejudice the child’s welfare" in text
    assert "Under 12: not usually present" in text
    form = url("family_invitation", conference.ref, mother.ref)
    office.post(form, {"invited": "yes", "support": "Polish interpreter", "answer": "attending"})
    form = url("family_invitation", conference.ref, zoe.ref)
    assert errors_of(office.post(form, {"invited": "no"})) == {
        "reason": ["Give the reason: it is recorded for everybody who isn’t invited (FAM-02, FAM-03)."]
    }
    office.post(form, {"invited": "no", "reason": "She will write a letter."})
    assert office.get(form).context["form"].initial["reason"] == "She will write a letter."
    text = text_of(office.get(list_of(conference)))
    assert "Invited Will attend Polish interpreter" in text
    assert "Not invited She will write a letter." in text
    assert text.count("Not decided yet") == 1
    assert office.get(url("family_invitation", conference.ref, "x" * 16)).status_code == 404
    assert ivy.name in text


def test_an_excluded_parent_is_refused_with_a_sentence(setting, office):
    conference = make_conference(setting)
    exclude(setting, conference)
    mother = mother_of(conference.family)
    form = url("family_invitation", conference.ref, mother.ref)
    errors = errors_of(office.post(form, {"invited": "yes", "support": "Interpreter"}))
    assert errors == {
        "invited": [
            "Małgorzata Nowak is excluded from the whole of this conference and can’t be invited (EXC-01)."
        ]
    }
    assert "Excluded" in text_of(office.get(list_of(conference)))


def test_a_young_person_of_twelve_is_offered_to_take_part(setting, office):
    conference = make_conference(setting)
    zoe = children_of(conference.family)[0]
    zoe.born_on = TODAY.replace(year=TODAY.year - 12)
    zoe.save()
    mother = mother_of(conference.family)
    mother.relationships.update(parental_responsibility="not_known")
    text = text_of(office.get(list_of(conference)))
    assert "12 years old: offered to take part (FAM-02)" in text
    assert "Parental responsibility not known" in text
    mother.relationships.update(parental_responsibility="no")
    form = url("family_invitation", conference.ref, mother.ref)
    assert office.get(form).context["lead"] == []


# The invited person's page


def test_the_page_says_when_where_who_chairs_and_what_is_asked(setting, school):
    invitation = make_invitation(setting)
    text = text_of(school.get(url("invitation", invitation.ref)))
    for expected in (
        "Monday 16 March 2026 at 10am",
        "Lark 1, Larkmere Civic Centre",
        setting.chair.name,
        "30 minutes before the start",
        "10 copies of your report",
        "Zoë O’Driscoll , born 2 March 2017",
        "School of Zoë O’Driscoll.",
        "Answer the invitation",
        "Write the report",
        "Invited",
    ):
        assert expected in text, expected
    row = AuditRow.objects.filter(action="see_invitation").first()
    assert row.refs == f"{invitation.ref} {invitation.conference.ref}"


@pytest.mark.parametrize(
    ("procedure_set", "to_chair", "to_family"),
    [
        ("derbyshire", "Wednesday 11 March 2026", "Monday 9 March 2026"),  # POL-12: 3 wd; POL-15: 5 wd
        ("newham", "Monday 9 March 2026", "Friday 13 March 2026"),  # POL-12: 5 wd; POL-14: 1 wd
        ("norfolk", "Thursday 12 March 2026", "Friday 13 March 2026"),  # POL-12: 2 wd; POL-14: 1 wd
    ],
)
def test_a_schools_report_for_a_review_says_when_to_whom_and_why(procedure_set, to_chair, to_family):
    setting = make_setting(procedure_set=procedure_set)
    review = make_conference(setting, follows=make_conference(setting, state="held"))
    invitation = make_invitation(setting, review)
    response = client_for(setting.dsl).get(url("invitation", invitation.ref))
    text = text_of(response)
    chair, family = text.split("Report to the chair")[1].split("Report to the family")
    assert chair.startswith(f" {to_chair}")
    assert family.startswith(f" {to_family}")
    submit, share = response.context["row"].submit.falls.due, response.context["row"].share.falls.due
    assert submit.parameter == "POL-12"
    assert share.parameter == ("POL-15" if procedure_set == "derbyshire" else "POL-14")
    for part, due in ((chair, submit), (family, share)):
        assert "Why this date?" in part
        assert due.citation in part


def test_without_a_date_there_is_nothing_due_yet(setting, school, office):
    invitation = make_invitation(setting)
    operations.cancel(
        conference=invitation.conference, reason="Below quorum.", safety="x", by=setting.office, at=MONDAY
    )
    assert "Cancelled; a new date is being sought" in text_of(school.get(url("invitation", invitation.ref)))
    proposed = make_invitation(setting, make_conference(setting, state="convened"), state="proposed")
    text = text_of(office.get(url("invitation", proposed.ref)))
    assert "No date yet" in text and "Not named yet" in text
    assert text.count("Worked out when the date is fixed.") == 2


def test_past_the_known_holidays_a_sentence_stands_for_each_date(setting, school, office):
    invitation = make_invitation(setting)
    beyond = ten_o_clock(CALENDAR.last + timedelta(days=40))
    Conference.objects.filter(pk=invitation.conference_id).update(starts_at=beyond)
    text = text_of(school.get(url("invitation", invitation.ref)))
    assert text.count("The date can’t be given yet") == 2
    assert text_of(office.get(list_of(invitation.conference))).count("The date can’t be given yet") == 3


def test_somebody_who_only_reads_is_asked_for_no_report(setting, office):
    officer = make_person(Role.REVIEWING_OFFICER, at=setting.authority)
    conference = make_conference(setting)
    invitation = operations.add_invitation(
        conference=conference,
        agency=setting.social_care,
        person=officer,
        reason="Looked after.",
        report_expected=False,
        by=setting.office,
        at=MONDAY,
    )
    operations.invite(
        conference=conference, invitations=[invitation], calendar=CALENDAR, by=setting.office, at=MONDAY
    )
    client = client_for(officer)
    text = text_of(client.get(url("invitation", invitation.ref)))
    assert "No report is asked of you." in text
    assert "copies of your report" not in text and "Write the report" not in text
    assert "Not asked" in text_of(office.get(list_of(conference)))
    assert len(client.get(url("answer", invitation.ref)).context["lead"]) == 0


# Answers


def test_the_school_answers_and_may_change_its_mind(setting, school):
    invitation = make_invitation(setting)
    form = url("answer", invitation.ref)
    asked = text_of(school.get(form))
    assert "Monday 16 March 2026 at 10am A report is expected whether or not anybody attends" in asked
    response = school.post(form, {"answer": "attending", "how": "video"}, follow=True)
    text = text_of(response)
    assert "Your answer has been sent to the office" in text
    assert "Attending answered on Monday 2 March 2026" in text
    assert "By video" in text and "Change your answer" in text
    assert school.get(form).context["form"]["how"].value() == "video"
    data = {
        "answer": "sending_a_colleague",
        "colleague_name": "محمد",
        "colleague_role": "Head",
        "colleague_how": "telephone",
    }
    assert "محمد , Head: by telephone" in text_of(school.post(form, data, follow=True))
    school.post(form, {"answer": "apologies", "apology_reason": "Inspection that day."})
    assert "Inspection that day." in text_of(school.get(url("invitation", invitation.ref)))
    invitation.refresh_from_db()
    assert (invitation.state, invitation.colleague_name, invitation.how) == ("apologies", "", "")


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"answer": ["Choose whether you will attend"]}),
        ({"answer": "attending"}, {"how": ["Choose how you will attend"]}),
        (
            {"answer": "sending_a_colleague"},
            {
                "colleague_name": ["Enter the colleague’s full name"],
                "colleague_how": ["Choose how they will attend"],
            },
        ),
        (
            {"answer": "sending_a_colleague", "colleague_name": "z" * 201, "colleague_how": "video"},
            {"colleague_name": ["The colleague’s full name must be 200 characters or fewer. It has 201"]},
        ),
        ({"answer": "apologies", "apology_reason": " "}, {"apology_reason": ["Enter why nobody can attend"]}),
    ],
)
def test_half_an_answer_is_told_by_its_field(setting, school, data, errors):
    invitation = make_invitation(setting)
    assert errors_of(school.post(url("answer", invitation.ref), data)) == errors
    invitation.refresh_from_db()
    assert invitation.state == "invited"


def test_the_office_sees_how_to_reach_an_agency_and_the_agency_does_not_need_to(setting, office, school):
    invitation = make_invitation(setting)
    of_it = url("invitation", invitation.ref)
    assert "To reach them: no telephone number is known." in text_of(office.get(of_it))
    type(setting.school).objects.filter(pk=setting.school.pk).update(
        telephone="01632 960199", email="office@school.example"
    )
    assert "To reach them: telephone 01632 960199, office@school.example" in text_of(office.get(of_it))
    assert "To reach them" not in text_of(school.get(of_it))


def test_the_office_records_an_answer_that_came_by_telephone(setting, office):
    invitation = make_invitation(setting)
    form = url("log_answer", invitation.ref)
    assert "What did they answer?" in text_of(office.get(form))
    assert errors_of(office.post(form, {"answer": "attending", "how": "in_person"})) == {
        "came": ["Choose how the answer reached you"]
    }
    text = text_of(
        office.post(form, {"answer": "attending", "how": "in_person", "came": "telephone"}, follow=True)
    )
    assert "The answer has been recorded." in text
    invitation.refresh_from_db()
    assert (invitation.state, invitation.answer_came) == ("attending", "telephone")
    assert office.get(url("answer", invitation.ref)).status_code == 403


def test_after_the_conference_there_is_no_more_to_answer(setting, school, office):
    invitation = make_invitation(setting)
    operations.move(
        conference=invitation.conference, name="hold", held_on=TODAY, by=setting.office, at=MONDAY
    )
    text = text_of(school.get(url("invitation", invitation.ref)))
    assert "Held on Monday 2 March 2026" in text
    assert "Answer the invitation" not in text
    assert "Record an answer" not in text_of(office.get(url("invitation", invitation.ref)))
    response = school.post(url("answer", invitation.ref), {"answer": "attending", "how": "video"})
    assert errors_of(response)["__all__"] == [
        "This conference is “Held” now, so the answer can no longer be changed."
    ]


def test_once_signed_the_report_is_no_longer_asked_for(setting, school):
    invitation = make_invitation(setting, state="attending")
    assert "Write the report" in text_of(school.get(url("invitation", invitation.ref)))
    operations.stamp_report(invitation=invitation, signed_at=MONDAY, by=setting.dsl, at=MONDAY)
    operations.stamp_sharing(invitation=invitation, shared_at=MONDAY, by=setting.dsl, at=MONDAY)
    text = text_of(school.get(url("invitation", invitation.ref)))
    assert "Write the report" not in text and "Your signed report" in text
    assert "Report signed and submitted" in text and "Report shared with the family" in text


def test_another_agency_and_another_school_get_404_for_every_page(setting):
    invitation = make_invitation(setting)
    elsewhere = make_person(Role.AGENCY_WRITER, at=make_agency(setting.authority))
    for person in (elsewhere, setting.officer):
        client = client_for(person)
        for name in ("invitation", "answer", "log_answer"):
            assert client.get(url(name, invitation.ref)).status_code == 404
            assert client.post(url(name, invitation.ref)).status_code == 404


def test_a_manager_is_told_that_an_invitation_is_not_theirs(setting):
    invitation = make_invitation(setting)
    response = client_for(setting.manager).get(url("invitation", invitation.ref))
    assert response.status_code == 403


def test_an_excluded_practitioner_is_a_stranger_to_the_conference(setting, school):
    invitation = make_invitation(setting)
    conference = invitation.conference
    Adult.objects.filter(pk=mother_of(conference.family).pk).update(person=setting.dsl)
    assert school.get(url("invitation", invitation.ref)).status_code == 200
    exclude(setting, conference)
    assert school.get(url("invitation", invitation.ref)).status_code == 404
