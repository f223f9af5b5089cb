"""What leaves, to whom, by whose hand: packs for one recipient each, made by one person and approved by another.

A recipient is somebody on the record: an adult or a child of the family, or an invitation (security, "What leaves").
"""

from django.db import models
from django.db.models import F, Q

from conferences.models import Adult, Child, Conference, Exclusion, Invitation
from conferences.models.codes import exactly_one, known
from conferences.models.conferences import invited_for, still_open
from partnership.models import Person, new_ref
from partnership.queries import authorities_where
from procedures.access import INVITED, Relation
from procedures.words import HandedOver, HitAnswer, Role, Word
from procedures.workflow import RELEASE, ReleaseState
from reports.models.rendering import RenderJob
from reports.models.writing import Attachment, Report, ReportVersion
from reports.protected import Protected

#: What would give somebody away: whoever approves looks at each of them as well.
GIVES_AWAY = frozenset(
    {Protected.ADDRESS, Protected.POSTCODE, Protected.TELEPHONE, Protected.SETTING, Protected.PLACEMENT}
)


class Unread(Word):
    FILE = "unreadable", "a file that no machine can read"


def addressee(invitation: Invitation) -> str:
    """An agency, with the person where one is invited by name."""
    person = f", {invitation.person.name}" if invitation.person else ""
    return f"{invitation.agency.name}{person}"


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Those who oversee the conference; of an invited agency its own, once it was approved."""
        overseen = Conference.objects.overseen_by(person, today=today).values("pk")
        own = Invitation.objects.filter(
            invited_for(person, today=today) & still_open(today, path="conference__")
        )
        return self.filter(
            Q(conference__in=overseen) | Q(invitation__in=own.values("pk"), approved_at__isnull=False)
        )


class Release(models.Model):
    """One pack for one recipient. `contents` pins what it is made of: what was approved is what leaves."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="releases")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="releases")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="releases")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, blank=True, related_name="releases")
    state = models.CharField(
        max_length=20, choices=ReleaseState.choices(), default=ReleaseState.PREPARED.value
    )
    revision = models.PositiveIntegerField(default=1)  # compare-and-swap
    contents = models.CharField(max_length=64)  # SHA-256 over its reports, its files and its first page
    front = models.JSONField()  # what the first page says
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    job = models.OneToOneField(RenderJob, models.PROTECT, null=True, blank=True, related_name="release")
    searched = models.CharField(max_length=64, blank=True)  # what was hidden when it was last looked through
    gives_away = models.BooleanField(default=False)  # what that look found

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            exactly_one("adult", "child", "invitation", name="release_to_one"),
            known("state", ReleaseState, name="release_state_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="release_by_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.APPROVED.value)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="release_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.WITHDRAWN.value) | ~Q(withdrawn_reason=""),
                name="release_withdrawn_has_a_reason",
            ),
            *(
                models.UniqueConstraint(
                    fields=["conference", whom, "state"],
                    condition=~Q(state=ReleaseState.WITHDRAWN.value),
                    name=f"release_{whom}_once",
                )
                for whom in ("adult", "child", "invitation")
            ),
        ]

    @property
    def state_label(self) -> str:
        return ReleaseState(self.state).label

    @property
    def recipient(self):
        return self.adult or self.child or self.invitation

    @property
    def recipient_name(self) -> str:
        if self.invitation:
            return addressee(self.invitation)
        return self.adult.name if self.adult else self.child.shown_name

    @property
    def is_for_family(self) -> bool:
        return self.invitation_id is None

    def relations(self, person, *, today) -> frozenset[Relation]:
        """By the conference; invited means here that it is theirs."""
        if self.invitation:
            return self.invitation.relations(person, today=today)
        return self.conference.relations(person, today=today) - INVITED

    def audit_refs(self):
        return "Release", [self.ref, self.conference.ref, self.recipient.ref]

    def access_state(self) -> ReleaseState:
        return ReleaseState(self.state)


class ReleaseEvent(models.Model):
    """Insert-only: prepared, approved, withdrawn."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="events")
    move = models.CharField(max_length=20)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(move__in=["prepare", *RELEASE.moves]), name="release_event_move_known"
            )
        ]

    @property
    def label(self) -> str:
        return RELEASE.moves[self.move].label if self.move in RELEASE.moves else "Prepared"


class Rendition(models.Model):
    """One report in a pack, as its recipient has it: the version, and the fingerprint of the words."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="renditions")
    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="released_in")
    place = models.PositiveSmallIntegerField()  # in the order of the pack
    sha256 = models.CharField(max_length=64)  # of the page as it is printed

    insert_only = True

    class Meta:
        ordering = ["release", "place"]
        constraints = [models.UniqueConstraint(fields=["release", "version"], name="rendition_once")]


