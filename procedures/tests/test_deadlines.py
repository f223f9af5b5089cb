"""When each thing falls due: sentences about the procedures."""

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, date, datetime

import pytest

from procedures.deadlines import RULES, Kind, deadline, due, reminder_steps
from procedures.policy import UnknownSet, procedure_set
from procedures.policy.parameters import MEANINGS
from procedures.words import AgencyKind, ConferenceKind, Role
from procedures.working_days import BeyondKnownHolidays, Skipped, WorkingCalendar, shipped_calendar

CALENDAR = shipped_calendar()
POLICY_ON = date(2026, 1, 5)
CONFERENCE_ON = date(2026, 3, 20)  # a Friday
SCHOOL = AgencyKind.EDUCATION_SCHOOL


def when(kind, facts, code="derbyshire", **who):
    return deadline(kind, facts, procedure_set=code, policy_on=POLICY_ON, calendar=CALENDAR, **who)


def due_on(kind, facts, code="derbyshire", **who):
    return when(kind, facts, code, **who).due_on


def submit(code, conference=ConferenceKind.REVIEW, agency=SCHOOL):
    facts = {"conference_on": CONFERENCE_ON}
    return when(Kind.REPORT_SUBMIT, facts, code, conference=conference, agency=agency)


def share(code, conference=ConferenceKind.REVIEW, agency=SCHOOL):
    facts = {"conference_on": CONFERENCE_ON}
    return when(Kind.REPORT_SHARE_FAMILY, facts, code, conference=conference, agency=agency)


# Convening


@pytest.mark.parametrize(
    ("strategy_on", "held_by"),
    [
        (date(2025, 12, 12), date(2026, 1, 7)),
        (date(2026, 3, 20), date(2026, 4, 14)),
        (date(2022, 9, 5), date(2022, 9, 27)),
        (date(2023, 4, 20), date(2023, 5, 15)),
        (date(2025, 5, 3), date(2025, 5, 27)),
    ],
)
def test_an_initial_conference_is_held_within_15_working_days_of_the_strategy_discussion(
    strategy_on, held_by
):
    assert due_on(Kind.INITIAL_CONFERENCE, {"strategy_on": strategy_on}) == held_by


def test_both_clocks_of_the_initial_conference_are_shown_and_the_earlier_leads():
    facts = {"strategy_on": date(2026, 3, 10), "decided_on": date(2026, 3, 17)}
    found = when(Kind.INITIAL_CONFERENCE, facts)
    assert (found.due_on, found.counted_from) == (date(2026, 3, 31), "the strategy discussion")
    assert [(other.due_on, other.counted_from) for other in found.others] == [
        (date(2026, 4, 9), "the decision to hold a conference")
    ]
    assert found.rules == ("POL-01", "POL-02")
    assert found.title == "Initial conference"


def test_a_decision_before_the_strategy_discussion_leads():
    facts = {"strategy_on": date(2026, 3, 17), "decided_on": date(2026, 3, 10)}
    found = when(Kind.INITIAL_CONFERENCE, facts)
    assert (found.due_on, found.counted_from) == (date(2026, 3, 31), "the decision to hold a conference")


def test_without_a_strategy_discussion_the_clock_starts_on_the_decision():
    found = when(Kind.INITIAL_CONFERENCE, {"strategy_on": None, "decided_on": date(2026, 3, 10)})
    assert (found.due_on, found.others) == (date(2026, 3, 31), ())


def test_a_clock_that_has_not_started_gives_nothing():
    assert when(Kind.INITIAL_CONFERENCE, {"strategy_on": None}) is None
    assert when(Kind.INITIAL_CONFERENCE, {}) is None


def test_each_document_is_cited_once_for_both_clocks():
    found = when(Kind.INITIAL_CONFERENCE, {"strategy_on": date(2026, 3, 10)})
    assert found.citation == procedure_set("derbyshire").parameter("POL-01", on=POLICY_ON).citation


