"""Before a signature: hidden addresses stop it, people of other families are asked about (report-forms 11, 9 to 11)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import children_of, make_family, make_invitation
from conferences.tests.pages import text_of
from partnership.tests.factories import client_for
from procedures.reckoning import london_day
from procedures.words import AmendmentKind, Scan
from procedures.workflow import ReportState
from reports import vault
from reports.gaps import gaps
from reports.material import place_of
from reports.models import Attachment, ReportEvent
from reports.operations.amending import amend_report, write_addendum
from reports.operations.files import add_attachment
from reports.operations.writing import Incomplete, Questioned, sign
from reports.queries.looking import doubts_of, texts_of
from reports.queries.writing import material_of
from reports.tests import sent_files as sent
from reports.tests.factories import fill, fill_place, make_report, png
from reports.tests.two_homes import TwoHomes

pytestmark = pytest.mark.django_db


def today():
    """A whole run may pass midnight."""
    return london_day(timezone.now())


HIDDEN = "They moved to no. 14,\nLаrch Cl. in May."


class Written(TwoHomes):
    """The police's report about that family, complete."""

    def __init__(self):
        super().__init__()
        police = self.setting.police
        invitation = make_invitation(self.setting, self.conference, agency=police)
        self.report = make_report(invitation=invitation, by=self.setting.officer)
        fill(self.report)
        self.browser = client_for(self.setting.officer)

    def says(self, place, **answers):
        fill_place(self.report, self.place(place), **answers)

    def place(self, key):
        return place_of(material_of(self.report, today=today()), key)

    def row(self, key, **cells):
        """The row that stands there, with other words."""
        answer = material_of(self.report, today=today()).answers[self.worries][key]
        return {key: answer | {"rows": [answer["rows"][0] | cells]}}

    @property
    def worries(self):
        return f"worries:{self.ivy.ref}"

    def adds(self, name, content):
        asked = material_of(self.report, today=today()).definition.fields["attach"]
        told = {
            "asked": asked,
            "place": self.place("files"),
            "by": self.setting.officer,
            "at": timezone.now(),
            "share": "everyone",
        }
        return add_attachment(report=self.report, upload=SimpleUploadedFile(name, content), **told)

    def doubts(self):
        return doubts_of(self.report, material_of(self.report, today=today()), today=today())

    def stops(self):
        return [(gap.place.key, gap.box) for gap in self.doubts().stops]

    def questions(self):
        return [gap.text for gap in self.doubts().questions]

    def page(self, name):
        return self.browser.get(reverse(f"reports:{name}", args=[self.report.ref]))

    def signs(self, **more):
        told = {"name": "Kwame Adeyemi", "role": "Sergeant"} | more
        return self.browser.post(reverse("reports:sign", args=[self.report.ref]), told)

    def state(self):
        self.report.refresh_from_db()
        return self.report.state


@pytest.fixture
def case():
    return Written()


def test_a_complete_report_raises_no_doubt_and_is_signed(case):
    assert not gaps(material_of(case.report, today=today()), today=today())
    assert (case.stops(), case.questions()) == ([], [])
    assert case.signs().status_code == 302
    assert case.state() == ReportState.SIGNED


def test_a_hidden_address_in_a_text_is_pointed_out_at_its_box_and_cannot_pass(case):
    case.says("involvement", involvement=HIDDEN)
    page = case.page("check")
    assert (
        "it gives away an address that is kept confidential: “…They moved to no. 14, Lаrch Cl. in May."
        in text_of(page)
    )
    assert (
        f"{reverse('reports:part', args=[case.report.ref, 'involvement'])}?check#id_involvement"
        in page.content.decode()
    )
    refused = case.signs(looked="on")
    assert refused.status_code == 422 and "kept confidential" in text_of(refused)
    assert case.state() == ReportState.DRAFTING


def test_a_hidden_telephone_number_is_seen_in_its_row(case):
    case.says(case.worries, **case.row("harm", what="Ring 07700 900 147"))
    assert case.stops() == [(case.worries, "harm-r1-what")]


def test_an_address_that_begins_in_one_box_and_ends_in_the_next_is_seen(case):
    about = material_of(case.report, today=today()).answers["about"]
    row = about["contributors"]["rows"][0] | {"name": "A neighbour of number 14", "role": "Larch Close"}
    case.says("about", contributors=about["contributors"] | {"rows": [row]})
    assert case.stops() == [("about", "contributors-r1-name")]


def test_what_the_chair_alone_reads_may_say_where(case):
    case.says(case.worries, **case.row("harm", what=HIDDEN, share="chair", ground="safety", share_why="So."))
    assert case.stops() == []
    case.says("about", safety_flag={"answer": "yes", "why": HIDDEN})
    assert case.stops() == []


def test_a_street_without_its_number_is_asked_about(case):
    case.says("involvement", involvement="She was seen in Larch Close.")
    assert case.stops() == []
    assert len(case.questions()) == 1 and "“…She was seen in Larch Close.…”" in case.questions()[0]


def test_a_hidden_address_in_a_word_file_or_a_pdf_stops_it_and_a_picture_cannot_be_read(case):
    case.adds("letter.docx", sent.docx(f"<w:p><w:t>{HIDDEN}</w:t></w:p>".encode()))
    case.adds("scan.png", png(4, 4))
    case.adds("letter.pdf", sent.pdf(text="To 14 Larch Close"))
    assert case.stops() == [("files", "attach-upload")] * 2
    assert "“Files, letter.docx”" in text_of(case.page("check"))


