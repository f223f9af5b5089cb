"""Random reports with a canary in every piece, and an oracle that says who may read which. For tests of renditions.

The oracle is written from report-forms 2 and 6 alone and shares no code with `reports.renditions`.
"""

import random
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from procedures.workflow import RestrictionState
from reports.answers import DAY_BOXES, columns_of
from reports.definitions.conditions import NOT_KNOWN
from reports.material import ADULT_UNKNOWN, AdultIn, ChildIn, FileIn, Material, Place, asked_on, places
from reports.sieve import Ruled
from reports.tests.materials import material

ZOE, IVY, MUM, DAD, GRAN = (letter * 16 for letter in "zvmdg")
CHILDREN = {ZOE: "Zoë", IVY: "Ivy"}
ADULTS = {MUM: "Małgorzata", DAD: "Tobias", GRAN: "Perpetua"}
SHARES = ["everyone"] * 5 + [
    "chair",
    f"not:{MUM}",
    f"not:{DAD}",
    f"not:{MUM},{DAD}",
    f"not:{ZOE}",
    "not:" + "q" * 16,
]
OPEN_STATES = (RestrictionState.SHARED, RestrictionState.RELEASED, RestrictionState.OTHER_WORDS)


@dataclass(frozen=True)
class Canary:
    """A word that stands in one piece only, and what decides who may read it."""

    word: str
    key: str
    audience: str
    scope: str  # report, family, child, adult
    subjects: frozenset[str]
    share: str = ""  # the author's mark; "" where the piece has no room for one
    reference: str = ""  # of the piece that a ruling is on
    reason: bool = False  # part of the reason for the mark: to the chair and the author
    line: str = ""  # detail of the family check
    only_none: bool = False


@dataclass
class Planted:
    material: Material
    canaries: list[Canary]
    rulings: dict[str, Ruled]
    reworded: dict[str, str] = field(default_factory=dict)  # reference → the other words


def planted(
    seed: int, module: str, kind: str = "I", version: str | None = None, *, first: int = 1
) -> Planted:
    """One random report of this module, with its rulings. Its words are numbered from `first`."""
    return _Planter(random.Random(seed), module, kind, version, first).plant()


