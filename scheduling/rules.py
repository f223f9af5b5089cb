"""By which rules timetables were made: what comes with a release is compared with what was there before (ADR 51).

A number or a reminder that an update changes must reach the conferences that wait, not the new ones alone. After each
`migrate` the fingerprint of everything that dates are reckoned from is compared with the newest calendar's; where it
differs, a new version of the calendar stands, and the next sweep makes every open timetable anew.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.apps import apps as now
from django.conf import settings
from django.db.models.functions import Now

FLOORS = ("procedures", "conferences/queries", "scheduling/queries")  # what a date and a reminder are made of
KINDS = {".py", ".yaml"}
UPDATED = "The rules changed with an update of the service"


def files(base: Path) -> Iterator[Path]:
    """The rules as files, tests left out, in the same order everywhere."""
    for floor in FLOORS:
        for path in sorted((base / floor).rglob("*")):
            if path.suffix in KINDS and "tests" not in path.parts:
                yield path


def fingerprint(base: Path = settings.BASE_DIR) -> str:
    """SHA-256 over the rules: their names below `base`, and what they say."""
    told = sha256()
    for path in files(base):
        told.update(
            f"{path.relative_to(base).as_posix()}\n{sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return told.hexdigest()


def note_rules(*, using: str, apps=now, **_) -> None:
    """After a migration: a new version of the calendar where the rules are others. Nothing while there is no calendar."""
    versions = apps.get_model("partnership", "CalendarVersion")
    if not any(field.name == "rules" for field in versions._meta.get_fields()):
        return  # migrated to a state from before they were compared
    newest, rules = versions.objects.using(using).order_by("-pk").first(), fingerprint()
    before = versions.objects.using(using).exclude(rules="").order_by("-pk").first()
    if newest is None or (before and before.rules == rules):
        return
    versions.objects.using(using).create(
        known_from=newest.known_from, known_until=newest.known_until, at=Now(), reason=UPDATED, rules=rules
    )
