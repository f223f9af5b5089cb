"""Who is there: the partnership, its authorities and agencies, people and their roles, the calendar, the audit."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from procedures.access import Relation
from procedures.words import AgencyKind, Role

REF_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_ref() -> str:
    """Sixteen random characters for a URL: says nothing, can't be guessed (decisions 14)."""
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(16))


class Partnership(models.Model):
    """One row: the safeguarding partnership that this installation serves (decisions 3)."""

    name = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)
    filled_on = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.name


class Authority(models.Model):
    """A local authority. It names the procedure set that applies to its conferences."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="authorities")
    name = models.CharField(max_length=120, unique=True)
    letter = models.CharField(max_length=1, unique=True)  # the first letter of its case codes: LT-7K4Q
    procedure_set = models.CharField(max_length=40)
    opens_at = models.TimeField(default="09:00")
    closes_at = models.TimeField(default="17:00")
    office_email = models.EmailField()
    office_telephone = models.CharField(max_length=40)

    def __str__(self):
        return self.name


class Closure(models.Model):
    """A day on which an authority is closed: blocks rooms and people, moves no limit."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="closures")
    closed_on = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "closed_on"], name="closure_once_a_day")]


class BankHoliday(models.Model):
    """England & Wales. Seeded from the shipped list; an administrator may add one that is newly declared."""

    holiday_on = models.DateField(unique=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    declared_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["holiday_on"]


class CalendarVersion(models.Model):
    """A row for each change of the bank holidays or of the rules; the newest number is the calendar's version."""

    known_from = models.DateField()
    known_until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("Person", models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=200)
    rules = models.CharField(max_length=64, blank=True)  # the fingerprint of what dates are reckoned from


class Agency(models.Model):
    """The unit that is invited: one school, one surgery, one service (decisions 2)."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, choices=AgencyKind.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    authorities = models.ManyToManyField(Authority, through="AgencyServes", related_name="agencies")
    email = models.EmailField(blank=True)  # the agency's own box, checked by the administrator
    telephone = models.CharField(max_length=40, blank=True)
    countersigns = models.BooleanField(default=False)  # a second person signs off, beyond what REP-03 asks

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(AgencyKind)), name="agency_kind_known"),
        ]

    def __str__(self):
        return self.name


class AgencyServes(models.Model):
    agency = models.ForeignKey(Agency, models.PROTECT)
    authority = models.ForeignKey(Authority, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "authority"], name="agency_serves_once")]


class PersonQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Whom `person` may look after: everybody of the authorities whose office they are, and of their agencies.

        Somebody who was named and holds no role yet is seen by every office.
        """
        offices = RoleHeld.objects.current(today=today).filter(person=person, role=Role.ADMINISTRATOR)
        authorities = list(offices.values_list("authority", flat=True))
        theirs = Person.objects.of_authorities(authorities, today=today)
        named = ~Q(pk__in=RoleHeld.objects.values("person")) if authorities else Q(pk__in=[])
        return self.filter(Q(pk__in=theirs.values("pk")) | named)

    def of_authorities(self, authorities, *, today):
        """Whoever holds or will hold a role at `authorities` or at an agency that serves them.

        Somebody whose last role there ended stays theirs until they hold a role elsewhere.
        """
        there = RoleHeld.objects.at(authorities)
        elsewhere = RoleHeld.objects.current(today=today).exclude(pk__in=there.values("pk"))
        left = there.exclude(person__in=elsewhere.values("person"))
        running = there.filter(Q(to_on=None) | Q(to_on__gte=today))
        return self.filter(Q(pk__in=running.values("person")) | Q(pk__in=left.values("person")))


class Person(models.Model):
    """Somebody who works with the service. May have no account; the family's own people are in conferences."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    telephone = models.CharField(max_length=40, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def relations(self, person, *, today):
        """What `person` is to this one, for the door: the office or nobody."""
        return frozenset({Relation.OFFICE}) if self._kept_by(person, today=today) else frozenset()

    def _kept_by(self, person, *, today):
        return Person.objects.visible_to(person, today=today).filter(pk=self.pk).exists()

    def audit_refs(self):
        return "Person", [self.ref]

    def access_state(self):
        return None


class AccountManager(BaseUserManager):
    def create_user(self, *, email, person, password=None):
        """An account for `person`; without a password nobody can sign in until one is set."""
        account = self.model(email=self.normalize_email(email).lower(), person=person)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What signs in. One person, one account; a person may have none (decisions 11)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(
        default=0
    )  # one more, and every session of this account is over

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self):
        return f"account {self.pk}"  # never a name: this is what logs print

    def _get_session_auth_hash(self, secret=None):
        told = f"{self.password} {self.session_epoch}"
        return salted_hmac("partnership.models.Account", told, secret=secret, algorithm="sha256").hexdigest()


class RoleHeldQuerySet(models.QuerySet):
    def current(self, *, today):
        return self.filter(from_on__lte=today).filter(Q(to_on=None) | Q(to_on__gte=today))

    def at(self, authorities):
        """Held at one of `authorities` or at an agency that serves one of them, whenever that was."""
        agencies = AgencyServes.objects.filter(authority__in=authorities).values("agency")
        return self.filter(Q(authority__in=authorities) | Q(agency__in=agencies))


class RoleHeld(models.Model):
    """A role at an authority or an agency, from one day to another, both included."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=40, choices=Role.choices())
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, related_name="roles")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="roles")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="role_held_known"),
            models.CheckConstraint(
                condition=Q(authority__isnull=False, agency__isnull=True)
                | Q(authority__isnull=True, agency__isnull=False),
                name="role_held_at_one_place",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="role_held_ends_after_start",
            ),
        ]


class Enrolment(models.Model):
    """The way in for somebody named by the office: a link, used once, that leads to a password and a second factor.

    Kept as a hash. Never called an invitation: that word is for a conference (decisions 11).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="enrolments_made")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True)  # its holder asks the office for a new one


class Parked(models.Model):
    """What somebody had typed when their session was over: kept sealed, for that account alone, for a day."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="parked")
    path = models.CharField(max_length=300)  # references only: no URL holds personal data
    sealed = models.TextField()
    had_files = models.BooleanField(default=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()


class AuditRow(models.Model):
    """One look, one change, one refused attempt. Kind and reference are text, no key."""

    insert_only = True

    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    refs = models.TextField(blank=True)  # space-separated references; a list is one row with all it showed
    facts = models.JSONField(default=dict, blank=True)  # codes and dates of a change; no names
    outcome = models.CharField(max_length=20)
    method = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=45, blank=True)
    demo = models.BooleanField(default=False)
    mac = models.CharField(max_length=80)  # key id, colon, HMAC-SHA-256 of the row

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["person", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["allowed", "refused", "not_found"]), name="audit_outcome_known"
            ),
        ]


class AuditSeal(models.Model):
    """Closes a batch of audit rows: which rows they were, bound to the seal before, so that none can go or come."""

    insert_only = True

    number = models.PositiveIntegerField(unique=True)
    last_row = models.BigIntegerField()
    rows = models.TextField()  # the row numbers of the batch, in order, as ranges: 1-40 42-60
    at = models.DateTimeField()
    mac = models.CharField(max_length=80)
