"""What goes through to one reader: answer by answer, row by row, by what is let through and never by what is taken out. Pure.

The words that an opinion rests on, a row that stands in a brother's part as well, the family check, the chronology,
files and what the form works out can't carry anything past it. Only renditions.py asks it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from procedures.sharing import (
    ADULT_SERVICES,
    RULED_FACTS,
    Audience,
    Fact,
    Reader,
    Verdict,
    audiences_of,
    decide,
)
from procedures.words import RestrictionCause as Cause
from procedures.workflow import RestrictionState
from reports.answers import EVERYONE, NOT_WITH, columns_of, is_blank
from reports.definitions.fields import Asked
from reports.material import ADULT_UNKNOWN, AddendumIn, FileIn, Material, Place, is_closed
from reports.restrictions import (
    FAMILY,
    PROFESSIONALS,
    Page,
    Restricted,
    field_reference,
    file_reference,
    has_marks,
    is_only_none,
    row_reference,
)
from reports.rewording import in_other_words, row_in_other_words, without_places

#: What a child's copy says of the report itself: which conference, and who wrote it.
A_CHILD_IS_TOLD = frozenset({"conference", "author"})
#: Released to professionals and never to a family: the police's own wording for them (EXC-05).
NEVER_FAMILY = frozenset({"gist_prof"})
#: A practice's own report holds everybody's health, and one parent's is never in the other's copy (report-forms 9).
OF_EVERYBODY = frozenset({"system_file"})
#: Lines of the family check that say where somebody lives, and columns that say where something was.
WHERE = frozenset({"address", "settings"})


@dataclass(frozen=True)
class Viewer:
    """Who reads. `people`: the references of everybody whom a member of a family may read about; None for all."""

    reader: Reader
    ref: str = ""
    name: str = ""
    people: frozenset[str] | None = None
    leaves: bool = False  # in a pack, an e-mail or a download

    @property
    def sees_all(self) -> bool:
        """The agency keeps what it wrote; the chair reads everything on screen."""
        return self.reader is Reader.AUTHOR or (self.reader is Reader.CHAIR and not self.leaves)

    def may_know(self, refs: set[str]) -> bool:
        """Whether all of these are within the reader's own family; a child reads about nobody else."""
        if self.reader is Reader.CHILD:
            return refs <= {self.ref}
        return not self.reader.is_family or self.people is None or refs <= self.people | {self.ref}

    def is_one_of(self, kept_from: tuple[str, ...] | frozenset[str]) -> bool:
        if self.reader.is_family:
            return FAMILY in kept_from or self.ref in kept_from
        return self.reader is Reader.PROFESSIONAL and PROFESSIONALS in kept_from


@dataclass(frozen=True)
class Ruled:
    """Where a restriction stands. `to` says to whom the chair opened what had no mark of the author's."""

    state: RestrictionState
    words: str = ""
    to: frozenset[str] = frozenset()


Rulings = Mapping[str, Ruled]


