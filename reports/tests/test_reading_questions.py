"""The chair's private questions for the day: pinned, kept, changed, ticked, and nobody else's to see."""

import pytest
import time_machine
from django.urls import reverse

from conferences.models import Conference
from conferences.tests.factories import make_conference, make_invitation, make_setting
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_person
from procedures.words import Role
from reports.models import Question, ReadingEvent
from reports.pins import pinned
from reports.tests.factories import make_report
from reports.tests.materials import ZOE, fact, known, material, rows
from reports.tests.reading import NOW, about_all, agency_report, chronology, event, room

pytestmark = pytest.mark.django_db
QUESTIONS_QUERIES = 16
SECRET = "Why did nobody telephone the mother?"


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


@pytest.fixture
def conference(setting):
    return make_conference(setting)


@pytest.fixture
def version(setting, conference):
    told = chronology(event("Arrived hungry", about=about_all(conference)))
    return agency_report(setting, conference, name="Heron Homes", told=told)


def ask(browser, conference, about="", **sent):
    return browser.post(
        f"{room('new_question', conference)}?about={about}", {"text": SECRET} | sent, follow=True
    )


def test_a_question_is_pinned_to_a_row_of_a_report_and_comes_back_on_one_page(chair, conference, version):
    about = f"{version.report.ref}/chronology/chronology/r1"
    form = text_of(chair.get(f"{room('new_question', conference)}?about={about}"))
    assert "Heron Homes" in form and "“3 February 2026: Arrived hungry”" in form
    assert "Whom do you want to ask?" not in form

    text = text_of(ask(chair, conference, about))

    assert "Kept for the day. Only you see it." in text
    assert SECRET in text and "1 question to ask" in text
    assert "“3 February 2026: Arrived hungry”" in text
    assert (
        f"{reverse('reports:read', args=[version.report.ref])}#section-chronology"
        in chair.get(room("questions", conference)).content.decode()
    )


def test_a_question_may_be_about_a_whole_passage_or_the_agency_as_such(setting, chair, conference, version):
    make_invitation(setting, conference)
    ask(chair, conference, f"{version.report.ref}/about/reach")
    ask(chair, conference, f"{version.report.ref}/")

    passage, agency = Question.objects.all()
    assert (passage.reference, agency.reference) == ("about/reach", "")
    assert {passage.invitation, agency.invitation} == {version.report.invitation}
    assert "About this report, How the writer can be reached securely" in text_of(
        chair.get(room("questions", conference))
    )


def test_without_a_place_the_chair_chooses_the_agency_and_what_is_missing_is_said(
    setting, chair, conference, version
):
    school = make_invitation(setting, conference)

    refused = ask(chair, conference)
    assert refused.status_code == 422
    assert "Choose whom you want to ask" in text_of(refused) and SECRET in text_of(refused)
    assert "Write the question" in text_of(ask(chair, conference, agency=school.ref, text=" "))
    ask(chair, conference, agency=school.ref)

    assert Question.objects.get().invitation == school


def test_a_place_that_no_report_has_is_not_found_and_a_draft_is_no_place(setting, chair, conference, version):
    draft = make_report(setting, invitation=make_invitation(setting, conference))

    def status(about):
        return chair.get(f"{room('new_question', conference)}?about={about}").status_code

    assert status(f"{version.report.ref}/chronology/chronology/r99") == 404
    assert status(f"{version.report.ref}/nowhere/nothing") == 404
    response = chair.get(f"{room('new_question', conference)}?about={draft.ref}/about/reach")
    assert "Whom do you want to ask?" in text_of(response)


def test_a_question_is_changed_and_ticked_and_the_tick_taken_away(chair, conference, version):
    ask(chair, conference, f"{version.report.ref}/")
    question = Question.objects.get()
    page = reverse("reports:question", args=[question.ref])
    tick = reverse("reports:tick", args=[question.ref])
    assert SECRET in text_of(chair.get(page))
    assert chair.post(page, {"text": ""}).status_code == 422

    assert "Who telephoned?" in text_of(chair.post(page, {"text": "Who telephoned?"}, follow=True))
    assert "Every question was asked." in text_of(chair.post(tick, {"asked": "yes"}, follow=True))
    assert "1 question to ask" in text_of(chair.post(tick, {"asked": "no"}, follow=True))

    question.refresh_from_db()
    assert (question.text, question.asked_at) == ("Who telephoned?", None)
    whats = ["untick_question", "ask_question", "change_question", "write_question"]
    assert list(ReadingEvent.objects.values_list("what", flat=True)) == whats


