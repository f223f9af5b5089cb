"""What tests read out of a PDF: its text, fonts, bookmarks, and small documents to draw."""

import io
import re

import pikepdf


def page_of(body: str, title: str = "x") -> str:
    """HTML that says `body`."""
    head = f"<head><title>{title}</title></head>"
    return f"<!doctype html><html lang='en-GB'>{head}<body>{body}</body></html>"


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def saved(document: pikepdf.Pdf) -> bytes:
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def fonts_of(document: pikepdf.Pdf) -> set[str]:
    """The fonts of every page, each embedded as a subset, by their family."""
    found = set()
    for resources in _resources(document):
        for font in resources.get("/Font", {}).values():
            descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys()), "not embedded"
            found.add(str(font.BaseFont).partition("+")[2])
    return found


def _resources(document: pikepdf.Pdf):
    for page in document.pages:
        yield page.resources
        yield from (
            drawing.Resources
            for drawing in page.resources.get("/XObject", {}).values()
            if "/Resources" in drawing
        )


def texts_of(document: pikepdf.Pdf) -> list[str]:
    """The text of each page, what is laid over it included, through the fonts' own maps back to letters."""
    return [_text(page, page.resources) for page in document.pages]


def _text(drawn, resources) -> str:
    maps = {name: _letters(font) for name, font in resources.get("/Font", {}).items()}
    said, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(drawn):
        if str(operator) == "Tf":
            letters = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            shown = operands[0] if str(operator) == "TJ" else [operands[0]]
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    raw = bytes(piece)
                    codes = [raw[at : at + 2].hex() for at in range(0, len(raw), 2)]
                    said.append("".join(letters.get(code, "\N{REPLACEMENT CHARACTER}") for code in codes))
        elif str(operator) == "ET":
            said.append(" ")
        elif str(operator) == "Do":
            drawing = resources.XObject[str(operands[0])]
            if drawing.Subtype == "/Form":
                said.append(_text(drawing, drawing.get("/Resources", {})))
    return "".join(said)


def _letters(font) -> dict[str, str]:
    told = font.ToUnicode.read_bytes().decode()
    return {
        code.lower(): bytes.fromhex(letters).decode("utf-16-be")
        for code, letters in re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", told)
    }


def titles_of(document: pikepdf.Pdf) -> list[str]:
    with document.open_outline() as outline:
        return [item.title for item in outline.root]
