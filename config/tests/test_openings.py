"""References in the audit lead to what they name, for whoever may open it."""

import pytest
from django.urls import reverse
from lxml import html

from conferences.tests.factories import make_conference, make_setting
from partnership.tests.factories import client_for, make_person
from procedures.words import Role
from reports.tests.factories import signed_report

pytestmark = pytest.mark.django_db


def links_of(browser):
    page = html.fromstring(browser.get(reverse("partnership:audit")).content)
    return {link.text: link.get("href") for link in page.xpath("//a[contains(@class, 'look-code')]")}


def test_each_reader_of_the_audit_is_led_to_what_they_may_open_and_to_nothing_else():
    setting = make_setting()
    report = signed_report(setting).report
    conference = report.invitation.conference
    unread = make_conference(make_setting())
    chair, office = client_for(setting.chair), client_for(setting.office)
    chair.get(reverse("reports:read", args=[report.ref]))
    office.get(reverse("conferences:conference", args=[conference.ref]))
    office.get(
        reverse("conferences:conference", args=[unread.ref])
    )  # another authority's: not found, recorded
    received = reverse("reports:received", args=[report.ref])

    governance = client_for(make_person(Role.INFORMATION_GOVERNANCE, at=setting.authority))
    assert links_of(governance) == {report.ref: received}
    manager = client_for(make_person(Role.DESIGNATED_MANAGER, at=setting.authority))
    led = links_of(manager)
    assert led == {
        report.ref: received,
        conference.ref: reverse("conferences:conference", args=[conference.ref]),
        conference.family.ref: reverse("conferences:family", args=[conference.family.ref]),
    }
    assert [manager.get(href).status_code for href in led.values()] == [200, 200, 200]
