"""One page of the editor, as a browser uses it: shown, saved, saved by itself, and written in two tabs."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import make_conference, make_family, make_invitation, make_setting
from partnership.models import AuditRow
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, Role
from reports import vault
from reports.forms.part import PartForm
from reports.material import NOT_SHOWN, AdultIn, place_of, places
from reports.models import Attachment
from reports.operations.files import MOST_FILES, shown_name
from reports.queries.writing import draft_part, material_of
from reports.tests.doors import past_the_door
from reports.tests.factories import HOSTILE, fill_place, make_report, png, waiting_report
from reports.tests.materials import MUM, fact, material, rows
from reports.views import gone, parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def report(setting):
    return make_report(setting)


@pytest.fixture
def teacher(setting):
    return client_for(setting.teacher)


def part(report, key, name="part"):
    return reverse(f"reports:{name}", args=[report.ref, key])


def key_of(report, code, number=0):
    found = material_of(report, today=timezone.localdate())
    return [place.key for place in places(found) if place.part.code == code][number]


def kept(report, key):
    return draft_part(report, key).answers


def text(response):
    return response.content.decode()


# Shown


def test_a_page_shows_what_was_typed_and_never_as_markup(report, teacher):
    teacher.post(part(report, "involvement"), {"revision": "0", "involvement": HOSTILE, "then": "stay"})

    page = text(teacher.get(part(report, "involvement")))

    assert "&lt;b&gt;O’Neil&lt;/b&gt;" in page and "<b>O’Neil" not in page
    assert "محمد" in page and "part 5 of 30" in page


def test_a_page_says_which_questions_may_stay_empty(report, teacher):
    page = text(teacher.get(part(report, "involvement")))

    assert "Optional. Only those you know of." in page  # who else works with them
    assert "Optional. A few lines." not in page and "A few lines." in page  # why they are involved


def test_whoever_asks_what_is_missing_where_nothing_is_reads_so(report, teacher):
    page = part(report, "chronology")
    nothing = "Nothing is missing on this page."
    assert nothing not in text(teacher.get(page + "?check"))
    fill_place(report, place_of(material_of(report, today=timezone.localdate()), "chronology"))
    assert nothing in text(teacher.get(page + "?check")) and nothing not in text(teacher.get(page))


def test_every_page_of_a_schools_report_opens(report, teacher):
    for place in places(material_of(report, today=timezone.localdate())):
        assert teacher.get(part(report, place.key)).status_code == 200, place.key


@pytest.mark.parametrize(
    "kind",
    [AgencyKind.PAEDIATRICS, AgencyKind.EARLY_YEARS, AgencyKind.CHILDRENS_SOCIAL_CARE, AgencyKind.MIDWIFERY],
)
def test_every_page_of_another_services_report_opens_filled_in(setting, kind):
    agency = make_agency(setting.authority, kind=kind)
    writer = make_person(Role.AGENCY_WRITER, at=agency)
    family = make_family(setting, names=("Zoë",), ages=(4,), unborn=1)
    report = make_report(
        setting,
        invitation=make_invitation(setting, make_conference(setting, family=family), agency=agency),
        by=writer,
    )
    browser = client_for(writer)
    material, done = material_of(report, today=timezone.localdate()), set()
    while todo := [place for place in places(material) if place.key not in done]:
        material = fill_place(report, todo[0], material=material)
        done.add(todo[0].key)

    for key in sorted(done):
        assert browser.get(part(report, key)).status_code == 200, key
    whole = text(browser.get(reverse("reports:check", args=[report.ref])))
    assert "Nothing is missing" in whole
    assert 'class="govuk-button"' in whole
    assert ("as the chair will" in whole, "as the family will" in whole) == (
        report.is_medical,
        not report.is_medical,
    )


def test_a_page_that_the_form_has_not_is_not_found(report, teacher):
    assert teacher.get(part(report, "weather")).status_code == 404
    assert teacher.get(part(report, "examination:" + "z" * 16)).status_code == 404


def test_what_is_missing_is_shown_only_when_asked_for(report, teacher):
    assert "There is a problem" not in text(teacher.get(part(report, "about")))

    page = text(teacher.get(part(report, "about") + "?check"))

    assert "There is a problem" in page and "<title>Error: " in page
    assert 'href="#id_contributors-none"' in page and 'id="id_contributors-none"' in page


def test_while_something_is_missing_no_button_of_the_check_page_is_the_next_step(report, teacher):
    page = text(teacher.get(reverse("reports:check", args=[report.ref])))

    assert "govuk-button--secondary" in page and 'class="govuk-button"' not in page


def test_every_gap_links_to_a_box_that_is_on_its_page(report, teacher):
    for code in ("about", "family", "chronology", "contact", "attendance", "worries", "view", "files"):
        key = key_of(report, code)
        page = text(teacher.get(part(report, key) + "?check"))
        for link in {found.split('"')[0] for found in page.split('href="#id_')[1:]}:
            assert f'id="id_{link}"' in page, (key, link)


def test_a_baby_of_another_authority_is_a_stranger(report):
    stranger = make_setting()

    for person in (stranger.teacher, stranger.dsl, stranger.office, stranger.chair):
        assert client_for(person).get(part(report, "about")).status_code == 404


def test_an_insider_who_does_not_write_is_told_why_or_finds_nothing(setting, report):
    assert client_for(setting.officer).get(part(report, "about")).status_code == 404
    assert client_for(setting.chair).get(part(report, "about")).status_code == 404
    assert client_for(setting.office).get(part(report, "about")).status_code == 404


def test_a_report_that_waits_for_its_signature_is_not_edited(setting):
    waiting = waiting_report(setting)

    assert client_for(setting.teacher).get(part(waiting, "about")).status_code == 403


# Saved


def test_saving_never_validates_and_leads_on(report, teacher):
    key = key_of(report, "attendance")

    response = teacher.post(part(report, key), {"revision": "0", "att_now": "ninety-ish", "then": "next"})

    assert response.status_code == 302
    assert response["Location"] == part(report, key_of(report, "learning"))
    assert kept(report, key)["att_now"] == "ninety-ish"


def test_the_last_page_leads_to_the_check(report, teacher):
    response = teacher.post(part(report, "files"), {"revision": "0", "then": "next"})

    assert response["Location"] == reverse("reports:check", args=[report.ref])


def test_a_page_that_its_own_answer_closed_leads_to_the_list_of_what_is_left(report, teacher):
    keys = [key_of(report, "contact"), key_of(report, "contact", 1)]
    for key in keys:
        teacher.post(part(report, key), {"revision": "0", "known": "not known to us", "then": "next"})

    page = teacher.get(part(report, keys[0]))
    assert page.status_code == 200
    assert teacher.get(part(report, "chronology")).status_code == 404


def test_saving_passes_over_the_pages_of_a_child_who_is_not_known(report, teacher):
    here, other = key_of(report, "contact"), key_of(report, "contact", 1)
    worries = key_of(report, "worries")
    teacher.post(part(report, worries), {"revision": "0", "harm-row": ["r1"], "harm-r1-what": "He was hit.", "then": "stay"})  # fmt: skip
    teacher.post(part(report, other), {"revision": "0", "known": "know well", "then": "stay"})
    teacher.post(part(report, here), {"revision": "0", "known": "not known to us", "then": "stay"})

    walked, at = [], part(report, "about")
    while "/parts/" in at or at.endswith(part(report, "about")[-8:]):
        key = at.rstrip("/").rsplit("/", 1)[-1]
        walked.append(key)
        at = teacher.post(at, {"revision": str(draft_part(report, key).revision), "then": "next"})["Location"]
        assert len(walked) < 40
    subject = worries.partition(":")[2]
    assert walked[-1] == "files" and not [key for key in walked if key.endswith(subject)]

    page = text(teacher.get(part(report, worries)))
    assert "You said that you don’t know" in page and part(report, here) in page
    assert "He was hit." in page and f"{subject}</span> · part" not in page
    assert "and said that you don’t know" in text(teacher.get(reverse("reports:check", args=[report.ref])))


def test_saving_may_stay_or_go_back_to_the_list(report, teacher):
    stay = teacher.post(part(report, "about"), {"revision": "0", "then": "stay"})
    back = teacher.post(part(report, "about"), {"revision": "1", "reach": "x", "then": "list"}, follow=True)
    check = teacher.post(part(report, "about"), {"revision": "2", "reach": "x", "then": "check"})

    assert stay["Location"] == part(report, "about")
    assert check["Location"] == part(report, "about") + "?check"
    assert "“About this report” is saved." in text(back)


def test_rows_are_added_and_removed_without_scripts(report, teacher):
    sent = {
        "revision": "0",
        "involvement-row": [],
        "help_given-row": ["r1"],
        "help_given-r1-help": "Mentor",
        "then": "add:help_given",
    }
    added = teacher.post(part(report, "involvement"), sent)
    assert added["Location"] == part(report, "involvement") + "?open=help_given#block-help_given"
    page = text(teacher.get(part(report, "involvement") + "?open=help_given"))
    assert 'value="help_given:r1"' in page and 'name="help_given-row" value="r2"' in page

    sent |= {"revision": "1", "help_given-row": ["r1", "r2"], "remove": "help_given:r1", "then": "stay"}
    removed = teacher.post(part(report, "involvement"), sent)
    assert removed["Location"] == part(report, "involvement") + "#block-help_given"
    assert kept(report, "involvement")["help_given"]["rows"] == []


def test_an_adult_whom_the_service_does_not_know_closes_the_page(report, teacher):
    key = key_of(report, "adult")

    teacher.post(part(report, key), {"revision": "0", "adult_unknown": "on", "then": "stay"})

    assert kept(report, key)["adult_unknown"] is True
    assert 'name="adult_unknown"' in text(teacher.get(part(report, key)))


def test_a_column_that_nobody_offered_changes_nothing(report, teacher):
    teacher.post(
        part(report, "about"),
        {"revision": "0", "state": "signed", "author_id": "1", "is_medical": "on", "reach": "x"},
    )

    report.refresh_from_db()
    assert (report.state, report.is_medical) == ("drafting", False)
    assert "state" not in kept(report, "about")


def test_a_remove_that_names_no_row_removes_nothing(report, teacher):
    for remove in ("reach:r1", "nothing:r1", "contributors:x", "contributors"):
        assert teacher.post(
            part(report, "about"), {"revision": "0", "reach": "x", "remove": remove}
        ).status_code in (302, 409)


def test_an_opinion_may_rest_on_what_is_recorded(report, teacher):
    key = key_of(report, "worries")
    fill_place(report, place_with(report, key), harm=rows(fact(HOSTILE, tone="worry")))
    reference = f"{key}/harm/r1"

    page = text(teacher.get(part(report, key)))
    assert f'value="{reference}"' in page

    teacher.post(
        part(report, key),
        {"revision": "1", "future": "Worse.", "future-rests_on": [reference], "then": "stay"},
    )
    assert kept(report, key)["future"] == {"text": "Worse.", "rests_on": [reference]}


def place_with(report, key):
    return next(
        place for place in places(material_of(report, today=timezone.localdate())) if place.key == key
    )


def test_a_restricted_row_stands_open_and_a_shared_one_is_shown_in_both_parts(report, teacher):
    first, second = key_of(report, "worries"), key_of(report, "worries", 1)
    other = second.partition(":")[2]
    row = fact(
        "Both cold.", tone="worry", about=[other], share="chair", ground="legal advice", share_why="Court."
    )
    fill_place(report, place_with(report, first), harm=rows(row))

    assert "Who may see it: not everyone" in text(teacher.get(part(report, first)))
    page = text(teacher.get(part(report, second)))
    assert "Already recorded about this child" in page and "Written in the part about" in page


def test_what_differs_in_the_family_is_opened_again(report, teacher):
    line = f"{material_of(report, today=timezone.localdate()).adults[0].ref}.name"
    sent = {
        "revision": "0",
        "family_check-line": [line],
        f"family_check-{line}": "different",
        f"family_check-{line}-text": "Margaret",
    }

    teacher.post(part(report, "family"), sent | {"then": "stay"})

    page = text(teacher.get(part(report, "family")))
    assert 'value="Margaret"' in page and '<details class="govuk-details" open>' in page


def test_the_confirmation_of_a_persons_details_names_what_it_is_about(report, teacher):
    page = text(teacher.get(part(report, "family")))

    adult = material_of(report, today=timezone.localdate()).adults[0]
    tick = page[page.index(f'id="agrees-{adult.ref}"') :].split("</div></div>")[0]
    assert (
        "Agrees with our records" in tick
        and ": Name" in tick
        and "Address" not in tick.split("Not part of")[0]
    )
    assert "Not part of this tick: " in tick and "Address and telephone. If you hold it" in tick
    assert "What your records say" in page[page.index("We hold this") :]


def test_parts_are_counted_in_one_way_and_the_optional_ones_say_so(setting):
    nursing = make_agency(setting.authority, kind=AgencyKind.SCHOOL_NURSING)
    nurse = make_person(Role.AGENCY_WRITER, at=nursing)
    report = make_report(setting, invitation=make_invitation(setting, agency=nursing), by=nurse)
    for child in material_of(report, today=timezone.localdate()).children:
        fill_place(
            report, place_with(report, f"contact:{child.ref}"), known={"choice": "know a little", "note": ""}
        )
    total = len(places(material_of(report, today=timezone.localdate())))

    browser = client_for(nurse)
    overview = text(browser.get(reverse("reports:report", args=[report.ref])))
    assert f" of {total} parts done" in overview
    assert "parts are optional and may stay empty: each says so in the list." in overview
    assert f" of {total} · optional" in text(browser.get(part(report, "family")))
    assert " · optional" not in text(browser.get(part(report, "about")))


def test_a_person_of_whom_nothing_is_shown_has_no_tick():
    adults = (
        AdultIn(MUM, "Małgorzata", "Mother", {"address": NOT_SHOWN}),
        AdultIn("d" * 16, "Dov", "Father", {"name": "Dov"}),
    )
    found = material(adults=adults)
    form = PartForm(found, place_of(found, "family"))

    (block,) = form.laid_out()
    page = render_to_string(block["template"], {"block": block})
    assert f"agrees-{MUM}" not in page and "agrees-dddd" in page
    assert page.count("Not part of this tick") == 0


# Two tabs


def test_the_second_tab_sees_both_texts_and_chooses(report, teacher):
    teacher.post(part(report, "involvement"), {"revision": "0", "involvement": "first", "then": "stay"})

    stale = {"revision": "0", "involvement": HOSTILE, "then": "stay"}
    page = teacher.post(part(report, "involvement"), stale)

    assert page.status_code == 409
    assert "This part was written in two places" in text(page)
    assert "first" in text(page) and "&lt;b&gt;O’Neil&lt;/b&gt;" in text(page)
    assert kept(report, "involvement")["involvement"] == "first"

    for choice, result in (("mine", HOSTILE), ("theirs", "first"), ("both", f"first\n\n{HOSTILE}")):
        teacher.post(
            part(report, "involvement"),
            {
                "revision": str(draft_part(report, "involvement").revision),
                "involvement": "first",
                "then": "stay",
            },
        )
        revision = draft_part(report, "involvement").revision
        chosen = teacher.post(
            part(report, "involvement"),
            stale | {"resolving": "1", "saved_revision": str(revision), "keep-involvement": choice},
        )
        assert chosen.status_code == 302
        assert kept(report, "involvement")["involvement"] == result


def test_a_choice_that_was_not_made_is_asked_for(report, teacher):
    teacher.post(part(report, "about"), {"revision": "0", "reach": "first"})

    page = teacher.post(
        part(report, "about"), {"revision": "0", "reach": "second", "resolving": "1", "saved_revision": "1"}
    )

    assert page.status_code == 409
    assert "choose which text to keep" in text(page)


def test_a_text_that_was_saved_once_more_is_shown_anew(report, teacher):
    teacher.post(part(report, "about"), {"revision": "0", "reach": "first"})

    sent = {"revision": "0", "reach": "second", "resolving": "1", "saved_revision": "0", "keep-reach": "mine"}
    assert teacher.post(part(report, "about"), sent).status_code == 409
    assert kept(report, "about")["reach"] == "first"


def choosing(report, teacher, becomes):
    """A choice of "mine" for "About this report" that is read just before a colleague saves, or signs, once more."""
    teacher.post(part(report, "about"), {"revision": "0", "reach": "first"})
    seen = draft_part(report, "about")
    teacher.post(part(report, "about"), {"revision": "1", "reach": "third"})
    found = material_of(report, today=timezone.localdate())
    sent = {"revision": "0", "reach": HOSTILE, "resolving": "1", "saved_revision": "1", "keep-reach": "mine"}
    answers = {"reach": HOSTILE}
    return past_the_door(
        parts._two_texts,
        report,
        teacher,
        sent,
        found,
        place_of(found, "about"),
        answers,
        seen,
        becomes=becomes,
    )


def test_a_save_between_the_choice_and_its_keeping_asks_for_the_choice_anew(report, teacher):
    response = choosing(report, teacher, "drafting")

    assert response.status_code == 409
    assert "This part was written in two places" in text(response)
    assert "third" in text(response) and "&lt;b&gt;O’Neil" in text(response)
    assert 'name="saved_revision" value="2"' in text(response)
    assert kept(report, "about")["reach"] == "third"


def test_a_signature_between_the_choice_and_its_keeping_loses_nothing(report, teacher):
    response = choosing(report, teacher, "signed")

    assert response.status_code == 409
    assert "can’t be changed" in text(response) and "&lt;b&gt;O’Neil" in text(response)
    assert kept(report, "about")["reach"] == "third"


# A page that ceased to be asked while it was open


def ask_no_more(report):
    """Two children, neither known: a colleague's answers that leave little to ask. Answers a page that they closed."""
    material = material_of(report, today=timezone.localdate())
    for number in (0, 1):
        place = place_of(material, key_of(report, "contact", number))
        fill_place(report, place, known={"choice": "not known to us", "note": ""})
    return "chronology"


