"""Help on the pages of the editor: what comes over, plainer words, why it is asked, who else writes, and the next step."""

import pytest
import time_machine
from django.urls import reverse

from conferences.tests.factories import make_conference, make_invitation, make_setting
from conferences.tests.pages import errors_of, text_of
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, Role
from reports.material import place_of, places
from reports.models import Report
from reports.operations.helping import hand_over
from reports.operations.writing import ask_for_sign_off, return_report
from reports.queries.writing import draft_part, material_of
from reports.tests.doors import past_the_door
from reports.tests.earlier import BEFORE, NOW, knowing, review_after
from reports.tests.factories import fill, fill_place, make_report, signed_report, waiting_report
from reports.tests.materials import fact, rows
from reports.views.helping import hand

pytestmark = pytest.mark.django_db
CAME = "From the report of 1 December 2025, not changed since"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def teacher(setting):
    return client_for(setting.teacher)


def url(name, report, *args):
    return reverse(f"reports:{name}", args=[report.ref, *args])


def page(browser, report, key):
    return browser.get(url("part", report, key))


def send(browser, report, key, then, **more):
    form = page(browser, report, key).context["form"]
    sent = {name: form.data.getlist(name) for name in form.data} | {
        "then": then,
        "revision": str(draft_part(report, key).revision),
    }
    return browser.post(url("part", report, key), sent | more, follow=True)


def write(report, key, at=None, by=None, **answers):
    material = material_of(report, today=NOW.date())
    fill_place(report, place_of(material, key), text="Since 2024.", at=at, by=by, **answers)


# What comes over.


def test_each_part_offers_what_the_last_report_said_and_takes_only_what_is_ticked(setting, teacher):
    _, report = review_after(setting, told={"involvement": {"involvement": "We see Zoë each day."}})
    knowing(report)
    shown = text_of(page(teacher, report, "involvement"))
    assert "From the report of Monday 1 December 2025" in shown and "We see Zoë each day." in shown

    came = send(teacher, report, "involvement", "bring", bring=["involvement"])

    assert "Came over: “Why and since when are you involved?”. Read it through: is it still so?" in text_of(
        came
    )
    assert draft_part(report, "involvement").answers["involvement"] == "We see Zoë each day."
    assert not draft_part(report, "involvement").answers["other_agencies"]["rows"]
    assert CAME in text_of(came)
    assert CAME in text_of(teacher.get(url("check", report)))


def test_the_look_at_the_last_report_is_recorded(setting, teacher):
    before, report = review_after(setting)
    knowing(report)
    seen = AuditRow.objects.count()
    page(teacher, report, "involvement")
    refs = f"{before.report.ref} {before.report.invitation.conference.ref}"
    assert [row.refs for row in AuditRow.objects.order_by("pk")[seen:]][-1] == refs


def test_what_was_typed_before_the_button_is_kept_and_not_overwritten(setting, teacher):
    _, report = review_after(setting)
    knowing(report)
    came = send(teacher, report, "involvement", "bring", bring=["involvement"], involvement="Typed now.")
    assert draft_part(report, "involvement").answers["involvement"] == "Typed now."
    assert "Nothing came over: it was answered meanwhile" in text_of(came)


@pytest.mark.parametrize("ticked", [[], ["no such question"]])
def test_nothing_comes_over_by_itself(setting, teacher, ticked):
    _, report = review_after(setting)
    knowing(report)
    came = send(teacher, report, "involvement", "bring", bring=ticked)
    assert "Nothing came over" in text_of(came)
    assert not draft_part(report, "involvement").answers["involvement"]


def test_without_an_earlier_report_there_is_nothing_to_bring(setting, teacher):
    report = make_report(setting)
    assert "From the report of" not in text_of(page(teacher, report, "involvement"))
    assert "tick the answers that still hold first" in text_of(
        send(teacher, report, "involvement", "bring", bring=["involvement"])
    )


def test_rows_that_were_kept_from_somebody_are_counted_and_not_shown(setting, teacher):
    kept = fact("A secret.", share="chair", ground="police investigation", share_why="x")
    _, report = review_after(
        setting, told={"worries": {"harm": rows(fact("Open.", impact="x"), kept | {"impact": "x"})}}
    )
    knowing(report)
    child = report.invitation.conference.children.first().child.ref
    shown = text_of(page(teacher, report, f"worries:{child}"))
    assert "Open." in shown and "A secret." not in shown
    assert "1 row of that report was kept from somebody" in shown


def test_the_reports_page_says_that_there_is_an_earlier_one(setting, teacher):
    _, report = review_after(setting)
    assert "Your service reported on this family before, on Monday 1 December 2025" in text_of(
        teacher.get(url("report", report))
    )