def test_a_file_for_the_chair_alone_may_say_where_and_one_that_is_lost_says_nothing(case):
    letter = case.adds("letter.pdf", sent.pdf(text="To 14 Larch Close"))
    Attachment.objects.filter(pk=letter.pk).update(share="chair")
    assert case.stops() == []
    vault.discard(letter.text_as)
    assert texts_of([letter]) == {}


def test_the_name_of_a_carer_may_stand_where_names_belong_and_nowhere_else(case):
    carer = case.adult("Bryony Close", family=make_family(case.setting, names=(), ages=(), name="Close"))
    case.lives([carer, case.ivy], "7 Mill Court", from_on=today())
    about = material_of(case.report, today=today()).answers["about"]
    case.says("about", author=about["author"] | {"name": "Bryony Close"})
    assert case.stops() == []
    case.says("involvement", involvement="Bryony Close was there.")
    assert case.stops() == [("involvement", "involvement")]


def test_people_of_another_family_are_asked_about_and_a_tick_answers(case):
    other = make_family(case.setting, names=("Maud Thistlewood",), ages=(7,), name="Thistlewood")
    case.lives(children_of(other), "21 Quarry Road\nStowmere", family=other)
    case.says(
        "involvement", involvement="Maud Thistlewood of 21 Quarry Rd was there too. Quarry Road is long."
    )
    questions = case.questions()
    assert len(questions) == 2 and "isn’t in this conference" in questions[0]

    asked = case.signs()
    assert asked.status_code == 422 and "Look at this again" in text_of(asked)
    assert "I have looked at each of these, and it belongs in this report" in text_of(asked)
    assert "Read the list “Look at this again”, then tick that all of it belongs in this report" in text_of(
        asked
    )
    assert "Each of them is in the list “Look at this again”, above." in text_of(asked)
    assert 'value="Kwame Adeyemi"' in asked.content.decode()
    assert case.state() == ReportState.DRAFTING
    assert case.signs(looked="on").status_code == 302
    assert ReportEvent.objects.get(move="sign").facts["looked"] is True


def test_the_author_who_asks_for_sign_off_is_asked_as_well():
    case = TwoHomes()
    invitation = make_invitation(case.setting, case.conference)
    report = make_report(invitation=invitation, by=case.setting.teacher)
    fill(report)
    place = place_of(material_of(report, today=today()), "involvement")
    fill_place(report, place, involvement="Born on 4 July 2019.")
    browser = client_for(case.setting.teacher)
    address = reverse("reports:ask", args=[report.ref])
    asked = browser.post(address, {"note": "Please read it."})
    assert asked.status_code == 422 and "gives a date of birth that is nobody’s" in text_of(asked)
    assert "Please read it." in asked.content.decode()
    assert browser.post(address, {"note": "Please read it.", "looked": "on"}).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.FOR_SIGN_OFF


def test_a_date_of_birth_of_somebody_here_is_no_question(case):
    case.says("involvement", involvement=f"Ivy was born on {case.ivy.born_on:%d/%m/%Y}.")
    assert case.questions() == []


def test_malware_stops_it_until_the_file_is_removed(case):
    Attachment.objects.filter(report=case.report).update(scan=Scan.INFECTED)
    assert {box for _, box in case.stops()} == {"attach-upload"}
    with pytest.raises(Incomplete):
        sign(
            report=case.report, name="A", role="B", late_reason="", by=case.setting.officer, at=timezone.now()
        )
    Attachment.objects.filter(report=case.report).update(scan=Scan.PENDING)
    assert case.stops() == []  # a late report is better than none


def test_evidence_that_does_not_say_what_it_is_is_noted_and_holds_nothing_up(case):
    assert ["isn’t said to be on headed paper" in gap.text for gap in case.doubts().notes] == [True]
    assert "Tick what it is, if it is evidence" in text_of(case.page("check"))
    Attachment.objects.filter(report=case.report).update(marks=["headed"])
    assert case.doubts().notes == ()


def test_an_operation_asks_unless_it_is_told_that_somebody_looked(case):
    case.says("involvement", involvement="Born on 4 July 2019.")
    told = {"report": case.report, "name": "A", "role": "B", "late_reason": "", "by": case.setting.officer}
    with pytest.raises(Questioned) as asked:
        sign(**told, at=timezone.now())
    assert len(asked.value.questions) == 1
    assert sign(**told, looked=True, at=timezone.now()).number == 1


def test_a_childs_part_that_is_closed_is_not_looked_through(case):
    fill_place(
        case.report, case.place(f"contact:{case.ivy.ref}"), known={"choice": "not known to us", "note": "x"}
    )
    assert case.stops() == []


def test_of_an_addendum_what_it_adds_is_looked_through_at_the_part_it_is_about(case):
    told = {"report": case.report, "name": "A", "role": "B", "late_reason": "", "by": case.setting.officer}
    sign(**told, at=timezone.now())
    amend_report(
        report=case.report,
        kind=AmendmentKind.ADDENDUM,
        reason="They moved.",
        by=told["by"],
        at=timezone.now(),
    )
    added = {"report": case.report, "reason": "They moved.", "by": told["by"], "at": timezone.now()}
    write_addendum(**added, text=HIDDEN, place="involvement")
    with pytest.raises(Incomplete) as refused:
        sign(**told, at=timezone.now())
    assert [(gap.place.key, gap.box) for gap in refused.value.gaps] == [("involvement", "addendum")]
    assert "kept confidential" in text_of(case.page("check"))
    write_addendum(**added | {"reason": HIDDEN}, text="They moved in May.", place="")  # everybody reads it
    with pytest.raises(Incomplete):
        sign(**told, at=timezone.now())
    write_addendum(**added, text="They moved in May.", place="")
    assert sign(**told, at=timezone.now()).number == 2
