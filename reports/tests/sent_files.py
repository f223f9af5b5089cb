"""Files as people send them, good and bad, made here: nothing of them is kept in the repository."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DOCUMENT = b"<w:document><w:body><w:p><w:r><w:t>Zo\xc3\xab is well.</w:t></w:r></w:p></w:body></w:document>"


def pdf(*, pages=1, password="", owner="", text="", change=None) -> bytes:
    document, kept = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    if text:
        page = document.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode())
    if change:
        change(document)
    is_locked = bool(password or owner)
    document.save(
        kept, encryption=pikepdf.Encryption(owner=owner or password, user=password) if is_locked else False
    )
    return kept.getvalue()


def busy_pdf() -> bytes:
    """A PDF with everything that a page needs for nothing."""

    def change(document):
        name, entry = pikepdf.Name, pikepdf.Dictionary
        root, page = document.Root, document.pages[0]
        script = entry(S=name.JavaScript, JS="app.alert('ran')")
        root.OpenAction = script
        root.AA = entry(WC=script)
        root.Names = entry(JavaScript=entry(Names=pikepdf.Array(["x", script])))
        document.attachments["secret.txt"] = b"embedded secret"
        document.docinfo["/Author"] = "Zoe Author"
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = ["Zoe Author"]

        def link(**more):
            return entry(Subtype=name.Link, Rect=[0, 0, 9, 9], **more)

        page.obj.Annots = pikepdf.Array(
            [
                document.make_indirect(link(A=entry(S=name.Launch, F="cmd.exe"))),
                link(A=entry(S=name.URI, URI="https://elsewhere.example/track")),
                link(A=entry(S=name.GoTo, D=[page.obj, name.Fit], Next=script)),
                link(PA=entry(S=name.URI), Dest=[page.obj, name.Fit]),
                entry(Subtype=name.FileAttachment, Rect=[0, 0, 9, 9]),
                entry(Subtype=name.Text, Contents="A reviewer's remark", Rect=[0, 0, 9, 9]),
            ]
        )
        root.Lang = document.make_indirect(pikepdf.String("en-GB"))
        page.obj.PieceInfo = entry(Editor=entry(Private="Zoe Author"))
        root.StructTreeRoot = entry(K=entry(S=name.P, A=entry(O=name.Layout, S=name.GoTo)))

    return pdf(text="What the page shows", change=change)


def scanned_pdf(pages=1) -> bytes:
    """As a scanner makes it: nothing but a picture on each page, black in its upper half."""
    page = Image.new("L", (620, 877), 255)
    page.paste(0, (0, 0, 620, 438))
    kept = io.BytesIO()
    page.save(kept, "PDF", resolution=75, save_all=True, append_images=[page] * (pages - 1))
    return kept.getvalue()


def filled_in_pdf() -> bytes:
    """A form that somebody filled in and that leaves the drawing of it to whoever shows it."""

    def change(document):
        name, entry, page = pikepdf.Name, pikepdf.Dictionary, document.pages[0].obj
        font = entry(F1=entry(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica))
        box = entry(Type=name.Annot, Subtype=name.Widget, FT=name.Tx, T="seen", V="X" * 20, DA="/F1 30 Tf 0 g",
                    Rect=[50, 300, 560, 360], P=page)  # fmt: skip
        page.Annots = pikepdf.Array([document.make_indirect(box)])
        document.Root.AcroForm = entry(Fields=page.Annots, DA="/F1 30 Tf 0 g", DR=entry(Font=font))

    return pdf(change=change)


def hostile_pdf() -> bytes:
    """Three pages; the second draws a line a million million times, out of three kilobytes."""

    def change(document):
        name, drawing = pikepdf.Name, None
        for _ in range(12):
            outer = document.make_stream(b"/A Do " * 10 if drawing else b"0 0 m 500 500 l S ")
            outer.Type, outer.Subtype, outer.BBox = name.XObject, name.Form, pikepdf.Array([0, 0, 600, 900])
            if drawing:
                outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=drawing))
            drawing = document.make_indirect(outer)
        page = document.pages[1]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=drawing))
        page.Contents = document.make_stream(b"/A Do")

    return pdf(pages=3, text="The first page", change=change)


def xfa_pdf() -> bytes:
    def change(document):
        document.Root.AcroForm = pikepdf.Dictionary(XFA="<xdp/>", Fields=[])

    return pdf(change=change)


def picture(kind="PNG", size=(3, 3), mode="RGB", **more) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size).save(kept, kind, **more)
    return kept.getvalue()


def photograph(size=(40, 20)) -> bytes:
    """As a telephone makes it: lying on its side, with the place where it was taken and a remark."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter
    exif[0x010F] = "Zoe's telephone"
    exif.get_ifd(0x8825)[2] = (52.0, 55.0, 21.0)
    return picture("JPEG", size, exif=exif, comment=b"Zoe at home")


def huge_png(width, height) -> bytes:
    """A head that promises far more dots than the file holds."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk + picture()[33:]


def docx(document=DOCUMENT, **more) -> bytes:
    """A Word file; `more` adds parts, or with None takes them out."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in (
            {"[Content_Types].xml": b"<Types/>", "word/document.xml": document} | more
        ).items():
            if content is not None:
                parts.writestr(name, content)
    return kept.getvalue()


def relations(*rows: tuple[str, str, bool]) -> bytes:
    """The relations of a part: (type, target, stands elsewhere)."""
    said = "".join(
        f'<Relationship Id="rId{number}" Type="http://schemas/officeDocument/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if is_outside else "/>")
        for number, (kind, target, is_outside) in enumerate(rows)
    )
    return f"<Relationships>{said}</Relationships>".encode()


def written_docx() -> bytes:
    """As a word processor saves it: with who wrote it, where, on what template, and a photograph."""
    return docx(
        **{
            "[Content_Types].xml": b'<Types><Override PartName="/docProps/core.xml" ContentType="x"/>'
            b'<Override PartName="/word/document.xml" ContentType="y"/></Types>',
            "_rels/.rels": relations(
                ("officeDocument", "word/document.xml", False),
                ("core-properties", "docProps/core.xml", False),
                ("custom", "/docProps/custom.xml", False),
            ),
            "docProps/core.xml": b"<dc:creator>Zoe Author</dc:creator>",
            "docProps/custom.xml": b"<p>Zoe Author</p>",
            "word/people.xml": b"<w15:person w15:author='Zoe Author'/>",
            "customXml/item1.xml": b"<x>Zoe Author</x>",
            "customXml/_rels/item1.xml.rels": relations(("props", "itemProps1.xml", False)),
            "word/settings.xml": b'<w:settings><w:attachedTemplate r:id="rId1"/><w:zoom/></w:settings>',
            "word/_rels/settings.xml.rels": relations(("attachedTemplate", "//10.0.0.1/t.dotm", True)),
            "word/_rels/document.xml.rels": relations(
                ("hyperlink", "https://school.example", True),
                ("people", "people.xml", False),
                ("image", "media/image1.jpeg", False),
            ),
            "word/media/image1.jpeg": photograph(),
            "word/media/image2.png": picture(),
            "word/media/image3.emf": b"drawing",
            "word/theme/": b"",
            "word/header1.xml": b"<w:hdr><w:p><w:t>Thornwold High</w:t></w:p></w:hdr>",
        }
    )
