"""The forms as an administrator reads them: every module, every question, who is asked it, when, and who may see the answer. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from procedures.words import AgencyKind
from reports.definitions import MODULES
from reports.definitions.fields import Asked, Definition, Part

TYPES = {"I": "Initial", "P": "Pre-birth", "T": "Transfer-in", "R": "Review"}
UNVERIFIED = "Unverified: needs a practitioner’s read-through"
#: A module is called by the kind of agency that has it; two kinds share the school's.
NAMES = {module: AgencyKind(kind).label for kind, module in reversed(MODULES.items())}
SCOPES = {
    "report": "Once",
    "family": "Once, about the family",
    "child": "For each child",
    "adult": "For each adult",
}
AUDIENCES = {
    "std": "Everyone entitled to the report",
    "prof": "Professionals of the conference",
    "chair": "The chair",
    "perparent": "Professionals; each parent what is about themselves",
    "selfonly": "Professionals and the adult it is about",
    "notperson": "Everyone entitled but whom the author names",
    "rule": "Whom the author picks for each entry",
    "release": "Nobody but the chair until the chair releases it",
    "vault": "The chair alone, on no download",
    "noaddress": "Everyone entitled, without place and address",
}
KINDS = {
    "text": "a line", "para": "text", "opinion": "an opinion, with what it rests on", "radios": "one choice",
    "checks": "several choices", "select": "one choice from a list", "date": "a day", "fuzzydate": "a day, month or year",
    "number": "a number", "percent": "per cent", "weeks": "weeks of pregnancy", "table": "a table", "lines": "line by line",
    "statements": "one piece of evidence a row", "scale": "0 to 10, with reasons", "yesno_why": "yes or no, and why",
    "person": "a person", "persons": "people", "file": "a file", "signoff": "a signature", "computed": "worked out",
    "approval": "a name, a role and a day",
}  # fmt: skip
WHEN = {
    "known": "you know the child",
    "born": "the child is born",
    "looked_after": "the child is looked after",
    "age<1": "the child is under one",
    "countersign": "a second person signs off",
    "late": "a limit for the conference has passed",
    "pregnant": "the adult is pregnant with a child of the conference",
    "on_register": "the child is on a school’s register, not at a college",
    "sharing_marks": "the report’s rows have sharing marks",
    "held": "something is held about the adult",
    "harm": "harm is recorded",
    "strengths_empty": "nothing that goes well is recorded",
    "adult_health": "a condition that affects caring is recorded",
    "on_caseload": "the child is on the caseload",
    "sen": "the child has special educational needs",
    "plan_view": "your view is that there should be a plan",
    "end_view": "your view is that the plan should end",
    "still_suffering": "the child is suffering significant harm",
    "unshared": "somebody entitled to the report was not shown it",
}


@dataclass(frozen=True)
class Question:
    """One field as it is listed."""

    asked: Asked
    need: str
    types: str
    audience: str
    kind: str
    scope: str
    mark: str  # "" where a practitioner's form stands behind it


@dataclass(frozen=True)
class Page:
    code: str
    title: str
    scope: str
    questions: tuple[Question, ...]

    @property
    def mark(self) -> str:
        return next((question.mark for question in self.questions if question.mark), "")


def modules(found: Definition) -> list[str]:
    """The modules that this version asks anything of beyond what all are asked; by name."""
    return sorted(
        (module for module in NAMES if module in found.forms or module == "ORIG"), key=NAMES.__getitem__
    )


def pages(found: Definition, module: str, *, types: str = "IPTR") -> list[Page]:
    """Every part that the module may be asked at a conference of these types, and what stands outside the parts."""
    told = [_page(found, part, module, types) for part in found.parts]
    others = Part(
        "signing", "H", "report", "With the signature, and afterwards", tuple(sorted(found.elsewhere))
    )
    return [page for page in (*told, _page(found, others, module, types)) if page.questions]


def _page(found: Definition, part: Part, module: str, types: str) -> Page:
    asked_of = (found.fields[key] for key in part.fields)
    questions = tuple(
        _question(found, asked, module)
        for asked in asked_of
        if asked.asked_of_module(module) and asked.asked_for_type(types)
    )
    return Page(part.code, part.title, SCOPES[part.scope], questions)


def _question(found: Definition, asked: Asked, module: str) -> Question:
    return Question(
        asked=asked,
        need=". ".join(_needs(found, asked, module)),
        types=", ".join(TYPES[type] for type in TYPES if asked.asked_for_type(type)),
        audience=AUDIENCES[asked.audience],
        kind=KINDS[asked.kind],
        scope=SCOPES[asked.scope],
        mark=UNVERIFIED if asked.unverified else "",
    )


def _needs(found: Definition, asked: Asked, module: str) -> Iterator[str]:
    need = asked.need
    when = " and ".join(_terms(found, need.condition.terms)) if need.condition else ""
    yield {
        "M": "Needed",
        "O": "Optional",
        "C": f"Asked, and needed, when {when}",
        "O/C": f"Optional; needed when {when}",
    }[need.letter]
    if asked.only_when:
        yield f"Asked only when {' and '.join(_terms(found, asked.only_when.terms))}"
    if module in found.light:
        yield (
            ("Optional on the short form" if asked.light_optional else "On the short form too")
            if asked.light
            else "Not on the short form"
        )
    if "label" in asked.unborn:
        yield f"Of an unborn child: “{asked.unborn['label']}”"


def _terms(found: Definition, terms: tuple[str, ...]) -> Iterator[str]:
    for term in terms:
        key, _, value = term.partition("=")
        if term in WHEN:
            yield WHEN[term]
        elif key == "form":
            yield "the report is that of " + " or ".join(NAMES[module].lower() for module in value.split(","))
        else:
            yield f"“{found.fields[key].label}” is answered “{value}”"
