"""The conditions of the field list: the words they may use, and whether one holds. Pure: facts in, yes or no out.

`C:known&born` is two terms, both of which have to hold. A term is a word of TERMS, `key=value` about an answer,
`form=A,B` about the report's modules, or `age<1`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ANSWERED = re.compile(r"[a-z_]+=[^&]+")
NOT_KNOWN = "not known to us"


@dataclass(frozen=True)
class Facts:
    """What a condition may ask about: this child or adult, this report, and the answers given so far."""

    modules: frozenset[str] = frozenset()
    born: bool = False
    unborn: bool = False  # a child who is expected
    under_one: bool = False
    looked_after: bool = False
    countersign: bool = False
    late: bool = False
    pregnant: bool = False
    college: bool = False  # the agency keeps no school register
    light: bool = False  # the short form, for an agency that knows the child a little (report-forms 10)
    choices: Mapping[str, str] = field(
        default_factory=dict
    )  # key → the choice made, about this child and about the report
    rows: Mapping[str, int] = field(default_factory=dict)  # key → rows recorded about this child

    def choice(self, key: str) -> str:
        return self.choices.get(key, "")

    def count(self, key: str) -> int:
        return self.rows.get(key, 0)


@dataclass(frozen=True)
class Term:
    """What a word means, and the keys of the answers that decide it."""

    holds: Callable[[Facts], bool]
    decided_by: tuple[str, ...] = ()
    words: str = ""  # for the page where the deciding question stands as well


PLAN_VIEWS = {"plan", "continue", "change category"}

TERMS: dict[str, Term] = {
    "known": Term(
        lambda facts: facts.choice("known") not in ("", NOT_KNOWN), ("known",), "if you know the child"
    ),
    "born": Term(lambda facts: facts.born),
    "looked_after": Term(lambda facts: facts.looked_after),
    "age<1": Term(lambda facts: facts.born and facts.under_one),
    "countersign": Term(lambda facts: facts.countersign),
    "late": Term(lambda facts: facts.late),
    "pregnant": Term(lambda facts: facts.pregnant),
    "on_register": Term(
        lambda facts: not facts.college and facts.choice("setting") != "college or training", ("setting",)
    ),
    "sharing_marks": Term(
        lambda facts: "PAED" not in facts.modules
    ),  # the medical report is the chair's alone
    "held": Term(lambda facts: facts.choice("nothing") == "", ("nothing",)),
    "harm": Term(lambda facts: facts.count("harm") > 0, ("harm",), "if you recorded any harm"),
    "strengths_empty": Term(
        lambda facts: facts.count("strengths") == 0,
        ("strengths",),
        "if you recorded nothing that is going well",
    ),
    "adult_health": Term(
        lambda facts: facts.count("adult_health") > 0, ("adult_health",), "if you recorded any"
    ),
    "on_caseload": Term(
        lambda facts: facts.choice("caseload") not in ("", "none"),
        ("caseload",),
        "if the child is on your caseload",
    ),
    "sen": Term(
        lambda facts: facts.choice("sen") not in ("", "none"),
        ("sen",),
        "if the child has special educational needs",
    ),
    "plan_view": Term(
        lambda facts: {facts.choice("recommend"), facts.choice("recommend_review")} & PLAN_VIEWS != set(),
        ("recommend", "recommend_review"),
        "if your view is that there should be a plan",
    ),
    "end_view": Term(
        lambda facts: facts.choice("recommend_review") == "end",
        ("recommend_review",),
        "if your view is that the plan should end",
    ),
    "still_suffering": Term(
        lambda facts: facts.choice("suffered") == "yes",
        ("suffered",),
        "if the child is suffering significant harm",
    ),
    "unshared": Term(lambda facts: False),  # recorded on the signed version, person by person (REP-17)
}


@dataclass(frozen=True)
class Condition:
    terms: tuple[str, ...]

    def holds(self, facts: Facts) -> bool:
        return all(_holds(term, facts) for term in self.terms)

    @property
    def decided_by(self) -> frozenset[str]:
        """Keys of the answers that the condition looks at."""
        found: set[str] = set()
        for term in self.terms:
            found |= set(TERMS[term].decided_by) if term in TERMS else {term.partition("=")[0]} - {"form"}
        return frozenset(found)

    def may_hold(self, facts: Facts) -> bool:
        """Whether it could still hold once the questions that decide it are answered."""
        return all(_holds(term, facts) for term in self.terms if not Condition((term,)).decided_by)

    @property
    def words(self) -> str:
        """ "Answer this if …", for a field that stands on one page with the question that decides it.

        "" where a choice of radio buttons decides: the page shows the field below that choice.
        """
        said = [TERMS[term].words for term in self.terms if term in TERMS and TERMS[term].words]
        return f"Answer this {' and '.join(said)}" if said else ""


def parse(text: str) -> Condition:
    """Raises ValueError, with the word, when a term isn't one that the module knows."""
    terms = tuple(text.split("&"))
    for term in terms:
        if term not in TERMS and not ANSWERED.fullmatch(term):
            raise ValueError(f"unknown condition “{term}”")
    return Condition(terms)


def _holds(term: str, facts: Facts) -> bool:
    if term in TERMS:
        return TERMS[term].holds(facts)
    key, _, value = term.partition("=")
    if key == "form":
        return bool(set(value.split(",")) & facts.modules)
    return facts.choice(key) == value
