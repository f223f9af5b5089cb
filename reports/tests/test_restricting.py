"""What is kept back when a report is signed, and what the chair and the agency make of it."""

from datetime import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from conferences.operations import Refused
from conferences.tests.factories import children_of, make_conference, make_setting, mother_of
from procedures.reckoning import LONDON
from procedures.sharing import Reader
from procedures.words import AgencyKind, RestrictionCause
from procedures.workflow import MoveRefused, RestrictionState
from reports.models import Attachment, DraftPart, KeptFrom, ReportEvent, Restriction, Ruling
from reports.operations.restricting import answer, rule
from reports.queries.looking import doubts_of
from reports.queries.restricting import (
    Kept,
    blocks_family_copy,
    kept_of,
    may_be_released_to,
    of_report,
    rendition_of,
    rulings_of,
    viewers_of,
    waiting_in,
)
from reports.queries.writing import material_of
from reports.sieve import Viewer
from reports.tests.materials import fact
from reports.tests.restricted import SECRET, restriction_of, secret, signed_again, signed_with
from reports.worded import Answered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=LONDON)
PROFESSIONAL = Viewer(Reader.PROFESSIONAL)


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
def ruled(setting, version):
    """The chair's way of ruling on the first restriction; answers it."""

    def by_chair(move, restriction=None, **more):
        one = restriction or restriction_of(version)
        told = {"reason": "Because.", "by": setting.chair, "at": timezone.now()} | more
        return rule(restriction=one, move=move, **told)

    return by_chair


def answered(restriction, move, **more):
    by = restriction.version.signed_by
    return answer(restriction=restriction, move=move, by=by, at=timezone.now(), **more)


def read_by(version, viewer=PROFESSIONAL):
    return rendition_of(version, viewer).text


def test_signing_makes_a_restriction_of_every_mark_with_whom_it_is_kept_from(setting, conference):
    mother = mother_of(conference.family)
    version = signed_with(secret(f"not:{mother.ref}"), fact("Open."), setting=setting, conference=conference)
    made = version.restrictions.all()

    assert {one.reference for one in made} == {
        f"worries:{child.ref}/harm/r1" for child in children_of(conference.family)
    }
    assert {(one.cause, one.state, one.ground, one.reason) for one in made} == {
        ("mark", "waiting", "could put someone at risk", "He would know who told.")
    }
    assert [row.name for row in made[0].kept_from.all()] == [mother.name]


def test_chair_only_is_kept_from_professionals_and_family(version):
    assert [row.name for row in restriction_of(version).kept_from.all()] == ["Professionals", "The family"]


def test_a_childs_ref_in_a_mark_keeps_it_from_the_child(setting, conference):
    child = children_of(conference.family)[0]
    version = signed_with(secret(f"not:{child.ref}"), setting=setting, conference=conference)

    assert [row.name for row in restriction_of(version).kept_from.all()] == [child.shown_name]


def test_a_report_without_marks_keeps_nothing_back(setting):
    version = signed_with(fact("Open."), setting=setting)

    assert not version.restrictions.exists()
    assert not blocks_family_copy(version)


def test_until_the_chair_has_ruled_it_is_hidden_and_no_family_copy_leaves(version, ruled):
    assert SECRET not in read_by(version)
    assert blocks_family_copy(version)

    for one in version.restrictions.all():
        ruled("agree", one)

    assert SECRET not in read_by(version)
    assert not blocks_family_copy(version)


def test_a_ruling_and_its_reason_are_kept_and_stand_in_the_history(version, ruled, setting):
    one = ruled("agree", reason="She would be in danger.")

    said = one.rulings.get()
    assert (said.move, said.reason, said.by, said.label) == (
        "agree", "She would be in danger.", setting.chair, "Agreed: it is kept back",
    )  # fmt: skip
    event = ReportEvent.objects.get(move="agree")
    assert (event.report, event.facts, event.reason) == (version.report, {"restriction": one.ref}, "")


def test_rulings_are_only_added_to(version, ruled):
    ruled("agree")

    for table in (Ruling, KeptFrom):
        with pytest.raises(IntegrityError), transaction.atomic():
            table.objects.all().delete()


def test_other_words_are_asked_for_supplied_and_accepted(version, ruled):
    one = ruled("ask_words", reason="Without the school.")
    with pytest.raises(Refused, match="Write the words") as without:
        answered(one, "offer_words", words="  ")
    one = answered(one, "offer_words", words="Somebody waited for her.")
    assert SECRET not in read_by(version) and "Somebody waited" not in read_by(version)
    one = ruled("accept_words", one)

    assert without.value.field == "words"
    assert one.state == RestrictionState.OTHER_WORDS
    assert "Somebody waited for her." in read_by(version)
    assert read_by(version).count(SECRET) == 0  # the other child's row still waits


