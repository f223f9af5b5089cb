"""The published generator: two hundred ways of writing one address, and addresses without end. Always the same ones.

An address is (number, name of the street, its kind, postcode); a variant is that, spelled, ordered, joined and disguised.
"""

import random
import unicodedata
from itertools import count

from reports.spellings import ONES, STREETS, spelled

SEED = 20261126
NAMES = (
    "Larch Hazelmere Pennyfold Quarrybank Tanner's Saint Aldhelm's|Harrow Weald|Old Mill|Wren|Sycamore|Upper Fenwick|"
    "Kingfisher|Marsh|Orchard|Bramble|Elm|Foundry|St Brannock's|Rookery|Watermeadow|Cobbler's|Thistledown|Alder|Beacon"
)
STREET_NAMES = [
    name for part in NAMES.split("|") for name in (part.split(" S")[0].split() if "Larch" in part else [part])
]
KINDS = [kind for kind in STREETS if kind not in ("estate", "crossing")]
SENTENCES = (
    "They moved to {} in the spring.",
    "{}",
    "Home visit ({}) on 3 March 2026: nobody was in.",
    "Mum said that he found out she is at {}, and she is afraid.",
    "Seen:\t{}\twith his sister",
    "Letter sent to {}. No answer.",
)
LOOK_ALIKE = str.maketrans("aceopxyACEHKMOPTXBi", "асеорхуАСЕНКМОРТХВі")
GREEK = str.maketrans("oavABEHIKMNOPTXYZ", "οανΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
FULL_WIDTH = {number: number + 0xFEE0 for number in range(33, 127)}
LIGATURES = (("ffi", "ﬃ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("st", "ﬆ"))
MATHEMATICAL = {ord("a") + n: 0x1D41A + n for n in range(26)} | {ord("A") + n: 0x1D400 + n for n in range(26)}


def _cut(text, dice, mark):
    """The mark put somewhere into the longest word."""
    word = max(text.split(), key=len)
    place = dice.randrange(1, len(word))
    return text.replace(word, word[:place] + mark + word[place:], 1)


def _ligatures(text, dice):
    for letters, one in LIGATURES:
        text = text.replace(letters, one)
    return text


def _marks(text, dice):
    return "".join(
        letter + dice.choice(("", "\u200b", "\u00ad", "\u2060", "\u200d", "\ufeff")) for letter in text
    )


DISGUISES = {
    "as it is": lambda text, dice: text,
    "capitals": lambda text, dice: text.upper(),
    "small letters": lambda text, dice: text.lower(),
    "mixed": lambda text, dice: "".join(dice.choice((one.upper(), one.lower())) for one in text),
    "two spaces": lambda text, dice: text.replace(" ", "  "),
    "line break": lambda text, dice: text.replace(" ", "\n", 1),
    "every word on a line": lambda text, dice: text.replace(" ", "\r\n"),
    "no spaces": lambda text, dice: text.replace(" ", ""),
    "spaced out": lambda text, dice: " ".join(text.replace(" ", "")),
    "hyphens": lambda text, dice: text.replace(" ", "-"),
    "hyphenated": lambda text, dice: _cut(text, dice, "-\n"),
    "soft hyphen": lambda text, dice: _cut(text, dice, "\u00ad"),
    "no-break spaces": lambda text, dice: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text, dice: text.replace(" ", "\u2009"),
    "zero width": _marks,
    "right to left": lambda text, dice: "\u202b" + text.replace(" ", "\u200f \u200e") + "\u202c",
    "isolated": lambda text, dice: "\u2068" + text + "\u2069",
    "full width": lambda text, dice: text.translate(FULL_WIDTH),
    "Cyrillic": lambda text, dice: text.translate(LOOK_ALIKE),
    "Greek": lambda text, dice: text.translate(GREEK),
    "mathematical": lambda text, dice: text.translate(MATHEMATICAL),
    "ligatures": _ligatures,
    "accents apart": lambda text, dice: "".join(one + ("\u0301" if one in "aeou" else "") for one in text),
    "nought for O": lambda text, dice: text.replace("o", "0").replace("O", "0"),
    "O for nought": lambda text, dice: text.replace("0", "O"),
    "l for one": lambda text, dice: text.replace("1", "l"),
    "I for one": lambda text, dice: text.replace("1", "I"),
    "one for l": lambda text, dice: text.replace("l", "1"),
    "entities": lambda text, dice: "".join(f"&#{ord(one)};" for one in text),
    "hexadecimal entities": lambda text, dice: "".join(f"&#x{ord(one):x};" for one in text),
    "nbsp": lambda text, dice: text.replace(" ", "&nbsp;"),
    "escaped twice": lambda text, dice: text.replace(" ", "&amp;nbsp;"),
    "tags": lambda text, dice: text.replace(" ", "</b> <b>"),
    "cells": lambda text, dice: text.replace(" ", " | ", 1),
    "tabs": lambda text, dice: text.replace(" ", "\t"),
    "full stops": lambda text, dice: text.replace(" ", ". "),
    "brackets": lambda text, dice: text.replace(" ", " (", 1) + ")",
    "quotation marks": lambda text, dice: f"“{text}”",
    "underlined": lambda text, dice: text.replace(" ", "_"),
    "decomposed": lambda text, dice: unicodedata.normalize("NFD", text),
}
NUMBERS = {
    "digits": str,
    "words": lambda number: _in_words(number),
    "one by one": lambda number: " ".join(ONES[int(digit)] for digit in str(number)),
    "number": lambda number: f"number {number}",
    "no.": lambda number: f"no. {number}",
    "No": lambda number: f"No {number}",
    "hash": lambda number: f"#{number}",
    "№": lambda number: f"№{number}",
    "comma": lambda number: f"{number},",
}
ORDERS = {
    "number first": "{number} {street}",
    "number last": "{street}, {number}",
    "number last, in words": "{street} number {number}",
    "with the house": "{street}, the house is {number}",
    "in": "{number} in {street}",
    "with a flat": "{number}, flat 2, {street}",
}


def _in_words(number):
    words = spelled(number)
    return words.capitalize() if number < 100 else words


def address(dice):
    """Some address: number, name and kind of the street, postcode."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    postcode = (
        f"{dice.choice(letters)}{dice.choice(letters)}{dice.randint(1, 29)} "
        f"{dice.randint(0, 9)}{dice.choice(letters)}{dice.choice(letters)}"
    )
    return dice.randint(1, 300), dice.choice(STREET_NAMES), dice.choice(KINDS), postcode


def lines_of(number, name, kind):
    return f"{number} {name} {kind.capitalize()}\nStowmere"


def variant(dice, number, name, kind, postcode):
    """One way of writing it, and how it was made."""
    disguise = dice.choice(list(DISGUISES))
    sentence = dice.choice(SENTENCES)
    if dice.random() < 0.2:
        return sentence.format(DISGUISES[disguise](postcode, dice)), f"postcode, {disguise}"
    said, order = dice.choice(list(NUMBERS)), dice.choice(list(ORDERS))
    kinds = dice.choice((kind, *STREETS[kind]))
    street = f"{name} {kinds.capitalize()}" + dice.choice(("", "", "." if kinds != kind else ""))
    if name.startswith("St ") and dice.random() < 0.5:
        street = street.replace("St ", "Saint ", 1)
    written = ORDERS[order].format(number=NUMBERS[said](number), street=street)
    return sentence.format(DISGUISES[disguise](written, dice)), f"{order}, {said}, {kinds}, {disguise}"


def two_hundred():
    """The two hundred, each different, of 14 Larch Close, LT4 7KQ."""
    dice, seen = random.Random(SEED), {}
    while len(seen) < 200:
        text, made = variant(dice, 14, "Larch", "close", "LT4 7KQ")
        seen.setdefault(text, made)
    return list(seen.items())


def cases(number):
    """Some address each time, with one way of writing it."""
    dice = random.Random(SEED + 1)
    for _ in zip(range(number), count(), strict=False):
        one = address(dice)
        yield one, *variant(dice, *one)
