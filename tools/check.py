"""What ./test does.

./test                     linters, then the whole suite: on SQLite always, on PostgreSQL and Redis where they are
./test --require all       the same, and whatever can't run is a failure; branch coverage below 100% too
./test PATH -k WORDS …     only these tests, on SQLite (or on TEST_DATABASE_URL); everything is handed to pytest
./test --mutate [FILE …]   changes procedures/ one operator at a time and shows which changes no test notices
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

import linters
import services
from environment import PYTHON, ROOT, VENV, Trouble, drawing, ensure, say

OTHERS = ["procedures", "partnership", "conferences", "scheduling", "config"]
# Of lines and branches, over all runs together (ADR 33).
LEAST = 100
RAN, FAILED, NOT_RUN = "passed", "FAILED", "did not run"


@dataclass
class Row:
    """One line of the closing table."""

    what: str
    outcome: str
    why: str = ""


def main():
    parser = argparse.ArgumentParser(prog="./test", usage=__doc__, add_help=False)
    parser.add_argument("--require", choices=("all", "nothing"), default="nothing")
    parser.add_argument("--mutate", action="store_true")
    parser.add_argument("-h", "--help", action="store_true")
    asked, for_pytest = parser.parse_known_args()
    if asked.help:
        say(__doc__)
        return 0
    try:
        ensure("requirements-test.lock")
        if asked.mutate:
            return subprocess.run([PYTHON, ROOT / "tools" / "mutate.py", *for_pytest], cwd=ROOT).returncode
        return some_tests(for_pytest) if for_pytest else everything(asked.require == "all")
    except Trouble as trouble:
        say(f"\n{trouble}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def some_tests(for_pytest):
    added = drawing() or {}
    return subprocess.run(
        [PYTHON, "-m", "pytest", *for_pytest], cwd=ROOT, env={**os.environ, **added}
    ).returncode


def everything(required):
    for left in ROOT.glob(".coverage*"):
        left.unlink()
    with contextlib.ExitStack() as stack:
        browser, drawn, database, broker, rows = what_there_is(stack, required)
        rows[:0] = run_linters()
        added = {**(drawn or {}), **({"TEST_CHROMIUM": browser} if browser else {})}
        # Two cores: the floor with half of the tests has one to itself.
        suites = [
            Suite("SQLite, broker of files: reports", "reports", required, added, paths=["reports"]),
            Suite("SQLite, broker of files: every other floor", "sqlite", required, added, paths=OTHERS),
        ]
        if database or broker:
            on = " and ".join(filter(None, [database and "PostgreSQL", broker and "Redis"]))
            chosen = {"TEST_DATABASE_URL": database, "TEST_REDIS_URL": broker}
            there = added | {name: url for name, url in chosen.items() if url}
            suites.append(Suite(on, "servers", required, there, without="exhaustive"))
        rows += [suite.close() for suite in suites]
        rows.append(coverage(required))
    return close(rows, required)


def what_there_is(stack, required):
    """Looks for everything that a full run wants; a row for each that is missing."""
    may_install = os.geteuid() == 0
    browser, no_browser = services.chromium(may_install)
    drawn = drawing()
    if drawn is None and may_install and required:
        services.install("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
        drawn = drawing()
    database, no_database = services.postgres(stack, may_install and required)
    broker, no_broker = services.redis(stack, may_install and required)
    rows = [
        (browser, "tests in a browser", no_browser),
        (
            drawn is not None,
            "tests of PDFs",
            "the libraries could not be found or fetched (libpango and others)",
        ),
        (database, "suite on PostgreSQL", no_database),
        (broker, "suite on Redis", no_broker),
    ]
    return (
        browser,
        drawn,
        database,
        broker,
        [Row(what, NOT_RUN, why) for there, what, why in rows if not there],
    )


def run_linters():
    rows = []
    with tempfile.TemporaryDirectory(prefix="linters-") as data:
        for name, (command, added) in linters.linters(VENV / "bin").items():
            began = time.monotonic()
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=linters.surroundings(added, data),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            if done.returncode:
                say(f"── {name} ──\n{done.stdout.rstrip()}\n")
            rows.append(Row(name, FAILED if done.returncode else RAN, seconds(began)))
    return rows


class Suite:
    """One run of the tests, begun at once: they share the machine. The first is seen as it goes, the others after it."""

    def __init__(self, on, short, required, added, without="", paths=()):
        self.on, self.began = on, time.monotonic()
        self.told = None if short == "reports" else tempfile.TemporaryFile()
        if self.told is None:
            say(f"\n── The suite on {on} ──")
        rest = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
        files = {
            "COVERAGE_FILE": str(ROOT / f".coverage.{short}"),
            "SCREENS_DIR": str(ROOT / "screens" / short),
        }
        # What needs no database is asked once: the exhaustive tests run on SQLite alone.
        wanted = " and ".join(["not tools", *([f"not {without}"] if without else [])])
        command = [PYTHON, "-m", "coverage", "run", "-m", "pytest", "-q", "--durations=8", "-m", wanted]
        command += ["--require", "all" if required else "nothing", "--output", f"test-results/{short}"]
        command += paths
        self.run = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**rest, **added, **files},
            stdin=subprocess.DEVNULL,
            stdout=self.told,
            stderr=self.told,
        )

    def close(self):
        """Waits for its end, shows what it said, and answers its line of the table."""
        failed = self.run.wait()
        took = seconds(self.began)
        if self.told:
            self.told.seek(0)
            said = self.told.read().decode(errors="replace").rstrip()
            say(f"\n── The suite on {self.on}, which ran at the same time ──\n{said}")
            self.told.close()
        return Row(f"suite on {self.on}", FAILED if failed else RAN, took)


def coverage(required):
    """The runs together: a branch that only PostgreSQL takes is covered there."""
    say("\n── Branch coverage ──")
    run = [PYTHON, "-m", "coverage"]
    parts = [
        name
        for name in (".coverage.reports", ".coverage.sqlite", ".coverage.servers")
        if (ROOT / name).exists()
    ]
    subprocess.run([*run, "combine", "--quiet", *parts], cwd=ROOT)
    done = subprocess.run([*run, "report", *([f"--fail-under={LEAST}"] if required else [])], cwd=ROOT)
    total = subprocess.run(
        [*run, "report", "--format=total", "--precision=2"], cwd=ROOT, capture_output=True, text=True
    )
    figure = f"{total.stdout.strip() or '?'} % of lines and branches" + (", 100 wanted" if required else "")
    return Row("branch coverage", FAILED if required and done.returncode else RAN, figure)


def close(rows, required):
    width = max(len(row.what) for row in rows) + 3
    say()
    for row in rows:
        say(f"{row.what:{width}}{row.outcome:14}{row.why}")
    bad = [row for row in rows if row.outcome == FAILED or (required and row.outcome == NOT_RUN)]
    say("\n" + (f"Not good: {', '.join(row.what for row in bad)}" if bad else "Everything that ran passed."))
    return 1 if bad else 0


def seconds(began):
    return f"{time.monotonic() - began:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
