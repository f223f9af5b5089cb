"""Whom a form of this floor offers to choose from."""

from django.db.models import Q

from partnership.models import Person, RoleHeld
from partnership.queries import holders
from procedures.words import Role


def case_holders(authority, *, today):
    """Who may have a case at that authority, now or before: workers, managers, and chairs who once were (SCD-01)."""
    held = RoleHeld.objects.current(today=today).filter(
        authority=authority, role__in=[Role.SOCIAL_WORKER, Role.TEAM_MANAGER, Role.CHAIR]
    )
    return Person.objects.filter(pk__in=held.values("person")).order_by("name")


def managers(authority, *, today):
    """The team managers who decide (CON-01)."""
    return holders(Role.TEAM_MANAGER, authority=authority, today=today)


def chairs(authority, *, today):
    """The child protection managers who are consulted and told (CON-01, CON-06)."""
    return holders(Role.CHAIR, authority=authority, today=today)


def invitable_people(authority, *, today):
    """Who can be invited by name: everybody with a role at an agency that serves the authority, or at it."""
    held = RoleHeld.objects.current(today=today).filter(
        Q(agency__authorities=authority) | Q(authority=authority)
    )
    return Person.objects.filter(pk__in=held.values("person")).order_by("name")


def people_of(agency, authority, *, today):
    """Who can be invited by name for that agency; for social care, whose people are the authority's, those too."""
    held = RoleHeld.objects.current(today=today).filter(
        Q(agency=agency)
        | Q(authority=authority, role__in=[Role.SOCIAL_WORKER, Role.TEAM_MANAGER, Role.REVIEWING_OFFICER])
    )
    if agency.kind != "childrens_social_care":
        held = held.filter(agency=agency)
    return Person.objects.filter(pk__in=held.values("person")).order_by("name")
