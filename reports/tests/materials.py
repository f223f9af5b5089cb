"""Material for tests of the pure modules: a report as plain values, without a database."""

from datetime import date

from django.http import QueryDict

from reports.definitions import CURRENT, definition
from reports.gaps import gaps_on
from reports.material import AdultIn, ChildIn, Material, Place, place_of

TODAY = date(2026, 3, 20)
ZOE, IVY, UNBORN, MUM = "z" * 16, "v" * 16, "u" * 16, "m" * 16


def child(ref=ZOE, name="Zoë", type="I", **more) -> ChildIn:
    return ChildIn(
        **{"ref": ref, "name": name, "type": type, "kind": "Initial conference", "born_on": "2016-05-01"}
        | more
    )


def material(*, module="EDUS", children=None, adults=None, answers=None, **more) -> Material:
    """A school's report about Zoë and her mother, unless told otherwise."""
    return Material(
        version=CURRENT,
        module=module,
        agency="Sallow Lane Primary",
        agency_kind="education_school",
        conference={"code": "LT-7K4Q", "kind": "Initial conference", "on": "2026-04-01", "chair": ""},
        author={"name": "Hương", "role": "Teacher"},
        children=(child(),) if children is None else children,
        adults=(AdultIn(MUM, "Małgorzata", "Mother of Zoë", {"name": "Małgorzata"}),)
        if adults is None
        else adults,
        answers=answers or {},
        **more,
    )


def asked(key):
    return definition().fields[key]


def typed(pairs: dict) -> QueryDict:
    """What a form sends."""
    query = QueryDict(mutable=True)
    for name, value in pairs.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def rows(*rows, none=False, none_why="") -> dict:
    """An answer of rows, with ids of their own."""
    numbered = [{"id": f"r{number}"} | row for number, row in enumerate(rows, start=1)]
    return {"rows": numbered, "none": none, "none_why": none_why, "next": len(rows) + 1}


def fact(what="Came without a coat.", **more) -> dict:
    """A statement that lacks nothing."""
    told = {"what": what, "status": "fact", "rests_on": [], "source": "our_records", "source_who": "", "when": "March 2025",
            "about": [], "tone": "neither", "impact": "", "share": "everyone", "ground": "", "share_why": ""}  # fmt: skip
    return told | more


def known(answer="know well") -> dict:
    return {"known": {"choice": answer, "note": ""}}


def told(found: Material, place_key: str, key: str) -> list[str]:
    """The sentences about one field."""
    place: Place = place_of(found, place_key)
    return [gap.text for gap in gaps_on(found, place, today=TODAY) if gap.key == key]