@dataclass(frozen=True)
class Sieve:
    """One reader and one report: what goes through."""

    material: Material
    viewer: Viewer
    held: Mapping[str, Restricted]  # by reference
    rulings: Rulings
    pages: list[Page]  # of the whole material
    hidden_files: set[str] = field(default_factory=set)  # files of rows that didn't go through

    def told(self) -> Material:
        material, viewer = self.material, self.viewer
        answers = {place.key: said for place, asked in self._pages() if (said := self._said(place, asked))}
        people = {one.ref for one in material.people if viewer.may_know({one.ref})}
        return material.replaced(
            answers=_without_loose_ends(answers),
            children=tuple(one for one in material.children if one.ref in people),
            adults=tuple(
                one if self._knows_details(one.ref) else replace(one, details={}, relation="")
                for one in material.adults
                if one.ref in people
            ),
            computed=dict(self._computed()),
            files=tuple(self._files()),
            addenda=tuple(self._addenda()),
        )

    def _addenda(self) -> Iterator[AddendumIn]:
        """An addendum has no mark: it is for everybody who may read of those whom its part is about."""
        for one in self.material.addenda:
            subjects = {one.place.partition(":")[2]} - {""}
            if self._is_addendum_about_reader(subjects) and self._addendum_verdict(subjects).is_shown:
                yield one

    def _is_addendum_about_reader(self, subjects: set[str]) -> bool:
        return bool(subjects or self.viewer.reader is not Reader.CHILD) and self.viewer.may_know(subjects)

    def _addendum_verdict(self, subjects: set[str]) -> Verdict:
        adults = subjects & {one.ref for one in self.material.adults}
        about_adult = bool(adults) or (not subjects and self.material.module in ADULT_SERVICES)
        audiences = audiences_of(Audience.STD, module=self.material.module, about_adult=about_adult)
        facts = {Fact.LEAVES} if self.viewer.leaves else set()
        if adults == {self.viewer.ref}:
            facts |= {Fact.ABOUT_SELF}
        return decide(audiences, self.viewer.reader, frozenset(facts))

    def _knows_details(self, ref: str) -> bool:
        return not self.viewer.reader.is_family or ref == self.viewer.ref

    def _pages(self) -> Iterator[Page]:
        for place, asked in self.pages:
            if place.subject is None or self.viewer.may_know({place.subject.ref}):
                yield place, asked

    def _said(self, place: Place, asked_here: list[Asked]) -> dict[str, Any]:
        """The answers of one page that go through."""
        said = self.material.answers.get(place.key, {})
        found = {}
        for asked in asked_here:
            answer = said.get(asked.key)
            if not is_blank(asked, answer) and (kept := self._answer(place, asked, answer)) is not None:
                found[asked.key] = kept
        if ADULT_UNKNOWN in said and self._knows_details(place.subject.ref):
            found[ADULT_UNKNOWN] = said[ADULT_UNKNOWN]
        return found

    def _answer(self, place: Place, asked: Asked, answer: Any) -> Any:
        """The answer as the reader has it; None where there is nothing for them."""
        if asked.kind == "lines":
            return self._lines(place, asked, answer)
        if has_marks(asked) or (isinstance(answer, dict) and answer.get("rows")):
            return self._rows(place, asked, answer)
        if not self._is_about_reader(asked, self._subjects(place)):
            return None
        verdict = self._verdict(asked, self._subjects(place), field_reference(place, asked), answer)
        return self._as_seen(verdict, asked, answer, field_reference(place, asked))

    def _subjects(self, place: Place, row: Mapping[str, Any] | None = None) -> set[str]:
        return {place.subject.ref if place.subject else "", *(row or {}).get("about", [])} - {""}

    def _is_about_reader(self, asked: Asked, subjects: set[str]) -> bool:
        """A child's copy holds only what is about the child; everybody else's only what is about their own people."""
        if self.viewer.reader is Reader.CHILD and not subjects:
            return asked.key in A_CHILD_IS_TOLD
        return self.viewer.may_know(subjects)

    def _verdict(self, asked: Asked, subjects: set[str], reference: str, answer: Any = None) -> Verdict:
        held = self.held.get(reference)
        if held is not None and self._state(held) is RestrictionState.WITHDRAWN:
            return Verdict.WITHHELD if self.viewer.reader is not Reader.CHAIR else Verdict.SHOWN
        adults = self._adults(asked, subjects)
        audiences = audiences_of(
            Audience(asked.audience), module=self.material.module, about_adult=bool(adults)
        )
        facts = self._facts(held, asked, answer)
        if adults == {self.viewer.ref}:
            facts |= {Fact.ABOUT_SELF}
        return decide([*audiences, *_of_mark(held)], self.viewer.reader, frozenset(facts))

    def _adults(self, asked: Asked, subjects: set[str]) -> set[str]:
        """The adults whom a piece is about. What an adult service says of the family is about the adults it knows."""
        adults = {one.ref for one in self.material.adults}
        if subjects or asked.scope != "family" or self.material.module not in ADULT_SERVICES:
            return subjects & adults
        return {
            place.subject.ref
            for place, _ in self.pages
            if place.part.scope == "adult" and not is_closed(self.material, place)
        }

    def _facts(self, held: Restricted | None, asked: Asked, answer: Any) -> set[Fact]:
        facts = {Fact.LEAVES} if self.viewer.leaves else set()
        if held is None:
            # "None" is no entry to pick for, and says enough of a family to be kept to professionals.
            picked = not (is_only_none(answer) and self.viewer.reader.is_family)
            return facts | ({Fact.PICKED} if picked else set())
        if not self.viewer.is_one_of(held.kept_from):
            return facts | {Fact.PICKED}
        facts |= {Fact.NAMED}
        opened = RULED_FACTS.get(self._state(held))
        return facts | ({opened} if opened and self._is_open_to_reader(held, asked) else set())

    def _state(self, held: Restricted) -> RestrictionState:
        ruled = self.rulings.get(held.reference)
        return ruled.state if ruled else RestrictionState.WAITING

    def _is_reworded(self, reference: str) -> bool:
        held = self.held.get(reference)
        is_kept = held is not None and self.viewer.is_one_of(held.kept_from)
        return is_kept and self._state(held) is RestrictionState.OTHER_WORDS

    def _is_open_to_reader(self, held: Restricted, asked: Asked) -> bool:
        if asked.key in NEVER_FAMILY and self.viewer.reader.is_family:
            return False
        return is_open_to(self.viewer, held, self.rulings[held.reference])

    def _as_seen(self, verdict: Verdict, asked: Asked, answer: Any, reference: str) -> Any:
        if not verdict.is_shown:
            return None
        if verdict is Verdict.OTHER_WORDS:
            return in_other_words(asked, answer, self.rulings[reference].words)
        return without_places(answer) if verdict is Verdict.WITHOUT_PLACES else answer

    def _rows(self, place: Place, asked: Asked, answer: dict[str, Any]) -> Any:
        """The rows that go through; None where none does. An answer of "none" is one as well."""
        if not answer["rows"]:
            subjects = self._subjects(place)
            shown = self._is_about_reader(asked, subjects) and self._verdict(
                asked, subjects, field_reference(place, asked), answer
            )
            return answer if shown and shown.is_shown else None
        if not has_marks(asked) and self._is_reworded(field_reference(place, asked)):
            answer = answer | {"rows": answer["rows"][:1]}  # one sentence stands for the whole table
        rows = []
        for row in answer["rows"]:
            seen = self._row(place, asked, row)
            rows += [seen] if seen else []
            told = seen or {}  # words that the chair accepted stand for the row, never for its file
            self.hidden_files.update(
                row[name] for name in _file_columns(asked) if row.get(name) and not told.get(name)
            )
        if asked.kind == "table" and {row.get("share", EVERYONE) for row in rows} == {EVERYONE}:
            rows = [row | {"share": ""} if "share" in row else row for row in rows]  # nothing to tell of any
        return answer | {"rows": rows, "none": False, "none_why": ""} if rows else None

    def _row(self, place: Place, asked: Asked, row: dict[str, Any]) -> dict[str, Any] | None:
        subjects = self._subjects(place, row)
        if not self._is_about_reader(asked, subjects):
            return None
        reference = row_reference(place, asked, row) if has_marks(asked) else field_reference(place, asked)
        verdict = self._verdict(asked, subjects, reference)
        if not verdict.is_shown:
            return None
        held = self.held.get(reference)
        is_lifted = held is not None and self._state(held) in RULED_FACTS
        if verdict is Verdict.OTHER_WORDS:
            row = row_in_other_words(asked, row, self.rulings[reference].words)
        seen = self._with_mark(asked, row, is_lifted=is_lifted)
        return without_places(seen) if verdict is Verdict.WITHOUT_PLACES else seen

    def _with_mark(self, asked: Asked, row: dict[str, Any], *, is_lifted: bool) -> dict[str, Any]:
        """A family's copy doesn't say that anything is kept from anybody; a professional is told from whom."""
        if not has_marks(asked) or self.viewer.reader is Reader.CHAIR:
            return row
        keeps = (
            not self.viewer.reader.is_family and row.get("share", "").startswith(NOT_WITH) and not is_lifted
        )
        share = row["share"] if keeps else EVERYONE
        told = {"share": share, "ground": row.get("ground", "") if keeps else "", "share_why": ""}
        return row | {name: text for name, text in told.items() if name in row}

    def _lines(self, place: Place, asked: Asked, answer: dict[str, Any]) -> Any:
        """The family check: each reader's own lines and their children's, and nobody's address but one's own."""
        family = self.viewer.reader.is_family
        others = {one.ref for one in self.material.adults if family and one.ref != self.viewer.ref}
        known = {
            one.ref
            for one in self.material.people
            if one.ref not in others and self.viewer.may_know({one.ref})
        }
        if not self._verdict(asked, known, field_reference(place, asked)).is_shown:
            return None
        lines = {
            name: said
            for name, said in answer["lines"].items()
            if _person(name) in known and (_detail(name) not in WHERE or self._knows_where(_person(name)))
        }
        kept = answer | {"agrees": [ref for ref in answer["agrees"] if ref in known], "lines": lines}
        return None if is_blank(asked, kept) else kept

    def _knows_where(self, ref: str) -> bool:
        return self.viewer.reader is Reader.CHAIR or ref == self.viewer.ref

    def _computed(self) -> Iterator[tuple[str, str]]:
        for place, asked_here in self._pages():
            for asked in asked_here:
                name = f"{asked.key}:{place.subject.ref}" if place.subject else asked.key
                subjects = self._subjects(place)
                if name in self.material.computed and self._is_about_reader(asked, subjects):
                    if self._verdict(asked, subjects, field_reference(place, asked)).is_shown:
                        yield name, self.material.computed[name]

    def _files(self) -> Iterator[FileIn]:
        """Files with their own marks; one that a hidden row points at is hidden with it."""
        asked_for = {
            (asked.key, place.subject.ref if place.subject else ""): (place, asked)
            for place, asked_here in self._pages()
            for asked in asked_here
            if asked.kind == "file"
        }
        for file in self.material.files:
            found = asked_for.get((file.key, file.subject))
            if found and file.ref not in self.hidden_files and self._sees_file(*found, file):
                yield replace(file, share=EVERYONE) if self.viewer.reader.is_family else file

    def _sees_file(self, place: Place, asked: Asked, file: FileIn) -> bool:
        of_adults = self.material.module in ADULT_SERVICES or asked.key in OF_EVERYBODY
        if self.viewer.reader.is_family and of_adults:
            return False  # nobody can tell whom of the adults it is about
        subjects = self._subjects(place)
        if not self._is_about_reader(asked, subjects):
            return False
        verdict = self._verdict(asked, subjects, file_reference(file))
        return verdict.is_shown and verdict is not Verdict.OTHER_WORDS  # words can't stand for a file