def test_what_was_typed_on_a_page_that_is_not_asked_any_more_is_shown_again(report, teacher):
    key = ask_no_more(report)
    sent = {
        "revision": "0",
        "chronology-row": ["r1", "r2"],
        "chronology-r1-event": HOSTILE,
        "chronology-r1-about": ["a" * 16],
        "chronology-r2-event": "Moved\r\nhouse",
        "weather": "sunny",
    }

    response = teacher.post(part(report, key), sent)

    page = text(response)
    assert response.status_code == 409
    assert "This part isn’t asked any more" in page and "copy it before you leave" in page
    assert "&lt;b&gt;O’Neil" in page and "Moved\nhouse</textarea>" in page and "readonly" in page
    assert "a" * 16 not in page and "sunny" not in page
    assert f'href="{reverse("reports:report", args=[report.ref])}"' in page
    assert key not in {one.place for one in report.parts.all()}


def test_a_day_is_shown_again_with_the_question_that_it_answered(report):
    definition = material_of(report, today=timezone.localdate()).definition
    dated = next(asked for asked in definition.fields.values() if asked.kind == "date")
    sent = {f"{dated.key}_day": "3", f"{dated.key}_month": "march", f"{dated.key}_year": "2026"}
    code = definition.part_of(dated.key)
    posted = QueryDict(mutable=True)
    posted.update(sent)

    (shown,) = gone._texts(material_of(report, today=timezone.localdate()), code, posted)

    assert shown == {"key": dated.key, "label": dated.label, "text": "3\nmarch\n2026"}


