"""Bad input, each tried through its page: a sentence where it belongs, never an answer of 500, and nothing typed is lost.

The floors' own tests try every field; here the whole site, middleware and upload handlers included, answers each kind.
"""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conferences.models import Enquiry, Family
from conferences.tests.factories import (
    children_of,
    hold,
    make_conference,
    make_family,
    make_invitation,
    make_setting,
)
from conferences.tests.pages import day, text_of
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import Role
from reports.models import Attachment
from reports.tests import sent_files
from reports.tests.factories import fill, make_report

pytestmark = pytest.mark.django_db
TYPED = "قالت: I don't go home & <i>she</i> cried"


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def office(setting):
    return client_for(setting.office)


@pytest.fixture
def today():
    return timezone.localdate()


def is_kept(page):
    """What was typed stands in its box again, as text."""
    shown = page.content.decode()
    return TYPED in unescape(shown) and "<i>she" not in shown


def test_a_strategy_discussion_in_the_future(setting, office, today):
    family = make_family(setting)
    child = children_of(family)[0]
    told = {
        f"about_{child.ref}": "on",
        f"concern_{child.ref}": TYPED,
        **day("strategy_on", today + timedelta(1)),
    }
    page = office.post(reverse("conferences:add_enquiry", args=[family.ref]), told)
    assert page.status_code == 422
    assert "The strategy discussion is in the future." in text_of(page)
    assert is_kept(page) and not Enquiry.objects.exists()


def test_a_child_born_after_the_conference(setting, office, today):
    at = timezone.now() - timedelta(days=7)
    conference = hold(setting, make_conference(setting, at=at), held_on=today - timedelta(2))
    child = children_of(conference.family)[0]
    told = {"born": "yes", "name": "محمد", "sex": "male", "disability": TYPED, **day("born_on", today)}
    page = office.post(reverse("conferences:change_child", args=[conference.family.ref, child.ref]), told)
    assert page.status_code == 422
    assert "can’t be born after that day" in text_of(page)
    assert is_kept(page) and "محمد" in page.content.decode()


def test_a_conference_before_its_enquiry(setting, today):
    conference = make_conference(setting)
    outcomes = {f"outcome_{child.ref}": "no_plan" for child in children_of(conference.family)}
    told = day("held_on", today - timedelta(3)) | outcomes
    page = client_for(setting.office).post(reverse("conferences:held", args=[conference.ref]), told)
    assert page.status_code == 422
    assert "before" in " ".join(page.context["form"].errors["held_on"])


@pytest.mark.parametrize(
    ("time", "shown"),
    [("07:00", "7am"), ("23:45", "11:45pm"), ("٣", "٣"), ("25:99", "25:99"), ("soon", "soon"), ("", "")],
)
def test_a_booking_outside_opening_hours(setting, office, today, time, shown):
    conference = make_conference(setting, state="convened")
    monday = today + timedelta(days=7 - today.weekday())
    asked = {"chair": setting.chair.ref, "room": "none", "link": "none", "minutes": "120", "time": time}
    page = office.get(reverse("scheduling:book_check", args=[conference.ref, monday]), asked)
    assert page.status_code == 422 and "There is a problem" in text_of(page)
    assert not shown or f'value="{shown}"' in page.content.decode()
    conference.refresh_from_db()
    assert conference.starts_at is None


def test_a_report_for_a_conference_that_is_not_ones_own(setting):
    invitation = make_invitation(setting)
    report = make_report(setting, invitation=invitation)
    stranger = client_for(make_person(Role.AGENCY_WRITER, at=make_agency(setting.authority)))
    for name, ref in (
        ("reports:start", invitation.ref),
        ("reports:report", report.ref),
        ("reports:sign", report.ref),
    ):
        assert stranger.get(reverse(name, args=[ref])).status_code == 404
        if name != "reports:report":  # which takes nothing from anybody
            assert stranger.post(reverse(name, args=[ref]), {"name": "me"}).status_code == 404


def test_a_signature_on_an_incomplete_report_lists_each_gap_in_the_words_of_the_form(setting):
    invitation = make_invitation(setting, agency=setting.police)
    report = make_report(setting, invitation=invitation, by=setting.officer)
    told = {"name": "N. O'Neil", "role": TYPED}
    page = client_for(setting.officer).post(reverse("reports:sign", args=[report.ref]), told)
    assert page.status_code == 422
    text = text_of(page)
    assert "answers are missing or need another look" in text and "Chronology: " in text
    assert page.content.decode().count(f"/reports/{report.ref}/parts/") > 10
    assert is_kept(page)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("scan.pdf", b"%PDF-1.7" + b"0" * 60_000_000, "at most 20 MB"),
        ("virus.exe", b"MZ\x90", "isn’t a PDF, PNG, JPG or Word (docx) file"),
        ("شهادة.docx", b"<html>%PDF", "شهادة.docx"),
    ],
)
def test_an_attachment_that_is_too_large_or_of_another_kind(setting, name, content, sentence):
    report = make_report(setting)
    upload = SimpleUploadedFile(name, content)
    address = reverse("reports:part", args=[report.ref, "files"])
    page = client_for(setting.teacher).post(address, {"revision": "0", "attach-upload": upload})
    assert page.status_code == 422
    assert sentence in text_of(page) and "What you typed is saved." in text_of(page)
    assert not Attachment.objects.exists()


