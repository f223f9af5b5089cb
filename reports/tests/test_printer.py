"""What the printer does with a document that means harm: it reaches nothing, it ends in time, and the next one is drawn."""

import base64
import io
import os
import resource
import runpy
import socket
import socketserver
import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import pikepdf
import pytest
from django.conf import settings
from weasyprint import HTML
from weasyprint.urls import URLFetchingError

from reports import pdf, render_process
from reports.pdf import BROKEN, STYLESHEET, TOO_BIG, TOO_LONG, CannotRender, let_go, to_pdf
from reports.tests.factories import png
from reports.tests.printed import opened, page_of, texts_of

pytestmark = pytest.mark.pdf
SENTENCES = (TOO_LONG, TOO_BIG, BROKEN)


# Nothing is fetched.


class Listener(socketserver.ThreadingTCPServer):
    """Counts whoever knocks, and says nothing."""

    daemon_threads = True

    def __init__(self):
        self.knocks = []
        super().__init__(("127.0.0.1", 0), None)

    def finish_request(self, request, client_address):
        request.settimeout(2)
        try:
            self.knocks.append(request.recv(200).partition(b"\r\n")[0].decode())
        except TimeoutError:
            self.knocks.append("silent")


@pytest.fixture
def listener():
    with Listener() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def secret(tmp_path):
    """A file of this machine, that is a picture, a style and a text at once as far as its reader is concerned."""
    (tmp_path / "secret.css").write_text("body::before { content: 'canary' }")
    path = tmp_path / "secret.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">canary</text></svg>'
    )
    return path


def svg(inner: str) -> str:
    inside = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><title>x</title>{inner}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(inside.encode()).decode()


VECTORS = {
    "an image": '<img alt="" src="{web}/img">',
    "an image without a scheme": '<img alt="" src="//{host}/plain">',
    "an image of a set": '<img alt="" srcset="{web}/srcset 1x" src="{web}/set">',
    "a picture's source": '<picture><source srcset="{web}/source"><img alt="" src="{web}/picture"></picture>',
    "an embedded page": '<embed src="{web}/embed" type="image/svg+xml">',
    "an object": '<object data="{web}/object" type="image/svg+xml"></object>',
    "a frame": '<iframe src="{web}/iframe"></iframe>',
    "a video's picture": '<video poster="{web}/poster" src="{web}/video"></video>',
    "an input": '<input type="image" alt="" src="{web}/input">',
    "a stylesheet": '<link rel="stylesheet" href="{web}/link.css">',
    "an icon": '<link rel="icon" href="{web}/icon">',
    "an attachment of the document": '<link rel="attachment" href="{web}/attached">',
    "an attachment of a link": '<a rel="attachment" href="{web}/a">a</a>',
    "an imported style": '<style>@import "{web}/import.css";</style>',
    "an imported style by url": "<style>@import url({web}/import-url.css);</style>",
    "a background": '<div style="background: url({web}/background)">b</div>',
    "a list's mark": '<ul style="list-style-image: url({web}/list)"><li>l</li></ul>',
    "content": '<style>.c::before {{ content: url({web}/content) }}</style><p class="c">c</p>',
    "a border": '<p style="border: 3px solid; border-image: url({web}/border) 3">d</p>',
    "a pointer": '<p style="cursor: url({web}/cursor), auto">p</p>',
    "a mask": '<p style="mask: url({web}/mask); mask-image: url({web}/mask-image)">m</p>',
    "a filter": '<p style="filter: url({web}/filter.svg#f); clip-path: url({web}/clip.svg#c)">f</p>',
    "a font": '<style>@font-face {{ font-family: f; src: url({web}/font) }}</style><p style="font-family: f">e</p>',
    "a page's background": "<style>@page {{ background: url({web}/page); @top-left {{ content: url({web}/corner) }} }}</style>",
    "a colour profile": "<style>@color-profile --c {{ src: url({web}/profile) }}</style><p style='color: color(--c 1 0 0)'>g</p>",
    "a base": '<base href="{web}/"><img alt="" src="based"><link rel="stylesheet" href="based.css">',
    "a refresh": '<meta http-equiv="refresh" content="0; url={web}/refresh">',
    "a script": '<script src="{web}/script.js"></script><body onload="fetch(\'{web}/onload\')">',
    "a form": '<form action="{web}/form" method="post"><button>Send</button></form>',
    "an entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]><p>&e;</p>',
    "an inclusion": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>',
    "an image inside an image": '<img alt="" src="{svg}">',
    "an entity inside an image": '<img alt="" src="{svg_entity}">',
    "a style inside an image": '<img alt="" src="{svg_style}">',
    "an image drawn in the page": '<svg width="9" height="9"><title>x</title><image href="{web}/inline"/><use href="{web}/use#a"/></svg>',
    "a transfer": '<img alt="" src="ftp://{host}/ftp">',
    "a file": '<img alt="" src="{file}"><object data="{file}"></object><embed src="{file}">',
    "a file by its path": '<img alt="" src="{path}"><img alt="" src="file:{path}">',
    "a file attached": '<link rel="attachment" href="{file}"><a rel="attachment" href="{file}">a</a>',
    "a file's style": '<style>@import "{css}";</style><link rel="stylesheet" href="{css}">',
    "a file as content": '<style>p::after {{ content: url({file}) }}</style><p>x</p>',
}  # fmt: skip


