"""Who is invited: agencies with their two duties, the family, and who is excluded."""

from django.db import models
from django.db.models import Q

from conferences.models.codes import exactly_one, known
from conferences.models.conferences import Conference, invited_for, invited_relations, still_open
from conferences.models.families import Adult, Child
from partnership.models import Agency, Person, new_ref
from procedures.access import Relation
from procedures.words import Attending, Circumstance, ExclusionGround, ExclusionRuling, FamilyAnswer
from procedures.workflow import InvitationState


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Those who oversee the conference, and the invited agency itself; no other agency (decisions 1, 2)."""
        overseen = Conference.objects.overseen_by(person, today=today).values("pk")
        return self.filter(
            Q(conference__in=overseen)
            | (invited_for(person, today=today) & still_open(today, path="conference__"))
        )


class Invitation(models.Model):
    """An agency asked to a conference. Two duties hang on it: to report, and to share with the family (decisions 8)."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="invitations")
    circumstance = models.CharField(max_length=30, choices=Circumstance.choices())
    reason = models.TextField()  # SCD-03: why this agency, in words
    state = models.CharField(
        max_length=20, choices=InvitationState.choices(), default=InvitationState.PROPOSED.value
    )
    version = models.PositiveIntegerField(default=1)
    proposed_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    short_notice_reason = models.TextField(blank=True)  # POL-10: invited with less than the time left
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answer_came = models.CharField(max_length=80, blank=True)  # by telephone, by e-mail: logged by the office
    how = models.CharField(max_length=20, choices=Attending.choices(), blank=True)
    colleague_name = models.CharField(max_length=200, blank=True)
    colleague_role = models.CharField(max_length=120, blank=True)
    apology_reason = models.TextField(blank=True)
    report_expected = models.BooleanField(default=True)  # REP-01: attending or not
    report_signed_at = models.DateTimeField(null=True, blank=True)  # stamped by the floor above (trap 3)
    shared_with_family_at = models.DateTimeField(null=True, blank=True)  # REP-12, REP-17

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["agency__name", "pk"]
        constraints = [
            known("state", InvitationState, name="invitation_state_known"),
            known("circumstance", Circumstance, name="invitation_circumstance_known"),
            known("how", Attending, name="invitation_how_known", blank=True),
            models.UniqueConstraint(
                fields=["conference", "agency"], condition=Q(person=None), name="invitation_agency_once"
            ),
            models.UniqueConstraint(
                fields=["conference", "agency", "person"],
                condition=Q(person__isnull=False),
                name="invitation_person_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[InvitationState.PROPOSED.value, InvitationState.WITHDRAWN.value])
                | Q(invited_at__isnull=False),
                name="invitation_invited_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=InvitationState.SENDING_A_COLLEAGUE.value) | ~Q(colleague_name=""),
                name="invitation_colleague_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(state=InvitationState.APOLOGIES.value) | ~Q(apology_reason=""),
                name="invitation_apology_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"invitation {self.pk}"

    @property
    def state_label(self) -> str:
        return InvitationState(self.state).label

    def relations(self, person, *, today) -> frozenset[Relation]:
        """What `person` is to this invitation: by the conference, and by this agency alone."""
        asked = {
            Relation.NAMED_INVITEE,
            Relation.AGENCY_WRITER,
            Relation.AGENCY_SIGNER,
            Relation.AGENCY_LEAD,
        }
        found = self.conference.relations(person, today=today)
        if not found & asked:
            return found
        own = type(self).objects.filter(invited_for(person, today=today), pk=self.pk)
        return (found - asked) | invited_relations(person, own, today=today)

    def audit_refs(self):
        return "Invitation", [self.ref, self.conference.ref]

    def access_state(self) -> InvitationState:
        return InvitationState(self.state)


class InvitationEvent(models.Model):
    """Insert-only: one row for every move and every stamp of an invitation."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="events")
    move = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]


class FamilyInvitation(models.Model):
    """FAM-02, FAM-03: whether and how a parent, carer or child takes part, with the reasoning."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="family_invitations")
    adult = models.ForeignKey(
        Adult, models.PROTECT, null=True, blank=True, related_name="conference_invitations"
    )
    child = models.ForeignKey(
        Child, models.PROTECT, null=True, blank=True, related_name="conference_invitations"
    )
    invited = models.BooleanField()
    reason = models.TextField(blank=True)  # why not, or the reasoning about a child
    support = models.TextField(blank=True)  # interpreter, advocate, what helps them take part
    answer = models.CharField(max_length=20, choices=FamilyAnswer.choices(), blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            exactly_one("adult", "child", name="family_invitation_of_one"),
            known("answer", FamilyAnswer, name="family_invitation_answer_known", blank=True),
            models.UniqueConstraint(fields=["conference", "adult"], name="family_invitation_adult_once"),
            models.UniqueConstraint(fields=["conference", "child"], name="family_invitation_child_once"),
            models.CheckConstraint(
                condition=Q(invited=True) | ~Q(reason=""), name="family_invitation_not_invited_has_a_reason"
            ),
        ]


class Exclusion(models.Model):
    """EXC-01: an agency names ground and evidence; the chair decides. Never carried over (EXC-02)."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="exclusions")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="exclusions")
    ground = models.CharField(max_length=20, choices=ExclusionGround.choices())
    evidence = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    was_late = models.BooleanField(default=False)  # POL-20: taken and marked, never refused
    ruling = models.CharField(max_length=20, choices=ExclusionRuling.choices(), blank=True)
    part = models.TextField(blank=True)  # which part, when not the whole
    ruling_reason = models.TextField(blank=True)
    views_how = models.TextField(blank=True)  # EXC-03: how their views will come
    ruled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            known("ground", ExclusionGround, name="exclusion_ground_known"),
            known("ruling", ExclusionRuling, name="exclusion_ruling_known", blank=True),
            models.CheckConstraint(
                condition=Q(ruling="")
                | (Q(ruled_at__isnull=False, ruled_by__isnull=False) & ~Q(ruling_reason="")),
                name="exclusion_ruling_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["conference", "adult", "ground"], condition=Q(ruling=""), name="exclusion_asked_once"
            ),
        ]

    @property
    def ground_label(self) -> str:
        return ExclusionGround(self.ground).label

    @property
    def ruling_label(self) -> str:
        return ExclusionRuling(self.ruling).label if self.ruling else "Not ruled on yet"
