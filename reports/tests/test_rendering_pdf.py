"""What comes out of the printer: tagged, numbered, nameless outside its pages, in our fonts, and fetched from nowhere."""

import re
from types import SimpleNamespace

import pikepdf
import pytest
from django.db import transaction
from django.utils import timezone

from conferences.tests.factories import make_conference, make_family, make_invitation, make_setting
from partnership.tests.factories import make_agency, make_person
from procedures.words import AgencyKind, Role
from reports import vault
from reports.operations.rendering import ask_for_pack, render_next
from reports.pdf import to_pdf
from reports.tests.factories import signed_report
from reports.tests.printed import fonts_of, opened, page_of, texts_of, titles_of

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]
NAMES = ("Nguyễn Thị Hương", "İpek Yılmaz", "فاطمة حدّاد", "Łukasz O’Neil", "Zoë")


@pytest.fixture(scope="module")
def drawn(django_db_setup, django_db_blocker):
    """A pack of three reports and the school's own PDF, drawn once for every test of this file."""
    with django_db_blocker.unblock():
        yield from _drawn()


def _drawn():
    with transaction.atomic():
        setting = make_setting()
        elsewhere = signed_report(setting)
        family = make_family(setting, names=(NAMES[0], NAMES[2]), name="Hương")
        conference = make_conference(setting, family=family)
        text = " and ".join(NAMES) + " said so."
        school = signed_report(setting, invitation=make_invitation(setting, conference))
        others = []
        for kind, name in [(AgencyKind.HOUSING, "Abbey Homes"), (AgencyKind.PAEDIATRICS, "Heron Ward")]:
            agency = make_agency(setting.authority, kind=kind, name=name)
            author = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=agency, name=text[:60])
            invitation = make_invitation(setting, conference, agency=agency)
            others.append(signed_report(setting, invitation=invitation, by=author))
        pack = ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())
        while job := render_next(at=timezone.now()):
            assert job.trouble == ""
        pack.refresh_from_db()
        report = vault.fetch(school.renderings.get().stored_as)
        pack = vault.fetch(pack.stored_as)
        yield SimpleNamespace(
            setting=setting, conference=conference, school=school, medical=others[1], elsewhere=elsewhere,
            report=report, pack=pack,
        )  # fmt: skip
        transaction.set_rollback(True)


def test_both_are_tagged_for_screen_readers(drawn):
    for content in (drawn.report, drawn.pack):
        document = opened(content)
        assert bool(document.Root.MarkInfo.Marked) and len(document.Root.StructTreeRoot.K) > 0
        assert str(document.Root.Lang) == "en-GB"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert b'pdfuaid:part="1"' in document.Root.Metadata.read_bytes()


def test_title_and_properties_hold_the_code_and_nobodys_name(drawn):
    code = drawn.conference.code
    for content, title in ((drawn.report, f"Report {code}"), (drawn.pack, f"Reports {code}")):
        document = opened(content)
        assert str(document.docinfo["/Title"]) == title
        assert set(document.docinfo.keys()) == {"/Title", "/Producer"}
        told = document.Root.Metadata.read_bytes().decode()
        assert not re.search(r"Hương|O’|Driscoll|Nowak|\b20\d\d-", told)


def test_every_page_says_its_number_whose_copy_it_is_which_case_and_that_it_is_the_demo(drawn):
    for content, recipient in (
        (drawn.report, drawn.school.report.invitation.agency.name),
        (drawn.pack, drawn.setting.chair.name),
    ):
        pages = texts_of(opened(content))
        assert len(pages) > 2
        for number, text in enumerate(pages, 1):
            assert f"Page {number} of {len(pages)}" in text
            assert f"{drawn.conference.code}, made on" in text
            assert recipient in text
            assert "DEMO" in text


def test_the_pack_begins_with_its_contents_and_a_bookmark_leads_to_each_report(drawn):
    document = opened(drawn.pack)
    school = drawn.school.report.invitation.agency.name

    assert titles_of(document) == [
        f"Reports to the conference {drawn.conference.code}",
        "Abbey Homes",
        school,
    ]
    first = texts_of(document)[0]
    starts = [
        number
        for number, text in enumerate(texts_of(document), 1)
        if "Signed by" in text and "Version 1" in text
    ]
    assert [re.search(rf"{name}, page (\d+)", first)[1] for name in ("Abbey Homes", re.escape(school))] == [
        str(number) for number in starts
    ]
    leads = [document.pages.index(pikepdf.Page(note.Dest[0])) + 1 for note in document.pages[0].Annots]
    assert leads == starts


def test_the_medical_report_and_other_families_are_not_in_the_pack(drawn):
    everything = "".join(texts_of(opened(drawn.pack))) + str(titles_of(opened(drawn.pack)))

    assert "1 medical report for the chair alone" in everything
    assert "Heron Ward" not in everything
    assert drawn.elsewhere.report.invitation.conference.code not in everything
    assert "Zoë O’Driscoll" not in everything, "a child of the other family"


def test_names_are_drawn_with_our_own_fonts_and_no_box_stands_in_for_a_letter():
    document = opened(to_pdf(page_of("".join(f"<p>{name}</p>" for name in NAMES))))
    text = "".join(texts_of(document))

    assert fonts_of(document) == {"Noto-Sans", "Noto-Sans-Arabic"}
    for name in (NAMES[0], NAMES[1], NAMES[3]):
        assert name in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


def test_names_of_the_case_are_drawn_in_the_report(drawn):
    text = "".join(texts_of(opened(drawn.report)))

    assert NAMES[0] in text
    assert {"Noto-Sans", "Noto-Sans-Arabic"} <= fonts_of(opened(drawn.report))
