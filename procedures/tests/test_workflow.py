"""Every move from every state."""

import itertools

import pytest

from procedures.workflow import (
    CONFERENCE,
    MACHINES,
    ConferenceState,
    InvitationState,
    MoveRefused,
    ReleaseState,
    ReportState,
    RestrictionState,
)

C, V, P, K = ConferenceState, InvitationState, ReportState, RestrictionState
L = ReleaseState
OPEN = {V.INVITED, V.ATTENDING, V.SENDING_A_COLLEAGUE, V.APOLOGIES}

#: The whole of it, written out: (subject, move, from) -> to. What isn't here is refused.
LEADS_TO = {
    ("conference", "convene", C.REQUESTED): C.CONVENED,
    ("conference", "decline", C.REQUESTED): C.NOT_CONVENED,
    ("conference", "fix_date", C.CONVENED): C.BOOKED,
    ("conference", "fix_date", C.CANCELLED): C.BOOKED,
    ("conference", "move_date", C.BOOKED): C.BOOKED,
    ("conference", "cancel", C.CONVENED): C.CANCELLED,
    ("conference", "cancel", C.BOOKED): C.CANCELLED,
    ("conference", "hold", C.BOOKED): C.HELD,
    ("conference", "close", C.HELD): C.CLOSED,
    ("invitation", "invite", V.PROPOSED): V.INVITED,
    ("invitation", "invite", V.WITHDRAWN): V.INVITED,
    ("invitation", "withdraw", V.PROPOSED): V.WITHDRAWN,
    **{("invitation", "attend", source): V.ATTENDING for source in OPEN},
    **{("invitation", "send_colleague", source): V.SENDING_A_COLLEAGUE for source in OPEN},
    **{("invitation", "apologise", source): V.APOLOGIES for source in OPEN},
    **{("invitation", "withdraw", source): V.WITHDRAWN for source in OPEN},
    ("report", "ask_for_sign_off", P.DRAFTING): P.FOR_SIGN_OFF,
    ("report", "ask_for_sign_off", P.RETURNED): P.FOR_SIGN_OFF,
    ("report", "take_back", P.FOR_SIGN_OFF): P.DRAFTING,
    ("report", "return", P.FOR_SIGN_OFF): P.RETURNED,
    ("report", "sign", P.DRAFTING): P.SIGNED,
    ("report", "sign", P.RETURNED): P.SIGNED,
    ("report", "sign", P.FOR_SIGN_OFF): P.SIGNED,
    ("restriction", "agree", K.WAITING): K.KEPT,
    ("restriction", "agree", K.WORDS_ASKED): K.KEPT,
    ("restriction", "agree", K.WORDS_OFFERED): K.KEPT,
    ("restriction", "agree", K.REFUSED): K.KEPT,
    ("restriction", "agree", K.OTHER_WORDS): K.KEPT,
    ("restriction", "agree", K.SHARED): K.KEPT,
    ("restriction", "agree", K.RELEASED): K.KEPT,
    ("restriction", "ask_words", K.WAITING): K.WORDS_ASKED,
    ("restriction", "ask_words", K.KEPT): K.WORDS_ASKED,
    ("restriction", "ask_words", K.WORDS_OFFERED): K.WORDS_ASKED,
    ("restriction", "ask_words", K.REFUSED): K.WORDS_ASKED,
    ("restriction", "refuse", K.WAITING): K.REFUSED,
    ("restriction", "refuse", K.KEPT): K.REFUSED,
    ("restriction", "refuse", K.WORDS_ASKED): K.REFUSED,
    ("restriction", "refuse", K.WORDS_OFFERED): K.REFUSED,
    ("restriction", "release", K.WAITING): K.RELEASED,
    ("restriction", "release", K.KEPT): K.RELEASED,
    ("restriction", "release", K.WORDS_ASKED): K.RELEASED,
    ("restriction", "release", K.WORDS_OFFERED): K.RELEASED,
    ("restriction", "release", K.REFUSED): K.RELEASED,
    ("restriction", "offer_words", K.WORDS_ASKED): K.WORDS_OFFERED,
    ("restriction", "accept_words", K.WORDS_OFFERED): K.OTHER_WORDS,
    ("restriction", "share", K.REFUSED): K.SHARED,
    ("restriction", "withdraw", K.REFUSED): K.WITHDRAWN,
    ("restriction", "withdraw", K.WORDS_ASKED): K.WITHDRAWN,
    ("report", "amend", P.SIGNED): P.DRAFTING,
    ("report", "give_up", P.DRAFTING): P.SIGNED,
    ("report", "give_up", P.RETURNED): P.SIGNED,
    ("report", "give_up", P.FOR_SIGN_OFF): P.SIGNED,
    ("pack", "approve", L.PREPARED): L.APPROVED,
    ("pack", "withdraw", L.PREPARED): L.WITHDRAWN,
    ("pack", "withdraw", L.APPROVED): L.WITHDRAWN,
}
EVERY = [
    (machine, move, source)
    for machine in MACHINES.values()
    for move, source in itertools.product(machine.moves, type(machine.initial))
]


@pytest.mark.parametrize(
    ("machine", "move", "source"), EVERY, ids=lambda part: getattr(part, "subject", str(part))
)
def test_a_move_leads_where_the_procedures_say_or_is_refused_in_words(machine, move, source):
    target = LEADS_TO.get((machine.subject, move, source))
    if target is None:
        with pytest.raises(MoveRefused, match=f"This {machine.subject} is “{source.label}” now"):
            machine.target(move, source=source)
    else:
        assert machine.target(move, source=source) is target


def test_every_move_is_one_of_a_machine():
    assert {(machine.subject, move) for machine, move, _ in EVERY} == {
        (one, move) for one, move, _ in LEADS_TO
    }


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_state_is_reached(machine):
    reached = {machine.initial} | {move.target for move in machine.moves.values()}

    assert reached == set(type(machine.initial))


def test_a_cancelled_conference_gets_a_new_date_and_a_declined_one_does_not():
    # SCD-09: its clocks don't restart.
    assert CONFERENCE.sources("fix_date") == {C.CONVENED, C.CANCELLED}
    assert not any(C.NOT_CONVENED in move.sources for move in CONFERENCE.moves.values())


def test_sources_of_several_moves_are_all_of_theirs():
    assert CONFERENCE.sources("convene", "hold") == {C.REQUESTED, C.BOOKED}
    assert CONFERENCE.sources() == frozenset()
