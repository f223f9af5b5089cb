"""Finished PDFs become one without being drawn again: every tag, bookmark and link stays, and none leads nowhere."""

import re

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, String

from reports import packs
from reports.joining import CannotJoin, Part, dangling, join, structure_elements
from reports.pdf import to_pdf
from reports.tests.printed import opened, page_of, saved, texts_of, titles_of

pytestmark = pytest.mark.pdf

TABLE = "<table><thead><tr><th>Day</th></tr></thead><tbody><tr><td>Monday</td></tr></tbody></table>"
PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><title>t</title><rect width='9' height='9'/></svg>"


def report(name: str) -> str:
    """Two pages with headings, a table, a picture and a link from the first to the second."""
    return page_of(
        f"<h2>{name} one</h2>{TABLE}<p><a href='#there'>See</a> and <a href='https://example.org/'>read</a></p>"
        f'<img alt="a square" src="{PICTURE}">'
        f"<h2 id='there' style='break-before: page'>{name} two</h2><ul><li>A<ul><li>B</li></ul></li></ul>"
    )


def front_of(number: int) -> bytes:
    """A front page with as many links as there are parts."""
    links = "".join(f"<li><a href='part:{each}'>Part {each}</a></li>" for each in range(1, number + 1))
    elsewhere = "<p><a href='https://example.org/'>The procedures</a></p>"
    return to_pdf(page_of(f"<h1>Front</h1>{TABLE}<ol>{links}</ol>{elsewhere}", title="Reports LT-7K4Q"))


@pytest.fixture(scope="module")
def front():
    return front_of(3)


@pytest.fixture(scope="module")
def cover():
    return front_of(1)


@pytest.fixture(scope="module")
def parts():
    return [Part(name, to_pdf(report(name))) for name in ("Abbey", "Police", "Zoë’s school")]


@pytest.fixture(scope="module")
def whole(front, parts):
    return join(front, parts, numerals=packs.numerals())


@pytest.fixture
def document(whole):
    return opened(whole)


def changed(content: bytes, change) -> bytes:
    """The same PDF with something done to it."""
    document = opened(content)
    change(document)
    return saved(document)


def joined(*parts: bytes, front: bytes) -> bytes:
    return join(front, [Part("A part", part) for part in parts], numerals=packs.numerals())


def test_every_structure_element_is_kept_and_none_dangles(front, parts, whole):
    before = [structure_elements(each) for each in (front, *(part.pdf for part in parts))]

    assert min(before) > 20
    assert structure_elements(whole) == sum(before)
    assert [dangling(each) for each in (front, parts[0].pdf, whole)] == [0, 0, 0]


def test_the_pages_follow_one_another_and_are_numbered_over_the_whole(document):
    texts = texts_of(document)

    assert len(texts) == 7
    for number, text in enumerate(texts, 1):
        assert text.rstrip().endswith(f"Page {number} of 7")
    assert [re.search(r"(\S+) (one|two)", text)[1] for text in texts[1:3]] == ["Abbey", "Abbey"]


def test_there_is_one_document_with_a_part_for_each_in_its_own_language(document):
    (top,) = document.Root.StructTreeRoot.K
    found = [kid for kid in top.K if kid.S == Name.Part]

    assert top.S == Name.Document
    assert [(str(kid.Lang), kid.P == top) for kid in found] == [("en-GB", True)] * 3


def test_it_says_of_itself_what_the_front_said(document):
    assert str(document.docinfo["/Title"]) == "Reports LT-7K4Q"
    assert str(document.Root.Lang) == "en-GB"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert b'pdfuaid:part="1"' in document.Root.Metadata.read_bytes()


def test_the_bookmarks_of_a_part_stand_closed_under_its_title(document):
    with document.open_outline() as outline:
        found = {item.title: item for item in outline.root}

    assert titles_of(document) == ["Front", "Abbey", "Police", "Zoë’s school"]
    assert [kid.title for kid in found["Police"].children] == ["Police one", "Police two"]
    assert found["Police"].is_closed
    destinations = [document.pages.index(pikepdf.Page(item.destination[0])) for item in found.values()]
    assert destinations == [0, 1, 3, 5]
    inner = [document.pages.index(pikepdf.Page(kid.destination[0])) for kid in found["Police"].children]
    assert inner == [3, 4]


def links_of(document, number: int) -> list:
    return [note for note in document.pages[number].Annots if "/Dest" in note]


def test_the_contents_lead_to_the_first_page_of_each_part_and_say_its_name(document):
    links = links_of(document, 0)

    assert [document.pages.index(pikepdf.Page(note.Dest[0])) for note in links] == [1, 3, 5]
    assert [str(note.Contents) for note in links] == ["Abbey", "Police", "Zoë’s school"]
    assert not any("/A" in note for note in links)
    assert [str(note.A.URI) for note in document.pages[0].Annots if "/A" in note] == ["https://example.org/"]


def test_links_inside_a_part_and_out_of_it_lead_where_they_led(document):
    """Each part calls the place `there`; each link leads to its own."""
    places = NameTree(document.Root.Names.Dests)
    for first in (1, 3, 5):
        inside, outside = document.pages[first].Annots
        assert document.pages.index(pikepdf.Page(places[str(inside.Dest)].D[0])) == first + 1
        assert str(outside.A.URI) == "https://example.org/"


