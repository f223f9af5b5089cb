from datetime import date, timedelta

import pytest

from conferences import operations
from conferences.models import Address, CaseResponsibility, Child, Residence
from conferences.operations import Refused
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import (
    allocate_in_line,
    children_of,
    make_conference,
    make_enquiry,
    make_family,
    make_setting,
    mother_of,
)
from partnership.tests.factories import make_person
from procedures.words import EnquiryResult, Kinship, ParentalResponsibility, Responsibility, Role

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def family(setting):
    return make_family(setting)


@pytest.fixture
def by(setting):
    return {"by": setting.office, "at": MONDAY}


def told(family):
    return [event.what for event in family.events.all()]


def test_a_familys_case_is_opened_and_allocated_with_its_history(setting, by):
    family = operations.open_family(authority=setting.authority, name="D’Souza", worker=setting.worker, **by)
    assert family.code[0] == setting.authority.letter
    assert family.opened_on == TODAY
    assert [row.person for row in family.responsibilities.all()] == [setting.worker]
    assert told(family) == ["opened"]
    unallocated = operations.open_family(authority=setting.authority, name="Nguyễn", **by)
    assert unallocated.responsibilities.count() == 0


# Children


def test_a_child_is_born_by_today(family, by):
    with pytest.raises(Refused, match="date of birth is in the future") as refused:
        operations.add_child(family=family, name="Oisín", born_on=TOMORROW, **by)
    assert refused.value.field == "born_on"
    assert Child.objects.filter(name="Oisín").count() == 0


def test_a_child_needs_a_day_of_birth_or_an_expected_day_and_once_born_a_name(family, by):
    with pytest.raises(Refused, match="Give the date of birth"):
        operations.add_child(family=family, name="Oisín", **by)
    with pytest.raises(Refused, match="Give the child’s name"):
        operations.add_child(family=family, born_on=TODAY, **by)


def test_a_date_that_can_not_be_is_questioned(family, by):
    with pytest.raises(Refused, match="more than ten months away") as refused:
        operations.add_child(family=family, expected_on=TODAY + timedelta(days=311), **by)
    assert refused.value.field == "expected_on"
    with pytest.raises(Refused, match="in the future") as refused:
        operations.add_child(family=family, name="Otis", born_on=TODAY, looked_after_since=TOMORROW, **by)
    assert refused.value.field == "looked_after_since"


def test_a_birth_is_told_to_every_conference_of_the_child(setting, by):
    family = make_family(setting, names=(), ages=(), unborn=1)
    conference = make_conference(setting, family=family)
    child, before = children_of(family)[0], conference.facts_version
    expected = child.expected_on
    operations.record_birth(family=family, child=child, name="Ivy", born_on=TODAY, **by)
    conference.refresh_from_db()
    assert conference.facts_version == before + 1
    assert (child.shown_name, child.born_on, child.expected_on) == ("Ivy", TODAY, expected)
    assert told(family)[0] == "child_changed"


def test_a_change_that_moves_no_date_leaves_the_clocks_alone(setting, by):
    conference = make_conference(setting)
    child, before = children_of(conference.family)[0], conference.facts_version
    operations.change_child(
        family=conference.family, child=child, name="Zoë Nowak", born_on=child.born_on, expected_on=None, **by
    )
    conference.refresh_from_db()
    assert (child.name, conference.facts_version) == ("Zoë Nowak", before)


def test_a_child_who_was_at_a_held_conference_is_not_born_after_it(setting, by):
    conference = make_conference(setting, state="held")
    child = children_of(conference.family)[0]
    later = {"by": setting.office, "at": MONDAY + timedelta(days=30)}
    with pytest.raises(Refused, match=f"at conference {conference.code} on 2 March 2026") as refused:
        operations.change_child(
            family=conference.family,
            child=child,
            name="Zoë",
            born_on=TODAY + timedelta(days=1),
            expected_on=None,
            **later,
        )
    assert refused.value.field == "born_on"


def test_a_child_of_a_pre_birth_conference_is_born_after_it(setting, by):
    family = make_family(setting, names=(), ages=(), unborn=1)
    make_conference(setting, family=family, state="held")
    child = children_of(family)[0]
    later = {"by": setting.office, "at": MONDAY + timedelta(days=90)}
    operations.record_birth(
        family=family, child=child, name="Ivy", born_on=TODAY + timedelta(days=80), **later
    )
    assert child.born_on == TODAY + timedelta(days=80)
    operations.change_child(
        family=family, child=child, name="Ivy", born_on=TODAY + timedelta(days=81), expected_on=None, **later
    )
    assert child.born_on == TODAY + timedelta(days=81)


