"""Whom to invite, read from the facts by SCD-03: the agency, the circumstance, and the reason in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from conferences.models import INVITED_STATES, Adult, AdultService, Child, ChildService, Conference
from conferences.queries.children import family_adults
from partnership.models import Agency, Person
from partnership.queries import holders
from procedures.words import AgencyKind, Circumstance, ConferenceKind, Responsibility, Role

NEWBORN_DAYS = 28
HEALTH_VISITING_UNTIL = 5  # years

#: The circumstance under which an agency that works with a child is asked.
BY_CHILDS_SERVICE = {
    AgencyKind.MIDWIFERY: Circumstance.MIDWIFERY,
    AgencyKind.HEALTH_VISITING: Circumstance.HEALTH_VISITING,
    AgencyKind.SCHOOL_NURSING: Circumstance.SCHOOL_NURSING,
    AgencyKind.GP: Circumstance.GP,
    AgencyKind.PAEDIATRICS: Circumstance.PAEDIATRICS,
    AgencyKind.ORIGINATING_AUTHORITY: Circumstance.ORIGIN,
}
#: Reviews: the nominated lead health practitioner and agreed others; the GP is asked to both.
LED_AT_REVIEWS = frozenset(
    {AgencyKind.MIDWIFERY, AgencyKind.HEALTH_VISITING, AgencyKind.SCHOOL_NURSING, AgencyKind.PAEDIATRICS}
)


@dataclass(frozen=True)
class Proposal:
    """One agency to be asked, and why. `person` where the rule itself names one."""

    agency: Agency
    circumstance: Circumstance
    reason: str
    person: Person | None = None
    report_expected: bool = True


@dataclass(frozen=True)
class Facts:
    """What the rules look at, read once."""

    conference: Conference
    children: list[Child]
    adults: list[Adult]
    child_services: list[ChildService]
    adult_services: list[AdultService]
    initial: bool
    today: object

    def serving(self, kind: AgencyKind) -> list[Agency]:
        """Agencies of that kind that serve the conference's authority."""
        return [agency for agency in self.conference.authority.agencies.all() if agency.kind == kind]


def facts_for(conference: Conference, *, today) -> Facts:
    """The children, adults and services of the conference as they are today."""
    rows = conference.children.select_related("child", "child__carried_by")
    children = [row.child for row in rows]
    adults = list(family_adults(conference.family, today=today))
    return Facts(
        conference=conference,
        children=children,
        adults=adults,
        child_services=list(
            ChildService.objects.current(today=today)
            .filter(child__in=children)
            .select_related("child", "child__carried_by", "agency")
            .order_by("pk")
        ),
        adult_services=list(
            AdultService.objects.current(today=today)
            .filter(adult__in=adults)
            .select_related("adult", "agency")
            .order_by("pk")
        ),
        initial=any(ConferenceKind(row.kind).counts_as_initial for row in rows),
        today=today,
    )


def social_care(facts: Facts) -> Iterator[Proposal]:
    """Social worker, manager where necessary: of the worker's own agency, where several serve the authority."""
    had = facts.conference.family.responsibilities.current(today=facts.today)
    found = had.filter(kind=Responsibility.OPERATIONAL.value).select_related("person").first()
    worker = found.person if found else None
    places = set(worker.roles.current(today=facts.today).values_list("agency", flat=True)) if worker else ()
    agencies = sorted(
        facts.serving(AgencyKind.CHILDRENS_SOCIAL_CARE), key=lambda agency: agency.pk not in places
    )
    for agency in agencies[:1]:
        yield Proposal(
            agency, Circumstance.SOCIAL_CARE, "Children’s social care has the case.", person=worker
        )


def education(facts: Facts) -> Iterator[Proposal]:
    """SCD-12: the child's school at every initial and every review."""
    for service in facts.child_services:
        kind = AgencyKind(service.agency.kind)
        if kind.is_education:
            reason = f"{kind.label} of {service.child.shown_name}, expected at every conference (SCD-12)."
            yield Proposal(service.agency, Circumstance.EDUCATION, reason)


def midwifery(facts: Facts) -> Iterator[Proposal]:
    """Unborn and newborn children, also where nobody has recorded a midwife yet."""
    for child in facts.children:
        newborn = child.born_on is not None and (facts.today - child.born_on).days <= NEWBORN_DAYS
        if (child.unborn or newborn) and not _has(facts, child, AgencyKind.MIDWIFERY):
            for agency in facts.serving(AgencyKind.MIDWIFERY):
                yield Proposal(
                    agency,
                    Circumstance.MIDWIFERY,
                    f"Unborn or newborn: {child.shown_name}.",
                )


def health_visiting(facts: Facts) -> Iterator[Proposal]:
    """Initial: a health visitor for each child under 5, recorded or not."""
    for child in facts.children if facts.initial else []:
        age = child.age(on=facts.today)
        if (
            age is not None
            and age < HEALTH_VISITING_UNTIL
            and not _has(facts, child, AgencyKind.HEALTH_VISITING)
        ):
            for agency in facts.serving(AgencyKind.HEALTH_VISITING)[:1]:
                yield Proposal(agency, Circumstance.HEALTH_VISITING, f"Under 5: {child.shown_name}.")


