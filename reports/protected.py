"""Whether a text gives away what its reader may not know: text and values in, hits with their places out. Pure.

Addresses, telephones, schools and placements are confidential by default (security, "What leaves"; SCD-02, REC-02). A
text is reduced to one form (reports.folding) and every way of writing a value is looked up in it (reports.spellings), so
that spacing, case, line breaks, abbreviations, look-alike letters or the order of the words make no difference. It is
gone through once, whatever the number of values.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from procedures.words import Word
from reports.folding import Folded, compact, fold
from reports.spellings import (
    HOUSES,
    NUMBER,
    PARTS,
    POSTCODE,
    SHORT_FOR,
    STREETS,
    WORD,
    Form,
    house_numbers,
    name_forms,
    phrase_forms,
    postcode_forms,
    telephone_forms,
)


class Protected(Word):
    """What a value is."""

    ADDRESS = "address", "an address"
    POSTCODE = "postcode", "a postcode"
    TELEPHONE = "telephone", "a telephone number"
    SETTING = "setting", "a school or setting"
    PLACEMENT = "placement", "a placement"
    NAME = "name", "the name of somebody who isn’t in this conference"
    BIRTH = "birth", "the date of birth of nobody in this conference"


@dataclass(frozen=True)
class Value:
    """Something that a text may not say. `whose` is for people to read, and for nobody else: "Ivy’s home"."""

    kind: Protected
    text: str
    whose: str = ""
    also: tuple[str, ...] = ()  # other ways in which a person is called


@dataclass(frozen=True)
class Hit:
    """Where a text says it. Not `certain`: a street without its number, or a date that may be somebody's birth."""

    value: Value
    start: int
    end: int
    certain: bool = True

    def shown(self, text: str, *, around: int = 40) -> str:
        """What stands there, with the words about it."""
        return " ".join(text[max(0, self.start - around) : self.end + around].split())


@dataclass(frozen=True)
class _Sought:
    """One way of writing a value, and what has to stand about it. `how`: whole, digits, name, street, glued, core or house."""

    form: Form
    value: Value
    how: str
    numbers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_commonplace: bool = False


LONG, SHORT = 6, 4  # letters by which a form is looked up; what is shorter says too little
#: Between the number of a house and its street, or the other way round, these say nothing.
FILLERS = tuple(
    map(
        compact,
        "number numb no num nr house at in on of the is it its it’s he she they lives living live along and down "
        "door called road street address flat fl apartment apt unit room".split(),
    )
)
#: And these stand right before a number without a space: "№14".
NUMBERED = tuple(map(compact, ("no", "number", "nr", "num")))
#: Before the name of a street, run together with it: "14inLarchClose".
GLUED = tuple(
    map(compact, ("in", "at", "on", "of", "the", "is", "no", "number", "along", "road", "inthe", "flat"))
)
BEFORE_A_STREET = frozenset(
    map(compact, "in on at from near off along behind down up of to into onto opposite by round".split())
)
AFTER_AN_ADVERB = frozenset(map(compact, "to by enough friend friends family relative relatives and".split()))
#: Every town has one: without a number they say nothing.
COMMONPLACE = frozenset(
    compact(f"{name}{kind}")
    for name, kind in (
        *((name, kind) for name in ("high", "main") for kind in ("street", "st", "road", "rd")),
        *(("station", kind) for kind in ("road", "rd")),
        *(("church", kind) for kind in ("road", "rd", "lane", "street")),
        *(("market", kind) for kind in ("place", "square", "street")),
        *(("school", kind) for kind in ("road", "rd", "lane")),
        *(("park", kind) for kind in ("road", "rd")),
        ("london", "road"),
        ("mill", "lane"),
        ("the", "green"),
    )
)
SAYS_NOTHING = frozenset(
    [*PARTS, *HOUSES, *"the a women womens refuge women’s women's foster placement home care of c o".split()]
)
MOST_HITS = 50  # of one value in one text: who has seen so many has seen enough


