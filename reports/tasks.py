"""The worker's way in: read the clock, call one operation."""

from celery import shared_task
from django.utils import timezone

from reports.operations import rendering, scanning


@shared_task
def render_waiting(**_):
    rendering.render_next(at=timezone.now())


@shared_task
def scan_waiting(**_):
    scanning.scan_waiting(at=timezone.now())
