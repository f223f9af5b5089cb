"""Timetables: which deadlines a conference has, and on which days something is sent about them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from conferences import operations as conferences
from conferences.tests.factories import (
    CALENDAR,
    children_of,
    hold,
    make_conference,
    make_family,
    make_invitation,
    make_setting,
    ten_o_clock,
)
from partnership.models import CalendarVersion
from procedures.words import Outcome
from scheduling import operations
from scheduling.models import Audience, Deadline, Step, Template, Timetable
from scheduling.queries.clock import days_left, urgency
from scheduling.queries.planned import planned
from scheduling.tests.factories_clock import AT, DUE_ON, MEETS_ON, make_scene, on, sweep

pytestmark = pytest.mark.django_db


def deadlines(conference, **which):
    found = Deadline.objects.filter(timetable=conference.pk, **which)
    return {(row.kind, row.due_on): row for row in found}


def days(invitation, rule, audience):
    steps = Step.objects.filter(invitation=invitation, rule=rule, audience=audience.value).order_by("on")
    return [(step.step, step.on, step.until) for step in steps]


def test_a_booked_conference_has_its_limit_its_invitations_and_two_duties_for_each_agency():
    scene = make_scene()
    sweep(AT)
    assert set(deadlines(scene.conference)) == {
        ("initial_conference", date(2026, 3, 23)),
        ("invitation", date(2026, 3, 11)),
        ("exclusion_request", date(2026, 3, 17)),
        ("report_submit", DUE_ON),
        ("report_share_family", DUE_ON),
    }
    timetable = Timetable.objects.get(conference=scene.conference)
    assert timetable.next_deadline_on == DUE_ON  # the invitations are out; exclusion is a date to know
    assert timetable.built_facts == scene.conference.facts_version + 1  # the invitation raised it
    assert timetable.trouble == ""


def test_every_deadline_keeps_its_parameter_its_citation_and_the_days_that_it_skipped():
    scene = make_scene()
    sweep(AT)
    row = deadlines(scene.conference)["invitation", date(2026, 3, 11)]
    assert (row.parameter, row.falls_to) == ("POL-10", "administrator")
    assert row.citation == row.explanation["citation"] != ""
    assert [day["why"] for day in row.explanation["skipped"]] == ["Saturday", "Sunday"]


def test_the_report_is_reminded_three_and_one_days_before_on_the_day_and_the_day_after():
    scene = make_scene()
    sweep(AT)
    assert days(scene.invitation, "report_submit", Audience.NAMED) == [
        ("3_before", date(2026, 3, 13), date(2026, 3, 17)),
        ("1_before", date(2026, 3, 17), date(2026, 3, 18)),
        ("on_the_day", date(2026, 3, 18), date(2026, 3, 19)),
        ("1_after", date(2026, 3, 19), date(2026, 3, 21)),
    ]
    assert [day[0] for day in days(scene.invitation, "report_submit", Audience.SIGNERS)] == [
        "on_the_day",
        "1_after",
    ]
    assert days(scene.invitation, "report_submit", Audience.CHAIR) == [
        ("1_after", date(2026, 3, 19), date(2026, 3, 21))
    ]
    assert days(scene.invitation, "report_submit", Audience.OFFICE) == days(
        scene.invitation, "report_submit", Audience.LEADS
    )


def test_whoever_oversees_is_told_that_it_is_late_and_whoever_writes_is_reminded():
    scene = make_scene()
    sweep(AT)
    late = Step.objects.filter(step="1_after", invitation=scene.invitation)
    assert dict(late.filter(rule="report_submit").values_list("audience", "template")) == {
        "named": "report_reminder",
        "stand_in": "report_reminder",
        "writers": "report_reminder",
        "signers": "report_reminder",
        "leads": "report_late",
        "office": "report_late",
        "chair": "report_late",
    }
    shares = dict(late.filter(rule="report_share_family").values_list("audience", "template"))
    assert (shares["named"], shares["chair"]) == ("share_reminder", "share_late")


def test_who_is_invited_late_is_not_reminded_of_days_before_but_lateness_waits_for_the_next_working_day():
    setting = make_setting()
    conference = make_conference(setting, at=AT, starts_at=ten_o_clock(MEETS_ON))
    invitation = make_invitation(setting, conference, at=on(18))
    sweep(on(18))
    assert days(invitation, "report_submit", Audience.NAMED) == [
        ("1_after", date(2026, 3, 19), date(2026, 3, 21))
    ]
    friday = make_invitation(setting, conference, agency=setting.police, at=on(19))
    sweep(on(19))
    assert days(friday, "report_submit", Audience.NAMED) == [
        ("1_after", date(2026, 3, 20), date(2026, 3, 21))
    ]


def test_who_is_invited_on_the_day_itself_is_not_chased_any_more():
    setting = make_setting()
    conference = make_conference(setting, at=AT, starts_at=ten_o_clock(MEETS_ON))
    invitation = make_invitation(setting, conference, at=on(20))
    sweep(on(20))
    assert days(invitation, "report_submit", Audience.NAMED) == []


def test_a_conference_only_asked_for_has_its_limit_and_warns_the_office():
    setting = make_setting()
    conference = make_conference(setting, state="requested", at=AT)
    sweep(AT)
    assert set(deadlines(conference)) == {("initial_conference", date(2026, 3, 23))}
    steps = Step.objects.filter(timetable=conference.pk, audience="office").order_by("on")
    assert [(step.step, step.template, step.on) for step in steps] == [
        ("5_before", "deadline_reminder", date(2026, 3, 16)),
        ("2_before", "deadline_reminder", date(2026, 3, 19)),
        ("on_the_day", "deadline_reminder", date(2026, 3, 23)),
        ("1_after", "deadline_late", date(2026, 3, 24)),
    ]
    last = steps.last()
    assert last.until == last.on + timedelta(days=30)


def test_invitations_that_still_wait_keep_the_offices_deadline_open():
    scene = make_scene()
    make_invitation(scene.setting, scene.conference, agency=scene.setting.police, state="proposed", at=AT)
    sweep(AT)
    row = deadlines(scene.conference)["invitation", date(2026, 3, 11)]
    assert row.is_owed and row.met_at is None
    assert list(
        Step.objects.filter(rule="invitation", audience="office")
        .values_list("step", flat=True)
        .order_by("on")
    ) == [
        "1_before",
        "on_the_day",
        "1_after",
    ]


def test_a_report_that_came_in_is_met_at_its_moment_and_nobody_is_reminded():
    scene = make_scene()
    conferences.stamp_report(invitation=scene.invitation, signed_at=on(4), by=scene.setting.dsl, at=on(4))
    sweep(on(4))
    assert deadlines(scene.conference)["report_submit", DUE_ON].met_at == on(4)
    assert days(scene.invitation, "report_submit", Audience.NAMED) == []
    assert days(scene.invitation, "report_share_family", Audience.NAMED) != []


def test_an_agency_that_owes_no_report_has_no_duties():
    scene = make_scene()
    scene.invitation.report_expected = False
    scene.invitation.save()
    sweep(AT)
    assert deadlines(scene.conference, invitation=scene.invitation) == {}


def test_a_held_conference_met_its_limit_and_shows_what_follows_as_dates_to_know():
    scene = make_scene()
    hold(scene.setting, scene.conference, held_on=MEETS_ON, at=on(20, 15))
    sweep(on(20, 16))
    found = deadlines(scene.conference)
    limit = found["initial_conference", date(2026, 3, 23)]
    assert (limit.is_owed, limit.met_at.date()) == (False, MEETS_ON)
    after = {kind for (kind, _), row in found.items() if row.invitation is None and row.met_at is None}
    assert after == {"outline_plan", "record", "record_to_parents", "core_group"}
    assert Timetable.objects.get(conference=scene.conference).next_deadline_on is None
    assert not Step.objects.filter(timetable=scene.conference.pk).exists()


def test_a_child_in_need_plan_follows_where_that_was_decided():
    scene = make_scene()
    hold(scene.setting, scene.conference, held_on=MEETS_ON, outcome=Outcome.CHILD_IN_NEED, at=on(20, 15))
    sweep(on(20, 16))
    kinds = {kind for kind, _ in deadlines(scene.conference, invitation=None)}
    assert "child_in_need_plan" in kinds and "core_group" not in kinds


def test_two_children_with_the_same_limit_give_one_deadline_and_the_earlier_leads():
    setting = make_setting()
    family = make_family(setting, names=(), ages=(), unborn=2, at=AT)
    sooner = children_of(family)[0]
    type(sooner).objects.filter(pk=sooner.pk).update(expected_on=date(2026, 6, 8))  # 28 weeks on 16 March
    conference = make_conference(setting, state="requested", family=family, at=AT)
    sweep(AT)
    assert set(deadlines(conference)) == {("pre_birth_conference", date(2026, 3, 16))}


def test_nobody_is_invited_by_mail_to_a_day_that_has_passed():
    setting = make_setting()
    conference = make_conference(setting, at=AT, starts_at=ten_o_clock(MEETS_ON))
    make_invitation(setting, conference, at=on(23))
    sweep(on(23))
    assert not Step.objects.filter(template=Template.INVITATION.value).exists()


def test_a_new_fact_makes_the_timetable_anew_and_an_unchanged_one_is_left_alone():
    scene = make_scene()
    assert operations.rebuild_timetables(at=AT) == ([scene.conference.pk], 0)
    assert operations.rebuild_timetables(at=AT) == ([], 0)
    conferences.move(
        conference=scene.conference.__class__.objects.get(pk=scene.conference.pk),
        name="move_date",
        starts_at=ten_o_clock(date(2026, 3, 23)),
        by=scene.setting.office,
        at=on(3),
    )
    assert operations.rebuild_timetables(at=on(3)) == ([scene.conference.pk], 0)
    assert ("report_submit", date(2026, 3, 19)) in deadlines(scene.conference)
    assert ("report_submit", DUE_ON) not in deadlines(scene.conference)


def test_a_new_bank_holiday_makes_every_open_timetable_anew_but_not_those_that_are_closed():
    scene = make_scene()
    make_conference(make_setting(), state="closed", at=AT)
    sweep(AT)
    version = CalendarVersion.objects.order_by("-pk").first()
    CalendarVersion.objects.create(
        known_from=version.known_from,
        known_until=version.known_until,
        at=on(3),
        reason="A holiday was declared",
    )
    assert operations.rebuild_timetables(at=on(3)) == ([scene.conference.pk], 0)


def test_booking_makes_the_timetable_in_its_own_transaction():
    scene = make_scene()
    timetable = operations.rebuild_timetable(conference=scene.conference, at=AT)
    assert timetable.next_deadline_on == DUE_ON
    assert timetable.built_at == AT
    # What another sweep has made from the same facts is left as it is.
    assert operations.rebuild_timetable(conference=scene.conference, at=on(3)).built_at == AT


def test_beyond_the_known_holidays_the_timetable_says_why_instead_of_guessing():
    setting = make_setting()
    far = datetime(CALENDAR.last.year, CALENDAR.last.month, CALENDAR.last.day, 10, tzinfo=UTC)
    make_conference(setting, state="requested", at=far - timedelta(days=7))
    operations.rebuild_timetables(at=far)
    timetable = Timetable.objects.get()
    assert "bank holidays" in timetable.trouble
    assert timetable.next_deadline_on is None
    # The date itself is known here, the days after it are not: shown, without reminders.
    near = make_conference(setting, state="requested", at=far - timedelta(days=25))
    plan = planned(near, CALENDAR)
    assert [deadline.kind for deadline in plan.deadlines] == ["initial_conference"]
    assert plan.steps == []


def test_one_conference_that_cannot_be_reckoned_does_not_silence_the_others(caplog):
    scene = make_scene()
    broken = make_conference(make_setting(), state="requested", at=AT)
    type(broken).objects.filter(pk=broken.pk).update(procedure_set="nowhere")
    assert operations.rebuild_timetables(at=AT) == ([scene.conference.pk], 1)
    assert f"conference {broken.pk} could not be made" in caplog.text


def test_an_invitation_is_told_again_for_every_new_date_and_once_it_was_withdrawn_and_sent_anew():
    scene = make_scene()
    sweep(AT)
    notices = Step.objects.filter(rule=Template.INVITATION.value, audience="named")
    first = notices.get().step
    conferences.move(
        conference=type(scene.conference).objects.get(pk=scene.conference.pk),
        name="move_date",
        starts_at=ten_o_clock(date(2026, 3, 23)),
        by=scene.setting.office,
        at=on(3),
    )
    sweep(on(3))
    moved = notices.get()
    assert moved.step != first and (moved.on, moved.due_on) == (date(2026, 3, 3), date(2026, 3, 23))


@pytest.mark.parametrize(
    ("due_on", "left", "lot"),
    [
        (date(2026, 3, 12), -1, "late"),
        (date(2026, 3, 13), 0, "today"),
        (date(2026, 3, 15), 0, "week"),
        (date(2026, 3, 16), 1, "later"),
    ],
)
def test_time_left_is_counted_in_working_days_and_weeks_end_on_sunday(due_on, left, lot):
    friday = date(2026, 3, 13)
    assert days_left(due_on, today=friday, calendar=CALENDAR) == left
    assert urgency(due_on, friday) == lot


def test_a_day_past_is_late_even_where_no_working_day_lies_between():
    assert days_left(date(2026, 3, 14), today=date(2026, 3, 15), calendar=CALENDAR) == -1


def test_beyond_the_known_holidays_nothing_is_said_of_the_time_left():
    assert days_left(CALENDAR.last + timedelta(days=1), today=CALENDAR.last, calendar=CALENDAR) is None
