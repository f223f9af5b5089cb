"""The pages of the reading room that hold all reports against each other, as their chair opens them."""

import pytest
import time_machine
from django.urls import reverse

from conferences.models import Conference
from conferences.tests.factories import children_of, hold, make_conference, make_invitation, make_setting
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_person
from procedures.words import AgencyKind, Role
from reports.tests.factories import signed_report
from reports.tests.materials import known
from reports.tests.reading import NOW, agency_report, room

pytestmark = pytest.mark.django_db
PAGES = {"themes": 21, "gap_check": 25, "since_last": 15}
BEFORE = NOW.replace(year=2025, month=12)


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


def view(scale, choice="plan", key="recommend"):
    return {
        "view": {
            "scale": {"value": scale, "reason": "Cold.", "higher": "Warm."},
            key: {"choice": choice, "note": ""},
        }
    }


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_the_chairs_alone(setting, conference, page):
    other = make_person(Role.CHAIR, at=setting.authority)

    assert client_for(setting.chair).get(room(page, conference)).status_code == 200
    assert client_for(setting.office).get(room(page, conference)).status_code == 403
    assert client_for(other).get(room(page, conference)).status_code == 404
    Conference.objects.filter(pk=conference.pk).update(chair=other)
    assert client_for(setting.chair).get(room(page, conference)).status_code == 404


@pytest.mark.parametrize(("page", "queries"), PAGES.items())
def test_each_page_asks_as_often_for_three_reports_as_for_one(
    setting, chair, conference, page, queries, django_assert_num_queries
):
    agency_report(setting, conference)
    chair.get(room(page, conference))
    with django_assert_num_queries(queries):
        chair.get(room(page, conference))
    agency_report(setting, conference)
    agency_report(setting, conference)
    make_invitation(setting, conference)
    with django_assert_num_queries(queries):
        chair.get(room(page, conference))


# By theme.


def test_agencies_stand_side_by_side_a_silent_one_and_one_that_doesnt_know_the_child_too(
    setting, chair, conference
):
    agency_report(setting, conference, name="Heron Homes")
    agency_report(setting, conference, name="Mere Surgery", told={"contact": known("not known to us")})
    agency_report(setting, conference, AgencyKind.PAEDIATRICS, name="Clinic")
    make_invitation(setting, conference)
    eldest, youngest = children_of(conference.family)

    text = text_of(chair.get(room("themes", conference)))

    assert f"Side by side: {eldest.shown_name}" in text
    assert "The child is not known to this service" in text and "No report yet" in text
    assert "Fact" in text and "Our records" in text
    assert "Clinic" not in text, "a medical report has no grid"
    other = chair.get(room("themes", conference), {"child": youngest.ref})
    assert other.context["child"].ref == youngest.ref
    assert chair.get(room("themes", conference), {"child": "nobody"}).context["child"].ref == eldest.ref


# What is missing.


def test_each_gap_has_its_rule_and_leads_to_where_it_is_put_right(setting, chair, conference):
    version = agency_report(setting, conference, name="Heron Homes", told=view("cannot") | {
        "voice": {"child_words": "", "wishes": "", "feelings_observed": {"rows": [], "none": True, "none_why": "", "next": 1},
                  "consulted": {"choice": "no", "note": ""}, "consulted_why": {"choice": "too young", "note": ""}}})  # fmt: skip
    make_invitation(setting, conference)
    eldest, youngest = children_of(conference.family)

    response = chair.get(room("gap_check", conference))

    found = {row.gap.text: (row.gap.rule, row.href, row.ask) for row in response.context["rows"]}
    ask = room("new_question", conference)
    read = reverse("reports:read", args=[version.report.ref])
    assert found[f"{setting.school.name} has sent no report."] == (
        "REP-15", reverse("reports:conference", args=[conference.ref]), ask
    )  # fmt: skip
    assert found[f"Heron Homes gives no scale for {eldest.shown_name} and {youngest.shown_name}."] == (
        "MTG-03", f"{read}#section-view-{eldest.ref}", f"{ask}?about={version.report.ref}/"
    )  # fmt: skip
    assert found[f"No report records a wish or words of {eldest.shown_name}."] == (
        "FAM-01", "", ask
    )  # fmt: skip
    assert f'id="section-view-{eldest.ref}"' in chair.get(read).content.decode()


def test_where_nothing_is_missing_the_page_says_so(setting, chair, conference):
    agency_report(setting, conference)

    assert "Nothing is missing" in text_of(chair.get(room("gap_check", conference)))


# Since the last conference.


@pytest.fixture
def review(setting):
    """A review, and the school's report to the initial conference before it, with a scale of 3."""
    with time_machine.travel(BEFORE, tick=False):
        before = make_conference(setting)
        signed_report(setting, invitation=make_invitation(setting, before), told=view("3"))
        agency_report(setting, before, AgencyKind.PAEDIATRICS, name="Clinic")
        held = hold(setting, before)
    return make_conference(setting, follows=held)


def test_a_first_conference_has_nothing_before_it(chair, conference):
    assert "There was no conference before this one" in text_of(chair.get(room("since_last", conference)))


def test_a_review_shows_each_agency_then_and_now_and_its_look_at_the_earlier_one_is_recorded(
    setting, chair, review
):
    signed_report(
        setting, invitation=make_invitation(setting, review), told=view("6", "end", "recommend_review")
    )
    agency_report(setting, review, name="Heron Homes", told=view("5", "continue", "recommend_review"))

    response = chair.get(room("since_last", review))
    text = text_of(response)

    assert [
        (row.agency, row.scale_before, row.scale_now, row.direction) for row in response.context["rows"]
    ] == [
        ("Heron Homes", "No report", "5 out of 10", ""),
        (setting.school.name, "3 out of 10", "6 out of 10", "3 safer"),
    ]
    assert "Clinic" not in text, "an earlier medical report was for its own chair alone"
    assert "Done:" in text
    row = AuditRow.objects.filter(action="read_reports").latest("pk")
    assert row.refs == review.follows.ref


def test_before_anybody_reported_then_or_now_the_page_says_so(setting, chair):
    with time_machine.travel(BEFORE, tick=False):
        held = hold(setting, make_conference(setting))
    review = make_conference(setting, follows=held)

    assert "Nobody reported then or now" in text_of(chair.get(room("since_last", review)))
