"""What leaves: prepared by one, searched, approved by another, and closed as soon as it no longer holds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conferences import operations as case_operations
from conferences.operations import Refused
from conferences.tests.factories import make_invitation
from partnership.calendar import working_calendar
from partnership.tests.factories import make_person
from procedures.words import (
    AgencyKind,
    AmendmentKind,
    ExclusionGround,
    ExclusionRuling,
    HandedOver,
    HitAnswer,
    RenderState,
    Role,
    Scan,
)
from procedures.workflow import MoveRefused, ReleaseState
from reports.models import Hit, Release, RenderJob, Report
from reports.operations.amending import amend_report
from reports.operations.releasing import (
    CHANGED,
    EMPTY,
    NOT_THIS_FILE,
    TWO_PERSONS,
    UNANSWERED,
    UNCONFIRMED,
    Closed,
    answer_hit,
    approve,
    hand_over,
    has_changed,
    leave_out,
    rule_report,
    say_for_child,
    withdraw,
)
from reports.operations.restricting import answer, rule
from reports.operations.writing import sign
from reports.pieces import without
from reports.queries.closing import AMENDED, FOUND_SINCE, OFF_RECORD, RULED, closed_because
from reports.queries.releasing import (
    contents_of,
    counted,
    front_as_json,
    front_from_json,
    hits_of,
    recipient_of,
    recipients_of,
)
from reports.renditions import LeftOut
from reports.tests.materials import fact
from reports.tests.released import answered, approved, prepared, recipient
from reports.tests.restricted import SECRET, secret, signed_again, signed_with
from reports.tests.two_homes import TwoHomes, leak
from reports.vault import keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return TwoHomes()


def signed(case, *harm, **more):
    return signed_with(*harm, setting=case.setting, conference=case.conference, **more)


def now():
    return timezone.now()


def today():
    return timezone.localdate()


def exclude(case, adult, ruling=ExclusionRuling.WHOLE, at=None):
    at = at or now() + timedelta(minutes=1)
    asked = case_operations.ask_exclusion(
        conference=case.conference,
        adult=adult,
        ground=ExclusionGround.WELFARE,
        evidence="Threats.",
        calendar=working_calendar(),
        by=case.setting.office,
        at=at,
    )
    return case_operations.rule_exclusion(
        exclusion=asked, ruling=ruling, reason="Threats.", part="The first", views_how="In writing.",
        by=case.setting.chair, at=at,
    )  # fmt: skip


def said(contents) -> str:
    return "".join(one.html for one in contents.told)


def test_a_pack_is_for_somebody_on_the_record(case):
    invitation = make_invitation(case.setting, case.conference, agency=case.setting.police)
    found = recipients_of(case.conference, today=today())
    assert {one.member for one in found} == {invitation, case.mother, case.father, case.zoe, case.ivy}
    assert recipient(case.conference, invitation).name == case.setting.police.name


def test_a_named_invitee_stands_on_the_pack_with_the_agency(case):
    invitation = make_invitation(
        case.setting, case.conference, agency=case.setting.police, person=case.setting.officer
    )
    name = recipient(case.conference, invitation).name
    assert name == f"{case.setting.police.name}, {case.setting.officer.name}"


# Done when 3


@pytest.mark.parametrize("state", ["prepared", "approved"])
def test_the_database_refuses_a_release_whose_preparer_approves_it(case, state):
    office = case.setting.office
    facts = {"conference": case.conference, "adult": case.mother, "contents": "0" * 64, "front": {}}
    with pytest.raises(IntegrityError, match="release_by_two_persons"), transaction.atomic():
        Release.objects.create(
            **facts, state=state, prepared_by=office, prepared_at=now(), approved_by=office, approved_at=now()
        )
    signed(case)
    release = prepared(case.setting, case.conference, case.mother)
    with pytest.raises(IntegrityError, match="release_by_two_persons"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(approved_by=release.prepared_by, approved_at=now())


def test_whoever_prepared_it_is_told_that_somebody_else_approves(case):
    signed(case)
    release = answered(prepared(case.setting, case.conference, case.mother))
    with pytest.raises(Refused, match="You prepared this pack"):
        approve(release=release, confirmed=frozenset(), by=case.setting.office, at=now())
    assert TWO_PERSONS


def test_another_administrator_approves_and_the_worker_has_a_job(case):
    signed(case)
    other = make_person(Role.ADMINISTRATOR, at=case.setting.authority)
    release = approved(case.setting, case.conference, case.mother, by=other)
    assert (release.state, release.approved_by) == (ReleaseState.APPROVED, other)
    assert release.job.state == RenderState.WAITING
    assert [event.move for event in release.events.all()] == ["approve", "prepare"]


# What is in it


def test_nothing_is_prepared_where_nothing_is_in(case):
    with pytest.raises(Refused) as refused:
        prepared(case.setting, case.conference, case.mother)
    assert str(refused.value) == EMPTY.format(case.mother.name)


def test_a_report_with_something_unruled_stays_out_of_the_familys_packs(case):
    waits = signed(case, secret())
    plain = signed(case)
    contents = contents_of(case.conference, recipient(case.conference, case.mother), today=today())
    assert contents.blocked == (waits,)
    assert [one.version for one in contents.told] == [plain]


def test_professionals_get_it_without_the_row_and_are_told_that_one_is_missing(case):
    signed(case, secret(), fact("Plain words."))
    invitation = make_invitation(case.setting, case.conference, agency=case.setting.health)
    contents = contents_of(case.conference, recipient(case.conference, invitation), today=today())
    assert SECRET not in said(contents)
    assert "Plain words." in said(contents)
    lists = dict(contents.front.lists)
    assert lists["For the chair only"] == (f"{contents.told[0].agency}: 2 pieces",)
    assert lists["Not in yet"] == (case.setting.health.name,)
    assert lists["Not yet shown to everybody in the family whom it is owed to"] == (contents.told[0].agency,)


def test_one_piece_is_counted_as_one():
    assert counted([LeftOut("row", waits=False, count=1)]) == "1 piece"


def test_a_medical_report_is_in_no_pack(case):
    medical = signed(case, kind=AgencyKind.PAEDIATRICS)
    signed(case)
    invitation = make_invitation(case.setting, case.conference, agency=case.setting.health)
    for member in (invitation, case.mother):
        contents = contents_of(case.conference, recipient(case.conference, member), today=today())
        assert medical not in [one.version for one in contents.told]


def test_a_child_has_a_pack_where_the_chair_says_so(case):
    signed(case)
    with pytest.raises(Refused, match="say first"):
        prepared(case.setting, case.conference, case.zoe)
    told = {"conference": case.conference, "child": case.zoe, "by": case.setting.chair}
    with pytest.raises(Refused, match="Give the reason"):
        say_for_child(**told, allowed=True, reason=" ", at=now())
    say_for_child(**told, allowed=True, reason="She is nine and asks.", at=now())
    release = approved(case.setting, case.conference, case.zoe)
    assert closed_because(release) == ""
    say_for_child(**told, allowed=False, reason="She changed her mind.", at=now())
    assert "REC-03" in closed_because(release)


def test_an_excluded_parent_gets_every_report_but_those_that_the_chair_withholds(case):
    # EXC-03: giving is the default, each withholding needs the chair's reason.
    exclusion = exclude(case, case.father, at=now() - timedelta(minutes=1))
    kept, given = signed(case), signed(case)
    him = recipient(case.conference, case.father)
    told = {"recipient": him, "by": case.setting.chair, "at": now()}
    with pytest.raises(Refused, match="EXC-03"):
        rule_report(report=kept.report, withheld=True, reason="", **told)
    made = rule_report(report=kept.report, withheld=True, reason="It says who told.", **told)
    assert made.exclusion == exclusion
    contents = contents_of(case.conference, him, today=today())
    assert contents.withheld == (kept,)
    assert [one.version for one in contents.told] == [given]
    assert (contents.front.starts_at, contents.front.place) == (None, "")
    when = f"Chair: {case.conference.chair.name}"  # the end of the line that says when and where
    assert when not in said(contents)
    assert when in said(contents_of(case.conference, recipient(case.conference, case.mother), today=today()))
    assert front_from_json(front_as_json(contents.front)) == contents.front
    rule_report(report=kept.report, withheld=False, reason="After all.", **told)
    assert contents_of(case.conference, him, today=today()).withheld == ()


def test_what_the_first_page_says_is_kept_as_it_was(case):
    signed(case)
    contents = contents_of(case.conference, recipient(case.conference, case.mother), today=today())
    assert front_from_json(front_as_json(contents.front)) == contents.front


def test_the_chair_keeps_a_whole_report_from_a_child_too_and_a_part_that_holds_nothing_more_goes_with_its_answer(
    case,
):
    version = signed(case, fact("Came without a coat."))
    her = recipient(case.conference, case.zoe)
    made = rule_report(
        report=version.report, recipient=her, withheld=True, reason="No.", by=case.setting.chair, at=now()
    )
    assert (made.child, made.exclusion) == (case.zoe, None)
    document = contents_of(case.conference, recipient(case.conference, case.mother), today=today()).told[0].document  # fmt: skip
    section = next(one for one in document.sections if one.fields)
    left = without(document, frozenset(f"{section.key}/{field.key}" for field in section.fields))
    assert section.key not in [one.key for one in left.sections]


# The search


def hit_of(release, kind="address"):
    return next(hit for hit in hits_of(release) if hit.kind == kind)


def test_an_address_that_its_reader_may_not_know_is_found_with_its_place(case):
    version = leak(case)
    his = prepared(case.setting, case.conference, case.father)
    hit = hit_of(his)
    assert (hit.version, hit.certain, hit.needs_approver) == (version, True, True)
    assert "14 Larch Close" in hit.quote
    assert hit.where.startswith("Zoë")
    assert (hit.kind_label, hit.is_answered, hit.last) == ("an address", False, None)
    hers = prepared(case.setting, case.conference, case.mother)
    assert "address" not in [hit.kind for hit in hits_of(hers)]


def test_a_date_of_birth_of_nobody_here_is_asked_about(case):
    signed(case, fact("A boy born on 3 May 2011."))
    hit = hit_of(prepared(case.setting, case.conference, case.mother), "birth")
    assert (hit.certain, hit.needs_approver) == (False, False)


def test_a_hit_wants_an_answer_with_its_reason_and_one_of_those_offered(case):
    leak(case)
    hit = hit_of(prepared(case.setting, case.conference, case.father))
    told = {"hit": hit, "by": case.setting.office, "at": now()}
    with pytest.raises(Refused, match="Say why"):
        answer_hit(**told, answer=HitAnswer.NOT_IT, reason=" ")
    with pytest.raises(Refused, match="one of the answers"):
        answer_hit(**told, answer=HitAnswer.LOOKED, reason="I did.")
    said = answer_hit(**told, answer=HitAnswer.NOT_IT, reason="Another Larch Close.")
    hit = Hit.objects.get(pk=hit.pk)
    assert (hit.last, said.label) == (said, "It isn’t what it seems")


def test_a_pack_waits_for_every_answer_and_an_author_who_is_asked_is_none(case):
    leak(case)
    release = prepared(case.setting, case.conference, case.father)
    hits = hits_of(release)
    for hit in hits:
        answer_hit(hit=hit, answer=HitAnswer.ASKED, reason="Please.", by=case.setting.office, at=now())
    with pytest.raises(Refused) as refused:
        approve(release=release, confirmed=frozenset(), by=case.setting.chair, at=now())
    assert str(refused.value) == UNANSWERED.format(len(hits))


def test_whoever_approves_ticks_each_place_that_gives_an_address_away(case):
    leak(case)
    release = answered(prepared(case.setting, case.conference, case.father))
    with pytest.raises(Refused) as refused:
        approve(release=release, confirmed=frozenset(), by=case.setting.chair, at=now())
    assert str(refused.value) == UNCONFIRMED
    serious = {hit.ref for hit in hits_of(release) if hit.needs_approver}
    approve(release=release, confirmed=frozenset(serious), by=case.setting.chair, at=now())
    confirmed = [one for hit in hits_of(release) for one in hit.answers.all() if one.answer == "confirmed"]
    assert {one.hit.ref for one in confirmed} == serious


def test_a_file_that_no_machine_reads_wants_somebodys_look(case):
    version = signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    release = prepared(case.setting, case.conference, case.mother)
    files = list(version.report.attachments.all())
    hit = hit_of(release, "unreadable")
    assert (hit.attachment, hit.kind_label) == (files[0], "a file that no machine can read")
    assert [one.attachment for one in release.files.all()] == files


@pytest.mark.parametrize("text_as", ["0" * 32, "kept"])
def test_a_file_that_a_machine_read_is_searched_by_what_it_said_while_that_is_there(case, text_as):
    version = signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    first = version.report.attachments.first()
    kept = keep(b"She lives at 14 Larch Close.") if text_as == "kept" else text_as
    type(first).objects.filter(pk=first.pk).update(text_as=kept)
    release = prepared(case.setting, case.conference, case.father)
    kinds = {hit.kind for hit in hits_of(release) if hit.attachment == first}
    assert kinds == {"address" if text_as == "kept" else "unreadable"}


def test_the_chair_leaves_a_place_out_and_the_pack_is_prepared_anew(case):
    leak(case)
    release = answered(prepared(case.setting, case.conference, case.father))
    hit = hit_of(release)
    ruled = leave_out(hit=hit, reason="It names her street.", by=case.setting.chair, at=now())
    assert (ruled.place, ruled.adult) == (hit.place, case.father)
    assert has_changed(release, at=now())
    again = prepared(case.setting, case.conference, case.father)
    release.refresh_from_db()
    assert (release.state, release.withdrawn_reason) == (ReleaseState.WITHDRAWN, "Prepared anew.")
    assert hit.place not in [one.place for one in hits_of(again)]
    # The other child's page says the same, and the mother's pack says it still.
    hers = contents_of(case.conference, recipient(case.conference, case.mother), today=today())
    assert "14 Larch Close" in said(hers)


def test_what_stands_on_the_first_page_is_left_out_with_its_report(case):
    hit = Hit(release=Release(), version=None, kind="setting", certain=True)
    with pytest.raises(Refused, match="first page"):
        leave_out(hit=hit, reason="No.", by=case.setting.chair, at=now())


def test_a_file_is_left_out_by_itself(case):
    version = signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    release = prepared(case.setting, case.conference, case.mother)
    first, *others = version.report.attachments.all()
    leave_out(hit=hit_of(release, "unreadable"), reason="About others.", by=case.setting.chair, at=now())
    contents = contents_of(case.conference, recipient(case.conference, case.mother), today=today())
    assert contents.files == others
    assert first.ref not in [file.ref for file in contents.files]


# What was approved is what leaves


def test_a_report_that_changed_since_is_prepared_anew(case):
    version = signed(case)
    release = answered(prepared(case.setting, case.conference, case.mother))
    assert not has_changed(release, at=now())
    signed_again(version.report)
    with pytest.raises(Refused) as refused:
        approve(release=release, confirmed=frozenset(), by=case.setting.chair, at=now())
    assert str(refused.value) == CHANGED


def test_what_is_hidden_since_is_found_when_it_is_approved(case):
    signed(case, fact("Ring 07700 900999."))
    release = answered(prepared(case.setting, case.conference, case.mother))
    assert not has_changed(release, at=now())
    case.adult("Perpetua O’Driscoll", telephone="07700 900999")
    assert has_changed(release, at=now())


def test_two_people_who_decide_at_once_leave_one_decision(case):
    signed(case)
    release = prepared(case.setting, case.conference, case.mother)
    same = Release.objects.get(pk=release.pk)
    withdraw(release=release, reason="Wrong.", by=case.setting.office, at=now())
    with pytest.raises(MoveRefused, match="meanwhile"):
        withdraw(release=same, reason="Wrong.", by=case.setting.chair, at=now())


def test_a_newer_pack_takes_the_place_of_the_older(case):
    signed(case)
    first = approved(case.setting, case.conference, case.mother)
    signed(case)
    second = approved(case.setting, case.conference, case.mother)
    first.refresh_from_db()
    assert (first.state, second.state) == (ReleaseState.WITHDRAWN, ReleaseState.APPROVED)
    assert closed_because(first) == "It was withdrawn: A newer one took its place."


# Handing over, and the end of it


def test_each_copy_that_leaves_is_recorded(case):
    signed(case)
    release = approved(case.setting, case.conference, case.mother)
    made = hand_over(release=release, how=HandedOver.POSTED, by=case.setting.office, at=now())
    assert (made.how_label, made.by) == ("Posted", case.setting.office)


def refused_copy(release, file=None) -> str:
    """Why no copy leaves."""
    with pytest.raises(Closed) as closed:
        handed_over(release, file)
    assert not release.downloads.exists()
    return str(closed.value)


def handed_over(release, file=None):
    return hand_over(release=release, how=HandedOver.POSTED, file=file, by=release.prepared_by, at=now())


def amended(version, kind, **said):
    report = Report.objects.get(pk=version.report_id)
    by = {"by": version.signed_by, "at": now()}
    amend_report(report=report, kind=kind, reason="It said too much.", **said, **by)
    part = report.parts.get(place="involvement")
    part.answers |= {"involvement": f"Since May: {kind}."}
    part.save()
    sign(report=report, name="A", role="B", late_reason="", looked=True, **by)


def test_no_copy_leaves_once_a_new_version_was_signed_and_an_addendum_takes_nothing_away(case):
    version = signed(case)
    release = approved(case.setting, case.conference, case.father)
    amended(version, AmendmentKind.ADDENDUM, text="They moved.")
    assert handed_over(release)
    amended(version, AmendmentKind.NEW_VERSION)
    with pytest.raises(Closed, match=AMENDED):
        handed_over(release)


def test_no_copy_leaves_once_the_search_finds_more_in_it(case):
    signed(case, fact("Ring 07700 900999."))
    release = approved(case.setting, case.conference, case.mother)
    case.adult("Perpetua O’Driscoll", telephone="07700 900999")
    assert refused_copy(release) == FOUND_SINCE


def test_no_copy_leaves_for_somebody_who_is_no_parent_on_the_record_any_more(case):
    signed(case)
    release = approved(case.setting, case.conference, case.father)
    case.father.relationships.update(kinship="other", parental_responsibility="no")
    assert refused_copy(release) == OFF_RECORD


def test_no_file_leaves_that_is_not_of_the_pack_or_that_a_scan_has_locked_away(case):
    version = signed(case, kind=AgencyKind.EDUCATION_SCHOOL)
    release = approved(case.setting, case.conference, case.mother)
    file = version.report.attachments.first()
    other = signed(case, kind=AgencyKind.EDUCATION_SCHOOL).report.attachments.first()
    assert refused_copy(release, other) == NOT_THIS_FILE
    file.scan = Scan.INFECTED.value
    file.save()
    assert refused_copy(release, file) == NOT_THIS_FILE
    file.scan = Scan.CLEAN.value
    file.save()
    assert handed_over(release, file).attachment == file


def test_nothing_leaves_before_a_second_person_said_yes(case):
    signed(case)
    release = prepared(case.setting, case.conference, case.mother)
    with pytest.raises(Closed, match="second person"):
        hand_over(release=release, how=HandedOver.POSTED, by=case.setting.office, at=now())
    assert not release.downloads.exists()


def closes(case, release, *words):
    with pytest.raises(Closed) as closed:
        hand_over(release=release, how=HandedOver.BY_HAND, by=case.setting.office, at=now())
    assert all(word in str(closed.value) for word in words)
    assert not release.downloads.exists()


@pytest.mark.parametrize("ruling", [ExclusionRuling.WHOLE, ExclusionRuling.PART])
def test_a_pack_closes_in_the_moment_in_which_its_recipient_is_excluded(case, ruling):
    signed(case)
    release = approved(case.setting, case.conference, case.father)
    hers = approved(case.setting, case.conference, case.mother)
    exclude(case, case.father, ruling)
    closes(case, release, "excluded", "EXC-03")
    assert closed_because(hers) == ""


def test_a_refused_exclusion_closes_nothing(case):
    signed(case)
    release = approved(case.setting, case.conference, case.father)
    exclude(case, case.father, ExclusionRuling.REFUSED)
    assert closed_because(release) == ""


def test_a_pack_closes_with_the_invitation_and_stays_closed_when_they_are_asked_again(case):
    signed(case)
    invitation = make_invitation(case.setting, case.conference, agency=case.setting.health)
    release = approved(case.setting, case.conference, invitation)
    told = {"by": case.setting.office, "at": now() + timedelta(minutes=1)}
    case_operations.withdraw_invitation(invitation=invitation, reason="Not needed.", **told)
    release = Release.objects.get(pk=release.pk)
    closes(case, release, "invitation was withdrawn")
    case_operations.invite(
        conference=case.conference, invitations=[release.invitation], calendar=working_calendar(),
        short_notice_reason="Needed.", **told,
    )  # fmt: skip
    assert "withdrawn" in closed_because(Release.objects.get(pk=release.pk))


def test_a_pack_closes_when_the_chair_withholds_a_report_that_is_in_it(case):
    version = signed(case)
    release = approved(case.setting, case.conference, case.father)
    hers = approved(case.setting, case.conference, case.mother)
    rule_report(
        report=version.report, recipient=recipient(case.conference, case.father), withheld=True,
        reason="No.", by=case.setting.chair, at=now() + timedelta(minutes=1),
    )  # fmt: skip
    closes(case, release, RULED)
    assert closed_because(hers) == ""


def test_a_pack_closes_when_a_ruling_hides_what_is_in_it_and_not_when_it_was_hidden_before(case):
    version = signed(case, secret())
    police = make_invitation(case.setting, case.conference, agency=case.setting.police)
    hidden = approved(case.setting, case.conference, police)
    later = {"by": case.setting.chair, "at": now() + timedelta(minutes=1)}
    for one in version.restrictions.all():
        rule(restriction=one, move="agree", reason="Yes.", **later)
    assert closed_because(hidden) == ""


def test_a_pack_closes_when_what_was_shared_is_kept_back_again(case):
    version = signed(case, secret())
    at = now()
    for one in version.restrictions.all():
        rule(restriction=one, move="refuse", reason="Share it.", by=case.setting.chair, at=at)
        answer(restriction=one, move="share", by=case.setting.officer, at=at)
    release = approved(case.setting, case.conference, case.mother, at=at)
    assert SECRET in said(
        contents_of(case.conference, recipient(case.conference, case.mother), today=today())
    )
    for one in version.restrictions.all():
        rule(
            restriction=one,
            move="agree",
            reason="Not so.",
            by=case.setting.chair,
            at=at + timedelta(minutes=1),
        )
    closes(case, release, RULED)


def test_a_ruling_closes_the_pack_of_somebody_who_is_on_the_record_no_longer(case):
    version = signed(case, fact("Came without a coat."))
    release = approved(case.setting, case.conference, case.father)
    restriction = version.restrictions.create(
        reference="worries/harm/r1", cause="mark", state="shared", made_at=now()
    )
    case.father.relationships.all().delete()
    later = now() + timedelta(minutes=1)
    rule(restriction=restriction, move="agree", reason="No.", by=case.setting.chair, at=later)
    assert closed_because(release) == RULED


def test_a_pack_is_withdrawn_by_hand_with_the_reason(case):
    signed(case)
    release = approved(case.setting, case.conference, case.mother)
    with pytest.raises(Refused, match="Give the reason"):
        withdraw(release=release, reason=" ", by=case.setting.office, at=now())
    withdraw(release=release, reason="The wrong date.", by=case.setting.office, at=now())
    closes(case, release, "The wrong date.")
    with pytest.raises(MoveRefused):
        approve(release=release, confirmed=frozenset(), by=case.setting.chair, at=now())


def test_a_pack_for_somebody_who_is_on_the_record_no_longer_can_not_be_approved(case):
    signed(case)
    invitation = make_invitation(case.setting, case.conference, agency=case.setting.health)
    release = answered(prepared(case.setting, case.conference, invitation))
    case_operations.withdraw_invitation(
        invitation=invitation, reason="Not needed.", by=case.setting.office, at=now()
    )
    release = Release.objects.get(pk=release.pk)
    assert recipient_of(release, today=today()) is None
    with pytest.raises(Refused, match="changed since"):
        approve(release=release, confirmed=frozenset(), by=case.setting.chair, at=now())
    assert not RenderJob.objects.filter(kind="release").exists()


def test_two_prepared_packs_for_one_recipient_are_refused_by_the_database(case):
    signed(case)
    release = prepared(case.setting, case.conference, case.mother)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(
            conference=case.conference, adult=case.mother, contents="1" * 64, front={},
            prepared_by=release.prepared_by, prepared_at=now(),
        )  # fmt: skip