def test_a_child_who_left_the_conference_leaves_the_text_about_them(report, teacher):
    response = teacher.post(part(report, "contact:" + "z" * 16), {"revision": "0", "known": "know well"})

    assert response.status_code == 409 and "know well</textarea>" in text(response)
    empty = teacher.post(part(report, "contact:" + "z" * 16), {"revision": "0"})
    assert "Nothing was typed on it." in text(empty)


@pytest.mark.parametrize("key", ["weather", "chronology:" + "z" * 16, "contact", "contact:Zoë", "contact:"])
def test_a_page_that_no_report_has_is_not_found_even_when_it_is_sent(report, teacher, key):
    ask_no_more(report)

    assert teacher.post(part(report, key), {"revision": "0", "known": "x"}).status_code == 404
    assert teacher.post(part(report, key, "autosave"), {"revision": "0"}).status_code == 404


def test_an_autosave_of_a_page_that_is_not_asked_any_more_says_so(report, teacher):
    key = ask_no_more(report)

    answer = teacher.post(part(report, key, "autosave"), {"revision": "0", "chronology-row": ["r1"]})

    assert answer.status_code == 409
    assert answer.json()["words"].startswith("This part isn’t asked any more")


def test_the_page_of_both_texts_carries_all_that_was_typed(report, teacher):
    key = key_of(report, "worries")
    teacher.post(part(report, key), {"revision": "0", "future": "first"})

    sent = {"revision": "0", "harm-row": ["r1"], "harm-r1-what": HOSTILE, "future": "first"}
    page = teacher.post(part(report, key), sent)

    assert '<textarea name="harm-r1-what" hidden>' in text(page)
    assert 'name="keep-harm"' in text(page) and 'name="keep-future"' not in text(page)