def test_each_key_of_a_page_or_link_is_its_own_and_leads_to_its_tag(document):
    tree = NumberTree(document.Root.StructTreeRoot.ParentTree)
    notes = [note for page in document.pages for note in page.obj.get("/Annots", [])]
    keys = [int(page.StructParents) for page in document.pages] + [int(note.StructParent) for note in notes]

    assert sorted(keys) == sorted(set(keys)) == sorted(tree)
    assert int(document.Root.StructTreeRoot.ParentTreeNextKey) == max(keys) + 1
    assert {str(tree[int(note.StructParent)].S) for note in notes} == {"/Link"}


def test_table_headers_keep_names_of_their_own_with_an_index(document):
    names = NameTree(document.Root.StructTreeRoot.IDTree)

    assert len(names) == 4
    assert {str(element.S) for _, element in names.items()} == {"/TH"}
    for name, element in names.items():
        assert str(element.ID) == name


def test_a_drawing_on_several_pages_is_renumbered_once(cover, parts):
    def tag_a_drawing(document):
        drawing = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, StructParents=9)
        document.Root.StructTreeRoot.ParentTree.Nums.extend([9, Array([])])
        for page in document.pages:
            page.obj.Resources = Dictionary(XObject=Dictionary(Own=drawing))

    tagged = changed(parts[0].pdf, tag_a_drawing)
    document = opened(joined(tagged, front=cover))
    beyond = int(document.pages[1].StructParents)

    assert beyond > 0
    for page in list(document.pages)[1:3]:
        assert int(page.resources.XObject.Own.StructParents) == beyond + 9


def test_what_the_trees_call_things_is_called_so_in_the_whole(cover, parts):
    def name(role):
        def change(document):
            tree = document.Root.StructTreeRoot
            tree.RoleMap = Dictionary({"/Chapter": Name(role)})
            tree.ClassMap = Dictionary(Wide=Dictionary(O=Name.Layout))
            tree.Namespaces = Array([Dictionary(Type=Name.Namespace, NS=String("urn:x"))])

        return change

    as_section, as_part = name("/Sect"), name("/Part")
    document = opened(
        joined(changed(parts[0].pdf, as_section), changed(parts[1].pdf, as_section), front=cover)
    )
    tree = document.Root.StructTreeRoot

    assert dict(tree.RoleMap) == {"/Chapter": "/Sect"}
    assert list(tree.ClassMap.keys()) == ["/Wide"]
    assert len(tree.Namespaces) == 2
    with pytest.raises(CannotJoin, match="RoleMap"):
        joined(changed(parts[0].pdf, as_section), changed(parts[1].pdf, as_part), front=cover)


def test_the_same_report_twice_is_refused(cover, parts):
    with pytest.raises(CannotJoin, match="the same one twice"):
        joined(parts[0].pdf, parts[0].pdf, front=cover)


def test_what_has_no_tags_is_refused(cover, parts):
    bare = to_pdf(page_of("<p>x</p>"), tagged=False)

    with pytest.raises(CannotJoin, match="no structure tree"):
        joined(bare, front=cover)
    with pytest.raises(CannotJoin):
        joined(parts[0].pdf, front=bare)


def test_a_part_may_lack_bookmarks_and_language_and_the_front_too(cover):
    def plain(document):
        for key in ("/Outlines", "/Lang"):
            if key in document.Root:
                del document.Root[key]

    part = changed(to_pdf(page_of("<p>Nothing but a word.</p>")), plain)
    document = opened(joined(part, front=changed(cover, plain)))
    (top,) = document.Root.StructTreeRoot.K

    assert titles_of(document) == ["A part"]
    assert "/Lang" not in top.K[-1]


def test_a_part_whose_tree_holds_elements_without_a_document_keeps_them(cover):
    def without(document):
        tree = document.Root.StructTreeRoot
        tree.K = tree.K[0].K[0]
        tree.K.P = tree

    part = changed(to_pdf(page_of("<p>One paragraph.</p>")), without)
    whole = joined(part, front=cover)
    document = opened(whole)

    assert structure_elements(whole) == structure_elements(cover) + structure_elements(part)
    assert document.Root.StructTreeRoot.K[0].K[-1].S == Name.P
    assert dangling(whole) == 0


@pytest.mark.parametrize(
    "harm",
    [
        lambda document: document.pages[1].obj.__delitem__("/StructParents"),
        lambda document: document.pages[1].obj.__setattr__("StructParents", 77),
        lambda document: document.pages.__delitem__(1),
        lambda document: document.pages[0].obj.__delitem__("/Annots"),
        lambda document: document.pages[0].Annots[0].__delitem__("/StructParent"),
        lambda document: document.Root.StructTreeRoot.ParentTree.Nums[1].__delitem__(0),
        lambda document: document.Root.StructTreeRoot.ParentTree.Nums.__setitem__(1, Array([None] * 40)),
        lambda document: document.Root.StructTreeRoot.K[0].K.__delitem__(0),
        lambda document: document.Root.StructTreeRoot.K[0].K[0].__setattr__("P", document.Root),
        lambda document: (
            document.Root.StructTreeRoot.K[0]
            .K[0]
            .K.append(Dictionary(Type=Name.MCR, Pg=document.pages[0].obj, MCID=999))
        ),
    ],
)
def test_a_thread_that_leads_nowhere_is_counted(parts, harm):
    assert dangling(changed(parts[0].pdf, harm)) > 0
