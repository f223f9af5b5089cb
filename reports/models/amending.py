"""Correcting a signed report: what is opened again and why (report-forms 12)."""

from django.db import models
from django.db.models import Q

from partnership.models import Person, new_ref
from procedures.words import AmendmentKind


class Amendment(models.Model):
    """An addendum or a new version while it is written. What was signed stays what everybody reads."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="amendments")
    base = models.ForeignKey(
        "reports.ReportVersion", models.PROTECT, related_name="+"
    )  # the newest version when it was begun
    kind = models.CharField(max_length=20, choices=AmendmentKind.choices())
    reason = models.TextField()
    place = models.CharField(max_length=60, blank=True)  # of an addendum: the part that it is about
    text = models.TextField(blank=True)  # of an addendum: what is added
    author_before = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # signed, or given up
    given_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(ended_at=None), name="amendment_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in AmendmentKind]), name="amendment_kind_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_a_reason"),
        ]

    @property
    def is_addendum(self) -> bool:
        return self.kind == AmendmentKind.ADDENDUM

    @property
    def kind_label(self) -> str:
        return AmendmentKind(self.kind).label
