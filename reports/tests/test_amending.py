"""Correcting what was signed: an addendum, a new version, giving it up; nothing is replaced silently (report-forms 12)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conferences.operations import Refused
from conferences.tests.factories import children_of, make_conference, make_invitation, make_setting
from partnership.calendar import working_calendar
from procedures.words import AmendmentKind
from procedures.workflow import MoveRefused, ReportState
from reports.answers import columns_of
from reports.material import place_of
from reports.models import Amendment, Attachment
from reports.operations.amending import amend_report, give_up, write_addendum
from reports.operations.files import remove_attachment
from reports.operations.reading import remember
from reports.operations.writing import ask_for_sign_off, return_report, save_part, sign
from reports.queries.amending import open_amendment, read_before, versions_of, was_signed
from reports.queries.rendering import is_up_to_date, made_of, versions_for_pack
from reports.queries.standing import standings
from reports.queries.writing import draft_part, latest_version, material_of, report_document, signed_material
from reports.tests.factories import add_and_sign, amended_report, signed_report
from reports.tests.materials import asked, fact
from reports.tests.restricted import signed_with

pytestmark = pytest.mark.django_db
NOW = timezone.now
SIGNED = {"name": "Siân Pryce", "role": "Safeguarding lead", "late_reason": ""}
REASON = "The dates of two absences were wrong."


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def version(setting):
    return signed_report(setting)


def open_again(version, by, **told):
    told = {"kind": AmendmentKind.NEW_VERSION, "reason": REASON} | told
    return amend_report(report=version.report, **told, by=by, at=NOW())


def say_differently(report, by, text="Quite another account."):
    """One answer of the report changed, on the page about the first child's analysis."""
    material = material_of(report, today=timezone.localdate())
    place = place_of(material, f"view:{material.children[0].ref}")
    saved = draft_part(report, place.key)
    answers = saved.answers | {"parenting": saved.answers["parenting"] | {"text": text}}
    save_part(report=report, place=place, answers=answers, revision=saved.revision, by=by, at=NOW())
    return place


def test_a_chronology_reads_in_the_order_of_its_days_and_another_order_is_nothing_new(setting):
    conference = make_conference(setting)
    whom = [child.ref for child in children_of(conference.family)]
    days = {"r1": "March 2025", "r2": "June 2019", "r3": "2022"}
    blank = dict.fromkeys(column.name for column in columns_of(asked("chronology")))
    told = [
        dict.fromkeys(blank, "x")
        | {"id": ref, "date": day, "end date": "", "about": whom, "status": "fact", "source": "our_records"}
        | {"rating": "neither", "share": "everyone", "ground": "", "share_why": "", "file": ""}
        for ref, day in days.items()
    ]
    kept = {"rows": told, "none": False, "none_why": "", "next": 4}
    version = signed_with(fact(), setting=setting, conference=conference, chronology={"chronology": kept})
    report, by = version.report, version.report.author
    ids = [row["id"] for row in signed_material(version).answers["chronology"]["chronology"]["rows"]]
    assert ids == ["r2", "r3", "r1"]
    field = next(
        one
        for part in report_document(version).sections
        for one in part.fields
        if (part.key, one.key) == ("chronology", "chronology")
    )
    assert [row[0] for row in field.rows] == ["June 2019", "2022", "March 2025"]

    open_again(version, by)
    saved = draft_part(report, "chronology")
    assert [row["id"] for row in saved.answers["chronology"]["rows"]] == ["r1", "r2", "r3"]
    place = place_of(material_of(report, today=timezone.localdate()), "chronology")
    again = {"chronology": kept | {"rows": [told[1], told[2], told[0]]}}
    save_part(
        report=report, place=place, answers=saved.answers | again, revision=saved.revision, by=by, at=NOW()
    )
    with pytest.raises(Refused, match="Nothing differs"):
        sign(report=report, **SIGNED, by=by, at=NOW())


def moves(report):
    return [event.move for event in report.events.order_by("pk")]


def test_a_new_version_is_written_beside_the_signed_one_which_everybody_reads_meanwhile(setting, version):
    report = version.report

    amendment = open_again(version, setting.teacher)
    say_differently(report, setting.teacher)

    assert (report.access_state(), moves(report)[-1]) == (ReportState.DRAFTING, "amend")
    assert (amendment.reason, amendment.base, open_amendment(report)) == (REASON, version, amendment)
    assert latest_version(report) == version
    report.invitation.refresh_from_db()
    assert report.invitation.report_signed_at == version.signed_at  # it stays reported


