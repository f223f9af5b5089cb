"""Reads that pages of every floor need: who somebody is today."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from partnership.models import Account, Agency, AuditRow, Authority, Enrolment, Parked, Person, RoleHeld
from procedures.access import Action, Relation
from procedures.policy import Parameter, procedure_set
from procedures.reckoning import LONDON
from procedures.words import Role

BASELINE = "england"

#: What a role makes of its holder where no particular thing is at hand.
RELATION_OF_ROLE: dict[Role, Relation] = {
    Role.ADMINISTRATOR: Relation.OFFICE,
    Role.CHAIR: Relation.CHAIR,
    Role.TEAM_MANAGER: Relation.MANAGER_OF,
    Role.SOCIAL_WORKER: Relation.WORKER,
    Role.REVIEWING_OFFICER: Relation.REVIEWING_OFFICER,
    Role.DESIGNATED_MANAGER: Relation.DESIGNATED_MANAGER,
    Role.AGENCY_WRITER: Relation.AGENCY_WRITER,
    Role.AGENCY_SIGNER: Relation.AGENCY_SIGNER,
    Role.AGENCY_LEAD: Relation.AGENCY_LEAD,
    Role.INFORMATION_GOVERNANCE: Relation.INFORMATION_GOVERNANCE,
    Role.SYSTEM_ADMINISTRATOR: Relation.SYSTEM_ADMINISTRATOR,
}


def roles_of(person: Person, *, today) -> QuerySet[RoleHeld]:
    """The roles that `person` holds on `today`."""
    return RoleHeld.objects.filter(person=person).current(today=today)


def relations_by_role(person: Person, *, today) -> frozenset[Relation]:
    """What a person's roles make them, for pages that have no single thing. Always includes MEMBER."""
    held = roles_of(person, today=today).values_list("role", flat=True)
    return frozenset(
        {Relation.MEMBER} | {RELATION_OF_ROLE[Role(role)] for role in held if Role(role) in RELATION_OF_ROLE}
    )


def authorities_where(person: Person, *roles: Role, today) -> QuerySet[Authority]:
    """The authorities at which `person` holds one of `roles` today."""
    return Authority.objects.filter(
        pk__in=roles_of(person, today=today).filter(role__in=roles).values("authority")
    )


def agencies_where(person: Person, *roles: Role, today) -> QuerySet[Agency]:
    """The agencies at which `person` holds one of `roles` today."""
    return Agency.objects.filter(pk__in=roles_of(person, today=today).filter(role__in=roles).values("agency"))


def holders(role: Role, *, authority=None, agency=None, today) -> QuerySet[Person]:
    """Everybody who holds `role` at `authority` (or `agency`) today, by name."""
    held = RoleHeld.objects.current(today=today).filter(role=role, authority=authority, agency=agency)
    return Person.objects.filter(pk__in=held.values("person")).order_by("name")


def places_kept_by(person: Person, *, today) -> tuple[QuerySet[Authority], QuerySet[Agency]]:
    """The authorities whose office `person` is, and the agencies that serve them."""
    authorities = authorities_where(person, Role.ADMINISTRATOR, today=today)
    return authorities, Agency.objects.filter(authorities__in=authorities).distinct()


def people_kept_by(person: Person, *, search: str = "", today) -> QuerySet[Person]:
    """Whom the office `person` looks after, by name; `search` is looked for in name, e-mail address and place."""
    found = Person.objects.visible_to(person, today=today)
    for word in search.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(pk__in=RoleHeld.objects.filter(agency__name__icontains=word).values("person"))
        )
    held = RoleHeld.objects.select_related("authority", "agency").order_by("from_on", "pk")
    return found.select_related("account").prefetch_related(Prefetch("roles", held), "enrolments")


def demo_people(*, today) -> list[tuple[str, list[tuple[Person, list[RoleHeld]]]]]:
    """Everybody with an account, grouped by the first role that they hold today, in the order of the roles."""
    held = RoleHeld.objects.current(today=today).filter(person__account__is_active=True)
    held = held.select_related("person", "authority", "agency").order_by("person__name", "pk")
    by_person: dict[Person, list[RoleHeld]] = {}
    for row in held:
        by_person.setdefault(row.person, []).append(row)
    order = list(Role)
    groups: dict[Role, list[tuple[Person, list[RoleHeld]]]] = {}
    for person, rows in by_person.items():
        first = min((Role(row.role) for row in rows), key=order.index)
        groups.setdefault(first, []).append((person, rows))
    return [(role.label, groups[role]) for role in order if role in groups]


#: Whoever reads the audit, reads that of the authority where they hold one of these.
READS_AUDIT = (Role.INFORMATION_GOVERNANCE, Role.DESIGNATED_MANAGER)


def audit_rows(*, seen_by: Person, person: Person | None, reference: str, day, today) -> QuerySet[AuditRow]:
    """Who looked at what at the authorities of `seen_by`, newest first; each filter only where it is given."""
    authorities = authorities_where(seen_by, *READS_AUDIT, today=today).values_list("pk", flat=True)
    rows = _audit_of(list(authorities), today=today)
    rows = rows.select_related("person").order_by("-at", "-pk")
    if person is not None:
        rows = rows.filter(person=person)
    if reference:
        rows = rows.filter(refs__icontains=reference)
    if day is not None:
        begins = datetime.combine(day, time(), LONDON)
        ends = datetime.combine(day + timedelta(days=1), time(), LONDON)
        rows = rows.filter(at__gte=begins, at__lt=ends)
    return rows


