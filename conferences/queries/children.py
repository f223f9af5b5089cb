"""Which children a conference is about, and of which kind it is for each (CON-03, CON-04)."""

from django.db.models import Prefetch, Q

from conferences.models import Adult, Child, Conference, ConferenceChild, Family, Residence
from procedures.words import ConferenceKind

#: CON-03: the strictest leads. A review of two may be the initial of their new sister.
STRICTEST_FIRST = (
    ConferenceKind.INITIAL,
    ConferenceKind.TRANSFER_IN,
    ConferenceKind.PRE_BIRTH,
    ConferenceKind.RECONVENED,
    ConferenceKind.EARLY_REVIEW,
    ConferenceKind.REVIEW,
)


def leading_kind(kinds) -> ConferenceKind:
    """The kind by which the conference as a whole is called."""
    return min(
        (ConferenceKind(kind) for kind in kinds), key=STRICTEST_FIRST.index, default=ConferenceKind.INITIAL
    )


def family_children(family: Family, *, today):
    """The children who belong to the family today, eldest first, unborn last."""
    current = family.memberships.current(today=today).filter(child__isnull=False)
    return Child.objects.filter(pk__in=current.values("child")).select_related("carried_by")


def family_adults(family: Family, *, today):
    """The adults who belong to the family today, by name."""
    current = family.memberships.current(today=today).filter(adult__isnull=False)
    return Adult.objects.filter(pk__in=current.values("adult"))


def proposed_children(family: Family, *, today) -> list[Child]:
    """CON-04, decisions 9: the family's children and every child who lives where one of the family lives."""
    own = family_children(family, today=today)
    at_home = Residence.objects.current(today=today).filter(
        Q(child__in=own) | Q(adult__in=family_adults(family, today=today))
    )
    sharing = Residence.objects.current(today=today).filter(
        address__in=at_home.values("address"), child__isnull=False
    )
    both = Child.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=sharing.values("child")))
    return list(both.select_related("carried_by"))


def suggested_kind(child: Child, follows: Conference | None) -> ConferenceKind:
    """What the form proposes for a child; a child new to a review has an initial of their own (CON-03)."""
    if follows is not None and follows.children.filter(child=child).exists():
        return ConferenceKind.REVIEW
    return ConferenceKind.PRE_BIRTH if child.unborn else ConferenceKind.INITIAL


def children_in_order() -> Prefetch:
    """A conference's children with their names, for lists and mastheads."""
    return Prefetch("children", ConferenceChild.objects.select_related("child", "child__carried_by"))
