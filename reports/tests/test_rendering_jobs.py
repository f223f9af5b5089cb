"""A PDF that was asked for is made once, by one worker, whatever happens to the others."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from conferences.operations import withdraw_invitation
from conferences.tests.factories import make_conference, make_invitation, make_setting
from partnership.tests.factories import make_agency, make_person
from procedures.words import AgencyKind, RenderState, Role
from reports import pdf, vault
from reports.joining import dangling, structure_elements
from reports.models import Drawing, RenderJob
from reports.operations.rendering import (
    ATTEMPTS,
    LEASE,
    PART_FAILED,
    PART_LOST,
    SEVERAL_TRIES,
    NothingToPutTogether,
    ask_for_pack,
    ask_for_report_pdf,
    claim,
    drawn,
    make,
    render_next,
    take_waiting,
)
from reports.print_pages import front_html, report_html
from reports.queries.rendering import front_of, is_up_to_date, made_of, versions_for_pack, versions_made_of
from reports.queries.writing import report_document
from reports.tasks import render_waiting
from reports.tests.factories import signed_report
from reports.tests.printed import page_of

pytestmark = pytest.mark.django_db
AFTER = LEASE + timedelta(seconds=1)


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def version(setting):
    return signed_report(setting)


@pytest.fixture
def job(version, setting):
    return ask_for_report_pdf(version=version, by=setting.teacher, at=timezone.now())


@pytest.fixture
def renderer(tmp_path, monkeypatch):
    """`renderer(script)`: another program in the place of the printer, for the ways in which it can end."""

    def put(script, greets="echo ready"):
        program = tmp_path / "renderer"
        program.write_text(f"#!/bin/sh\n{greets}\nread job\n{script}\n")
        program.chmod(0o700)
        pdf.let_go()
        monkeypatch.setattr(pdf.sys, "executable", str(program))

    return put


def draw_all(at=None):
    """Every job that waits, one after another, as the worker takes them."""
    made = []
    while job := render_next(at=at or timezone.now()):
        made.append(job)
    return made


def kept_files() -> set[str]:
    return {path.name for path in settings.FILES_DIR.glob("*/*")}


def agency_report(setting, conference, kind, *, name=None, at=None):
    """A signed report of another agency of that kind to the same conference."""
    agency = make_agency(setting.authority, kind=kind, name=name)
    author = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=agency)
    invitation = make_invitation(setting, conference, agency=agency, at=at)
    return signed_report(setting, invitation=invitation, by=author, at=at)


# Asking.


def test_a_report_waits_to_be_drawn_from_its_signature_on_and_once_whoever_asks(version, job, setting):
    again = ask_for_report_pdf(version=version, by=setting.chair, at=timezone.now())

    assert again == job
    assert (job.state, job.asked_by, job.attempts) == ("waiting", version.signed_by, 0)
    assert job.is_waited_for
    assert RenderJob.objects.count() == 1


def test_a_pack_of_nothing_is_refused_in_words(setting):
    with pytest.raises(NothingToPutTogether, match="No report is in yet"):
        ask_for_pack(conference=make_conference(setting), by=setting.chair, at=timezone.now())


def test_the_same_reports_make_the_same_pack_and_a_new_report_another(setting, version):
    conference = version.report.invitation.conference
    first = ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())
    assert ask_for_pack(conference=conference, by=setting.chair, at=timezone.now()) == first

    agency_report(setting, conference, AgencyKind.HOUSING)
    versions = versions_for_pack(conference)
    second = ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())

    assert second != first
    assert [is_up_to_date(each, versions) for each in (first, second)] == [False, True]
    assert versions_made_of(second.made_of) == versions
    with pytest.raises(KeyError):
        versions_made_of("0123456789abcdef.1")


def test_a_pack_has_social_care_first_then_the_agencies_by_name_and_no_medical_report(setting):
    conference = make_conference(setting)
    for kind, name in [
        (AgencyKind.HOUSING, "Zebra Homes"),
        (AgencyKind.GP, "Abbey Surgery"),
        (AgencyKind.PAEDIATRICS, "Children’s Ward"),
        (AgencyKind.POLICE, "Police"),
    ]:
        agency_report(setting, conference, kind, name=name)
    school = signed_report(setting, invitation=make_invitation(setting, conference))
    gone = agency_report(setting, conference, AgencyKind.HOUSING, name="Gone Homes")
    withdraw_invitation(
        invitation=gone.report.invitation, reason="Not theirs.", by=setting.office, at=timezone.now()
    )

    found = [version.report.invitation.agency.name for version in versions_for_pack(conference)]

    assert found == sorted(["Abbey Surgery", "Police", "Zebra Homes", school.report.invitation.agency.name])
    assert made_of([]) == ""


# Claiming.


def test_the_one_that_has_waited_longest_is_taken_first(job, setting):
    signed_report(setting, at=job.asked_at + AFTER)
    later = RenderJob.objects.exclude(pk=job.pk).get()

    now = timezone.now()
    assert take_waiting(at=now) == job
    assert take_waiting(at=now) == later
    assert take_waiting(at=now) is None


def test_of_two_workers_one_gets_the_job(job):
    seen_by_both = [RenderJob.objects.get(pk=job.pk) for _ in range(2)]
    now = timezone.now()

    assert [claim(job=each, at=now) for each in seen_by_both] == [True, False]


def test_a_job_whose_worker_was_killed_is_taken_again_and_fails_in_words_after_three(job, renderer):
    renderer("exit 0")
    at = timezone.now()
    for attempt in range(1, ATTEMPTS + 1):
        assert take_waiting(at=at).attempts == attempt
        assert take_waiting(at=at + LEASE) is None
        at += AFTER

    failed = render_next(at=at)

    assert (failed.state, failed.trouble) == ("failed", SEVERAL_TRIES)
    assert not failed.is_waited_for
    assert render_next(at=at + AFTER) is None


@pytest.mark.pdf
def test_a_worker_that_was_thought_lost_changes_nothing_any_more(job):
    at, before = timezone.now(), kept_files()
    slow = take_waiting(at=at)
    quick = make(job=take_waiting(at=at + AFTER), at=at + AFTER)

    late = make(job=slow, at=at + AFTER)

    assert late.state == "done"
    assert (late.stored_as, late.attempts) == (quick.stored_as, 2)
    assert vault.fetch(late.stored_as).startswith(b"%PDF")
    assert kept_files() - before == {quick.stored_as, quick.drawing.stored_as}


def test_a_pack_waits_for_its_reports_and_holds_up_nobody_else(setting, version, job):
    conference = version.report.invitation.conference
    agency_report(setting, conference, AgencyKind.HOUSING)
    pack = ask_for_pack(conference=conference, by=setting.chair, at=job.asked_at - AFTER)
    other = agency_report(setting, make_conference(setting), AgencyKind.HOUSING)

    at = timezone.now() + AFTER
    taken = [take_waiting(at=at) for _ in range(3)]

    assert set(pack.parts.all()) == set(taken[:2])
    assert taken[2].version == other
    assert take_waiting(at=at) is None
    assert pack.progress == "0 of 2 reports are drawn."
    pack.parts.filter(pk=job.pk).update(state="done", stored_as="x")
    assert pack.progress == "1 of 2 reports are drawn."
    pack.parts.update(state="done", stored_as="x")
    assert (pack.progress, take_waiting(at=at)) == ("", pack)


# Making.


@pytest.mark.pdf
def test_the_task_makes_what_waits_and_keeps_it_encrypted(job):
    render_waiting()
    render_waiting()

    job.refresh_from_db()
    content = vault.fetch(job.stored_as)
    assert (job.state, job.lease_until) == ("done", None)
    assert job.pages == job.drawing.pages > 1
    assert content.startswith(b"%PDF")
    for name in (job.stored_as, job.drawing.stored_as):
        assert b"%PDF" not in (settings.FILES_DIR / name[:2] / name).read_bytes()


@pytest.mark.pdf
def test_a_pack_is_put_together_from_what_was_drawn_and_nothing_is_drawn_again(setting, version, job):
    conference = version.report.invitation.conference
    agency_report(setting, conference, AgencyKind.HOUSING, name="Abbey Homes")
    draw_all()
    before = {drawing.pk: (drawing.stored_as, drawing.drawn_at) for drawing in Drawing.objects.all()}

    pack = ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())
    (made,) = draw_all()

    assert (made, made.state, made.drawing) == (pack, "done", None)
    assert {drawing.pk: (drawing.stored_as, drawing.drawn_at) for drawing in Drawing.objects.all()} == before
    assert made.pages == 1 + sum(part.pages for part in pack.parts.all())
    parts = [vault.fetch(part.drawing.stored_as) for part in pack.parts.select_related("drawing")]
    kept = vault.fetch(made.stored_as)
    assert ask_for_pack(conference=conference, by=setting.chair, at=timezone.now()) == made
    assert structure_elements(kept) > sum(map(structure_elements, parts))
    assert dangling(kept) == 0


@pytest.mark.pdf
def test_the_same_words_are_drawn_once_and_again_only_where_their_file_is_lost():
    html, at = page_of("<p>The same words.</p>"), timezone.now()
    first, content = drawn(html, at=at)

    again, same = drawn(html, at=at + AFTER)
    assert (again, again.drawn_at, same) == (first, at, content)

    vault.discard(first.stored_as)
    anew, _ = drawn(html, at=at + AFTER)
    assert (anew.pk, anew.drawn_at) == (first.pk, at + AFTER)
    assert vault.fetch(anew.stored_as).startswith(b"%PDF")


def test_a_pack_whose_report_can_not_be_drawn_says_whose_and_asks_anew_with_the_next_click(
    setting, version, renderer
):
    conference = version.report.invitation.conference
    pack = ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())
    renderer("printf '1 0\\n'")
    draw_all()

    pack.refresh_from_db()
    assert (pack.state, pack.trouble) == ("failed", PART_FAILED.format(setting.school.name))
    again = ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())
    assert (again.state, again.parts.get().state) == ("waiting", "waiting")


@pytest.mark.pdf
def test_a_pack_whose_reports_file_is_lost_says_so_and_has_it_drawn_anew(setting, version, job):
    conference = version.report.invitation.conference
    (report,) = draw_all()
    pack = ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())
    vault.discard(report.drawing.stored_as)
    draw_all()

    pack.refresh_from_db()
    assert (pack.state, pack.trouble) == ("failed", PART_LOST)
    ask_for_pack(conference=conference, by=setting.chair, at=timezone.now())
    assert [made.state for made in draw_all()] == ["done", "done"]


def test_a_report_that_was_drawn_before_there_were_packs_of_parts_is_drawn_anew(job, version, setting):
    kept = vault.keep(b"%PDF as it was")
    RenderJob.objects.filter(pk=job.pk).update(state="done", stored_as=kept)

    assert ask_for_report_pdf(version=version, by=setting.teacher, at=timezone.now()).state == "waiting"


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ("exit 1", pdf.BROKEN),
        ("printf '1 0\\n'", pdf.BROKEN),
        ("printf '0 16\\n<b>not a PDF</b>'", pdf.BROKEN),
        ("printf '0 99\\n%%PDF'", pdf.BROKEN),
        ("printf '3 0\\n'", pdf.TOO_BIG),
        ("printf '%s 0\\n' -24", pdf.TOO_LONG),
        ("printf '%s 0\\n' -9", pdf.TOO_LONG),
        ("printf '%s 0\\n' -5", pdf.TOO_BIG),
    ],
)
def test_why_there_is_no_pdf_is_a_sentence_without_a_word_of_the_report(job, renderer, ends, sentence):
    renderer(ends)

    failed = render_next(at=timezone.now())

    assert (failed.state, failed.trouble, failed.stored_as) == ("failed", sentence, "")


def test_without_the_libraries_pdfs_are_off_in_words(job, renderer):
    renderer("", greets="echo missing; exit")

    assert render_next(at=timezone.now()).trouble == pdf.PDFS_OFF


def test_a_printer_that_hangs_ends_within_its_limit(renderer):
    renderer("exec sleep 60")

    with pytest.raises(pdf.CannotRender) as refused:
        pdf.to_pdf("<p>Zoë</p>", seconds=1)

    assert str(refused.value) == pdf.TOO_LONG


def test_a_failed_pdf_that_is_asked_for_again_waits_again(job, version, setting, renderer):
    renderer("exit 1")
    render_next(at=timezone.now())
    again = ask_for_report_pdf(version=version, by=setting.teacher, at=timezone.now())

    assert (again.pk, again.state, again.attempts, again.trouble) == (job.pk, "waiting", 0, "")


@pytest.mark.pdf
@pytest.mark.parametrize("which", ["copy", "drawing"])
def test_a_pdf_whose_file_was_lost_is_made_again_for_the_asking(job, version, setting, which):
    done = render_next(at=timezone.now())
    same = ask_for_report_pdf(version=version, by=setting.teacher, at=timezone.now())
    assert (same.state, same.stored_as) == ("done", done.stored_as)

    vault.discard(done.stored_as if which == "copy" else done.drawing.stored_as)
    again = ask_for_report_pdf(version=version, by=setting.teacher, at=timezone.now())

    assert (again.state, again.stored_as) == ("waiting", "")
    assert render_next(at=timezone.now()).state == RenderState.DONE


# What stands on the printed pages.


def test_the_printed_report_escapes_what_was_typed_and_its_title_names_nobody(version):
    html = report_html(report_document(version))

    assert "<b>O’Neil</b>" not in html
    assert "&lt;b&gt;O’Neil&lt;/b&gt;" in html
    assert f"<title>Report {version.report.invitation.conference.code}</title>" in html
    assert '<html lang="en-GB">' in html


def test_the_same_report_can_be_printed_large(version):
    assert '<html lang="en-GB" class="large">' in report_html(report_document(version), large=True)


def test_the_pack_says_what_is_missing_and_what_is_read_on_screen(setting, version):
    conference = version.report.invitation.conference
    for number in (1, 2):
        agency_report(setting, conference, AgencyKind.PAEDIATRICS, name=f"Children’s Ward {number}")
        told = "1 medical report" if number == 1 else "2 medical reports"
        (line,) = dict(front_of(conference).lists)["Read on screen"]
        assert line == f"{told} for the chair alone, in no pack (REP-11)."
    for name in ("Zebra Homes", "Abbey Surgery"):
        make_invitation(setting, conference, agency=make_agency(setting.authority, name=name))
    make_invitation(
        setting, conference, agency=make_agency(setting.authority, name="Gone Homes"), state="withdrawn"
    )
    front = front_of(conference)
    html = front_html(front, [("Sallow Lane", 2)])

    assert dict(front.lists)["Not in yet"] == ("Abbey Surgery", "Zebra Homes")
    for there in (conference.code, "Sallow Lane", "Zebra Homes", "2 medical reports", conference.place):
        assert there in html
    for absent in ("Children’s Ward", "Gone Homes", setting.chair.name):
        assert absent not in html


def test_a_pack_of_a_conference_without_a_day_where_all_is_in_says_neither(setting, version):
    conference = version.report.invitation.conference
    conference.starts_at = None
    html = front_html(front_of(conference), [])

    assert front_of(conference).lists == ()
    assert f"<p>{conference.kind_label}.</p>" in html
