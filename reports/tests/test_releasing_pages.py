"""Packs on the screen: who prepares, what was found, the second yes, the copy, and who ever had it."""

import inspect

import pytest
from django.contrib.messages import get_messages
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import make_invitation
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_authority, make_person
from procedures.words import AgencyKind, HandedOver, RenderState, Role
from procedures.workflow import ReleaseState
from reports.models import Release, RenderJob, ReportRuling
from reports.operations.releasing import hand_over, say_for_child, withdraw
from reports.queries.releasing import hits_of
from reports.tests.materials import fact
from reports.tests.released import answered, approved, prepared
from reports.tests.restricted import SECRET, secret, signed_again, signed_with
from reports.tests.test_releasing import exclude
from reports.tests.two_homes import TwoHomes, leak
from reports.vault import keep
from reports.views import releasing

pytestmark = pytest.mark.django_db
PACKS_QUERIES, RELEASED_QUERIES = (
    38,
    32,
)  # one for the chair whom the masthead names, two for what was signed since


@pytest.fixture
def case():
    return TwoHomes()


@pytest.fixture
def office(case):
    return client_for(case.setting.office)


@pytest.fixture
def chair(case):
    return client_for(case.setting.chair)


def signed(case, *harm, **more):
    return signed_with(*harm, setting=case.setting, conference=case.conference, **more)


def page(name, *args):
    return reverse(f"reports:{name}", args=args)


def as_drawn(release):
    """As the worker leaves it; drawing itself wants libraries that not every machine has."""
    RenderJob.objects.filter(pk=release.job_id).update(
        state=RenderState.DONE.value, stored_as=keep(b"%PDF-1.7"), sha256="0" * 64, pages=3
    )
    return Release.objects.get(pk=release.pk)


def invited(case, agency, person=None):
    return make_invitation(case.setting, case.conference, agency=agency, person=person)


# Preparing


def test_the_office_sees_for_whom_there_can_be_a_pack_and_prepares_one(case, office):
    version = signed(case, fact("Came without a coat."))
    shown = text_of(office.get(page("packs", case.conference.ref)))
    assert case.mother.name in shown and "None yet" in shown and "Prepare" in shown

    shown = text_of(office.get(page("prepare_pack", case.conference.ref, case.mother.ref)))
    assert f"Report of {version.report.invitation.agency.name}, version 1" in shown

    answer = office.post(page("prepare_pack", case.conference.ref, case.mother.ref), follow=True)
    assert "1 place still to answer" in text_of(answer)
    release = Release.objects.get()
    assert (release.adult, release.prepared_by) == (case.mother, case.setting.office)


def test_what_waits_for_a_ruling_and_what_the_chair_withholds_is_named(case, office, chair):
    waits, kept = signed(case, secret()), signed(case)
    exclude(case, case.father, at=timezone.now())
    told = {"decision": "yes", "reason": "It says who told."}
    chair.post(page("rule_on_report", case.conference.ref, case.father.ref, kept.report.ref), told)

    shown = text_of(office.get(page("prepare_pack", case.conference.ref, case.father.ref)))

    assert "Not in it yet" in shown and waits.report.invitation.agency.name in shown
    assert "Withheld by the chair" in shown and kept.report.invitation.agency.name in shown
    answer = office.post(page("prepare_pack", case.conference.ref, case.father.ref))
    assert answer.status_code == 422
    assert "There is nothing for" in text_of(answer)


def test_a_recipient_who_is_nobody_of_the_record_is_not_found(case, office):
    assert office.get(page("prepare_pack", case.conference.ref, "x" * 16)).status_code == 404


