"""Packs: prepared by one, searched, approved by another, drawn by the worker, handed over, withdrawn (decisions 19)."""

from django.db import transaction
from django.db.models import F, Q

from conferences.models import Adult, Child, Conference
from conferences.operations import Refused
from procedures.reckoning import london_day
from procedures.words import HandedOver, HitAnswer, RenderKind
from procedures.workflow import RELEASE, MoveRefused, ReleaseState
from reports.answers import clean
from reports.models import (
    Attachment,
    ChildsCopy,
    Download,
    Hit,
    HitReply,
    Release,
    ReleasedFile,
    ReleaseEvent,
    RenderJob,
    Rendition,
    Report,
    ReportEvent,
    ReportRuling,
)
from reports.operations.closing import stops_because
from reports.operations.rendering import again_where_needed
from reports.queries.closing import closed_because
from reports.queries.releasing import (
    Contents,
    Recipient,
    contents_of,
    excluded,
    front_as_json,
    hits_in,
    hits_of,
    recipient_of,
    waits_for_the_chair,
)

MEANWHILE = "Somebody changed this pack meanwhile: look at its page again."
EMPTY = "There is nothing for {} yet: no report is in that they may have something of."
TWO_PERSONS = "You prepared this pack, so somebody else approves it: another administrator, the chair or a team manager."
CHANGED = (
    "Something in this pack has changed since it was prepared, or the search finds more now. "
    "Prepare it anew: what is approved is what leaves."
)
UNANSWERED = "{} of the places listed are not answered yet. The pack can’t leave before each of them is."
UNCONFIRMED = (
    "Tick each place that gives an address, a telephone number or a placement away, or withdraw the pack."
)

NOT_THIS_FILE = (
    "This file may not leave: it is locked away because of what a scan found, or it isn’t of this pack."
)


class Closed(Exception):
    """The pack can't be opened any more. The message is a sentence for whoever wants it."""


@transaction.atomic
def prepare(*, conference: Conference, recipient: Recipient, by, at) -> Release:
    """Pin what this recipient's pack holds and list every place that may give something away.

    One that was prepared before and not approved gives way to it. Raises Refused where there is nothing in it, or
    where the chair hasn't said that a child has one.
    """
    Conference.objects.select_for_update().get(pk=conference.pk)  # two at once would prepare it twice
    if why := waits_for_the_chair(conference, [recipient]).get(recipient.ref):
        raise Refused(why)
    today = london_day(at)
    contents = contents_of(conference, recipient, today=today)
    if not contents.told:
        raise Refused(EMPTY.format(recipient.name))
    for earlier in conference.releases.filter(state=ReleaseState.PREPARED.value, **recipient.who):
        _move(earlier, "withdraw", by=by, at=at, reason="Prepared anew.", withdrawn_reason="Prepared anew.")
    release = Release.objects.create(
        conference=conference,
        **recipient.who,
        contents=contents.fingerprint,
        front=front_as_json(contents.front),
        prepared_by=by,
        prepared_at=at,
    )
    _pin(release, contents, hits_in(conference, contents, today=today))
    ReleaseEvent.objects.create(release=release, move="prepare", by=by, at=at)
    return release


def _pin(release: Release, contents: Contents, hits: list[Hit]) -> None:
    Rendition.objects.bulk_create(
        Rendition(release=release, version=one.version, place=place, sha256=one.sha256)
        for place, one in enumerate(contents.told, 1)
    )
    ReleasedFile.objects.bulk_create(
        ReleasedFile(release=release, attachment=file, sha256=file.sha256) for file in contents.files
    )
    for hit in hits:
        hit.release = release
    Hit.objects.bulk_create(hits)


def _move(release: Release, name: str, *, by, at, reason: str = "", **facts) -> Release:
    """Compare and swap, and the event. Raises MoveRefused, in words."""
    target = RELEASE.target(name, source=release.access_state())
    swap = Release.objects.filter(pk=release.pk, revision=release.revision)
    if swap.update(state=target.value, revision=F("revision") + 1, **facts) != 1:
        raise MoveRefused(MEANWHILE)
    release.refresh_from_db()
    ReleaseEvent.objects.create(release=release, move=name, by=by, at=at, reason=reason)
    return release


@transaction.atomic
def answer_hit(*, hit: Hit, answer: HitAnswer, reason: str, by, at) -> HitReply:
    """What whoever prepares the pack says to one place. Raises Refused without a reason or once it is approved."""
    RELEASE.target("approve", source=hit.release.access_state())
    if not reason.strip():
        raise Refused("Say why: the reason stays with the pack.", field="reason")
    fits = HitAnswer.LOOKED if hit.is_file else HitAnswer.NOT_IT
    if answer not in (fits, HitAnswer.ASKED):
        raise Refused("Choose one of the answers.", field="answer")
    return HitReply.objects.create(hit=hit, answer=answer.value, reason=clean(reason), by=by, at=at)


@transaction.atomic
def leave_out(*, hit: Hit, reason: str, by, at) -> ReportRuling:
    """The chair keeps the place of a hit out of this recipient's packs; where it has none, the whole report.

    The pack has changed with it: it is prepared anew. Raises Refused where the first page itself says it.
    """
    RELEASE.target("approve", source=hit.release.access_state())
    if hit.version is None:
        raise Refused("This stands on the first page. Leave out the report that it comes from.")
    release = hit.release
    who = {"adult": release.adult, "child": release.child, "invitation": release.invitation}
    return _ruled(
        report=hit.version.report, place=hit.place, who=who, withheld=True, reason=reason, by=by, at=at
    )


