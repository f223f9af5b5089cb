"""People and places for tests, reached as the service reaches them. Names are as people have them."""

import itertools
import time
from datetime import UTC, date, datetime

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from partnership.models import (
    Account,
    Agency,
    AgencyServes,
    Authority,
    BankHoliday,
    CalendarVersion,
    Partnership,
    Person,
    RoleHeld,
)
from partnership.sessions import DEMO_SIGN_IN, SECOND_FACTOR
from procedures.words import AgencyKind, Role
from procedures.working_days import shipped_calendar, shipped_holidays

LONG_AGO = date(2020, 1, 1)
PASSWORD = "correct horse battery staple"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_numbers = itertools.count(1)


def make_calendar():
    """The shipped bank holidays, where a flush took them away."""
    if CalendarVersion.objects.exists():
        return
    calendar = shipped_calendar()
    BankHoliday.objects.bulk_create(
        BankHoliday(holiday_on=h.on, title=h.title, source=h.source, declared_on=h.declared_on)
        for h in shipped_holidays()
    )
    CalendarVersion.objects.create(
        known_from=calendar.first,
        known_until=calendar.last,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        reason="The list that comes with the product",
    )


def make_partnership(**facts) -> Partnership:
    """The one partnership of the installation: the same one on every call."""
    make_calendar()
    return Partnership.objects.first() or Partnership.objects.create(
        **{"name": "Larkmere and Thornwold Safeguarding Children Partnership", "is_demo": True} | facts
    )


def make_authority(*, procedure_set="england", name=None, letter=None, **facts) -> Authority:
    """An authority with a letter of its own for its case codes."""
    taken = set(Authority.objects.values_list("letter", flat=True))
    letter = letter or next(each for each in LETTERS if each not in taken)
    return Authority.objects.create(
        partnership=make_partnership(),
        name=name or f"Borough of St. {letter}’s",
        letter=letter,
        procedure_set=procedure_set,
        office_email=f"office.{letter.lower()}@authority.example",
        office_telephone="01632 960000",
        **facts,
    )


def make_agency(*authorities, kind=AgencyKind.EDUCATION_SCHOOL, name=None, **facts) -> Agency:
    """An agency that serves `authorities`; without any it serves a new one."""
    number = next(_numbers)
    agency = Agency.objects.create(name=name or f"O’Hara & Søns {kind.label} {number}", kind=kind, **facts)
    for authority in authorities or [make_authority()]:
        AgencyServes.objects.create(agency=agency, authority=authority)
    return agency


def make_person(
    *roles: Role,
    at=None,
    name=None,
    email=None,
    from_on=LONG_AGO,
    to_on=None,
    account=True,
    role=None,
    **facts,
) -> Person:
    """A person who holds `roles` (or `role`) at the authority or agency `at`, with an account unless told otherwise."""
    number = next(_numbers)
    email = email or f"person{number}@partnership.example"
    person = Person.objects.create(name=name or f"Siobhán O’Driscoll-Nguyễn {number}", email=email, **facts)
    for each in [*roles, *([role] if role else [])]:
        place = {"agency": at} if isinstance(at, Agency) else {"authority": at}
        RoleHeld.objects.create(person=person, role=each, from_on=from_on, to_on=to_on, **place)
    if account:
        Account.objects.create_user(email=email, person=person, password=None)
    return person


def client_for(person: Person | None, **options) -> Client:
    """A browser in which `person` has signed in with password and second factor; for None, nobody has."""
    client = Client(**options)
    if person is not None:
        client.force_login(person.account)
        session = client.session
        session[SECOND_FACTOR] = True
        session.save()
    return client


def code_of(secret: str) -> str:
    """What the app on the telephone shows now. Ask while the clock stands, or it may be too old on arrival."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def demo_client(person: Person) -> Client:
    """A browser signed in by one click, as in the demo: nothing to prove before it changes rights."""
    client = client_for(person)
    session = client.session
    session[DEMO_SIGN_IN] = True
    session.save()
    return client
