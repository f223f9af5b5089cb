"""A Word file looked at part by part: what may not be in it is refused in words, what says who wrote it is taken out. Pure.

A docx is a zip of XML. No XML reader is let near it: what is asked for is found by its marks, and every part is unpacked
with a limit, whatever its head says of its size.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from reports.pictures import Refused, redrawn

WORD = "word/document.xml"
TYPES = "[Content_Types].xml"
MOST_PARTS = 2000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200  # text packs to a twentieth, long tables to a hundredth
ALLOWED_AT_ONCE = 1024 * 1024  # below this a ratio says nothing
BEFORE_ANYTHING = (1980, 1, 1, 0, 0, 0)

TRACKED = re.compile(
    r"<(?:\w+:)?(?:ins|del|moveFrom|moveTo|cellIns|cellDel|rPrChange|pPrChange|sectPrChange|tblPrChange|trPrChange|"
    r"tcPrChange|tblGridChange|numberingChange)[\s/>]"
)
COMMENTED = re.compile(r"<(?:\w+:)?comment[\s>]")
FETCHING = re.compile(r"\b(?:DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|RD|LINK|DATABASE)\b")
INSTRUCTION = re.compile(
    r"<(?:\w+:)?instrText[^>]{0,2000}>([^<]*)|<(?:\w+:)?fldSimple[^>]{0,2000}?\sw?:?instr\s*=\s*[\"']([^\"']*)"
)
OUTSIDE = re.compile(r"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]{0,4000}>(?:\s*</(?:\w+:)?Relationship>)?")
TEMPLATE = re.compile(r"<(?:\w+:)?attachedTemplate\s[^>]{0,2000}>(?:\s*</(?:\w+:)?attachedTemplate>)?")
#: Parts that say who wrote it, when, on what; and thumbnails of what it once showed.
PERSONAL = re.compile(
    r"docProps/.*|word/people\.xml|customXml/.*|word/commentsExtended\.xml|word/commentsIds\.xml"
)
#: Parts that hold another file, or run.
HOLDING = re.compile(
    r"(?:.*/)?(?:vbaProject|vbaData).*|word/(?:embeddings|activeX|afchunk)\b.*", re.IGNORECASE
)
RUN = re.compile(
    r"<(?:\w+:)?(?:t|delText|instrText)(?:\s[^>]{0,2000})?>([^<]*)"
    r"|(</(?:\w+:)?(?:p|tc|tr)>|<(?:\w+:)?(?:br|cr|tab)[\s/>])"
)
SAYING = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\d*\.xml")


def stripped(content: bytes) -> bytes:
    """The same document without its author's traces; the same bytes each time.

    Raises Refused: broken, bomb, macros, tracked, comments, holding, fetching, or huge for a picture in it.
    """
    parts = dict(_parts(content))
    if WORD not in parts or TYPES not in parts:
        raise Refused("broken")
    for name, part in parts.items():
        _check(name, part)
    gone = {name for name in parts if PERSONAL.fullmatch(name)}
    return _packed(
        {name: _stripped(name, part, gone) for name, part in parts.items() if _belongs(name, gone)}
    )


def text(content: bytes) -> str:
    """Everything that the document says: its text, heads, feet and notes, and what is marked as hidden."""
    return "\n".join(_said(part) for name, part in _parts(content) if SAYING.fullmatch(name))


def _said(part: bytes) -> str:
    found = (
        "\n" if match[2] else html.unescape(match[1] or "")
        for match in RUN.finditer(part.decode(errors="replace"))
    )
    return "".join(found)


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Each part with its bytes, unpacked as far as is allowed. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise Refused("bomb")
            left = min(MOST_UNPACKED, max(ALLOWED_AT_ONCE, len(content) * MOST_RATIO))
            for info in archive.infolist():
                if info.is_dir():
                    continue
                with archive.open(info) as file:
                    part = file.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise Refused("bomb")
                yield _named(info.filename), part
    # zipfile's own words for a packing that it doesn't know (NotImplementedError) and for a password (RuntimeError).
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Refused("broken") from error


def _named(name: str) -> str:
    path = posixpath.normpath(name.replace("\\", "/")).lstrip("/")
    if path.startswith(".."):
        raise Refused("broken")
    return path


def _check(name: str, part: bytes) -> None:
    if "vbaproject" in name.lower() or (name == TYPES and b"macroEnabled" in part):
        raise Refused("macros")
    if HOLDING.fullmatch(name) or part.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ")):
        raise Refused("holding")
    if not name.endswith((".xml", ".rels")):
        return
    if b"\x00" in part[:200] or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refused("broken")  # UTF-16, and declarations: no word processor writes either
    said = part.decode(errors="replace")
    if TRACKED.search(said):
        raise Refused("tracked")
    if COMMENTED.search(said):
        raise Refused("comments")
    if name.endswith(".rels"):
        _check_relations(said)
    elif FETCHING.search(" ".join(first or second for first, second in INSTRUCTION.findall(said))):
        raise Refused("fetching")


def _check_relations(said: str) -> None:
    """What stands elsewhere is a link to click on, or the template, which is taken out; anything else is fetched."""
    for relation in RELATION.findall(said):
        if OUTSIDE.search(relation) and not _is_harmless(relation):
            raise Refused("fetching")


def _is_harmless(relation: str) -> bool:
    return bool(re.search(r"/(?:hyperlink|attachedTemplate)[\"']", relation))


def _belongs(name: str, gone: set[str]) -> bool:
    """Neither a personal part nor the relations of one."""
    folder, _, file = name.rpartition("/_rels/")
    return name not in gone and f"{folder}/{file.removesuffix('.rels')}" not in gone


def _stripped(name: str, part: bytes, gone: set[str]) -> bytes:
    if name.startswith("word/media/") and part.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return redrawn(part, "png" if part.startswith(b"\x89") else "jpg")
    if name == TYPES:
        said = part.decode(errors="replace")
        for one in gone:
            said = re.sub(
                rf"<(?:\w+:)?Override\s[^>]{{0,2000}}?PartName\s*=\s*[\"']/{re.escape(one)}[\"'][^>]{{0,2000}}>",
                "",
                said,
            )
        return said.encode()
    if name.endswith(".rels"):
        base = posixpath.dirname(posixpath.dirname(name))
        return RELATION.sub(lambda found: _kept(found, base, gone), part.decode(errors="replace")).encode()
    if name == "word/settings.xml":
        return TEMPLATE.sub("", part.decode(errors="replace")).encode()
    return part


def _kept(found: re.Match, base: str, gone: set[str]) -> str:
    relation = found.group()
    target = re.search(r"\sTarget\s*=\s*[\"']([^\"']*)", relation)
    path = target[1] if target else ""
    full = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(base, path))
    is_template = "/attachedTemplate" in relation
    return "" if is_template or full in gone else relation


def _packed(parts: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != TYPES, name)):
            archive.writestr(zipfile.ZipInfo(name, BEFORE_ANYTHING), parts[name], zipfile.ZIP_DEFLATED)
    return kept.getvalue()
