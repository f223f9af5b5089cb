"""The pages that are made from the tables, for people who approve rules and don't read code.

`python -m procedures.pages` writes them into docs/ (or the folder named); a test compares, so that a changed rule shows in the diff of
a page. A new page is one function and one row of PAGES.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from procedures.access import GRANTS, Action, Relation, refusal
from procedures.deadlines import RULES, Clock, Kind, Rule, Step
from procedures.policy import CASES, ProcedureSet, applies_to, procedure_set, set_codes
from procedures.policy.parameters import DATED, MEANINGS, Direction, Meaning, Unit
from procedures.sharing import SHARING, Audience, Reader
from procedures.workflow import MACHINES, Machine, MoveRefused, State

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- Made from the tables by `python -m procedures.pages`. Change the tables, not this page. -->"
COUNTED = {
    Direction.WITHIN: "at the latest, counted from {}",
    Direction.BEFORE: "at the latest, so long before {}",
    Direction.AT_LEAST: "at the least, counted from {}",
    Direction.AT: "at that time, counted from {}",
}
MOVES = (
    "A working day is Monday to Friday and no bank holiday of England and Wales. The starting day is day 0 and may"
    " be no working day itself. A latest date in days, weeks or months that falls on a day that is no working day"
    " moves to the working day before; where the table says “moves later”, to the one after. Hours are elapsed"
    " hours. Months end with the month: 31 August and six months is the last day of February."
)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as Markdown has it; a bar within a cell is written so that it stays in the cell."""
    lines = [[*head], ["---" for _ in head], *[[*row] for row in rows]]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def deadlines_page() -> str:
    """What falls due, on whose desk, by which number of which document."""
    sets = [procedure_set(code) for code in set_codes()]
    parts = [
        f"{MADE}\n\n# Deadlines\n",
        "What falls due, from when, on whose desk and who is reminded; then every number with its source.\n",
        "## What falls due\n",
        "Where several clocks are named, all of them run and the earliest date leads. Reminders are counted in"
        " working days from the due day.\n",
        table(
            ["what", "clocks", "on whose desk", "met by", "reminders", "when late"],
            [_rule(kind, RULES[kind]) for kind in Kind],
        ),
        "## How days are counted\n",
        f"{MOVES}\n",
        "## The numbers\n",
        "`*`: the area’s own documents are silent and the value is borrowed from the baseline. `–`: there is no"
        " such rule. England is the baseline: it has no document of its own.\n",
        table(["rule", "what", "counted", *[found.title for found in sets]], numbers(sets)),
        *[part for found in sets for part in _sources(found)],
    ]
    return "\n".join(parts)


def _rule(kind: Kind, rule: Rule) -> list[str]:
    clocks = "; ".join(_clock(clock) for clock in rule.clocks)
    return [
        kind.label,
        clocks,
        rule.falls_to.label,
        _plain(rule.met_by),
        *map(_steps, (rule.remind, rule.escalate)),
    ]


def _clock(clock: Clock) -> str:
    starts = " or ".join(start.words for start in clock.starts)
    only = f" ({clock.standing} conferences)" if clock.standing else ""
    return f"{clock.parameter} from {starts}{only}"


def _steps(steps: Iterable[Step]) -> str:
    return (
        "; ".join(f"{_when(step.days)}: {', '.join(role.label for role in step.to)}" for step in steps) or "–"
    )


def _when(days: int) -> str:
    if days == 0:
        return "on the day"
    return f"{abs(days)} {'before' if days < 0 else 'after'}"


def _plain(fact: str) -> str:
    """A fact's name as words: "report_signed_at" is "report signed"."""
    return fact.removesuffix("_on").removesuffix("_at").replace("_", " ")


def numbers(sets: list[ProcedureSet]) -> Iterator[list[str]]:
    """A line for each number and case, a cell for each set."""
    for parameter, meaning in MEANINGS.items():
        if meaning.units == {Unit.WORDS}:
            continue
        rows = [row for found in sets for row in found.rows[parameter]]
        for case in dict.fromkeys(map(applies_to, rows)):
            what = f"{meaning.title} ({case})" if case else meaning.title
            cells = [_cell(found, parameter, case) for found in sets]
            yield [parameter, what, _counted(meaning, case), *cells]


def _counted(meaning: Meaning, case: str) -> str:
    """From when, which way, and which way it moves; nothing where there is no date to count."""
    if meaning.direction is None or not meaning.units & DATED:
        return "–"
    starts = "birth" if case == CASES["birth"] else meaning.starts
    return COUNTED[meaning.direction].format(starts) + ("; moves later" if meaning.later else "")


