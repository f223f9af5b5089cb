"""A text reduced to what it says, whoever typed it and however: the one form in which protected values are searched. Pure.

Case, accents, spaces, line breaks, punctuation, invisible marks and entities go; letters that only look like others
become those; 0 counts as o, and 1 and i as l. What is left is one string of letters and digits, and for each place in
it the place in the original, so that what was found can be shown where it stands.
"""

import html
import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

#: Letters of other scripts that are drawn like Latin ones, and Latin ones that don't come apart by themselves.
LOOKS_LIKE = dict(
    zip(
        # Greek capitals are drawn like Latin capitals, small letters like small ones: they differ.
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳαβγεηικνοπρσςτυχωϲ"
        "АВЕКМНОРСТУХІЈЅӀԌԚԜҮҺԀавекмнорстухіјѕӏԍԛԝүһԁбзгпиѵ"
        "ՕՍօոսհցԼ"
        "ꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ"
        "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"
        "ɑɡıȷłøđħŧðŋƒɩʋɭɫþ",
        "abezhikmnoptyxcjabyenikvonpoctuxwc"
        "abekmhopctyxijsigqwyhdabekmhopctyxijsigqwyhd63rnuv"
        "osonshgl"
        "bcdefghijklmnoprstuvwxyz"
        "abcdeghijklmnoprstuvwyz"
        "agijlodhtdnfivllp",
        strict=True,
    )
)
# Not "Mn" and yet nothing to see: fillers of Hangul.
INVISIBLE = "\u115f\u1160\u3164\uffa0"
# "&#49;", "&nbsp;" and, escaped twice, "&amp;nbsp;"; and what is left of mark-up.
MARK_UP = (
    r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
    r"|</?(?i:b|i|u|em|strong|span|br|p|div|td|tr|th|li|ul|ol|a|font)\s*/?>"
)
TOKEN = re.compile(r"[0-9]+|[^\W0-9_]+")
ALIKE = str.maketrans("01i", "oll")


class _Folds(dict):
    """What a character comes to: nothing, a space, or letters and digits."""

    def __missing__(self, letter: str) -> str:
        self[letter] = folded = "".join(map(_one, unicodedata.normalize("NFKD", letter)))
        return folded


def _one(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf") or letter in INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if not letter.isalnum():
        return " "
    return LOOKS_LIKE.get(letter) or LOOKS_LIKE.get(letter.lower()) or letter.casefold()


FOLDS = _Folds()


@dataclass(frozen=True)
class Folded:
    """`compact` is the text with nothing between its words; `begins` says where in it each word begins."""

    original: str
    plain: str  # lower case, its words still apart
    compact: str
    begins: list[int]  # of each word, in the compact text
    words: list[int]  # of each word, in the plain text
    origins: range | array  # of each letter of the plain text, in the original

    @cached_property
    def edges(self) -> frozenset[int]:
        """Every place in the compact text at which a word begins or the text ends."""
        return frozenset([*self.begins, len(self.compact)])

    def word_at(self, place: int) -> int:
        """The number of the word that holds this place of the compact text."""
        return bisect_right(self.begins, place) - 1

    def word(self, number: int) -> str:
        """A word in its compact form; nothing before the first and after the last."""
        if not 0 <= number < len(self.begins):
            return ""
        return self.compact[self.begins[number] : self.end_of(number)]

    def end_of(self, number: int) -> int:
        return self.begins[number + 1] if number + 1 < len(self.begins) else len(self.compact)

    def origin(self, place: int) -> int:
        """Where in the original the letter at this place of the compact text stands."""
        number = self.word_at(place)
        return self.origins[self.words[number] + place - self.begins[number]]


def fold(text: str) -> Folded:
    """The text in its compact form. One pass, whatever stands in it."""
    plain, origins = _plain(text)
    begins, words, held, length = [], [], [], 0
    for found in TOKEN.finditer(plain):
        begins.append(length)
        words.append(found.start())
        held.append(found.group())
        length += len(held[-1])
    return Folded(text, plain, "".join(held).translate(ALIKE), begins, words, origins)


def compact(text: str) -> str:
    """A short text, such as a value that is searched for, in the form in which it is searched."""
    return fold(text).compact


def words_of(text: str) -> frozenset[str]:
    """Every word and every number of the text, in small letters."""
    return frozenset(TOKEN.findall(_plain(text)[0]))


def _plain(text: str) -> tuple[str, range | array]:
    """Lower case, with everything special replaced by what it says; and where each letter came from."""
    special = {letter for letter in set(text) if not letter.isascii()}
    odd = [letter for letter in special if len(FOLDS[letter]) != 1]
    text = text.translate({ord(letter): FOLDS[letter] for letter in special.difference(odd)})
    parts, origins, done = [], array("L"), 0
    for found in re.finditer("|".join([MARK_UP, *map(re.escape, odd)]), text):
        start, end = found.span()
        said = _said(found.group())
        parts += [text[done:start], said]
        origins.extend(range(done, start))
        origins.extend([start] * len(said))
        done = end
    if not parts:
        return text.lower(), range(len(text))
    origins.extend(range(done, len(text)))
    return "".join([*parts, text[done:]]).lower(), origins


def _said(special: str) -> str:
    """What an entity, a tag of mark-up, or a character that isn't one letter says."""
    if special[0] == "<":
        return " "
    if special[0] == "&":
        special = html.unescape(re.sub(r"&(?:amp;)+", "&", special))
    return "".join(letter if letter.isascii() else FOLDS[letter] for letter in special)
