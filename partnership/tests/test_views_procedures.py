"""What was agreed, to read and to ask."""

from datetime import date

import pytest
from django.urls import reverse

from partnership.tests.factories import client_for, make_agency, make_authority, make_person
from procedures.words import Role

pytestmark = pytest.mark.django_db
HOSTILE = "<b>O'Neil</b> يوسف"
PASSWORD = "otter lantern gravel sonnet"


def url(name, *args):
    return reverse(f"partnership:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


# Procedures


def test_everybody_reads_the_procedures_of_their_own_authority_first(desk, school):
    assert desk.get(url("procedures")).context["set"].code == "derby"
    teacher = client_for(make_person(Role.AGENCY_WRITER, at=school))
    assert teacher.get(url("procedures")).context["set"].code == "derby"
    assert desk.get(url("procedures") + "?set=newham").context["set"].code == "newham"
    assert desk.get(url("procedures") + "?set=nonsense").context["set"].code == "derby"
    wide = make_agency(make_authority(procedure_set="norfolk"), make_authority(procedure_set="newham"))
    both = client_for(make_person(Role.AGENCY_WRITER, at=wide))
    assert both.get(url("procedures")).context["set"].code == "england"


def test_the_page_says_what_differs_what_is_borrowed_and_where_it_stands(desk):
    rows = {
        (row.parameter.id, row.parameter.applies_to): row
        for row in desk.get(url("procedures") + "?set=newham").context["rows"]
    }

    report = rows["POL-12", ""]
    assert (report.parameter.amount, report.differs) == ("5 working days", "The baseline: 3 working days")
    assert rows["POL-01", ""].differs == ""
    page = text_of(desk.get(url("procedures") + "?set=newham"))
    assert "Differs from the baseline" in page
    assert "Baseline, borrowed from Derby &amp; Derbyshire, not a national rule" in page


def test_a_rule_that_the_baseline_does_not_have_differs_from_it(desk):
    rows = desk.get(url("procedures") + "?set=derby").context["rows"]

    school = next(
        row for row in rows if row.parameter.id == "POL-15" and "School" in row.parameter.applies_to
    )
    assert school.parameter.amount == "5 working days" and school.differs.startswith("The baseline: ")


def asked(**told):
    return {"parameter": "POL-01", "procedure_set": "derbyshire", **day("start", date(2025, 12, 12))} | told


def test_the_calculator_explains_a_date_as_the_command_does(desk):
    page = text_of(desk.post(url("calculator"), asked()))

    assert "Wednesday 7 January 2026" in page
    assert "Thursday 25 December 2025: Christmas Day" in page
    assert "15 working days after the strategy discussion" in page


def test_days_that_a_limit_in_months_counts_are_not_said_to_be_left_out(desk):
    assert "Days not counted" in text_of(desk.post(url("calculator"), asked()))
    assert "Days not counted" not in text_of(desk.post(url("calculator"), asked(parameter="POL-09")))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"parameter": "POL-05"}, "at "),
        ({"parameter": "POL-17"}, "10 copies"),
        ({"parameter": "POL-15", "procedure_set": "newham"}, "No date"),
        ({"parameter": "POL-12", "procedure_set": "norfolk", "agency": "police"}, "2 working days"),
        ({"parameter": "POL-08", **day("born", date(2026, 1, 5))}, "Beside it"),
        (day("start", date(2028, 12, 29)), "lies outside the days"),
        ({"start_day": ""}, "must include a day"),
    ],
)
def test_the_calculator_answers_every_kind_of_question_in_words(desk, told, says):
    answer = desk.post(url("calculator"), asked(**told))

    assert answer.status_code == 200 and says in text_of(answer)


def test_bank_holidays_are_listed_from_this_year_on_and_how_far_they_are_known(desk):
    page = text_of(desk.get(url("bank_holidays")))

    assert "Christmas Day" in page and "31 December 2028" in page
