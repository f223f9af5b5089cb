"""What happens when a report changes between the door and the view: two people, or two tabs, at the same moment."""

import inspect

from django.test import RequestFactory
from django.urls import reverse

from reports.models import Report


def past_the_door(view, report, browser, sent, *args, becomes):
    """The answer of `view` to somebody whom the door let in just before the report's state became `becomes`."""
    before = browser.get(reverse("reports:report", args=[report.ref])).wsgi_request
    request = RequestFactory().post("/", sent)
    for name in ("user", "person", "today", "now", "session", "relations", "resolver_match", "_messages"):
        setattr(request, name, getattr(before, name))
    Report.objects.filter(pk=report.pk).update(state=becomes, version=report.version + 1)
    return inspect.unwrap(view)(request, report, *args)
