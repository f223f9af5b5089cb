"""Who may do what, and while what: one row a right. The only place that says so.

`refusal` serves the door, the template and the test alike. It sees enums only.
"""

from dataclasses import dataclass

from procedures.words import Word
from procedures.workflow import (
    CONFERENCE,
    INVITATION,
    RELEASE,
    REPORT,
    RESTRICTION,
    ConferenceState,
    ReleaseState,
    ReportState,
    State,
)


class Relation(Word):
    """What a person is to the thing at hand. Without a thing, what their roles make them (decisions 4)."""

    OFFICE = "office", "a child protection administrator of the authority"
    CHAIR = "chair", "a chair of the authority"
    CHAIR_OF = "chair_of", "the chair of this conference"
    MANAGER_OF = "manager_of", "a team manager of the authority"
    DESIGNATED_MANAGER = "designated_manager", "the designated manager"
    WORKER = "worker", "a social worker"
    WORKER_OF = "worker_of", "the family's social worker"
    REVIEWING_OFFICER = "reviewing_officer", "the reviewing officer"
    NAMED_INVITEE = "named_invitee", "the person invited"
    AGENCY_WRITER = "agency_writer", "a report writer of the invited agency"
    AGENCY_SIGNER = "agency_signer", "the one who signs off for the invited agency"
    AGENCY_LEAD = "agency_lead", "the agency's lead"
    INFORMATION_GOVERNANCE = "information_governance", "information governance"
    SYSTEM_ADMINISTRATOR = "system_administrator", "a system administrator"
    FAMILY_MEMBER = "family_member", "a member of the family"
    EXCLUDED = "excluded", "excluded from this conference"
    MEMBER = "member", "anybody who is signed in"
    STRANGER = "stranger", "a stranger"


class Action(Word):
    # Without a thing: the lists and desks.
    SEE_DUE = "see_due", "see what is due"
    SEE_PROCEDURES = "see_procedures", "see the procedures"
    SEE_CONFERENCES = "see_conferences", "see the list of conferences"
    SEE_FAMILIES = "see_families", "see the list of families"
    ADD_FAMILY = "add_family", "open a family's case"
    SEE_DIARY = "see_diary", "see the diary"
    KEEP_DIARY = "keep_diary", "keep the diary's rooms, links and leave"
    KEEP_HOLIDAYS = "keep_holidays", "keep the bank holidays"
    KEEP_PEOPLE = "keep_people", "keep people and their roles"
    SEE_MESSAGES = "see_messages", "see what was sent"
    SEE_READING = "see_reading", "see the chair's reading list"
    SEE_AUDIT = "see_audit", "see who looked at what"
    SEE_FORMS = "see_forms", "see the forms that services fill in"
    SEE_BLANK_FORM = "see_blank_form", "see a blank form"
    # A family.
    SEE_FAMILY = "see_family", "see this family"
    EDIT_FAMILY = "edit_family", "change this family's details"
    REQUEST_CONFERENCE = "request_conference", "ask for a conference"
    # A conference.
    SEE_CONFERENCE = "see_conference", "see this conference"
    SEE_INVITATIONS = "see_invitations", "see who is invited"
    DECIDE_CONVENING = "decide_convening", "record the decision to convene"
    EDIT_CONFERENCE = "edit_conference", "change what is recorded of this conference"
    BOOK = "book", "book this conference"
    MOVE_BOOKING = "move_booking", "move this conference to another date"
    CANCEL = "cancel", "cancel this conference"
    INVITE = "invite", "invite people to this conference"
    ASK_EXCLUSION = "ask_exclusion", "ask that somebody is excluded"
    RULE_EXCLUSION = "rule_exclusion", "rule on an exclusion"
    RECORD_DELAY = "record_delay", "record a delay"
    RECORD_HELD = "record_held", "record that this conference was held"
    SEE_REPORTS = "see_reports", "see who has reported"
    READ_REPORTS = "read_reports", "read every report of this conference"
    GROUP_ENTRIES = "group_entries", "group what agencies tell of one event"
    KEEP_QUESTIONS = "keep_questions", "keep questions for the day"
    SEE_TIMETABLE = "see_timetable", "see the timetable"
    # An invitation.
    SEE_INVITATION = "see_invitation", "see this invitation"
    ANSWER_INVITATION = "answer_invitation", "answer this invitation"
    LOG_ANSWER = "log_answer", "record an answer that came another way"
    WRITE_REPORT = "write_report", "write the report"
    # A report.
    READ_REPORT = "read_report", "read this report"
    EDIT_REPORT = "edit_report", "change this report"
    ASK_SIGN_OFF = "ask_sign_off", "ask for sign-off"
    HAND_OVER_REPORT = "hand_over_report", "hand this report to a colleague"
    TAKE_BACK_REPORT = "take_back_report", "take this report back to change it"
    RETURN_REPORT = "return_report", "return this report with comments"
    SIGN_REPORT = "sign_report", "sign this report"
    MARK_READ = "mark_read", "mark this report as read"
    AMEND_REPORT = "amend_report", "amend this report"
    GIVE_UP_AMENDMENT = "give_up_amendment", "give up the amendment of this report"
    RECORD_SHARING = "record_sharing", "record that this report was shared with the family"
    PREVIEW_REPORT = "preview_report", "see this report as another reader will"
    SEE_RULINGS = "see_rulings", "see what the chair decided about this report"
    RULE_RESTRICTION = "rule_restriction", "rule on what is kept back"
    ANSWER_RULING = "answer_ruling", "answer the chair’s ruling"
    ANSWER_WITHHELD = "answer_withheld", "say whether a report may be kept from somebody"
    RECORD_FILED = "record_filed", "record that a copy is on the child’s file"
    OPEN_PDF = "open_pdf", "open this PDF"
    SEE_RECEIVED = "see_received", "see who received this report"
    # Packs (decisions 19).
    SEE_RELEASES = "see_releases", "see which packs were made"
    PREPARE_RELEASE = "prepare_release", "prepare a pack"
    RULE_REPORTS = "rule_reports", "rule on who gets which report"
    SEE_RELEASED = "see_released", "see what was released to you"
    SEE_RELEASE = "see_release", "see this pack"
    ANSWER_HIT = "answer_hit", "say what a place in this pack is"
    LEAVE_OUT = "leave_out", "leave something out of this pack"
    APPROVE_RELEASE = "approve_release", "approve this pack"
    WITHDRAW_RELEASE = "withdraw_release", "withdraw this pack"
    HAND_OVER_RELEASE = "hand_over_release", "hand this pack over"
    OPEN_RELEASE = "open_release", "open the pack that was released to you"


