"""The sweep: which messages are written, to whom, once; what is cancelled when the facts change."""

from datetime import date, timedelta

import pytest

from conferences import operations as conferences
from conferences.models import Exclusion
from conferences.operations import withdraw_invitation
from conferences.operations.moves import raise_facts
from conferences.tests.factories import make_invitation, mother_of, send, ten_o_clock
from partnership.models import RoleHeld
from partnership.tests.factories import make_agency, make_person
from procedures.words import AgencyKind, ExclusionGround, ExclusionRuling, Role
from reports.models import Report
from scheduling import operations
from scheduling.models import Heartbeat, Message, Timetable
from scheduling.queries.owed import is_stale
from scheduling.tests.factories_clock import AT, DUE_ON, after_grace, make_scene, on, sweep, sweep_and_send

pytestmark = pytest.mark.django_db


def written(**which):
    return sorted(Message.objects.filter(**which).values_list("rule", "step", "audience"))


def reminded(audience="named"):
    return list(
        Message.objects.filter(rule="report_submit", audience=audience)
        .values_list("step", flat=True)
        .order_by("pk")
    )


def test_an_invitation_goes_to_the_person_and_to_the_agencys_mailbox_and_waits_ten_minutes():
    scene = make_scene()
    assert sweep(AT) == []
    notices = Message.objects.filter(template="invitation")
    assert sorted(notices.values_list("recipient", flat=True)) == [
        f"agency:{scene.setting.school.pk}",
        f"person:{scene.setting.teacher.pk}",
    ]
    assert {message.next_try_at for message in notices} == {AT + timedelta(minutes=10)}
    assert set(sweep(AT + timedelta(minutes=10))) == set(notices.values_list("pk", flat=True))


def test_a_sweep_writes_each_message_once_however_often_it_runs():
    make_scene()
    sweep(on(13))
    first = set(Message.objects.values_list("pk", "ref"))
    sweep(on(13))
    assert operations.write_messages(at=on(13), today=date(2026, 3, 13)) == 0
    assert set(Message.objects.values_list("pk", "ref")) == first
    beat = Heartbeat.objects.get()
    assert (beat.swept_at, beat.written, beat.rebuilt, beat.stuck) == (on(13), 0, 0, 0)


def test_each_message_names_its_subject_rule_step_recipient_and_due_date():
    scene = make_scene()
    sweep(on(13))
    message = Message.objects.get(rule="report_submit")
    assert (message.subject, message.step, message.recipient, message.due_on) == (
        f"invitation:{scene.invitation.pk}",
        "3_before",
        f"person:{scene.setting.teacher.pk}",
        DUE_ON,
    )
    assert (message.conference, message.invitation, message.person) == (
        scene.conference,
        scene.invitation,
        scene.setting.teacher,
    )
    assert (message.created_at, message.next_try_at) == (on(13), on(13))
    assert len(message.ref) == 16


def test_after_an_outage_one_reminder_leaves_and_not_all_that_were_missed():
    make_scene()
    sweep(on(18))
    assert reminded() == ["on_the_day"]
    assert reminded("signers") == ["on_the_day"]


def test_a_missing_report_escalates_to_the_office_and_the_chair_whatever_became_of_the_mail():
    scene = make_scene()
    lead = make_person(Role.AGENCY_LEAD, at=scene.setting.school)
    sweep(on(13))
    Message.objects.filter(rule="report_submit").update(failed_at=on(13))
    sweep(on(19))
    late = Message.objects.filter(template="report_late")
    assert sorted(late.values_list("recipient", flat=True)) == sorted(
        [
            f"authority:{scene.setting.authority.pk}",
            f"person:{scene.setting.chair.pk}",
            f"person:{lead.pk}",
        ]
    )


