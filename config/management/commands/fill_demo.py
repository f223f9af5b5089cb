"""Fills an empty database with the demo partnership, once; says who can sign in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.fill import NotEmpty, TooLate, fill, filled_on

WHO = """Sign in with one click at {url} as, for example,
  Morwenna Pask        administrator in Larkmere: convenes, books, invites, chases
  Verity Sokolova      safeguarding lead of Thornwold High: her report is late
  Jonty Akintola       form tutor at Thornwold High: writes, and asks for sign-off
  Rosalind Achterkamp  chair in Larkmere: reads everything before the meeting
  Farhana Quddus       chair in Thornwold
  Ottoline Varga       information governance: who looked at what"""


class Command(BaseCommand):
    help = "Fill an empty database with the fictional demo partnership. Never touches one that holds anything else."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This fills the demo: set DEMO=1, and never on a database of real people.")
        try:
            before = filled_on()
            filled = fill(now=timezone.now()) if before is None else None
        except (NotEmpty, TooLate) as refused:
            raise CommandError(str(refused)) from None
        if filled:
            families = "family" if filled.families == 1 else "families"
            self.stdout.write(f"The demo is filled: {filled.families} {families}, {filled.people} people.")
        else:
            self._say_age(before)
        self.stdout.write(WHO.format(url=settings.SITE_URL))

    def _say_age(self, before):
        age = (timezone.localdate() - before).days
        days = "day" if age == 1 else "days"
        when = "today" if age == 0 else f"{age} {days} ago, and its dates are of that day"
        self.stdout.write(f"The demo was filled {when}. `./run --fresh` fills it anew.")