class Search:
    """Everything that a text may not say, ready to be looked up. Made once, used for many texts."""

    def __init__(self, values: Iterable[Value]):
        self._by_form: dict[str, list[_Sought]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)  # of the forms that begin with these letters
        for sought in (one for value in values for one in _sought(value)):
            form = sought.form.text
            if len(form) >= SHORT:
                self._by_form[form].append(sought)
                self._lengths[form[: LONG if len(form) >= LONG else SHORT]].add(len(form))

    def find(self, text: str) -> list[Hit]:
        """What the text says of it, in the order in which it stands there."""
        found: dict[tuple[Value, bool], list[Hit]] = defaultdict(list)
        folded = fold(text)
        for number, sought in self._candidates(folded):
            if len(found[sought.value, True]) < MOST_HITS and (
                hit := LOOKS[sought.how](folded, sought, number)
            ):
                found[hit.value, hit.certain].append(hit)
        return list(_outermost(hit for hits in found.values() for hit in hits[:MOST_HITS]))

    def _candidates(self, folded: Folded) -> Iterator[tuple[int, _Sought]]:
        """Each way of writing something that begins with a word of the text, and the number of that word."""
        text, lengths, nothing = folded.compact, self._lengths, frozenset()
        for number, begin in enumerate(folded.begins):
            for key in (text[begin : begin + LONG], text[begin : begin + SHORT]):
                for length in lengths.get(key, nothing):
                    for sought in self._by_form.get(text[begin : begin + length], ()):
                        yield number, sought


def _outermost(found: Iterable[Hit]) -> Iterator[Hit]:
    """Of several ways of reading the same words the certain one, then the longest."""
    kept: dict[Value, list[Hit]] = defaultdict(list)
    for hit in sorted(found, key=lambda hit: (not hit.certain, hit.start, -hit.end)):
        same = kept[hit.value]
        if not any(hit.start < other.end and other.start < hit.end for other in same):
            same.append(hit)
    yield from sorted((hit for hits in kept.values() for hit in hits), key=lambda hit: (hit.start, hit.end))


def find(text: str, values: Iterable[Value]) -> list[Hit]:
    """What a single text says of `values`."""
    return Search(values).find(text)


def find_in(pieces: Iterable[tuple[str, str]], search: Search) -> Iterator[tuple[str, Hit, str]]:
    """The same over the pieces (name, text) of one document, cells of a table too: a hit may begin in one and end in
    the next. Answers the name of the piece in which it begins, the hit, and the words about it in that piece."""
    held, starts, length = [], [], 0
    for name, text in pieces:
        held.append((name, text))
        starts.append(length)
        length += len(text) + 1
    whole = "\n".join(text for _, text in held)
    for hit in search.find(whole):
        number = bisect_right(starts, hit.start) - 1
        name, text = held[number]
        last = bisect_right(starts, hit.end - 1)
        end = starts[last] - 1 if last < len(starts) else len(whole)
        within = replace(hit, start=hit.start - starts[number], end=hit.end - starts[number])
        yield name, hit, within.shown(whole[starts[number] : end])


# What a value is looked up as


def _sought(value: Value) -> Iterator[_Sought]:
    yield from SOUGHT[value.kind](value)


def _address(value: Value) -> Iterator[_Sought]:
    """A house with its number; the street without it; the name of a house; and a postcode that stands among the lines."""
    for found in POSTCODE.finditer(value.text):
        yield from _whole(value, postcode_forms(found.group()), "whole")
    lines = [_Line.read(line) for line in _lines(POSTCODE.sub("", value.text))]
    places = tuple(compact(line.words[0]) for line in lines[1:])
    streets = [number for number, line in enumerate(lines) if line.is_street]
    for line in lines[: streets[-1] + 1] if streets else lines[:1]:
        if line.is_street:
            yield from _street(value, line.words, line.numbers, places)
        elif not all(
            word.lower() in SAYS_NOTHING or len(word) < 3 or word[0].isdecimal() for word in line.words
        ):
            yield from _whole(value, phrase_forms(line.words), "house")


def _lines(text: str) -> Iterator[str]:
    """The lines of an address, each number with its street: "The Barn 14 Larch Close" is two of them."""
    text = re.sub(r"(?im)^((?:no\.?|number)?[ \t]*\d{1,4}[a-z]?)[ \t]*[\n,][ \t]*(?=[a-z])", r"\1 ", text)
    text = re.sub(r"(?i)(?<=\w)[ \t]+(?=\d{1,4}[a-z]?[ \t]+[a-z]{2})", "\n", text)
    for line in re.split(r"[\n,;]+", text):
        found = re.fullmatch(r"(?i)(.*[a-z])[ \t]+(\d{1,4}[a-z]?)", line.strip())
        if found and _ends_a_street(WORD.findall(found[1])):
            yield f"{found[2]} {found[1]}"
        elif WORD.search(line):
            yield line


