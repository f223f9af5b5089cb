"""People, agencies and roles, kept by the office (decisions 2, 4 and 11)."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from partnership import audit
from partnership.models import Account, Agency, AgencyServes, Person, RoleHeld
from partnership.queries import authorities_where, places_kept_by, roles_of
from procedures.reckoning import listed, london_day
from procedures.words import AgencyKind, Role


class Refused(Exception):
    """It can't be done. The message is a sentence for the person."""


def check_office(*, person: Person, by: Person | None, at) -> None:
    """The way in of somebody who works for another authority is that office's. Raises Refused.

    People of an agency stay with each office that the agency serves. Without `by` it is the installation itself.
    """
    if by is None:
        return
    today = london_day(at)
    kept = authorities_where(by, Role.ADMINISTRATOR, today=today)
    others = roles_of(person, today=today).exclude(authority=None).exclude(authority__in=kept)
    if names := sorted(set(others.values_list("authority__name", flat=True))):
        raise Refused(f"{person.name} also works for {listed(names)}: their office changes this.")


@transaction.atomic
def name_person(*, name: str, email: str, job_title: str = "", telephone: str = "", by: Person, at) -> Person:
    """Make somebody known. They have no role and no account yet."""
    person = Person.objects.create(
        name=name.strip(),
        email=email.strip().lower(),
        job_title=job_title.strip(),
        telephone=telephone.strip(),
    )
    audit.write(at=at, person=by, action="name_person", kind="Person", refs=[person.ref])
    return person


@transaction.atomic
def change_person(
    *, person: Person, name: str, email: str, job_title: str, telephone: str, by: Person, at
) -> Person:
    """Correct how somebody is called or reached. Another e-mail address is unconfirmed again, and signs in.

    Raises Refused where another signs in with that address, or another office keeps this person's way in.
    """
    before = {field: getattr(person, field) for field in ("name", "email", "job_title", "telephone")}
    after = {
        "name": name.strip(),
        "email": email.strip().lower(),
        "job_title": job_title.strip(),
        "telephone": telephone.strip(),
    }
    changed = sorted(field for field in before if before[field] != after[field])
    for field in changed:
        setattr(person, field, after[field])
    if "email" in changed:
        check_office(person=person, by=by, at=at)
        if Account.objects.filter(email=after["email"]).exclude(person=person).exists():
            raise Refused("Somebody else already signs in with this e-mail address. Use another one.")
        person.email_confirmed_at = None
        Account.objects.filter(person=person).update(email=after["email"])
    person.save()
    audit.write(
        at=at, person=by, action="change_person", kind="Person", refs=[person.ref], facts={"changed": changed}
    )
    return person


@transaction.atomic
def confirm_email(*, person: Person, by: Person, at) -> None:
    """The office has checked with the agency or the authority that this address is this person's (decisions 11).

    Raises Refused.
    """
    check_office(person=person, by=by, at=at)
    person.email_confirmed_at = at
    person.save(update_fields=["email_confirmed_at"])
    audit.write(at=at, person=by, action="confirm_email", kind="Person", refs=[person.ref])


@transaction.atomic
def give_role(
    *, person: Person, role: Role, authority=None, agency=None, from_on, to_on=None, by: Person, at
) -> RoleHeld:
    """Let `person` hold `role` from one day on, until the last day where one is given. Raises Refused."""
    if role.of_agency != (agency is not None):
        place = "an agency" if role.of_agency else "an authority"
        raise Refused(f"The role “{role.label}” is held at {place}.")
    _check_giver(person, authority or agency, by=by, at=at)
    overlapping = RoleHeld.objects.filter(person=person, role=role, authority=authority, agency=agency)
    overlapping = overlapping.exclude(to_on__lt=from_on)
    if to_on is not None:
        overlapping = overlapping.filter(from_on__lte=to_on)
    if overlapping.exists():
        raise Refused(
            "They already hold this role there at that time. End that one first, or choose later days."
        )
    held = RoleHeld.objects.create(
        person=person, role=role, authority=authority, agency=agency, from_on=from_on, to_on=to_on
    )
    _write_role(held, action="give_role", by=by, at=at)
    return held


def _check_giver(person, place, *, by, at):
    """Nobody raises themselves, and no office gives what is another's; without `by` it is the installation itself."""
    if by is None:
        return
    if by == person:
        raise Refused("You can't give a role to yourself. Ask another administrator to give it to you.")
    authorities, agencies = places_kept_by(by, today=london_day(at))
    if place not in [*authorities, *agencies]:
        raise Refused(f"Roles at {place.name} are given by their own office.")


@transaction.atomic
def end_role(*, held: RoleHeld, to_on, by: Person, at) -> RoleHeld:
    """The last day of a role. It bites the day after; a day in the past bites at once. Raises Refused."""
    if to_on < held.from_on:
        raise Refused("The last day can't be before the first.")
    held.to_on = to_on
    held.save(update_fields=["to_on"])
    _write_role(held, action="end_role", by=by, at=at)
    return held


def _write_role(held, *, action, by, at):
    place = held.agency or held.authority
    facts = {
        "role": held.role,
        "from_on": str(held.from_on),
        "to_on": str(held.to_on) if held.to_on else None,
    }
    audit.write(
        at=at, person=by, action=action, kind="Person", refs=[held.person.ref, place.ref], facts=facts
    )


@transaction.atomic
def close_account(*, person: Person, by: Person, at) -> None:
    """Nobody signs in as `person` any more, and whoever is signed in is out with the next request.

    A link that still waits would open the account again, so it is over too. Raises Refused.
    """
    check_office(person=person, by=by, at=at)
    Account.objects.filter(person=person).update(is_active=False, closed_at=at)
    person.enrolments.filter(used_at=None, replaced_at=None).update(replaced_at=at)
    _end_sessions(person)
    audit.write(at=at, person=by, action="close_account", kind="Person", refs=[person.ref])


@transaction.atomic
def open_account(*, person: Person, by: Person, at) -> None:
    """The account signs in again, with the password and second factor that it had. Raises Refused."""
    check_office(person=person, by=by, at=at)
    Account.objects.filter(person=person).update(is_active=True, closed_at=None)
    audit.write(at=at, person=by, action="open_account", kind="Person", refs=[person.ref])


@transaction.atomic
def reset_second_factor(*, person: Person, by: Person, at) -> None:
    """For somebody who lost telephone and recovery codes: the next sign-in sets up a new one. Raises Refused."""
    check_office(person=person, by=by, at=at)
    Authenticator.objects.filter(user__person=person).delete()
    _end_sessions(person)
    audit.write(at=at, person=by, action="reset_second_factor", kind="Person", refs=[person.ref])


def _end_sessions(person):
    Account.objects.filter(person=person).update(session_epoch=F("session_epoch") + 1)


@transaction.atomic
def add_agency(
    *,
    name: str,
    kind: AgencyKind,
    authorities,
    email: str = "",
    telephone: str = "",
    parent=None,
    by: Person,
    at,
) -> Agency:
    """A school, surgery or service that may be invited, and the authorities that it serves."""
    agency = Agency.objects.create(
        name=name.strip(), kind=kind, email=email.strip().lower(), telephone=telephone.strip(), parent=parent
    )
    for authority in authorities:
        AgencyServes.objects.create(agency=agency, authority=authority)
    facts = {"kind": str(kind), "authorities": [authority.ref for authority in authorities]}
    audit.write(at=at, person=by, action="add_agency", kind="Agency", refs=[agency.ref], facts=facts)
    return agency