def test_a_childs_pack_waits_for_the_chairs_word(case, office, chair):
    signed(case)
    prepare, ruling = (
        page(name, case.conference.ref, case.zoe.ref) for name in ("prepare_pack", "rule_on_child")
    )
    packs = page("packs", case.conference.ref)
    first = "The chair has to say first whether this child has a pack (REC-03)."
    for address in (packs, prepare):
        shown = office.get(address)
        assert first in text_of(shown) and ruling not in shown.content.decode()
    assert f'href="{prepare}"' not in office.get(packs).content.decode()
    assert "Prepare this pack" not in text_of(office.get(prepare))
    shown = chair.get(packs)
    assert first in text_of(shown) and f'href="{ruling}"' in shown.content.decode()

    assert "FAM" not in text_of(chair.get(ruling))
    assert chair.post(ruling, {}).status_code == 422
    chair.post(ruling, {"decision": "no", "reason": "Too young."})
    assert "The chair says that this child has no pack (REC-03)." in text_of(office.get(packs))
    shown = text_of(chair.post(ruling, {"decision": "yes", "reason": "She asks."}, follow=True))
    assert "Has a pack" in shown and "She asks." in shown
    assert chair.get(page("rule_on_child", case.conference.ref, case.mother.ref)).status_code == 404
    assert f'href="{prepare}"' in office.get(packs).content.decode()
    assert "Prepare this pack" in text_of(office.get(prepare))


def test_the_chair_rules_on_each_report_for_somebody_excluded(case, chair):
    version = signed(case)
    assert "Nobody is excluded" in text_of(chair.get(page("who_gets_what", case.conference.ref)))
    exclude(case, case.father, at=timezone.now())
    shown = text_of(chair.get(page("who_gets_what", case.conference.ref)))
    assert case.father.name in shown and "Given" in shown
    ruling = page("rule_on_report", case.conference.ref, case.father.ref, version.report.ref)
    assert "EXC-03" in text_of(chair.get(ruling))
    shown = text_of(chair.post(ruling, {"decision": "yes", "reason": "It says who told."}, follow=True))
    assert "Withheld" in shown and "It says who told." in shown
    assert "Given: After all." in text_of(
        chair.post(ruling, {"decision": "no", "reason": "After all."}, follow=True)
    )
    police = invited(case, case.setting.police)
    for member, report in ((case.father, "x" * 16), (police, version.report.ref)):
        missing = page("rule_on_report", case.conference.ref, member.ref, report)
        assert chair.get(missing).status_code == 404


# What was found


def test_each_place_is_shown_with_its_words_and_answered(case, office):
    leak(case)
    release = prepared(case.setting, case.conference, case.father)
    shown = text_of(office.get(page("release", release.ref)))
    assert "to answer below" in shown and "14 Larch Close" in shown and "an address" in shown
    hit = hits_of(release)[0]
    shown = text_of(office.get(page("hit", release.ref, hit.ref)))
    assert "ticks it by itself" in shown
    assert office.post(page("hit", release.ref, hit.ref), {"answer": "not_it"}).status_code == 422
    told = {"answer": "asked", "reason": "Please leave the street out."}
    shown = text_of(office.post(page("hit", release.ref, hit.ref), told, follow=True))
    assert "Waits for the author" in shown and "Please leave the street out." in shown
    assert office.get(page("hit", release.ref, "x" * 16)).status_code == 404


def test_a_file_is_looked_through_from_the_page_that_asks_for_it(case, office):
    signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    release = prepared(case.setting, case.conference, case.mother)
    hit = next(hit for hit in hits_of(release) if hit.is_file)
    assert "No machine can read" in text_of(office.get(page("release", release.ref)))
    assert "Look at the file" in text_of(office.get(page("hit", release.ref, hit.ref)))
    answer = office.get(page("pack_file", release.ref, hit.attachment.ref))
    assert answer["Content-Type"] == "image/png"
    assert hit.attachment.name not in answer["Content-Disposition"]
    assert AuditRow.objects.filter(kind="File", action="see_release").exists()
    assert office.get(page("pack_file", release.ref, "x" * 16)).status_code == 404
    kept = type(hit.attachment).objects.filter(pk=hit.attachment.pk)
    kept.update(kept_as="0" * 32)
    assert office.get(page("pack_file", release.ref, hit.attachment.ref)).status_code == 503
    kept.update(scan="infected")
    assert office.get(page("pack_file", release.ref, hit.attachment.ref)).status_code == 404