class ReleasedFile(models.Model):
    """A file that goes beside a pack: its recipient may have it, and it is downloaded by itself (ADR 75)."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="released_in")
    sha256 = models.CharField(max_length=64)

    insert_only = True

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["release", "attachment"], name="released_file_once")]


class Hit(models.Model):
    """A place at which a pack may give something away, or a file that somebody has to look through."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="hits")
    version = models.ForeignKey(ReportVersion, models.PROTECT, null=True, blank=True, related_name="+")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=120, blank=True)  # "worries:<ref>/harm", "file/<ref>"
    where = models.TextField()  # in words
    kind = models.CharField(max_length=20)
    whose = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    certain = models.BooleanField()

    insert_only = True

    class Meta:
        ordering = ["pk"]
        constraints = [known("kind", [*Protected, *Unread], name="hit_kind_known")]

    @property
    def kind_label(self) -> str:
        return (Unread if self.is_file else Protected)(self.kind).label

    @property
    def is_file(self) -> bool:
        return self.kind == Unread.FILE

    @property
    def needs_approver(self) -> bool:
        """Whoever prepared the pack can't wave it through alone."""
        return self.certain and self.kind in GIVES_AWAY

    @property
    def last(self):
        """What whoever prepares it said last; None while nobody has."""
        said = [one for one in self.answers.all() if one.answer != HitAnswer.CONFIRMED]
        return said[-1] if said else None

    @property
    def is_answered(self) -> bool:
        return self.last is not None and self.last.answer != HitAnswer.ASKED

    @property
    def key(self) -> tuple:
        return self.version_id, self.attachment_id, self.place, self.kind, self.quote


class HitReply(models.Model):
    """What was said to a hit. Only added to; the last counts."""

    hit = models.ForeignKey(Hit, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=20, choices=HitAnswer.choices())
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["pk"]
        constraints = [
            known("answer", HitAnswer, name="hit_answer_known"),
            models.CheckConstraint(
                condition=Q(answer=HitAnswer.CONFIRMED.value) | ~Q(reason=""), name="hit_answer_has_a_reason"
            ),
        ]

    @property
    def label(self) -> str:
        return HitAnswer(self.answer).label


class Download(models.Model):
    """One copy that left: the pack, or one file beside it; by whom it was fetched and how it reaches its recipient."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="downloads")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=20, choices=HandedOver.choices())
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [known("how", HandedOver, name="download_how_known")]

    @property
    def how_label(self) -> str:
        return HandedOver(self.how).label


class ReportRuling(models.Model):
    """The chair keeps a report, or one answer or file of it, out of one recipient's packs, or gives it after all.

    For somebody excluded giving is the default, and each withholding needs the chair's reason (EXC-03). Only added to.
    """

    exclusion = models.ForeignKey(
        Exclusion, models.PROTECT, null=True, blank=True, related_name="report_rulings"
    )
    report = models.ForeignKey(Report, models.PROTECT, related_name="rulings")
    place = models.CharField(max_length=120, blank=True)  # "" for the whole report
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, blank=True, related_name="+")
    withheld = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["pk"]
        constraints = [
            exactly_one("adult", "child", "invitation", name="report_ruling_for_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="report_ruling_has_a_reason"),
        ]


class ChildsCopy(models.Model):
    """REC-03: a child has a pack where the chair says so. Only added to; the last counts."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="childs_copies")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    allowed = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="childs_copy_has_a_reason")]


class ReceivedReportQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """For those who answer for what left an authority, whatever they may read of it."""
        answering = authorities_where(
            person,
            Role.ADMINISTRATOR,
            Role.DESIGNATED_MANAGER,
            Role.INFORMATION_GOVERNANCE,
            today=today,
        )
        chairing = Conference.objects.overseen_by(person, today=today).filter(chair=person).values("pk")
        return self.filter(
            Q(invitation__conference__authority__in=answering) | Q(invitation__conference__in=chairing),
            versions__isnull=False,
        ).distinct()


class ReceivedReport(Report):
    """A report seen by where it went, without a word of it (security: one page)."""

    objects = ReceivedReportQuerySet.as_manager()

    class Meta:
        proxy = True

    def relations(self, person, *, today) -> frozenset[Relation]:
        conference = self.invitation.conference
        found = conference.relations(person, today=today) - INVITED
        governs = authorities_where(person, Role.INFORMATION_GOVERNANCE, today=today)
        if governs.filter(pk=conference.authority_id).exists():
            found |= {Relation.INFORMATION_GOVERNANCE}
        return found
