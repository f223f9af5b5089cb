"""The vocabulary: codes that never change, labels that a reader sees."""

import pytest

from procedures import words
from procedures.words import AgencyKind, ConferenceKind, Role, Word

VOCABULARIES = [
    one for one in vars(words).values() if isinstance(one, type) and issubclass(one, Word) and one is not Word
]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_code_is_a_plain_word_and_every_label_is_written_for_a_reader(vocabulary):
    for word in vocabulary:
        assert word == word.value == str(word)
        assert word.value.replace("_", "").replace("-", "").isalnum() and word.value.islower()
        assert word.label[0].isupper() and word.label == word.label.strip()
        assert vocabulary(word.value) is word


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_no_two_words_of_a_vocabulary_are_called_alike(vocabulary):
    assert len({word.label for word in vocabulary}) == len(vocabulary)
    assert vocabulary.choices() == [(word.value, word.label) for word in vocabulary]


def test_three_roles_are_held_at_an_agency_and_all_others_at_an_authority():
    assert {role for role in Role if role.of_agency} == {
        Role.AGENCY_WRITER,
        Role.AGENCY_SIGNER,
        Role.AGENCY_LEAD,
    }


def test_schools_early_years_and_colleges_are_education():
    # POL-15, ours: early years and colleges as schools.
    assert {kind for kind in AgencyKind if kind.is_education} == {
        AgencyKind.EDUCATION_SCHOOL,
        AgencyKind.EARLY_YEARS,
        AgencyKind.COLLEGE,
    }


def test_pre_birth_and_transfer_in_have_the_standing_of_an_initial():
    # CON-03, CON-08.
    assert {kind for kind in ConferenceKind if kind.counts_as_initial} == {
        ConferenceKind.INITIAL,
        ConferenceKind.PRE_BIRTH,
        ConferenceKind.TRANSFER_IN,
    }
