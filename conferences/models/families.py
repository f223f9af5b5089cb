"""Families: children and adults by dated membership, who is what to whom, who lives where, who works with them."""

from django.db import models
from django.db.models import F, Q

from conferences.models.codes import PeriodQuerySet, exactly_one, in_order, known
from partnership.models import Agency, Authority, Person, new_ref
from partnership.queries import authorities_where
from procedures.access import Relation
from procedures.words import Kinship, ParentalResponsibility, Responsibility, Role, Sex


class FamilyQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Decisions 1: the authority's office and managers, the allocated worker, the chair of a conference."""
        overseeing = authorities_where(
            person, Role.ADMINISTRATOR, Role.TEAM_MANAGER, Role.DESIGNATED_MANAGER, today=today
        )
        chairing = authorities_where(person, Role.CHAIR, today=today)
        return self.filter(
            Q(authority__in=overseeing)
            | Q(pk__in=worked_by(person, today=today))
            | Q(
                pk__in=self.model.objects.filter(conferences__chair=person, authority__in=chairing).values(
                    "pk"
                )
            )
        )


class Family(models.Model):
    """A family as a case of one authority (decisions 9). Its people belong to it by dated membership."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    code = models.CharField(max_length=7, unique=True)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="families")
    name = models.CharField(max_length=200)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "families"
        constraints = [in_order("opened_on", "closed_on", name="family_closes_after_opening")]

    def __str__(self):
        return self.code  # never a name: this is what logs print

    def relations(self, person, *, today) -> frozenset[Relation]:
        """What `person` is to this family on `today`."""
        found = overseeing_relations(person, self.authority_id, today=today)
        if worked_by(person, today=today).filter(family=self).exists():
            found |= {Relation.WORKER_OF}
        if self.conferences.filter(chair=person).exists() and Relation.CHAIR in found:
            found |= {Relation.CHAIR_OF}
        return found | {Relation.MEMBER}

    def audit_refs(self):
        return "Family", [self.ref]

    def access_state(self):
        return None


class Adult(models.Model):
    """A parent, carer or other adult of the household or family. Mostly has no account: `person` may be empty."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=200)
    born_on = models.DateField(null=True, blank=True)
    telephone = models.CharField(max_length=40, blank=True)  # confidential by default, like every address
    ethnicity = models.CharField(max_length=80, blank=True)
    first_language = models.CharField(max_length=80, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    access_needs = models.TextField(blank=True)  # FAM-06
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="as_adult")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return f"adult {self.pk}"


class Child(models.Model):
    """A child, born or expected. Unborn children have no name of their own yet."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=200, blank=True)
    known_as = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    carried_by = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="expecting")
    sex = models.CharField(max_length=20, choices=Sex.choices(), default=Sex.NOT_KNOWN.value)
    ethnicity = models.CharField(max_length=80, blank=True)
    first_language = models.CharField(max_length=80, blank=True)
    disability = models.TextField(blank=True)  # FAM-06
    looked_after_since = models.DateField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="as_child")

    class Meta:
        ordering = [F("born_on").asc(nulls_last=True), "expected_on", "pk"]
        verbose_name_plural = "children"
        constraints = [
            models.CheckConstraint(
                condition=Q(born_on__isnull=False) | Q(expected_on__isnull=False),
                name="child_born_or_expected",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(born_on__isnull=True), name="child_born_has_a_name"
            ),
            known("sex", Sex, name="child_sex_known"),
        ]

    def __str__(self):
        return f"child {self.pk}"

    @property
    def unborn(self) -> bool:
        return self.born_on is None

    @property
    def shown_name(self) -> str:
        """The name as pages show it; an unborn child is spoken of through the mother."""
        if self.name:
            return self.name
        return f"Unborn baby of {self.carried_by.name}" if self.carried_by_id else "Unborn baby"

    def age(self, *, on) -> int | None:
        """Completed years on that day; None before birth."""
        if self.born_on is None or on < self.born_on:
            return None
        had_birthday = (on.month, on.day) >= (self.born_on.month, self.born_on.day)
        return on.year - self.born_on.year - (0 if had_birthday else 1)


class FamilyMembership(models.Model):
    """Half-siblings belong to two families (decisions 9)."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="memberships")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="memberships")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="memberships")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            exactly_one("child", "adult", name="membership_of_one"),
            in_order("from_on", "to_on", name="membership_in_order"),
            models.UniqueConstraint(fields=["family", "child", "from_on"], name="membership_child_once"),
            models.UniqueConstraint(fields=["family", "adult", "from_on"], name="membership_adult_once"),
        ]


