"""What ./run does: makes everything ready, starts web, worker and beat, and stops all three together.

    ./run [--port N] [--fresh] [--no-browser]

Each of the three leads a process group of its own and is told by the kernel when this process is gone, so that
nothing is left behind: not after Ctrl-C, not after SIGTERM, not after a kill -9 of this process.
"""

import argparse
import ctypes
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

from environment import PYTHON, ROOT, Trouble, drawing, ensure, say

HOST = "127.0.0.1"
PATIENCE = 25  # seconds that a worker gets to finish the message in hand
PR_SET_PDEATHSIG = 1


class Stop(BaseException):
    """Somebody asked us to stop. Not an Exception, so that nothing swallows it on the way out."""


def arguments():
    parser = argparse.ArgumentParser(prog="./run", description="Starts the demo partnership on this machine.")
    parser.add_argument(
        "--port", type=int, default=os.environ.get("PORT") or "8000", help="default: PORT or 8000"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and fill it anew")
    parser.add_argument("--no-browser", action="store_true", help="don't open a browser window")
    asked = parser.parse_args()
    if not 1 <= asked.port <= 65535:
        parser.error("the port is a number from 1 to 65535")
    return asked


def main():
    asked = arguments()
    listen_for_signals()
    try:
        data = data_folder()
        with the_only_one(data):
            wait_for_port(asked.port)
            return serve(asked, data)
    except Trouble as trouble:
        say(f"\n{trouble}")
        return 1
    except Stop:
        say("\nStopped before it was up.")
        return 130


def listen_for_signals():
    def stop(number, frame):
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Under nohup the hang-up is ignored on purpose, and stays so.
        if signal.getsignal(number) is not signal.SIG_IGN or number != signal.SIGHUP:
            signal.signal(number, stop)


def data_folder():
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "logs").mkdir(exist_ok=True)
    except OSError as problem:
        raise Trouble(
            f"Can't write to the data folder {folder}: {problem.strerror}. Set DATA_DIR to another."
        ) from None
    return folder


class the_only_one:  # noqa: N801 - read as `with the_only_one(data):`
    """Holds the data folder. The lock goes with the process, however it ends."""

    def __init__(self, data):
        self.path = data / "run.lock"

    def __enter__(self):
        self.file = self.path.open("a+")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.seek(0)
            holder = self.file.read().strip() or "another process"
            raise Trouble(
                f"The data in {self.path.parent} is already being served ({holder}).\n"
                "Stop that one first, or give this one a folder of its own: DATA_DIR=… ./run --port …"
            ) from None
        self.file.truncate(0)
        self.file.write(f"process {os.getpid()}")
        self.file.flush()

    def __exit__(self, *_):
        self.file.close()


def wait_for_port(port):
    """A port that was held by a run that just ended frees itself in a moment; one in use gets a sentence."""
    for _ in range(20):
        problem = cannot_listen(port)
        if problem is None:
            return
        if problem != errno.EADDRINUSE:
            raise Trouble(
                f"Port {port} can't be used: {os.strerror(problem)}. Choose another: ./run --port {port + 8000}"
            )
        time.sleep(0.1)
    raise Trouble(f"Port {port} is in use by another program. Choose another: ./run --port {port + 1}")


def cannot_listen(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            return problem.errno
    return None


def serve(asked, data):
    ensure("requirements.lock")
    surroundings = environment(asked.port, data)
    people = prepare(surroundings, fresh=asked.fresh)
    wait_for_port(asked.port)  # again: making ready takes a while
    children = {}
    try:
        for name, command in programs(asked.port).items():
            children[name] = start(name, command, surroundings, data)
        wait_until_it_answers(asked.port, children, data)
        welcome(asked, data, surroundings, people)
        return watch(children, data)
    except Stop:
        say("\nStopping; the worker finishes what it has in hand …")
        return 0
    finally:
        stop(children)


def environment(port, data):
    """The surroundings of all three. The PDF libraries have to be named before Python starts."""
    chosen = {**os.environ, "DATA_DIR": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    chosen.setdefault("DEMO", "1")
    added = drawing()
    if added is None:
        say("PDFs off: the libraries could not be found or fetched. On Debian or Ubuntu, to turn them on:")
        say("    sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    return chosen | (added or {})


def prepare(surroundings, *, fresh):
    """Tables, static files, demo data. Answers with what to tell about signing in."""
    command = [PYTHON, ROOT / "tools" / "prepare.py", *(["--fresh"] if fresh else [])]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    if done.returncode == 2:
        raise Trouble("Nothing was started.")
    if done.returncode:
        raise Trouble(
            "The data could not be made ready (see above). ./run --fresh starts anew, without the old data."
        )
    return done.stdout


def programs(port):
    celery = [PYTHON, "-m", "celery", "--app", "config", "--quiet"]
    return {
        "web": [
            *(PYTHON, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}", "--preload"),
            *("--workers", "3", "--worker-class", "sync", "--graceful-timeout", "10", "--no-control-socket"),
        ],
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def start(name, command, surroundings, data):
    """In a process group of its own, so that Ctrl-C reaches only us and a group can be ended as a whole."""
    us = os.getpid()

    def when_we_are_gone():
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != us:
            os._exit(1)

    with (data / "logs" / f"{name}.log").open("a") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=when_we_are_gone,
        )


def wait_until_it_answers(port, children, data):
    for _ in range(600):
        fail_if_one_is_gone(children, data)
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise Trouble(f"The service did not answer within a minute. What it says stands in {data / 'logs'}.")


def welcome(asked, data, surroundings, people):
    address = f"http://{HOST}:{asked.port}/"
    say(f"\nThe service is up:  {address}\n")
    if people.strip():
        say(people.rstrip() + "\n")
    say(f"Data: {data}    Logs: {data / 'logs'}")
    say("Ctrl-C stops everything.")
    if not asked.no_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)


def watch(children, data):
    while True:
        fail_if_one_is_gone(children, data)
        time.sleep(0.3)


def fail_if_one_is_gone(children, data):
    for name, child in children.items():
        if child.poll() is not None:
            last = (data / "logs" / f"{name}.log").read_text(errors="replace").splitlines()[-8:]
            said = "".join(f"\n    {line}" for line in last)
            raise Trouble(
                f"The {name} process ended by itself, so everything is stopped. It last said:{said}"
            )


def stop(children):
    """First the three are asked, then whatever is left of their groups is ended. A second signal cuts it short."""
    try:
        for child in reversed(children.values()):
            child.terminate()
        until = time.monotonic() + PATIENCE
        for child in children.values():
            child.wait(max(0.1, until - time.monotonic()))
    except (Stop, subprocess.TimeoutExpired):
        pass
    for child in children.values():
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
