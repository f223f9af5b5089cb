"""The administrator's page of the forms, and a blank one to print (REP-18)."""

import pytest
from django.urls import reverse

from conferences.tests.factories import make_setting
from partnership.tests.factories import client_for
from reports.catalogue import KINDS, NAMES, UNVERIFIED, WHEN, modules, pages
from reports.definitions import CURRENT, MODULES, definition, versions
from reports.definitions.conditions import TERMS


def question(module, key, version=CURRENT):
    told = (one for page in pages(definition(version), module) for one in page.questions)
    return next(one for one in told if one.asked.key == key)


def test_every_field_of_the_list_is_listed_for_some_service():
    found = definition()
    listed = {one.asked.key for module in NAMES for page in pages(found, module) for one in page.questions}

    assert listed == set(found.fields)
    assert set(modules(found)) == set(MODULES.values())
    assert set(modules(definition("2026-11"))) == {"EDUS", "EDUY", "PAED", "ORIG"}


def test_whatever_a_form_can_say_has_words():
    assert set(TERMS) <= set(WHEN)
    assert {one.kind for version in versions() for one in definition(version).fields.values()} <= set(KINDS)


@pytest.mark.parametrize(
    ("module", "key", "words"),
    [
        ("GP", "known", "Needed. On the short form too"),
        ("GP", "help_given", "Needed. Not on the short form"),
        ("GP", "chronology", "Needed. Optional on the short form"),
        ("EDUS", "consulted_why", "Asked, and needed, when “Did you talk with the child?” is answered “no”"),
        ("EDUS", "safety", "Optional; needed when nothing that goes well is recorded"),
        ("HV", "lived", "Optional; needed when the child is born and the report is that of"),
        ("POL", "bail", "Needed. Asked only when something is held about the adult"),
        ("CSC", "lac_conf", "Optional. Asked only when the child is looked after"),
        (
            "MW",
            "scale",
            "Needed. On the short form too. Of an unborn child: “How safe would this baby be if born today?”",
        ),
        ("MW", "harm", "Needed. On the short form too"),
    ],
)
def test_when_a_question_is_asked_stands_in_words(module, key, words):
    assert question(module, key).need.startswith(words)


def test_what_no_practitioner_has_read_through_is_marked():
    assert question("GP", "conditions").mark == UNVERIFIED and not question("POL", "checks").mark
    marked = [page.title for page in pages(definition(), "EDUS") if page.mark]
    assert marked == ["Attendance"]


@pytest.fixture
def setting(db):
    return make_setting()


def text(person, name, **asked):
    return client_for(person).get(reverse(f"reports:{name}"), asked).content.decode()


def test_the_office_reads_a_services_form_with_its_versions(setting):
    page = text(setting.office, "forms", module="GP")

    assert "2026-11-26" not in page and "26 Nov" in page and "The makers of this service" in page
    assert "Child profile" in page and UNVERIFIED in page and "REP-02" in page
    assert "review 15" in page
    assert "There is a short form" not in text(setting.office, "forms", module="POL")


def test_an_address_that_asks_for_no_form_gives_the_newest_of_a_school(setting):
    page = text(setting.office, "forms", module="NONE", version="1999-01")

    assert f"{CURRENT} (shown below)" in page and "Attendance this year" in page
    assert "2026-11 (shown below)" in text(setting.office, "forms", version="2026-11")


def test_a_blank_form_is_of_one_service_and_one_type_of_conference(setting):
    page = text(setting.teacher, "blank", module="MW", type="P")
    initial = text(setting.teacher, "blank", module="MW", type="nonsense")

    assert "Booked at how many weeks?" in page and "pre-birth" in page
    assert "Booked at how many weeks?" not in initial and "conference: initial" in initial


@pytest.mark.parametrize("module", ["GEN", "CSC"])
def test_the_forms_are_read_with_the_same_number_of_queries_whatever_they_are(
    setting, module, django_assert_num_queries
):
    browser = client_for(setting.office)
    browser.get(reverse("reports:forms"))

    with django_assert_num_queries(9):
        browser.get(reverse("reports:forms"), {"module": module})
