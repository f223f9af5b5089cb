"""A pack that was approved, drawn by the worker: what was approved is what leaves."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from conferences.tests.factories import make_invitation
from procedures.words import RenderState
from reports import vault
from reports.models import Drawing, ReportRuling
from reports.operations.releasing import make_again
from reports.operations.rendering import render_next
from reports.queries.releasing import contents_of
from reports.tests.materials import fact
from reports.tests.printed import opened, texts_of, titles_of
from reports.tests.released import approved, recipient
from reports.tests.restricted import signed_with
from reports.tests.two_homes import TwoHomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return TwoHomes()


def signed(case, *harm, **more):
    return signed_with(*harm, setting=case.setting, conference=case.conference, **more)


def drawn(release):
    """The worker at work until nothing waits; the bytes of this pack."""
    while render_next(at=timezone.now()):
        pass
    release.refresh_from_db()
    assert release.job.state == RenderState.DONE, release.job.trouble
    return vault.fetch(release.job.stored_as)


@pytest.mark.pdf
def test_every_page_says_for_whom_it_is_and_the_file_names_nobody(case):
    signed(case, fact("Came without a coat."))
    release = approved(case.setting, case.conference, case.mother)
    content = drawn(release)
    document = opened(content)
    assert release.job.sha256 == hashlib.sha256(content).hexdigest()
    assert release.job.pages == len(document.pages)
    pages = texts_of(document)
    assert all(case.mother.name in page and case.conference.code in page for page in pages)
    assert all(f"{number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert "Came without a coat." in " ".join(pages)
    assert str(document.docinfo.get("/Title")) == f"Reports {case.conference.code}"
    assert case.mother.name.encode() not in content
    assert titles_of(document)


@pytest.mark.pdf
def test_whoever_gets_the_same_gets_it_from_one_drawing(case):
    signed(case)
    for agency in (case.setting.health, case.setting.police):
        invitation = make_invitation(case.setting, case.conference, agency=agency)
    first, second = case.conference.invitations.filter(agency__in=[case.setting.health, case.setting.police])
    assert invitation in (first, second)
    drawn(approved(case.setting, case.conference, first))
    before = Drawing.objects.count()
    drawn(approved(case.setting, case.conference, second))
    assert Drawing.objects.count() == before


def test_a_pack_whose_words_changed_after_the_yes_is_not_made(case):
    version = signed(case, fact("Came without a coat."))
    release = approved(case.setting, case.conference, case.mother)
    place = next(
        f"{section.key}/harm"
        for section in contents(case).told[0].document.sections
        for field in section.fields
        if field.key == "harm"
    )
    ReportRuling.objects.create(
        report=version.report, place=place, adult=case.mother, withheld=True, reason="No.",
        by=case.setting.chair, at=release.approved_at - timedelta(days=1),
    )  # fmt: skip
    fails(release, "has changed since this pack was approved")


def contents(case):
    return contents_of(case.conference, recipient(case.conference, case.mother), today=timezone.localdate())


def fails(release, words):
    while render_next(at=timezone.now()):
        pass
    release.refresh_from_db()
    assert release.job.state == RenderState.FAILED
    assert words in release.job.trouble


def test_a_pack_whose_recipient_left_the_record_is_not_made_and_can_be_asked_for_again(case):
    signed(case)
    release = approved(case.setting, case.conference, case.father)
    case.father.relationships.all().delete()
    fails(release, "on the record no longer")
    again = make_again(release=release, at=timezone.now())
    assert again.state == RenderState.WAITING