def test_two_persons_sign_the_new_version_as_they_signed_the_first(setting, version):
    report = version.report
    open_again(version, setting.teacher)
    say_differently(report, setting.teacher)

    with pytest.raises(Refused, match="hasn’t asked for sign-off"):
        sign(report=report, **SIGNED, by=setting.dsl, at=NOW())
    ask_for_sign_off(report=report, note="", by=setting.teacher, at=NOW())
    return_report(report=report, comment="Say since when.", by=setting.dsl, at=NOW())
    say_differently(report, setting.teacher, text="Since the autumn of 2025.")
    ask_for_sign_off(report=report, note="", by=setting.teacher, at=NOW())
    second = sign(report=report, **SIGNED, by=setting.dsl, at=NOW())

    assert (second.number, second.amendment.reason, open_amendment(report)) == (2, REASON, None)
    assert [one.number for one in versions_of(report)] == [2, 1]
    assert "Since the autumn of 2025." in second.content and "Since the autumn" not in version.content


def test_whoever_opens_it_again_is_its_author_now(setting, version):
    report = version.report
    assert report.author == setting.teacher

    open_again(version, setting.dsl)
    say_differently(report, setting.dsl)
    second = sign(report=report, **SIGNED, by=setting.dsl, at=NOW())  # the lead wrote it: REP-03

    assert signed_material(second).author["name"] == setting.dsl.name
    assert signed_material(version).author["name"] == setting.teacher.name


def test_an_amendment_is_never_late_and_leaves_the_first_stamp_alone(setting, version):
    report = version.report
    invitation = report.invitation
    invitation.refresh_from_db()
    first = invitation.report_signed_at
    much_later = NOW() + timedelta(days=100)

    amend_report(
        report=report, kind=AmendmentKind.ADDENDUM, reason=REASON, text="More.", by=setting.dsl, at=much_later
    )
    second = sign(report=report, **SIGNED, by=setting.dsl, at=much_later)

    invitation.refresh_from_db()
    assert (invitation.report_signed_at, second.due_on, second.late_reason) == (first, None, "")
    (row,) = standings(
        invitation.conference, calendar=working_calendar(), today=timezone.localdate(much_later)
    )
    assert (row.version, row.late_by) == (second, 0)


def test_an_addendum_follows_what_was_signed_with_its_own_signature(setting, version):
    report = version.report
    place = f"view:{signed_material(version).children[0].ref}"

    second = add_and_sign(report, by=setting.dsl, text="They moved in May.", place=place)
    third = add_and_sign(report, by=setting.dsl, text="And back in June.")

    told = report_document(third)
    assert [one.text for one in told.addenda] == ["They moved in May.", "And back in June."]
    assert told.addenda[0].title == place_of(signed_material(version), place).heading
    assert (told.addenda[0].by, told.addenda[0].signed_at) == (setting.dsl.name, second.signed_at)
    assert told.groups == report_document(version).groups
    assert report_document(version).addenda == ()
    assert second.amendment.kind_label == "Addendum"


def test_a_new_version_keeps_the_addenda(setting, version):
    report = version.report
    add_and_sign(report, by=setting.dsl)
    open_again(version, setting.dsl)
    say_differently(report, setting.dsl)

    third = sign(report=report, **SIGNED, by=setting.dsl, at=NOW())

    assert [one.text for one in signed_material(third).addenda] == ["The family moved."]


def test_while_an_addendum_is_written_the_parts_are_closed(setting, version):
    open_again(version, setting.dsl, kind=AmendmentKind.ADDENDUM, text="More.")

    with pytest.raises(MoveRefused, match="a change of them is a new version"):
        say_differently(version.report, setting.dsl)


def test_an_addendum_is_changed_before_it_is_signed_and_not_where_there_is_none(setting, version):
    report = version.report
    open_again(version, setting.dsl, kind=AmendmentKind.ADDENDUM, text="More.")

    told = {"reason": REASON, "place": "about", "text": "Much more."}
    amendment = write_addendum(report=report, **told, by=setting.dsl, at=NOW())
    assert (amendment.text, moves(report)[-1]) == ("Much more.", "write_addendum")

    give_up(report=report, by=setting.dsl, at=NOW())
    open_again(version, setting.dsl)
    with pytest.raises(MoveRefused, match="No addendum is being written"):
        write_addendum(report=report, **told, by=setting.dsl, at=NOW())


