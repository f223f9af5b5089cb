"""The chair's rulings, the agency's answers, and what each reader will have, page by page."""

import inspect
from datetime import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import children_of, make_conference, make_setting, mother_of
from conferences.tests.pages import text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for
from procedures.reckoning import LONDON
from procedures.words import AgencyKind
from procedures.workflow import MoveRefused, RestrictionState
from reports.models import Report, Restriction
from reports.operations import restricting
from reports.operations.restricting import MEANWHILE, OLDER, rule
from reports.tests.materials import fact
from reports.tests.restricted import SECRET, secret, signed_again, signed_with
from reports.views import rulings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=LONDON)
RULINGS_QUERIES, DECIDED_QUERIES = 23, 23


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def conference(setting):
    return make_conference(setting)


@pytest.fixture
def version(setting, conference):
    return signed_with(secret(), setting=setting, conference=conference)


@pytest.fixture
def chair(setting):
    return client_for(setting.chair)


@pytest.fixture
def author(version):
    return client_for(version.signed_by)


def page(name, *args):
    return reverse(f"reports:{name}", args=args)


def first(version):
    return version.restrictions.first()


def test_the_chair_reads_what_is_kept_back_with_its_ground_and_rules_on_the_same_page(
    chair, conference, version
):
    shown = text_of(chair.get(page("rulings", conference.ref)))

    assert SECRET in shown and "could put someone at risk" in shown and "He would know who told." in shown
    assert "Professionals, The family" in shown
    assert "Agree: it stays hidden from them" in shown and "Release it" not in shown

    one = first(version)
    answer = chair.post(page("ruling", one.ref), {"move": "agree", "reason": "Her safety."}, follow=True)
    assert "Kept back. " in text_of(answer)
    one.refresh_from_db()
    assert (one.state, one.rulings.get().reason) == (RestrictionState.KEPT, "Her safety.")


def test_the_words_that_were_shown_stand_in_the_audit_by_reference(chair, conference, version):
    chair.get(page("rulings", conference.ref))

    assert AuditRow.objects.filter(kind="Restriction", refs__contains=first(version).ref).exists()


def test_nothing_waiting_says_so(chair, conference):
    assert "Nothing waits for your ruling" in text_of(chair.get(page("rulings", conference.ref)))


def test_a_ruling_without_a_choice_or_a_reason_says_what_is_missing_and_loses_nothing(chair, version):
    answer = chair.post(page("ruling", first(version).ref), {"reason": "Half a thought"})

    assert "Choose what you decide" in text_of(answer)
    assert "Half a thought" in answer.content.decode()
    answer = chair.post(page("ruling", first(version).ref), {"move": "agree"})
    assert "Give your reason" in text_of(answer)


def test_the_agency_reads_the_ruling_writes_other_words_and_the_chair_accepts_them(
    chair, author, version, conference
):
    one = first(version)
    chair.post(page("ruling", one.ref), {"move": "ask_words", "reason": "Without the place."})
    shown = author.get(page("decided", version.report.ref))
    assert "Without the place." in text_of(shown) and page("answer_ruling", one.ref) in shown.content.decode()
    assert "Write other words" in text_of(author.get(page("answer_ruling", one.ref)))
    empty = author.post(page("answer_ruling", one.ref), {"move": "offer_words", "words": ""})
    assert empty.status_code == 422 and "Write the words" in text_of(empty)
    author.post(page("answer_ruling", one.ref), {"move": "offer_words", "words": "Somebody waited for her."})

    assert "Somebody waited for her." in text_of(chair.get(page("rulings", conference.ref)))
    chair.post(page("ruling", one.ref), {"move": "accept_words", "reason": "Good."})

    one.refresh_from_db()
    assert one.state == RestrictionState.OTHER_WORDS
    preview = text_of(chair.get(page("preview", version.report.ref, "professionals")))
    assert "Somebody waited for her." in preview


def test_after_a_refusal_the_agency_shares_or_withdraws_with_a_reason(chair, author, version):
    one, other = version.restrictions.all()
    for each in (one, other):
        chair.post(page("ruling", each.ref), {"move": "refuse", "reason": "They know it already."})
    form = text_of(author.get(page("answer_ruling", one.ref)))
    assert "Share it as it stands" in form and "Write other words" not in form
    author.post(page("answer_ruling", one.ref), {"move": "share"})
    without = author.post(page("answer_ruling", other.ref), {"move": "withdraw"})
    assert "Give the reason" in text_of(without)
    author.post(page("answer_ruling", other.ref), {"move": "withdraw", "reason": "Not certain."})

    assert set(Restriction.objects.values_list("state", flat=True)) == {"shared", "withdrawn"}
    assert "Rule on it" not in text_of(author.get(page("decided", version.report.ref)))
    assert "Rule on it" in text_of(chair.get(page("decided", version.report.ref)))


