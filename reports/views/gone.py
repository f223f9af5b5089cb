"""A page of the editor that was open when it ceased to be asked: what was typed is shown again, to be copied."""

import re

from django.http import Http404
from django.shortcuts import render

from reports.answers import DAY_BOXES, clean

REF = re.compile(r"[0-9a-z]{16}")
NOT_ASKED = (
    "This part isn’t asked any more: an answer elsewhere in the report, or the family’s record, was changed since you "
    "opened it. What you typed here isn’t saved, but it is still on this page: copy it before you leave."
)
#: Boxes that hold codes and references, never a word that somebody typed.
CODES = {"row", "line", "agrees", "none", "about", "rests_on", "share", "file", "marks"}


def part_sent(request, material, place_key):
    """The part that a page sent itself for. 404 where nothing was sent, or no report has such a page."""
    code, colon, ref = place_key.partition(":")
    part = material.definition.part(code)
    if request.method != "POST" or part is None:
        raise Http404
    if bool(colon) == (part.scope == "report") or (colon and not REF.fullmatch(ref)):
        raise Http404
    return part


def not_asked(request, report, material, place_key):
    """What was typed for a page that isn't asked any more. Nothing is saved; nothing is lost."""
    part = part_sent(request, material, place_key)
    subject = material.subject(place_key.partition(":")[2])
    context = {
        "report": report,
        "part": part,
        "subject": subject,
        "sentence": NOT_ASKED,
        "texts": _texts(material, part, request.POST),
    }
    return render(request, "reports/not_asked.html", context, status=409)


def _texts(material, part, posted) -> list[dict]:
    """For each question of the part, everything that was sent for it, in the order of the page."""
    found = {key: [] for key in part.fields}
    for name, values in posted.lists():
        key, _, rest = name.partition("-")
        if rest.rpartition("-")[2] in CODES:
            continue
        base, _, box = key.rpartition("_")
        key = base if box in DAY_BOXES and base in found else key
        found.get(key, []).extend(text for value in values if (text := clean(value).strip()))
    return [
        {"key": key, "label": material.definition.fields[key].label, "text": "\n".join(lines)}
        for key, lines in found.items()
        if lines
    ]
