"""From the start page to the receipt and the family, as a browser goes; and who finds which door closed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conferences.models import Conference, Invitation
from conferences.queries.dates import report_dues
from conferences.tests.factories import make_conference, make_family, make_invitation, make_setting, mother_of
from partnership.calendar import working_calendar
from partnership.models import AuditRow, RoleHeld
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, Role
from reports.models import Report, ReportVersion, Sharing
from reports.operations.writing import sign
from reports.tests.doors import past_the_door
from reports.tests.factories import HOSTILE, fill, make_report, signed_report, waiting_report
from reports.views import signing

pytestmark = pytest.mark.django_db
SIGNED = {"name": "Siân Pryce", "role": "Safeguarding lead"}


@pytest.fixture
def setting():
    return make_setting()


def url(name, *args):
    return reverse(f"reports:{name}", args=args)


def text(response):
    return response.content.decode()


def get(person, page, *args):
    return client_for(person).get(url(page, *args))


def post(person, page, *args, follow=False, **sent):
    return client_for(person).post(url(page, *args), sent, follow=follow)


# Start


def test_the_start_page_says_when_and_to_whom_it_is_due(setting):
    invitation = make_invitation(setting)

    page = text(get(setting.teacher, "start", invitation.ref))

    assert "Start the report" in page and "registration certificate" in page
    assert page.count("Why this date?") == 2


def test_starting_leads_to_the_parts_and_starting_again_to_the_same_report(setting):
    invitation = make_invitation(setting)

    first = post(setting.teacher, "start", invitation.ref)
    again = post(setting.dsl, "start", invitation.ref)

    report = Report.objects.get()
    assert first["Location"] == again["Location"] == url("report", report.ref)
    assert get(setting.teacher, "start", invitation.ref)["Location"] == url("report", report.ref)


def test_looking_at_the_start_page_begins_nothing(setting):
    get(setting.teacher, "start", make_invitation(setting).ref)

    assert not Report.objects.exists()


def test_a_report_for_a_conference_that_is_not_ones_own_is_not_found(setting):
    invitation = make_invitation(setting)
    other_school = make_person(Role.AGENCY_WRITER, at=make_agency(setting.authority))

    for person in (make_setting().teacher, setting.officer, other_school):
        assert post(person, "start", invitation.ref).status_code == 404
    assert not Report.objects.exists()


def test_a_doctor_is_told_that_the_family_is_owed_nothing(setting):
    hospital = make_agency(setting.authority, kind=AgencyKind.PAEDIATRICS)
    doctor = make_person(Role.AGENCY_WRITER, at=hospital)

    page = text(get(doctor, "start", make_invitation(setting, agency=hospital).ref))

    assert "Nothing: a medical report goes to the chair alone." in page and page.count("Why this date?") == 1


def test_the_office_sees_the_invitation_and_writes_no_report(setting):
    assert post(setting.office, "start", make_invitation(setting).ref).status_code == 403


def test_a_conference_without_a_date_says_so(setting):
    invitation = make_invitation(setting)
    Conference.objects.update(state="cancelled", starts_at=None)

    assert "The conference has no date yet" in text(get(setting.teacher, "start", invitation.ref))


# The parts


def test_the_list_of_parts_says_how_far_each_is(setting):
    report = make_report(setting)

    page = text(get(setting.teacher, "report", report.ref))

    assert "0 of 30 parts done" in page
    assert page.count("Not started") == 3 + 2 + 1 + 1  # the report, both children, the mother, the end
    assert "In progress" in page and "Can’t start yet" in page
    assert setting.dsl.name in page


def test_a_whole_report_is_ready_to_be_handed_over(setting):
    report = fill(make_report(setting))

    page = text(get(setting.teacher, "report", report.ref))

    assert "30 of 30 parts done" in page
    assert "Check and sign off" in page


def test_where_nobody_can_sign_off_the_page_says_so(setting):
    report = make_report(setting)
    RoleHeld.objects.filter(role=Role.AGENCY_SIGNER).delete()

    assert "can sign off yet" in text(get(setting.teacher, "report", report.ref))
    assert "Ask the conference office to add somebody" in text(get(setting.teacher, "ask", report.ref))


# Check, ask, return


def test_the_check_shows_the_whole_report_and_a_linked_list_of_what_is_missing(setting):
    report = make_report(setting)

    page = text(get(setting.teacher, "check", report.ref))

    assert "answers are missing or need another look" in page
    assert f'href="{url("part", report.ref, "about")}?check#id_records_checked-r1-record"' in page
    assert "Not answered yet" in page


def test_asking_for_sign_off_with_gaps_lists_each_of_them(setting):
    report = make_report(setting)

    page = post(setting.teacher, "ask", report.ref, note="")

    assert page.status_code == 422
    assert f'href="{url("part", report.ref, "about")}?check#id_records_checked-r1-record"' in text(page)


def test_the_author_asks_and_the_lead_reads_returns_and_signs(setting):
    report = fill(make_report(setting))
    asked = post(setting.teacher, "ask", report.ref, note="Please look at Ivy.", follow=True)
    assert "Sign-off is asked for" in text(asked) and "Take it back to change it" in text(asked)
    assert "Check and sign off" not in text(asked)

    page = text(get(setting.dsl, "report", report.ref))
    assert "Read it and sign" in page and "Return with comments" in page
    assert "Sign and submit" in text(get(setting.dsl, "check", report.ref))

    assert get(setting.dsl, "return", report.ref).status_code == 200
    assert "Write what should change" in text(post(setting.dsl, "return", report.ref, comment=" "))
    returned = post(setting.dsl, "return", report.ref, comment=HOSTILE, place="about", follow=True)
    assert "The report is back with" in text(returned)
    about = text(get(setting.teacher, "part", report.ref, "about"))
    assert "What should change" in about and "&lt;b&gt;O’Neil" in about
    assert "What should change" not in text(get(setting.teacher, "part", report.ref, "family"))

    post(setting.teacher, "ask", report.ref)
    signed = post(setting.dsl, "sign", report.ref, **SIGNED)
    assert signed["Location"] == url("receipt", report.ref)
    assert ReportVersion.objects.get().signed_by == setting.dsl


def test_the_author_takes_it_back(setting):
    report = waiting_report(setting)

    page = post(setting.teacher, "take_back", report.ref, follow=True)

    assert "You have the report back" in text(page)
    assert get(setting.teacher, "part", report.ref, "about").status_code == 200
    assert client_for(setting.teacher).get(url("take_back", report.ref)).status_code == 405


@pytest.mark.parametrize(
    ("view", "state", "who"),
    [
        (signing.ask, "for_sign_off", "teacher"),
        (signing.back, "returned", "teacher"),
        (signing.send_back, "drafting", "dsl"),
        (signing.signature, "signed", "dsl"),
    ],
    ids=["ask", "take back", "return", "sign"],
)
def test_what_somebody_did_meanwhile_is_told_and_nothing_breaks(setting, view, state, who):
    report, person = fill(make_report(setting)), getattr(setting, who)
    sent = {"comment": "x", "note": "", **SIGNED}
    start = {
        "for_sign_off": "drafting",
        "returned": "for_sign_off",
        "drafting": "for_sign_off",
        "signed": "for_sign_off",
    }
    report.state = start[state]
    Report.objects.filter(pk=report.pk).update(state=start[state])

    response = past_the_door(view, report, client_for(person), sent, becomes=state)

    assert (response.status_code, response["Location"]) == (302, url("report", report.ref))


def test_the_author_does_not_sign_what_somebody_else_signs_off(setting):
    report = waiting_report(setting)

    assert get(setting.teacher, "sign", report.ref).status_code == 403
    assert get(setting.teacher, "return", report.ref).status_code == 403


# Sign


def police_report(setting):
    return make_report(
        setting, invitation=make_invitation(setting, agency=setting.police), by=setting.officer
    )


def test_a_service_without_a_second_signature_signs_its_own(setting):
    report = fill(police_report(setting))
    assert "Sign and submit" in text(get(setting.officer, "check", report.ref))

    page = post(setting.officer, "sign", report.ref, **SIGNED, follow=True)

    assert "The report is signed and submitted" in text(page)


def test_a_signature_on_an_incomplete_report_lists_every_gap_with_its_link(setting):
    report = police_report(setting)

    page = post(setting.officer, "sign", report.ref, **SIGNED)

    assert page.status_code == 422
    assert text(page).count("?check#id_") > 20
    assert 'value="Siân Pryce"' in text(page)


def test_a_signature_is_a_typed_name_and_role(setting):
    report = police_report(setting)

    page = text(post(setting.officer, "sign", report.ref, name=" ", role=""))

    assert "Type your full name to sign" in page and "Type your role" in page
    assert not ReportVersion.objects.exists()


def test_the_lead_who_was_not_asked_is_told_what_to_do(setting):
    report = fill(make_report(setting))

    page = post(setting.dsl, "sign", report.ref, **SIGNED)

    assert page.status_code == 422 and "asked for sign-off yet" in text(page)


def test_the_same_signature_sent_twice_signs_once(setting):
    report = waiting_report(setting)
    browser = client_for(setting.dsl)
    browser.post(url("sign", report.ref), SIGNED)

    again = browser.post(url("sign", report.ref), SIGNED)

    assert again.status_code == 403  # it is signed: the door says so
    assert ReportVersion.objects.count() == 1


def test_a_late_report_asks_for_its_reason(setting):
    before = timezone.now() - timedelta(days=20)
    report = waiting_report(setting, at=before)

    page = text(get(setting.dsl, "sign", report.ref))
    assert "This report was due on" in page and "Why is it late?" in page
    refused = post(setting.dsl, "sign", report.ref, **SIGNED, late_reason="")
    assert refused.status_code == 422 and "late, so give the reason" in text(refused)
    receipt = post(setting.dsl, "sign", report.ref, **SIGNED, late_reason=HOSTILE, follow=True)
    assert "Late because" in text(receipt) and "&lt;b&gt;O’Neil" in text(receipt)


# Receipt and reading


def test_the_receipt_says_what_was_due_and_what_comes_next(setting):
    version = signed_report(setting)

    page = text(get(setting.teacher, "receipt", version.report.ref))

    assert version.sha256 in page and "It was due" in page
    assert "Share it with the family" in page and "Małgorzata Nowak" in page


def test_without_a_signature_there_is_no_receipt_and_nothing_to_read(setting):
    report = make_report(setting)

    assert get(setting.teacher, "receipt", report.ref).status_code == 404
    assert get(setting.teacher, "read", report.ref).status_code == 404
    assert get(setting.teacher, "sharing", report.ref).status_code == 403


def test_a_signed_report_is_read_and_no_longer_written(setting):
    version = signed_report(setting)
    ref = version.report.ref

    assert get(setting.teacher, "report", ref)["Location"] == url("read", ref)
    page = text(get(setting.teacher, "read", ref))
    assert "Our records" in page and "Fact" in page and "Not recorded yet" in page
    assert "&lt;b&gt;O’Neil&lt;/b&gt;" in page and "<b>O’Neil" not in page
    assert get(setting.teacher, "part", ref, "about").status_code == 403


def test_the_chair_reads_it_once_it_is_signed_and_the_reading_is_recorded(setting):
    report = waiting_report(setting)
    assert get(setting.chair, "read", report.ref).status_code == 404
    sign(report=report, **SIGNED, late_reason="", by=setting.dsl, at=timezone.now())

    assert get(setting.chair, "read", report.ref).status_code == 200
    row = AuditRow.objects.filter(person=setting.chair, outcome="allowed").latest("pk")
    assert (row.action, row.refs.split()[0]) == ("read_report", report.ref)
    for person in (setting.office, setting.manager, setting.worker, setting.officer):
        assert get(person, "read", report.ref).status_code == 404


def test_a_medical_report_is_read_by_the_chair_and_its_own_service_alone(setting):
    # REP-11
    hospital = make_agency(setting.authority, kind=AgencyKind.PAEDIATRICS)
    doctor = make_person(Role.AGENCY_WRITER, at=hospital)
    version = signed_report(setting, invitation=make_invitation(setting, agency=hospital), by=doctor)

    assert "for the chair alone" in text(get(setting.chair, "read", version.report.ref))
    assert get(doctor, "read", version.report.ref).status_code == 200
    dues = report_dues(version.report.invitation, working_calendar())
    assert dues.submit.due_on is not None and dues.share is None  # nobody is chased to show it to the family
    assert "It goes to the chair alone" in text(get(doctor, "receipt", version.report.ref))
    assert get(doctor, "sharing", version.report.ref).status_code == 403
    assert get(doctor, "share", version.report.ref, "nobody").status_code == 403
    for person in (setting.office, setting.teacher, setting.dsl, setting.worker):
        assert get(person, "read", version.report.ref).status_code == 404


# The family


def test_sharing_is_recorded_person_by_person(setting):
    version = signed_report(setting)
    report, mother = version.report, mother_of(version.report.invitation.conference.family)
    today = timezone.localdate()
    day = {"shown_on_day": today.day, "shown_on_month": today.month, "shown_on_year": today.year}

    assert "Owed" in text(get(setting.teacher, "sharing", report.ref))
    assert get(setting.teacher, "share", report.ref, mother.ref).status_code == 200
    done = post(
        setting.teacher,
        "share",
        report.ref,
        mother.ref,
        shown="yes",
        how="in person",
        by_whom="Hương",
        said=HOSTILE,
        **day,
        follow=True,
    )

    assert "Recorded for Małgorzata Nowak" in text(done) and "&lt;b&gt;O’Neil" in text(done)
    assert Invitation.objects.get(pk=report.invitation_id).shared_with_family_at is not None
    assert "Something is recorded already" in text(get(setting.teacher, "share", report.ref, mother.ref))
    assert "Shown" in text(get(setting.chair, "read", report.ref))


def test_not_sharing_needs_its_reason_and_the_chair_sees_it(setting):
    version = signed_report(setting)
    report, mother = version.report, mother_of(version.report.invitation.conference.family)

    missing = text(post(setting.teacher, "share", report.ref, mother.ref, shown="no"))
    assert "Choose why they were not shown it" in missing
    post(
        setting.teacher,
        "share",
        report.ref,
        mother.ref,
        shown="no",
        not_shown_reason="not safe",
        not_shown_note="The chair agreed.",
    )

    post(setting.teacher, "share", report.ref, mother.ref, shown="no", not_shown_reason="not safe", not_shown_note="The chair agreed.")  # fmt: skip
    assert (
        Sharing.objects.get().not_shown_note == "The chair agreed."
    )  # the same form sent twice is recorded once
    assert "Not shown" in text(get(setting.teacher, "sharing", report.ref))
    assert "The chair agreed." in text(get(setting.chair, "read", report.ref))
    tab = text(get(setting.chair, "conference", report.invitation.conference.ref))
    assert "Not shared, with reasons" in tab and ">Shared<" not in tab


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Say whether they have been shown the report"),
        ({"shown": "yes"}, "Enter the day on which they were shown it"),
        ({"shown": "yes", "shown_on_day": "1", "shown_on_month": "1", "shown_on_year": "2020"}, "or later"),
        ({"shown": "yes", "shown_on_day": "1", "shown_on_month": "1", "shown_on_year": "2099"}, "or earlier"),
        ({"shown": "yes", "by_whom": ""}, "Enter who showed it to them"),
    ],
)
def test_a_sharing_that_says_too_little_is_asked_again(setting, sent, sentence):
    version = signed_report(
        setting, invitation=make_invitation(setting, agency=setting.police), by=setting.officer
    )
    mother = mother_of(version.report.invitation.conference.family)

    assert sentence in text(post(setting.officer, "share", version.report.ref, mother.ref, **sent))
    assert not Sharing.objects.exists()


def test_somebody_of_another_family_is_not_found(setting):
    version = signed_report(
        setting, invitation=make_invitation(setting, agency=setting.police), by=setting.officer
    )
    other = mother_of(make_conference(make_setting()).family)

    assert get(setting.officer, "share", version.report.ref, other.ref).status_code == 404


# The tab


def test_the_office_sees_who_has_reported_and_not_what(setting):
    version = signed_report(setting)
    conference = version.report.invitation.conference
    make_invitation(setting, conference, agency=setting.police)

    page = text(get(setting.office, "conference", conference.ref))
    assert setting.school.name.replace("&", "&amp;") in page and "Not begun" in page
    assert url("read", version.report.ref) not in page
    assert url("read", version.report.ref) in text(get(setting.chair, "conference", conference.ref))
    assert get(setting.teacher, "conference", conference.ref).status_code == 403


def test_the_tab_has_the_same_number_of_queries_for_one_agency_and_for_three(
    setting, django_assert_num_queries
):
    conference = make_invitation(setting).conference
    browser = client_for(setting.office)
    # one of them for the chair whom the masthead names
    browser.get(url("conference", conference.ref))
    with django_assert_num_queries(21):
        browser.get(url("conference", conference.ref))
    make_invitation(setting, conference, agency=setting.police)
    make_invitation(setting, conference, agency=setting.health)

    with django_assert_num_queries(21):
        browser.get(url("conference", conference.ref))


@pytest.mark.parametrize(("screen", "queries"), [("report", 37), ("check", 47), ("sharing", 32)])
def test_a_list_has_the_same_number_of_queries_for_one_child_and_for_three(
    setting, django_assert_num_queries, screen, queries
):
    for names in (("Ann",), ("Bo", "Cy", "Di")):
        family = make_family(setting, names=names, ages=(9,) * len(names), name=names[0])
        invitation = make_invitation(setting, make_conference(setting, family=family), agency=setting.police)
        make = signed_report if screen == "sharing" else make_report
        made = make(setting, invitation=invitation, by=setting.officer)
        report = made.report if screen == "sharing" else made
        browser = client_for(setting.officer)
        browser.get(url(screen, report.ref))
        with django_assert_num_queries(queries):
            browser.get(url(screen, report.ref))


def test_a_conference_without_invitations_says_so(setting):
    assert "Nobody is invited yet" in text(get(setting.office, "conference", make_conference(setting).ref))
