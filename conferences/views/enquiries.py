"""Recording a section 47 enquiry and what it found."""

from django.http import Http404
from django.urls import reverse

from conferences import operations
from conferences.forms.enquiries import EnquiryForm, EnquiryResultForm
from conferences.models import Family
from conferences.queries.children import family_children
from conferences.views.writing import sent, settle
from partnership.gate import door
from procedures.access import Action

WHAT_IT_IS = (
    "Section 47 of the Children Act 1989: the council looks into whether a child suffers, or may suffer, "
    "significant harm. The strategy discussion of children’s social care, police and health begins it."
)


@door(Family, Action.EDIT_FAMILY)
def add_enquiry(request, family):
    back = reverse("conferences:family", args=[family.ref])
    form = EnquiryForm(sent(request), children=family_children(family, today=request.today), cancel=back)
    heading = "Record a section 47 enquiry"
    return settle(
        request,
        form,
        lambda at: operations.record_enquiry(
            family=family,
            strategy_on=form.cleaned_data["strategy_on"],
            decided_on=form.cleaned_data["decided_on"],
            concerns=form.concerns(),
            by=request.person,
            at=at,
        ),
        then=lambda _: back,
        done="The enquiry has been recorded. If a conference is needed, ask for it next.",
        page={"heading": heading, "caption": family.name, "back": back, "lead": [WHAT_IT_IS]},
    )


@door(Family, Action.EDIT_FAMILY)
def change_enquiry(request, family, enquiry_ref):
    enquiry = family.enquiries.filter(ref=enquiry_ref).first()
    if enquiry is None:
        raise Http404
    back = reverse("conferences:family", args=[family.ref])
    rows = list(enquiry.children.select_related("child", "child__carried_by"))
    initial = {"strategy_on": enquiry.strategy_on, "decided_on": enquiry.decided_on}
    initial |= {f"result_{row.child.ref}": row.result for row in rows}
    form = EnquiryResultForm(
        sent(request), children=[row.child for row in rows], initial=initial, cancel=back
    )
    return settle(
        request,
        form,
        lambda at: operations.change_enquiry(
            enquiry=enquiry,
            strategy_on=form.cleaned_data["strategy_on"],
            decided_on=form.cleaned_data["decided_on"],
            results=form.results(),
            by=request.person,
            at=at,
        ),
        then=lambda _: back,
        done="Saved. Every date that rests on it has been worked out anew.",
        page={"heading": "Section 47 enquiry", "caption": family.name, "back": back},
    )
