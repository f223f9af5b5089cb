"""What a form asks, as values: a version of the definition, its parts, and its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from reports.definitions.conditions import Condition, Facts

CHOICE_KINDS = frozenset({"radios", "checks", "select"})
ROW_KINDS = frozenset({"table", "statements", "persons"})
NEVER_TYPED = frozenset({"computed", "signoff", "file"})
PERSON_BOXES = ("name", "role", "service")
#: Kinds whose answer is a few boxes in a row about one person.
NAMED: dict[str, tuple[str, ...]] = {"person": PERSON_BOXES, "approval": ("name", "role", "when")}

#: Columns that hold a day, a month or a year, and what may stand there instead.
DAYS: dict[str, tuple[str, ...]] = {
    "date": (),
    "since": ("birth", "not known"),
    "from": ("now", "not known"),
    "to": ("now", "still", "not known"),
    "until": ("now", "still", "the conference", "not known"),
    "ends": ("no end date", "not known"),
    "next": ("not fixed yet", "not known"),
}
AHEAD = frozenset({"from", "to", "until", "ends", "next"})  # may be to come


@dataclass(frozen=True)
class Column:
    """One column of a table. `kind` says how it is written: line, long, choice, about, status, source, share, file, or DAYS."""

    name: str
    title: str
    kind: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A line that goes with a choice, and the choices that make it necessary."""

    ask: str
    needed_for: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """M is always, C is asked and needed only when the condition holds, O/C is needed then and asked always."""

    letter: str  # M, O, C or O/C
    condition: Condition | None = None


@dataclass(frozen=True)
class NeededIf:
    """A cell that is needed where another cell of its row says `choice`."""

    column: str
    other: str
    choice: str


@dataclass(frozen=True)
class Asked:
    """A field of the list, with what the layout adds to it."""

    key: str
    form: str
    label: str
    help: str
    kind: str
    need: Need
    scope: str
    types: str
    audience: str
    asked_of: str
    light: bool
    rules: tuple[str, ...]
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    needed_columns: tuple[str, ...] = ()
    note: Note | None = None
    alone: str = ""  # the choice that rules out every other
    none_words: str = ""  # "" where "none" is no answer
    none_reason: bool = False
    none_at: str = "IPTR"  # the types of children for which it is one
    tone: str = ""  # of every row, where the box itself says it
    status: str = ""  # of every row, likewise
    only_when: Condition | None = None  # asked of nobody else, whatever the need
    choices_when: tuple[tuple[str, Condition], ...] = ()  # choices that are offered only where it holds
    missing: str = ""  # what to do where it isn't answered, if the usual words say too little
    warn: str = ""  # what has to be done at once, not only reported
    past: bool = False  # a day that has come
    every: bool = False  # answered when each of its choices is ticked
    light_optional: bool = False  # may stay open on the short form
    needed_if: tuple[NeededIf, ...] = ()
    most_words: int = 0  # 0: as many as it takes
    unborn: Mapping[str, str] = field(default_factory=dict)  # label and help where the child is unborn
    told_as: str = ""  # its heading where it is read, if the question speaks to the writer
    beside: str = ""  # the field whose answer stands beside "not known to us"
    unverified: bool = False

    @property
    def is_the_chairs(self) -> bool:
        """For the chair alone, whoever writes it: a mark or a ruling would change nothing."""
        return self.audience in ("chair", "vault")

    @property
    def heading(self) -> str:
        """What stands above the answer, for everybody who reads it."""
        return self.told_as or self.label

    @property
    def no_default(self) -> bool:
        """Who may see it is picked by the author, entry by entry: nothing is chosen beforehand (report-forms 2)."""
        return self.audience in ("rule", "notperson")

    def asked_of_module(self, module: str) -> bool:
        """Whether an agency whose module is `module` gets the field: "all", less what stands after a minus sign."""
        words = self.asked_of.split()
        if words[0] == "all":
            return f"-{module}" not in words
        return module in words

    def offered(self, facts: Facts) -> "Asked":
        """The same without the choices that can't fit whom it is about, and of an unborn child in words that do."""
        gone = {choice for choice, condition in self.choices_when if not condition.holds(facts)}
        words = self.unborn if facts.unborn else {}
        if not gone and not words:
            return self
        return replace(self, choices=tuple(one for one in self.choices if one not in gone), **words)

    def none_for(self, types: str) -> bool:
        """Whether "none" is an answer where the children are of these types."""
        return bool(self.none_words) and set(types) <= set(self.none_at)

    def asked_for_type(self, types: str) -> bool:
        """Whether a child of one of `types` (I, P, T, R) gets the field."""
        return self.types == "A" or bool(set(self.types) & set(types))


@dataclass(frozen=True)
class Part:
    """A page of the editor: once for the report, once for each child or once for each adult."""

    code: str
    letter: str
    scope: str
    title: str
    fields: tuple[str, ...]
    told_as: str = ""  # its heading where it is read, if the title speaks to the writer

    @property
    def heading(self) -> str:
        """What stands above its answers, for everybody who reads them."""
        return self.told_as or self.title


@dataclass(frozen=True)
class Definition:
    """A version of the forms (REP-18). A report keeps the one with which it was begun."""

    version: str
    approved_by: str
    approved_on: date
    forms: frozenset[str]
    fields: Mapping[str, Asked]
    parts: tuple[Part, ...]
    elsewhere: frozenset[str] = frozenset()  # answered on the signature, or once it is signed
    light: frozenset[str] = frozenset()  # modules that are offered the short form
    at_transfer: Mapping[str, str] = field(default_factory=dict)  # module → that of the one who sends
    adult_business: frozenset[str] = frozenset()  # modules whose business is adults as well

    def part(self, code: str) -> Part | None:
        """The part with that code, or None."""
        return next((part for part in self.parts if part.code == code), None)

    def part_of(self, key: str) -> Part | None:
        """The part on which the field stands; None where it is answered elsewhere."""
        return next((part for part in self.parts if key in part.fields), None)
