"""Every agency on one child, theme by theme, and what each silence means. No database."""

from reports.tests.materials import IVY, MUM, ZOE, child, fact, known, material, rows
from reports.themes import (
    NO_REPORT,
    NOT_ASKED,
    NOT_KNOWN_TO_US,
    SAYS_NOTHING,
    Line,
    Voice,
    by_theme,
)


def school(answers=None, *, ref=ZOE, **more):
    told = {f"contact:{ref}": known()} | (answers or {})
    return Voice("School", "abc", material(answers=told, **more))


def under(code, *voices, ref=ZOE):
    (theme,) = [theme for theme in by_theme(list(voices), ref) if theme.code == code]
    return theme.told


def test_every_theme_of_the_grid_stands_there_whatever_was_said():
    themes = by_theme([school()], ZOE)

    assert [theme.code for theme in themes] == [
        "harm", "future", "complicating", "safety", "strengths", "grey", "needs", "voice", "view"
    ]  # fmt: skip


def test_a_statement_says_status_source_day_and_what_it_was_like_for_the_child():
    row = fact("Cold.", source="second_hand", source_who="the aunt", impact="Shivered.", share="not:" + MUM)

    (told,) = under("harm", school({f"worries:{ZOE}": {"harm": rows(row)}}))

    assert (told.agency, told.report, told.silence) == ("School", "abc", "")
    assert told.lines == (
        Line(
            "Cold.", status="Fact", source="Second hand, from the aunt", when="March 2025",
            notes=("For the child: Shivered.", "Not with Małgorzata"), reference=f"worries:{ZOE}/harm/r1",
        ),
    )  # fmt: skip


def test_a_statement_in_a_sisters_part_that_is_about_this_child_as_well_stands_here_too():
    two = (child(), child(IVY, "Ivy"))
    answers = {f"worries:{ZOE}": {"harm": rows(fact("Both were cold.", about=[IVY]))}}

    (told,) = under("harm", school(answers, ref=IVY, children=two), ref=IVY)

    assert [(line.text, line.source, line.reference) for line in told.lines] == [
        ("Both were cold.", "Our records", f"worries:{ZOE}/harm/r1")
    ]


def test_five_silences_are_told_apart():
    none = {
        f"worries:{ZOE}": {"harm": rows(none=True)},
        f"strengths:{ZOE}": {"strengths": rows(none=True, none_why="Short visit")},
    }
    unknown = Voice("GP", "gp", material(answers={f"contact:{ZOE}": known("not known to us")}))
    other_child = Voice("Nursery", "n", material(children=(child(IVY, "Ivy"),)))
    medical = Voice("Clinic", "c", material(module="PAED", answers={f"contact:{ZOE}": known()}))

    told = under("harm", school(), school(none), unknown, other_child, medical, Voice("Police"))

    assert [one.silence for one in told] == [
        SAYS_NOTHING,
        "",
        NOT_KNOWN_TO_US,
        NOT_KNOWN_TO_US,
        NOT_ASKED,
        NO_REPORT,
    ]
    (line,) = told[1].lines
    assert (line.text, line.is_none) == ("None that we know of", True)
    (line,) = under("strengths", school(none))[0].lines
    assert (line.text, line.is_none) == ("We looked and found none. Short visit", True)


def test_tables_opinions_words_and_views_are_lines_with_their_question_where_a_theme_has_several():
    answers = {
        f"next:{ZOE}": {
            "needs": rows({"change needed": "calm mornings", "sign that it has happened": "Six weeks"}),
            "offer": rows(none=True),
        },
        f"worries:{ZOE}": {
            "harm": rows(fact("Cold.")),
            "future": {"text": "Too tired.\n\nTo learn.", "rests_on": [f"worries:{ZOE}/harm/r1"]},
        },
        f"voice:{ZOE}": {"consulted": {"choice": "yes", "note": ""}, "child_words": "“Quiet!”", "wishes": ""},
        f"view:{ZOE}": {
            "scale": {"value": "4", "reason": "Cold.", "higher": "Heating."},
            "recommend": {"choice": "plan", "note": ""},
        },
    }
    voice = school(answers)

    def lines(code):
        return [(line.label, line.text, line.status, line.is_none) for line in under(code, voice)[0].lines]

    assert lines("needs") == [
        ("What needs to change", "Calm mornings. Sign that it has happened: Six weeks", "", False),
        ("What the service will do", "Nothing further", "", True),
    ]
    assert lines("future") == [("", "Too tired.\nTo learn.", "Opinion", False)]
    assert under("future", voice)[0].lines[0].notes == ("Professional opinion. It rests on: Cold.",)
    assert lines("voice") == [("The child’s words", "“Quiet!”", "", False)]
    assert lines("view") == [
        (
            "How safe is this child now?",
            "4 out of 10, where 0 is unsafe and 10 is safe\nCold.\nWhat would make it one higher: Heating.",
            "",
            False,
        ),
        ("What should the conference decide?", "Plan", "", False),
    ]
