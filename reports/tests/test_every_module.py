"""The form of every service and every type of conference, filled in from what it asks and from nothing else."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from conferences.models import Child, Enquiry, Invitation
from conferences.tests.factories import make_conference, make_family, make_invitation, make_setting
from partnership.tests.factories import client_for, make_agency, make_person
from procedures.words import AgencyKind, Role
from reports.answers import flat, rows_of
from reports.counting import MOST, needed, table
from reports.definitions import MODULES, definition
from reports.definitions.conditions import NOT_KNOWN
from reports.document import document_of
from reports.gaps import gaps, gaps_on
from reports.material import (
    ADULT_UNKNOWN,
    KNOWN_A_LITTLE,
    AdultIn,
    FileIn,
    Material,
    asked_on,
    asks_whether_known,
    is_light,
    known_to_none,
    place_of,
    places,
)
from reports.models import Report
from reports.operations.writing import begin_report
from reports.queries.parts import parts_of
from reports.queries.writing import draft_part, latest_version, material_of, signed_material
from reports.tests.factories import answers_on, png, signed_report
from reports.tests.materials import IVY, MUM, TODAY, ZOE, child, known, material, rows, told
from reports.typed import weeks

DAD = "d" * 16
KINDS = {module: kind for kind, module in MODULES.items()}


def asked_about(module: str, type: str = "I", **more) -> Material:
    """A report about one looked-after child, or one unborn, and the mother."""
    unborn = {"born_on": "", "expected_on": "2026-06-01"} if type == "P" else {}
    return material(
        module=module,
        children=(child(type=type, looked_after=True, details={"name": "Zoë"}, **unborn),),
        adults=(AdultIn(MUM, "Małgorzata", "Mother of Zoë", {"name": "Małgorzata"}, pregnant=type == "P"),),
        **more,
    )


def filled(found: Material, **answers) -> tuple[Material, set[str]]:
    """The same with every page answered, in their order, and the keys of all that was asked."""
    done, keys = set(), set()
    while todo := [place for place in places(found) if place.key not in done]:
        place = todo[0]
        own = {key: said for key, said in answers.items() if key in place.part.fields}
        found = replace(
            found, answers={**found.answers, place.key: answers_on(found, place, "As we saw it.", own)}
        )
        for asked in asked_on(found, place, for_page=False):
            keys.add(asked.key)
            if asked.kind == "file":
                subject = place.subject.ref if place.subject else ""
                file = FileIn("f" * 16, asked.key, subject, "plan.pdf", "pdf", 9, "00", "everyone")
                found = replace(found, files=(*found.files, file))
        done.add(place.key)
    return found, keys


@pytest.mark.exhaustive
@pytest.mark.parametrize("type", list("IPTR"))
@pytest.mark.parametrize("module", sorted(KINDS))
def test_every_form_can_be_answered_from_what_it_asks_and_is_read_as_it_was_answered(module, type):
    found, keys = filled(asked_about(module, type, late=True))

    assert gaps(found, today=TODAY) == []
    shown = {answered.key for section in document_of(found).sections for answered in section.fields}
    assert keys - shown <= {"conference", "clocks", "gestation", "scale_before", "nothing"}  # or left open
    assert not any(
        answered.shape == "missing" for one in document_of(found).sections for answered in one.fields
    )


def test_every_field_of_the_list_is_asked_of_somebody_or_answered_on_the_signature():
    told = {
        "consulted": {"choice": "no", "note": ""},
        "recommend_review": {"choice": "end", "note": ""},
        "suffered": {"choice": "yes", "note": ""},
        "child_thoughts": {"choice": "yes", "note": "Told us on Friday."},
    }
    asked_for = set()
    for module in KINDS:
        for type in "IPTR":
            baby = {"born_on": "2026-01-05"} if type in "IR" else {}
            found = asked_about(module, type, late=True)
            found = replace(found, children=(replace(found.children[0], **baby),))
            asked_for |= filled(found)[1] | filled(found, **told)[1]

    assert set(definition().fields) - asked_for == definition().elsewhere


@pytest.mark.parametrize(
    ("module", "codes"),
    [
        ("GP", {"cover", "profile", "carer"}),
        ("POL", {"checks", "events", "investigation", "policing", "records", "approval"}),
        ("CSC", {"why", "seen", "legal", "care", "household", "assessment"}),
        ("HV", {"home", "reviews", "appointments", "parent"}),
        ("SN", {"nursing"}),
        ("PROB", {"order", "approval"}),
        ("YJS", {"youth"}),
        ("HOU", {"home", "tenancy"}),
        ("AMH", {"wellbeing"}),
        ("SUB", {"substances"}),
        ("DA", {"heard", "safety"}),
        ("FOST", {"care", "days"}),
        ("PAED", {"examination", "accounts", "medical"}),
    ],
)
def test_a_service_has_pages_of_its_own(module, codes):
    common = {place.part.code for place in places(asked_about("GEN"))}

    own = {place.part.code for place in places(asked_about(module))} - common
    assert own == codes


def test_the_sending_authority_fills_in_the_transfer_on_a_page_of_its_own():
    found = asked_about("ORIG", "T")

    assert [one.key for one in asked_on(found, place_of(found, "sending"), for_page=True)] == [
        "sending_contacts",
        "move_known",
        "notified",
        "papers_sent",
        "moved",
        "transfer_ground",
        "residence",
    ]
    assert place_of(asked_about("ORIG"), "sending") is None


def test_the_sending_authority_says_how_its_plan_stands_and_when_the_child_was_seen():
    # CON-08, REP-10: it keeps the plan until the conference, and its report is a social work report
    found = asked_about("ORIG", "T")
    asked = {one.key for place in places(found) for one in asked_on(found, place, for_page=True)}

    assert {"tr_plan", "tr_core_group", "tr_progress", "tr_gaps", "move_risk", "handover"} <= asked
    assert {"seen", "parents_seen", "others", "legal", "earlier_plans"} <= asked
    assert not {"papers", "strategy", "s47", "interim", "draft", "reason", "delay"} & asked, "the host's"


def test_a_plan_that_is_handed_over_has_its_start_its_category_and_its_next_review():
    page = f"move:{ZOE}"
    row = {"plan start": "May 2025", "category": "", "last conference": "", "next review due": ""}
    found = asked_about("ORIG", "T", answers={page: {"tr_plan": rows(row)}})

    assert len(told(found, page, "tr_plan")) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "host", "module"),
    [("transfer_in", True, "ORIG"), ("transfer_in", False, "CSC"), ("initial", True, "CSC")],
    ids=["at a transfer-in", "nobody has the case here", "at an initial"],
)
def test_social_care_of_another_authority_gives_the_report_of_the_one_who_sends(kind, host, module):
    setting = make_setting()
    other = make_agency(setting.authority, kind=AgencyKind.CHILDRENS_SOCIAL_CARE)
    conference = make_conference(setting)
    conference.children.update(kind=kind)
    asked = {one: make_invitation(setting, conference, agency=one) for one in (setting.social_care, other)}
    if host:
        Invitation.objects.filter(pk=asked[setting.social_care].pk).update(circumstance="social_care")
    today, now = timezone.localdate(), timezone.now()

    def found(agency):
        writer = make_person(Role.AGENCY_WRITER, at=agency)
        return material_of(begin_report(invitation=asked[agency], by=writer, at=now), today=today).module

    assert (found(setting.social_care), found(other)) == ("CSC", module)


# The looked-after child, the mother of an unborn one, what is late.


def test_a_child_who_is_not_looked_after_isnt_asked_about_care():
    found = replace(asked_about("CSC"), children=(child(),))

    assert place_of(found, f"care:{ZOE}") is None
    assert "lac_plan_needed" not in {
        one.key for one in asked_on(found, place_of(found, f"view:{ZOE}"), for_page=True)
    }


def test_only_the_mother_of_the_unborn_child_is_asked_about_the_pregnancy():
    found = asked_about("MW", "P")
    found = replace(found, adults=(*found.adults, AdultIn(DAD, "Dov", "Father of the baby")))

    assert place_of(found, f"pregnancy:{MUM}") and not place_of(found, f"pregnancy:{DAD}")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", (12, 0)),
        ("12+3", (12, 3)),
        ("12 weeks", (12, 0)),
        ("12 weeks and 3 days", (12, 3)),
        ("9 weeks 1 day", (9, 1)),
        ("123", None),
        ("45", None),
        ("12+7", None),
        ("twelve", None),
    ],
)
def test_weeks_of_pregnancy_are_read_as_people_write_them(typed, read):
    assert weeks(typed) == read


def test_weeks_that_cannot_be_read_are_asked_for_in_words_and_read_in_words():
    page = f"pregnancy:{MUM}"
    odd = asked_about("MW", "P", answers={page: {"booking": "early on"}})
    assert told(odd, page, "booking") == [
        "“Booked at how many weeks?”: write the weeks of pregnancy, and days if you have them, like 12 or 12+3"
    ]

    good = asked_about("MW", "P", answers={page: {"booking": "12+1"}})
    assert words(good, page, "booking") == ("12 weeks and 1 day",)
    assert words(odd, page, "booking") == ("early on",)


def words(found: Material, page: str, key: str):
    section = next(one for one in document_of(found).sections if one.key == page)
    return next(answered.paragraphs for answered in section.fields if answered.key == key)


def test_a_late_conference_has_its_reason_for_delay():
    late, in_time = asked_about("CSC", late=True), asked_about("CSC")

    assert "“Reason for delay”: write an answer" in told(late, "involvement", "delay")
    assert "delay" not in {
        one.key for one in asked_on(in_time, place_of(in_time, "involvement"), for_page=True)
    }


# The short form.


@pytest.mark.parametrize(("module", "type", "count"), list(table()))
def test_the_short_form_needs_at_most_fifteen_answers(module, type, count):
    assert 5 < count <= MOST


def test_the_count_includes_what_an_answer_makes_necessary():
    assert {"adult_effect", "hide_words", "last_seen"} <= set(needed("GP", "R"))
    assert len(needed("GP", "R", known="know well")) > 2 * MOST


def test_the_short_form_is_offered_to_those_who_may_have_it_and_nobody_else():
    little = {f"contact:{ZOE}": known(KNOWN_A_LITTLE)}
    reports = {module: asked_about(module, answers=little) for module in KINDS}
    offered = {module for module, found in reports.items() if is_light(found, found.children[0])}

    assert offered == {"SN", "MW", "GP", "PROB", "YJS", "HOU", "AMH", "SUB", "DA", "EH", "GEN", "FOST"}


def test_the_short_form_is_the_childs_own_and_the_familys_once_no_child_is_known_well():
    both = (child(), child(IVY, "Ivy"))
    one = material(
        module="GP",
        children=both,
        answers={f"contact:{ZOE}": known(KNOWN_A_LITTLE), f"contact:{IVY}": known()},
    )
    none = material(module="GP", children=both, answers={f"contact:{ZOE}": known(KNOWN_A_LITTLE), f"contact:{IVY}": known(NOT_KNOWN)})  # fmt: skip

    assert [keys_at(one, f"profile:{ref}") for ref in (ZOE, IVY)] == [
        ["registered", "conditions", "missed"],
        ["registered", "conditions", "medicines", "imms_gp", "use", "missed", "letters", "injuries"],
    ]
    assert "other_agencies" in keys_at(one, "involvement") and "other_agencies" not in keys_at(
        none, "involvement"
    )
    assert parts_of(one, today=TODAY).groups[0].tasks[0].hint == "Know a little: the short form is asked"


def keys_at(found: Material, page: str) -> list[str]:
    return [one.key for one in asked_on(found, place_of(found, page), for_page=True)]


# "Not known to us", nothing held.


def test_a_child_who_is_not_known_shows_the_records_that_were_looked_at():
    said = {
        "about": {
            "records_checked": rows({"record": "Housing file", "from": "2019", "to": "May 2026"}, {"record": "Rent book", "from": "", "to": ""})
        },
        f"contact:{ZOE}": known(NOT_KNOWN),
    }  # fmt: skip
    found = asked_about("HOU", answers=said)

    contact = next(one for one in document_of(found).sections if one.key == f"contact:{ZOE}")
    assert contact.fields[0].paragraphs == ("Not known to us",)
    assert contact.fields[0].note == "Records checked: Housing file, 2019 to May 2026; Rent book."
    unread = asked_about("HOU", answers={f"contact:{ZOE}": known(NOT_KNOWN)})
    assert document_of(unread).groups[-1].sections[0].fields[0].note == ""


def test_a_service_whose_business_is_adults_reports_on_them_where_no_child_is_known():
    unknown = {f"contact:{ZOE}": known(NOT_KNOWN)}
    mental_health, school = asked_about("AMH", answers=unknown), asked_about("EDUS", answers=unknown)

    assert place_of(mental_health, f"wellbeing:{MUM}") and not known_to_none(mental_health)
    assert place_of(school, f"adult:{MUM}") is None and known_to_none(school)
    nobody = asked_about("AMH", answers=unknown | {f"wellbeing:{MUM}": {ADULT_UNKNOWN: True}})
    assert known_to_none(nobody)


def test_an_adult_is_asked_about_once_and_unknown_on_every_page():
    found = asked_about("POL", answers={f"records:{MUM}": {ADULT_UNKNOWN: True}})

    assert asks_whether_known(found, place_of(found, f"records:{MUM}"))
    assert not asks_whether_known(found, place_of(found, f"adult:{MUM}"))
    assert not asks_whether_known(found, place_of(found, "about"))
    assert [task.title for group in parts_of(found, today=TODAY).groups for task in group.tasks if group.scope == "adult"] == [
        "Police records"
    ]  # fmt: skip
    closed = [section.closed for section in document_of(found).sections if section.scope == "adult"]
    assert closed == ["The service does not know or work with this adult."]


HELD = {"choices": ["nothing held"], "note": ""}


def test_nothing_held_is_a_short_way():
    found = asked_about("POL", answers={f"records:{MUM}": {"nothing": HELD}})

    assert keys_at(found, f"records:{MUM}") == ["nothing"]
    assert place_of(found, f"adult:{MUM}") is None
    assert keys_at(asked_about("POL"), f"records:{MUM}")[1:3] == ["convictions", "allegations"]


@pytest.mark.parametrize(
    ("key", "answer", "is_told"),
    [
        ("bail", rows({"bail or order": "Bail"}), True),
        ("bail", rows(none=True), False),
        ("warrant", {"choice": "yes", "note": ""}, True),
        ("warrant", {"choice": "none", "note": ""}, False),
    ],
)
def test_nothing_held_beside_an_answer_that_holds_something_is_pointed_out(key, answer, is_told):
    page = f"records:{MUM}"
    found = asked_about("POL", answers={page: {"nothing": HELD, key: answer}})

    assert bool(told(found, page, "nothing")) == is_told


def test_a_matter_that_is_not_proved_is_always_an_allegation():
    found, _ = filled(asked_about("POL"))

    row = rows_of(found.answers[f"records:{MUM}"]["allegations"])[0]
    assert (row["status"], row["rests_on"]) == ("allegation", [])


# What is approved by somebody else, the medical report, social care.


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"name": "", "role": "x", "when": "2025"}, "write the name"),
        ({"name": "x", "role": "x", "when": ""}, "write the day"),
        ({"name": "x", "role": "x", "when": "one day"}, "isn't a day"),
        ({"name": " hương ", "role": "x", "when": "2025"}, "somebody other than the author approves it"),
    ],
)
def test_a_disclosure_is_approved_by_somebody_else_on_a_day(answer, sentence):
    found = asked_about("PROB", answers={"approval": {"mgr": answer}})

    assert sentence in told(found, "approval", "mgr")[0]


def test_an_approval_is_read_with_its_day():
    found = asked_about(
        "POL", answers={"approval": {"disclose": {"name": "Ines", "role": "Inspector", "when": "March 2026"}}}
    )

    assert told(found, "approval", "disclose") == []
    assert words(found, "approval", "disclose") == ("Ines, Inspector", "March 2026")


def test_the_plain_summary_of_a_medical_report_has_at_most_250_words():
    page = f"medical:{ZOE}"

    assert told(asked_about("PAED", answers={page: {"lay": "word " * 250}}), page, "lay") == []
    assert told(asked_about("PAED", answers={page: {"lay": "word " * 251}}), page, "lay") == [
        "“Plain summary for the conference”: write at most 250 words; this has 251"
    ]


def test_the_likelihood_of_a_medical_opinion_is_chosen_from_a_list():
    column = next(one for one in definition().fields["opinion"].columns if one.name == "likelihood")

    assert column.kind == "choice" and "very unlikely" in column.choices


SEEN = {"date": "2025", "where": "At home", "by whom": "me", "alone": "yes", "who was there and why": ""}


@pytest.mark.parametrize(
    ("row", "sentences"),
    [
        (SEEN, []),
        (SEEN | {"alone": "no"}, ["“Dates the child was seen”, row 1: fill in “Who was there and why”"]),
        (SEEN | {"alone": "no", "who was there and why": "Her sister, who interpreted"}, []),
        (SEEN | {"date": ""}, ["“Dates the child was seen”, row 1: fill in “Date”"]),
    ],
)
def test_social_care_says_when_the_child_was_seen_alone_or_why_not(row, sentences):
    page = f"seen:{ZOE}"

    assert told(asked_about("CSC", answers={page: {"seen": rows(row)}}), page, "seen") == sentences


def test_social_care_answers_for_every_other_child_of_the_family():
    case = {"others": "Ivy\nBen"}
    none = asked_about("CSC", answers={"household": {"others": rows(none=True)}}, computed=case)
    one = asked_about(
        "CSC", answers={"household": {"others": rows({"child": "ivy Okafor", "age": "4"})}}, computed=case
    )

    assert told(none, "household", "others")[0] == (
        "“Other children in the home”: the case has Ivy in this family, so add a row"
    )
    assert [sentence.split("has ")[1].split(" in")[0] for sentence in told(one, "household", "others")] == [
        "Ben"
    ]


# Through the pages.


def post_data(found: Material, place, given: dict) -> dict:
    """What the page would send for these answers."""
    data = {}
    for key, answer in given.items():
        asked = definition().fields.get(key)
        if asked is None:
            continue
        data |= dict(flat(asked, answer))
        if rows_of(answer):
            data[f"{key}-row"] = [row["id"] for row in answer["rows"]]
    return data


@pytest.mark.django_db
@pytest.mark.exhaustive
@pytest.mark.parametrize("module", sorted(KINDS))
def test_a_report_of_every_service_is_written_on_its_pages_and_signed(module):
    setting = make_setting()
    agency = make_agency(setting.authority, kind=KINDS[module])
    writer = make_person(Role.AGENCY_WRITER, at=agency)
    family = make_family(setting, names=("Zoë",), ages=(4,), unborn=1)
    conference = make_conference(setting, family=family)
    Child.objects.filter(name="Zoë").update(looked_after_since=timezone.localdate())
    report = begin_report(
        invitation=make_invitation(setting, conference, agency=agency), by=writer, at=timezone.now()
    )
    browser, today, done = client_for(writer), timezone.localdate(), set()

    while todo := [place for place in places(material_of(report, today=today)) if place.key not in done]:
        found, place = material_of(report, today=today), todo[0]
        address = reverse("reports:part", args=[report.ref, place.key])
        assert browser.get(address).status_code == 200, place.key
        sent = post_data(found, place, answers_on(found, place, "As we saw it.", {}))
        sent |= {"revision": draft_part(report, place.key).revision, "then": "stay"}
        for asked in asked_on(found, place, for_page=True):
            if asked.kind == "file":
                sent |= {f"{asked.key}-upload": upload(), f"{asked.key}-upload-share": "everyone"}
        assert browser.post(address, sent).status_code == 302, place.key
        now = material_of(report, today=today)
        assert gaps_on(now, place_of(now, place.key), today=today) == []
        assert browser.get(address).status_code == 200, place.key
        done.add(place.key)

    version = finish(report, browser)
    page = browser.get(reverse("reports:read", args=[report.ref])).content.decode()
    assert "As we saw it." in page and version.number == 1


def upload():
    return SimpleUploadedFile("plan.png", png())


def finish(report: Report, browser):
    """Signed by its author, or handed over and signed by the manager."""
    today = timezone.localdate()
    if report.needs_second_person(today=today):
        signer = make_person(Role.AGENCY_SIGNER, at=report.invitation.agency)
        assert (
            browser.post(reverse("reports:ask", args=[report.ref]), {"note": "", "looked": "on"}).status_code
            == 302
        )
        browser = client_for(signer)
    signed = {"name": "Somebody", "role": "Manager", "late_reason": "Asked late", "looked": "on"}
    assert browser.post(reverse("reports:sign", args=[report.ref]), signed).status_code == 302
    return latest_version(report)


@pytest.mark.django_db
def test_the_social_work_report_is_agreed_by_a_manager_who_did_not_write_it():
    setting = make_setting()
    manager = make_person(Role.AGENCY_SIGNER, at=setting.social_care)
    invitation = make_invitation(setting, make_conference(setting), agency=setting.social_care)
    report = begin_report(invitation=invitation, by=manager, at=timezone.now())

    assert report.needs_second_person(today=timezone.localdate())
    assert KINDS["CSC"] == AgencyKind.CHILDRENS_SOCIAL_CARE


@pytest.mark.django_db
def test_the_social_work_report_knows_the_familys_other_children_and_whether_it_is_late():
    setting = make_setting()
    family = make_family(setting, names=("Zoë", "Ivy"), ages=(9, 4))
    conference = make_conference(setting, family=family)
    conference.children.filter(child__name="Ivy").delete()
    invitation = make_invitation(setting, conference, agency=setting.social_care)
    writer = make_person(Role.AGENCY_WRITER, at=setting.social_care)
    report = begin_report(invitation=invitation, by=writer, at=timezone.now())
    today = timezone.localdate()

    found = material_of(report, today=today)
    assert found.computed["others"] == "Ivy" and not found.late
    Enquiry.objects.filter(pk=conference.enquiry_id).update(strategy_on="2025-01-06")
    assert material_of(report, today=today).late


# Another version of the forms leaves what was begun with the one before as it was.


@pytest.mark.django_db
def test_what_was_begun_and_signed_with_the_forms_before_stays_page_by_page(monkeypatch):
    monkeypatch.setattr("reports.operations.writing.CURRENT", "2026-11")
    version = signed_report(make_setting())
    setting = make_setting()
    begun = begin_report(invitation=make_invitation(setting), by=setting.teacher, at=timezone.now())
    monkeypatch.undo()

    found = material_of(begun, today=timezone.localdate())
    assert (begun.definition, found.definition.version) == ("2026-11", "2026-11")
    codes = list(dict.fromkeys(place.part.code for place in places(found)))
    assert codes == [
        "about", "family", "involvement", "chronology", "contact", "setting", "attendance", "learning",
        "presentation", "relationships", "told", "worries", "strengths", "next", "voice", "view", "adult", "files",
    ]  # fmt: skip
    assert keys_at(found, "about") == [
        "conference", "author", "reach", "contributors", "records_checked", "attend", "restricted_flag", "safety_flag",
    ]  # fmt: skip
    page = client_for(setting.teacher).get(reverse("reports:report", args=[begun.ref])).content.decode()
    assert page.index("The report and the family") < page.index("Your contact")
    signed = signed_material(version)
    printed = document_of(signed)
    assert signed.version == "2026-11" and printed.definition == "2026-11"
    of_the_child = [
        "Your contact", "School or setting and support", "Attendance", "Learning and progress",
        "Presentation and development", "Relationships and behaviour", "What the child said and what is on file", "Worries",
        "Strengths and safety", "What needs to happen", "The child's voice", "Analysis and your view",
    ]  # fmt: skip
    assert [section.title for section in printed.sections] == [
        "About this report", "Family details", "Your involvement", "Chronology", "Files and declarations",
        *of_the_child, *of_the_child, "Views and contact",
    ]  # fmt: skip
    assert "First: do you know" not in page


def test_the_count_is_told_on_the_command_line(capsys):
    call_command("count_answers")

    told = capsys.readouterr().out.splitlines()
    assert told[3].split() == ["AMH", "Review", "15"] and len(told) == 48


@pytest.mark.django_db
def test_what_was_typed_is_kept_where_an_answer_took_its_question_away_meanwhile():
    setting = make_setting()
    report = begin_report(
        invitation=make_invitation(setting, agency=setting.police), by=setting.officer, at=timezone.now()
    )
    today = timezone.localdate()
    page = next(one for one in places(material_of(report, today=today)) if one.part.code == "records")
    address, browser = reverse("reports:part", args=[report.ref, page.key]), client_for(setting.officer)
    browser.post(address, {"revision": 0, "nothing": "nothing held", "then": "stay"})

    typed = {"nothing": "nothing held", "bail-row": "r1", "bail-r1-condition": "No contact with Zoë"}
    browser.post(address, typed | {"revision": 1, "then": "stay"})

    assert rows_of(draft_part(report, page.key).answers["bail"])[0]["condition"] == "No contact with Zoë"
