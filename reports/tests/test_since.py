"""How a report stands to the agency's last one: unchanged, changed, new, question by question and row by row."""

from datetime import date

from reports.document import document_of
from reports.material import place_of
from reports.since import marked, since_last, since_on
from reports.tests.materials import IVY, MUM, ZOE, child, fact, known, material, rows

ON = date(2025, 3, 3)
INVOLVEMENT, WORRIES = "involvement", f"worries:{ZOE}"
SAME, CHANGED, NEW = (
    f"{words} the report of 3 March 2025" for words in ("Same as in", "Changed since", "New since")
)
CAME = "From the report of 3 March 2025, not changed since"


def report(answers=None, **more):
    return material(answers={f"contact:{ZOE}": known()} | (answers or {}), **more)


def words(now, before, key, came=()):
    since = since_last(now, before, on=ON, came=frozenset(came))[key]
    return since.words, [since.row_words(number) for number in range(len(since.rows))]


def of_harm(now, before, came=False):
    key = (WORRIES, "harm")
    return words(
        report({WORRIES: {"harm": now}}), report({WORRIES: {"harm": before}}), key, [key] if came else ()
    )


def test_a_text_is_the_same_changed_or_new():
    key = (INVOLVEMENT, "involvement")
    old, other = (
        report({INVOLVEMENT: {"involvement": "Old."}}),
        report({INVOLVEMENT: {"involvement": "Other."}}),
    )

    assert words(old, old, key) == (SAME, [])
    assert words(old, old, key, [key]) == (CAME, [])
    assert words(other, old, key, [key]) == (CHANGED, [])
    assert words(old, report(), key) == (NEW, [])


def test_rows_are_told_apart():
    old = rows(fact("Cold."), fact("Hungry."))
    assert of_harm(old, old) == (SAME, [SAME, SAME])
    assert of_harm(old, old, came=True) == (CAME, [CAME, CAME])
    assert of_harm(rows(fact("Cold."), fact("Hungry."), fact("Tired.")), old) == (CHANGED, [SAME, SAME, NEW])
    assert of_harm(rows(fact("Cold.")), old) == (f"{CHANGED}; 1 of its rows is left out", [SAME])
    assert of_harm(rows(fact("Tired.")), old) == (f"{CHANGED}; 2 of its rows are left out", [NEW])


def test_a_row_that_came_over_and_was_changed_says_so():
    assert of_harm(rows(fact("Very cold.")), rows(fact("Cold.")), came=True) == (CHANGED, [CHANGED])
    assert of_harm(rows(fact("Very cold."))["rows"] and rows(fact("Very cold.")), rows(fact("Cold."))) == (
        f"{CHANGED}; 1 of its rows is left out",
        [NEW],
    )


def test_who_may_see_a_row_and_what_it_rests_on_is_no_change():
    old = rows(fact("Cold.", share="chair", ground="legal advice", share_why="x", rests_on=["a/b/r1"]))
    assert of_harm(rows(fact("Cold.")), old) == (SAME, [SAME])


def test_of_whom_it_is_in_another_order_is_no_change():
    assert of_harm(rows(fact(about=[MUM, IVY])), rows(fact(about=[IVY, MUM]))) == (SAME, [SAME])


def test_that_there_is_nothing_any_more_is_a_change():
    assert of_harm(rows(none=True), rows(fact("Cold."))) == (f"{CHANGED}; 1 of its rows is left out", [])
    assert of_harm(rows(none=True), rows(none=True)) == (SAME, [])


def test_nothing_is_said_of_a_child_whom_the_last_report_did_not_know():
    now = report(
        {f"contact:{IVY}": known(), f"worries:{IVY}": {"harm": rows(fact())}},
        children=(child(), child(IVY, "Ivy")),
    )
    assert not [place for place, _ in since_last(now, report(), on=ON) if place.endswith(IVY)]


def test_of_one_page_by_question():
    now = report({WORRIES: {"harm": rows(fact())}, INVOLVEMENT: {"involvement": "x"}})
    assert list(since_on(since_last(now, report(), on=ON), place_of(now, WORRIES))) == ["harm"]


def shown(now, before):
    document = marked(document_of(now), since_last(now, before, on=ON))
    return {answer.key: answer for section in document.sections for answer in section.fields}


def test_the_document_says_it_at_each_answer_and_each_row():
    row = {"service": "GP", "worker": "Ivana", "for whom": "", "since": "2024"}
    old = report({INVOLVEMENT: {"involvement": "Old.", "other_agencies": rows(row)}})
    now = report(
        {
            INVOLVEMENT: {"involvement": "Old.", "other_agencies": rows(row, row | {"worker": "Nguyễn"})},
            WORRIES: {"harm": rows(fact("Cold."))},
        }
    )
    answers = shown(now, old)

    assert answers["involvement"].since == SAME
    assert answers["other_agencies"].columns[-1] == "Since last time"
    assert [row[-1] for row in answers["other_agencies"].rows] == [SAME, NEW]
    assert [(one.text, one.since) for one in answers["harm"].statements] == [("Cold.", NEW)]
    assert answers["meaning"].since == ""


def test_a_row_of_a_brothers_or_sisters_part_is_marked_there():
    children = (child(), child(IVY, "Ivy"))
    now = report(
        {f"contact:{IVY}": known(), f"worries:{IVY}": {"harm": rows(fact("Both.", about=[ZOE]))},
         WORRIES: {"harm": rows(fact("Own."))}}, children=children,
    )  # fmt: skip
    document = marked(document_of(now), since_last(now, report(children=children), on=ON))
    (section,) = [one for one in document.sections if one.key == WORRIES]
    (harm,) = [one for one in section.fields if one.key == "harm"]

    assert [(one.text, one.since) for one in harm.statements] == [("Own.", NEW), ("Both.", "")]
