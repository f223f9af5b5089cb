"""Files and malware: asked of a clamd that speaks the real protocol; what waits or was found is kept from others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conferences.tests.factories import make_setting
from conferences.tests.pages import text_of
from partnership.tests.factories import client_for
from procedures.words import Scan
from reports import scanning, vault
from reports.material import place_of
from reports.models import Attachment, ReportEvent
from reports.operations.files import add_attachment
from reports.operations.scanning import scan_waiting
from reports.queries.writing import material_of
from reports.tasks import scan_waiting as task
from reports.tests import sent_files as sent
from reports.tests.clamd import clamd
from reports.tests.factories import make_report, png

EICAR = sent.docx(f"<w:p><w:t>{sent.EICAR}</w:t></w:p>".encode())
NOBODY = "127.0.0.1:9"


@pytest.mark.parametrize("by_path", [True, False])
def test_clamd_is_asked_over_a_socket_of_this_machine_or_of_another(by_path, tmp_path):
    big = png() * 2000
    with clamd(path=tmp_path / "clamd.ctl" if by_path else None) as server:
        assert scanning.ask(big, address=server.address).is_clean
        assert scanning.ask(sent.EICAR.encode(), address=server.address).found == "Eicar-Signature"
        assert scanning.ask(b"", address=server.address).is_clean
    assert server.seen == [big, sent.EICAR.encode(), b""]
    assert len(big) > scanning.CHUNK


@pytest.mark.parametrize("address", [NOBODY, "unix:/nowhere/clamd.ctl", "no port at all:x"])
def test_where_nobody_answers_nothing_is_known(address):
    with pytest.raises(scanning.NoAnswer):
        scanning.ask(b"x", address=address)


def test_a_clamd_that_hangs_up_or_will_not_judge_gives_no_verdict():
    with clamd(says=b"") as server, pytest.raises(scanning.NoAnswer):
        scanning.ask(b"x", address=server.address)
    says = b"INSTREAM size limit exceeded. ERROR\0"
    with clamd(says=says) as server, pytest.raises(scanning.NoVerdict):
        scanning.ask(b"x", address=server.address)
    with clamd(says=b"x" * 9000) as server, pytest.raises(scanning.NoVerdict):
        scanning.ask(b"x", address=server.address)


class Case:
    def __init__(self):
        self.setting = make_setting()
        self.report = make_report(self.setting)

    def add(self, content=None, name="letter.png"):
        material = material_of(self.report, today=timezone.localdate())
        return add_attachment(
            report=self.report,
            asked=material.definition.fields["attach"],
            place=place_of(material, "files"),
            upload=SimpleUploadedFile(name, content or png()),
            by=self.setting.teacher,
            at=timezone.now(),
        )

    def opened_by(self, person, attachment):
        return client_for(person).get(reverse("reports:file", args=[self.report.ref, attachment.ref]))


@pytest.fixture
def case(db):
    return Case()


def scan():
    return scan_waiting(at=timezone.now())


def state(attachment):
    attachment.refresh_from_db()
    return attachment.scan


def test_the_demo_does_without_a_scanner_and_says_so(case):
    attachment = case.add()
    assert scan() == 0
    assert state(attachment) == Scan.NOT_SCANNED
    assert case.opened_by(case.setting.dsl, attachment).status_code == 200
    page = client_for(case.setting.teacher).get(reverse("reports:part", args=[case.report.ref, "files"]))
    assert "Not scanned for malware: no scanner is set up here" in text_of(page)


def test_production_without_a_scanner_opens_no_file_to_others(case, settings):
    settings.DEMO = False
    attachment = case.add()
    assert attachment.scan == Scan.PENDING and scan() == 0
    assert case.opened_by(case.setting.dsl, attachment).status_code == 409


def test_a_file_waits_then_is_clean_and_only_its_sender_has_it_meanwhile(case, settings):
    with clamd() as server:
        settings.CLAMD = server.address
        attachment = case.add()
        held = case.opened_by(case.setting.dsl, attachment)
        assert held.status_code == 409 and "It waits to be scanned for malware" in text_of(held)
        assert case.opened_by(case.setting.teacher, attachment).status_code == 200
        task()
    assert state(attachment) == Scan.CLEAN
    assert server.seen == [vault.fetch(attachment.kept_as)]
    assert case.opened_by(case.setting.dsl, attachment).status_code == 200


def test_malware_is_locked_away_from_everybody_and_said_on_the_page(case, settings):
    with clamd() as server:
        settings.CLAMD = server.address
        attachment = case.add(EICAR, "letter.docx")
        assert scan() == 1 and scan() == 0
    assert (state(attachment), attachment.scan_found) == (Scan.INFECTED, "Eicar-Signature")
    for person in (case.setting.teacher, case.setting.dsl):
        page = case.opened_by(person, attachment)
        assert page.status_code == 409 and "Malware was found in it" in text_of(page)
    page = client_for(case.setting.teacher).get(reverse("reports:part", args=[case.report.ref, "files"]))
    assert "Locked away: malware was found in it. Remove it" in text_of(page)
    event = ReportEvent.objects.get(move="lock_file")
    assert event.facts == {"file": attachment.ref}


def test_files_from_before_there_was_a_scanner_are_scanned_as_well(case, settings):
    attachment = case.add()
    with clamd() as server:
        settings.CLAMD = server.address
        assert scan() == 1
    assert state(attachment) == Scan.CLEAN


def test_where_clamd_is_gone_files_wait_and_nothing_is_lost(case, settings, caplog):
    settings.CLAMD = NOBODY
    first, second = case.add(), case.add(name="another.png")
    assert scan() == 0
    assert {state(first), state(second)} == {Scan.PENDING}
    assert len(caplog.messages) == 1 and "another" not in caplog.text


def test_one_that_clamd_will_not_judge_or_that_is_lost_does_not_hold_up_the_others(case, settings, caplog):
    with clamd(says=b"INSTREAM size limit exceeded. ERROR\0") as server:
        settings.CLAMD = server.address
        first, lost = case.add(), case.add(name="another.png")
        vault.discard(lost.kept_as)
        assert scan() == 0
    assert len(server.seen) == 1 and len(caplog.messages) == 2
    later = case.add(name="later.png")
    with clamd() as server:
        settings.CLAMD = server.address
        assert scan() == 2
    assert server.seen[0] == vault.fetch(later.kept_as)
    assert (state(first), state(lost)) == (Scan.CLEAN, Scan.PENDING)


def test_two_workers_keep_one_answer(case, settings):
    attachment = case.add(EICAR, "letter.docx")

    class Meanwhile(str):
        """An address that, once it is read, finds the other worker already done."""

        def rpartition(self, mark):
            Attachment.objects.filter(pk=attachment.pk).update(scan=Scan.INFECTED)
            return str(self).rpartition(mark)

    with clamd() as server:
        settings.CLAMD = Meanwhile(server.address)
        assert scan() == 0
    assert not ReportEvent.objects.filter(move="lock_file").exists()
