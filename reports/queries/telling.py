"""Who can be told that a pack waits for them: for the page of the pack. The messages themselves are the clock's."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from conferences.models import Invitation
from conferences.models.conferences import invited_for
from partnership.models import Account, RoleHeld
from procedures.words import Role

READERS = (Role.AGENCY_WRITER.value, Role.AGENCY_SIGNER.value)
GIVE_IT = "Give it to them yourself, and record it under “Hand it over”."
NOBODY = f"Nobody is told by e-mail that this pack is there: no one at {{}} can sign in, and it has no mailbox. {GIVE_IT}"
MAILBOX = f"No one at {{}} can sign in to read this pack. Its mailbox is told that something waits, no more. {GIVE_IT}"


def untold(invitation: Invitation, *, today: date) -> str:
    """What the office has to know where nobody who could open the pack is told of it, in a sentence; "" where somebody is."""
    if _somebody_reads(invitation, today=today):
        return ""
    return (MAILBOX if invitation.agency.email else NOBODY).format(invitation.agency.name)


def _somebody_reads(invitation: Invitation, *, today: date) -> bool:
    """A writer or signer of the agency, or the person invited by name where their role lets them in (decisions 1)."""
    shut = Exists(Account.objects.filter(person=OuterRef("person"), is_active=False))
    held = RoleHeld.objects.current(today=today).filter(~Q(shut), agency=invitation.agency_id)
    if held.filter(role__in=READERS).exists():
        return True
    person = invitation.person
    if person is None or Account.objects.filter(person=person, is_active=False).exists():
        return False
    return Invitation.objects.filter(invited_for(person, today=today), pk=invitation.pk).exists()
