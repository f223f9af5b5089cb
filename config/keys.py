"""The keys: made once for the demo, taken from the environment in production (decisions 13).

`keys.json` holds {"django": …, "totp": {"current": id, id: key}, "audit": {…}, "files": {…}}: random bytes in
URL-safe base64, 32 to a key with an id, so that it can be rotated.
"""

import base64
import json
import os
import secrets
from pathlib import Path

PURPOSES = ("totp", "audit", "files")


class KeysMissing(RuntimeError):
    """There are no keys. The message says what to do."""


def _new_key(length: int = 32) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(length)).decode()


def make_keys(path: Path) -> None:
    """Write fresh keys to `path`, readable by its owner alone, whole or not at all. Never overwrites."""
    keys = {"django": _new_key(48)} | {name: {"current": "k1", "k1": _new_key()} for name in PURPOSES}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _written(path, keys)
    try:
        os.link(fresh, path)  # at once, and only where there is none: nobody reads half of it
    finally:
        fresh.unlink()


def renew_key(path: Path, purpose: str) -> str:
    """Add a key for `purpose` to those in `path` and put it in use; the old ones stay. Answers its id. Raises KeysMissing."""
    keys = _read_file(path)
    number = max(int(name[1:]) for name in keys[purpose] if name != "current") + 1
    keys[purpose] |= {f"k{number}": _new_key(), "current": f"k{number}"}
    fresh = _written(path, keys)
    fresh.replace(path)  # at once: nobody reads half of it
    return f"k{number}"


def _written(path: Path, keys: dict) -> Path:
    """Beside `path`, readable by its owner alone."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(keys, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def load_keys(*, demo: bool, path: Path, environ) -> dict:
    """The keys as a dictionary. In the demo they are made on the first start; production never makes any.

    Raises KeysMissing where there are none, or where something else stands in their place.
    """
    if "KEYS" in environ:
        return _read(environ["KEYS"], "KEYS")
    if "KEYS_FILE" in environ:
        return _read_file(Path(environ["KEYS_FILE"]))
    if not demo:
        raise KeysMissing(
            "No keys: set KEYS (JSON) or KEYS_FILE (a path). `manage.py make_keys FILE` writes a fresh set; keep it safe, "
            "because what is encrypted can't be read without it."
        )
    if not path.exists():
        try:
            make_keys(path)
        except FileExistsError:
            pass  # another process of the same start was quicker
    return _read_file(path)


def _read_file(path: Path) -> dict:
    try:
        return _read(path.read_text(), str(path))
    except OSError as problem:
        raise KeysMissing(f"The keys in {path} can't be read: {problem.strerror}.") from None


def _read(text: str, where: str) -> dict:
    """The keys that stand in `text`. What is wrong with them is said without a character of them."""
    try:
        keys = json.loads(text)
        whole = "django" in keys and all(keys[name]["current"] in keys[name] for name in PURPOSES)
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise KeysMissing(
            f"{where} doesn't hold a whole set of keys, as `manage.py make_keys FILE` writes it."
        )
    return keys
