"""Families and conferences for tests, brought to each state by the moves that the service makes.

`make_setting()` gives an authority with its people and agencies; `make_family(setting)` a family of two children;
`make_conference(setting, state="booked")` a conference on that way. `at` is now unless a test says otherwise.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

from django.utils import timezone

from conferences import operations
from conferences.models import Adult, Child, Conference, Enquiry, Family, Invitation
from conferences.operations import ChildAsked, ChildOutcome
from conferences.queries.children import proposed_children, suggested_kind
from partnership.models import Agency, Authority, Person
from partnership.tests.factories import make_agency, make_authority, make_person
from procedures.reckoning import LONDON, london_day
from procedures.words import (
    AgencyKind,
    Attending,
    Category,
    ConferenceKind,
    Kinship,
    Outcome,
    ParentalResponsibility,
    Responsibility,
    Role,
    WayIn,
)
from procedures.workflow import InvitationState
from procedures.working_days import shipped_calendar

CALENDAR = shipped_calendar()
WAYS = {"requested": 0, "convened": 1, "booked": 2, "held": 3, "closed": 4}


@dataclass(frozen=True)
class Setting:
    """An authority with one person for every role, and one agency of each kind that a conference needs."""

    authority: Authority
    office: Person
    manager: Person
    chair: Person
    worker: Person
    social_care: Agency
    school: Agency
    teacher: Person  # writes the school's report
    dsl: Person  # signs it
    police: Agency
    officer: Person  # writes and signs for the police
    health: Agency
    midwifery: Agency

    def people(self) -> SimpleNamespace:
        return SimpleNamespace(
            **{name: value for name, value in vars(self).items() if isinstance(value, Person)}
        )


def make_setting(*, procedure_set="derbyshire", authority=None) -> Setting:
    """A whole authority to hold conferences in."""
    authority = authority or make_authority(procedure_set=procedure_set)
    school = make_agency(authority, kind=AgencyKind.EDUCATION_SCHOOL)
    police = make_agency(authority, kind=AgencyKind.POLICE)
    return Setting(
        authority=authority,
        office=make_person(Role.ADMINISTRATOR, at=authority),
        manager=make_person(Role.TEAM_MANAGER, at=authority),
        chair=make_person(Role.CHAIR, at=authority),
        worker=make_person(Role.SOCIAL_WORKER, at=authority),
        social_care=make_agency(authority, kind=AgencyKind.CHILDRENS_SOCIAL_CARE),
        school=school,
        teacher=make_person(Role.AGENCY_WRITER, at=school),
        dsl=make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=school),
        police=police,
        officer=make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=police),
        health=make_agency(authority, kind=AgencyKind.HEALTH_VISITING),
        midwifery=make_agency(authority, kind=AgencyKind.MIDWIFERY),
    )


def years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def make_family(
    setting: Setting,
    *,
    names=("Zoë O’Driscoll", "Ivy O’Driscoll"),
    ages=(9, 2),
    unborn=0,
    name="O’Driscoll",
    at=None,
) -> Family:
    """A family with a mother, its children (`ages` in years), `unborn` more, and a school for those of school age."""
    at = at or timezone.now()
    day = london_day(at)
    common = {"by": setting.office, "at": at}
    family = operations.open_family(authority=setting.authority, name=name, worker=setting.worker, **common)
    mother = operations.add_adult(family=family, name="Małgorzata Nowak", **common)
    for child_name, age in zip(names, ages, strict=True):
        child = operations.add_child(family=family, name=child_name, born_on=years_before(day, age), **common)
        _relate(family, mother, child, common)
        if age >= 5:
            operations.add_service(
                family=family, member=child, agency=setting.school, from_on=years_before(day, 1), **common
            )
    for _ in range(unborn):
        expected = day + timedelta(weeks=16)
        child = operations.add_child(family=family, expected_on=expected, carried_by=mother, **common)
        _relate(family, mother, child, common)
    return family


def _relate(family, mother, child, common):
    operations.relate(
        family=family,
        adult=mother,
        child=child,
        kinship=Kinship.MOTHER,
        parental_responsibility=ParentalResponsibility.YES,
        **common,
    )


def mother_of(family: Family) -> Adult:
    """The adult that `make_family` made."""
    return Adult.objects.get(memberships__family=family)


def children_of(family: Family) -> list[Child]:
    """The children that `make_family` made, eldest first."""
    return list(Child.objects.filter(memberships__family=family))


def make_enquiry(setting: Setting, family: Family, *, strategy_on=None, decided_on=None, at=None) -> Enquiry:
    """A section 47 enquiry on every child of the family, begun on the day of `at`."""
    at = at or timezone.now()
    return operations.record_enquiry(
        family=family,
        strategy_on=strategy_on or london_day(at),
        decided_on=decided_on,
        concerns={child: "Seen alone at home in the evening." for child in children_of(family)},
        by=setting.worker,
        at=at,
    )


def asked_about(family: Family, *, follows=None, kind=None, at=None) -> list[ChildAsked]:
    """Every child that CON-04 proposes, with the kind that the form suggests and a safety plan."""
    day = london_day(at or timezone.now())
    return [
        ChildAsked(
            child=child,
            kind=ConferenceKind(kind or suggested_kind(child, follows)),
            reason="Likely to suffer significant harm without a plan.",
            interim_safety_plan="Grandmother stays at night.",
            safety_plan_shared_on=day,
        )
        for child in proposed_children(family, today=day)
    ]


def make_conference(
    setting: Setting,
    *,
    state="booked",
    family=None,
    follows=None,
    kind=None,
    strategy_on=None,
    starts_at=None,
    at=None,
) -> Conference:
    """A conference brought to `state`: requested, not_convened, convened, booked, held, closed or cancelled.

    An initial after an enquiry; with `follows` (a held conference) a review of it.
    """
    at = at or timezone.now()
    family = family or (follows.family if follows else make_family(setting, at=at))
    enquiry = None if follows else make_enquiry(setting, family, strategy_on=strategy_on, at=at)
    conference = operations.request_conference(
        family=family,
        way_in=WayIn.REVIEW_DUE if follows else WayIn.ENQUIRY,
        enquiry=enquiry,
        follows=follows,
        children=asked_about(family, follows=follows, kind=kind, at=at),
        by=setting.worker,
        at=at,
    )
    if state == "not_convened":
        return decide(setting, conference, convened=False, at=at)
    way = WAYS.get(state, WAYS["booked"])
    if way >= WAYS["convened"]:
        decide(setting, conference, at=at)
    if way >= WAYS["booked"]:
        book(setting, conference, starts_at=starts_at, at=at)
    if way >= WAYS["held"]:
        hold(setting, conference, at=at)
    if way >= WAYS["closed"]:
        operations.close(conference=conference, by=setting.office, at=at)
    if state == "cancelled":
        operations.cancel(
            conference=conference, reason="Below quorum.", safety="As agreed.", by=setting.office, at=at
        )
    return conference


def decide(setting: Setting, conference: Conference, *, convened=True, at=None) -> Conference:
    """The decision to convene, or not, with a reason for each child."""
    at = at or timezone.now()
    return operations.decide_convening(
        conference=conference,
        convened=convened,
        decided_by=setting.manager,
        consulted=setting.chair,
        decided_on=london_day(at),
        reasons={row.child: "The enquiry found that harm is likely." for row in conference.children.all()},
        by=setting.office,
        at=at,
    )


def ten_o_clock(day: date) -> datetime:
    return datetime.combine(day, time(10), LONDON)


def book(setting: Setting, conference: Conference, *, starts_at=None, at=None) -> Conference:
    """Date, chair and place fixed: ten working days on, at ten, unless told otherwise."""
    at = at or timezone.now()
    return operations.move(
        conference=conference,
        name="fix_date",
        starts_at=starts_at or ten_o_clock(CALENDAR.add(london_day(at), 10)),
        chair=setting.chair,
        place="Lark 1, Larkmere Civic Centre",
        by=setting.office,
        at=at,
    )


def hold(
    setting: Setting, conference: Conference, *, held_on=None, outcome=Outcome.PLAN, at=None
) -> Conference:
    """Recorded as held, with the same outcome for every child."""
    at = at or timezone.now()
    return operations.hold(
        conference=conference,
        held_on=held_on or london_day(at),
        outcomes=[
            ChildOutcome(row.child, outcome, Category.NEGLECT if outcome == Outcome.PLAN else None)
            for row in conference.children.all()
        ],
        calendar=CALENDAR,
        by=setting.chair,
        at=at,
    )


def make_invitation(
    setting: Setting,
    conference: Conference | None = None,
    *,
    agency=None,
    state="invited",
    person=None,
    at=None,
) -> Invitation:
    """An invitation of `agency` (the school) brought to `state`; the conference must be booked past "proposed"."""
    at = at or timezone.now()
    conference = conference or make_conference(setting, at=at)
    invitation = operations.add_invitation(
        conference=conference,
        agency=agency or setting.school,
        person=person,
        reason="School of Zoë O’Driscoll.",
        by=setting.office,
        at=at,
    )
    if state == "proposed":
        return invitation
    send(setting, conference, invitation, at=at)
    if state == "withdrawn":
        operations.withdraw_invitation(
            invitation=invitation, reason="Another school.", by=setting.office, at=at
        )
    elif state != "invited":
        operations.answer_invitation(
            invitation=invitation,
            answer=InvitationState(state),
            how="" if state == "apologies" else Attending.IN_PERSON,
            colleague_name="Hương" if state == "sending_a_colleague" else "",
            apology_reason="On leave." if state == "apologies" else "",
            by=setting.dsl,
            at=at,
        )
    return invitation


def send(setting: Setting, conference: Conference, *invitations: Invitation, at=None) -> None:
    """The invitations go out."""
    operations.invite(
        conference=conference,
        invitations=list(invitations),
        calendar=CALENDAR,
        short_notice_reason="Convened late.",
        by=setting.office,
        at=at or timezone.now(),
    )


def allocate_in_line(setting: Setting, family: Family, person: Person, *, from_on: date, at=None):
    """SCD-01: `person` once had line-management responsibility for the case."""
    return operations.allocate(
        family=family,
        person=person,
        kind=Responsibility.LINE,
        from_on=from_on,
        by=setting.office,
        at=at or timezone.now(),
    )
