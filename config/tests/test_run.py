"""./run as a person starts and stops it, with real processes. Asked once, on the demo's own database."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="./run brings its own database")
PROGRAMS = {"web": "gunicorn config.wsgi", "worker": "--quiet worker", "beat": "--quiet beat"}
PATIENCE = 180  # seconds; a first start fills the demo partnership


class Started:
    """One ./run: what it said, and which processes belong to it, told by the data folder in their environment."""

    def __init__(self, data, port):
        self.data, self.port, self.said = data, port, data.parent / f"said-{time.monotonic_ns()}"
        self.process = launch(data, port, self.said)

    def wait_until_up(self):
        until = time.monotonic() + PATIENCE
        while "Ctrl-C stops everything" not in self.said.read_text():
            assert self.process.poll() is None and time.monotonic() < until, self.said.read_text()
            time.sleep(0.1)
        return self

    def programs(self):
        return {pid: words for pid, words in belonging_to(self.data).items() if pid != self.process.pid}

    def leader(self, program):
        return min(pid for pid, words in self.programs().items() if program in words)

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(60)


def launch(data, port, said):
    env = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
    with said.open("w") as file:
        return subprocess.Popen(
            ["./run", "--no-browser", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env={**env, "DATA_DIR": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=hears_hangups,
        )


def hears_hangups():
    """Even where the tests themselves were started by nohup, which everything below them inherits."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def belonging_to(data):
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"DATA_DIR={data}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found |= {int(folder.name): words} if words else {}
        except OSError:
            continue  # it ended while we looked, or is somebody else's
    return found


def fetched(address):
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200
        return answer.read().decode()


def gone(data, within=30):
    until = time.monotonic() + within
    while belonging_to(data) and time.monotonic() < until:
        time.sleep(0.2)
    return belonging_to(data)


def refused(data, port, folder):
    said = folder / "refused"
    assert launch(data, port, said).wait(60) == 1
    return said.read_text()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("run") / "data"


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def service(data, port):
    started = Started(data, port).wait_until_up()
    yield started
    for pid in [started.process.pid, *belonging_to(data)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    started.process.wait()


def test_a_first_start_serves_the_demo_and_ctrl_c_leaves_no_orphan(service, data, port, tmp_path):
    page = fetched(f"http://127.0.0.1:{port}/")
    files = re.findall('/static/[^"]+', page)
    hashed = [file for file in files if re.search(r"\.[0-9a-f]{12}\.(css|js)$", file)]
    assert hashed and all(fetched(f"http://127.0.0.1:{port}{file}") for file in hashed)
    running = " ".join(service.programs().values())
    assert all(words in running for words in PROGRAMS.values())
    assert "already being served" in refused(data, port, tmp_path)
    assert f"Port {port} is in use" in refused(tmp_path / "other", port, tmp_path)

    assert service.end(signal.SIGINT) == 0

    assert gone(data, within=1) == {}
    assert (data / "keys.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_later_start_is_quick_and_stops_when_told(service, data, number):
    assert not re.search("Making the tables|Collecting|Installing", service.said.read_text())

    assert service.end(number) == 0

    assert gone(data, within=1) == {}


@pytest.mark.parametrize("which", PROGRAMS)
def test_when_one_of_the_three_dies_all_stop_and_a_sentence_says_which(service, data, which):
    os.kill(service.leader(PROGRAMS[which]), signal.SIGKILL)

    assert service.process.wait(60) == 1

    assert f"The {which} process ended by itself" in service.said.read_text()
    assert gone(data, within=1) == {}


def test_a_hard_kill_of_run_itself_leaves_nothing_running(service, data):
    service.process.kill()
    service.process.wait()

    assert gone(data) == {}
