"""A row shows what nearly every row needs; the rest stands behind "More about this entry", open once it says something."""

import pytest

from reports.forms.part import PartForm
from reports.gaps import gaps_on
from reports.material import place_of
from reports.tests.materials import MUM, TODAY, ZOE, fact, known, material, rows

WORRIES, VIEW, VOICE, TOLD = f"worries:{ZOE}", f"view:{ZOE}", f"voice:{ZOE}", f"told:{ZOE}"
GROUND = f"{WORRIES}/harm/r1"


def block(page, key, *, checked=False, **answers):
    """One question of a page of a school's report, as the page lays it out."""
    said = {f"contact:{ZOE}": known(), page: answers}
    if page != WORRIES:
        said[WORRIES] = {"harm": rows(fact("Came hungry."))}
    found = material(answers=said)
    place = place_of(found, page)
    form = PartForm(found, place, gaps=gaps_on(found, place, today=TODAY) if checked else ())
    return next(one for one in form.laid_out() if one["asked"].key == key)


def boxes(row):
    """The names of the boxes in the open, with what makes each appear, and of those behind "More"."""
    seen = {box.name.rpartition("-")[2]: depends for box, depends in row["boxes"]}
    return seen, [box.name.partition("-r")[2].partition("-")[2] for box in row["more"]]


def test_a_blank_row_has_the_seldom_boxes_behind_more():
    row = block(WORRIES, "harm", harm=rows(fact()))["rows"][-1]

    seen, more = boxes(row)
    assert seen == {
        "what": "", "status": "", "rests_on": "opinion", "source": "", "source_who": "source-who", "when": "",
        "impact": "impact",
    }  # fmt: skip
    assert more == ["about", "share", "ground", "share_why"] and not row["more_is_open"]


@pytest.mark.parametrize(
    ("said", "is_open", "restricted"),
    [
        ({}, False, False),
        ({"about": [MUM]}, True, False),
        ({"share": "chair", "ground": "legal advice", "share_why": "x"}, True, True),
        ({"share_why": "Because."}, True, False),
    ],
)
def test_more_stands_open_where_it_says_something(said, is_open, restricted):
    row = block(WORRIES, "harm", harm=rows(fact(**said)))["rows"][0]

    assert (row["more_is_open"], row["restricted"], row["may_be_kept_back"]) == (is_open, restricted, True)


def test_more_stands_open_where_something_is_missing_from_it():
    row = block(WORRIES, "harm", checked=True, harm=rows(fact(share="chair")))["rows"][0]

    assert row["is_open"] and row["more_is_open"]
    assert [box.name.rpartition("-")[2] for box in row["more"] if box.errors] == ["ground", "share_why"]


def test_what_was_written_stays_in_sight_whatever_it_depends_on():
    told = fact(impact="Afraid.", source_who="A teacher", rests_on=["gone/harm/r1"])
    row = block(WORRIES, "complicating", harm=rows(fact()), complicating=rows(told))["rows"][0]

    assert set(boxes(row)[0].values()) == {""}


def test_what_is_needed_stays_in_sight_until_it_is_written():
    told = fact(status="opinion", when="", source="second_hand", tone="worry")
    row = block(WORRIES, "harm", checked=True, harm=rows(fact(), told))["rows"][1]

    seen = boxes(row)[0]
    assert (seen["rests_on"], seen["source_who"], seen["impact"]) == ("", "", "")


def test_who_may_see_it_stands_in_the_open_where_every_row_has_to_say_so():
    row = block(TOLD, "said")["rows"][-1]

    seen, more = boxes(row)
    assert {"share", "ground", "share_why"} <= set(seen) and more == ["about"]
    assert row["may_be_kept_back"] and row["says_so_itself"]


def test_the_end_and_the_mark_of_an_event_are_seldom():
    found = material()
    form = PartForm(found, place_of(found, "chronology"))
    row = next(one for one in form.laid_out() if one["asked"].key == "chronology")["rows"][-1]

    seen, more = boxes(row)
    assert more == ["end-date", "share", "ground", "share_why"] and "about" in seen and not row["restricted"]


def test_a_table_without_marks_has_nothing_behind_more():
    row = block(VIEW.replace("view", "next"), "grey")["rows"][-1]

    assert (row["more"], row["more_is_open"], row["restricted"]) == ([], False, False)


@pytest.mark.parametrize(
    ("answer", "checked", "grounds"),
    [
        ({"text": "", "rests_on": []}, False, (0, True)),
        ({"text": "Worse.", "rests_on": [GROUND]}, False, (1, False)),
        ({"text": "Worse.", "rests_on": ["gone/harm/r1"]}, True, (1, True)),
    ],
)
def test_what_an_opinion_rests_on_is_folded_once_something_is_ticked(answer, checked, grounds):
    found = block(VIEW, "meaning", checked=checked, meaning=answer)["grounds"]

    assert (found["ticked"], found["is_open"]) == grounds


def test_only_an_opinion_rests_on_something():
    assert block(VIEW, "likely")["grounds"] is None


def police(key, **answers):
    place_key = f"records:{MUM}"
    found = material(module="POL", answers={f"contact:{ZOE}": known(), place_key: answers})
    return next(
        one for one in PartForm(found, place_of(found, place_key)).laid_out() if one["asked"].key == key
    )


def test_of_what_is_the_chairs_alone_no_row_asks_who_may_see_it():
    row = police("allegations")["rows"][-1]

    seen, more = boxes(row)
    assert not {"share", "ground", "share_why"} & {*seen, *more}
    assert not row["may_be_kept_back"] and not row["restricted"]


def test_where_the_family_waits_for_the_chair_everyone_says_so():
    def everyone(key):
        row = police(key)["rows"][-1]
        box = next(box for box, _ in row["boxes"] if box.name.endswith("-share"))
        return dict(box.field.choices)["everyone"]

    assert everyone("convictions") == "Everyone, once the chair agrees"
    assert everyone("bail") == "Everyone entitled to the report"


def test_a_row_of_a_table_that_may_be_kept_back_asks_for_ground_and_reason():
    row = police("bail")["rows"][-1]

    seen, _ = boxes(row)
    assert {"share", "ground", "share_why"} <= set(seen) and row["may_be_kept_back"]
