"""Finished PDFs joined into one without drawing them again: pages, tags, bookmarks and links (ADR 69). Pure.

A pack is a front page and parts, each a tagged PDF of its own. `join` appends the pages, grafts each part's structure
tree onto the front's, puts its bookmarks under its title, and lets the front's links `part:1`, `part:2` … lead to where
the parts begin. What it costs goes with pages and links, never with what is written on them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import chain

from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, ObjectStreamMode, Page, Pdf, String

from reports.stamping import paginate

MARK = re.compile(rb"/MCID (\d+)")
LINK = "part:"  # what the front's links are written to, before the number of the part


class CannotJoin(ValueError):
    """What was given isn't a tagged PDF, or two of the documents give one name two meanings."""


@dataclass(frozen=True)
class Part:
    """A finished PDF and what its bookmark says."""

    title: str
    pdf: bytes

    @cached_property
    def document(self) -> Pdf:
        return Pdf.open(BytesIO(self.pdf))


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with Pdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def join(front: bytes, parts: list[Part], *, numerals: bytes) -> bytes:
    """One tagged PDF/UA-1: the front, then every part. Title, language and properties are the front's.

    Its pages are numbered in the letters of `numerals`, and have room for a stamp (stamping.py). Raises CannotJoin
    where one of them isn't tagged.
    """
    with Pdf.open(BytesIO(front)) as whole:
        tree = _tags(whole)
        numbers, headers = dict(_numbered(tree)), _named(tree)
        starts = []
        for part in parts:
            starts.append(len(whole.pages))
            _append(whole, part.document, part.title, numbers, headers)
        if headers:
            pairs = ((String(name), found) for name, found in sorted(headers.items()))
            tree.IDTree = whole.make_indirect(Dictionary(Names=Array(chain(*pairs))))
        tree.ParentTree = whole.make_indirect(Dictionary(Nums=Array(chain(*sorted(numbers.items())))))
        tree.ParentTreeNextKey = _next(numbers)
        _lead(whole, [part.title for part in parts], starts)
        paginate(whole, numerals)
        kept = BytesIO()
        whole.save(kept, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return kept.getvalue()


def _tags(pdf: Pdf) -> Dictionary:
    if "/StructTreeRoot" not in pdf.Root or "/ParentTree" not in pdf.Root.StructTreeRoot:
        raise CannotJoin("This PDF has no structure tree, so it can't stand in a tagged one.")
    return pdf.Root.StructTreeRoot


def _numbered(tree: Dictionary) -> Iterator[tuple[int, object]]:
    """What each page and each annotation is in the structure, by the number that it bears."""
    return ((int(number), found) for number, found in NumberTree(tree.ParentTree).items())


def _named(tree: Dictionary) -> dict[str, object]:
    """The headers of tables, by the names under which their cells know them."""
    return dict(NameTree(tree.IDTree).items()) if "/IDTree" in tree else {}


def _next(numbers: dict[int, object]) -> int:
    return max(numbers, default=-1) + 1


def _append(
    whole: Pdf, source: Pdf, title: str, numbers: dict[int, object], headers: dict[str, object]
) -> None:
    """One part behind what is there, its tags under the whole's own, its numbers after those that are taken."""
    first = len(whole.pages)
    tags = _tags(source)
    whole.add_pages_from(source)
    pages = list(whole.pages)[first:]
    grafted = whole.copy_foreign(tags)  # after its pages, so that the tags find their copies
    beyond = _next(numbers)
    numbers |= {beyond + number: found for number, found in _numbered(grafted)}
    _renumber(pages, beyond)
    theirs = _named(grafted)
    if headers.keys() & theirs.keys():
        raise CannotJoin("Two documents give the same name to a table header: the same one twice?")
    headers |= theirs
    _graft(whole, grafted, str(source.Root.get("/Lang", "")))
    _bookmark(whole, source, title, pages[0])


def _renumber(pages: list[Page], beyond: int) -> None:
    """The keys by which pages, annotations and drawings find their tags. A drawing may stand on many pages."""
    seen = set()
    for page in pages:
        drawings = page.obj.get("/Resources", {}).get("/XObject", {}).values()
        for found in (page.obj, *page.obj.get("/Annots", ()), *drawings):
            for key in ("/StructParents", "/StructParent"):
                if key in found and (found.objgen, key) not in seen:
                    found[key] = found[key] + beyond
                    seen.add((found.objgen, key))


def _graft(whole: Pdf, grafted: Dictionary, language: str) -> None:
    """A part's document is a part of the whole's; what the two trees call things is called so in both."""
    tree = whole.Root.StructTreeRoot
    tree.K = _list(tree.get("/K"))
    top = tree.K[0]
    top.K = _list(top.get("/K"))
    for element in _list(grafted.get("/K")):
        element.P = top
        if element.S == Name.Document:
            element.S = Name.Part
        if language:
            element.Lang = String(language)
        top.K.append(element)
    for names in ("/RoleMap", "/ClassMap"):
        _merge(tree, grafted, names)
    if "/Namespaces" in grafted:
        tree.Namespaces = Array([*tree.get("/Namespaces", ()), *grafted.Namespaces])


def _list(found: object) -> Array:
    return found if isinstance(found, Array) else Array([] if found is None else [found])


def _merge(tree: Dictionary, grafted: Dictionary, names: str) -> None:
    theirs = dict(grafted.get(names, {}).items())
    ours = dict(tree.get(names, {}).items())
    if any(name in ours and ours[name] != meaning for name, meaning in theirs.items()):
        raise CannotJoin(f"Two documents mean different things by a name in {names}.")
    if theirs:
        tree[names] = Dictionary(ours | theirs)


def _bookmark(whole: Pdf, source: Pdf, title: str, page: Page) -> None:
    """A bookmark with the part's title, closed over the part's own."""
    if "/Outlines" not in whole.Root:
        whole.Root.Outlines = whole.make_indirect(Dictionary(Type=Name.Outlines, Count=0))
    outlines = whole.Root.Outlines
    item = whole.make_indirect(Dictionary(Title=String(title), Parent=outlines, Dest=_top_of(page)))
    if "/Outlines" in source.Root and "/First" in source.Root.Outlines:
        inner = whole.copy_foreign(source.Root.Outlines)
        item.First, item.Last = inner.First, inner.Last
        item.Count = -abs(int(inner.get("/Count", 1)))
        below = inner.First
        while below is not None:
            below.Parent = item
            below = below.get("/Next")
    if "/Last" in outlines:
        outlines.Last.Next, item.Prev = item, outlines.Last
    else:
        outlines.First = item
    outlines.Last = item
    outlines.Count = int(outlines.get("/Count", 0)) + 1


def _top_of(page: Page) -> Array:
    return Array([page.obj, Name.XYZ, 0, page.mediabox[3], 0])


def _lead(whole: Pdf, titles: list[str], starts: list[int]) -> None:
    """The front's links to its parts, now that it is known where each begins."""
    for page in whole.pages[: starts[0]] if starts else ():
        for note in page.obj.get("/Annots", ()):
            target = str(note.get("/A", {}).get("/URI", ""))
            if target.startswith(LINK):
                number = int(target.removeprefix(LINK)) - 1
                del note.A
                note.Dest = _top_of(whole.pages[starts[number]])
                note.Contents = String(titles[number])


def structure_elements(pdf: bytes) -> int:
    """How many elements hang on the structure tree."""
    with Pdf.open(BytesIO(pdf)) as document:
        return sum(1 for _ in _elements(_tags(document)))


def _elements(tree: Dictionary) -> Iterator[Dictionary]:
    waiting = [tree]
    while waiting:
        below = [kid for kid in _list(waiting.pop().get("/K")) if _is_element(kid)]
        yield from below
        waiting += below


def _is_element(kid: object) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def dangling(pdf: bytes) -> int:
    """How many threads between pages and tags lead nowhere, from either end.

    Content, a link or a page that an element names and that isn't there or belongs to another; marked content and
    links whose number leads to no element of the tree.
    """
    with Pdf.open(BytesIO(pdf)) as document:
        tree = _tags(document)
        elements = {element.objgen: element for element in _elements(tree)}
        numbers = dict(_numbered(tree))
        pages = {page.obj.objgen: page.obj for page in document.pages}
        lost = sum(_lost_below(element, elements, numbers, pages) for element in elements.values())
        return lost + sum(_lost_on(page, elements, numbers) for page in pages.values())


def _lost_below(element: Dictionary, elements: dict, numbers: dict, pages: dict) -> int:
    """What hangs on one element and isn't where it says."""
    lost = 0
    for kid in _list(element.get("/K")):
        if _is_element(kid):
            lost += kid.get("/P", Dictionary()).objgen != element.objgen
            continue
        place = kid if isinstance(kid, Dictionary) else Dictionary()
        page = pages.get(place.get("/Pg", element.get("/Pg", Dictionary())).objgen)
        if page is None:
            lost += 1
        elif "/Obj" in place:
            notes = {note.objgen for note in page.get("/Annots", ())}
            found = numbers.get(place.Obj.get("/StructParent"))
            lost += place.Obj.objgen not in notes or not _is_same(found, element)
        else:
            held = _list(numbers.get(page.get("/StructParents")))
            mark = int(place.get("/MCID", -1)) if kid is place else int(kid)
            lost += not (0 <= mark < len(held) and _is_same(held[mark], element))
    return lost


def _is_same(found: object, element: Dictionary) -> bool:
    return isinstance(found, Dictionary) and found.objgen == element.objgen


def _lost_on(page: Dictionary, elements: dict, numbers: dict) -> int:
    """Marked content and links of one page that lead to no element."""
    held = _list(numbers.get(page.get("/StructParents")))
    marks = {int(mark) for mark in MARK.findall(_drawn(page))}
    lost = sum(mark >= len(held) or held[mark] is None or held[mark].objgen not in elements for mark in marks)
    for note in page.get("/Annots", ()):
        found = numbers.get(note.get("/StructParent"))
        lost += found is None or found.objgen not in elements
    return lost


def _drawn(page: Dictionary) -> bytes:
    return b"\n".join(part.read_bytes() for part in _list(page.get("/Contents")))