def test_the_chair_reads_what_is_new_changed_and_unchanged(setting):
    _, report = review_after(setting)
    version = signed_report(
        setting, invitation=report.invitation, told={"involvement": {"involvement": "Now."}}
    )
    shown = text_of(client_for(setting.chair).get(url("read", version.report)))
    assert "Same as in the report of 1 December 2025" in shown
    assert "Changed since the report of 1 December 2025" in shown
    first = text_of(client_for(setting.chair).get(url("read", Report.objects.exclude(pk=report.pk).get())))
    assert "the report of 1 December 2025" not in first


# Plainer words.


def test_plainer_words_stand_below_the_answer_and_on_the_check_page(setting, teacher):
    report = make_report(setting)
    write(report, "involvement", involvement="She disclosed it to CAMHS.")
    shown = text_of(page(teacher, report, "involvement"))
    assert "Could be plainer “disclosed” isn’t everyday language" in shown
    assert "2 hints on words in this part" in shown

    checked = teacher.get(url("check", report))
    assert f'{url("part", report, "involvement")}#id_involvement"' in checked.content.decode()
    assert "Your involvement : “disclosed”, “CAMHS”" in text_of(checked)
    assert draft_part(report, "involvement").answers["involvement"] == "She disclosed it to CAMHS."


def test_the_signer_reads_the_hints_without_a_way_to_the_parts(setting):
    report = fill(make_report(setting))
    write(report, "involvement", involvement="She disclosed it.")
    ask_for_sign_off(report=report, note="", by=report.author, at=NOW)
    checked = client_for(setting.dsl).get(url("check", report))
    assert "Words that could be plainer" in text_of(checked)
    assert url("part", report, "involvement") not in checked.content.decode()


def test_a_row_says_outside_that_it_has_hints_within(setting, teacher):
    report = knowing(make_report(setting))
    child = report.invitation.conference.children.first().child.ref
    write(report, f"worries:{child}", harm=rows(fact("He disclosed it.")))
    assert "1 hint on its words" in text_of(page(teacher, report, f"worries:{child}"))


def test_many_hints_are_named_in_a_few_words(setting, teacher):
    report = make_report(setting)
    long = "Considerable multidisciplinary collaboration deteriorated significantly throughout. " * 12
    write(report, "involvement", involvement=f"{long} S47, disclosed, unkempt, signposted.")
    assert "Your involvement : “S47”, “disclosed”, “unkempt”, “signposted” and more" in text_of(
        teacher.get(url("check", report))
    )
    write(report, "involvement", involvement=long)
    assert "Your involvement : reading age" in text_of(teacher.get(url("check", report)))


def test_hints_are_set_aside_for_a_part_and_come_back(setting, teacher):
    report = make_report(setting)
    write(report, "involvement", involvement="She disclosed it.")

    aside = text_of(send(teacher, report, "involvement", "hints_off"))
    assert "Could be plainer" not in aside and "Hints on words are set aside for this part" in aside
    assert "Words that could be plainer" not in text_of(teacher.get(url("check", report)))
    assert "Could be plainer" in text_of(send(teacher, report, "involvement", "hints_on"))


def test_a_question_says_why_it_is_asked_and_says_it_once(setting, teacher):
    shown = text_of(page(teacher, make_report(setting), "about"))
    assert shown.count("Why is this asked? Whoever knows the child best helps to write the report") == 1


def test_a_date_in_a_row_has_an_example(setting, teacher):
    assert "such as 3 March 2026" in text_of(page(teacher, make_report(setting), "chronology"))


# Who else writes.


def test_a_colleague_who_may_be_writing_now_is_named(setting, teacher):
    report = make_report(setting)
    write(report, "involvement", by=setting.dsl)
    dsl = setting.dsl.name
    assert f"{dsl} saved this part at 10am, and may be writing in it now" in text_of(
        page(teacher, report, "involvement")
    )
    assert f"{dsl} saved this part at 10am" in text_of(teacher.get(url("report", report)))
    assert f"Last saved at 10am by {dsl}" in text_of(teacher.get(url("report", report)))
    own = text_of(client_for(setting.dsl).get(url("part", report, "involvement")))
    assert "saved this part" not in own


def test_one_who_wrote_earlier_is_named_with_the_day(setting, teacher):
    report = make_report(setting)
    write(report, "involvement", by=setting.dsl, at=BEFORE)
    shown = text_of(page(teacher, report, "involvement"))
    assert f"{setting.dsl.name} saved this part on" in shown and "may be writing" not in shown
    assert f"{setting.dsl.name} saved this part on Monday 1 December 2025 at 10am" in text_of(
        teacher.get(url("report", report))
    )


