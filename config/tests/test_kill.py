"""Done-when 5: kill -9 of worker and beat in the middle of a sweep of 200 reminders, five times.

Real processes, a real broker, a real conversation by SMTP. None is lost; each kill repeats at most the one message in
hand, with the same Message-ID. On SQLite with the file broker always; on PostgreSQL and Redis where the suite has them.
"""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from aiosmtpd.controller import Controller
from redis import Redis

ROOT = Path(__file__).resolve().parents[2]
REMINDERS = 200
FILL = f"import django; django.setup(); from config.tests.kill_setting import fill; fill({REMINDERS})"
SWEEP = """
import django; django.setup()
from django.utils import timezone
from scheduling.operations import sweep
sweep(at=timezone.now(), today=timezone.localdate())
"""
KILLED_AFTER_DATA, KILLED_BEFORE_DATA = (20, 90, 160), (55, 125)  # by how many messages the server had taken
ENDED_POLITELY = 180
PATIENCE = 300  # seconds at the most; about 20 on a machine that does nothing else


class Hands:
    """Worker and beat, each in a process group of its own."""

    def __init__(self, surroundings, folder):
        self.surroundings, self.log, self.running = surroundings, folder / "hands.log", []

    def start(self):
        celery = [sys.executable, "-m", "celery", "--app", "config", "--quiet"]
        worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        with self.log.open("a") as log:
            self.running = [
                subprocess.Popen(
                    command, cwd=ROOT, env=self.surroundings, stdout=log, stderr=log, start_new_session=True
                )
                for command in (worker, [*celery, "beat", "--pidfile", ""])
            ]

    def kill(self):
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def end_politely(self):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            process.wait(timeout=30)


class Server:
    """A mail server that remembers what it took, and pulls the plug of the senders at chosen moments."""

    def __init__(self, hands):
        self.hands, self.taken, self.in_hand, self.kills = hands, [], [], 0
        self.to_kill = {*KILLED_AFTER_DATA, *KILLED_BEFORE_DATA}
        self.down, self.polite = threading.Event(), threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if len(self.taken) in KILLED_BEFORE_DATA:
            await self.pull(len(self.taken))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content)
        self.taken.append((message["Message-ID"], tuple(envelope.rcpt_tos)))
        await asyncio.sleep(0.01)
        if len(self.taken) in KILLED_AFTER_DATA:
            self.in_hand.append(message["Message-ID"])
            await self.pull(len(self.taken))
        if len(self.taken) >= ENDED_POLITELY:
            self.polite.set()
        return "250 OK"

    async def pull(self, number):
        if number in self.to_kill:
            self.to_kill.discard(number)
            threading.Thread(target=self.kill).start()
            await asyncio.sleep(10)  # the client is gone long before, and this conversation with it

    def kill(self):
        self.hands.kill()
        self.kills += 1
        self.down.set()


def sqlite_and_files(folder):
    return {"DATABASE_URL": f"sqlite:///{folder / 'kill.sqlite3'}"}, lambda: None


