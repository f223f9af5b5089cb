"""The whole way of a report, once, through the operations."""

import pytest

from reports.queries.writing import report_document
from reports.tests.factories import HOSTILE, signed_report

pytestmark = pytest.mark.django_db


def test_a_school_writes_its_report_and_its_lead_signs_it():
    version = signed_report()

    document = report_document(version)
    said = [text for section in document.sections for field in section.fields for text in field.paragraphs]
    assert document.signature.number == 1
    assert HOSTILE in said