def test_what_somebody_else_did_meanwhile_is_said(chair, author, version):
    one = first(version)
    for _ in range(2):
        answer = chair.post(page("ruling", one.ref), {"move": "refuse", "reason": "Known."})
    assert "Read what was said last" in text_of(answer)
    Restriction.objects.filter(pk=one.pk).update(state="kept")
    assert author.post(page("answer_ruling", one.ref), {"move": "share"}).status_code == 403


@pytest.mark.parametrize(("view", "state", "sent", "to"), [
    (rulings.ruling, "waiting", {"move": "agree", "reason": "Yes."}, "ruling"),
    (rulings.answer_ruling, "refused", {"move": "share"}, "decided"),
])  # fmt: skip
def test_what_changes_between_the_door_and_the_deed_is_said_too(chair, version, view, state, sent, to):
    Restriction.objects.update(state=state)
    held, before = first(version), chair.get(page("decided", version.report.ref)).wsgi_request
    Restriction.objects.update(revision=9)
    request = RequestFactory().post("/", sent)
    for name in ("user", "person", "today", "now", "session", "relations", "resolver_match", "_messages"):
        setattr(request, name, getattr(before, name))

    answer = inspect.unwrap(view)(request, held)

    assert answer.url == page(to, held.ref if to == "ruling" else version.report.ref)
    assert [str(told) for told in get_messages(request)] == [MEANWHILE]


@pytest.mark.parametrize(("who", "name", "state", "sent"), [
    ("chair", "ruling", "waiting", {"move": "agree", "reason": "Yes."}),
    ("author", "answer_ruling", "refused", {"move": "share"}),
])  # fmt: skip
def test_what_an_older_version_kept_back_leads_to_what_the_newest_does(
    request, version, who, name, state, sent
):
    browser, old = request.getfixturevalue(who), first(version)
    Restriction.objects.update(state=state)
    signed_again(version.report)
    current = page("decided", version.report.ref)

    for answer in (
        browser.get(page(name, old.ref), follow=True),
        browser.post(page(name, old.ref), sent, follow=True),
    ):
        assert answer.redirect_chain == [(current, 302)] and OLDER in text_of(answer)
    with pytest.raises(MoveRefused, match="older version"):
        {"ruling": rule, "answer_ruling": restricting.answer}[name](
            restriction=old, **sent | {"reason": "Yes."}, by=version.signed_by, at=timezone.now()
        )
    assert not old.rulings.exists() and Restriction.objects.get(pk=old.pk).state == state


def test_a_release_is_to_those_who_are_ticked(chair, setting, conference):
    version = signed_with(setting=setting, conference=conference, kind=AgencyKind.PAEDIATRICS)
    one = first(version)
    assert "Release it to those ticked below" in text_of(chair.get(page("rulings", conference.ref)))

    nobody = chair.post(page("ruling", one.ref), {"move": "release", "reason": "Needed."})
    assert nobody.status_code == 422 and "tick at least one" in text_of(nobody)
    mother = mother_of(conference.family)
    chair.post(page("ruling", one.ref), {"move": "release", "reason": "Needed.", "to": [mother.ref]})

    assert one.rulings.get().to == [mother.ref]
    decided = text_of(client_for(version.signed_by).get(page("decided", version.report.ref)))
    assert f"Opened to {mother.name}" in decided


def test_the_chair_sees_the_report_as_each_reader_will(chair, setting, conference):
    mother = mother_of(conference.family)
    version = signed_with(secret(f"not:{mother.ref}"), fact("Open."), setting=setting, conference=conference)
    report = version.report

    as_professional = text_of(chair.get(page("preview", report.ref, "professionals")))
    as_mother = text_of(chair.get(page("preview", report.ref, mother.ref)))
    as_child = text_of(chair.get(page("preview", report.ref, children_of(conference.family)[0].ref)))
    assert SECRET in as_professional and "No copy goes to the family" not in as_professional
    assert SECRET not in as_mother and "Open." in as_mother and "No copy goes to the family" in as_mother
    assert "Open." in as_child
    assert chair.get(page("preview", report.ref, "nobody")).status_code == 404


