"""Reports for tests, brought to each state by the moves that the service makes.

`make_report()` begins one, `fill(report)` answers every question of its form, `signed_report()` goes the whole way.
"""

from dataclasses import replace
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from conferences.models import Adult, Child
from conferences.tests.factories import Setting, make_invitation, make_setting
from partnership.tests.factories import make_person
from procedures.reckoning import london_day
from procedures.words import AmendmentKind, Role
from reports.answers import UNTOUCHED, columns_of, fixed
from reports.definitions.fields import DAYS, NEVER_TYPED, Asked
from reports.evidence import evidence_about
from reports.material import (
    ADULT_UNKNOWN,
    AdultIn,
    Material,
    Place,
    asked_on,
    is_left_out,
    places,
)
from reports.models import DraftPart, Report, ReportVersion, Sharing
from reports.operations.amending import amend_report
from reports.operations.family import record_sharing
from reports.operations.files import add_attachment
from reports.operations.writing import ask_for_sign_off, begin_report, save_part, sign
from reports.queries.writing import draft_part, file_in, material_of, signers_of

HOSTILE = "<b>O’Neil</b> said ‘no’ & left; محمد came \u200bback"


def png(width=2, height=2) -> bytes:
    """A picture."""
    kept = BytesIO()
    Image.new("RGB", (width, height), "white").save(kept, "PNG")
    return kept.getvalue()


CHOSEN = {"known": "know well", "sen": "SEN Support", "consulted": "yes", "att_possible": "100", "att_auth": "4",
          "att_unauth": "2", "att_now": "94", "recommend": "plan", "recommend_review": "continue",
          "nothing": "", "caseload": "targeted"}  # fmt: skip


def make_report(setting: Setting | None = None, *, invitation=None, by=None, at=None) -> Report:
    """A report of the school, begun by its teacher, unless told otherwise."""
    at = at or timezone.now()
    setting = setting or make_setting()
    invitation = invitation or make_invitation(setting, at=at)
    return begin_report(invitation=invitation, by=by or setting.teacher, at=at)


def row_of(asked: Asked, text: str) -> dict:
    """A row that lacks nothing."""
    row = {"id": "r1"}
    for column in columns_of(asked):
        row[column.name] = {
            "choice": column.choices[0] if column.choices else "",
            **dict.fromkeys(DAYS, "March 2025"),
            "about": [],
            "rests_on": [],
            "status": "fact",
            "source": "our_records",
            "tone": "neither",
            "share": UNTOUCHED["share"],
            "ground": "",
            "file": "",
        }.get(column.kind, text)
    if "share_why" in row:
        row |= {"source_who": "", "share_why": ""}
    return row | fixed(asked)


def answer_to(asked: Asked, material: Material, place: Place, text: str):
    """An answer that satisfies the form."""
    kind, chosen = asked.kind, CHOSEN.get(asked.key, asked.choices[0] if asked.choices else text)
    if kind in ("table", "persons", "statements"):
        row = row_of(asked, text)
        if asked.key == "chronology":
            row["about"] = [material.children[0].ref]
        return {"rows": [row], "none": False, "none_why": "", "next": 2}
    evidence = evidence_about(material, place.subject)
    return {
        "radios": {"choice": chosen, "note": text if asked.note else ""},
        "select": {"choice": chosen, "note": text if asked.note else ""},
        "checks": {
            "choices": list(asked.choices) if asked.every else [chosen] if chosen else [],
            "note": text if asked.note else "",
        },
        "date": ["3", "3", "2026"],
        "opinion": {"text": text, "rests_on": [found.reference for found in evidence[:1]]},
        "scale": {"value": "4", "reason": text, "higher": text},
        "yesno_why": {"answer": "no", "why": ""},
        "person": {"name": text, "role": "Teacher", "service": "School"},
        "approval": {"name": text, "role": "Manager", "when": "March 2025"},
        "weeks": "12+3",
        "lines": {"agrees": [one.ref for one in material.people], "lines": {}},
        "percent": CHOSEN.get(asked.key, "90"),
        "number": CHOSEN.get(asked.key, "3"),
        "fuzzydate": "2024",
    }.get(kind, text)


def answers_on(material: Material, place: Place, text: str, answers: dict) -> dict:
    """Every question of one page answered, `answers` in place of the usual ones."""
    given: dict = {}
    for _ in range(3):  # an answer may raise another question of the same page
        before = given
        asked_here = [
            asked for asked in asked_on(material, place, for_page=False) if asked.kind not in NEVER_TYPED
        ]
        given = {asked.key: answer_to(asked, material, place, text) for asked in asked_here} | answers
        if isinstance(place.subject, AdultIn):
            given[ADULT_UNKNOWN] = False
        if given == before:
            break
        material = replace(material, answers={**material.answers, place.key: given})
    return given


def fill_place(
    report: Report, place: Place, *, material=None, text=HOSTILE, by=None, at=None, **answers
) -> Material:
    """One page answered and saved, with its files. Answers the material as it is now."""
    at, by = at or timezone.now(), by or report.author
    material = material or material_of(report, today=london_day(at))
    given = answers_on(material, place, text, answers)
    saved = draft_part(report, place.key)
    save_part(report=report, place=place, answers=given, revision=saved.revision, by=by, at=at)
    return with_files(
        report, place, replace(material, answers={**material.answers, place.key: given}), by, at
    )


