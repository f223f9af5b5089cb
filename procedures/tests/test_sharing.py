"""Who may read which piece of a report, asked for every audience, reader and set of facts there is."""

import itertools

import pytest

from procedures.sharing import (
    ADULT_SERVICES,
    MEDICAL,
    RULED_FACTS,
    SETTLED,
    SHARING,
    Audience,
    Fact,
    Reader,
    Verdict,
    audiences_of,
    decide,
)
from procedures.workflow import RestrictionState

A, R, F, V = Audience, Reader, Fact, Verdict
FACTS = [frozenset(some) for number in range(len(Fact) + 1) for some in itertools.combinations(Fact, number)]
EVERYTHING = list(itertools.product(Audience, Reader, FACTS))

#: Read straight from report-forms 2: who gets a piece as a matter of course, before any mark or ruling.
#: s shown, p without places, w withheld, c the chair decides. Chair, author's agency, professional, parent, child.
AS_A_MATTER_OF_COURSE = {
    A.STD: "sssss",
    A.PROF: "sssww",
    A.CHAIR: "sswww",
    A.PERPARENT: "sssww",
    A.SELFONLY: "sssww",
    A.NOTPERSON: "ssscc",
    A.RULE: "ssccc",
    A.RELEASE: "ssccc",
    A.VAULT: "sswww",
    A.NOADDRESS: "ssppp",
}
LETTERS = {"s": V.SHOWN, "p": V.WITHOUT_PLACES, "w": V.WITHHELD, "c": V.CHAIR_DECIDES}


def expected(audience, reader, facts):
    """The whole table again, worked out another way."""
    if audience is A.VAULT:
        leaves = reader is R.CHAIR and F.LEAVES in facts
        return V.SHOWN if reader in (R.CHAIR, R.AUTHOR) and not leaves else V.WITHHELD
    plain = LETTERS[AS_A_MATTER_OF_COURSE[audience][list(Reader).index(reader)]]
    if plain in (V.SHOWN, V.WITHOUT_PLACES):
        return plain
    if audience in (A.PERPARENT, A.SELFONLY):
        return V.SHOWN if reader is R.PARENT and F.ABOUT_SELF in facts else V.WITHHELD
    if F.RELEASED in facts:
        return V.SHOWN
    if F.REWORDED in facts:
        return V.OTHER_WORDS
    if audience is A.NOTPERSON and F.NAMED in facts:
        return V.WITHHELD
    picked = audience in (A.NOTPERSON, A.RULE) and F.PICKED in facts
    return V.SHOWN if picked else plain


def test_every_answer_of_the_whole_table_is_what_the_field_list_says():
    assert set(SHARING) == set(itertools.product(Audience, Reader))
    for audience, reader, facts in EVERYTHING:
        assert decide([audience], reader, facts) is expected(audience, reader, facts), (
            audience,
            reader,
            facts,
        )


def test_every_row_says_why():
    assert [key for key, answer in SHARING.items() if not answer.because] == []


def test_the_chair_and_the_agency_that_wrote_it_read_everything_on_screen():
    for audience, reader, facts in EVERYTHING:
        if reader in (R.CHAIR, R.AUTHOR) and F.LEAVES not in facts:
            assert decide([audience], reader, facts) is V.SHOWN


def test_a_medical_report_is_in_no_pack_not_even_the_chairs():
    # REP-11.
    for audience in Audience:
        parts = audiences_of(audience, module=MEDICAL, about_adult=False)
        leaving = decide(parts, R.CHAIR, frozenset({F.LEAVES}))
        assert leaving is (V.SHOWN if audience is A.RELEASE else V.WITHHELD)


def test_nobody_but_the_chair_reads_a_medical_report_whatever_its_fields_say_but_what_the_chair_releases():
    for audience, reader, facts in EVERYTHING:
        if reader in (R.PROFESSIONAL, R.PARENT, R.CHILD):
            parts = audiences_of(audience, module=MEDICAL, about_adult=False)
            released = audience is A.RELEASE and facts & {F.RELEASED, F.REWORDED}
            assert decide(parts, reader, facts).is_shown is bool(released)


@pytest.mark.parametrize("module", sorted(ADULT_SERVICES))
def test_what_an_adult_service_holds_about_an_adult_never_reaches_the_other_parent_or_a_child(module):
    for audience, facts in itertools.product(Audience, FACTS):
        parts = audiences_of(audience, module=module, about_adult=True)
        assert not decide(parts, R.CHILD, facts).is_shown
        if F.ABOUT_SELF not in facts:
            assert not decide(parts, R.PARENT, facts).is_shown


def test_what_an_adult_service_says_of_the_child_and_what_others_say_keep_the_fields_own_audience():
    for audience in Audience:
        assert audiences_of(audience, module="SUB", about_adult=False) == (audience,)
        assert audiences_of(audience, module="EDUS", about_adult=True) == (audience,)


def test_another_audience_can_only_tighten():
    # Report-forms 2: the author can tighten a row, never loosen it.
    for one, other, reader, facts in itertools.product(Audience, Audience, Reader, FACTS):
        together, alone = decide([one, other], reader, facts), decide([one], reader, facts)
        order = list(Verdict)
        assert order.index(together) >= order.index(alone)


def test_nothing_is_shown_because_nobody_asked_for_an_audience():
    with pytest.raises(ValueError, match="empty"):
        decide([], R.PARENT)


def test_three_verdicts_show_something_and_two_readers_are_family():
    assert {verdict for verdict in Verdict if verdict.is_shown} == {V.SHOWN, V.WITHOUT_PLACES, V.OTHER_WORDS}
    assert {reader for reader in Reader if reader.is_family} == {R.PARENT, R.CHILD}


def test_a_restriction_opens_only_in_the_states_that_say_so_and_is_settled_once_it_needs_nobody():
    K = RestrictionState
    assert RULED_FACTS == {K.SHARED: F.RELEASED, K.RELEASED: F.RELEASED, K.OTHER_WORDS: F.REWORDED}
    assert set(RestrictionState) - SETTLED == {K.WAITING, K.WORDS_ASKED, K.WORDS_OFFERED, K.REFUSED}
