"""The draft as each reader would have it, before it is signed (report-forms 6): the agency's own, and nobody else's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import make_invitation
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, Role
from reports.answers import CHAIR_ONLY, NOT_WITH
from reports.models import DraftPart
from reports.queries.writing import draft_part, material_of
from reports.restrictions import PROFESSIONALS
from reports.tests.factories import fill, make_report, signed_report
from reports.tests.materials import fact, rows
from reports.tests.two_homes import TwoHomes

pytestmark = pytest.mark.django_db
OPEN, KEPT, HERS = "Came without a coat.", "Says that he is hit.", "I need help in the mornings."


@pytest.fixture
def case():
    return TwoHomes()


@pytest.fixture
def report(case):
    invitation = make_invitation(case.setting, conference=case.conference)
    report = make_report(case.setting, invitation=invitation)
    fill(report)
    kept = fact(
        KEPT,
        share=f"{NOT_WITH}:{case.father.ref}",
        ground="it would put somebody at risk",
        share_why="He may act.",
    )
    put(report, f"worries:{case.zoe.ref}", "harm", rows(fact(OPEN), kept))
    said = {"to": "Teacher", "date": "March 2025", "words": HERS, "why_not": ""}
    put(report, f"adult:{case.mother.ref}", "parent_view", rows(said))
    return report


def put(report, place_key, key, answer):
    draft = draft_part(report, place_key)
    DraftPart.objects.filter(pk=draft.pk).update(answers={**draft.answers, key: answer})


def page(report, reader):
    return reverse("reports:draft_as", args=[report.ref, reader])


def seen(case, report, reader):
    return text_of(client_for(case.setting.teacher).get(page(report, reader)))


def test_each_reader_would_have_their_own(case, report):
    # REP-12, FAM-03
    mothers, fathers = (seen(case, report, one.ref) for one in (case.mother, case.father))
    assert f"As {case.mother.name} would read it" in mothers
    assert OPEN in mothers and OPEN in fathers
    assert KEPT in mothers and KEPT not in fathers
    assert HERS in mothers and HERS not in fathers
    zoes, ivys = (seen(case, report, one.ref) for one in (case.zoe, case.ivy))
    assert OPEN in zoes and OPEN not in ivys


def test_professionals_are_told_how_much_waits_for_the_chair(case, report):
    put(report, f"worries:{case.zoe.ref}", "harm", rows(fact(OPEN), fact(KEPT, share=CHAIR_ONLY)))
    said = seen(case, report, PROFESSIONALS)
    assert "As professionals would read it" in said
    assert OPEN in said and KEPT not in said and "1 row: not settled yet" in said


def test_the_check_page_leads_to_every_reader(case, report):
    said = client_for(case.setting.teacher).get(reverse("reports:check", args=[report.ref])).content.decode()
    for one in (case.mother, case.father, case.zoe, case.ivy):
        assert page(report, one.ref) in said
    assert page(report, PROFESSIONALS) in said


def test_nobody_but_its_readers_is_a_reader(case, report):
    teacher = client_for(case.setting.teacher)
    stranger = case.adult("Somebody else")
    for ref in (stranger.ref, "nobody"):
        assert teacher.get(page(report, ref)).status_code == 404


def test_the_chair_reads_no_draft(case):
    version = signed_report(
        case.setting, invitation=make_invitation(case.setting, conference=case.conference)
    )
    answer = client_for(case.setting.chair).get(page(version.report, case.mother.ref))
    assert answer.status_code == 302 and answer.url == reverse("reports:read", args=[version.report.ref])


def test_a_medical_report_is_for_no_other_reader(case):
    # REP-11
    hospital = make_agency(case.setting.authority, kind=AgencyKind.PAEDIATRICS)
    doctor = make_person(Role.AGENCY_WRITER, at=hospital)
    invitation = make_invitation(case.setting, conference=case.conference, agency=hospital, person=doctor)
    report = make_report(case.setting, invitation=invitation, by=doctor)
    client = client_for(doctor)
    assert client.get(page(report, case.mother.ref)).status_code == 404
    assert "See it as each reader would" not in text_of(
        client.get(reverse("reports:check", args=[report.ref]))
    )


def test_the_look_is_recorded(case, report):
    before = AuditRow.objects.count()
    seen(case, report, case.mother.ref)
    assert AuditRow.objects.count() == before + 1


def test_the_draft_is_left_as_it_is(case, report):
    before = material_of(report, today=timezone.localdate()).answers
    seen(case, report, case.father.ref)
    assert material_of(report, today=timezone.localdate()).answers == before
