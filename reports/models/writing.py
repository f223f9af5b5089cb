"""What agencies write: the report, its answers while it is written, the versions that were signed, and its history."""

from django.db import models
from django.db.models import F, Q

from conferences.models import Adult, Child, Invitation
from conferences.models.conferences import invited_for, still_open
from partnership.models import Person, new_ref
from partnership.queries import authorities_where
from procedures.access import WRITERS, Relation
from procedures.words import AgencyKind, Role, Scan
from procedures.workflow import ReportState


class ReportQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """The invited agency's own; the chair's once it was signed, a medical report included (decisions 1, REP-11)."""
        own = Q(pk__in=Invitation.objects.filter(invited_for(person, today=today)).values("report"))
        chairing = Q(
            invitation__conference__chair=person,
            invitation__conference__authority__in=authorities_where(person, Role.CHAIR, today=today),
        )
        signed = Q(pk__in=self.model._meta.get_field("versions").related_model.objects.values("report"))
        return self.filter(own & still_open(today, path="invitation__conference__") | chairing & signed)


class Report(models.Model):
    """One agency's report to one conference, owed whether or not the agency attends (REP-01)."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="report")
    state = models.CharField(max_length=20, choices=ReportState.choices(), default=ReportState.DRAFTING.value)
    version = models.PositiveIntegerField(default=1)  # compare-and-swap
    definition = models.CharField(max_length=20)  # the version of the forms with which it was begun (REP-18)
    author = models.ForeignKey(Person, models.PROTECT, related_name="reports_begun")
    begun_at = models.DateTimeField()
    is_medical = models.BooleanField(default=False)  # REP-11: to the chair alone

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ReportState)), name="report_state_known")
        ]

    def __str__(self):
        return f"report {self.pk}"

    @property
    def state_label(self) -> str:
        return ReportState(self.state).label

    def needs_second_person(self, *, today) -> bool:
        """Whether somebody other than the author signs off (report-forms 7 H, REP-03)."""
        agency = self.invitation.agency
        kind = AgencyKind(agency.kind)
        if agency.countersigns or kind == AgencyKind.CHILDRENS_SOCIAL_CARE:
            return True  # the manager agrees the social work report, and nobody agrees their own
        return kind.is_education and not self.written_by_signer(today=today)

    def written_by_signer(self, *, today) -> bool:
        """Where the lead wrote the report, the lead's signature is the sign-off."""
        held = self.author.roles.current(today=today)
        return held.filter(role=Role.AGENCY_SIGNER, agency=self.invitation.agency_id).exists()

    def relations(self, person, *, today) -> frozenset[Relation]:
        """What `person` is to this report. Where nobody counter-signs, the author is the one who signs off."""
        found = self.invitation.relations(person, today=today)
        if person.pk != self.author_id or not found & WRITERS:
            return found
        signer = {Relation.AGENCY_SIGNER}
        return (
            found - signer | {Relation.AGENCY_WRITER}
            if self.needs_second_person(today=today)
            else found | signer
        )

    def audit_refs(self):
        return "Report", [self.ref, self.invitation.conference.ref]

    def access_state(self) -> ReportState:
        return ReportState(self.state)


class DraftPart(models.Model):
    """The answers of one page of the editor, as they were typed. `revision` tells two tabs apart."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="parts")
    place = models.CharField(max_length=60)  # "about", or "worries:<the child's ref>"
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="draft_part_once"),
            models.CheckConstraint(condition=Q(child=None) | Q(adult=None), name="draft_part_of_one_subject"),
        ]


class ReportVersion(models.Model):
    """What was signed, word for word, with its fingerprint. Never changed: an amendment is another version."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField()  # canonical JSON: sorted keys, no spaces, UTF-8
    sha256 = models.CharField(max_length=64)  # of the content's UTF-8 bytes
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)  # as typed (REP-01)
    signed_role = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)  # the limit on the day of signing
    late_reason = models.TextField(blank=True)  # REP-15: a late report is better than none
    amendment = models.OneToOneField(
        "reports.Amendment", models.PROTECT, null=True, blank=True, related_name="version"
    )  # why there is another version; None of the first

    insert_only = True

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_version_once")]

    @property
    def title(self) -> str:
        return f"Version {self.number}"

    @property
    def before(self) -> int:
        return self.number - 1


class ReportEvent(models.Model):
    """Insert-only: one row for every move and every other thing recorded of a report."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="events")
    move = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]


class SignOffComment(models.Model):
    """What the one who signs off wants changed, by part or for the whole."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="comments")
    place = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["-at", "pk"]


class Sharing(models.Model):
    """REP-12, REP-17: who was shown this version, when, how, by whom, what they said; or why not. Only added to."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="sharings")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")
    shown = models.BooleanField()
    shown_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=40, blank=True)
    by_whom = models.CharField(max_length=200, blank=True)
    said = models.TextField(blank=True)
    not_shown_reason = models.CharField(max_length=60, blank=True)
    not_shown_note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adult__isnull=True, child__isnull=False)
                | Q(adult__isnull=False, child__isnull=True),
                name="sharing_with_one",
            ),
            models.CheckConstraint(
                condition=Q(shown=True, shown_on__isnull=False) & ~Q(how="")
                | Q(shown=False) & ~Q(not_shown_reason=""),
                name="sharing_says_how_or_why_not",
            ),
        ]

    @property
    def person(self) -> Adult | Child:
        return self.adult or self.child

    @property
    def person_name(self) -> str:
        return self.adult.name if self.adult else self.child.shown_name


class Attachment(models.Model):
    """A file that goes with a report. Its bytes are encrypted in the vault; its own name is shown, never a path."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments")
    key = models.CharField(max_length=40)  # the field of the form that it answers
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)  # pdf, png, jpg, docx
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    kept_as = models.CharField(max_length=32)  # where reports.vault finds it
    share = models.CharField(max_length=30, default="everyone")
    marks = models.JSONField(default=list)  # REP-08: headed, dated, authorised, signed
    text_as = models.CharField(
        max_length=32, blank=True
    )  # what it says, in the vault; "" where no machine can read it
    scan = models.CharField(max_length=20, choices=Scan.choices(), default=Scan.NOT_SCANNED.value)
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_found = models.CharField(max_length=200, blank=True)  # what clamd calls it
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(
        null=True, blank=True
    )  # taken out of the draft; signed versions keep theirs
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("added_at")),
                name="attachment_removed_after_it_was_added",
            ),
            models.CheckConstraint(condition=Q(scan__in=list(Scan)), name="attachment_scan_known"),
        ]

    @property
    def may_leave(self) -> bool:
        """Whether anybody but who added it may have it: not while it waits to be scanned, and never with malware."""
        return self.scan in (Scan.CLEAN, Scan.NOT_SCANNED)

    def may_be_had_by(self, person) -> bool:
        return self.may_leave or (self.scan == Scan.PENDING and person.pk == self.added_by_id)
