"""A PDF that somebody sent, reduced to its pages: nothing in it runs, opens, fetches, embeds or says who wrote it. Pure.

Runs in a process of its own with limits (reports.file_process): a small PDF can unpack to more than a machine holds.
"""

import io
from collections.abc import Iterator

import pikepdf

from reports.pictures import Refused

#: What a page needs for nothing, wherever in the file it stands.
GONE = (
    "/AA", "/OpenAction", "/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/AF", "/Metadata", "/PieceInfo", "/XFA",
    "/Collection", "/RichMediaContent", "/URI", "/Threads", "/SpiderInfo", "/Perms", "/DSS", "/Requirements",
)  # fmt: skip
#: Annotations that hold or start something. Comments of reviewers stay: they are part of what the page shows.
ACTIVE = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Projection")
#: The only action that stays: to another page of the same file.
WITHIN = "/GoTo"


def stripped(content: bytes) -> bytes:
    """The same pages without the rest; the same bytes each time. Raises Refused: locked, broken, empty or form."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if not len(document.pages):
                raise Refused("empty")
            if "/XFA" in document.Root.get("/AcroForm", {}):
                raise Refused("form")  # its pages say nothing but "please wait"
            for thing in list(document.objects):
                for one in _within(thing):
                    _strip(one)
            if "/Info" in document.trailer:
                del document.trailer["/Info"]
            kept = io.BytesIO()
            document.save(kept, deterministic_id=True, encryption=False)
            return kept.getvalue()
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except (
        pikepdf.PdfError,
        ValueError,
        TypeError,
        RuntimeError,
    ):  # what a malformed object makes of its reader
        raise Refused("broken") from None


def _within(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every dictionary in it that has no number of its own, and itself."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [part for part in one if _is_inside(part)]
        elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            yield one
            waiting += [part for part in (one[key] for key in list(one.keys())) if _is_inside(part)]


def _is_inside(part: object) -> bool:
    is_container = isinstance(part, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream))
    return is_container and not part.is_indirect


def _strip(one: pikepdf.Object) -> None:
    for key in GONE:
        if key in one:
            del one[key]
    for key in ("/A", "/Next"):
        action = one.get(key)
        if isinstance(action, pikepdf.Dictionary) and "/S" in action and (key == "/Next" or _leaves(action)):
            del one[key]
    if isinstance(one.get("/Annots"), pikepdf.Array):
        one["/Annots"] = pikepdf.Array([note for note in one["/Annots"] if not _is_active(note)])


def _leaves(action: pikepdf.Dictionary) -> bool:
    """Attributes of a structure element stand under the same key, and their /S is none of these."""
    return isinstance(action["/S"], pikepdf.Name) and action["/S"] != WITHIN


def _is_active(note: object) -> bool:
    return isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") in ACTIVE
