"""Bringing over, setting hints aside, handing over: each one transaction and one event."""

import pytest
import time_machine
from django.utils import timezone

from conferences.models import Adult, Exclusion
from conferences.operations import Refused
from conferences.tests.factories import make_conference, make_family, make_invitation, make_setting, mother_of
from partnership.tests.factories import make_agency, make_person
from procedures.words import AgencyKind, ExclusionGround, ExclusionRuling, Role
from procedures.workflow import MoveRefused
from reports.material import place_of
from reports.models import Report
from reports.operations.helping import bring_over, hand_over, set_hints
from reports.operations.writing import ask_for_sign_off
from reports.queries.earlier import came_over, earlier_version, marked_version, since_of
from reports.queries.helping import colleagues_of, hints_aside, saves, writers_of
from reports.queries.writing import draft_part, material_of, report_document
from reports.tests.earlier import NOW, knowing, review_after
from reports.tests.factories import fill, make_report, signed_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def setting():
    return make_setting()


def bring(report, before, key, *keys, by=None):
    material = material_of(report, today=NOW.date())
    return bring_over(
        report=report, material=material, place=place_of(material, key), before=before, keys=list(keys),
        by=by or report.author, at=timezone.now(),
    )  # fmt: skip


def moves(report):
    return [event.move for event in report.events.order_by("pk")]


# What comes over.


def test_what_was_chosen_comes_over_and_is_in_the_history(setting):
    before, report = review_after(setting)
    knowing(report)

    assert bring(report, before, "involvement", "involvement") == ["involvement"]
    saved, event = draft_part(report, "involvement"), report.events.first()
    assert saved.answers["involvement"] and saved.saved_by == report.author and saved.revision == 1
    assert (event.move, event.by, event.at) == ("bring_over", report.author, timezone.now())
    assert event.facts == {"place": "involvement", "version": before.ref, "rows": {"involvement": []}}
    assert came_over(report) == {("involvement", "involvement")}


def test_bringing_it_twice_or_bringing_nothing_leaves_no_trace(setting):
    before, report = review_after(setting)
    knowing(report)
    bring(report, before, "involvement", "involvement")
    told = moves(report)

    assert bring(report, before, "involvement", "involvement", "conference", "no such") == []
    assert moves(report) == told and draft_part(report, "involvement").revision == 1


def test_nothing_comes_over_once_it_is_handed_over(setting):
    before, report = review_after(setting)
    fill(report)
    ask_for_sign_off(report=report, note="", by=report.author, at=timezone.now())
    with pytest.raises(MoveRefused, match="can’t be changed"):
        bring(report, before, "involvement", "involvement")


def test_the_last_report_of_the_same_agency_about_the_same_family_is_meant(setting):
    before, report = review_after(setting)
    assert earlier_version(report) == before
    assert earlier_version(before.report) is None
    other = make_report(setting, invitation=make_invitation(setting, make_conference(setting)))
    assert earlier_version(other) is None
    police = make_invitation(setting, report.invitation.conference, agency=setting.police)
    assert earlier_version(make_report(setting, invitation=police, by=setting.officer)) is None


def test_what_was_signed_later_is_not_what_this_one_stands_to(setting):
    before, report = review_after(setting)
    assert earlier_version(report, until=before.signed_at) is None


def test_a_child_who_moved_to_another_family_brings_the_report_along(setting):
    before, report = review_after(setting)
    other = make_family(setting)
    report.invitation.conference.family = other
    report.invitation.conference.save()
    assert earlier_version(report) == before
    knowing(report)
    child = report.invitation.conference.children.first().child
    # What was said of the household that the child left stays there.
    assert bring(report, before, "involvement", "involvement") == []
    assert bring(report, before, f"worries:{child.ref}", "harm") == ["harm"]


def test_a_medical_report_is_about_one_examination(setting):
    clinic = make_agency(setting.authority, kind=AgencyKind.PAEDIATRICS)
    doctor = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=clinic)
    _, report = review_after(setting, agency=clinic, by=doctor)
    assert report.is_medical and earlier_version(report) is None


def test_a_foster_carer_is_shown_only_what_the_same_carer_wrote(setting):
    service = make_agency(setting.authority, kind=AgencyKind.FOSTER_CARE)
    carer = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=service)
    other = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=service)
    before, report = review_after(setting, agency=service, by=carer)
    assert earlier_version(report) == before
    Report.objects.filter(pk=report.pk).update(author=other)
    report.refresh_from_db()
    assert earlier_version(report) is None


def test_each_answer_says_how_it_stands_to_the_last_report(setting):
    before, report = review_after(setting)
    knowing(report)
    assert since_of(report, material_of(report, today=NOW.date()), None) == {}
    bring(report, before, "involvement", "involvement")
    since = since_of(report, material_of(report, today=NOW.date()), earlier_version(report))

    assert (
        since["involvement", "involvement"].words == "From the report of 1 December 2025, not changed since"
    )
    assert since["about", "author"].words == "Changed since the report of 1 December 2025"


