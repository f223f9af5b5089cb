"""The first rows of an installation, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from partnership.models import AuditRow, Authority, Partnership, Person
from partnership.operations.founding import (
    add_authority,
    first_administrator,
    found_partnership,
    open_demo_account,
)
from partnership.operations.people import Refused
from partnership.tests.factories import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LARKMERE = {
    "name": " Larkmere City ", "letter": "L", "procedures": "derby", "email": "office@larkmere.example",
    "telephone": "01632 960000", "at": NOW,
}  # fmt: skip
WHO = {"name": "Bronwen O'Sé", "email": "bronwen@larkmere.example", "today": NOW.date(), "at": NOW}


@pytest.fixture
def partnership():
    return found_partnership(name=" Larkmere and Thornwold ", at=NOW)


def test_there_is_one_partnership(partnership):
    assert (partnership.name, partnership.is_demo, partnership.filled_on) == (
        "Larkmere and Thornwold",
        False,
        None,
    )
    with pytest.raises(Refused, match="has its partnership already"):
        found_partnership(name="Another", at=NOW, is_demo=True, filled_on=date(2026, 3, 2))
    assert Partnership.objects.count() == 1
    assert AuditRow.objects.get().action == "found_partnership"


def test_an_authority_names_its_procedures_and_the_letter_of_its_codes(partnership):
    authority = add_authority(partnership=partnership, **LARKMERE)

    assert (authority.name, authority.letter, authority.procedure_set) == ("Larkmere City", "L", "derby")
    assert AuditRow.objects.filter(action="add_authority", refs=authority.ref).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"procedures": "nowhere"}, "nowhere"),
        ({"letter": "LT"}, "one capital letter"),
        ({"letter": ""}, "one capital letter"),
        ({"letter": "l"}, "one capital letter"),
        ({"letter": "É"}, "one capital letter"),
        ({"name": "Thornwold County "}, "this name or this letter already"),
        ({"letter": "W"}, "this name or this letter already"),
    ],
)
def test_an_authority_that_cannot_be_is_refused_in_words(partnership, wrong, sentence):
    add_authority(partnership=partnership, **LARKMERE | {"name": "Thornwold County", "letter": "W"})

    with pytest.raises(Refused, match=sentence):
        add_authority(partnership=partnership, **LARKMERE | wrong)

    assert Authority.objects.count() == 1


def test_an_authority_has_one_first_administrator_who_can_be_written_to(partnership):
    authority = add_authority(partnership=partnership, **LARKMERE)

    person = first_administrator(authority=authority, **WHO)

    (held,) = person.roles.all()
    assert (held.role, held.authority, held.from_on) == ("administrator", authority, NOW.date())
    assert person.email_confirmed_at == NOW
    with pytest.raises(Refused, match="New ones are named on the page"):
        first_administrator(authority=authority, **WHO | {"email": "another@larkmere.example"})
    assert Person.objects.count() == 1


def test_an_account_of_the_demo_opens_to_no_password():
    person = make_person(account=False)

    account = open_demo_account(person=person)

    assert account.person == person and account.is_active
    assert not account.has_usable_password()
