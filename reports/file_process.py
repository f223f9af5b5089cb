"""Looks into one file, alone in a process that can be ended.

Run as `python -m reports.file_process CPU_SECONDS MEMORY_BYTES JOB …` with the file on standard input; what comes of it is
on standard output. A refusal is one word on standard error and exit code 3.
"""

import io
import logging
import resource
import sys
from functools import partial

from pypdf import PdfReader

from reports import docx, pdf_drawing, pdf_stripping, pictures


def pdf_text(content: bytes) -> bytes:
    """What its pages say, page after page."""
    pages = PdfReader(io.BytesIO(content)).pages
    return "\n\n".join(page.extract_text() for page in pages).encode(errors="replace")


def pdf_pages(content: bytes) -> bytes:
    """How many pages it has."""
    return str(len(PdfReader(io.BytesIO(content)).pages)).encode()


JOBS = {
    "strip-pdf": pdf_stripping.stripped,
    "strip-docx": docx.stripped,
    "strip-png": partial(pictures.redrawn, kind="png"),
    "strip-jpg": partial(pictures.redrawn, kind="jpg"),
    "text-pdf": pdf_text,
    "count-pdf": pdf_pages,
    "draw-pdf": pdf_drawing.drawn,
    "text-docx": lambda content: docx.text(content).encode(errors="replace"),
}


def main(cpu_seconds: str, memory_bytes: str, job: str, *more: str) -> int:
    """Answers the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_seconds), int(cpu_seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # readers quote what they read
    try:
        sys.stdout.buffer.write(JOBS[job](sys.stdin.buffer.read(), *more))
    except pictures.Refused as refused:
        sys.stderr.write(str(refused))
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
