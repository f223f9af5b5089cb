"""The states that a conference, an invitation and a report pass through: one row a move.

Late, shown to the family, heard, sent and excluded are facts with dates, never states (decisions 5).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from procedures.words import Word


class ConferenceState(Word):
    REQUESTED = "requested", "Requested"
    NOT_CONVENED = "not_convened", "Not convened"
    CONVENED = "convened", "Convened, no date yet"
    BOOKED = "booked", "Booked"
    HELD = "held", "Held"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class InvitationState(Word):
    PROPOSED = "proposed", "Proposed"
    INVITED = "invited", "Invited, no answer yet"
    ATTENDING = "attending", "Attending"
    SENDING_A_COLLEAGUE = "sending_a_colleague", "Sending a colleague"
    APOLOGIES = "apologies", "Apologies"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReportState(Word):
    DRAFTING = "drafting", "Being written"
    FOR_SIGN_OFF = "for_sign_off", "Waiting for sign-off"
    RETURNED = "returned", "Returned with comments"
    SIGNED = "signed", "Signed and submitted"


class RestrictionState(Word):
    """What became of a piece of a report that is kept from somebody (report-forms 6)."""

    WAITING = "waiting", "Waits for the chair’s ruling"
    KEPT = "kept", "Kept back"
    WORDS_ASKED = "words_asked", "Other words asked for"
    WORDS_OFFERED = "words_offered", "Other words wait for the chair"
    OTHER_WORDS = "other_words", "Shared in other words"
    REFUSED = "refused", "Refused: the agency shares or withdraws it"
    SHARED = "shared", "Shared as it stands"
    WITHDRAWN = "withdrawn", "Withdrawn by the agency"
    RELEASED = "released", "Released by the chair"


class ReleaseState(Word):
    """A pack for one recipient (decisions 19). While it is drawn, or handed over, are facts with dates."""

    PREPARED = "prepared", "Prepared, waits for a second person"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


State = ConferenceState | InvitationState | ReportState | RestrictionState | ReleaseState


class MoveRefused(Exception):
    """The move doesn't start from the present state. The message is a sentence for the person."""


@dataclass(frozen=True)
class Move:
    sources: frozenset[State]
    target: State
    label: str  # what the history of the conference says: "Convened"


@dataclass(frozen=True)
class Machine:
    subject: str
    initial: State
    moves: Mapping[str, Move]

    def target(self, move: str, *, source: State) -> State:
        """The state after `move`. Raises MoveRefused, in words, when it can't start from `source`."""
        row = self.moves[move]
        if source not in row.sources:
            raise MoveRefused(
                f"This {self.subject} is “{source.label}” now, so this can no longer be done. "
                "Somebody may have changed it meanwhile: look at its page again."
            )
        return row.target

    def sources(self, *moves: str) -> frozenset[State]:
        """Every state from which at least one of `moves` starts."""
        return frozenset().union(*(self.moves[move].sources for move in moves))


_C, _I, _R, _K = ConferenceState, InvitationState, ReportState, RestrictionState

CONFERENCE = Machine(
    subject="conference",
    initial=_C.REQUESTED,
    moves={
        # CON-01, decisions 6: convening is a decision; the date is fixed afterwards.
        "convene": Move(frozenset({_C.REQUESTED}), _C.CONVENED, "Convened"),
        "decline": Move(frozenset({_C.REQUESTED}), _C.NOT_CONVENED, "Not convened"),
        # SCD-09: a cancelled conference gets an early new date; its clocks don't restart.
        "fix_date": Move(frozenset({_C.CONVENED, _C.CANCELLED}), _C.BOOKED, "Date fixed"),
        "move_date": Move(frozenset({_C.BOOKED}), _C.BOOKED, "Date moved"),
        "cancel": Move(frozenset({_C.CONVENED, _C.BOOKED}), _C.CANCELLED, "Cancelled"),
        "hold": Move(frozenset({_C.BOOKED}), _C.HELD, "Held"),
        "close": Move(frozenset({_C.HELD}), _C.CLOSED, "Closed"),
    },
)

_ANSWERED = frozenset({_I.ATTENDING, _I.SENDING_A_COLLEAGUE, _I.APOLOGIES})
_OPEN = frozenset({_I.INVITED, *_ANSWERED})

