"""Every test of this floor stands on the same Monday morning."""

from datetime import datetime

import pytest
import time_machine

from procedures.reckoning import LONDON

MONDAY = datetime(2026, 3, 2, 10, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield MONDAY


@pytest.fixture
def today(monday):
    return monday.date()