def test_a_refusal_leaves_it_to_the_agency_to_share_it(version, ruled):
    one = ruled("refuse")
    assert SECRET not in read_by(version)

    answered(one, "share")

    assert SECRET in read_by(version)


def test_a_refusal_leaves_it_to_the_agency_to_withdraw_it_with_a_reason(version, ruled):
    one = ruled("refuse")
    with pytest.raises(Refused, match="reason"):
        answered(one, "withdraw")

    one = answered(one, "withdraw", reason="It isn’t certain.")

    assert one.state == RestrictionState.WITHDRAWN
    assert SECRET not in read_by(version)
    assert SECRET in read_by(version, Viewer(Reader.CHAIR))


def test_a_mark_is_not_released_and_what_has_none_is_not_refused(version, ruled, setting):
    with pytest.raises(MoveRefused, match="Choose another answer"):
        ruled("release")
    child_asked = signed_with(setting=setting, voice={"hide_words": {"choice": "no", "note": "Neither."}})
    with pytest.raises(MoveRefused, match="Choose another answer"):
        ruled("refuse", restriction_of(child_asked))


def test_what_two_people_decide_at_the_same_moment_is_decided_once(version, ruled, setting):
    mine, theirs = restriction_of(version), restriction_of(version)
    ruled("agree", mine)

    with pytest.raises(MoveRefused, match="meanwhile"):
        ruled("ask_words", theirs)
    with pytest.raises(MoveRefused, match="“Kept back” now"):
        answered(mine, "share")


def test_the_childs_words_are_kept_from_both_parents_until_the_chair_says_which_may_hear_them(
    setting, conference, ruled
):
    version = signed_with(
        setting=setting, conference=conference,
        voice={"hide_words": {"choice": "one parent only", "note": "Not Dad."}, "child_words": "I hide."},
    )  # fmt: skip
    kept = next(one for one in of_report(version.report) if one.restriction.reference.endswith("child_words"))
    mother = mother_of(conference.family)
    as_mother = next(one for one in viewers_of(conference, today=NOW.date()) if one.ref == mother.ref)

    assert (kept.restriction.cause, kept.restriction.reason) == ("child", "Not Dad.")
    assert (mother.ref, mother.name) in may_be_released_to(kept, viewers_of(conference, today=NOW.date()))
    assert "I hide." in read_by(version) and "I hide." not in read_by(version, as_mother)
    with pytest.raises(Refused, match="who may see it") as nobody:
        ruled("release", kept.restriction)
    ruled("release", kept.restriction, to=[mother.ref])

    assert nobody.value.field == "to"
    assert "I hide." in read_by(version, as_mother)


def test_the_pages_know_the_words_where_they_stand_and_what_was_said_last(version, ruled, conference):
    first, second = waiting_in(conference)
    assert (first.piece.label, first.piece.statements[0].text, first.last) == ("Harm so far", SECRET, None)
    assert may_be_released_to(first, [PROFESSIONAL]) == []
    ruled("ask_words", first.restriction)
    answered(first.restriction, "offer_words", words="Somebody waited.")

    again = next(one for one in waiting_in(conference) if one.restriction == first.restriction)
    assert (again.words, again.last.move, second.words) == ("Somebody waited.", "offer_words", "")
    ruled("accept_words", again.restriction)
    ruled("agree", second.restriction)
    assert waiting_in(conference) == []


def test_the_same_words_in_the_next_version_keep_their_ruling_and_changed_ones_wait_again(version, ruled):
    for one in version.restrictions.all():
        ruled("agree", one)
    part = DraftPart.objects.filter(report=version.report, place__startswith="worries").first()
    part.answers["harm"]["rows"][0]["what"] = "He waited outside the house."
    part.save()
    second = signed_again(version.report)

    assert {(one.reference.split("/")[0], one.state) for one in second.restrictions.all()} == {
        (place, "waiting" if place == part.place else "kept")
        for place in DraftPart.objects.filter(report=version.report, place__startswith="worries").values_list(
            "place", flat=True
        )
    }
    kept = second.restrictions.get(state="kept")
    assert (kept.rulings.get().reason, kept.rulings.get().at) == ("Because.", timezone.now())
    assert [one.restriction.version for one in of_report(version.report)] == [second, second]


