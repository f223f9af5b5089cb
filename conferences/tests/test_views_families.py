from datetime import date, timedelta

import pytest
from django.urls import reverse

from conferences import operations
from conferences.models import Adult, Child, Enquiry, Family, Residence
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import (
    children_of,
    make_conference,
    make_enquiry,
    make_family,
    make_setting,
    mother_of,
)
from conferences.tests.pages import day, errors_of, text_of, token_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_person
from procedures.words import Role

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def office(setting):
    return client_for(setting.office)


@pytest.fixture
def family(setting):
    return make_family(setting)


def url(name, *refs):
    return reverse(f"conferences:{name}", args=refs)


# The list


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    setting, office, number, django_assert_num_queries
):
    for _ in range(number):
        make_family(setting)
    office.get(url("families"))
    with django_assert_num_queries(12):
        response = office.get(url("families"))
    assert len(response.context["page"].object_list) == number


def test_the_list_is_one_row_of_the_audit_with_what_it_showed(office, family):
    office.get(url("families"))
    row = AuditRow.objects.get(action="see_families")
    assert (row.kind, row.refs, row.outcome) == ("Family", family.ref, "allowed")


@pytest.mark.parametrize(("search", "number"), [("driscoll", 1), ("Zoë", 1), ("małgorzata", 2)])
def test_a_family_is_found_by_its_name_or_its_members_and_no_name_stands_in_the_address(
    setting, office, family, search, number
):
    make_family(setting, names=("Réamonn",), ages=(1,), name="Ó Faoláin")
    response = office.post(url("families"), {"name": search})
    found = list(response.context["page"].object_list)
    assert family in found
    assert len(found) == number
    assert response.wsgi_request.get_full_path() == "/families/"


def test_a_family_is_found_by_its_reference(setting, office, family):
    make_family(setting)
    response = office.post(url("families"), {"name": family.code.lower().replace("-", "")})
    assert list(response.context["page"].object_list) == [family]


def test_nothing_found_says_what_to_do(office, family):
    text = text_of(office.post(url("families"), {"name": "Quilliam"}))
    assert "No family found" in text
    assert "No families yet" in text_of(client_for(make_setting().office).get(url("families")))


def test_a_name_that_is_too_long_to_search_for_is_a_sentence(office):
    assert errors_of(office.post(url("families"), {"name": "x" * 201}))["name"]


def test_a_long_search_says_how_many_there_are(setting, office, monkeypatch):
    monkeypatch.setattr("conferences.views.families.PAGE", 2)
    for _ in range(3):
        make_family(setting)
    assert "3 families found. The first 2 are shown" in text_of(
        office.post(url("families"), {"name": "Dris"})
    )
    assert "Next page" in text_of(office.get(url("families")))


def test_invited_agencies_have_no_list_of_families(setting):
    assert client_for(setting.dsl).get(url("families")).status_code == 403


# Opening a case


def test_a_social_worker_opens_a_case_and_has_it(setting):
    worker = client_for(setting.worker)
    response = worker.post(url("new_family"), {"name": "D’Souza", "authority": setting.authority.ref})
    family = Family.objects.get()
    assert response.headers["Location"] == url("family", family.ref)
    page = worker.get(url("family", family.ref))
    assert page.status_code == 200
    assert "No children yet" in text_of(page)


def test_the_office_opens_a_case_for_nobody_yet(setting, office):
    page = office.get(url("new_family"))
    assert page.context["form"].initial["authority"] == setting.authority.ref
    office.post(url("new_family"), {"name": "O", "authority": setting.authority.ref})
    family = Family.objects.get()
    assert family.name == "O"
    assert "Nobody is recorded" in text_of(office.get(url("family", family.ref)))