def test_a_text_for_a_report_that_was_handed_over_meanwhile_is_shown_again(report, teacher):
    response = past_the_door(
        parts.part, report, teacher, {"revision": "0", "reach": HOSTILE}, "about", becomes="for_sign_off"
    )

    assert response.status_code == 409
    assert "can’t be changed" in text(response) and "&lt;b&gt;O’Neil" in text(response)
    assert "Save and continue" not in text(response)


def test_an_autosave_for_a_report_that_was_handed_over_meanwhile_says_so(report, teacher):
    response = past_the_door(
        parts.autosave, report, teacher, {"revision": "0", "reach": "x"}, "about", becomes="for_sign_off"
    )

    assert response.status_code == 423 and "can’t be changed" in json.loads(response.content)["words"]


# By itself


def test_the_page_saves_itself_and_says_when(report, teacher):
    answer = teacher.post(part(report, "about", "autosave"), {"revision": "0", "reach": HOSTILE})

    assert answer.json()["revision"] == 1
    assert answer.json()["words"].startswith("Saved at ")
    assert kept(report, "about")["reach"] == HOSTILE


def test_an_autosave_of_an_old_page_overwrites_nothing(report, teacher):
    teacher.post(part(report, "about", "autosave"), {"revision": "0", "reach": "first"})

    answer = teacher.post(part(report, "about", "autosave"), {"revision": "0", "reach": "second"})

    assert answer.status_code == 409
    assert "Press “Save” to see both" in answer.json()["words"]
    assert kept(report, "about")["reach"] == "first"