def test_a_save_whose_author_is_not_known_names_nobody(setting, teacher):
    report = make_report(setting)
    report.parts.update(saved_by=None)
    assert "Last saved at 10am. " in text_of(teacher.get(url("report", report)))
    report.parts.update(saved_at=None)
    assert "Last saved" not in text_of(teacher.get(url("report", report)))


def test_a_comment_on_a_part_stands_at_the_part(setting, teacher):
    report = waiting_report(setting)
    return_report(report=report, comment="Say since when.", place="involvement", by=setting.dsl, at=NOW)

    assert "Say since when." in text_of(page(teacher, report, "involvement"))
    assert "Say since when." not in text_of(page(teacher, report, "chronology"))
    shown = text_of(teacher.get(url("report", report)))
    assert "What should change Your involvement Say since when." in shown
    assert "A change is asked for here" in shown


def test_a_draft_is_handed_to_a_colleague(setting, teacher):
    report = make_report(setting)
    assert "Write it with a colleague, or hand it over" in text_of(teacher.get(url("report", report)))
    assert setting.dsl.name in text_of(teacher.get(url("hand_over", report)))

    done = teacher.post(url("hand_over", report), {"to": str(setting.dsl.pk), "note": "Away."}, follow=True)

    assert f"{setting.dsl.name} writes the report from now on" in text_of(done)
    assert Report.objects.get().author == setting.dsl


@pytest.mark.parametrize("to", ["", "999999", "nobody"])
def test_it_is_handed_only_to_one_who_is_offered(setting, teacher, to):
    report = make_report(setting)
    assert list(errors_of(teacher.post(url("hand_over", report), {"to": to, "note": "x"}))) == ["to"]
    assert Report.objects.get().author == setting.teacher


def test_where_nobody_else_writes_the_page_says_how_the_office_adds_somebody(setting):
    alone = make_agency(setting.authority, kind=AgencyKind.HOUSING)
    officer = make_person(Role.AGENCY_WRITER, Role.AGENCY_SIGNER, at=alone)
    report = make_report(
        setting, invitation=make_invitation(setting, make_conference(setting), agency=alone), by=officer
    )
    shown = text_of(client_for(officer).get(url("hand_over", report)))
    assert "Nobody else at" in shown and "The conference office adds them as a report writer" in shown
    assert "Hand it over" not in shown


def test_two_who_hand_it_over_at_once_are_told(setting, teacher):
    report = make_report(setting)
    stale = Report.objects.get()
    sent = {"to": str(setting.dsl.pk), "note": ""}
    third = make_person(Role.AGENCY_WRITER, at=setting.school)
    hand_over(report=report, to=third, note="", by=setting.teacher, at=NOW)
    gone = past_the_door(hand, stale, teacher, sent, becomes="drafting")
    assert gone.status_code == 302


# The next step.


def test_a_report_that_is_not_begun_begins_with_its_first_part(setting, teacher):
    report = make_report(setting)
    first = places(material_of(report, today=NOW.date()))[0]
    shown = teacher.get(url("report", report))
    assert f"Begin with “{first.title}”" in text_of(shown)
    assert "Check and sign off" not in text_of(shown).split("Who signs it off")[0]
    assert url("check", report) + "#missing" in shown.content.decode()
    assert 'id="missing"' in teacher.get(url("check", report)).content.decode()


def test_one_that_is_begun_goes_on_and_one_that_is_whole_is_checked(setting, teacher):
    report = knowing(make_report(setting))
    assert "Go on with “" in text_of(teacher.get(url("report", report)))
    fill(report)
    assert "Check and sign off" in text_of(teacher.get(url("report", report)))


def test_parts_that_wait_for_one_answer_are_one_line_that_leads_there(setting, teacher):
    report = make_report(setting)
    (first, *_) = report.invitation.conference.children.all()
    shown = teacher.get(url("report", report))
    assert text_of(shown).count("more parts: say first whether you know") == 2
    assert url("part", report, f"contact:{first.child.ref}") in shown.content.decode()


def test_the_page_leads_back_to_the_invitation(setting, teacher):
    report = make_report(setting)
    back = reverse("conferences:invitation", args=[report.invitation.ref])
    assert f'href="{back}"' in teacher.get(url("report", report)).content.decode()


def test_once_sign_off_is_asked_everybody_who_may_read_it_finds_the_way(setting, teacher):
    report = waiting_report(setting)
    assert f'href="{url("check", report)}"' in teacher.get(url("report", report)).content.decode()
    assert "Read it" in text_of(teacher.get(url("report", report)))