def test_a_limit_of_the_conference_goes_to_the_office_then_to_chair_and_manager():
    scene = make_scene()
    sweep(on(24))
    late = Message.objects.filter(template="deadline_late")
    assert sorted(late.values_list("recipient", "subject")) == sorted(
        [
            (f"authority:{scene.setting.authority.pk}", f"conference:{scene.conference.pk}"),
            (f"person:{scene.setting.chair.pk}", f"conference:{scene.conference.pk}"),
            (f"person:{scene.setting.manager.pk}", f"conference:{scene.conference.pk}"),
        ]
    )


def test_without_a_named_person_the_mailbox_is_reminded():
    make_scene(person=None)
    sweep(on(13))
    assert written(rule="report_submit") == [("report_submit", "3_before", "stand_in")]


def test_a_named_person_who_has_left_is_not_written_to_the_mailbox_is():
    scene = make_scene()
    RoleHeld.objects.filter(person=scene.setting.teacher).update(to_on=date(2026, 3, 12))
    sweep(on(13))
    assert written(rule="report_submit") == [("report_submit", "3_before", "stand_in")]


def test_a_closed_account_gets_nothing_more():
    scene = make_scene()
    type(scene.setting.teacher.account).objects.filter(person=scene.setting.teacher).update(is_active=False)
    sweep(on(13))
    assert written(rule="report_submit") == [("report_submit", "3_before", "stand_in")]


def test_whoever_is_excluded_from_the_whole_conference_gets_nothing_about_it():
    scene = make_scene()
    adult = mother_of(scene.conference.family)
    adult.person = scene.setting.teacher
    adult.save()
    Exclusion.objects.create(
        conference=scene.conference,
        adult=adult,
        ground=ExclusionGround.BEHAVIOUR.value,
        evidence="Threats.",
        asked_by=scene.setting.dsl,
        asked_at=on(3),
        ruling=ExclusionRuling.WHOLE.value,
        ruling_reason="As asked.",
        ruled_by=scene.setting.chair,
        ruled_at=on(3),
    )
    sweep(on(13))
    assert written(rule="report_submit") == [("report_submit", "3_before", "stand_in")]


def test_without_person_and_mailbox_the_agencys_writers_are_told():
    scene = make_scene()
    make_invitation(scene.setting, scene.conference, agency=scene.setting.police, at=AT)
    sweep(on(13))
    police = Message.objects.filter(invitation__agency=scene.setting.police)
    assert set(police.values_list("audience", "recipient")) == {
        ("writers", f"person:{scene.setting.officer.pk}"),
    }


def test_where_nobody_can_be_told_the_message_is_written_to_the_empty_mailbox_so_that_it_fails_in_sight():
    scene = make_scene()
    alone = make_agency(scene.setting.authority, kind=AgencyKind.HOUSING)
    make_invitation(scene.setting, scene.conference, agency=alone, at=AT)
    sweep(on(13))
    found = Message.objects.filter(invitation__agency=alone)
    assert sorted(found.values_list("audience", "recipient")) == [
        ("box", f"agency:{alone.pk}"),
        ("stand_in", f"agency:{alone.pk}"),
    ]
    sweep_and_send(on(14))
    assert found.filter(failed_at__isnull=False).count() == 2


def test_nothing_stale_is_written_from_the_moment_of_a_change():
    scene = make_scene()
    sweep(AT)
    raise_facts(conference=scene.conference.pk)
    assert operations.write_messages(at=on(13), today=date(2026, 3, 13)) == 0
    assert sweep(on(13)) != []


def test_withdrawing_within_the_ten_minutes_takes_the_invitation_back():
    scene = make_scene()
    sweep(AT)
    withdraw_invitation(invitation=scene.invitation, reason="Another school.", by=scene.setting.office, at=AT)
    sweep(after_grace(AT))
    notices = Message.objects.filter(template="invitation")
    assert {message.cancel_reason for message in notices} == {"The invitation was withdrawn."}
    assert not Message.objects.filter(template="withdrawn").exists()  # nobody was told, nobody needs to be


