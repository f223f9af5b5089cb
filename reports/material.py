"""Everything that a report is made of, as plain values; what is asked of whom, and on which page. Pure.

A draft and a signed version are read through the same values: `Material.to_json` is what a signature freezes, so that
a version says for ever what was asked, of whom, and what was answered, whatever becomes of the case.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property, wraps
from itertools import groupby
from typing import Any

from procedures.words import AgencyKind, ConferenceKind, Scan
from reports.answers import all_in_order, choice_of, rows_of
from reports.definitions import definition
from reports.definitions.conditions import NOT_KNOWN, TERMS, Facts
from reports.definitions.fields import Asked, Definition, Part

#: The overlay belongs to the child (report-forms 1). Early reviews take the review's.
TYPES = {
    ConferenceKind.INITIAL: "I",
    ConferenceKind.PRE_BIRTH: "P",
    ConferenceKind.TRANSFER_IN: "T",
    ConferenceKind.REVIEW: "R",
    ConferenceKind.EARLY_REVIEW: "R",
    ConferenceKind.RECONVENED: "R",
}
#: What is still asked where the service knows none of the children (report-forms 10).
KNOWN_TO_NONE = {"conference", "author", "reach", "contributors", "records_checked", "attend", "declare"} | {
    "checks",  # the police say which systems they looked at, and who approved that it is said
    "disclose",
    "mgr",
}
KNOWN_A_LITTLE = "know a little"
#: What a line of the family check says where the case has nothing, or where this writer isn't shown what it has.
NOT_SHOWN = "Kept by the social worker and not shown here"
NOT_RECORDED = "Not recorded"
NONE_NOTED = "None noted"
#: The answer that an adult's page has beside its fields: it closes the page.
ADULT_UNKNOWN = "adult_unknown"


@dataclass(frozen=True)
class ChildIn:
    """A child of the conference, as the report speaks of them."""

    ref: str
    name: str
    type: str  # I, P, T or R
    kind: str  # "Review conference"
    born_on: str = ""  # ISO; "" before birth
    expected_on: str = ""
    looked_after: bool = False
    details: Mapping[str, str] = field(default_factory=dict)  # what the case holds, for the family check

    @property
    def born(self) -> bool:
        return bool(self.born_on)


@dataclass(frozen=True)
class AdultIn:
    ref: str
    name: str
    relation: str  # "Mother of Zoë and Tobenna"
    details: Mapping[str, str] = field(default_factory=dict)
    pregnant: bool = False  # with a child of this conference


def shown_details(person: ChildIn | AdultIn) -> list[str]:
    """The lines of the family check that say something to this writer: the only ones that "this agrees" is about (REP-07)."""
    return [
        name for name, held in person.details.items() if held not in ("", NOT_SHOWN, NOT_RECORDED, NONE_NOTED)
    ]


@dataclass(frozen=True)
class FileIn:
    """A file that belongs to the report; what it holds stays in the vault."""

    ref: str
    key: str
    subject: str
    name: str
    kind: str
    size: int  # bytes
    sha256: str
    share: str
    marks: tuple[str, ...] = ()
    scan: str = field(default="", compare=False)  # what was known of it when this was read

    @property
    def scan_words(self) -> str:
        return Scan(self.scan).label if self.scan else ""


@dataclass(frozen=True)
class AddendumIn:
    """What was added to a signed report, with its own signature. It goes to everybody who may read the report."""

    place: str  # the part that it is about; "" for the whole report
    title: str  # that part's name
    text: str
    reason: str
    by: str = ""  # while it isn't signed
    role: str = ""
    at: str = ""  # the moment of signing, ISO

    @property
    def signed_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Place:
    """A part for one subject: one page of the editor."""

    part: Part
    subject: ChildIn | AdultIn | None = None

    @property
    def key(self) -> str:
        """ "worries:<the child's ref>", or "about": the name under which the answers are kept."""
        return f"{self.part.code}:{self.subject.ref}" if self.subject else self.part.code

    @property
    def title(self) -> str:
        return f"{self.subject.name}: {self.part.title}" if self.subject else self.part.title

    @property
    def heading(self) -> str:
        """The same for whoever reads it."""
        return f"{self.subject.name}: {self.part.heading}" if self.subject else self.part.heading


@dataclass(frozen=True)
class Material:
    version: str  # of the definition
    module: str
    agency: str
    agency_kind: str
    conference: Mapping[str, str]  # code, kind, on (ISO), at, place, chair, family
    author: Mapping[str, str]  # name, role
    children: tuple[ChildIn, ...]
    adults: tuple[AdultIn, ...]
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by place's key
    files: tuple[FileIn, ...] = ()
    countersign: bool = False
    late: bool = False  # a limit for holding the conference has passed (POL-01, POL-03, POL-04)
    computed: Mapping[str, str] = field(default_factory=dict)
    addenda: tuple[AddendumIn, ...] = ()

    @property
    def definition(self) -> Definition:
        return definition(self.version)

    @cached_property
    def worked_out(self) -> dict[tuple[str, str], Any]:
        """What follows from these answers, kept beside them: it is asked for over and over, and they never change."""
        return {}

    @cached_property
    def _shared_rows(self) -> dict[tuple[str, str], list[tuple[str, dict[str, Any]]]]:
        """Statements that name somebody, by field and reference, with their place's key."""
        found: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        for place_key, said in self.answers.items():
            for key, value in said.items():
                for row in rows_of(value):
                    for ref in dict.fromkeys(row.get("about", [])):
                        found[key, ref].append((place_key, row))
        return found

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Material":
        known = {one.name for one in fields(cls)}
        kept = {name: value for name, value in content.items() if name in known}
        kept["children"] = tuple(ChildIn(**child) for child in content["children"])
        kept["adults"] = tuple(AdultIn(**adult) for adult in content["adults"])
        kept["files"] = tuple(FileIn(**one | {"marks": tuple(one["marks"])}) for one in content["files"])
        kept["answers"] = all_in_order(content["answers"])
        kept["addenda"] = tuple(AddendumIn(**one) for one in content.get("addenda", ()))
        return cls(**kept)

    def replaced(self, **values: Any) -> "Material":
        return replace(self, **values)

    def answer(self, place: Place, key: str) -> Any:
        return self.answers.get(place.key, {}).get(key)

    @property
    def people(self) -> tuple[ChildIn | AdultIn, ...]:
        return (*self.children, *self.adults)

    def subject(self, ref: str) -> ChildIn | AdultIn | None:
        return next((one for one in self.people if one.ref == ref), None)

    @property
    def names(self) -> dict[str, str]:
        return {one.ref: one.name for one in self.people}


