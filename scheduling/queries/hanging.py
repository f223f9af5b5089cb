"""What hangs on a report or a pack and not on a day: sign-off, comments, amendments, what is not shared, what is released.

Each row here is one that a message is owed about now; the sweep writes from it and the sender asks it again (ADR 52).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from conferences.models import INVITED_STATES
from partnership.models import RoleHeld
from procedures.deadlines import Kind
from procedures.reckoning import LONDON
from procedures.words import HandedOver, Role
from procedures.workflow import ConferenceState, ReleaseState, ReportState
from reports.models import (
    Download,
    Reading,
    Release,
    Rendition,
    Report,
    ReportVersion,
    Restriction,
    Ruling,
    Sharing,
)
from reports.queries.restricting import FOR_THE_AGENCY, FOR_THE_CHAIR, newest_only
from scheduling.models import Audience, Deadline, Template
from scheduling.queries.recipients import (
    GRACE,
    RandomRef,
    as_text,
    closed,
    has_role,
    in_force,
    may_hear,
    named,
    role_at_agency,
)


@dataclass(frozen=True)
class Hanging:
    """Rows that a message is owed about: where they belong, who hears, and what names the row in the message's key."""

    rows: QuerySet
    condition: Q  # asked together with who hears, so that it is about one and the same role held
    audience: Audience
    recipient: str
    day: object  # the day in the message's key
    step: Concat  # what makes it another message
    report: str = ""  # the path from a row to its report, or to its pack
    whose: str = "person"  # the column of the recipient
    for_family: bool = False  # of a pack that belongs to no invitation

    @property
    def invitation(self) -> str:
        return f"{self.report}invitation"

    @property
    def conference(self) -> str:
        return f"{self.report}conference" if self.for_family else f"{self.invitation}__conference"

    @property
    def holds(self) -> Q:
        """Only while the conference is booked; of an invitation, while it stands."""
        booked = Q(**{f"{self.conference}__state": ConferenceState.BOOKED.value})
        asked = Q() if self.for_family else Q(**{f"{self.invitation}__state__in": INVITED_STATES})
        hears = may_hear(self.recipient, self.conference) if self.whose == "person" else Q()
        return booked & asked & self.condition & hears & in_force(f"{self.conference}__timetable")


def _sign_off(today: date) -> Hanging:
    holder = "invitation__agency__roles__person"
    condition = role_at_agency(Role.AGENCY_SIGNER, today) & ~Q(**{holder: F("author")})
    rows = Report.objects.filter(state=ReportState.FOR_SIGN_OFF.value)
    return Hanging(rows, condition, Audience.SIGNERS, holder, _submit_on(), _named("version", "version"))


def _returned(today: date) -> Hanging:
    rows = Report.objects.filter(state=ReportState.RETURNED.value)
    return Hanging(rows, Q(), Audience.AUTHOR, "author", _submit_on(), _named("version", "version"))


def _named(what: str, path: str = "pk") -> Concat:
    """Each move raises a report's version: what is asked for again is told again."""
    return Concat(Value(f"{what}_"), as_text(path))


def _submit_on() -> Coalesce:
    due = Deadline.objects.filter(invitation=OuterRef("invitation"), kind=Kind.REPORT_SUBMIT.value)
    return Coalesce(
        Subquery(due.values("due_on")[:1]), TruncDate("invitation__conference__starts_at", tzinfo=LONDON)
    )


def _ruling_waits(today: date) -> Hanging:
    chair = "invitation__conference__chair"
    working = has_role(chair, today, authority="invitation__conference__authority")
    rows, told_last = Report.objects.filter(_kept_back(FOR_THE_CHAIR)), _told_last(FOR_THE_CHAIR)
    return Hanging(rows, Q(working), Audience.CHAIR, chair, _submit_on(), told_last)


def _ruled(today: date) -> Hanging:
    rows, told_last = Report.objects.filter(_kept_back(FOR_THE_AGENCY)), _told_last(FOR_THE_AGENCY)
    return Hanging(rows, Q(), Audience.AUTHOR, "author", _submit_on(), told_last)


def _kept_back(states: list[str]) -> Exists:
    """Something in the report's newest version is in one of these states (REP-12)."""
    return Exists(newest_only(Restriction.objects.filter(version__report=OuterRef("pk"), state__in=states)))


def _told_last(states: list[str]) -> Concat:
    """The newest version, and the last that was said of what is open in it: for each of them one message."""
    versions = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("-number").values("number")
    said = Ruling.objects.filter(restriction__version__report=OuterRef("pk"), restriction__state__in=states)
    last = Coalesce(Subquery(said.order_by("-pk").values("pk")[:1]), Value(0))
    return Concat(Value("version_"), as_text(Subquery(versions[:1])), Value("_"), as_text(last))


