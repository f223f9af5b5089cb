"""Files at rest: attachments and PDFs, each encrypted under a key with an id (security: coming in).

A file's name on disk is random and says nothing; what it was called is kept in the database alone. On disk it is
MAGIC, the length of the key's id, that id, and what partnership.sealing made of the content.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from partnership.sealing import Unsealable, seal_bytes, unseal_bytes

MAGIC = b"CPC1"
RENEWING = ".new"


class Unreadable(Exception):
    """The file is missing, was altered, or its key is gone."""


def keep(content: bytes) -> str:
    """Encrypt and write `content`; answers the name under which `fetch` finds it once it is safely on the disk."""
    name = secrets.token_hex(16)
    _path(name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(_path(name), name, content)
    return name


def _write(path: Path, name: str, content: bytes) -> None:
    """Under the key that is in use, and on the disk before this answers."""
    key_id, sealed = seal_bytes(content, purpose="files", about=_about(name))
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(MAGIC + bytes([len(key_id)]) + key_id.encode() + sealed)
        file.flush()
        os.fsync(file.fileno())


def fetch(name: str) -> bytes:
    """The content kept as `name`. Raises Unreadable when it isn't there, was altered or its key is gone."""
    return _read(_path(name), name)[1]


def _read(path: Path, name: str) -> tuple[str, bytes]:
    """The id of the key, and the content. Raises Unreadable."""
    start = len(MAGIC) + 1
    try:
        raw = path.read_bytes()
        end = start + raw[start - 1]
        if not raw.startswith(MAGIC):
            raise Unsealable("No file of this store begins like that.")
        key_id = raw[start:end].decode()
        return key_id, unseal_bytes(key_id, raw[end:], purpose="files", about=_about(name))
    except (OSError, IndexError, UnicodeDecodeError, Unsealable) as error:
        raise Unreadable(
            "This file can't be read from the store. Tell the system administrator its reference."
        ) from error


def renew(name: str) -> bool:
    """Put the file under the key that is in use. False where it is already. Raises Unreadable; then it is as it was.

    The new one is read back before it takes the old one's place, at once; in the clear it is in memory alone.
    """
    key_id, content = _read(_path(name), name)
    if key_id == settings.KEYS["files"]["current"]:
        return False
    fresh = _path(name).with_suffix(RENEWING)
    fresh.unlink(missing_ok=True)  # left by a run that was ended
    _write(fresh, name, content)
    _read(fresh, name)  # it opens, and is what it was: the cipher tells
    fresh.replace(_path(name))
    return True


def names() -> Iterator[str]:
    """Every file that the store has, in order; what a renewal left half done is taken away."""
    for path in sorted(settings.FILES_DIR.glob("*/*")):
        if path.suffix == RENEWING:
            path.unlink(missing_ok=True)
        else:
            yield path.name


def discard(name: str) -> None:
    """Take a file away that nobody will ask for: what came out of a job that another worker finished."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return settings.FILES_DIR / name[:2] / name


def _about(name: str) -> str:
    return MAGIC.decode() + name
