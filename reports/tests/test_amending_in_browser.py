"""Correcting, comparing and the family's words as they look; read by axe, wide and narrow."""

import pytest
from django.urls import reverse

from conferences.tests.factories import make_setting, mother_of
from partnership.tests.browser import press
from partnership.tests.factories import client_for
from procedures.words import AmendmentKind
from reports.models import Restriction
from reports.operations.amending import amend_report
from reports.tests.factories import add_and_sign, not_shared, shared, signed_report
from reports.tests.test_amending import NOW, say_differently
from reports.tests.test_family import first_row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("insert_only_lifted")]


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def enter(context, live_server):
    def as_(person):
        cookie = client_for(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return as_


def test_a_report_is_corrected_and_the_family_answered(page, enter, live_server, setting, axe, screens):
    version = signed_report(setting)
    report = version.report
    mother = mother_of(report.invitation.conference.family)

    def visit(name, *args, query=""):
        page.goto(live_server.url + reverse(f"reports:{name}", args=[report.ref, *args]) + query)
        axe(page)

    enter(setting.teacher)
    visit("amend")
    page.get_by_label("Add something").check()
    axe(page)
    screens(page, "amend")
    page.get_by_label("What is to be added?").fill("The family moved on 3 May; the school was told on 6 May.")
    page.get_by_label("Why?").fill("It came after we had signed.")
    press(page.get_by_role("button", name="Go on"))
    axe(page)
    screens(page, "addendum")
    visit("give_up")
    screens(page, "give-up")
    press(page.get_by_role("button", name="Give it up"))
    report.refresh_from_db()

    shared(version, person=mother, by=setting.teacher, wrong_place=first_row(version)[0])
    amend_report(
        report=report,
        kind=AmendmentKind.NEW_VERSION,
        reason="Six days, not nine.",
        by=setting.teacher,
        at=NOW(),
    )
    say_differently(
        report, setting.teacher, text="Late on six days since September, and often tired at school."
    )
    visit("changes", query="?from=1&to=draft")
    screens(page, "changes")
    visit("sharing")
    screens(page, "sharing")
    press(page.get_by_role("link", name="Answer it"))
    screens(page, "answer-correction")
    visit("report")
    screens(page, "amended-report")


def test_what_the_chair_sees_of_an_amended_report_and_a_copy_in_large_print(
    page, enter, live_server, setting, axe, screens
):
    version = signed_report(setting)
    report = version.report
    mother = mother_of(report.invitation.conference.family)
    shared(version, person=mother, by=setting.teacher, wrong_place=first_row(version)[0])
    chair = client_for(setting.chair)
    chair.get(reverse("reports:read", args=[report.ref]))
    second = add_and_sign(report, by=setting.dsl)
    not_shared(second, person=mother, by=setting.teacher)

    enter(setting.chair)
    for name, args in (("read", []), ("versions", []), ("withheld", [mother.ref])):
        page.goto(live_server.url + reverse(f"reports:{name}", args=[report.ref, *args]))
        axe(page)
        screens(page, f"chair-{name}")

    Restriction.objects.update(state="kept")
    enter(setting.teacher)
    for name, query in (("copies", ""), ("print_copy", "?large")):
        page.goto(live_server.url + reverse(f"reports:{name}", args=[report.ref, mother.ref]) + query)
        axe(page)
        screens(page, f"family-{name}")
    page.goto(live_server.url + reverse("reports:receipt", args=[report.ref]))
    axe(page)
    screens(page, "receipt")