def test_a_looked_after_review_s_conference_counts_calendar_days_and_moves_earlier():
    found = when(Kind.LOOKED_AFTER_CONFERENCE, {"lac_decided_on": date(2026, 3, 20)})
    assert found.reckoned_on == date(2026, 4, 4)  # the Saturday of Easter
    assert found.due_on == date(2026, 4, 2)
    assert found.skipped[-2:] == (
        Skipped(date(2026, 4, 3), "Good Friday"),
        Skipped(date(2026, 4, 4), "Saturday"),
    )


def test_a_transfer_in_conference_counts_from_the_notification():
    assert due_on(Kind.TRANSFER_IN_CONFERENCE, {"notified_on": date(2026, 3, 10)}) == date(2026, 3, 31)


def test_the_host_is_notified_within_48_elapsed_hours_through_the_weekend_and_the_clock_change():
    known = datetime(2026, 3, 27, 16, 30, tzinfo=UTC)
    found = when(Kind.TRANSFER_NOTICE, {"move_known_at": known})
    assert found.due_at.isoformat() == "2026-03-29T17:30:00+01:00"
    assert found.due_on == date(2026, 3, 29)
    assert found.started_at.isoformat() == "2026-03-27T16:30:00+00:00"
    assert found.skipped == (Skipped(date(2026, 3, 28), "Saturday"),)


def test_hours_from_a_day_alone_are_counted_from_its_first_minute():
    found = when(Kind.TRANSFER_NOTICE, {"move_known_at": date(2026, 7, 1)})
    assert found.due_at.isoformat() == "2026-07-03T00:00:00+01:00"


# Before birth


def test_a_pre_birth_conference_is_held_by_28_weeks():
    found = when(Kind.PRE_BIRTH_CONFERENCE, {"expected_on": date(2026, 7, 1)})
    assert (found.due_on, found.parameter) == (date(2026, 4, 8), "POL-06")


def test_the_15_working_days_run_as_well_and_the_earlier_leads():
    facts = {"expected_on": date(2026, 7, 1), "strategy_on": date(2026, 3, 10)}
    found = when(Kind.PRE_BIRTH_CONFERENCE, facts)
    assert (found.due_on, found.parameter) == (date(2026, 3, 31), "POL-01")
    assert [(other.due_on, other.parameter) for other in found.others] == [(date(2026, 4, 8), "POL-06")]
    assert found.rules == ("POL-01", "POL-02", "POL-06")


def test_28_weeks_lead_where_they_come_first():
    facts = {"expected_on": date(2026, 7, 1), "strategy_on": date(2026, 3, 26), "decided_on": None}
    found = when(Kind.PRE_BIRTH_CONFERENCE, facts)
    assert (found.due_on, found.parameter) == (date(2026, 4, 8), "POL-06")


@pytest.mark.parametrize(
    ("strategy_on", "parameter"), [(date(2026, 4, 8), "POL-06"), (date(2026, 4, 9), "POL-01")]
)
def test_begun_later_than_28_weeks_the_15_working_days_count_alone(strategy_on, parameter):
    facts = {"expected_on": date(2026, 7, 1), "strategy_on": strategy_on}
    found = when(Kind.PRE_BIRTH_CONFERENCE, facts)
    assert found.parameter == parameter
    assert bool(found.others) == (parameter == "POL-06")


def test_work_began_on_the_earlier_of_strategy_discussion_and_decision():
    facts = {
        "expected_on": date(2026, 7, 1),
        "strategy_on": date(2026, 4, 1),
        "decided_on": date(2026, 4, 13),
    }
    assert when(Kind.PRE_BIRTH_CONFERENCE, facts).parameter == "POL-06"


def test_a_28th_week_that_ends_on_a_holiday_moves_earlier():
    found = when(Kind.PRE_BIRTH_CONFERENCE, {"expected_on": date(2026, 6, 29)})
    assert (found.reckoned_on, found.due_on) == (date(2026, 4, 6), date(2026, 4, 2))


# Reviews


