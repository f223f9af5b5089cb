"""Fills in whatever page of a report is open, from the boxes that stand on it: nothing is known of the page beforehand."""

import re
from io import BytesIO

from PIL import Image

from reports.definitions import definition
from reports.definitions.fields import DAYS

#: Where the first choice, or any text, would raise a further question or be no answer.
CHOSEN = {"known": "know well", "sen": "SEN Support", "consulted": "yes", "att_possible": "100", "att_auth": "4",
          "att_unauth": "2", "att_now": "94", "recommend": "plan"}  # fmt: skip
BY_KIND = {"percent": "90", "number": "3", "fuzzydate": "2024", "yesno_why": "no", "scale": "4"}
ROW = {**dict.fromkeys(DAYS, "March 2025"), "when": "March 2025", "status": "fact", "tone": "neither"}
#: Every box that can be seen in the page's own form: what it is, and what may be chosen.
BOXES = """() => [...document.querySelectorAll('form[enctype] :is(input, select, textarea)')]
  .filter(box => box.name && box.type !== 'hidden' && box.checkVisibility())
  .map(box => ({id: box.id, name: box.name, type: box.tagName === 'SELECT' ? 'select' : box.type, value: box.value,
    checked: box.checked, choices: [...(box.options || [])].map(option => option.value)}))"""


def certificate() -> dict:
    """The picture of a registration certificate, as somebody would choose it from their files."""
    kept = BytesIO()
    Image.new("RGB", (60, 40), "white").save(kept, "PNG")
    return {"name": "certificate.png", "mimeType": "image/png", "buffer": kept.getvalue()}


def fill_page(page, text: str, *, rows: bool = False) -> None:
    """Everything that is asked on the open page; again, where an answer opened a further box. `rows`: closed rows too."""
    if rows:
        closed = page.locator("details.report-row--new:not([open]) > summary")
        while closed.count():
            closed.first.click()
    done: set[str] = set()
    while todo := [box for box in page.evaluate(BOXES) if box["name"] not in done]:
        for name in dict.fromkeys(box["name"] for box in todo):
            _fill(page, name, [box for box in todo if box["name"] == name], text)
            done.add(name)


def _fill(page, name: str, boxes: list[dict], text: str) -> None:
    key, column = re.sub("_(day|month|year)$", "", name.partition("-")[0]), name.rpartition("-")[2]
    asked = definition().fields.get(key)
    kind = asked.kind if asked else ""
    wanted = ROW.get(column) if "-r" in name else CHOSEN.get(key) or BY_KIND.get(kind)
    first = boxes[0]
    if name.endswith(("-none", "-marks")) or not asked:
        return
    if first["type"] in ("radio", "checkbox"):
        choices = [box for box in boxes if box["value"] == wanted] or boxes
        if not any(box["checked"] for box in boxes):
            every = boxes if name.endswith("-agrees") or asked.every else choices[:1]
            for box in every:
                page.locator(f'[id="{box["id"]}"]').check()
    elif first["type"] == "select":
        choices = [choice for choice in first["choices"] if choice == wanted] or [
            choice for choice in first["choices"] if choice
        ]
        if not first["value"]:
            page.locator(f'[name="{name}"]').select_option(choices[0])
    elif first["type"] == "file":
        page.locator(f'[name="{name}"]').set_input_files(certificate())
    elif not first["value"]:
        plain = asked.kind in BY_KIND or key in CHOSEN
        page.locator(f'[name="{name}"]').fill(
            wanted if wanted and (plain or "-r" in name) else _typed(name, text)
        )


def _typed(name: str, text: str) -> str:
    return {"day": "3", "month": "3", "year": "2025"}.get(name.rpartition("_")[2], text)
