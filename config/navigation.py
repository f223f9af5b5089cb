"""What stands in the frame of every page: the service navigation, the tabs of a conference, the footer."""

import re

from django.conf import settings
from django.urls import reverse

from partnership.models import Partnership
from partnership.queries import relations_by_role
from partnership.sessions import DEMO_SIGN_IN, SECOND_FACTOR
from procedures.access import Action, refusal

#: One row a link of the service navigation: text, URL name, and the right that shows it.
SERVICE_NAVIGATION = [
    ("What is due", "scheduling:due", Action.SEE_DUE),
    ("Conferences", "conferences:list", Action.SEE_CONFERENCES),
    ("Reading", "reports:reading", Action.SEE_READING),
    ("Families", "conferences:families", Action.SEE_FAMILIES),
    ("Diary", "scheduling:diary", Action.SEE_DIARY),
    ("Messages", "scheduling:messages", Action.SEE_MESSAGES),
    ("People", "partnership:people", Action.KEEP_PEOPLE),
    ("Audit", "partnership:audit", Action.SEE_AUDIT),
    ("Who received what", "reports:received_reports", Action.SEE_AUDIT),
    ("Forms", "reports:forms", Action.SEE_FORMS),
    ("Procedures", "partnership:procedures", Action.SEE_PROCEDURES),
]

#: One tab a floor, under one masthead (architecture, trap 7).
CONFERENCE_TABS = [
    ("Conference", "conferences:conference", Action.SEE_CONFERENCE),
    ("Who is invited", "conferences:invitations", Action.SEE_INVITATIONS),
    ("Reports", "reports:conference", Action.SEE_REPORTS),
    ("Reports released to you", "reports:released", Action.SEE_RELEASED),
    ("Packs", "reports:packs", Action.SEE_RELEASES),
    ("Timetable", "scheduling:timetable", Action.SEE_TIMETABLE),
]

FOOTER = [
    ("Procedures", "partnership:procedures"),
    ("Accessibility", "accessibility"),
    ("Privacy", "privacy"),
]


#: Pages whose address doesn't begin as that of the list they belong to does, and that list; the first that fits counts.
BELONGS = [
    (re.compile(r"/conferences/[^/]+/reading/|/questions/|/rulings/[^/]+/$"), "reports:reading"),
    (re.compile(r"/reports/[^/]+/received/"), "reports:received_reports"),
    (re.compile(r"/(invitations|reports|rulings|packs|pdf)/"), "conferences:list"),
    (re.compile(r"/agencies/"), "partnership:people"),
]


def _links(rows, relations) -> list[tuple[str, str]]:
    return [
        (text, reverse(name)) for text, name, action in rows if refusal(action, relations=relations) is None
    ]


def _is_inside(request) -> bool:
    """Signed in, and with a second factor where one is wanted: nothing else leads anywhere."""
    if getattr(request, "person", None) is None:
        return False
    return bool(request.session.get(SECOND_FACTOR) or request.session.get(DEMO_SIGN_IN))


def page(request) -> dict:
    """Context of every page: partnership, demo flag, navigation by what this person may see, footer."""
    partnership = Partnership.objects.first()
    person = getattr(request, "person", None)
    inside = _is_inside(request)
    links = _links(SERVICE_NAVIGATION, relations_by_role(person, today=request.today)) if inside else []
    here = current_link([href for _, href in links], request.path)
    return {
        "partnership_name": partnership.name if partnership else "",
        "demo": settings.DEMO,
        "person": person,
        "navigation": [{"text": text, "href": href, "current": href == here} for text, href in links],
        "footer_links": [{"text": text, "href": reverse(name)} for text, name in FOOTER],
    }


def current_link(hrefs: list[str], path: str) -> str | None:
    """The longest link that the page's path begins with, "/" only for itself, unless the page belongs elsewhere."""
    for address, name in BELONGS:
        if address.match(path) and reverse(name) in hrefs:
            return reverse(name)
    matching = [href for href in hrefs if path == href or (href != "/" and path.startswith(href))]
    return max(matching, key=len, default=None)