@pytest.mark.parametrize(("share", "stops"), [("everyone", 1), ("not:{mother}", 1), ("chair", 0)])
def test_a_new_version_does_not_open_what_the_chair_agreed_to_keep_back(version, ruled, share, stops):
    ruled("agree")
    ruled("agree", version.restrictions.last())
    part = DraftPart.objects.filter(report=version.report, place__startswith="worries").first()
    mother = mother_of(version.report.invitation.conference.family)
    part.answers["harm"]["rows"][0]["share"] = share.format(mother=mother.ref)
    part.save()
    material = material_of(version.report, today=NOW.date())

    found = doubts_of(version.report, material, today=NOW.date()).stops

    assert [(gap.place.key, gap.box) for gap in found] == [(part.place, "harm-r1-share")] * stops
    assert all("The chair agreed that this is kept back" in gap.text for gap in found)


def test_a_new_version_may_keep_a_row_from_the_whole_family_instead_of_from_one_of_them(
    setting, conference, ruled
):
    mother = mother_of(conference.family)
    version = signed_with(secret(share=f"not:{mother.ref}"), setting=setting, conference=conference)
    for one in version.restrictions.all():
        ruled("agree", one)
    for part in DraftPart.objects.filter(report=version.report, place__startswith="worries"):
        part.answers["harm"]["rows"][0]["share"] = "chair"
        part.save()
    material = material_of(version.report, today=NOW.date())

    assert doubts_of(version.report, material, today=NOW.date()).stops == ()


def test_a_file_that_the_chair_keeps_back_stays_so_until_it_is_taken_out(setting, conference, ruled):
    version = signed_with(fact("One row."), setting=setting, conference=conference)
    report = version.report
    file = report.attachments.get(key="attach")
    restriction = Restriction.objects.create(
        version=version, reference=f"file/{file.ref}", cause="mark", state="kept", made_at=NOW
    )
    KeptFrom.objects.create(restriction=restriction, group="family")

    def stops():
        material = material_of(report, today=NOW.date())
        return [gap.box for gap in doubts_of(report, material, today=NOW.date()).stops]

    assert stops() == [f"file-{file.ref}-share"]
    Attachment.objects.filter(pk=file.pk).update(removed_at=NOW.replace(hour=11))
    assert stops() == []


def test_only_those_whom_it_concerns_know_of_a_restriction(version, setting):
    one = restriction_of(version)

    def sees(person):
        return one in Restriction.objects.visible_to(person, today=NOW.date())

    assert sees(setting.chair) and sees(version.signed_by)
    assert not sees(setting.teacher) and not sees(setting.office) and not sees(setting.worker)
    assert (one.state_label, one.cause_label, one.is_file) == (
        "Waits for the chair’s ruling", RestrictionCause.MARK.label, False,
    )  # fmt: skip


def test_a_viewer_of_each_kind_knows_only_their_own_people(conference, setting):
    found = viewers_of(conference, today=NOW.date(), leaves=True)
    mother = mother_of(conference.family)
    as_mother = next(one for one in found if one.ref == mother.ref)

    assert found[0].reader == Reader.PROFESSIONAL and all(one.leaves for one in found)
    assert as_mother.people == {mother.ref, *(child.ref for child in children_of(conference.family))}
    assert [one.name for one in found if one.reader == Reader.CHILD] == [
        child.shown_name for child in children_of(conference.family) if not child.unborn
    ]


def test_a_paediatricians_summary_waits_for_the_chair_alone(setting, conference, ruled):
    version = signed_with(setting=setting, conference=conference, kind=AgencyKind.PAEDIATRICS)
    found = kept_of(version.restrictions.all())

    assert {(one.key, one.restriction.cause) for one in found} == {("lay", "release")}
    ruled("release", found[0].restriction, to=["professionals"])
    assert rulings_of(version)[found[0].restriction.reference].to == {"professionals"}
    assert found[0].piece.paragraphs[0] in read_by(version)


def test_the_words_that_the_police_give_for_professionals_are_offered_to_no_family(conference, version):
    viewers = viewers_of(conference, today=NOW.date())
    restriction = Restriction(version=version, reference="police/gist_prof", cause="release")

    def offered(key):
        kept = Kept(restriction, None, Answered(key, "Words", "release", "text", ("Known to us.",)))
        return [one for one, _ in may_be_released_to(kept, viewers)]

    assert offered("gist_prof") == ["professionals"]
    assert len(offered("gist_family")) == len(viewers)
