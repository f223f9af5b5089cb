"""Who hears that a report was amended, of packs with it, that it is kept from somebody, and what the chair said of that."""

import pytest
from django.core import mail

from conferences.operations import withdraw_invitation
from conferences.tests.factories import make_invitation, mother_of
from partnership.calendar import calendar_version, working_calendar
from partnership.tests.factories import make_agency
from procedures.words import AgencyKind, HandedOver
from reports.models import Sharing
from reports.operations.family import answer_withheld
from reports.operations.reading import remember
from reports.operations.releasing import hand_over
from reports.tests.factories import add_and_sign, not_shared, shared, signed_report
from reports.tests.released import approved
from scheduling.models import Message
from scheduling.queries.duties import duties
from scheduling.tests.factories_clock import AT, make_scene, on, sweep, sweep_and_send

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def version(scene):
    return signed_report(scene.setting, invitation=scene.invitation, at=on(4))


@pytest.fixture
def mother(scene):
    return mother_of(scene.conference.family)


def told(template) -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("pk"))


def test_a_chair_who_read_the_older_version_is_told_once_until_they_open_the_new_one(scene, version):
    # report-forms 12: readers of the old one are told what is new
    setting = scene.setting
    remember(version=version, read=False, by=setting.chair, at=on(5))
    second = add_and_sign(version.report, by=setting.dsl, at=on(6))

    sweep(on(6))
    sweep(on(9))

    (message,) = told("amended")
    assert (message.person, message.audience, message.step) == (setting.chair, "chair", f"signed_{second.pk}")
    remember(version=second, read=True, by=setting.chair, at=on(9))
    sweep_and_send(on(9))
    message.refresh_from_db()
    assert message.cancel_reason == "The chair has read it meanwhile, or a newer version has come."


def test_the_mail_says_that_something_is_new_and_nothing_of_it(scene, version):
    remember(version=version, read=False, by=scene.setting.chair, at=on(5))
    add_and_sign(version.report, by=scene.setting.dsl, text="They moved to Derby.", at=on(6))

    sweep_and_send(on(6))

    (sent,) = [one for one in mail.outbox if "amended" in one.subject]
    assert "its page shows what is new" in sent.body.lower() and "Derby" not in sent.body


def test_a_chair_who_has_not_read_it_meets_the_newest_version_and_is_told_nothing(scene, version):
    add_and_sign(version.report, by=scene.setting.dsl, at=on(6))
    sweep(on(6))
    assert told("amended") == []


def test_the_chair_is_asked_where_a_report_is_kept_from_somebody_and_the_agency_hears_the_answer(
    scene, version, mother
):
    # REP-12
    setting = scene.setting
    kept = not_shared(version, person=mother, by=setting.teacher, at=on(5))
    sweep(on(5))
    (asked,) = told("withheld")
    assert (asked.person, asked.step) == (setting.chair, f"sharing_{kept.pk}")

    answer_withheld(sharing=kept, agrees=False, note="She may read it.", by=setting.chair, at=on(6))
    sweep_and_send(on(6))

    asked.refresh_from_db()
    assert asked.cancel_reason == "The chair has answered, or the report was shared meanwhile."
    (answered,) = told("answered")
    assert (answered.person, answered.audience) == (setting.teacher, "recorder")
    assert any("the chair has answered" in one.subject for one in mail.outbox)


def test_nobody_is_asked_about_what_was_shared_after_all(scene, version, mother):
    not_shared(version, person=mother, by=scene.setting.teacher, at=on(5))
    sweep(on(5))
    shared(version, person=mother, by=scene.setting.teacher, at=on(6))
    assert Sharing.objects.count() == 2

    sweep_and_send(on(6))

    (asked,) = told("withheld")
    assert asked.cancelled_at


def test_nobody_is_asked_about_an_older_version(scene, version, mother):
    not_shared(version, person=mother, by=scene.setting.teacher, at=on(5))
    add_and_sign(version.report, by=scene.setting.dsl, at=on(6))
    sweep(on(6))
    assert told("withheld") == []


# Packs that were released before


def given(scene, at):
    """A pack for the mother, and a copy of it that the social worker gave her."""
    mother = mother_of(scene.conference.family)
    release = approved(scene.setting, scene.conference, mother, at=at)
    hand_over(release=release, how=HandedOver.BY_HAND, by=scene.setting.worker, at=at)
    return release


def test_the_office_and_the_chair_are_told_once_that_packs_are_out_of_date(scene, version):
    approved(scene.setting, scene.conference, scene.invitation, at=on(5))
    given(scene, on(5))
    sweep(on(5))
    assert told("outdated") == []
    second = add_and_sign(version.report, by=scene.setting.dsl, text="They moved to Derby.", at=on(6))
    sweep(on(6))
    sweep(on(9))

    office, chair = told("outdated")
    assert (office.audience, office.authority) == ("office", scene.setting.authority)
    assert (chair.audience, chair.person) == ("chair", scene.setting.chair)
    assert {one.step for one in (office, chair)} == {f"signed_{second.pk}"}
    sweep_and_send(on(9))
    sent = [one for one in mail.outbox if "packs were released" in one.subject]
    assert {one.to[0] for one in sent} == {scene.setting.authority.office_email, scene.setting.chair.email}
    assert all("“Packs”" in one.body and "Derby" not in one.body for one in sent)


