"""The ways in which one address, name or number is written, each in the compact form of reports.folding. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from reports.folding import compact, fold

#: What ends the name of a street, and how it is shortened.
STREETS = {
    "road": ("rd",),
    "street": ("st", "str"),
    "avenue": ("ave", "av", "avn"),
    "close": ("cl", "clo", "cls"),
    "drive": ("dr", "drv"),
    "lane": ("ln", "la"),
    "court": ("ct", "crt"),
    "place": ("pl",),
    "gardens": ("gdns", "gdn", "gardn"),
    "square": ("sq",),
    "terrace": ("ter", "terr", "tce"),
    "crescent": ("cres", "cr", "crs", "cresc"),
    "grove": ("gr", "grv", "gro"),
    "park": ("pk",),
    "hill": ("hl",),
    "way": ("wy",),
    "mews": ("mws",),
    "walk": ("wlk",),
    "rise": ("ri",),
    "view": ("vw",),
    "green": ("grn", "gn"),
    "parade": ("pde", "par"),
    "row": (),
    "yard": ("yd",),
    "gate": ("gte",),
    "wharf": ("whf",),
    "quay": (),
    "vale": (),
    "parkway": ("pkwy", "pky"),
    "boulevard": ("blvd", "bvd"),
    "estate": ("est",),
    "crossing": ("xing",),
}
#: What ends the name of a house.
HOUSES = {
    "house": ("hse", "ho"),
    "cottage": ("cott", "cot"),
    "cottages": ("cotts", "cots"),
    "lodge": ("ldg",),
    "farm": ("fm",),
    "buildings": ("bldgs", "bdgs"),
    "building": ("bldg", "bdg"),
    "hall": (),
    "mansions": ("mans",),
    "tower": ("twr",),
    "rectory": (),
    "vicarage": (),
    "hostel": (),
    "centre": ("ctr", "center"),
    "villa": (),
    "villas": (),
}
ELSEWHERE = {
    "saint": ("st",),
    "st": ("saint",),
    "mount": ("mt",),
    "north": ("n", "nth"),
    "south": ("s", "sth"),
    "east": ("e",),
    "west": ("w",),
    "upper": ("upr", "up"),
    "lower": ("lwr", "low"),
    "great": ("gt", "grt"),
    "little": ("lt", "ltl"),
    "and": ("", "n"),
    "the": ("",),
    "doctor": ("dr",),
    "flat": ("fl", "apartment", "apt", "unit"),
}
SHORT_FOR = {short: long for table in (STREETS, HOUSES) for long, shorts in table.items() for short in shorts}
#: Words that say which part of a house it is; alone they say nothing.
PARTS = {"flat", "fl", "apartment", "apt", "unit", "room", "floor", "ground", "first", "top", "basement"}
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = {
    word: (f"{number}{'st' if number == 1 else 'nd' if number == 2 else 'rd' if number == 3 else 'th'}",)
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
ORDINALS |= {short: (word,) for word, (short,) in list(ORDINALS.items())}
MOST_FORMS = 400
NUMBER = re.compile(r"(?:no\.?|number|#)?\s*(\d{1,4})\s?([a-z]?)(?:\s*[-–/]\s*(\d{1,4})\s?([a-z]?))?\b", re.I)
POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")


@dataclass(frozen=True)
class Form:
    """One way of writing something. `joints`: where in it its second and later words begin."""

    text: str
    joints: tuple[int, ...] = ()


def spelled(number: int) -> str:
    """English words for 0 to 9999, without spaces."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (ONES[number % 10] if number % 10 else "")
    big, word = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = spelled(number % big) if number % big else ""
    joined = "and" if rest and number % big < 100 else ""
    return spelled(number // big) + word + joined + rest


def house_numbers(said: re.Match) -> frozenset[str]:
    """Every way of writing the number of a house: "14", "fourteen", "one four"; of "14-16" its ends as well."""
    first, letter, last, last_letter = said.groups()
    found = set(_number(first, letter))
    if last:
        ends = list(_number(last, last_letter or ""))
        found |= {one + other for one in found for other in ends} | set(ends)
    return frozenset(found)


def _number(digits: str, letter: str) -> Iterator[str]:
    number = int(digits)
    word = spelled(number)
    ways = {digits, str(number), word, "".join(ONES[int(digit)] for digit in digits)}
    if 100 <= number:
        ways |= {word.replace("hundredand", "hundred"), word.replace("onehundred", "ahundred")}
        ways.add(spelled(number // 100) + spelled(number % 100))  # "one fourteen"
    yield from (compact(f"{way} {letter}") for way in ways)


def phrase_forms(words: list[str]) -> list[Form]:
    """The words with each in every way of shortening it, and of writing it out."""
    ways = [_ways(word, is_last=number == len(words) - 1) for number, word in enumerate(words)]
    found = {}
    for chosen in islice(product(*ways), MOST_FORMS):
        joints, length = [], 0
        for word in chosen:
            if word and length:
                joints.append(length)
            length += len(word)
        form = Form("".join(chosen), tuple(joints))
        found[form.text] = form
    return list(found.values())


def _ways(word: str, *, is_last: bool) -> list[str]:
    plain = fold(word).plain
    ways = [word]
    if re.search(r"[’']s$", word):
        ways.append(word[:-2])  # "St John Road"
    long = SHORT_FOR.get(plain, plain) if is_last else plain
    tables = (STREETS, HOUSES) if is_last else (ELSEWHERE, ORDINALS, STREETS, HOUSES)
    for table in tables:
        if long in table:
            ways += [long, *table[long]]
    if plain.isdecimal() and len(plain) < 5:
        ways += [spelled(int(plain))]
    return list(dict.fromkeys(map(compact, ways)))


def telephone_forms(text: str) -> list[Form]:
    """A telephone number with and without 0, +44 or 0044 before it, in digits or spelled; and without its area code."""
    digits = "".join(letter for letter in fold(text).plain if letter.isdecimal())
    digits = re.sub(r"^(?:0044|44|0)", "", re.sub(r"^(?:0044|44)", "", digits))
    if len(digits) < 6:
        return []
    before = ("", "0", "44", "440", "0044", "00440")
    ways = [prefix + digits for prefix in before]
    ways += ["".join(map(_digit_word, way, [zero] * len(way))) for way in ways[:2] for zero in ("zero", "oh")]
    if len(digits) == 10 and digits[0] == "1":
        ways.append(digits[3:] if digits[1] == "1" or digits[2] == "1" else digits[4:])
    if len(digits) == 10 and digits[0] == "2":
        ways.append(digits[2:])
    return [Form(compact(way)) for way in dict.fromkeys(ways)]


def _digit_word(digit: str, zero: str) -> str:
    return zero if digit == "0" else ONES[int(digit)]


def postcode_forms(text: str) -> list[Form]:
    """A postcode in one piece; also with digits in words."""
    letters = "".join(filter(str.isalnum, fold(text).plain))
    ways = product(*((one, ONES[int(one)]) if one.isdecimal() else (one,) for one in letters))
    return [Form(way) for way in dict.fromkeys(compact("".join(way)) for way in ways)]


def name_forms(name: str, *also: str) -> Iterator[Form]:
    """A person's name as it is said: in full, without the middle names, surname first, by the short first name."""
    words = [word for word in re.split(r"\s+", name.strip()) if word]
    if len(words) < 2:
        return
    ways = [words, [words[0], words[-1]], [words[-1], *words[:-1]], [words[-1], words[0]]]
    ways += [[short, words[-1]] for short in also if short]
    for way in ways:
        parts = list(filter(None, map(compact, way)))
        yield Form("".join(parts), tuple(_joints(parts)))


def _joints(parts: Iterable[str]) -> Iterator[int]:
    length = 0
    for part in parts:
        if length:
            yield length
        length += len(part)
