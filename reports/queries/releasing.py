"""What a pack for one recipient would hold now, and what in it might give something away."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from conferences.models import (
    INVITED_STATES,
    Adult,
    Child,
    Conference,
    Exclusion,
    Invitation,
)
from procedures.sharing import Reader
from procedures.words import ExclusionRuling
from reports import vault
from reports.births import births
from reports.document import Document
from reports.models import (
    Attachment,
    Drawing,
    Hit,
    Release,
    ReportRuling,
    ReportVersion,
)
from reports.models.releasing import Unread, addressee
from reports.pieces import pieces_of, without
from reports.print_pages import Front, report_html
from reports.protected import Search, find_in
from reports.queries.family import sharing_of
from reports.queries.protected import People, Reading, of_other_families, protected_values
from reports.queries.rendering import newest_versions
from reports.queries.restricting import blocks_family_copy, rendition_of, viewers_of
from reports.renditions import LeftOut
from reports.sieve import Viewer

EXCLUDED = (ExclusionRuling.WHOLE.value, ExclusionRuling.PART.value)
#: The field of every report that says when and where the conference is.
WHEN_AND_WHERE = "conference"


@dataclass(frozen=True)
class Recipient:
    """Somebody on the record for whom there can be a pack: nobody types a recipient."""

    viewer: Viewer
    member: Adult | Child | Invitation

    @property
    def column(self) -> str:
        return {Adult: "adult", Child: "child", Invitation: "invitation"}[type(self.member)]

    @property
    def who(self) -> dict:
        """The columns of a row that is about them."""
        return {self.column: self.member}

    @property
    def is_family(self) -> bool:
        return self.viewer.reader.is_family

    @property
    def ref(self) -> str:
        return self.member.ref

    @property
    def name(self) -> str:
        return self.viewer.name

    @property
    def reading(self) -> Reading:
        if self.is_family:
            return Reading(**self.who)
        return Reading(agency=self.member.agency)


def recipients_of(conference: Conference, *, today: date) -> list[Recipient]:
    """Invited agencies, parents, and children: whoever may have a pack at all (REC-03, REP-17)."""
    viewers = [one for one in viewers_of(conference, today=today, leaves=True) if one.reader.is_family]
    refs = [one.ref for one in viewers]
    members = {one.ref: one for model in (Adult, Child) for one in model.objects.filter(ref__in=refs)}
    asked = Invitation.objects.filter(conference=conference, state__in=INVITED_STATES).select_related(
        "agency", "person"
    )
    professionals = [
        Recipient(Viewer(Reader.PROFESSIONAL, name=addressee(one), leaves=True), one) for one in asked
    ]
    return professionals + [Recipient(one, members[one.ref]) for one in viewers]


def recipient_of(release: Release, *, today: date) -> Recipient | None:
    """The recipient as they stand on the record today; None where they are there no longer."""
    found = recipients_of(release.conference, today=today)
    return next((one for one in found if one.ref == release.recipient.ref), None)


WORD_FIRST = "The chair has to say first whether this child has a pack (REC-03)."
NO_PACK = "The chair says that this child has no pack (REC-03)."


def waits_for_the_chair(conference: Conference, recipients: Iterable[Recipient]) -> dict[str, str]:
    """For each child without the chair's leave, by reference, why nobody can prepare a pack for them (REC-03)."""
    last = {one.child_id: one.allowed for one in conference.childs_copies.all()}
    children = [one for one in recipients if one.column == "child" and not last.get(one.member.pk)]
    return {one.ref: NO_PACK if one.member.pk in last else WORD_FIRST for one in children}


def excluded(conference: Conference, adult: Adult) -> Exclusion | None:
    """The ruling that keeps this adult out of it, or of a part."""
    return conference.exclusions.filter(adult=adult, ruling__in=EXCLUDED).order_by("ruled_at").last()


@dataclass(frozen=True)
class Told:
    """One report as the recipient has it."""

    version: ReportVersion
    document: Document
    left_out: tuple[LeftOut, ...]
    files: tuple[Attachment, ...]

    @property
    def agency(self) -> str:
        return self.version.report.invitation.agency.name

    @property
    def html(self) -> str:
        return report_html(self.document)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.html.encode()).hexdigest()


@dataclass(frozen=True)
class Contents:
    """What a pack for this recipient holds now."""

    recipient: Recipient
    front: Front
    told: tuple[Told, ...]
    blocked: tuple[ReportVersion, ...]  # wait for a ruling, so they are in no copy for the family
    withheld: tuple[ReportVersion, ...]  # by the chair's ruling
    fingerprint: str

    @property
    def files(self) -> list[Attachment]:
        return [file for one in self.told for file in one.files]