def test_the_chair_leaves_a_place_out_with_the_reason(case, chair):
    leak(case)
    release = prepared(case.setting, case.conference, case.father)
    hit = hits_of(release)[0]
    leaving = page("leave_out", release.ref, hit.ref)
    assert "The whole answer" in text_of(chair.get(leaving))
    assert chair.post(leaving, {}).status_code == 422
    shown = text_of(chair.post(leaving, {"reason": "It names her street."}, follow=True))
    assert "prepared anew" in shown
    assert ReportRuling.objects.get().place == hit.place


def test_what_stands_on_the_first_page_can_not_be_left_out_by_itself(case, chair, office):
    signed(case)
    release = prepared(case.setting, case.conference, case.mother)
    hit = release.hits.create(kind="setting", where="On the first page", certain=True, quote="Sallow Lane")
    answer = chair.post(page("leave_out", release.ref, hit.ref), {"reason": "No."})
    assert answer.status_code == 422
    assert "first page" in text_of(answer)


def test_the_whole_pack_is_read_as_its_reader_does(case, office):
    version = signed(case, fact("Came without a coat."), secret())
    police = invited(case, case.setting.police)
    release = prepared(case.setting, case.conference, police)
    shown = text_of(office.get(page("preview_pack", release.ref)))
    assert "Came without a coat." in shown and SECRET not in shown
    assert "For the chair only" in shown and "has changed" not in shown
    signed_again(version.report)
    assert "has changed" in text_of(office.get(page("preview_pack", release.ref)))
    type(police).objects.filter(pk=police.pk).update(state="withdrawn")
    assert office.get(page("preview_pack", release.ref)).status_code == 404


# The second yes


def test_whoever_prepared_it_is_told_so_and_another_administrator_approves(case, office):
    leak(case)
    release = answered(prepared(case.setting, case.conference, case.father))
    assert "Everything is answered" in text_of(office.get(page("release", release.ref)))
    shown = text_of(office.get(page("approve_pack", release.ref)))
    assert "somebody else approves it" in shown
    serious = [hit.ref for hit in hits_of(release) if hit.needs_approver]
    answer = office.post(page("approve_pack", release.ref), {"confirmed": serious})
    assert answer.status_code == 422
    assert "You prepared this pack" in text_of(answer)

    other = client_for(make_person(Role.ADMINISTRATOR, at=case.setting.authority))
    assert "Look at it and approve it" in text_of(other.get(page("release", release.ref)))
    answer = other.post(page("approve_pack", release.ref), {})
    assert answer.status_code == 422
    assert "Tick each place" in text_of(answer)
    shown = text_of(other.post(page("approve_pack", release.ref), {"confirmed": serious}, follow=True))
    assert "The pack is being made. 0 of 1 reports are drawn." in shown
    assert "Confirmed by whoever approves" in shown


def test_a_pack_that_changed_says_so_before_anybody_approves(case, chair):
    version = signed(case)
    release = answered(prepared(case.setting, case.conference, case.mother))
    assert "has changed" not in text_of(chair.get(page("approve_pack", release.ref)))
    signed_again(version.report)
    assert "what is approved is what leaves" in text_of(chair.get(page("approve_pack", release.ref)))
    assert "Prepare it anew" in text_of(chair.post(page("approve_pack", release.ref), {}))


# The copy


def test_the_office_records_how_a_copy_reaches_the_family_and_gets_it(case, office):
    signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    release = approved(case.setting, case.conference, case.mother)
    handing = page("hand_over_pack", release.ref)
    assert "is being made" in text_of(office.get(handing))
    assert office.post(handing, {"how": "posted"}).status_code == 409
    as_drawn(release)
    assert "Hand it over" in text_of(office.get(page("release", release.ref)))
    assert office.post(handing, {}).status_code == 422
    answer = office.post(handing, {"how": "posted"})
    assert answer.content == b"%PDF-1.7"
    assert answer["Content-Disposition"] == f'attachment; filename="pack-{release.ref}.pdf"'
    file = release.files.first().attachment
    assert office.post(handing, {"how": "by_hand", "what": file.ref})["Content-Type"] == "image/png"
    assert [one.how for one in release.downloads.all()] == ["by_hand", "posted"]
    shown = text_of(office.get(handing))
    assert "Posted" in shown and "Given by hand (a file beside it)" in shown
    assert AuditRow.objects.filter(kind="Copy", action="hand_over_release").count() == 2
    assert "2 copies handed over" in text_of(office.get(page("packs", case.conference.ref)))


