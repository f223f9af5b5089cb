"""The floors hold: what an architect would look for, asked of the whole tree."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from procedures.pages import PAGES
from tools.linters import FLOORS, linters, surroundings

FROM_THE_GROUND = {floor: height for height, floor in enumerate(FLOORS)}
COMMANDS = linters(Path(sys.executable).parent)
ARROWS = [
    (model, field)
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in FROM_THE_GROUND
    for field in model._meta.get_fields()
    if (field.many_to_one or field.one_to_one or field.many_to_many) and not field.auto_created
]


@pytest.mark.tools
@pytest.mark.parametrize("name", COMMANDS)
def test_a_tool_finds_nothing_to_say(name, tmp_path):
    command, added = COMMANDS[name]

    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=surroundings(added, tmp_path), capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("model", "field"), ARROWS, ids=lambda part: getattr(part, "__name__", None) or part.name
)
def test_a_foreign_key_points_down_or_along_the_floor(model, field):
    there = field.related_model._meta.app_label

    assert FROM_THE_GROUND.get(there, -1) <= FROM_THE_GROUND[model._meta.app_label]


@pytest.mark.parametrize(
    ("model", "field"), ARROWS, ids=lambda part: getattr(part, "__name__", None) or part.name
)
def test_nothing_disappears_because_something_else_does(model, field):
    # Decisions 21: removal is a deliberate act with its own certificate.
    assert field.many_to_many or field.remote_field.on_delete.__name__ == "PROTECT"


def test_a_web_process_never_loads_what_draws_pdfs():
    # Libraries: WeasyPrint takes two seconds and 126 MB to import; workers alone pay that.
    asked = "import config.wsgi, config.urls, json, sys; print(json.dumps(sorted(sys.modules)))"

    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=settings.BASE_DIR, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert not {"weasyprint", "pypdfium2", "numpy", "playwright"} & set(
        json.loads(done.stdout.splitlines()[-1])
    )


def test_the_pages_that_a_practice_lead_reads_are_made_from_the_tables():
    # That they say what the tables say is asked in procedures/tests/test_pages.py.
    assert {"who-may-do-what.md", "who-sees-what-of-a-report.md", "states.md", "deadlines.md"} == set(PAGES)


def test_no_room_is_named_after_nothing():
    # Style: no utils, helpers, managers, mixins or base.
    nameless = {"utils", "helpers", "managers", "mixins", "base", "services", "common", "misc"}
    found = [
        file
        for floor in FLOORS
        for file in (settings.BASE_DIR / floor).rglob("*.py")
        if file.stem in nameless
    ]

    assert found == []


def test_a_browser_test_waits_for_the_page_to_which_a_press_leads():
    # A bare click does not wait: partnership/tests/browser.py does. In the other two, clicks open a part of the page.
    bare = {
        str(file.relative_to(settings.BASE_DIR))
        for floor in FLOORS
        for file in (settings.BASE_DIR / floor).rglob("tests/*.py")
        if ".click(" in file.read_text() and file != Path(__file__)
    }

    assert bare == {
        "partnership/tests/browser.py",
        "config/look/tests/test_browser.py",
        "config/tests/form_filler.py",
    }


def test_no_page_carries_script_or_style_of_its_own():
    # The Content-Security-Policy would refuse both.
    inline = ("<style", "style=", "<script>", "javascript:", " onclick=", " onchange=", " onsubmit=", "|safe")
    found = [
        f"{file.relative_to(settings.BASE_DIR)}: {word}"
        for file in sorted(settings.BASE_DIR.glob("templates/**/*.html"))
        for word in inline
        if word in file.read_text()
    ]

    assert found == []


def test_no_title_holds_an_element():
    # A browser's tab, a bookmark and a PDF's properties would show the markup itself.
    titles = re.compile(r"<title>(.*?)</title>|{% block title %}(.*?){% endblock %}", re.DOTALL)
    found = [
        f"{file.relative_to(settings.BASE_DIR)}: {title}"
        for file in sorted(settings.BASE_DIR.glob("templates/**/*.html"))
        for title in map("".join, titles.findall(file.read_text()))
        if "<" in title
    ]

    assert found == []
