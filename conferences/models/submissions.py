"""The same form sent twice is recorded once."""

from django.db import models

from partnership.models import Person


class Submission(models.Model):
    """A form's token, claimed by the write that it led to, and the page that this write led to."""

    token = models.CharField(max_length=32)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    led_to = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "by"], name="submission_once")]
