"""Files of a medical report: looked at on screen by the chair, downloaded by nobody but its agency (REP-11)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conferences.models import Conference
from conferences.tests.factories import make_conference, make_setting
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_person
from procedures.words import AgencyKind, Role, Scan
from reports import vault
from reports.material import place_of
from reports.models import Attachment, Report
from reports.operations.files import add_attachment
from reports.queries.writing import material_of
from reports.tests import sent_files
from reports.tests.reading import agency_report
from reports.tests.restricted import signed_again

pytestmark = pytest.mark.django_db
SAYS = "An old bruise on the left arm."


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def report(setting):
    """A signed medical report with a picture."""
    return agency_report(setting, make_conference(setting), AgencyKind.PAEDIATRICS).report


@pytest.fixture
def chair(setting):
    return client_for(setting.chair)


@pytest.fixture
def doctor(report):
    return client_for(report.author)


def page(name, report, file):
    return reverse(f"reports:{name}", args=[report.ref, file.ref])


def picture_of(report):
    return Attachment.objects.filter(report=report, kind="png").first()


def added(report, content, name, *, signed=True):
    """Another file, in a version of its own."""
    Report.objects.filter(pk=report.pk).update(state="drafting")
    report.refresh_from_db()
    material = material_of(report, today=timezone.localdate())
    place = place_of(material, f"medical:{material.children[0].ref}")
    asked, upload = material.definition.fields["full"], SimpleUploadedFile(name, content)
    told = {"by": report.author, "at": timezone.now()}
    made = add_attachment(report=report, asked=asked, place=place, upload=upload, **told)
    if signed:
        signed_again(report)
    return made


def test_the_chair_looks_at_a_picture_on_screen_and_cannot_download_it(report, chair):
    file = picture_of(report)
    read = chair.get(reverse("reports:read", args=[report.ref])).content.decode()
    assert page("look", report, file) in read and f'href="{page("file", report, file)}"' not in read

    shown = chair.get(page("look", report, file))
    assert "can’t be downloaded (REP-11)" in text_of(shown)
    assert f'src="{page("picture", report, file)}"' in shown.content.decode()
    assert page("file", report, file) + '"' not in shown.content.decode()

    answer = chair.get(page("picture", report, file))
    assert answer.content == vault.fetch(file.kept_as) and answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline") and answer["Cache-Control"] == "no-store"

    refused = chair.get(page("file", report, file))
    assert refused.status_code == 403 and "on screen" in text_of(refused)


def test_each_look_is_recorded_and_so_is_a_refused_download(setting, report, chair):
    file = picture_of(report)
    for name, outcome in (("look", "allowed"), ("picture", "allowed"), ("file", "refused")):
        chair.get(page(name, report, file))
        row = AuditRow.objects.filter(person=setting.chair, kind="File").latest("pk")
        assert (row.outcome, set(row.refs.split())) == (outcome, {file.ref, report.ref})
    assert AuditRow.objects.filter(person=setting.chair, kind="File").count() == 3


def test_its_own_agency_looks_at_it_and_takes_it_away(report, doctor):
    file = picture_of(report)

    shown = doctor.get(page("look", report, file)).content.decode()
    answer = doctor.get(page("file", report, file))

    assert f'href="{page("file", report, file)}"' in shown and "REP-11" not in shown
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")


def test_nobody_else_finds_it(setting, report):
    file = picture_of(report)
    for person in (setting.office, setting.teacher, setting.worker, setting.officer):
        for name in ("file", "look", "picture"):
            assert client_for(person).get(page(name, report, file)).status_code == 404


def test_of_a_pdf_the_chair_sees_the_page_and_reads_its_text(report, chair):
    file = added(report, sent_files.pdf(text=SAYS), "report.pdf")

    shown = chair.get(page("look", report, file))

    assert "Page 1 of 1" in text_of(shown) and SAYS in text_of(shown)
    drawn = f'src="{page("picture", report, file)}?page=1" alt="Page 1 of 1 of report.pdf"'
    assert drawn in shown.content.decode() and "govuk-pagination" not in shown.content.decode()
    assert chair.get(page("file", report, file)).status_code == 403


def test_a_drawn_page_is_a_picture_that_nothing_keeps(report, chair):
    file = added(report, sent_files.pdf(text=SAYS), "report.pdf")
    before = set(vault.names())

    answer = chair.get(page("picture", report, file))

    assert answer["Content-Type"] == "image/jpeg" and answer.content.startswith(b"\xff\xd8\xff")
    assert answer["Content-Disposition"] == f'inline; filename="file-{file.ref}.jpg"'
    assert answer["Cache-Control"] == "no-store"
    assert set(vault.names()) == before


def test_of_a_scanned_letter_the_chair_sees_the_pages_and_reads_that_there_is_no_text(report, chair):
    file = added(report, sent_files.scanned_pdf(pages=2), "scan.pdf")
    shown = chair.get(page("look", report, file), {"page": "2"})
    assert "The service reads no text on this page" in text_of(shown)
    assert f'src="{page("picture", report, file)}?page=2"' in shown.content.decode()
    one, two = (chair.get(page("picture", report, file), {"page": n}).content for n in (1, 2))
    assert one == two and one.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(("asked", "number"), [("300", 300), ("150", 150), ("301", 300), ("0", 1), ("-1", 1), ("x", 1),
                                               ("9" * 5000, 1)])  # fmt: skip
def test_a_long_pdf_is_turned_page_by_page(report, chair, asked, number):
    file = added(report, sent_files.pdf(pages=300, text=SAYS), "long.pdf")
    shown = chair.get(page("look", report, file), {"page": asked})
    written = shown.content.decode()
    assert f"Page {number} of 300" in text_of(shown) and f"page {number} of 300 –" in written
    assert (SAYS in text_of(shown)) is (number == 1)
    assert ('href="?page=2"' in written) is (number == 1) and ('rel="prev"' in written) is (number > 1)


def test_a_page_that_cannot_be_drawn_says_so_and_leaves_the_text_and_the_other_pages(report, chair):
    file = added(report, sent_files.hostile_pdf(), "hostile.pdf")
    shown = chair.get(page("look", report, file), {"page": "2"})
    assert "This page can’t be shown" in text_of(shown) and "The first page" in text_of(shown)
    assert "Page 2 of 3" in text_of(shown) and "<img" not in shown.content.decode()
    assert chair.get(page("picture", report, file), {"page": "2"}).status_code == 404


def test_a_file_that_nothing_can_open_says_so(report, chair):
    file = added(report, sent_files.scanned_pdf(), "scan.pdf")
    Attachment.objects.filter(pk=file.pk).update(kept_as=vault.keep(b"%PDF-nothing"))
    shown = text_of(chair.get(page("look", report, file)))
    assert "This page can’t be shown" in shown and "The service reads no text in this file" in shown


@pytest.mark.parametrize(("content", "words"), [
    (sent_files.written_docx(), "This is the text of the Word file"),
    (sent_files.docx(b"<w:document/>"), "The service reads no text in this Word file"),
])  # fmt: skip
def test_of_a_word_file_the_chair_reads_the_text_and_that_nothing_draws_it(report, chair, content, words):
    file = added(report, content, "report.docx")
    said = vault.fetch(file.text_as).decode() if file.text_as else ""

    shown = text_of(chair.get(page("look", report, file)))

    assert all(word in shown for word in said.split())
    assert words in shown and "Nothing here draws Word files" in shown
    assert chair.get(page("picture", report, file)).status_code == 404
    assert chair.get(page("file", report, file)).status_code == 403


def test_each_look_at_a_page_is_recorded(setting, report, chair):
    file = added(report, sent_files.pdf(pages=2), "report.pdf")
    for number in (1, 2, 2):
        for name in ("look", "picture"):
            chair.get(page(name, report, file), {"page": number})
    rows = AuditRow.objects.filter(person=setting.chair, kind="File")
    assert [(row.outcome, set(row.refs.split())) for row in rows] == [("allowed", {file.ref, report.ref})] * 6


def test_a_page_is_gone_with_the_right_to_it(setting, report, chair, doctor):
    """What decides is asked anew at each look, and nothing that was drawn before stands in for it."""
    file = added(report, sent_files.pdf(text=SAYS), "report.pdf")
    doors = [page(name, report, file) for name in ("look", "picture")]
    assert {chair.get(door).status_code for door in doors} == {200}

    Attachment.objects.filter(pk=file.pk).update(scan=Scan.INFECTED)
    assert {chair.get(door).status_code for door in doors} == {409}
    Attachment.objects.filter(pk=file.pk).update(scan=Scan.CLEAN)

    draft = added(report, sent_files.pdf(text=SAYS), "draft.pdf", signed=False)
    unsigned = [page(name, report, draft) for name in ("look", "picture")]
    assert {chair.get(door).status_code for door in unsigned} == {404}
    assert {doctor.get(door).status_code for door in unsigned} == {200}

    Conference.objects.update(chair=make_person(Role.CHAIR, at=setting.authority))
    assert {chair.get(door).status_code for door in doors} == {404}


def test_whoever_adds_a_file_knows_what_the_chair_will_see_of_it(report, doctor):
    file = added(report, sent_files.picture(), "new.png", signed=False)
    editor = doctor.get(reverse("reports:part", args=[report.ref, f"medical:{file.child.ref}"]))
    assert "of a Word file at its text alone" in text_of(editor)


def test_what_is_held_lost_or_not_signed_yet_opens_nowhere(report, chair, doctor):
    draft = added(report, sent_files.picture(), "new.png", signed=False)
    assert {chair.get(page(name, report, draft)).status_code for name in ("look", "picture", "file")} == {404}
    assert doctor.get(page("look", report, draft)).status_code == 200
    assert chair.get(reverse("reports:look", args=[report.ref, "nothing"])).status_code == 404

    file = picture_of(report)
    Attachment.objects.filter(pk=file.pk).update(scan=Scan.INFECTED)
    for name in ("look", "picture"):
        assert chair.get(page(name, report, file)).status_code == 409
    Attachment.objects.filter(pk=file.pk).update(scan=Scan.CLEAN, kept_as="0" * 32, text_as="0" * 32)
    for name in ("look", "picture"):
        lost = chair.get(page(name, report, file))
        assert lost.status_code == 503 and "be read from the store" in text_of(lost)
