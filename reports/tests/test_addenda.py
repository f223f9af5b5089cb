"""Who reads an addendum: everybody who may read of those whom its part is about (ADR 72)."""

import pytest

from procedures.sharing import Reader
from reports.material import AddendumIn
from reports.renditions import rendition
from reports.sieve import Viewer
from reports.tests.materials import IVY, MUM, ZOE, child, material

DAD = "d" * 16


def read_by(viewer, *, about, module="EDUS"):
    """Whether this reader's copy holds an addendum to the part about `about`."""
    added = AddendumIn(
        place=about, title="", text="They moved.", reason="Late.", by="H", role="T", at="2026-03-20T09:00"
    )
    held = material(module=module, children=(child(), child(IVY, "Ivy")), addenda=(added,))
    return rendition(held, viewer, rulings={}).document.addenda == (added,)


MOTHER, FATHER = Viewer(Reader.PARENT, MUM), Viewer(Reader.PARENT, DAD)
STRANGER_TO_IVY = Viewer(Reader.PARENT, MUM, people=frozenset({ZOE}))


@pytest.mark.parametrize(
    ("viewer", "about", "module", "reads"),
    [
        (Viewer(Reader.CHAIR), "worries:" + ZOE, "EDUS", True),
        (Viewer(Reader.PROFESSIONAL), "", "EDUS", True),
        (MOTHER, "", "EDUS", True),
        (MOTHER, "worries:" + ZOE, "EDUS", True),
        (STRANGER_TO_IVY, "worries:" + IVY, "EDUS", False),
        (Viewer(Reader.CHILD, ZOE), "worries:" + ZOE, "EDUS", True),
        (Viewer(Reader.CHILD, ZOE), "worries:" + IVY, "EDUS", False),
        (Viewer(Reader.CHILD, ZOE), "", "EDUS", False),
        # What an adult's service says is for that adult at the widest, and for professionals.
        (MOTHER, "parent:" + MUM, "AMH", True),
        (FATHER, "parent:" + MUM, "AMH", False),
        (MOTHER, "", "AMH", False),
        (Viewer(Reader.PROFESSIONAL, leaves=True), "", "AMH", True),
        # REP-11: a medical report is the chair's alone, and on screen.
        (Viewer(Reader.PROFESSIONAL), "", "PAED", False),
        (Viewer(Reader.CHAIR, leaves=True), "", "PAED", False),
    ],
)
def test_an_addendum_is_read_by_whoever_may_read_of_those_whom_it_is_about(viewer, about, module, reads):
    assert read_by(viewer, about=about, module=module) is reads
