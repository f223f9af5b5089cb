"""The gallery's own templates, which the service itself does not have."""

import copy
from pathlib import Path

import pytest


@pytest.fixture
def gallery_templates(settings):
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
