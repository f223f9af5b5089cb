"""Done when 2: of 500 generated families, nothing of one parent's pack in the other's.

What is what: all 500 families are looked at as the pages that the printer is given (every word of a pack comes from
them, from its first page and from the margins). A real pack is drawn, joined and stamped for the first PACKS_DRAWN of
them, and every byte of it is looked at: text, bookmarks, properties, and each stream unpacked. `PACKS_DRAWN=500` draws all.
"""

import os
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import pikepdf
import pytest

from procedures.sharing import Reader
from reports import packs, pdf
from reports.document import Signature
from reports.joining import Part
from reports.pieces import pieces_of
from reports.print_pages import Front, report_html
from reports.renditions import rendition
from reports.sieve import Viewer
from reports.tests.printed import opened, texts_of, titles_of
from reports.tests.random_materials import ADULTS, CHILDREN, DAD, MUM, may_read, planted

FAMILIES = 500
DRAWN = int(os.environ.get("PACKS_DRAWN", "3"))
EVERYBODY = frozenset({*CHILDREN, *ADULTS})
AT = datetime(2026, 3, 20, 10, tzinfo=UTC)
SIGNATURE = Signature("Hương", "Officer", AT, 1, "0" * 64, "")
#: Those whose reports hold most about each parent apart.
MODULES = ["AMH", "SUB", "PROB", "DA", "POL", "EDUS", "GP", "HOU"]
PARENTS = {
    MUM: Viewer(Reader.PARENT, MUM, "Małgorzata", EVERYBODY, leaves=True),
    DAD: Viewer(Reader.PARENT, DAD, "Tobias", EVERYBODY, leaves=True),
}
STAMPS = {MUM: "Recipient KMUMK", DAD: "Recipient KDADK"}


@dataclass(frozen=True)
class Family:
    """Two reports about one family, each with a canary in every piece, and what each parent has of them."""

    number: int

    @cached_property
    def reports(self):
        chance = random.Random(self.number)
        return [
            planted(self.number * 10 + place, module, chance.choice("IR"), first=1 + 50000 * place)
            for place, module in enumerate(chance.sample(MODULES, 2))
        ]

    @cached_property
    def documents(self):
        """By parent: the reports as they are for that parent."""
        return {
            parent: [
                rendition(one.material, viewer, rulings=one.rulings, signature=SIGNATURE).document
                for one in self.reports
            ]
            for parent, viewer in PARENTS.items()
        }

    def pages(self, parent) -> list[str]:
        return [report_html(one) for one in self.documents[parent]]

    def words_for(self, parent) -> list[set[str]]:
        """Of each report the canaries that this parent may read."""
        return [
            {canary.word for canary in one.canaries if may_read(canary, one, PARENTS[parent])}
            for one in self.reports
        ]

    def others(self, parent) -> list[set[str]]:
        """Of each report what the other parent may read, and this one may not."""
        other = DAD if parent == MUM else MUM
        pairs = zip(self.words_for(other), self.words_for(parent), strict=True)
        return [theirs - own for theirs, own in pairs]


@pytest.mark.exhaustive
def test_of_500_families_nothing_of_one_parents_pack_stands_in_the_others():
    crossings, apart = [], 0
    for number in range(FAMILIES):
        family = Family(number)
        for parent in PARENTS:
            for page, others in zip(family.pages(parent), family.others(parent), strict=True):
                crossings += [(number, parent, word) for word in others if word in page]
                apart += len(others)
    assert crossings == []
    assert apart > FAMILIES * 4, "the families hardly tell their parents apart"


def test_the_search_through_a_pack_reads_every_word_that_its_page_says():
    family = Family(0)
    for parent in PARENTS:
        for document, own in zip(family.documents[parent], family.words_for(parent), strict=True):
            page, read = report_html(document), "\n".join(piece.text for piece in pieces_of(document))
            said = {word for word in own if word in page}
            assert said
            assert {word for word in said if word not in read} == set()


def pack_of(family: Family, parent: str) -> bytes:
    front = Front("LT-7K4Q", "Review conference", AT, "Lark 1")
    parts = [Part(f"Agency {place}", pdf.to_pdf(page)) for place, page in enumerate(family.pages(parent), 1)]
    base = packs.put_together(front, parts)
    return packs.stamped(base, recipient=STAMPS[parent], reference="LT-7K4Q", at=AT)


def everything_in(content: bytes) -> str:
    """Text, bookmarks, properties and metadata, and each stream and string unpacked."""
    document = opened(content)
    said = [*texts_of(document), *titles_of(document), *map(str, document.docinfo.values())]
    for one in document.objects:
        if isinstance(one, pikepdf.Stream):
            said.append(one.read_bytes().decode("latin-1"))
        said.append(repr(one))
    return "\n".join([*said, content.decode("latin-1")])


@pytest.mark.pdf
@pytest.mark.parametrize("number", range(DRAWN))
def test_nothing_of_one_parents_pack_is_in_any_byte_of_the_others(number):
    family = Family(number)
    for parent, other in ((MUM, DAD), (DAD, MUM)):
        content = pack_of(family, parent)
        whole = everything_in(content)
        assert STAMPS[parent] in whole and STAMPS[other] not in whole
        own, others = set().union(*family.words_for(parent)), set().union(*family.others(parent))
        assert own and {word for word in others if word in whole} == set()
        page = "".join(family.pages(parent))
        printed = {
            word for word in own if word in page
        }  # a question that isn't asked any more keeps its answer unseen
        assert len(printed) > 20 and {word for word in printed if word not in whole} == set()
