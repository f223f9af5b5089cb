"""What is kept sealed at rest: second-factor secrets, parked forms, files. The one place that encrypts.

AES-256-GCM under a key with an id, so that keys can change. What is sealed is bound to its purpose and to `about`, so
that it opens nowhere else.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from partnership.keys import key_bytes

NONCE = 12  # bytes


class Unsealable(Exception):
    """It was altered, belongs elsewhere, or its key is gone."""


def seal_bytes(content: bytes, *, purpose: str, about: str) -> tuple[str, bytes]:
    """The id of the key that is in use, and `content` sealed with it."""
    key_id = settings.KEYS[purpose]["current"]
    nonce = os.urandom(NONCE)
    return key_id, nonce + AESGCM(key_bytes(purpose, key_id)).encrypt(nonce, content, about.encode())


def unseal_bytes(key_id: str, sealed: bytes, *, purpose: str, about: str) -> bytes:
    """The content again. Raises Unsealable."""
    try:
        cipher = AESGCM(key_bytes(purpose, key_id))
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
    except (InvalidTag, KeyError, ValueError) as error:
        raise Unsealable("This can't be opened: it was altered, or its key is gone.") from error


def seal(text: str, *, purpose: str, about: str) -> str:
    """A short text sealed, as "key id:base64"."""
    key_id, sealed = seal_bytes(text.encode(), purpose=purpose, about=about)
    return f"{key_id}:{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(sealed: str, *, purpose: str, about: str) -> str:
    """The text again. Raises Unsealable."""
    key_id, _, coded = sealed.partition(":")
    try:
        raw = base64.urlsafe_b64decode(coded)
    except ValueError as error:
        raise Unsealable("This can't be opened: it was altered.") from error
    return unseal_bytes(key_id, raw, purpose=purpose, about=about).decode()