def _amended(today: date) -> Hanging:
    """The chair read an older version and has not opened the newest (report-forms 12: readers are told what is new)."""
    chair = "report__invitation__conference__chair"
    readings = Reading.objects.filter(version__report=OuterRef("report"), person=OuterRef(chair))
    newer = ReportVersion.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
    rows = ReportVersion.objects.filter(
        ~Exists(newer),
        Exists(readings.filter(version__number__lt=OuterRef("number"))),
        ~Exists(readings.filter(version=OuterRef("pk"))),
    )
    working = has_role(chair, today, authority="report__invitation__conference__authority")
    day = TruncDate("signed_at", tzinfo=LONDON)
    return Hanging(rows, Q(working), Audience.CHAIR, chair, day, _named("signed"), report="report__")


def _not_shown() -> QuerySet:
    """Sharings that say why the newest version was kept from somebody, where nothing later was recorded about them."""
    same = Q(adult=OuterRef("adult")) | Q(child=OuterRef("child"))
    later = Sharing.objects.filter(same, version__report=OuterRef("version__report"), pk__gt=OuterRef("pk"))
    newer = ReportVersion.objects.filter(
        report=OuterRef("version__report"), number__gt=OuterRef("version__number")
    )
    return Sharing.objects.filter(~Exists(later), ~Exists(newer), shown=False)


def _withheld(today: date) -> Hanging:
    """REP-12: the chair is consulted, until the chair has answered."""
    chair = "version__report__invitation__conference__chair"
    working = has_role(chair, today, authority="version__report__invitation__conference__authority")
    rows = _not_shown().filter(word__isnull=True)
    day = TruncDate("recorded_at", tzinfo=LONDON)
    return Hanging(
        rows, Q(working), Audience.CHAIR, chair, day, _named("sharing"), report="version__report__"
    )


def _answered(today: date) -> Hanging:
    """Whoever recorded it hears that the chair has answered."""
    working = has_role("recorded_by", today, agency="version__report__invitation__agency")
    rows = _not_shown().filter(word__isnull=False)
    day = TruncDate("word__at", tzinfo=LONDON)
    return Hanging(
        rows, Q(working), Audience.RECORDER, "recorded_by", day, _named("sharing"), report="version__report__"
    )


def _released(today: date) -> Hanging:
    """REP-17: the agency hears that reports wait for it, until somebody there has opened them."""
    reading = role_at_agency(Role.AGENCY_WRITER, today) | role_at_agency(Role.AGENCY_SIGNER, today)
    return _of_release(reading, Audience.READERS, "invitation__agency__roles__person")


def _released_to_named(today: date) -> Hanging:
    """Whoever is invited by name may open them as well, also with another role there (decisions 1)."""
    return _of_release(named(today, conference=THEIRS), Audience.NAMED, "invitation__person")


def _released_to_mailbox(today: date) -> Hanging:
    """Nobody named and nobody who reads for the agency can be told: the mailbox stands in, as for other notices."""
    reads = RoleHeld.objects.current(today=today).filter(
        ~Q(closed("person")),
        agency=OuterRef("invitation__agency"),
        role__in=[Role.AGENCY_WRITER.value, Role.AGENCY_SIGNER.value],
    )
    alone = ~named(today, conference=THEIRS) & ~Q(Exists(reads)) & ~Q(invitation__agency__email="")
    return replace(_of_release(alone, Audience.STAND_IN, "invitation__agency"), whose="agency")


def _of_release(condition: Q, audience: Audience, recipient: str) -> Hanging:
    opened = Download.objects.filter(release=OuterRef("pk"), how=HandedOver.OPENED.value)
    rows = Release.objects.filter(~Exists(opened), state=ReleaseState.APPROVED.value)
    day = TruncDate("approved_at", tzinfo=LONDON)
    return Hanging(rows, condition, audience, recipient, day, _named("release"))


def _outdated_packs() -> tuple[QuerySet, object, Concat]:
    """Newest versions of reports that stand in a pack as they were before, with the day and the step of each."""
    newer = ReportVersion.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
    older = Rendition.objects.filter(
        version__report=OuterRef("report"),
        version__number__lt=OuterRef("number"),
        release__state=ReleaseState.APPROVED.value,
    )
    rows = ReportVersion.objects.filter(~Exists(newer), Exists(older))
    return rows, TruncDate("signed_at", tzinfo=LONDON), _named("signed")


def _office_of_outdated(today: date) -> Hanging:
    rows, day, step = _outdated_packs()
    office = "report__invitation__conference__authority"
    return Hanging(rows, Q(), Audience.OFFICE, office, day, step, report="report__", whose="authority")


def _chair_of_outdated(today: date) -> Hanging:
    rows, day, step = _outdated_packs()
    chair = "report__invitation__conference__chair"
    working = has_role(chair, today, authority="report__invitation__conference__authority")
    return Hanging(rows, Q(working), Audience.CHAIR, chair, day, step, report="report__")