def hostile(vector: str, listener, secret) -> str:
    host = "{}:{}".format(*listener.server_address)
    web = f"http://{host}"
    entity = f'<!DOCTYPE svg [<!ENTITY e SYSTEM "{secret.as_uri()}">]><svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><title>x</title><text y="15">&e;</text></svg>'
    told = {
        "web": web, "host": host, "file": secret.as_uri(), "path": str(secret),
        "css": secret.with_suffix(".css").as_uri(),
        "svg": svg(f'<image xlink:href="{web}/svg-image" width="9" height="9"/><use href="{web}/svg-use#a"/><image href="{secret.as_uri()}" width="9" height="9"/>'),
        "svg_style": svg(f"<style>@import '{web}/svg.css';</style><rect width='9' height='9'/>"),
        "svg_entity": "data:image/svg+xml;base64," + base64.b64encode(entity.encode()).decode(),
    }  # fmt: skip
    return page_of(vector.format(**told))


def everything_in(content: bytes) -> str:
    """All text that is drawn or kept in any stream of a PDF."""
    document = opened(content)
    kept = [
        found.read_bytes()
        for found in document.objects
        if isinstance(found, pikepdf.Stream) and _is_text(found)
    ]
    return "".join(texts_of(document)) + b"\n".join(kept).decode(errors="replace")


def _is_text(stream: pikepdf.Stream) -> bool:
    return str(stream.get("/Subtype", "")) != "/Image"


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_a_document_reaches_nothing_and_reads_no_file(vector, listener, secret):
    try:
        content = to_pdf(hostile(vector, listener, secret))
    except CannotRender as refused:
        assert str(refused) in SENTENCES
    else:
        document = opened(content)
        assert "canary" not in everything_in(content)
        assert "/AF" not in document.Root and "/EmbeddedFiles" not in document.Root.get("/Names", {})
    assert listener.knocks == []


def test_the_same_documents_would_knock_at_the_door_of_a_printer_that_fetches(listener, secret):
    for vector in VECTORS.values():
        with suppress(URLFetchingError):  # nobody answers at that door
            HTML(string=hostile(vector, listener, secret)).render(stylesheets=[str(STYLESHEET)])

    assert len(set(listener.knocks)) >= 15


def test_a_printer_that_reads_files_would_have_told_the_canary(secret):
    told = HTML(string=page_of(f'<object data="{secret.as_uri()}"></object>')).write_pdf(
        uncompressed_pdf=True
    )

    assert "canary" in "".join(texts_of(opened(told)))


def test_a_picture_that_stands_in_the_document_is_drawn():
    picture = base64.b64encode(png(3, 3)).decode()

    document = opened(to_pdf(page_of(f'<img alt="a square" src="data:image/png;base64,{picture}">')))

    assert len(document.pages[0].get_images()) == 1