INVITATION = Machine(
    subject="invitation",
    initial=_I.PROPOSED,
    moves={
        "invite": Move(frozenset({_I.PROPOSED, _I.WITHDRAWN}), _I.INVITED, "Invited"),
        "attend": Move(_OPEN, _I.ATTENDING, "Will attend"),
        "send_colleague": Move(_OPEN, _I.SENDING_A_COLLEAGUE, "Sends a colleague"),
        "apologise": Move(_OPEN, _I.APOLOGIES, "Apologies"),
        "withdraw": Move(frozenset({_I.PROPOSED}) | _OPEN, _I.WITHDRAWN, "Withdrawn"),
    },
)

REPORT = Machine(
    subject="report",
    initial=_R.DRAFTING,
    moves={
        "ask_for_sign_off": Move(
            frozenset({_R.DRAFTING, _R.RETURNED}), _R.FOR_SIGN_OFF, "Sign-off asked for"
        ),
        "take_back": Move(frozenset({_R.FOR_SIGN_OFF}), _R.DRAFTING, "Taken back"),
        "return": Move(frozenset({_R.FOR_SIGN_OFF}), _R.RETURNED, "Returned with comments"),
        # The signature freezes a version and submits it. Where the signer wrote it, it comes straight from drafting.
        "sign": Move(
            frozenset({_R.DRAFTING, _R.RETURNED, _R.FOR_SIGN_OFF}), _R.SIGNED, "Signed and submitted"
        ),
        # Report-forms 12: what was signed stays; an addendum or a new version is written and signed like the first.
        "amend": Move(frozenset({_R.SIGNED}), _R.DRAFTING, "Opened again for an amendment"),
        "give_up": Move(
            frozenset({_R.DRAFTING, _R.RETURNED, _R.FOR_SIGN_OFF}), _R.SIGNED, "Amendment given up"
        ),
    },
)

#: The chair may think again as long as nobody was shown anything; to keep back what was opened is always possible.
_UNSHOWN = frozenset({_K.WAITING, _K.KEPT, _K.WORDS_ASKED, _K.WORDS_OFFERED, _K.REFUSED})

RESTRICTION = Machine(
    subject="restriction",
    initial=_K.WAITING,
    moves={
        # REP-12, report-forms 6: the chair agrees, asks for other words, or refuses.
        "agree": Move(
            _UNSHOWN - {_K.KEPT} | {_K.OTHER_WORDS, _K.SHARED, _K.RELEASED},
            _K.KEPT,
            "Agreed: it is kept back",
        ),
        "ask_words": Move(_UNSHOWN - {_K.WORDS_ASKED}, _K.WORDS_ASKED, "Other words asked for"),
        "refuse": Move(_UNSHOWN - {_K.REFUSED}, _K.REFUSED, "Refused: the agency shares or withdraws it"),
        # Police wordings and the plain summary of a medical report (EXC-05, REP-11), and what nobody picked.
        "release": Move(_UNSHOWN, _K.RELEASED, "Released"),
        # The agency's answer.
        "offer_words": Move(frozenset({_K.WORDS_ASKED}), _K.WORDS_OFFERED, "Other words supplied"),
        "accept_words": Move(frozenset({_K.WORDS_OFFERED}), _K.OTHER_WORDS, "Other words accepted"),
        "share": Move(frozenset({_K.REFUSED}), _K.SHARED, "Shared by the agency"),
        "withdraw": Move(frozenset({_K.REFUSED, _K.WORDS_ASKED}), _K.WITHDRAWN, "Withdrawn by the agency"),
    },
)

_L = ReleaseState

RELEASE = Machine(
    subject="pack",
    initial=_L.PREPARED,
    moves={
        # Decisions 19: a second person; the database refuses the same one.
        "approve": Move(frozenset({_L.PREPARED}), _L.APPROVED, "Approved"),
        "withdraw": Move(frozenset({_L.PREPARED, _L.APPROVED}), _L.WITHDRAWN, "Withdrawn"),
    },
)

MACHINES: dict[str, Machine] = {
    "Conference": CONFERENCE,
    "Invitation": INVITATION,
    "Report": REPORT,
    "Restriction": RESTRICTION,
    "Release": RELEASE,
}