@dataclass(frozen=True)
class _Line:
    words: list[str]
    numbers: tuple[str, ...]

    @classmethod
    def read(cls, line: str) -> "_Line":
        line = line.strip()
        said = NUMBER.match(line)
        words = WORD.findall(line[said.end() :]) if said else []
        if said and words:
            return cls(words, tuple(sorted(house_numbers(said), key=len, reverse=True)))
        return cls(WORD.findall(line), ())

    @property
    def is_street(self) -> bool:
        return bool(self.numbers) or _ends_a_street(self.words)


def _ends_a_street(words: list[str]) -> bool:
    last = fold(words[-1]).plain
    return len(words) > 1 and (last in STREETS or SHORT_FOR.get(last) in STREETS)


def _street(
    value: Value, words: list[str], numbers: tuple[str, ...], places: tuple[str, ...]
) -> Iterator[_Sought]:
    spelled = {digits + joined for digits in numbers if digits.isalpha() for joined in ("", "ln", "at")}
    glued = [*GLUED, *spelled] if numbers else []
    for form in phrase_forms(words):
        yield _Sought(form, value, "street", numbers, is_commonplace=form.text in COMMONPLACE)
        for before in glued:
            how = "glued" if before in spelled else "street"
            yield _Sought(Form(before + form.text), value, how, numbers, is_commonplace=True)
    if numbers and _ends_a_street(words):
        for form in phrase_forms(words[:-1]):
            if len(form.text) > 3:
                yield _Sought(form, value, "core", numbers, places)


def _whole(value: Value, forms: Iterable[Form], how: str) -> Iterator[_Sought]:
    for form in forms:
        yield _Sought(form, value, how)


def _setting(value: Value) -> Iterator[_Sought]:
    """The name of a school; and without the kind of school that ends it, where two words are left to tell it by."""
    words = WORD.findall(value.text)
    yield from _whole(value, phrase_forms(words), "name")
    kinds = {
        "school",
        "academy",
        "college",
        "nursery",
        "primary",
        "infant",
        "infants",
        "junior",
        "high",
        "pre",
    }
    left = list(words)
    while len(left) > 2 and left[-1].lower() in kinds | {"playgroup", "preschool", "centre"}:
        left.pop()
        yield from _whole(value, phrase_forms(left), "name")


def _name(value: Value) -> Iterator[_Sought]:
    yield from _whole(value, name_forms(value.text, *value.also), "name")


SOUGHT = {
    Protected.ADDRESS: _address,
    Protected.POSTCODE: lambda value: _whole(value, postcode_forms(value.text), "whole"),
    Protected.TELEPHONE: lambda value: _whole(value, telephone_forms(value.text), "digits"),
    Protected.SETTING: _setting,
    Protected.PLACEMENT: _name,
    Protected.NAME: _name,
}


# What has to stand about it


def _hit(folded: Folded, sought: _Sought, begin: int, end: int, *, certain: bool = True) -> Hit:
    return Hit(sought.value, folded.origin(begin), folded.origin(end - 1) + 1, certain)


def _span(folded: Folded, sought: _Sought, number: int) -> tuple[int, int]:
    begin = folded.begins[number]
    return begin, begin + len(sought.form.text)


def _look_whole(folded: Folded, sought: _Sought, number: int) -> Hit | None:
    begin, end = _span(folded, sought, number)
    return _hit(folded, sought, begin, end) if end in folded.edges else None


def _look_digits(folded: Folded, sought: _Sought, number: int) -> Hit | None:
    """Ten digits in a row are no accident, whatever stands about them; fewer are a number of their own."""
    begin, end = _span(folded, sought, number)
    return _hit(folded, sought, begin, end) if end - begin > 8 or end in folded.edges else None


def _look_name(folded: Folded, sought: _Sought, number: int) -> Hit | None:
    """Its words are words there too, or it is written in one: "to me" is nobody called Tom E."""
    begin, end = _span(folded, sought, number)
    return _hit(folded, sought, begin, end) if _joined_alike(folded, sought, begin, end) else None


def _joined_alike(folded: Folded, sought: _Sought, begin: int, end: int) -> bool:
    apart = all(begin + joint in folded.edges for joint in sought.form.joints)
    return end in folded.edges and (apart or folded.end_of(folded.word_at(begin)) == end)


