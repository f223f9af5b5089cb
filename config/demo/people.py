"""Fills who is there: authorities, agencies, people with their roles, rooms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from unicodedata import normalize

from config.demo.days import Days
from partnership.models import Agency, Authority, Person
from partnership.operations.founding import add_authority, found_partnership, open_demo_account
from partnership.operations.people import add_agency, confirm_email, give_role, name_person
from procedures.words import AgencyKind, Role
from scheduling.operations.diary import add_room

WRITING = (Role.AGENCY_WRITER, Role.AGENCY_SIGNER)
SINCE = date(2024, 1, 2)  # roles and rooms are older than any conference of the demo


@dataclass
class Cast:
    """Everybody and everything of the demo by the keys of its files."""

    authorities: dict[str, Authority] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    rooms: dict[str, object] = field(default_factory=dict)
    #: For an agency's key, the keys of its writers and signers.
    services_at: dict[str, list[str]] = field(default_factory=dict)

    def office(self, letter: str) -> Person:
        return self.first(Role.ADMINISTRATOR, letter)

    def manager(self, letter: str) -> Person:
        return self.first(Role.TEAM_MANAGER, letter)

    def first(self, role: Role, letter: str) -> Person:
        """Whoever was named first for this role at the authority of that letter."""
        held = self.authorities[letter].roles.filter(role=role.value).select_related("person").order_by("pk")
        return held[0].person


def address_of(name: str) -> str:
    """A work address under .example for a name in any Latin spelling: "Siân Pryce-Mostyn" -> sian.pryce-mostyn."""
    plain = normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() or letter in " -" else "" for letter in plain).split()
    return ".".join(words) + "@partnership.example"


def fill_people(data: dict, *, days: Days, at: datetime, filled_on: date) -> Cast:
    """Partnership, authorities, agencies, people, roles, accounts for the one-click sign-in, and rooms."""
    cast = Cast()
    partnership = found_partnership(name=data["name"], at=at, is_demo=True, filled_on=filled_on)
    for letter, row in data["authorities"].items():
        cast.authorities[letter] = add_authority(
            partnership=partnership, name=row["name"], letter=letter, procedures=row["set"],
            email=f"conferences.{letter.lower()}@partnership.example", telephone=row["telephone"], at=at,
        )  # fmt: skip
    for key, row in data["agencies"].items():
        cast.agencies[key] = add_agency(
            name=row["name"], kind=AgencyKind(row["kind"]), email=f"{key}@partnership.example",
            authorities=[cast.authorities[letter] for letter in row["serves"]],
            telephone="01632 960150", by=None, at=at,
        )  # fmt: skip
    for key, row in data["people"].items():
        cast.people[key] = _fill_person(key, row, cast, at=at)
    for letter, rooms in data["rooms"].items():
        for room in rooms:
            cast.rooms[room["name"]] = add_room(
                authority=cast.authorities[letter], by=cast.office(letter), at=at, in_use_from=SINCE, **room
            )
    return cast


def _fill_person(key: str, row: dict, cast: Cast, *, at: datetime) -> Person:
    person = name_person(
        name=row["name"],
        email=address_of(row["name"]),
        job_title=row["title"],
        telephone="01632 960140",
        by=None,
        at=at,
    )
    confirm_email(person=person, by=None, at=at)
    for held in row["roles"]:
        role, _, place = held.partition("@")
        where = (
            {"authority": cast.authorities[place]}
            if place in cast.authorities
            else {"agency": cast.agencies[place]}
        )
        give_role(person=person, role=Role(role), from_on=SINCE, by=None, at=at, **where)
        if role in WRITING:
            cast.services_at.setdefault(place, []).append(key)
    open_demo_account(person=person)
    return person