def test_nothing_is_handed_over_before_the_second_yes(case, office):
    signed(case)
    release = prepared(case.setting, case.conference, case.mother)
    assert "waits for a second person" in text_of(office.get(page("hand_over_pack", release.ref)))
    assert office.post(page("hand_over_pack", release.ref), {"how": "posted"}).status_code == 409
    assert office.post(page("make_pack_again", release.ref)).status_code == 404


def test_a_withdrawn_pack_answers_410_in_words_in_the_next_request(case, office):
    signed(case)
    release = as_drawn(approved(case.setting, case.conference, case.mother))
    leaving = page("withdraw_pack", release.ref)
    assert "nobody opens it" in text_of(office.get(leaving))
    assert office.post(leaving, {}).status_code == 422
    office.post(leaving, {"reason": "The wrong version."})
    answer = office.post(page("hand_over_pack", release.ref), {"how": "posted"})
    assert answer.status_code == 410
    assert "The wrong version." in text_of(answer)
    assert "The wrong version." in text_of(office.get(page("hand_over_pack", release.ref)))
    assert "The wrong version." in text_of(office.get(page("packs", case.conference.ref)))
    assert "is closed" in text_of(office.get(page("release", release.ref)))
    assert not release.downloads.exists()


def test_a_lost_file_and_a_failed_pack_are_said_in_words_and_made_again(case, office):
    signed(case)
    release = as_drawn(approved(case.setting, case.conference, case.mother))
    RenderJob.objects.filter(pk=release.job_id).update(stored_as="0" * 32)
    answer = office.post(page("hand_over_pack", release.ref), {"how": "posted"})
    assert answer.status_code == 503
    assert "Nothing was recorded" in text_of(answer)
    RenderJob.objects.filter(pk=release.job_id).update(state="failed", trouble="It took too long.")
    assert "It took too long." in text_of(office.get(page("hand_over_pack", release.ref)))
    office.post(page("make_pack_again", release.ref))
    assert RenderJob.objects.get(pk=release.job_id).state == RenderState.WAITING


def test_the_social_worker_hands_over_and_reads_no_pack(case):
    signed(case)
    release = as_drawn(approved(case.setting, case.conference, case.mother))
    worker = client_for(case.setting.worker)
    shown = text_of(worker.get(page("packs", case.conference.ref)))
    assert "Hand it over" in shown and "Prepare" not in shown.replace("Prepared", "")
    assert worker.get(page("release", release.ref)).status_code == 403
    assert worker.post(page("hand_over_pack", release.ref), {"how": "by_hand"}).status_code == 200


# Professionals


@pytest.fixture
def officer(case):
    return client_for(case.setting.officer)


def test_an_invited_agency_reads_what_was_released_to_it_and_opens_the_pdf(case, officer):
    version = signed(case, fact("Came without a coat."), secret(), kind=AgencyKind.EDUCATION_SCHOOL)
    released = page("released", case.conference.ref)
    police = invited(case, case.setting.police)
    assert "Nothing is released to you yet" in text_of(officer.get(released))
    release = approved(case.setting, case.conference, police)
    assert "The PDF is being made." in text_of(officer.get(released))
    as_drawn(release)
    assert "Open it as a PDF" in text_of(officer.get(released))
    shown = text_of(officer.get(page("read_pack", release.ref)))
    assert "Came without a coat." in shown and SECRET not in shown
    assert officer.post(page("open_pack", release.ref)).content == b"%PDF-1.7"
    file = release.files.first().attachment
    assert officer.post(page("open_pack", release.ref), {"file": file.ref})["Content-Type"] == "image/png"
    assert officer.post(page("open_pack", release.ref), {"file": "x" * 16}).status_code == 404
    assert {one.how for one in release.downloads.all()} == {HandedOver.OPENED}
    signed_again(version.report)
    shown = text_of(officer.get(page("read_pack", release.ref)))
    assert "what you received is out of date" in shown and "Open it as a PDF" not in shown