# Limits.

HOSTILE = {
    "sixty tables in one another": "<table><tr><td>" * 60 + "x" + "</td></tr></table>" * 60,
    "a hundred thousand paragraphs": "<p>x</p>" * 100_000,
    "a paragraph of a megabyte": "<p>" + "word and " * 120_000 + "</p>",
    "a word of a megabyte": "<p>" + "x" * 1_000_000 + "</p>",
    "five thousand words in one another": "<b>" * 5_000 + "x" + "</b>" * 5_000,
    "five thousand lists in one another": "<ul><li>" * 5_000 + "x",
    "a table of a thousand columns": "<table><tr>" + "<td>x</td>" * 1_000 + "</tr></table>",
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_ends_in_time_and_memory_and_the_next_one_is_drawn(body):
    """Six seconds stand for the thirty here; benchmarks/pdf.py takes the time and the memory with the real limits."""
    begun = time.monotonic()
    try:
        assert to_pdf(page_of(body), seconds=6).startswith(b"%PDF")
    except CannotRender as refused:
        assert str(refused) in SENTENCES
    assert time.monotonic() - begun < 8

    assert "after" in texts_of(opened(to_pdf(page_of("<p>after</p>"))))[0]


def test_a_document_that_wants_more_memory_than_is_allowed_is_told_so():
    with pytest.raises(CannotRender) as refused:
        to_pdf(page_of("x" * 30_000_000), memory_bytes=300 * 1024 * 1024)

    assert str(refused.value) == TOO_BIG


def test_one_document_leaves_nothing_behind_for_the_next():
    """What a document sets is its child's alone: the printer itself has met none of them."""
    first = to_pdf(page_of("<style>p { font-size: 40pt }</style><p>x</p>"))
    again = to_pdf(page_of("<p>x</p>"))

    assert to_pdf(page_of("<p>x</p>")) == again
    assert first != again


# The printer's own life.


def test_the_printer_is_started_once_and_again_after_it_was_killed():
    to_pdf(page_of("<p>x</p>"))
    (first,) = pdf._started.values()
    to_pdf(page_of("<p>x</p>"))
    assert list(pdf._started.values()) == [first]

    first.kill()
    first.wait()
    assert to_pdf(page_of("<p>x</p>")).startswith(b"%PDF")
    assert list(pdf._started.values()) != [first]


def test_a_forked_worker_leaves_its_parents_printer_alone(monkeypatch):
    to_pdf(page_of("<p>x</p>"))
    (parents,) = pdf._started.values()
    monkeypatch.setattr(pdf, "_started", dict(pdf._started))
    us = os.getpid()
    with monkeypatch.context() as forked:
        forked.setattr(os, "getpid", lambda: us + 1)
        forked.setattr(parents, "stdin", io.BytesIO())
        forked.setattr(parents, "stdout", io.BytesIO())
        let_go()

    assert parents.poll() is None and not pdf._started


def test_the_printer_ends_with_the_one_who_asks():
    to_pdf(page_of("<p>x</p>"))
    (printer,) = pdf._started.values()
    printer.stdin.close()

    assert printer.wait(timeout=10) == 0


def test_the_fonts_are_named_once_and_again_where_the_place_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "Larkmere & Co")
    for _ in range(2):
        assert to_pdf(page_of("<p>Zoë</p>")).startswith(b"%PDF")
    told = (tmp_path / "Larkmere & Co" / "fonts" / "fonts.conf").read_text()

    assert "Larkmere &amp; Co" in told
    assert [path.name for path in (tmp_path / "Larkmere & Co" / "fonts").glob("*.conf")] == ["fonts.conf"]


# The process itself, here in this one.


@pytest.fixture(scope="module")
def printer():
    return render_process.Printer(str(STYLESHEET))


@pytest.fixture
def limits(monkeypatch):
    """The limits that were set, in place of setting them; and what the child shuts is put back afterwards."""
    told = {}
    monkeypatch.setattr(resource, "setrlimit", lambda what, how: told.update({what: how}))
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, getattr(socket, name))
    return told


