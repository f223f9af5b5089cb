"""What differs between two versions, field by field and word by word; marked in words (report-forms 12)."""

from dataclasses import replace

from reports.differences import ADDED, MOST_WORDS, REMOVED, SAME, Pair, Run, differences
from reports.document import Document, Group, Section
from reports.material import AddendumIn, FileIn
from reports.worded import Answered, Statement

STATEMENT = Statement(
    text="Late on nine days.", status="Fact", source="Our records", when="May 2026", about=(), tone="Worry",
    impact="Missed reading.", share="Everyone entitled", share_reason="", rests_on=(),
)  # fmt: skip


def field(*paragraphs, key="parenting", label="Parenting", shape="text", **more):
    return Answered(key, label, "std", shape, paragraphs, **more)


def document(*fields, addenda=(), closed=""):
    sections = (Section("view:zoe", "Your view", "child", "Zoë", fields, closed),)
    return Document(
        title="", agency="School", code="LT-1", conference={}, author={}, definition="", approved_by="",
        groups=(Group("Zoë", "child", "", sections),), addenda=addenda,
    )  # fmt: skip


def words(runs):
    return [(run.kind, run.text) for run in runs]


def test_the_same_document_has_no_differences():
    assert differences(document(field("One.")), document(field("One."))) == []


def test_changed_words_are_marked_and_the_others_are_not():
    (change,) = differences(
        document(field("He was late on nine days.")), document(field("He was late on six days."))
    )

    assert (change.group, change.section, change.label, change.same) == ("Zoë", "Your view", "Parenting", 0)
    (pair,) = change.pairs
    assert words(pair.before) == [(SAME, "He was late on "), (REMOVED, "nine "), (SAME, "days.")]
    assert words(pair.after) == [(SAME, "He was late on "), (ADDED, "six "), (SAME, "days.")]
    assert not change.is_new and not change.is_gone


def test_paragraphs_that_stay_are_counted_and_not_shown():
    (change,) = differences(
        document(field("One.", "Two.", "Three.")), document(field("One.", "Three.", "Four."))
    )

    assert change.same == 2
    assert change.pairs == (
        Pair((Run(REMOVED, "Two."),), ()),
        Pair((), (Run(ADDED, "Four."),)),
    )
    assert not change.is_new and not change.is_gone


def test_where_a_row_went_the_others_are_compared_with_what_they_became():
    before = ["Late on nine days in May.", "A bruise on his arm was seen.", "His mother came to the school."]
    after = ["A bruise on his left arm was seen.", "His mother came to the school twice.", "New shoes."]
    (change,) = differences(document(field(*before)), document(field(*after)))

    told = [
        ("".join(run.text for run in side) for side in (pair.before, pair.after)) for pair in change.pairs
    ]
    assert [tuple(one) for one in told] == [
        (before[0], ""),
        (before[1], after[0]),
        (before[2], after[1]),
        ("", after[2]),
    ]


def test_a_row_that_came_first_is_not_taken_for_the_one_that_stood_there():
    before, after = ["Late on nine days in May.", "Gone."], ["New shoes.", "Late on six days in May."]
    (change,) = differences(document(field(*before)), document(field(*after)))

    told = [
        tuple("".join(run.text for run in side) for side in (pair.before, pair.after))
        for pair in change.pairs
    ]
    assert told == [("", after[0]), (before[0], after[1]), (before[1], "")]


def test_very_many_rows_are_compared_by_their_places():
    before, after = ([f"{word} on day {number}" for number in range(60)] for word in ("Late", "Absent"))
    (change,) = differences(document(field(*before)), document(field(*after)))

    assert len(change.pairs) == 60
    assert all(pair.before and pair.after for pair in change.pairs)


def test_a_field_that_comes_and_one_that_goes_say_so():
    new, gone = field("Here.", key="scale", label="Scale"), field("There.")

    first, last = differences(document(gone), document(new))

    assert (first.label, first.is_new, first.is_gone) == ("Scale", True, False)
    assert (last.label, last.is_new, last.is_gone) == ("Parenting", False, True)


def test_a_statement_differs_in_each_of_its_columns():
    for changed in (
        {"status": "Opinion"}, {"source": "First hand"}, {"when": "June"}, {"tone": "Strength"}, {"impact": "None."},
        {"share": "Chair only", "share_reason": "Risk"}, {"about": ("Ivy",)}, {"rests_on": ("The register.",)},
    ):  # fmt: skip
        before = document(field(shape="statements", statements=(STATEMENT,)))
        after = document(field(shape="statements", statements=(replace(STATEMENT, **changed),)))
        (change,) = differences(before, after)
        assert any(run.kind == ADDED for run in change.pairs[0].after), changed


def test_rows_items_files_and_notes_differ_too():
    plain = document(field(shape="table", columns=("Day", "What"), rows=(("Monday", "Late"),)))
    other = document(field(shape="table", columns=("Day", "What"), rows=(("Monday", ""),)))
    (change,) = differences(plain, other)
    assert "".join(run.text for run in change.pairs[0].before) == "Day: Monday; What: Late"

    file = FileIn(
        ref="f1", key="attach", subject="", name="register.png", kind="png", size=1, sha256="", share=""
    )
    (change,) = differences(document(), document(field(shape="files", files=(file,))))
    assert change.pairs[0].after == (Run(ADDED, "File: register.png"),)

    (change,) = differences(document(field("One.")), document(field("One.", note="At school.")))
    assert (change.same, change.pairs[0].after) == (1, (Run(ADDED, "At school."),))


def test_a_part_that_is_closed_now_differs():
    (change,) = differences(document(), document(closed="Not known."))
    assert change.pairs[0].after == (Run(ADDED, "Not known."),)


def test_an_addendum_is_a_difference():
    added = AddendumIn(place="", title="", text="They moved.", reason="It came late.")

    (change,) = differences(document(), document(addenda=(added,)))

    assert (change.group, change.section) == ("", "Addenda")
    assert change.pairs[0].after == (Run(ADDED, "They moved.\nBecause: It came late."),)


def test_very_long_texts_are_shown_whole():
    long = "word " * MOST_WORDS
    (change,) = differences(document(field(long)), document(field(f"{long} more")))
    assert [run.kind for run in (*change.pairs[0].before, *change.pairs[0].after)] == [REMOVED, ADDED]


def test_words_that_mean_something_to_a_browser_stay_words():
    (change,) = differences(document(field("<b>x</b>")), document(field("<i>x</i> \u202e")))
    assert words(change.pairs[0].after) == [(ADDED, "<i>x</i> \u202e")]
