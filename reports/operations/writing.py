"""Writing a report: begin, save, ask for sign-off, return, sign. One function, one transaction, one event."""

import hashlib
import json
from typing import Any

from django.db import transaction

from conferences.models import Adult, Child, Invitation
from conferences.operations import Refused, stamp_report
from conferences.queries.dates import report_dues
from partnership.calendar import working_calendar
from procedures.reckoning import london_day
from procedures.words import AgencyKind, Attending
from procedures.workflow import REPORT, InvitationState, ReportState
from reports.answers import clean
from reports.definitions import CURRENT
from reports.gaps import Gap, gaps
from reports.material import Material, Place
from reports.models import DraftPart, Report, ReportVersion, SignOffComment
from reports.operations.amending import close, to_be_signed
from reports.operations.moves import move, note_event, while_open
from reports.operations.rendering import ask_for_report_pdf
from reports.operations.restricting import restrict
from reports.queries.amending import open_amendment
from reports.queries.helping import named
from reports.queries.looking import doubts_of
from reports.queries.writing import draft_part, material_of, signers_of

NO_SIGNER = (
    "Nobody at {} can sign off reports yet, other than its author. Ask the conference office to add somebody: "
    "telephone {}."
)
ATTENDING = {
    Attending.IN_PERSON: "in person",
    Attending.VIDEO: "by video",
    Attending.TELEPHONE: "by telephone",
}


class SavedMeanwhile(Exception):
    """Another tab, or a colleague, saved this page since it was opened. Holds what was saved, and when."""

    def __init__(self, saved: DraftPart):
        super().__init__("This page was saved elsewhere since you opened it.")
        self.saved = saved


class Questioned(Exception):
    """Something in it may not belong there, and nobody has said yet that it does. Holds what to look at."""

    def __init__(self, found: tuple[Gap, ...]):
        super().__init__(f"{len(found)} things need to be looked at.")
        self.questions = found


class Incomplete(Exception):
    """A signature, or asking for one, while something is missing. Holds every gap, in the order of the form."""

    def __init__(self, found: list[Gap]):
        super().__init__(f"{len(found)} answers are missing or need another look.")
        self.gaps = found


@transaction.atomic
def begin_report(*, invitation: Invitation, by, at) -> Report:
    """The report of this invitation: begun now, or the one that was begun before (the same form sent twice)."""
    report, is_new = Report.objects.get_or_create(
        invitation=invitation,
        defaults={
            "definition": CURRENT,
            "author": by,
            "begun_at": at,
            "is_medical": invitation.agency.kind == AgencyKind.PAEDIATRICS,  # REP-11
        },
    )
    if is_new:
        answers = named(by, invitation.agency) | {"attend": _answered(invitation)}
        DraftPart.objects.create(report=report, place="about", answers=answers, saved_at=at, saved_by=by)
        note_event(report, "begin", by=by, at=at, definition=CURRENT)
    return report


def _answered(invitation: Invitation) -> dict[str, str]:
    """SCD-05: what was answered to the invitation needn't be answered again."""
    state = InvitationState(invitation.state)
    if state == InvitationState.SENDING_A_COLLEAGUE:
        note = f"{invitation.colleague_name}, {invitation.colleague_role}".strip(", ")
        return {"choice": "a briefed colleague", "note": note}
    if state == InvitationState.APOLOGIES:
        return {"choice": "cannot", "note": invitation.apology_reason}
    return {"choice": ATTENDING.get(invitation.how, ""), "note": ""}


@transaction.atomic
def save_part(*, report: Report, place: Place, answers: dict[str, Any], revision: int, by, at) -> DraftPart:
    """Keep what was typed on one page, as it was typed. The event of a save is the page's own `saved_at` and `saved_by`.

    Raises SavedMeanwhile where `revision` isn't the page's any more and the text differs; MoveRefused where the
    report isn't being written any more. The report's row is locked, so that no save slips past a signature.
    """
    while_open(report)
    saved = draft_part(report, place.key)
    if saved.answers == answers:
        return saved
    if saved.revision != revision:
        raise SavedMeanwhile(saved)
    if saved.pk is None:
        saved.child, saved.adult = _subject(place)
    saved.answers, saved.revision, saved.saved_at, saved.saved_by = answers, revision + 1, at, by
    saved.save()
    return saved


def _subject(place: Place) -> tuple[Child | None, Adult | None]:
    if place.subject is None:
        return None, None
    if place.part.scope == "child":
        return Child.objects.get(ref=place.subject.ref), None
    return None, Adult.objects.get(ref=place.subject.ref)


