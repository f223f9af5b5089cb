"""The merged chronology: dates as precise as they were written, and what may be one event. No database."""

from datetime import date

import pytest

from reports.chronology import Entry, entries_of, fuzzy, merged, offers
from reports.tests.materials import IVY, MUM, ZOE, child, fact, known, material, rows


def told(event="", *, on="3 March 2026", agency="School", **more) -> Entry:
    """What an agency tells, unless told otherwise a fact about Zoë."""
    facts = {"report": agency.lower(), "agency": agency, "agency_ref": agency[:2], "reference": f"chronology/{event}{on}",
             "label": "", "date": fuzzy(on), "until": "", "event": event, "status": "fact", "source": "our_records",
             "source_who": "", "about": (ZOE,), "response": "", "effect": "", "rating": "worrying",
             "share": "Everyone entitled"}  # fmt: skip
    return Entry(**facts | more)


HUNGRY = "Arrived hungry and tired at breakfast club"


# Dates.


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("3 March 2026", date(2026, 3, 3), date(2026, 3, 3), "day"),
        ("3/3/2026", date(2026, 3, 3), date(2026, 3, 3), "day"),
        ("March 2026", date(2026, 3, 1), date(2026, 3, 31), "month"),
        ("12/2025", date(2025, 12, 1), date(2025, 12, 31), "month"),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("last spring", None, None, ""),
        ("", None, None, ""),
    ],
)
def test_a_date_keeps_the_precision_with_which_it_was_written(text, first, last, precision):
    found = fuzzy(text)

    assert (found.text, found.first, found.last, found.precision) == (text, first, last, precision)


def test_a_month_stands_at_its_start_and_says_so_and_what_has_no_date_stands_at_the_end():
    day, month, year, none = (
        told("x", on=on) for on in ("2 March 2026", "March 2026", "2026", "when he was small")
    )

    assert merged([none, day, month, year]) == [year, month, day, none]
    assert [one.date.note for one in merged([none, day, month, year])] == [
        "The year only: it stands at the year’s start",
        "The month only: it stands at the month’s start",
        "",
        "No date that can be read: it stands at the end",
    ]


def test_on_one_day_the_agencies_stand_in_the_order_of_their_names():
    police, school = told("a", agency="Police"), told("a")

    assert merged([school, police]) == [police, school]


# What an entry says.


def test_the_rows_of_the_chronology_keep_their_agency_their_reference_and_their_words():
    row = {"date": "March 2025", "end date": "April 2025", "event": "Moved house.", "status": "allegation",
           "source": "second_hand", "source_who": "the aunt", "about": [ZOE], "response or outcome": "Recorded.",
           "effect on the child": "Unsettled.", "rating": "worrying", "share": "not:" + MUM}  # fmt: skip
    report = material(answers={"chronology": {"chronology": rows(row)}})

    (entry,) = entries_of(report, report="abc", agency_ref="agency")

    assert entry.key == "abc/chronology/chronology/r1"
    assert (entry.agency, entry.event, entry.until) == ("Sallow Lane Primary", "Moved house.", "April 2025")
    assert (entry.status_label, entry.source_label) == ("Allegation", "Second hand, from the aunt")
    assert (entry.response, entry.effect, entry.rating) == ("Recorded.", "Unsettled.", "worrying")
    assert (entry.about, entry.label, entry.is_medical) == ((ZOE,), "", False)
    assert entry.share == "Not with Małgorzata"


def test_events_that_a_form_asks_by_date_stand_in_the_chronology_as_well_with_their_question():
    report = material(
        answers={
            f"contact:{ZOE}": known(),
            "involvement": {"led_here": rows(fact("Seen alone in the street.", about=[IVY]))},
            f"attendance:{ZOE}": {"suspend": rows({"date": "2 March 2026", "half-days": "4", "reason": ""})},
            f"worries:{ZOE}": {"harm": rows(fact("Not an event with a date of its own."))},
        },
        children=(child(), child(IVY, "Ivy")),
    )

    led_here, suspended = entries_of(report, report="abc", agency_ref="agency", is_medical=True)

    assert (led_here.event, led_here.about) == ("Seen alone in the street.", (IVY,))
    assert led_here.label == "What led here, as the service saw it"
    assert (suspended.event, suspended.about) == ("Half-days: 4", (ZOE,))
    assert (suspended.status_label, suspended.source_label) == ("", "")
    assert suspended.is_medical and suspended.share == "Everyone entitled"


