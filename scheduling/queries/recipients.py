"""Who hears of something: who still works there, isn't excluded, has an open account; for every query of what is owed."""

from datetime import date, timedelta

from django.db.models import CharField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Cast

from conferences.models import Exclusion
from partnership.calendar import calendar_version
from partnership.models import Account, RoleHeld
from procedures.words import ExclusionRuling, Responsibility, Role

GRACE = timedelta(minutes=10)  # delivery 11


class RandomRef(Func):
    """Sixteen random characters for each row, made by the database."""

    template = "SUBSTR(REPLACE(CAST(gen_random_uuid() AS text), '-', ''), 1, 16)"
    output_field = CharField()
    arity = 0

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="LOWER(HEX(RANDOMBLOB(8)))", **context)


def as_text(path) -> Cast:
    return Cast(path, CharField())


def in_force(timetable: str = "timetable") -> Q:
    """The timetable was made from the facts and the calendar as they are now (delivery 4)."""
    return Q(
        **{
            f"{timetable}__built_facts": F(f"{timetable}__conference__facts_version"),
            f"{timetable}__built_calendar": calendar_version(),
        }
    )


def has_role(person: str, today: date, **where) -> Exists:
    """`person` holds a role today where `where` says: who left gets nothing more."""
    places = Q()
    for column, path in where.items():
        places |= Q(**{column: OuterRef(path)})
    return Exists(RoleHeld.objects.current(today=today).filter(places, person=OuterRef(person)))


def closed(person: str) -> Exists:
    return Exists(Account.objects.filter(person=OuterRef(person), is_active=False))


def excluded(person: str, conference: str) -> Exists:
    """EXC-01: excluded from the whole conference."""
    return Exists(
        Exclusion.objects.filter(
            adult__person=OuterRef(person),
            conference=OuterRef(conference),
            ruling=ExclusionRuling.WHOLE.value,
        )
    )


def may_hear(person: str, conference: str = "timetable__conference") -> Q:
    return ~Q(closed(person)) & ~Q(excluded(person, conference))


def named(today: date, *, conference: str = "timetable__conference") -> Q:
    """The person invited still works there, has an open account or none yet, and isn't excluded."""
    working = has_role(
        "invitation__person", today, agency="invitation__agency", authority=f"{conference}__authority"
    )
    return Q(invitation__person__isnull=False) & Q(working) & may_hear("invitation__person", conference)


def role_at_agency(role: Role, today: date) -> Q:
    """All in one condition, so that it is about one and the same role held."""
    held = "invitation__agency__roles__"
    ends = Q(**{f"{held}to_on": None}) | Q(**{f"{held}to_on__gte": today})
    return Q(**{f"{held}role": role.value, f"{held}from_on__lte": today}) & ends


def without_box(today: date) -> Q:
    """Nobody who is named can be reached, and the agency has no mailbox: its writers are told."""
    return ~named(today) & Q(invitation__agency__email="")


def nobody(today: date) -> Q:
    """Not even a writer: the message is written to the empty mailbox, fails, and comes to a person's notice."""
    writers = RoleHeld.objects.current(today=today).filter(
        agency=OuterRef("invitation__agency"), role=Role.AGENCY_WRITER.value
    )
    return without_box(today) & ~Q(Exists(writers))


def worker_today(today: date) -> Q:
    held = "timetable__conference__family__responsibilities__"
    ends = Q(**{f"{held}to_on": None}) | Q(**{f"{held}to_on__gte": today})
    kind = Q(**{f"{held}kind": Responsibility.OPERATIONAL.value, f"{held}from_on__lte": today})
    return kind & ends