def _look_street(folded: Folded, sought: _Sought, number: int) -> Hit | None:
    """With its number close by it is the house; without, it may still say where."""
    begin, end = _span(folded, sought, number)
    if beside := _number_before(folded, sought, number):
        return _hit(folded, sought, beside[0], end)
    if beside := _number_after(folded, sought, end):
        return _hit(folded, sought, begin, beside[1])
    if not sought.is_commonplace and _is_spoken_of(folded, sought, number, begin, end):
        return _hit(folded, sought, begin, end, certain=False)
    return None


def _look_glued(folded: Folded, sought: _Sought, number: int) -> Hit | None:
    """ "FourteenLarchClose"."""
    return _hit(folded, sought, *_span(folded, sought, number))


def _look_house(folded: Folded, sought: _Sought, number: int) -> Hit | None:
    begin, end = _span(folded, sought, number)
    return _hit(folded, sought, begin, end) if _is_spoken_of(folded, sought, number, begin, end) else None


def _look_core(folded: Folded, sought: _Sought, number: int) -> Hit | None:
    """ "14 Larch" and then the end of the sentence, or the town; not "14 larch trees"."""
    begin, end = _span(folded, sought, number)
    beside = _number_before(folded, sought, number, most_fillers=0)
    if beside is None or end not in folded.edges:
        return None
    stop = folded.origin(end - 1) + 1
    following = folded.original[stop : stop + 3].lstrip(" \t\u00a0\u200b")
    goes_on = following[:1].isalnum() and folded.word(bisect_left(folded.begins, end)) not in sought.places
    return None if goes_on else _hit(folded, sought, beside[0], end)


def _number_before(
    folded: Folded, sought: _Sought, number: int, *, most_fillers: int = 5
) -> tuple[int, int] | None:
    """The number of the house, right before the street or with nothing between them that says anything."""
    text, ends = folded.compact, {folded.begins[number]}
    for _ in range(most_fillers + 1):
        for end in (one for one in ends if text.endswith(sought.numbers, 0, one)):
            for digits in sought.numbers:
                begin = end - len(digits)
                if begin >= 0 and text.startswith(digits, begin) and _may_begin(folded, begin):
                    return begin, end
        ends = {end - size for end in ends for size in _sizes_before(text, end)}
    return None


def _sizes_before(text: str, end: int) -> Iterator[int]:
    """How many letters before this place say nothing."""
    if text.endswith(FILLERS, 0, end):
        yield from (len(filler) for filler in FILLERS if text.endswith(filler, 0, end))
    yield from (size for size in (1, 2) if text.endswith(FLATS, 0, max(end - size, 0)))


def _may_begin(folded: Folded, begin: int) -> bool:
    """A number begins where a word does, or right after "No"."""
    return begin in folded.edges or folded.compact.endswith(NUMBERED, 0, begin)


def _number_after(folded: Folded, sought: _Sought, end: int) -> tuple[int, int] | None:
    text, begins = folded.compact, {end}
    for _ in range(6):
        for begin in (one for one in begins if text.startswith(sought.numbers, one)):
            for digits in sought.numbers:
                if text.startswith(digits, begin) and begin + len(digits) in folded.edges:
                    return begin, begin + len(digits)
        begins = {
            begin + len(filler)
            for begin in begins
            if text.startswith(FILLERS, begin)
            for filler in FILLERS
            if text.startswith(filler, begin)
        }
    return None


#: "2" in "14, flat 2, Larch Close".
FLATS = tuple(map(compact, ("flat", "fl", "apartment", "apt", "unit", "room", "floor")))


def _is_spoken_of(folded: Folded, sought: _Sought, number: int, begin: int, end: int) -> bool:
    """A name and not other words by accident: written with capitals, or somebody is in it, at it, from it."""
    if end not in folded.edges or not all(begin + joint in folded.edges for joint in sought.form.joints):
        return False
    after = folded.word(bisect_left(folded.begins, end))
    starts = [folded.original[folded.origin(begin + joint)] for joint in (0, *sought.form.joints)]
    if all(not letter.islower() for letter in starts):
        return True
    return folded.word(number - 1) in BEFORE_A_STREET and after not in AFTER_AN_ADVERB


LOOKS = {
    "whole": _look_whole,
    "digits": _look_digits,
    "name": _look_name,
    "street": _look_street,
    "glued": _look_glued,
    "house": _look_house,
    "core": _look_core,
}