class Relationship(models.Model):
    """What an adult is to a child, and whether with parental responsibility (FAM-03)."""

    adult = models.ForeignKey(Adult, models.PROTECT, related_name="relationships")
    child = models.ForeignKey(Child, models.PROTECT, related_name="relationships")
    kinship = models.CharField(max_length=20, choices=Kinship.choices())
    parental_responsibility = models.CharField(max_length=20, choices=ParentalResponsibility.choices())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adult", "child"], name="relationship_once"),
            known("kinship", Kinship, name="relationship_kinship_known"),
            known("parental_responsibility", ParentalResponsibility, name="relationship_pr_known"),
        ]


class Address(models.Model):
    """Confidential unless somebody said otherwise; AddressKnownTo lists who may know it."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    lines = models.TextField()
    postcode = models.CharField(max_length=10, blank=True)
    confidential = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self):
        return f"address {self.pk}"


class AddressKnownTo(models.Model):
    address = models.ForeignKey(Address, models.PROTECT, related_name="known_to")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            exactly_one("adult", "agency", name="address_known_to_one"),
            models.UniqueConstraint(fields=["address", "adult"], name="address_known_to_adult_once"),
            models.UniqueConstraint(fields=["address", "agency"], name="address_known_to_agency_once"),
        ]


class Residence(models.Model):
    """Who lives where, from one day to another."""

    address = models.ForeignKey(Address, models.PROTECT, related_name="residences")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="residences")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="residences")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            exactly_one("child", "adult", name="residence_of_one"),
            in_order("from_on", "to_on", name="residence_in_order"),
        ]


class CaseResponsibility(models.Model):
    """SCD-01, decisions 10: who has or had the case, as allocated worker or in the line. The booking guard reads it."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="responsibilities")
    person = models.ForeignKey(Person, models.PROTECT, related_name="responsibilities")
    kind = models.CharField(max_length=20, choices=Responsibility.choices())
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "case responsibilities"
        constraints = [
            known("kind", Responsibility, name="responsibility_kind_known"),
            in_order("from_on", "to_on", name="responsibility_in_order"),
            models.UniqueConstraint(
                fields=["family", "person", "kind", "from_on"], name="responsibility_once"
            ),
        ]


class ChildService(models.Model):
    """An agency that works with a child: its school, health visitor, GP. SCD-03's circumstances are read from these."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="services")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="children_served")
    is_lead_health = models.BooleanField(default=False)  # reviews: the nominated lead health practitioner
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("from_on", "to_on", name="child_service_in_order"),
            models.UniqueConstraint(fields=["child", "agency", "from_on"], name="child_service_once"),
        ]


class AdultService(models.Model):
    """An agency that works with a parent or another adult of the family."""

    adult = models.ForeignKey(Adult, models.PROTECT, related_name="services")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="adults_served")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("from_on", "to_on", name="adult_service_in_order"),
            models.UniqueConstraint(fields=["adult", "agency", "from_on"], name="adult_service_once"),
        ]


class FamilyEvent(models.Model):
    """Insert-only: what was recorded of a family, by whom and when."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="events")
    what = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]


def worked_by(person, *, today):
    """The families allocated to `person` today, as rows of {"family": pk}; only while they are a social worker."""
    authorities = authorities_where(person, Role.SOCIAL_WORKER, today=today)
    return (
        CaseResponsibility.objects.current(today=today)
        .filter(person=person, kind=Responsibility.OPERATIONAL.value, family__authority__in=authorities)
        .values("family")
    )


#: Roles at an authority, and what they make of their holder towards everything of that authority.
OVERSEEING = {
    Role.ADMINISTRATOR: Relation.OFFICE,
    Role.TEAM_MANAGER: Relation.MANAGER_OF,
    Role.DESIGNATED_MANAGER: Relation.DESIGNATED_MANAGER,
    Role.CHAIR: Relation.CHAIR,
    Role.SOCIAL_WORKER: Relation.WORKER,
    Role.REVIEWING_OFFICER: Relation.REVIEWING_OFFICER,
}


def overseeing_relations(person, authority_id, *, today) -> frozenset[Relation]:
    """What the roles of `person` at that authority make of them today."""
    held = person.roles.current(today=today).filter(authority=authority_id).values_list("role", flat=True)
    return frozenset(OVERSEEING[Role(role)] for role in held if Role(role) in OVERSEEING)
