"""What must be so before the service starts (decisions 12, 13 and 28)."""

import json
import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import OperationalError

from config.checks import (
    demo_database_is_marked,
    demo_hosts_are_this_machine,
    production_keeps_its_doors,
    production_scans_files,
)
from config.keys import PURPOSES, KeysMissing, load_keys, make_keys
from partnership.models import Partnership
from partnership.tests.factories import make_partnership, make_person


@pytest.mark.parametrize(
    ("hosts", "refused"),
    [
        (["127.0.0.1", "localhost", "[::1]", "testserver", "127.0.0.2"], False),
        (["conferences.council.example"], True),
        (["10.0.0.7"], True),
        ([".localhost.example"], True),
        (["*"], True),
    ],
)
def test_the_demo_is_refused_where_others_could_reach_it(hosts, refused, settings):
    settings.ALLOWED_HOSTS = hosts

    assert [error.id for error in demo_hosts_are_this_machine(None)] == (["demo.E001"] if refused else [])
    settings.DEMO = False
    assert demo_hosts_are_this_machine(None) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("marked", "refused"), [(True, False), (False, True)])
def test_the_demo_is_refused_on_a_database_that_is_not_marked_as_one(marked, refused, settings):
    make_partnership()
    Partnership.objects.update(is_demo=marked)

    assert [error.id for error in demo_database_is_marked(None)] == (["demo.E002"] if refused else [])
    settings.DEMO = False
    assert demo_database_is_marked(None) == []


@pytest.mark.django_db
def test_an_empty_database_may_become_the_demos_and_one_with_accounts_may_not():
    assert demo_database_is_marked(None) == []

    make_person()

    assert [error.id for error in demo_database_is_marked(None)] == ["demo.E002"]


@pytest.mark.django_db
def test_a_database_without_tables_holds_nothing_yet(monkeypatch):
    def missing(*args, **kwargs):
        raise OperationalError("no such table")

    monkeypatch.setattr(Partnership.objects, "filter", missing)
    monkeypatch.setattr(connection, "close", lambda: None)

    assert demo_database_is_marked(None) == []


def test_production_says_each_thing_that_it_cannot_do_without(settings):
    assert production_keeps_its_doors(None) == []
    settings.DEMO = False
    settings.ALLOWED_HOSTS = []
    settings.SITE_URL = "http://conferences.council.example"
    settings.REDIS_URL = ""
    postgres = [] if connection.vendor == "postgresql" else ["Production needs DATABASE_URL (PostgreSQL)."]

    assert [error.msg for error in production_keeps_its_doors(None)] == [
        "Production needs ALLOWED_HOSTS.",
        *postgres,
        "Production needs REDIS_URL.",
        "Production needs SITE_URL (https).",
    ]
    settings.ALLOWED_HOSTS = ["conferences.council.example"]
    settings.SITE_URL = "https://conferences.council.example"
    settings.REDIS_URL = "redis://localhost"
    assert [error.msg for error in production_keeps_its_doors(None)] == postgres


# Keys


def test_the_demo_makes_its_keys_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "deep" / "keys.json"

    first = load_keys(demo=True, path=path, environ={})

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keys(demo=True, path=path, environ={}) == first
    keys = [first["django"], *(first[purpose]["k1"] for purpose in PURPOSES)]
    assert len(set(keys)) == 4
    assert all(first[purpose]["current"] == "k1" for purpose in PURPOSES)


def test_two_processes_of_one_start_agree_on_the_keys(tmp_path, monkeypatch):
    path = tmp_path / "keys.json"
    make_keys(path)
    monkeypatch.setattr(type(path), "exists", lambda self: False)

    assert load_keys(demo=True, path=path, environ={}) == json.loads(path.read_text())


def test_production_takes_its_keys_from_the_environment_and_makes_none(tmp_path):
    path = tmp_path / "keys.json"
    make_keys(path)
    keys = json.loads(path.read_text())

    assert load_keys(demo=False, path=tmp_path / "no", environ={"KEYS": path.read_text()}) == keys
    assert load_keys(demo=False, path=tmp_path / "no", environ={"KEYS_FILE": str(path)}) == keys
    with pytest.raises(KeysMissing, match="manage.py make_keys FILE"):
        load_keys(demo=False, path=path, environ={})


def test_the_command_writes_keys_and_never_over_others(tmp_path, capsys):
    path = tmp_path / "keys.json"

    call_command("make_keys", str(path))
    kept = path.read_text()

    assert f"KEYS_FILE={path}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="exists already and is left as it is"):
        call_command("make_keys", str(path))
    assert path.read_text() == kept
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="Can't write"):
        call_command("make_keys", str(tmp_path / "file" / "deep" / "keys.json"))


@pytest.mark.parametrize(
    ("demo", "clamd", "refused"), [(True, "", False), (False, "", True), (False, "h:1", False)]
)
def test_production_has_a_scanner_or_the_deployment_check_says_so(demo, clamd, refused, settings):
    settings.DEMO, settings.CLAMD = demo, clamd

    assert [error.id for error in production_scans_files(None)] == (["production.E002"] if refused else [])


def test_a_key_is_added_and_put_in_use_and_the_old_ones_stay(tmp_path, capsys):
    path = tmp_path / "keys.json"
    make_keys(path)
    before = json.loads(path.read_text())
    call_command("make_keys", str(path), renew="files")
    call_command("make_keys", str(path), renew="files")

    keys = json.loads(path.read_text())
    assert keys["files"]["current"] == "k3" and set(keys["files"]) == {"current", "k1", "k2", "k3"}
    assert keys | {"files": before["files"]} == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Then run `manage.py rotate_files`" in capsys.readouterr().out
    with pytest.raises(CommandError, match="can't be read"):
        call_command("make_keys", str(tmp_path / "none.json"), renew="files")
