"""Who looked at what, for information governance and the designated manager."""

from datetime import date

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from partnership.forms.door import AuditForm
from partnership.gate import lobby, showed
from partnership.models import Person
from partnership.queries import audit_rows, said_of, somebody_called
from partnership.sessions import AUDIT_FILTER
from procedures.access import Action

PAGE = 50


@require_http_methods(["GET", "POST"])
@lobby(Action.SEE_AUDIT)
def audit(request):
    """Newest first. What is looked for is sent by POST and kept in the session: no name stands in an address."""
    if request.method == "POST":
        form = AuditForm(request.POST)
        people = somebody_called(form.data.get("person", "")) if form.is_valid() else []
        if form.is_valid() and len(people) > 1:
            form.add_error("person", f"{len(people)} people are called so. Use the e-mail address")
        if form.is_valid() and form.cleaned_data["person"] and not people:
            form.add_error("person", "Nobody is called so. Check the spelling, or use the e-mail address")
        if form.is_valid():
            request.session[AUDIT_FILTER] = {
                "person": people[0].ref if people else "",
                "reference": form.cleaned_data["reference"].strip(),
                "day": form.cleaned_data["day"].isoformat() if form.cleaned_data["day"] else "",
            }
            return redirect(reverse("partnership:audit"))
        return render(request, "partnership/audit.html", {"form": form, "page": None})
    return _list(request)


def _list(request):
    kept = request.session.get(AUDIT_FILTER, {})
    person = Person.objects.filter(ref=kept.get("person")).first()
    day = date.fromisoformat(kept["day"]) if kept.get("day") else None
    rows = audit_rows(
        seen_by=request.person,
        person=person,
        reference=kept.get("reference", ""),
        day=day,
        today=request.today,
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.said = [(row, said_of(row)) for row in page]
    refs = [person.ref] if person else [kept.get("reference", "")]
    showed(request, action=Action.SEE_AUDIT, kind="AuditRow", refs=filter(None, refs), at=request.now)
    initial = {
        "person": person.email or person.name if person else "",
        "reference": kept.get("reference", ""),
    }
    form = AuditForm(initial=initial | {"day": day})
    filtered = bool(any(kept.values()))
    return render(request, "partnership/audit.html", {"form": form, "page": page, "filtered": filtered})
