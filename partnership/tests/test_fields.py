"""Days and times as people write them, and what is said when they can't be read."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.core.exceptions import ValidationError

from partnership.fields import ClockField, DayField, MomentField, clock_time, month_number, written_day


def cleaned(field, *written):
    return field.clean(list(written))


def refused(field, *written):
    with pytest.raises(ValidationError) as refusal:
        field.clean(list(written))
    return refusal.value.messages[0]


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "MAR", "mar.", " march "])
def test_a_month_is_a_number_or_its_name(month):
    assert cleaned(DayField(), "3", month, "2026") == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("Jun", 6),
        ("Jul", 7),
        ("Sept", 9),
        ("may", 5),
        ("Ju", None),
        ("0", None),
        ("13", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_month_is_told_only_where_it_can_be(word, number):
    assert month_number(word) == number


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (("", "", ""), "Enter the date of the strategy discussion"),
        (("27", "", "2026"), "The date of the strategy discussion must include a month"),
        (("", "3", ""), "The date of the strategy discussion must include a day and a year"),
        (
            ("32", "3", "2026"),
            "The date of the strategy discussion must have a day from 1 to 31 in the first box",
        ),
        (
            ("3/3", "3", "2026"),
            "The date of the strategy discussion must have a day from 1 to 31 in the first box",
        ),
        (
            ("-1", "3", "2026"),
            "The date of the strategy discussion must have a day from 1 to 31 in the first box",
        ),
        (
            ("3", "13", "2026"),
            "The date of the strategy discussion must have a month from 1 to 12, or its name, like March",
        ),
        (
            ("3", "3", "26"),
            "Write the year of the date of the strategy discussion with four digits, like 2026",
        ),
        (("3", "3", "20206"), "The date of the strategy discussion must have a year from 1900 to 2100"),
        (("3", "3", "1899"), "The date of the strategy discussion must have a year from 1900 to 2100"),
        (("3", "3", "soon"), "The date of the strategy discussion must have a year from 1900 to 2100"),
        (
            ("30", "feb", "2026"),
            "The date of the strategy discussion must be a real date: February 2026 has no day 30",
        ),
    ],
)
def test_a_day_that_cannot_be_read_is_refused_with_what_to_do(written, sentence):
    assert refused(DayField(named="the date of the strategy discussion"), *written) == sentence


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("Date of birth", "Enter the date of birth"),
        ("The day of the visit", "Enter the day of the visit"),
        ("When was the strategy discussion?", "Enter the date"),
        ("From", "Enter the date"),
        ("", "Enter the date"),
    ],
)
def test_a_day_is_spoken_of_by_its_label(label, sentence):
    assert refused(DayField(label=label), "", "", "") == sentence


def test_a_day_may_be_left_out_where_it_may():
    assert cleaned(DayField(required=False), "", " ", "") is None
    assert DayField(required=False).clean(None) is None
    assert refused(DayField(required=False), "1", "", "2026") == "The date must include a month"


def test_a_day_outside_the_limits_is_refused_with_the_limit():
    field = DayField(named="the enquiry", earliest=date(2026, 3, 2), latest=date(2026, 3, 4))
    assert cleaned(field, "2", "3", "2026") == date(2026, 3, 2)
    assert cleaned(field, "4", "3", "2026") == date(2026, 3, 4)
    assert refused(field, "1", "3", "2026") == "The enquiry must be Monday 2 March 2026 or later"
    assert refused(field, "5", "3", "2026") == "The enquiry must be Wednesday 4 March 2026 or earlier"


def test_a_day_that_is_known_passes_through_a_disabled_field():
    assert DayField().clean(date(2026, 3, 3)) == date(2026, 3, 3)


def test_further_validators_of_a_day_are_asked():
    def not_on_sunday(day):
        if day.isoweekday() == 7:
            raise ValidationError("Not on a Sunday")

    field = DayField(validators=[not_on_sunday])
    assert refused(field, "1", "3", "2026") == "Not on a Sunday"
    assert cleaned(field, "2", "3", "2026") == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("written", "boxes"),
    [
        (None, ("day", "month", "year")),
        (["", "", ""], ("day", "month", "year")),
        (["1", "", "2026"], ("month",)),
        (["1", "3", "26"], ("year",)),
        (["0", "x", "2026"], ("day", "month")),
        (["31", "2", "2026"], ("day", "month", "year")),
    ],
)
def test_the_boxes_in_question_are_named(written, boxes):
    assert DayField().faulty_boxes(written) == boxes


def test_the_box_of_a_wrong_time_is_named():
    assert MomentField().faulty_boxes(["1", "3", "2026", "late"]) == ("time",)


def test_a_day_read_from_its_boxes_is_the_day_that_was_put_in():
    form = type("F", (forms.Form,), {"on": DayField()})
    bound = form({"on_day": "3", "on_month": "Mar", "on_year": "2026"}, initial={"on": date(2026, 3, 3)})
    assert bound.is_valid()
    assert bound.cleaned_data == {"on": date(2026, 3, 3)}


def test_a_day_has_changed_when_it_is_written_otherwise():
    field = DayField()
    assert not field.has_changed(date(2026, 3, 3), ["3", "3", "2026"])
    assert field.has_changed(date(2026, 3, 3), ["4", "3", "2026"])
    assert not field.has_changed(None, ["", "", ""])
    assert not field.has_changed(None, None)
    assert not field.has_changed(["1", "1", "2026"], ["1", "1", "2026"])
    assert not DayField(disabled=True).has_changed(None, ["4", "3", "2026"])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("1430", time(14, 30)),
        ("9:05", time(9, 5)),
        ("2pm", time(14)),
        ("2:30 PM", time(14, 30)),
        ("12am", time(0)),
        ("12:15pm", time(12, 15)),
        ("00:00", time(0)),
        ("930", None),
        ("9", None),
        ("24:00", None),
        ("12:60", None),
        ("13pm", None),
        ("0am", None),
        ("midday", time(12)),
        ("Noon", time(12)),
        ("midnight", time(0)),
        ("dinner time", None),
        ("", None),
    ],
)
def test_a_time_is_told_only_where_it_can_be(written, told):
    assert clock_time(written) == told


def test_a_moment_is_in_london():
    at = cleaned(MomentField(), "1", "7", "2026", "9:30")
    assert at.astimezone(UTC) == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert cleaned(MomentField(), "1", "12", "2026", "9:30").astimezone(UTC).hour == 9


def test_a_moment_without_its_time_is_refused():
    assert refused(MomentField(named="the start"), "1", "7", "2026", "") == "The start must include a time"
    assert refused(MomentField(), "1", "7", "2026", "nine") == ("Write the time like 9:30am or 2pm")


def test_a_moment_when_the_clocks_change_is_refused():
    said = "On Sunday 29 March 2026 the clocks change and 01:30 is not one moment. Choose another time"
    assert refused(MomentField(), "29", "3", "2026", "01:30") == said
    assert "25 October 2026" in refused(MomentField(), "25", "10", "2026", "01:30")


def test_a_moment_known_already_stands_in_its_boxes_as_london_time():
    widget = MomentField().widget
    assert widget.decompress(datetime(2026, 7, 1, 8, 30, tzinfo=UTC)) == ["1", "7", "2026", "9:30am"]
    assert widget.decompress(None) == ["", "", "", ""]


def test_a_time_of_day_is_one_box():
    assert ClockField().clean("2:30pm") == time(14, 30)
    assert ClockField(required=False).clean("") is None
    with pytest.raises(ValidationError, match="like 9:30am or 2pm"):
        ClockField().clean("nine")


@pytest.mark.parametrize("written", ["14:15", "14.15", "2:15pm", time(14, 15)])
def test_a_time_is_shown_in_one_way_however_it_was_written(written):
    assert ClockField().prepare_value(written) == "2:15pm"
    assert ClockField().prepare_value("12:00") == "midday"


@pytest.mark.parametrize("written", ["nine", "", None])
def test_what_is_no_time_stands_as_it_was_written(written):
    assert ClockField().prepare_value(written) == written


def test_a_day_is_written_with_its_weekday():
    assert written_day(date(2026, 3, 3)) == "Tuesday 3 March 2026"
