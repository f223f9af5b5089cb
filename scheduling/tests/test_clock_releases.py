"""Who hears that reports were released to them: ten minutes later, once, and nothing of what they say."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from conferences.tests.factories import make_invitation
from conferences.tests.pages import text_of
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, HandedOver, Role
from reports.operations.releasing import hand_over, withdraw
from reports.queries.telling import untold
from reports.tests.factories import signed_report
from reports.tests.released import approved
from scheduling.models import Audience, Message, Template
from scheduling.queries.owed import is_still_owed
from scheduling.queries.recipients import GRACE
from scheduling.tests.factories_clock import AT, make_scene, on, sweep, sweep_and_send

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def release(scene):
    signed_report(scene.setting, invitation=scene.invitation, at=on(4))
    return approved(scene.setting, scene.conference, scene.invitation, at=on(5))


def told() -> list[Message]:
    return list(Message.objects.filter(template=Template.RELEASED.value).order_by("pk"))


def test_writers_and_signers_hear_after_ten_minutes_and_once(scene, release):
    sweep(on(5))
    sweep(on(6))
    assert {one.person for one in told()} == {scene.setting.teacher, scene.setting.dsl}
    assert {one.next_try_at for one in told()} == {on(5) + GRACE}
    assert {one.step for one in told()} == {f"release_{release.pk}"}


def test_the_mail_says_that_something_waits_and_nothing_of_it(scene, release):
    sweep(on(5))
    sweep_and_send(on(5) + GRACE)
    sent = [one for one in mail.outbox if "released" in one.subject]
    assert len(sent) == 2
    assert all("waits to be read" in one.body and scene.setting.school.name not in one.body for one in sent)


def test_one_that_is_withdrawn_within_the_ten_minutes_tells_nobody(scene, release):
    sweep(on(5))
    withdraw(release=release, reason="Too early.", by=scene.setting.chair, at=on(5) + timedelta(minutes=2))
    sweep_and_send(on(5) + GRACE)
    assert {one.cancel_reason for one in told()} == {"They were opened, or are released no longer."}


def test_one_that_was_opened_tells_nobody_any_more(scene, release):
    hand_over(release=release, how=HandedOver.OPENED, by=scene.setting.teacher, at=on(5))
    sweep(on(5))
    assert told() == []


def released_to(scene, *, role=None, email="", person=True, closed=False):
    """A pack for an agency with nobody who writes or signs for it; somebody there may be invited by name."""
    agency = make_agency(scene.setting.authority, kind=AgencyKind.GENERIC, email=email)
    who = make_person(*([role] if role else []), at=agency) if person else None
    if closed:
        who.account.is_active = False
        who.account.save()
    invitation = make_invitation(scene.setting, scene.conference, agency=agency, person=who, at=AT)
    signed_report(scene.setting, invitation=scene.invitation, at=on(4))
    return approved(scene.setting, scene.conference, invitation, at=on(5)), agency, who


def test_somebody_invited_by_name_hears_with_another_role_there_as_well(scene):
    made, _, who = released_to(scene, role=Role.AGENCY_LEAD, email="box@agency.example")
    sweep(on(5))
    assert [(one.person, one.audience) for one in told()] == [(who, Audience.NAMED)]
    assert is_still_owed(told()[0], at=on(5), today=on(5).date())
    assert untold(made.invitation, today=on(5).date()) == ""


@pytest.mark.parametrize("which", [
    {"role": None}, {"role": Role.AGENCY_LEAD, "closed": True}, {"role": Role.AGENCY_WRITER, "closed": True},
    {"person": False},
])  # fmt: skip
def test_the_mailbox_stands_in_where_nobody_can_be_told(scene, which):
    made, agency, _ = released_to(scene, email="box@agency.example", **which)
    sweep(on(5))
    sweep_and_send(on(5) + GRACE)
    assert [(one.agency, one.audience, one.sent_at is not None) for one in told()] == [
        (agency, Audience.STAND_IN, True)
    ]
    (sent,) = [one for one in mail.outbox if "released" in one.subject]
    assert sent.to == ["box@agency.example"] and agency.name not in sent.body
    assert "mailbox is told" in untold(made.invitation, today=on(5).date())


def test_the_mailbox_hears_nothing_while_somebody_there_can_read_it(scene):
    made, agency, _ = released_to(scene, person=False, email="box@agency.example")
    writer = make_person(Role.AGENCY_WRITER, at=agency)
    sweep(on(5))
    assert [(one.person, one.audience) for one in told()] == [(writer, Audience.READERS)]
    assert untold(made.invitation, today=on(5).date()) == ""


@pytest.mark.parametrize("which", [{"role": None}, {"person": False}])
def test_where_there_is_no_mailbox_nobody_is_told_and_the_page_of_the_pack_says_so(scene, which):
    made, agency, _ = released_to(scene, **which)
    sweep(on(5))
    assert told() == []
    with time_machine.travel(on(5), tick=False):
        page = client_for(scene.setting.office).get(reverse("reports:release", args=[made.ref]))
    assert f"no one at {agency.name} can sign in, and it has no mailbox" in text_of(page)
    assert "Give it to them yourself" in text_of(page)


def test_of_an_agency_whose_writers_are_told_the_page_says_nothing(scene, release):
    assert untold(release.invitation, today=on(5).date()) == ""


def test_it_is_held_for_a_person_where_nobody_knows_whether_it_left():
    # Delivery 8: releases.
    assert Template.RELEASED.is_held and Template.RELEASED.has_grace
