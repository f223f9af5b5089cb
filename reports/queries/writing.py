"""Reads behind the writing of a report: the case as the form needs it, who still owes what, what was signed."""

import json
from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Prefetch

from conferences.models import (
    Adult,
    Child,
    Conference,
    ConferenceChild,
    Invitation,
    Relationship,
)
from conferences.queries.dates import due_dates, leading_due
from partnership.calendar import working_calendar
from partnership.fields import written_day
from partnership.models import Person
from partnership.queries import holders
from procedures.deadlines import Kind
from procedures.reckoning import LONDON, clock_words, london_day
from procedures.words import (
    AgencyKind,
    Circumstance,
    ConferenceKind,
    Kinship,
    ParentalResponsibility,
    Role,
    Sex,
)
from reports.answers import all_in_order
from reports.definitions import MODULES, definition
from reports.document import Document, Signature, document_of
from reports.material import (
    NONE_NOTED,
    NOT_RECORDED,
    NOT_SHOWN,
    TYPES,
    AdultIn,
    ChildIn,
    FileIn,
    Material,
)
from reports.models import Attachment, DraftPart, Report, ReportVersion
from reports.queries.family_words import words_of

PARENTS = (Kinship.MOTHER.value, Kinship.FATHER.value)
SOCIAL_CARE = "CSC"
#: The limits whose passing wants a reason for delay.
CLOCKS = (Kind.INITIAL_CONFERENCE, Kind.LOOKED_AFTER_CONFERENCE, Kind.TRANSFER_IN_CONFERENCE)
FULL_TERM = timedelta(weeks=40)


def report_with_case(report: Report) -> Report:
    """The same report with everything that its pages speak of, read at once."""
    children = ConferenceChild.objects.select_related("child__carried_by", "conference")
    return (
        Report.objects.select_related(
            "author",
            "invitation__agency",
            "invitation__conference__chair",
            "invitation__conference__family",
            "invitation__conference__authority",
            "invitation__conference__enquiry",
            "invitation__conference__follows",
        )
        .prefetch_related(Prefetch("invitation__conference__children", children))
        .get(pk=report.pk)
    )


def material_of(report: Report, *, today) -> Material:
    """The draft as plain values, with what the case holds today. The same number of queries whatever its size."""
    report = report_with_case(report)
    invitation = report.invitation
    conference = invitation.conference
    children = [_child(row, conference, invitation) for row in conference.children.all()]
    module = _module(report, {child.type for child in children})
    expecting = {row.child.carried_by_id for row in conference.children.all() if row.child.unborn}
    return Material(
        version=report.definition,
        module=module,
        agency=invitation.agency.name,
        agency_kind=invitation.agency.kind,
        conference=_conference(conference),
        author={"name": report.author.name, "role": report.author.job_title},
        children=tuple(children),
        adults=tuple(
            _adult(adult, said, pregnant=adult.pk in expecting)
            for adult, said in adults_of(conference, today=today)
        ),
        answers=all_in_order({part.place: part.answers for part in report.parts.order_by("place")}),
        files=tuple(file_in(one) for one in current_files(report)),
        countersign=report.needs_second_person(today=today),
        late=module == SOCIAL_CARE and _is_late(conference, today=today),
        computed=_computed(report, conference, children)
        | (_others(conference, today=today) if module == SOCIAL_CARE else {}),
    )


def _module(report: Report, types: set[str]) -> str:
    """That of the agency's kind; at a transfer-in, of social care that isn't the host's that of the authority that sends (CON-08)."""
    invitation = report.invitation
    module = MODULES[AgencyKind(invitation.agency.kind)]
    sends = definition(report.definition).at_transfer.get(module)
    if not sends or "T" not in types:
        return module
    hosts = invitation.conference.invitations.filter(circumstance=Circumstance.SOCIAL_CARE.value)
    agencies = set(hosts.values_list("agency", flat=True))
    return module if not agencies or invitation.agency_id in agencies else sends


def _is_late(conference: Conference, *, today) -> bool:
    """Whether a limit of POL-01, POL-03 or POL-04 passes, or has passed, before the conference (CON-06)."""
    limits = due_dates(conference, working_calendar())
    meets = conference.meets_on or today
    return any(limit.kind in CLOCKS and limit.due_on and limit.due_on < meets for limit in limits)


