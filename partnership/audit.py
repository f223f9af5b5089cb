"""Writing the audit. If a row can't be written, the read that it records doesn't happen.

Each row carries an HMAC over its own content; triggers refuse UPDATE and DELETE on both databases; `seal_rows` binds
batches of rows to each other, so that a row that went or came is found as well.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings

from partnership.models import AuditRow, Person

SIGNED = ("person_id", "action", "kind", "refs", "outcome", "method", "address", "demo")


def hmac_of(told: object, *, key_id: str) -> str:
    """Key id, colon, HMAC-SHA-256 in hex over `told`. Raises KeyError where the key is gone."""
    key = settings.KEYS["audit"][key_id].encode()
    text = json.dumps(told, sort_keys=True, ensure_ascii=False).encode()
    return f"{key_id}:{hmac.new(key, text, hashlib.sha256).hexdigest()}"


def mac_of(row: AuditRow, *, key_id: str) -> str:
    """The HMAC over everything that the row says."""
    content = {name: str(getattr(row, name)) for name in SIGNED}
    moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return hmac_of(content | {"at": moment, "facts": row.facts}, key_id=key_id)


def write(
    *,
    at: datetime,
    person: Person | None,
    action: str,
    kind: str,
    refs: Iterable[str] = (),
    facts: dict | None = None,
    outcome: str = "allowed",
    method: str = "",
    address: str = "",
    demo: bool = False,
) -> AuditRow:
    """Insert one row. `refs` are references and `facts` codes and dates: neither ever holds a name."""
    row = AuditRow(
        at=at,
        person=person,
        action=str(action),
        kind=kind,
        refs=" ".join(refs),
        facts=facts or {},
        outcome=outcome,
        method=method,
        address=address,
        demo=demo,
    )
    row.mac = mac_of(row, key_id=settings.KEYS["audit"]["current"])
    row.save(force_insert=True)
    return row


def record(request, *, action, kind, refs, outcome, at, person=None, facts=None) -> AuditRow:
    """One row about this request and the person who makes it."""
    return write(
        at=at,
        person=person or getattr(request, "person", None),
        action=action,
        kind=kind,
        refs=refs,
        facts=facts,
        outcome=outcome,
        method=request.method,
        address=request.META.get("REMOTE_ADDR", ""),
        demo=bool(request.session.get("demo_sign_in")),
    )
