"""What the pages about families show."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from conferences.models import (
    Address,
    Adult,
    AdultService,
    Child,
    ChildService,
    Family,
    Relationship,
    Residence,
)
from conferences.models.codes import is_code
from conferences.queries.children import family_adults, family_children
from partnership.queries import authorities_where
from procedures.words import Kinship, ParentalResponsibility, Responsibility, Role


def families_for(person, *, today, search: str = ""):
    """The families that `person` may know of, by name; with `search` those whose name, members or code match."""
    families = Family.objects.visible_to(person, today=today).select_related("authority")
    search = search.strip()
    if not search:
        return families
    if is_code(search):
        plain = search.replace("-", "").upper()
        return families.filter(code=f"{plain[:2]}-{plain[2:]}")
    members = Q(memberships__child__name__icontains=search) | Q(memberships__adult__name__icontains=search)
    found = Family.objects.filter(Q(name__icontains=search) | members).values("pk")
    return families.filter(pk__in=found)


def authorities_for_new_family(person, *, today):
    """Where `person` may open a family's case (CON-01)."""
    return authorities_where(
        person, Role.ADMINISTRATOR, Role.TEAM_MANAGER, Role.SOCIAL_WORKER, today=today
    ).order_by("name")


@dataclass
class Member:
    """A child or adult of the family with everything that its page says of them."""

    who: Child | Adult
    relationships: list = field(default_factory=list)
    residences: list = field(default_factory=list)
    services: list = field(default_factory=list)
    age: int | None = None


@dataclass
class FamilyPage:
    children: list[Member]
    adults: list[Member]
    worker: object
    responsibilities: list
    enquiries: list
    conferences: list
    events: list


def family_page(family: Family, *, today) -> FamilyPage:
    """Everything that the page of a family shows, in a fixed number of queries."""
    children = [Member(child, age=child.age(on=today)) for child in family_children(family, today=today)]
    adults = [Member(adult) for adult in family_adults(family, today=today)]
    _put_relationships(children, adults)
    _put_current(children, "child", today)
    _put_current(adults, "adult", today)
    responsibilities = list(family.responsibilities.select_related("person").order_by("-from_on", "-pk"))
    current = [
        row
        for row in responsibilities
        if row.kind == Responsibility.OPERATIONAL
        and row.from_on <= today
        and (row.to_on is None or row.to_on >= today)
    ]
    return FamilyPage(
        children=children,
        adults=adults,
        worker=current[0].person if current else None,
        responsibilities=responsibilities,
        enquiries=list(family.enquiries.prefetch_related("children__child__carried_by")),
        conferences=list(family.conferences.order_by("-requested_on", "-pk")),
        events=list(family.events.select_related("by")[:20]),
    )


def _put_relationships(children: list[Member], adults: list[Member]) -> None:
    rows = Relationship.objects.filter(
        adult__in=[member.who for member in adults], child__in=[member.who for member in children]
    ).select_related("adult", "child", "child__carried_by")
    of_child, of_adult = defaultdict(list), defaultdict(list)
    for row in rows:
        row.kinship_label = Kinship(row.kinship).label
        row.pr_label = ParentalResponsibility(row.parental_responsibility).label
        of_child[row.child_id].append(row)
        of_adult[row.adult_id].append(row)
    for member in children:
        member.relationships = of_child[member.who.pk]
    for member in adults:
        member.relationships = of_adult[member.who.pk]


def _put_current(members: list[Member], column: str, today) -> None:
    people = [member.who for member in members]
    homes, services = defaultdict(list), defaultdict(list)
    residences = Residence.objects.current(today=today).filter(**{f"{column}__in": people})
    for row in residences.select_related("address"):
        homes[getattr(row, f"{column}_id")].append(row)
    table = ChildService if column == "child" else AdultService
    for row in (
        table.objects.current(today=today).filter(**{f"{column}__in": people}).select_related("agency")
    ):
        services[getattr(row, f"{column}_id")].append(row)
    for member in members:
        member.residences, member.services = homes[member.who.pk], services[member.who.pk]


def family_addresses(family: Family, *, today):
    """The addresses at which somebody of the family lives today."""
    members = Q(child__in=family_children(family, today=today)) | Q(
        adult__in=family_adults(family, today=today)
    )
    rows = Residence.objects.current(today=today).filter(members)
    return Address.objects.filter(pk__in=rows.values("address")).order_by("pk")


#: What the history of a family says.
WHAT_HAPPENED = {
    "opened": "Case opened",
    "child_added": "Child added",
    "child_changed": "Child’s details changed",
    "adult_added": "Adult added",
    "adult_changed": "Adult’s details changed",
    "related": "Relationship recorded",
    "left": "Left the family",
    "residence": "Who lives where recorded",
    "allocated": "Case responsibility recorded",
    "service_added": "Agency added",
    "service_ended": "Agency ended",
    "enquiry": "Section 47 enquiry recorded",
    "enquiry_changed": "Section 47 enquiry changed",
}


def history(events) -> list[dict]:
    """Rows for components/events.html."""
    return [{"text": WHAT_HAPPENED[event.what], "at": event.at, "by": event.by.name} for event in events]