def worked_out(function: Callable[..., Any]) -> Callable[..., Any]:
    """Works it out once for a material and, where there is one, a subject of it."""

    @wraps(function)
    def kept(material: Material, subject: ChildIn | AdultIn | None = None) -> Any:
        name = function.__name__, subject.ref if subject else ""
        if name not in material.worked_out:
            material.worked_out[name] = function(material, subject) if subject else function(material)
        return material.worked_out[name]

    return kept


def knowledge(material: Material, child: ChildIn) -> str:
    """The answer to "Do you know this child?"; "" while it is open."""
    return choice_of(material.answers.get(f"contact:{child.ref}", {}).get("known"))


def knows_no_child(material: Material) -> bool:
    """Every child answered, and none of them known."""
    return all(knowledge(material, child) == NOT_KNOWN for child in material.children)


def knows_no_adult(material: Material) -> bool:
    """Nor any adult, where adults are this service's business: each is not known, or nothing is held."""
    return not has_adult_business(material) or all(
        adult_unknown(material, adult.ref) or not _held(facts_of(material, adult))
        for adult in material.adults
    )


def has_adult_business(material: Material) -> bool:
    return material.module in material.definition.adult_business


def known_to_none(material: Material) -> bool:
    return knows_no_child(material) and knows_no_adult(material)


def adult_unknown(material: Material, ref: str) -> bool:
    """Whether the adult's first page says that the service doesn't know them: it closes all of them."""
    return any(
        said.get(ADULT_UNKNOWN) for key, said in material.answers.items() if key.partition(":")[2] == ref
    )


def is_light(material: Material, subject: ChildIn | AdultIn | None) -> bool:
    """The short form: of a child whom the service knows a little; of all else, where it knows no child well."""
    if material.module not in material.definition.light:
        return False
    known = {knowledge(material, child) for child in material.children}
    if isinstance(subject, ChildIn):
        return knowledge(material, subject) == KNOWN_A_LITTLE
    return known <= {KNOWN_A_LITTLE, NOT_KNOWN}


def is_closed(material: Material, place: Place) -> bool:
    """The page asks nothing more: the child isn't known, or the adult isn't."""
    if place.part.scope == "child":
        return place.part.code != "contact" and knowledge(material, place.subject) == NOT_KNOWN
    return place.part.scope == "adult" and adult_unknown(material, place.subject.ref)


def asks_whether_known(material: Material, place: Place) -> bool:
    """An adult is asked about once: on the first of their pages."""
    if not isinstance(place.subject, AdultIn):
        return False
    return place.key == next(one.key for one in places(material) if one.subject == place.subject)


def is_left_out(material: Material, place: Place) -> bool:
    """A closed child or adult keeps one page: that on which the service says so."""
    return is_closed(material, place) and not asks_whether_known(material, place)


def closing_place(material: Material, subject: ChildIn | AdultIn) -> Place:
    """The page on which the service says whether it knows this child or adult."""
    return next(
        one
        for one in places(material)
        if one.subject == subject and (isinstance(subject, AdultIn) or one.part.code == "contact")
    )


def types_at(material: Material, place: Place) -> str:
    """The type of the page's child; on the others those of every child (report-forms 2)."""
    subject = place.subject
    return (
        subject.type if isinstance(subject, ChildIn) else "".join(child.type for child in material.children)
    )


