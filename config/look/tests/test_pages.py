"""The frame of every page, and what no template may hold."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from lxml import html

from config.look.tests.gallery import AWKWARD, Everything, everything

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
STATIC = Path(settings.BASE_DIR) / "static"
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


def without_comments(path):
    return re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", path.read_text(), flags=re.DOTALL)


def markup(path):
    """What is left of a template when its own language is taken out."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", without_comments(path), flags=re.DOTALL)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_holds_a_style_or_a_script_of_its_own(path):
    text = markup(path)
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "style="
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "on…="
    assert not re.search(r"<style\b", text)
    assert not re.search(r"javascript:", text, re.IGNORECASE)
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert all("src=" in attributes and not body.strip() for attributes, body in scripts)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_prints_a_text_unescaped(path):
    text = without_comments(path)
    assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_template_can_be_read(path):
    get_template(str(path.relative_to(TEMPLATES)))


def frame(template="page.html", **context):
    return html.fromstring(render_to_string(template, context))


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_stands_without_a_database_or_a_person(name):
    page = frame(name)
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("string(//title)") == f"{page.xpath('string(//h1)')} – Child protection conferences"
    assert page.xpath("//main//p")


def test_a_refusal_says_its_reason_as_a_text():
    page = frame("403.html", exception=f"You are not {AWKWARD}")
    assert f"You are not {AWKWARD}" in page.text_content()
    assert not page.xpath("//main//b")


def test_the_frame_has_its_landmarks_and_the_way_past_them():
    page = frame(
        navigation=[
            {"text": "Conferences", "href": "/", "current": True},
            {"text": "Diary", "href": "/diary"},
        ],
        footer_links=[{"text": "Privacy", "href": "/privacy"}],
        partnership_name=AWKWARD,
        demo=True,
    )
    assert page.get("lang") == "en-GB"
    assert page.xpath("//a[@class='govuk-skip-link']/@href") == ["#main-content"]
    assert page.xpath("//main/@id") == ["main-content"]
    assert len(page.xpath("//header")) == len(page.xpath("//footer")) == len(page.xpath("//nav")) == 1
    assert page.xpath("//nav//a[@aria-current]/text() | //nav//a[@aria-current]/strong/text()") == [
        "Conferences"
    ]
    assert page.xpath("//header//span[@class='look-header__partnership']/text()") == [AWKWARD]
    assert page.xpath("//footer//a/@href") == ["/privacy"]
    assert "made up" in page.xpath("string(//*[@aria-label='Demo'])")
    assert not page.xpath("//img[contains(@src, 'crest')]")


def test_the_frame_says_nothing_of_a_demo_where_there_is_none():
    assert not frame().xpath("//*[@aria-label='Demo']")


def test_who_is_signed_in_can_sign_out_by_post():
    class Somebody:
        is_authenticated = True

        def __str__(self):
            return AWKWARD

    page = frame(user=Somebody(), csrf_token="t")
    [form] = page.xpath("//header//form")
    assert (form.get("method"), form.get("action")) == ("post", "/account/logout/")
    assert form.xpath("input/@name") == ["csrfmiddlewaretoken"]
    assert AWKWARD in page.xpath("string(//header)")
    assert not frame().xpath("//header//form")


def test_what_is_wrong_stands_first_in_the_title_and_above_the_heading(gallery_templates):
    page = frame(
        "look_gallery.html",
        **everything() | {"form": Everything({"answer": "no"}), "request": RequestFactory().get("/")},
    )
    assert page.xpath("string(//title)").startswith(f"Error: Gallery of {AWKWARD} – ")
    first = page.xpath("//main//h2 | //main//h1")[0]
    assert first.text_content().strip() == "There is a problem"
    right = frame(
        "look_gallery.html", **everything() | {"form": Everything(), "request": RequestFactory().get("/")}
    )
    assert right.xpath("string(//title)").startswith("Gallery of")
    assert len(right.xpath("//h1")) == 1


def test_tabs_stand_under_the_heading_where_a_page_has_them():
    page = frame(
        tabs=[
            {"text": "Reports", "href": "/r", "current": True, "count": 0},
            {"text": "Timetable", "href": "/t"},
        ]
    )
    assert page.xpath("//nav[@class='look-tabs']//a[@aria-current='page']/@href") == ["/r"]
    assert page.xpath("//nav[@class='look-tabs']//span/text()") == ["0"]


def test_the_style_sheet_is_without_what_a_council_may_not_use():
    css = (STATIC / "vendor/govuk-frontend/govuk-frontend.min.css").read_text()
    assert not re.search(r"GDS Transport|@font-face|crest|url\(|sourceMappingURL|Margaret Calvert", css)
    assert '--govuk-frontend-version:"6.6.0"' in css
    assert (STATIC / "vendor/govuk-frontend/VERSION").read_text() == "govuk-frontend 6.6.0\n"
    script = (STATIC / "vendor/govuk-frontend/govuk-frontend.min.js").read_text()
    assert "sourceMappingURL" not in script
    assert "Crown Copyright" in (STATIC / "vendor/govuk-frontend/LICENCE.txt").read_text()


def test_every_class_of_ours_in_a_template_has_its_style():
    css = (STATIC / "css/look.css").read_text()
    used = set()
    for path in PAGES:
        for value in re.findall(r'class="([^"]*)"', markup(path)):
            used |= {name for name in value.split() if name.startswith("look-") and not name.endswith("-")}
    assert {name for name in used if not re.search(rf"\.{name}(?![\w-])", css)} == set()


@pytest.mark.parametrize("letters", ["Nguyễn", "Łukasz", "İpek", "Ελένη", "Людмила", "ليلى", "O’Neil", "Ş"])
def test_the_vendored_letters_can_write_every_name(letters):
    fonts = pytest.importorskip("fontTools.ttLib")
    for weight in ("Regular", "Bold"):
        known = {"ttf": set(), "woff2": set()}
        for family in ("NotoSans", "NotoSansArabic"):
            for kind in ("ttf", "woff2"):
                with fonts.TTFont(STATIC / f"vendor/noto/{family}-{weight}.{kind}") as font:
                    known[kind] |= set(font.getBestCmap())
        for kind, letters_known in known.items():
            assert {ord(letter) for letter in letters} <= letters_known, kind
