"""One page of the editor as a form. It shows what was typed and never validates: gaps are put on it when asked for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from procedures.sharing import Audience
from reports.answers import (
    CHAIR_ONLY,
    EVERYONE,
    NOT_WITH,
    cell_name,
    columns_of,
    flat,
    next_row,
    rows_of,
)
from reports.definitions.fields import DAYS, NAMED, Asked, Column
from reports.evidence import evidence_about
from reports.forms.beside import Beside
from reports.forms.boxes import (
    DAY_HINT,
    HINTS,
    SHARING,
    UNBORN,
    Block,
    DayTyped,
    KeptChoice,
    KeptChoices,
    Row,
    choice,
    coded,
    file_help,
    lines_of,
    rests_on,
    scale,
    select,
    summary,
    ticks,
)
from reports.gaps import DETAILS, Gap, is_needed
from reports.material import (
    ADULT_UNKNOWN,
    AdultIn,
    FileIn,
    Material,
    Place,
    adult_unknown,
    asked_on,
    asks_whether_known,
    facts_of,
    shown_details,
    types_at,
)
from reports.readers import of_page
from reports.typed import or_words
from reports.worded import MARKS, capital, computed, details_words, statements_elsewhere

NOTHING = Beside()
ACCEPT = ".pdf,.png,.jpg,.jpeg,.docx"
#: Boxes of a row that most rows leave empty: they stand behind "More about this entry".
SELDOM = ("end date", "file", *SHARING)
#: Boxes that another of their row makes needed: the style sheet shows them once it is answered so.
DEPENDENT = {"rests_on": "opinion", "source_who": "source-who", "impact": "impact"}
SHORT = "govuk-input--width-10"
PERSON = {"name": "Name", "role": "Role", "service": "Service", "when": "When, such as 3 March 2026"}


class PartForm(forms.Form):
    """The fields of one page, bound to the answers given so far. `blocks` is how they stand on the page."""

    def __init__(self, material: Material, place: Place, *, gaps: Iterable[Gap] = (), openly: str = ""):
        self.material, self.place = material, place
        self.answers = dict(material.answers.get(place.key, {}))
        self.openly = openly  # the key of a table whose new row stands open
        self.beside: dict[str, Beside] = {}  # what the page says beside a question, where a view put it
        self.facts = facts_of(material, place.subject)
        self.evidence = evidence_about(material, place.subject)
        asked_here = asked_on(material, place, for_page=True)
        self.who_reads, self.read_by = of_page(material, place, asked_here)
        data = MultiValueDict()
        for asked in asked_here:
            data.update(MultiValueDict(dict(flat(asked, self.answers.get(asked.key)))))
        asks = asks_whether_known(material, place)
        if asks and adult_unknown(material, place.subject.ref):
            data[ADULT_UNKNOWN] = "on"
        super().__init__(data)
        self.blocks = [self._block(asked) for asked in asked_here]
        if asks:
            self.fields[ADULT_UNKNOWN] = forms.BooleanField(
                label=f"We don’t know or work with {place.subject.name}",
                help_text="Tick this and leave the rest empty.",
                required=False,
            )
        for gap in gaps:
            self.add_error(next((box for box in (gap.box, gap.key) if box in self.fields), None), gap.text)

    # Laying out -------------------------------------------------------------------------------------------------

    def _block(self, asked: Asked) -> Block:
        draw = {
            "table": self._rows,
            "persons": self._rows,
            "statements": self._rows,
            "lines": self._lines,
            "file": self._files,
            "computed": self._computed,
        }.get(asked.kind, self._scalars)
        block = draw(asked)
        block.hint = self._hint(asked)
        return block

    def laid_out(self) -> Iterator[dict[str, Any]]:
        """Each block with its bound fields, ready for its template. What a choice opens stands below that choice."""
        opened = {block.asked.key: self._opened_by(block) for block in self.blocks}
        for block in self.blocks:
            if opened[block.asked.key] is None:
                yield self._laid_out(block) | {"reveals": self._reveals(block, opened)}

    def _opened_by(self, block: Block) -> tuple[str, str] | None:
        """The radio buttons of this page, and the choice among them, that make this field asked."""
        need = block.asked.need
        for term in need.condition.terms if need.letter == "C" else ():
            key, sign, value = term.partition("=")
            if sign and key in self.fields and isinstance(self.fields[key].widget, forms.RadioSelect):
                return key, value
        return None

    def _reveals(self, host: Block, opened: dict[str, tuple[str, str] | None]) -> dict[str, SafeString]:
        shown = {
            choice: render_to_string("reports/blocks/opened.html", {"bound": self[name]})
            for choice, name in host.opens.items()
        }
        for block in self.blocks:
            by = opened[block.asked.key]
            if by and by[0] == host.asked.key:
                laid_out = self._laid_out(block)
                drawn = render_to_string(laid_out["template"], {"block": laid_out, "place": self.place})
                shown[by[1]] = shown.get(by[1], "") + drawn
        # Drawn by templates, which escape.
        return {choice: SafeString(drawn) for choice, drawn in shown.items()}  # nosec B703

    def _laid_out(self, block: Block) -> dict[str, Any]:
        return {
            "template": f"reports/blocks/{block.drawn}.html",
            "asked": block.asked,
            "hint": block.hint,
            "beside": self.beside.get(block.asked.key, NOTHING),
            "text": block.text,
            "evidence": block.evidence,
            "elsewhere": block.elsewhere,
            "bound": [self[name] for name in block.names],
            "rows": [self._laid_out_row(block.asked, row) for row in block.rows],
            "grounds": self._grounds(block),
            "none_bound": self[block.none] if block.none else None,
            "none_why_bound": self[block.none_why] if block.none_why else None,
            "file_rows": [
                row | {"marks": self[row["marks"]], "share": self[row["share"]]} for row in block.files
            ],
            "people_rows": [self._laid_out_person(row) for row in block.people],
        }

    def _grounds(self, block: Block) -> dict[str, Any] | None:
        """What an opinion rests on: closed once something is ticked, because the list is long."""
        name = f"{block.asked.key}-rests_on"
        if name not in block.names:
            return None
        ticked = len(self[name].value() or [])
        return {"bound": self[name], "ticked": ticked, "is_open": not ticked or bool(self[name].errors)}

    def _laid_out_row(self, asked: Asked, row: Row) -> dict[str, Any]:
        """Its boxes in the order of the page, and those that most rows leave empty."""
        bound = {column: self[name] for column, name in row.names.items()}
        has_errors = any(box.errors for box in bound.values())
        beside = self.beside.get(asked.key, NOTHING)
        seldom = [column for column in bound if self._is_seldom(asked, column)]
        share = bound["share"].value() or "" if "share" in bound else EVERYONE
        return {
            "id": row.id,
            "summary": row.summary,
            "since": beside.row_since.get(row.id, ""),
            "hints": beside.row_hints.get(row.id, []),
            "is_new": row.is_new,
            "is_open": row.is_open or has_errors,
            "boxes": [
                (box, "" if _has_content(box) else DEPENDENT.get(column, ""))
                for column, box in bound.items()
                if column not in seldom
            ],
            "more": [bound[column] for column in seldom],
            "more_is_open": any(_has_content(bound[column]) for column in seldom),
            "may_be_kept_back": "ground" in bound,
            "says_so_itself": asked.no_default,
            "restricted": share not in ("", EVERYONE),
        }

    def _is_seldom(self, asked: Asked, column: str) -> bool:
        """Whether most rows leave it empty. Who may see it stands in the open where each row has to say so."""
        if column == "about":
            return asked.kind == "statements"
        return column in SELDOM and not (column in SHARING and asked.no_default)

    def _laid_out_person(self, row: dict[str, Any]) -> dict[str, Any]:
        lines = [line | {"verdict": self[line["name"]], "text": self[line["text"]]} for line in row["lines"]]
        touched = any(
            line["verdict"].value() or line["text"].value() or line["verdict"].errors for line in lines
        )
        return row | {"lines": lines, "is_open": touched}

    def _hint(self, asked: Asked) -> str:
        """Whether it may stay empty, or another question of this page decides; the help; and who reads it."""
        return " ".join(filter(None, [self._whether_needed(asked), asked.help, self.read_by[asked.key]]))

    def _whether_needed(self, asked: Asked) -> str:
        condition = asked.need.condition
        if self.facts.light and asked.light_optional:
            return "Optional."
        if condition and condition.decided_by & set(self.place.part.fields):
            words = f"{condition.words}." if condition.words else ""
            return f"{words} Otherwise optional." if words and asked.need.letter == "O/C" else words
        return "" if is_needed(asked, self.facts) else "Optional."

    def _scalars(self, asked: Asked) -> Block:
        block = Block(asked, "scalars")
        for name, made in self._boxes(asked):
            self.fields[name] = made
            block.names.append(name)
        block.opens = {choice: block.names.pop() for choice in _one_choice(asked)}
        block.evidence = asked.kind != "opinion" or bool(self.evidence)
        return block

    def _boxes(self, asked: Asked) -> Iterator[tuple[str, forms.Field]]:
        key, label, help_ = asked.key, asked.label, self._hint(asked)
        common = {"label": label, "help_text": help_, "required": False}
        big = {"label-size": "m"}
        if asked.kind in ("radios", "checks", "select"):
            yield key, choice(asked, common, big)
            if asked.note:
                yield (
                    f"{key}-note",
                    forms.CharField(
                        label=asked.note.ask, required=False, widget=forms.Textarea(attrs={"rows": 2})
                    ),
                )
        elif asked.kind == "date":
            yield key, DayTyped(**common)
        elif asked.kind == "opinion":
            yield key, forms.CharField(**common, widget=forms.Textarea(attrs=big))
            if self.evidence:
                yield f"{key}-rests_on", rests_on(self.evidence, "What does it rest on?")
        elif asked.kind == "scale":
            yield key, scale(common, big)
            yield f"{key}-reason", lines_of("Why?")
            yield f"{key}-higher", lines_of("What would make it one higher?")
        elif asked.kind == "yesno_why":
            pairs = [("no", "No"), ("yes", "Yes")]
            yield (
                key,
                KeptChoice(**common, choices=pairs, widget=forms.RadioSelect(attrs=big)),
            )
            yield f"{key}-why", lines_of("Say what it is")
        elif asked.kind in NAMED:
            for box in NAMED[asked.kind]:
                yield f"{key}-{box}", forms.CharField(label=PERSON[box], required=False)
        elif asked.kind == "para":
            yield key, forms.CharField(**common, widget=forms.Textarea(attrs=big))
        else:
            narrow = {} if asked.kind == "text" else {"class": SHORT}
            yield key, forms.CharField(**common, widget=forms.TextInput(attrs=narrow | big))

    # Rows ------------------------------------------------------------------------------------------------------

    def _rows(self, asked: Asked) -> Block:
        answer = self.answers.get(asked.key)
        block = Block(asked, "rows")
        for number, row in enumerate(rows_of(answer), start=1):
            block.rows.append(self._row(asked, row["id"], summary(asked, number, row)))
        new = self._row(asked, next_row(answer), "Add another" if block.rows else "Add a row")
        new.is_new = True
        wanted = bool(asked.warn) or is_needed(asked, self.facts)
        wanted = wanted and not block.rows and not (answer and answer["none"])
        new.is_open = asked.key == self.openly or wanted
        block.rows.append(new)
        if asked.none_for(types_at(self.material, self.place)):
            block.none = f"{asked.key}-none"
            self.fields[block.none] = forms.BooleanField(label=asked.none_words, required=False)
            if asked.none_reason:
                block.none_why = f"{asked.key}-none_why"
                self.fields[block.none_why] = lines_of(f"If you ticked “{asked.none_words}”: why?")
        if self.place.subject and asked.kind == "statements":
            block.elsewhere = statements_elsewhere(self.material, asked.key, self.place.subject.ref)
        return block

    def _row(self, asked: Asked, row_id: str, words: str) -> Row:
        names = {}
        for column in columns_of(asked):
            made = self._cell(asked, column, row_id)
            if made is not None:
                names[column.name] = name = cell_name(asked.key, row_id, column.name)
                self.fields[name] = made
        return Row(row_id, words, names)

    def _cell(self, asked: Asked, column: Column, row_id: str) -> forms.Field | None:
        if column.name in SHARING and asked.is_the_chairs:
            return None
        example = f"{DAY_HINT}{or_words(DAYS[column.kind])}." if column.kind in DAYS else ""
        title, hint = column.title, HINTS.get(column.name, example)
        if self.facts.unborn:
            title, hint = UNBORN.get(column.name, (title, hint))
        common = {"label": title, "required": False, "help_text": hint}
        if column.kind == "long":
            return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 3}))
        if column.kind == "line" or column.kind in DAYS:
            narrow = {"class": "govuk-input--width-20"} if column.kind in DAYS else {}
            return forms.CharField(**common, widget=forms.TextInput(attrs=narrow))
        if column.kind == "about":
            others = [(ref, name) for ref, name in self.material.names.items() if ref != self._own]
            return ticks(common, others)
        if column.kind == "rests_on":
            own = f"{self.place.key}/{asked.key}/{row_id}"
            evidence = [found for found in self.evidence if found.reference != own]
            return rests_on(evidence, column.title) if evidence else None
        if column.kind == "file":
            files = [(file.ref, file.name) for file in self.material.files]
            return select(common, files) if files else None
        if column.kind == "share":
            return KeptChoice(**common, choices=self._shares(asked), widget=forms.Select)
        return coded(column, common)

    @property
    def _own(self) -> str:
        return self.place.subject.ref if self.place.subject else ""

    def _shares(self, asked: Asked) -> list[tuple[str, str]]:
        open_ = [("", "Choose who may see it")] if asked.no_default else []
        readers = [one for one in self.material.people if isinstance(one, AdultIn) or one.born]
        named = [(f"{NOT_WITH}:{one.ref}", f"Not {one.name}") for one in readers]
        # Where nobody named is not yet an answer (report-forms 6) the chair says whether the family reads it.
        waits = Audience(asked.audience) is Audience.NOTPERSON
        everyone = "Everyone, once the chair agrees" if waits else "Everyone entitled to the report"
        return [*open_, (EVERYONE, everyone), *named, (CHAIR_ONLY, "The chair only")]

    # The rest ---------------------------------------------------------------------------------------------------

    def _computed(self, asked: Asked) -> Block:
        text = computed(self.material, self.place, asked)
        return Block(asked, "computed", text=text or "Nothing yet")

    def _files(self, asked: Asked) -> Block:
        block = Block(asked, "files", names=[f"{asked.key}-upload"])
        self.fields[block.names[0]] = forms.FileField(
            label="Add a file", required=False, widget=forms.FileInput(attrs={"accept": ACCEPT}),
            help_text=file_help(self.material.module),
        )  # fmt: skip
        if asked.no_default:
            block.names.append(f"{asked.key}-upload-share")
            self.fields[block.names[-1]] = KeptChoice(
                label="Who may see the new file?",
                required=False,
                choices=self._shares(asked),
                widget=forms.Select,
            )
        here = [file for file in self.material.files if file.key == asked.key and file.subject == self._own]
        block.files = [self._file(asked, file) for file in here]
        return block

    def _file(self, asked: Asked, file: FileIn) -> dict[str, Any]:
        marks, share = f"file-{file.ref}-marks", f"file-{file.ref}-share"
        self.fields[marks] = KeptChoices(
            label="What it is like",
            required=False,
            choices=[(code, capital(words)) for code, words in MARKS.items()],
            widget=forms.CheckboxSelectMultiple(attrs={"small": True}),
        )
        self.fields[share] = KeptChoice(
            label="Who may see it?", required=False, choices=self._shares(asked), widget=forms.Select
        )
        self.data.setlist(marks, list(file.marks))
        self.data[share] = file.share
        return {"file": file, "marks": marks, "share": share}

    def _lines(self, asked: Asked) -> Block:
        block = Block(asked, "lines")
        for person in self.material.people:
            lines, shown = [], shown_details(person)
            for detail, held in person.details.items():
                name = f"{asked.key}-{person.ref}.{detail}"
                pairs = [("correct", "Correct"), ("different", "Different"), ("not held", "Not held")]
                if detail not in shown:
                    pairs = [("different", "We hold this"), ("not held", "Not held")]
                self.fields[name] = KeptChoice(
                    label=DETAILS[detail], required=False, choices=pairs,
                    widget=forms.RadioSelect(attrs={"small": True, "inline": True}),
                )  # fmt: skip
                self.fields[f"{name}-text"] = forms.CharField(
                    label="If different: what your records say"
                    if detail in shown
                    else "What your records say",
                    required=False,
                )
                lines.append(
                    {
                        "id": f"{person.ref}.{detail}",
                        "name": name,
                        "text": f"{name}-text",
                        "title": DETAILS[detail],
                        "held": held,
                    }
                )
            answer = self.answers.get(asked.key) or {"agrees": []}
            block.people.append(
                {
                    "person": person,
                    "lines": lines,
                    "agrees": person.ref in answer["agrees"],
                    "shown": details_words(shown) if shown else "",
                    "unseen": [line for line in lines if line["id"].partition(".")[2] not in shown],
                }
            )
        return block


def _has_content(bound: forms.BoundField) -> bool:
    """Whether the box says more than it does from the start, or something is wrong with it."""
    return bool(bound.errors) or bound.value() not in (None, "", [], EVERYONE)


def _one_choice(asked: Asked) -> tuple[str, ...]:
    """The only choice that a further line belongs to; nothing where several choices want it."""
    if asked.kind == "yesno_why":
        return ("yes",)
    wanted = asked.note.needed_for if asked.note and asked.kind == "radios" else ()
    return wanted if len(wanted) == 1 else ()
