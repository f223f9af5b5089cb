"""What stands in the margins of every page of a pack: its number, and for whom it was made (security: what leaves).

Both are artifacts, so that a screen reader goes from text to text and the tags stay as they are. `paginate` numbers
the pages and leaves one empty drawing on all of them; `stamp` fills that drawing in for a recipient by adding to the end
of the file, so that a further recipient costs no more than drawing three lines. The letters of both come from the
printer, which knows how names are written (reports/print_pages.py has their words).
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from itertools import count

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

SIZE, RIGHT, BASELINE = 8.5, 51, 34  # points; how far from the right and the lower edge of the page
STAMP, NUMERALS = Name("/PackStamp"), Name("/PackNumerals")
LETTERS = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>")
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC "


class CannotStamp(ValueError):
    """The PDF has no room for a stamp: it wasn't joined here, or has one already."""


class Numerals:
    """The font of the page numbers, out of a PDF on which `Page of 0123456789` was drawn."""

    def __init__(self, drawn: Pdf):
        (self.font,) = drawn.pages[0].resources.Font.values()
        found = LETTERS.findall(self.font.ToUnicode.read_bytes())
        self.codes = {chr(int(letter, 16)): code for code, letter in found}
        self.widths: dict[int, float] = {}
        runs = iter(self.font.DescendantFonts[0].W)
        for first, widths in zip(runs, runs, strict=True):
            self.widths |= {int(first) + place: float(width) for place, width in enumerate(widths)}

    def shown(self, text: str, edge: float) -> bytes:
        """The operators that draw `text` so that it ends at `edge`."""
        codes = [self.codes[letter] for letter in text]
        width = sum(self.widths[int(code, 16)] for code in codes) * SIZE / 1000
        place = b"1 0 0 1 %.2f %d Tm" % (edge - width, BASELINE)
        return b"BT 0.2 g %s %.1f Tf %s <%s> Tj ET" % (bytes(NUMERALS), SIZE, place, b"".join(codes))


def paginate(whole: Pdf, numerals: bytes) -> None:
    """Number every page, and lay the empty stamp over it."""
    stamp = whole.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=whole.pages[0].mediabox)
    whole.Root.PieceInfo = Dictionary(
        Pack=Dictionary(LastModified="D:20000101000000Z", Private=Dictionary(Stamp=stamp))
    )
    before = whole.make_stream(b"q\n")
    with Pdf.open(BytesIO(numerals)) as drawn:
        letters = Numerals(drawn)
        font = whole.copy_foreign(letters.font)
        for number, page in enumerate(whole.pages, 1):
            _give(page.resources, "/XObject", STAMP, stamp)
            _give(page.resources, "/Font", NUMERALS, font)
            text = letters.shown(f"Page {number} of {len(whole.pages)}", float(page.mediabox[2]) - RIGHT)
            over = b"\nQ %sq %s Do Q %s EMC" % (ARTIFACT, bytes(STAMP), text)
            _between(whole, page, before, over)


def _give(resources: Dictionary, kind: str, name: Name, what: Object) -> None:
    if kind not in resources:
        resources[kind] = Dictionary()
    if name not in resources[kind]:
        resources[kind][name] = what


def _between(whole: Pdf, page: Page, before: Stream, over: bytes) -> None:
    """The page's own drawing between the two, so that nothing it has set is left over."""
    own = page.obj.get("/Contents", Array())
    kept = list(own) if isinstance(own, Array) else [own]
    page.obj.Contents = Array([before, *kept, whole.make_stream(over)])


def stamp(pdf: bytes, drawn: bytes) -> bytes:
    """The same pages, each with what stands on the one page of `drawn`. Raises CannotStamp where there is no room.

    What is new is written behind the old: what the pages hold is not read, let alone written again.
    """
    with Pdf.open(BytesIO(pdf)) as whole, Pdf.open(BytesIO(drawn)) as source:
        place = _room(whole)
        page = source.pages[0]
        page.contents_coalesce()
        shape = source.make_stream(
            page.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form, BBox=page.mediabox,
            Resources=page.resources,
        )  # fmt: skip
        copied = _Copied(first=int(whole.trailer.Size))
        copied.take(shape, as_number=place.objgen[0])
        return pdf + _addition(whole, copied.objects, pdf)


def _room(whole: Pdf) -> Stream:
    place = whole.Root.get("/PieceInfo", {}).get("/Pack", {}).get("/Private", {}).get("/Stamp")
    if place is None or place.read_bytes():
        raise CannotStamp("This PDF has no room for a stamp, or bears one already.")
    return place


class _Copied:
    """Objects of one PDF, written as they stand in another, under numbers that are free there."""

    def __init__(self, *, first: int):
        self.free, self.objects = count(first), {}
        self.numbers: dict[tuple[int, int], int] = {}

    def take(self, found: Object, *, as_number: int) -> None:
        self.numbers[found.objgen] = as_number
        if isinstance(found, Stream):
            raw = found.read_raw_bytes()
            found.stream_dict.Length = len(raw)
            told = self.written(found.stream_dict) + b"\nstream\n" + raw + b"\nendstream"
        else:
            told = self.written(found)
        self.objects[as_number] = told

    def referred(self, found: object) -> bytes:
        """A value inside another; an object of its own is taken along and named."""
        if not isinstance(found, Object) or not found.is_indirect:
            return self.written(found)
        if found.objgen not in self.numbers:
            self.take(found, as_number=next(self.free))
        return b"%d 0 R" % self.numbers[found.objgen]

    def written(self, found: object) -> bytes:
        if isinstance(found, Dictionary):
            pairs = (key.encode() + b" " + self.referred(value) for key, value in found.items())
            return b"<<" + b" ".join(pairs) + b">>"
        if isinstance(found, Array):
            return b"[" + b" ".join(map(self.referred, found)) + b"]"
        if isinstance(found, Object):
            return found.unparse()
        return Array([found]).unparse()[1:-1].strip()


def _addition(whole: Pdf, objects: dict[int, bytes], pdf: bytes) -> bytes:
    """The objects, where each stands, and a trailer that says what went before (ISO 32000, incremental updates)."""
    before = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    own = max(*objects, int(whole.trailer.Size) - 1) + 1  # the number of the index itself
    body, places = bytearray(b"\n"), {}
    for number, told in sorted(objects.items()):
        places[number] = len(pdf) + len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, told)
    places[own] = len(pdf) + len(body)
    index = b"".join(b"\1" + place.to_bytes(4, "big") + b"\0" for place in places.values())
    told = Dictionary(
        Type=Name.XRef, Size=own + 1, Prev=before, W=[1, 4, 1], Index=_runs(places), Length=len(index),
        Root=whole.Root, Info=whole.trailer.Info,
        ID=[whole.trailer.ID[0], String(sha256(pdf[-64:] + body).digest()[:16])],
    )  # fmt: skip
    body += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (own, told.unparse(), index)
    return bytes(body) + b"startxref\n%d\n%%%%EOF\n" % places[own]


def _runs(numbers: Iterable[int]) -> list[int]:
    """Numbers in their order as the index wants them: the first of each unbroken run, and how many follow."""
    runs: list[int] = []
    for number in numbers:
        if runs and sum(runs[-2:]) == number:
            runs[-1] += 1
        else:
            runs += [number, 1]
    return runs
