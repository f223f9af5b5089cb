"""The draft as each reader would have it, before it is signed (report-forms 6): the agency's own, and nobody else's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import make_invitation
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, AmendmentKind, Role
from reports.answers import CHAIR_ONLY, NOT_WITH
from reports.models import DraftPart
from reports.operations.amending import amend_report
from reports.operations.family import record_sharing
from reports.operations.restricting import answer, rule
from reports.queries.writing import draft_part, material_of
from reports.restrictions import PROFESSIONALS
from reports.tests.factories import fill, make_report, signed_report
from reports.tests.materials import fact, rows
from reports.tests.restricted import SECRET, WHY, secret, signed_with
from reports.tests.test_family_copies import exclude
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


# While an amendment is written


def amended(version):
    amend_report(
        report=version.report,
        kind=AmendmentKind.NEW_VERSION,
        reason="r",
        by=version.report.author,
        at=timezone.now(),
    )


def refused_and_answered(case, version, **how):
    for restriction in version.restrictions.all():
        rule(restriction=restriction, move="refuse", reason="x", by=case.setting.chair, at=timezone.now())
        restriction.refresh_from_db()
        answer(restriction=restriction, by=version.report.author, at=timezone.now(), **how)


def authors(version, reader):
    return text_of(client_for(version.report.author).get(page(version.report, reader.ref)))


def test_what_was_ruled_holds_in_the_preview_of_the_next_version_as_it_will_in_the_copy(case):
    # report-forms 6: what stands word for word keeps its ruling
    version = signed_with(
        secret(share=f"{NOT_WITH}:{case.father.ref}"), setting=case.setting, conference=case.conference
    )
    refused_and_answered(case, version, move="share")
    amended(version)
    assert SECRET in authors(version, case.father)
    changed = fact(f"{SECRET} Twice.", share=f"{NOT_WITH}:{case.father.ref}", **WHY)
    for child in (case.zoe, case.ivy):
        put(version.report, f"worries:{child.ref}", "harm", rows(changed))
    assert SECRET not in authors(version, case.father)


def test_what_the_agency_withdrew_is_in_nobodys_preview(case):
    version = signed_with(
        secret(share=f"{NOT_WITH}:{case.father.ref}"), setting=case.setting, conference=case.conference
    )
    refused_and_answered(case, version, move="withdraw", reason="w")
    amended(version)
    assert SECRET not in authors(version, case.mother)


def test_their_own_words_stand_in_the_preview_of_the_next_version(case):
    # REP-12
    version = signed_with(fact(OPEN), setting=case.setting, conference=case.conference)
    record_sharing(
        version=version, person=case.mother, shown=True, shown_on=timezone.localdate(), how="in person", by_whom="x",
        said="It was a warm day.", by=version.report.author, at=timezone.now(),
    )  # fmt: skip
    amended(version)
    assert "It was a warm day." in authors(version, case.mother)
    assert "It was a warm day." not in authors(version, case.father)


def test_a_signed_report_that_nobody_changes_is_no_draft(case):
    version = signed_with(fact(OPEN), setting=case.setting, conference=case.conference)
    answered = client_for(version.report.author).get(page(version.report, case.mother.ref))
    assert answered.status_code == 302 and answered.url == reverse("reports:read", args=[version.report.ref])


def test_somebody_excluded_isnt_told_when_and_where_in_the_preview_either(case, report):
    # documents 14
    assert "Lark 1" in seen(case, report, case.father.ref)
    exclude(case.setting, case.conference, case.father)
    assert "Lark 1" not in seen(case, report, case.father.ref)
    assert "Lark 1" in seen(case, report, case.mother.ref)
