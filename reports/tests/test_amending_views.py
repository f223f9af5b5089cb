"""Correcting, comparing and sharing, as a browser goes; and whose draft nobody else sees."""

import pytest
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import make_invitation, make_setting, mother_of
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, AmendmentKind, Role
from procedures.workflow import ReportState
from reports.models import ChairsWord, Correction, Report
from reports.operations.amending import amend_report
from reports.tests.doors import past_the_door
from reports.tests.factories import (
    HOSTILE,
    add_and_sign,
    amended_report,
    make_report,
    not_shared,
    shared,
    signed_report,
)
from reports.tests.test_amending import say_differently
from reports.views import amending

pytestmark = pytest.mark.django_db
SIGNED = {"name": "Siân Pryce", "role": "Safeguarding lead"}


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def version(setting):
    return signed_report(setting)


def url(name, *args):
    return reverse(f"reports:{name}", args=args)


def text(response):
    return response.content.decode()


def get(person, page, *args, **query):
    return client_for(person).get(url(page, *args), query)


def post(person, page, *args, follow=False, **sent):
    return client_for(person).post(url(page, *args), sent, follow=follow)


# Correcting


def test_a_new_version_goes_from_the_signed_one_to_the_second_signature(setting, version):
    ref = version.report.ref
    assert "Correct it" in text(get(setting.teacher, "read", ref))
    assert "A signed report is never changed" in text(get(setting.teacher, "amend", ref))
    assert "Say whether you add something" in text(post(setting.teacher, "amend", ref))
    assert "Write what is to be added" in text(
        post(setting.teacher, "amend", ref, kind="addendum", reason="x")
    )

    opened = post(setting.teacher, "amend", ref, kind="new_version", reason="A date was wrong.", follow=True)
    assert "Version 1 stays what everybody reads" in text(opened) and "A date was wrong." in text(opened)
    say_differently(Report.objects.get(), setting.teacher, text="Kept the family fed.")
    assert "Kept the family fed." in text(get(setting.teacher, "changes", ref, to="draft", **{"from": "1"}))
    assert "An amendment is being written" in text(get(setting.teacher, "read", ref))
    checked = text(get(setting.teacher, "check", ref))
    assert "See what differs from the signed version" in checked and "Kept the family fed." in checked
    post(setting.teacher, "ask", ref)
    assert "Read it and sign" in text(get(setting.dsl, "report", ref))
    post(setting.dsl, "sign", ref, **SIGNED)

    page = text(get(setting.teacher, "read", ref))
    assert "Kept the family fed." in page and "Why there is this version" in page and "All versions" in page
    listed = text(get(setting.teacher, "versions", ref))
    assert "Version 2" in listed and "Version 1" in listed and "A date was wrong." in listed
    old = text(get(setting.teacher, "version", ref, 1))
    assert "This is not the newest version" in old and "Kept the family fed." not in old
    assert "This is not the newest version" not in text(get(setting.teacher, "version", ref, 2))
    assert get(setting.teacher, "version", ref, 3).status_code == 404


def test_an_addendum_is_written_changed_and_signed(setting, version):
    ref = version.report.ref
    post(
        setting.teacher,
        "amend",
        ref,
        kind="addendum",
        place="about",
        text="They moved.",
        reason="It came late.",
    )

    page = text(get(setting.teacher, "report", ref))
    assert "They moved." in page and "Not signed yet" in page and "Ask for sign-off" in page
    assert "They moved." in text(get(setting.teacher, "addendum", ref))
    assert "Write what is to be added" in text(post(setting.teacher, "addendum", ref, text="", reason="x"))
    changed = post(setting.teacher, "addendum", ref, text=HOSTILE, reason="It came late.", follow=True)
    assert "&lt;b&gt;O’Neil" in text(changed) and "The addendum is saved." in text(changed)
    assert "Nothing is missing" in text(get(setting.teacher, "check", ref))
    post(setting.teacher, "ask", ref)
    assert "Take it back" in text(get(setting.teacher, "report", ref))
    assert "Return with comments" in text(get(setting.dsl, "report", ref))
    post(setting.dsl, "return", ref, comment="Since when?")
    assert "Since when?" in text(get(setting.teacher, "report", ref))
    post(setting.teacher, "ask", ref)
    post(setting.dsl, "sign", ref, **SIGNED)

    page = text(get(setting.chair, "read", ref))
    assert "Addendum" in page and "&lt;b&gt;O’Neil" in page and "Signed by" in page
    assert get(setting.teacher, "addendum", ref).status_code == 403