def test_the_expected_day_of_an_unborn_child_moves_and_is_told_to_the_conferences(setting, by):
    family = make_family(setting, names=(), ages=(), unborn=1)
    conference = make_conference(setting, family=family)
    child, before = children_of(family)[0], conference.facts_version
    operations.change_child(family=family, child=child, born_on=None, expected_on=date(2026, 7, 1), **by)
    conference.refresh_from_db()
    assert (child.expected_on, conference.facts_version) == (date(2026, 7, 1), before + 1)


# Adults and relationships


def test_an_adult_is_born_by_today(family, by):
    with pytest.raises(Refused, match="in the future"):
        operations.add_adult(family=family, name="J Lockwood", born_on=TOMORROW, **by)
    adult = operations.add_adult(family=family, name="J Lockwood", **by)
    with pytest.raises(Refused, match="in the future"):
        operations.change_adult(family=family, adult=adult, name="J Lockwood", born_on=TOMORROW, **by)
    operations.change_adult(family=family, adult=adult, name="Jo Lockwood", born_on=date(1980, 1, 1), **by)
    assert (adult.name, adult.born_on) == ("Jo Lockwood", date(1980, 1, 1))
    assert told(family)[:2] == ["adult_changed", "adult_added"]


def test_a_relationship_is_corrected_in_place(family, by):
    mother, child = mother_of(family), children_of(family)[0]
    operations.relate(
        family=family,
        adult=mother,
        child=child,
        kinship=Kinship.STEP_PARENT,
        parental_responsibility=ParentalResponsibility.NOT_KNOWN,
        **by,
    )
    row = mother.relationships.get(child=child)
    assert (row.kinship, row.parental_responsibility) == ("step_parent", "not_known")


def test_somebody_leaves_the_family_without_being_removed(setting, family, by):
    child = children_of(family)[0]
    with pytest.raises(Refused, match="in the future"):
        operations.end_membership(family=family, member=child, to_on=TOMORROW, **by)
    with pytest.raises(Refused, match="before they joined"):
        operations.end_membership(family=family, member=child, to_on=TODAY - timedelta(days=1), **by)
    operations.end_membership(family=family, member=child, to_on=TODAY, **by)
    operations.end_membership(family=family, member=mother_of(family), to_on=TODAY, **by)
    assert family.memberships.current(today=TOMORROW).count() == 1
    assert family.memberships.count() == 3


# Who lives where


def test_whoever_moves_leaves_the_address_before(family, by):
    child, mother = children_of(family)[0], mother_of(family)
    old = operations.record_residence(
        family=family, people=[child, mother], lines="1 Quay", from_on=date(2025, 1, 1), **by
    )
    new = operations.record_residence(
        family=family, people=[child], lines="2 Mere", from_on=date(2026, 2, 1), confidential=False, **by
    )
    assert old.confidential and not new.confidential
    rows = Residence.objects.filter(child=child).order_by("from_on")
    assert [(row.address, row.from_on, row.to_on) for row in rows] == [
        (old, date(2025, 1, 1), date(2026, 1, 31)),
        (new, date(2026, 2, 1), None),
    ]
    assert Residence.objects.get(adult=mother).to_on is None


def test_recording_the_same_home_again_changes_nothing(family, by):
    child = children_of(family)[0]
    address = operations.record_residence(
        family=family, people=[child], lines="1 Quay", from_on=date(2025, 1, 1), **by
    )
    operations.record_residence(
        family=family, people=[child], address=address, from_on=date(2026, 1, 1), **by
    )
    assert Residence.objects.filter(child=child).count() == 1
    assert Address.objects.count() == 1


def test_a_home_is_not_in_the_future_nor_before_the_present_one(family, by):
    child = children_of(family)[0]
    with pytest.raises(Refused, match="in the future"):
        operations.record_residence(family=family, people=[child], lines="1 Quay", from_on=TOMORROW, **by)
    operations.record_residence(family=family, people=[child], lines="1 Quay", from_on=date(2026, 1, 1), **by)
    with pytest.raises(Refused, match="another address from 1 January 2026"):
        operations.record_residence(
            family=family, people=[child], lines="2 Mere", from_on=date(2025, 1, 1), **by
        )
    assert Residence.objects.filter(child=child).count() == 1


# Who has the case (SCD-01)


