"""The template tag that puts a conference's tabs under its masthead, one tab a floor."""

from django import template
from django.urls import reverse

from config.navigation import CONFERENCE_TABS
from procedures.access import refusal

register = template.Library()


@register.simple_tag(takes_context=True)
def conference_tabs(context, conference):
    """Tabs that this person may open, as [{"text", "href", "current"}], for components/tabs.html."""
    request = context["request"]
    relations = conference.relations(request.person, today=request.today)
    state = conference.access_state()
    tabs = [
        (text, reverse(name, args=[conference.ref]))
        for text, name, action in CONFERENCE_TABS
        if refusal(action, relations=relations, state=state) is None
    ]
    return [{"text": text, "href": href, "current": request.path == href} for text, href in tabs]