@pytest.mark.parametrize(
    "name",
    [
        "Ó",
        "O'Driscoll",
        "D’Souza",
        "محمد",
        "Nguyễn Thị Hương",
        "J",
        "Maria da Conceição Ferreira de Albuquerque",
    ],
)
def test_names_are_as_people_have_them(setting, office, name):
    office.post(url("new_family"), {"name": name, "authority": setting.authority.ref})
    family = Family.objects.get()
    assert family.name == name
    assert name in text_of(office.get(url("family", family.ref)))
    assert b'<bdi class="look-name">' in office.get(url("family", family.ref)).content


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter the family’s name"),
        ("x" * 2000, "The family’s name must be 200 characters or fewer. It has 2000"),
        ("\u200b\u202e", "Enter the family’s name: it has no letter yet"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_what_is_no_name_is_told_by_its_field_and_stays_in_the_box(setting, office, name, sentence):
    response = office.post(url("new_family"), {"name": name, "authority": setting.authority.ref})
    assert errors_of(response) == {"name": [sentence]}
    assert response.context["form"]["name"].value() == name
    assert Family.objects.count() == 0


def test_markup_in_a_name_is_text(setting, office):
    office.post(url("new_family"), {"name": "<b>O'Neil</b>", "authority": setting.authority.ref})
    content = office.get(url("family", Family.objects.get().ref)).content
    assert b"<b>O" not in content
    assert b"&lt;b&gt;O&#x27;Neil" in content


def test_a_case_is_opened_in_ones_own_authority(setting, office):
    elsewhere = make_setting()
    response = office.post(url("new_family"), {"name": "Abara", "authority": elsewhere.authority.ref})
    assert errors_of(response) == {"authority": ["Choose the authority"]}


def test_the_same_form_sent_twice_opens_one_case(setting, office):
    token = token_of(office.get(url("new_family")))
    data = {"name": "Abara", "authority": setting.authority.ref, "token": token}
    first, second = office.post(url("new_family"), data), office.post(url("new_family"), data, follow=True)
    assert Family.objects.count() == 1
    assert first.headers["Location"] == second.redirect_chain[0][0]
    assert "already recorded" in text_of(second)


# One family


def test_the_page_of_a_family_shows_who_is_who(setting, office, family, monday):
    mother, (zoe, ivy) = mother_of(family), children_of(family)
    operations.record_residence(
        family=family,
        people=[zoe, mother],
        lines="1 Quay",
        postcode="ZZ99 1AA",
        from_on=TODAY,
        by=setting.office,
        at=monday,
    )
    operations.add_service(
        family=family, member=mother, agency=setting.health, from_on=TODAY, by=setting.office, at=monday
    )
    make_conference(setting, family=family)
    text = text_of(office.get(url("family", family.ref)))
    for expected in (
        "Zoë O’Driscoll",
        "9 years",
        "Mother",
        "Has parental responsibility",
        "1 Quay",
        "ZZ99 1AA",
        "Confidential",
        setting.school.name,
        setting.health.name,
        setting.worker.name,
        "Monday 2 March 2026",
        "Initial conference",
        "Section 47 enquiry recorded",
    ):
        assert expected in text
    assert ivy.name in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_family_asks_as_often_for_three_children_as_for_one(
    setting, office, number, django_assert_num_queries
):
    names = ("Chinwe", "Obi", "Grace")[:number]
    family = make_family(setting, names=names, ages=(16, 13, 10)[:number])
    make_enquiry(setting, family)
    office.get(url("family", family.ref))
    with django_assert_num_queries(33):
        office.get(url("family", family.ref))


def test_a_designated_manager_reads_and_changes_nothing(setting, family):
    client = client_for(make_person(Role.DESIGNATED_MANAGER, at=setting.authority))
    page = client.get(url("family", family.ref))
    assert "Add a child" not in text_of(page)
    assert "Ask for a conference" not in text_of(page)
    assert client.get(url("add_child", family.ref)).status_code == 403


def test_a_baby_is_under_one_year(setting, office):
    family = make_family(setting, names=("Réamonn",), ages=(0,))
    assert "under one year" in text_of(office.get(url("family", family.ref)))


# Children


BORN = {"born": "yes", "name": "Oisín", "sex": "male"} | day("born_on", date(2017, 5, 6))


def test_a_child_is_added(office, family):
    response = office.post(url("add_child", family.ref), BORN)
    assert response.headers["Location"] == url("family", family.ref)
    child = Child.objects.get(name="Oisín")
    assert (child.born_on, child.sex) == (date(2017, 5, 6), "male")
    assert "The child has been added" in text_of(office.get(url("family", family.ref)))


def test_an_unborn_child_is_added_with_the_mother_and_what_was_hidden_is_left_out(office, family):
    mother = mother_of(family)
    data = BORN | {"born": "no", "name": "", "carried_by": mother.ref} | day("expected_on", date(2026, 6, 1))
    office.post(url("add_child", family.ref), data)
    child = Child.objects.get(expected_on=date(2026, 6, 1))
    assert (child.born_on, child.carried_by) == (None, mother)
    text = text_of(office.get(url("family", family.ref)))
    assert "Unborn baby of Małgorzata Nowak" in text
    assert "Change or record the birth" in text


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"born": ""}, {"born": ["Choose whether the child is born"]}),
        ({"name": ""}, {"name": ["Enter the child’s full name"]}),
        (
            {"name": "y" * 201},
            {"name": ["The child’s full name must be 200 characters or fewer. It has 201"]},
        ),
        (
            {"born_on_day": "", "born_on_month": "", "born_on_year": ""},
            {"born_on": ["Enter the date of birth"]},
        ),
        (
            {"born_on_month": "13"},
            {"born_on": ["The date of birth must have a month from 1 to 12, or its name, like March"]},
        ),
        (
            {"born_on_year": "2027"},
            {
                "born_on": [
                    "The date of birth is in the future. For a child not born yet, give the expected date instead."
                ]
            },
        ),
        ({"born": "no"}, {"expected_on": ["Enter the expected date of birth"]}),
        (
            {"born": "no", "expected_on_day": "1"},
            {"expected_on": ["The expected date of birth must include a month and a year"]},
        ),
    ],
)
def test_what_is_wrong_with_a_child_is_told_by_its_field(office, family, changed, errors):
    response = office.post(url("add_child", family.ref), BORN | changed)
    assert errors_of(response) == errors
    assert Child.objects.filter(name="Oisín").count() == 0
    assert response.context["form"]["sex"].value() == "male"


