"""Every URL, every persona, both methods: who gets in, who is told no, and who is told nothing (decisions 1).

A row a URL: the right that guards it and the thing it is about. What a persona is to a thing stands in `IS_TO`; who
isn't named there is a stranger and gets 404. A URL without a row, or a row without its URL, fails.
"""

from copy import copy

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from config.tests.world import make_world
from procedures.access import Action as A
from procedures.access import Relation as R
from procedures.access import refusal

LOBBY, PUBLIC, SIGNED_IN, OWN = "lobby", "public", "signed in", "own"

#: URL name -> the right and the thing of the world, then what else the address needs.
ROWS = {
    # People, the audit and the procedures.
    "partnership:people": (A.KEEP_PEOPLE, LOBBY),
    "partnership:new_person": (A.KEEP_PEOPLE, LOBBY),
    "partnership:agencies": (A.KEEP_PEOPLE, LOBBY),
    "partnership:new_agency": (A.KEEP_PEOPLE, LOBBY),
    "partnership:person": (A.KEEP_PEOPLE, "writer"),
    "partnership:edit_person": (A.KEEP_PEOPLE, "writer"),
    "partnership:give_role": (A.KEEP_PEOPLE, "writer"),
    "partnership:end_role": (A.KEEP_PEOPLE, "writer", "role_number"),
    "partnership:new_link": (A.KEEP_PEOPLE, "writer"),
    "partnership:person_does": (A.KEEP_PEOPLE, "writer", "deed"),
    "partnership:audit": (A.SEE_AUDIT, LOBBY),
    "partnership:procedures": (A.SEE_PROCEDURES, LOBBY),
    "partnership:calculator": (A.SEE_PROCEDURES, LOBBY),
    "partnership:bank_holidays": (A.SEE_PROCEDURES, LOBBY),
    "partnership:account": (None, SIGNED_IN),
    "partnership:parked": (None, OWN),
    "partnership:drop_parked": (None, OWN),
    "partnership:enrol": (None, PUBLIC, "token"),
    "partnership:enrol_again": (None, PUBLIC, "token"),
    # Families.
    "conferences:families": (A.SEE_FAMILIES, LOBBY),
    "conferences:new_family": (A.ADD_FAMILY, LOBBY),
    "conferences:family": (A.SEE_FAMILY, "family"),
    "conferences:add_child": (A.EDIT_FAMILY, "family"),
    "conferences:change_child": (A.EDIT_FAMILY, "family", "child"),
    "conferences:add_adult": (A.EDIT_FAMILY, "family"),
    "conferences:change_adult": (A.EDIT_FAMILY, "family", "adult"),
    "conferences:relationships": (A.EDIT_FAMILY, "family", "adult"),
    "conferences:residence": (A.EDIT_FAMILY, "family"),
    "conferences:service": (A.EDIT_FAMILY, "family"),
    "conferences:allocate": (A.EDIT_FAMILY, "family"),
    "conferences:leave": (A.EDIT_FAMILY, "family", "child"),
    "conferences:end_service": (A.EDIT_FAMILY, "family", "child", "school"),
    "conferences:add_enquiry": (A.EDIT_FAMILY, "family"),
    "conferences:change_enquiry": (A.EDIT_FAMILY, "family", "enquiry"),
    "conferences:request": (A.REQUEST_CONFERENCE, "family"),
    # Conferences.
    "conferences:list": (A.SEE_CONFERENCES, LOBBY),
    "conferences:conference": (A.SEE_CONFERENCE, "booked"),
    "conferences:decide": (A.DECIDE_CONVENING, "requested"),
    "conferences:safety_plan": (A.EDIT_CONFERENCE, "booked", "child"),
    "conferences:delay": (A.RECORD_DELAY, "booked"),
    "conferences:held": (A.RECORD_HELD, "booked"),
    "conferences:invitations": (A.SEE_INVITATIONS, "booked"),
    "conferences:propose": (A.INVITE, "booked"),
    "conferences:send": (A.INVITE, "booked"),
    "conferences:add_invitation": (A.INVITE, "booked"),
    "conferences:choose_person": (A.INVITE, "booked", "proposed"),
    "conferences:withdraw": (A.INVITE, "booked", "proposed"),
    "conferences:family_invitation": (A.INVITE, "booked", "adult"),
    "conferences:ask_exclusion": (A.ASK_EXCLUSION, "booked"),
    "conferences:rule_exclusion": (A.RULE_EXCLUSION, "booked", "exclusion"),
    "conferences:invitation": (A.SEE_INVITATION, "invitation"),
    "conferences:answer": (A.ANSWER_INVITATION, "invitation"),
    "conferences:log_answer": (A.LOG_ANSWER, "invitation"),
    # Reports and the chair's reading.
    "reports:start": (A.WRITE_REPORT, "invitation"),
    "reports:conference": (A.SEE_REPORTS, "booked"),
    "reports:report": (A.READ_REPORT, "drafting"),
    "reports:part": (A.EDIT_REPORT, "drafting", "place"),
    "reports:autosave": (A.EDIT_REPORT, "drafting", "place"),
    "reports:check": (A.READ_REPORT, "drafting"),
    "reports:draft_as": (A.READ_REPORT, "drafting", "professionals"),
    "reports:read": (A.READ_REPORT, "signed"),
    "reports:file": (A.READ_REPORT, "signed", "file"),
    "reports:look": (A.READ_REPORT, "signed", "file"),
    "reports:picture": (A.READ_REPORT, "signed", "file"),
    "reports:ask": (A.ASK_SIGN_OFF, "drafting"),
    "reports:hand_over": (A.HAND_OVER_REPORT, "drafting"),
    "reports:take_back": (A.TAKE_BACK_REPORT, "waiting"),
    "reports:return": (A.RETURN_REPORT, "waiting"),
    "reports:sign": (A.SIGN_REPORT, "waiting"),
    "reports:receipt": (A.READ_REPORT, "signed"),
    "reports:sharing": (A.RECORD_SHARING, "signed"),
    "reports:share": (A.RECORD_SHARING, "signed", "shared_with"),
    "reports:wrong": (A.RECORD_SHARING, "signed", "shared_with"),
    "reports:withheld": (A.ANSWER_WITHHELD, "kept_back", "kept_from"),
    "reports:answer_correction": (A.RECORD_SHARING, "signed", "correction"),
    "reports:copies": (A.RECORD_SHARING, "signed", "shared_with"),
    "reports:print_copy": (A.RECORD_SHARING, "signed", "shared_with"),
    "reports:ask_copy": (A.RECORD_SHARING, "signed", "shared_with"),
    "reports:filed": (A.RECORD_FILED, "signed"),
    "reports:amend": (A.AMEND_REPORT, "signed"),
    "reports:addendum": (A.EDIT_REPORT, "amended"),
    "reports:give_up": (A.GIVE_UP_AMENDMENT, "amended"),
    "reports:versions": (A.READ_REPORT, "amended"),
    "reports:version": (A.READ_REPORT, "amended", "number"),
    "reports:changes": (A.READ_REPORT, "amended"),
    "reports:forms": (A.SEE_FORMS, LOBBY),
    "reports:blank": (A.SEE_BLANK_FORM, LOBBY),
    "reports:reading": (A.SEE_READING, LOBBY),
    "reports:conference_reading": (A.READ_REPORTS, "booked"),
    "reports:chronology": (A.READ_REPORTS, "booked"),
    "reports:likely": (A.READ_REPORTS, "booked"),
    "reports:group": (A.GROUP_ENTRIES, "booked"),
    "reports:themes": (A.READ_REPORTS, "booked"),
    "reports:gap_check": (A.READ_REPORTS, "booked"),
    "reports:since_last": (A.READ_REPORTS, "booked"),
    "reports:questions": (A.KEEP_QUESTIONS, "booked"),
    "reports:new_question": (A.KEEP_QUESTIONS, "booked"),
    "reports:question": (A.KEEP_QUESTIONS, "question"),
    "reports:tick": (A.KEEP_QUESTIONS, "question"),
    "reports:mark_read": (A.MARK_READ, "signed"),
    "reports:ungroup": (A.GROUP_ENTRIES, "entry_group"),
    "reports:rulings": (A.READ_REPORTS, "booked"),
    "reports:ruling": (A.RULE_RESTRICTION, "restriction"),
    "reports:answer_ruling": (A.ANSWER_RULING, "asked_back"),
    "reports:decided": (A.SEE_RULINGS, "signed"),
    "reports:preview": (A.PREVIEW_REPORT, "signed", "professionals"),
    "reports:ask_pack": (A.READ_REPORTS, "booked"),
    "reports:packs": (A.SEE_RELEASES, "booked"),
    "reports:prepare_pack": (A.PREPARE_RELEASE, "booked", "adult"),
    "reports:release": (A.SEE_RELEASE, "pack"),
    "reports:preview_pack": (A.SEE_RELEASE, "pack"),
    "reports:pack_file": (A.SEE_RELEASE, "pack", "beside"),
    "reports:hit": (A.ANSWER_HIT, "pack", "hit"),
    "reports:leave_out": (A.LEAVE_OUT, "pack", "hit"),
    "reports:approve_pack": (A.APPROVE_RELEASE, "pack"),
    "reports:withdraw_pack": (A.WITHDRAW_RELEASE, "pack"),
    "reports:hand_over_pack": (A.HAND_OVER_RELEASE, "given"),
    "reports:make_pack_again": (A.HAND_OVER_RELEASE, "given"),
    "reports:read_pack": (A.OPEN_RELEASE, "given"),
    "reports:open_pack": (A.OPEN_RELEASE, "given"),
    "reports:released": (A.SEE_RELEASED, "booked"),
    "reports:who_gets_what": (A.RULE_REPORTS, "booked"),
    "reports:rule_on_child": (A.RULE_REPORTS, "booked", "child"),
    "reports:rule_on_report": (A.RULE_REPORTS, "signed_in", "mother", "plain"),
    "reports:received": (A.SEE_RECEIVED, "went_to"),
    "reports:received_reports": (A.SEE_AUDIT, LOBBY),
    "reports:ask_pdf": (A.READ_REPORT, "signed"),
    "reports:pdf": (A.OPEN_PDF, "pdf"),
    "reports:pdf_file": (A.OPEN_PDF, "pdf"),
    # The clock and the diary.
    "scheduling:due": (A.SEE_DUE, LOBBY),
    "scheduling:timetable": (A.SEE_TIMETABLE, "booked"),
    "scheduling:send_now": (A.INVITE, "booked"),
    "scheduling:messages": (A.SEE_MESSAGES, LOBBY),
    "scheduling:message": (A.SEE_MESSAGES, "message"),
    "scheduling:healthz_deadlines": (None, PUBLIC),
    "scheduling:book": (A.BOOK, "convened"),
    "scheduling:book_day": (A.BOOK, "convened", "day"),
    "scheduling:book_check": (A.BOOK, "convened", "day"),
    "scheduling:move": (A.MOVE_BOOKING, "booked"),
    "scheduling:move_day": (A.MOVE_BOOKING, "booked", "day"),
    "scheduling:move_check": (A.MOVE_BOOKING, "booked", "day"),
    "scheduling:cancel": (A.CANCEL, "booked"),
    "scheduling:diary": (A.SEE_DIARY, LOBBY),
    "scheduling:diary_month": (A.SEE_DIARY, LOBBY, "month"),
    "scheduling:diary_day": (A.SEE_DIARY, LOBBY, "day"),
    "scheduling:rooms": (A.KEEP_DIARY, LOBBY),
    "scheduling:add_room": (A.KEEP_DIARY, LOBBY),
    "scheduling:room": (A.KEEP_DIARY, "room"),
    "scheduling:close_room": (A.KEEP_DIARY, "room"),
    "scheduling:links": (A.KEEP_DIARY, LOBBY),
    "scheduling:add_link": (A.KEEP_DIARY, LOBBY),
    "scheduling:link": (A.KEEP_DIARY, "link"),
    "scheduling:leave": (A.KEEP_DIARY, LOBBY),
    "scheduling:add_leave": (A.KEEP_DIARY, LOBBY),
    "scheduling:remove_leave": (A.KEEP_DIARY, "leave"),
    # The ways in and out.
    "account_login": (None, PUBLIC),
    "account_logout": (None, PUBLIC),
    "account_inactive": (None, PUBLIC),
    "account_reset_password": (None, PUBLIC),
    "account_reset_password_done": (None, PUBLIC),
    "account_reset_password_from_key": (None, PUBLIC, "reset_account", "reset_key"),
    "account_reset_password_from_key_done": (None, PUBLIC),
    "account_set_password": (None, PUBLIC),
    "account_signup": (None, PUBLIC),
    "account_reauthenticate": (None, SIGNED_IN),
    "account_change_password": (None, SIGNED_IN),
    "mfa_index": (None, SIGNED_IN),
    "mfa_authenticate": (None, PUBLIC),
    "mfa_reauthenticate": (None, SIGNED_IN),
    "mfa_activate_totp": (None, SIGNED_IN),
    "mfa_deactivate_totp": (None, SIGNED_IN),
    "mfa_view_recovery_codes": (None, SIGNED_IN),
    "mfa_generate_recovery_codes": (None, SIGNED_IN),
    "mfa_download_recovery_codes": (None, SIGNED_IN),
    "usersessions_list": (None, SIGNED_IN),
    "demo": (None, PUBLIC),
    "healthz": (None, PUBLIC),
    "accessibility": (None, PUBLIC),
    "privacy": (None, PUBLIC),
}