def test_the_worker_before_hands_over_and_the_line_stays_on_record(setting, family, by):
    colleague = make_person(Role.SOCIAL_WORKER, at=setting.authority)
    operations.allocate(family=family, person=colleague, kind=Responsibility.OPERATIONAL, from_on=TODAY, **by)
    allocate_in_line(setting, family, setting.manager, from_on=date(2025, 1, 1))
    rows = CaseResponsibility.objects.filter(family=family).order_by("pk")
    assert [(row.person, row.kind, row.to_on) for row in rows] == [
        (setting.worker, "operational", TODAY),
        (colleague, "operational", None),
        (setting.manager, "line", None),
    ]


def test_a_case_had_in_the_past_ends_nobody_elses(setting, family, by):
    former = make_person(Role.CHAIR, at=setting.authority)
    operations.allocate(
        family=family,
        person=former,
        kind=Responsibility.OPERATIONAL,
        from_on=date(2024, 1, 1),
        to_on=date(2024, 6, 1),
        **by,
    )
    assert family.responsibilities.get(person=setting.worker).to_on is None
    with pytest.raises(Refused, match="in the future"):
        operations.allocate(family=family, person=former, kind=Responsibility.LINE, from_on=TOMORROW, **by)


# Services


def test_an_agency_works_with_somebody_from_one_day_to_another(setting, family, by):
    child, mother = children_of(family)[1], mother_of(family)
    service = operations.add_service(
        family=family,
        member=child,
        agency=setting.health,
        from_on=date(2025, 1, 1),
        is_lead_health=True,
        **by,
    )
    assert service.is_lead_health
    operations.add_service(family=family, member=mother, agency=setting.health, from_on=TODAY, **by)
    with pytest.raises(Refused, match="recorded for them already"):
        operations.add_service(family=family, member=child, agency=setting.health, from_on=TODAY, **by)
    for day, sentence in ((TOMORROW, "in the future"), (date(2024, 12, 31), "before the agency began")):
        with pytest.raises(Refused, match=sentence):
            operations.end_service(family=family, member=child, agency=setting.health, to_on=day, **by)
    operations.end_service(family=family, member=child, agency=setting.health, to_on=TODAY, **by)
    service.refresh_from_db()
    assert service.to_on == TODAY
    with pytest.raises(Refused, match="from that day already"):
        operations.add_service(
            family=family, member=child, agency=setting.health, from_on=date(2025, 1, 1), **by
        )
    with pytest.raises(Refused, match="in the future"):
        operations.add_service(family=family, member=child, agency=setting.police, from_on=TOMORROW, **by)


# Section 47 enquiries


@pytest.mark.parametrize(
    ("strategy_on", "decided_on", "sentence", "field"),
    [
        (TOMORROW, None, "strategy discussion is in the future", "strategy_on"),
        (TODAY, TOMORROW, "decision to hold a conference is in the future", "decided_on"),
        (TODAY, TODAY - timedelta(days=1), "can’t be before the strategy discussion", "decided_on"),
    ],
)
def test_dates_of_an_enquiry_that_can_not_be(setting, family, strategy_on, decided_on, sentence, field):
    with pytest.raises(Refused, match=sentence) as refused:
        make_enquiry(setting, family, strategy_on=strategy_on, decided_on=decided_on)
    assert refused.value.field == field
    assert family.enquiries.count() == 0


def test_an_enquiry_is_about_a_child(setting, family, by):
    with pytest.raises(Refused, match="at least one child"):
        operations.record_enquiry(family=family, strategy_on=TODAY, concerns={}, **by)


def test_a_changed_enquiry_is_told_to_its_conferences_with_what_it_found(setting, by):
    conference = make_conference(setting)
    enquiry, before = conference.enquiry, conference.facts_version
    child = children_of(conference.family)[0]
    operations.change_enquiry(
        enquiry=enquiry,
        strategy_on=TODAY - timedelta(days=3),
        decided_on=TODAY,
        results={child: EnquiryResult.LIKELY},
        **by,
    )
    conference.refresh_from_db()
    assert conference.facts_version == before + 1
    assert enquiry.children.get(child=child).result == "likely"
    assert (enquiry.strategy_on, enquiry.decided_on) == (TODAY - timedelta(days=3), TODAY)


def test_an_enquiry_is_not_moved_behind_its_conference_or_onto_another(setting, by):
    conference = make_conference(setting, state="held")
    later = {"by": setting.office, "at": MONDAY + timedelta(days=30)}
    with pytest.raises(Refused, match=f"{conference.code} was held before"):
        operations.change_enquiry(enquiry=conference.enquiry, strategy_on=TOMORROW, **later)
    another = make_enquiry(setting, conference.family, strategy_on=TODAY - timedelta(days=9))
    with pytest.raises(Refused, match="already recorded"):
        operations.change_enquiry(enquiry=another, strategy_on=TODAY, **by)
