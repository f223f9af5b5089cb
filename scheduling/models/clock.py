"""The clock: what falls due in a conference, what is sent because of it, and the sweep's heartbeat.

Timetable, Deadline and Step are made from the facts and from the table of rules, and may be made anew at any time;
Message is the record of what was sent and is never made anew (delivery 1 to 4).
"""

from django.db import models
from django.db.models import F, Q

from conferences.models import Conference, Invitation
from partnership.models import Agency, Authority, Person, new_ref
from partnership.queries import RELATION_OF_ROLE, roles_of
from procedures.access import Relation
from procedures.words import Role, Word


class Template(Word):
    """What a message is about. The label is what the office reads; the text stands in templates/mail/."""

    INVITATION = "invitation", "Invitation to a conference, or a new date"
    CALLED_OFF = "called_off", "A conference was called off"
    WITHDRAWN = "withdrawn", "An invitation no longer stands"
    REPORT_REMINDER = "report_reminder", "Reminder to report"
    REPORT_LATE = "report_late", "A report is late"
    SHARE_REMINDER = "share_reminder", "Reminder to share the report with the family"
    SHARE_LATE = "share_late", "A report was not shared with the family in time"
    SIGN_OFF = "sign_off", "A report waits for sign-off"
    RETURNED = "returned", "A report came back with comments"
    RULING_WAITS = "ruling_waits", "Something kept back in a report waits for the chair’s ruling"
    RULED = "ruled", "The chair ruled on something kept back, and the agency has to answer"
    AMENDED = "amended", "A report was amended since its reader read it"
    WITHHELD = "withheld", "A report is not shared with somebody, and the chair’s word is asked"
    ANSWERED = "answered", "The chair has answered about sharing a report"
    RELEASED = "released", "Reports were released to an agency and wait to be read"
    OUTDATED = "outdated", "A report was amended after packs were released"
    RECEIVED_AMENDED = "received_amended", "Something that was released to an agency was amended"
    GIVEN_AMENDED = "given_amended", "Something that was handed over to the family was amended"
    DEADLINE_REMINDER = "deadline_reminder", "Reminder of a deadline of the conference"
    DEADLINE_LATE = "deadline_late", "A deadline of the conference has passed"

    @property
    def is_held(self) -> bool:
        """After a hard kill in the middle: held for a person. All others are sent again (delivery 8)."""
        return self in (Template.INVITATION, Template.CALLED_OFF, Template.WITHDRAWN, Template.RELEASED)

    @property
    def has_grace(self) -> bool:
        """Waits ten minutes in which it can be undone (delivery 11)."""
        return self in (Template.INVITATION, Template.RELEASED)


class Audience(Word):
    """To whom a step speaks: the kind of person, never a name. Who that is, is read when the message is written."""

    NAMED = "named", "The person invited"
    BOX = "box", "The agency’s mailbox"
    STAND_IN = "stand_in", "The agency’s mailbox (nobody is named)"
    WRITERS = "writers", "Whoever writes reports for the agency"
    SIGNERS = "signers", "Whoever signs off for the agency"
    LEADS = "leads", "The agency’s lead"
    AUTHOR = "author", "Whoever wrote the report"
    READERS = "readers", "Whoever writes or signs reports for the agency"
    RECORDER = "recorder", "Whoever recorded the sharing"
    GIVER = "giver", "Whoever handed the pack over"
    CHAIR = "chair", "The chair"
    MANAGER = "manager", "The team manager who decided to convene"
    WORKER = "worker", "The family’s social worker"
    OFFICE = "office", "The authority’s conference office"


def known(field: str, words, *, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [word.value for word in words]}), name=name)


class Timetable(models.Model):
    """What a conference's deadlines were reckoned from. Where the pair differs, the next sweep makes it anew."""

    conference = models.OneToOneField(Conference, models.PROTECT, primary_key=True, related_name="timetable")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    built_facts = models.PositiveIntegerField()  # the conference's facts_version
    built_calendar = models.PositiveIntegerField()  # the calendar's version
    built_at = models.DateTimeField()
    trouble = models.TextField(blank=True)  # why some dates can't be reckoned, in a sentence
    next_deadline_on = models.DateField(null=True, blank=True)  # the earliest that is not met

    class Meta:
        indexes = [
            models.Index(
                fields=["authority", "next_deadline_on"],
                condition=Q(next_deadline_on__isnull=False),
                name="timetable_next_deadline",
            )
        ]


#: Somebody still has to do it.
OWED = Q(is_owed=True, met_at=None)


class Deadline(models.Model):
    """One duty of a conference or of an invitation, its date, and everything that explains the date."""

    timetable = models.ForeignKey(Timetable, models.PROTECT, related_name="deadlines")
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    kind = models.CharField(max_length=40)  # procedures.deadlines.Kind
    due_on = models.DateField()
    parameter = models.CharField(max_length=10, blank=True)  # POL-11
    citation = models.TextField(blank=True)
    explanation = models.JSONField(default=dict)  # counted from, value, unit, skipped days: as reckoned
    falls_to = models.CharField(max_length=40)  # procedures.words.Role
    is_owed = models.BooleanField(default=True)  # False: a date to know, that nobody is chased for
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["timetable", "kind"], condition=Q(invitation=None), name="deadline_once"
            ),
            models.UniqueConstraint(
                fields=["invitation", "kind"], condition=Q(invitation__isnull=False), name="duty_once"
            ),
        ]
        indexes = [
            models.Index(fields=["timetable", "due_on"], condition=OWED, name="deadline_open"),
        ]