@dataclass(frozen=True)
class Grant:
    to: frozenset[Relation]
    because: str
    during: frozenset[State] | None = None  # None: whatever the state


R, C, P = Relation, ConferenceState, ReportState

EVERYBODY = frozenset({R.MEMBER})
#: Whoever can oversee a conference or be invited to one. Nobody else ever has one in their list.
IN_CONFERENCES = frozenset(
    {
        R.OFFICE,
        R.CHAIR,
        R.MANAGER_OF,
        R.DESIGNATED_MANAGER,
        R.WORKER,
        R.REVIEWING_OFFICER,
        R.AGENCY_WRITER,
        R.AGENCY_SIGNER,
        R.AGENCY_LEAD,
    }
)
OVERSEERS = frozenset({R.OFFICE, R.CHAIR_OF, R.MANAGER_OF, R.DESIGNATED_MANAGER, R.WORKER_OF})
INVITED = frozenset({R.NAMED_INVITEE, R.AGENCY_WRITER, R.AGENCY_SIGNER})
WRITERS = frozenset({R.NAMED_INVITEE, R.AGENCY_WRITER, R.AGENCY_SIGNER})
CASEWORK = frozenset({R.OFFICE, R.MANAGER_OF, R.WORKER_OF})
BEFORE = frozenset({C.REQUESTED, C.CONVENED, C.BOOKED, C.CANCELLED})
ANSWERABLE = INVITATION.sources("attend")
UNSIGNED = REPORT.sources("sign")
PREPARED = frozenset({ReleaseState.PREPARED})
#: Who may say the second yes (decisions 19).
APPROVERS = frozenset({R.OFFICE, R.CHAIR_OF, R.MANAGER_OF})