def _cell(found: ProcedureSet, parameter: str, case: str) -> str:
    """All values of one case, dated where there are several."""
    rows = [row for row in found.rows[parameter] if applies_to(row) == case]
    stated = [found.stated(parameter, row) for row in rows]
    cells = [each.amount + ("*" if each.baseline else "") for each in stated]
    if len(rows) > 1:
        cells = [f"{cell} (from {row.from_on})" for cell, row in zip(cells, rows, strict=True)]
    return ", ".join(cells) or "–"


def _sources(found: ProcedureSet) -> list[str]:
    rows = []
    for stated in found.parameters(date.max):
        if stated.baseline and found.extends:
            continue  # the baseline's own list has it
        case = f" ({stated.applies_to})" if stated.applies_to else ""
        rows.append([stated.id + case, stated.citation, stated.note or "–"])
    return [f"## Sources: {found.title}\n", table(["rule", "document and section", "how it is read"], rows)]


def rights_page() -> str:
    """Who may do what, and while what: each right asked of the table for every relation and every state."""
    everything = [state for machine in MACHINES.values() for state in type(machine.initial)]
    parts = [
        f"{MADE}\n\n# Who may do what\n",
        "One line a right. Who isn’t named may not: an insider is told so with the reason, a stranger gets the answer"
        " that a page which doesn’t exist gives. “Always” means whatever the state.\n",
        table(
            ["what", "who", "while", "why"],
            [_right(action, everything) for action in Action],
        ),
        f"Whoever is {Relation.EXCLUDED.label} is refused each of them, whatever else they are (EXC-01).\n",
    ]
    return "\n".join(parts)


def _right(action: Action, everything: list[State]) -> list[str]:
    """One line: relations with the same states stand together."""
    allowed: dict[str, list[str]] = {}
    for relation in Relation:
        if states := _open_while(action, frozenset({relation}), everything):
            allowed.setdefault(states, []).append(relation.label)
    return [
        action.label,
        "; ".join(", ".join(labels) for labels in allowed.values()),
        "; ".join(allowed),
        GRANTS[action].because,
    ]


def _open_while(action: Action, relations: frozenset[Relation], everything: list[State]) -> str:
    """ "always", the states by their labels, or nothing."""
    if refusal(action, relations=relations) is None:
        return "always"
    states = [state for state in everything if refusal(action, relations=relations, state=state) is None]
    return ", ".join(f"“{state.label}”" for state in states)


def states_page() -> str:
    """Every move from every state: where it leads, or that it doesn’t start there."""
    parts = [
        f"{MADE}\n\n# States and moves\n",
        "A dash: the move doesn’t start there and is refused with a sentence. Late, shown to the family, heard, sent"
        " and excluded are facts with dates, never states.\n",
    ]
    for name, machine in MACHINES.items():
        states = [*type(machine.initial)]
        rows = [
            [move.label, *(_leads_to(machine, key, state) for state in states)]
            for key, move in machine.moves.items()
        ]
        parts += [
            f"## {name}\n",
            f"It begins as “{machine.initial.label}”.\n",
            table(["move", *(f"from “{state.label}”" for state in states)], rows),
        ]
    return "\n".join(parts)


def _leads_to(machine: Machine, move: str, source: State) -> str:
    try:
        return machine.target(move, source=source).label
    except MoveRefused:
        return "–"


def sharing_page() -> str:
    """Who sees what of a report: every audience of the field list for every reader."""
    parts = [
        f"{MADE}\n\n# Who sees what of a report\n",
        "Every field of a report has an audience. An author can tighten it row by row and file by file, “chair only” or"
        " “not with” somebody, never loosen it; where several hold, the strictest does. Whatever this table says, no"
        " member of a family gets anything about people outside their own family, and nobody gets an address that is"
        " kept from them.\n",
        table(["what is for", *(reader.label for reader in Reader)], map(_seen_by_each, Audience)),
        "## Why\n",
        table(
            ["what is for", "reader", "why"],
            [
                [audience.label, reader.label, answer.because]
                for (audience, reader), answer in SHARING.items()
            ],
        ),
    ]
    return "\n".join(parts)


def _seen_by_each(audience: Audience) -> list[str]:
    return [audience.label, *(_seen(audience, reader) for reader in Reader)]


def _seen(audience: Audience, reader: Reader) -> str:
    """ "Withheld; shown where the chair released it to this reader"."""
    answer = SHARING[audience, reader]
    otherwise = [f"{verdict.label.lower()} {fact.label}" for fact, verdict in answer.unless.items()]
    return "; ".join([answer.verdict.label, *otherwise])


PAGES: dict[str, Callable[[], str]] = {
    "deadlines.md": deadlines_page,
    "who-may-do-what.md": rights_page,
    "states.md": states_page,
    "who-sees-what-of-a-report.md": sharing_page,
}


def write(folder: Path = DOCS) -> None:
    """Writes every page anew."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:]))