def test_there_is_no_addendum_to_change_while_a_new_version_is_written(setting):
    report = amended_report(setting, kind=AmendmentKind.NEW_VERSION)
    assert get(setting.teacher, "addendum", report.ref).status_code == 404
    first = make_report(setting)
    assert get(setting.teacher, "addendum", first.ref).status_code == 404


def test_an_amendment_is_given_up_after_being_asked(setting):
    report = amended_report(setting)

    assert "That can’t be undone" in text(get(setting.teacher, "give_up", report.ref))
    done = post(setting.teacher, "give_up", report.ref, follow=True)

    assert "The signed version is as it was" in text(done)
    report.refresh_from_db()
    assert report.state == ReportState.SIGNED


def test_a_first_draft_can_not_be_given_up(setting):
    report = make_report(setting)
    for answered in (
        get(setting.teacher, "give_up", report.ref),
        post(setting.teacher, "give_up", report.ref),
    ):
        assert answered["Location"] == url("report", report.ref)
    assert "hasn’t been signed yet" in text(
        client_for(setting.teacher).post(url("give_up", report.ref), follow=True)
    )


def test_an_addendum_that_adds_nothing_is_said_where_it_is_handed_over(setting, version):
    amend_report(
        report=version.report,
        kind=AmendmentKind.NEW_VERSION,
        reason="x",
        by=setting.teacher,
        at=timezone.now(),
    )

    done = post(setting.teacher, "ask", version.report.ref, follow=True)

    assert "Nothing differs from the version that was signed" in text(done)


def test_two_who_amend_at_once_are_told(setting, version):
    browser = client_for(setting.teacher)
    sent = {"kind": "new_version", "reason": "x"}
    answered = past_the_door(amending.amend, version.report, browser, sent, becomes="drafting")
    assert answered["Location"] == url("report", version.report.ref)


def test_an_addendum_sent_after_it_was_handed_over_is_not_lost(setting):
    report = amended_report(setting)
    sent = {"text": "Even more.", "reason": "x"}
    answered = past_the_door(
        amending.addendum, report, client_for(setting.teacher), sent, becomes="for_sign_off"
    )
    assert answered.status_code == 409 and "Even more." in text(answered)


# Whose draft it is


def test_the_chair_reads_what_was_signed_and_nothing_of_what_is_being_written(setting, version):
    report = version.report
    amend_report(
        report=report, kind=AmendmentKind.NEW_VERSION, reason="x", by=setting.teacher, at=timezone.now()
    )
    place = say_differently(report, setting.teacher, text="Secret so far.")
    material_file = _file_added_now(report, setting, place)

    for page in ("report", "check"):
        assert get(setting.chair, page, report.ref)["Location"] == url("read", report.ref)
    for page in (get(setting.chair, "read", report.ref), get(setting.chair, "versions", report.ref)):
        assert "Secret so far." not in text(page) and "being written" not in text(page)
    assert get(setting.chair, "changes", report.ref, to="draft", **{"from": "1"}).status_code == 404
    assert get(setting.chair, "file", report.ref, material_file.ref).status_code == 404
    assert get(setting.teacher, "file", report.ref, material_file.ref).status_code == 200
    signed = report.attachments.exclude(pk=material_file.pk).first()
    assert get(setting.chair, "file", report.ref, signed.ref).status_code == 200


def _file_added_now(report, setting, place):
    from_before = report.attachments.first()
    kept = type(from_before).objects.get(pk=from_before.pk)
    kept.pk, kept.ref = None, "added0000000000x"
    kept.save()
    return kept


def test_the_chair_is_told_on_the_page_what_is_new_since_they_read_it(setting, version):
    ref = version.report.ref
    assert "Changed since you read it" not in text(get(setting.chair, "read", ref))
    add_and_sign(version.report, by=setting.dsl, text="They moved to Derby.")

    page = text(get(setting.chair, "read", ref))
    assert "Changed since you read it" in page and "You read version 1" in page
    assert "[added: " in text(get(setting.chair, "changes", ref, to="2", **{"from": "1"}))
    assert "Changed since you read it" not in text(get(setting.chair, "read", ref))
    assert "Changed since you read it" not in text(get(setting.teacher, "read", ref))


