"""Makes the database, the static files and the demo data ready, in one process. Called by tools/start.py.

What it prints on standard output is shown to the person when everything is up: what there is and who can sign in.
Ends with 2 where a person has to decide something first; the sentence says what.
"""

import hashlib
import io
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402 - from here on the settings have to be found

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.core.management.base import SystemCheckError  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402


def say(text):
    print(text, file=sys.stderr, flush=True)


def start_anew():
    """--fresh: every table goes, and what was stored beside them. Only ever of a demo; keys and logs stay."""
    if not settings.DEMO or holds_something_real():
        raise CommandError(
            "--fresh throws everything away, so it is for the demo alone. Nothing was changed."
        )
    say("Throwing the old data away …")
    if os.environ.get("DATABASE_URL"):
        drop_tables()
    else:
        connection.close()
        for ending in ("", "-wal", "-shm"):
            (settings.DATA_DIR / f"db.sqlite3{ending}").unlink(missing_ok=True)
    for name in ("broker", "files", "mail"):
        shutil.rmtree(settings.DATA_DIR / name, ignore_errors=True)


def holds_something_real():
    """Whether there is a partnership that isn't marked as the demo's. Tables that can't be read hold nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT is_demo FROM partnership_partnership")
            return not all(row[0] for row in cursor.fetchall())
    except DatabaseError:
        connection.close()
        return False


def drop_tables():
    ending = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{ending}")


def migrate():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Making the tables …")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def collect_static():
    """Only when something changed: hashing every file takes seconds."""
    found = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "static").rglob("*")):
        seen = file.stat()
        found.update(f"{file.relative_to(ROOT)} {seen.st_size} {seen.st_mtime_ns}".encode())
    stamp = Path(settings.STATIC_ROOT) / ".made-from"
    if stamp.exists() and stamp.read_text() == found.hexdigest():
        return
    say("Collecting style sheets and scripts …")
    # Pages use woff2; the ttf files are for PDFs, and compressing them takes longer than all the rest.
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=["*.ttf"])
    stamp.write_text(found.hexdigest())


def fill():
    say("Looking after the demo partnership …")
    call_command("fill_demo")


def main():
    try:
        if "--fresh" in sys.argv[1:]:
            start_anew()
        migrate()
        call_command("check", stdout=io.StringIO())
        collect_static()
        if settings.DEMO:
            fill()
    except (CommandError, SystemCheckError) as refused:
        say(f"\n{refused}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
