"""A person in a browser: signs in with one click as somebody of the demo, looks at each page, fills in what is asked.

`people()` makes the demo's partnership without its families, so that a walk begins where an authority begins.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from config.demo.days import Days
from config.demo.fill import _file
from config.demo.people import Cast, fill_people
from partnership.calendar import working_calendar
from partnership.tests.browser import press
from partnership.tests.factories import make_calendar
from procedures.reckoning import london_day

NARROW = 320  # WCAG 2.2, 1.4.10: no scrolling sideways at this width
MONTHS = {"", "January", "March"}


def people(*, at: datetime) -> Cast:
    """Authorities, agencies, people and rooms of the demo, and nobody's family yet."""
    make_calendar()
    calendar = working_calendar()
    today = london_day(at)
    return fill_people(
        _file("partnership.yaml"), days=Days(today=today, calendar=calendar), at=at, filled_on=today
    )


@dataclass
class Walker:
    """One browser window, and what every page of it has to keep."""

    page: Any
    url: str
    axe: Any
    screens: Any
    seen: set = field(default_factory=set)

    def be(self, name: str) -> None:
        """Leave, and sign in as somebody of the demo with one click."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.url}/demo/")
        press(self.page.get_by_role("button", name=re.compile(re.escape(name))).first)
        assert self.heading() == "What is due", self.text()

    def heading(self) -> str:
        headings = self.page.locator("h1")
        text = headings.first.inner_text()
        assert headings.count() == 1, f"{headings.count()} headings on {self.page.url}"
        return text

    def look(self, name: str) -> None:
        """What a page must show: one heading, at most one main action, nothing grave for axe, nothing cut off."""
        if name in self.seen:
            return
        self.seen.add(name)
        self.heading()
        mains = self.page.locator(
            "main .govuk-button:not(.govuk-button--secondary):not(.govuk-button--warning)"
        )
        shown = [one.inner_text() for one in mains.all() if one.is_visible()]
        assert len(set(shown)) <= 1, f"{name} has {len(shown)} main actions: {shown}"
        self.axe(self.page)
        self.screens(self.page, name)
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROW, "height": 800})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW, f"{name} is {wide} pixels wide on a screen of {NARROW}"
        self.page.set_viewport_size(before)

    def press(self, text: str | re.Pattern, look: str = "", *, exact: bool = True) -> None:
        """Press the button, or follow the link, of this name; `look` names the page that it leads to."""
        links, buttons = (self.page.get_by_role(role, name=text, exact=exact) for role in ("link", "button"))
        found = links.or_(buttons)
        assert found.count(), f"Nothing is called “{text}” on {self.page.url}:\n{self.text()}"
        press(found.first)
        if look:
            self.look(look)

    def press_like(self, text: str | re.Pattern, look: str = "") -> None:
        """The same for the first whose name begins with `text` and says to a screen reader what it is about."""
        self.press(text, look, exact=False)

    def day(self, legend: str, day: date) -> None:
        """Type a day into its three boxes."""
        boxes = self.page.get_by_role("group", name=legend)
        for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(box, exact=True).fill(str(number))

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def says(self, *texts: str) -> None:
        """The page says this, somewhere where it can be read."""
        shown = self.text()
        missing = [text for text in texts if text not in shown]
        assert not missing, f"{missing} not on {self.page.url}:\n{shown[:2000]}"
