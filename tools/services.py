"""PostgreSQL, Redis and Chromium for the tests: named, found, started for the moment, or installed where root may.

Each finder answers (value, why): the value is None where the thing can't be had, and `why` says so in words.
"""

import contextlib
import ctypes
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from environment import PYTHON, ROOT, say

# One database name a checkout, so that two checkouts can be tested side by side.
NAME = "conferences_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
SERVER_BINARIES = "/usr/lib/postgresql/*/bin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CAN_CREATE = """
import sys, psycopg2
with psycopg2.connect(sys.argv[1], connect_timeout=3) as connection, connection.cursor() as cursor:
    cursor.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user")
    sys.exit(0 if cursor.fetchone()[0] else "this user may not create databases")
"""


def install(*packages):
    """With apt, where we are root on Debian. What can't be installed is named by whoever misses it."""
    if os.geteuid() or not shutil.which("apt-get"):
        return
    say(f"Installing {', '.join(packages)} with apt …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *step], env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode:
            say(f"apt-get {step[0]}: {done.stderr.strip()[-300:]}")


def chromium(may_install):
    for attempt in (1, 2):
        if found := os.environ.get("TEST_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None):
            return found, "found"
        if attempt == 1 and may_install:
            install("chromium")
    return None, "no Chromium on this machine (Debian: sudo apt install chromium)"


def postgres(stack, may_install):
    """A URL under which test databases can be made: the one named, a local server, or one started for the moment."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        trouble = cannot_create(named)
        return (None, f"TEST_DATABASE_URL: {trouble}") if trouble else (named, "as named")
    for url in (f"postgres://postgres@127.0.0.1:5432/{NAME}", f"postgres:///{NAME}"):
        if not cannot_create(url):
            return url, "a local server"
    if not server_binaries() and may_install:
        install("postgresql")
    if server_binaries():
        return start_postgres(stack)
    return (
        None,
        "no server answers on 127.0.0.1:5432 or the local socket, and none is installed; set TEST_DATABASE_URL",
    )


def cannot_create(url):
    """Why test databases can't be made there, or None when they can."""
    parts = urlsplit(url)
    maintenance = urlunsplit(parts._replace(path="/postgres"))
    done = subprocess.run([PYTHON, "-c", CAN_CREATE, maintenance], capture_output=True, text=True)
    return (done.stderr.strip().splitlines() or ["no answer"])[-1] if done.returncode else None


def server_binaries():
    found = sorted(Path("/").glob(SERVER_BINARIES.lstrip("/") + "/initdb"))
    return found[-1].parent if found else None


def start_postgres(stack):
    """A server of our own on a free port, in a folder that goes away with it. It refuses root, so root lends a user."""
    folder = Path(
        stack.enter_context(tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True))
    )
    lend = []
    if os.geteuid() == 0:
        if subprocess.run(["id", "postgres"], capture_output=True).returncode:
            return None, "PostgreSQL refuses to run as root, and there is no user postgres to lend"
        shutil.chown(folder, "postgres")
        lend = ["runuser", "-u", "postgres", "--"]
    port = free_port()
    data = folder / "data"
    setup = [
        *lend,
        server_binaries() / "initdb",
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        "postgres",
        "--no-sync",
        "-E",
        "UTF8",
    ]
    made = subprocess.run([*setup, "--locale=C.UTF-8"], capture_output=True, text=True, cwd=folder)
    if made.returncode:
        return None, f"initdb: {made.stderr.strip()[-200:]}"
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "port": port,
        "fsync": "off",
    }
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    spawn(stack, [*lend, server_binaries() / "postgres", "-D", data, *flags], folder)
    url = f"postgres://postgres@127.0.0.1:{port}/{NAME}"
    return waited(lambda: not cannot_create(url), url, "started for the moment", "PostgreSQL did not come up")


def redis(stack, may_install):
    """A URL of a Redis database that the tests may empty: the one named, the local one's last, or one for the moment."""
    if named := os.environ.get("TEST_REDIS_URL"):
        return (named, "as named") if answers_ping(named) else (None, "TEST_REDIS_URL does not answer")
    local = "redis://127.0.0.1:6379/15"
    if answers_ping(local):
        return local, "a local server"
    if not shutil.which("redis-server") and may_install:
        install("redis-server")
    if not shutil.which("redis-server"):
        return None, "no server answers on 127.0.0.1:6379, and none is installed; set TEST_REDIS_URL"
    folder = Path(
        stack.enter_context(tempfile.TemporaryDirectory(prefix="redis-", ignore_cleanup_errors=True))
    )
    port = free_port()
    flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
    spawn(stack, ["redis-server", *flags], folder)
    url = f"redis://127.0.0.1:{port}/15"
    return waited(lambda: answers_ping(url), url, "started for the moment", "Redis did not come up")


def answers_ping(url):
    asked = [PYTHON, "-c", "import redis, sys; redis.from_url(sys.argv[1], socket_timeout=3).ping()", url]
    return subprocess.run(asked, capture_output=True).returncode == 0


def spawn(stack, command, folder):
    """A server that ends with us: by the stack in order, by the kernel when we are killed."""

    def when_we_are_gone():
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)

    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=when_we_are_gone,
        )
    stack.callback(end, server)


def end(server):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def waited(ready, value, how, otherwise):
    for _ in range(60):
        if ready():
            return value, how
        time.sleep(0.25)
    return None, otherwise