@pytest.mark.parametrize(
    ("held", "review_by"),
    [
        (date(2025, 5, 27), date(2025, 8, 27)),
        (date(2025, 11, 28), date(2026, 2, 27)),  # 28 February 2026 is a Saturday
        (date(2026, 2, 26), date(2026, 5, 26)),
        (date(2026, 11, 30), date(2027, 2, 26)),  # cut to 28 February 2027, a Sunday
        (date(2023, 11, 30), date(2024, 2, 29)),
    ],
)
def test_the_first_review_is_within_three_months_cut_to_the_month_s_end(held, review_by):
    assert due_on(Kind.FIRST_REVIEW, {"previous_held_on": held}) == review_by


@pytest.mark.parametrize(
    ("held", "review_by"),
    [
        (date(2025, 8, 26), date(2026, 2, 26)),
        (date(2025, 9, 30), date(2026, 3, 30)),
        (date(2025, 8, 31), date(2026, 2, 27)),
    ],
)
def test_later_reviews_are_at_most_six_months_apart(held, review_by):
    assert due_on(Kind.LATER_REVIEW, {"previous_held_on": held}) == review_by


def test_after_a_pre_birth_conference_the_first_review_is_a_month_after_birth():
    facts = {"previous_held_on": date(2026, 3, 20), "born_on": date(2026, 4, 29)}
    found = when(Kind.PRE_BIRTH_FIRST_REVIEW, facts)
    assert (found.due_on, found.counted_from, found.value) == (date(2026, 5, 29), "birth", 1)
    assert [(other.due_on, other.value) for other in found.others] == [(date(2026, 6, 19), 3)]


def test_until_the_birth_it_is_reckoned_from_the_expected_date_and_then_anew():
    facts = {"previous_held_on": date(2026, 3, 20), "expected_on": date(2026, 5, 1)}
    expected = when(Kind.PRE_BIRTH_FIRST_REVIEW, facts)
    assert (expected.due_on, expected.counted_from) == (date(2026, 6, 1), "the expected date of birth")
    born = when(Kind.PRE_BIRTH_FIRST_REVIEW, facts | {"born_on": date(2026, 4, 20)})
    assert (born.due_on, born.counted_from) == (date(2026, 5, 20), "birth")


def test_three_months_after_the_conference_lead_where_the_birth_is_far_off():
    facts = {"previous_held_on": date(2026, 3, 20), "expected_on": date(2026, 7, 1)}
    found = when(Kind.PRE_BIRTH_FIRST_REVIEW, facts)
    assert (found.due_on, found.counted_from) == (date(2026, 6, 19), "the pre-birth conference")


# Inviting and reporting


def test_invitations_to_an_initial_conference_leave_seven_working_days_before():
    facts = {"conference_on": CONFERENCE_ON}
    found = when(Kind.INVITATION, facts, conference=ConferenceKind.PRE_BIRTH)
    assert (found.due_on, found.direction) == (date(2026, 3, 11), "before")
    assert when(Kind.INVITATION, facts, conference=ConferenceKind.REVIEW) is None


@pytest.mark.parametrize(
    ("code", "submit_by", "share_by"),
    [
        ("derbyshire", date(2026, 3, 17), date(2026, 3, 13)),
        ("derby", date(2026, 3, 17), date(2026, 3, 13)),
        ("newham", date(2026, 3, 13), date(2026, 3, 19)),
        ("norfolk", date(2026, 3, 18), date(2026, 3, 19)),
        ("england", date(2026, 3, 17), date(2026, 3, 17)),
    ],
)
def test_a_school_s_report_for_a_review_goes_to_chair_and_family_on_each_area_s_own_day(
    code, submit_by, share_by
):
    assert submit(code).due_on == submit_by
    assert share(code).due_on == share_by


def test_education_shares_five_days_before_a_review_and_the_page_says_which_rule_it_is():
    found = share("derbyshire")
    assert (found.parameter, found.value, found.unit) == ("POL-15", 5, "working days")
    assert "(for schools), the multi-agency form" in found.citation
    assert [other.parameter for other in found.others] == ["POL-14"]


@pytest.mark.parametrize("kind", [AgencyKind.EARLY_YEARS, AgencyKind.COLLEGE])
def test_early_years_and_colleges_do_as_schools_do(kind):
    assert share("derby", agency=kind).due_on == date(2026, 3, 13)


