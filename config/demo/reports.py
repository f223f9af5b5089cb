"""Fills the reports of a demo conference, as far as the plan of the demo says: begun, handed over, signed, shown."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from conferences.models import AdultService, Conference, Invitation
from config.demo.days import Days
from config.demo.families import invitation_of
from config.demo.people import Cast
from partnership.models import Person
from procedures.reckoning import london_day
from reports.answers import fixed
from reports.definitions.fields import Asked
from reports.material import (
    ADULT_UNKNOWN,
    AdultIn,
    ChildIn,
    Material,
    Place,
    asked_on,
    asks_whether_known,
    facts_of,
    may_be_asked,
    places,
)
from reports.models import Report, ReportVersion
from reports.operations.family import record_sharing
from reports.operations.files import add_attachment, mark_attachment
from reports.operations.writing import ask_for_sign_off as hand_over
from reports.operations.writing import (
    begin_report,
    return_report,
    save_part,
    sign,
    submit_due_on,
)
from reports.queries.family import sharing_of
from reports.queries.writing import material_of

#: A draft of the demo has its first pages only.
PAGES_OF_A_DRAFT = 4
#: A date of which the month or the year alone is kept: "-200 month".
ROUGH = re.compile(r"(-\d+) (month|year)")
#: Services that work with one adult of a family.
KNOW_ONE = {"AMH", "SUB", "DA", "PROB"}


def fill_reports(
    row: dict, conference: Conference, *, wanted: str, cast: Cast, days: Days, now: datetime, texts: dict
) -> None:
    """Every report that the plan names under `wanted` for this conference, each as far as it says."""
    for key, how_far in row.get(wanted, {}).items():
        invitation = invitation_of(conference, cast.agencies[key])
        keys = sorted(cast.services_at[key], key=lambda one: one != row["worker"])
        people = [cast.people[one] for one in keys]
        ReportFiller(invitation, people, how_far, days=days, now=now, texts=texts).fill()


class ReportFiller:
    """One report, written by the agency's first writer and signed by its signer."""

    def __init__(
        self, invitation: Invitation, people: list[Person], wanted: str, *, days: Days, now, texts: dict
    ):
        self.invitation, self.wanted, self.days, self.now, self.texts = invitation, wanted, days, now, texts
        self.signer = next(one for one in people if self._holds(one, "agency_signer"))
        self.author = next((one for one in people if one != self.signer), self.signer)
        self.on = self._written_on()
        served = AdultService.objects.filter(agency=invitation.agency)
        self.served = set(served.values_list("adult__ref", flat=True))

    def _holds(self, person: Person, role: str) -> bool:
        return person.roles.filter(role=role, agency=self.invitation.agency).exists()

    def _written_on(self) -> date:
        """A week before the conference, but never after today, and not before the invitation."""
        meets = london_day(self.invitation.conference.starts_at)
        return max(
            min(self.days.working(-6, start=meets), self.days.today), london_day(self.invitation.invited_at)
        )

    def _at(self, clock: str) -> datetime:
        return min(self.days.at(self.on, clock), self.now)

    def fill(self) -> None:
        report = begin_report(invitation=self.invitation, by=self.author, at=self._at("10:00"))
        self._answer(report)
        if self.wanted == "drafting":
            return
        if report.needs_second_person(today=london_day(self.now)):
            hand_over(report=report, note="", by=self.author, at=self._at("13:00"))
        report.refresh_from_db()
        if self.wanted == "for_sign_off":
            return
        if self.wanted == "returned":
            return_report(
                report=report,
                comment="Please say what the child said, in their words.",
                by=self.signer,
                at=self._at("14:00"),
            )
            return
        self._share(self._sign(report))

    def _sign(self, report: Report) -> ReportVersion:
        due_on = submit_due_on(report.invitation)
        return sign(
            report=report, name=self.signer.name, role=self.signer.job_title, by=self.signer, at=self._at("15:00"),
            late_reason="The invitation came while we were closed." if due_on and self.on > due_on else "",
        )  # fmt: skip

    def _share(self, version: ReportVersion) -> None:
        if self.wanted != "shared":
            return
        for row in sharing_of(version, today=london_day(self.now)):
            if row.owed:
                record_sharing(
                    version=version, person=row.person, by=self.author, at=self._at("16:00"), shown=True, shown_on=self.on,
                    how="in person", by_whom=self.author.name, said="Agreed with most of it; asked us to add the art club.",
                )  # fmt: skip

    # The answers.

    def _answer(self, report: Report) -> None:
        empty = material_of(report, today=london_day(self.now))
        told = {place.key: self._page(empty, place) for place in places(empty)}
        # Some pages are asked for by what another says.
        pages = places(replace(empty, answers=told))
        begun = {part.place: part for part in report.parts.all()}
        for place in pages[:PAGES_OF_A_DRAFT] if self.wanted == "drafting" else pages:
            answers = told[place.key] if place.key in told else self._page(empty, place)
            answers |= {key: said for key, said in empty.answers.get(place.key, {}).items() if _says(said)}
            revision = begun[place.key].revision if place.key in begun else 0
            save_part(
                report=report,
                place=place,
                answers=answers,
                revision=revision,
                by=self.author,
                at=self._at("11:00"),
            )
            self._files(report, empty, place)

    def _page(self, material: Material, place: Place) -> dict[str, Any]:
        writer = AnswerWriter(
            material, place, texts=self.texts, on=self.on, agency=self.invitation.agency, writer=self.author
        )
        if material.module in KNOW_ONE and isinstance(place.subject, AdultIn):
            if place.subject.ref not in self.served:
                return {ADULT_UNKNOWN: True} if asks_whether_known(material, place) else {}
        return {
            asked.key: answer
            for asked in may_be_asked(material, place)
            if (answer := writer.answer(asked)) is not None
        }

    def _files(self, report: Report, material: Material, place: Place) -> None:
        for asked in asked_on(material, place, for_page=False, facts=facts_of(material, place.subject)):
            if asked.kind == "file" and asked.need.letter == "M":
                upload = SimpleUploadedFile("registration.pdf", certificate(), content_type="application/pdf")
                file = add_attachment(
                    report=report,
                    asked=asked,
                    place=place,
                    upload=upload,
                    by=self.author,
                    at=self._at("11:00"),
                )
                mark_attachment(
                    report=report, ref=file.ref, marks=["headed", "dated", "authorised", "signed"], share="everyone",
                    by=self.author, at=self._at("11:00"),
                )  # fmt: skip


