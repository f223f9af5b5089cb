"""The template tag that makes a reference in the audit a link, where whoever reads the audit may open what it names."""

from django import template
from django.urls import reverse

from conferences.models import Conference, Family
from reports.models import ReceivedReport

register = template.Library()

#: What a row of the audit may name and the page of it. Whoever sees one of these at all may open that page.
OPENINGS = (
    (Conference, "conferences:conference"),
    (Family, "conferences:family"),
    (ReceivedReport, "reports:received"),
)


@register.simple_tag(takes_context=True)
def openings(context, said):
    """The address of each reference in these rows of the audit that this person may open, by the reference."""
    request = context["request"]
    refs = {ref for _, row in said for ref in row["refs"]}
    return {
        ref: reverse(page, args=[ref])
        for model, page in OPENINGS
        for ref in model.objects.visible_to(request.person, today=request.today)
        .filter(ref__in=refs)
        .values_list("ref", flat=True)
    }