# Likely duplicates.


def test_the_same_event_within_some_days_is_offered_as_a_duplicate():
    school = told(HUNGRY + ".")
    nurse = told("Child was tired, hungry at the breakfast club!", on="5 March 2026", agency="Nurse")

    (offer,) = offers([nurse, school])

    assert offer.entries == (school, nurse)
    assert not offer.is_contradiction
    assert offer.shared == 4


def test_each_agency_tells_it_once_and_every_agency_that_tells_it_stands_in_the_same_offer():
    school, again = told(HUNGRY), told(HUNGRY, on="4 March 2026")
    nurse, police = told(HUNGRY, agency="Nurse"), told(HUNGRY, agency="Police", on="6 March 2026")

    (offer,) = offers([school, again, nurse, police])

    assert offer.entries == (nurse, school, police)


@pytest.mark.parametrize(
    "other",
    [
        told("Moved to another flat", agency="Nurse"),
        told("Tired", agency="Nurse"),
        told(HUNGRY, on="20 March 2026", agency="Nurse"),
        told("Arrived hungry, nothing else like it here", on="12 March 2026", agency="Nurse"),
        told(HUNGRY, on="no day", agency="Nurse"),
        told(HUNGRY),
    ],
    ids=["other words", "one word", "too late", "far and only half alike", "no date", "same agency"],
)
def test_what_isnt_like_it_or_isnt_near_it_is_not_offered(other):
    assert offers([told(HUNGRY), other]) == []


def test_a_month_may_be_any_of_its_days_but_no_wrong_day_of_another():
    month = told(HUNGRY, on="March 2026", agency="Nurse")

    assert len(offers([told(HUNGRY, on="30 March 2026"), month])) == 1
    assert offers([told(HUNGRY, on="10 April 2026"), month]) == []


def test_what_the_chair_has_decided_is_not_offered_again():
    school, nurse, police = told(HUNGRY), told(HUNGRY, agency="Nurse"), told(HUNGRY, agency="Police")
    apart = frozenset({frozenset({nurse.key, school.key})})

    assert offers([school, nurse], settled=apart) == []
    assert [offer.entries for offer in offers([school, nurse, police], settled=apart)] == [(nurse, police)]


# Contradictions.


@pytest.mark.parametrize(
    ("differs", "one", "other"),
    [
        ("the date", told(HUNGRY), told(HUNGRY, on="10 March 2026", agency="Nurse")),
        ("whether it is established", told(HUNGRY), told(HUNGRY, status="allegation", agency="Nurse")),
        ("who", told(HUNGRY), told(HUNGRY, about=(IVY,), agency="Nurse")),
        ("who", told("Mum shouted at the gate of school"), told("Dad shouted at the gate of school", agency="Nurse")),
        ("who", told("Zoë fell down the stairs"), told("Ivy fell down the stairs", agency="Nurse")),
        ("whether it happened", told("Kept the clinic appointment"), told("Did not keep the clinic appointment", agency="Nurse")),
        ("what it meant for the child", told(HUNGRY, rating="harm"), told(HUNGRY, rating="strength", agency="Nurse")),
    ],
)  # fmt: skip
def test_the_same_event_with_different_facts_is_a_contradiction_and_says_in_what(differs, one, other):
    (offer,) = offers([one, other], names=("Zoë O’Driscoll", "Ivy O’Driscoll"))

    assert offer.is_contradiction
    assert offer.differs == (differs,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told(HUNGRY, status="observation"), told(HUNGRY, agency="Nurse")),
        (told(HUNGRY, status="", about=()), told(HUNGRY, agency="Nurse")),
        (told("Mum shouted at the gate of school"), told("Mother shouted at the school’s gate", agency="Nurse")),
        (told("Shouting at the gate of school"), told("Dad shouted at the school’s gate", agency="Nurse")),
    ],
    ids=["observed or recorded", "not said", "the same person", "one names nobody"],
)  # fmt: skip
def test_what_can_both_be_right_is_no_contradiction(one, other):
    (offer,) = offers([one, other])

    assert not offer.is_contradiction


def test_several_hundred_entries_on_one_date_are_compared_in_reasonable_time():
    crowd = [
        told(f"{HUNGRY} {number}", on="2025", agency=f"Agency {number % 12}", reference=f"c/c/r{number}")
        for number in range(900)
    ]

    found = offers(crowd)

    assert sum(len(offer.entries) for offer in found) == 900
