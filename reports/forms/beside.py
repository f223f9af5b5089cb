"""What stands beside a question of the editor without being part of it: why it is asked, what has changed, plainer words."""

from dataclasses import dataclass, field

from reports.answers import rows_of
from reports.material import Material, Place
from reports.plain import Hint
from reports.plainly import Pointed
from reports.since import Since
from reports.why import why


@dataclass
class Beside:
    """One question."""

    why: str = ""
    since: str = ""
    hints: list[Hint] = field(default_factory=list)
    row_since: dict[str, str] = field(default_factory=dict)
    row_hints: dict[str, list[Hint]] = field(default_factory=dict)


def beside(
    material: Material, place: Place, *, pointed: list[Pointed], since: dict[str, Since]
) -> dict[str, Beside]:
    """By question of the page. A reason that several questions have stands at the first of them."""
    found, told = {}, set()
    for key in place.part.fields:
        reason = why(material.definition.fields[key])
        found[key] = one = Beside(why="" if reason in told else reason)
        told.add(reason)
        if key in since:
            one.since = since[key].words
            rows = rows_of(material.answer(place, key))
            one.row_since = {row["id"]: since[key].row_words(number) for number, row in enumerate(rows)}
    for hinted in pointed:
        one, row = found[hinted.asked.key], hinted.typed.row
        (one.row_hints.setdefault(row, []) if row else one.hints).append(hinted.hint)
    return found