class _Planter:
    def __init__(self, chance: random.Random, module: str, kind: str, version: str | None, first: int):
        self.chance, self.numbers, self.canaries = chance, count(first), []
        self.closed = {ref for ref in ADULTS if chance.random() < 0.15}  # not known to the service
        born = {} if kind != "P" else {"born_on": ""}
        children = tuple(
            ChildIn(ref, name, kind, "Conference", **({"born_on": "2016-05-01"} | born), looked_after=True)
            for ref, name in CHILDREN.items()
        )
        adults = tuple(
            AdultIn(ref, name, f"{name} is related", details={"name": name, "address": self.word()})
            for ref, name in ADULTS.items()
        )
        self.empty = material(module=module, children=children, adults=adults, **({"countersign": True}))
        if version:
            self.empty = self.empty.replaced(version=version)

    def word(self) -> str:
        return f"K{next(self.numbers):05d}K"

    def plant(self) -> Planted:
        answers: dict[str, dict[str, Any]] = {}
        evidence: list[str] = []
        # Twice, so that questions that an answer of the first round brings up are answered as well.
        for _ in range(2):
            self.canaries = []
            now = self.empty.replaced(answers=answers)
            answers = {place.key: self.page(now, place, evidence) for place in places(now)}
        files = tuple(self.files(self.empty.replaced(answers=answers)))
        whole = self.empty.replaced(answers=answers, files=files)
        rulings = dict(self.rulings())
        return Planted(
            whole, self.canaries, rulings, {r: one.words for r, one in rulings.items() if one.words}
        )

    def page(self, now: Material, place: Place, evidence: list[str]) -> dict[str, Any]:
        if place.subject and place.subject.ref in self.closed:
            return {ADULT_UNKNOWN: True}
        said = {}
        for asked in asked_on(now, place, for_page=False):
            if asked.kind in ("computed", "file", "signoff") or self.chance.random() < 0.1:
                continue
            said[asked.key] = self.answer(now, place, asked, evidence)
        return said

    def plant_one(self, place, asked, *, about=(), reference="", **more) -> str:
        subjects = {place.subject.ref} if place.subject else set()
        word = self.word()
        self.canaries.append(
            Canary(
                word=word,
                key=asked.key,
                audience=asked.audience,
                scope=asked.scope,
                subjects=frozenset(subjects | set(about)),
                reference=reference or f"{place.key}/{asked.key}",
                **more,
            )  # fmt: skip
        )
        return word

    def answer(self, now, place, asked, evidence) -> Any:
        here = partial(self.plant_one, place, asked)
        match asked.kind:
            case "radios" | "select":
                choices = [one for one in asked.choices if one != NOT_KNOWN]
                return {"choice": self.chance.choice(choices), "note": here()}
            case "checks":
                return {"choices": [self.chance.choice(asked.choices)], "note": here()}
            case "date":
                return ["1", "May", here()][: len(DAY_BOXES)]
            case "opinion":
                return {"text": here(), "rests_on": self.chance.sample(evidence, min(2, len(evidence)))}
            case "scale":
                return {"value": "4", "reason": here(), "higher": here()}
            case "yesno_why":
                return {"answer": "yes", "why": here()}
            case "person":
                return {"name": here(), "role": "", "service": ""}
            case "approval":
                return {"name": here(), "role": "", "when": ""}
            case "lines":
                return self.lines(now, place, asked)
            case "table" | "persons" | "statements":
                return self.rows(now, place, asked, evidence)
        return here()

    def lines(self, now, place, asked):
        lines = {}
        for person in now.people:
            for detail in person.details:
                word = self.word()
                self.canaries.append(
                    Canary(word, asked.key, asked.audience, asked.scope, frozenset({person.ref}), line=detail)
                )
                lines[f"{person.ref}.{detail}"] = {"verdict": "different", "text": word}
        return {"agrees": [], "lines": lines}

    def rows(self, now, place, asked, evidence):
        number = self.chance.choice([0, 1, 2, 3])
        columns = columns_of(asked)
        if not number:
            word = self.plant_one(place, asked, only_none=True)
            return {"rows": [], "none": True, "none_why": word, "next": 1}
        rows = []
        for at in range(1, number + 1):
            about = self.about(place) if any(column.kind == "about" for column in columns) else []
            marked = any(column.kind == "share" for column in columns)
            share = self.chance.choice(SHARES) if marked else ""
            reference = f"{place.key}/{asked.key}/r{at}" if marked else f"{place.key}/{asked.key}"
            row = {"id": f"r{at}", "tone": "worry", "status": "fact", "rests_on": [], "source": "our_records"}
            row |= {"impact": "", "source_who": ""}
            for column in columns:
                plant = partial(self.plant_one, place, asked, about=about, reference=reference, share=share)
                row[column.name] = self.cell(now, column, about, share, evidence, plant)
            rows.append(row)
            if row["status"] in ("fact", "observation") and asked.kind == "statements":
                evidence.append(f"{place.key}/{asked.key}/r{at}")
        return {"rows": rows, "none": False, "none_why": "", "next": number + 1}

    def cell(self, now, column, about, share, evidence, plant):
        match column.kind:
            case "about":
                return about
            case "rests_on":
                return self.chance.sample(evidence, min(2, len(evidence)))
            case "status":
                return self.chance.choice(["fact", "observation", "allegation", "opinion"])
            case "source":
                return "our_records"
            case "tone":
                return "worry"
            case "share":
                return share
            case "ground":
                return "legal advice"
            case "choice":
                return column.choices[0]
            case "file":
                return ""
        return plant(reason=True) if column.name == "share_why" else plant()

    def about(self, place) -> list[str]:
        others = [ref for ref in (*CHILDREN, *ADULTS) if not place.subject or ref != place.subject.ref]
        return self.chance.choice([[], [], self.chance.sample(others, 1), self.chance.sample(others, 2)])

    def files(self, now):
        for place in places(now):
            for asked in asked_on(now, place, for_page=False):
                if asked.kind == "file":
                    for _ in range(3):
                        ref, share = self.word().lower().rjust(16, "f"), self.chance.choice(SHARES)
                        word = self.plant_one(place, asked, share=share, reference=f"file/{ref}")
                        subject = place.subject.ref if place.subject else ""
                        yield FileIn(ref, asked.key, subject, f"{word}.pdf", "pdf", 10, "0" * 64, share)

    def rulings(self):
        for reference in dict.fromkeys(canary.reference for canary in self.canaries if canary.reference):
            if self.chance.random() < 0.5:
                state = self.chance.choice(list(RestrictionState))
                words = f"W{next(self.numbers):05d}W" if state is RestrictionState.OTHER_WORDS else ""
                to = frozenset(self.chance.sample(["professionals", MUM, DAD, ZOE], 2))
                yield reference, Ruled(state, words, to)


