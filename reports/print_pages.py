"""The printed page: a report, the front of a pack, and what is laid over pages. The only place that knows their shape.

A report's page says nothing of who reads it or when it was made: that is laid over the finished pages (packs.py), so
that one drawing serves every reader of the same words (ADR 69).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from reports.document import Document
from reports.joining import LINK


@dataclass(frozen=True)
class Front:
    """What the first page of a pack says before and after its contents. Its title in the PDF is the code alone."""

    code: str
    kind: str  # of the conference, in words
    starts_at: datetime | None
    place: str
    lists: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # a heading and its lines: what is missing, and the like


def report_html(document: Document, *, large: bool = False, not_seen: Sequence[str] = ()) -> str:
    """Any report, or what of it one reader may have, ready to be drawn. Its title holds no name.

    `not_seen`: who of the family hasn't seen it, said at the head of the chair's copy and the author's (REP-12).
    """
    told = {"document": document, "large": large, "not_seen": not_seen}
    return render_to_string("reports/print/report.html", told)


def front_html(front: Front, contents: list[tuple[str, int]]) -> str:
    """The front of a pack, with the title of each part and the page on which it begins."""
    lines = [(f"{LINK}{number}", *line) for number, line in enumerate(contents, 1)]
    return render_to_string("reports/print/front.html", {"front": front, "contents": lines})


def stamp_html(*, recipient: str, reference: str, at: datetime) -> str:
    """What stands in the margins of every page of one recipient's copy."""
    told = {"recipient": recipient, "reference": reference, "at": at, "demo": settings.DEMO}
    return render_to_string("reports/print/stamp.html", told)


def numerals_html() -> str:
    """The letters that page numbers are made of."""
    return render_to_string("reports/print/numerals.html")