def test_any_two_versions_are_compared(setting, version):
    ref = version.report.ref
    assert get(setting.teacher, "changes", ref).status_code == 404  # there is one only
    add_and_sign(version.report, by=setting.dsl, text="One.")
    add_and_sign(version.report, by=setting.dsl, text="Two.")

    assert "between version 2 and version 3" in text(get(setting.teacher, "changes", ref))
    page = text(get(setting.teacher, "changes", ref, to="3", **{"from": "1"}))
    assert "between version 1 and version 3" in page and "Compare two versions" in page
    assert "Nothing differs" in text(get(setting.teacher, "changes", ref, to="2", **{"from": "2"}))
    assert "Compare two versions" in text(get(setting.teacher, "versions", ref))
    for wrong in ("9", "x", "draft"):
        assert get(setting.teacher, "changes", ref, to=wrong).status_code == 404
        assert get(setting.teacher, "changes", ref, **{"from": wrong}).status_code == 404


@pytest.mark.parametrize(("screen", "queries"), [("versions", 20), ("changes", 22)])
def test_a_list_of_versions_has_the_same_number_of_queries_for_two_and_for_four(
    setting, version, django_assert_num_queries, screen, queries
):
    browser = client_for(setting.teacher)
    add_and_sign(version.report, by=setting.dsl)
    for _ in range(2):
        browser.get(url(screen, version.report.ref))
        with django_assert_num_queries(queries):
            browser.get(url(screen, version.report.ref))
        add_and_sign(version.report, by=setting.dsl)
        add_and_sign(version.report, by=setting.dsl)


# The family


def test_what_they_say_is_wrong_is_recorded_answered_and_read_by_the_chair(setting, version):
    report, mother = version.report, mother_of(version.report.invitation.conference.family)
    assert get(setting.teacher, "wrong", report.ref, mother.ref).status_code == 403
    today = timezone.localdate()
    day = {"shown_on_day": today.day, "shown_on_month": today.month, "shown_on_year": today.year}
    form = text(get(setting.teacher, "share", report.ref, mother.ref))
    assert "How the writer can be reached securely" in form and "In person" in form
    post(
        setting.teacher, "share", report.ref, mother.ref, shown="yes", how="in person", by_whom="Hương",
        said="Fair.", wrong="Not nine days.", wrong_place="about/reach", **day,
    )  # fmt: skip

    page = text(get(setting.teacher, "sharing", report.ref))
    assert "Not nine days." in page and "Not answered yet" in page
    assert "Write what they say is wrong" in text(post(setting.teacher, "wrong", report.ref, mother.ref))
    post(setting.teacher, "wrong", report.ref, mother.ref, text="And he likes maths.")
    one = Correction.objects.get(text="Not nine days.")
    asked = text(get(setting.teacher, "answer_correction", report.ref, one.ref))
    assert "Not nine days." in asked and "How the writer can be reached securely" in asked
    assert "Say whether you accept it" in text(
        post(setting.teacher, "answer_correction", report.ref, one.ref)
    )
    post(setting.teacher, "answer_correction", report.ref, one.ref, verdict="accepted", reason="Six it was.")

    read = text(get(setting.chair, "read", report.ref))
    assert "says this is wrong" in read and "Six it was." in read and "And he likes maths." in read
    assert "Answer it anew" in text(get(setting.teacher, "sharing", report.ref))
    assert "Six it was." in text(get(setting.teacher, "answer_correction", report.ref, one.ref))
    assert get(setting.teacher, "answer_correction", report.ref, "nothing").status_code == 404
    other = signed_report(setting).report
    assert get(setting.teacher, "answer_correction", other.ref, one.ref).status_code == 404


def test_a_second_version_of_what_nobody_saw_is_not_shown_again(setting, version):
    add_and_sign(version.report, by=setting.dsl)

    assert "This is the one to show them" in text(get(setting.teacher, "sharing", version.report.ref))


def test_from_the_signed_report_its_writer_goes_back_to_the_invitation_and_a_chair_to_the_room(
    setting, version
):
    asked = version.report.invitation
    invitation = reverse("conferences:invitation", args=[asked.ref])
    room = reverse("reports:conference_reading", args=[asked.conference.ref])

    for_writer, for_chair = (
        get(person, "read", version.report.ref).content.decode()
        for person in (setting.teacher, setting.chair)
    )
    assert f'href="{invitation}"' in for_writer and f'href="{room}"' not in for_writer
    assert f'href="{room}"' in for_chair


