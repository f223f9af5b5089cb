"""Packs for tests, brought to each state by the moves that the service makes."""

from django.utils import timezone

from procedures.words import HitAnswer
from reports.operations.releasing import answer_hit, approve, prepare
from reports.queries.releasing import hits_of, recipients_of


def recipient(conference, member):
    """The recipient who is this adult, child or invitation."""
    today = timezone.localdate()
    return next(one for one in recipients_of(conference, today=today) if one.member == member)


def prepared(setting, conference, member, *, at=None):
    return prepare(
        conference=conference,
        recipient=recipient(conference, member),
        by=setting.office,
        at=at or timezone.now(),
    )


def answered(release, *, by=None, at=None):
    """Every hit answered by whoever prepared it."""
    for hit in hits_of(release):
        answer = HitAnswer.LOOKED if hit.is_file else HitAnswer.NOT_IT
        answer_hit(
            hit=hit, answer=answer, reason="I looked.", by=release.prepared_by, at=at or timezone.now()
        )
    return release


def approved(setting, conference, member, *, by=None, at=None):
    release = answered(prepared(setting, conference, member, at=at), at=at)
    return approve(
        release=release,
        confirmed=frozenset(hit.ref for hit in hits_of(release)),
        by=by or setting.chair,
        at=at or timezone.now(),
    )
