"""The conference, its children, the decision to convene, delays, and its history."""

from django.db import models
from django.db.models import F, Q

from conferences.models.codes import known
from conferences.models.enquiries import Enquiry
from conferences.models.families import Child, Family, overseeing_relations, worked_by
from partnership.models import Authority, Person, new_ref
from partnership.queries import agencies_where, authorities_where, roles_of
from procedures.access import Relation
from procedures.reckoning import london_day
from procedures.words import Category, ConferenceKind, ExclusionRuling, Outcome, Role, WayIn
from procedures.workflow import INVITATION, ConferenceState

#: States of an invitation in which its agency knows of the conference: asked, and not withdrawn.
INVITED_STATES = sorted(state.value for state in INVITATION.sources("attend"))


def invited_for(person, *, today) -> Q:
    """Invitations of `person` today: of an agency whose writer or signer they are, or naming them (decisions 1).

    Being named counts only while they hold a role at the agency or at the conference's authority.
    """
    writing = agencies_where(person, Role.AGENCY_WRITER, Role.AGENCY_SIGNER, today=today)
    held = roles_of(person, today=today)
    named = Q(person=person) & (
        Q(agency__in=held.values("agency")) | Q(conference__authority__in=held.values("authority"))
    )
    asked = Q(state__in=INVITED_STATES) & (Q(agency__in=writing) | named)
    return asked & ~Q(conference__in=closed_to(person))


def closed_to(person):
    """Conferences from the whole of which `person` is excluded, as a member of the family: for a subquery (EXC-01)."""
    return Conference.objects.filter(
        exclusions__adult__person=person, exclusions__ruling=ExclusionRuling.WHOLE.value
    ).values("pk")


def still_open(today, *, path: str = "") -> Q:
    """The record's amendment window hasn't closed: POL-25 and POL-27 after the conference (decisions 1)."""
    return Q(**{f"{path}open_to_invited_until__isnull": True}) | Q(
        **{f"{path}open_to_invited_until__gte": today}
    )


class ConferenceQuerySet(models.QuerySet):
    def overseen_by(self, person, *, today):
        """Those of their authority, those they chair, those of families allocated to them."""
        overseeing = authorities_where(
            person, Role.ADMINISTRATOR, Role.TEAM_MANAGER, Role.DESIGNATED_MANAGER, today=today
        )
        chairing = authorities_where(person, Role.CHAIR, today=today)
        return self.filter(
            Q(authority__in=overseeing)
            | Q(chair=person, authority__in=chairing)
            | Q(family__in=worked_by(person, today=today))
        ).exclude(pk__in=closed_to(person))

    def visible_to(self, person, *, today):
        """Decisions 1: overseers, and agencies that were asked, until the amendment window has closed.

        To whoever is excluded from the whole of it, it isn't there: a list would tell as much as the page (EXC-01).
        """
        overseen = self.overseen_by(person, today=today)
        invitations = self.model._meta.get_field("invitations").related_model.objects
        asked = invitations.filter(invited_for(person, today=today)).values("conference")
        return self.filter(Q(pk__in=overseen.values("pk")) | (Q(pk__in=asked) & still_open(today)))