def test_other_agencies_share_three_days_before_a_review():
    found = share("derbyshire", agency=AgencyKind.POLICE)
    assert (found.due_on, found.parameter, found.others) == (date(2026, 3, 17), "POL-14", ())


def test_before_an_initial_conference_a_school_shares_two_days_before_like_everybody():
    found = share("derbyshire", conference=ConferenceKind.TRANSFER_IN)
    assert (found.due_on, found.parameter) == (date(2026, 3, 18), "POL-13")


def test_the_strictest_of_chair_and_other_attendees_leads():
    found = submit("norfolk")
    assert (found.due_on, found.parameter) == (date(2026, 3, 18), "POL-12")
    assert [(other.due_on, other.parameter) for other in found.others] == [(CONFERENCE_ON, "POL-16")]
    assert found.rules == ("POL-12", "POL-16")


def test_of_two_rules_with_the_same_day_the_chair_s_is_named():
    assert submit("newham", conference=ConferenceKind.INITIAL).parameter == "POL-11"


@pytest.mark.parametrize(
    ("conference", "submit_by"),
    [
        (ConferenceKind.INITIAL, date(2026, 3, 18)),
        (ConferenceKind.PRE_BIRTH, date(2026, 3, 18)),
        (ConferenceKind.TRANSFER_IN, date(2026, 3, 18)),
        (ConferenceKind.REVIEW, date(2026, 3, 13)),
        (ConferenceKind.EARLY_REVIEW, date(2026, 3, 13)),
        (ConferenceKind.RECONVENED, date(2026, 3, 13)),
    ],
)
def test_in_newham_the_kind_of_conference_decides_between_two_days_and_five(conference, submit_by):
    assert submit("newham", conference=conference).due_on == submit_by


def test_a_report_s_deadline_needs_the_kind_of_conference():
    with pytest.raises(ValueError, match="needs the kind of conference; “None” is none."):
        submit("newham", conference=None)


def test_a_request_to_exclude_comes_three_working_days_before():
    assert due_on(Kind.EXCLUSION_REQUEST, {"conference_on": CONFERENCE_ON}) == date(2026, 3, 17)


# After the conference


@pytest.mark.parametrize(
    ("kind", "code", "by"),
    [
        (Kind.CORE_GROUP, "derby", date(2026, 4, 7)),  # Good Friday and Easter Monday are not counted
        (Kind.OUTLINE_PLAN, "derby", CONFERENCE_ON),  # in hand on leaving
        (Kind.OUTLINE_PLAN, "derbyshire", date(2026, 3, 27)),
        (Kind.RECORD, "derby", date(2026, 4, 21)),
        (Kind.RECORD, "derbyshire", date(2026, 3, 27)),
        (Kind.RECORD_TO_PARENTS, "derby", date(2026, 4, 21)),
        (Kind.RECORD_TO_PARENTS, "derbyshire", date(2026, 4, 14)),
        (Kind.CHILD_IN_NEED_PLAN, "derby", date(2026, 4, 2)),  # 3 April is Good Friday
    ],
)
def test_what_follows_a_conference(kind, code, by):
    assert due_on(kind, {"held_on": CONFERENCE_ON}, code) == by


def test_the_outline_is_on_the_system_24_hours_after_the_end():
    ended = datetime(2026, 3, 20, 15, 45, tzinfo=UTC)
    assert when(Kind.RECORD_ON_SYSTEM, {"ended_at": ended}).due_at == datetime(
        2026, 3, 21, 15, 45, tzinfo=UTC
    )


def test_time_to_answer_moves_later_off_a_holiday():
    found = when(Kind.AMENDMENTS, {"received_on": date(2026, 3, 27)})
    assert (found.reckoned_on, found.due_on) == (date(2026, 4, 3), date(2026, 4, 7))
    assert [day.why for day in found.skipped] == [
        "Saturday",
        "Sunday",
        "Good Friday",
        "Saturday",
        "Sunday",
        "Easter Monday",
    ]


def test_a_minimum_moves_later_too():
    found = when(Kind.CHILD_IN_NEED_SUPPORT, {"plan_ended_on": CONFERENCE_ON})
    assert (found.reckoned_on, found.due_on) == (date(2026, 6, 20), date(2026, 6, 22))
    assert found.direction == "at_least"


