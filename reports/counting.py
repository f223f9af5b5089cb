"""How many answers a form cannot do without: the short form promises at most 15 for one child (ADR 65). Pure."""

from collections.abc import Iterator

from reports.answers import UNTOUCHED
from reports.definitions import CURRENT, definition
from reports.gaps import is_needed
from reports.material import KNOWN_A_LITTLE, AdultIn, ChildIn, Material, asked_on, facts_of, places

MOST = 15
#: What the form begins with, from the person, the agency and the invitation.
PREFILLED = {"author", "reach"}
TYPES = {"I": "Initial", "P": "Pre-birth", "T": "Transfer-in", "R": "Review"}
CHILD, ADULT = "c" * 16, "a" * 16


def needed(module: str, type: str, *, known: str = KNOWN_A_LITTLE, version: str = CURRENT) -> list[str]:
    """The keys of the answers that are needed and not prefilled for one child and one adult, answered the longer way."""
    told = (_needed(_answered(_material(module, type, version), known, spoke)) for spoke in ("yes", "no"))
    return max(told, key=len)


def _needed(material: Material) -> list[str]:
    return [
        asked.key
        for place in places(material)
        for asked in asked_on(material, place, for_page=False)
        if is_needed(asked, facts_of(material, place.subject))
        and asked.kind != "computed"
        and asked.key not in PREFILLED
    ]


def _material(module: str, type: str, version: str) -> Material:
    born = {"expected_on": "2026-06-01"} if type == "P" else {"born_on": "2020-05-01"}
    return Material(
        version=version,
        module=module,
        agency="",
        agency_kind="",
        conference={"kind": TYPES[type], "on": "2026-03-20", "code": ""},
        author={"name": "", "role": ""},
        children=(ChildIn(CHILD, "", type, TYPES[type], **born),),
        adults=(AdultIn(ADULT, "", "", pregnant=type == "P"),),
    )


def _answered(material: Material, known: str, spoke: str) -> Material:
    """What makes other answers needed, said so that it does."""
    row = {"id": "r1", "what": "", "status": "fact", "about": []} | UNTOUCHED
    said = {
        "known": {"choice": known, "note": ""},
        "consulted": {"choice": spoke, "note": ""},
        "caseload": {"choice": "targeted", "note": ""},
        "harm": {"rows": [row], "none": False, "none_why": "", "next": 2},
        "adult_health": {"rows": [row], "none": False, "none_why": "", "next": 2},
    }
    answers: dict[str, dict] = {}
    for key, place in _places_of(material, said):
        answers.setdefault(place, {})[key] = said[key]
    return material.replaced(answers=answers)


def _places_of(material: Material, keys) -> Iterator[tuple[str, str]]:
    for key in keys:
        part = material.definition.part_of(key)
        yield key, f"{part.code}:{CHILD if part.scope == 'child' else ADULT}"


def table(version: str = CURRENT) -> Iterator[tuple[str, str, int]]:
    """Every module that is offered the short form, every type that it meets, and how many answers that needs."""
    for module in sorted(definition(version).light):
        for type in TYPES:
            yield module, type, len(needed(module, type, version=version))