def test_a_birth_is_recorded_on_the_childs_page(setting, office):
    family = make_family(setting, names=(), ages=(), unborn=1)
    child = children_of(family)[0]
    page = office.get(url("change_child", family.ref, child.ref))
    assert page.context["form"]["born"].value() == "no"
    assert page.context["form"]["carried_by"].value() == child.carried_by.ref
    office.post(url("change_child", family.ref, child.ref), BORN | day("born_on", TODAY))
    child.refresh_from_db()
    assert (child.name, child.born_on) == ("Oisín", TODAY)
    assert child.expected_on == TODAY + timedelta(weeks=16)


def test_a_wrong_change_of_a_child_loses_nothing(office, family):
    child = children_of(family)[0]
    data = BORN | {"first_language": "Polish"} | day("born_on", TODAY + timedelta(days=1))
    response = office.post(url("change_child", family.ref, child.ref), data)
    assert "born_on" in errors_of(response)
    assert response.context["form"]["first_language"].value() == "Polish"


def test_a_child_of_another_family_is_not_found_here(setting, office, family):
    other = children_of(make_family(setting))[0]
    assert office.get(url("change_child", family.ref, other.ref)).status_code == 404


# Adults


def test_an_adult_is_added_and_then_related_to_each_child(office, family):
    response = office.post(url("add_adult", family.ref), {"name": "Çetin Yılmaz", "interpreter_needed": "on"})
    adult = Adult.objects.get(name="Çetin Yılmaz")
    assert adult.interpreter_needed
    assert response.headers["Location"] == url("relationships", family.ref, adult.ref)
    zoe, ivy = children_of(family)
    data = {f"kinship_{zoe.ref}": "father", f"pr_{zoe.ref}": "yes", f"kinship_{ivy.ref}": ""}
    assert office.post(response.headers["Location"], data).headers["Location"] == url("family", family.ref)
    assert [(row.child, row.kinship) for row in adult.relationships.all()] == [(zoe, "father")]


def test_an_adult_of_a_case_without_children_is_related_to_nobody_yet(office, setting):
    family = make_family(setting, names=(), ages=())
    response = office.post(url("add_adult", family.ref), {"name": "Çetin Yılmaz"})

    assert response.headers["Location"] == url("family", family.ref)
    assert "Once a child is added" in office.get(url("family", family.ref)).content.decode()


