"""Whether a pack that was made still stands: what closed it, and what was signed since it was made (ADR 75)."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from conferences.models import INVITED_STATES, Conference, Exclusion, FamilyEvent, InvitationEvent
from procedures.reckoning import london_day
from procedures.words import AmendmentKind
from procedures.workflow import ReleaseState
from reports.models import ChildsCopy, Release, Rendition, ReportRuling, ReportVersion, Ruling
from reports.queries.protected import Reading, protected_values
from reports.queries.releasing import (
    EXCLUDED,
    NO_PACK,
    Contents,
    Recipient,
    front_from_json,
    hits_in,
    recipient_of,
    rulings_for,
    told_of,
)

#: Rulings after which a recipient may have less than before.
HIDES = ("agree", "withdraw")


RULED = "The chair has kept back something that is in it."
SHUT_OUT = "The chair has excluded its recipient since it was prepared (EXC-03)."
UNINVITED = "The invitation was withdrawn."
OFF_RECORD = (
    "Its recipient has no pack any more as the record stands now: look at the family, or at who is invited."
)
AMENDED = "A report in it was changed since it was prepared."
FOUND_SINCE = "The search finds something in it now that it may give away."


def closed_because(release: Release) -> str:
    """Why a pack can't be opened any more, in a sentence; "" while it can. Reads the facts as they are now."""
    return closed([release])[release.pk]


def closed(releases: Sequence[Release]) -> dict[int, str]:
    """The same for many, by primary key. The number of queries doesn't grow with them."""
    facts = _Since.of(releases)
    return {one.pk: facts.closes(one) for one in releases}


@dataclass(frozen=True)
class _Since:
    """What happened in the conferences of some packs that may close one of them."""

    excluded: list[Exclusion]
    uninvited: list[InvitationEvent]
    children: dict[tuple[int, int], bool]  # (conference, child) -> whether the chair allows it
    withheld: list[ReportRuling]
    ruled: list[Ruling]
    made_of: dict[int, list[Rendition]]  # by release

    @classmethod
    def of(cls, releases: Sequence[Release]) -> "_Since":
        conferences = {one.conference_id for one in releases}
        made_of: dict[int, list[Rendition]] = defaultdict(list)
        for row in Rendition.objects.filter(release__in=releases).select_related("version__report"):
            made_of[row.release_id].append(row)
        copies = ChildsCopy.objects.filter(conference__in=conferences)
        return cls(
            list(Exclusion.objects.filter(conference__in=conferences, ruling__in=EXCLUDED)),
            list(InvitationEvent.objects.filter(invitation__conference__in=conferences, move="withdraw")),
            {(one.conference_id, one.child_id): one.allowed for one in copies},
            list(ReportRuling.objects.filter(report__invitation__conference__in=conferences, withheld=True)),
            list(
                Ruling.objects.filter(restriction__version__released_in__release__in=releases, move__in=HIDES)
                .select_related("restriction")
                .distinct()
            ),
            made_of,
        )

    def closes(self, release: Release) -> str:
        if release.state == ReleaseState.WITHDRAWN:
            return f"It was withdrawn: {release.withdrawn_reason}"
        return self._recipient_out(release) or (RULED if self._has_less(release) else "")

    def _recipient_out(self, release: Release) -> str:
        since = release.prepared_at
        if release.adult_id:
            shut_out = any(
                one.adult_id == release.adult_id
                and one.conference_id == release.conference_id
                and one.ruled_at > since
                for one in self.excluded
            )
            return SHUT_OUT if shut_out else ""
        if release.child_id:
            return "" if self.children.get((release.conference_id, release.child_id)) else NO_PACK
        gone = any(one.invitation_id == release.invitation_id and one.at > since for one in self.uninvited)
        return UNINVITED if gone or release.invitation.state not in INVITED_STATES else ""

    def _has_less(self, release: Release) -> bool:
        """Whether the chair has taken something away that is in it; what was hidden before takes nothing away."""
        made_of, since = self.made_of[release.pk], release.prepared_at
        who = (release.adult_id, release.child_id, release.invitation_id)
        reports = {one.version.report_id for one in made_of}
        if any(
            one.report_id in reports
            and one.at > since
            and (one.adult_id, one.child_id, one.invitation_id) == who
            for one in self.withheld
        ):
            return True
        ruled = {one.restriction.version_id for one in self.ruled if one.at > since}
        return any(one.version_id in ruled and _reads_otherwise(release, one) for one in made_of)


