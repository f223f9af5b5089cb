"""What the partnerships have agreed: procedure sets of dated, cited numbers (rulebook section 1).

A set is one YAML file in this folder that extends another. The day on which a clock starts picks the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from procedures.policy.parameters import MEANINGS, Direction, Unit, amount
from procedures.policy.reading import PolicyError, Row, SetFile, read
from procedures.words import AgencyKind, ConferenceKind

FOLDER = Path(__file__).parent
OURS = "OURS"  # the key of this service's own rulebook among a set's documents
BORROWED = "baseline, borrowed from Derby & Derbyshire, not a national rule"
SHARED = "baseline, which national guidance shares"
STANDING = {str(kind): "initial" if kind.counts_as_initial else "review" for kind in ConferenceKind}
AGENCIES = {str(kind): kind.label for kind in AgencyKind}
CASES = {
    "strategy": "strategy discussion",
    "decision": "decision to hold a conference",
    "conference": "after the conference",
    "birth": "after birth",
    "review": "review",
    "network": "network meeting",
    "initial": "initial conference",
}


class UnknownSet(LookupError):
    """There is no procedure set of that code."""


class UnknownParameter(LookupError):
    """There is no parameter of that id."""


class NoValueYet(LookupError):
    """The day lies before the first value that the set holds."""


@dataclass(frozen=True)
class Parameter:
    """A parameter as it stands in one set on one day.

    `value` is None where the set has no such rule (“–”); `note` then says so. `baseline` is true where the
    set's own documents are silent, and `baseline_note` says whose value it is.
    """

    id: str
    title: str
    value: int | str | None
    unit: Unit
    direction: Direction | None
    citation: str
    note: str
    baseline: bool
    baseline_note: str
    applies_to: str  # "" for everything, else "review; School, Early years setting, College"
    from_on: date
    set: str
    set_title: str

    @property
    def amount(self) -> str:
        """ "5 working days", "1 month", the words themselves, or "–" where there is no such rule."""
        return amount(self.value, self.unit)


@dataclass(frozen=True)
class ProcedureSet:
    """A named, dated set of the parameters. Ask `procedure_set(code)` for one."""

    code: str
    title: str
    extends: str | None
    from_on: date
    documents: Mapping[str, str] = field(repr=False)
    own: tuple[str, ...]
    rows: Mapping[str, tuple[Row, ...]] = field(repr=False)

    def parameter(
        self,
        parameter: str,
        *,
        on: date,
        conference: ConferenceKind | str | None = None,
        agency: AgencyKind | str | None = None,
        case: str | None = None,
    ) -> Parameter:
        """The value on the day `on`, for that kind of conference and agency where it varies by them.

        Any kind of conference may be named: pre-birth and transfer-in count as initial, early review and
        reconvened as review (CON-03). Where a value varies and nobody says, the strictest of POL-16, the
        school's POL-15 and the first-named case of POL-02, 08 and 30 are answered.
        Raises UnknownParameter, NoValueYet.
        """
        if parameter not in MEANINGS:
            raise UnknownParameter(f"There is no parameter “{parameter}”. They run from POL-01 to POL-32.")
        varies = MEANINGS[parameter].varies
        asked = {"conference": _standing(conference), "agency": agency, "case": case}
        answers = {name: asked[name] or allowed[0] for name, allowed in varies.items()}
        for name, allowed in varies.items():
            if answers[name] not in allowed:
                raise UnknownParameter(f"{parameter} knows no {name} “{answers[name]}”.")
        fits = [
            row
            for row in self.rows[parameter]
            if row.from_on <= on and all(answers[name] in cases for name, cases in row.only_for.items())
        ]
        if not fits:
            raise NoValueYet(f"{self.title} has no value of {parameter} on {on}; the first holds later.")
        return self.stated(parameter, max(fits, key=lambda row: (len(row.only_for), row.from_on)))

    def parameters(self, on: date) -> tuple[Parameter, ...]:
        """All that holds on that day, in order of id: several rows where a value varies by case."""
        found = []
        for parameter in MEANINGS:
            latest: dict[str, Row] = {}
            for row in self.rows[parameter]:
                if row.from_on <= on:
                    latest[applies_to(row)] = row
            found += [self.stated(parameter, row) for row in latest.values()]
        return tuple(found)

    def is_own(self, *documents: str) -> bool:
        """Whether a rule of these documents (rulebook tags: "PRO", "SCH") is the set's own (POL-32)."""
        return bool({*documents} & {*self.own})

    def stated(self, parameter: str, row: Row) -> Parameter:
        """One row of one parameter as this set states it."""
        meaning = MEANINGS[parameter]
        own = self.is_own(*(key for key, _ in row.citation)) or row.citation[0][0] == OURS
        baseline = row.value is not None and not own
        return Parameter(
            id=parameter,
            title=meaning.title,
            value=row.value,
            unit=row.unit,
            direction=meaning.direction,
            citation="; ".join(f"{self.documents[key]}, {section}" for key, section in row.citation),
            note=row.note,
            baseline=baseline,
            baseline_note=(SHARED if meaning.national else BORROWED) if baseline else "",
            applies_to=applies_to(row),
            from_on=row.from_on,
            set=self.code,
            set_title=self.title,
        )


