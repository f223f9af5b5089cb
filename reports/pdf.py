"""HTML to tagged PDF, by a printer in a process of its own with limits on time, memory and what it may reach.

The printer (reports/render_process.py) is started with the first document, stays while this process stays, and draws
each document in a child of its own. It goes with us: it ends when the pipe to it closes.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from reports import render_process

STYLESHEET = Path(__file__).parent / "print.css"
# A hostile document ends in 30 s and 1 GB, its killing included, and leaves others unharmed (security: figures to reach).
SECONDS = 29
MEMORY_BYTES = 1024 * 1024 * 1024
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
SAFE = " The report itself is safe and can be read on screen."
TOO_LONG = "The PDF took too long to make." + SAFE
TOO_BIG = "The PDF needed more memory than is allowed." + SAFE
PDFS_OFF = "PDFs are off here: the libraries that draw them are not installed. Reports can be read on screen."
BROKEN = "The PDF could not be made." + SAFE

_one_at_a_time = threading.Lock()
_started: dict[tuple, subprocess.Popen] = {}


class CannotRender(Exception):
    """No PDF came out. The message is a sentence for the person who waits for it."""


def to_pdf(
    html: str, *, tagged: bool = True, seconds: int = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> bytes:
    """The PDF of `html` (PDF/UA-1, or bare). Raises CannotRender after `seconds`, past `memory_bytes`, or when it breaks."""
    raw = html.encode()
    job = b"%d %d %d %d\n" % (len(raw), seconds, memory_bytes, tagged) + raw
    with _one_at_a_time:
        patience = threading.Timer(seconds, _end)
        patience.start()
        try:
            code, content = _asked(job)
        except (OSError, EOFError):
            let_go()
            raise CannotRender(BROKEN if patience.is_alive() else TOO_LONG) from None
        finally:
            patience.cancel()
    if code != render_process.DRAWN or not content.startswith(b"%PDF"):
        raise CannotRender(_why(code))
    return content


def _asked(job: bytes) -> tuple[int, bytes]:
    """The printer's answer. Raises OSError or EOFError where it is gone before it has answered."""
    printer = _printer()
    printer.stdin.write(job)
    printer.stdin.flush()
    code, length = map(int, _line(printer).split())
    content = printer.stdout.read(length)
    if len(content) < length:
        raise EOFError
    return code, content


def _line(printer: subprocess.Popen) -> bytes:
    line = printer.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return line


def _printer() -> subprocess.Popen:
    """The printer of this process, started where there is none. A fork, or other fonts, want one of their own."""
    environment = _environment()
    wanted = (os.getpid(), sys.executable, *environment.items())
    if wanted in _started and _started[wanted].poll() is None:
        return _started[wanted]
    let_go()
    printer = _started[wanted] = subprocess.Popen(
        [sys.executable, "-m", "reports.render_process", str(STYLESHEET)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what the renderer complains of quotes the document
        cwd=settings.BASE_DIR, env=environment, start_new_session=True,
    )  # fmt: skip
    if _line(printer) == render_process.MISSING:
        raise CannotRender(PDFS_OFF)
    return printer


def _end() -> None:
    """Kill our printer with whatever it is drawing. What was started before a fork is another's."""
    for (owner, *_), printer in list(_started.items()):
        if owner == os.getpid():
            with suppress(ProcessLookupError):
                os.killpg(printer.pid, signal.SIGKILL)


def let_go() -> None:
    """End the printer; the next document starts another."""
    _end()
    for (owner, *_), printer in _started.items():
        for pipe in (printer.stdin, printer.stdout):
            with suppress(OSError):  # what was still to be written has nobody to read it
                pipe.close()
        if owner == os.getpid():
            printer.wait()
    _started.clear()


atexit.register(let_go)


def _environment() -> dict[str, str]:
    """What the process needs and no more: where the PDF libraries are, and our own fonts alone."""
    folder = settings.DATA_DIR / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "fonts.conf"
    wanted = FONTS.format(
        fonts=escape(str(settings.BASE_DIR / "static" / "vendor")), cache=escape(str(folder / "cache"))
    )
    if not config.exists() or config.read_text() != wanted:
        fresh = config.with_name(f"fonts.{os.getpid()}.conf")
        fresh.write_text(wanted)
        fresh.replace(config)  # at once, so that no other worker reads half of it
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG") if name in os.environ}
    return {**kept, "FONTCONFIG_FILE": str(config), "PYTHONUTF8": "1"}


def _why(code: int) -> str:
    """Why there is no PDF, without a word of the document in it."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return TOO_LONG
    # Short of memory, Python raises and the libraries below it abort.
    return TOO_BIG if code < 0 or code == render_process.TOO_BIG else BROKEN