class Conference(models.Model):
    """A child protection conference, from the request to its closing."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    code = models.CharField(max_length=7, unique=True)
    family = models.ForeignKey(Family, models.PROTECT, related_name="conferences")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="conferences")
    enquiry = models.ForeignKey(Enquiry, models.PROTECT, null=True, blank=True, related_name="conferences")
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    kind = models.CharField(max_length=20, choices=ConferenceKind.choices())  # the leading one (decisions 7)
    way_in = models.CharField(max_length=30, choices=WayIn.choices())
    way_in_note = models.TextField(blank=True)  # CON-02: request, support and answer
    procedure_set = models.CharField(max_length=40)
    policy_on = models.DateField()  # the day from which values are taken: requested, then convened
    state = models.CharField(
        max_length=20, choices=ConferenceState.choices(), default=ConferenceState.REQUESTED.value
    )
    version = models.PositiveIntegerField(default=1)  # compare-and-swap
    facts_version = models.PositiveIntegerField(default=1)  # raised by every fact that moves a date
    requested_on = models.DateField()
    notified_on = models.DateField(null=True, blank=True)  # POL-04: the origin's notification
    lac_decided_on = models.DateField(null=True, blank=True)  # POL-03: the looked-after review's decision
    convened_on = models.DateField(null=True, blank=True)
    chair = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="chairs")
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=120)
    place = models.TextField(blank=True)
    online_link = models.URLField(max_length=500, blank=True)
    held_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # POL-24 counts hours from it
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_reason = models.TextField(blank=True)
    cancelled_safety = models.TextField(blank=True)  # SCD-09: the interim safety plan meanwhile
    open_to_invited_until = models.DateField(null=True, blank=True)  # stamped when held (decisions 1)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            known("state", ConferenceState, name="conference_state_known"),
            known("kind", ConferenceKind, name="conference_kind_known"),
            known("way_in", WayIn, name="conference_way_in_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[ConferenceState.HELD.value, ConferenceState.CLOSED.value])
                | Q(held_on__isnull=False),
                name="conference_held_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConferenceState.BOOKED.value)
                | Q(starts_at__isnull=False, chair__isnull=False),
                name="conference_booked_has_time_and_chair",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ConferenceKind if kind.counts_as_initial])
                | Q(follows__isnull=False),
                name="conference_review_follows_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"])]

    def __str__(self):
        return self.code  # never a name: this is what logs print

    @property
    def state_label(self) -> str:
        return ConferenceState(self.state).label

    @property
    def kind_label(self) -> str:
        return ConferenceKind(self.kind).label

    @property
    def meets_on(self):
        """The London day on which it is, or was, held; None while no date is fixed."""
        return self.held_on or (london_day(self.starts_at) if self.starts_at else None)

    def relations(self, person, *, today) -> frozenset[Relation]:
        """What `person` is to this conference on `today`."""
        found = overseeing_relations(person, self.authority_id, today=today)
        if self.chair_id == person.pk and Relation.CHAIR in found:
            found |= {Relation.CHAIR_OF}
        if Relation.WORKER in found and worked_by(person, today=today).filter(family=self.family_id).exists():
            found |= {Relation.WORKER_OF}
        if self.open_to_invited_until is None or self.open_to_invited_until >= today:
            asked = self.invitations.filter(invited_for(person, today=today))
            found |= invited_relations(person, asked, today=today)
        if self.exclusions.filter(adult__person=person, ruling=ExclusionRuling.WHOLE.value).exists():
            found |= {Relation.EXCLUDED}
        return found | {Relation.MEMBER}

    def audit_refs(self):
        return "Conference", [self.ref, self.family.ref]

    def access_state(self) -> ConferenceState:
        return ConferenceState(self.state)


def invited_relations(person, invitations, *, today) -> frozenset[Relation]:
    """Named, or the writer or signer of an invited agency: what these invitations make of `person`."""
    rows = list(invitations.values_list("agency", "person"))
    found = {Relation.NAMED_INVITEE for _, named in rows if named == person.pk}
    held = roles_of(person, today=today).filter(agency__in=[agency for agency, _ in rows])
    of_agency = {
        Role.AGENCY_WRITER: Relation.AGENCY_WRITER,
        Role.AGENCY_SIGNER: Relation.AGENCY_SIGNER,
        Role.AGENCY_LEAD: Relation.AGENCY_LEAD,
    }
    return frozenset(found | {of_agency[Role(role)] for role in held.values_list("role", flat=True) if rows})


class ConferenceChild(models.Model):
    """A child in the conference: the kind belongs here (CON-03), and so do reason, safety plan and outcome."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, models.PROTECT, related_name="conferences")
    kind = models.CharField(max_length=20, choices=ConferenceKind.choices())
    reason = models.TextField(blank=True)  # why a conference is asked for, for this child
    interim_safety_plan = models.TextField(blank=True)  # CON-05
    safety_plan_shared_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices(), blank=True)  # decisions 17
    outcome_category = models.CharField(max_length=20, choices=Category.choices(), blank=True)  # PLN-02

    class Meta:
        ordering = [F("child__born_on").asc(nulls_last=True), "child__expected_on", "pk"]
        verbose_name_plural = "conference children"
        constraints = [
            models.UniqueConstraint(fields=["conference", "child"], name="conference_child_once"),
            known("kind", ConferenceKind, name="conference_child_kind_known"),
            known("outcome", Outcome, name="conference_child_outcome_known", blank=True),
            known("outcome_category", Category, name="conference_child_category_known", blank=True),
        ]

    @property
    def kind_label(self) -> str:
        return ConferenceKind(self.kind).label

    @property
    def needs_safety_plan(self) -> bool:
        """CON-05: an interim safety plan is in place before an initial conference, not before a review."""
        return ConferenceKind(self.kind).counts_as_initial

    @property
    def outcome_label(self) -> str:
        """ "Child protection plan, neglect"; nothing before the conference was held."""
        if not self.outcome:
            return ""
        category = f", {Category(self.outcome_category).label.lower()}" if self.outcome_category else ""
        return Outcome(self.outcome).label + category


class ConveningDecision(models.Model):
    """CON-01: a team manager, in consultation with a child protection manager, decides to convene or not."""

    conference = models.OneToOneField(Conference, models.PROTECT, related_name="convening")
    convened = models.BooleanField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    consulted = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    without_safety_plan = models.TextField(blank=True)  # POL-32: gone on without CON-05, with the reason
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class ConveningReason(models.Model):
    """The reason for convening, or not, against each child (CON-01)."""

    decision = models.ForeignKey(ConveningDecision, models.PROTECT, related_name="reasons")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "child"], name="convening_reason_once")]


class Delay(models.Model):
    """CON-06: a delay past the limit, its reasons, and what keeps the child safe meanwhile."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="delays")
    reasons = models.TextField()
    safe_meanwhile = models.TextField()
    reported_to = models.ForeignKey(Person, models.PROTECT, related_name="+")  # the child protection manager
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


class ConferenceEvent(models.Model):
    """Insert-only: one row for every move and every other thing recorded of a conference."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="events")
    move = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]
