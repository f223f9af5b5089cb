"""Who may read which piece of a report: audience × reader, one row each (report-forms 2 and 6; REP-11, REP-12).

The field list gives every field an audience; the author's marks add others, which can tighten and never loosen:
`decide` takes them all and the strictest answer holds. The chair's rulings come in as facts. It sees enums only.

Over all of it stands what this table doesn't know: whom a piece is about (no reader gets anything about people outside
their own family), and protected addresses, which are searched for wherever they stand (SCD-02, REC-02).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from procedures.words import Word
from procedures.workflow import RestrictionState


class Audience(Word):
    """The audiences of the field list. A mark of the author's is one as well: chair only, or not with a named person."""

    STD = "std", "Everyone entitled to the report"
    PROF = "prof", "Professionals of the conference"
    CHAIR = "chair", "The chair only"
    PERPARENT = "perparent", "Each parent, what is about themselves"
    SELFONLY = "selfonly", "The adult it is about, never the other parent"
    NOTPERSON = "notperson", "Everyone but those whom the author names"
    RULE = "rule", "As the author picks, entry by entry"
    RELEASE = "release", "Nobody until the chair releases it"
    VAULT = "vault", "The chair of this conference alone"
    NOADDRESS = "noaddress", "Everyone entitled, without places and addresses"


class Reader(Word):
    CHAIR = "chair", "Chair of this conference"
    AUTHOR = "author", "The agency that wrote it"
    PROFESSIONAL = "professional", "Professional of this conference"
    PARENT = "parent", "Parent"
    CHILD = "child", "Child"

    @property
    def is_family(self) -> bool:
        return self in (Reader.PARENT, Reader.CHILD)


class Fact(Word):
    """What may change a row's answer. The first in this order that a row knows decides."""

    LEAVES = "leaves", "in anything that leaves the screen"
    RELEASED = "released", "once it is released or shared after a refusal"
    REWORDED = "reworded", "once the chair accepted them"
    NAMED = "named", "from those whom the author names"
    PICKED = "picked", "where the author picked that"
    ABOUT_SELF = "about_self", "where it is about themselves"


class Verdict(Word):
    """From open to closed: of several answers the last in this order holds."""

    SHOWN = "shown", "Shown"
    WITHOUT_PLACES = "without_places", "Shown without places and addresses"
    OTHER_WORDS = "other_words", "Shown in other words"
    CHAIR_DECIDES = "chair_decides", "Waits for the chair"
    WITHHELD = "withheld", "Withheld"

    @property
    def is_shown(self) -> bool:
        return self in (Verdict.SHOWN, Verdict.WITHOUT_PLACES, Verdict.OTHER_WORDS)


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    because: str
    unless: dict[Fact, Verdict] = field(default_factory=dict)

    def given(self, facts: frozenset[Fact]) -> Verdict:
        return next(
            (self.unless[fact] for fact in Fact if fact in facts and fact in self.unless), self.verdict
        )


_A, _R, _F, _V = Audience, Reader, Fact, Verdict
_RULED = {_F.RELEASED: _V.SHOWN, _F.REWORDED: _V.OTHER_WORDS}
_PICKED = _RULED | {_F.PICKED: _V.SHOWN}
_NAMED = _RULED | {_F.NAMED: _V.WITHHELD, _F.PICKED: _V.SHOWN}
_SELF = {_F.ABOUT_SELF: _V.SHOWN}
OWN = "The agency keeps what it wrote (REP-14)"
RULES = "The chair rules on everything that is kept back (REP-12)"