def _years(child: ChildIn, on: date) -> str:
    """Under which heading the texts about a child of that age stand."""
    if not child.born:
        return "unborn"
    return "baby" if on - date.fromisoformat(child.born_on) < timedelta(days=3 * 365) else ""


def _says(answer: Any) -> bool:
    """Whether the answer that the form began with says anything."""
    return any(answer.values()) if isinstance(answer, dict) else bool(answer)


class AnswerWriter:
    """Turns the demo's texts into answers in the shape of each kind of field."""

    def __init__(self, material: Material, place: Place, *, texts: dict, on: date, agency, writer: Person):
        self.material, self.place, self.on = material, place, on
        scope = place.part.scope
        self.texts = texts["report"] | texts["family"] if scope == "report" else texts[scope]
        if scope == "report" and not any(child.born for child in material.children):
            self.texts = self.texts | texts["expecting"]
        self.names = {"agency": agency.name, "writer": writer.name}
        if scope == "child":
            self.texts = self.texts | texts.get(_years(place.subject, on), {})
        for own in (texts["of"].get(agency.kind, {}), texts.get("then", {})):
            self.texts = self.texts | own.get(scope, {})
        if scope == "child":
            self.names["child"] = place.subject.name.split()[0] if place.subject.born else "The baby"

    def answer(self, asked: Asked) -> Any:
        """The answer to one field; None where the demo leaves it blank."""
        if asked.kind == "lines":
            return {
                "agrees": [one.ref for one in (*self.material.children, *self.material.adults)],
                "lines": {},
            }
        text = self.texts.get(asked.key)
        shape = getattr(self, f"_{asked.kind}", self._plain)
        return None if text is None else shape(asked, text)

    def _say(self, text: Any) -> str:
        """Offsets become days, names are filled in."""
        if isinstance(text, int):
            return self._written(text, "day")
        if rough := ROUGH.fullmatch(str(text)):
            return self._written(int(rough[1]), rough[2])
        return str(text).format(**self.names)

    def _written(self, offset: int, precision: str) -> str:
        day = date.fromordinal(self.on.toordinal() + offset)
        month = "" if precision == "year" else f"{day:%B} "
        return f"{day.day} {month}{day.year}" if precision == "day" else f"{month}{day.year}"

    def _plain(self, asked: Asked, text: Any) -> str:
        return self._say(text)

    def _date(self, asked: Asked, text: int) -> list[str]:
        day = date.fromordinal(self.on.toordinal() + text)
        return [str(day.day), str(day.month), str(day.year)]

    def _radios(self, asked: Asked, text: str | dict[str, str]) -> dict[str, str]:
        if isinstance(text, dict):
            return {"choice": text["choice"], "note": self._say(text["note"])}
        note = "As agreed with the family." if asked.note and text in asked.note.needed_for else ""
        return {"choice": text, "note": note}

    _select = _radios

    def _checks(self, asked: Asked, text: Any) -> dict[str, Any]:
        chosen = list(asked.choices) if text == "all" else [] if text == "none" else list(text)
        return {"choices": chosen, "note": ""}

    def _opinion(self, asked: Asked, text: str) -> dict[str, Any]:
        ref = self.place.subject.ref
        rows = f"carer:{ref}/adult_health" if self.place.part.scope == "adult" else f"worries:{ref}/harm"
        return {"text": self._say(text), "rests_on": [f"{rows}/r1"]}

    def _scale(self, asked: Asked, text: dict) -> dict[str, str]:
        return {name: self._say(str(text[name])) for name in ("value", "reason", "higher")}

    def _yesno_why(self, asked: Asked, text: dict) -> dict[str, str]:
        return {"answer": text["answer"], "why": self._say(text.get("why", ""))}

    def _table(self, asked: Asked, rows: Any) -> dict[str, Any]:
        if rows == "none":
            return {"rows": [], "none": True, "none_why": "", "next": 1}
        told = [
            {"id": f"r{number}"} | {name: self._cell(name, value) for name, value in row.items()}
            for number, row in enumerate(rows, 1)
        ]
        return {"rows": told, "none": False, "none_why": "", "next": len(told) + 1}

    _persons = _table

    def _cell(self, name: str, value: Any) -> Any:
        if name == "about":
            return [child.ref for child in self.material.children] if value == "all" else []
        if value == "this":
            return self.place.subject.name
        return self._say(value)

    def _person(self, asked: Asked, text: dict) -> dict[str, str]:
        return {name: self._say(value) for name, value in text.items()}

    _approval = _person

    def _statements(self, asked: Asked, rows: Any) -> dict[str, Any]:
        blank = {"rests_on": [], "source_who": "", "impact": "", "ground": "", "share_why": "", "about": []}
        found = self._table(asked, rows)
        return found | {"rows": [blank | fixed(asked) | row for row in found["rows"]]}


def certificate() -> bytes:
    """A one-page PDF that says what it stands for."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(
        b"BT /F1 18 Tf 72 720 Td (DEMO: registration certificate, twelve months) Tj ET"
    )
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()
