"""A rule that an update changes reaches the conferences that wait."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from partnership.calendar import calendar_version, working_calendar
from partnership.models import CalendarVersion
from scheduling import operations, rules
from scheduling.tests.factories_clock import AT, make_scene, on, sweep


@pytest.mark.django_db
def test_after_an_update_with_other_rules_open_timetables_are_made_anew(monkeypatch):
    scene = make_scene()
    sweep(AT)
    version, holidays = calendar_version(), dict(working_calendar().holidays)

    call_command("migrate", verbosity=0)
    assert calendar_version() == version, "the same rules as before"
    assert operations.rebuild_timetables(at=AT) == ([], 0)

    monkeypatch.setattr(rules, "fingerprint", lambda: "other")
    call_command("migrate", verbosity=0)
    assert calendar_version() > version
    assert CalendarVersion.objects.latest("pk").reason == rules.UPDATED
    assert dict(working_calendar().holidays) == holidays
    assert operations.rebuild_timetables(at=on(3)) == ([scene.conference.pk], 0)

    version = calendar_version()
    call_command("migrate", verbosity=0)
    assert calendar_version() == version, "told once"


@pytest.mark.django_db
def test_a_holiday_declared_since_is_no_change_of_the_rules():
    newest = CalendarVersion.objects.latest("pk")
    CalendarVersion.objects.create(
        known_from=newest.known_from, known_until=newest.known_until, at=AT, reason="declared"
    )
    version = calendar_version()

    call_command("migrate", verbosity=0)

    assert calendar_version() == version


@pytest.mark.django_db
def test_without_a_calendar_there_is_nothing_to_compare_with():
    CalendarVersion.objects.all().delete()

    rules.note_rules(using="default")

    assert not CalendarVersion.objects.exists()


@pytest.mark.django_db
def test_a_database_from_before_the_rules_were_compared_is_left_alone():
    before = MigrationExecutor(connection).loader.project_state([("partnership", "0003_first_rows")]).apps
    version = calendar_version()

    rules.note_rules(using="default", apps=before)

    assert calendar_version() == version
    assert any(
        field.name == "rules" for field in apps.get_model("partnership", "CalendarVersion")._meta.fields
    )


def test_the_rules_are_the_numbers_the_counting_and_the_reminders_but_no_test(settings):
    names = {path.relative_to(settings.BASE_DIR).as_posix() for path in rules.files(settings.BASE_DIR)}
    assert {
        "procedures/policy/norfolk.yaml",
        "procedures/deadlines.py",
        "scheduling/queries/planned.py",
    } <= names
    assert not [name for name in names if "tests" in name]


def test_one_changed_number_changes_the_fingerprint(tmp_path):
    number = tmp_path / "procedures" / "policy" / "england.yaml"
    number.parent.mkdir(parents=True)
    number.write_text("POL-01: 15")
    before = rules.fingerprint(tmp_path)
    assert rules.fingerprint(tmp_path) == before
    number.write_text("POL-01: 10")
    assert rules.fingerprint(tmp_path) != before