def test_a_signed_version_says_it_too_and_the_first_says_nothing(setting):
    before, report = review_after(setting)
    told = {"involvement": {"involvement": "Quite another text."}}
    version = signed_report(setting, invitation=report.invitation, told=told)

    def standings(one):
        document = marked_version(one, report_document(one))
        return {answer.since for section in document.sections for answer in section.fields}

    assert standings(before) == {""}
    assert "Changed since the report of 1 December 2025" in standings(version)


# Hints.


def test_hints_of_one_page_are_set_aside_and_shown_again(setting):
    report = make_report(setting)
    place = place_of(material_of(report, today=NOW.date()), "about")
    common = {"report": report, "place": place, "by": setting.dsl, "at": timezone.now()}

    assert hints_aside(report) == frozenset()
    event = set_hints(shown=False, **common)
    assert (event.move, event.by, event.facts) == ("set_hints_aside", setting.dsl, {"place": "about"})
    assert set_hints(shown=False, **common) is None
    assert hints_aside(report) == {"about"}
    set_hints(shown=True, **common)
    assert set_hints(shown=True, **common) is None
    assert hints_aside(report) == frozenset()
    assert moves(report) == ["begin", "set_hints_aside", "show_hints"]


# Handing over.


def give(report, to, note=""):
    return hand_over(report=report, to=to, note=note, by=report.author, at=timezone.now())


def test_a_colleague_becomes_the_author(setting):
    report = make_report(setting)
    give(report, setting.dsl, "I am away from Monday.")
    event = report.events.first()

    assert Report.objects.get().author == setting.dsl
    assert (event.move, event.by, event.reason) == ("hand_over", setting.teacher, "I am away from Monday.")
    assert event.facts == {"from_": setting.teacher.name, "to": setting.dsl.name}


def test_what_the_form_says_of_its_author_follows_unless_somebody_wrote_something_else(setting):
    report = make_report(setting)
    about = draft_part(report, "about")
    about.answers["reach"] = "The office of the school"
    about.save()
    give(report, setting.dsl)
    now = draft_part(report, "about")

    assert now.answers["author"]["name"] == setting.dsl.name
    assert now.answers["reach"] == "The office of the school"
    assert now.revision == about.revision + 1
    now.answers["author"]["name"] = "Somebody else"
    now.save()
    give(report, setting.teacher)
    assert draft_part(report, "about").answers["author"]["name"] == "Somebody else"
    assert draft_part(report, "about").revision == now.revision


def test_only_a_colleague_of_the_agency_can_have_it(setting):
    report = make_report(setting)
    for other in (setting.teacher, setting.officer, setting.office):
        with pytest.raises(Refused, match="Choose somebody of"):
            give(report, other)
    assert list(colleagues_of(report, today=NOW.date())) == [setting.dsl]
    assert set(writers_of(report, today=NOW.date())) == {setting.dsl, setting.teacher}


def test_a_colleague_who_is_excluded_from_the_conference_cannot(setting):
    report = make_report(setting)
    adult = mother_of(report.invitation.conference.family)
    Adult.objects.filter(pk=adult.pk).update(person=setting.dsl)
    exclusion = Exclusion.objects.create(
        conference=report.invitation.conference, adult=adult, ground=ExclusionGround.choices()[0][0], evidence="x",
        asked_by=setting.worker, asked_at=timezone.now(),
    )  # fmt: skip
    assert list(colleagues_of(report, today=NOW.date())) == [setting.dsl]
    exclusion.ruling, exclusion.ruling_reason = ExclusionRuling.WHOLE, "x"
    exclusion.ruled_by, exclusion.ruled_at, exclusion.views_how = setting.chair, timezone.now(), "x"
    exclusion.save()
    assert list(colleagues_of(report, today=NOW.date())) == []


def test_two_who_hand_it_over_at_once_do_not_overwrite_each_other(setting):
    report = make_report(setting)
    third = make_person(Role.AGENCY_WRITER, at=setting.school)
    stale = Report.objects.get()
    give(report, third)
    with pytest.raises(MoveRefused, match="Somebody changed this report meanwhile"):
        give(stale, setting.dsl)


def test_a_report_that_waits_for_its_signature_is_not_handed_over(setting):
    report = fill(make_report(setting))
    ask_for_sign_off(report=report, note="", by=report.author, at=timezone.now())
    with pytest.raises(MoveRefused, match="can’t be changed"):
        give(report, setting.dsl)


def test_who_saved_what_last_is_known_by_page(setting):
    report = make_report(setting)
    assert {place: row.saved_by for place, row in saves(report).items()} == {"about": setting.teacher}
