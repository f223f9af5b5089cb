"""A pack of ten reports joined from what was drawn, against drawing all ten anew, and a further recipient's copy.

    .venv/bin/python benchmarks/pack.py

CPU time, the printer and its children counted in, all sides interleaved, median of nine rounds. A pack is what a chair
gets: front page drawn, ten reports joined, pages numbered, name laid over. The reports were drawn at their signatures,
the letters of the page numbers once in the life of a worker. Exit 1 where a goal is missed.
"""

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sample import AT, CODE, bare, cpu, document, start_printer, told  # noqa: E402

from reports import packs, pdf  # noqa: E402
from reports.joining import Part, dangling, page_count, structure_elements  # noqa: E402
from reports.print_pages import Front, front_html, report_html  # noqa: E402

ROUNDS, REPORTS, FURTHER = 9, 10, 5
NAMES = ("Rosalind Achterkamp", "Nguyễn Thị Hương", "فاطمة حدّاد", "Łukasz O’Neil", "İpek Yılmaz", "Zoë")
FRONT = Front(
    code=CODE, kind="Initial conference", starts_at=AT, place="Town hall, room 2",
    lists=(("Not in yet", ("Zebra Homes", "Abbey Surgery")),),
)  # fmt: skip


def spent(work, *args):
    begun = cpu()
    done = work(*args)
    return cpu() - begun, done


def redraw(pages: list[str]) -> None:
    for html in pages:
        bare(html)


def first(drawn: list[tuple[str, bytes]]) -> tuple[bytes, bytes]:
    """The base of everybody's copy, and the first of the copies."""
    base = packs.put_together(FRONT, [Part(title, content) for title, content in drawn])
    return base, copy(base, NAMES[0])


def copy(base: bytes, name: str) -> bytes:
    return packs.stamped(base, recipient=name, reference=CODE, at=AT)


def further(base: bytes) -> list[bytes]:
    return [copy(base, name) for name in NAMES[1 : FURTHER + 1]]


def main() -> int:
    begun = start_printer()
    packs.numerals()
    documents = [document(number) for number in range(1, REPORTS + 1)]
    pages = [report_html(each) for each in documents]
    drawn = [(each.agency, pdf.to_pdf(html)) for each, html in zip(documents, pages, strict=True)]
    seen: dict[str, list[float]] = {"drawing all anew": [], "the first copy": [], "a further copy": []}
    for _ in range(ROUNDS):
        seconds, _ = spent(redraw, pages)
        seen["drawing all anew"].append(seconds)
        seconds, (base, one) = spent(first, drawn)
        seen["the first copy"].append(seconds)
        seconds, copies = spent(further, base)
        seen["a further copy"].append(seconds / FURTHER)
    medians = {side: statistics.median(times) for side, times in seen.items()}
    print(f"{REPORTS} reports, {page_count(one)} pages, {len(one) / 1e6:.2f} MB: CPU seconds")
    for side, seconds in medians.items():
        print(f"{side:<24}{seconds:>8.3f}")
    print(f"{'loading, once':<24}{begun:>8.3f}")
    contents = [(title, 1) for title, _ in drawn]
    before = structure_elements(pdf.to_pdf(front_html(FRONT, contents)))
    before += sum(structure_elements(content) for _, content in drawn)
    after = {structure_elements(each) for each in (base, one, *copies)}
    lost = sum(dangling(each) for each in (one, copies[-1]))
    to_all = medians["the first copy"] / medians["drawing all anew"]
    to_first = medians["a further copy"] / medians["the first copy"]
    return told(
        [
            ("a pack ÷ drawing its reports anew", f"{to_all:.1%}", "≤ 5%", to_all <= 0.05),
            ("each further recipient ÷ the first", f"{to_first:.2f}", "≤ 0.40", to_first <= 0.4),
            (f"structure elements, {before:,} before", f"{min(after):,}", f"{before:,}", after == {before}),
            ("dangling", str(lost), "0", lost == 0),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
