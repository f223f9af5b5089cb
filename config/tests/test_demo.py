"""The demo: filled once, whole or not at all, live on any day, and all of it invented."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
import yaml
from django.apps import apps
from django.core import mail
from django.db import transaction
from django.db.models import CharField, TextField

from conferences.models import Address, Child, Conference, Delay, Family
from conferences.queries.dates import leading_due
from config.demo import fill as filling
from config.demo.days import Days
from config.demo.fill import fill
from config.demo.people import address_of
from partnership.calendar import calendar_version, working_calendar
from partnership.models import Account, Agency, Authority, Partnership, Person, RoleHeld
from procedures.reckoning import LONDON, london_day
from procedures.words import Role
from procedures.working_days import shipped_calendar
from reports.gaps import gaps
from reports.models import Report, ReportVersion
from reports.queries.standing import standings
from reports.queries.writing import signed_material
from scheduling.models import Message
from scheduling.operations.mail import compose
from scheduling.queries.overseen import listed

pytestmark = pytest.mark.django_db
CALENDAR = shipped_calendar()
TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=LONDON)
FAMILIES = yaml.safe_load((filling.HERE / "families.yaml").read_text())


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo as filled on an ordinary Tuesday, once for the tests of this file that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        filled = fill(now=TUESDAY)
        with time_machine.travel(TUESDAY, tick=False):
            yield filled
        transaction.set_rollback(True)


def shown(name) -> Conference:
    """The conference that the demo shows of the family of that name."""
    return Conference.objects.filter(family__name=name).latest("pk")


def standing_of(name, agency):
    rows = standings(shown(name), calendar=working_calendar(), today=TUESDAY.date())
    return next(row for row in rows if row.invitation.agency.name == agency)


def wd(offset) -> date:
    return Days(today=TUESDAY.date(), calendar=CALENDAR).working(offset)


# What it shows.


def test_at_least_ten_families_in_authorities_that_differ_in_procedure_set(demo):
    assert demo.families == Family.objects.count() == len(FAMILIES) >= 10
    assert demo.people == Person.objects.count()
    assert set(Authority.objects.values_list("procedure_set", flat=True)) == {"derby", "derbyshire", "newham"}
    assert set(Family.objects.values_list("authority__letter", flat=True)) == {"L", "W", "S"}


def test_every_role_that_signs_in_has_somebody_with_an_account(demo):
    held = set(RoleHeld.objects.filter(person__account__is_active=True).values_list("role", flat=True))

    assert held == {role.value for role in Role} - {Role.PARENT.value, Role.YOUNG_PERSON.value}
    assert not Account.objects.filter(password__startswith="argon2").exists(), "one click, no password"


def test_each_family_shows_what_it_is_there_for(demo):
    today = TUESDAY.date()
    assert [shown(name).starts_at.hour for name in ("Okonkwo-Hargreaves", "O'Driscoll-Nowak")] == [10, 14]
    assert {shown(name).meets_on for name in ("Okonkwo-Hargreaves", "O'Driscoll-Nowak")} == {today}
    rows = standings(shown("Okonkwo-Hargreaves"), calendar=CALENDAR, today=today)
    assert len(rows) == 8 and all(row.is_in and row.family_has_seen_it for row in rows)

    school = standing_of("Haddad-Whitlock", "Thornwold High")
    assert (school.shared_late_by, school.is_in) == (3, False)
    surgery = standing_of("Ó Faoláin", "Mere Street Surgery")
    assert (surgery.left, surgery.report) == (0, None)
    assert standing_of("Ó Faoláin", "Larkmere Royal Hospital Paediatrics").is_medical
    assert standing_of("Ellery-Nkemelu", "Coldwater College").dues.share.due_on == wd(1)
    assert standing_of("Marlowe-Finch", "Saltmarsh Primary").dues.submit.due_on == wd(
        1
    )  # POL-12 in newham: 5

    assert leading_due(shown("Kovačević"), CALENDAR).due_on == shown("Kovačević").meets_on == wd(9)
    assert leading_due(shown("Pérez-Lockwood"), CALENDAR).due_on == wd(-2)
    assert shown("Abara-Winstanley").state == "requested"
    assert shown("Abara-Winstanley").children.count() == 5
    assert shown("Llewellyn-Shah").exclusions.get().ruling == ""
    unborn = Child.objects.get(born_on=None)
    assert unborn.expected_on - shown("Pemberton").meets_on == timedelta(days=84)
    jude = Child.objects.get(name="Jude Ellery-Nkemelu")
    assert jude.age(on=today + timedelta(days=14)) == 17
    assert jude.age(on=today + timedelta(days=15)) == 18


def test_a_delay_is_on_record_where_the_day_is_past_its_limit_and_nowhere_else(demo):
    late = set(Delay.objects.values_list("conference__family__name", "conference__starts_at__date"))

    assert late == {("Sørensen-Mbatha", wd(8)), ("Pérez-Lockwood", wd(1))}


def test_every_signed_report_lacks_nothing_and_shows_nothing_unnamed(demo):
    versions = ReportVersion.objects.select_related("report")
    assert versions.count() >= 30
    for version in versions:
        material = signed_material(version)
        assert gaps(material, today=london_day(version.signed_at)) == [], version.report.invitation.agency
        assert "{" not in version.content.replace('{"', "").replace(":{", ":").replace("[{", "["), (
            "a name is not filled in"
        )
    assert set(Report.objects.values_list("state", flat=True)) == {
        "drafting",
        "for_sign_off",
        "returned",
        "signed",
    }


def test_a_baby_says_nothing_about_pancakes(demo):
    for version in ReportVersion.objects.filter(report__invitation__conference=shown("Ó Faoláin")):
        assert "pancakes" not in version.content
    for version in ReportVersion.objects.filter(report__invitation__conference=shown("Pemberton")):
        assert "Unborn said" not in version.content and "child_words" not in version.content


def test_services_of_adults_and_homes_report_in_words_of_their_own(demo):
    found = ReportVersion.objects.filter(report__invitation__conference__authority__letter__in="LW")
    kinds = {"probation": "Vasquez-Thorne", "substance_misuse": "Pemberton", "housing": "Jørgensen-Malik"}
    for kind, family in kinds.items():
        (version,) = found.filter(report__invitation__agency__kind=kind)
        assert version.report.invitation.conference.family.name == family
        assert "Breakfast club" not in version.content and "pancakes" not in version.content
    for version in found.filter(report__invitation__agency__kind="police"):
        assert not [words for words in ("pancakes", "Named adult", "named adult") if words in version.content]


def test_every_state_was_reached_by_a_move_that_left_its_row(demo):
    for conference in Conference.objects.exclude(state="requested"):
        moves = set(conference.events.values_list("move", flat=True))
        assert {"request", "convene"} <= moves, moves
    for report in Report.objects.exclude(state="drafting"):
        assert report.events.filter(move__in=["ask_for_sign_off", "sign"]).exists()


# What is due, and what will be sent.


def test_what_is_due_is_complete_at_first_sight_and_past_conferences_are_not_on_it(demo):
    today = TUESDAY.date()
    found = []
    for name in ("Morwenna Pask", "Idris Bellwether", "Saffron Eyot"):
        person = Person.objects.get(name=name)
        told = listed(
            person, wanted=None, number=1, today=today, calendar=CALENDAR, version=calendar_version()
        )
        found += told.rows
    assert {row.conference.state for row in found} <= {"requested", "convened", "booked", "cancelled"}
    late = {row.conference.family.name for row in found if row.due_on < today}
    assert late == {"Haddad-Whitlock", "Pérez-Lockwood"}


def test_filling_sends_nothing_and_what_waits_is_about_conferences_to_come_and_names_nobody(demo):
    assert mail.outbox == []
    waiting = Message.objects.select_related("conference__family")
    assert 0 < waiting.count() < 180
    assert set(waiting.values_list("conference__state", flat=True)) == {"booked"}
    assert not waiting.exclude(sent_at=None).exists()
    names = {word for name in Child.objects.values_list("name", flat=True) for word in name.split()}
    names |= {name for name in Family.objects.values_list("name", flat=True)}
    names |= {name for name in Agency.objects.values_list("name", flat=True)}
    for message in waiting:
        written = compose(message, today=TUESDAY.date())
        assert not [name for name in names if name in written.subject + written.body]


# Invented.


def test_addresses_telephones_and_postcodes_are_from_the_ranges_kept_for_fiction(demo):
    for model in apps.get_models():
        if model.__module__.startswith(("partnership", "conferences", "scheduling")):
            for field in model._meta.fields:
                if isinstance(field, CharField | TextField) and "email" in field.name:
                    values = model.objects.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                    assert all(value.endswith(".example") for value in values if value), (model, field.name)
                if field.name.endswith("telephone"):
                    values = set(model.objects.values_list(field.name, flat=True)) - {""}
                    assert all(value.startswith(("01632 960", "07700 900")) for value in values), model
    assert all(code.startswith("ZZ99") for code in Address.objects.values_list("postcode", flat=True))
    assert Partnership.objects.get().is_demo


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Siân Pryce-Mostyn", "sian.pryce-mostyn"),
        ("Marcus Ó Briain", "marcus.o.briain"),
        ("Brigid D’Arcy", "brigid.darcy"),
        ("Rufus O'Hanlon", "rufus.ohanlon"),
    ],
)
def test_a_work_address_is_made_from_a_name_in_any_latin_spelling(name, address):
    assert address_of(name) == f"{address}@partnership.example"
