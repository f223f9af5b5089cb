"""Sealing the audit in batches, and finding what doesn't fit (security: who may see what)."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import pairwise, takewhile

from django.conf import settings
from django.db import IntegrityError, transaction

from partnership.audit import hmac_of, mac_of
from partnership.models import AuditRow, AuditSeal

SETTLES_IN = timedelta(minutes=2)  # a row of a slow transaction may appear after its neighbours
AT_ONCE = 5000


@dataclass(frozen=True)
class Fault:
    """Something about the audit that can't be right; `row` is the row's number where there is one."""

    row: int | None
    why: str


def seal_rows(*, at) -> AuditSeal | None:
    """Bind the rows that have settled to those before; None while there are none. The sweep calls it.

    Of two sweeps at once one seals and the other leaves it at that.
    """
    try:
        with transaction.atomic():
            return _seal_settled(at=at)
    except IntegrityError:
        return None


def _seal_settled(*, at) -> AuditSeal | None:
    before = AuditSeal.objects.select_for_update().order_by("-number").first()
    rows = AuditRow.objects.filter(pk__gt=before.last_row if before else 0).order_by("pk")
    found = rows.values_list("pk", "mac", "at")[:AT_ONCE]
    batch = [(pk, mac) for pk, mac, _ in takewhile(lambda row: row[2] < at - SETTLES_IN, found)]
    if not batch:
        return None
    seal = AuditSeal(
        number=before.number + 1 if before else 1,
        last_row=batch[-1][0],
        rows=as_ranges([pk for pk, _ in batch]),
        at=at,
    )
    seal.mac = _mac_of(seal, [mac for _, mac in batch], before, key_id=settings.KEYS["audit"]["current"])
    seal.save(force_insert=True)
    return seal


def verify(*, at) -> list[Fault]:
    """Every altered, missing or added row, and every seal that doesn't follow the one before."""
    return [*_altered_rows(), *_broken_seals(), *_unsealed_rows(at=at)]


def _altered_rows():
    for row in AuditRow.objects.order_by("pk").iterator():
        if not _fits(row.mac, lambda key_id, row=row: mac_of(row, key_id=key_id)):
            yield Fault(row.pk, "was altered or not written by this service")


def _broken_seals():
    before, first = None, 0
    for seal in AuditSeal.objects.order_by("number"):
        sealed = from_ranges(seal.rows)
        present = dict(
            AuditRow.objects.filter(pk__gt=first, pk__lte=seal.last_row)
            .order_by("pk")
            .values_list("pk", "mac")
        )
        yield from (Fault(pk, "is missing") for pk in sealed if pk not in present)
        yield from (Fault(pk, "was added later") for pk in sorted(present.keys() - set(sealed)))
        macs = [present[pk] for pk in sealed if pk in present]
        if not _fits(seal.mac, lambda key_id, told=(seal, macs, before): _mac_of(*told, key_id=key_id)):
            yield Fault(None, f"seal {seal.number} doesn't fit its rows or the seal before")
        before, first = seal, seal.last_row


def _unsealed_rows(*, at):
    """Rows that are too old to wait for a seal: those between sealed ones are found above."""
    last = AuditSeal.objects.order_by("-number").values_list("last_row", flat=True).first() or 0
    waiting = AuditRow.objects.filter(pk__gt=last, at__lt=at - timedelta(days=1)).order_by("pk")
    if last and (oldest := waiting.first()):
        yield Fault(oldest.pk, "has waited for its seal for more than a day: is the worker running?")


def _fits(mac, reckon) -> bool:
    try:
        return reckon(mac.partition(":")[0]) == mac
    except KeyError:
        return False


def _mac_of(seal, macs, before, *, key_id):
    moment = seal.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [seal.number, seal.last_row, seal.rows, moment, macs, before.mac if before else ""]
    return hmac_of(told, key_id=key_id)


def as_ranges(numbers: list[int]) -> str:
    """ "1-3 7" for [1, 2, 3, 7]."""
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return " ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))


def from_ranges(text: str) -> list[int]:
    """[1, 2, 3, 7] for "1-3 7"."""
    spans = [part.partition("-")[::2] for part in text.split()]
    return [number for a, b in spans for number in range(int(a), int(b or a) + 1)]
