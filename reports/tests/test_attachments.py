"""A file is what its structure says it is, whatever it is called; and what is kept of it is what it shows."""

import errno
import io
import os
import runpy
import stat
import subprocess
import sys
import zipfile

import pikepdf
import pytest
from PIL import Image

from reports import attachments, docx, file_process, pdf_stripping, pictures
from reports.attachments import NotAccepted, check_size, in_process, page_of, pages_of, take, text_of
from reports.tests import sent_files as sent
from reports.tests.sent_files import DOCUMENT, EICAR, huge_png, photograph, picture, relations


def kept(content, name="anything"):
    return take(content, name=name).content


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (sent.pdf(), "pdf", "a.PDF"),
        (picture(), "png", "a.png"),
        (picture("JPEG"), "jpg", "a.jpeg"),
        (sent.docx(), "docx", "letter"),
        (picture(size=(1200, 1200)), "png", "large.png"),
    ],
)
def test_four_kinds_are_taken(content, kind, name):
    assert take(content, name=name).kind == kind


def part(text):
    return sent.docx(b"<w:p>" + text + b"</w:p>")


ELSEWHERE = sent.docx(
    **{"word/_rels/document.xml.rels": relations(("image", "https://e.example/x.png", True))}
)
REFUSED = [
    (b"", "is empty"),
    (b"hello", "isn’t a PDF, PNG, JPG or Word"),
    (EICAR.encode(), "isn’t a PDF, PNG, JPG or Word"),
    (b"<html>%PDF-1.7</html>", "isn’t a PDF, PNG, JPG or Word"),
    (b"%PDF-1.7 and nothing more", "says it is a PDF but can’t be opened"),
    (sent.pdf(password="x"), "is locked with a password"),
    (b"\x89PNG\r\n\x1a\nrubbish", "says it is a picture but can’t be opened"),
    (picture()[:40], "says it is a picture but can’t be opened"),
    (picture("JPEG", (90, 90))[:-400], "says it is a picture but can’t be opened"),
    (huge_png(10_000, 10_000), "has too many dots to be opened safely"),
    (huge_png(50_000, 50_000), "has too many dots to be opened safely"),
    (b"PK\x03\x04rubbish", "says it is a Word file but can’t be opened"),
    (sent.docx(**{"word/vbaProject.bin": b"x"}), "holds macros"),
]
WORD_REFUSED = [
    (b"PK\x03\x04rubbish", "broken"),
    (sent.docx(**{"word/document.xml": None}), "broken"),
    (sent.docx(**{"[Content_Types].xml": None}), "broken"),
    (sent.docx(**{"../../etc/passwd": b"x"}), "broken"),
    (sent.docx(b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:p/>"), "broken"),
    (sent.docx("<w:p/>".encode("utf-16")), "broken"),
    (sent.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    (sent.docx(**{"[Content_Types].xml": b"<Types>x.macroEnabled.main</Types>"}), "macros"),
    (sent.docx(**{"word/embeddings/sheet.bin": b"x"}), "holding"),
    (sent.docx(**{"word/media/inner.zip": sent.docx()}), "holding"),
    (part(b"<w:ins w:id='1'>new</w:ins>"), "tracked"),
    (part(b"<x:del x:id='1'>old</x:del>"), "tracked"),
    (part(b"<w:moveFrom w:id='1'/>"), "tracked"),
    (sent.docx(**{"word/footnotes.xml": b"<w:rPrChange />"}), "tracked"),
    (sent.docx(**{"word/comments.xml": b"<w:comments><w:comment w:id='1'/></w:comments>"}), "comments"),
    (ELSEWHERE, "fetching"),
    (part(b"<w:instrText>DDEAUTO c:\\\\x</w:instrText>"), "fetching"),
    (part(b'<w:fldSimple w:instr="INCLUDEPICTURE x"/>'), "fetching"),
    (sent.docx(**{"word/media/image1.png": huge_png(50_000, 50_000)}), "huge"),
    (sent.docx(**{f"word/x{n}.bin": b"" for n in range(docx.MOST_PARTS)}), "bomb"),
    (sent.docx(**{"word/media.bin": bytes(docx.MOST_UNPACKED + 1)}), "bomb"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"), REFUSED, ids=[f"{n}: {words}" for n, (_, words) in enumerate(REFUSED)]
)
def test_anything_else_is_refused_with_a_sentence(content, words):
    with pytest.raises(NotAccepted, match=words) as refused:
        take(content, name="Zoë’s file")

    assert str(refused.value).startswith("Zoë’s file ")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("content", "word"), WORD_REFUSED, ids=[f"{n}: {word}" for n, (_, word) in enumerate(WORD_REFUSED)]
)
def test_a_word_file_is_refused_with_one_word(content, word):
    with pytest.raises(pictures.Refused, match=f"^{word}$"):
        docx.stripped(content)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (sent.docx(), "plan.pdf", "plan.pdf is called a PDF but is a Word file"),
        (sent.pdf(), "plan.docx", "plan.docx is called a Word file but is a PDF"),
        (picture(), "photo.JPG", "photo.JPG is called a JPG picture but is a PNG picture"),
    ],
)
def test_a_file_that_was_renamed_is_sent_back_with_its_right_ending(content, name, words):
    with pytest.raises(NotAccepted, match=words):
        take(content, name=name)


def test_a_small_file_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked():
    bomb = sent.docx(**{"word/media.bin": bytes(docx.MOST_UNPACKED + 1)})
    assert len(bomb) < 1024 * 1024

    with pytest.raises(NotAccepted, match="unpacks to far too much"):
        take(bomb, name="bomb.docx")


def test_a_part_that_lies_about_its_size_is_unpacked_no_further_than_it_may():
    bomb = bytearray(sent.docx(**{"word/media.bin": bytes(4 * 1024 * 1024)}))
    at = bomb.rindex(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(NotAccepted, match="can’t be opened|unpacks to far too much"):
        take(bytes(bomb), name="bomb.docx")


def test_a_size_is_judged_before_a_byte_is_read():
    check_size(20 * 1024 * 1024, name="a.pdf", most_bytes=20 * 1024 * 1024)

    with pytest.raises(NotAccepted, match=r"a.pdf has 60 MB. A file may have at most 20 MB"):
        check_size(60 * 1024 * 1024, name="a.pdf", most_bytes=20 * 1024 * 1024)


def spelled_out(pdf):
    """The whole of a PDF with nothing packed."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        plain = io.BytesIO()
        document.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
        return plain.getvalue()


def test_a_pdf_keeps_its_pages_and_nothing_that_runs_opens_embeds_or_names():
    stripped = pdf_stripping.stripped(sent.busy_pdf())
    plain = spelled_out(stripped)
    for gone in (b"alert", b"OpenAction", b"cmd.exe", b"elsewhere.example", b"embedded secret", b"Zoe Author",
                 b"FileAttachment", b"/AA", b"/Next"):  # fmt: skip
        assert gone not in plain, gone
    for stays in (b"What the page shows", b"/GoTo", b"reviewer's remark", b"/Dest", b"/Layout"):
        assert stays in plain, stays
    assert pdf_stripping.stripped(sent.busy_pdf()) == stripped == kept(sent.busy_pdf())


def test_a_plain_pdf_stays_as_it_is():
    with pikepdf.open(io.BytesIO(pdf_stripping.stripped(sent.pdf(text="Hello")))) as document:
        assert len(document.pages) == 1


def test_a_pdf_that_is_closed_to_changes_only_is_opened_and_kept_open():
    with pikepdf.open(io.BytesIO(kept(sent.pdf(owner="x")))) as document:
        assert not document.is_encrypted


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (sent.pdf(password="x"), "locked"),
        (sent.pdf(pages=0), "empty"),
        (sent.xfa_pdf(), "form"),
        (b"%PDF-1.7", "broken"),
    ],
)
def test_a_pdf_is_refused_with_one_word(content, word):
    with pytest.raises(pictures.Refused, match=word):
        pdf_stripping.stripped(content)


def test_a_photograph_stands_upright_and_says_neither_where_nor_with_what_nor_what_of():
    drawn = kept(photograph())
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
    assert b"Zoe" not in drawn


def test_a_picture_keeps_what_is_seen_through_and_loses_its_notes():
    notes = pictures.Image.new("P", (4, 4))
    notes.info["transparency"] = 0
    sent_one = io.BytesIO()
    notes.save(sent_one, "PNG", transparency=0)
    with Image.open(io.BytesIO(kept(sent_one.getvalue()))) as image:
        assert image.info["transparency"] == 0


def test_a_picture_for_print_becomes_one_for_the_screen_and_a_very_long_one_shorter():
    with Image.open(io.BytesIO(kept(picture("JPEG", mode="CMYK")))) as image:
        assert image.mode == "RGB"
    with Image.open(io.BytesIO(pictures.redrawn(picture(size=(6000, 2), mode="L"), "png"))) as image:
        assert image.size == (5000, 2)


def test_a_word_file_keeps_its_text_and_loses_who_wrote_it_and_what_it_fetches():
    stripped = docx.stripped(sent.written_docx())
    with zipfile.ZipFile(io.BytesIO(stripped)) as parts:
        names = set(parts.namelist())
        whole = b"".join(parts.read(name) for name in names)
        assert parts.read("word/document.xml") == DOCUMENT
        with Image.open(io.BytesIO(parts.read("word/media/image1.jpeg"))) as image:
            assert image.size == (20, 40)
    assert not [name for name in names if name.startswith(("docProps", "customXml")) or "people" in name]
    for gone in (
        b"Zoe Author",
        b"Zoe's telephone",
        b"10.0.0.1",
        b"attachedTemplate",
        b"docProps",
        b"people.xml",
    ):
        assert gone not in whole, gone
    for stays in (
        b"https://school.example",
        b"media/image1.jpeg",
        b"/word/document.xml",
        b"<w:zoom/>",
        b"drawing",
    ):
        assert stays in whole, stays
    assert docx.stripped(sent.written_docx()) == stripped == kept(sent.written_docx())


def test_a_relation_that_names_nothing_stays_as_it_is():
    whole = docx.stripped(
        sent.docx(**{"_rels/.rels": b"<Relationships><Relationship Id='x'/></Relationships>"})
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        assert b"<Relationship Id='x'/>" in parts.read("_rels/.rels")


def test_a_locked_zip_is_no_word_file():
    locked = bytearray(sent.docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.index(mark)
        locked[place + at] |= 1
    with pytest.raises(pictures.Refused, match="broken"):
        docx.stripped(bytes(locked))


def test_what_a_word_file_says_is_read_with_its_heads_and_its_paragraphs():
    said = text_of("docx", sent.written_docx())
    assert "Zoë is well.\n" in said and "Thornwold High" in said
    two = b"<w:p><w:r><w:t>14</w:t></w:r></w:p><w:p><w:t xml:space='preserve'>Larch &amp; Close</w:t></w:p>"
    assert docx.text(sent.docx(two)) == "14\nLarch & Close\n"


def test_what_a_pdf_says_is_read_and_of_a_picture_somebody_has_to_look():
    assert text_of("pdf", sent.pdf(text="14 Larch Close")) == "14 Larch Close"
    assert text_of("pdf", sent.pdf()) is None
    assert text_of("pdf", b"%PDF-nothing") is None
    assert text_of("png", picture()) is None


def seen(content, number=1):
    """The page as a picture in greys, and all that it is."""
    page = page_of(content, number)
    return Image.open(io.BytesIO(page.picture)).convert("L"), page


def test_a_page_is_drawn_and_its_text_read():
    picture, page = seen(sent.pdf(text="Seen exam-) Tj 0 -14 Td (ination", pages=3))
    assert (page.pages, page.text) == (3, "Seen exam-ination") and max(picture.size) == 2400
    assert picture.getextrema()[0] < 100
    assert seen(sent.pdf(text="Seen", pages=3), 3)[1].text == ""
    assert page_of(sent.pdf(text="Seen"), 99999).text == "Seen"


def test_of_a_scanned_page_the_picture_is_seen():
    picture, page = seen(sent.scanned_pdf(pages=2), 2)
    wide, high = picture.size
    assert (page.pages, page.text) == (2, "")
    assert (
        picture.getpixel((wide // 2, high // 4)) < 20 and picture.getpixel((wide // 2, high * 3 // 4)) > 235
    )


def test_what_was_filled_in_on_a_form_is_seen():
    assert seen(pdf_stripping.stripped(sent.filled_in_pdf()))[0].getextrema()[0] < 100


@pytest.mark.parametrize(
    "box", [[0, 0, 10**9, 10**9], [0, 0, 0, 0], [0, 0, 10**5, 1], [-(10**15), 0, 10**15, 1]]
)
def test_a_page_gets_no_more_dots_than_any_other_whatever_size_it_says(box):
    def change(document):
        document.pages[0].MediaBox = pikepdf.Array(box)

    assert max(seen(sent.pdf(change=change))[0].size) == 2400


def test_a_page_that_takes_too_much_is_not_drawn_and_the_others_are():
    hostile = sent.hostile_pdf()
    assert page_of(hostile, 2) is None
    assert page_of(hostile, 3).pages == pages_of(hostile) == 3
    assert page_of(b"%PDF-nothing", 1) is None and pages_of(b"%PDF-nothing") == 1


def test_the_process_that_draws_opens_nothing_any_more():
    # What a stranger's file might make it do: read the keys, or send what it holds somewhere.
    asked = (
        "import socket, resource; from reports import pdf_drawing; from reports.tests import sent_files\n"
        "assert pdf_drawing.drawn(sent_files.pdf(text='Hello'), '1')\n"
        "for reach in (lambda: open('README.md'), socket.socket):\n"
        "    try: reach()\n"
        "    except OSError as error: print(error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=attachments.ROOT, capture_output=True, text=True)
    assert done.stdout.split() == [str(errno.EMFILE)] * 2, done.stderr


def test_a_file_that_takes_too_long_or_too_much_is_ended_and_said_so():
    with pytest.raises(pictures.Refused, match="slow"):
        in_process("strip-pdf", sent.pdf(), seconds=0.01)
    with pytest.raises(pictures.Refused, match="slow"):
        in_process("strip-png", picture(size=(7000, 7000)), memory_bytes=160 * 1024 * 1024)
    with pytest.raises(pictures.Refused, match="broken"):
        in_process("no such job", sent.pdf())


def test_the_process_reads_one_file_and_answers_with_what_came_of_it(monkeypatch, capsysbinary):
    limits = {}
    monkeypatch.setattr(file_process.resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(file_process.logging, "disable", lambda: None)

    def ask(job, content, *more):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        monkeypatch.setattr("sys.argv", ["file_process", "5", "1000000000", job, *more])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(file_process.__file__, run_name="__main__")
        return ended.value.code, *capsysbinary.readouterr()

    assert ask("text-pdf", sent.pdf(text="Hello")) == (0, b"Hello", b"")
    assert ask("text-docx", sent.docx()) == (0, "Zoë is well.\n".encode(), b"")
    assert ask("strip-pdf", sent.pdf(password="x")) == (3, b"", b"locked")
    assert ask("count-pdf", sent.pdf(pages=4)) == (0, b"4", b"")
    assert ask("draw-pdf", b"%PDF-nothing", "1") == (3, b"", b"broken")
    code, answer, said = ask("draw-pdf", sent.pdf(text="Hello", pages=2), "1")
    assert (code, said) == (0, b"") and answer.startswith(b'{"pages": 2, "text": "Hello"}\n\xff\xd8')
    assert limits[file_process.resource.RLIMIT_NOFILE] == (0, 0)
    assert limits[file_process.resource.RLIMIT_CPU] == (5, 5)


def test_whatever_is_refused_has_its_sentence():
    said = {word for kind, word in attachments.WORDS if kind == "docx"}
    assert said == {"broken", "bomb", "macros", "holding", "fetching", "tracked", "comments", "huge", "slow"}
    assert stat.S_ISREG(os.stat(file_process.__file__).st_mode)
