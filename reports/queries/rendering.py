"""What the chair reads: coming conferences, and what goes into a pack."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from conferences.models import INVITED_STATES, Conference
from procedures.access import WRITERS, Relation
from procedures.words import AgencyKind, RenderKind
from procedures.workflow import ConferenceState
from procedures.working_days import WorkingCalendar
from reports.models import RenderJob, Report, ReportVersion
from reports.print_pages import Front
from reports.queries.family_words import editions_of
from reports.queries.standing import Standing, standings_of


def versions_for_pack(conference: Conference) -> list[ReportVersion]:
    """The newest signed version of every report but medical ones (REP-11), social care's first, then by agency."""
    return [version for version in newest_versions(conference) if not version.report.is_medical]


def newest_versions(conference: Conference) -> list[ReportVersion]:
    """The newest signed version of every report, in the order of a pack."""
    signed = (
        ReportVersion.objects.filter(
            report__invitation__conference=conference, report__invitation__state__in=INVITED_STATES
        )
        .select_related("report__invitation__agency")
        .order_by("report__invitation__agency__name", "report", "-number")
    )
    newest = {version.report_id: version for version in reversed(signed)}
    return sorted(newest.values(), key=_in_pack_order)


def _in_pack_order(version: ReportVersion) -> tuple[bool, str, int]:
    agency = version.report.invitation.agency
    return agency.kind != AgencyKind.CHILDRENS_SOCIAL_CARE, agency.name, version.pk


@dataclass(frozen=True)
class Coming:
    """One line of the chair's list: a conference and where its reports stand."""

    conference: Conference
    rows: list[Standing]

    @property
    def in_count(self) -> int:
        return sum(row.is_in for row in self.rows)

    @property
    def late(self) -> list[Standing]:
        return [row for row in self.rows if row.is_late]

    @property
    def not_shown(self) -> int:
        """Reports that are in and that nobody of the family was shown."""
        return sum(row.is_in and not row.is_medical and not row.family_has_seen_it for row in self.rows)


def coming_conferences(chair, *, today: date) -> QuerySet[Conference]:
    """The booked conferences that `chair` chairs, from today on, and those of the past that are not recorded as held."""
    mine = Conference.objects.visible_to(chair, today=today).filter(chair=chair)
    booked = mine.filter(state=ConferenceState.BOOKED.value)
    return booked.select_related("authority").order_by("starts_at", "pk")


def coming(conferences, *, calendar: WorkingCalendar, today: date) -> list[Coming]:
    """Each of these conferences with its reports."""
    conferences = list(conferences)
    rows = standings_of(conferences, calendar=calendar, today=today)
    return [Coming(each, rows[each.pk]) for each in conferences]


def pack_of(conference: Conference, *, person) -> RenderJob | None:
    """The newest pack that `person` asked for of this conference."""
    return conference.renderings.filter(kind=RenderKind.PACK.value, asked_by=person).first()


def is_up_to_date(job: RenderJob, versions: list[ReportVersion]) -> bool:
    """Whether the pack holds exactly what is in now."""
    return job.made_of == made_of(versions)


def made_of(versions: list[ReportVersion]) -> str:
    """What a pack is made of, as its key: references, version numbers and what the family had said, in its order."""
    said = editions_of(versions)
    return " ".join(f"{one.report.ref}.{one.number}.{said[one.pk]}" for one in versions)


def versions_made_of(key: str) -> list[ReportVersion]:
    """The signed versions that `made_of` named, in the same order. Raises KeyError where one is not there."""
    wanted = [(ref, int(number)) for ref, number, *_ in (one.split(".") for one in key.split())]
    found = ReportVersion.objects.filter(report__ref__in=[ref for ref, _ in wanted]).select_related(
        "report__invitation__agency"
    )
    by_name = {(version.report.ref, version.number): version for version in found}
    return [by_name[name] for name in wanted]


def front_of(conference: Conference) -> Front:
    """What the first page of the chair's pack says: when and where, who hasn't reported, what is read on screen."""
    invited = conference.invitations.filter(state__in=INVITED_STATES)
    missing = invited.filter(report_expected=True, report_signed_at=None)
    medical = invited.filter(report__is_medical=True, report_signed_at__isnull=False).count()
    lists = {"Not in yet": missing.order_by("agency__name").values_list("agency__name", flat=True)}
    if medical:
        words = "1 medical report" if medical == 1 else f"{medical} medical reports"
        lists["Read on screen"] = [f"{words} for the chair alone, in no pack (REP-11)."]
    return Front(
        code=conference.code,
        kind=conference.kind_label,
        starts_at=conference.starts_at,
        place=conference.place,
        lists=tuple((title, tuple(lines)) for title, lines in lists.items() if lines),
    )


def may_take_away(report: Report, relations: frozenset[Relation]) -> bool:
    """Whether a reader of this report may download it and its files: a medical report stays with its agency (REP-11)."""
    return not report.is_medical or bool(relations & WRITERS)
