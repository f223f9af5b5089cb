"""The way in for somebody whom the office named: link, password, second factor (decisions 11).

A link is kept as a hash, lives for 48 hours and is used once; looking at it doesn't use it.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from partnership import audit
from partnership.models import Account, Agency, Enrolment, Person
from partnership.operations.people import Refused, check_office, confirm_email, give_role, name_person
from procedures.words import Role

LIVES_FOR = timedelta(hours=48)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def enrol(*, person: Person, by: Person, at) -> tuple[Enrolment, str]:
    """A fresh link for `person`: the row, and the token that is shown once. Every earlier link stops working.

    Raises Refused where the office has not confirmed the e-mail address, another account has it, or another office
    keeps this person's way in.
    """
    check_office(person=person, by=by, at=at)
    if person.email_confirmed_at is None:
        raise Refused("Confirm the e-mail address first: the way in depends on it.")
    if Account.objects.filter(email=person.email).exclude(person=person).exists():
        raise Refused("Somebody else already signs in with this e-mail address. Change it first.")
    person.enrolments.filter(used_at=None, replaced_at=None).update(replaced_at=at)
    token = secrets.token_urlsafe(32)
    enrolment = Enrolment.objects.create(
        person=person, token_hash=hash_of(token), made_at=at, by=by, expires_at=at + LIVES_FOR
    )
    audit.write(at=at, person=by, action="enrol", kind="Person", refs=[person.ref])
    return enrolment, token


@transaction.atomic
def name_and_enrol(
    *,
    name: str,
    email: str,
    role: Role,
    authority=None,
    agency=None,
    job_title: str = "",
    telephone: str = "",
    from_on,
    by: Person,
    at,
) -> tuple[Person, str]:
    """Somebody new, their first role and their link, in one go. The office has checked person and address.

    Answers with the person and the token, which is shown once. Raises Refused.
    """
    address = email.strip().lower()
    if Account.objects.filter(email=address).exists() or Person.objects.filter(email=address).exists():
        raise Refused("Somebody with this e-mail address is already known. Find them under People.")
    person = name_person(name=name, email=email, job_title=job_title, telephone=telephone, by=by, at=at)
    confirm_email(person=person, by=by, at=at)
    give_role(person=person, role=role, authority=authority, agency=agency, from_on=from_on, by=by, at=at)
    _, token = enrol(person=person, by=by, at=at)
    return person, token


def name_report_writer(*, name: str, email: str, agency: Agency, job_title="", today, by: Person, at):
    """Somebody new who writes reports for `agency` from `today`: as name_and_enrol."""
    return name_and_enrol(
        name=name,
        email=email,
        job_title=job_title,
        role=Role.AGENCY_WRITER,
        agency=agency,
        from_on=today,
        by=by,
        at=at,
    )


@transaction.atomic
def use_enrolment(*, enrolment: Enrolment, password: str, at) -> Account:
    """Set the password that its holder chose; the link is used up. Raises Refused when another was quicker."""
    if Enrolment.objects.filter(pk=enrolment.pk, used_at=None, replaced_at=None).update(used_at=at) != 1:
        raise Refused("This link was used a moment ago. Sign in with the password that was set then.")
    person = enrolment.person
    account = Account.objects.filter(person=person).first() or Account(person=person)
    account.email = person.email
    account.is_active = True
    account.closed_at = None
    account.set_password(password)
    account.save()
    audit.write(at=at, person=person, action="use_enrolment", kind="Person", refs=[person.ref])
    return account


@transaction.atomic
def ask_for_new_link(*, token: str, at) -> None:
    """The holder of a link that ran out or was used asks the office for a new one. Says nothing to strangers."""
    found = Enrolment.objects.filter(token_hash=hash_of(token), asked_again_at=None).first()
    if found is None:
        return
    found.asked_again_at = at
    found.save(update_fields=["asked_again_at"])
    audit.write(at=at, person=found.person, action="ask_for_new_link", kind="Person", refs=[found.person.ref])
