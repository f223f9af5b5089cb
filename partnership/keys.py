"""The keys of the settings, as bytes."""

import base64

from django.conf import settings


def key_bytes(purpose: str, key_id: str) -> bytes:
    """The 32 bytes of a key. Raises KeyError where there is no such key."""
    return base64.urlsafe_b64decode(settings.KEYS[purpose][key_id])
