"""What an e-mail says: that something waits, how long there is, and where to sign in. Nothing of the case.

No name, no initials, no category, no place, no attachment, in no subject, body or header; one recipient.
"""

import re
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from partnership.calendar import working_calendar
from partnership.fields import written_day
from procedures.working_days import BeyondKnownHolidays, WorkingCalendar
from scheduling.models import Message

#: Exactly one plain address. A comma, a semicolon or a line break would make two of it.
ONE_ADDRESS = re.compile(r"[^\s,;:<>()\"\\@]+@[^\s,;:<>()\"\\@]+", re.ASCII)


class CantBeAddressed(ValueError):
    """There is no address, or it isn't exactly one. The sentence is for the office."""


def address_of(message: Message) -> str:
    """The recipient's address as it stands now. Raises CantBeAddressed."""
    if message.person is not None:
        address = message.person.email
    elif message.agency is not None:
        address = message.agency.email
    else:
        address = message.conference.authority.office_email
    if not address:
        raise CantBeAddressed(
            "There is no e-mail address. Telephone instead, or add an address and try again."
        )
    if not ONE_ADDRESS.fullmatch(address):
        raise CantBeAddressed("The e-mail address isn’t one plain address. Correct it and try again.")
    return address


def compose(message: Message, *, today: date) -> EmailMessage:
    """The e-mail for this message, in words that fit the time left. Raises CantBeAddressed."""
    text = render_to_string(
        f"mail/{message.template}.txt",
        {
            "code": message.conference.code,
            "left": time_left(message.due_on, today=today, calendar=working_calendar()),
            "due_on": written_day(message.due_on),
            "link": f"{settings.SITE_URL}/",
            "telephone": message.conference.authority.office_telephone,
        },
    )
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address_of(message)],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )


def message_id(message: Message) -> str:
    """The same for every attempt, so that a repeat can be told from a second message (delivery 7)."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{message.ref}@{domain}>"


def time_left(due_on: date, *, today: date, calendar: WorkingCalendar) -> str:
    """ "due today", "due in 2 working days", "3 working days late": to stand after "is"."""
    if due_on == today:
        return "due today"
    try:
        days = calendar.count(today, due_on)
    except BeyondKnownHolidays:
        return f"due on {written_day(due_on)}" if due_on > today else "late"
    words = f"{abs(days)} working {'day' if abs(days) == 1 else 'days'}"
    if due_on > today:
        return f"due in {words}" if days else f"due on {written_day(due_on)}"
    return f"{words} late" if days else "late"
