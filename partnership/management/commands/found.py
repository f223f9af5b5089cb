"""`manage.py found`: the first rows of an installation, and the link that lets its first administrator in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from partnership.models import Partnership
from partnership.operations.enrolment import enrol
from partnership.operations.founding import add_authority, first_administrator, found_partnership
from partnership.operations.people import Refused
from procedures.policy import set_codes

WANTED = {
    "--partnership": "name of the safeguarding partnership (once; further authorities join the one there is)",
    "--authority": "name of the local authority",
    "--letter": "one capital letter that begins its case codes, like L",
    "--set": f"its procedure set: {', '.join(set_codes())}",
    "--office-email": "e-mail address of its child protection office",
    "--office-telephone": "telephone of its child protection office",
    "--administrator": "full name of its first administrator",
    "--administrator-email": "the administrator's work e-mail address, with which they will sign in",
}


class Command(BaseCommand):
    help = "Makes the partnership, an authority and its first administrator, and prints the administrator's link."

    def add_arguments(self, parser):
        for name, what in WANTED.items():
            parser.add_argument(name, required=name != "--partnership", default="", help=what)

    @transaction.atomic
    def handle(self, *args, **told):
        at = timezone.now()
        try:
            authority = add_authority(
                partnership=_partnership(told["partnership"], at=at),
                name=told["authority"],
                letter=told["letter"],
                procedures=told["set"],
                email=told["office_email"],
                telephone=told["office_telephone"],
                at=at,
            )
            person = first_administrator(
                authority=authority,
                name=told["administrator"],
                email=told["administrator_email"],
                today=timezone.localdate(at),
                at=at,
            )
            _, token = enrol(person=person, by=person, at=at)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        link = settings.SITE_URL + reverse("partnership:enrol", args=[token])
        self.stdout.write(
            f"Give this link to the administrator alone. It works once and for 48 hours:\n{link}"
        )


def _partnership(name, *, at):
    known = Partnership.objects.first()
    if known is None and not name:
        raise CommandError("There is no partnership yet: name it with --partnership.")
    return known or found_partnership(name=name, at=at)