def test_the_same_form_sent_twice(setting, office):
    form = office.get(reverse("conferences:new_family")).context["form"]
    told = {"name": TYPED, "authority": setting.authority.ref, "token": form["token"].value()}
    first, second = (office.post(reverse("conferences:new_family"), told, follow=True) for _ in range(2))
    assert Family.objects.filter(name=TYPED).count() == 1
    assert first.redirect_chain == second.redirect_chain
    report = fill(make_report(setting))
    asked = [
        client_for(setting.teacher).post(reverse("reports:ask", args=[report.ref]), {"note": ""})
        for _ in "ab"
    ]
    assert [page.status_code for page in asked] in ([302, 302], [302, 403])


@pytest.mark.parametrize("name", ["محمد الحسن", "O'Neil", "Ø", "<b>O'Neil</b>", "Hương", "{{ 7 }}{% now %}"])
def test_a_name_in_arabic_script_with_an_apostrophe_or_of_one_letter(setting, office, name):
    told = {"name": name, "authority": setting.authority.ref}
    page = office.post(reverse("conferences:new_family"), told, follow=True)
    assert page.status_code == 200 and Family.objects.get(name=name)
    assert name in text_of(page) or "<b>" in name
    assert "<b>O" not in page.content.decode()


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200b", "x" * 500, "a\x00b"])
def test_what_is_no_name(setting, office, name):
    page = office.post(reverse("conferences:new_family"), {"name": name, "authority": setting.authority.ref})
    assert page.status_code == 422 and "There is a problem" in text_of(page)
    assert not Family.objects.exists()


@pytest.mark.parametrize("on", ["30-02-2026", "1-1-0001", "31-12-9999", "x-y-z", "--"])
def test_a_day_that_is_none(setting, office, on):
    family = make_family(setting)
    child = children_of(family)[0]
    boxes = dict(
        zip(("strategy_on_day", "strategy_on_month", "strategy_on_year"), on.split("-"), strict=False)
    )
    told = {f"about_{child.ref}": "on", f"concern_{child.ref}": TYPED, **boxes}
    page = office.post(reverse("conferences:add_enquiry", args=[family.ref]), told)
    assert page.status_code == 422
    assert page.context["form"].errors["strategy_on"] and is_kept(page)


FILES = [
    ("plan.pdf", sent_files.docx(), "plan.pdf is called a PDF but is a Word file"),
    ("page.pdf", b"<html>%PDF-1.7</html>", "page.pdf isn’t a PDF, PNG, JPG or Word (docx) file"),
    ("eicar.pdf", sent_files.EICAR.encode(), "eicar.pdf isn’t a PDF, PNG, JPG or Word (docx) file"),
    ("bomb.docx", sent_files.docx(**{"word/x.bin": bytes(70_000_000)}), "bomb.docx unpacks to far too much"),
    ("wall.png", sent_files.huge_png(50_000, 50_000), "wall.png has too many dots to be opened safely"),
    ("locked.pdf", sent_files.pdf(password="x"), "locked.pdf is locked with a password"),
    ("form.pdf", sent_files.xfa_pdf(), "form.pdf is a form that only one program can show"),
    ("draft.docx", sent_files.docx(b"<w:p><w:ins w:id='1'/></w:p>"), "draft.docx still holds tracked changes"),
    ("macro.docx", sent_files.docx(**{"word/vbaProject.bin": b"x"}), "macro.docx holds macros"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "sentence"), FILES, ids=[name for name, _, _ in FILES])
def test_a_file_that_cannot_be_taken_gets_a_sentence_and_nothing_typed_is_lost(
    setting, name, content, sentence
):
    invitation = make_invitation(setting, agency=setting.police)
    report = make_report(invitation=invitation, by=setting.officer)
    told = {"revision": "0", "declare": "dates checked", "attach-upload": SimpleUploadedFile(name, content)}
    browser = client_for(setting.officer)
    address = reverse("reports:part", args=[report.ref, "files"])
    page = browser.post(address, told)
    assert page.status_code == 422
    assert sentence in text_of(page) and "What you typed is saved." in text_of(page)
    assert report.parts.get(place="files").answers["declare"]["choices"] == ["dates checked"]
    assert not Attachment.objects.exists()