GRANTS: dict[Action, Grant] = {
    Action.SEE_DUE: Grant(EVERYBODY, "everybody sees what is due from them (REP-15)"),
    Action.SEE_PROCEDURES: Grant(EVERYBODY, "a date must be able to explain itself to everyone"),
    Action.SEE_CONFERENCES: Grant(IN_CONFERENCES, "the list holds only one's own (decisions 1)"),
    Action.SEE_FAMILIES: Grant(
        frozenset({R.OFFICE, R.MANAGER_OF, R.WORKER, R.DESIGNATED_MANAGER}), "decisions 1"
    ),
    Action.ADD_FAMILY: Grant(frozenset({R.OFFICE, R.MANAGER_OF, R.WORKER}), "CON-01"),
    Action.SEE_DIARY: Grant(
        frozenset({R.OFFICE, R.CHAIR, R.MANAGER_OF, R.DESIGNATED_MANAGER}), "SCD-01, SCD-02"
    ),
    Action.KEEP_DIARY: Grant(frozenset({R.OFFICE}), "SCD-02"),
    Action.KEEP_HOLIDAYS: Grant(frozenset({R.OFFICE}), "rulebook 1, Counting"),
    Action.KEEP_PEOPLE: Grant(frozenset({R.OFFICE}), "decisions 11"),
    Action.SEE_MESSAGES: Grant(frozenset({R.OFFICE}), "delivery: failures come to a person"),
    Action.SEE_FORMS: Grant(frozenset({R.OFFICE, R.DESIGNATED_MANAGER}), "REP-18"),
    Action.SEE_BLANK_FORM: Grant(EVERYBODY, "nothing is on it but questions (REP-18)"),
    Action.SEE_READING: Grant(frozenset({R.CHAIR}), "REP-15"),
    Action.SEE_AUDIT: Grant(
        frozenset({R.INFORMATION_GOVERNANCE, R.DESIGNATED_MANAGER}), "security: every look is recorded"
    ),
    Action.SEE_FAMILY: Grant(OVERSEERS, "decisions 1"),
    Action.EDIT_FAMILY: Grant(CASEWORK, "REP-07: details come from the case"),
    Action.REQUEST_CONFERENCE: Grant(CASEWORK, "CON-01"),
    Action.SEE_CONFERENCE: Grant(OVERSEERS | INVITED, "decisions 1"),
    Action.SEE_INVITATIONS: Grant(OVERSEERS, "SCD-03"),
    Action.DECIDE_CONVENING: Grant(
        frozenset({R.OFFICE, R.MANAGER_OF}), "CON-01, decisions 6", CONFERENCE.sources("convene")
    ),
    Action.EDIT_CONFERENCE: Grant(frozenset({R.OFFICE, R.MANAGER_OF}), "CON-01, CON-05", BEFORE),
    Action.BOOK: Grant(frozenset({R.OFFICE}), "SCD-01, SCD-02", CONFERENCE.sources("fix_date")),
    Action.MOVE_BOOKING: Grant(frozenset({R.OFFICE}), "SCD-02", CONFERENCE.sources("move_date")),
    Action.CANCEL: Grant(frozenset({R.OFFICE, R.CHAIR_OF}), "SCD-09", CONFERENCE.sources("cancel")),
    Action.INVITE: Grant(frozenset({R.OFFICE}), "SCD-03", frozenset({C.CONVENED, C.BOOKED, C.CANCELLED})),
    Action.ASK_EXCLUSION: Grant(
        INVITED | frozenset({R.OFFICE, R.WORKER_OF, R.MANAGER_OF}),
        "EXC-01, EXC-06",
        frozenset({C.CONVENED, C.BOOKED}),
    ),
    Action.RULE_EXCLUSION: Grant(frozenset({R.CHAIR_OF}), "EXC-01", frozenset({C.BOOKED})),
    Action.RECORD_DELAY: Grant(frozenset({R.OFFICE, R.CHAIR_OF, R.MANAGER_OF}), "CON-06", BEFORE | {C.HELD}),
    Action.RECORD_HELD: Grant(frozenset({R.OFFICE, R.CHAIR_OF}), "decisions 17", CONFERENCE.sources("hold")),
    Action.SEE_REPORTS: Grant(frozenset({R.OFFICE, R.CHAIR_OF}), "REP-15"),
    Action.READ_REPORTS: Grant(frozenset({R.CHAIR_OF}), "POL-11, POL-12"),
    Action.GROUP_ENTRIES: Grant(
        frozenset({R.CHAIR_OF}), "REP-04, REP-06: entries are grouped by hand, never merged silently"
    ),
    Action.KEEP_QUESTIONS: Grant(frozenset({R.CHAIR_OF}), "the-day 1: private to the chair who wrote them"),
    Action.SEE_TIMETABLE: Grant(OVERSEERS, "REG-03"),
    Action.SEE_INVITATION: Grant(INVITED | {R.OFFICE, R.CHAIR_OF}, "SCD-05"),
    Action.ANSWER_INVITATION: Grant(INVITED, "SCD-05", ANSWERABLE),
    Action.LOG_ANSWER: Grant(
        frozenset({R.OFFICE}), "SCD-05: one who cannot attend tells the administrator", ANSWERABLE
    ),
    Action.WRITE_REPORT: Grant(WRITERS, "REP-01, REP-03", ANSWERABLE),
    Action.READ_REPORT: Grant(WRITERS | {R.CHAIR_OF}, "REP-11, REP-15"),
    Action.MARK_READ: Grant(frozenset({R.CHAIR_OF}), "the-day 1: what the chair has read"),
    Action.EDIT_REPORT: Grant(WRITERS, "REP-03", REPORT.sources("ask_for_sign_off")),
    Action.ASK_SIGN_OFF: Grant(WRITERS, "REP-03", REPORT.sources("ask_for_sign_off")),
    Action.HAND_OVER_REPORT: Grant(
        WRITERS, "REP-03: whoever knows the child best writes", REPORT.sources("ask_for_sign_off")
    ),
    Action.TAKE_BACK_REPORT: Grant(WRITERS, "REP-03", REPORT.sources("take_back")),
    Action.RETURN_REPORT: Grant(frozenset({R.AGENCY_SIGNER}), "REP-03", REPORT.sources("return")),
    Action.SIGN_REPORT: Grant(frozenset({R.AGENCY_SIGNER}), "REP-03", UNSIGNED),
    Action.PREVIEW_REPORT: Grant(frozenset({R.CHAIR_OF}), "the-day 1: preview as any recipient"),
    Action.SEE_RULINGS: Grant(WRITERS | {R.CHAIR_OF}, "REP-12: ruling and reason are kept"),
    Action.RULE_RESTRICTION: Grant(
        frozenset({R.CHAIR_OF}),
        "REP-12, report-forms 6",
        RESTRICTION.sources("agree", "ask_words", "refuse", "release", "accept_words"),
    ),
    Action.ANSWER_RULING: Grant(
        WRITERS, "REP-12, report-forms 6", RESTRICTION.sources("offer_words", "share", "withdraw")
    ),
    Action.AMEND_REPORT: Grant(WRITERS, "REP-17: so that errors are corrected", REPORT.sources("amend")),
    Action.GIVE_UP_AMENDMENT: Grant(WRITERS, "REP-17", REPORT.sources("give_up")),
    # Whatever its state: while an amendment is written, the version that was signed is the one that is shared.
    Action.RECORD_SHARING: Grant(WRITERS, "REP-12, REP-17"),
    Action.ANSWER_WITHHELD: Grant(frozenset({R.CHAIR_OF}), "REP-12: not shared, the chair is consulted"),
    Action.RECORD_FILED: Grant(WRITERS, "REP-14: a copy goes on the child's file at the agency"),
    Action.OPEN_PDF: Grant(
        WRITERS | {R.CHAIR_OF}, "REP-11, REP-14: the agency's file and the chair's reading"
    ),
    Action.SEE_RECEIVED: Grant(
        frozenset({R.OFFICE, R.CHAIR_OF, R.DESIGNATED_MANAGER, R.INFORMATION_GOVERNANCE}),
        "security: who has ever received this is one page",
    ),
    Action.SEE_RELEASES: Grant(
        APPROVERS | {R.WORKER_OF, R.DESIGNATED_MANAGER}, "documents 1: an entry for everything that leaves"
    ),
    Action.PREPARE_RELEASE: Grant(
        frozenset({R.OFFICE}), "SCD-06, REP-12, decisions 19", frozenset({C.BOOKED, C.HELD})
    ),
    Action.RULE_REPORTS: Grant(frozenset({R.CHAIR_OF}), "EXC-03, REC-03: with the reason"),
    Action.SEE_RELEASED: Grant(INVITED, "REP-17, POL-16"),
    Action.SEE_RELEASE: Grant(APPROVERS, "decisions 19: both persons see what leaves"),
    Action.ANSWER_HIT: Grant(frozenset({R.OFFICE}), "security: a hit blocks until it is answered", PREPARED),
    Action.LEAVE_OUT: Grant(
        frozenset({R.CHAIR_OF}), "REP-12: the chair rules on what is kept back", PREPARED
    ),
    Action.APPROVE_RELEASE: Grant(APPROVERS, "decisions 19: never whoever prepared it", PREPARED),
    Action.WITHDRAW_RELEASE: Grant(APPROVERS, "documents 1: recalled at once", RELEASE.sources("withdraw")),
    Action.HAND_OVER_RELEASE: Grant(
        frozenset({R.OFFICE, R.CHAIR_OF, R.WORKER_OF}), "REP-12: best face to face; by hand or by post"
    ),
    Action.OPEN_RELEASE: Grant(INVITED, "REP-17, POL-16"),
}


def refusal(action: Action, *, relations: frozenset[Relation], state: State | None = None) -> str | None:
    """Why not, in a sentence fit for the person; None means go ahead."""
    grant = GRANTS[action]
    if Relation.EXCLUDED in relations:
        return "You are excluded from this conference, so this page is closed to you (EXC-01)."
    if not relations & grant.to:
        who = sorted(relation.label for relation in grant.to)
        return f"Only {_either(who)} may {action.label}."
    if grant.during is not None and state not in grant.during:
        now = "in its present state" if state is None else f"while it is “{state.label}”"
        return f"You can't {action.label} {now}."
    return None


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