def draw(printer, html: bytes, *, tagged=True) -> tuple[int, bytes]:
    here, there = os.pipe()
    code = render_process.draw(printer, html, there, seconds=30, memory_bytes=1000, tagged=tagged)
    with os.fdopen(here, "rb") as pipe:
        if code != render_process.DRAWN:
            os.close(there)
        return code, pipe.read()


def test_a_child_sets_its_limits_and_shuts_the_network_before_it_draws(printer, limits):
    code, content = draw(printer, page_of("<p>Zoë</p>").encode())

    assert (code, content[:4]) == (render_process.DRAWN, b"%PDF")
    assert limits == {
        resource.RLIMIT_CPU: (30, 30), resource.RLIMIT_AS: (1000, 1000), resource.RLIMIT_CORE: (0, 0),
    }  # fmt: skip
    for way in (socket.socket, socket.create_connection, socket.getaddrinfo):
        with pytest.raises(render_process.NetworkRefused):
            way("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("error", "code"), [(MemoryError, render_process.TOO_BIG), (RecursionError, render_process.BROKEN)]
)
def test_a_child_says_by_its_code_why_it_drew_nothing(limits, error, code):
    def fail(html, *, tagged):
        raise error

    assert draw(SimpleNamespace(pdf=fail), b"<p>x</p>") == (code, b"")


def test_a_document_laid_over_others_has_no_tags(printer, limits):
    _, content = draw(printer, page_of("<p>x</p>").encode(), tagged=False)

    assert "/StructTreeRoot" not in opened(content).Root


def test_headers_have_names_of_their_own_that_their_cells_know(printer):
    table = "<table><thead><tr><th>Day</th></tr></thead><tbody><tr><td>Monday</td></tr></tbody></table>"
    found = []
    for text in ("one", "another"):
        document = opened(printer.pdf(page_of(f"<p>{text}</p>{table}"), tagged=True))
        ((name, header),) = pikepdf.NameTree(document.Root.StructTreeRoot.IDTree).items()
        cells = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TD"
        ]
        assert [str(cell.A.Headers[0]) for cell in cells] == [name] == [str(header.ID)]
        found.append(name)

    assert found[0] != found[1]


def answering(monkeypatch, jobs: bytes) -> io.BytesIO:
    """The pipes of the printer; what it answers."""
    out = io.BytesIO()
    monkeypatch.setattr("sys.argv", ["render_process", str(STYLESHEET)])
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(jobs)))
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=out))
    return out


def test_the_printer_says_that_it_is_ready_and_answers_job_after_job(monkeypatch):
    html = page_of("<p>Zoë</p>").encode()
    # The child is a copy of this process, which a whole run of the tests has made large.
    job = b"%d 30 %d 1\n" % (len(html), 1 << 36) + html
    answers = answering(monkeypatch, job * 2)
    runpy.run_path(render_process.__file__, run_name="__main__")
    ready, answer, rest = answers.getvalue().split(b"\n", 2)

    assert (ready, answer.split()[0], rest[:4]) == (b"ready", b"0", b"%PDF")
    assert rest[int(answer.split()[1]) :].startswith(answer)


def test_the_printer_says_where_its_libraries_are_missing(monkeypatch):
    def missing(stylesheet):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(render_process, "Printer", missing)

    answers = answering(monkeypatch, b"")
    render_process.main()

    assert answers.getvalue() == render_process.MISSING


def test_the_child_ends_with_its_code(printer, limits, monkeypatch):
    """The child's side of the fork, taken here: it leaves by no other way than its exit code."""

    def leave(code):
        raise SystemExit(code)

    monkeypatch.setattr(os, "fork", lambda: 0)
    monkeypatch.setattr(os, "_exit", leave)
    with pytest.raises(SystemExit) as left:
        render_process.apart(printer, b"<p>x</p>", seconds=30, memory_bytes=1000, tagged=True)

    assert left.value.code == render_process.DRAWN
