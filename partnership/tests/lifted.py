"""The one way around the triggers of insert-only tables, for tests that empty the database after themselves."""

import pytest
from django.db import connection

from partnership.insert_only import lift_sql, tables, trigger_sql


@pytest.fixture(scope="module")
def insert_only_lifted(django_db_setup, django_db_blocker):
    """Lifts the triggers while a module runs whose tests are transactional or use a live server.

    Such a test ends by emptying every table. Module-wide, so that it stands outside of each test's own emptying:
    `pytestmark = pytest.mark.usefixtures("insert_only_lifted")`.
    """
    _run(django_db_blocker, lift_sql)
    yield
    _run(django_db_blocker, trigger_sql)


def _run(blocker, statements):
    with blocker.unblock(), connection.cursor() as cursor:
        for table in tables():
            for statement in statements(connection.vendor, table):
                cursor.execute(statement)
