"""What every test stands on: which database, which broker, which browser, and what this machine lacks.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` choose; without them SQLite and a folder as broker, like the demo.
"""

import ctypes
import os
import shutil
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
# In memory where there is room for it: the disk's own pace has no place in a test.
MEMORY = Path("/dev/shm")
ROOMY = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30
WORK = Path(tempfile.mkdtemp(prefix="tests-", dir=MEMORY if ROOMY else None))


def choose_surroundings() -> None:
    """Settings read the environment once, so it has to stand before anything imports them."""
    for name in ("DATABASE_URL", "REDIS_URL", "PORT", "ALLOWED_HOSTS", "EMAIL_URL"):
        os.environ.pop(name, None)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1", "DATA_DIR": str(WORK)}
    # A file, as in the demo: threads and processes then meet the locks that they would really meet.
    os.environ["TEST_SQLITE_FILE"] = str(WORK / "test.sqlite3")
    # The browser's driver runs an event loop in the test thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    for name in ("DATABASE_URL", "REDIS_URL"):
        if url := os.environ.get(f"TEST_{name}"):
            os.environ[name] = url


choose_surroundings()

import django  # noqa: E402
import pytest  # noqa: E402 - the environment comes first
from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connections  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

pytest_plugins = ["partnership.tests.lifted"]
expect.set_options(timeout=30_000)  # as long as every other step in the browser: a machine may be busy

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FIXTURES = {"page", "context", "browser"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup", "client", "admin_client"}
DRAWING = ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
WIDTHS = {"desktop": 1280, "phone": 390}


def chromium() -> str | None:
    named = os.environ.get("TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def can_draw() -> bool:
    """Whether WeasyPrint would find its libraries; asked without importing it, which takes two seconds."""
    try:
        for name in DRAWING:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing(marker: str) -> str | None:
    """Why tests with this marker can't run here, or None when they can."""
    if marker == "browser" and not chromium():
        return "no Chromium on this machine (Debian: apt install chromium)"
    if marker == "pdf" and not can_draw():
        return "no PDF libraries (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
    if marker == "postgres" and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return "runs on PostgreSQL alone (TEST_DATABASE_URL)"
    if marker == "redis" and not os.environ.get("REDIS_URL"):
        return "runs with Redis alone (TEST_REDIS_URL)"
    return None


def pytest_addoption(parser):
    parser.addoption(
        "--require",
        choices=("all", "nothing"),
        default="nothing",
        help="all: a missing browser or PDF library is a failure, not a skipped test",
    )


def pytest_configure(config):
    """The procedures know no framework, so their tests, asked for alone, start without one."""
    named = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    if all(path.is_relative_to(HERE / "procedures") for path in named):
        del os.environ["DJANGO_SETTINGS_MODULE"]
    else:
        django.setup()
        # Names without hashes, straight from static/: hashing it all takes seconds. test_run.py looks at the real ones.
        settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        # The browser's driver keeps an event loop running, and Django would open a second connection in its context,
        # which then stops the test database from being removed.
        connections._connections = threading.local()
        # A thread of the live server that kept its connection would do the same.
        settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
        if settings.REDIS_URL:
            cache.clear()  # what an earlier run that broke off left there, its queue too


def pytest_itemcollected(item):
    """Before `-m` chooses among them. A parameter that is called `page` is no page of the browser."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())).difference(given):
        item.add_marker("browser")
    elif needs_no_database(item):
        item.add_marker("pure")


def needs_no_database(item):
    """Of the two floors whose pure modules have tests by the thousand: the same on every database, so asked on one."""
    floor = item.path.relative_to(HERE).parts[0]
    asked = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return floor in ("procedures", "reports") and not (item.get_closest_marker("django_db") or asked)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    # After pytest has put the browser's tests together: what migrations wrote stands until the last test that wants it.
    items.sort(key=empties_the_database)


def empties_the_database(item):
    marker = item.get_closest_marker("django_db")
    asked = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


def pytest_runtest_setup(item):
    if empties_the_database(item) and "insert_only_lifted" not in item.fixturenames:
        pytest.fail(
            'it empties the database afterwards: pytest.mark.usefixtures("insert_only_lifted")', pytrace=False
        )
    for marker in ("browser", "pdf", "postgres", "redis"):
        if item.get_closest_marker(marker) and (why := missing(marker)):
            if item.config.getoption("--require") == "all" and marker in ("browser", "pdf"):
                pytest.fail(f"required here: {why}")
            pytest.skip(why)


def pytest_unconfigure():
    shutil.rmtree(WORK, ignore_errors=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium(), "args": [*quiet, *as_root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture
def axe():
    """`axe(page)`: fails, with rule and place, when axe finds anything serious or critical."""

    def check(page):
        found = Axe().run(page).response["violations"]
        grave = [found_ for found_ in found if found_["impact"] in ("serious", "critical")]
        places = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n    {node['target']} {node['html'][:160]}"
            for rule in grave
            for node in rule["nodes"]
        ]
        assert not places, f"axe on {page.url}:\n  " + "\n  ".join(places)

    return check


@pytest.fixture
def screens():
    """`screens(page, name)`: keeps a picture of the whole page at both widths in `screens/`."""

    def keep(page, name):
        folder = Path(os.environ.get("SCREENS_DIR", HERE / "screens"))
        folder.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for kind, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=folder / f"{name}-{kind}-{width}.png", full_page=True)
        page.set_viewport_size(before)

    return keep


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What Redis remembers of one test (how often somebody guessed) is none of the next one's; a table is rolled back."""
    if "DJANGO_SETTINGS_MODULE" in os.environ and settings.REDIS_URL:
        cache.clear()
