"""The merged chronology as its chair uses it: read, filtered, offered, grouped by hand and taken apart."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from conferences.models import Conference
from conferences.operations import Refused
from conferences.tests.factories import children_of, hold, make_conference, make_family, make_setting
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_person
from procedures.words import AgencyKind, GroupKind, Role
from reports.models import EntryGroup, GroupedEntry, ReadingEvent
from reports.operations.reading import group_entries, take_apart
from reports.tests.reading import NOW, about_all, agency_report, chronology, event, room

pytestmark = pytest.mark.django_db
CHRONOLOGY_QUERIES, LIKELY_QUERIES = 17, 17
HUNGRY = "Arrived hungry and tired at breakfast club"


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


@pytest.fixture
def twice(setting, conference):
    """Housing and the police tell of one event; the police have something else as well."""
    about = about_all(conference)
    housing = agency_report(
        setting, conference, name="Heron Homes", told=chronology(event(HUNGRY, about=about))
    )
    police = agency_report(
        setting, conference, AgencyKind.POLICE, name="Police",
        told=chronology(event(HUNGRY, "4 February 2026", about=about), event("Moved to a flat", "2025", about=about)),
    )  # fmt: skip
    return housing, police


def keys(*versions, row="r1"):
    return [f"{version.report.ref}/chronology/chronology/{row}" for version in versions]


def send(browser, conference, versions, kind="same", query="", **more):
    return browser.post(
        room("group", conference) + query, {"row": keys(*versions), "kind": kind} | more, follow=True
    )


# What the page shows.


def test_all_agencies_stand_in_one_chronology_by_date_each_with_its_source(chair, conference, twice):
    response = chair.get(room("chronology", conference))
    text = text_of(response)

    told = [(entry.date.text, entry.agency) for entry in response.context["page"]]
    assert [one for one in told if one[0] in ("2025", "3 February 2026", "4 February 2026")] == [
        ("2025", "Police"), ("3 February 2026", "Heron Homes"), ("4 February 2026", "Police")
    ]  # fmt: skip
    assert "The year only: it stands at the year’s start" in text
    assert "Our records" in text and "Fact" in text and "What was done: Recorded." in text


def test_medical_events_are_marked_as_the_chairs_alone(setting, chair, conference):
    agency_report(setting, conference, AgencyKind.PAEDIATRICS, name="Clinic")

    text = text_of(chair.get(room("chronology", conference)))

    assert "Medical, chair alone" in text and "What each person said" in text


def test_an_agency_that_tells_nothing_by_date_is_named_and_an_empty_room_says_so(setting, chair):
    follows = hold(setting, make_conference(setting))
    conference = make_conference(setting, follows=follows)
    assert "No report is in yet" in text_of(chair.get(room("chronology", conference)))
    nothing = {"chronology": {"chronology": {"rows": [], "none": True, "none_why": "", "next": 1}},
               "since": {"new_incident": {"rows": [], "none": True, "none_why": "", "next": 1}}}  # fmt: skip
    agency_report(setting, conference, name="Heron Homes", told=nothing)

    assert "No dated event is told by: Heron Homes." in text_of(chair.get(room("chronology", conference)))


def test_whoever_isnt_the_chair_of_this_conference_doesnt_see_it(setting, conference, twice):
    other = make_person(Role.CHAIR, at=setting.authority)
    grouped = group_entries(
        conference=conference, kind=GroupKind.SAME, by=setting.chair, at=NOW,
        entries=[(version.report, "chronology/chronology/r1") for version in twice],
    )  # fmt: skip

    def answers(person):
        browser = client_for(person)
        pages = [browser.get(room(name, conference)).status_code for name in ("chronology", "likely")]
        return [*pages, browser.post(reverse("reports:ungroup", args=[grouped.ref])).status_code]

    assert answers(setting.office) == [403, 403, 404]
    assert answers(setting.officer) == [404, 404, 404]
    assert answers(other) == [404, 404, 404]
    Conference.objects.filter(pk=conference.pk).update(chair=other)
    assert answers(setting.chair) == [404, 404, 404], "a former chair loses the room at once"
    assert answers(other) == [200, 200, 302]


# The filters.


def test_child_agency_rating_and_period_are_filters_in_the_address_without_anybodys_name(setting, chair):
    family = make_family(setting, names=("Zoë", "Ivy"), ages=(9, 2))
    conference = make_conference(setting, family=family)
    zoe, ivy = children_of(family)
    agency_report(setting, conference, AgencyKind.HEALTH_VISITING, name="Visitors", told=chronology(
        event("First visit", "2023", about=[zoe.ref], rating="strength"),
        event("A cold home", "January 2026", about=[ivy.ref], rating="harm"),
        event("A broken window", "20 November 2025", about=[ivy.ref, zoe.ref]),
    ))  # fmt: skip
    version = agency_report(
        setting, conference, name="Heron Homes", told=chronology(event("Rent is paid", about=[zoe.ref]))
    )

    def found(**query):
        response = chair.get(room("chronology", conference), query)
        wanted = ("First visit", "A cold home", "A broken window", "Rent is paid")
        return [entry.event for entry in response.context["page"] if entry.event in wanted]

    assert found() == ["First visit", "A broken window", "A cold home", "Rent is paid"]
    assert found(child=ivy.ref) == ["A broken window", "A cold home"]
    assert found(agency=version.report.invitation.agency.ref) == ["Rent is paid"]
    assert found(rating="harm") == ["A cold home"]
    assert found(period="3") == ["A cold home", "Rent is paid"]
    assert found(period="12", child=zoe.ref) == ["A broken window", "Rent is paid"]
    assert found(period="since") == found(), "there was no conference before"
    assert found(child="nonsense", rating="nonsense") == found()
    assert "No entry fits these filters" in text_of(
        chair.get(room("chronology", conference), {"rating": "harm", "child": zoe.ref, "period": "3"})
    )


def test_a_review_can_ask_for_what_is_new_since_the_last_conference(setting, chair):
    with time_machine.travel(NOW.replace(year=2025, month=12), tick=False):
        follows = hold(setting, make_conference(setting))
    conference = make_conference(setting, follows=follows)
    about = about_all(conference)
    agency_report(setting, conference, told=chronology(
        event("Long before", "November 2025", about=about), event("The same month", "December 2025", about=about)
    ))  # fmt: skip

    response = chair.get(room("chronology", conference), {"period": "since"})

    assert [entry.event for entry in response.context["page"] if entry.label == ""] == ["The same month"]


def test_it_comes_in_pages_of_a_hundred_and_whole_for_the_printer(setting, chair, conference):
    events = [event(f"Event {number}", f"{number % 28 + 1} January 2026") for number in range(120)]
    agency_report(
        setting, conference, told=chronology(*(row | {"about": about_all(conference)} for row in events))
    )

    first = chair.get(room("chronology", conference))
    rest = chair.get(room("chronology", conference) + "?page=2")
    whole = chair.get(room("chronology", conference) + "?all=1")

    assert [len(each.context["page"]) for each in (first, rest)][0] == 100
    assert len(whole.context["page"]) == len(first.context["page"]) + len(rest.context["page"])
    assert "Show all on one page, to print" in text_of(first)
    assert "Show all on one page" not in text_of(whole)


def test_the_pages_ask_as_often_for_three_reports_and_three_groups_as_for_one(
    setting, chair, conference, twice, django_assert_num_queries
):
    def one_more():
        versions = [agency_report(setting, conference), agency_report(setting, conference)]
        send(chair, conference, versions)

    send(chair, conference, twice)
    for page, queries in (("chronology", CHRONOLOGY_QUERIES), ("likely", LIKELY_QUERIES)):
        chair.get(room(page, conference))
        with django_assert_num_queries(queries):
            chair.get(room(page, conference))
    one_more()
    one_more()
    for page, queries in (("chronology", CHRONOLOGY_QUERIES), ("likely", LIKELY_QUERIES)):
        with django_assert_num_queries(queries):
            chair.get(room(page, conference))
    assert EntryGroup.objects.count() == 3


# Offered, grouped, taken apart.


def test_a_likely_duplicate_is_offered_side_by_side_and_grouped_by_hand(chair, conference, twice):
    text = text_of(chair.get(room("likely", conference)))
    assert "Likely the same" in text and "words in common" in text

    response = send(chair, conference, twice, likely="1")

    assert response.redirect_chain == [(room("likely", conference), 302)]
    text = text_of(response)
    assert "Grouped as one event. Each entry keeps its agency and its words." in text
    assert "Group 1: one event, told more than once" in text
    assert text.count(HUNGRY) == 2, "nothing is merged"
    assert [offer for offer in response.context["page"] if offer.entries[0].event == HUNGRY] == []
    assert text_of(chair.get(room("chronology", conference))).count("In your group 1") == 2
    assert list(ReadingEvent.objects.values_list("what", flat=True)) == ["group"]


def test_a_contradiction_comes_first_and_says_in_what(setting, chair, conference, twice):
    school = agency_report(setting, conference, name="School", told=chronology(
        event("Did not come to the clinic appointment", about=about_all(conference))))  # fmt: skip
    nurse = agency_report(setting, conference, name="Nurse", told=chronology(
        event("Came to the clinic appointment", about=about_all(conference))))  # fmt: skip

    response = chair.get(room("likely", conference))

    assert "They differ in whether it happened" in text_of(response)
    assert response.context["page"][0].is_contradiction
    send(chair, conference, [school, nurse], kind="differs")
    assert "one event, told differently" in text_of(chair.get(room("likely", conference)))


def test_different_events_are_not_offered_again_until_the_chair_wants_it(chair, conference, twice):
    def offered():
        page = chair.get(room("likely", conference)).context["page"]
        return [offer for offer in page if offer.entries[0].event == HUNGRY]

    assert len(offered()) == 1
    assert "Kept as different events" in text_of(send(chair, conference, twice, kind="apart"))
    assert offered() == []
    assert "In your group" not in text_of(chair.get(room("chronology", conference)))

    apart = EntryGroup.objects.get()
    chair.post(reverse("reports:ungroup", args=[apart.ref]))
    assert len(offered()) == 1


def test_a_group_is_taken_apart_and_keeps_its_history(setting, chair, conference, twice):
    send(chair, conference, twice)
    made = EntryGroup.objects.get()

    response = chair.post(reverse("reports:ungroup", args=[made.ref]), follow=True)

    assert "Taken apart" in text_of(response)
    assert "You haven’t grouped anything" in text_of(response)
    made.refresh_from_db()
    assert made.ended_at == NOW and made.rows.count() == 2
    take_apart(group=made, by=setting.chair, at=NOW)
    assert list(ReadingEvent.objects.values_list("what", flat=True)) == ["ungroup", "group"]
    row = AuditRow.objects.filter(action="group_entries", kind="Grouping").latest("pk")
    assert set(row.refs.split()) == {made.ref, conference.ref}


def test_one_ticked_entry_is_no_group_and_the_tick_is_kept(chair, conference, twice):
    response = chair.post(room("group", conference) + "?period=12", {"row": keys(twice[0]), "kind": "same"})

    assert response.status_code == 422
    assert "Tick at least two entries to group them" in text_of(response)
    assert response.content.decode().count(" checked") == 1
    assert response.context["filters"]["period"].value() == "12"
    none = chair.post(room("group", conference), {"kind": "same"})
    assert "Tick at least two entries to group them" in text_of(none)
    strange = chair.post(room("group", conference), {"row": ["a/b/c/r1", "a/b/c/r2"], "kind": "same"})
    assert "is not in the newest reports any more" in text_of(strange)
    assert not EntryGroup.objects.exists()


def test_whoever_comes_back_to_the_address_of_a_refused_form_finds_the_chronology(chair, conference):
    response = chair.get(room("group", conference) + "?page=2")

    assert response["Location"] == room("chronology", conference) + "?page=2"
    assert chair.get(room("group", conference))["Location"] == room("chronology", conference)


def test_an_entry_stands_in_one_group_and_an_earlier_group_comes_along(setting, chair, conference, twice):
    third = agency_report(setting, conference, name="Nurse")
    send(chair, conference, twice)
    send(chair, conference, twice)
    assert EntryGroup.objects.count() == 1, "the same form sent twice"

    send(chair, conference, [twice[0], third], kind="differs")

    old, new = EntryGroup.objects.order_by("pk")
    assert old.ended_at and not new.ended_at
    assert {row.report for row in new.rows.all()} == {twice[0].report, twice[1].report, third.report}
    assert ReadingEvent.objects.first().facts["replaces"] == [old.ref]


def test_the_database_keeps_an_entry_in_one_group(setting, conference, twice):
    entries = [(version.report, "chronology/chronology/r1") for version in twice]
    common = {"conference": conference, "kind": GroupKind.SAME, "by": setting.chair, "at": NOW}
    group_entries(entries=entries, **common)
    other = EntryGroup.objects.create(conference=conference, kind="same", made_by=setting.chair, made_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupedEntry.objects.create(
            group=other, report=twice[0].report, reference=entries[0][1], current=True
        )
    with pytest.raises(Refused, match="at least two"):
        group_entries(entries=entries[:1] * 2, **common)


def test_a_row_that_a_new_version_no_longer_has_is_counted_and_not_shown(setting, chair, conference, twice):
    gone = (twice[0].report, "chronology/chronology/r9")
    group_entries(
        conference=conference, kind=GroupKind.SAME, by=setting.chair, at=NOW,
        entries=[gone, (twice[1].report, "chronology/chronology/r1")],
    )  # fmt: skip

    assert "1 entry of it no longer in the newest version" in text_of(chair.get(room("likely", conference)))
