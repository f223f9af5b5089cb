"""Every check that is a command: what it is called and how it is run. `./test` runs them; so does the house's own test."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("procedures", "partnership", "conferences", "reports", "scheduling", "config")

KEY = "A" * 42 + "E="
PRODUCTION = {
    "DEMO": "",
    "KEYS": json.dumps(
        {"django": "not-the-real-one-" * 4}
        | {name: {"current": "k1", "k1": KEY} for name in ("totp", "audit", "files")}
    ),
    "DATABASE_URL": "postgres://service@127.0.0.1/service",
    "CLAMD": "unix:/run/clamav/clamd.ctl",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "conferences.example",
    "SITE_URL": "https://conferences.example",
}
DEMO = {"DEMO": "1"}


def linters(bin_folder):
    """name → (command, what it adds to the environment)."""
    python, manage = bin_folder / "python", [bin_folder / "python", "manage.py"]
    return {
        "ruff check": ([bin_folder / "ruff", "check", "."], {}),
        "ruff format": ([bin_folder / "ruff", "format", "--check", "."], {}),
        "import-linter": ([bin_folder / "lint-imports", "--no-logo"], {}),
        "mypy": ([python, "-m", "mypy"], {}),
        "bandit": (
            [
                python,
                "-m",
                "bandit",
                "-q",
                "-c",
                "pyproject.toml",
                "--severity-level",
                "medium",
                "-r",
                *FLOORS,
            ],
            {},
        ),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], DEMO),
        "check --deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    }


def surroundings(added, data):
    """A clean environment for one of them: nothing of the person's own settings leaks in."""
    ours = (
        "DATABASE_URL",
        "REDIS_URL",
        "DJANGO_SETTINGS_MODULE",
        "DEMO",
        "KEYS",
        "KEYS_FILE",
        "ALLOWED_HOSTS",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
    )
    rest = {name: value for name, value in os.environ.items() if name not in ours}
    return {**rest, "DATA_DIR": str(data), **added}
