"""The pages of the clock: what is due, a conference's timetable, messages."""

import re
from datetime import date
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from conferences import operations as conferences
from conferences.models import Child
from conferences.tests.factories import make_conference, make_invitation, make_setting, ten_o_clock
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, Role
from reports.models import Report
from scheduling import operations
from scheduling.models import Message, Timetable
from scheduling.tests.factories_clock import AT, MEETS_ON, make_scene, on, sweep, sweep_and_send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Pages read the clock; here it stands at nine on Friday 13 March unless a test moves it."""
    time_machine.move_to(on(13), tick=False)
    return time_machine


def page(person, path="/", **query):
    answer = client_for(person).get(path, query)
    assert answer.status_code == 200
    return said(answer)


def said(answer) -> str:
    """What a reader of the page reads, without its frame."""
    [main] = re.findall(r"<main.*?</main>", answer.content.decode(), re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def links(answer):
    return set(re.findall(r'href="([^"]+)"', answer.content.decode()))


def begun(scene, state="drafting", **which):
    return Report.objects.create(
        invitation=scene.invitation,
        definition="1",
        author=scene.setting.teacher,
        begun_at=AT,
        state=state,
        **which,
    )


class TestWhatIsDueFromAnAgency:
    def test_the_writer_is_led_to_answer_to_write_and_then_to_share_each_with_its_date_and_reason(self):
        scene = make_scene()
        sweep(on(13))
        answer = client_for(scene.setting.teacher).get("/")
        text = said(answer)
        assert f"Initial conference {scene.conference.code} , Friday 20 March 2026 at 10am" in text
        assert "Answer the invitation" in text
        assert "Write the report Wednesday 18 March 2026 3 working days left" in text
        assert "at least 2 working days before the conference, Friday 20 March 2026" in text
        assert "Share the report with the family Wednesday 18 March 2026" in text
        assert (
            text.index("Answer the invitation")
            < text.index("Write the report")
            < text.index("Share the report")
        )
        assert {
            reverse("conferences:invitation", args=[scene.invitation.ref]),
            reverse("reports:start", args=[scene.invitation.ref]),
        } <= links(answer)
        for child in Child.objects.all():
            assert child.name in text

    def test_what_is_done_is_not_asked_for_again_though_no_sweep_has_run_since(self):
        scene = make_scene(state="attending")
        sweep(on(13))
        conferences.stamp_report(
            invitation=scene.invitation, signed_at=on(13), by=scene.setting.dsl, at=on(13)
        )
        begun(scene, "signed")
        answer = client_for(scene.setting.teacher).get("/")
        text = said(answer)
        assert "Answer the invitation" not in text and "Write the report" not in text
        assert "Record how, when and by whom" in text
        assert reverse("reports:sharing", args=[scene.invitation.report.ref]) in links(answer)
        conferences.stamp_sharing(
            invitation=scene.invitation, shared_at=on(13), by=scene.setting.dsl, at=on(13)
        )
        assert "Nothing is due" in page(scene.setting.teacher)

    @pytest.mark.parametrize(
        ("state", "reader", "title", "note"),
        [
            ("drafting", "teacher", "Finish the report", "It has been started."),
            ("returned", "teacher", "Change the report", "It came back with comments."),
            ("for_sign_off", "teacher", "Report waiting for sign-off", "has it now."),
            ("for_sign_off", "dsl", "Sign off the report", "waits for you."),
        ],
    )
    def test_the_row_says_how_far_the_report_is_and_whose_turn_it_is(self, state, reader, title, note):
        scene = make_scene()
        report = begun(scene, state)
        answer = client_for(getattr(scene.setting, reader)).get("/")
        assert title in said(answer) and note in said(answer)
        assert reverse("reports:report", args=[report.ref]) in links(answer)

    def test_before_any_sweep_the_dates_are_reckoned_for_the_page(self):
        scene = make_scene()
        assert not Timetable.objects.exists()
        assert "Write the report Wednesday 18 March 2026 3 working days left" in page(scene.setting.teacher)

    def test_a_new_date_shows_at_once(self):
        scene = make_scene()
        sweep(on(13))
        conferences.move(
            conference=type(scene.conference).objects.get(pk=scene.conference.pk),
            name="move_date",
            starts_at=ten_o_clock(date(2026, 3, 23)),
            by=scene.setting.office,
            at=on(13),
        )
        assert "Write the report Thursday 19 March 2026 4 working days left" in page(scene.setting.teacher)

    def test_a_late_report_says_by_how_much(self, clock):
        scene = make_scene()
        clock.move_to(on(19))
        assert "Write the report Wednesday 18 March 2026 Late by 1 working day" in page(scene.setting.dsl)

    def test_the_conference_whose_date_comes_first_stands_first(self):
        scene = make_scene()
        sooner = make_conference(scene.setting, at=AT, starts_at=ten_o_clock(date(2026, 3, 16)))
        make_invitation(scene.setting, sooner, at=AT)
        text = page(scene.setting.teacher)
        assert text.index(sooner.code) < text.index(scene.conference.code)

    def test_an_agency_that_owes_no_report_only_answers(self):
        scene = make_scene()
        type(scene.invitation).objects.update(report_expected=False)
        text = page(scene.setting.teacher)
        assert "Answer the invitation" in text and "report" not in text

    def test_who_takes_no_part_in_conferences_is_told_so(self):
        scene = make_scene()
        keeper = make_person(Role.SYSTEM_ADMINISTRATOR, at=scene.setting.authority)
        assert "Your roles take no part in conferences" in page(keeper)

    def test_another_agency_sees_nothing_of_it(self):
        scene = make_scene()
        text = page(scene.setting.officer)
        assert "Nothing is due" in text and scene.conference.code not in text

    def test_the_list_leaves_one_row_in_the_audit_with_what_it_showed(self):
        scene = make_scene()
        page(scene.setting.teacher)
        row = AuditRow.objects.get(action="see_due")
        assert (row.refs, row.person, row.outcome) == (scene.conference.ref, scene.setting.teacher, "allowed")


class TestWhatIsDueInConferences:
    def test_the_office_sees_each_conference_with_what_is_open_in_it(self):
        scene = make_scene()
        sweep(on(13))
        text = page(scene.setting.office)
        assert f"{scene.conference.code}" in text
        assert (
            f"Report to the conference, {scene.setting.school.name} : 18 March 2026 3 working days left"
            in text
        )
        assert "Initial conference: 23 March 2026 6 working days left" in text

    def test_before_the_sweep_a_conference_just_asked_for_is_there_already(self):
        setting = make_setting()
        conference = make_conference(setting, state="requested", at=on(13))
        text = page(setting.office)
        assert conference.code in text and "Requested" in text

    def test_what_came_in_a_moment_ago_is_gone_and_the_next_date_stands_there(self):
        scene = make_scene()
        sweep(on(13))
        type(scene.invitation).objects.update(report_signed_at=on(13), shared_with_family_at=on(13))
        text = page(scene.setting.chair)
        assert "Report to the conference" not in text
        assert "Initial conference: 23 March 2026" in text

    def test_a_conference_with_nothing_open_any_more_is_left_out(self):
        scene = make_scene()
        sweep(on(13))
        type(scene.invitation).objects.update(report_signed_at=on(13), shared_with_family_at=on(13))
        scene.conference.timetable.deadlines.filter(invitation=None).delete()
        assert scene.conference.code not in page(scene.setting.office)

    @pytest.mark.parametrize(
        ("day", "lot", "heading"),
        [
            (13, "later", "Due later"),
            (16, "week", "Due this week"),
            (18, "today", "Due today"),
            (19, "late", "Late"),
        ],
    )
    def test_the_list_is_ordered_and_filtered_by_urgency(self, clock, day, lot, heading):
        scene = make_scene(state="attending")
        clock.move_to(on(day))
        sweep(on(day))
        text = page(scene.setting.office, when=lot)
        assert f"1 {heading}" in text and scene.conference.code in text
        other = "late" if lot != "late" else "today"
        text = page(scene.setting.office, when=other)
        assert scene.conference.code not in text and "No conference has anything due then." in text
        assert scene.conference.code in page(scene.setting.office, when="nonsense")

    def test_a_filter_holds_for_what_no_sweep_has_seen_yet(self):
        setting = make_setting()
        conference = make_conference(setting, state="requested", at=on(13))
        assert conference.code not in page(setting.office, when="late")
        assert conference.code in page(setting.office, when="later")

    def test_more_than_four_open_dates_are_counted_and_not_listed(self):
        scene = make_scene()
        make_invitation(scene.setting, scene.conference, agency=scene.setting.police, at=AT)
        make_invitation(scene.setting, scene.conference, agency=scene.setting.health, at=AT)
        sweep(on(13))
        assert "and 3 more" in page(scene.setting.office)

    def test_a_long_list_is_paged_by_date(self):
        setting = make_setting()
        days = [date(2026, 4, day) for day in (13, 14)]
        made = [
            make_conference(setting, at=on(12), starts_at=ten_o_clock(day)) for day in days for _ in range(13)
        ]
        sweep(on(13))
        first, second = page(setting.office), page(setting.office, page="2")
        assert sum(conference.code in first for conference in made) == 25
        assert sum(conference.code in second for conference in made) == 1

    def test_the_same_number_of_questions_to_the_database_for_one_conference_and_for_three(
        self, django_assert_num_queries
    ):
        setting = make_setting()
        client = client_for(setting.office)
        scene_of(setting)
        sweep(on(13))
        client.get("/")
        with django_assert_num_queries(OFFICE_QUERIES):
            client.get("/")
        scene_of(setting), scene_of(setting)
        sweep(on(13))
        with django_assert_num_queries(OFFICE_QUERIES):
            client.get("/")

    def test_the_same_number_of_questions_for_one_invitation_and_for_three(self, django_assert_num_queries):
        setting = make_setting()
        client = client_for(setting.teacher)
        scene_of(setting)
        sweep(on(13))
        client.get("/")
        with django_assert_num_queries(AGENCY_QUERIES):
            client.get("/")
        scene_of(setting), scene_of(setting)
        sweep(on(13))
        with django_assert_num_queries(AGENCY_QUERIES):
            client.get("/")


OFFICE_QUERIES = 20
AGENCY_QUERIES = 21
MESSAGES_QUERIES = 13
TIMETABLE_QUERIES = 27


def scene_of(setting):
    conference = make_conference(setting, at=AT, starts_at=ten_o_clock(MEETS_ON))
    make_invitation(setting, conference, at=AT)
    return conference


class TestTheTimetable:
    def path(self, scene):
        return reverse("scheduling:timetable", args=[scene.conference.ref])

    def test_every_deadline_says_why_it_is_on_that_day(self):
        scene = make_scene()
        for swept in (False, True):
            if swept:
                sweep(on(13))
            text = page(scene.setting.office, self.path(scene))
            assert "Invitation Wednesday 11 March 2026 Done on 2 March 2026" in text
            assert "Initial conference Monday 23 March 2026 6 working days left" in text
            assert "Who sees to it: child protection administrator" in text
            assert "Who sees to it: whoever signs off the agency’s reports" in text
            assert f"{scene.setting.school.name} Wednesday 18 March 2026 3 working days left" in text
            assert "Dates to know Nobody is reminded of these. Request to exclude a parent" in text

    def test_it_says_what_was_sent_to_which_kind_of_person_and_never_what_or_to_whom_by_name(self):
        scene = make_scene()
        sweep_and_send(on(13))
        text = page(scene.setting.chair, self.path(scene))
        assert f"Reminder to report The person invited: {scene.setting.school.name}" in text
        assert "Sent Friday 13 March 2026 at 9am" in text
        assert (
            scene.setting.teacher.name
            not in text.split("What was sent")[1].split("Messages, newest first")[1]
        )

    def test_whom_nothing_has_reached_stands_there_with_a_telephone_number(self):
        scene = make_scene(person=None)
        sweep(on(13))
        text = page(scene.setting.office, self.path(scene))
        assert f"{scene.setting.school.name} Nobody named 01632 960001" in text
        assert operations.hand_over(ids=sweep(on(13, 10)), clock=lambda: on(13, 10)).sent > 0
        assert "Not reached by e-mail" not in page(scene.setting.office, self.path(scene))

    def test_who_has_answered_needs_no_telephone_call_and_no_notice(self):
        scene = make_scene(state="attending")
        sweep(on(13))
        assert "Not reached by e-mail" not in page(scene.setting.office, self.path(scene))
        assert not Message.objects.filter(template="invitation").exists()

    def test_a_failure_stands_there_with_the_mail_servers_words(self):
        scene = make_scene()
        sweep(on(13))
        Message.objects.filter(rule="report_submit").update(
            failed_at=on(13), answer="Refused: 550 no such mailbox"
        )
        text = page(scene.setting.office, self.path(scene))
        assert "Failed Friday 13 March 2026 at 9am Refused: 550 no such mailbox" in text
        conferences.stamp_report(
            invitation=scene.invitation, signed_at=on(13), by=scene.setting.dsl, at=on(13)
        )

    def test_the_office_may_send_waiting_invitations_now_and_it_is_recorded(self):
        scene = make_scene()
        sweep(on(13))
        assert "2 invitations wait ten minutes" in page(scene.setting.office, self.path(scene))
        client = client_for(scene.setting.office)
        send = reverse("scheduling:send_now", args=[scene.conference.ref])
        assert client.get(send).status_code == 405
        answer = client.post(send, follow=True)
        assert "2 invitations leave within a minute." in said(answer)
        assert sweep_and_send(on(13)) > 0
        assert {message.to[0] for message in mail.outbox} >= {"office@school.example"}
        assert "No invitation is waiting" in said(client.post(send, follow=True))
        assert client_for(scene.setting.chair).post(send).status_code == 403

    def test_a_conference_without_any_date_says_so(self):
        setting = make_setting()
        conference = make_conference(setting, state="requested", at=AT)
        conferences_enquiry_gone(conference)
        path = reverse("scheduling:timetable", args=[conference.ref])
        text = page(setting.office, path)
        assert "No dates yet" in text and "Nothing has been sent yet" in text

    def test_an_agency_and_a_stranger_have_no_timetable(self):
        scene = make_scene()
        assert client_for(scene.setting.teacher).get(self.path(scene)).status_code == 403
        assert client_for(scene.setting.officer).get(self.path(scene)).status_code == 404

    def test_the_same_number_of_questions_for_one_agency_and_for_three(self, django_assert_num_queries):
        scene = make_scene()
        client = client_for(scene.setting.office)
        sweep(on(13))
        client.get(self.path(scene))
        with django_assert_num_queries(TIMETABLE_QUERIES):
            client.get(self.path(scene))
        for kind in (AgencyKind.HOUSING, AgencyKind.PROBATION):
            agency = make_agency(scene.setting.authority, kind=kind, email="box@agency.example")
            make_invitation(scene.setting, scene.conference, agency=agency, at=AT)
        sweep(on(13))
        with django_assert_num_queries(TIMETABLE_QUERIES):
            client.get(self.path(scene))


def conferences_enquiry_gone(conference):
    """No clock runs: neither enquiry nor decision has a day."""
    type(conference).objects.filter(pk=conference.pk).update(enquiry=None, convened_on=None)


class TestMessages:
    PATH = "/messages/"

    def failed(self, scene):
        sweep(on(13))
        Message.objects.exclude(rule="report_submit").delete()
        Message.objects.update(failed_at=on(13), answer="Refused: 550 no such mailbox")
        return Message.objects.get()

    def test_the_office_sees_first_what_needs_a_person(self):
        scene = make_scene()
        self.failed(scene)
        text = page(scene.setting.office, self.PATH)
        assert "Need attention 1" in text and "Waiting 0" in text
        assert "Reminder to report" in text and scene.setting.teacher.name in text
        assert "550 no such mailbox" in text

    def test_nothing_needs_the_office_while_all_is_well(self):
        scene = make_scene()
        assert "Nothing needs attention" in page(scene.setting.office, self.PATH)
        assert "There is no message of this kind." in page(scene.setting.office, self.PATH, lot="sent")

    @pytest.mark.parametrize(
        ("fact", "lot", "words"),
        [
            ({"sent_at": on(13)}, "sent", "Sent Friday"),
            ({"held_at": on(13)}, "trouble", "Held Friday"),
            (
                {"cancelled_at": on(13), "cancel_reason": "The report is in."},
                "cancelled",
                "The report is in.",
            ),
            ({"failed_at": on(13), "acknowledged_at": on(13)}, "cancelled", "Seen to Friday"),
            ({"held_at": on(13), "acknowledged_at": on(13)}, "cancelled", "Seen to Friday"),
            ({"attempts": 2, "answer": "451 later"}, "waiting", "Tried, will be tried again"),
            ({}, "waiting", "Waiting Friday"),
        ],
    )
    def test_each_message_says_what_became_of_it(self, fact, lot, words):
        scene = make_scene()
        sweep(on(13))
        Message.objects.exclude(rule="report_submit").delete()
        Message.objects.update(**fact)
        assert words in page(scene.setting.office, self.PATH, lot=lot)

    def test_a_message_to_a_mailbox_or_an_office_names_it(self, clock):
        scene = make_scene(person=None)
        clock.move_to(on(19))
        sweep(on(19))
        text = page(scene.setting.office, self.PATH, lot="waiting")
        assert f"{scene.setting.school.name} 01632 960001" in text
        assert "The authority’s conference office" in text

    def test_a_failed_message_is_tried_again_from_the_page(self):
        scene = make_scene()
        message = self.failed(scene)
        client = client_for(scene.setting.office)
        answer = client.post(f"/messages/{message.ref}/", {"do": "try_again"}, follow=True)
        assert "It is tried again within a minute." in said(answer)
        assert sweep_and_send(on(13)) >= 1
        answer = client.post(f"/messages/{message.ref}/", {"do": "try_again"}, follow=True)
        assert "Somebody has seen to this message meanwhile" in said(answer)

    def test_a_failed_message_is_noted_as_seen_to_from_the_page(self):
        scene = make_scene()
        message = self.failed(scene)
        client = client_for(scene.setting.office)
        answer = client.post(f"/messages/{message.ref}/", {"do": "acknowledge"}, follow=True)
        assert "you have seen to it" in said(answer) and "Nothing needs attention" in said(answer)
        message.refresh_from_db()
        assert message.acknowledged_by == scene.setting.office

    def test_anything_else_is_answered_with_a_sentence(self):
        scene = make_scene()
        message = self.failed(scene)
        answer = client_for(scene.setting.office).post(f"/messages/{message.ref}/", {"do": "delete"})
        assert (answer.status_code, answer.content) == (400, b"Choose what to do with the message.")

    def test_another_authoritys_office_sees_nothing_of_it(self):
        scene = make_scene()
        message = self.failed(scene)
        other = make_setting()
        assert "Nothing needs attention" in page(other.office, self.PATH)
        answer = client_for(other.office).post(f"/messages/{message.ref}/", {"do": "acknowledge"})
        assert answer.status_code == 404
        assert client_for(scene.setting.chair).get(self.PATH).status_code == 403

    def test_the_same_number_of_questions_for_one_message_and_for_three(self, django_assert_num_queries):
        setting = make_setting()
        client = client_for(setting.office)
        scene_of(setting)
        sweep(on(13))
        client.get(self.PATH, {"lot": "waiting"})
        with django_assert_num_queries(MESSAGES_QUERIES):
            client.get(self.PATH, {"lot": "waiting"})
        scene_of(setting), scene_of(setting)
        sweep(on(13))
        with django_assert_num_queries(MESSAGES_QUERIES):
            client.get(self.PATH, {"lot": "waiting"})


def test_a_message_is_spoken_of_by_its_reference_and_never_by_a_name():
    make_scene()
    sweep(on(13))
    message = Message.objects.get(rule="report_submit")
    assert str(message) == f"message {message.ref}"
    assert message.audit_refs() == ("Message", [message.ref, message.conference.ref])
    assert message.access_state() is None
