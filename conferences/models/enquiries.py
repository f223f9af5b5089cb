"""Section 47 enquiries: what most initial conferences follow (CON-01)."""

from django.db import models

from conferences.models.codes import in_order, known
from conferences.models.families import Child, Family
from partnership.models import Person, new_ref
from procedures.words import EnquiryResult


class Enquiry(models.Model):
    """POL-02: both dates are recorded, because both clocks are shown and the earlier due date leads."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="enquiries")
    strategy_on = models.DateField()  # the strategy discussion at which the enquiry was initiated
    decided_on = models.DateField(null=True, blank=True)  # the decision to hold a conference
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-strategy_on", "-pk"]
        verbose_name_plural = "enquiries"
        constraints = [
            in_order("strategy_on", "decided_on", name="enquiry_decided_after_strategy"),
            models.UniqueConstraint(fields=["family", "strategy_on"], name="enquiry_once_a_day"),
        ]

    def __str__(self):
        return f"enquiry {self.pk}"


class EnquiryChild(models.Model):
    """Each child that the enquiry is about, with the concern and, once known, the result."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, models.PROTECT, related_name="enquiries")
    concern = models.TextField()
    result = models.CharField(max_length=30, choices=EnquiryResult.choices(), blank=True)

    class Meta:
        verbose_name_plural = "enquiry children"
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "child"], name="enquiry_child_once"),
            known("result", EnquiryResult, name="enquiry_result_known", blank=True),
        ]