def _reads_otherwise(release: Release, rendition: Rendition) -> bool:
    recipient = recipient_of(release, today=london_day(release.prepared_at))
    if recipient is None:
        return True
    kept = rulings_for(release.conference, recipient)
    return told_of(rendition.version, recipient, kept).sha256 != rendition.sha256


# What was signed since it was made


@dataclass(frozen=True)
class Newer:
    """A version of a report in a pack that was signed after the one that the pack holds."""

    agency: str
    is_addendum: bool  # it takes nothing away, so what was approved before it may still leave
    signed_at: datetime


def newer_of(releases: Sequence[Release]) -> dict[int, list[Newer]]:
    """For each pack, by primary key, what was signed since. Two queries, whatever their number."""
    held = list(
        Rendition.objects.filter(release__in=releases).values_list(
            "release", "version__report", "version__number"
        )
    )
    signed = ReportVersion.objects.filter(report__in={report for _, report, _ in held}).values_list(
        "report", "number", "report__invitation__agency__name", "amendment__kind", "signed_at"
    )
    versions = defaultdict(list)
    for report, number, agency, kind, signed_at in signed.order_by("report", "number"):
        versions[report].append((number, Newer(agency, kind == AmendmentKind.ADDENDUM, signed_at)))
    found: dict[int, list[Newer]] = {one.pk: [] for one in releases}
    for release, report, number in held:
        found[release] += [newer for later, newer in versions[report] if later > number]
    return found


@dataclass(frozen=True)
class Stands:
    """A pack for the list of packs: whether it still stands, and whether it holds what is in now."""

    release: Release
    closed: str
    newer: list[Newer]

    @property
    def why(self) -> str:
        """Why nobody gets it any more; what the search found is as it was when somebody last wanted it."""
        return self.closed or (FOUND_SINCE if self.release.gives_away else "")

    @property
    def takes_away(self) -> bool:
        """A new version was signed, so no further copy leaves."""
        return any(not one.is_addendum for one in self.newer)

    @property
    def is_over(self) -> bool:
        return bool(self.why or self.newer)

    @property
    def is_waiting(self) -> bool:
        """Nothing but the second person is missing."""
        return self.release.state == ReleaseState.PREPARED and not self.is_over


def stand(releases: Sequence[Release]) -> list[Stands]:
    why, newer = closed(releases), newer_of(releases)
    return [Stands(one, why[one.pk], newer[one.pk]) for one in releases]


# What it gives away by now


def edition_of_protected(conference: Conference, reading: Reading, *, today: date) -> str:
    """Changes whenever something may be hidden from this reader that wasn't before. Eight queries, and no text is read.

    What is hidden of this family is compared itself; of the authority's other families, that something was recorded.
    """
    recorded = FamilyEvent.objects.filter(family__authority=conference.authority_id).order_by("-pk")
    newest = recorded.values_list("pk", flat=True).first()
    values = sorted(repr(one) for one in protected_values(conference, reading, today=today))
    return hashlib.sha256(repr((today, newest, values)).encode()).hexdigest()


def finds_more(release: Release, recipient: Recipient, *, today: date) -> bool:
    """Whether its words, as they were released, say for certain what nobody confirmed when it was approved (SCD-02).

    What was confirmed counts for the one whose it was then: the same words can be somebody else's refuge by now.
    """
    confirmed = {(hit.key, hit.whose) for hit in release.hits.all() if hit.needs_approver}
    found = hits_in(release.conference, _as_released(release, recipient), today=today)
    return any(hit.needs_approver and (hit.key, hit.whose) not in confirmed for hit in found)


def _as_released(release: Release, recipient: Recipient) -> Contents:
    """What the pack holds, whatever was signed since."""
    kept = rulings_for(release.conference, recipient)
    held = release.renditions.select_related("version__report__invitation__agency")
    told = tuple(told_of(one.version, recipient, kept) for one in held)
    return Contents(recipient, front_from_json(release.front), told, (), (), release.contents)
