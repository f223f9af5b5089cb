"""The audit holds: every row signed, every batch sealed, nothing altered, removed or added unseen."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from partnership import audit
from partnership.insert_only import lift_sql, protect, protected, tables, trigger_names, trigger_sql
from partnership.models import AuditRow, AuditSeal
from partnership.operations.seals import as_ranges, from_ranges, seal_rows, verify
from partnership.tests.factories import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def write(n=1, **facts):
    told = {"at": AT, "person": None, "action": "see_family", "kind": "Family", "refs": ["a1", "b2"]}
    return [audit.write(**told | facts) for _ in range(n)]


@pytest.fixture
def open_tables():
    """Somebody with the run of the database has taken the triggers away."""
    with connection.cursor() as cursor:
        for statement in lift_sql(connection.vendor, "partnership_auditrow"):
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in trigger_sql(connection.vendor, "partnership_auditrow"):
            cursor.execute(statement)


def test_every_insert_only_table_has_its_triggers_after_all_migrations():
    present = protected(connection)

    assert [name for table in tables() for name in trigger_names(table) if name not in present] == []
    assert {"partnership_auditrow", "partnership_auditseal"} <= set(tables())


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_putting_the_triggers_on_twice_does_no_harm_and_a_migration_backwards_lifts_them(vendor):
    for table in ("a", "b"):
        lifted, put = lift_sql(vendor, table), trigger_sql(vendor, table)
        assert [line for line in put if line.startswith("DROP")] == lifted
        assert len([line for line in put if line.startswith("CREATE TRIGGER")]) == len(trigger_names(table))
    operation, said = protect("a", "b"), []
    editor = SimpleNamespace(connection=SimpleNamespace(vendor=vendor), execute=said.append)

    operation.code(None, editor)
    assert said == [*trigger_sql(vendor, "a"), *trigger_sql(vendor, "b")]
    said.clear()
    operation.reverse_code(None, editor)
    assert said == [*lift_sql(vendor, "a"), *lift_sql(vendor, "b")]


@pytest.mark.parametrize("model", [AuditRow, AuditSeal])
def test_the_database_refuses_to_change_or_remove_what_was_written(model):
    write()
    seal_rows(at=LATER)

    for change in (lambda: model.objects.update(mac="x"), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
            change()

    assert model.objects.count() == 1


def test_a_clean_audit_has_nothing_to_find(capsys):
    write(3, person=make_person(), facts={"role": "chair"})
    seal_rows(at=LATER)
    write(2)
    seal_rows(at=LATER)

    assert verify(at=LATER) == []
    call_command("verify_audit")
    assert "5 rows, every one as it was written." in capsys.readouterr().out


def test_rows_that_have_not_settled_wait_for_the_next_seal():
    write(2)
    write(1, at=LATER)

    seal = seal_rows(at=LATER)

    assert len(from_ranges(seal.rows)) == 2
    assert seal_rows(at=LATER) is None
    assert seal_rows(at=LATER + timedelta(hours=1)).number == 2


def test_a_row_that_has_not_settled_holds_back_those_behind_it():
    write(1)
    write(1, at=LATER)
    write(1)

    assert len(from_ranges(seal_rows(at=LATER).rows)) == 1
    seal_rows(at=LATER + timedelta(hours=1))
    assert verify(at=LATER + timedelta(hours=1)) == []


def test_of_two_sweeps_at_once_one_seals(monkeypatch):
    write()

    def another_was_quicker(self, **_):
        raise IntegrityError

    monkeypatch.setattr(AuditSeal, "save", another_was_quicker)
    assert seal_rows(at=LATER) is None


@pytest.mark.parametrize(
    "column",
    ["refs", "action", "kind", "outcome", "method", "address", "demo", "person", "at", "facts", "mac"],
)
def test_any_altered_column_is_found(column, open_tables):
    row, *_ = write(2)
    value = {
        "outcome": "refused",
        "demo": True,
        "person": make_person(),
        "at": LATER,
        "facts": {"x": 1},
        "mac": "k1:" + "0" * 64,
    }
    AuditRow.objects.filter(pk=row.pk).update(**{column: value.get(column, "altered")})

    assert [fault.row for fault in verify(at=LATER)] == [row.pk]


def test_a_row_signed_with_a_key_that_nobody_has_is_found(open_tables):
    row, *_ = write()
    AuditRow.objects.filter(pk=row.pk).update(mac="k9:" + "0" * 64)

    assert [fault.row for fault in verify(at=LATER)] == [row.pk]


def test_a_removed_row_is_found_and_named_by_the_command(open_tables, capsys):
    rows = write(3)
    seal_rows(at=LATER)
    AuditRow.objects.filter(pk=rows[1].pk).delete()

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")

    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert f"row {rows[1].pk} is missing" in said
    assert "seal 1 doesn't fit" in said


def test_a_row_slipped_in_later_is_found(open_tables):
    rows = write(3)
    AuditRow.objects.filter(pk=rows[1].pk).delete()
    seal_rows(at=LATER)
    added = AuditRow(pk=rows[1].pk, at=AT, action="see_family", kind="Family", outcome="allowed")
    added.mac = audit.mac_of(added, key_id="k1")
    added.save(force_insert=True)

    assert [(fault.row, fault.why) for fault in verify(at=LATER)] == [(added.pk, "was added later")]


def test_a_seal_that_was_made_by_somebody_else_is_found():
    write()
    row = AuditRow.objects.get()
    AuditSeal.objects.create(number=1, last_row=row.pk, rows=str(row.pk), at=LATER, mac="k1:" + "0" * 64)

    assert [fault.why for fault in verify(at=LATER)] == ["seal 1 doesn't fit its rows or the seal before"]


def test_rows_that_nobody_seals_any_more_are_told():
    write()
    seal_rows(at=LATER)
    row, *_ = write()

    assert verify(at=AT + timedelta(hours=23)) == []
    assert [fault.row for fault in verify(at=AT + timedelta(hours=25))] == [row.pk]


@pytest.mark.parametrize(
    ("numbers", "text"), [([1], "1"), ([1, 2, 3, 7], "1-3 7"), ([2, 4, 5], "2 4-5"), ([8, 9], "8-9")]
)
def test_ranges_say_the_same_as_the_numbers(numbers, text):
    assert as_ranges(numbers) == text
    assert from_ranges(text) == numbers


def test_a_moment_is_signed_alike_whatever_zone_it_was_told_in():
    london = AT.astimezone(timezone.get_current_timezone())
    row = AuditRow(at=london, action="a", kind="b", outcome="allowed")

    assert audit.mac_of(row, key_id="k1") == audit.mac_of(
        AuditRow(at=AT, action="a", kind="b", outcome="allowed"), key_id="k1"
    )
