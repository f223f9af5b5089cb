"""The chair's reading: what was opened and read, which entries were grouped, and the questions for the day."""

from django.db import models
from django.db.models import Q

from conferences.models import Conference, Invitation
from partnership.models import Person, new_ref
from procedures.access import Relation
from procedures.words import GroupKind
from reports.models.writing import Report, ReportVersion


class Reading(models.Model):
    """That somebody who chairs opened a signed version, or marked it as read. Only added to."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    read = models.BooleanField()  # False: opened on the screen; True: marked as read
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "person", "read"], name="reading_once")]


class ReadingEvent(models.Model):
    """Insert-only: what was recorded in the reading room. Of a question that there is one, never its words."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="reading_events")
    what = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]


class OfTheChair(models.QuerySet):
    def visible_to(self, person, *, today):
        """Whoever chairs the conference now: a former chair loses it at once."""
        mine = Conference.objects.visible_to(person, today=today).filter(chair=person)
        return self.filter(conference__in=mine.values("pk"))


class EntryGroup(models.Model):
    """Entries that the chair put side by side. Taken apart, it keeps its rows and says when it ended."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="entry_groups")
    kind = models.CharField(max_length=20, choices=GroupKind.choices())
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfTheChair.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(GroupKind)), name="entry_group_kind_known")
        ]

    @property
    def kind_label(self) -> str:
        return GroupKind(self.kind).label

    def relations(self, person, *, today) -> frozenset[Relation]:
        return self.conference.relations(person, today=today)

    def audit_refs(self):
        return "Grouping", [self.ref, self.conference.ref]

    def access_state(self):
        return None


class GroupedEntry(models.Model):
    """One entry in a group, by its report and its reference there: a new version of the report keeps both."""

    group = models.ForeignKey(EntryGroup, models.PROTECT, related_name="rows")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80)
    current = (
        models.BooleanField()
    )  # it stands in this group now; never where the chair said "different events"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "report", "reference"], name="grouped_entry_once"),
            models.UniqueConstraint(
                fields=["report", "reference"], condition=Q(current=True), name="grouped_entry_in_one_group"
            ),
        ]

    @property
    def key(self) -> str:
        """As reports.chronology.Entry.key; wants `report` read with the row."""
        return f"{self.report.ref}/{self.reference}"


class QuestionQuerySet(OfTheChair):
    def visible_to(self, person, *, today):
        """Only whoever wrote it, and only while they chair: no office, and no other chair."""
        return super().visible_to(person, today=today).filter(asked_by=person)


class Question(models.Model):
    """What this chair wants to ask one agency on the day, about a place in its report or as such."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="questions")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="+")  # the agency asked
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reference = models.CharField(
        max_length=80, blank=True
    )  # "<place>/<key>[/<row id>]" in the agency's report
    text = models.TextField()
    written_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)  # ticked on the day

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]

    def relations(self, person, *, today) -> frozenset[Relation]:
        return self.conference.relations(person, today=today)

    def audit_refs(self):
        return "Question", [self.ref, self.conference.ref]

    def access_state(self):
        return None