def may_be_asked(material: Material, place: Place) -> list[Asked]:
    """The fields of this page for this agency and this child's type, before any answer is looked at."""
    form = material.definition
    asked_of = [form.fields[key] for key in place.part.fields]
    types = types_at(material, place)
    nothing_known = place.subject is None and known_to_none(material)
    return [
        asked
        for asked in asked_of
        if asked.form in form.forms
        and asked.asked_of_module(material.module)
        and asked.asked_for_type(types)
        and not (nothing_known and asked.key not in KNOWN_TO_NONE)
    ]


def asked_on(material: Material, place: Place, *, for_page: bool, facts: Facts | None = None) -> list[Asked]:
    """The fields asked here now. On the page, one that another question there decides is shown beside it (`for_page`)."""
    facts = facts or facts_of(material, place.subject)
    return [
        asked.offered(facts)
        for asked in may_be_asked(material, place)
        if _is_asked(asked, place, facts, for_page=for_page)
    ]


def _is_asked(asked: Asked, place: Place, facts: Facts, *, for_page: bool) -> bool:
    need = asked.need
    if asked.only_when and not asked.only_when.holds(facts):
        return False
    if facts.light and not asked.light:
        return False
    if need.letter != "C" or need.condition.holds(facts):
        return True
    decided_here = need.condition.decided_by & set(place.part.fields)
    return for_page and bool(decided_here) and need.condition.may_hold(facts)


@worked_out
def answers_asked(material: Material) -> dict[str, dict[str, Any]]:
    """The answers without those that another answer took away: they are kept in the draft, and nobody rests on them."""
    facts: dict[str, Facts] = {}
    found: dict[str, dict[str, Any]] = {}
    for place_key, said in material.answers.items():
        code, _, ref = place_key.partition(":")
        part = material.definition.part(code)
        if ref not in facts:
            facts[ref] = facts_of(material, material.subject(ref))
        place = Place(part)
        found[place_key] = {
            key: answer
            for key, answer in said.items()
            if key not in part.fields
            or _is_asked(material.definition.fields[key], place, facts[ref], for_page=False)
        }
    return found


@worked_out
def places(material: Material) -> list[Place]:
    """Every page of this report, in order: the report's own, each child's in turn, each adult's, and the last ones."""
    found = []
    closed = knows_no_child(material) and not has_adult_business(material)
    adults = () if closed else material.adults
    subjects_of = {"child": material.children, "adult": adults, "report": (None,)}
    for scope, run in groupby(material.definition.parts, key=lambda part: part.scope):
        parts = list(run)
        for subject in subjects_of[scope]:
            facts = facts_of(material, subject)
            pages = (Place(part, subject) for part in parts)
            found += [page for page in pages if asked_on(material, page, for_page=True, facts=facts)]
    return found


def place_of(material: Material, key: str) -> Place | None:
    return next((place for place in places(material) if place.key == key), None)


@worked_out
def facts_of(material: Material, subject: ChildIn | AdultIn | None = None) -> Facts:
    """What the conditions may ask about this subject; a question of the whole report counts for everyone."""
    ref = subject.ref if subject else ""
    own = [(key, said) for key, said in material.answers.items() if key.partition(":")[2] in ("", ref)]
    choices = {name: _chosen(value) for _, said in own for name, value in said.items()}
    rows = {name: _weight(material, name, value) for _, said in own for name, value in said.items()}
    if ref:
        for asked in material.definition.fields.values():
            if asked.kind == "statements" and (
                shared := len(list(rows_also_about(material, asked.key, ref)))
            ):
                rows[asked.key] = rows.get(asked.key, 0) + shared
    child = subject if isinstance(subject, ChildIn) else None
    return Facts(
        modules=frozenset({material.module}),
        born=child.born if child else False,
        unborn=not any(one.born for one in ((child,) if child else material.children)),
        under_one=bool(child and child.born and _under_one(child, material)),
        looked_after=child.looked_after if child else False,
        countersign=material.countersign,
        late=material.late,
        college=material.agency_kind == AgencyKind.COLLEGE,
        pregnant=isinstance(subject, AdultIn) and subject.pregnant,
        light=is_light(material, subject),
        choices=choices,
        rows=rows,
    )


def _held(facts: Facts) -> bool:
    return TERMS["held"].holds(facts)


def _chosen(value: Any) -> str:
    """The choice made; of several, all of them."""
    several = value.get("choices") if isinstance(value, dict) else None
    return "; ".join(several) if several else choice_of(value)


def _weight(material: Material, name: str, value: Any) -> int:
    """Rows recorded; where "we looked and found none" needs its reason, that counts as well (REP-05)."""
    if not isinstance(value, dict) or "rows" not in value:
        return 0
    looked = name in material.definition.fields and material.definition.fields[name].none_reason
    return len(value["rows"]) or int(looked and value["none"] and bool(value["none_why"].strip()))


def _under_one(child: ChildIn, material: Material) -> bool:
    born, on = date.fromisoformat(child.born_on), material.conference.get("on")
    return bool(on) and (date.fromisoformat(on) - born).days < 365


def rows_also_about(material: Material, key: str, ref: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Statements recorded under another child's part that are about this one as well, with their place's key."""
    for place_key, row in material._shared_rows.get((key, ref), ()):
        if place_key.partition(":")[2] not in ("", ref):
            yield place_key, row
