"""What may not be said to whom, read from the case: one reader at a time."""

import pytest
from django.utils import timezone

from conferences import operations
from conferences.models import Address, AddressKnownTo
from conferences.tests.factories import children_of, make_family, make_setting, mother_of
from partnership.tests.factories import make_authority
from procedures.reckoning import london_day
from reports.protected import Protected, find
from reports.queries.protected import (
    People,
    Reading,
    hidden_from_anybody,
    of_other_families,
    protected_values,
)
from reports.tests.two_homes import TwoHomes

pytestmark = pytest.mark.django_db


def today():
    """A whole run may pass midnight."""
    return london_day(timezone.now())


LONG_AGO = today().replace(year=today().year - 2, day=1)


class Case(TwoHomes):
    def hidden(self, **reader):
        values = protected_values(self.conference, Reading(**reader), today=today())
        return [(value.kind.value, value.text) for value in values]


@pytest.fixture
def case():
    return Case()


HOME = [("address", "14 Larch Close\nStowmere"), ("postcode", "LT4 7KQ")]


def test_the_father_may_not_learn_the_home_the_telephone_or_the_school(case):
    school = ("setting", case.setting.school.name)
    assert case.hidden(adult=case.father) == [*HOME, ("telephone", "07700 900147"), school]


def test_the_mother_knows_her_own_home_and_not_the_fathers(case):
    assert case.hidden(adult=case.mother) == [
        ("address", "3 Quay Street\nStowmere"),
        ("telephone", "07700 900258"),
    ]


def test_a_child_knows_where_it_lives_and_with_whom(case):
    assert case.hidden(child=case.zoe) == [
        ("address", "3 Quay Street\nStowmere"),
        ("telephone", "07700 900258"),
    ]


def test_professionals_work_with_the_school_and_are_told_no_address(case):
    assert case.hidden() == [
        *HOME,
        ("address", "3 Quay Street\nStowmere"),
        ("telephone", "07700 900147"),
        ("telephone", "07700 900258"),
    ]


def test_whoever_is_listed_knows_an_address(case):
    AddressKnownTo.objects.create(address=case.home, adult=case.father)
    AddressKnownTo.objects.create(address=case.home, agency=case.setting.police)
    assert case.hidden(adult=case.father) == [("telephone", "07700 900147")]
    assert HOME[0] not in case.hidden(agency=case.setting.police)
    assert HOME[0] in case.hidden(agency=case.setting.health)
    assert HOME[0] in case.hidden()


def test_an_address_that_is_not_confidential_is_known_to_all(case):
    Address.objects.filter(pk=case.home.pk).update(confidential=False)
    assert case.hidden(adult=case.father) == [("telephone", "07700 900147")]


def test_a_refuge_stays_protected_after_they_moved_on(case):
    case.lives([case.mother, case.zoe, case.ivy], "9 Birch Avenue", from_on=today())
    assert HOME[0] in case.hidden(adult=case.father)
    assert HOME[0] not in case.hidden(adult=case.mother)


def test_where_a_child_is_placed_the_carers_name_is_protected_from_the_parents(case):
    carer = case.adult("Bryony Close", family=make_family(case.setting, names=(), ages=(), name="Close"))
    case.lives([carer, case.ivy], "7 Mill Court", from_on=today())
    placed = [("address", "7 Mill Court"), ("placement", "Bryony Close")]
    assert [value for value in case.hidden(adult=case.mother) if value in placed] == placed
    assert placed[1] not in case.hidden()
    assert placed[1] not in case.hidden(child=case.ivy)
    people = People.of(case.conference, today=today())
    kinds = {value.kind for value in hidden_from_anybody(people, today=today())}
    assert kinds == {
        Protected.ADDRESS,
        Protected.POSTCODE,
        Protected.TELEPHONE,
        Protected.PLACEMENT,
    }


def test_the_days_on_which_people_of_the_conference_were_born_are_known(case):
    people = People.of(case.conference, today=today())
    assert people.born() == {case.zoe.born_on, case.ivy.born_on}


def test_whose_an_address_is_stands_beside_it(case):
    values = protected_values(case.conference, Reading(adult=case.father), today=today())
    assert values[0].whose == "Małgorzata Nowak, Zoë O’Driscoll, Ivy O’Driscoll"


def test_it_is_the_same_number_of_queries_whatever_the_size_of_the_family(case, django_assert_num_queries):
    with django_assert_num_queries(7):
        case.hidden(adult=case.father)
    for number in range(4):
        case.lives(
            [case.adult(f"Aunt{number} Nowak", telephone=f"01632 96010{number}")], f"{number + 1} Mill Lane"
        )
    with django_assert_num_queries(7):
        case.hidden(adult=case.father)


def others(case, text):
    people = People.of(case.conference, today=today())
    values = of_other_families(case.conference, text, today=today(), people=people)
    return [text[hit.start : hit.end] for hit in find(text, values)]


def another_family(case, *, name="Thistlewood", setting=None):
    setting = setting or case.setting
    family = make_family(setting, names=(f"Maud {name}",), ages=(7,), name=name)
    child = children_of(family)[0]
    child.known_as = "Maudie"
    child.save()
    case.lives([child, mother_of(family)], "21 Quarry Road\nStowmere", "LT9 1AB", family=family)
    return family


def test_names_and_addresses_of_another_open_case_are_questioned(case):
    another_family(case)
    text = "Maudie Thistlewood and Zoë O’Driscoll were seen at 21 Quarry Rd, LT91AB, with Maud Thistlewood’s dog."
    assert others(case, text) == ["Maudie Thistlewood", "21 Quarry Rd", "LT91AB", "Maud Thistlewood"]


def test_a_closed_case_another_authority_and_a_namesake_are_not(case):
    text = "Maud Thistlewood came with Małgorzata Nowak from 14 Larch Close."
    family = another_family(case)
    operations.add_child(family=case.family, name="Maud Thistlewood", born_on=LONG_AGO, **case.common)
    assert others(case, text) == []
    family.opened_on = family.closed_on = LONG_AGO
    family.save()
    another_family(case, setting=make_setting(authority=make_authority()))
    assert others(case, "Maud Thistlewood of 21 Quarry Road") == []


def test_a_home_that_two_families_share_is_no_other_familys(case):
    family = another_family(case)
    operations.record_residence(
        family=family,
        people=[children_of(family)[0]],
        from_on=today(),
        address=case.home,
        **case.common,
    )
    assert others(case, "seen at 14 Larch Close") == []


def test_words_that_name_nobody_ask_nothing_of_the_search(case):
    another_family(case)
    people = People.of(case.conference, today=today())
    assert of_other_families(case.conference, "All is well.", today=today(), people=people) == []