OFFICE = {"administrator": R.OFFICE}
OVERSEERS = OFFICE | {
    "chair": R.CHAIR_OF,
    "social worker": R.WORKER_OF,
    "team manager": R.MANAGER_OF,
    "designated manager": R.DESIGNATED_MANAGER,
}
SCHOOL = {"writer": R.AGENCY_WRITER, "signer": R.AGENCY_SIGNER}
DIARY = OFFICE | {
    "chair": R.CHAIR,
    "another chair": R.CHAIR,
    "team manager": R.MANAGER_OF,
    "designated manager": R.DESIGNATED_MANAGER,
}
#: What each persona is to each thing of the world. Who isn't named is a stranger to it.
IS_TO = {
    "writer": OFFICE,
    "family": OVERSEERS,
    "requested": {name: one for name, one in OVERSEERS.items() if name != "chair"},
    "convened": {name: one for name, one in OVERSEERS.items() if name != "chair"},
    "booked": OVERSEERS | SCHOOL,
    "invitation": OVERSEERS | SCHOOL,
    "drafting": SCHOOL,
    "waiting": SCHOOL,
    "signed": SCHOOL | {"chair": R.CHAIR_OF},
    "restriction": SCHOOL | {"chair": R.CHAIR_OF},
    "asked_back": SCHOOL | {"chair": R.CHAIR_OF},
    "amended": SCHOOL | {"chair": R.CHAIR_OF},
    "kept_back": SCHOOL | {"chair": R.CHAIR_OF},
    "pack": OVERSEERS,
    "given": OVERSEERS | SCHOOL,
    "signed_in": OVERSEERS | SCHOOL,
    "went_to": OFFICE
    | {
        "chair": R.CHAIR_OF,
        "designated manager": R.DESIGNATED_MANAGER,
        "governance": R.INFORMATION_GOVERNANCE,
    },
    "pdf": SCHOOL | {"chair": R.CHAIR_OF},
    "entry_group": {"chair": R.CHAIR_OF},
    "question": {"chair": R.CHAIR_OF},
    "message": OFFICE,
    "room": DIARY,
    "link": DIARY,
    "leave": DIARY,
    LOBBY: {
        "writer": R.AGENCY_WRITER,
        "signer": R.AGENCY_SIGNER,
        "another agency": R.AGENCY_WRITER,
        "administrator": R.OFFICE,
        "administrator elsewhere": R.OFFICE,
        "chair": R.CHAIR,
        "another chair": R.CHAIR,
        "social worker": R.WORKER,
        "another social worker": R.WORKER,
        "team manager": R.MANAGER_OF,
        "designated manager": R.DESIGNATED_MANAGER,
        "governance": R.INFORMATION_GOVERNANCE,
        "system administrator": R.SYSTEM_ADMINISTRATOR,
        "left": R.MEMBER,
    },
}
FEW = ("anonymous", "writer", "administrator", "deactivated")  # where nothing depends on who one is
LET_IN = {200, 302, 400, 409, 410, 422}
NOT_THIS_METHOD = 405


