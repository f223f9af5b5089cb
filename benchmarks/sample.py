"""What benchmarks/pdf.py and pack.py draw: a school's report of six pages as a signed version becomes one, and the CPU it costs.

No database: a Document is a value. Every child process that has ended, the printer and what it drew are counted in.
"""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEMO": "1",
    "DATA_DIR": tempfile.mkdtemp(prefix="benchmark-"),
}

import django  # noqa: E402

django.setup()

from reports import pdf  # noqa: E402
from reports.document import Document, Group, Section, Signature  # noqa: E402
from reports.worded import Answered, Statement  # noqa: E402

# Both sides draw with the same fonts; the bare side runs in this process, so this process has them too.
os.environ |= pdf._environment()

from weasyprint import CSS, HTML  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
AT = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
CODE = "LT-7K4Q"
WORDS = (
    "Zoë came to school on most days and said that she liked reading with Ms Hill; on two mornings she was tired and "
    "had not eaten. Her mother rang on both days and explained what had happened at home the night before."
)
CHILDREN = ("Zoë O’Neil", "Nguyễn Thị Hương", "محمد")


def statement(number: int) -> Statement:
    return Statement(
        text=f"{number}. {WORDS}", status="Observation", source="First hand, from the class teacher",
        when="March 2026", about=("Ivy",), tone="Worry", impact=WORDS, share="Everyone entitled", share_reason="",
        rests_on=("The attendance register.",),
    )  # fmt: skip


def section(number: int, child: str) -> Section:
    days = tuple((f"{day} March 2026", WORDS[:70], "Ms Hill") for day in range(1, 7))
    fields = (
        Answered("known", "What we know", "all", "text", (WORDS, WORDS)),
        Answered("list", "Who helps", "all", "list", items=("Her aunt", "Ms Hill", "The breakfast club")),
        Answered("times", "Mornings", "all", "table", columns=("When", "What", "Who"), rows=days),
        Answered("said", "Evidence", "all", "statements", statements=tuple(map(statement, range(2)))),
    )
    return Section(f"part-{number}", f"Part {number}", "child", child, fields)


def document(number: int) -> Document:
    """The report of one agency, in words of its own."""
    return Document(
        title="Report to a child protection conference: initial", agency=f"Agency {number}", code=CODE,
        conference={"code": CODE}, author={"name": "Hương", "role": "Teacher"},
        groups=tuple(
            Group(child, "child", "Initial conference", tuple(section(part, child) for part in (1, 2)))
            for child in CHILDREN
        ),
        definition="2026-11", approved_by="",
        signature=Signature("Łukasz Nowak", "Safeguarding lead", AT, 1, "", ""),
    )  # fmt: skip


def bare(html: str) -> bytes:
    """What WeasyPrint itself does with the same HTML and the same style, in a process that has loaded it."""
    styles = [CSS(filename=str(pdf.STYLESHEET))]
    kind = {"pdf_variant": "pdf/ua-1"}
    return HTML(string=html).render(stylesheets=styles, **kind).write_pdf(**kind)


def cpu() -> float:
    """CPU seconds of this process, of its printer, and of every child that the printer has drawn in."""
    return process_time() + sum(_of(printer.pid) for printer in pdf._started.values())


def _of(pid: int) -> float:
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, told[11:15])) / TICKS


def start_printer() -> float:
    """CPU seconds until the printer is there: once in the life of a worker, and in no ratio."""
    begun = cpu()
    pdf.to_pdf("<!doctype html><html lang='en'><title>x</title><p>x</p></html>")
    bare("<!doctype html><html lang='en'><title>x</title><p>x</p></html>")
    return cpu() - begun


def told(goals: list[tuple[str, str, str, bool]]) -> int:
    """The goals, met or missed; exit code 1 where one is missed."""
    print()
    for name, seen, goal, met in goals:
        print(f"{name:<66}{seen:>8}   goal {goal:<10}{'met' if met else 'MISSED'}")
    return 0 if all(met for *_, met in goals) else 1