class Step(models.Model):
    """A day on which something is sent about a deadline, and to whom. It holds from `on` until before `until`.

    Reckoned in working days when the timetable is made, so that the sweep compares dates only (delivery 3). Of several
    steps to the same audience one holds at a time: after an outage one message leaves, not four (delivery 5).
    """

    timetable = models.ForeignKey(Timetable, models.PROTECT, related_name="steps")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=40)  # the deadline's kind, or the template where there is no deadline
    step = models.CharField(
        max_length=60
    )  # "3_before", "on", "1_after"; of an invitation the fact that asks for it
    template = models.CharField(max_length=30, choices=Template.choices())
    audience = models.CharField(max_length=20, choices=Audience.choices())
    due_on = models.DateField()
    on = models.DateField()
    until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["audience", "until", "on"])]
        constraints = [
            known("template", Template, name="step_template_known"),
            known("audience", Audience, name="step_audience_known"),
            models.CheckConstraint(condition=Q(until__gt=F("on")), name="step_holds_for_a_day"),
        ]


#: Not sent, not given up, not held for a person.
OPEN = Q(sent_at=None, failed_at=None, cancelled_at=None, held_at=None)


#: Being handed over, of a template that is not sent again without a person's word (delivery 8).
AMBIGUOUS = Q(
    handing_over_at__isnull=False, template__in=[template.value for template in Template if template.is_held]
)


class MessageQuerySet(models.QuerySet):
    def visible_to(self, person, *, today):
        """Those of the authorities whose office `person` works in today."""
        held = roles_of(person, today=today).filter(role=Role.ADMINISTRATOR.value)
        return self.filter(conference__authority__in=held.values("authority"))

    def open(self):
        return self.filter(OPEN)

    def due(self, *, at):
        """What may be handed over now: its time has come and no sender holds it."""
        unheld = self.open().filter(Q(leased_until=None) | Q(leased_until__lt=at), next_try_at__lte=at)
        return unheld.exclude(AMBIGUOUS)

    def ambiguous(self, *, at):
        """A sender was stopped hard while handing it over: nobody knows whether it left (delivery 8)."""
        return self.open().filter(AMBIGUOUS, leased_until__lt=at)

    def troubled(self):
        """Failed, or held after a hard stop, and nobody has seen to it."""
        return self.filter(Q(failed_at__isnull=False) | Q(held_at__isnull=False), acknowledged_at=None)


class Message(models.Model):
    """One e-mail to one recipient. The row is the record; what was sent is never sent again (delivery 3)."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)  # and its Message-ID
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, blank=True, related_name="+")
    template = models.CharField(max_length=30, choices=Template.choices())
    audience = models.CharField(max_length=20, choices=Audience.choices())
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, related_name="+")
    # The unique key: subject, rule, step, recipient, due date.
    subject = models.CharField(max_length=40)  # "invitation:12", "conference:3"
    rule = models.CharField(max_length=40)
    step = models.CharField(max_length=60)
    recipient = models.CharField(max_length=40)  # "person:5", "agency:7", "authority:1"
    due_on = models.DateField()

    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()  # the grace of an invitation, the back-off after a refusal
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)  # the sender that holds it
    handing_over_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_since = models.DateTimeField(
        null=True, blank=True
    )  # the first attempt of this round: gives up after a day
    answer = models.CharField(max_length=300, blank=True)  # what the mail server said last
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rule", "step", "recipient", "due_on"], name="message_once"
            ),
            known("template", Template, name="message_template_known"),
            known("audience", Audience, name="message_audience_known"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, agency=None, authority=None)
                | Q(person=None, agency__isnull=False, authority=None)
                | Q(person=None, agency=None, authority__isnull=False),
                name="message_to_one",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None, held_at=None)
                | Q(cancelled_at=None, failed_at=None, held_at=None)
                | Q(cancelled_at=None, sent_at=None, held_at=None)
                | Q(cancelled_at=None, sent_at=None, failed_at=None),
                name="message_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""), name="message_cancelled_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=OPEN, name="message_open"),
            models.Index(fields=["conference", "created_at"]),
        ]

    def __str__(self):
        return f"message {self.ref}"

    def relations(self, person, *, today) -> frozenset[Relation]:
        """What `person` is today at the authority whose conference this message is about."""
        held = roles_of(person, today=today).filter(authority=self.conference.authority_id)
        return frozenset(
            RELATION_OF_ROLE[Role(role)]
            for role in held.values_list("role", flat=True)
            if Role(role) in RELATION_OF_ROLE
        )

    def audit_refs(self):
        return "Message", [self.ref, self.conference.ref]

    def access_state(self) -> None:
        """Rights over messages depend on no state."""
        return None

    @property
    def about(self) -> Template:
        return Template(self.template)

    @property
    def audience_label(self) -> str:
        return Audience(self.audience).label


class MessageEvent(models.Model):
    """Insert-only: what a person did about a message. "Now" is an explicit, recorded override (delivery 11)."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="events")
    move = models.CharField(max_length=30)  # sent_now, tried_again, acknowledged
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    insert_only = True

    class Meta:
        ordering = ["-at", "-pk"]


class Heartbeat(models.Model):
    """One row: when the last sweep ran through, and what it did (delivery 14)."""

    swept_at = models.DateTimeField()
    rebuilt = models.PositiveIntegerField()
    written = models.PositiveIntegerField()
    stuck = models.PositiveIntegerField(default=0)  # timetables that could not be made: the log says why

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_heartbeat")]
