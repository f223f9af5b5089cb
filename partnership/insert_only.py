"""Tables that only grow: triggers refuse UPDATE and DELETE, on SQLite and on PostgreSQL.

A model says `insert_only = True`; a migration after the one that makes its table holds `protect("app_table")`.
SQLite drops triggers when it rebuilds a table: a later migration that alters one ends with `protect` again
(config/tests/test_insert_only.py looks after all migrations).
"""

from django.apps import apps
from django.db import migrations

REFUSED = "rows of this table are never changed or removed"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def tables() -> list[str]:
    """Every table whose model says that it is insert-only, by name."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "insert_only", False))


def trigger_names(table: str) -> list[str]:
    return [f"{table}_no_update", f"{table}_no_delete"]


def trigger_sql(vendor: str, table: str) -> list[str]:
    """The statements that protect `table`; running them twice does no harm."""
    no_update, no_delete = trigger_names(table)
    if vendor == "sqlite":
        return [
            *lift_sql(vendor, table),
            f"CREATE TRIGGER {no_update} BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
            f"CREATE TRIGGER {no_delete} BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        ]
    run = "EXECUTE FUNCTION refuse_change()"
    return [
        FUNCTION,
        *lift_sql(vendor, table),
        f"CREATE TRIGGER {no_update} BEFORE UPDATE ON {table} FOR EACH ROW {run}",
        f"CREATE TRIGGER {no_delete} BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT {run}",
    ]


def lift_sql(vendor: str, table: str) -> list[str]:
    """The statements that take the protection away: for test databases alone, by the fixture `insert_only_lifted`."""
    on = "" if vendor == "sqlite" else f" ON {table}"
    return [f"DROP TRIGGER IF EXISTS {name}{on}" for name in trigger_names(table)]


def protect(*names: str) -> migrations.RunPython:
    """The migration operation that puts the triggers on the tables called `names`."""

    def put(_, schema_editor):
        for table in names:
            for statement in trigger_sql(schema_editor.connection.vendor, table):
                schema_editor.execute(statement)

    def lift(_, schema_editor):
        for table in names:
            for statement in lift_sql(schema_editor.connection.vendor, table):
                schema_editor.execute(statement)

    return migrations.RunPython(put, lift)


def protected(connection) -> set[str]:
    """The names of the triggers that the database has now."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}