def postgres_and_redis(folder):
    """A database and a numbered Redis of this test's own, on the servers that the suite was given."""
    postgres, redis = os.environ.get("TEST_DATABASE_URL", ""), os.environ.get("TEST_REDIS_URL", "")
    if not postgres.startswith("postgres") or not redis:
        pytest.skip("needs TEST_DATABASE_URL (PostgreSQL) and TEST_REDIS_URL")
    name = f"kill_{uuid.uuid4().hex[:12]}"
    server = urlunsplit(urlsplit(postgres)._replace(path="/postgres"))
    own_redis = urlunsplit(urlsplit(redis)._replace(path="/15"))

    def statement(sql):
        with closing(psycopg2.connect(server)) as connection:
            connection.autocommit = True
            connection.cursor().execute(sql)

    def clean():
        statement(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        with Redis.from_url(own_redis) as emptied:
            emptied.flushdb()

    clean()
    statement(f"CREATE DATABASE {name}")
    return {
        "DATABASE_URL": urlunsplit(urlsplit(postgres)._replace(path=f"/{name}")),
        "REDIS_URL": own_redis,
    }, clean


def rows(url):
    """(ref, sent, otherwise ended) of every reminder, read past Django: the test's own database is another."""
    select = (
        "SELECT ref, sent_at IS NOT NULL, failed_at IS NOT NULL OR held_at IS NOT NULL OR cancelled_at IS NOT NULL"
        " FROM scheduling_message WHERE template = 'report_reminder'"
    )
    path = urlsplit(url).path
    connect = psycopg2.connect(url) if url.startswith("postgres") else sqlite3.connect(path[1:], timeout=20)
    with closing(connect) as connection:
        cursor = connection.cursor()
        cursor.execute(select)
        return cursor.fetchall()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def wait_for(what, until, *, seconds):
    while not until():
        assert time.monotonic() < seconds, f"waited in vain: {what}"
        time.sleep(0.05)


@pytest.mark.parametrize("where", [sqlite_and_files, postgres_and_redis])
def test_five_hard_kills_lose_no_reminder_and_repeat_at_most_the_one_in_hand(where, tmp_path):
    chosen, clean = where(tmp_path)
    surroundings = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
        **chosen,
        "DJANGO_SETTINGS_MODULE": "config.tests.kill_settings",
        "DEMO": "1",
        "DATA_DIR": str(tmp_path),
        "SWEEP_EVERY_SECONDS": "1",
        "MESSAGE_LEASE_SECONDS": "2",
        "PYTHONPATH": str(ROOT),
    }
    hands = Hands(surroundings, tmp_path)
    server = Server(hands)
    post = Controller(server, hostname="127.0.0.1", port=free_port())
    post.start()
    try:
        surroundings |= {"EMAIL_HOST": post.hostname, "EMAIL_PORT": str(post.port)}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        for command in (migrate, [sys.executable, "-c", FILL]):
            subprocess.run(command, cwd=ROOT, env=surroundings, check=True)
        sweep_all_at_once(surroundings)
        rehearse(hands, server, chosen["DATABASE_URL"], seconds=time.monotonic() + PATIENCE)
        kept = rows(chosen["DATABASE_URL"])
    except AssertionError as lost:
        log = hands.log.read_text()[-3000:] if hands.log.exists() else ""
        raise AssertionError(f"{lost}; {len(server.taken)} taken, {server.kills} kills\n{log}") from lost
    finally:
        hands.kill()
        post.stop()
        clean()
    judge(server, kept)


def sweep_all_at_once(surroundings):
    """The first sweep, which makes the timetable and writes every message, by four processes in the same moment."""
    rivals = [subprocess.Popen([sys.executable, "-c", SWEEP], cwd=ROOT, env=surroundings) for _ in range(4)]
    assert [rival.wait(timeout=PATIENCE) for rival in rivals] == [0, 0, 0, 0]


def rehearse(hands, server, url, *, seconds):
    """Start; start again after each kill; once end politely; until every reminder is marked as sent."""
    hands.start()
    for _ in (*KILLED_AFTER_DATA, *KILLED_BEFORE_DATA):
        wait_for("the next kill", server.down.is_set, seconds=seconds)
        server.down.clear()
        hands.start()
    wait_for("the polite end", server.polite.is_set, seconds=seconds)
    hands.end_politely()
    hands.start()
    wait_for("the last reminder", lambda: all(sent for _, sent, _ in rows(url)), seconds=seconds)


def judge(server, kept):
    taken = [number for number, _ in server.taken]
    repeated = {number for number in taken if taken.count(number) > 1}
    assert server.kills == 5
    assert len(kept) == REMINDERS
    assert all(sent and not ended for _, sent, ended in kept)
    assert {number.strip("<>").split("@")[0] for number in taken} == {ref for ref, _, _ in kept}  # none lost
    assert repeated <= set(server.in_hand)  # nothing but what was in hand when the plug was pulled
    assert len(taken) <= REMINDERS + len(KILLED_AFTER_DATA)  # and each of it once more, never twice
    assert all(len(recipients) == 1 for _, recipients in server.taken)