def test_nothing_typed_and_nothing_saved_says_nothing(report, teacher):
    key = key_of(report, "strengths")
    draft_part(report, key)

    answer = teacher.post(part(report, key, "autosave"), {"revision": "x"})

    assert answer.status_code == 200


def test_autosave_leaves_one_row_a_sitting_in_the_audit(report, teacher):
    # decisions 20
    for number in range(3):
        teacher.post(part(report, "about", "autosave"), {"revision": str(number), "reach": str(number)})
    assert AuditRow.objects.filter(action="edit_report", outcome="allowed").count() == 1

    client_for(report.author).post(part(report, "about", "autosave"), {"revision": "3", "reach": "x"})
    assert AuditRow.objects.filter(action="edit_report", outcome="allowed").count() == 2


def test_an_autosave_is_sent_and_not_fetched(report, teacher):
    assert teacher.get(part(report, "about", "autosave")).status_code == 405


# Files


def upload(name="register.png", content=None):
    return SimpleUploadedFile(name, png() if content is None else content)


def test_a_file_is_kept_encrypted_and_served_under_its_own_name(report, teacher):
    key = key_of(report, "attendance")

    teacher.post(
        part(report, key),
        {"revision": "0", "att_cert-upload": upload("../../Zoë’s register.png"), "then": "stay"},
    )

    kept_file = Attachment.objects.get()
    assert (kept_file.name, kept_file.kind, kept_file.child.ref) == (
        "Zoë’s register.png",
        "png",
        key.partition(":")[2],
    )
    assert vault.fetch(kept_file.kept_as) == png()
    served = teacher.get(reverse("reports:file", args=[report.ref, kept_file.ref]))
    assert served.content == png()
    assert served["Content-Disposition"] == f'attachment; filename="file-{kept_file.ref}.png"'
    assert served["Content-Type"] == "image/png"
    row = AuditRow.objects.get(kind="File")
    assert (row.refs, row.action, row.outcome) == (f"{kept_file.ref} {report.ref}", "read_report", "allowed")
    assert row.person == report.author