def contents_of(conference: Conference, recipient: Recipient, *, today: date) -> Contents:
    """Every report that this recipient may have something of, as it is for them (EXC-03, REP-11, REP-12)."""
    kept = rulings_for(conference, recipient)
    told, blocked, withheld = [], [], []
    for version in newest_versions(conference):
        if (version.report_id, "") in kept:
            withheld.append(version)
        elif recipient.is_family and blocks_family_copy(version):
            blocked.append(version)
        else:
            one = told_of(version, recipient, kept)
            told += [one] if one.document.groups else []
    front = _front(conference, recipient, told, today=today)
    return Contents(
        recipient, front, tuple(told), tuple(blocked), tuple(withheld), _fingerprint(recipient, front, told)
    )


def told_of(version: ReportVersion, recipient: Recipient, kept: Iterable[tuple[int, str]]) -> Told:
    """One report, without what the chair left out for this recipient."""
    made = rendition_of(version, recipient.viewer)
    places = {place for report, place in kept if report == version.report_id}
    if _is_away(version.report.invitation.conference, recipient):
        places |= when_and_where(made.document)
    document = without(made.document, frozenset(places))
    refs = [file.ref for group in document.groups for part in group.sections for field in part.fields for file in field.files]  # fmt: skip
    files = Attachment.objects.filter(report=version.report_id, ref__in=refs)
    return Told(version, document, made.left_out, tuple(file for file in files if file.may_leave))


def when_and_where(document: Document) -> frozenset[str]:
    """Its places that say when and where the conference is."""
    return frozenset(f"{part.key}/{WHEN_AND_WHERE}" for part in document.sections)


def rulings_for(conference: Conference, recipient: Recipient) -> set[tuple[int, str]]:
    """What the chair keeps from this recipient: reports, and places in them. Of several rulings the last holds."""
    rows = ReportRuling.objects.filter(report__invitation__conference=conference, **recipient.who)
    last = {(row.report_id, row.place): row.withheld for row in rows}
    return {key for key, withheld in last.items() if withheld}


def _is_away(conference: Conference, recipient: Recipient) -> bool:
    """Somebody excluded isn't told where and when (documents 14), by no page of the pack."""
    return recipient.column == "adult" and excluded(conference, recipient.member) is not None


def _front(conference: Conference, recipient: Recipient, told: list[Told], *, today: date) -> Front:
    """The first page. A family isn't told who is missing (documents 15)."""
    away = _is_away(conference, recipient)
    lists = {} if recipient.is_family else _lists(conference, told, today=today)
    return Front(
        code=conference.code,
        kind=conference.kind_label,
        starts_at=None if away else conference.starts_at,
        place="" if away else conference.place,
        lists=tuple((title, tuple(lines)) for title, lines in lists.items() if lines),
    )


def _lists(conference: Conference, told: list[Told], *, today: date) -> dict[str, list[str]]:
    """What professionals are told beside the reports: what is missing, left out, and not yet shown (documents 11)."""
    missing = conference.invitations.filter(
        state__in=INVITED_STATES, report_expected=True, report_signed_at=None
    )
    unshown = [
        one.agency
        for one in told
        if any(
            row.owed and not (row.sharing and row.sharing.shown)
            for row in sharing_of(one.version, today=today)
        )
    ]
    return {
        "Not in yet": list(missing.order_by("agency__name").values_list("agency__name", flat=True)),
        "For the chair only": [f"{one.agency}: {counted(one.left_out)}" for one in told if one.left_out],
        "Not yet shown to everybody in the family whom it is owed to": unshown,
    }


def counted(left_out: Iterable[LeftOut]) -> str:
    number = sum(one.count for one in left_out)
    return "1 piece" if number == 1 else f"{number} pieces"


def front_as_json(front: Front) -> dict:
    starts = front.starts_at.astimezone(UTC).isoformat() if front.starts_at else ""
    return asdict(front) | {"starts_at": starts}


def front_from_json(kept: dict) -> Front:
    starts = kept["starts_at"]
    lists = tuple((title, tuple(lines)) for title, lines in kept["lists"])
    return Front(**kept | {"starts_at": datetime.fromisoformat(starts) if starts else None, "lists": lists})


