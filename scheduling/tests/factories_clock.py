"""A booked conference whose dates are known, for tests of the clock.

Strategy discussion, booking and invitations on Monday 2 March 2026; the conference on Friday 20 March at ten. Under
`derbyshire` the report is due on Wednesday 18 March: reminders on Friday 13, Tuesday 17 and Wednesday 18, late on
Thursday 19. Sharing with the family is due on the same day: a reminder on Tuesday 17, late on Thursday 19.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from conferences.models import Conference, Invitation
from conferences.tests.factories import Setting, make_conference, make_invitation, make_setting, ten_o_clock
from partnership.tests.factories import make_agency
from procedures.reckoning import london_day
from procedures.words import AgencyKind
from scheduling import operations

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MEETS_ON = date(2026, 3, 20)
DUE_ON = date(2026, 3, 18)


def on(day: int, hour: int = 9) -> datetime:
    """That day of March 2026, at nine in London unless told otherwise (no clock changes before the 29th)."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """A conference and the school's invitation, addressed to the teacher by name."""

    setting: Setting
    conference: Conference
    invitation: Invitation


def make_scene(*, state="invited", procedure_set="derbyshire", **which) -> Scene:
    setting = make_setting(procedure_set=procedure_set)
    setting.school.email, setting.school.telephone = "office@school.example", "01632 960001"
    setting.school.save()
    conference = make_conference(setting, at=AT, starts_at=ten_o_clock(MEETS_ON))
    invitation = make_invitation(
        setting, conference, person=which.get("person", setting.teacher), state=state, at=AT
    )
    return Scene(setting, conference, invitation)


def invite_boxes(scene: Scene, number: int) -> list[Invitation]:
    """So many more agencies, each with a mailbox and nobody named."""
    made = []
    for each in range(number):
        agency = make_agency(
            scene.setting.authority, kind=AgencyKind.GENERIC, email=f"box{each}@agency.example"
        )
        made.append(make_invitation(scene.setting, scene.conference, agency=agency, at=AT))
    return made


def sweep(at: datetime) -> list[int]:
    return operations.sweep(at=at, today=london_day(at))


def sweep_and_send(at: datetime) -> int:
    """A sweep and everything that is due handed over; answers how many left."""
    return operations.hand_over(ids=sweep(at), clock=lambda: at).sent


def after_grace(at: datetime) -> datetime:
    return at + timedelta(minutes=11)
