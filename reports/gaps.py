"""What still stands between a draft and its signature: each gap in the words of the form, with the box it is about. Pure.

The checks are report-forms 11, numbers 1 to 6, 12 and 13; a signature is refused while one of them is open, autosave never asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from partnership.fields import DayField, written_day
from reports.answers import STATEMENT, cell_name, choice_of, columns_of, is_blank, next_row, rows_of
from reports.attendance import disagreeing
from reports.definitions.conditions import Facts
from reports.definitions.fields import AHEAD, DAYS, NAMED, Asked, Column
from reports.evidence import evidence_about
from reports.material import (
    FileIn,
    Material,
    Place,
    asked_on,
    facts_of,
    is_closed,
    may_be_asked,
    places,
    shown_details,
    types_at,
)
from reports.typed import fuzzy_fault, percent, weeks, whole

MOST_WORDS = 250


@dataclass(frozen=True)
class Gap:
    """A sentence that says what is missing, and the name of the box that it is about."""

    place: Place
    key: str
    box: str
    text: str
    kind: str = ""

    @property
    def anchor(self) -> str:
        """The id of the box on its page."""
        return f"id_{self.box}-day" if self.kind == "date" else f"id_{self.box}"


def gaps(material: Material, *, today: date) -> list[Gap]:
    """Everything that is missing or wrong, in the order of the form."""
    return [gap for place in places(material) for gap in gaps_on(material, place, today=today)]


def gaps_on(material: Material, place: Place, *, today: date) -> list[Gap]:
    """What is missing or wrong on one page."""
    if is_closed(material, place):
        return list(_in_vain(material, place, today))
    facts = facts_of(material, place.subject)
    found = []
    for asked in asked_on(material, place, for_page=False, facts=facts):
        answer = material.answer(place, asked.key)
        check = Check(material, place, asked, answer, facts, today)
        found += [Gap(place, asked.key, box, text, asked.kind) for box, text in check.faults()]
    return found + [Gap(place, key, key, text) for key, text in disagreeing(material, place)]


def _in_vain(material: Material, place: Place, today: date) -> Iterator[Gap]:
    """What is written on a page that isn't asked any more would be in nobody's report, so it is never passed over."""
    said, facts = material.answers.get(place.key, {}), facts_of(material, place.subject)
    for asked in may_be_asked(material, place):
        check = Check(material, place, asked, said.get(asked.key), facts, today)
        if asked.kind not in ("computed", "signoff") and not check.blank:
            text = f"“{asked.label}”: you wrote here, and said that you don’t know {place.subject.name}. Say that you do, or empty it"
            written = rows_of(check.answer)
            box = (
                cell_name(asked.key, written[0]["id"], columns_of(asked)[0].name)
                if written
                else check.first_box()
            )
            yield Gap(place, asked.key, box, text, asked.kind)


def is_needed(asked: Asked, facts: Facts) -> bool:
    """Whether the field has to be answered for this subject now. On the short form some may stay open (ADR 65)."""
    if facts.light and asked.light_optional:
        return False
    return asked.need.letter == "M" or bool(asked.need.condition and asked.need.condition.holds(facts))


@dataclass(frozen=True)
class Check:
    """One field with its answer. `faults` gives (box, sentence) pairs."""

    material: Material
    place: Place
    asked: Asked
    answer: Any
    facts: Facts
    today: date

    @property
    def files(self) -> list[FileIn]:
        """The files that answer it here."""
        own = self.place.subject.ref if self.place.subject else ""
        return [file for file in self.material.files if file.key == self.asked.key and file.subject == own]

    @property
    def blank(self) -> bool:
        return not self.files if self.asked.kind == "file" else is_blank(self.asked, self.answer)

    def faults(self) -> Iterator[tuple[str, str]]:
        kind = self.asked.kind
        if kind in ("computed", "signoff"):
            return
        if self.blank:
            if is_needed(self.asked, self.facts) and not self._said_elsewhere():
                yield self.first_box(), self._missing()
            return
        look = {
            "table": self._rows,
            "persons": self._rows,
            "statements": self._rows,
            "lines": self._lines,
            "opinion": self._opinion,
            "scale": self._scale,
            "yesno_why": self._why,
            "person": self._person,
            "approval": self._approval,
            "weeks": self._weeks,
            "para": self._length,
            "file": self._files,
            "date": self._date,
            "fuzzydate": self._fuzzy,
            "number": self._number,
            "percent": self._percent,
            "radios": self._note,
            "checks": self._note,
            "select": self._note,
        }.get(kind, lambda: iter(()))
        yield from look()

    @property
    def may_be_none(self) -> bool:
        return self.asked.none_for(types_at(self.material, self.place))

    def _said_elsewhere(self) -> bool:
        """REP-05: strengths or safety, either will do. And rows under a brother's or sister's part count here."""
        if self.asked.key == "safety":
            return True  # what is missing is said once, of the strengths
        return self.facts.count(self.asked.key) > 0 or (
            self.asked.key == "strengths" and self.facts.count("safety") > 0
        )

    def _files(self) -> Iterator[tuple[str, str]]:
        for file in self.files:
            if self.asked.no_default and not file.share:
                yield f"file-{file.ref}-share", f"“{self.asked.label}”, {file.name}: {CELLS['share']}"

    def first_box(self) -> str:
        """The name of the box to begin with."""
        asked = self.asked
        if asked.kind in ("table", "persons", "statements"):
            if self.may_be_none:
                return f"{asked.key}-none"
            return cell_name(asked.key, next_row(self.answer), columns_of(asked)[0].name)
        if asked.kind in NAMED:
            return f"{asked.key}-name"
        if asked.kind == "lines":
            return next(
                f"{asked.key}-{one.ref}.{detail}" for one in self.material.people for detail in one.details
            )
        return f"{asked.key}-upload" if asked.kind == "file" else asked.key

    def _missing(self) -> str:
        asked, said = self.asked, f"“{self.asked.label}”"
        if asked.missing:
            return f"{said}: {asked.missing}"
        if asked.kind in ("table", "persons", "statements"):
            return f"{said}: add a row" + (f", or tick “{asked.none_words}”" if self.may_be_none else "")
        if asked.kind in ("radios", "checks", "select", "yesno_why", "scale"):
            return f"{said}: choose an answer"
        if asked.kind == "file":
            return f"{said}: add the file"
        if asked.kind in NAMED:
            return f"{said}: write the name and the role" + (
                ", and the day" if "when" in NAMED[asked.kind] else ""
            )
        if asked.kind == "lines":
            return f"{said}: for each person, tick that what is shown agrees or go through the lines"
        return f"{said}: write an answer"

    def _rows(self) -> Iterator[tuple[str, str]]:
        asked, answer = self.asked, self.answer
        if answer["none"] and not answer["rows"] and not self.may_be_none:
            yield self.first_box(), self._missing()
        elif answer["none"] and answer["rows"]:
            yield f"{asked.key}-none", f"“{asked.label}”: there are rows, so untick “{asked.none_words}”"
        elif answer["none"] and asked.none_reason and not answer["none_why"].strip():
            yield f"{asked.key}-none_why", f"“{asked.label}”: say why you ticked “{asked.none_words}”"
        yield from self._others()
        for number, row in enumerate(answer["rows"], start=1):
            for column in columns_of(asked):
                for text in self._cell(row, column):
                    yield (
                        cell_name(asked.key, row["id"], column.name),
                        f"“{asked.label}”, row {number}: {text}",
                    )

    def _cell(self, row: dict[str, Any], column: Column) -> Iterator[str]:
        value = row.get(column.name, "")
        if self._cell_needed(row, column) and not (value.strip() if isinstance(value, str) else value):
            yield self._asked_for(column)
        elif column.kind in DAYS and value.strip():
            told = {"instead": DAYS[column.kind], "ahead": column.kind in AHEAD}
            if fault := fuzzy_fault(value, today=self.today, **told):
                yield fault
        elif column.name == "what" and len(value.split()) > MOST_WORDS:
            yield f"write at most {MOST_WORDS} words; this has {len(value.split())}. One thing per row"
        elif column.name == "rests_on" and value and not set(value) & self._evidence:
            yield CELLS["rests_on"]

    @property
    def _evidence(self) -> set[str]:
        return {found.reference for found in evidence_about(self.material, self.place.subject)}

    def _asked_for(self, column: Column) -> str:
        words = CELLS | UNBORN if self.facts.unborn else CELLS
        return words.get(column.name) or f"fill in “{column.title}”"

    def _cell_needed(self, row: dict[str, Any], column: Column) -> bool:
        if column.name == "share":
            return self.asked.no_default
        if self.asked.kind == "statements" or column.name in ("ground", "share_why"):
            return STATEMENT_NEEDS.get(column.name, lambda row: False)(row)
        needed = self.asked.needed_columns or (self.asked.columns[0].name,)
        told = (one for one in self.asked.needed_if if one.column == column.name)
        return (
            column.name in needed
            or any(row.get(one.other) == one.choice for one in told)
            or (column.name == "source" and self.asked.key == "chronology")
        )

    def _others(self) -> Iterator[tuple[str, str]]:
        """Check 12: social care answers for every other child of the home whom the case knows (REP-10)."""
        if self.asked.key != "others":
            return
        told = " ".join(row.get("child", "") for row in self.answer["rows"]).casefold()
        for name in filter(None, self.material.computed.get("others", "").split("\n")):
            if name.casefold() not in told:
                yield (
                    self.first_box(),
                    f"“{self.asked.label}”: the case has {name} in this family, so add a row",
                )

    def _lines(self) -> Iterator[tuple[str, str]]:
        agrees = set(self.answer["agrees"])
        for person in self.material.people:
            owed = [] if person.ref in agrees else shown_details(person)
            for detail in person.details:
                said = self.answer["lines"].get(f"{person.ref}.{detail}", {"verdict": "", "text": ""})
                box = f"{self.asked.key}-{person.ref}.{detail}"
                if not said["verdict"] and (detail in owed or said["text"].strip()):
                    yield (
                        box,
                        f"{person.name}: say whether “{DETAILS[detail]}” is correct, different or not held",
                    )
                elif said["verdict"] == "different" and not said["text"].strip():
                    yield f"{box}-text", f"{person.name}: write what your records say of “{DETAILS[detail]}”"

    def _opinion(self) -> Iterator[tuple[str, str]]:
        if not self.answer["text"].strip():
            yield self.asked.key, self._missing()
        elif not set(self.answer["rests_on"]) & self._evidence:
            yield (
                f"{self.asked.key}-rests_on",
                f"“{self.asked.label}”: tick at least one fact or observation that it rests on",
            )

    def _scale(self) -> Iterator[tuple[str, str]]:
        asked, answer = self.asked, self.answer
        if not answer["value"]:
            yield asked.key, self._missing()
        if not answer["reason"].strip():
            why = "why you cannot say" if answer["value"] == "cannot" else "why you chose that number"
            yield f"{asked.key}-reason", f"“{asked.label}”: say {why}"
        if answer["value"] not in ("", "cannot", "10") and not answer["higher"].strip():
            yield f"{asked.key}-higher", f"“{asked.label}”: say what would make it one higher"

    def _why(self) -> Iterator[tuple[str, str]]:
        if not self.answer["answer"]:
            yield self.asked.key, self._missing()
        elif self.answer["answer"] == "yes" and not self.answer["why"].strip():
            yield f"{self.asked.key}-why", f"“{self.asked.label}”: you answered yes, so say what it is"

    def _person(self) -> Iterator[tuple[str, str]]:
        for box in ("name", "role"):
            if not self.answer[box].strip():
                yield f"{self.asked.key}-{box}", f"“{self.asked.label}”: write the {box}"

    def _approval(self) -> Iterator[tuple[str, str]]:
        """Who approved that it is said, and when. Nobody approves what they wrote themselves (REP-03)."""
        asked, answer = self.asked, self.answer
        yield from self._person()
        if not answer["when"].strip():
            yield f"{asked.key}-when", f"“{asked.label}”: write the day"
        elif fault := fuzzy_fault(answer["when"], today=self.today):
            yield f"{asked.key}-when", f"“{asked.label}”: {fault}"
        if " ".join(answer["name"].split()).casefold() == self.material.author["name"].casefold():
            yield f"{asked.key}-name", f"“{asked.label}”: somebody other than the author approves it"

    def _weeks(self) -> Iterator[tuple[str, str]]:
        if weeks(self.answer) is None:
            yield (
                self.asked.key,
                f"“{self.asked.label}”: write the weeks of pregnancy, and days if you have them, like 12 or 12+3",
            )

    def _length(self) -> Iterator[tuple[str, str]]:
        most, words = self.asked.most_words, len(self.answer.split())
        if most and words > most:
            yield self.asked.key, f"“{self.asked.label}”: write at most {most} words; this has {words}"

    def _date(self) -> Iterator[tuple[str, str]]:
        said = f"“{self.asked.label}”"
        try:
            day = DayField(named=said).clean(self.answer)
        except ValidationError as error:
            yield self.asked.key, error.messages[0]
            return
        if self.asked.past and day > self.today:
            yield (
                self.asked.key,
                f"{said}: {written_day(day)} is in the future. Write the day on which it happened",
            )

    def _fuzzy(self) -> Iterator[tuple[str, str]]:
        if fault := fuzzy_fault(self.answer, today=self.today):
            yield self.asked.key, f"“{self.asked.label}”: {fault}"

    def _number(self) -> Iterator[tuple[str, str]]:
        if whole(self.answer) is None:
            yield self.asked.key, f"“{self.asked.label}”: write a whole number, like 38"

    def _percent(self) -> Iterator[tuple[str, str]]:
        if percent(self.answer) is None:
            yield self.asked.key, f"“{self.asked.label}”: write a number from 0 to 100, like 92.5"

    def _note(self) -> Iterator[tuple[str, str]]:
        asked, answer = self.asked, self.answer
        chosen = answer.get("choices") or [choice_of(answer)]
        if asked.key == "nothing" and (held := next(self._hidden(), "")):
            yield (
                asked.key,
                f"“{asked.label}”: you answered “{held}”, so untick “Nothing held” or empty that answer",
            )
        if not any(chosen):
            yield asked.key, self._missing()
        elif asked.every:
            yield from (
                (asked.key, f"“{asked.label}”: tick “{each}” as well")
                for each in asked.choices
                if each not in chosen
            )
        if asked.alone in chosen and len(chosen) > 1:
            yield asked.key, f"“{asked.label}”: “{asked.alone}” can't stand with another choice"
        if asked.note and set(chosen) & set(asked.note.needed_for) and not answer["note"].strip():
            yield (
                f"{asked.key}-note",
                f"“{asked.label}”: you chose “{_first(chosen, asked)}”, so fill in the line below it",
            )

    def _hidden(self) -> Iterator[str]:
        """What "nothing held" hides although it says something."""
        known, said = self.material.definition.fields, self.material.answers.get(self.place.key, {})
        for key in self.place.part.fields:
            answer, only_when = said.get(key), known[key].only_when
            if only_when and self.asked.key in only_when.decided_by and not is_blank(known[key], answer):
                if rows_of(answer) or not isinstance(answer, dict) or choice_of(answer) not in ("", "none"):
                    yield known[key].label


def _first(chosen: list[str], asked: Asked) -> str:
    return next(choice for choice in chosen if choice in asked.note.needed_for)


#: When a cell of a statement has to be filled (report-forms 4).
STATEMENT_NEEDS = {
    "what": lambda row: True,
    "status": lambda row: True,
    "rests_on": lambda row: row["status"] == "opinion",
    "source": lambda row: True,
    "source_who": lambda row: row["source"] in ("second_hand", "third_hand", "other_records"),
    "when": lambda row: row["status"] != "opinion",
    "tone": lambda row: True,
    "impact": lambda row: row["tone"] == "worry",
    "ground": lambda row: row.get("share", "") not in ("", "everyone"),
    "share_why": lambda row: row.get("share", "") not in ("", "everyone"),
}
CELLS = {
    "what": "write what it is",
    "status": "say whether it is fact, observation, allegation or opinion",
    "rests_on": "an opinion rests on at least one fact or observation: tick which",
    "source": "say how you know it",
    "source_who": "it isn't first hand, so say who knew it",
    "when": "say when, as a day, a month or a year",
    "tone": "say whether it is a strength or a worry",
    "impact": "it is a worry, so say what it was like for the child",
    "ground": "not everyone may see it, so choose the ground",
    "share_why": "not everyone may see it, so give the reason",
    "share": "choose who may see it",
}
UNBORN = {"impact": "it is a worry, so say what it may mean for the baby"}
assert {column.name for column in STATEMENT} >= set(CELLS) >= set(UNBORN)

#: The lines of the family check, and what each is called (REP-07).
DETAILS = {  # in the order in which they are asked and read
    "name": "Name",
    "known_as": "Also known as",
    "born_on": "Date of birth",
    "expected_on": "Expected date",
    "relation": "Relationship and parental responsibility",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "first_language": "First language",
    "disability": "Disability",
    "settings": "School, setting and other services",
    "interpreter": "Interpreter",
    "address": "Address and telephone",
}


def is_started(material: Material, place: Place) -> bool:
    """Whether anything was answered on this page."""
    said = material.answers.get(place.key, {})
    known = material.definition.fields
    if any(not is_blank(known[key], value) for key, value in said.items() if key in known):
        return True
    subject = place.subject.ref if place.subject else ""
    return any(file.key in place.part.fields and file.subject == subject for file in material.files)