def services_of_children(facts: Facts) -> Iterator[Proposal]:
    """Everybody who works with a child; at reviews of health services the nominated lead, where there is one."""
    led = {service.child_id for service in facts.child_services if service.is_lead_health}
    for service in facts.child_services:
        kind = AgencyKind(service.agency.kind)
        if kind.is_education:
            continue
        others = kind in LED_AT_REVIEWS and service.child_id in led and not service.is_lead_health
        if not facts.initial and others:
            continue
        lead = not facts.initial and service.is_lead_health
        circumstance = (
            Circumstance.LEAD_HEALTH if lead else BY_CHILDS_SERVICE.get(kind, Circumstance.WITH_CHILD)
        )
        name = service.child.shown_name
        reason = (
            f"Nominated lead health practitioner for {name}." if lead else f"{kind.label} works with {name}."
        )
        yield Proposal(service.agency, circumstance, reason)


def services_of_adults(facts: Facts) -> Iterator[Proposal]:
    """Those who work with the parents or other adults of the family."""
    for service in facts.adult_services:
        gp = service.agency.kind == AgencyKind.GP
        reason = f"GP of {service.adult.name}." if gp else f"Works with {service.adult.name}."
        yield Proposal(service.agency, Circumstance.GP if gp else Circumstance.WITH_ADULT, reason)


def police(facts: Facts) -> Iterator[Proposal]:
    """Every initial, with a report in all cases."""
    for agency in facts.serving(AgencyKind.POLICE) if facts.initial else []:
        yield Proposal(
            agency,
            Circumstance.POLICE,
            "Police are asked to every initial conference and report in all cases.",
        )


def origin(facts: Facts) -> Iterator[Proposal]:
    """CON-08: the originating authority of a transfer, where it stands among the agencies and nobody recorded it."""
    transferred = ConferenceKind.TRANSFER_IN.value in {row.kind for row in facts.conference.children.all()}
    recorded = any(_has(facts, child, AgencyKind.ORIGINATING_AUTHORITY) for child in facts.children)
    for agency in facts.serving(AgencyKind.ORIGINATING_AUTHORITY) if transferred and not recorded else []:
        yield Proposal(
            agency,
            Circumstance.ORIGIN,
            "The originating authority keeps responsibility until the conference (CON-08).",
        )


def reviewing_officer(facts: Facts) -> Iterator[Proposal]:
    """CON-11: a looked-after child's independent reviewing officer; reads, and writes no report of an agency."""
    looked_after = [child for child in facts.children if child.looked_after_since]
    officer = holders(Role.REVIEWING_OFFICER, authority=facts.conference.authority, today=facts.today).first()
    for agency in facts.serving(AgencyKind.CHILDRENS_SOCIAL_CARE)[:1] if looked_after and officer else []:
        yield Proposal(
            agency,
            Circumstance.REVIEWING_OFFICER,
            f"Looked after: {looked_after[0].shown_name}.",
            person=officer,
            report_expected=False,
        )


def earlier(facts: Facts) -> Iterator[Proposal]:
    """A review: those who were asked to the conference before."""
    before = facts.conference.follows
    asked = before.invitations.filter(state__in=INVITED_STATES) if before else []
    officer = Circumstance.REVIEWING_OFFICER.value  # asked by a rule of its own, above
    for invitation in asked.exclude(circumstance=officer).select_related("agency") if before else []:
        reason = f"Was asked to the conference before, {before.code}."
        yield Proposal(invitation.agency, Circumstance.EARLIER, reason)


RULES = (
    social_care,
    education,
    midwifery,
    health_visiting,
    services_of_children,
    services_of_adults,
    police,
    origin,
    reviewing_officer,
    earlier,
)


def proposals(conference: Conference, *, today) -> list[Proposal]:
    """Whom SCD-03 asks for on today's facts: one row an agency (and named officer), all its reasons together."""
    facts = facts_for(conference, today=today)
    return merged(proposal for rule in RULES for proposal in rule(facts))


def merged(found: Iterable[Proposal]) -> list[Proposal]:
    """One row an agency: the first circumstance leads, every different reason is kept."""
    rows: dict[tuple, Proposal] = {}
    for proposal in found:
        key = (proposal.agency.pk, proposal.circumstance == Circumstance.REVIEWING_OFFICER)
        first = rows.get(key)
        if first is None:
            rows[key] = proposal
        elif proposal.circumstance != Circumstance.EARLIER and proposal.reason not in first.reason:
            rows[key] = replace(first, reason=f"{first.reason} {proposal.reason}")
    return list(rows.values())


def _has(facts: Facts, child: Child, kind: AgencyKind) -> bool:
    return any(
        service.child_id == child.pk and service.agency.kind == kind for service in facts.child_services
    )