def test_parental_responsibility_is_asked_for(office, family):
    mother, zoe = mother_of(family), children_of(family)[0]
    page = url("relationships", family.ref, mother.ref)
    assert office.get(page).context["form"].initial[f"kinship_{zoe.ref}"] == "mother"
    errors = errors_of(office.post(page, {f"kinship_{zoe.ref}": "father"}))
    sentence = "Choose whether they have parental responsibility for Zoë O’Driscoll"
    assert errors == {f"pr_{zoe.ref}": [sentence]}


def test_an_adult_is_changed(office, family):
    mother = mother_of(family)
    page = url("change_adult", family.ref, mother.ref)
    assert office.get(page).context["form"]["name"].value() == "Małgorzata Nowak"
    future = day("born_on", TODAY + timedelta(days=1))
    assert errors_of(office.post(page, {"name": "M"} | future)) == {
        "born_on": ["The date of birth is in the future."]
    }
    office.post(page, {"name": "Małgorzata", "telephone": "07700 900123"})
    mother.refresh_from_db()
    assert (mother.name, mother.telephone) == ("Małgorzata", "07700 900123")


def test_a_wrong_adult_is_told(office, family):
    response = office.post(url("add_adult", family.ref), {"name": "", "telephone": "0" * 41})
    assert errors_of(response) == {
        "name": ["Enter the adult’s full name"],
        "telephone": ["Telephone (optional) must be 40 characters or fewer"],
    }
    late = day("born_on", TODAY + timedelta(days=1))
    assert "born_on" in errors_of(office.post(url("add_adult", family.ref), {"name": "J"} | late))


# Homes, agencies, who has the case


def test_who_lives_where_is_recorded(office, family):
    zoe, mother = children_of(family)[0], mother_of(family)
    data = {"children": [zoe.ref], "adults": [mother.ref], "lines": "1 Quay", "confidential": "on"}
    office.post(url("residence", family.ref), data | day("from_on", date(2025, 1, 1)))
    rows = Residence.objects.all()
    assert {row.child or row.adult for row in rows} == {zoe, mother}
    assert rows[0].address.confidential
    ivy = children_of(family)[1]
    again = {"children": [ivy.ref], "address": rows[0].address.ref} | day("from_on", date(2025, 1, 1))
    office.post(url("residence", family.ref), again)
    assert Residence.objects.get(child=ivy).address == rows[0].address


def test_a_home_needs_somebody_and_an_address(office, family):
    errors = errors_of(office.post(url("residence", family.ref), day("from_on", TODAY)))
    assert errors == {
        "children": ["Choose at least one child or adult"],
        "lines": ["Enter the address, or choose one recorded already"],
    }
    zoe = children_of(family)[0]
    data = {"children": [zoe.ref], "lines": "1 Quay"} | day("from_on", TODAY + timedelta(days=1))
    assert errors_of(office.post(url("residence", family.ref), data)) == {
        "from_on": ["The day they moved in is in the future."]
    }


def test_an_agency_is_added_for_a_child_or_an_adult(setting, office, family):
    ivy, mother = children_of(family)[1], mother_of(family)
    data = {"member": ivy.ref, "agency": setting.health.ref, "is_lead_health": "on"} | day("from_on", TODAY)
    office.post(url("service", family.ref), data)
    assert ivy.services.get().is_lead_health
    assert "Lead health practitioner" in text_of(office.get(url("family", family.ref)))
    office.post(url("service", family.ref), data | {"member": mother.ref})
    assert mother.services.get().agency == setting.health
    errors = errors_of(office.post(url("service", family.ref), data))
    assert errors == {"agency": [f"{setting.health.name} is recorded for them already."]}


def test_who_has_the_case_is_changed(setting, office, family):
    colleague = make_person(Role.SOCIAL_WORKER, at=setting.authority, name="Imogen Tacchi")
    data = {"person": colleague.ref, "kind": "operational"} | day("from_on", TODAY)
    office.post(url("allocate", family.ref), data)
    text = text_of(office.get(url("family", family.ref)))
    assert "Who has the case Imogen Tacchi" in text
    assert f"{setting.worker.name} : Operational responsibility" in text
    assert errors_of(office.post(url("allocate", family.ref), {"kind": ""}))["person"] == [
        "Choose who has the case"
    ]
    late = data | day("from_on", TODAY + timedelta(days=1))
    assert errors_of(office.post(url("allocate", family.ref), late)) == {
        "from_on": ["The day is in the future."]
    }