@pytest.mark.parametrize(
    ("code", "review_on", "network_on"),
    [
        ("derby", date(2026, 6, 22), date(2026, 5, 1)),
        ("derbyshire", date(2026, 5, 1), None),
        ("norfolk", date(2026, 6, 22), date(2026, 5, 1)),
    ],
)
def test_child_in_need_reviews_and_network_meetings(code, review_on, network_on):
    facts = {"plan_ended_on": CONFERENCE_ON}
    assert due_on(Kind.CHILD_IN_NEED_REVIEW, facts, code) == review_on
    network = when(Kind.CHILD_IN_NEED_NETWORK, facts, code)
    assert (network and network.due_on) == network_on


def test_a_returned_child_s_plan_has_a_minimum_in_derby_alone():
    facts = {"plan_started_on": CONFERENCE_ON}
    assert due_on(Kind.RETURNED_HOME_PLAN, facts, "derby") == date(2026, 9, 21)
    assert when(Kind.RETURNED_HOME_PLAN, facts, "derbyshire") is None


# The table itself


def test_every_kind_has_a_row_and_every_row_a_known_parameter():
    assert [*RULES] == [*Kind]
    parameters = {parameter for rule in RULES.values() for parameter in rule.parameters}
    dated = {f"POL-{n:02}" for n in range(1, 33)} - {
        "POL-02",
        "POL-17",
        "POL-18",
        "POL-19",
        "POL-21",
        "POL-32",
    }
    assert parameters == dated


@pytest.mark.parametrize(
    "row",
    [
        RULES[Kind.CORE_GROUP],
        RULES[Kind.CORE_GROUP].clocks[0],
        MEANINGS["POL-01"],
        procedure_set("derby"),
        procedure_set("derby").rows["POL-01"][0],
        procedure_set("derby").parameter("POL-01", on=POLICY_ON),
        deadline(
            Kind.CORE_GROUP,
            {"held_on": CONFERENCE_ON},
            procedure_set="derby",
            policy_on=POLICY_ON,
            calendar=CALENDAR,
        ),
        CALENDAR,
    ],
    ids=lambda row: type(row).__name__,
)
def test_what_was_agreed_can_t_be_changed_while_it_is_used(row):
    field = fields(row)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(row, field, None)


def test_reports_are_reminded_three_and_one_day_before_on_the_day_and_escalated_the_day_after():
    steps = reminder_steps(submit("derbyshire"), CALENDAR)  # due Tuesday 17 March 2026
    assert [(step.name, step.on, step.escalates) for step in steps] == [
        ("3_before", date(2026, 3, 12), False),
        ("1_before", date(2026, 3, 16), False),
        ("on_the_day", date(2026, 3, 17), False),
        ("1_after", date(2026, 3, 18), True),
    ]
    assert steps[0].to == (Role.AGENCY_WRITER,)
    assert steps[2].to == (Role.AGENCY_WRITER, Role.AGENCY_SIGNER)
    assert {Role.AGENCY_LEAD, Role.CHAIR, Role.ADMINISTRATOR} <= {*steps[3].to}


def test_sharing_with_the_family_is_reminded_the_day_before():
    steps = reminder_steps(share("derbyshire"), CALENDAR)  # due Friday 13 March 2026
    assert [(step.name, step.on) for step in steps] == [
        ("1_before", date(2026, 3, 12)),
        ("1_after", date(2026, 3, 16)),
    ]


def test_a_row_without_reminders_has_no_steps():
    assert reminder_steps(when(Kind.AMENDMENTS, {"received_on": CONFERENCE_ON}), CALENDAR) == ()


def test_an_answer_to_a_single_parameter_has_no_reminders():
    assert reminder_steps(alone("POL-12", "derby"), CALENDAR) == ()


def test_nothing_is_guessed_past_the_known_holidays():
    with pytest.raises(BeyondKnownHolidays):
        when(Kind.FIRST_REVIEW, {"previous_held_on": date(2028, 11, 1)})
    last = WorkingCalendar({}, date(2026, 3, 1), date(2026, 3, 17))
    with pytest.raises(BeyondKnownHolidays):
        reminder_steps(submit("derbyshire"), last)