def test_nobody_is_told_of_packs_that_were_made_anew_meanwhile(scene, version):
    approved(scene.setting, scene.conference, scene.invitation, at=on(5))
    given(scene, on(5))
    add_and_sign(version.report, by=scene.setting.dsl, at=on(6))
    sweep(on(6))
    templates = ("outdated", "received_amended", "given_amended")
    assert all(told(template) for template in templates)

    approved(scene.setting, scene.conference, scene.invitation, at=on(6))
    sweep(on(6))
    assert not any(one.cancelled_at for one in told("outdated"))  # the mother's is out of date still
    approved(scene.setting, scene.conference, mother_of(scene.conference.family), at=on(6))
    sweep_and_send(on(6))

    reasons = {one.cancel_reason for template in templates for one in told(template)}
    assert all("new pack took" in reason for reason in reasons)
    assert not any("amended" in one.subject for one in mail.outbox)


def test_whoever_received_a_pack_hears_that_it_was_amended_each_time(scene, version):
    # documents 1: what left is recalled; nothing of what it says
    release = approved(scene.setting, scene.conference, scene.invitation, at=on(5))
    first = add_and_sign(version.report, by=scene.setting.dsl, text="They moved to Derby.", at=on(6))
    sweep_and_send(on(6))
    sweep_and_send(on(9))
    assert {one.person for one in told("received_amended")} == {scene.setting.teacher, scene.setting.dsl}
    assert {one.step for one in told("received_amended")} == {f"release_{release.pk}_signed_{first.pk}"}
    sent = [one for one in mail.outbox if "you received was amended" in one.subject]
    assert len(sent) == 2
    assert all("A new copy will come" in one.body and "Derby" not in one.body for one in sent)

    again = add_and_sign(version.report, by=scene.setting.dsl, at=on(10))
    sweep(on(10))
    assert f"release_{release.pk}_signed_{again.pk}" in {one.step for one in told("received_amended")}


def test_the_mailbox_hears_where_nobody_else_at_the_agency_can(scene, version):
    agency = make_agency(scene.setting.authority, kind=AgencyKind.GENERIC, email="box@agency.example")
    invitation = make_invitation(scene.setting, scene.conference, agency=agency, at=AT)
    approved(scene.setting, scene.conference, invitation, at=on(5))
    add_and_sign(version.report, by=scene.setting.dsl, at=on(6))
    sweep_and_send(on(6))
    (message,) = told("received_amended")
    assert (message.agency, message.audience) == (agency, "stand_in")
    assert [one.to for one in mail.outbox if "you received" in one.subject] == [["box@agency.example"]]


def test_an_agency_that_is_invited_no_longer_hears_nothing(scene, version):
    police = make_invitation(scene.setting, scene.conference, agency=scene.setting.police, at=AT)
    approved(scene.setting, scene.conference, police, at=on(5))
    withdraw_invitation(invitation=police, reason="Not needed.", by=scene.setting.office, at=on(5))
    add_and_sign(version.report, by=scene.setting.dsl, at=on(6))
    sweep(on(6))
    assert told("received_amended") == []


def test_whoever_gave_the_family_their_copy_hears_that_it_is_out_of_date(scene, version):
    # The family has no address in the service: somebody tells them.
    given(scene, on(5))
    add_and_sign(version.report, by=scene.setting.dsl, text="They moved to Derby.", at=on(6))
    sweep_and_send(on(6))
    sweep_and_send(on(9))

    (message,) = told("given_amended")
    assert (message.person, message.audience) == (scene.setting.worker, "giver")
    assert (message.invitation, message.subject) == (None, f"conference:{scene.conference.pk}")
    (sent,) = [one for one in mail.outbox if "you handed over was amended" in one.subject]
    assert "copy is out of date" in sent.body and "Derby" not in sent.body


def test_a_pack_that_nobody_fetched_is_nobodys_copy_to_ask_back(scene, version):
    approved(scene.setting, scene.conference, mother_of(scene.conference.family), at=on(5))
    add_and_sign(version.report, by=scene.setting.dsl, at=on(6))
    sweep(on(6))
    assert told("given_amended") == [] and len(told("outdated")) == 2


def test_an_amendment_in_hand_is_somebodys_duty(scene, version):
    from_the_start = {"today": on(6).date(), "calendar": working_calendar(), "version": calendar_version()}
    report = version.report
    amended = {"state": "for_sign_off"}
    type(report).objects.filter(pk=report.pk).update(**amended)

    (signer,) = duties(scene.setting.dsl, **from_the_start)
    (writer,) = duties(scene.setting.teacher, **from_the_start)

    assert "Sign off the amended report" in [duty.title for duty in signer.duties]
    assert "Finish amending the report" in [duty.title for duty in writer.duties]
    type(report).objects.filter(pk=report.pk).update(state="signed")
    titles = [duty.title for asked in duties(scene.setting.dsl, **from_the_start) for duty in asked.duties]
    assert "Sign off the amended report" not in titles
