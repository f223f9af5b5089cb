"""Makes `.venv` from a hashed lock, and finds or fetches the libraries that PDFs are drawn with.

Runs before anything is installed, so it uses the standard library alone and asks for no root.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
UNFINISHED = VENV / "installing"
LOCKS = ("requirements.lock", "requirements-test.lock")
OLDEST = (3, 11)
ZIPAPP = "https://bootstrap.pypa.io/virtualenv.pyz"

# What WeasyPrint opens, and the Debian packages that bring it.
DRAWING = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
LIBRARIES = VENV / "pdf-libs"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{project}</dir>
  <dir>{fetched}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class Trouble(Exception):
    """A sentence for the person at the keyboard: what is wrong and what to do."""


def say(text=""):
    print(text, flush=True)


def ensure(lock, say=say):
    """`.venv` holds exactly what `lock` names; returns at once when it already does."""
    if sys.version_info < OLDEST:
        raise Trouble(
            f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}."
        )
    with only_one_at_a_time():
        if UNFINISHED.exists() or not works():
            make(say)
        if installed().get(lock) != digest(lock):
            install(lock, say)


@contextlib.contextmanager
def only_one_at_a_time():
    """Two starts in one folder take turns instead of installing into each other."""
    with (ROOT / LOCKS[0]).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def works():
    """Whether the environment's Python starts, is new enough and has pip."""
    if not PYTHON.exists():
        return False
    asked = [PYTHON, "-c", f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"]
    return subprocess.run(asked, capture_output=True).returncode == 0


def make(say):
    """A new, empty environment: by venv, else with the system's own pip, else by the virtualenv zipapp."""
    say("Making .venv …" if not VENV.exists() else "Repairing .venv: it was left half made …")
    for way in (by_venv, by_system_pip, by_zipapp):
        if way() and works():
            UNFINISHED.unlink(missing_ok=True)
            return
    raise Trouble(
        "Python can't make an environment here: its ensurepip is missing and virtualenv could not be fetched.\n"
        "On Debian or Ubuntu: sudo apt install python3-venv"
    )


def by_venv():
    return quietly(sys.executable, "-m", "venv", "--clear", VENV)


def by_system_pip():
    """Debian splits ensurepip off; where python3-pip is there, it can install pip into the environment."""
    return quietly(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV) and quietly(
        sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip"
    )


def by_zipapp():
    fetched = ROOT / ".venv.pyz"
    try:
        with urllib.request.urlopen(ZIPAPP, timeout=30) as answer:
            fetched.write_bytes(answer.read())
        return quietly(sys.executable, fetched, "--clear", VENV)
    except OSError:
        return False
    finally:
        fetched.unlink(missing_ok=True)


def quietly(*command):
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def installed():
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def digest(lock):
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def install(lock, say):
    """Installs the lock with every hash checked. What breaks off here is made anew at the next start."""
    say(f"Installing what {lock} names (once; about a minute) …")
    STAMP.unlink(missing_ok=True)
    UNFINISHED.touch()
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*pip, "--no-deps", "--require-hashes", "-r", ROOT / lock], stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise Trouble("The packages could not be installed (see above). Is there a way to the package index?")
    # The test lock holds all of the other one, at the same versions.
    holds = LOCKS if lock == LOCKS[-1] else (lock,)
    STAMP.write_text(json.dumps({name: digest(name) for name in holds}))
    UNFINISHED.unlink()


def drawing(say=say):
    """What to add to the environment so that PDFs can be drawn, or None where they can't."""
    if draws({}):
        return {}
    added = {
        "LD_LIBRARY_PATH": os.pathsep.join(filter(None, [folders(), os.environ.get("LD_LIBRARY_PATH")])),
        "FONTCONFIG_FILE": str(LIBRARIES / "fonts.conf"),
    }
    if draws(added):
        return added
    if not fetch(say):
        return None
    added["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, [folders(), os.environ.get("LD_LIBRARY_PATH")]))
    return added if draws(added) else None


def draws(added):
    """Asked of a fresh process, because the loader reads its path only at the start."""
    asked = [
        sys.executable,
        "-c",
        "import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]",
        *DRAWING,
    ]
    return subprocess.run(asked, env={**os.environ, **added}, capture_output=True).returncode == 0


def folders():
    """The folders of the fetched libraries, as the loader wants them."""
    found = {str(library.parent) for library in LIBRARIES.glob("tree/**/*.so.*")}
    return os.pathsep.join(sorted(found))


def fetch(say):
    """Unpacks the missing Debian packages into `.venv`; nothing is installed on the machine."""
    if not all(map(shutil.which, ("apt-get", "dpkg-deb"))):
        return False
    say("Fetching the libraries for PDFs (once) …")
    shutil.rmtree(LIBRARIES, ignore_errors=True)
    for part in ("lists/partial", "archives/partial", "debs", "tree"):
        (LIBRARIES / part).mkdir(parents=True)
    # First with the machine's own package lists; a machine that has none gets lists of its own in the folder.
    for options in ([], private_lists()):
        if options:
            apt(*options, "update")
        if names := wanted(options):
            break
    if not names or apt(*options, "download", *names, cwd=LIBRARIES / "debs") is None:
        return False
    for deb in (LIBRARIES / "debs").glob("*.deb"):
        quietly("dpkg-deb", "-x", deb, LIBRARIES / "tree")
    for part in ("lists", "archives", "debs"):
        shutil.rmtree(LIBRARIES / part)
    fetched, cache = LIBRARIES / "tree/usr/share/fonts", LIBRARIES / "cache"
    text = FONTS.format(project=ROOT / "static" / "vendor", fetched=fetched, cache=cache)
    (LIBRARIES / "fonts.conf").write_text(text)
    return True


def private_lists():
    state = {"Dir::State::lists": "lists", "Dir::Cache::archives": "archives"}
    options = [f"{key}={LIBRARIES / folder}" for key, folder in state.items()]
    options += [f"Dir::Cache::{kind}pkgcache=" for kind in ("", "src")]
    return [part for option in options for part in ("-o", option)]


def apt(*arguments, cwd=None):
    command = ["apt-get", "-q", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30"]
    command += ["-o", "Debug::NoLocking=1", "-o", f"APT::Sandbox::User={'root' if os.geteuid() == 0 else ''}"]
    done = subprocess.run(
        [*command, *arguments], cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return done.stdout if done.returncode == 0 else None


def wanted(options):
    """name=version of every package that is missing for PDFs, as apt itself resolves it."""
    plan = apt(*options, "-s", "--no-install-recommends", "install", *PACKAGES) or ""
    rows = [line.split() for line in plan.splitlines() if line.startswith("Inst ")]
    return [f"{row[1]}={row[2].strip('()')}" for row in rows if not row[2].startswith("[")]