def test_an_agency_that_stopped_is_no_longer_shown(setting, office, family):
    zoe, ivy = children_of(family)
    form = url("end_service", family.ref, zoe.ref, setting.school.ref)
    assert setting.school.name in text_of(office.get(form))
    assert errors_of(office.post(form, day("to_on", TODAY + timedelta(days=1)))) == {
        "to_on": ["The day is in the future."]
    }
    office.post(form, day("to_on", TODAY - timedelta(days=1)))
    assert setting.school.name not in text_of(office.get(url("family", family.ref)))
    assert office.get(form).status_code == 404
    assert office.get(url("end_service", family.ref, ivy.ref, setting.health.ref)).status_code == 404


def test_who_leaves_the_family_belongs_to_it_until_that_day(office, family):
    zoe, mother = children_of(family)[0], mother_of(family)
    form = url("leave", family.ref, mother.ref)
    assert "When did Małgorzata Nowak leave the family?" in text_of(office.get(form))
    assert errors_of(office.post(form, {})) == {"to_on": ["Enter the last day"]}
    early = errors_of(office.post(form, day("to_on", TODAY - timedelta(days=1))))
    assert early == {"to_on": ["The day is before they joined the family."]}
    office.post(url("leave", family.ref, zoe.ref), day("to_on", TODAY))
    assert zoe.memberships.get().to_on == TODAY
    assert family.memberships.current(today=TODAY + timedelta(days=1)).filter(child=zoe).count() == 0
    assert office.get(url("leave", family.ref, "x" * 16)).status_code == 404


# Enquiries


def enquiring(family, **changed):
    zoe = children_of(family)[0]
    return (
        {f"about_{zoe.ref}": "on", f"concern_{zoe.ref}": "Seen alone."} | day("strategy_on", TODAY) | changed
    )


def test_an_enquiry_is_recorded_and_shown(office, family):
    response = office.post(url("add_enquiry", family.ref), enquiring(family, **day("decided_on", TODAY)))
    assert response.headers["Location"] == url("family", family.ref)
    enquiry = Enquiry.objects.get()
    assert [row.concern for row in enquiry.children.all()] == ["Seen alone."]
    assert "Seen alone." in text_of(office.get(url("family", family.ref)))


def test_wrong_enquiries_are_told_by_their_fields(office, family):
    page = url("add_enquiry", family.ref)
    zoe = children_of(family)[0]
    tomorrow = TODAY + timedelta(days=1)
    cases = [
        (
            day("strategy_on", tomorrow),
            {
                "strategy_on": [
                    "The strategy discussion is in the future. Record the enquiry once it has taken place."
                ]
            },
        ),
        (
            day("decided_on", TODAY - timedelta(days=1)),
            {"decided_on": ["The decision to hold a conference can’t be before the strategy discussion."]},
        ),
        (
            {f"concern_{zoe.ref}": " "},
            {f"concern_{zoe.ref}": ["Enter the concern about Zoë O’Driscoll"]},
        ),
        ({f"about_{zoe.ref}": ""}, {"__all__": ["Choose at least one child that the enquiry is about."]}),
        (
            {"strategy_on_year": "26"},
            {
                "strategy_on": [
                    "Write the year of the date of the strategy discussion with four digits, like 2026"
                ]
            },
        ),
    ]
    for changed, errors in cases:
        assert errors_of(office.post(page, enquiring(family, **changed))) == errors
    assert Enquiry.objects.count() == 0


def test_what_an_enquiry_found_is_recorded(setting, office, family):
    enquiry = make_enquiry(setting, family)
    zoe = children_of(family)[0]
    page = url("change_enquiry", family.ref, enquiry.ref)
    assert office.get(page).context["form"]["strategy_on"].value() == TODAY
    office.post(page, {f"result_{zoe.ref}": "likely"} | day("strategy_on", TODAY))
    assert enquiry.children.get(child=zoe).result == "likely"
    assert "significant harm likely" in text_of(office.get(url("family", family.ref)))
    late = day("strategy_on", TODAY + timedelta(days=1))
    assert "strategy_on" in errors_of(office.post(page, late))


def test_an_enquiry_of_another_family_is_not_found_here(setting, office, family):
    other = make_enquiry(setting, make_family(setting))
    assert office.get(url("change_enquiry", family.ref, other.ref)).status_code == 404
