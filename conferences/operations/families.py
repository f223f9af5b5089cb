"""What is recorded of a family: who belongs to it, who is what to whom, who lives where, who works with them."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from conferences.models import (
    Address,
    Adult,
    AdultService,
    CaseResponsibility,
    Child,
    ChildService,
    Conference,
    Family,
    FamilyMembership,
    Relationship,
    Residence,
    new_code,
)
from conferences.operations.moves import Refused, note_family, raise_facts
from procedures.reckoning import london_day
from procedures.words import ConferenceKind, Kinship, ParentalResponsibility, Responsibility

LONGEST_EXPECTATION = timedelta(days=310)
FUTURE_BIRTH = "The date of birth is in the future. For a child not born yet, give the expected date instead."
BORN_OR_EXPECTED = "Give the date of birth, or for an unborn child the expected date."


@transaction.atomic
def open_family(*, authority, name: str, by, at, worker=None) -> Family:
    """Open a family's case at `authority`, allocated to `worker` where one is named."""
    day = london_day(at)
    family = Family.objects.create(
        authority=authority, name=name, opened_on=day, code=new_code(authority.letter)
    )
    if worker is not None:
        CaseResponsibility.objects.create(
            family=family, person=worker, kind=Responsibility.OPERATIONAL.value, from_on=day
        )
    note_family(family=family, what="opened", by=by, at=at, worker=worker)
    return family


@transaction.atomic
def add_child(*, family: Family, by, at, from_on=None, **details) -> Child:
    """A child of the family, born (name, born_on) or unborn (expected_on, carried_by)."""
    _check_birth(details, today=london_day(at))
    child = Child.objects.create(**details)
    FamilyMembership.objects.create(family=family, child=child, from_on=from_on or london_day(at))
    note_family(family=family, what="child_added", by=by, at=at, child=child)
    return child


def _check_birth(details: dict, *, today) -> None:
    born_on, expected_on = details.get("born_on"), details.get("expected_on")
    if born_on is None and expected_on is None:
        raise Refused(BORN_OR_EXPECTED, field="born_on")
    if born_on is not None and born_on > today:
        raise Refused(FUTURE_BIRTH, field="born_on")
    if born_on is None and expected_on > today + LONGEST_EXPECTATION:
        raise Refused("The expected date is more than ten months away. Check the year.", field="expected_on")
    looked_after_since = details.get("looked_after_since")
    if looked_after_since is not None and looked_after_since > today:
        raise Refused("This day is in the future.", field="looked_after_since")
    if born_on is not None and not details.get("name"):
        raise Refused("Give the child’s name.", field="name")


@transaction.atomic
def change_child(*, family: Family, child: Child, by, at, **details) -> Child:
    """Correct a child's details, or record a birth. Dates that moved are told to the child's conferences."""
    _check_birth(details, today=london_day(at))
    _check_conferences_held(child, details.get("born_on"))
    moved = child.born_on != details.get("born_on") or child.expected_on != details.get("expected_on")
    Child.objects.filter(pk=child.pk).update(**details)
    child.refresh_from_db()
    if moved:
        raise_facts(pk__in=Conference.objects.filter(children__child=child).values("pk"))
    note_family(family=family, what="child_changed", by=by, at=at, child=child)
    return child


def record_birth(*, family: Family, child: Child, name: str, born_on, by, at) -> Child:
    """An unborn child was born: POL-08's review is reckoned from this day now."""
    return change_child(
        family=family, child=child, name=name, born_on=born_on, expected_on=child.expected_on, by=by, at=at
    )


def _check_conferences_held(child: Child, born_on) -> None:
    if born_on is None:
        return
    held = child.conferences.exclude(kind=ConferenceKind.PRE_BIRTH.value).filter(
        conference__held_on__lt=born_on, child__born_on__isnull=False
    )
    if row := held.select_related("conference").first():
        on, code = row.conference.held_on, row.conference.code
        raise Refused(
            f"The child was at conference {code} on {on:%-d %B %Y}, so can’t be born after that day.",
            field="born_on",
        )


@transaction.atomic
def add_adult(*, family: Family, by, at, from_on=None, **details) -> Adult:
    """A parent, carer or other adult of the family or household."""
    day = london_day(at)
    if details.get("born_on") and details["born_on"] > day:
        raise Refused("The date of birth is in the future.", field="born_on")
    adult = Adult.objects.create(**details)
    FamilyMembership.objects.create(family=family, adult=adult, from_on=from_on or day)
    note_family(family=family, what="adult_added", by=by, at=at, adult=adult)
    return adult


@transaction.atomic
def change_adult(*, family: Family, adult: Adult, by, at, **details) -> Adult:
    """Correct an adult's details."""
    if details.get("born_on") and details["born_on"] > london_day(at):
        raise Refused("The date of birth is in the future.", field="born_on")
    Adult.objects.filter(pk=adult.pk).update(**details)
    adult.refresh_from_db()
    note_family(family=family, what="adult_changed", by=by, at=at, adult=adult)
    return adult


@transaction.atomic
def relate_all(
    *,
    family: Family,
    adult: Adult,
    related: list[tuple[Child, Kinship, ParentalResponsibility]],
    by,
    at,
) -> None:
    """What this adult is to each of these children, with parental responsibility or not (FAM-03).

    Replaces what stood there for the same child.
    """
    for child, kinship, responsibility in related:
        Relationship.objects.update_or_create(
            adult=adult,
            child=child,
            defaults={"kinship": str(kinship), "parental_responsibility": str(responsibility)},
        )
    told = {child.ref: [str(kinship), str(responsibility)] for child, kinship, responsibility in related}
    note_family(family=family, what="related", by=by, at=at, adult=adult, children=told)