SHARING: dict[tuple[Audience, Reader], Answer] = {
    (_A.STD, _R.CHAIR): Answer(_V.SHOWN, "REP-01"),
    (_A.STD, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.STD, _R.PROFESSIONAL): Answer(_V.SHOWN, "REP-17"),
    (_A.STD, _R.PARENT): Answer(_V.SHOWN, "REP-12, REP-17"),
    (_A.STD, _R.CHILD): Answer(_V.SHOWN, "REP-12: as fits age and understanding"),
    (_A.PROF, _R.CHAIR): Answer(_V.SHOWN, "REP-01"),
    (_A.PROF, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.PROF, _R.PROFESSIONAL): Answer(_V.SHOWN, "REP-17"),
    (_A.PROF, _R.PARENT): Answer(_V.WITHHELD, "For professionals; the chair can release it", _RULED),
    (_A.PROF, _R.CHILD): Answer(_V.WITHHELD, "For professionals; the chair can release it", _RULED),
    (_A.CHAIR, _R.CHAIR): Answer(_V.SHOWN, RULES),
    (_A.CHAIR, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.CHAIR, _R.PROFESSIONAL): Answer(_V.WITHHELD, RULES, _RULED),
    (_A.CHAIR, _R.PARENT): Answer(_V.WITHHELD, RULES, _RULED),
    (_A.CHAIR, _R.CHILD): Answer(_V.WITHHELD, RULES, _RULED),
    (_A.PERPARENT, _R.CHAIR): Answer(_V.SHOWN, "FAM-03"),
    (_A.PERPARENT, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.PERPARENT, _R.PROFESSIONAL): Answer(_V.SHOWN, "FAM-03"),
    (_A.PERPARENT, _R.PARENT): Answer(_V.WITHHELD, "FAM-03: each parent apart", _SELF),
    (_A.PERPARENT, _R.CHILD): Answer(_V.WITHHELD, "A parent's own matters stay out of a child's copy"),
    (_A.SELFONLY, _R.CHAIR): Answer(_V.SHOWN, "REP-02"),
    (_A.SELFONLY, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.SELFONLY, _R.PROFESSIONAL): Answer(_V.SHOWN, "REP-02"),
    (_A.SELFONLY, _R.PARENT): Answer(_V.WITHHELD, "Never in the other parent's copy, whoever asks", _SELF),
    (_A.SELFONLY, _R.CHILD): Answer(_V.WITHHELD, "A parent's own matters stay out of a child's copy"),
    (_A.NOTPERSON, _R.CHAIR): Answer(_V.SHOWN, RULES),
    (_A.NOTPERSON, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.NOTPERSON, _R.PROFESSIONAL): Answer(_V.SHOWN, "REP-17"),
    (_A.NOTPERSON, _R.PARENT): Answer(
        _V.CHAIR_DECIDES, f"{RULES}; nobody named is not yet an answer", _NAMED
    ),
    (_A.NOTPERSON, _R.CHILD): Answer(_V.CHAIR_DECIDES, f"{RULES}; nobody named is not yet an answer", _NAMED),
    (_A.RULE, _R.CHAIR): Answer(_V.SHOWN, RULES),
    (_A.RULE, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.RULE, _R.PROFESSIONAL): Answer(_V.CHAIR_DECIDES, "There is no default: the author picks", _PICKED),
    (_A.RULE, _R.PARENT): Answer(_V.CHAIR_DECIDES, "There is no default: the author picks", _PICKED),
    (_A.RULE, _R.CHILD): Answer(_V.CHAIR_DECIDES, "There is no default: the author picks", _PICKED),
    (_A.RELEASE, _R.CHAIR): Answer(_V.SHOWN, "EXC-05, REP-11: the chair releases it"),
    (_A.RELEASE, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.RELEASE, _R.PROFESSIONAL): Answer(_V.CHAIR_DECIDES, "EXC-05, REP-11: the chair releases it", _RULED),
    (_A.RELEASE, _R.PARENT): Answer(_V.CHAIR_DECIDES, "EXC-05, REP-11: the chair releases it", _RULED),
    (_A.RELEASE, _R.CHILD): Answer(_V.CHAIR_DECIDES, "EXC-05, REP-11: the chair releases it", _RULED),
    (_A.VAULT, _R.CHAIR): Answer(_V.SHOWN, "REP-11: on screen, and nowhere else", {_F.LEAVES: _V.WITHHELD}),
    (_A.VAULT, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.VAULT, _R.PROFESSIONAL): Answer(_V.WITHHELD, "REP-11: not to members"),
    (_A.VAULT, _R.PARENT): Answer(_V.WITHHELD, "REP-11: family included"),
    (_A.VAULT, _R.CHILD): Answer(_V.WITHHELD, "REP-11: family included"),
    (_A.NOADDRESS, _R.CHAIR): Answer(_V.SHOWN, "SCD-02"),
    (_A.NOADDRESS, _R.AUTHOR): Answer(_V.SHOWN, OWN),
    (_A.NOADDRESS, _R.PROFESSIONAL): Answer(_V.WITHOUT_PLACES, "SCD-02, REC-02, CON-11"),
    (_A.NOADDRESS, _R.PARENT): Answer(_V.WITHOUT_PLACES, "SCD-02, REC-02, CON-11"),
    (_A.NOADDRESS, _R.CHILD): Answer(_V.WITHOUT_PLACES, "SCD-02, REC-02, CON-11"),
}

#: What a restriction's state says of those whom the piece is kept from; the others say nothing (it stays hidden).
RULED_FACTS: dict[RestrictionState, Fact] = {
    RestrictionState.SHARED: Fact.RELEASED,
    RestrictionState.RELEASED: Fact.RELEASED,
    RestrictionState.OTHER_WORDS: Fact.REWORDED,
}
#: Until it is in one of these, no family copy of the report can leave (report-forms 11, check 8).
SETTLED = frozenset(
    {
        RestrictionState.KEPT,
        RestrictionState.OTHER_WORDS,
        RestrictionState.SHARED,
        RestrictionState.WITHDRAWN,
        RestrictionState.RELEASED,
    }
)
#: What these hold about an adult is for that adult at the widest, whatever its field says (report-forms 2).
ADULT_SERVICES = frozenset({"AMH", "SUB", "PROB", "DA"})
MEDICAL = "PAED"


def decide(audiences: Iterable[Audience], reader: Reader, facts: frozenset[Fact] = frozenset()) -> Verdict:
    """Whether `reader` sees a piece that has all of these audiences: the strictest of their answers.

    Raises ValueError where no audience is given: nothing is shown because somebody forgot to ask.
    """
    order = list(Verdict)
    return max((SHARING[audience, reader].given(facts) for audience in audiences), key=order.index)


def audiences_of(audience: Audience, *, module: str, about_adult: bool) -> tuple[Audience, ...]:
    """The field's audience with what its agency adds: a medical report is the chair's, but for what the chair releases
    (REP-11); an adult service's words about an adult are that adult's."""
    if module == MEDICAL and audience is not Audience.RELEASE:
        return (Audience.VAULT,)
    if module in ADULT_SERVICES and about_adult:
        return (audience, Audience.SELFONLY)
    return (audience,)