def test_professionals_learn_how_much_is_left_out_and_of_a_medical_report_nothing_at_all(
    chair, setting, conference, version
):
    assert "2 rows: not settled yet" in text_of(
        chair.get(page("preview", version.report.ref, "professionals"))
    )
    for one in version.restrictions.all():
        rule(restriction=one, move="agree", reason="Yes.", by=setting.chair, at=timezone.now())
    assert "2 rows: for the chair only" in text_of(
        chair.get(page("preview", version.report.ref, "professionals"))
    )
    medical = signed_with(setting=setting, conference=conference, kind=AgencyKind.PAEDIATRICS)
    shown = text_of(chair.get(page("preview", medical.report.ref, "professionals")))
    assert "Nothing of this report is for them" in shown and "answers: not settled yet" in shown


def test_the_report_leads_to_what_was_decided_and_the_chair_to_the_preview(chair, author, version):
    read = page("read", version.report.ref)

    assert page("decided", version.report.ref) in author.get(read).content.decode()
    assert page("preview", version.report.ref, "professionals") in chair.get(read).content.decode()
    assert "See it as another reader" not in text_of(author.get(read))


def test_a_report_that_keeps_nothing_back_says_so(setting):
    version = signed_with(fact("Open."), setting=setting)
    author = client_for(version.signed_by)

    assert "What the chair decided" not in text_of(author.get(page("read", version.report.ref)))
    assert "keeps nothing from anybody" in text_of(author.get(page("decided", version.report.ref)))


def test_until_the_chair_has_ruled_the_author_is_told_to_wait_with_the_family(version, author, chair):
    receipt, sharing = page("receipt", version.report.ref), page("sharing", version.report.ref)
    assert "Once the chair has ruled, share it with the family" in text_of(author.get(receipt))
    assert "The chair hasn’t ruled yet" in text_of(author.get(sharing))

    for one in version.restrictions.all():
        rule(
            restriction=one,
            move="agree",
            reason="Yes.",
            by=version.report.invitation.conference.chair,
            at=timezone.now(),
        )

    assert "Once the chair has ruled" not in text_of(author.get(receipt))
    assert "hasn’t ruled yet" not in text_of(author.get(sharing))


def test_the_lists_cost_the_same_for_one_row_and_for_three(
    chair, setting, conference, django_assert_num_queries
):
    version = signed_with(secret(), setting=setting, conference=conference)
    author = client_for(version.signed_by)
    two = list(version.restrictions.all())
    rule(restriction=two[1], move="agree", reason="Yes.", by=setting.chair, at=timezone.now())
    lists = [(chair, page("rulings", conference.ref), RULINGS_QUERIES), (author, page("decided", version.report.ref), DECIDED_QUERIES)]  # fmt: skip
    for browser, address, number in lists:
        browser.get(address)
        with django_assert_num_queries(number):
            browser.get(address)
    more = signed_with(secret(), secret(), setting=setting, conference=conference)
    rule(restriction=first(more), move="agree", reason="Yes.", by=setting.chair, at=timezone.now())
    other = client_for(more.signed_by)
    other.get(page("decided", more.report.ref))
    with django_assert_num_queries(RULINGS_QUERIES):
        chair.get(page("rulings", conference.ref))
    with django_assert_num_queries(DECIDED_QUERIES):
        other.get(page("decided", more.report.ref))


def test_before_signing_the_author_reads_what_is_kept_back_from_whom_and_what_happens_then(
    setting, conference
):
    mother = mother_of(conference.family)
    voice = {"hide_words": {"choice": "", "note": ""}}
    version = signed_with(secret(f"not:{mother.ref}"), setting=setting, conference=conference)
    report = version.report
    Report.objects.filter(pk=report.pk).update(state="drafting")
    part = report.parts.filter(place__startswith="voice").first()
    part.answers |= voice
    part.save()

    shown = text_of(client_for(report.author).get(page("check", report.ref)))

    assert f"Kept from {mother.name}." in shown and "the chair is told and rules on each" in shown
    assert "Kept from professionals and the family. Nobody is named from whom it is kept" in shown
    place = children_of(conference.family)[0].ref
    editor = text_of(client_for(report.author).get(page("part", report.ref, f"worries:{place}")))
    assert "as soon as the report is signed, the chair is told" in editor


def test_the_receipt_says_that_the_chair_was_told_and_that_no_copy_goes_to_the_family_yet(
    author, version, setting
):
    receipt = page("receipt", version.report.ref)
    assert "this report keeps 2 things from somebody" in text_of(author.get(receipt))
    for one in version.restrictions.all():
        rule(restriction=one, move="agree", reason="Yes.", by=setting.chair, at=timezone.now())
    assert "from somebody" not in text_of(author.get(receipt))
