"""Writes of the reading room: what was read, what was grouped, and the questions for the day.

Each leaves one row in the room's history; of a question it says that there is one, never its words.
"""

from django.db import transaction

from conferences.models import Conference, Invitation
from conferences.operations import Refused
from procedures.words import GroupKind
from reports.models import EntryGroup, GroupedEntry, Question, Reading, ReadingEvent, Report, ReportVersion

AT_LEAST_TWO = "Tick at least two entries to group them"


def _note(conference: Conference, what: str, *, by, at, **facts) -> None:
    ReadingEvent.objects.create(conference=conference, what=what, by=by, at=at, facts=facts)


# What was read.


@transaction.atomic
def remember(*, version: ReportVersion, read: bool, by, at) -> Reading:
    """That this chair opened the version, or marked it as read. The first time counts."""
    reading, new = Reading.objects.get_or_create(version=version, person=by, read=read, defaults={"at": at})
    if new:
        conference = version.report.invitation.conference
        what = "read" if read else "open"
        _note(conference, what, by=by, at=at, report=version.report.ref, version=version.number)
    return reading


# What was grouped.


@transaction.atomic
def group_entries(
    *, conference: Conference, kind: GroupKind, entries: list[tuple[Report, str]], by, at
) -> EntryGroup:
    """Put entries side by side, or say that they are different events. An entry stands in one group at most: a group
    that one of them stands in already comes along as a whole. Raises Refused for fewer than two.
    """
    Conference.objects.select_for_update().get(pk=conference.pk)
    chosen = dict.fromkeys(entries)
    if len(chosen) < 2:
        raise Refused(AT_LEAST_TWO)
    before = [] if kind == GroupKind.APART else _groups_of(conference, chosen)
    for group in before:
        chosen |= dict.fromkeys((row.report, row.reference) for row in group.rows.all())
    if len(before) == 1 and before[0].kind == kind and before[0].rows.count() == len(chosen):
        return before[0]  # the same form sent twice
    for group in before:
        _end(group, at=at)
    made = EntryGroup.objects.create(conference=conference, kind=kind.value, made_by=by, made_at=at)
    current = kind != GroupKind.APART
    GroupedEntry.objects.bulk_create(
        GroupedEntry(group=made, report=report, reference=reference, current=current)
        for report, reference in chosen
    )
    _note(
        conference,
        "group",
        by=by,
        at=at,
        group=made.ref,
        kind=kind.value,
        replaces=[one.ref for one in before],
    )
    return made


def _groups_of(conference: Conference, entries) -> list[EntryGroup]:
    """The groups in which any of these entries stands now."""
    rows = GroupedEntry.objects.filter(group__conference=conference, current=True).select_related("report")
    found = {row.group_id for row in rows if (row.report, row.reference) in entries}
    return list(EntryGroup.objects.filter(pk__in=found).prefetch_related("rows__report"))


def _end(group: EntryGroup, *, at) -> None:
    EntryGroup.objects.filter(pk=group.pk).update(ended_at=at)
    group.rows.update(current=False)


@transaction.atomic
def take_apart(*, group: EntryGroup, by, at) -> None:
    """End a group: its entries stand by themselves again, and may be offered again."""
    if EntryGroup.objects.filter(pk=group.pk, ended_at=None).update(ended_at=at):
        group.rows.update(current=False)
        _note(group.conference, "ungroup", by=by, at=at, group=group.ref)


# The questions for the day.


@transaction.atomic
def write_question(*, invitation: Invitation, reference: str, text: str, by, at) -> Question:
    """A question to one agency, pinned to a place in its report or to the agency as such."""
    question = Question.objects.create(
        conference=invitation.conference,
        invitation=invitation,
        reference=reference,
        text=text,
        asked_by=by,
        written_at=at,
    )
    _note(invitation.conference, "write_question", by=by, at=at, question=question.ref)
    return question


@transaction.atomic
def change_question(*, question: Question, text: str, by, at) -> Question:
    """Other words for it."""
    Question.objects.filter(pk=question.pk).update(text=text)
    _note(question.conference, "change_question", by=by, at=at, question=question.ref)
    question.refresh_from_db()
    return question


@transaction.atomic
def tick_question(*, question: Question, asked: bool, by, at) -> None:
    """It was asked, or the tick was a slip."""
    Question.objects.filter(pk=question.pk).update(asked_at=at if asked else None)
    _note(
        question.conference,
        "ask_question" if asked else "untick_question",
        by=by,
        at=at,
        question=question.ref,
    )