def test_a_new_holiday_moves_what_it_touches():
    declared = WorkingCalendar(
        dict(CALENDAR.holidays) | {date(2026, 3, 18): "A day of celebration"}, CALENDAR.first, CALENDAR.last
    )
    found = deadline(
        Kind.REPORT_SUBMIT,
        {"conference_on": CONFERENCE_ON},
        procedure_set="derbyshire",
        policy_on=POLICY_ON,
        calendar=declared,
        conference="review",
        agency="gp",
    )
    assert (found.due_on, found.calendar) == (date(2026, 3, 16), "database")
    assert found.skipped == (Skipped(date(2026, 3, 18), "A day of celebration"),)


def test_the_set_may_be_given_itself_or_by_its_code():
    itself = when(Kind.CORE_GROUP, {"held_on": CONFERENCE_ON}, procedure_set("derby"))
    assert itself == when(Kind.CORE_GROUP, {"held_on": CONFERENCE_ON}, "derby")
    with pytest.raises(UnknownSet):
        when(Kind.CORE_GROUP, {"held_on": CONFERENCE_ON}, "leeds")


# One parameter by itself, and its words


def alone(parameter, code, start=CONFERENCE_ON, **more):
    return due(parameter, procedure_set=code, start=start, calendar=CALENDAR, **more)


def test_a_single_parameter_explains_itself():
    assert alone("POL-01", "norfolk", date(2025, 12, 12)).explain() == (
        "Due by Wednesday 7 January 2026: 15 working days after the strategy discussion, Friday 12 December"
        " 2025; not counting 25 December 2025 (Christmas Day), 26 December 2025 (Boxing Day), 1 January 2026"
        " (New Year’s Day) and 8 weekend days (source: Derby and Derbyshire safeguarding procedures, Child"
        " Protection Conferences (9 September 2024), initial child protection conferences; Derby and"
        " Derbyshire, What’s required for a child protection conference? (for schools), opening paragraphs;"
        " baseline, which national guidance shares)."
    )


@pytest.mark.parametrize(
    ("parameter", "code", "words"),
    [
        ("POL-12", "newham", "Due by Friday 13 March 2026: at least 5 working days before the conference,"),
        (
            "POL-13",
            "newham",
            "Due by Thursday 19 March 2026: at least 1 working day before the conference, Friday 20 March 2026 (",
        ),
        ("POL-16", "norfolk", "Due by Friday 20 March 2026: on the day of the conference,"),
        (
            "POL-03",
            "derby",
            "; Saturday 4 April 2026 is no working day, so it is the working day before (source",
        ),
        (
            "POL-28",
            "derby",
            "Not before Monday 22 June 2026: at least 3 months after the end of the plan,",
        ),
        (
            "POL-28",
            "derby",
            "; Saturday 20 June 2026 is no working day, so it is the working day after (source",
        ),
        ("POL-30", "derby", "Due on Monday 22 June 2026: 3 months after the end of the plan"),
        ("POL-30", "derby", "; POL-30 (network meeting) gives Friday 1 May 2026 ("),
        (
            "POL-06",
            "derby",
            "at 28 weeks of pregnancy, counted back from the expected date of birth, Friday 20 March 2026",
        ),
        (
            "POL-05",
            "derby",
            "Due by midnight on Sunday 22 March 2026: 48 hours after the moment it knew of the",
        ),
        ("POL-05", "derby", "move, midnight on Friday 20 March 2026 ("),
        ("POL-27", "derby", "Due by Friday 27 March 2026: 1 week after that person’s receipt"),
        ("POL-21", "derby", "Quorum, besides children’s social care: 2 practitioner groups or agencies ("),
        ("POL-02", "derby", "What starts the clock of the initial conference: strategy discussion at which"),
        ("POL-15", "norfolk", "No date: No stricter limit for schools; POL-14 is what counts (source: "),
        ("POL-20", "norfolk", "; baseline, borrowed from Derby & Derbyshire, not a national rule)."),
    ],
)
def test_the_sentence_of_each_kind_of_parameter(parameter, code, words):
    assert words in alone(parameter, code).explain()


