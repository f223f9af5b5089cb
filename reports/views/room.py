"""The frame of the chair's reading room: its pages, one beside the other, for whoever chairs this conference."""

from django.shortcuts import render
from django.urls import reverse

#: Text and URL name of each page of the room; all of them need the right to read this conference's reports.
PAGES = [
    ("Reports", "reports:conference_reading"),
    ("Side by side", "reports:themes"),
    ("Chronology", "reports:chronology"),
    ("What is missing", "reports:gap_check"),
    ("Since last time", "reports:since_last"),
    ("Questions for the day", "reports:questions"),
    ("Rulings", "reports:rulings"),
    ("Who gets what", "reports:who_gets_what"),
]


def in_room(request, conference, template, context, *, under="", status=200):
    """A page of the room, with the others beside it; `under` is the one that a page without a tab belongs to."""
    here = under or request.resolver_match.view_name
    tabs = [
        {"text": text, "href": reverse(name, args=[conference.ref]), "current": name == here}
        for text, name in PAGES
    ]
    shared = {"conference": conference, "tabs": tabs, "tabs_label": "The reading room"}
    return render(request, template, shared | context, status=status)