def may_read(canary: Canary, planted_: Planted, viewer) -> bool:
    """The oracle: whether the piece itself, in its own words, is for this reader."""
    reader, module = viewer.reader, planted_.material.module
    if reader == "author" or (reader == "chair" and not viewer.leaves):
        return True
    ruled = planted_.rulings.get(canary.reference)
    state = ruled.state if ruled else RestrictionState.WAITING
    if reader == "chair":
        return canary.audience != "vault" and (module != "PAED" or canary.audience == "release")
    family = reader in ("parent", "child")
    if module == "PAED" and canary.audience != "release":
        return False
    if canary.audience in ("vault", "chair") or canary.reason:
        return False
    if family and not _of_own_family(canary, viewer):
        return False
    if family and (canary.audience == "prof" or canary.key == "system_file"):
        return False
    if family and not _of_own_matters(canary, planted_, viewer):
        return False
    if canary.line and canary.line == "address" and viewer.ref not in canary.subjects:
        return False
    kept, marked = _kept_from(canary, planted_, viewer)
    if kept is None:
        return not (canary.only_none and family and canary.audience in ("rule", "notperson"))
    if state is RestrictionState.WITHDRAWN:
        return False
    if not kept:
        return True
    opened = state in (RestrictionState.SHARED, RestrictionState.RELEASED)
    if family and canary.key == "gist_prof":
        return False
    return opened and (marked or ("professionals" if reader == "professional" else viewer.ref) in ruled.to)


def _of_own_family(canary, viewer) -> bool:
    if canary.line:
        own = {viewer.ref} | (set(viewer.people) & set(CHILDREN) if viewer.reader == "parent" else set())
        return canary.subjects <= own
    if viewer.reader == "child":
        return canary.subjects == {viewer.ref} or canary.key in ("conference", "author")
    return canary.subjects <= viewer.people


def _of_own_matters(canary, planted_, viewer) -> bool:
    """FAM-03 and report-forms 2: what is each parent's own, and what an adult service holds about an adult."""
    adults = canary.subjects & set(ADULTS)
    own = adults == {viewer.ref}
    if canary.audience in ("perparent", "selfonly"):
        return own
    if planted_.material.module not in ("AMH", "SUB", "PROB", "DA"):
        return True
    if canary.reference.startswith("file/"):
        return False
    if canary.line:
        return own or not adults
    if canary.scope == "family" and not canary.subjects:
        known = set(ADULTS) - {
            key.partition(":")[2]
            for key, said in planted_.material.answers.items()
            if said.get(ADULT_UNKNOWN)
        }
        return known in ({viewer.ref}, set())
    return own or not adults


def _kept_from(canary, planted_, viewer) -> tuple[bool | None, bool]:
    """Whether the piece is kept from this reader until somebody rules, and by a mark of the author's.
    None: nobody is asked about it."""
    refs = set(CHILDREN) | set(ADULTS)
    family = viewer.reader in ("parent", "child")
    if canary.only_none or canary.line:
        return (True, False) if canary.audience == "release" else (None, False)
    if canary.audience == "release":
        return True, False
    if canary.share.startswith("chair"):
        return True, True
    if canary.share.startswith("not:"):
        named = canary.share[4:].split(",")
        return (family and (not set(named) <= refs or viewer.ref in named)), True
    if canary.key in ("child_words", "wishes"):
        said = {}
        for key, answers in planted_.material.answers.items():
            if key.endswith(f":{next(iter(canary.subjects))}"):
                said |= answers.get("hide_words") or {}
        if said.get("choice"):
            return (None, False) if said["choice"] == "yes" else (viewer.ref in ADULTS, False)
    if canary.audience == "rule" and not canary.share:
        return True, False
    if canary.audience == "notperson":
        return family, False
    return None, False