def test_the_same_file_sent_twice_is_kept_once(report, teacher):
    for _ in range(2):
        teacher.post(part(report, "files"), {"revision": "0", "attach-upload": upload()})

    assert Attachment.objects.count() == 1
    teacher.post(part(report, "files"), {"revision": "0", "attach-upload": upload("another.png")})
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.txt", b"hello", "notes.txt isn’t a PDF, PNG, JPG or Word (docx) file"),
        ("report.pdf", b"PK\x03\x04rubbish", "report.pdf is called a PDF but is a Word file"),
        ("empty.pdf", b"", "The submitted file is empty|empty.pdf is empty"),
    ],
)
def test_a_wrong_file_gets_a_sentence_and_nothing_typed_is_lost(report, teacher, name, content, sentence):
    key = key_of(report, "attendance")
    sent = {"revision": "0", "att_now": "92", "att_cert-upload": upload(name, content)}

    page = teacher.post(part(report, key), sent)

    assert page.status_code == 422
    assert any(words in text(page) for words in sentence.split("|"))
    assert 'id="id_att_cert-upload-error"' in text(page) and 'value="92"' in text(page)
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_gets_a_sentence_too(report, teacher, settings):
    settings.ATTACHMENT_MAX_BYTES = 60

    page = teacher.post(part(report, "files"), {"revision": "0", "attach-upload": upload()})

    assert page.status_code == 422
    assert "A file may have at most 0 MB" in text(page) and "What you typed is saved." in text(page)


