"""The chair's reading list, the reports of one conference, and the way to a PDF."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from conferences.models import Conference
from conferences.tests.factories import (
    CALENDAR,
    children_of,
    make_conference,
    make_family,
    make_invitation,
    make_setting,
    mother_of,
    ten_o_clock,
)
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.reckoning import LONDON
from procedures.words import AgencyKind, Role
from reports import vault
from reports.models import RenderJob
from reports.operations.family import record_sharing
from reports.operations.rendering import ask_for_pack, ask_for_report_pdf, take_waiting
from reports.queries.standing import standings, working_days_late
from reports.tests.factories import make_report, signed_report, waiting_report

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=LONDON)
LIST_QUERIES, READING_QUERIES = 18, 26


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


def agency_report(setting, conference, kind=AgencyKind.HOUSING, name=None):
    """A signed report of another agency."""
    agency = make_agency(setting.authority, kind=kind, name=name)
    author = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=agency)
    invitation = make_invitation(setting, conference, agency=agency)
    return signed_report(setting, invitation=invitation, by=author)


def drawn(job):
    """As the worker leaves it; the drawing is tried in test_rendering_pdf.py."""
    RenderJob.objects.filter(pk=job.pk).update(
        state="done", stored_as=vault.keep(b"%PDF-1.7 Zoe"), pages=7, finished_at=NOW
    )
    job.refresh_from_db()
    return job


def reading(conference):
    return reverse("reports:conference_reading", args=[conference.ref])


# The list.


def test_the_list_says_who_has_reported_who_is_late_by_how_much_and_what_the_family_has_not_seen(
    setting, chair
):
    conference = make_conference(setting, starts_at=ten_o_clock(NOW.date() + timedelta(days=8)))
    agency_report(setting, conference)
    make_invitation(setting, conference)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):  # one working day before it
        text = text_of(client_for(setting.chair).get(reverse("reports:reading")))

    assert conference.code in text
    assert re.search(r"1 of 2\W+reports", text), text
    assert f"{setting.school.name}: 1 working day late" in text
    assert "1 report has not been shown to the family yet" in text


def test_a_chair_sees_only_the_conferences_booked_for_them(setting, chair):
    mine = make_conference(setting)
    held = make_conference(setting, state="held")
    theirs = make_conference(make_setting())

    text = text_of(chair.get(reverse("reports:reading")))

    assert mine.code in text
    assert held.code not in text and theirs.code not in text
    row = AuditRow.objects.filter(action="see_reading").latest("pk")
    assert row.refs == mine.ref


def test_nobody_but_a_chair_has_a_reading_list_and_an_empty_one_says_so(setting, chair):
    assert client_for(setting.office).get(reverse("reports:reading")).status_code == 403
    assert "No conference is booked for you" in text_of(chair.get(reverse("reports:reading")))


def test_the_list_asks_the_database_as_often_for_three_conferences_as_for_one(
    setting, chair, django_assert_num_queries
):
    def add():
        conference = make_conference(setting)
        version = agency_report(setting, conference)
        record_sharing(
            version=version, person=mother_of(conference.family), shown=True, shown_on=NOW.date(), how="in person",
            by_whom="Ms Hill", by=version.signed_by, at=NOW,
        )  # fmt: skip
        make_invitation(setting, conference)

    add()
    chair.get(reverse("reports:reading"))
    with django_assert_num_queries(LIST_QUERIES):
        chair.get(reverse("reports:reading"))
    add()
    add()
    with django_assert_num_queries(LIST_QUERIES):
        assert len(chair.get(reverse("reports:reading")).context["rows"]) == 3


def test_the_list_comes_in_pages_of_twenty(setting, chair):
    for _ in range(21):
        make_conference(setting, family=make_family(setting, names=("Linh",), ages=(4,)))
    assert Conference.objects.filter(state="booked").count() == 21

    assert len(chair.get(reverse("reports:reading")).context["rows"]) == 20
    assert len(chair.get(reverse("reports:reading") + "?page=2").context["rows"]) == 1
    assert chair.get(reverse("reports:reading") + "?page=nonsense").status_code == 200


# One conference.


def test_the_chair_reads_each_report_and_sees_who_was_shown_it(setting, chair):
    family = make_family(setting, names=("محمد", "Ivy"), ages=(13, 2))
    conference = make_conference(setting, family=family)
    shown, not_shown = agency_report(setting, conference), agency_report(setting, conference)
    told = {"shown": True, "shown_on": NOW.date(), "how": "in person", "by_whom": "Ms Hill"}
    for person in (mother_of(family), children_of(family)[0]):
        record_sharing(version=shown, person=person, by=shown.signed_by, at=NOW, **told)
    medical = agency_report(setting, conference, AgencyKind.PAEDIATRICS)
    make_invitation(setting, conference)

    response = chair.get(reading(conference))
    text = text_of(response)

    assert re.search(
        r"Shown to the family:\W+Małgorzata Nowak\W+on \S+ \w+ 2026\W+محمد\W+on \S+ \w+ 2026", text
    ), text
    assert text.count("Nobody of the family has been shown this report yet.") == 1
    assert text.count("Medical report: for you alone, on screen.") == 1
    assert text.count("Not in yet") == 1
    body = response.content.decode()
    assert reverse("reports:ask_pdf", args=[not_shown.report.ref]) in body
    assert reverse("reports:ask_pdf", args=[medical.report.ref]) not in body
    assert reverse("reports:read", args=[medical.report.ref]) in body
    assert "3 reports" not in text and "2 reports with a contents page" in text


def test_what_was_recorded_last_about_a_person_counts(setting):
    version = agency_report(setting, make_conference(setting))
    mother = mother_of(version.report.invitation.conference.family)
    common = {"version": version, "person": mother, "by": version.signed_by}
    record_sharing(shown=True, shown_on=NOW.date(), how="post", by_whom="Ms Hill", at=NOW, **common)
    record_sharing(shown=False, not_shown_reason="unsafe", at=NOW + timedelta(hours=1), **common)

    (row,) = standings(version.report.invitation.conference, calendar=CALENDAR, today=NOW.date())

    assert not row.family_has_seen_it


def test_late_ones_come_first_and_a_late_one_that_is_in_says_by_how_much(setting):
    conference = make_conference(setting, starts_at=ten_o_clock(NOW.date() + timedelta(days=8)))
    late, early = make_invitation(setting, conference), agency_report(setting, conference)
    after = NOW + timedelta(days=7)
    agency = make_agency(setting.authority, kind=AgencyKind.HOUSING)
    author = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=agency)
    in_late = signed_report(
        setting, invitation=make_invitation(setting, conference, agency=agency), by=author, at=after,
        late_reason="Off ill.",
    )  # fmt: skip

    rows = standings(conference, calendar=CALENDAR, today=after.date())
    later = standings(conference, calendar=CALENDAR, today=after.date() + timedelta(days=4))

    assert [row.invitation for row in rows[:1]] == [late]
    assert {row.version: row.late_by for row in rows} == {None: 1, early: 0, in_late: 1}
    assert [row.is_late for row in rows] == [True, False, False]
    assert {row.version: row.late_by for row in later} == {None: 5, early: 0, in_late: 1}
    assert rows[0].left is None
    assert rows[0].shared_late_by > 0


def test_beyond_the_known_holidays_late_is_at_least_one_day_and_nothing_is_left(setting):
    last = CALENDAR.last
    assert working_days_late(last, last + timedelta(days=5), CALENDAR) == 1
    assert working_days_late(None, last, CALENDAR) == 0
    conference = make_conference(setting)
    make_invitation(setting, conference)

    (row,) = standings(conference, calendar=CALENDAR, today=CALENDAR.first - timedelta(days=5))

    assert (row.left, row.late_by) == (None, 0)


def test_the_page_of_one_conference_asks_as_often_for_three_reports_as_for_one(
    setting, chair, django_assert_num_queries
):
    conference = make_conference(setting)
    agency_report(setting, conference)
    chair.get(reading(conference))
    with django_assert_num_queries(READING_QUERIES):
        chair.get(reading(conference))
    agency_report(setting, conference)
    agency_report(setting, conference)
    with django_assert_num_queries(READING_QUERIES):
        chair.get(reading(conference))


# The pack.


def test_the_pack_is_asked_for_waited_for_and_opened(setting, chair):
    conference = make_conference(setting)
    agency_report(setting, conference)
    ask = reverse("reports:ask_pack", args=[conference.ref])

    assert chair.post(ask, follow=True).redirect_chain == [(reading(conference), 302)]
    assert "The pack is being made" in text_of(chair.get(reading(conference)))

    job = drawn(RenderJob.objects.get(kind="pack"))
    assert "Open the pack (PDF, 7 pages)" in text_of(chair.get(reading(conference)))
    file = chair.get(reverse("reports:pdf_file", args=[job.ref]))
    assert file.content == b"%PDF-1.7 Zoe"
    assert file["Content-Disposition"] == f'attachment; filename="pack-{job.ref}.pdf"'
    assert "no-store" in file["Cache-Control"]

    agency_report(setting, conference)
    text = text_of(chair.get(reading(conference)))
    assert "What is in has changed since this pack was made." in text
    assert "Make the pack again" in text


def test_a_pack_that_failed_says_why_and_can_be_asked_for_again(setting, chair):
    conference = make_conference(setting)
    agency_report(setting, conference)
    job = ask_for_pack(conference=conference, by=setting.chair, at=NOW)
    RenderJob.objects.filter(pk=job.pk).update(state="failed", trouble="The PDF took too long to make.")

    text = text_of(chair.get(reading(conference)))

    assert "The PDF took too long to make." in text and "Make the pack" in text
    assert "There is no PDF" in text_of(chair.get(reverse("reports:pdf", args=[job.ref])))


def test_a_pack_of_nothing_is_answered_on_the_page(setting, chair):
    conference = make_conference(setting)

    response = chair.post(reverse("reports:ask_pack", args=[conference.ref]), follow=True)

    assert "No report is in yet, so there is nothing to put together." in text_of(response)


def test_a_pack_is_its_chairs_alone_and_no_longer_after_the_chair_has_changed(setting):
    conference = make_conference(setting)
    agency_report(setting, conference)
    job = drawn(ask_for_pack(conference=conference, by=setting.chair, at=NOW))
    file = reverse("reports:pdf_file", args=[job.ref])
    another = make_person(Role.CHAIR, at=setting.authority)

    for person in (setting.office, setting.teacher, setting.worker, another):
        assert client_for(person).get(file).status_code == 404
    assert client_for(setting.chair).get(file).status_code == 200
    Conference.objects.filter(pk=conference.pk).update(chair=another)
    assert client_for(setting.chair).get(file).status_code == 404
    assert client_for(another).get(file).status_code == 404, "the pack of another person"


# One report's PDF.


def test_the_pdf_waits_from_the_signature_on_and_the_receipt_leads_to_it(setting):
    report = waiting_report(setting)
    dsl = client_for(setting.dsl)
    sent = {"name": "Hương", "role": "Safeguarding lead", "confirm": "on", "agree": "on", "late_reason": ""}
    response = dsl.get(reverse("reports:sign", args=[report.ref]))
    sent |= {name: "on" for name in response.context["form"].fields if name not in sent}
    dsl.post(reverse("reports:sign", args=[report.ref]), sent)

    job = RenderJob.objects.get()
    assert (job.version.report, job.asked_by, job.state) == (report, setting.dsl, "waiting")
    for page in ("receipt", "read"):
        assert (
            reverse("reports:ask_pdf", args=[report.ref])
            in dsl.get(reverse(f"reports:{page}", args=[report.ref])).content.decode()
        )


def test_whoever_may_read_a_report_may_ask_for_it_as_a_pdf_and_open_it_once_ready(setting, chair):
    version = signed_report(setting)
    ask = reverse("reports:ask_pdf", args=[version.report.ref])
    job = ask_for_report_pdf(version=version, by=setting.teacher, at=NOW)
    page, file = (reverse(f"reports:{name}", args=[job.ref]) for name in ("pdf", "pdf_file"))

    assert chair.post(ask)["Location"] == page
    assert "The PDF is being made" in text_of(chair.get(page))
    assert chair.get(file).status_code == 404
    take_waiting(at=timezone.now())
    assert "The PDF is being made" in text_of(chair.get(page))

    drawn(job)
    for person in (setting.chair, setting.teacher, setting.dsl):
        browser = client_for(person)
        assert "The PDF is ready" in text_of(browser.get(page))
        assert browser.get(file).content == b"%PDF-1.7 Zoe"
    for person in (setting.office, setting.worker, setting.officer):
        assert client_for(person).get(file).status_code == 404


def test_a_pdf_whose_file_is_gone_says_so_and_offers_to_make_it_again(setting, chair):
    version = signed_report(setting)
    job = drawn(ask_for_report_pdf(version=version, by=setting.teacher, at=NOW))
    vault.discard(job.stored_as)

    response = chair.get(reverse("reports:pdf_file", args=[job.ref]))

    assert response.status_code == 503
    assert "its file is missing or damaged" in text_of(response)
    again = reverse("reports:ask_pdf", args=[version.report.ref])
    assert again in response.content.decode()
    chair.post(again)
    job.refresh_from_db()
    assert job.state == "waiting"


def test_a_report_that_is_not_signed_has_no_pdf(setting):
    report = make_report(setting)

    assert client_for(setting.teacher).post(reverse("reports:ask_pdf", args=[report.ref])).status_code == 404


def test_a_medical_report_is_read_on_screen_by_the_chair_and_taken_away_by_its_agency_alone(setting, chair):
    conference = make_conference(setting)
    version = agency_report(setting, conference, AgencyKind.PAEDIATRICS)
    doctor = client_for(version.signed_by)
    ask = reverse("reports:ask_pdf", args=[version.report.ref])
    read = reverse("reports:read", args=[version.report.ref])

    assert chair.get(read).status_code == 200
    assert ask not in chair.get(read).content.decode()
    refused = chair.post(ask)
    assert refused.status_code == 403 and "on screen" in text_of(refused)
    assert RenderJob.objects.get().asked_by == version.signed_by, "what its agency may take away"

    assert ask in doctor.get(read).content.decode()
    doctor.post(ask)
    job = drawn(RenderJob.objects.get())
    file = reverse("reports:pdf_file", args=[job.ref])
    assert doctor.get(file).status_code == 200
    assert chair.get(file).status_code == 403
    for person in (setting.office, setting.teacher, setting.officer):
        assert client_for(person).get(file).status_code == 404
        assert client_for(person).get(read).status_code == 404


def test_opening_a_pdf_is_recorded_with_its_report(setting, chair):
    version = signed_report(setting)
    job = drawn(ask_for_report_pdf(version=version, by=setting.teacher, at=NOW))

    chair.get(reverse("reports:pdf_file", args=[job.ref]))

    row = AuditRow.objects.filter(action="open_pdf").latest("pk")
    assert (row.person, row.kind) == (setting.chair, "PDF of Report")
    assert {job.ref, version.report.ref} <= set(row.refs.split())
