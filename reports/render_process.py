"""The printer: turns HTML documents into tagged PDFs, each alone in a process that can be ended (documents, delivery 13).

Run as `python -m reports.render_process STYLESHEET`. It loads the renderer once (two seconds and 126 MB that belong
neither in the web process nor in the worker), draws a line to warm up, says `ready`, and then draws every job in a
child of its own under limits, so that no document meets what another left behind. A job is one line, `BYTES
CPU_SECONDS MEMORY_BYTES TAGGED`, and the HTML; the answer is one line, `EXIT_CODE BYTES`, and the PDF. It fetches
nothing: no file, no network; only what stands in the document as data.
"""

import gc
import os
import resource
import socket
import sys
from hashlib import sha256
from typing import Any, BinaryIO

READY, MISSING = b"ready\n", b"missing\n"
DRAWN, BROKEN, TOO_BIG = 0, 1, 3
TAGGED = {"pdf_variant": "pdf/ua-1"}
# Somewhat of everything that a document has: what is loaded and learned from it, no child has to load and learn anew.
WARM_UP = (
    "<!doctype html><html lang='en-GB'><title>x</title><body class='margins'><section><h1>Reports to the</h1>"
    "<p class='quiet'>Each page says, at its top, <b>for whom</b> it is.</p><h2>Contents</h2>"
    "<ol class='contents'><li><a href='part:1'>One, page 1</a></li><li><a href='part:2'>Two, page 2</a></li></ol>"
    "<table><tr><th>When</th><td>2026</td></tr></table><p class='for'>For <bdi>Zoë</bdi></p></section>"
)


class NetworkRefused(OSError):
    """A document tried to reach something."""


def refuse(*args, **kwargs):
    """Stands in for every way out of this process."""
    raise NetworkRefused("documents fetch nothing")


class Printer:
    """The renderer, loaded, with the one stylesheet. Raises OSError where its libraries are missing."""

    def __init__(self, stylesheet: str):
        from weasyprint import CSS, HTML  # noqa: PLC0415 - here, and nowhere else in the service
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415

        self.html, self.fetcher = HTML, URLFetcher(allowed_protocols={"data"})
        self.fonts = FontConfiguration()  # found once: each child has its own copy of them
        self.styles = [CSS(filename=stylesheet, url_fetcher=self.fetcher)]

    def pdf(self, html: str, *, tagged: bool) -> bytes:
        """The PDF of `html`: PDF/UA-1, or bare for what is laid over the pages of another. Raises what the renderer raises."""
        document = self.html(string=html, url_fetcher=self.fetcher, base_url=None)
        kind = TAGGED if tagged else {}
        own = sha256(html.encode()).hexdigest()[:12]
        finisher = (lambda _, pdf: name_headers(pdf, own)) if tagged else None
        drawn = document.render(font_config=self.fonts, stylesheets=self.styles, **kind)
        return drawn.write_pdf(finisher=finisher, **kind)


def name_headers(pdf: Any, own: str) -> None:
    """Give table headers names that no other document has, and the index of names that the standard wants.

    The renderer numbers them within one document, which no longer tells them apart once several are joined.
    """
    named = {}
    for element in pdf.objects:
        if isinstance(element, dict) and "ID" in element and element.get("Type") == "/StructElem":
            element["ID"].string = f"{own}-{element['ID'].string}"  # its cells hold the same object
            named[element["ID"].string] = element
    if named:
        roots = (each for each in pdf.objects if isinstance(each, dict))
        root = next(each for each in roots if each.get("Type") == "/StructTreeRoot")
        pairs = [each for name in sorted(named) for each in (named[name]["ID"].data, named[name].reference)]
        root["IDTree"] = b"<</Names [" + b" ".join(pairs) + b"]>>"


def draw(printer: Printer, html: bytes, out: int, *, seconds: int, memory_bytes: int, tagged: bool) -> int:
    """One document, in the child that was made for it: limits, no network, and the PDF into `out`. Answers its exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket = socket.create_connection = socket.getaddrinfo = refuse
    try:
        content = printer.pdf(html.decode(), tagged=tagged)
    except MemoryError:
        return TOO_BIG
    except Exception:  # whatever a document can do to the renderer ends here, in this child alone
        return BROKEN
    with os.fdopen(out, "wb") as pipe:
        pipe.write(content)
    return DRAWN


def apart(printer: Printer, html: bytes, **limits: Any) -> tuple[int, bytes]:
    """Draw in a child; how it ended (a signal counts downwards from 0) and what it drew."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(draw(printer, html, there, **limits))
    os.close(there)
    with os.fdopen(here, "rb") as pipe:
        content = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), content


def serve(printer: Printer, jobs: BinaryIO, answers: BinaryIO) -> None:
    """Draw one job after another until whoever asks has gone."""
    while line := jobs.readline():
        length, seconds, memory_bytes, tagged = map(int, line.split())
        html = jobs.read(length)
        code, content = apart(printer, html, seconds=seconds, memory_bytes=memory_bytes, tagged=bool(tagged))
        answers.write(b"%d %d\n" % (code, len(content)) + content)
        answers.flush()


def main() -> None:
    answers = sys.stdout.buffer
    try:
        printer = Printer(sys.argv[1])
    except OSError:
        answers.write(MISSING)
        return
    for tagged in (False, True):
        printer.pdf(WARM_UP, tagged=tagged)
    gc.freeze()  # what is loaded by now stays where it is in every child
    answers.write(READY)
    answers.flush()
    serve(printer, sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