def test_who_was_invited_hears_that_the_invitation_no_longer_stands():
    scene = make_scene()
    sweep(AT)
    assert sweep_and_send(after_grace(AT)) == 2
    withdraw_invitation(
        invitation=scene.invitation, reason="Another school.", by=scene.setting.office, at=on(3)
    )
    assert sweep_and_send(on(3)) == 2
    assert set(Message.objects.filter(sent_at=on(3)).values_list("template", flat=True)) == {"withdrawn"}


def test_inviting_again_after_a_withdrawal_is_told_again():
    scene = make_scene()
    sweep(AT)
    sweep_and_send(after_grace(AT))
    withdraw_invitation(invitation=scene.invitation, reason="A slip.", by=scene.setting.office, at=on(3))
    scene.invitation.refresh_from_db()
    send(scene.setting, scene.conference, scene.invitation, at=on(3, 12))
    sweep(on(3, 12))
    assert Message.objects.filter(template="invitation", sent_at=None, cancelled_at=None).count() == 2
    assert sweep_and_send(after_grace(on(3, 12))) == 2


def test_a_cancelled_conference_is_told_to_whoever_was_invited_and_reminds_nobody():
    scene = make_scene()
    sweep(AT)
    sweep_and_send(after_grace(AT))
    sweep(on(13))
    conferences.cancel(
        conference=type(scene.conference).objects.get(pk=scene.conference.pk),
        reason="Below quorum.",
        safety="As agreed.",
        by=scene.setting.office,
        at=on(13, 12),
    )
    sweep(on(13, 12))
    assert Message.objects.get(rule="report_submit").cancel_reason == "The conference is “Cancelled” now."
    told = Message.objects.filter(template="called_off")
    assert sorted(told.values_list("audience", flat=True)) == ["box", "named"]


def test_a_report_that_came_in_cancels_its_reminder_and_the_sharing_its_own():
    scene = make_scene()
    sweep(on(17))
    conferences.stamp_report(
        invitation=scene.invitation, signed_at=on(17, 10), by=scene.setting.dsl, at=on(17, 10)
    )
    conferences.stamp_sharing(
        invitation=scene.invitation, shared_at=on(17, 11), by=scene.setting.dsl, at=on(17, 11)
    )
    sweep(on(17, 12))
    reasons = dict(Message.objects.filter(person=scene.setting.teacher).values_list("rule", "cancel_reason"))
    assert reasons["report_submit"] == "The report is in."
    assert reasons["report_share_family"] == "The report was shared with the family."


def test_a_held_conference_cancels_the_warning_about_its_limit():
    scene = make_scene()
    sweep(on(24))
    conferences.move(
        conference=type(scene.conference).objects.get(pk=scene.conference.pk),
        name="hold",
        held_on=date(2026, 3, 20),
        by=scene.setting.chair,
        at=on(24, 10),
    )
    sweep(on(24, 11))
    reasons = set(Message.objects.filter(template="deadline_late").values_list("cancel_reason", flat=True))
    assert reasons == {"The conference was held."}


def test_a_date_moved_away_and_back_takes_a_reminder_up_again_that_was_never_sent():
    scene = make_scene()
    sweep(on(13))
    for day in (27, 20):
        conferences.move(
            conference=type(scene.conference).objects.get(pk=scene.conference.pk),
            name="move_date",
            starts_at=ten_o_clock(date(2026, 3, day)),
            by=scene.setting.office,
            at=on(13, day - 10),
        )
        sweep(on(13, day - 10))
        reminder = Message.objects.get(rule="report_submit")
        assert (reminder.cancelled_at is None) == (day == 20)
        assert ("a later message" in reminder.cancel_reason) == (day == 27)
    assert reminder.next_try_at == on(13, 10)