def test_files_are_marked_restricted_and_removed(report, teacher):
    teacher.post(part(report, "files"), {"revision": "0", "attach-upload": upload(), "then": "stay"})
    ref = Attachment.objects.get().ref
    marked = {
        "revision": "1",
        f"file-{ref}-marks": ["headed", "bogus"],
        f"file-{ref}-share": "chair",
        "then": "stay",
    }

    teacher.post(part(report, "files"), marked)
    file = Attachment.objects.get()
    assert (file.marks, file.share) == (["headed"], "chair")
    teacher.post(part(report, "files"), marked)
    assert list(report.events.values_list("move", flat=True)).count("mark_file") == 1
    for unreadable in ("everybody and their dog", "everyone:" + ref, "not:", "not:Zoë", ""):
        sent = marked | {f"file-{ref}-marks": ["signed"], f"file-{ref}-share": unreadable}
        teacher.post(part(report, "files"), sent)
        file.refresh_from_db()
        assert (file.marks, file.share) == (["signed"], "chair")
    for share in (f"not:{'a' * 16}", "everyone"):
        teacher.post(part(report, "files"), marked | {f"file-{ref}-share": share})
        file.refresh_from_db()
        assert file.share == share

    teacher.post(part(report, "files"), {"revision": "1", "remove-file": ref})
    teacher.post(part(report, "files"), {"revision": "1", "remove-file": ref})
    file.refresh_from_db()
    assert file.removed_by == report.author
    assert list(report.events.values_list("move", flat=True)).count("remove_file") == 1
    assert "register.png" not in text(teacher.get(part(report, "files")))


def test_a_report_has_at_most_thirty_files(report, teacher):
    common = {
        "report": report,
        "key": "attach",
        "kind": "png",
        "size": 1,
        "added_by": report.author,
        "added_at": report.begun_at,
    }
    Attachment.objects.bulk_create(Attachment(name=f"{number}.png", **common) for number in range(MOST_FILES))

    page = teacher.post(part(report, "files"), {"revision": "0", "attach-upload": upload()})

    assert page.status_code == 422 and "Put several papers into one PDF" in text(page)


def test_a_file_that_the_store_lost_is_told_of(report, teacher):
    teacher.post(part(report, "files"), {"revision": "0", "attach-upload": upload()})
    Attachment.objects.update(kept_as="0" * 32)

    page = teacher.get(reverse("reports:file", args=[report.ref, Attachment.objects.get().ref]))

    assert page.status_code == 503 and "be read from the store" in text(page)
    assert teacher.get(reverse("reports:file", args=[report.ref, "nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\me\\a.png", "a.png"),
        ("\x07.png", ".png"),
        ("محمد.png", "محمد.png"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_a_files_name_is_shown_without_folders_or_tricks(name, shown):
    assert shown_name(name) == shown


def test_where_there_is_nobody_else_a_row_does_not_ask_whom_else_it_is_about():
    found = material(adults=())

    form = PartForm(found, place_of(found, "worries:" + found.children[0].ref))

    assert "harm-r1-what" in form.fields and "harm-r1-about" not in form.fields