def routes(patterns=None, namespace=""):
    """(name, view) of every URL there is."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield namespace + pattern.name, pattern.callback
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)


def address(world, name):
    _, thing, *more = ROWS[name]
    known = {
        "role_number": world.people["writer"].roles.get().pk,
        "deed": "confirm-email",
        "place": "about",
        "school": world.setting.school.ref,
        "day": world.booked.starts_at.date(),
        "month": world.today.replace(day=1),
        "token": world.token,
        "shared_with": world.shown_to.ref,
        "professionals": "professionals",
        "kept_from": world.kept_from.ref,
        "number": 1,
        "reset_account": "1",
        "reset_key": "set-password",
    }
    first = [] if thing in (LOBBY, PUBLIC, SIGNED_IN) else [_thing(world, thing).ref]
    rest = [known[each] if each in known else _thing(world, each).ref for each in more]
    kwargs = {"uidb36": rest[0], "key": rest[1]} if "reset_account" in more else None
    return reverse(name, args=None if kwargs else [*first, *rest], kwargs=kwargs)


def _thing(world, thing):
    return {"writer": world.people["writer"], OWN: world.parked}.get(thing) or getattr(world, thing)


def expected(world, name, persona):
    """The statuses that this persona may meet at this URL."""
    action, thing, *_ = ROWS[name]
    if thing == PUBLIC:
        return LET_IN | {404, 503, "sign in"}
    if persona in ("anonymous", "deactivated"):
        return {"sign in"}
    if thing in (SIGNED_IN, OWN):
        return LET_IN if thing == SIGNED_IN or persona == "writer" else {404}
    relation = IS_TO[thing].get(persona)
    if relation is None:
        return {404}
    state = None if thing == LOBBY else _thing(world, thing).access_state()
    relations = frozenset({relation, R.MEMBER})
    if persona == "signer" or persona == "another agency":
        relations |= {R.AGENCY_WRITER, R.AGENCY_SIGNER}
    return LET_IN if refusal(action, relations=relations, state=state) is None else {403}


def answered(world, persona, method, path):
    """The status, with a redirect to signing in told apart from every other redirect."""
    browser = world.browsers[persona]
    cookies = copy(browser.cookies)
    with transaction.atomic():  # whatever it does is undone, signing out too
        answer = getattr(browser, method)(path)
        transaction.set_rollback(True)
    browser.cookies = cookies
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return "sign in"
    return answer.status_code


def test_every_url_has_its_row_and_every_row_its_url():
    assert sorted(name for name, _ in routes()) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_the_view_names_the_right_of_its_row(name):
    assert getattr(dict(routes())[name], "action", None) == ROWS[name][0]


@pytest.mark.django_db
def test_whoever_knocks_gets_the_answer_of_the_table():
    world = make_world()
    unexpected, opened = {}, set()
    for name, (_, thing, *_) in ROWS.items():
        path = address(world, name)
        for persona in FEW if thing in (PUBLIC, SIGNED_IN) else world.browsers:
            wanted = expected(world, name, persona)
            for method in ("get", "post"):
                status = answered(world, persona, method, path)
                if status in wanted and (thing == PUBLIC or status in LET_IN):
                    opened.add(name)
                if status not in wanted | {NOT_THIS_METHOD}:
                    unexpected[name, persona, method] = status
    assert unexpected == {}
    assert opened == {*ROWS}, "nobody gets in: the row names a thing in the wrong state"
