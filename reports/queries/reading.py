"""The chair's reading room: the signed reports as values, what this chair has read of them, groups and questions."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import combinations

from conferences.models import INVITED_STATES, Conference
from procedures.words import GroupKind
from reports.chronology import Entry, Offer, entries_of, merged, offers
from reports.document import document_of
from reports.material import Material
from reports.models import EntryGroup, GroupedEntry, Question, Reading, ReportVersion
from reports.pins import Pin, pinned
from reports.queries.standing import Standing, standings
from reports.queries.writing import adults_of, is_owed, signature_of, signed_material
from reports.reading_time import minutes, words_in


@dataclass(frozen=True)
class Signed:
    """The newest signed version of one agency's report, as values."""

    version: ReportVersion

    @cached_property
    def material(self) -> Material:
        return signed_material(self.version)

    @property
    def report(self):
        return self.version.report

    @property
    def agency(self):
        return self.report.invitation.agency

    @property
    def is_medical(self) -> bool:
        return self.report.is_medical


def signed_reports(conference: Conference) -> list[Signed]:
    """The newest signed version of every invited agency's report, medical ones too (REP-11: for its chair), by agency."""
    versions = (
        ReportVersion.objects.filter(
            report__invitation__conference=conference, report__invitation__state__in=INVITED_STATES
        )
        .select_related("report__invitation__agency")
        .order_by("report__invitation__agency__name", "report", "number")
    )
    newest = {version.report_id: version for version in versions}
    return [Signed(version) for version in newest.values()]


# The chronology.


def entries_in(signed: list[Signed]) -> list[Entry]:
    """Every dated event that the agencies tell, merged by date."""
    return merged(
        entry
        for one in signed
        for entry in entries_of(
            one.material, report=one.report.ref, agency_ref=one.agency.ref, is_medical=one.is_medical
        )
    )


@dataclass(frozen=True)
class Group:
    """A grouping of the chair with its entries, as they stand in the newest versions."""

    group: EntryGroup
    entries: tuple[Entry, ...]
    gone: int  # rows that no newest version has any more

    @property
    def is_apart(self) -> bool:
        return self.group.kind == GroupKind.APART


def groups_of(conference: Conference, entries: list[Entry]) -> list[Group]:
    """What the chair has grouped or told apart, and not undone."""
    by_key = {entry.key: entry for entry in entries}
    rows = GroupedEntry.objects.filter(group__conference=conference, group__ended_at=None).select_related(
        "group__made_by", "report"
    )
    found: dict[EntryGroup, list[str]] = {}
    for row in rows.order_by("group__made_at", "group", "pk"):
        found.setdefault(row.group, []).append(row.key)
    return [
        Group(
            group,
            tuple(merged(by_key[key] for key in keys if key in by_key)),
            sum(key not in by_key for key in keys),
        )
        for group, keys in found.items()
    ]


def offers_of(entries: list[Entry], groups: list[Group], signed: list[Signed]) -> list[Offer]:
    """Likely duplicates and contradictions on which the chair hasn't decided yet."""
    settled = frozenset(
        frozenset(pair)
        for group in groups
        for pair in combinations([entry.key for entry in group.entries], 2)
    )
    names = {name for one in signed for name in one.material.names.values()}
    return offers(entries, names=names, settled=settled)


# The questions for the day.


@dataclass(frozen=True)
class Asked:
    """A question with what it is about, as far as the newest version still has it."""

    question: Question
    pin: Pin | None
    report_ref: str


@dataclass(frozen=True)
class AskedOf:
    """One agency's questions."""

    agency: str
    questions: list[Asked]


def questions_of(conference: Conference, *, person, today) -> list[AskedOf]:
    """This chair's questions by agency, those not yet asked first."""
    rows = (
        Question.objects.visible_to(person, today=today)
        .filter(conference=conference)
        .select_related("invitation__agency", "invitation__report")
        .order_by("invitation__agency__name", "invitation", "written_at", "pk")
    )
    signed = {one.report.invitation_id: one for one in signed_reports(conference)}
    found: dict[int, AskedOf] = {}
    for row in rows:
        one = signed.get(row.invitation_id)
        pin = pinned(one.material, row.reference) if one and row.reference else None
        of = found.setdefault(row.invitation_id, AskedOf(row.invitation.agency.name, []))
        of.questions.append(Asked(row, pin, one.report.ref if one else ""))
    for of in found.values():
        of.questions.sort(key=lambda asked: asked.question.asked_at is not None)
    return list(found.values())


# What this chair has read.


@dataclass(frozen=True)
class Read:
    """How far this chair is with one signed version."""

    opened_at: datetime | None
    read_at: datetime | None
    earlier_seen: bool  # an earlier version was opened or marked as read

    @property
    def is_new(self) -> bool:
        return not self.opened_at and not self.read_at

    @property
    def words(self) -> str:
        """How new it is to this chair."""
        return "New version since you read it" if self.earlier_seen else "New"


@dataclass(frozen=True)
class Arrived:
    """One agency's line in the room: where its report stands, how far this chair is with it, and whose eyes it lacks."""

    standing: Standing
    read: Read | None  # None while nothing is in
    minutes: int  # to read it, 0 while nothing is in
    not_seen_by: tuple[str, ...]  # parents, and whoever has parental responsibility (REP-12)

    @property
    def is_unread(self) -> bool:
        return self.read is not None and not self.read.read_at


def arrived(conference: Conference, *, person, calendar, today) -> list[Arrived]:
    """Every agency that owes a report, with what its chair has to know before reading it."""
    rows = standings(conference, calendar=calendar, today=today)
    versions = [row.version for row in rows if row.version]
    readings = readings_of(versions, person=person)
    owed = {
        adult.pk: adult.name for adult, said in adults_of(conference, today=today) if any(map(is_owed, said))
    }
    return [_arrived(row, readings, owed) for row in rows]


def _arrived(row: Standing, readings: dict[int, "Read"], owed: dict[int, str]) -> Arrived:
    if row.version is None:
        return Arrived(row, None, 0, ())
    seen = {sharing.adult_id for sharing in row.shown_to}
    names = () if row.is_medical else tuple(name for pk, name in owed.items() if pk not in seen)
    document = document_of(signed_material(row.version), signature=signature_of(row.version))
    return Arrived(row, readings[row.version.pk], minutes(words_in(document)), names)


def readings_of(versions: list[ReportVersion], *, person) -> dict[int, Read]:
    """By the primary key of each of these versions: what `person` has done with it. One query."""
    rows = Reading.objects.filter(
        person=person, version__report__in=[version.report_id for version in versions]
    ).select_related("version")
    seen = list(rows)
    return {version.pk: _read(version, seen) for version in versions}


def _read(version: ReportVersion, seen: list[Reading]) -> Read:
    of_this = {row.read: row.at for row in seen if row.version_id == version.pk}
    earlier = any(
        row.version.report_id == version.report_id and row.version.number < version.number for row in seen
    )
    return Read(of_this.get(False), of_this.get(True), earlier)
