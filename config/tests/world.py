"""One small world for the table of doors: a family, its conferences in several states, and everybody who asks."""

import hashlib
from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from conferences.operations import ask_exclusion
from conferences.tests.factories import children_of, make_conference, make_invitation, make_setting, mother_of
from partnership.calendar import working_calendar
from partnership.operations.enrolment import enrol
from partnership.operations.parking import park
from partnership.operations.people import close_account, confirm_email, end_role
from partnership.tests.factories import client_for, make_agency, make_authority, make_person
from procedures.words import ExclusionGround, GroupKind, RenderState, Role
from reports.models import ReceivedReport, RenderJob
from reports.operations.reading import group_entries, write_question
from reports.operations.rendering import ask_for_report_pdf
from reports.operations.restricting import rule
from reports.tests.factories import (
    amended_report,
    make_report,
    not_shared,
    shared,
    signed_report,
    waiting_report,
)
from reports.tests.released import approved, prepared
from reports.vault import keep
from scheduling.models import Message
from scheduling.operations.clock import sweep
from scheduling.operations.diary import add_leave, add_link, add_room


def make_world() -> SimpleNamespace:
    """Made by the service's own moves; the conferences stand in the states in which their pages have something to do."""
    at = timezone.now()
    today = timezone.localdate(at)
    setting = make_setting()
    office = setting.office
    world = SimpleNamespace(setting=setting, at=at, today=today)

    booked = make_conference(setting, at=at)
    world.family = booked.family
    world.child = children_of(booked.family)[0]
    world.adult = mother_of(booked.family)
    world.school = setting.school
    world.enquiry = booked.enquiry
    world.requested = make_conference(setting, state="requested", at=at)
    world.convened = make_conference(setting, state="convened", at=at)
    world.booked = booked
    world.proposed = make_invitation(setting, booked, agency=setting.police, state="proposed", at=at)
    world.exclusion = ask_exclusion(
        conference=booked,
        adult=world.adult,
        ground=ExclusionGround.WELFARE,
        evidence="Threats.",
        calendar=working_calendar(),
        by=office,
        at=at,
    )
    world.invitation = make_invitation(setting, booked, at=at)
    world.drafting = make_report(setting, invitation=world.invitation, at=at)
    world.waiting = waiting_report(setting, invitation=_another(setting, at), at=at)
    kept_back = {"voice": {"hide_words": {"choice": "no", "note": "Neither of them."}}}
    version = signed_report(setting, invitation=_another(setting, at), at=at, told=kept_back)
    world.restriction, asked_back = version.restrictions.all()[:2]
    world.asked_back = rule(
        restriction=asked_back, move="ask_words", reason="Shorter.", by=setting.chair, at=at
    )
    world.signed = version.report
    world.file = world.signed.attachments.first()
    world.shown_to = mother_of(world.signed.invitation.conference.family)
    world.entry_group = group_entries(
        conference=world.signed.invitation.conference,
        kind=GroupKind.SAME,
        entries=[(world.signed, "chronology/chronology/r1"), (world.signed, "chronology/chronology/r2")],
        by=setting.chair,
        at=at,
    )
    world.question = write_question(
        invitation=world.signed.invitation, reference="", text="Why?", by=setting.chair, at=at
    )
    world.correction = shared(version, person=world.shown_to, by=setting.teacher, at=at).corrections.get()
    world.amended = amended_report(setting, invitation=_another(setting, at), at=at)
    kept_back = signed_report(setting, invitation=_another(setting, at), at=at)
    world.kept_back = kept_back.report
    world.kept_from = mother_of(world.kept_back.invitation.conference.family)
    not_shared(kept_back, person=world.kept_from, by=setting.teacher, at=at)
    world.plain = signed_report(setting, invitation=_another(setting, at), at=at).report
    world.signed_in = world.plain.invitation.conference
    world.mother = mother_of(world.signed_in.family)
    world.pack = prepared(setting, world.signed_in, world.mother, at=at)
    world.beside = world.plain.attachments.first()
    world.hit = world.pack.hits.get(attachment=world.beside)
    world.given = approved(setting, world.signed_in, world.plain.invitation, at=at)
    world.went_to = ReceivedReport.objects.get(pk=world.plain.pk)
    world.pdf = ask_for_report_pdf(version=version, by=setting.teacher, at=at)
    _drawn(world.pdf)
    world.room = _of_authority(add_room, setting, today, at, name="Lark 1", seats=14)
    world.link = _of_authority(add_link, setting, today, at, name="Link A", address="https://meet.example/a")
    world.leave = add_leave(
        authority=setting.authority,
        chair=setting.chair,
        from_on=today + timedelta(days=100),
        to_on=today + timedelta(days=101),
        by=office,
        at=at,
    )
    sweep(at=at, today=today)
    world.message = Message.objects.filter(conference=booked).first()
    world.people = _personas(world)
    _, world.token = enrol(person=world.people["writer"], by=office, at=at)
    world.parked = park(account=world.people["writer"].account, path="/", fields=[], had_files=False, at=at)
    hashed = make_password("otter lantern gravel sonnet")
    for person in filter(None, world.people.values()):
        _has_password_and_second_factor(person.account, hashed)
    world.browsers = {name: client_for(person) for name, person in world.people.items()}
    close_account(person=world.people["deactivated"], by=office, at=at)
    return world


def _drawn(job):
    """As the worker leaves it; drawing itself wants libraries that not every machine has."""
    content = b"%PDF-1.7"
    RenderJob.objects.filter(pk=job.pk).update(
        state=RenderState.DONE.value, stored_as=keep(content), sha256=hashlib.sha256(content).hexdigest()
    )


def _has_password_and_second_factor(account, hashed):
    account.password = hashed
    account.save()
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)


def _another(setting, at):
    return make_invitation(setting, make_conference(setting, at=at), at=at)


def _of_authority(add, setting, today, at, **facts):
    shared = {"authority": setting.authority, "in_use_from": today, "by": setting.office, "at": at}
    return add(**shared, **facts)


def _personas(world):
    """Everybody who tries the doors. Nobody but the named holds any role at the world's authority."""
    setting, authority = world.setting, world.setting.authority
    elsewhere = make_authority()
    left = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=setting.school)
    for held in left.roles.all():
        end_role(held=held, to_on=world.today - timedelta(days=1), by=setting.office, at=world.at)
    confirm_email(person=setting.teacher, by=setting.office, at=world.at)
    return {
        "anonymous": None,
        "writer": setting.teacher,
        "signer": setting.dsl,
        "another agency": make_person(
            Role.AGENCY_WRITER, Role.AGENCY_SIGNER, Role.AGENCY_LEAD, at=make_agency(authority)
        ),
        "administrator": setting.office,
        "administrator elsewhere": make_person(Role.ADMINISTRATOR, at=elsewhere),
        "chair": setting.chair,
        "another chair": make_person(Role.CHAIR, at=authority),
        "social worker": setting.worker,
        "another social worker": make_person(Role.SOCIAL_WORKER, at=authority),
        "team manager": setting.manager,
        "designated manager": make_person(Role.DESIGNATED_MANAGER, at=authority),
        "governance": make_person(Role.INFORMATION_GOVERNANCE, at=authority),
        "system administrator": make_person(Role.SYSTEM_ADMINISTRATOR, at=authority),
        "left": left,
        "deactivated": make_person(Role.ADMINISTRATOR, at=authority),
    }
