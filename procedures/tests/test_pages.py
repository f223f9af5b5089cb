"""The pages in docs/ are what the tables say."""

import runpy
import sys
from dataclasses import replace
from datetime import date

import pytest

from procedures import pages
from procedures.policy import procedure_set


@pytest.mark.parametrize("name", pages.PAGES)
def test_the_page_in_docs_is_what_the_tables_say(name):
    assert (pages.DOCS / name).read_text(encoding="utf-8") == pages.PAGES[name](), (
        "A table has changed. Write the pages anew with `python -m procedures.pages` and read the difference."
    )


def test_writing_the_pages_writes_every_one(tmp_path):
    pages.write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*pages.PAGES}
    assert (tmp_path / "deadlines.md").read_text(encoding="utf-8") == pages.deadlines_page()


def test_the_module_writes_the_pages_where_it_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["pages.py", str(tmp_path)])
    monkeypatch.delitem(sys.modules, "procedures.pages")
    runpy.run_module("procedures.pages", run_name="__main__")
    assert {path.name for path in tmp_path.iterdir()} == {*pages.PAGES}


@pytest.mark.parametrize(
    "line",
    [
        "| Initial conference | POL-01 from the strategy discussion; POL-01 from the decision to hold a conference"
        " | Child protection administrator | held | 5 before:",
        "| POL-12 | Report to the chair, review conference | at the latest, so long before the conference |"
        " 3 working days* | 3 working days | 3 working days | 5 working days | 2 working days |",
        "| POL-15 | School’s report to parents and child, review | at the latest, so long before the conference |"
        " – | – | – | – | – |",
        "| POL-15 | School’s report to parents and child, review (School, Early years setting, College) | at the"
        " latest, so long before the conference | – | 5 working days | 5 working days | – | – |",
        "| POL-28 | Child-in-need support after a plan ends | at the least, counted from the end of the plan; moves later |",
        "| POL-08 | First review after a pre-birth conference held (after birth) | at the latest, counted from birth |"
        " 1 month* | 1 month | 1 month | 1 month* | 1 month* |",
        "| POL-17 | Copies to bring on paper | – | 10 copies* |",
        "| Amendments to the record | POL-27 from receipt of the record | Signs off reports | amendments received"
        " | – | – |",
    ],
)
def test_a_practice_lead_can_read_the_deadlines(line):
    assert line in pages.deadlines_page()


def test_a_borrowed_number_stands_in_the_baseline_s_list_of_sources_alone():
    page = pages.deadlines_page()
    norfolk = page[page.index("## Sources: Norfolk") :]
    assert "| POL-12 | Norfolk Safeguarding Children Board, " in norfolk
    assert "POL-20" not in norfolk
    assert "| POL-20 | Derby and Derbyshire safeguarding procedures" in page


def test_a_bar_stays_in_its_cell():
    assert pages.table(["a", "b"], [["1 | 2", "3"]]) == "| a | b |\n| --- | --- |\n| 1 &#124; 2 | 3 |\n"


def test_a_dated_change_shows_both_numbers():
    rows = procedure_set("derby").rows["POL-01"]
    later = replace(rows[0], from_on=date(2027, 4, 1), value=10)
    changed = replace(procedure_set("derby"), rows={**procedure_set("derby").rows, "POL-01": (*rows, later)})
    cells = next(pages.numbers([changed]))
    assert cells[3] == "15 working days (from 2012-01-01), 10 working days (from 2027-04-01)"