def is_open_to(viewer: Viewer, held: Restricted, ruled: Ruled) -> bool:
    """A mark that was lifted is lifted for all; what had none is open to those whom the chair named."""
    return held.cause is Cause.MARK or viewer.is_one_of(ruled.to)


def _of_mark(held: Restricted | None) -> tuple[Audience, ...]:
    """What the author's mark, or the child's wish, adds to the field's own audience."""
    if held is None or held.cause in (Cause.UNPICKED, Cause.RELEASE):
        return ()
    return (Audience.CHAIR,) if PROFESSIONALS in held.kept_from else (Audience.NOTPERSON,)


def _without_loose_ends(answers: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Nothing that is shown points at a row that isn't."""
    shown = {
        f"{place}/{key}/{row['id']}"
        for place, said in answers.items()
        for key, answer in said.items()
        for row in (answer.get("rows", []) if isinstance(answer, dict) else [])
    }
    return {
        place: {key: _resting_on(answer, shown) for key, answer in said.items()}
        for place, said in answers.items()
    }


def _resting_on(answer: Any, shown: set[str]) -> Any:
    if not isinstance(answer, dict):
        return answer
    kept = dict(answer)
    if "rests_on" in kept:
        kept["rests_on"] = [reference for reference in kept["rests_on"] if reference in shown]
    if "rows" in kept:
        kept["rows"] = [_resting_on(row, shown) for row in kept["rows"]]
    return kept


def _file_columns(asked: Asked) -> list[str]:
    return [column.name for column in columns_of(asked) if column.kind == "file"]


def _person(line: str) -> str:
    return line.partition(".")[0]


def _detail(line: str) -> str:
    return line.partition(".")[2]