def _fingerprint(recipient: Recipient, front: Front, told: list[Told]) -> str:
    made_of = {
        "for": [recipient.column, recipient.ref, recipient.name],
        "front": front_as_json(front),
        "reports": [[one.version.ref, one.sha256] for one in told],
        "files": [file.sha256 for one in told for file in one.files],
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


# The search


def hits_in(conference: Conference, contents: Contents, *, today: date) -> list[Hit]:
    """Every place at which the pack may say what its reader may not know; rows that are not kept yet."""
    people = People.of(conference, today=today)
    texts = {file.pk: _text_of(file) for file in contents.files}
    whole = "\n".join([*_texts(contents), *filter(None, texts.values())])
    values = [
        *protected_values(conference, contents.recipient.reading, today=today),
        *of_other_families(conference, whole, today=today, people=people),
    ]
    look = _Look(Search(values), people.born(), today.year % 100)
    front = [("", text) for text in [*_front_texts(contents)]]
    found = look.hits(front, {"": "On the first page"})
    for one in contents.told:
        pieces = pieces_of(one.document)
        where = {piece.place: piece.where for piece in pieces}
        found += look.hits([(piece.place, piece.text) for piece in pieces], where, version=one.version)
        for file in one.files:
            found += _of_file(look, file, texts[file.pk], one.version)
    return found


def _texts(contents: Contents) -> list[str]:
    return [
        *_front_texts(contents),
        *(piece.text for one in contents.told for piece in pieces_of(one.document)),
    ]


def _front_texts(contents: Contents) -> list[str]:
    front = contents.front
    lists = [line for title, lines in front.lists for line in (title, *lines)]
    return [front.kind, *(one.agency for one in contents.told), *lists]


def _text_of(file: Attachment) -> str | None:
    """What a machine reads in it; None where it can't."""
    try:
        return vault.fetch(file.text_as).decode() if file.text_as else None
    except vault.Unreadable:
        return None


def _of_file(look: "_Look", file: Attachment, text: str | None, version: ReportVersion) -> list[Hit]:
    place, where = f"file/{file.ref}", f"In the file {file.name}"
    if text is None:
        facts = {"version": version, "attachment": file, "place": place, "where": where}
        return [Hit(kind=Unread.FILE.value, certain=True, **facts)]
    return look.hits([(place, text)], {place: where}, version=version, attachment=file)


@dataclass(frozen=True)
class _Look:
    search: Search
    born: frozenset[date]
    century_ends: int

    def hits(self, pieces: list[tuple[str, str]], where: dict[str, str], **facts) -> list[Hit]:
        found = [(place, hit.value, hit.certain, words) for place, hit, words in find_in(pieces, self.search)]
        found += [
            (place, hit.value, False, hit.shown(text))
            for place, text in pieces
            for hit in births(text, self.born, century_ends=self.century_ends)
        ]
        return [
            Hit(
                place=place, where=where[place], kind=value.kind.value, whose=value.whose,
                quote=words, certain=certain, **facts,
            )
            for place, value, certain, words in found
        ]  # fmt: skip


def live_releases(conference: Conference) -> list[Release]:
    """The packs of a conference, newest first, with everything that their list says."""
    rows = conference.releases.select_related(
        "adult", "child__carried_by", "invitation__agency", "invitation__person", "prepared_by",
        "approved_by", "job", "conference",
    )  # fmt: skip
    return list(rows.prefetch_related("downloads__by"))


def hits_of(release: Release) -> list[Hit]:
    return list(
        release.hits.select_related("version__report__invitation__agency", "attachment").prefetch_related(
            "answers__by"
        )
    )


def progress_of(release: Release) -> str:
    """How far the worker is: "7 of 10 reports are drawn." """
    wanted = set(release.renditions.values_list("sha256", flat=True))
    drawn = Drawing.objects.filter(key__in=wanted).count()
    return f"{drawn} of {len(wanted)} reports are drawn." if drawn < len(wanted) else ""


def released_to(conference: Conference, invitations) -> list[Release]:
    """What was approved for these invitations, newest first."""
    return [
        one
        for one in live_releases(conference)
        if one.invitation in invitations and one.approved_at is not None
    ]


def who_gets_what(conference: Conference, *, today: date) -> dict:
    """For the chair: the reports, each excluded adult with what is withheld from them, and the children."""
    reports = [one.report for one in newest_versions(conference) if not one.report.is_medical]
    family = [one for one in recipients_of(conference, today=today) if one.is_family]
    last = {
        (one.adult_id, one.report_id): one
        for one in ReportRuling.objects.filter(
            report__in=reports, place="", adult__isnull=False
        ).select_related("by")
    }
    said = {one.child_id: one for one in conference.childs_copies.select_related("by")}
    shut_out = set(conference.exclusions.filter(ruling__in=EXCLUDED).values_list("adult", flat=True))
    return {
        "reports": reports,
        "excluded": [
            (one, [(report, last.get((one.member.pk, report.pk))) for report in reports])
            for one in family
            if one.column == "adult" and one.member.pk in shut_out
        ],
        "children": [(one, said.get(one.member.pk)) for one in family if one.column == "child"],
    }
