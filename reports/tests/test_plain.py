"""Hints about words: what is pointed at, what is left alone, and what is said instead."""

import time

import pytest

from reports.plain import hints, listed, reading_age, sentences, syllables, used


def said(text, **more):
    return [hint.text for hint in hints(text, **more)]


def kinds(text, **more):
    return [(hint.kind, hint.found) for hint in hints(text, **more)]


@pytest.mark.parametrize("text", ["", "   ", "Zoë came to school without a coat.", "She saw her GP at A&E."])
def test_plain_words_have_no_hint(text):
    assert hints(text) == []


@pytest.mark.parametrize(
    ("typed", "plainer"),
    [
        ("She disclosed it on Monday.", "told us, or told somebody by name"),
        ("He presented with a bruise.", "had, showed"),
        ("They were non-compliant.", "didn't do what was asked; say what, and why if you know"),
        ("We have safeguarding concerns.", "say what you are worried about"),
        ("The s47 ended.", "an enquiry into whether the child is being harmed"),
        ("She DNA’d.", "wasn't brought (a child), didn't come (an adult)"),
        ("She DNA'd.", "wasn't brought (a child), didn't come (an adult)"),
    ],
)
def test_a_word_of_the_trade_gets_a_plain_one(typed, plainer):
    assert [text.partition("Plainer: ")[2] for text in said(typed)] == [f"{plainer}."]


def test_a_word_is_pointed_at_once_as_it_was_typed():
    assert kinds("Disclosed twice: disclosed, and\nDISCLOSED.") == [("jargon", "Disclosed")]


def test_words_are_found_across_a_line_break_and_not_inside_others():
    assert kinds("It was prior\n to that. The undisclosed-disclosed-place is priory to all.") == [
        ("jargon", "prior to")
    ]


def test_the_longer_entry_wins():
    assert kinds("They presented with it.") == [("jargon", "presented with")]


def test_blame_is_said_without_it():
    assert said("Mum failed to engage.") == [
        "“failed to engage” lays blame. Plainer: say what was offered, and what got in the way."
    ]


@pytest.mark.parametrize("quoted", ["“{}”", '"{}"', "‘{}’", "'{}'", "‘it’s {}’", "'it's {}'"])
def test_somebodys_own_words_are_left_alone(quoted):
    assert hints(f"She said {quoted.format('he disclosed DV')} to us.") == []


def test_an_apostrophe_opens_no_quotation():
    assert kinds("The parents' house and the child's CP plan") == [("abbreviation", "CP")]


def test_an_allegation_is_not_certain():
    text = "He clearly did it."
    assert hints(text) == []
    assert said(text, alleged=True) == [
        "“clearly” makes it certain, and this is an allegation. Write who says so, and that it isn’t established."
    ]


def test_an_abbreviation_is_spelled_out_where_it_is_first_used():
    assert said("Seen by CAMHS and QXZ.") == [
        "“CAMHS”: not everybody knows it. Spell it out: child and adolescent mental health services.",
        "“QXZ”: not everybody knows it. Spell it out at its first use.",
    ]
    assert kinds("Seen by CAMHS.", met=frozenset({"CAMHS"})) == []


@pytest.mark.parametrize(
    "text", ["a health visitor (HV) came", "the HV (health visitor) came", "two visitors (HVs) came"]
)
def test_one_that_is_spelled_out_is_left_alone(text):
    assert hints(text) == []


def test_a_text_in_capitals_is_loud_and_no_abbreviation():
    assert used("MUM SAID SHE WILL NOT COME") == []
    assert used("GP and SENCO") == ["SENCO"]


def test_only_the_first_twenty_are_looked_at():
    assert len(used(" and so it went on with ".join(f"Q{a}{b}" for a in "ABCDE" for b in "ABCDEF"))) == 20


def test_a_very_long_sentence_is_to_be_cut():
    assert said("We went on and on " * 7 + ".") == [
        "The sentence that begins “We went on and on …” has 36 words. Make two or three of it."
    ]
    assert hints("We went on and on. " * 7) == []


def test_at_most_five_sentences_are_pointed_at():
    assert len(hints(("a " * 31 + ". ") * 9)) == 5


def test_each_line_is_a_sentence():
    assert sentences("One.\n\nTwo\n---\nThree? Four") == ["One.", "Two", "Three? ".strip(), "Four"]


def test_a_short_text_has_no_reading_age():
    assert reading_age("The cat sat. " * 19) is None
    assert reading_age("The cat sat. " * 20) == 5


def test_a_hard_text_says_its_reading_age_and_the_formula():
    hard = "Considerable multidisciplinary collaboration deteriorated significantly throughout. " * 12
    assert said(hard) == [
        "Reading age over 18 (Flesch–Kincaid). Shorter sentences and everyday words bring it down; 13 or less is a good aim."
    ]


def test_a_text_between_the_two_says_about_how_old():
    text = (
        "The teacher visited the family after school because nobody had answered the letters that were posted. "
        * 5
    )
    assert reading_age(text) == 16
    assert said(text) == [
        "Reading age about 16 (Flesch–Kincaid). Shorter sentences and everyday words bring it down; 13 or less is a good aim."
    ]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("table", 2),
        ("ages", 2),
        ("jumped", 1),
        ("wanted", 2),
        ("nine", 1),
        ("rhythm", 1),
        ("settled", 2),
        ("hmm", 1),
    ],
)
def test_syllables_are_groups_of_vowels(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    "text",
    ["“" * 20_000, "‘" * 20_000, "' " * 10_000, "AB (" * 5_000, "a" * 1_000_000, "disclosed " * 90_000],
)
def test_a_text_made_to_take_long_takes_no_time(text):
    began = time.perf_counter()
    hints(text, alleged=True)
    assert time.perf_counter() - began < 2


def test_the_list_says_something_of_every_entry_in_lower_case():
    words = listed()
    for entry, plainer in (words.jargon | words.blame).items():
        assert entry == entry.lower()
        assert plainer.strip()
    assert not set(words.abbreviations) & words.known_to_all
    assert not set(words.jargon) & set(words.blame)