def test_a_reminder_is_taken_up_again_too_where_the_booking_had_made_the_timetable_anew_itself():
    scene = make_scene()
    sweep(on(13))
    for day, hour in ((27, 11), (20, 14)):
        conference = conferences.move(
            conference=type(scene.conference).objects.get(pk=scene.conference.pk),
            name="move_date",
            starts_at=ten_o_clock(date(2026, 3, day)),
            by=scene.setting.office,
            at=on(13, hour),
        )
        operations.rebuild_timetable(conference=conference, at=on(13, hour))
        sweep(on(13, hour + 1))
        reminder = Message.objects.get(rule="report_submit")
        assert (reminder.cancelled_at is None) == (day == 20)


def test_a_message_in_a_senders_hand_is_the_senders_to_judge():
    scene = make_scene()
    sweep(on(13))
    reminder = Message.objects.get(rule="report_submit")
    Message.objects.filter(pk=reminder.pk).update(leased_until=on(13, 10), lease="another")
    conferences.stamp_report(invitation=scene.invitation, signed_at=on(13), by=scene.setting.dsl, at=on(13))
    sweep(on(13, 9))
    reminder.refresh_from_db()
    assert reminder.cancelled_at is None


def test_a_hard_stop_in_the_middle_holds_an_invitation_and_sends_a_reminder_again():
    make_scene()
    sweep(AT)
    sweep(on(13))
    Message.objects.update(handing_over_at=on(13), leased_until=on(13), lease="gone", next_try_at=on(13))
    due = sweep(on(13, 10))
    assert set(Message.objects.filter(pk__in=due).values_list("template", flat=True)) == {"report_reminder"}
    held = Message.objects.filter(held_at=on(13, 10))
    assert {(message.template, message.answer) for message in held} == {
        ("invitation", "Stopped in the middle: it may or may not have left.")
    }


def begun(scene, state, version=1):
    return Report.objects.create(
        invitation=scene.invitation,
        definition="1",
        author=scene.setting.teacher,
        begun_at=AT,
        state=state,
        version=version,
    )


def test_whoever_signs_off_is_told_that_a_report_waits_each_time_that_it_is_asked_for():
    scene = make_scene()
    report = begun(scene, "for_sign_off", version=2)
    sweep(on(4))
    sweep(on(5))
    told = Message.objects.get(template="sign_off")
    assert (told.person, told.step, told.due_on) == (scene.setting.dsl, "version_2", DUE_ON)
    Report.objects.filter(pk=report.pk).update(version=4)
    sweep(on(6))
    assert Message.objects.filter(template="sign_off").count() == 2


def test_the_author_hears_that_the_report_came_back_but_not_after_it_was_taken_up_again():
    scene = make_scene()
    report = begun(scene, "returned", version=3)
    sweep(on(4))
    told = Message.objects.get(template="returned")
    assert (told.person, told.audience) == (scene.setting.teacher, "author")
    Report.objects.filter(pk=report.pk).update(state="for_sign_off", version=4)
    sweep_and_send(on(4))
    told.refresh_from_db()
    assert told.cancel_reason == "Somebody has gone on with the report."


def test_nobody_is_asked_to_sign_off_their_own_report():
    scene = make_scene()
    begun(scene, "for_sign_off", version=2)
    Report.objects.update(author=scene.setting.dsl)
    sweep(on(4))
    assert not Message.objects.filter(template="sign_off").exists()


def test_a_message_is_stale_while_its_timetable_was_made_from_other_facts():
    scene = make_scene()
    sweep(on(13))
    message = Message.objects.get(rule="report_submit")
    assert not is_stale(message)
    Timetable.objects.filter(conference=scene.conference).update(built_calendar=0)
    assert is_stale(message)


def test_the_familys_social_worker_is_an_audience_for_what_falls_to_them():
    scene = make_scene()
    sweep(AT)
    step = scene.conference.timetable.steps.filter(audience="office").first()
    step.pk, step.audience, step.on, step.until = None, "worker", date(2026, 3, 4), date(2026, 3, 5)
    step.save()
    sweep(on(4))
    assert Message.objects.get(audience="worker").person == scene.setting.worker
