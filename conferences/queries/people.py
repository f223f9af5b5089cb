"""Whom a form of this floor offers to choose from."""

from django.db.models import Q

from partnership.models import Person, RoleHeld
from partnership.queries import RELATION_OF_ROLE, holders
from procedures.access import Action, refusal
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
    """Who can be invited by name: whoever's role, at an agency that serves the authority or at it, knows conferences."""
    knows = [
        role
        for role, relation in RELATION_OF_ROLE.items()
        if refusal(Action.SEE_CONFERENCES, relations=frozenset({relation})) is None
    ]
    held = RoleHeld.objects.current(today=today).filter(
        Q(agency__authorities=authority) | Q(authority=authority), role__in=knows
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
