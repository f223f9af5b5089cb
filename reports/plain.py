"""Where a text could be plainer: for each place a sentence that says what to write instead. Pure; changes nothing.

What stands between quotation marks is somebody's own words and is left alone (FAM-01: do not tidy up).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

MOST_IN_A_SENTENCE = 30
MOST_AGE = 13
FEWEST_WORDS = 60  # for a reading age: a formula says nothing about a few words
OLDEST = 18  # beyond it the formula says nothing more
MOST_LETTERS = 20_000  # more of one text isn't looked at
MOST_OF_A_KIND = 5
MOST_ABBREVIATIONS = 20
FORMULA = "Flesch–Kincaid"

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
#: Each ends where the next begins, so that a text of nothing but quotation marks is read once.
SPOKEN = re.compile(
    r"“[^“”]*”|\"[^\"\n]*\"|(?<!\w)‘(?:[^‘’\n]|’(?=\w))*’(?!\w)|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w))*'(?!\w)"
)
SHORT = re.compile(r"(?<![\w&])[A-Z](?:&?[A-Z]){1,5}(?=s?(?![\w&’']))")
VOWELS = re.compile(r"[aeiouyáàâäéèêëíìîïóòôöúùûü]+", re.IGNORECASE)
#: "gave", "named", "smiles"; not "table", "settled", "wanted", "ages".
SILENT = re.compile(
    r"(?<![aeiouy])(?<![^aeiouy]l)e$|(?<![aeioutdy])(?<![^aeiouy]l)ed$|(?<![aeiousxzcgy])(?<![^aeiouy]l)es$"
)


@dataclass(frozen=True)
class Hint:
    """One thing to look at again. `kind`: age, sentence, jargon, abbreviation, certain or blame."""

    kind: str
    found: str
    text: str


@dataclass(frozen=True)
class Words:
    """The list: what to look for, and what to say."""

    jargon: dict[str, str]
    abbreviations: dict[str, str]
    known_to_all: frozenset[str]
    certain: tuple[str, ...]
    blame: dict[str, str]


@cache
def listed() -> Words:
    """The list as it stands in plain_words.yaml."""
    kept: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("plain_words.yaml").read_text(encoding="utf-8")
    )
    return Words(
        jargon=kept["jargon"],
        abbreviations=kept["abbreviations"],
        known_to_all=frozenset(kept["known_to_all"]),
        certain=tuple(kept["certain"]),
        blame=kept["blame"],
    )


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Any entry of one list as whole words, the longest first, however its apostrophes and spaces are typed."""
    entries = sorted(getattr(listed(), kind), key=len, reverse=True)
    any_of = "|".join(re.escape(entry).replace("'", "['’]").replace(r"\ ", r"\s+") for entry in entries)
    return re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])", re.IGNORECASE)


def hints(text: str, *, alleged: bool = False, met: frozenset[str] = frozenset()) -> list[Hint]:
    """What could be plainer in `text`, each thing once.

    `alleged` is for the text of an allegation, where nothing is certain. `met` are abbreviations that were pointed at,
    or spelled out, further up.
    """
    own = SPOKEN.sub(" ", text[:MOST_LETTERS])
    found = [*_worded(own, "blame", "lays blame"), *_worded(own, "jargon", "isn’t everyday language")]
    if alleged:
        found += _certain(own)
    found += [*_abbreviations(own, met), *islice(_sentences(own), MOST_OF_A_KIND), *_age(own)]
    return found


def _worded(text: str, kind: str, why: str) -> Iterator[Hint]:
    say = getattr(listed(), kind)
    for typed, entry in _entries(text, kind):
        yield Hint(kind, typed, f"“{typed}” {why}. Plainer: {say[entry]}.")


def _entries(text: str, kind: str) -> Iterator[tuple[str, str]]:
    """(as it was typed, as it is listed), each listed one once."""
    seen = set()
    for match in _pattern(kind).finditer(text):
        typed = " ".join(match[0].split())
        entry = typed.lower().replace("’", "'")
        if entry not in seen:
            seen.add(entry)
            yield typed, entry


def _certain(text: str) -> Iterator[Hint]:
    for typed, _ in _entries(text, "certain"):
        yield Hint(
            "certain",
            typed,
            f"“{typed}” makes it certain, and this is an allegation. Write who says so, and that it isn’t established.",
        )


def _abbreviations(text: str, met: frozenset[str]) -> Iterator[Hint]:
    for short in used(text):
        if short in met or _is_spelled_out(text, short):
            continue
        words = listed().abbreviations.get(short)
        proposal = f": {words}" if words else " at its first use"
        yield Hint("abbreviation", short, f"“{short}”: not everybody knows it. Spell it out{proposal}.")


def used(text: str) -> list[str]:
    """The abbreviations of a text that not everybody knows. A text in capitals has none: it is loud."""
    own = SPOKEN.sub(" ", text[:MOST_LETTERS])
    found = list(dict.fromkeys(SHORT.findall(own)))
    loud = sum(len(word) > 1 and word.isupper() for word in WORD.findall(own))
    if loud * 3 > len(WORD.findall(own)) and loud > 3:
        return []
    return [short for short in found if short not in listed().known_to_all][:MOST_ABBREVIATIONS]


def _is_spelled_out(text: str, short: str) -> bool:
    """ "… mental health services (CAMHS)", or "CAMHS (child and adolescent …)"."""
    return bool(re.search(rf"\w\s*\({short}s?\)|\b{short}s?\s*\(\w", text))


def _sentences(text: str) -> Iterator[Hint]:
    for sentence in sentences(text):
        words = sentence.split()
        if len(words) > MOST_IN_A_SENTENCE:
            start = " ".join(words[:5])
            yield Hint(
                "sentence",
                start,
                f"The sentence that begins “{start} …” has {len(words)} words. Make two or three of it.",
            )


def sentences(text: str) -> list[str]:
    """A text in its sentences; a line of its own is one, whether or not it ends in a full stop."""
    return [part for part in SENTENCE.split(text) if WORD.search(part)]


def _age(text: str) -> Iterator[Hint]:
    age = reading_age(text)
    if age is not None and age > MOST_AGE:
        yield Hint(
            "age",
            "",
            f"Reading age {f'over {OLDEST}' if age > OLDEST else f'about {age}'} ({FORMULA}). Shorter sentences and everyday words bring it down; {MOST_AGE} or "
            "less is a good aim.",
        )


def reading_age(text: str) -> int | None:
    """The age at which most can read it: the Flesch–Kincaid grade plus five years. None for a short text."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    grade = 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(5, round(grade + 5))


def syllables(word: str) -> int:
    """About how many: groups of vowels, less a silent e at the end."""
    return max(1, len(VOWELS.findall(word)) - bool(SILENT.search(word.lower())))