def relate(
    *,
    family: Family,
    adult: Adult,
    child: Child,
    kinship: Kinship,
    parental_responsibility: ParentalResponsibility,
    by,
    at,
) -> None:
    """`relate_all` for one child."""
    relate_all(family=family, adult=adult, related=[(child, kinship, parental_responsibility)], by=by, at=at)


@transaction.atomic
def end_membership(*, family: Family, member: Child | Adult, to_on, by, at) -> None:
    """From the day after `to_on` this person is no longer of the family; nothing is removed."""
    column = "child" if isinstance(member, Child) else "adult"
    rows = FamilyMembership.objects.filter(family=family, to_on=None, **{column: member})
    if to_on > london_day(at):
        raise Refused("The day is in the future.", field="to_on")
    if rows.filter(from_on__gt=to_on).exists():
        raise Refused("The day is before they joined the family.", field="to_on")
    rows.update(to_on=to_on)
    note_family(family=family, what="left", by=by, at=at, member=member, to_on=to_on)


@transaction.atomic
def record_residence(
    *,
    family: Family,
    people: list,
    from_on,
    by,
    at,
    lines: str = "",
    postcode: str = "",
    confidential: bool = True,
    address: Address | None = None,
) -> Address:
    """From `from_on` these children and adults live at the address, a new one or one known already.

    What they had before ends the day before. Confidential unless said otherwise.
    """
    if from_on > london_day(at):
        raise Refused("The day they moved in is in the future.", field="from_on")
    if address is None:
        address = Address.objects.create(lines=lines, postcode=postcode, confidential=confidential)
    for one in people:
        _moves_in(one, address, from_on)
    raise_facts(family=family)
    note_family(
        family=family, what="residence", by=by, at=at, address=address, people=[one.ref for one in people]
    )
    return address


def _moves_in(one: Child | Adult, address: Address, from_on) -> None:
    column = {"child" if isinstance(one, Child) else "adult": one}
    before = Residence.objects.filter(to_on=None, **column)
    if before.filter(address=address).exists():
        return
    if later := before.filter(from_on__gte=from_on).first():
        raise Refused(
            f"Somebody of them is recorded at another address from {later.from_on:%-d %B %Y}. Choose a later day.",
            field="from_on",
        )
    before.update(to_on=_day_before(from_on))
    Residence.objects.create(address=address, from_on=from_on, **column)


def _day_before(day):
    return day.fromordinal(day.toordinal() - 1)


@transaction.atomic
def allocate(
    *, family: Family, person, kind: Responsibility, from_on, by, at, to_on=None
) -> CaseResponsibility:
    """`person` has the case from that day (SCD-01, decisions 10). Whoever had it as worker until then hands over."""
    if from_on > london_day(at):
        raise Refused("The day is in the future.", field="from_on")
    if kind == Responsibility.OPERATIONAL and to_on is None:
        _hand_over(family, person, from_on)
    row, _ = CaseResponsibility.objects.get_or_create(
        family=family, person=person, kind=str(kind), from_on=from_on, defaults={"to_on": to_on}
    )
    raise_facts(family=family)
    note_family(family=family, what="allocated", by=by, at=at, person=person, kind=str(kind))
    return row


def _hand_over(family: Family, person, from_on) -> None:
    had = family.responsibilities.filter(kind=Responsibility.OPERATIONAL.value, to_on=None).exclude(
        person=person
    )
    for row in had:
        row.to_on = max(row.from_on, from_on)
        row.save(update_fields=["to_on"])


@transaction.atomic
def add_service(
    *, family: Family, member: Child | Adult, agency, from_on, by, at, is_lead_health: bool = False
) -> ChildService | AdultService:
    """An agency works with this child or adult from that day: whom to invite is read from it (SCD-03)."""
    if from_on > london_day(at):
        raise Refused("The day is in the future.", field="from_on")
    if _serves(member, agency):
        raise Refused(f"{agency.name} is recorded for them already.", field="agency")
    try:
        with transaction.atomic():
            row = _new_service(member, agency, from_on, is_lead_health)
    except IntegrityError:
        raise Refused(f"{agency.name} is recorded from that day already.", field="from_on") from None
    note_family(family=family, what="service_added", by=by, at=at, member=member, agency=agency)
    return row


def _serves(member: Child | Adult, agency) -> bool:
    return member.services.filter(agency=agency, to_on=None).exists()


def _new_service(member, agency, from_on, is_lead_health):
    if isinstance(member, Child):
        return ChildService.objects.create(
            child=member, agency=agency, from_on=from_on, is_lead_health=is_lead_health
        )
    return AdultService.objects.create(adult=member, agency=agency, from_on=from_on)


@transaction.atomic
def end_service(*, family: Family, member: Child | Adult, agency, to_on, by, at) -> None:
    """The agency no longer works with them after `to_on`: the next conference doesn't ask it."""
    if to_on > london_day(at):
        raise Refused("The day is in the future.", field="to_on")
    rows = member.services.filter(agency=agency, to_on=None)
    if rows.filter(from_on__gt=to_on).exists():
        raise Refused("The day is before the agency began to work with them.", field="to_on")
    rows.update(to_on=to_on)
    note_family(family=family, what="service_ended", by=by, at=at, member=member, agency=agency)
