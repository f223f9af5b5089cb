"""A report as tagged PDF against bare WeasyPrint on the same HTML, and hostile documents against their limits.

    .venv/bin/python benchmarks/pdf.py

CPU time, the printer and its children counted in, all sides interleaved, median of nine rounds of three reports. What
is loaded once in the life of a worker, or of the bare side's process, stands on a line of its own and in no ratio. The
goal is about the drawing; numbering its pages and laying its agency's name over them stands beside it. Exit 1 where a
goal is missed.
"""

import statistics
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sample import AT, CODE, bare, cpu, document, start_printer, told  # noqa: E402

from reports import packs, pdf  # noqa: E402
from reports.joining import page_count, structure_elements  # noqa: E402
from reports.print_pages import report_html  # noqa: E402

ROUNDS, AT_ONCE = 9, 3
HOSTILE = {
    "60 nested tables": "<table><tr><td>" * 60 + "x" + "</td></tr></table>" * 60,
    "100,000 paragraphs": "<p>x</p>" * 100_000,
    "a paragraph of 1 MB": "<p>" + "word and " * 120_000 + "</p>",
    "5,000 words in one another": "<b>" * 5_000 + "x" + "</b>" * 5_000,
}


def spent(work, *args) -> float:
    """CPU seconds of doing it AT_ONCE times, for one."""
    begun = cpu()
    for _ in range(AT_ONCE):
        work(*args)
    return (cpu() - begun) / AT_ONCE


def finished(html: str) -> bytes:
    """The agency's own copy: drawn, its pages numbered, the name laid over each."""
    return packs.stamped(packs.alone(pdf.to_pdf(html)), recipient="Agency 1", reference=CODE, at=AT)


def ends(body: str) -> tuple[float, float, str]:
    """Seconds by the clock, the most megabytes that the printer's child held, and what the person is told."""
    begun, done = time.monotonic(), threading.Event()
    watching = threading.Thread(target=watch, args=(done, held := [0.0]))
    watching.start()
    try:
        pages = page_count(pdf.to_pdf(f"<!doctype html><html lang='en'><title>x</title>{body}</html>"))
        said = f"drawn, {pages} pages"
    except pdf.CannotRender as error:
        said = str(error)
    took = time.monotonic() - begun
    done.set()
    watching.join()
    return took, max(held), said


def watch(done: threading.Event, held: list[float]) -> None:
    """How many megabytes the printer's children hold, ten times a second."""
    while not done.wait(0.1):
        for printer in list(pdf._started.values()):
            with suppress(OSError, ValueError, StopIteration):
                (child,) = Path(f"/proc/{printer.pid}/task/{printer.pid}/children").read_text().split()
                lines = Path(f"/proc/{child}/status").read_text().splitlines()
                held.append(next(int(line.split()[1]) for line in lines if "VmHWM" in line) / 1024)


def main() -> int:
    begun = start_printer()
    html = report_html(document(1))
    sides = {"bare WeasyPrint": bare, "a report": pdf.to_pdf, "numbered and stamped": finished}
    seen: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(ROUNDS):
        for side, work in sides.items():
            seen[side].append(spent(work, html))
    medians = {side: statistics.median(times) for side, times in seen.items()}
    drawn = pdf.to_pdf(html)
    print(f"one report, {page_count(drawn)} pages, {structure_elements(drawn):,} elements: CPU seconds")
    for side, seconds in medians.items():
        print(f"{side:<24}{seconds:>8.3f}{seconds / medians['bare WeasyPrint']:>8.2f} × bare")
    print(f"{'loading, once':<24}{begun:>8.3f}")
    print("\nhostile documents")
    worst = [0.0, 0.0]
    for name, body in HOSTILE.items():
        seconds, megabytes, said = ends(body)
        worst = [max(worst[0], seconds), max(worst[1], megabytes)]
        print(f"{name:<28}{seconds:>6.1f} s {megabytes:>6.0f} MB   {said}")
    after = pdf.to_pdf(html) == drawn
    ratio = medians["a report"] / medians["bare WeasyPrint"]
    return told(
        [
            ("a report ÷ bare WeasyPrint", f"{ratio:.2f}", "≤ 1.10", ratio <= 1.1),
            ("the longest hostile document", f"{worst[0]:.1f} s", "≤ 30 s", worst[0] <= 30),
            ("the largest", f"{worst[1]:.0f} MB", "≤ 1024 MB", worst[1] <= 1024),
            ("the next report is the same as before", "yes" if after else "no", "yes", after),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
