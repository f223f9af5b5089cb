"""Production refuses to start half dressed; the demo's open door stands nowhere else."""

import json
import os
import runpy
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config.celery import app, broker_settings
from config.keys import PURPOSES, KeysMissing, load_keys, make_keys

PRODUCTION = {
    "DATABASE_URL": "postgres://conferences:p%40ss@db.example:5433/conferences",
    "REDIS_URL": "redis://redis.example:6379/0",
    "ALLOWED_HOSTS": "conferences.example",
    "SITE_URL": "https://conferences.example",
    "CLAMD": "unix:/run/clamav/clamd.ctl",
}
TOLD = """
import json
from django.conf import settings as s
print(json.dumps({
    "debug": s.DEBUG, "secure": [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT],
    "hsts": s.SECURE_HSTS_SECONDS, "hosts": s.ALLOWED_HOSTS, "mail": s.EMAIL_BACKEND.rpartition(".")[0],
    "database": {name: s.DATABASES["default"].get(name) for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")},
    "cache": s.CACHES["default"]["BACKEND"].rpartition(".")[2],
    "proxy": s.SECURE_PROXY_SSL_HEADER,
}))
"""


@pytest.fixture(scope="module")
def keys_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    make_keys(path)
    return path


def run(*command, **environment):
    """A process with these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=kept | environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def told(**environment):
    done = run("-c", TOLD, DJANGO_SETTINGS_MODULE="config.settings", **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# Starting.


def test_production_does_not_start_without_keys_and_says_what_to_do(tmp_path):
    done = run("manage.py", "check", DATA_DIR=str(tmp_path), **PRODUCTION)

    assert done.returncode != 0
    assert "No keys: set KEYS (JSON) or KEYS_FILE" in done.stderr
    assert not list(tmp_path.iterdir()), "production makes no keys of its own"


def test_the_checks_for_production_are_silent_where_everything_is_set(keys_file, tmp_path):
    done = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        DATA_DIR=str(tmp_path), KEYS_FILE=str(keys_file), **PRODUCTION,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_says_everything_that_it_lacks(keys_file, tmp_path):
    done = run("manage.py", "check", KEYS_FILE=str(keys_file), DATA_DIR=str(tmp_path))

    assert done.returncode != 0
    for lacking in ("ALLOWED_HOSTS", "DATABASE_URL (PostgreSQL)", "REDIS_URL", "SITE_URL (https)"):
        assert f"Production needs {lacking}" in done.stderr


def test_production_is_shut_and_reads_its_environment(keys_file, tmp_path):
    found = told(KEYS=keys_file.read_text(), DATA_DIR=str(tmp_path), BEHIND_PROXY="1", **PRODUCTION)

    assert found == {
        "debug": False,
        "secure": [True, True, True],
        "hsts": 31_536_000,
        "hosts": ["conferences.example"],
        "mail": "django.core.mail.backends.smtp",
        "database": {
            "ENGINE": "django.db.backends.postgresql", "NAME": "conferences", "USER": "conferences",
            "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433",
        },
        "cache": "RedisCache",
        "proxy": ["HTTP_X_FORWARDED_PROTO", "https"],
    }  # fmt: skip


def test_the_demo_needs_nothing_is_local_and_shows_no_traces_either(tmp_path):
    found = told(DEMO="1", DATA_DIR=str(tmp_path / "new"))

    assert found["debug"] is False
    assert found["hosts"] == ["127.0.0.1", "localhost", "[::1]", "testserver"]
    assert found["mail"] == "django.core.mail.backends.filebased"
    assert found["database"]["NAME"] == str(tmp_path / "new" / "db.sqlite3")
    assert (found["cache"], found["proxy"], found["hsts"]) == ("DatabaseCache", None, 0)
    assert stat.S_IMODE((tmp_path / "new" / "keys.json").stat().st_mode) == 0o600


def test_a_database_in_memory_is_named_so(tmp_path):
    assert told(DEMO="1", DATA_DIR=str(tmp_path), DATABASE_URL="sqlite://")["database"]["NAME"] == ":memory:"


# Keys.


def test_keys_are_made_once_readable_by_their_owner_and_never_overwritten(tmp_path, capsys):
    path = tmp_path / "safe" / "keys.json"
    call_command("make_keys", str(path))

    assert f"KEYS_FILE={path}" in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = json.loads(path.read_text())
    assert set(keys) == {"django", *PURPOSES}
    assert len({keys["django"], *(keys[name]["k1"] for name in PURPOSES)}) == 4
    before = path.read_text()
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("make_keys", str(path))
    assert path.read_text() == before


def test_where_keys_cannot_be_written_a_sentence_says_so(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="Can't write"):
        call_command("make_keys", str(tmp_path / "file" / "keys.json"))


def test_the_demo_makes_its_keys_on_the_first_start_and_keeps_them(tmp_path):
    path = tmp_path / "keys.json"

    first = load_keys(demo=True, path=path, environ={})

    assert load_keys(demo=True, path=path, environ={}) == first == json.loads(path.read_text())


def test_of_two_processes_that_start_together_both_use_the_keys_of_the_first(tmp_path, monkeypatch):
    path = tmp_path / "keys.json"
    quicker = type("Quicker", (type(path),), {"exists": lambda self: False})
    make_keys(path)

    assert load_keys(demo=True, path=quicker(path), environ={}) == json.loads(path.read_text())


def test_keys_of_the_environment_come_before_any_file(keys_file, tmp_path):
    told = json.loads(keys_file.read_text())

    assert load_keys(demo=False, path=tmp_path, environ={"KEYS": json.dumps(told)}) == told
    assert load_keys(demo=False, path=tmp_path, environ={"KEYS_FILE": str(keys_file)}) == told
    with pytest.raises(KeysMissing):
        load_keys(demo=False, path=keys_file, environ={})


@pytest.mark.parametrize(
    "wrong",
    ["", "[]", "{}", "17", '{"django": "x", "totp": {"current": "k2", "k1": "x"}}', '{"django": "secret'],
)
def test_keys_that_are_not_whole_get_a_sentence_that_shows_nothing_of_them(wrong, tmp_path):
    (tmp_path / "keys.json").write_text(wrong)
    for environ in ({"KEYS": wrong}, {"KEYS_FILE": str(tmp_path / "keys.json")}):
        with pytest.raises(KeysMissing, match="whole set of keys") as refused:
            load_keys(demo=False, path=tmp_path, environ=environ)
        assert "secret" not in str(refused.value) and refused.value.__cause__ is None


def test_a_file_of_keys_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(KeysMissing, match="No such file"):
        load_keys(demo=False, path=tmp_path, environ={"KEYS_FILE": str(tmp_path / "none")})


def test_the_database_is_asked_for_even_where_the_rest_of_the_address_is_left_out(keys_file, tmp_path):
    bare = PRODUCTION | {"DATABASE_URL": "postgres:///conferences"}
    found = told(KEYS=keys_file.read_text(), DATA_DIR=str(tmp_path), **bare)["database"]

    assert (found["NAME"], found["USER"], found["HOST"], found["PORT"]) == ("conferences", "", "", "")


# In this process, so that what the settings decide is seen line by line.


@pytest.fixture
def settings_with(monkeypatch):
    """`settings_with(NAME=value)`: what the settings come to in that environment and no other."""

    def read(**environment):
        with monkeypatch.context() as here:
            for name in ("DEMO", *PRODUCTION, "KEYS", "KEYS_FILE", "BEHIND_PROXY"):
                here.delenv(name, raising=False)
            for name, value in environment.items():
                here.setenv(name, value)
            return runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))

    return read


def test_without_demo_the_settings_are_those_of_production(settings_with, keys_file, tmp_path):
    found = settings_with(KEYS=keys_file.read_text(), DATA_DIR=str(tmp_path / "none"), **PRODUCTION)

    assert (found["DEMO"], found["DEBUG"], found["SECURE_HSTS_SECONDS"]) == (False, False, 31_536_000)
    assert found["DATABASES"]["default"]["CONN_MAX_AGE"] == 60
    assert not (tmp_path / "none").exists(), "production makes no folder of its own"


def test_with_demo_the_settings_are_those_of_one_machine(settings_with, tmp_path):
    found = settings_with(DEMO="1", DATA_DIR=str(tmp_path / "new"))

    assert (found["DEMO"], found["SECURE_HSTS_SECONDS"], found["REDIS_URL"]) == (True, 0, "")
    assert found["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_broker_is_redis_where_there_is_one_and_folders_otherwise(settings, tmp_path):
    settings.REDIS_URL = "redis://redis.example:6379/0"
    assert broker_settings()["broker_url"] == settings.REDIS_URL
    assert broker_settings()["broker_transport_options"]["visibility_timeout"] >= 600

    settings.REDIS_URL, settings.DATA_DIR = "", tmp_path
    folders = broker_settings()["broker_transport_options"]
    assert broker_settings()["broker_url"] == "filesystem://"
    assert folders["data_folder_in"] == folders["data_folder_out"] == str(tmp_path / "broker" / "queue")
    assert (tmp_path / "broker" / "control").is_dir()


def test_beat_asks_at_fixed_intervals_for_the_sweep_and_the_printer():
    entries = app.conf.beat_schedule

    assert {entry["task"] for entry in entries.values()} == {
        "scheduling.tasks.sweep", "reports.tasks.render_waiting", "reports.tasks.scan_waiting",
    }  # fmt: skip
    assert all(isinstance(entry["schedule"], float) for entry in entries.values()), "never crontab"