def _complete(report: Report, *, today, looked: bool, **signature: str) -> Material:
    """What is signed or handed over. The report's row is locked first, so that no save comes after the reading."""
    Report.objects.select_for_update().get(pk=report.pk)
    amendment = open_amendment(report)
    if amendment is None:
        material = material_of(report, today=today)
    else:
        material = to_be_signed(report, amendment, today=today, **signature)
    is_addendum = amendment is not None and amendment.is_addendum  # the rest is as it was signed
    doubts = doubts_of(report, material, is_addendum=is_addendum, today=today)
    missing = [] if is_addendum else gaps(material, today=today)
    if found := [*missing, *doubts.stops]:
        raise Incomplete(found)
    if doubts.questions and not looked:
        raise Questioned(doubts.questions)
    return material


@transaction.atomic
def ask_for_sign_off(*, report: Report, note: str, looked: bool = False, by, at) -> Report:
    """The author asks. Raises Incomplete; Questioned unless `looked`; Refused where nobody else has to sign or nobody can."""
    today = london_day(at)
    if not report.needs_second_person(today=today):
        raise Refused("Nobody else has to sign off this report: you can sign it yourself.")
    _complete(report, today=today, looked=looked)
    if not signers_of(report, today=today):
        authority = report.invitation.conference.authority
        raise Refused(NO_SIGNER.format(report.invitation.agency.name, authority.office_telephone))
    return move(report, "ask_for_sign_off", by=by, at=at, reason=clean(note), looked=looked)


@transaction.atomic
def take_back(*, report: Report, by, at) -> Report:
    """The author wants to change something before it is signed."""
    return move(report, "take_back", by=by, at=at)


@transaction.atomic
def return_report(*, report: Report, comment: str, place: str = "", by, at) -> Report:
    """The one who signs off sends it back, with what should change."""
    report = move(report, "return", by=by, at=at, reason=clean(comment))
    SignOffComment.objects.create(report=report, place=place, text=clean(comment), by=by, at=at)
    return report


@transaction.atomic
def sign(
    *, report: Report, name: str, role: str, late_reason: str, looked: bool = False, by, at
) -> ReportVersion:
    """Freeze a version and submit it: the one move that does both (REP-01, REP-03; report-forms 12).

    An amendment is signed the same way; the report came in with its first version, so it is never late again.
    Raises Incomplete with every gap; Questioned with what has to be looked at, unless `looked`; Refused where it is late
    and says no reason (REP-15), or wasn't handed over
    by an author who has to; MoveRefused when it was signed already.
    """
    today = london_day(at)
    REPORT.target("sign", source=report.access_state())
    if report.access_state() != ReportState.FOR_SIGN_OFF and report.needs_second_person(today=today):
        raise Refused(
            f"{report.author.name} hasn’t asked for sign-off yet. Ask for it on the report’s page first."
        )
    signature = {"by": clean(name), "role": clean(role), "at": at.isoformat()}
    material = _complete(report, today=today, looked=looked, **signature)
    amendment = open_amendment(report)
    due_on = submit_due_on(report.invitation)
    if due_on and today > due_on and not late_reason.strip():
        raise Refused(
            "This report is late, so give the reason. It is accepted all the same.", field="late_reason"
        )
    report = move(report, "sign", by=by, at=at, reason=late_reason, name=name, role=role, looked=looked)
    content = canonical(material.to_json())
    version = ReportVersion.objects.create(
        report=report,
        number=report.versions.count() + 1,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        signed_by=by,
        signed_name=clean(name),
        signed_role=clean(role),
        signed_at=at,
        due_on=due_on,
        late_reason=clean(late_reason),
        amendment=amendment,
    )
    restrict(version=version, at=at)
    if amendment:
        close(amendment, at=at)
    else:
        stamp_report(invitation=report.invitation, signed_at=at, by=by, at=at)
    ask_for_report_pdf(version=version, by=by, at=at)  # drawn before anybody asks, and once (ADR 69)
    return version


def submit_due_on(invitation: Invitation):
    """The last day for the report to reach the conference; None while no date is fixed, or once it is in (ADR 72)."""
    if invitation.report_signed_at:
        return None
    falls = report_dues(invitation, working_calendar()).submit
    return falls.due_on if falls else None


def canonical(content: dict[str, Any]) -> str:
    """The one way of writing these values down, so that the same content has the same fingerprint everywhere."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