def test_more_may_be_said_of_an_earlier_version(setting, version):
    report, mother = version.report, mother_of(version.report.invitation.conference.family)
    shared(version, person=mother, by=setting.teacher)
    add_and_sign(report, by=setting.dsl)

    post(setting.teacher, "wrong", report.ref, mother.ref, text="It was never so.")

    assert Correction.objects.get(text="It was never so.").sharing.version == version
    page = text(get(setting.teacher, "sharing", report.ref))
    assert "shown to them again" in page and "Version 1: shown on" in page


def test_the_head_says_who_has_not_seen_it(setting, version):
    report, mother = version.report, mother_of(version.report.invitation.conference.family)
    for person in (setting.chair, setting.teacher):
        assert "has not seen this" in text(get(person, "read", report.ref))
    shared(version, person=mother, by=setting.teacher)
    assert "has not seen this" not in text(get(setting.chair, "read", report.ref))

    add_and_sign(report, by=setting.dsl)
    page = text(get(setting.chair, "read", report.ref))
    assert "has not seen this version" in page and "saw version 1" in page


def test_the_chair_says_whether_it_may_be_kept_from_somebody(setting, version):
    report, mother = version.report, mother_of(version.report.invitation.conference.family)
    nothing = client_for(setting.chair).get(url("withheld", report.ref, mother.ref), follow=True)
    assert "nothing for you to decide" in text(nothing)
    not_shared(version, person=mother, by=setting.teacher)
    assert "Say whether you agree" in text(get(setting.chair, "read", report.ref))
    assert "Say whether you agree" not in text(get(setting.teacher, "read", report.ref))
    assert "Waits for the chair" in text(get(setting.teacher, "sharing", report.ref))
    assert "The police asked us to wait." in text(get(setting.chair, "withheld", report.ref, mother.ref))
    assert "Give your reason" in text(post(setting.chair, "withheld", report.ref, mother.ref, agrees="yes"))

    post(setting.chair, "withheld", report.ref, mother.ref, agrees="no", note="She may read it.")

    assert ChairsWord.objects.get().agrees is False
    assert "The chair asks that it is shared" in text(get(setting.teacher, "sharing", report.ref))
    assert "The chair asks that it is shared" in text(get(setting.chair, "read", report.ref))
    assert get(setting.teacher, "withheld", report.ref, mother.ref).status_code == 403


def test_a_copy_on_the_childs_file_is_recorded_from_the_receipt(setting, version):
    ref = version.report.ref
    assert "A copy is on the child’s file" in text(get(setting.teacher, "receipt", ref))

    done = post(setting.teacher, "filed", ref, follow=True)

    assert "Recorded: a copy is on the child’s file" in text(done) and "Filed" in text(done)
    assert get(setting.chair, "receipt", ref).status_code == 200
    assert post(setting.chair, "filed", ref).status_code == 403
    assert post(setting.teacher, "filed", make_report(setting).ref).status_code == 403


def test_a_medical_report_is_corrected_and_not_shared(setting):
    # REP-11
    hospital = make_agency(setting.authority, kind=AgencyKind.PAEDIATRICS)
    doctor = make_person(Role.AGENCY_WRITER, at=hospital)
    version = signed_report(setting, invitation=make_invitation(setting, agency=hospital), by=doctor)
    add_and_sign(version.report, by=doctor, text="The scan came back.")

    page = text(get(setting.chair, "read", version.report.ref))
    assert "The scan came back." in page and "has not seen this" not in page
    mother = mother_of(version.report.invitation.conference.family)
    for page in ("share", "wrong", "withheld"):
        person = setting.chair if page == "withheld" else doctor
        assert get(person, page, version.report.ref, mother.ref).status_code == 403


@pytest.mark.parametrize("said", [1, 3])
def test_reading_asks_the_database_as_often_whatever_the_family_said(
    setting, version, django_assert_num_queries, said
):
    mother = mother_of(version.report.invitation.conference.family)
    for number in range(said):
        shared(version, person=mother, by=setting.teacher, wrong=f"Wrong {number}.")
    browser = client_for(setting.chair)
    browser.get(url("read", version.report.ref))
    with django_assert_num_queries(36):
        browser.get(url("read", version.report.ref))
