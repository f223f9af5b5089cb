"""What has arrived, what is read and unread, and whose eyes a report lacks: the first page of the chair's reading room."""

import pytest
import time_machine
from django.urls import reverse

from conferences.models import Conference
from conferences.tests.factories import children_of, make_conference, make_setting, mother_of
from conferences.tests.pages import text_of
from partnership.tests.factories import client_for, make_person
from procedures.words import AgencyKind, Role
from reports.document import Document, Group, Section
from reports.models import Reading, ReadingEvent, ReportVersion
from reports.operations.family import record_sharing
from reports.operations.reading import remember
from reports.reading_time import minutes, words_in
from reports.tests.reading import NOW, agency_report, room
from reports.worded import Answered, Statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def chair(setting):
    return client_for(setting.chair)


@pytest.fixture
def conference(setting):
    return make_conference(setting)


def another_version(version):
    """As a correction leaves it: a version of the same report with the next number."""
    return ReportVersion.objects.create(
        report=version.report, number=version.number + 1, content=version.content, sha256=version.sha256,
        signed_by=version.signed_by, signed_name=version.signed_name, signed_role=version.signed_role, signed_at=NOW,
    )  # fmt: skip


def mark(browser, version):
    return browser.post(reverse("reports:mark_read", args=[version.report.ref]), {"version": version.number})


# What arrived.


def test_what_arrived_stands_first_until_it_is_opened(setting, chair, conference):
    version = agency_report(setting, conference, name="Heron Homes")
    first = chair.get(room("conference_reading", conference))
    assert [row.standing.version for row in first.context["new"]] == [version]
    assert "Heron Homes : new, signed Monday 2 March 2026 at 10am" in text_of(first).replace(
        "Homes:", "Homes :"
    )

    chair.get(reverse("reports:read", args=[version.report.ref]))

    then = chair.get(room("conference_reading", conference))
    assert then.context["new"] == []
    assert "Nothing that you haven’t opened." in text_of(then)
    assert "You opened it on Monday 2 March 2026 at 10am." in text_of(then)


def test_a_new_version_says_that_it_came_after_the_one_that_was_read(setting, chair, conference):
    version = agency_report(setting, conference)
    mark(chair, version)
    another_version(version)

    response = chair.get(room("conference_reading", conference))

    assert [row.read.words for row in response.context["new"]] == ["New version since you read it"]


def test_a_report_is_marked_as_read_once_and_the_first_time_counts(setting, chair, conference):
    version = agency_report(setting, conference)

    assert mark(chair, version)["Location"] == room("conference_reading", conference)
    remember(version=version, read=True, by=setting.chair, at=NOW.replace(year=2027))

    assert "You read it on Monday 2 March 2026 at 10am." in text_of(
        chair.get(room("conference_reading", conference))
    )
    (reading,) = Reading.objects.all()
    assert (reading.version, reading.person, reading.read, reading.at) == (version, setting.chair, True, NOW)
    (row,) = ReadingEvent.objects.all()
    assert (row.what, row.facts) == ("read", {"report": version.report.ref, "version": 1})


def test_it_is_the_version_on_the_page_that_is_marked_and_no_other(setting, chair, conference):
    version = agency_report(setting, conference)
    another_version(version)

    mark(chair, version)
    chair.post(reverse("reports:mark_read", args=[version.report.ref]), {"version": "nine"})

    assert [row.version for row in Reading.objects.all()] == [version]


def test_what_one_chair_read_another_has_not_and_an_agency_reading_its_own_leaves_no_mark(
    setting, chair, conference
):
    version = agency_report(setting, conference)
    client_for(version.signed_by).get(reverse("reports:read", args=[version.report.ref]))
    assert not Reading.objects.exists()
    mark(chair, version)
    other = make_person(Role.CHAIR, at=setting.authority)
    Conference.objects.filter(pk=conference.pk).update(chair=other)

    assert client_for(other).get(room("conference_reading", conference)).context["new"] != []
    assert chair.get(room("conference_reading", conference)).status_code == 404
    assert mark(chair, version).status_code == 404


def test_the_list_says_how_many_reports_of_each_conference_are_not_opened_yet(setting, chair, conference):
    version = agency_report(setting, conference)
    agency_report(setting, conference)
    assert "2 you haven’t opened" in text_of(chair.get(reverse("reports:reading")))

    mark(chair, version)

    assert "1 you haven’t opened" in text_of(chair.get(reverse("reports:reading")))


# How long, and who has not seen it.


def test_reading_time_is_said_for_each_report_for_all_and_for_what_is_left(setting, chair, conference):
    one, other = agency_report(setting, conference), agency_report(setting, conference)
    response = chair.get(room("conference_reading", conference))
    each = [row.minutes for row in response.context["rows"]]
    assert min(each) > 0
    assert f"About {sum(each)} minutes left to read" in text_of(response)

    mark(chair, one)
    left = chair.get(room("conference_reading", conference)).context["minutes_left"]
    assert left == next(row.minutes for row in response.context["rows"] if row.standing.version == other)
    mark(chair, other)
    assert "Everything is read" in text_of(chair.get(room("conference_reading", conference)))


def test_words_of_every_shape_are_counted_and_a_begun_minute_is_one():
    statement = Statement(
        "three words here", "Fact", "", "", (), "", "sad", "Everyone entitled", "", ("rests here",)
    )
    fields = (
        Answered("a", "Question", "std", "text", ("one two", "three"), note="four"),
        Answered("b", "", "std", "list", items=("five", "six")),
        Answered("c", "", "std", "table", columns=("When",), rows=(("seven", "eight nine"),)),
        Answered("d", "", "std", "statements", statements=(statement,)),
    )
    group = Group("", "report", "", (Section("k", "", "report", "", fields),))
    document = Document("", "", "", {}, {}, (group,), "", "")

    assert words_in(document) == 5 + 2 + 4 + 7
    assert [minutes(words) for words in (0, 1, 220, 221)] == [0, 1, 1, 2]


def test_a_report_names_each_parent_who_has_not_seen_it(setting, chair, conference):
    mother, child = mother_of(conference.family), children_of(conference.family)[0]
    version = agency_report(setting, conference, name="Heron Homes")
    medical = agency_report(setting, conference, AgencyKind.PAEDIATRICS)
    told = {
        "shown": True,
        "shown_on": NOW.date(),
        "how": "in person",
        "by_whom": "Ms Hill",
        "by": version.signed_by,
    }
    assert "Nobody of the family has been shown this report yet" in text_of(
        chair.get(room("conference_reading", conference))
    )
    record_sharing(version=version, person=child, at=NOW, **told)

    response = chair.get(room("conference_reading", conference))
    assert f"Not seen by {mother.name}" in text_of(response).replace("\n", " ")
    assert {row.standing.version: row.not_seen_by for row in response.context["rows"]} == {
        version: (mother.name,), medical: ()
    }  # fmt: skip
    record_sharing(version=version, person=mother, at=NOW, **told)
    assert "Not seen by" not in text_of(chair.get(room("conference_reading", conference)))