def _others(conference: Conference, *, today) -> dict[str, str]:
    """The family's other children, whom the social work report answers for as well (REP-10)."""
    members = conference.family.memberships.current(today=today).filter(child__isnull=False)
    others = members.exclude(child__in=[row.child_id for row in conference.children.all()])
    return {"others": "\n".join(one.child.shown_name for one in others.select_related("child__carried_by"))}


def _conference(conference: Conference) -> dict[str, str]:
    starts = conference.starts_at.astimezone(LONDON) if conference.starts_at else None
    return {
        "ref": conference.ref,
        "code": conference.code,
        "kind": conference.kind_label,
        "authority": conference.authority.name,
        "on": starts.date().isoformat() if starts else "",
        "at": f"{written_day(starts.date())} at {clock_words(starts)}" if starts else "No date yet",
        "place": conference.place,
        "chair": conference.chair.name if conference.chair else "",
    }


def _child(row: ConferenceChild, conference: Conference, invitation: Invitation) -> ChildIn:
    child, kind = row.child, ConferenceKind(row.kind)
    if (
        kind == ConferenceKind.RECONVENED
        and not child.conferences.filter(
            conference=conference.follows,
            kind__in=[ConferenceKind.REVIEW.value, ConferenceKind.EARLY_REVIEW.value],
        ).exists()
    ):
        kind = ConferenceKind.INITIAL  # a reconvened conference takes the overlay of the one that it repeats
    return ChildIn(
        ref=child.ref,
        name=child.shown_name,
        type=TYPES[kind],
        kind=row.kind_label,
        born_on=_iso(child.born_on),
        expected_on=_iso(child.expected_on),
        looked_after=child.looked_after_since is not None,
        details=_child_details(child),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _child_details(child: Child) -> dict[str, str]:
    """REP-07's lines about a child. Addresses and other agencies' settings are confidential and never shown here."""
    born = {"born_on": _day(child.born_on)} if child.born_on else {"expected_on": _day(child.expected_on)}
    told = {"name": child.name, "known_as": child.known_as} | born
    told |= {
        "sex": Sex(child.sex).label,
        "ethnicity": child.ethnicity,
        "first_language": child.first_language,
        "disability": child.disability,
    }
    if child.unborn:
        return born
    return {name: text or NOT_RECORDED for name, text in told.items() if text or name != "known_as"}


def adults_of(conference: Conference, *, today) -> list[tuple[Adult, list[Relationship]]]:
    """The family's adults and every parent of a child of the conference, with what they are to those children.

    Those with parental responsibility come first (FAM-03).
    """
    children = [row.child_id for row in conference.children.all()]
    said: dict[int, list[Relationship]] = defaultdict(list)
    rows = (
        Relationship.objects.filter(child__in=children)
        .select_related("child__carried_by")
        .order_by("child__born_on", "pk")
    )
    for row in rows:
        said[row.adult_id].append(row)
    members = conference.family.memberships.current(today=today).filter(adult__isnull=False)
    known = Adult.objects.filter(pk__in=[*said, *members.values_list("adult", flat=True)])
    return sorted(((adult, said[adult.pk]) for adult in known), key=_parents_first)


def _parents_first(row: tuple[Adult, list[Relationship]]) -> tuple[bool, bool, str]:
    adult, said = row
    return not any(is_owed(one) for one in said), not said, adult.name


def is_owed(relationship: Relationship) -> bool:
    """Whether the report is to be shared with this adult: a parent, or whoever has parental responsibility (FAM-03)."""
    return (
        relationship.kinship in PARENTS or relationship.parental_responsibility == ParentalResponsibility.YES
    )


def relation_words(said: list[Relationship]) -> str:
    """ "Mother of Zoë and Ivy, has parental responsibility"; one clause for each way of being related."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in said:
        groups[
            (Kinship(row.kinship).label, ParentalResponsibility(row.parental_responsibility).label)
        ].append(row.child.shown_name)
    clauses = [
        f"{kinship} of {_joined(names)}, {right[0].lower()}{right[1:]}"
        for (kinship, right), names in groups.items()
    ]
    return "; ".join(clauses) or "In the household or family"


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}"


def _adult(adult: Adult, said: list[Relationship], *, pregnant: bool) -> AdultIn:
    relation = relation_words(said)
    details = {
        "name": adult.name,
        "born_on": _day(adult.born_on) or NOT_RECORDED,
        "relation": relation,
        "ethnicity": adult.ethnicity or NOT_RECORDED,
        "first_language": adult.first_language or NOT_RECORDED,
        "interpreter": "Needed" if adult.interpreter_needed else NONE_NOTED,
        "address": NOT_SHOWN,
    }
    return AdultIn(ref=adult.ref, name=adult.name, relation=relation, pregnant=pregnant, details=details)


def current_files(report: Report):
    """The files that the draft has now, in the order in which they were added."""
    return Attachment.objects.filter(report=report, removed_at=None).select_related("child")


def file_in(one: Attachment) -> FileIn:
    return FileIn(
        ref=one.ref,
        key=one.key,
        subject=one.child.ref if one.child else "",
        name=one.name,
        kind=one.kind,
        size=one.size,
        sha256=one.sha256,
        share=one.share,
        marks=tuple(one.marks),
        scan=one.scan,
    )


def _computed(report: Report, conference: Conference, children: list[ChildIn]) -> dict[str, str]:
    """What the form works out itself, by field and, for a child, its reference."""
    told = {"conference": _masthead(conference), "clocks": _clocks(conference, children)}
    for child in children:
        told[f"gestation:{child.ref}"] = _gestation(child, conference)
    return told | _scales_before(report, conference)


def _masthead(conference: Conference) -> str:
    said = _conference(conference)
    return ". ".join(
        filter(
            None,
            (said["kind"], said["at"], said["place"], f"Chair: {said['chair']}" if said["chair"] else ""),
        )
    )


def _clocks(conference: Conference, children: list[ChildIn]) -> str:
    if conference.enquiry is None or not any(child.type in "IP" for child in children):
        return ""
    told = [
        f"Strategy discussion on {_day(conference.enquiry.strategy_on)}"
        if conference.enquiry.strategy_on
        else "",
        f"decision to hold a conference on {_day(conference.enquiry.decided_on)}"
        if conference.enquiry.decided_on
        else "",
    ]
    limit = leading_due(conference, working_calendar())
    told.append(f"to be held by {_day(limit.due_on)}" if limit else "")
    return ", ".join(filter(None, told))


def _gestation(child: ChildIn, conference: Conference) -> str:
    if child.born:
        return ""
    expected_on = date.fromisoformat(child.expected_on)
    known = f"Expected on {_day(expected_on)}"
    if conference.starts_at is None:
        return known
    pregnant = FULL_TERM - (expected_on - london_day(conference.starts_at))
    return f"{known}: {pregnant.days // 7} weeks and {pregnant.days % 7} days on the day of the conference"


def _scales_before(report: Report, conference: Conference) -> dict[str, str]:
    """This agency's own scale at the conference that this one follows, for each child."""
    if conference.follows_id is None:
        return {}
    before = ReportVersion.objects.filter(
        report__invitation__conference=conference.follows_id,
        report__invitation__agency=report.invitation.agency_id,
    ).order_by("number")
    version = before.last()
    if version is None:
        return {}
    answers = json.loads(version.content)["answers"]
    found = {}
    for place, said in answers.items():
        part, _, ref = place.partition(":")
        if part == "view" and (value := (said.get("scale") or {}).get("value")):
            found[f"scale_before:{ref}"] = "Could not say" if value == "cannot" else f"{value} out of 10"
    return found


def signed_material(version: ReportVersion) -> Material:
    """The material of a signed version, as it was frozen."""
    return Material.from_json(json.loads(version.content))


def latest_version(report: Report) -> ReportVersion | None:
    return report.versions.select_related("signed_by").order_by("-number").first()


def draft_part(report: Report, place: str) -> DraftPart:
    """The answers of one page; a row of revision 0, not kept, where nothing was saved yet."""
    found = report.parts.select_related("saved_by").filter(place=place).first()
    return found or DraftPart(report=report, place=place)


def signers_of(report: Report, *, today) -> list[Person]:
    """Who can sign off for the agency; the author isn't among them where a second person has to."""
    found = holders(Role.AGENCY_SIGNER, agency=report.invitation.agency, today=today)
    if report.needs_second_person(today=today):
        found = found.exclude(pk=report.author_id)
    return list(found)


def report_document(version: ReportVersion) -> Document:
    """A signed version as its agency and the chair read it, with the family's words (for screen and PDF alike)."""
    return document_of(
        signed_material(version), signature=signature_of(version), words=tuple(words_of(version))
    )


def signature_of(version: ReportVersion) -> Signature:
    return Signature(
        name=version.signed_name,
        role=version.signed_role,
        at=version.signed_at,
        number=version.number,
        sha256=version.sha256,
        late_reason=version.late_reason,
    )
