"""Every page of a copy says for whom it was made, of what, when, and its number; and nothing of that is in the tags."""

import re
from datetime import datetime
from decimal import Decimal

import pikepdf
import pytest

from procedures.reckoning import LONDON
from reports import packs
from reports.joining import Part, dangling, structure_elements
from reports.pdf import to_pdf
from reports.print_pages import Front
from reports.stamping import CannotStamp, _Copied, stamp
from reports.tests.printed import fonts_of, opened, page_of, saved, texts_of, titles_of

pytestmark = pytest.mark.pdf

AT = datetime(2026, 3, 2, 14, 30, tzinfo=LONDON)
NAMES = ("Nguyễn Thị Hương", "İpek Yılmaz", "فاطمة حدّاد", "Łukasz O’Neil", "Zoë")
FRONT = Front(
    code="LT-7K4Q", kind="Initial conference", starts_at=AT, place="Town hall", lists=(("Not in yet", ("Zebra Homes",)),)
)  # fmt: skip


def long_part(name: str, pages: int) -> Part:
    breaks = "<p style='break-before: page'>More.</p>" * (pages - 1)
    return Part(name, to_pdf(page_of(f"<h1>{name}</h1>{breaks}")))


@pytest.fixture(scope="module")
def base():
    return packs.put_together(FRONT, [long_part("Abbey Homes", 2), long_part("Police", 1)])


def copy_for(name: str, base: bytes) -> bytes:
    return packs.stamped(base, recipient=name, reference="LT-7K4Q", at=AT)


def test_every_page_says_for_whom_of_what_when_and_its_number(base):
    texts = texts_of(opened(copy_for("Rosalind Achterkamp", base)))

    assert len(texts) == 4
    for number, text in enumerate(texts, 1):
        assert "For Rosalind Achterkamp" in text
        assert "LT-7K4Q, made on Monday 2 March 2026 at 2:30pm" in text
        assert f"Page {number} of 4" in text
        assert "DEMO: everybody in it is invented." in text


def test_production_prints_no_mark_of_the_demo(base, settings):
    settings.DEMO = False

    assert not any("DEMO" in text for text in texts_of(opened(copy_for("Zoë", base))))


@pytest.mark.parametrize("name", NAMES)
def test_names_are_drawn_as_people_have_them_in_fonts_of_our_own(base, name):
    document = opened(copy_for(name, base))
    text = texts_of(document)[-1]

    assert fonts_of(document) <= {"Noto-Sans", "Noto-Sans-Bold", "Noto-Sans-Arabic"}
    assert "\N{REPLACEMENT CHARACTER}" not in text
    # Arabic is drawn in its joined shapes and from the right, so that its letters come in another order.
    assert name in text or "Noto-Sans-Arabic" in fonts_of(document)


def test_a_stamp_is_an_artifact_and_leaves_the_tags_as_they_were(base):
    copy = copy_for("Zoë", base)

    assert structure_elements(copy) == structure_elements(base)
    assert dangling(copy) == 0
    for page in opened(copy).pages:
        drawn = b"\n".join(part.read_bytes() for part in page.obj.Contents)
        assert re.search(rb"/Artifact <</Type /Pagination>> BDC q /PackStamp Do Q BT .+ ET EMC$", drawn)


def test_no_word_of_the_recipient_stands_outside_the_pages(base):
    copy = copy_for("Rosalind Achterkamp", base)
    document = opened(copy)

    assert b"Rosalind" not in copy and b"Achterkamp" not in copy
    assert set(document.docinfo.keys()) == {"/Title", "/Producer"}
    assert str(document.docinfo["/Title"]) == "Reports LT-7K4Q"
    assert "Rosalind" not in document.Root.Metadata.read_bytes().decode() + str(titles_of(document))


def test_the_copies_of_two_recipients_hold_nothing_of_each_other(base):
    one, other = copy_for("Rosalind Achterkamp", base), copy_for("Farhana Quddus", base)

    for copy, there, absent in ((one, "Rosalind", "Farhana"), (other, "Farhana", "Rosalind")):
        text = "".join(texts_of(opened(copy)))
        assert there in text and absent not in text
    assert one.startswith(base) and other.startswith(base)
    assert opened(one).trailer.ID[1] != opened(other).trailer.ID[1]


def test_a_copy_is_sound_to_another_reader(base):
    """qpdf follows both indexes and finds no fault; what it writes anew says the same."""
    copy = opened(copy_for("Zoë", base))

    assert copy.check_pdf_syntax() == []
    assert texts_of(opened(saved(copy))) == texts_of(copy)


def test_a_copy_can_not_become_somebody_elses(base):
    with pytest.raises(CannotStamp, match="bears one already"):
        copy_for("Farhana Quddus", copy_for("Zoë", base))


def test_only_what_was_put_together_here_has_room_for_a_stamp():
    with pytest.raises(CannotStamp, match="no room"):
        copy_for("Zoë", to_pdf(page_of("<p>x</p>")))


def test_a_report_alone_is_numbered_and_has_room_too():
    report = long_part("Abbey Homes", 2).pdf
    document = opened(copy_for("Abbey Homes", packs.alone(report)))

    assert ["Page 1 of 2" in text for text in texts_of(document)] == [True, False]
    assert "For Abbey Homes" in texts_of(document)[1]
    assert structure_elements(packs.alone(report)) == structure_elements(report)


def test_the_contents_say_the_page_of_each_part_even_where_they_fill_more_than_one_themselves():
    same = long_part("Abbey Homes", 1).pdf
    parts = [Part(f"Agency {number}", same) for number in range(60)]
    texts = texts_of(opened(packs.put_together(FRONT, parts)))

    first = next(number for number, text in enumerate(texts, 1) if "Abbey Homes" in text)
    assert first > 2
    for number in (0, 59):
        assert re.search(rf"Agency {number}, page {first + number}\b", "".join(texts[: first - 1]))


def test_a_very_long_name_stays_in_its_margin(base):
    copy = opened(copy_for("Wilhelmina Featherstonehaugh " * 20, base))

    assert len(copy.pages) == 4
    assert copy.Root.PieceInfo.Pack.Private.Stamp.BBox == copy.pages[0].mediabox


def test_pages_without_anything_on_them_are_numbered_as_well():
    def bare(document):
        page = document.pages[0].obj
        del page.Contents
        page.Resources = pikepdf.Dictionary()

    document = opened(to_pdf(page_of("<p>x</p>")))
    bare(document)

    assert "Page 1 of 1" in texts_of(opened(packs.alone(saved(document))))[0]


def test_values_of_every_kind_are_copied_as_pdf_writes_them():
    held = pikepdf.new()
    shared = held.make_indirect(pikepdf.Array([1]))
    values = pikepdf.Array(
        [True, None, Decimal("0.5"), 7, pikepdf.Name.X, pikepdf.String("a"), shared, shared]
    )
    copied = _Copied(first=40)
    copied.take(held.make_indirect(values), as_number=3)

    assert copied.objects == {3: b"[true null 0.5 7 /X (a) 40 0 R 40 0 R]", 40: b"[1]"}


def test_what_is_added_follows_what_is_there(base):
    drawn = to_pdf(page_of("<p>x</p>"), tagged=False)
    copy = stamp(base, drawn)

    assert int(opened(copy).trailer.Prev) == int(base[base.rindex(b"startxref") :].split()[1])
    assert copy.endswith(b"%%EOF\n")
