"""What a signed report keeps from somebody, and what the chair said to it (REP-12, report-forms 6)."""

from django.db import models
from django.db.models import Q

from conferences.models import Adult, Child
from conferences.models.codes import exactly_one, known
from partnership.models import Person, new_ref
from procedures.access import Relation
from procedures.words import RestrictionCause
from procedures.workflow import RESTRICTION, RestrictionState
from reports.models.writing import Report, ReportVersion


class RestrictionQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Whoever may read the report: the chair of its conference, and the agency that wrote it."""
        return self.filter(version__report__in=Report.objects.visible_to(person, today=today).values("pk"))


class Restriction(models.Model):
    """One piece of a signed version: a row, an answer or a file. Made from the author's marks when it is signed.

    The piece's words stand in the version alone; `reference` finds them there.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="restrictions")
    reference = models.CharField(max_length=120)  # "worries:<child's ref>/harm/r2", "file/<ref>"
    cause = models.CharField(max_length=20, choices=RestrictionCause.choices())
    ground = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    state = models.CharField(
        max_length=20, choices=RestrictionState.choices(), default=RestrictionState.WAITING.value
    )
    revision = models.PositiveIntegerField(default=1)  # compare-and-swap
    made_at = models.DateTimeField()

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "reference"], name="restriction_once"),
            known("state", RestrictionState, name="restriction_state_known"),
            known("cause", RestrictionCause, name="restriction_cause_known"),
        ]
        indexes = [models.Index(fields=["state", "version"])]

    @property
    def state_label(self) -> str:
        return RestrictionState(self.state).label

    @property
    def cause_label(self) -> str:
        return RestrictionCause(self.cause).label

    @property
    def is_file(self) -> bool:
        return self.reference.startswith("file/")

    def relations(self, person, *, today) -> frozenset[Relation]:
        return self.version.report.relations(person, today=today)

    def audit_refs(self):
        return "Restriction", [self.ref, *self.version.report.audit_refs()[1]]

    def access_state(self) -> RestrictionState:
        return RestrictionState(self.state)


class KeptFrom(models.Model):
    """From whom: a member of the family, or all of them, or the other professionals."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="kept_from")
    group = models.CharField(
        max_length=20, choices=[("professionals", "Professionals"), ("family", "The family")], null=True
    )
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")

    insert_only = True

    class Meta:
        ordering = ["pk"]
        constraints = [exactly_one("group", "adult", "child", name="kept_from_one")]

    @property
    def name(self) -> str:
        if self.group:
            return self.get_group_display()
        return self.adult.name if self.adult else self.child.shown_name


class Ruling(models.Model):
    """One thing that the chair ruled, or that the agency answered. Only added to."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="rulings")
    move = models.CharField(max_length=20)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    words = models.TextField(blank=True)  # other words, as the agency supplied them
    to = models.JSONField(
        default=list
    )  # references of people, "professionals": to whom the chair released it

    insert_only = True

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(move__in=list(RESTRICTION.moves)), name="ruling_move_known"),
            models.CheckConstraint(
                condition=~Q(move="offer_words") | ~Q(words=""), name="ruling_words_are_given"
            ),
        ]

    @property
    def label(self) -> str:
        return RESTRICTION.moves[self.move].label
