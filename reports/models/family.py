"""What the family says of a report, what the agency answers, and the chair's word where it is kept from somebody."""

from django.db import models
from django.db.models import Q

from partnership.models import Person, new_ref
from procedures.words import CorrectionVerdict
from reports.models.writing import Sharing


class Correction(models.Model):
    """What one person of the family says is wrong, in their words. It stands beside the text in every later copy."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    sharing = models.ForeignKey(Sharing, models.PROTECT, related_name="corrections")
    place = models.CharField(max_length=200, blank=True)  # "<place>/<key>" or "<place>/<key>/<row>"
    text = models.TextField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["recorded_at", "pk"]


class CorrectionAnswer(models.Model):
    """The agency's answer, with its reason. The newest counts; the earlier stay."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="answers")
    verdict = models.CharField(max_length=20, choices=CorrectionVerdict.choices())
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=[verdict.value for verdict in CorrectionVerdict]),
                name="correction_verdict_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_answer_has_a_reason"),
        ]


class ChairsWord(models.Model):
    """REP-12: not shared, so the chair is consulted. The chair agrees, or asks that it is shared."""

    sharing = models.OneToOneField(Sharing, models.PROTECT, related_name="word")
    agrees = models.BooleanField()
    note = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="chairs_word_has_a_reason"),
        ]
