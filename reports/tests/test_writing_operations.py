"""Beginning, saving, handing over, signing and sharing a report: each one transaction and one event."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conferences.models import Child, Conference, ConferenceChild, Relationship
from conferences.operations import Refused, relate
from conferences.tests.factories import (
    children_of,
    hold,
    make_conference,
    make_family,
    make_invitation,
    make_setting,
    mother_of,
)
from partnership.models import Agency, RoleHeld
from partnership.tests.factories import make_agency, make_person
from procedures.reckoning import london_day
from procedures.words import AgencyKind, ConferenceKind, Kinship, ParentalResponsibility, Role
from procedures.workflow import MoveRefused
from reports.definitions import CURRENT
from reports.definitions.conditions import NOT_KNOWN
from reports.material import place_of, places
from reports.models import DraftPart, Report, ReportVersion, Sharing
from reports.operations.family import record_sharing
from reports.operations.writing import (
    Incomplete,
    SavedMeanwhile,
    ask_for_sign_off,
    begin_report,
    canonical,
    return_report,
    save_part,
    sign,
    submit_due_on,
    take_back,
)
from reports.queries.family import sharing_of
from reports.queries.writing import (
    draft_part,
    latest_version,
    material_of,
    relation_words,
    signed_material,
    signers_of,
)
from reports.tests.factories import HOSTILE, fill, fill_place, make_report, signed_report, waiting_report

pytestmark = pytest.mark.django_db
NOW = timezone.now


def moves(report):
    return list(report.events.order_by("pk").values_list("move", flat=True))


def page(report, key):
    return place_of(material_of(report, today=timezone.localdate()), key)


def save(report, answers, *, place="about", revision=1, by=None):
    return save_part(
        report=report,
        place=page(report, place),
        answers=answers,
        revision=revision,
        by=by or report.author,
        at=NOW(),
    )


# Begin


def test_a_report_keeps_the_forms_with_which_it_was_begun():
    report = make_report()

    assert report.definition == CURRENT
    assert (report.state, report.is_medical, moves(report)) == ("drafting", False, ["begin"])


def test_the_same_form_sent_twice_begins_one_report():
    setting = make_setting()
    invitation = make_invitation(setting)

    first = begin_report(invitation=invitation, by=setting.teacher, at=NOW())
    again = begin_report(invitation=invitation, by=setting.dsl, at=NOW())

    assert again == first and again.author == setting.teacher
    assert moves(first) == ["begin"]


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("invited", {"choice": "", "note": ""}),
        ("attending", {"choice": "in person", "note": ""}),
        ("sending_a_colleague", {"choice": "a briefed colleague", "note": "Hương"}),
        ("apologies", {"choice": "cannot", "note": "On leave."}),
    ],
)
def test_what_was_answered_to_the_invitation_is_not_asked_again(state, answer):
    # SCD-05
    setting = make_setting()
    report = make_report(setting, invitation=make_invitation(setting, state=state))

    about = draft_part(report, "about").answers
    assert about["attend"] == answer
    assert (
        about["author"]["name"] == setting.teacher.name and about["author"]["service"] == setting.school.name
    )


def test_a_paediatricians_report_is_a_medical_one():
    # REP-11
    setting = make_setting()
    hospital = make_agency(setting.authority, kind=AgencyKind.PAEDIATRICS)
    doctor = make_person(Role.AGENCY_WRITER, at=hospital)

    report = make_report(invitation=make_invitation(setting, agency=hospital), by=doctor)

    assert report.is_medical


def test_what_a_log_prints_of_a_report_names_nobody():
    report = make_report()

    assert str(report) == f"report {report.pk}"


# Save


def test_what_was_typed_is_kept_with_the_time_and_the_writer():
    report = make_report()

    saved = save(report, {"reach": HOSTILE}, revision=0)

    assert (saved.answers, saved.revision, saved.saved_by) == ({"reach": HOSTILE}, 1, report.author)
    assert saved.saved_at is not None


def test_a_page_about_a_child_or_an_adult_points_at_them():
    report = make_report()
    material = material_of(report, today=timezone.localdate())

    of_child = save(
        report,
        {"known": {"choice": "know well", "note": ""}},
        place=f"contact:{material.children[0].ref}",
        revision=0,
    )
    of_adult = save(report, {"adult_unknown": True}, place=f"adult:{material.adults[0].ref}", revision=0)

    assert (of_child.child.ref, of_child.adult) == (material.children[0].ref, None)
    assert (of_adult.adult.ref, of_adult.child) == (material.adults[0].ref, None)


def test_two_tabs_never_overwrite_each_other():
    report = make_report()
    save(report, {"reach": "first tab"}, revision=0)

    with pytest.raises(SavedMeanwhile) as meanwhile:
        save(report, {"reach": "second tab"}, revision=0)

    assert meanwhile.value.saved.answers == {"reach": "first tab"}
    assert draft_part(report, "about").answers == {"reach": "first tab"}


def test_the_same_text_saved_twice_is_no_conflict():
    report = make_report()
    first = save(report, {"reach": "same"}, revision=0)

    assert save(report, {"reach": "same"}, revision=0).revision == first.revision == 1


def test_nothing_is_saved_once_the_report_is_handed_over():
    report = waiting_report()

    with pytest.raises(MoveRefused, match="“Waiting for sign-off” now, so it can’t be changed"):
        save(report, {"reach": "late"}, revision=1)


def test_a_part_has_one_subject_at_most():
    report = make_report()
    child, adult = Child.objects.first(), mother_of(report.invitation.conference.family)

    with pytest.raises(IntegrityError), transaction.atomic():
        DraftPart.objects.create(report=report, place="x", child=child, adult=adult)


# Sign-off


def test_the_author_asks_the_lead_signs_and_the_invitation_is_stamped():
    setting = make_setting()
    report = waiting_report(setting)
    at = NOW()

    version = sign(
        report=report, name="Siân Pryce", role="Safeguarding lead", late_reason="", by=setting.dsl, at=at
    )

    report.refresh_from_db()
    assert (report.state, moves(report)[-2:]) == ("signed", ["ask_for_sign_off", "sign"])
    assert report.invitation.report_signed_at == at
    assert (version.number, version.signed_name, version.signed_by) == (1, "Siân Pryce", setting.dsl)


def test_a_signed_version_is_frozen_word_for_word():
    version = signed_report()
    content = json.loads(version.content)

    assert canonical(content) == version.content
    assert hashlib.sha256(version.content.encode()).hexdigest() == version.sha256
    assert HOSTILE in json.dumps(content["answers"], ensure_ascii=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.filter(pk=version.pk).update(content="{}")


def test_what_the_case_says_later_does_not_change_what_was_signed():
    version = signed_report()
    child = children_of(version.report.invitation.conference.family)[0]

    Child.objects.filter(pk=child.pk).update(name="Another Name")

    assert signed_material(version).children[0].name == "Zoë O’Driscoll"
    assert material_of(version.report, today=timezone.localdate()).children[0].name == "Another Name"


def test_a_signature_on_an_incomplete_report_lists_every_gap():
    setting = make_setting()
    report = make_report(
        setting, invitation=make_invitation(setting, agency=setting.police), by=setting.officer
    )

    with pytest.raises(Incomplete) as refused:
        sign(report=report, name="x", role="y", late_reason="", by=setting.officer, at=NOW())

    assert {"about", "chronology"} <= {gap.place.key for gap in refused.value.gaps}
    assert not ReportVersion.objects.exists()


def test_asking_with_gaps_lists_them_too():
    report = make_report()

    with pytest.raises(Incomplete):
        ask_for_sign_off(report=report, note="", by=report.author, at=NOW())

    report.refresh_from_db()
    assert report.state == "drafting"


def test_a_report_is_signed_once():
    setting = make_setting()
    version = signed_report(setting)

    with pytest.raises(MoveRefused, match="“Signed and submitted” now"):
        sign(report=version.report, name="x", role="y", late_reason="", by=setting.dsl, at=NOW())

    assert ReportVersion.objects.count() == 1


def test_two_signatures_at_once_make_one_version():
    setting = make_setting()
    report = waiting_report(setting)
    stale = Report.objects.get(pk=report.pk)
    sign(report=report, name="x", role="y", late_reason="", by=setting.dsl, at=NOW())

    with pytest.raises(MoveRefused, match="Somebody changed this report meanwhile"):
        sign(report=stale, name="x", role="y", late_reason="", by=setting.dsl, at=NOW())

    assert ReportVersion.objects.count() == 1


def test_a_signature_holds_the_report_before_it_reads_what_is_signed():
    # Else a save between the two would be told “saved” and not be in what was signed.
    setting = make_setting()
    report = fill(make_report(setting, by=setting.dsl))

    with CaptureQueriesContext(connection) as asked:
        sign(report=report, name="x", role="y", late_reason="", by=setting.dsl, at=NOW())

    said = [query["sql"] for query in asked]
    reading = next(number for number, sql in enumerate(said) if 'FROM "reports_draftpart"' in sql)
    lock = (
        "FOR UPDATE" if connection.features.has_select_for_update else ""
    )  # SQLite has one writer at a time
    assert any('FROM "reports_report"' in sql and sql.endswith(lock) for sql in said[:reading])


def test_the_lead_who_wrote_it_signs_it_without_asking_anybody():
    # REP-03, report-forms 7 H
    setting = make_setting()
    report = fill(make_report(setting, by=setting.dsl))
    today = timezone.localdate()

    assert not report.needs_second_person(today=today)
    with pytest.raises(Refused, match="you can sign it yourself"):
        ask_for_sign_off(report=report, note="", by=setting.dsl, at=NOW())
    assert sign(report=report, name="x", role="y", late_reason="", by=setting.dsl, at=NOW()).number == 1


def test_the_lead_does_not_sign_what_nobody_handed_over():
    setting = make_setting()
    report = fill(make_report(setting))

    with pytest.raises(Refused, match="hasn’t asked for sign-off yet"):
        sign(report=report, name="x", role="y", late_reason="", by=setting.dsl, at=NOW())


def test_a_service_may_want_a_second_signature_even_on_its_leads_report():
    setting = make_setting()
    Agency.objects.filter(pk=setting.police.pk).update(countersigns=True)
    other = make_person(Role.AGENCY_SIGNER, at=setting.police)
    report = fill(
        make_report(
            setting,
            invitation=make_invitation(setting, agency=Agency.objects.get(pk=setting.police.pk)),
            by=setting.officer,
        )
    )

    assert report.needs_second_person(today=timezone.localdate())
    assert signers_of(report, today=timezone.localdate()) == [other]


def test_other_services_sign_their_own():
    setting = make_setting()
    report = make_report(
        setting, invitation=make_invitation(setting, agency=setting.police), by=setting.officer
    )

    assert not report.needs_second_person(today=timezone.localdate())


def test_asking_where_nobody_can_sign_says_whom_to_ring():
    setting = make_setting()
    report = fill(make_report(setting))
    RoleHeld.objects.filter(role=Role.AGENCY_SIGNER, agency=setting.school).delete()

    with pytest.raises(Refused, match="Nobody at .* can sign off .* telephone 01632 960000"):
        ask_for_sign_off(report=report, note="", by=report.author, at=NOW())


def test_a_returned_report_comes_with_what_should_change():
    setting = make_setting()
    report = waiting_report(setting)

    return_report(report=report, comment=HOSTILE, place="about", by=setting.dsl, at=NOW())

    assert (report.state, moves(report)[-1]) == ("returned", "return")
    assert [(one.text, one.place, one.by) for one in report.comments.all()] == [
        (HOSTILE, "about", setting.dsl)
    ]
    save(report, {"reach": "changed"}, revision=1)


def test_the_author_may_take_it_back():
    report = waiting_report()

    take_back(report=report, by=report.author, at=NOW())

    assert (report.state, moves(report)[-1]) == ("drafting", "take_back")


def test_a_late_report_is_accepted_with_a_reason():
    # REP-15: a late report is better than none
    setting = make_setting()
    report = waiting_report(setting)
    late = NOW() + timedelta(days=13)
    due_on = submit_due_on(report.invitation)

    assert london_day(late) > due_on
    with pytest.raises(Refused, match="late, so give the reason") as refused:
        sign(report=report, name="x", role="y", late_reason=" ", by=setting.dsl, at=late)
    assert refused.value.field == "late_reason"
    report.refresh_from_db()
    version = sign(
        report=report, name="x", role="y", late_reason="The register was lost.", by=setting.dsl, at=late
    )
    assert (version.late_reason, version.due_on) == ("The register was lost.", due_on)


def test_without_a_date_nothing_is_late():
    setting = make_setting()
    report = make_report(setting)
    conference = report.invitation.conference
    conference.starts_at = conference.chair = None

    assert submit_due_on(report.invitation) is None


# Sharing


def test_the_duty_is_met_when_everybody_owed_has_an_answer():
    # REP-17, POL-13 to POL-15
    setting = make_setting()
    version = signed_report(setting)
    report = version.report
    rows = sharing_of(version, today=timezone.localdate())
    mother = next(row for row in rows if row.kind == "adult")
    assert (
        mother.owed
        and mother.relation == "Mother of Zoë O’Driscoll and Ivy O’Driscoll, has parental responsibility"
    )
    assert [row.owed for row in rows if row.kind == "child"] == [
        False,
        False,
    ]  # POL-19: nine and two years old

    at = NOW()
    said = {
        "shown": True,
        "shown_on": timezone.localdate(),
        "how": "in person",
        "by_whom": "Teacher",
        "said": HOSTILE,
    }
    sharing = record_sharing(version=version, person=mother.person, by=setting.teacher, at=at, **said)

    report.invitation.refresh_from_db()
    assert report.invitation.shared_with_family_at == at
    assert (sharing.said, moves(report)[-1]) == (HOSTILE, "share")


def test_a_child_of_twelve_is_owed_it_and_a_reason_for_each_meets_the_duty():
    # REP-12: with whom it isn't shared, the chair is consulted and the reason is kept
    setting = make_setting()
    family = make_family(setting, names=("Yusuf",), ages=(15,), name="Haddad")
    version = signed_report(
        setting, invitation=make_invitation(setting, make_conference(setting, family=family))
    )
    rows = sharing_of(version, today=timezone.localdate())
    assert [(row.kind, row.owed) for row in rows] == [("adult", True), ("child", True)]
    assert rows[1].relation == "15 years old" and rows[1].name == "Yusuf"
    not_shown = {"shown": False, "not_shown_reason": "not safe", "not_shown_note": "Told the chair."}

    record_sharing(version=version, person=rows[0].person, by=setting.teacher, at=NOW(), **not_shown)
    assert version.report.invitation.shared_with_family_at is None
    record_sharing(version=version, person=rows[1].person, by=setting.teacher, at=NOW(), **not_shown)

    first = version.report.invitation.shared_with_family_at
    assert first is not None
    shown = {
        "shown": True,
        "shown_on": timezone.localdate(),
        "how": "read aloud",
        "by_whom": "x",
        "said": "Fine.",
    }
    record_sharing(version=version, person=rows[1].person, by=setting.teacher, at=NOW(), **shown)
    assert version.report.invitation.shared_with_family_at == first
    assert sharing_of(version, today=timezone.localdate())[1].sharing.shown


def test_where_it_is_owed_to_nobody_the_duty_is_met_when_everybody_has_a_row():
    setting = make_setting()
    version = signed_report(setting)
    family = version.report.invitation.conference.family
    Relationship.objects.filter(adult=mother_of(family)).update(
        kinship=Kinship.GRANDPARENT.value, parental_responsibility=ParentalResponsibility.NO.value
    )
    rows = sharing_of(version, today=timezone.localdate())
    assert len(rows) > 1 and not any(row.owed for row in rows)
    not_shown = {"shown": False, "not_shown_reason": "not found", "not_shown_note": "Told the chair."}

    for row in rows:
        assert version.report.invitation.shared_with_family_at is None
        record_sharing(version=version, person=row.person, by=setting.teacher, at=NOW(), **not_shown)

    assert version.report.invitation.shared_with_family_at is not None


def test_a_sharing_says_how_or_why_not():
    version = signed_report()
    mother = mother_of(version.report.invitation.conference.family)

    with pytest.raises(IntegrityError), transaction.atomic():
        Sharing.objects.create(
            version=version, adult=mother, shown=True, recorded_by=version.signed_by, recorded_at=NOW()
        )


# What the form knows of the case


def test_the_form_shows_no_address_and_no_telephone():
    report = make_report()
    mother = mother_of(report.invitation.conference.family)
    type(mother).objects.filter(pk=mother.pk).update(telephone="01632 960123", interpreter_needed=True)

    adult = material_of(report, today=timezone.localdate()).adults[0]

    assert adult.details["address"] == "Kept by the social worker and not shown here"
    assert adult.details["interpreter"] == "Needed"
    assert "960123" not in str(adult)


def test_those_with_parental_responsibility_come_first_and_relations_are_told_in_words():
    setting = make_setting()
    report = make_report(setting)
    family = report.invitation.conference.family
    common = {"by": setting.office, "at": NOW()}
    from_before = mother_of(family)
    uncle = type(from_before).objects.create(
        name="Aaron", born_on=timezone.localdate().replace(year=1980, day=1)
    )
    relate(family=family, adult=uncle, child=children_of(family)[0], kinship=Kinship.AUNT_OR_UNCLE,
           parental_responsibility=ParentalResponsibility.NO, **common)  # fmt: skip

    found = material_of(report, today=timezone.localdate()).adults

    assert [adult.name for adult in found] == ["Małgorzata Nowak", "Aaron"]
    assert found[1].relation == "Aunt or uncle of Zoë O’Driscoll, no parental responsibility"
    assert relation_words([]) == "In the household or family"


def test_an_unborn_child_is_known_by_its_mother_and_its_weeks():
    setting = make_setting()
    family = make_family(setting, names=(), ages=(), unborn=1)
    report = make_report(
        setting,
        invitation=make_invitation(
            setting, make_conference(setting, family=family), agency=setting.midwifery
        ),
        by=make_person(Role.AGENCY_WRITER, at=setting.midwifery),
    )

    found = material_of(report, today=timezone.localdate())

    child = found.children[0]
    assert (child.type, child.born, list(child.details)) == ("P", False, ["expected_on"])
    assert " weeks and " in found.computed[f"gestation:{child.ref}"]

    Conference.objects.update(state="cancelled", starts_at=None)
    found = material_of(Report.objects.get(pk=report.pk), today=timezone.localdate())
    told = found.computed[f"gestation:{child.ref}"]
    assert told.startswith("Expected on ") and " weeks and " not in told


def test_the_clocks_are_told_for_a_first_conference():
    found = material_of(make_report(), today=timezone.localdate())

    assert found.computed["clocks"].startswith("Strategy discussion on ")
    assert "to be held by" in found.computed["clocks"]
    assert "Lark 1" in found.computed["conference"]


def test_a_review_shows_the_agencys_own_scale_before():
    setting = make_setting()
    then = NOW() - timedelta(days=60)
    before = make_conference(setting, at=then)
    signed_report(setting, invitation=make_invitation(setting, before, at=then), at=then)
    held = hold(setting, before, held_on=london_day(before.starts_at))
    review = make_conference(setting, follows=held)
    report = make_report(setting, invitation=make_invitation(setting, review))

    found = material_of(report, today=timezone.localdate())

    assert [child.type for child in found.children] == ["R", "R"]
    assert found.computed[f"scale_before:{found.children[0].ref}"] == "4 out of 10"
    other = make_report(
        setting, invitation=make_invitation(setting, review, agency=setting.police), by=setting.officer
    )
    assert not [
        key
        for key in material_of(other, today=timezone.localdate()).computed
        if key.startswith("scale_before")
    ]


def test_a_reconvened_conference_asks_what_the_one_that_it_repeats_asked():
    setting = make_setting()
    then = NOW() - timedelta(days=60)
    before = make_conference(setting, at=then)
    held = hold(setting, before, held_on=london_day(before.starts_at))
    again = make_conference(setting, follows=held, kind=ConferenceKind.RECONVENED)
    report = make_report(setting, invitation=make_invitation(setting, again))
    today = timezone.localdate()

    assert [child.type for child in material_of(report, today=today).children] == ["I", "I"]
    ConferenceChild.objects.filter(conference=held).update(kind=ConferenceKind.REVIEW)
    assert [child.type for child in material_of(report, today=today).children] == ["R", "R"]


def test_the_case_is_read_with_the_same_queries_whatever_its_size(django_assert_num_queries):
    setting = make_setting()
    small = make_report(
        setting,
        invitation=make_invitation(
            setting,
            make_conference(setting, family=make_family(setting, names=("Ann",), ages=(9,), name="A")),
        ),
    )
    large = fill(
        make_report(
            setting,
            invitation=make_invitation(
                setting,
                make_conference(
                    setting, family=make_family(setting, names=("Bo", "Cy", "Di"), ages=(9, 8, 7), name="B")
                ),
            ),
        )
    )

    for report in (small, large):
        with django_assert_num_queries(10):
            material_of(report, today=timezone.localdate())


def test_a_service_that_knows_nobody_reports_that():
    setting = make_setting()
    report = make_report(
        setting, invitation=make_invitation(setting, agency=setting.police), by=setting.officer
    )
    today = timezone.localdate()
    for place in places(material_of(report, today=today)):
        if place.part.code == "contact":
            fill_place(report, place, known={"choice": NOT_KNOWN, "note": ""})
        elif place.part.code == "records":
            fill_place(report, place, nothing={"choices": ["nothing held"], "note": ""})
    for place in places(material_of(report, today=today)):
        if place.subject is None:
            fill_place(report, place)

    assert [place.key for place in places(material_of(report, today=today)) if place.subject is None] == [
        "about",
        "checks",
        "approval",
        "files",
    ]
    version = sign(report=report, name="x", role="y", late_reason="", by=setting.officer, at=NOW())

    assert latest_version(report) == version