def with_files(report: Report, place: Place, material: Material, by, at) -> Material:
    """The same with the files that this page asks for, uploaded."""
    for asked in asked_on(material, place, for_page=False):
        if asked.kind == "file":
            upload = SimpleUploadedFile("register.png", png())
            who = {"share": "everyone", "by": by, "at": at}
            kept = add_attachment(report=report, asked=asked, place=place, upload=upload, **who)
            material = replace(material, files=(*material.files, file_in(kept)))
    return material


def fill(report: Report, *, text=HOSTILE, by=None, at=None, told=None) -> Report:
    """Every question of the form answered, page by page, in the order in which an author goes; kept at one go.

    `told` are answers in place of the usual ones, by the code of their part: {"chronology": {"chronology": …}}.
    """
    at, by = at or timezone.now(), by or report.author
    material = material_of(report, today=london_day(at))
    filled: dict[str, Place] = {}
    while todo := [
        one for one in places(material) if one.key not in filled and not is_left_out(material, one)
    ]:
        for place in todo:
            if is_left_out(material, place) or not asked_on(material, place, for_page=True):
                continue  # an answer given meanwhile took it away
            given = answers_on(material, place, text, (told or {}).get(place.part.code, {}))
            material = replace(material, answers={**material.answers, place.key: given})
            material = with_files(report, place, material, by, at)
            filled[place.key] = place
    keep(report, filled, material, by, at)
    return report


def keep(report: Report, filled: dict[str, Place], material: Material, by, at) -> None:
    """What `save_part` would leave behind after each of these pages, in two statements."""
    ids = {
        name: dict(
            model.objects.filter(ref__in=[one.ref for one in material.people]).values_list("ref", "pk")
        )
        for name, model in (("child", Child), ("adult", Adult))
    }
    begun = dict(report.parts.filter(place__in=filled).values_list("place", "revision"))
    report.parts.filter(place__in=filled).delete()
    DraftPart.objects.bulk_create(
        DraftPart(
            report=report,
            place=key,
            answers=material.answers[key],
            revision=begun.get(key, 0) + 1,
            saved_at=at,
            saved_by=by,
            **({f"{place.part.scope}_id": ids[place.part.scope][place.subject.ref]} if place.subject else {}),
        )
        for key, place in filled.items()
    )


def waiting_report(setting: Setting | None = None, *, at=None, **more) -> Report:
    """Filled in, and sign-off asked for."""
    setting = setting or make_setting()
    report = fill(make_report(setting, at=at, **more), at=at)
    return ask_for_sign_off(
        report=report, note="Please read the part about Ivy.", by=report.author, at=at or timezone.now()
    )


def signed_report(
    setting: Setting | None = None, *, at=None, late_reason="", told=None, **more
) -> ReportVersion:
    """Signed and submitted: by the school's lead after the teacher asked; by its author where nobody else has to."""
    setting = setting or make_setting()
    at = at or timezone.now()
    report = fill(make_report(setting, at=at, **more), at=at, told=told)
    by = report.author
    if report.needs_second_person(today=london_day(at)):
        if not signers_of(report, today=london_day(at)):
            make_person(Role.AGENCY_SIGNER, at=report.invitation.agency)
        ask_for_sign_off(report=report, note="", looked=True, by=by, at=at)
        by = signers_of(report, today=london_day(at))[0]
    told = {"name": by.name, "role": "Safeguarding lead", "late_reason": late_reason, "looked": True}
    return sign(report=report, **told, by=by, at=at)


def amended_report(setting: Setting | None = None, *, kind=AmendmentKind.ADDENDUM, at=None, **more) -> Report:
    """Signed twice, and open for a third version: an addendum unless told otherwise."""
    setting = setting or make_setting()
    at = at or timezone.now()
    report = signed_report(setting, at=at, **more).report
    add_and_sign(report, by=setting.dsl, at=at)
    amend_report(
        report=report, kind=kind, reason="More has come in.", text="Seen again.", by=report.author, at=at
    )
    return report


def add_and_sign(report: Report, *, by, text="The family moved.", place="", at=None) -> ReportVersion:
    """An addendum, written and signed by the one who signs off."""
    at = at or timezone.now()
    told = {
        "kind": AmendmentKind.ADDENDUM,
        "reason": "It came after we signed.",
        "place": place,
        "text": text,
    }
    amend_report(report=report, **told, by=by, at=at)
    return sign(report=report, name=by.name, role="Safeguarding lead", late_reason="", by=by, at=at)


def shared(version: ReportVersion, *, person, by, at=None, **said) -> Sharing:
    """Shown to one person, who says that something is wrong."""
    at = at or timezone.now()
    told = {
        "shown": True,
        "shown_on": london_day(at),
        "how": "in person",
        "by_whom": by.name,
        "said": "Mostly fair.",
    }
    told |= {"wrong": "He was never late on a Monday."} | said
    return record_sharing(version=version, person=person, by=by, at=at, **told)


def not_shared(version: ReportVersion, *, person, by, at=None, why="not safe") -> Sharing:
    """Kept from one person, with the reason."""
    told = {"shown": False, "not_shown_reason": why, "not_shown_note": "The police asked us to wait."}
    return record_sharing(version=version, person=person, by=by, at=at or timezone.now(), **told)
