"""Protected values in texts: the two hundred variants, the clean texts, a thousand random cases, and how places are shown."""

from datetime import date
from time import process_time

import pytest

from reports.births import births
from reports.folding import fold
from reports.protected import Protected, Search, Value, find, find_in
from reports.tests.clean_texts import TEXTS
from reports.tests.variants import cases, lines_of, two_hundred

HOME = Value(Protected.ADDRESS, "14 Larch Close\nStowmere", "Ivy")
POSTCODE = Value(Protected.POSTCODE, "LT4 7KQ", "Ivy")
REFUGE = Value(Protected.ADDRESS, "Haven House\n3 Quay Street\nStowmere")
MOBILE = Value(Protected.TELEPHONE, "07700 900147")
LANDLINE = Value(Protected.TELEPHONE, "+44 1632 960147")
SCHOOL = Value(Protected.SETTING, "Thornwold High School")
CARER = Value(Protected.PLACEMENT, "Bryony Close")
EVERYTHING = [HOME, POSTCODE, REFUGE, MOBILE, LANDLINE, SCHOOL, CARER]


def said(text, *values, certain=None):
    """What was found, in the text's own words."""
    hits = find(text, values or EVERYTHING)
    return [text[hit.start : hit.end] for hit in hits if certain in (None, hit.certain)]


def test_all_two_hundred_variants_of_a_protected_address_are_caught():
    search = Search([HOME, POSTCODE])
    missed = [
        (text, made) for text, made in two_hundred() if not any(hit.certain for hit in search.find(text))
    ]
    assert len(two_hundred()) == 200
    assert missed == []


def test_a_thousand_random_addresses_do_not_get_through():
    missed = []
    for (number, name, kind, postcode), text, made in cases(1000):
        values = [
            Value(Protected.ADDRESS, lines_of(number, name, kind)),
            Value(Protected.POSTCODE, postcode),
        ]
        if not any(hit.certain for hit in find(text, values)):
            missed.append((text, made))
    assert missed == []


def test_of_two_hundred_clean_texts_at_most_two_raise_a_false_alarm():
    search = Search(EVERYTHING)
    alarms = [text for text in TEXTS if search.find(text)]
    assert len(set(TEXTS)) == 200
    assert len(alarms) <= 2, alarms


def test_one_million_letters_are_gone_through_in_one_pass():
    text = ("\n".join(TEXTS) * 150)[:1_000_000]
    began = process_time()
    assert Search(EVERYTHING).find(text) == []
    assert process_time() - began < 3  # a third of a second on its own; this machine may have others to serve


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("call +44 (0)7700 900-147 now", "44 (0)7700 900-147"),
        ("0044 7700 900 147", "0044 7700 900 147"),
        ("O77OO 9OOl47", "O77OO 9OOl47"),
        ("07700\n900147", "07700\n900147"),
        ("(01632) 960 147", "01632) 960 147"),
        ("ring 960147 after six", "960147"),
        ("oh one six three two, nine six oh, one four seven", None),
        ("tel01632960147x", "01632960147"),
    ],
)
def test_a_telephone_number_is_found_in_any_grouping(text, found):
    assert said(text, MOBILE, LANDLINE) == [found or text]


def test_the_local_part_of_a_london_number_is_one_and_a_short_number_is_none():
    assert said("ring 7946 0018", Value(Protected.TELEPHONE, "020 7946 0018")) == ["7946 0018"]
    assert said("ring 496 0018", Value(Protected.TELEPHONE, "0114 496 0018")) == ["496 0018"]
    assert said("ring 12345", Value(Protected.TELEPHONE, "12345")) == []


@pytest.mark.parametrize(
    "text",
    [
        "LT47KQ",
        "lt4\u00a07kq",
        "L T 4  7 K Q",
        "LT4\n7KQ",
        "LТ4 7КQ",
        "LT four 7KQ",
        "ＬＴ４ ７ＫＱ",
    ],
)
def test_a_postcode_is_found_however_it_is_broken_up(text):
    assert said(f"to {text} today", POSTCODE) == [text]


def test_a_street_without_its_number_is_pointed_out_but_is_not_certain():
    assert said("She was seen in Larch Close.", certain=False) == ["Larch Close"]
    assert said("they live in larch close now", certain=False) == ["larch close"]
    assert said("114 Larch Close", certain=False) == ["Larch Close"]
    assert said("Larch Close 140", certain=False) == ["Larch Close"]
    assert said("14a Larch Close", certain=True) == []


def test_the_same_words_in_another_sense_are_nothing():
    assert said("sat in larch close to the fence") == []
    assert said("Larch closed the door") == []
    assert said("the larch close") == []


def test_the_name_of_a_street_alone_with_its_number_counts_where_the_sentence_or_the_address_ends():
    assert said("They moved to 14 Larch.") == ["14 Larch"]
    assert said("They moved to 14 Larch, Stowmere") == ["14 Larch"]
    assert said("They moved to 14 Larch Stowmere") == ["14 Larch"]
    assert said("They planted 14 larch trees") == []
    assert said("They moved to 14 Larchwood") == []
    assert said("3 Elm.", Value(Protected.ADDRESS, "3 Elm Road")) == []