def _signed_since(release: str) -> QuerySet:
    """Versions of the reports in a pack that were signed after those that it holds, the newest first."""
    held = {"report__versions__released_in__release": OuterRef(release)}
    return ReportVersion.objects.filter(**held, number__gt=F("report__versions__number")).order_by("-pk")


def _since_named(release: str) -> tuple[object, Concat]:
    """The day and the step: each further amendment is told again."""
    since = _signed_since(release)
    day = TruncDate(Subquery(since.values("signed_at")[:1]), tzinfo=LONDON)
    return day, Concat(
        _named("release", release), Value("_signed_"), as_text(Subquery(since.values("pk")[:1]))
    )


def _amended_for(released: Callable[[date], Hanging]) -> Callable[[date], Hanging]:
    """Whoever hears of a release hears that it is out of date, until the new pack takes its place."""

    def make(today: date) -> Hanging:
        rows = Release.objects.filter(Exists(_signed_since("pk")), state=ReleaseState.APPROVED.value)
        day, step = _since_named("pk")
        return replace(released(today), rows=rows, day=day, step=step)

    return make


def _given_amended(today: date) -> Hanging:
    """The family has no address here: whoever handed their copy over tells them."""
    rows = Download.objects.filter(
        Exists(_signed_since("release_id")),
        release__invitation=None,
        release__state=ReleaseState.APPROVED.value,
    )
    working = has_role("by", today, authority="release__conference__authority")
    since = _since_named("release_id")
    return Hanging(rows, Q(working), Audience.GIVER, "by", *since, report="release__", for_family=True)


THEIRS = "invitation__conference"
OF_RELEASES = (_released, _released_to_named, _released_to_mailbox)
HANGING: dict[Template, tuple[Callable[[date], Hanging], ...]] = {
    Template.SIGN_OFF: (_sign_off,),
    Template.RETURNED: (_returned,),
    Template.RULING_WAITS: (_ruling_waits,),
    Template.RULED: (_ruled,),
    Template.AMENDED: (_amended,),
    Template.WITHHELD: (_withheld,),
    Template.ANSWERED: (_answered,),
    Template.RELEASED: OF_RELEASES,
    Template.OUTDATED: (_office_of_outdated, _chair_of_outdated),
    Template.RECEIVED_AMENDED: tuple(_amended_for(released) for released in OF_RELEASES),
    Template.GIVEN_AMENDED: (_given_amended,),
}
#: Why one is not owed any more, in words for the office.
OVERTAKEN: dict[Template, str] = {
    Template.SIGN_OFF: "Somebody has gone on with the report.",
    Template.RETURNED: "Somebody has gone on with the report.",
    Template.RULING_WAITS: "It was ruled on, or answered.",
    Template.RULED: "It was ruled on, or answered.",
    Template.AMENDED: "The chair has read it meanwhile, or a newer version has come.",
    Template.WITHHELD: "The chair has answered, or the report was shared meanwhile.",
    Template.ANSWERED: "Something else was recorded meanwhile.",
    Template.RELEASED: "They were opened, or are released no longer.",
    Template.OUTDATED: "A new pack took the place of each, or a newer version has come.",
    Template.RECEIVED_AMENDED: "A new pack took its place, or a newer version has come.",
    Template.GIVEN_AMENDED: "A new pack took its place, or a newer version has come.",
}


def hanging(template: Template, *, at: datetime, today: date, conference: int | None) -> list[QuerySet]:
    """Rows in the order of COLUMNS, one query for each who hears; of one conference, where one is named."""
    return [_owed_about(template, make(today), at=at, conference=conference) for make in HANGING[template]]


def _owed_about(template: Template, one: Hanging, *, at: datetime, conference: int | None) -> QuerySet:
    only = Q() if conference is None else Q(**{one.conference: conference})
    nobody = Cast(Value(None), BigIntegerField())
    about = "conference" if one.for_family else "invitation"
    return one.rows.filter(only & one.holds).values_list(
        RandomRef(),
        F(f"{one.conference}_id"),
        nobody if one.for_family else F(f"{one.invitation}_id"),
        Value(template.value),
        Value(one.audience.value),
        *(
            F(one.recipient) if column == one.whose else nobody
            for column in ("person", "agency", "authority")
        ),
        Concat(Value(f"{about}:"), as_text(f"{getattr(one, about)}_id")),
        Value(template.value),
        one.step,
        Concat(Value(f"{one.whose}:"), as_text(one.recipient)),
        one.day,
        Value(at, output_field=DateTimeField()),
        Value(at + GRACE if template.has_grace else at, output_field=DateTimeField()),
        Value(0),
        *[Value("")] * 3,
    )