def test_it_closes_for_them_with_the_chairs_ruling_in_the_same_request(case, officer, chair):
    version = signed(case)
    police = invited(case, case.setting.police)
    release = as_drawn(approved(case.setting, case.conference, police))
    ReportRuling.objects.create(
        report=version.report, invitation=police, withheld=True, reason="No.",
        by=case.setting.chair, at=timezone.now(),
    )  # fmt: skip
    assert officer.get(page("read_pack", release.ref)).status_code == 410
    assert officer.post(page("open_pack", release.ref)).status_code == 410
    assert "kept back something" in text_of(officer.get(page("released", case.conference.ref)))


def test_an_agency_sees_nobody_elses_pack_and_none_that_waits(case, officer):
    signed(case)
    police, health = invited(case, case.setting.police), invited(case, case.setting.health)
    others = approved(case.setting, case.conference, health)
    hers = approved(case.setting, case.conference, case.mother)
    waiting = prepared(case.setting, case.conference, police)
    for release in (others, hers, waiting):
        assert officer.get(page("read_pack", release.ref)).status_code == 404
    withdraw(release=others, reason="No.", by=case.setting.office, at=timezone.now())
    assert "Nothing is released" in text_of(officer.get(page("released", case.conference.ref)))


# Who has ever received it


def test_one_page_says_who_ever_received_a_report_and_nothing_of_what_it_says(case, chair):
    version = signed(case, fact("Came without a coat."), kind=AgencyKind.EDUCATION_SCHOOL)
    other = signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    received = page("received", version.report.ref)
    governance = client_for(make_person(Role.INFORMATION_GOVERNANCE, at=case.setting.authority))
    assert "Nobody yet" in text_of(governance.get(received))
    police = invited(case, case.setting.police)
    told = {"conference": case.conference, "child": case.zoe, "by": case.setting.chair, "at": timezone.now()}
    say_for_child(allowed=True, reason="She asks.", **told)
    approved(case.setting, case.conference, case.zoe)
    approved(case.setting, case.conference, police)
    release = as_drawn(approved(case.setting, case.conference, case.mother))
    copy = {"release": release, "by": case.setting.office, "at": timezone.now()}
    hand_over(how=HandedOver.BY_HAND, **copy)
    for file in release.files.all():
        hand_over(how=HandedOver.POSTED, file=file.attachment, **copy)
    shown = text_of(governance.get(received))
    assert case.mother.name in shown and case.zoe.shown_name in shown and case.setting.police.name in shown
    assert "Given by hand" in shown and shown.count("Posted: a file beside the pack") == 3
    assert "Came without a coat." not in shown
    assert "Posted" in text_of(chair.get(page("received", other.report.ref)))
    assert "Who received it" in text_of(chair.get(page("conference", case.conference.ref)))


def test_information_governance_finds_every_signed_report_of_its_authority(case):
    governance = client_for(make_person(Role.INFORMATION_GOVERNANCE, at=case.setting.authority))
    assert "No report is signed yet" in text_of(governance.get(reverse("reports:received_reports")))
    version = signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    shown = governance.get(reverse("reports:received_reports"))
    received = page("received", version.report.ref)
    assert version.report.invitation.agency.name in text_of(shown) and received in shown.content.decode()
    assert reverse("reports:received_reports") in governance.get(received).content.decode()
    elsewhere = client_for(make_person(Role.INFORMATION_GOVERNANCE, at=make_authority()))
    assert "No report is signed yet" in text_of(elsewhere.get(reverse("reports:received_reports")))


# Query counts


