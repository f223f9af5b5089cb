"""What the tests of this floor's pages share: an authority, its office, a school, and a browser of the office."""

from importlib import import_module

import pytest

from procedures.words import Role


@pytest.fixture
def factories():
    return import_module("partnership.tests.factories")  # this file is read before Django stands


@pytest.fixture
def authority(factories):
    return factories.make_authority(procedure_set="derby", name="Larkmere City")


@pytest.fixture
def office(factories, authority):
    return factories.make_person(Role.ADMINISTRATOR, at=authority)


@pytest.fixture
def desk(factories, office):
    return factories.demo_client(office)


@pytest.fixture
def school(factories, authority):
    return factories.make_agency(authority, name="St Ætheldreda’s RC Primary")