def _audit_of(authorities, *, today):
    """What their people did while they were that, or after it where nobody else has them; and what was done to them.

    A row of the audit names nothing but references, so a case isn't looked up here (ADR 46).
    """
    theirs = Person.objects.of_authorities(authorities, today=today)
    held = RoleHeld.objects.at(authorities).filter(
        person=OuterRef("person"), from_on__lte=OuterRef("at__date")
    )
    held = held.filter(Q(to_on=None) | Q(to_on__gte=OuterRef("at__date")) | Q(person__in=theirs))
    return AuditRow.objects.filter(Exists(held) | Q(refs__in=theirs.values("ref")))


def parked_for(account: Account, *, at) -> Parked | None:
    """What waits for `account` since a session of theirs ended while they wrote: the newest, or None."""
    return Parked.objects.filter(account=account, expires_at__gt=at).order_by("-at").first()


def open_enrolment(token_hash: str, *, at) -> Enrolment | None:
    """The enrolment that a link opens now; None once it was used, replaced or is older than 48 hours."""
    fresh = Enrolment.objects.filter(used_at=None, replaced_at=None, expires_at__gt=at)
    return fresh.select_related("person").filter(token_hash=token_hash).first()


def offices_of(person: Person, *, today) -> QuerySet[Authority]:
    """The authorities whose office somebody turns to: their own, or those that their agency serves."""
    held = roles_of(person, today=today)
    served = Authority.objects.filter(agencies__in=held.exclude(agency=None).values("agency"))
    own = Authority.objects.filter(pk__in=held.exclude(authority=None).values("authority"))
    return (own | served).distinct().order_by("name")


def agencies_with_people(person: Person, *, today) -> QuerySet[Agency]:
    """The agencies that `person`'s office keeps, each with `people`: how many hold a role there today."""
    _, agencies = places_kept_by(person, today=today)
    held = RoleHeld.objects.current(today=today).filter(agency=OuterRef("pk")).order_by().values("agency")
    count = held.annotate(count=Count("person", distinct=True)).values("count")
    return (
        agencies.annotate(people=Coalesce(Subquery(count), 0))
        .prefetch_related("authorities")
        .order_by("name")
    )


def somebody_called(text: str) -> list[Person]:
    """Everybody whom a name or an e-mail address could mean: an exact address or name means that one alone."""
    text = text.strip()
    if not text:
        return []
    exact = list(Person.objects.filter(Q(email__iexact=text) | Q(name__iexact=text)))
    return exact or list(Person.objects.filter(Q(email__icontains=text) | Q(name__icontains=text))[:20])


#: What the operations of this floor call their rows of the audit; the rights have words of their own.
DEEDS = {
    "sign_in": "sign in",
    "name_person": "name a person",
    "change_person": "change a person’s details",
    "confirm_email": "confirm an e-mail address",
    "give_role": "give a role",
    "end_role": "end a role",
    "close_account": "close an account",
    "open_account": "open an account again",
    "reset_second_factor": "take away a lost second factor",
    "add_agency": "add an agency",
    "enrol": "make a link for a new account",
    "use_enrolment": "set up an account",
    "ask_for_new_link": "ask for a new link",
    "park": "keep what was typed when a session ended",
    "drop_parked": "take back what was typed",
}
#: Kinds of things whose name in the audit isn't what people call them.
KINDS = {
    "AuditRow": "The audit",
    "Release": "Pack",
    "Restriction": "What a report keeps back",
    "Grouping": "Entries grouped",
    "Parked": "What was typed",
    "page": "A page",
}
OUTCOMES = {
    "allowed": ("Done", "neutral"),
    "refused": ("Refused", "late"),
    "not_found": ("Not theirs", "late"),
}


def said_of(row: AuditRow) -> dict:
    """A row of the audit in words: what was done, how it ended, and the references without what is no reference."""
    known = Action(row.action).label if row.action in set(Action) else DEEDS.get(row.action)
    outcome, weight = OUTCOMES[row.outcome]
    deed = known or row.action.replace("_", " ")
    return {
        "deed": deed[0].upper() + deed[1:],
        "kind": KINDS.get(row.kind, row.kind),
        "how": {"": "", "GET": "Looked"}.get(row.method, "Sent"),
        "outcome": outcome,
        "weight": weight,
        "refs": row.refs.split(),
    }


def procedure_set_of(person: Person, *, today) -> str:
    """The set of the authority that `person` works with; the baseline where there is none or several differ."""
    codes = set(offices_of(person, today=today).values_list("procedure_set", flat=True))
    return codes.pop() if len(codes) == 1 else BASELINE


@dataclass(frozen=True)
class Compared:
    """A parameter of one set beside the baseline: `differs` says in words what the baseline has instead."""

    parameter: Parameter
    differs: str


def compared(code: str, *, on) -> list[Compared]:
    """Every parameter of the set `code` on that day, with what the baseline says where that is something else."""
    base: dict[str, list[Parameter]] = {}
    for parameter in procedure_set(BASELINE).parameters(on):
        base.setdefault(parameter.id, []).append(parameter)
    return [
        Compared(parameter, _difference(parameter, base.get(parameter.id, [])))
        for parameter in procedure_set(code).parameters(on)
    ]


def _difference(parameter: Parameter, base: list[Parameter]) -> str:
    same_case = [row for row in base if row.applies_to == parameter.applies_to] or base
    if any((row.value, row.unit) == (parameter.value, parameter.unit) for row in same_case):
        return ""
    return "The baseline: " + "; ".join(dict.fromkeys(row.amount for row in same_case))
