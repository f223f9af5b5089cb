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
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import linters
import services
from environment import PYTHON, ROOT, VENV, Trouble, drawing, ensure, say

OTHERS = ["procedures", "partnership", "conferences", "scheduling", "config"]
# Of lines and branches, over both measured runs together (ADR 33).
LEAST = 100
# Two cores, and whatever one run waits for leaves room for another.
AT_ONCE = 3
# Measuring doubles what a test takes, so it is done where every branch is reached without these.
SLOW, QUICK = "(browser or exhaustive)", "not browser and not exhaustive"
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
        suites = [
            Suite("SQLite, broker of files: reports", "reports", added, QUICK, ["reports"], True),
            Suite("SQLite, broker of files: every other floor", "sqlite", added, QUICK, OTHERS, True),
            Suite("SQLite, broker of files: in the browser, and exhaustive", "slow", added, SLOW),
        ]
        if database or broker:
            on = " and ".join(filter(None, [database and "PostgreSQL", broker and "Redis"]))
            chosen = {"TEST_DATABASE_URL": database, "TEST_REDIS_URL": broker}
            there = added | {name: url for name, url in chosen.items() if url}
            # What needs no database is asked once.
            suites.insert(1, Suite(on, "servers", there, "not exhaustive and not pure"))
        with ThreadPoolExecutor(AT_ONCE) as lanes:
            rows += lanes.map(lambda suite: suite.run(required), suites)
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


@dataclass(frozen=True)
class Suite:
    """One run of the tests, several at once. The one of reports is seen as it goes, the others when they end."""

    on: str
    short: str
    added: dict
    wanted: str
    paths: Sequence = ()
    measured: bool = False

    def run(self, required):
        """Runs it to its end, shows what it said, and answers its line of the table."""
        began = time.monotonic()
        head = f"\n── The suite on {self.on} ──"
        seen = self.short == "reports"
        if seen:
            say(head)
        done = subprocess.run(
            self.command(required),
            cwd=ROOT,
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=None if seen else subprocess.PIPE,
            stderr=None if seen else subprocess.STDOUT,
        )
        took = seconds(began)
        if not seen:
            say(f"\n{head}\n{done.stdout.decode(errors='replace').rstrip()}")
        return Row(f"suite on {self.on}", FAILED if done.returncode else RAN, took)

    def command(self, required):
        command = [PYTHON, "-m", *(["coverage", "run", "-m"] if self.measured else []), "pytest", "-q"]
        command += ["--durations=8", "-m", f"not tools and {self.wanted}"]
        command += ["--require", "all" if required else "nothing", "--output", f"test-results/{self.short}"]
        return [*command, *self.paths]

    def surroundings(self):
        rest = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
        files = {
            "COVERAGE_FILE": str(ROOT / f".coverage.{self.short}"),
            "SCREENS_DIR": str(ROOT / "screens" / self.short),
        }
        return {**rest, **self.added, **files}


def coverage(required):
    """The two measured runs together."""
    say("\n── Branch coverage ──")
    run = [PYTHON, "-m", "coverage"]
    parts = [name for name in (".coverage.reports", ".coverage.sqlite") if (ROOT / name).exists()]
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
