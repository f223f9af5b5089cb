"""Files are scanned for malware once they are kept: what waits is asked about, and the answer written down."""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models import F

from procedures.words import Scan
from reports import scanning, vault
from reports.models import Attachment
from reports.operations.moves import note_event

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 50


def first_state() -> Scan:
    """What a file that comes in is. Without a scanner it waits for one; the demo alone does without, and says so."""
    return Scan.PENDING if settings.CLAMD or not settings.DEMO else Scan.NOT_SCANNED


def scan_waiting(*, at) -> int:
    """Ask clamd about every file that waits, or was never asked about, oldest first; how many it had a verdict on.

    Where clamd can't be asked they wait for the next time. Two workers may ask about the same one: one answer is kept.
    """
    if not settings.CLAMD:
        return 0
    done = 0
    waiting = Attachment.objects.filter(scan__in=[Scan.PENDING, Scan.NOT_SCANNED]).select_related("report")
    for attachment in waiting.order_by(F("scanned_at").asc(nulls_first=True), "pk")[:MOST_AT_ONCE]:
        try:
            answer = scanning.ask(vault.fetch(attachment.kept_as), address=settings.CLAMD)
        except scanning.NoAnswer as trouble:
            logger.warning("Files wait to be scanned: %s", trouble)
            return done
        except (scanning.NoVerdict, vault.Unreadable) as trouble:
            logger.warning("File %s can't be scanned: %s", attachment.ref, type(trouble).__name__)
            Attachment.objects.filter(pk=attachment.pk).update(scanned_at=at)  # the others first, next time
            continue
        done += _keep(attachment, answer, at)
    return done


@transaction.atomic
def _keep(attachment: Attachment, answer: scanning.Answer, at) -> bool:
    state = Scan.CLEAN if answer.is_clean else Scan.INFECTED
    same = Attachment.objects.filter(pk=attachment.pk, scan=attachment.scan)
    if same.update(scan=state, scanned_at=at, scan_found=answer.found[:200]) != 1:
        return False
    if not answer.is_clean:
        note_event(attachment.report, "lock_file", by=attachment.added_by, at=at, file=attachment.ref)
    return True
