"""What differs between two versions of a report: field by field, piece by piece, word by word. Pure.

Marked in words: a piece says "added" or "removed" for itself, so that nothing hangs on a colour.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from reports.document import Document
from reports.material import AddendumIn
from reports.worded import Answered, Statement

SAME, REMOVED, ADDED = "same", "removed", "added"
WORDS = re.compile(r"\S+\s*|\s+")
MOST_WORDS = 3000  # of the two pieces together: beyond it they are shown whole, one removed and one added
HARDLY = 0.3  # of the words of two pieces in common: less, and one went and another came
MOST_PAIRS = 2500  # of pieces that may have become each other: beyond it they are taken by their places
ADDENDA = "Addenda"


@dataclass(frozen=True)
class Run:
    """Some words that are the same, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True)
class Pair:
    """One piece as it was and as it is: a paragraph, a statement, a row. Empty on one side where it came or went."""

    before: tuple[Run, ...]
    after: tuple[Run, ...]


@dataclass(frozen=True)
class Change:
    """One field that differs."""

    group: str  # a name, or "About the report and the family"
    section: str
    label: str
    pairs: tuple[Pair, ...]
    same: int  # how many of its pieces are the same in both, and not shown

    @property
    def is_new(self) -> bool:
        return not self.same and not any(pair.before for pair in self.pairs)

    @property
    def is_gone(self) -> bool:
        return not self.same and not any(pair.after for pair in self.pairs)


Key = tuple[str, str, str]


def differences(before: Document, after: Document) -> list[Change]:
    """Every field that differs, in the order of the newer version; what stands only in the older comes last."""
    old, new = dict(_fields(before)), dict(_fields(after))
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        head, pieces = new.get(key) or old[key]
        was = old[key][1] if key in old else []
        now = new[key][1] if key in new else []
        if was != now:
            found.append(_change(head, was, now))
    return found


def _fields(document: Document) -> Iterator[tuple[Key, tuple[Key, list[str]]]]:
    """By place and key: the heading, and the pieces."""
    for group in document.groups:
        for section in group.sections:
            title = (group.title, section.title)
            if section.closed:
                yield (section.key, "", ""), ((*title, ""), [section.closed])
            for field in section.fields:
                yield (section.key, field.key, ""), ((*title, field.label), _pieces(field))
    if document.addenda:
        yield (ADDENDA, "", ""), (("", ADDENDA, ""), [_addendum(one) for one in document.addenda])


def _pieces(field: Answered) -> list[str]:
    rows = [
        "; ".join(f"{title}: {cell}" for title, cell in zip(field.columns, row, strict=True) if cell)
        for row in field.rows
    ]
    files = [f"File: {file.name}" for file in field.files]
    said = [*field.paragraphs, *field.items, *rows, *map(_statement, field.statements), *files, field.note]
    return [piece for piece in said if piece]


def _statement(row: Statement) -> str:
    told = (
        row.text,
        ", ".join(filter(None, (row.status, row.source, row.when, row.tone))),
        f"For the child: {row.impact}" if row.impact else "",
        f"Rests on: {'; '.join(row.rests_on)}" if row.rests_on else "",
        f"Also about: {', '.join(row.about)}" if row.about else "",
        row.share,
        row.share_reason,
    )
    return "\n".join(filter(None, told))


def _addendum(one: AddendumIn) -> str:
    return "\n".join(filter(None, (one.title, one.text, f"Because: {one.reason}")))


def _change(head: Key, was: Sequence[str], now: Sequence[str]) -> Change:
    pairs: list[Pair] = []
    same = 0
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            same += b - a
        else:
            pairs += [_pair(old, new) for old, new in _aligned(was[a:b], now[c:d])]
    return Change(*head, tuple(pairs), same)


def _aligned(was: Sequence[str], now: Sequence[str]) -> list[tuple[str, str]]:
    """Which piece became which, in order, by the words that they have in common. "" where one came or went."""
    many, more = len(was), len(now)
    if many * more == 1 or many * more > MOST_PAIRS:
        return list(zip_longest(was, now, fillvalue=""))
    olds, news = ([Counter(piece.split()) for piece in side] for side in (was, now))
    alike = [[_likeness(old, new) for new in news] for old in olds]
    best = [[0.0] * (more + 1) for _ in range(many + 1)]  # of what comes from here on
    for i in reversed(range(many)):
        for j in reversed(range(more)):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    pairs, i, j = [], 0, 0
    while i < many and j < more:
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((was[i], now[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((was[i], ""))
            i += 1
        else:
            pairs.append(("", now[j]))
            j += 1
    return [*pairs, *((old, "") for old in was[i:]), *(("", new) for new in now[j:])]


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """1 where all words are the same; 0 where hardly any is."""
    share = 2 * (old & new).total() / max(1, old.total() + new.total())
    return share if share > HARDLY else 0.0


def _pair(old: str, new: str) -> Pair:
    """Word by word where the two have something in common; otherwise one piece removed and one added."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    if not a or not b or len(a) + len(b) > MOST_WORDS:
        return Pair(_run(REMOVED, old), _run(ADDED, new))
    before: list[Run] = []
    after: list[Run] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        before += _run(SAME if kind == "equal" else REMOVED, "".join(a[i:j]))
        after += _run(SAME if kind == "equal" else ADDED, "".join(b[k:m]))
    return Pair(tuple(before), tuple(after))


def _run(kind: str, text: str) -> tuple[Run, ...]:
    return (Run(kind, text),) if text else ()
