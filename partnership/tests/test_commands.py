"""The commands of this floor. `due` has tests of its own."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from partnership.models import Authority, Partnership, Person

pytestmark = pytest.mark.django_db
FIRST = {
    "authority": "Larkmere City",
    "letter": "L",
    "set": "derby",
    "office_email": "office@larkmere.example",
    "office_telephone": "01632 960000",
    "administrator": "Bronwen O'Sé",
    "administrator_email": "bronwen@larkmere.example",
}


def test_an_installation_is_founded_with_a_link_for_its_first_administrator(capsys):
    call_command("found", partnership="Larkmere and Thornwold", **FIRST)
    second = {
        "authority": "Thornwold County",
        "letter": "W",
        "set": "derbyshire",
        "administrator_email": "w@w.example",
    }
    call_command("found", **FIRST | second)

    link = capsys.readouterr().out.split()[-1]
    assert Client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert Partnership.objects.get().is_demo is False
    assert {authority.procedure_set for authority in Authority.objects.all()} == {"derby", "derbyshire"}


def test_what_cannot_be_founded_is_said_and_nothing_is_left_behind():
    with pytest.raises(CommandError, match="name it with --partnership"):
        call_command("found", **FIRST)
    with pytest.raises(CommandError, match="no procedure set"):
        call_command("found", partnership="P", **FIRST | {"set": "nowhere"})

    assert not Partnership.objects.exists() and not Person.objects.exists()