def procedure_set(code: str) -> ProcedureSet:
    """The set of that code. Raises UnknownSet, which lists the sets there are."""
    sets = _shipped()
    if code not in sets:
        raise UnknownSet(f"There is no procedure set “{code}”. The sets are: {', '.join(sets)}.")
    return sets[code]


def set_codes() -> tuple[str, ...]:
    """The codes of all sets, the baseline first and then by name."""
    return tuple(_shipped())


@cache
def _shipped() -> dict[str, ProcedureSet]:
    return load(FOLDER)


def load(folder: Path) -> dict[str, ProcedureSet]:
    """Every set in the folder, each joined with what it extends. Raises PolicyError with file and line."""
    files = {path.stem: read(path) for path in sorted(folder.glob("*.yaml"))}
    sets = {code: _joined(code, files, ()) for code in files}
    return dict(sorted(sets.items(), key=lambda item: (item[1].extends is not None, item[0])))


def _joined(code: str, files: Mapping[str, SetFile], below: tuple[str, ...]) -> ProcedureSet:
    file = files[code]
    if code in below:
        raise PolicyError(f"{code}.yaml: it extends itself, by way of {', '.join(below)}.")
    if file.extends is None:
        documents, inherited = dict(file.documents), {}
    elif file.extends in files:
        parent = _joined(file.extends, files, (*below, code))
        documents, inherited = {**parent.documents, **file.documents}, dict(parent.rows)
    else:
        raise PolicyError(f"{code}.yaml: it extends “{file.extends}”, and there is no such file.")
    joined = ProcedureSet(
        code, file.title, file.extends, file.from_on, documents, file.own, {**inherited, **file.rows}
    )
    _check(joined, file)
    return joined


def _check(joined: ProcedureSet, file: SetFile) -> None:
    """What only the joined set can show: all parameters, known documents, and the honest list of silence."""
    name = f"{file.code}.yaml"
    missing = [parameter for parameter in MEANINGS if parameter not in joined.rows]
    if missing:
        raise PolicyError(f"{name}: {', '.join(missing)} is missing, and nothing is extended that has it.")
    for parameter, rows in file.rows.items():
        unknown = {key for row in rows for key, _ in row.citation} - {*joined.documents}
        if unknown:
            raise PolicyError(
                f"{name}, line {file.lines[parameter]}: {parameter} cites a document that is not listed:"
                f" {', '.join(sorted(unknown))}."
            )
    if file.extends is not None:
        borrowed = {row.id for row in joined.parameters(date.max) if row.baseline}
        if borrowed != {*file.silent}:
            raise PolicyError(
                f"{name}, line {file.lines['silent']}: “silent” must list exactly what this set borrows from"
                f" the baseline: {', '.join(sorted(borrowed)) or 'nothing'}."
            )


def _standing(conference: ConferenceKind | str | None) -> str | None:
    """CON-03, CON-08: which of the two kinds a limit speaks of this kind of conference counts as."""
    if conference is None:
        return None
    if conference not in STANDING:
        raise UnknownParameter(f"There is no kind of conference “{conference}”: {', '.join(STANDING)}.")
    return STANDING[conference]


def applies_to(row: Row) -> str:
    """Whom or what a row is for, in words; "" where it is for everything."""
    named = [CASES[case] for name in ("conference", "case") for case in row.only_for.get(name, ())]
    agencies = ", ".join(AGENCIES[kind] for kind in row.only_for.get("agency", ()))
    return "; ".join(filter(None, [*named, agencies]))
