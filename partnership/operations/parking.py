"""What somebody had typed when their session was over, kept for them for a day (decisions 22)."""

import json
from datetime import timedelta

from django.db import transaction

from partnership import audit
from partnership.models import Account, Parked
from partnership.sealing import seal, unseal

KEPT_FOR = timedelta(hours=24)
AT_MOST = 20  # of one account; the oldest gives way


@transaction.atomic
def park(*, account: Account, path: str, fields: list[tuple[str, str]], had_files: bool, at) -> Parked:
    """Keep `fields`, sealed, for `account` alone. What was parked of the same page before is replaced."""
    Parked.objects.filter(account=account, path=path).delete()
    Parked.objects.filter(expires_at__lte=at).delete()
    kept = Parked.objects.filter(account=account).order_by("-at").values_list("pk", flat=True)[: AT_MOST - 1]
    Parked.objects.filter(account=account).exclude(pk__in=list(kept)).delete()
    row = Parked(account=account, path=path, sealed="", had_files=had_files, at=at, expires_at=at + KEPT_FOR)
    row.sealed = seal(json.dumps(fields), purpose="files", about=_about(row))
    row.save(force_insert=True)
    audit.write(
        at=at, person=account.person, action="park", kind="Parked", refs=[row.ref], facts={"files": had_files}
    )
    return row


def typed(row: Parked) -> list[tuple[str, str]]:
    """The names and values that were parked, in their order. Raises Unsealable."""
    return [
        (name, value) for name, value in json.loads(unseal(row.sealed, purpose="files", about=_about(row)))
    ]


@transaction.atomic
def drop(*, row: Parked, at) -> None:
    """Its owner has taken it back or doesn't want it."""
    audit.write(at=at, person=row.account.person, action="drop_parked", kind="Parked", refs=[row.ref])
    row.delete()


def _about(row):
    return f"parked {row.ref} {row.account_id}"