def test_a_house_with_a_name_is_found_by_it():
    assert said("She is at Haven House now") == ["Haven House"]
    assert said("she went to haven hse") == ["haven hse"]
    assert said("a safe haven house by house") == []
    rectory = Value(Protected.ADDRESS, "The Old Rectory\nChurch Lane\nStowmere")
    assert said("the Old Rectory", rectory) == ["Old Rectory"]
    assert said("in Church Lane", rectory) == []  # every town has one
    assert said("Haven House, Stowmere", Value(Protected.ADDRESS, "Haven House\nStowmere")) == ["Haven House"]
    assert said("Stowmere", Value(Protected.ADDRESS, "Haven House\nStowmere")) == []
    assert said("the refuge", Value(Protected.ADDRESS, "Women’s refuge\nStowmere")) == []


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("Flat 2\n14 Larch Close", "14 Larch Close"),
        ("14 Larch Close\n\n-\nStowmere", "14 Larch Close"),
        ("Flat 2 14 Larch Close", "14 Larch Close"),
        ("14\nLarch Close", "14 Larch Close"),
        ("Larch Close 14\nStowmere", "14 Larch Close"),
        ("The Barn, 14 Larch Close, Stowmere LT4 7KQ", "LT4 7KQ"),
        ("No. 7, St John’s Road", "7 Saint Johns Rd"),
        ("No. 7, St John’s Road", "7 St John Road"),
        ("22b-24 Upper High Street", "22b Upr High St"),
        ("22b-24 Upper High Street", "22B/24 Upper High Street"),
        ("12 The Cedars", "twelve Cedars"),
        ("14 First Avenue", "14 1st Ave"),
        ("2nd floor\n14 Larch Close", "14 Larch Close"),
        ("105 Elm Road", "a hundred and five Elm Rd"),
        ("114 Elm Road", "one fourteen Elm Road"),
        ("2114 Elm Road", "two thousand one hundred and fourteen Elm Road"),
    ],
)
def test_addresses_are_read_as_people_write_them(lines, text):
    assert said(text, Value(Protected.ADDRESS, lines), certain=True) == [text]


def test_a_value_may_begin_in_one_cell_and_end_in_the_next():
    pieces = [("a", "seen by"), ("b", "at number 14,"), ("c", "Larch Close"), ("d", "and at Haven House")]
    found = list(find_in(pieces, Search(EVERYTHING)))
    assert [(name, hit.value) for name, hit, _ in found] == [("b", HOME), ("d", REFUGE)]
    assert [shown for _, _, shown in found] == ["at number 14, Larch Close", "and at Haven House"]


def test_the_name_of_somebody_is_found_in_full_and_in_either_order():
    child = Value(Protected.NAME, "Zoë Maud Okafor", also=("Zo",))
    for text in ("Zoe Maud Okafor", "ZOË OKAFOR", "Okafor, Zoë", "zo okafor", "ZoëOkafor", "Okafor Zoë Maud"):
        assert said(f"with {text}’s mother", child) == [text], text
    assert said("Zoë came, and Okafor did not", child) == []
    assert said("to me wer", Value(Protected.NAME, "Tom Ewer")) == []
    assert said("Bo", Value(Protected.NAME, "Bo")) == []
    assert said("Bo Y", Value(Protected.NAME, "Bo Y")) == []  # three letters say too little


def test_a_school_is_found_without_the_kind_of_school_that_ends_its_name():
    assert said("He goes to Thornwold High.") == ["Thornwold High"]
    assert said("at thornwold high school") == ["thornwold high school"]
    assert said("Thornwold is a town") == []
    assert said("at Rainbow Fifty", Value(Protected.SETTING, "Rainbow 50 Nursery")) == ["Rainbow Fifty"]


def test_a_hit_says_where_it_stands_in_the_original():
    text = "Seen:  &#49;4\u200b Lаrch&nbsp;Close, at four."
    (hit,) = find(text, [HOME])
    assert text[hit.start : hit.end] == "&#49;4\u200b Lаrch&nbsp;Close"
    assert hit.shown(text) == "Seen: &#49;4\u200b Lаrch&nbsp;Close, at four."


def test_many_places_of_one_value_are_cut_short_and_others_still_found():
    hits = find("14 Larch Close; " * 400 + "Haven House", EVERYTHING)
    assert 0 < len(hits) < 60
    assert hits[-1].value == REFUGE


def test_nothing_is_protected_and_nothing_is_written():
    assert find("14 Larch Close", []) == []
    assert find("", EVERYTHING) == []


def test_letters_that_only_look_alike_are_those():
    assert fold("ＢＥＮ ΒΕΝ ВЕN ᴀɴɴᴀ Łukasz Nguyễn İpek").compact == "benbenbenannalukasznguyenlpek"
    assert fold("محمد").compact == "محمد"
    assert fold("<b>x</b> 5 < 7 &unknown;").compact == "x57unknown"


def test_a_date_of_birth_of_nobody_here_is_pointed_out():
    known = frozenset({date(2016, 3, 14)})
    text = "DOB 14/03/2016. Born on 4 July 2019; d.o.b: 2018-02-03, date of birth 1st Mar 09. Born 14 Larch 2019."
    hits = list(births(text, known, century_ends=26))
    assert [hit.value.text for hit in hits] == ["2019-07-04", "2018-02-03", "2009-03-01"]
    assert text[hits[0].start : hits[0].end] == "Born on 4 July 2019"
    assert [hit.value.text for hit in births("born 3.4.85", known, century_ends=26)] == ["1985-04-03"]
    assert list(births("born 31 June 2019, born 3 2019", known, century_ends=26)) == []