def test_what_is_not_asked_yet_stands_before_what_was_asked(chair, conference, version):
    for text in ("First", "Second"):
        ask(chair, conference, f"{version.report.ref}/", text=text)
    chair.post(reverse("reports:tick", args=[Question.objects.first().ref]), {"asked": "yes"})

    (group,) = chair.get(room("questions", conference)).context["groups"]

    assert [one.question.text for one in group.questions] == ["Second", "First"]


def test_nobody_else_sees_a_question_and_the_audit_knows_that_not_what(setting, chair, conference, version):
    ask(chair, conference, f"{version.report.ref}/chronology/chronology/r1")
    question = Question.objects.get()
    page = reverse("reports:question", args=[question.ref])
    other = make_person(Role.CHAIR, at=setting.authority)
    for person in (setting.office, setting.manager, setting.worker, version.signed_by, other):
        assert client_for(person).get(page).status_code == 404
        assert client_for(person).get(room("questions", conference)).status_code in (403, 404)
        assert client_for(person).post(reverse("reports:tick", args=[question.ref])).status_code == 404

    Conference.objects.filter(pk=conference.pk).update(chair=other)
    assert chair.get(page).status_code == 404, "a former chair loses it at once"
    assert client_for(other).get(page).status_code == 404, "it was another chair's"
    assert SECRET not in text_of(client_for(other).get(room("questions", conference)))

    chair_row = AuditRow.objects.filter(kind="Question", outcome="allowed")
    assert not chair_row.exists()
    Conference.objects.filter(pk=conference.pk).update(chair=setting.chair)
    chair.get(page)
    row = AuditRow.objects.filter(kind="Question", outcome="allowed").get()
    assert set(row.refs.split()) == {question.ref, conference.ref}
    facts = [event.facts for event in ReadingEvent.objects.all()]
    assert facts == [{"question": question.ref}]


def test_a_question_whose_place_is_gone_stays_and_says_so(chair, conference, version):
    ask(chair, conference, f"{version.report.ref}/chronology/chronology/r1")
    Question.objects.update(reference="chronology/chronology/r9")

    text = text_of(chair.get(room("questions", conference)))

    assert SECRET in text and "It was about a place that the newest version no longer has." in text


def test_the_page_asks_as_often_for_three_questions_as_for_one(
    setting, chair, conference, version, django_assert_num_queries
):
    ask(chair, conference, f"{version.report.ref}/")
    chair.get(room("questions", conference))
    with django_assert_num_queries(QUESTIONS_QUERIES):
        chair.get(room("questions", conference))
    for number in range(2):
        ask(chair, conference, f"{agency_report(setting, conference).report.ref}/", text=str(number))
    with django_assert_num_queries(QUESTIONS_QUERIES):
        assert len(chair.get(room("questions", conference)).context["groups"]) == 3


def test_where_a_report_is_read_each_passage_can_be_asked_about_by_the_chair_alone(chair, version):
    read = reverse("reports:read", args=[version.report.ref])

    assert "Ask about this" in text_of(chair.get(read))
    assert "Ask about this" not in text_of(client_for(version.signed_by).get(read))


# What a pin says. No database.


def test_a_pin_says_page_question_and_the_rows_words_cut_where_they_are_long():
    report = material(
        answers={
            f"contact:{ZOE}": known(),
            f"worries:{ZOE}": {"harm": rows(fact("word " * 60), fact("Cold.", when=""))},
            f"attendance:{ZOE}": {"suspend": rows({"date": "", "half-days": "4", "reason": "Fight"}, {"date": "May 2025"}, {})},
        }
    )  # fmt: skip

    def said(reference):
        found = pinned(report, reference)
        return found and (found.title, found.words)

    title, words = said(f"worries:{ZOE}/harm/r1")
    assert title == "Zoë: Worries, Harm so far"
    assert words.startswith("March 2025: word word") and words.endswith("…") and len(words) <= 160
    assert said(f"worries:{ZOE}/harm/r2") == ("Zoë: Worries, Harm so far", "Cold.")
    assert said(f"attendance:{ZOE}/suspend/r1")[1] == "4"
    assert said(f"attendance:{ZOE}/suspend/r2")[1] == "May 2025"
    assert said(f"attendance:{ZOE}/suspend/r3")[1] == ""
    assert said("chronology/chronology") == ("Chronology, What happened, in date order", "")
    assert said("family/family_check") == ("Family details, Checked against the service’s records", "")
    assert said(f"worries:{ZOE}/harm/r9") is None
    assert said(f"worries:{ZOE}/nothing") is None
    assert said("nowhere") is None
