"""`manage.py sweep`: one sweep without worker, beat or broker; for a system timer, or for whoever wants it now."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from scheduling.operations import clock, sending


class Command(BaseCommand):
    help = "Makes timetables, writes the messages that are due and hands them over. Any number at once is harmless."

    def handle(self, **_):
        ids = clock.sweep(at=timezone.now(), today=timezone.localdate())
        handed = sending.hand_over(ids=ids, clock=timezone.now)
        self.stdout.write(f"{len(ids)} due, {handed.sent} handed over.")