def test_what_adds_nothing_is_not_signed(setting, version):
    report = version.report
    open_again(version, setting.dsl)
    with pytest.raises(Refused, match="Nothing differs"):
        sign(report=report, **SIGNED, by=setting.dsl, at=NOW())
    give_up(report=report, by=setting.dsl, at=NOW())
    open_again(version, setting.dsl, kind=AmendmentKind.ADDENDUM)
    with pytest.raises(Refused, match="Write the addendum first"):
        sign(report=report, **SIGNED, by=setting.dsl, at=NOW())


def test_given_up_it_is_as_it_was_signed(setting, version):
    report = version.report
    before = {part.place: part.answers for part in report.parts.all()}
    file = report.attachments.first()
    gone = Attachment.objects.get(pk=file.pk)  # one that was taken away before the report was signed
    gone.pk, gone.ref, gone.added_at = None, "gone", version.signed_at - timedelta(hours=2)
    gone.removed_at, gone.removed_by = version.signed_at - timedelta(hours=1), setting.teacher
    gone.save()
    open_again(version, setting.dsl)
    place = say_differently(report, setting.dsl)
    remove_attachment(report=report, ref=file.ref, by=setting.dsl, at=NOW())
    added = Attachment.objects.get(pk=file.pk)
    added.pk, added.ref, added.removed_at, added.removed_by = None, "another", None, None
    added.save()

    give_up(report=report, by=setting.dsl, at=NOW())

    report.refresh_from_db()
    assert (report.access_state(), report.author) == (ReportState.SIGNED, setting.teacher)
    assert {part.place: part.answers for part in report.parts.all()} == before
    assert draft_part(report, place.key).saved_by == setting.dsl
    file.refresh_from_db(), added.refresh_from_db()
    assert (file.removed_at, added.removed_by) == (None, setting.dsl)
    assert Attachment.objects.get(pk=gone.pk).removed_at == version.signed_at - timedelta(hours=1)
    assert was_signed(file) and not was_signed(added)
    assert Amendment.objects.get().given_up and latest_version(report) == version
    open_again(version, setting.teacher)  # and it can be opened again


def test_a_report_that_was_never_signed_has_nothing_to_go_back_to(setting):
    report = amended_report(setting)
    give_up(report=report, by=setting.dsl, at=NOW())
    with pytest.raises(MoveRefused):
        give_up(report=report, by=setting.dsl, at=NOW())
    Amendment.objects.all()
    from_the_start = signed_report(setting, invitation=make_invitation(setting)).report
    type(report).objects.filter(pk=from_the_start.pk).update(state=ReportState.DRAFTING.value)
    from_the_start.refresh_from_db()
    with pytest.raises(Refused, match="hasn’t been signed yet"):
        give_up(report=from_the_start, by=setting.dsl, at=NOW())


def test_one_amendment_at_a_time_and_none_without_a_reason(setting, version):
    open_again(version, setting.dsl)
    with pytest.raises(MoveRefused):
        open_again(version, setting.teacher)
    told = {"report": version.report, "base": version, "kind": "addendum", "author_before": setting.dsl,
            "begun_by": setting.dsl, "begun_at": NOW()}  # fmt: skip
    for wrong in ({"reason": "x"}, {"reason": "", "ended_at": NOW()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Amendment.objects.create(**told, **wrong)


def test_the_pack_is_out_of_date_once_a_version_is_new(setting, version):
    conference = version.report.invitation.conference
    job = type("Job", (), {"made_of": made_of(versions_for_pack(conference))})
    assert is_up_to_date(job, versions_for_pack(conference))

    second = add_and_sign(version.report, by=setting.dsl)

    assert versions_for_pack(conference) == [second]
    assert not is_up_to_date(job, versions_for_pack(conference))


def test_what_was_read_before_is_known_until_the_new_one_is_opened(setting, version):
    remember(version=version, read=False, by=setting.chair, at=NOW())
    assert read_before(version, person=setting.chair) is None

    second = add_and_sign(version.report, by=setting.dsl)
    assert read_before(second, person=setting.chair).version == version
    assert read_before(second, person=setting.dsl) is None

    remember(version=second, read=True, by=setting.chair, at=NOW())
    assert read_before(second, person=setting.chair) is None
