"""The reference that people say: LT-7K4Q (decisions 14). Random, with a check character."""

import secrets

from django.db import models
from django.db.models import Q

#: No vowel but A, so that no words arise; nothing that is mistaken for something else. Twenty-nine: a prime.
ALPHABET = "23456789ABCDFGHJKMNPQRSTVWXYZ"
LETTERS = ALPHABET[8:]


def check_character(characters: str) -> str:
    """One more character, so that a single slip or two swapped neighbours are noticed."""
    total = sum(place * (ord(character) % 29) for place, character in enumerate(characters, start=1))
    return ALPHABET[total % 29]


def new_code(letter: str) -> str:
    """A code for a case of the authority whose letter is given: "LT-7K4Q"."""
    head = letter + secrets.choice(LETTERS)
    tail = "".join(secrets.choice(ALPHABET) for _ in range(3))
    return f"{head}-{tail}{check_character(head + tail)}"


def is_code(text: str) -> bool:
    """Whether `text` is a well-formed code whose check character agrees."""
    plain = text.replace("-", "").strip().upper()
    return len(plain) == 6 and check_character(plain[:5]) == plain[5]


def known(column: str, words, *, name: str, blank: bool = False) -> models.CheckConstraint:
    """The column holds one of the codes of `words` (or nothing, where blank)."""
    codes = [word.value for word in words] + ([""] if blank else [])
    return models.CheckConstraint(condition=Q(**{f"{column}__in": codes}), name=name)


def exactly_one(*columns: str, name: str) -> models.CheckConstraint:
    """Exactly one of the nullable columns is filled."""
    condition = Q()
    for filled in columns:
        condition |= Q(**{f"{column}__isnull": column != filled for column in columns})
    return models.CheckConstraint(condition=condition, name=name)


def in_order(first: str, last: str, *, name: str) -> models.CheckConstraint:
    """The last day, where there is one, isn't before the first."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": models.F(first)}), name=name
    )


class PeriodQuerySet(models.QuerySet):
    """Rows that hold from one day to another, both included."""

    def current(self, *, today):
        return self.filter(from_on__lte=today).filter(Q(to_on=None) | Q(to_on__gte=today))
