"""The worker's way in: read the clock, call one operation. Messages in the broker carry ids only."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from partnership.operations.seals import seal_rows
from scheduling.operations import clock, sending

#: A worker that is asked to end is free after so long at the most, and what it did not reach stays in the queue.
A_TURN = timedelta(seconds=10)


@shared_task
def sweep(**_):
    seal_rows(at=timezone.now())
    if ids := clock.sweep(at=timezone.now(), today=timezone.localdate()):
        hand_over.delay(ids=ids)


@shared_task
def hand_over(*, ids, **_):
    if rest := sending.hand_over(ids=ids, clock=timezone.now, within=A_TURN).rest:
        hand_over.delay(ids=rest)
