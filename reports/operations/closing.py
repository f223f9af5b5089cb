"""Whether one more copy of a pack may leave now, on screen as well. What the search finds is remembered."""

from datetime import date

from procedures.workflow import ReleaseState
from reports.models import Release
from reports.queries.closing import (
    AMENDED,
    FOUND_SINCE,
    OFF_RECORD,
    edition_of_protected,
    finds_more,
    newer_of,
)
from reports.queries.releasing import Recipient, recipient_of


def stops_because(release: Release, *, today: date) -> str:
    """Why no further copy of a pack that was approved and isn't closed may leave today, in a sentence; "" while one may.

    An addendum takes nothing away, so what was approved before it may still leave; a new version may have been made
    because the old one said too much.
    """
    if release.state != ReleaseState.APPROVED:
        return ""
    recipient = recipient_of(release, today=today)
    if recipient is None:
        return OFF_RECORD
    if any(not one.is_addendum for one in newer_of([release])[release.pk]):
        return AMENDED
    return FOUND_SINCE if gives_away(release, recipient, today=today) else ""


def gives_away(release: Release, recipient: Recipient, *, today: date) -> bool:
    """Whether its words say what its reader may not know by now. Searched only where more may be hidden than last time."""
    edition = edition_of_protected(release.conference, recipient.reading, today=today)
    if release.searched != edition:
        release.searched = edition
        release.gives_away = finds_more(release, recipient, today=today)
        release.save(update_fields=["searched", "gives_away"])
    return release.gives_away
