"""Packs put together from finished PDFs, and a copy for each recipient (ADR 69). Nothing here reads the database.

base = put_together(front, [Part("Sallow Lane Primary", pdf), …])      once for everybody who gets the same
copy = stamped(base, recipient="…", reference="LT-7K4Q", at=at)        for each of them
"""

from datetime import datetime
from functools import lru_cache

from reports import pdf
from reports.joining import Part, join, page_count
from reports.print_pages import Front, front_html, numerals_html, stamp_html
from reports.stamping import stamp


def put_together(front: Front, parts: list[Part]) -> bytes:
    """Front page with contents, then every part, as one tagged PDF with numbered pages and room for a stamp.

    Raises CannotRender where the front can't be drawn, CannotJoin where a part isn't tagged.
    """
    lengths = [len(part.document.pages) for part in parts]
    own = 1
    while True:
        starts = [own + 1 + sum(lengths[:place]) for place in range(len(parts))]
        titles = [part.title for part in parts]
        drawn = pdf.to_pdf(front_html(front, list(zip(titles, starts, strict=True))))
        if page_count(drawn) == own:
            break
        own = page_count(drawn)  # longer than thought, which moves every number on it
    return join(drawn, parts, numerals=numerals())


def alone(report: bytes) -> bytes:
    """One finished report, with numbered pages and room for a stamp."""
    return join(report, [], numerals=numerals())


def stamped(base: bytes, *, recipient: str, reference: str, at: datetime) -> bytes:
    """The copy of one recipient: the same pages with the name, the reference and the day in the margins of each.

    Raises CannotStamp where `base` wasn't put together here or is somebody's copy already.
    """
    drawn = pdf.to_pdf(stamp_html(recipient=recipient, reference=reference, at=at), tagged=False)
    return stamp(base, drawn)


@lru_cache(maxsize=1)
def numerals() -> bytes:
    """The letters of the page numbers, drawn once in a process."""
    return pdf.to_pdf(numerals_html(), tagged=False)
