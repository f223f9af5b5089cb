"""Who may do what, asked for every right, relation and state there is."""

import itertools

import pytest

from procedures.access import GRANTS, Action, Relation, refusal
from procedures.workflow import MACHINES, ConferenceState, InvitationState, ReportState

STATES = [state for machine in MACHINES.values() for state in type(machine.initial)]
R, A = Relation, Action
WHOLE_TABLE = list(itertools.product(Action, Relation, [None, *STATES]))


def is_granted(action, relation, state):
    return refusal(action, relations=frozenset({relation}), state=state) is None


def test_every_right_is_granted_to_somebody_with_its_reason():
    assert set(GRANTS) == set(Action)
    assert [action for action, grant in GRANTS.items() if not grant.to or not grant.because] == []


def test_every_answer_of_the_whole_table_follows_from_its_row_alone():
    for action, relation, state in WHOLE_TABLE:
        grant = GRANTS[action]
        stands = relation in grant.to and (grant.during is None or state in grant.during)
        assert is_granted(action, relation, state) is stands, (action, relation, state)


@pytest.mark.parametrize("relation", [R.STRANGER, R.EXCLUDED, R.SYSTEM_ADMINISTRATOR, R.FAMILY_MEMBER])
def test_some_are_granted_nothing_for_being_what_they_are(relation):
    # A system administrator runs the service and sees no case content (security).
    assert [
        (action, state)
        for action, one, state in WHOLE_TABLE
        if one == relation and is_granted(action, one, state)
    ] == []


def test_whoever_is_excluded_is_refused_everything_whatever_else_they_are():
    for action, relation, state in WHOLE_TABLE:
        why = refusal(action, relations=frozenset({relation, R.EXCLUDED}), state=state)
        assert why == "You are excluded from this conference, so this page is closed to you (EXC-01)."


def test_anybody_signed_in_sees_what_is_due_and_the_procedures_and_nothing_of_a_case():
    open_to_all = {action for action in Action if is_granted(action, R.MEMBER, None)}

    assert open_to_all == {A.SEE_DUE, A.SEE_PROCEDURES, A.SEE_BLANK_FORM}


@pytest.mark.parametrize("relation", [R.REVIEWING_OFFICER, R.AGENCY_LEAD])
def test_who_may_be_invited_by_name_has_the_list_and_nothing_by_the_role_alone(relation):
    assert {action for action in Action if is_granted(action, relation, None)} == {A.SEE_CONFERENCES}


def test_information_governance_reads_the_audit_and_where_reports_went_and_no_case():
    assert {action for action in Action if is_granted(action, R.INFORMATION_GOVERNANCE, None)} == {
        A.SEE_AUDIT,
        A.SEE_RECEIVED,
    }


def test_the_office_sees_that_a_report_came_and_not_what_is_in_it():
    readers = {relation for relation in Relation if is_granted(A.READ_REPORT, relation, ReportState.SIGNED)}

    assert readers == {R.NAMED_INVITEE, R.AGENCY_WRITER, R.AGENCY_SIGNER, R.CHAIR_OF}
    assert is_granted(A.SEE_REPORTS, R.OFFICE, ConferenceState.BOOKED)


def test_only_the_chair_of_this_conference_reads_every_report():
    assert GRANTS[A.READ_REPORTS].to == {R.CHAIR_OF}


def test_a_signed_report_is_changed_and_signed_by_nobody():
    for action in (A.EDIT_REPORT, A.SIGN_REPORT, A.RETURN_REPORT, A.ASK_SIGN_OFF, A.TAKE_BACK_REPORT):
        assert not any(is_granted(action, relation, ReportState.SIGNED) for relation in Relation)


def test_a_withdrawn_invitation_is_neither_answered_nor_reported_on():
    for action in (A.ANSWER_INVITATION, A.LOG_ANSWER, A.WRITE_REPORT):
        assert not any(is_granted(action, relation, InvitationState.WITHDRAWN) for relation in Relation)


def test_one_writes_and_another_signs_off():
    assert GRANTS[A.SIGN_REPORT].to == {R.AGENCY_SIGNER}
    assert R.AGENCY_WRITER in GRANTS[A.EDIT_REPORT].to


@pytest.mark.parametrize(
    ("action", "relation", "state", "sentence"),
    [
        (
            A.BOOK,
            R.CHAIR_OF,
            ConferenceState.CONVENED,
            "Only a child protection administrator of the authority may book this conference.",
        ),
        (
            A.CANCEL,
            R.WORKER_OF,
            ConferenceState.BOOKED,
            "Only a child protection administrator of the authority or the chair of this conference may cancel this "
            "conference.",
        ),
        (
            A.LOG_ANSWER,
            R.OFFICE,
            InvitationState.PROPOSED,
            "You can't record an answer that came another way while it is “Proposed”.",
        ),
        (A.BOOK, R.OFFICE, None, "You can't book this conference in its present state."),
    ],
)
def test_a_refusal_says_who_may_or_why_not_now(action, relation, state, sentence):
    assert refusal(action, relations=frozenset({relation}), state=state) == sentence
