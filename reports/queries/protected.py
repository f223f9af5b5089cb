"""What may not be said to whom: read from the case for one reader, for the search in reports.protected.

Addresses are known to whoever is listed, and to whoever lives or lived there. A telephone number is known to its owner
and to those who live with them. Where a child's home is hidden from somebody, so are the school or setting that the
child goes to and the names of those who look after the child there: each would lead there (SCD-02, security).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from conferences.models import (
    Address,
    AddressKnownTo,
    Adult,
    Child,
    ChildService,
    Conference,
    Family,
    FamilyMembership,
    Relationship,
    Residence,
)
from partnership.models import Agency
from procedures.words import AgencyKind
from reports.folding import compact, words_of
from reports.protected import Protected, Value

SETTINGS = [kind.value for kind in AgencyKind if kind.is_education]


@dataclass(frozen=True)
class Reading:
    """For whom: one adult, one child, the people of one agency; nobody named is the professionals together."""

    adult: Adult | None = None
    child: Child | None = None
    agency: Agency | None = None


@dataclass
class People:
    """Everybody of whom a conference speaks, and where they live or lived."""

    children: dict[int, Child]
    adults: dict[int, Adult]
    residences: list[Residence]
    related: set[int]  # adults who are something to one of the children

    @classmethod
    def of(cls, conference: Conference, *, today: date) -> "People":
        """The children of the conference, the family, whoever is related, and whoever lives with a child."""
        members = FamilyMembership.objects.filter(family=conference.family_id)
        children = Child.objects.filter(
            Q(pk__in=conference.children.values("child")) | Q(pk__in=members.values("child"))
        ).select_related("carried_by")
        related = set(Relationship.objects.filter(child__in=children).values_list("adult", flat=True))
        homes = Residence.objects.filter(child__in=children).values("address")
        adults = Adult.objects.filter(
            Q(pk__in=related) | Q(pk__in=members.values("adult")) | Q(residences__address__in=homes)
        ).distinct()
        residences = Residence.objects.filter(Q(child__in=children) | Q(adult__in=adults))
        return cls(
            {child.pk: child for child in children},
            {adult.pk: adult for adult in adults},
            list(residences.select_related("address").order_by("pk")),
            related | set(members.filter(adult__isnull=False).values_list("adult", flat=True)),
        )

    def names(self) -> list[str]:
        return [child.shown_name for child in self.children.values()] + [
            adult.name for adult in self.adults.values()
        ]

    def born(self) -> frozenset[date]:
        people = [*self.children.values(), *self.adults.values()]
        return frozenset(person.born_on for person in people if person.born_on)


def protected_values(conference: Conference, reading: Reading, *, today: date) -> list[Value]:
    """Everything that this reader may not learn from a text. Seven queries, whatever the size of the family.

    Professionals work with the school and the carers, so these are hidden from members of the family alone.
    """
    people = People.of(conference, today=today)
    hidden = _confidential(people) - _known_addresses(people, reading)
    away = _children_at(people, hidden, today) if reading.adult or reading.child else {}
    return [
        *_addresses(people, hidden),
        *_telephones(people, reading, today),
        *_settings(away, today),
        *_carers(people, away, today),
    ]


def hidden_from_anybody(people: People, *, today: date) -> list[Value]:
    """Report-forms 11, 11: addresses, telephones and placements that some reader of a report may not know."""
    hidden = _confidential(people)
    return [
        *_addresses(people, hidden),
        *_telephones(people, Reading(), today),
        *_carers(people, _children_at(people, hidden, today), today),
    ]


def _confidential(people: People) -> set[Address]:
    return {row.address for row in people.residences if row.address.confidential}


def _known_addresses(people: People, reading: Reading) -> set[Address]:
    listed = AddressKnownTo.objects.filter(address__in={row.address_id for row in people.residences})
    if reading.adult:
        listed = listed.filter(adult=reading.adult)
        own = {row.address for row in people.residences if row.adult_id == reading.adult.pk}
    elif reading.child:
        return {row.address for row in people.residences if row.child_id == reading.child.pk}
    else:
        listed, own = listed.filter(agency=reading.agency, agency__isnull=False), set()
    return own | {row.address for row in listed.select_related("address")}


def _lives(row: Residence, today: date) -> bool:
    return row.from_on <= today and (row.to_on is None or row.to_on >= today)


def _children_at(people: People, homes: set[Address], today: date) -> dict[int, Child]:
    """The children who live in one of these homes today."""
    return {
        row.child_id: people.children[row.child_id]
        for row in people.residences
        if row.child_id and row.address in homes and _lives(row, today)
    }


def _addresses(people: People, hidden: set[Address]) -> list[Value]:
    whose = defaultdict(list)
    for row in people.residences:
        if row.address in hidden:
            child = people.children.get(row.child_id)
            whose[row.address].append(child.shown_name if child else people.adults[row.adult_id].name)
    found = []
    for address in sorted(hidden, key=lambda address: address.pk):
        names = ", ".join(dict.fromkeys(whose[address]))
        found.append(Value(Protected.ADDRESS, address.lines, names))
        found += [Value(Protected.POSTCODE, address.postcode, names)] if address.postcode else []
    return found


def _telephones(people: People, reading: Reading, today: date) -> list[Value]:
    homes = {
        row.address_id
        for row in people.residences
        if _lives(row, today)
        and (
            (reading.adult and row.adult_id == reading.adult.pk)
            or (reading.child and row.child_id == reading.child.pk)
        )
    }
    with_them = {row.adult_id for row in people.residences if _lives(row, today) and row.address_id in homes}
    if reading.adult:
        with_them.add(reading.adult.pk)
    return [
        Value(Protected.TELEPHONE, adult.telephone, adult.name)
        for adult in people.adults.values()
        if adult.telephone and adult.pk not in with_them
    ]


def _settings(away: dict[int, Child], today: date) -> list[Value]:
    rows = ChildService.objects.current(today=today).filter(child__in=away, agency__kind__in=SETTINGS)
    return [
        Value(Protected.SETTING, row.agency.name, away[row.child_id].shown_name)
        for row in rows.select_related("agency").order_by("pk")
    ]


def _carers(people: People, away: dict[int, Child], today: date) -> list[Value]:
    """Whoever lives with the child there and is nobody of the family: a foster carer, mostly."""
    homes = {
        row.address_id: row.child_id
        for row in people.residences
        if row.child_id in away and _lives(row, today)
    }
    return [
        Value(Protected.PLACEMENT, people.adults[row.adult_id].name, away[homes[row.address_id]].shown_name)
        for row in people.residences
        if row.address_id in homes
        and row.adult_id
        and row.adult_id not in people.related
        and _lives(row, today)
    ]


# The wrong-family guard


def of_other_families(conference: Conference, text: str, *, today: date, people: People) -> list[Value]:
    """Report-forms 11, 10: names and addresses of other open cases of the authority that stand in `text`, or may.

    Only what has its words in the text is answered, so that the search has little to do. Nobody who is of this
    conference too, or has the same name as somebody who is.
    """
    words = words_of(text)
    others = (
        Family.objects.filter(authority=conference.authority_id)
        .filter(Q(closed_on=None) | Q(closed_on__gte=today))
        .exclude(pk=conference.family_id)
    )
    members = FamilyMembership.objects.current(today=today).filter(family__in=others)
    here = {compact(name) for name in people.names()}
    return [
        *_names_of(members, people, here, words),
        *_homes_of(members, people, words, today),
    ]


def _names_of(members, people: People, here: set[str], words: frozenset[str]) -> list[Value]:
    children = members.filter(child__isnull=False).exclude(child__in=people.children)
    adults = members.filter(adult__isnull=False).exclude(adult__in=people.adults)
    rows = [
        *children.exclude(child__name="").values_list("child__name", "child__known_as").distinct(),
        *((name, "") for name in adults.values_list("adult__name", flat=True).distinct()),
    ]
    return [
        Value(Protected.NAME, name, also=(short,) if short else ())
        for name, short in rows
        if words_of(name.split()[-1]) <= words and compact(name) not in here
    ]


def _homes_of(members, people: People, words: frozenset[str], today: date) -> list[Value]:
    """Their homes of today, but for those that somebody of this conference lives or lived in."""
    homes = (
        Residence.objects.current(today=today)
        .filter(Q(child__in=members.values("child")) | Q(adult__in=members.values("adult")))
        .exclude(address__in={row.address_id for row in people.residences})
        .values_list("address__lines", "address__postcode")
        .distinct()
    )
    found = []
    for lines, postcode in homes:
        if any(len(word) > 2 for word in words_of(lines) & words):
            found.append(Value(Protected.ADDRESS, lines))
        if postcode and {word for word in words_of(postcode) if word.isalpha()} <= words:
            found.append(Value(Protected.POSTCODE, postcode))
    return found