def test_left_out_days_are_counted_or_named_as_fits():
    one_sunday = alone("POL-13", "newham", date(2026, 3, 22)).explain()
    assert "; not counting 1 weekend day (" in one_sunday
    one_holiday = alone("POL-13", "newham", date(2026, 1, 2)).explain()
    assert "; not counting 1 January 2026 (New Year’s Day) (" in one_holiday


def test_an_alternative_without_a_date_is_not_told():
    found = alone("POL-30", "derbyshire")
    assert [other.due_on for other in found.others] == [None]
    assert found.explain().startswith(
        "Due on Friday 1 May 2026: 6 weeks after the end of the plan, Friday 20 March 2026 (source"
    )


def test_an_alternative_with_another_start_says_what_it_counts_from():
    found = alone("POL-08", "derby", born=date(2026, 4, 29))
    assert "; POL-08 (after the conference), counted from the pre-birth conference, gives Friday 19 June" in (
        found.explain()
    )
    assert (found.due_on, found.counted_from) == (date(2026, 5, 29), "birth")


def test_a_deadline_tells_its_other_clocks_beside_it():
    both = when(Kind.INITIAL_CONFERENCE, {"strategy_on": date(2026, 3, 10), "decided_on": date(2026, 3, 17)})
    assert "; POL-01, counted from the decision to hold a conference, gives Thursday 9 April 2026 (" in (
        both.explain()
    )
    assert "; POL-16 gives Friday 20 March 2026 (source: Norfolk" in submit("norfolk").explain()


def test_without_a_birth_only_the_conference_s_three_months_are_known():
    found = alone("POL-08", "derby")
    assert (found.due_on, found.others) == (date(2026, 6, 19), ())


def test_values_may_be_asked_as_of_another_day():
    found = alone("POL-12", "derby", policy_on=date(2020, 1, 1))
    assert (found.policy_on, found.start) == (date(2020, 1, 1), CONFERENCE_ON)


def test_a_moment_late_in_the_evening_is_the_london_day():
    found = alone("POL-22", "derby", datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert found.start == date(2026, 7, 2)


def test_the_command_s_answer_is_the_example_of_the_decisions():
    answer = alone("POL-12", "newham").as_dict()
    assert {
        key: answer[key] for key in ("parameter", "set", "policy_on", "from", "due_on", "value", "unit")
    } == {
        "parameter": "POL-12",
        "set": "newham",
        "policy_on": "2026-03-20",
        "from": "2026-03-20",
        "due_on": "2026-03-13",
        "value": 5,
        "unit": "working days",
    }
    assert (answer["direction"], answer["baseline"], answer["calendar"]) == ("before", False, "shipped")
    assert answer["skipped"] == [
        {"date": "2026-03-14", "why": "Saturday"},
        {"date": "2026-03-15", "why": "Sunday"},
    ]
    assert answer["explanation"].startswith("Due by Friday 13 March 2026")


def test_a_parameter_without_a_date_answers_with_value_and_citation_alone():
    answer = alone("POL-17", "norfolk", date(2040, 1, 1)).as_dict()
    assert "due_on" not in answer and "due_at" not in answer
    assert (answer["value"], answer["unit"], answer["skipped"]) == (12, "copies", [])
    assert answer["citation"]


def test_hours_answer_with_a_moment():
    answer = alone("POL-24", "derby", datetime(2026, 3, 20, 15, 45, tzinfo=UTC)).as_dict()
    assert answer["due_at"] == "2026-03-21T15:45:00+00:00"
    assert answer["due_on"] == "2026-03-21"
    assert answer["from"] == "2026-03-20T15:45:00+00:00"


def test_a_start_outside_the_known_years_is_refused_whatever_the_unit():
    for parameter in ("POL-01", "POL-05", "POL-06", "POL-09"):
        with pytest.raises(BeyondKnownHolidays, match="31 December 9999 lies outside"):
            alone(parameter, "derby", date(9999, 12, 31), policy_on=POLICY_ON)
