"""Every move from every state, of conferences and invitations: made where the table says so, else refused in words."""

from datetime import timedelta

import pytest

from conferences import operations
from conferences.models import Conference, Enquiry
from conferences.operations.moves import move, move_invitation
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import make_conference, make_invitation, make_setting, ten_o_clock
from procedures.workflow import CONFERENCE, INVITATION, ConferenceState, InvitationState, MoveRefused

pytestmark = pytest.mark.django_db

BOOKING = {"starts_at": ten_o_clock(MONDAY.date() + timedelta(days=14)), "place": "Lark 1"}
CONFERENCE_TABLE = {
    "requested": {"convene", "decline"},
    "not_convened": set(),
    "convened": {"fix_date", "cancel"},
    "booked": {"move_date", "cancel", "hold"},
    "held": {"close"},
    "closed": set(),
    "cancelled": {"fix_date"},
}
ANSWERS = {"attend", "send_colleague", "apologise", "withdraw"}
INVITATION_TABLE = {
    "proposed": {"invite", "withdraw"},
    "invited": ANSWERS,
    "attending": ANSWERS,
    "sending_a_colleague": ANSWERS,
    "apologies": ANSWERS,
    "withdrawn": {"invite"},
}


def facts_of(name, setting):
    if name in ("fix_date", "move_date"):
        return BOOKING | {"chair": setting.chair}
    return {"held_on": MONDAY.date()} if name == "hold" else {}


def test_the_tables_here_hold_every_state_and_move():
    assert set(CONFERENCE_TABLE) == set(ConferenceState)
    assert set.union(*CONFERENCE_TABLE.values()) == set(CONFERENCE.moves)
    assert set(INVITATION_TABLE) == set(InvitationState)
    assert set.union(*INVITATION_TABLE.values()) == set(INVITATION.moves)


@pytest.mark.parametrize("state", CONFERENCE_TABLE)
def test_every_move_of_a_conference(state):
    setting = make_setting()
    for name in CONFERENCE.moves:
        conference = make_conference(setting, state=state)
        version, events = conference.version, conference.events.count()

        def make(conference=conference, name=name):
            return move(
                conference=conference, name=name, by=setting.office, at=MONDAY, **facts_of(name, setting)
            )

        if name in CONFERENCE_TABLE[state]:
            make()
            assert conference.state == CONFERENCE.moves[name].target
            assert (conference.version, conference.events.count()) == (version + 1, events + 1)
            assert conference.events.first().move == name
        else:
            with pytest.raises(MoveRefused, match="can no longer be done"):
                make()
            conference.refresh_from_db()
            assert (conference.state, conference.version) == (state, version)
            assert conference.events.count() == events


FACTS_OF_ANSWER = {
    "send_colleague": {"colleague_name": "Hương"},
    "apologise": {"apology_reason": "On leave."},
}


@pytest.mark.parametrize("state", INVITATION_TABLE)
def test_every_move_of_an_invitation(state):
    setting = make_setting()
    for name in INVITATION.moves:
        invitation = make_invitation(setting, state=state)
        facts = FACTS_OF_ANSWER.get(name, {}) | ({"invited_at": MONDAY} if name == "invite" else {})
        events = invitation.events.count()

        def make(invitation=invitation, name=name, facts=facts):
            return move_invitation(invitation=invitation, name=name, by=setting.office, at=MONDAY, **facts)

        if name in INVITATION_TABLE[state]:
            make()
            assert invitation.state == INVITATION.moves[name].target
            assert invitation.events.count() == events + 1
        else:
            with pytest.raises(MoveRefused, match="can no longer be done"):
                make()
            invitation.refresh_from_db()
            assert (invitation.state, invitation.events.count()) == (state, events)


def test_of_two_who_move_the_same_conference_one_is_told_that_it_changed():
    setting = make_setting()
    conference = make_conference(setting, state="convened")
    stale = Conference.objects.get(pk=conference.pk)
    facts = facts_of("fix_date", setting)
    move(conference=conference, name="fix_date", by=setting.office, at=MONDAY, **facts)
    with pytest.raises(MoveRefused, match="changed this conference meanwhile"):
        move(conference=stale, name="fix_date", by=setting.office, at=MONDAY, **facts)
    assert [event.move for event in conference.events.all()] == ["fix_date", "convene", "request"]


def test_of_two_who_move_the_same_invitation_one_is_told_that_it_changed():
    setting = make_setting()
    invitation = make_invitation(setting)
    stale = type(invitation).objects.get(pk=invitation.pk)
    move_invitation(invitation=invitation, name="attend", by=setting.dsl, at=MONDAY, how="video")
    with pytest.raises(MoveRefused, match="changed this invitation meanwhile"):
        move_invitation(invitation=stale, name="attend", by=setting.dsl, at=MONDAY, how="video")


def test_a_conference_is_never_before_the_strategy_discussion():
    setting = make_setting()
    conference = make_conference(setting, state="convened")
    facts = facts_of("fix_date", setting) | {"starts_at": ten_o_clock(MONDAY.date() - timedelta(days=3))}
    with pytest.raises(operations.Refused, match="before the strategy discussion on 2 March 2026") as refused:
        move(conference=conference, name="fix_date", by=setting.office, at=MONDAY, **facts)
    assert refused.value.field == "starts_at"
    booked = make_conference(setting)
    with pytest.raises(operations.Refused, match="before the strategy discussion") as refused:
        move(
            conference=booked,
            name="hold",
            by=setting.office,
            at=MONDAY,
            held_on=MONDAY.date() - timedelta(days=3),
        )
    assert refused.value.field == "held_on"


def test_a_move_raises_what_the_clock_watches_and_keeps_its_facts_in_the_history():
    setting = make_setting()
    conference = make_conference(setting, state="convened")
    before = conference.facts_version
    move(
        conference=conference, name="fix_date", by=setting.office, at=MONDAY, **facts_of("fix_date", setting)
    )
    assert conference.facts_version == before + 1
    event = conference.events.first()
    assert event.facts == {
        "starts_at": "2026-03-16T10:00:00+00:00",
        "place": "Lark 1",
        "chair": setting.chair.ref,
    }
    assert (event.by, event.at) == (setting.office, MONDAY)


def test_two_who_write_the_same_at_one_moment_are_told_in_words():
    setting = make_setting()
    family = make_conference(setting).family
    enquiry = family.enquiries.get()

    def write():
        Enquiry.objects.create(
            family=family, strategy_on=enquiry.strategy_on, by=setting.office, recorded_at=MONDAY
        )

    with pytest.raises(operations.Refused, match="recorded the same at this moment"):
        operations.once(token="b" * 32, by=setting.office, at=MONDAY, write=write)
    assert family.enquiries.count() == 1


def test_a_form_sent_twice_is_recorded_once_and_a_refused_one_may_be_corrected():
    setting = make_setting()
    written = []

    def write():
        written.append("once")
        return "/families/x/"

    def refuse():
        raise operations.Refused("Not so.")

    with pytest.raises(operations.Refused):
        operations.once(token="a" * 32, by=setting.office, at=MONDAY, write=refuse)
    assert operations.once(token="a" * 32, by=setting.office, at=MONDAY, write=write) == (
        "/families/x/",
        True,
    )
    assert operations.once(token="a" * 32, by=setting.office, at=MONDAY, write=write) == (
        "/families/x/",
        False,
    )
    assert operations.once(token="a" * 32, by=setting.dsl, at=MONDAY, write=write) == ("/families/x/", True)
    assert written == ["once", "once"]