@transaction.atomic
def rule_report(*, report: Report, recipient: Recipient, withheld: bool, reason: str, by, at) -> ReportRuling:
    """The chair withholds a whole report from one recipient, or gives it after all (EXC-03)."""
    exclusion = None
    if isinstance(recipient.member, Adult):
        exclusion = excluded(report.invitation.conference, recipient.member)
    return _ruled(
        report=report, place="", who=recipient.who, withheld=withheld, reason=reason, by=by, at=at,
        exclusion=exclusion,
    )  # fmt: skip


def _ruled(*, report, place, who, withheld, reason, by, at, exclusion=None) -> ReportRuling:
    if not reason.strip():
        raise Refused("Give the reason: each report that is withheld needs one (EXC-03).", field="reason")
    made = ReportRuling.objects.create(
        exclusion=exclusion, report=report, place=place, withheld=withheld, reason=clean(reason), by=by, at=at, **who
    )  # fmt: skip
    facts = {"ruling": made.pk, "withheld": withheld}
    ReportEvent.objects.create(report=report, move="rule_report", by=by, at=at, facts=facts)
    return made


@transaction.atomic
def say_for_child(*, conference: Conference, child: Child, allowed: bool, reason: str, by, at) -> ChildsCopy:
    """REC-03: the chair says whether this child has a pack."""
    if not reason.strip():
        raise Refused("Give the reason: it is kept.", field="reason")
    return ChildsCopy.objects.create(
        conference=conference, child=child, allowed=allowed, reason=clean(reason), by=by, at=at
    )


@transaction.atomic
def approve(*, release: Release, confirmed: frozenset[str], by, at) -> Release:
    """The second yes, and the job for the worker. `confirmed`: references of the hits that the approver ticked.

    Raises Refused: the same person; something changed or is found since; a hit without an answer or a tick.
    """
    if by.pk == release.prepared_by_id:
        raise Refused(TWO_PERSONS)
    RELEASE.target("approve", source=release.access_state())
    hits = hits_of(release)
    if has_changed(release, at=at):
        raise Refused(CHANGED)
    if open_ones := sum(not hit.is_answered for hit in hits):
        raise Refused(UNANSWERED.format(open_ones))
    serious = [hit for hit in hits if hit.needs_approver]
    if not {hit.ref for hit in serious} <= confirmed:
        raise Refused(UNCONFIRMED, field="confirmed")
    HitReply.objects.bulk_create(
        HitReply(hit=hit, answer=HitAnswer.CONFIRMED.value, by=by, at=at) for hit in serious
    )
    _replace(release, by=by, at=at)
    job = RenderJob.objects.create(
        kind=RenderKind.RELEASE.value, conference=release.conference, made_of=release.ref, asked_by=by, asked_at=at
    )  # fmt: skip
    return _move(release, "approve", by=by, at=at, approved_by=by, approved_at=at, job=job)


def _replace(release: Release, *, by, at) -> None:
    """A recipient has one pack that stands; what they had before is withdrawn with it."""
    who = Q(adult=release.adult_id, child=release.child_id, invitation=release.invitation_id)
    for before in release.conference.releases.filter(who, state=ReleaseState.APPROVED.value):
        why = "A newer one took its place."
        _move(before, "withdraw", by=by, at=at, reason=why, withdrawn_reason=why)


def has_changed(release: Release, *, at) -> bool:
    """Whether the pack would be another one now, or the search finds something that isn't in its list."""
    today = london_day(at)
    recipient = recipient_of(release, today=today)
    if recipient is None or closed_because(release):
        return True
    contents = contents_of(release.conference, recipient, today=today)
    known = {hit.key for hit in release.hits.all()}
    found = hits_in(release.conference, contents, today=today)
    return contents.fingerprint != release.contents or not {hit.key for hit in found} <= known


@transaction.atomic
def withdraw(*, release: Release, reason: str, by, at) -> Release:
    """By hand, with the reason: from the next request on nobody opens it."""
    if not reason.strip():
        raise Refused("Give the reason: whoever had the pack reads it.", field="reason")
    return _move(release, "withdraw", by=by, at=at, reason=clean(reason), withdrawn_reason=clean(reason))


def hand_over(*, release: Release, how: HandedOver, file: Attachment | None = None, by, at) -> Download:
    """One copy leaves. Raises Closed where none may, before anything is opened; what the search found stays known."""
    with transaction.atomic():
        Release.objects.select_for_update().get(pk=release.pk)  # a withdrawal waits for us, or we see it
        release.refresh_from_db()
        why = _why_none_leaves(release, file, today=london_day(at))
        if not why:
            return Download.objects.create(release=release, attachment=file, how=how.value, by=by, at=at)
    raise Closed(why)


def _why_none_leaves(release: Release, file: Attachment | None, *, today) -> str:
    if why := closed_because(release):
        return why
    if release.state != ReleaseState.APPROVED:
        return "It waits for a second person."
    if why := stops_because(release, today=today):
        return why
    if file is not None and not (file.may_leave and release.files.filter(attachment=file).exists()):
        return NOT_THIS_FILE
    return ""


@transaction.atomic
def make_again(*, release: Release, at) -> RenderJob:
    """A pack that could not be put together, or whose file is lost, is made again."""
    return again_where_needed(release.job, at=at)
