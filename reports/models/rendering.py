"""PDFs that were asked for: a row waits until a worker takes it; the page shows how far it is (architecture, trap 13)."""

from django.db import models
from django.db.models import Q

from conferences.models import Adult, Child, Conference
from partnership.models import Person, new_ref
from procedures.access import Relation
from procedures.words import RenderKind, RenderState
from reports.models.writing import Report, ReportVersion

OF_A_VERSION = (RenderKind.REPORT.value, RenderKind.FAMILY.value)
WAITED_FOR = (RenderState.WAITING.value, RenderState.RENDERING.value)


class Drawing(models.Model):
    """What came out of the printer for one page of HTML, kept encrypted: the same words are never drawn twice (ADR 69)."""

    key = models.CharField(max_length=64, unique=True)  # SHA-256 of the HTML
    stored_as = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(stored_as=""), name="drawing_is_kept")]


class RenderJobQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Whoever may read what it was made of: the report's readers; of a pack the chair who asked, while chair."""
        return self.filter(
            Q(
                kind=RenderKind.PACK.value,
                asked_by=person,
                conference__in=Conference.objects.visible_to(person, today=today)
                .filter(chair=person)
                .values("pk"),
            )
            | Q(
                kind__in=OF_A_VERSION,
                version__report__in=Report.objects.visible_to(person, today=today).values("pk"),
            )
        )


class RenderJob(models.Model):
    """One PDF: of one signed version, or the chair's pack of a conference. Kept encrypted, with its SHA-256."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=20, choices=RenderKind.choices())
    version = models.ForeignKey(
        ReportVersion, models.PROTECT, null=True, blank=True, related_name="renderings"
    )
    conference = models.ForeignKey(
        Conference, models.PROTECT, null=True, blank=True, related_name="renderings"
    )
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")
    large = models.BooleanField(default=False)  # print of 18 points and more
    edition = models.CharField(
        max_length=64, blank=True
    )  # of a report: how much the family had said; of a family's copy: the SHA-256 of its HTML (ADR 73)
    drawing = models.ForeignKey(Drawing, models.PROTECT, null=True, blank=True, related_name="+")
    made_of = models.TextField(blank=True)  # references of the signed versions in a pack, in its order
    parts = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        through="PackPart",
        through_fields=("pack", "part"),
        related_name="packs",
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=RenderState.choices(), default=RenderState.WAITING.value)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)  # why there is none, in a sentence
    stored_as = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    objects = RenderJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(RenderKind)), name="render_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(RenderState)), name="render_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=OF_A_VERSION, version__isnull=False, conference__isnull=True)
                | Q(
                    kind__in=[RenderKind.PACK.value, RenderKind.RELEASE.value],
                    version__isnull=True,
                    conference__isnull=False,
                ),
                name="render_of_a_report_or_a_conference",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(kind=RenderKind.REPORT.value), name="render_report_once"
            ),
            models.UniqueConstraint(
                fields=["version", "adult", "large", "edition"],
                condition=Q(kind=RenderKind.FAMILY.value, adult__isnull=False),
                name="render_adults_copy_once",
            ),
            models.UniqueConstraint(
                fields=["version", "child", "large", "edition"],
                condition=Q(kind=RenderKind.FAMILY.value, child__isnull=False),
                name="render_childs_copy_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=RenderKind.FAMILY.value, adult__isnull=False, child__isnull=True)
                | Q(kind=RenderKind.FAMILY.value, adult__isnull=True, child__isnull=False)
                | (~Q(kind=RenderKind.FAMILY.value) & Q(adult__isnull=True, child__isnull=True)),
                name="render_for_one_of_the_family",
            ),
            models.UniqueConstraint(fields=["conference", "asked_by", "made_of"], name="render_pack_once"),
            models.CheckConstraint(
                condition=~Q(state=RenderState.DONE.value) | ~Q(stored_as=""), name="render_done_is_kept"
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"])]

    def relations(self, person, *, today) -> frozenset[Relation]:
        """As to what it was made of; a medical report's PDF knows no chair, who reads it on screen (REP-11)."""
        found = self.subject.relations(person, today=today)
        return found - {Relation.CHAIR_OF} if self.is_medical else found

    @property
    def subject(self):
        """The report or the conference that it was made of: what decides who may read it."""
        return self.conference if self.version is None else self.version.report

    @property
    def is_medical(self) -> bool:
        return self.version is not None and self.version.report.is_medical

    @property
    def person(self) -> Adult | Child | None:
        """Whose copy it is, of one for the family."""
        return self.adult or self.child

    @property
    def is_waited_for(self) -> bool:
        return self.state in WAITED_FOR

    @property
    def progress(self) -> str:
        """How many of a pack's reports are drawn, while it waits for them: "7 of 10 reports are drawn." """
        states = list(self.parts.values_list("state", flat=True))
        drawn = states.count(RenderState.DONE.value)
        return f"{drawn} of {len(states)} reports are drawn." if drawn < len(states) else ""

    def access_state(self):
        return None

    def audit_refs(self):
        kind, refs = self.subject.audit_refs()
        return f"PDF of {kind}", [self.ref, *refs]


class PackPart(models.Model):
    """A report's PDF that stands in a pack; neither goes away because the other does (decisions 21)."""

    pack = models.ForeignKey(RenderJob, models.PROTECT, related_name="+")
    part = models.ForeignKey(RenderJob, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "part"], name="pack_part_once")]
