"""Keeping back and opening: made at signing from the author's marks, ruled on by the chair, answered by the agency."""

from django.db import transaction
from django.db.models import F

from conferences.models import Adult, Child
from conferences.operations import Refused
from procedures.words import RestrictionCause
from procedures.workflow import RESTRICTION, MoveRefused
from reports.answers import clean
from reports.models import KeptFrom, ReportEvent, ReportVersion, Restriction, Ruling
from reports.queries.restricting import carried, is_current, moves_open
from reports.queries.writing import signed_material
from reports.restrictions import FAMILY, PROFESSIONALS, Restricted, restricted

CHAIRS = ("agree", "ask_words", "refuse", "release", "accept_words")
AGENCYS = ("offer_words", "share", "withdraw")
OLDER = (
    "That belongs to an older version of this report. Here stands what the newest version keeps back, "
    "and what was decided of it."
)
MEANWHILE = "Somebody ruled on this, or answered, meanwhile: look at it again."


def restrict(*, version: ReportVersion, at) -> list[Restriction]:
    """What a version that was just signed keeps from somebody; part of signing, in its transaction.

    What stands there word for word as in the version before, and is kept from the same people, keeps its ruling.
    """
    material = signed_material(version)
    before = version.report.versions.filter(number__lt=version.number).order_by("-number").first()
    ruled = carried(before, material) if before else {}
    return [_made(version, one, ruled.get(one), at=at) for one in restricted(material)]


def _made(version: ReportVersion, one: Restricted, before: Restriction | None, *, at) -> Restriction:
    made = Restriction.objects.create(
        version=version,
        reference=one.reference,
        cause=one.cause.value,
        ground=one.ground,
        reason=one.reason,
        made_at=at,
        **({"state": before.state} if before else {}),
    )
    KeptFrom.objects.bulk_create(KeptFrom(restriction=made, **_whom(token)) for token in one.kept_from)
    said = before.rulings.all() if before else []
    Ruling.objects.bulk_create(
        Ruling(restriction=made, move=old.move, by_id=old.by_id, at=old.at, reason=old.reason, words=old.words, to=old.to)
        for old in said
    )  # fmt: skip
    return made


def _whom(token: str) -> dict:
    if token in (PROFESSIONALS, FAMILY):
        return {"group": token}
    child = Child.objects.filter(ref=token).first()
    return {"child": child} if child else {"adult": Adult.objects.get(ref=token)}


@transaction.atomic
def rule(*, restriction: Restriction, move: str, reason: str, to=(), by, at) -> Restriction:
    """The chair agrees, asks for other words, accepts them, refuses, or releases. Raises Refused, MoveRefused.

    What had no mark of the author's is opened to those in `to` alone.
    """
    marked = restriction.cause == RestrictionCause.MARK
    opens = move in ("release", "accept_words") and not marked
    _fits(restriction, move, CHAIRS)
    if opens and not to:
        raise Refused("Say who may see it: tick at least one.", field="to")
    return _move(restriction, move, by=by, at=at, reason=reason, to=sorted(to) if opens else [])


@transaction.atomic
def answer(*, restriction: Restriction, move: str, reason: str = "", words: str = "", by, at) -> Restriction:
    """The agency supplies other words, shares it as it stands, or withdraws it. Raises Refused, MoveRefused."""
    _fits(restriction, move, AGENCYS)
    if move == "offer_words" and not words.strip():
        raise Refused("Write the words that may be shared instead.", field="words")
    if move == "withdraw" and not reason.strip():
        raise Refused("Give the reason for withdrawing it: it stays with the report.", field="reason")
    return _move(restriction, move, by=by, at=at, reason=reason, words=words)


def _fits(restriction: Restriction, move: str, moves: tuple[str, ...]) -> None:
    """Raises MoveRefused where this can't be done to it now, or ever: what an older version kept back stays as it was."""
    if not is_current(restriction):
        raise MoveRefused(OLDER)
    RESTRICTION.target(move, source=restriction.access_state())
    if move not in moves_open(restriction, moves):
        raise MoveRefused("This can’t be done with what was kept back here. Choose another answer.")


def _move(restriction: Restriction, move: str, *, by, at, reason: str, words: str = "", to=()) -> Restriction:
    """Compare and swap, the ruling, and the report's event."""
    target = RESTRICTION.target(move, source=restriction.access_state())
    swap = Restriction.objects.filter(pk=restriction.pk, revision=restriction.revision)
    if swap.update(state=target.value, revision=F("revision") + 1) != 1:
        raise MoveRefused(MEANWHILE)
    restriction.refresh_from_db(fields=["state", "revision"])
    Ruling.objects.create(
        restriction=restriction,
        move=move,
        by=by,
        at=at,
        reason=clean(reason),
        words=clean(words),
        to=list(to),
    )
    ReportEvent.objects.create(
        report=restriction.version.report, move=move, by=by, at=at, facts={"restriction": restriction.ref}
    )
    return restriction
