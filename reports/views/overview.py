"""The report's page as its templates want it: each part with its state, who saved it, and what was asked of it."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from partnership.fields import written_day
from partnership.models import Person
from procedures.reckoning import LONDON, clock_words
from reports.models import DraftPart, Report
from reports.plainly import Pointed
from reports.queries.parts import Group, Overview, Task

COMMENTED = "A change is asked for here"
MOST_WORDS = 4


def groups_of(
    report: Report,
    overview: Overview,
    *,
    linked: bool,
    saves: dict[str, DraftPart],
    comments,
    person: Person,
    at,
) -> list[dict[str, Any]]:
    """Each group as components/task_list.html wants it. Parts of a child that wait for one answer are one line."""
    asked_of = {comment.place for comment in comments}
    found = []
    for number, group in enumerate(overview.groups):
        items = [
            _item(report, task, linked, _hint(task, saves.get(task.place.key), asked_of, person, at))
            for task in group.tasks
            if task.can_open
        ]
        waiting = [task for task in group.tasks if not task.can_open]
        if waiting:
            items.append(_waiting(report, waiting, linked))
        found.append(_group(group, number, items))
    return found


def _group(group: Group, number: int, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": group.title,
        "detail": group.detail,
        "scope": group.scope,
        "tasks": items,
        "prefix": f"task-{number}",
    }


def _item(report: Report, task: Task, linked: bool, hint: str) -> dict[str, Any]:
    return {
        "title": task.title,
        "href": reverse("reports:part", args=[report.ref, task.place.key]) if linked else "",
        "hint": hint,
        "status": task.status,
        "weight": task.weight,
    }


def _waiting(report: Report, tasks: list[Task], linked: bool) -> dict[str, Any]:
    """Where a child's parts wait for the answer whether the service knows the child: one line that leads there."""
    child = tasks[0].place.subject
    parts = "1 more part" if len(tasks) == 1 else f"{len(tasks)} more parts"
    return {
        "title": f"{parts}: say first whether you know {child.name}",
        "href": reverse("reports:part", args=[report.ref, f"contact:{child.ref}"]) if linked else "",
        "hint": "",
        "status": tasks[0].status,
        "weight": tasks[0].weight,
    }


def _hint(task: Task, saved: DraftPart | None, asked_of: set[str], person: Person, at: datetime) -> str:
    told = [task.hint, COMMENTED if task.place.key in asked_of else ""]
    if saved and saved.saved_by and saved.saved_by != person:
        told.append(f"{saved.saved_by.name} saved this part {moment(saved.saved_at, at)}")
    return ". ".join(filter(None, told))


def moment(then: datetime, now: datetime) -> str:
    """ "at 2:02pm" of today, "on Monday 2 March 2026 at 2:02pm" of another day."""
    then, now = then.astimezone(LONDON), now.astimezone(LONDON)
    day = "" if then.date() == now.date() else f"on {written_day(then.date())} "
    return f"{day}at {clock_words(then)}"


def last_save(saves: dict[str, DraftPart], at: datetime) -> str:
    """ "Last saved at 2:02pm by Priya Nair"; "" where nothing was saved."""
    if not saves:
        return ""
    last = max(saves.values(), key=lambda row: (row.saved_at, row.pk))
    by = f" by {last.saved_by.name}" if last.saved_by else ""
    return f"Last saved {moment(last.saved_at, at)}{by}"


def words_to_look_at(pointed: list[Pointed]) -> list[dict[str, Any]]:
    """For the check page: a line for each part that has hints, with the first words that they are about."""
    found: dict[str, dict[str, Any]] = {}
    for one in pointed:
        line = found.setdefault(
            one.place.key, {"place": one.place, "anchor": one.anchor, "count": 0, "words": []}
        )
        line["count"] += 1
        words = f"“{one.hint.found}”" if one.hint.found else "reading age"
        if len(line["words"]) < MOST_WORDS and words not in line["words"]:
            line["words"].append(words)
    return list(found.values())
