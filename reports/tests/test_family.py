"""Sharing per version, the family's words beside the text, the agency's answer, and the chair's word (REP-12, REP-17)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conferences.operations import Refused
from conferences.tests.factories import children_of, make_setting, mother_of
from procedures.words import CorrectionVerdict
from reports.document import document_of
from reports.family_words import FamilyWord, words_for
from reports.models import ChairsWord, Correction, CorrectionAnswer
from reports.operations.family import answer_correction, answer_withheld, record_correction, record_filed
from reports.pointing import MOST, points, words_at
from reports.queries.family import correction, corrections_of, not_seen, sharing_of
from reports.queries.family_words import edition_of, words_of
from reports.queries.writing import report_document, signature_of, signed_material
from reports.tests.factories import add_and_sign, not_shared, shared, signed_report

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def version(setting):
    return signed_report(setting)


@pytest.fixture
def mother(version):
    return mother_of(version.report.invitation.conference.family)


def row_about(version, person):
    return next(row for row in sharing_of(version, today=timezone.localdate()) if row.person == person)


def first_row(version):
    """The reference of a row of evidence, and what it says."""
    return next(point for point in points(signed_material(version)) if point[0].count("/") == 2)


def test_what_they_say_is_wrong_stands_beside_the_row_in_every_later_copy(setting, version, mother):
    reference, _ = first_row(version)
    shared(version, person=mother, by=setting.teacher, wrong_place=reference)

    told = report_document(version)

    (held,) = [field for section in told.sections for field in section.fields if field.words]
    (beside,) = held.words
    assert (beside.word.text, beside.word.name) == ("He was never late on a Monday.", mother.name)
    assert beside.quote and reference.startswith(f"{beside.word.field}/") and beside.word.row
    assert [word.text for word in told.words] == ["Mostly fair."]  # what was said of the whole

    later = report_document(add_and_sign(version.report, by=setting.dsl))
    assert [
        one.word.text for section in later.sections for field in section.fields for one in field.words
    ] == ["He was never late on a Monday."]


def test_who_was_shown_it_and_said_nothing_has_no_words_beside_it(setting, version, mother):
    shared(version, person=mother, by=setting.teacher, said="", wrong="")
    assert words_of(version) == []


def test_words_about_what_is_not_in_a_copy_stand_with_those_about_the_whole(version):
    word = FamilyWord("m", "Mother", "wrong", "No.", timezone.localdate(), 1, place="worries:gone/harm/r9")
    material = signed_material(version)

    told = document_of(material, signature=signature_of(version), words=(word,))

    assert told.words == (word,)
    assert word.field == "worries:gone/harm" and word.row == "r9"
    assert replace(word, place="about/reach").row == ""


def test_one_persons_words_are_not_anothers_to_see(setting, version, mother):
    child = children_of(version.report.invitation.conference.family)[0]
    shared(version, person=mother, by=setting.teacher)
    shared(version, person=child, by=setting.teacher, said="I like school.", wrong="")

    words = words_of(version)

    assert {word.whose for word in words} == {mother.ref, child.ref}
    assert [word.text for word in words_for(words, ref=child.ref)] == ["I like school."]


def test_the_answer_stands_beside_their_words_and_the_newest_counts(setting, version, mother):
    one = shared(version, person=mother, by=setting.teacher).corrections.get()
    assert corrections_of(version)[0].verdict == ""
    for verdict, reason in (
        (CorrectionVerdict.NOT, "The register says so."),
        (CorrectionVerdict.PARTLY, "One Monday."),
    ):
        answer_correction(correction=one, verdict=verdict, reason=reason, by=setting.teacher, at=NOW())

    (word,) = corrections_of(version)

    assert (word.ref, word.verdict, word.reason) == (one.ref, "Accepted in part", "One Monday.")
    assert [event.move for event in version.report.events.order_by("pk")][-2:] == ["answer_correction"] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionAnswer.objects.create(
            correction=one, verdict="not", reason="", by=setting.teacher, at=NOW()
        )


def test_more_that_is_wrong_is_added_later(setting, version, mother):
    sharing = shared(version, person=mother, by=setting.teacher, wrong="")
    assert not Correction.objects.exists()

    record_correction(sharing=sharing, text="Nor was I.", place="about/reach", by=setting.teacher, at=NOW())

    assert correction(version, Correction.objects.get().ref).text == "Nor was I."
    assert correction(version, "nothing") is None
    assert version.report.events.first().move == "correction"


def test_the_same_form_sent_twice_is_recorded_once_and_another_correction_is_not_lost(
    setting, version, mother
):
    shared(version, person=mother, by=setting.teacher)
    shared(version, person=mother, by=setting.teacher)
    assert (version.sharings.count(), Correction.objects.count()) == (1, 1)

    shared(version, person=mother, by=setting.teacher, wrong="Something else.")
    assert Correction.objects.count() == 2


def test_a_new_version_is_owed_again_and_makes_nobody_late(setting, version, mother):
    # ADR 73: POL-13 to POL-15 count the first that was shown
    shared(version, person=mother, by=setting.teacher)
    invitation = version.report.invitation
    invitation.refresh_from_db()
    first = invitation.shared_with_family_at

    second = add_and_sign(version.report, by=setting.dsl)

    row = row_about(second, mother)
    assert row.is_open and row.is_counted and row.has_seen_any and not row.has_seen_it
    assert row.earlier.version == version and not_seen([row]) == [row]
    shared(second, person=mother, by=setting.teacher)
    row = row_about(second, mother)
    assert not row.is_open and row.has_seen_it and not_seen([row]) == []
    invitation.refresh_from_db()
    assert invitation.shared_with_family_at == first


def test_each_person_may_have_seen_another_version_when_the_duty_is_met(setting, version, mother):
    second = add_and_sign(version.report, by=setting.dsl)
    child = children_of(version.report.invitation.conference.family)[0]
    shared(version, person=mother, by=setting.teacher)  # recorded late, of the first version
    shared(second, person=child, by=setting.teacher)

    version.report.invitation.refresh_from_db()
    assert version.report.invitation.shared_with_family_at


def test_the_chair_agrees_or_asks_that_it_is_shared(setting, version, mother):
    sharing = not_shared(version, person=mother, by=setting.teacher)
    row = row_about(version, mother)
    assert row.waits_for_chair and not row.is_open and row.word is None

    word = answer_withheld(sharing=sharing, agrees=False, note="She may read it.", by=setting.chair, at=NOW())

    row = row_about(version, mother)
    assert row.word == word and row.is_open and not row.waits_for_chair
    assert answer_withheld(sharing=sharing, agrees=True, note="x", by=setting.chair, at=NOW()) == word
    shown = shared(version, person=mother, by=setting.teacher)
    assert not row_about(version, mother).is_open
    with pytest.raises(Refused, match="nothing to decide"):
        answer_withheld(sharing=shown, agrees=True, note="x", by=setting.chair, at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        ChairsWord.objects.create(sharing=shown, agrees=True, note="", by=setting.chair, at=NOW())


def test_where_the_chair_agrees_it_is_owed_no_more(setting, version, mother):
    sharing = not_shared(version, person=mother, by=setting.teacher)
    answer_withheld(sharing=sharing, agrees=True, note="Not before the hearing.", by=setting.chair, at=NOW())

    row = row_about(version, mother)
    assert not row.is_open and not_seen([row]) == [row]  # and its head still says who has not seen it
    assert words_of(version) == []


def test_every_copy_is_out_of_date_once_something_more_was_said(setting, version, mother):
    seen = [edition_of(version)]
    one = shared(version, person=mother, by=setting.teacher).corrections.get()
    seen.append(edition_of(version))
    answer_correction(
        correction=one, verdict=CorrectionVerdict.NOT, reason="No.", by=setting.teacher, at=NOW()
    )
    seen.append(edition_of(version))
    sharing = not_shared(version, person=mother, by=setting.teacher)
    seen.append(edition_of(version))
    answer_withheld(sharing=sharing, agrees=True, note="Yes.", by=setting.chair, at=NOW())
    assert seen == [0, 2, 3, 4] and edition_of(version) == 4


def test_one_can_point_at_every_answered_field_and_at_each_row(version):
    material = signed_material(version)
    reference, words = first_row(version)

    assert words_at(material, reference) == words
    assert words_at(material, "about/nothing") == "" and words_at(material, "") == ""
    place, key, row = reference.split("/")
    answers = {**material.answers[place]}
    answers[key] = {
        **answers[key],
        "rows": [{**answers[key]["rows"][0], "what": "x" * 500, "event": "x" * 500}],
    }
    long = replace(material, answers={**material.answers, place: answers})
    assert words_at(long, reference).endswith("x" * MOST + "…")


def test_a_copy_on_the_childs_file_is_recorded_once_a_version(setting, version):
    # REP-14
    record_filed(version=version, by=setting.teacher, at=NOW())
    record_filed(version=version, by=setting.dsl, at=NOW())
    second = add_and_sign(version.report, by=setting.dsl)
    record_filed(version=second, by=setting.dsl, at=NOW())

    filed = version.report.events.filter(move="filed").order_by("pk")
    assert [(event.by, event.facts) for event in filed] == [
        (setting.teacher, {"version": 1}),
        (setting.dsl, {"version": 2}),
    ]
