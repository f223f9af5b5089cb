"""What somebody sends, taken in: told by its structure, stripped of everything but what it shows, or refused in words.

The kinds are few (security, "Coming in"): PDF, PNG, JPG and Word's docx. What is kept is never what was sent but what
came out of this. Scanning for malware (reports.scanning) comes on top.
"""

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from reports import pictures

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 30
SECONDS_TO_LOOK = 10  # somebody waits for the page
MEMORY_BYTES = 1024 * 1024 * 1024
FEW_DOTS = 1_000_000
REFUSED = 3  # the exit code with which the process refuses
GROUPS = {"png": "picture", "jpg": "picture"}
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
CALLED = {"pdf": "a PDF", "png": "a PNG picture", "jpg": "a JPG picture", "docx": "a Word file"}
ENDINGS = {".pdf": "pdf", ".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".docx": "docx"}
BEGINS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"PK\x03\x04": "docx"}
#: What is wrong with it and what to do, by kind and the word with which it was refused.
WORDS = {
    ("pdf", "broken"): "says it is a PDF but can’t be opened. Save it as a PDF again and choose that.",
    ("pdf", "locked"): "is locked with a password. Save it without one and choose that.",
    ("pdf", "empty"): "has no page. Choose another file.",
    ("pdf", "form"): "is a form that only one program can show. Print it to a PDF and choose that.",
    ("pdf", "slow"): "takes too much to look through. Print it to a new PDF and choose that.",
    ("picture", "broken"): "says it is a picture but can’t be opened. Save it again and choose that.",
    ("picture", "slow"): "takes too much to look through. Make the picture smaller and choose that.",
    ("picture", "huge"): "has too many dots to be opened safely. Make the picture smaller and choose that.",
    ("docx", "broken"): "says it is a Word file but can’t be opened. Save it as a PDF and choose that.",
    ("docx", "bomb"): "unpacks to far too much. Save it as a PDF and choose that.",
    ("docx", "macros"): "holds macros. Save it as a PDF and choose that.",
    ("docx", "holding"): "holds another file inside. Save it as a PDF and choose that.",
    (
        "docx",
        "fetching",
    ): "fetches something from elsewhere when it is opened. Save it as a PDF and choose that.",
    (
        "docx",
        "tracked",
    ): "still holds tracked changes. Accept or refuse them, save, and choose it again.",
    ("docx", "comments"): "still holds comments. Delete them, save, and choose it again.",
    ("docx", "slow"): "takes too much to look through. Save it as a PDF and choose that.",
    ("docx", "huge"): "holds a picture with too many dots. Save it as a PDF and choose that.",
}


class NotAccepted(Exception):
    """The file can't be taken. The message is a sentence: what is wrong with it and what to do."""


@dataclass(frozen=True)
class Taken:
    kind: str  # pdf, png, jpg or docx
    content: bytes  # what is kept


@dataclass(frozen=True)
class PdfPage:
    pages: int  # how many the file has
    text: str
    picture: bytes  # a JPG


def take(content: bytes, *, name: str) -> Taken:
    """The kind and what is kept of it. Raises NotAccepted, in words; `name` serves the sentence and is never a path."""
    if not content:
        raise NotAccepted(f"{name} is empty. Choose another file.")
    kind = next((kind for begins, kind in BEGINS.items() if content.startswith(begins)), None)
    if kind is None:
        raise NotAccepted(
            f"{name} isn’t a PDF, PNG, JPG or Word (docx) file. Save it as a PDF and choose that."
        )
    said = ENDINGS.get(PurePath(name).suffix.lower(), kind)
    if said != kind:
        raise NotAccepted(
            f"{name} is called {CALLED[said]} but is {CALLED[kind]}. Give it its right ending and choose it again."
        )
    try:
        return Taken(kind, _stripped(kind, content))
    except pictures.Refused as refused:
        raise NotAccepted(f"{name} {WORDS[GROUPS.get(kind, kind), str(refused)]}") from refused


def _stripped(kind: str, content: bytes) -> bytes:
    """Small pictures here; everything that may unpack to more than it seems in a process with limits."""
    if kind in pictures.FORMATS and pictures.dots(content, kind) <= FEW_DOTS:
        return pictures.redrawn(content, kind)
    return in_process(f"strip-{kind}", content)


def check_size(size: int, *, name: str, most_bytes: int) -> None:
    """Asked before a byte is read. Raises NotAccepted."""
    if size > most_bytes:
        raise NotAccepted(
            f"{name} has {_megabytes(size)} MB. A file may have at most {_megabytes(most_bytes)} MB: "
            "scan it with fewer dots, or send it in parts."
        )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")


def text_of(kind: str, content: bytes) -> str | None:
    """What the file says, for the search; None where no machine can read it and somebody has to look.

    A picture says nothing to a machine, nor does a PDF made of pictures.
    """
    if kind in pictures.FORMATS:
        return None
    try:
        said = in_process(f"text-{kind}", content).decode()
    except pictures.Refused:
        return None
    return said if said.strip() else None


def page_of(content: bytes, number: int) -> PdfPage | None:
    """One page of a PDF, the last one where it has fewer; None where it can't be drawn."""
    try:
        drawn = in_process("draw-pdf", content, str(number), seconds=SECONDS_TO_LOOK)
    except pictures.Refused:
        return None
    head, _, picture = drawn.partition(b"\n")
    return PdfPage(picture=picture, **json.loads(head))


def pages_of(content: bytes) -> int:
    """How many pages a PDF has that can't be drawn; 1 where nobody can tell."""
    try:
        return int(in_process("count-pdf", content, seconds=SECONDS_TO_LOOK))
    except pictures.Refused:
        return 1


def in_process(
    job: str, content: bytes, *more: str, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> bytes:
    """What came of a file in a process of its own. Raises Refused: what that said, slow, or broken."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.file_process", str(math.ceil(seconds)), str(memory_bytes), job, *more],
            input=content, capture_output=True, timeout=seconds, cwd=ROOT, env={"PYTHONUTF8": "1"}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise pictures.Refused("slow") from None  # what it had said so far may quote the file
    if done.returncode == REFUSED:
        raise pictures.Refused(done.stderr.decode())
    if done.returncode:
        raise pictures.Refused("slow" if done.returncode < 0 or b"MemoryError" in done.stderr else "broken")
    return done.stdout