@pytest.mark.parametrize("packs", [1, 3])
def test_the_list_of_packs_asks_as_often_for_three_as_for_one(case, office, packs, django_assert_num_queries):
    signed(case)
    invitation = invited(case, case.setting.police)
    for member in (case.mother, case.father, invitation)[:packs]:
        hand_over(
            release=as_drawn(approved(case.setting, case.conference, member)), how=HandedOver.POSTED,
            by=case.setting.office, at=timezone.now(),
        )  # fmt: skip
    with django_assert_num_queries(PACKS_QUERIES):
        office.get(page("packs", case.conference.ref))


@pytest.mark.parametrize("packs", [1, 3])
def test_what_is_released_asks_as_often_for_three_as_for_one(case, officer, packs, django_assert_num_queries):
    signed(case)
    named = [case.setting.officer, make_person(Role.AGENCY_WRITER, at=case.setting.police), None]
    for person in named[:packs]:
        approved(case.setting, case.conference, invited(case, case.setting.police, person))
    with django_assert_num_queries(RELEASED_QUERIES):
        officer.get(page("released", case.conference.ref))


def test_a_pack_withdrawn_meanwhile_is_said_to_whoever_presses_late(case, office):
    signed(case)
    release = approved(case.setting, case.conference, case.mother)
    withdraw(release=release, reason="No.", by=case.setting.chair, at=timezone.now())
    assert office.get(page("withdraw_pack", release.ref)).status_code == 403
    assert Release.objects.get(pk=release.pk).state == ReleaseState.WITHDRAWN


def past_the_door(view, browser, release, sent, *args):
    """The answer of `view` to somebody whom the door let in just before the pack was withdrawn."""
    before = browser.get(page("release", release.ref)).wsgi_request
    request = RequestFactory().post("/", sent)
    for name in ("user", "person", "today", "now", "session", "_messages"):
        setattr(request, name, getattr(before, name))
    Release.objects.filter(pk=release.pk).update(
        state=ReleaseState.WITHDRAWN.value, withdrawn_reason="No.", revision=release.revision + 1
    )
    return inspect.unwrap(view)(request, Release.objects.get(pk=release.pk), *args), request


def test_two_who_press_at_once_are_told_in_words(case, office):
    leak(case)
    first, second = (prepared(case.setting, case.conference, member) for member in (case.father, case.mother))
    told = {"answer": "not_it", "reason": "Another street."}
    hit = next(hit for hit in hits_of(first) if not hit.is_file)
    late, leaving = (
        (releasing.hit, first, told, hit.ref),
        (releasing.withdraw_pack, second, {"reason": "No."}),
    )
    for view, release, sent, *args in (late, leaving):
        answer, request = past_the_door(view, office, release, sent, *args)
        assert answer.status_code == 302
        assert "Withdrawn" in str(next(iter(get_messages(request))))


def test_a_copy_of_what_was_changed_since_is_refused_in_words(case, office):
    version = signed(case)
    release = as_drawn(approved(case.setting, case.conference, case.mother))
    signed_again(version.report)
    answer = office.post(page("hand_over_pack", release.ref), {"how": "posted"})
    assert answer.status_code == 410
    assert "Prepare it anew" in text_of(answer)
    assert not release.downloads.exists()


def test_information_governance_searches_by_agency_and_by_the_conferences_reference(case):
    governance = client_for(make_person(Role.INFORMATION_GOVERNANCE, at=case.setting.authority))
    listed = reverse("reports:received_reports")
    assert "Search" not in text_of(governance.get(listed))
    version = signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    other = signed(case, kind=AgencyKind.HEALTH_VISITING)
    agency, code = version.report.invitation.agency.name, version.report.invitation.conference.code

    def found(search):
        assert governance.post(listed, {"search": search}).headers["Location"] == listed
        return {report.ref for report in governance.get(listed).context["page"]}

    assert found(f"{agency.lower()} {code[-3:]}") == {version.report.ref}
    assert found(code) == {version.report.ref, other.report.ref}
    assert found("Nobody’s school") == set()
    assert "0 reports found for “Nobody’s school”" in text_of(governance.get(listed))
    assert found("x" * 101) == found("") == {version.report.ref, other.report.ref}
