"""The first rows of an installation: the partnership, its authorities, and its first administrator."""

from django.db import transaction

from partnership import audit
from partnership.models import Account, Authority, Partnership, Person
from partnership.operations.people import Refused, confirm_email, give_role, name_person
from procedures.policy import UnknownSet, procedure_set
from procedures.words import Role


@transaction.atomic
def found_partnership(*, name: str, at, is_demo: bool = False, filled_on=None) -> Partnership:
    """The one partnership of this installation (decisions 3). Raises Refused where there is one already."""
    if Partnership.objects.exists():
        raise Refused("This installation has its partnership already.")
    partnership = Partnership.objects.create(name=name.strip(), is_demo=is_demo, filled_on=filled_on)
    audit.write(at=at, person=None, action="found_partnership", kind="Partnership")
    return partnership


@transaction.atomic
def add_authority(
    *, partnership: Partnership, name: str, letter: str, procedures: str, email: str, telephone: str, at
) -> Authority:
    """An authority under its procedure set; `letter` begins its case codes. Raises Refused."""
    try:
        procedure_set(procedures)
    except UnknownSet as error:
        raise Refused(str(error)) from None
    if len(letter) != 1 or not letter.isascii() or not letter.isupper():
        raise Refused("The letter that begins the case codes is one capital letter, A to Z.")
    name = name.strip()
    if Authority.objects.filter(letter=letter).exists() or Authority.objects.filter(name=name).exists():
        raise Refused("Another authority has this name or this letter already.")
    authority = Authority.objects.create(
        partnership=partnership, name=name, letter=letter, procedure_set=procedures,
        office_email=email, office_telephone=telephone,
    )  # fmt: skip
    audit.write(at=at, person=None, action="add_authority", kind="Authority", refs=[authority.ref])
    return authority


@transaction.atomic
def first_administrator(*, authority: Authority, name: str, email: str, today, at) -> Person:
    """The administrator who lets everybody else in. Raises Refused where the authority has one."""
    if authority.roles.filter(role=Role.ADMINISTRATOR.value).exists():
        raise Refused("This authority has an administrator. New ones are named on the page “People”.")
    person = name_person(name=name, email=email, by=None, at=at)
    confirm_email(person=person, by=None, at=at)
    give_role(person=person, role=Role.ADMINISTRATOR, authority=authority, from_on=today, by=None, at=at)
    return person


def open_demo_account(*, person: Person) -> Account:
    """An account without a password, for the demo's one-click sign-in alone (decisions 12)."""
    return Account.objects.create_user(email=person.email, person=person)
