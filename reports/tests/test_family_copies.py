"""A copy for one of the family, to print and as a PDF; and every copy holds what the family said (REP-12, check 8)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from conferences import operations as case_operations
from conferences.models import Address
from conferences.tests.factories import children_of, make_setting, mother_of
from partnership.calendar import working_calendar
from partnership.tests.factories import client_for
from procedures.words import CorrectionVerdict, ExclusionGround, ExclusionRuling, RenderKind
from procedures.workflow import RestrictionState
from reports.models import RenderJob, ReportRuling, Restriction
from reports.operations.copies import CopyWaits, ask_for_family_copy
from reports.operations.family import answer_correction
from reports.operations.rendering import NO_COPY, ask_for_pack, ask_for_report_pdf, claim, make
from reports.print_pages import report_html
from reports.queries.copies import copy_html, family_viewer
from reports.queries.rendering import is_up_to_date, versions_for_pack, versions_made_of
from reports.queries.writing import report_document
from reports.tests.factories import add_and_sign, shared, signed_report
from reports.tests.materials import fact
from reports.tests.restricted import signed_with
from reports.tests.test_family import first_row
from reports.tests.two_homes import TwoHomes

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def version(setting):
    """Signed, and whatever was kept from anybody is ruled on."""
    signed = signed_report(setting)
    Restriction.objects.filter(version=signed).update(state=RestrictionState.KEPT.value)
    return signed


@pytest.fixture
def mother(version):
    return mother_of(version.report.invitation.conference.family)


def waits(version):
    Restriction.objects.create(version=version, reference="about/reach", cause="mark", made_at=NOW())


def ask(version, person, *, by, large=False):
    viewer = family_viewer(version, person.ref, today=timezone.localdate())
    return ask_for_family_copy(version=version, viewer=viewer, large=large, by=by, at=NOW())


def page(setting, name, version, person, **query):
    return client_for(setting.teacher).get(
        reverse(f"reports:{name}", args=[version.report.ref, person.ref]), query
    )


def text(response):
    return response.content.decode()


def test_a_parents_copy_is_printed_in_ordinary_and_in_large_print_with_their_own_words(
    setting, version, mother
):
    child = children_of(version.report.invitation.conference.family)[0]
    shared(version, person=mother, by=setting.teacher, wrong_place=first_row(version)[0])
    shared(version, person=child, by=setting.teacher, said="I want to stay.", wrong="")

    ways = text(page(setting, "copies", version, mother))
    assert "Large print" in ways and "There is no copy" not in ways
    ordinary, large = (
        text(page(setting, "print_copy", version, mother, **way)) for way in ({}, {"large": ""})
    )

    assert 'class="large"' in large and 'class="large"' not in ordinary
    assert "He was never late on a Monday." in large and "Not answered yet." in large
    assert "I want to stay." not in large and "<script" not in large and "style=" not in large
    assert "Not seen by" not in large


def test_nobody_has_a_copy_while_something_in_it_waits_for_a_ruling(setting, version, mother):
    # report-forms 11, check 8
    sharing = reverse("reports:sharing", args=[version.report.ref])
    assert "A copy to give them" in text(client_for(setting.teacher).get(sharing))
    waits(version)
    assert "A copy to give them" not in text(client_for(setting.teacher).get(sharing))

    said = text(page(setting, "copies", version, mother))
    assert "There is no copy for the family yet" in said and "hasn’t ruled on it yet" in said
    assert "the search finds a place" not in said
    assert page(setting, "print_copy", version, mother).status_code == 409
    asked = client_for(setting.teacher).post(
        reverse("reports:ask_copy", args=[version.report.ref, mother.ref])
    )
    assert asked.status_code == 409
    with pytest.raises(CopyWaits):
        ask(version, mother, by=setting.teacher)


def test_what_the_chair_keeps_from_them_is_not_in_their_copy(setting, version, mother):
    # EXC-03
    ruled = {"report": version.report, "adult": mother, "reason": "Unsafe.", "by": setting.chair, "at": NOW()}
    place = "about/attend"
    ReportRuling.objects.create(place=place, withheld=True, **ruled)
    viewer = family_viewer(version, mother.ref, today=timezone.localdate())
    assert "Coming to the conference" not in copy_html(version, viewer, large=False)[1]
    ReportRuling.objects.create(place=place, withheld=False, **ruled)
    assert "Coming to the conference" in copy_html(version, viewer, large=False)[1]

    ReportRuling.objects.create(place="", withheld=True, **ruled)
    refused = page(setting, "print_copy", version, mother)
    assert refused.status_code == 409 and "the chair keeps this report from them" in text(refused)
    assert "hasn’t ruled" not in text(refused)


def test_whoever_has_no_copy_of_their_own_is_not_found(setting, version):
    other = mother_of(signed_report(setting).report.invitation.conference.family)
    for name in ("copies", "print_copy"):
        assert page(setting, name, version, other).status_code == 404


@pytest.mark.parametrize("way", ["ordinary", "large"])
def test_the_pdf_is_asked_for_once_while_it_would_read_the_same(setting, version, mother, way):
    address = reverse("reports:ask_copy", args=[version.report.ref, mother.ref])
    browser = client_for(setting.teacher)
    first = browser.post(address, {"print": way})
    assert browser.post(address, {"print": way})["Location"] == first["Location"]
    job = RenderJob.objects.get(kind=RenderKind.FAMILY.value)
    assert (job.person, job.large, job.asked_by) == (mother, way == "large", setting.teacher)

    shared(version, person=mother, by=setting.teacher)
    browser.post(address, {"print": way})
    assert RenderJob.objects.filter(kind=RenderKind.FAMILY.value).count() == 2


def test_a_childs_copy_is_theirs(setting, version):
    child = children_of(version.report.invitation.conference.family)[0]
    job = ask(version, child, by=setting.teacher)
    assert (job.person, job.adult) == (child, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        RenderJob.objects.create(version=version, kind="family", asked_by=setting.teacher, asked_at=NOW())


def test_what_waits_again_meanwhile_is_not_drawn(setting, version, mother):
    job = ask(version, mother, by=setting.teacher)
    waits(version)
    claim(job=job, at=NOW())

    job = make(job=job, at=NOW())

    assert (job.state, job.trouble) == ("failed", NO_COPY)
    shown = text(client_for(setting.teacher).get(reverse("reports:pdf", args=[job.ref])))
    assert "Ask for the copy again" in shown and "Make it again" not in shown


def test_the_copy_is_drawn_by_the_worker(setting, version, mother):
    job = ask(version, mother, by=setting.teacher, large=True)
    claim(job=job, at=NOW())

    job = make(job=job, at=NOW())

    assert job.state == "done" and job.pages and job.drawing
    shown = text(client_for(setting.teacher).get(reverse("reports:pdf", args=[job.ref])))
    assert "and to nobody else" in shown


def exclude(setting, conference, adult):
    asked = case_operations.ask_exclusion(
        conference=conference, adult=adult, ground=ExclusionGround.WELFARE, evidence="Threats.",
        calendar=working_calendar(), by=setting.office, at=NOW(),
    )  # fmt: skip
    case_operations.rule_exclusion(
        exclusion=asked, ruling=ExclusionRuling.WHOLE, reason="Threats.", part="", views_how="In writing.",
        by=setting.chair, at=NOW(),
    )  # fmt: skip


def made(version, person, *, by):
    job = ask(version, person, by=by)
    claim(job=job, at=NOW())
    return make(job=job, at=NOW())


def open_pdf(setting, job):
    return client_for(setting.teacher).get(reverse("reports:pdf_file", args=[job.ref])).status_code


def test_a_copy_that_was_made_is_closed_once_something_in_it_is_kept_back_or_put_right(
    setting, version, mother
):
    job = made(version, mother, by=setting.teacher)
    assert open_pdf(setting, job) == 200

    ruled = {"report": version.report, "adult": mother, "reason": "Unsafe.", "by": setting.chair, "at": NOW()}
    ReportRuling.objects.create(place="about/author", withheld=True, **ruled)
    assert open_pdf(setting, job) == 410
    ReportRuling.objects.create(place="about/author", withheld=False, **ruled)
    assert open_pdf(setting, job) == 200
    ReportRuling.objects.create(place="", withheld=True, **ruled)
    assert open_pdf(setting, job) == 410
    ReportRuling.objects.create(place="", withheld=False, **ruled)
    add_and_sign(version.report, by=setting.dsl)
    assert open_pdf(setting, job) == 410


def test_a_copy_is_closed_with_the_relationship_that_it_was_made_for(setting, version, mother):
    job = made(version, mother, by=setting.teacher)
    mother.relationships.update(kinship="other", parental_responsibility="no")
    assert open_pdf(setting, job) == 410


def test_no_copy_leaves_with_what_its_reader_may_not_know():
    # SCD-02: it was no secret when it was signed; since then they have to be safe there.
    case = TwoHomes()
    home = Address.objects.filter(pk=case.home.pk)
    home.update(confidential=False)
    signed = signed_with(
        fact("They live at 14 Larch Close."), setting=case.setting, conference=case.conference
    )
    by = signed.signed_by
    assert ask(signed, case.father, by=by) and ask(signed, case.zoe, by=by)
    home.update(confidential=True)
    with pytest.raises(CopyWaits):
        ask(signed, case.father, by=by)
    assert ask(signed, case.mother, by=by) and ask(signed, case.zoe, by=by)


def test_somebody_excluded_isnt_told_in_their_copy_when_and_where_it_is(setting, version, mother):
    # documents 14; EXC-03: they have the report
    viewer = family_viewer(version, mother.ref, today=timezone.localdate())
    when = f"Chair: {version.report.invitation.conference.chair.name}"  # the end of that line
    assert when in copy_html(version, viewer, large=False)[1]
    exclude(setting, version.report.invitation.conference, mother)
    assert when not in copy_html(version, viewer, large=False)[1]


def test_a_report_is_drawn_anew_and_its_pack_made_anew_once_the_family_has_said_more(
    setting, version, mother
):
    conference = version.report.invitation.conference
    job = ask_for_report_pdf(version=version, by=setting.teacher, at=NOW())
    pack = ask_for_pack(conference=conference, by=setting.chair, at=NOW())
    RenderJob.objects.filter(pk=job.pk).update(state="failed")
    RenderJob.objects.filter(pk=job.pk).update(state="waiting", attempts=2)
    one = shared(version, person=mother, by=setting.teacher).corrections.get()

    assert not is_up_to_date(pack, versions_for_pack(conference))
    again = ask_for_pack(conference=conference, by=setting.chair, at=NOW())
    job.refresh_from_db()
    assert again != pack and versions_made_of(again.made_of) == [version]
    assert (job.state, job.attempts, job.edition) == ("waiting", 0, "2")
    answer_correction(
        correction=one, verdict=CorrectionVerdict.PARTLY, reason="Once.", by=setting.teacher, at=NOW()
    )
    assert ask_for_report_pdf(version=version, by=setting.teacher, at=NOW()).edition == "3"


def test_the_print_holds_addenda_and_words_and_says_who_has_not_seen_it(setting, version, mother):
    second = add_and_sign(version.report, by=setting.dsl, text="They moved.", place="about")
    one = shared(
        second, person=mother, by=setting.teacher, wrong_place=first_row(second)[0]
    ).corrections.get()
    answer_correction(
        correction=one, verdict=CorrectionVerdict.NOT, reason="So it is.", by=setting.teacher, at=NOW()
    )

    html = report_html(report_document(second), not_seen=["Małgorzata Nowak"])

    assert "They moved." in html and "Addendum to" in html and "Not seen by" in html
    assert "says this is wrong" in html and "Not accepted: So it is." in html and "Mostly fair." in html
    viewer = family_viewer(version, mother.ref, today=timezone.localdate())
    assert "Not seen by" not in copy_html(version, viewer, large=False)[1]
