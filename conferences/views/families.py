"""Pages about families: the list, one family, and the forms that add to it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from conferences import operations
from conferences.forms.families import (
    AdultForm,
    AllocationForm,
    ChildForm,
    EndForm,
    FamilyForm,
    RelationshipsForm,
    ResidenceForm,
    SearchForm,
    ServiceForm,
)
from conferences.models import Family
from conferences.queries.children import family_adults, family_children
from conferences.queries.families import (
    authorities_for_new_family,
    families_for,
    family_addresses,
    family_page,
    history,
)
from conferences.queries.people import case_holders
from conferences.views.writing import sent, settle, show
from partnership.gate import door, lobby, may, showed
from procedures.access import Action, Relation, refusal

PAGE = 25


def _page(family: Family) -> str:
    return reverse("conferences:family", args=[family.ref])


def _frame(family: Family, heading: str) -> dict:
    return {"heading": heading, "caption": family.name, "back": _page(family)}


def _member(people, ref: str):
    """Somebody of this family, or 404: a reference from another family opens nothing."""
    found = people.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


@lobby(Action.SEE_FAMILIES)
def families(request):
    form = SearchForm(sent(request))
    search = form.cleaned_data["name"] if form.is_valid() else ""
    rows = families_for(request.person, today=request.today, search=search)
    number = 1 if search else request.GET.get("page")  # a search has no address to turn its pages by
    page = Paginator(rows, PAGE).get_page(number)
    showed(
        request,
        action=Action.SEE_FAMILIES,
        kind="Family",
        refs=[row.ref for row in page.object_list],
        at=timezone.now(),
    )
    may_add = refusal(Action.ADD_FAMILY, relations=request.relations) is None
    context = {"page": page, "form": form, "search": search, "may_add": may_add}
    return show(request, "conferences/families.html", context, form)


@lobby(Action.ADD_FAMILY)
def new_family(request):
    authorities = authorities_for_new_family(request.person, today=request.today)
    back = reverse("conferences:families")
    initial = {"authority": authorities.first().ref}
    form = FamilyForm(sent(request), authorities=authorities, cancel=back, initial=initial)
    worker = request.person if Relation.WORKER in request.relations else None
    return settle(
        request,
        form,
        lambda at: operations.open_family(
            authority=form.cleaned_data["authority"],
            name=form.cleaned_data["name"],
            worker=worker,
            by=request.person,
            at=at,
        ),
        then=_page,
        done="The family’s case is open. Add its children and adults next.",
        page={"heading": "Open a family’s case", "back": back},
    )


@door(Family, Action.SEE_FAMILY)
def family(request, family):
    facts = family_page(family, today=request.today)
    actions = (Action.EDIT_FAMILY, Action.REQUEST_CONFERENCE)
    allowed = {str(action): may(action, family, request.person, today=request.today) for action in actions}
    context = {"family": family, "facts": facts, "may": allowed, "history": history(facts.events)}
    return render(request, "conferences/family.html", context)


@door(Family, Action.EDIT_FAMILY)
def add_child(request, family):
    form = ChildForm(sent(request), mothers=family_adults(family, today=request.today), cancel=_page(family))
    return settle(
        request,
        form,
        lambda at: operations.add_child(family=family, by=request.person, at=at, **form.details()),
        then=lambda _: _page(family),
        done="The child has been added.",
        page=_frame(family, "Add a child"),
    )


@door(Family, Action.EDIT_FAMILY)
def change_child(request, family, child_ref):
    child = _member(family_children(family, today=request.today), child_ref)
    initial = {name: getattr(child, name) for name in ChildForm.base_fields if hasattr(child, name)}
    initial |= {
        "born": "no" if child.unborn else "yes",
        "carried_by": child.carried_by and child.carried_by.ref,
    }
    form = ChildForm(
        sent(request),
        initial=initial,
        mothers=family_adults(family, today=request.today),
        cancel=_page(family),
        save="Save",
    )
    return settle(
        request,
        form,
        lambda at: operations.change_child(
            family=family,
            child=child,
            by=request.person,
            at=at,
            **form.details(was_expected_on=child.expected_on),
        ),
        then=lambda _: _page(family),
        done="Saved.",
        page=_frame(family, child.shown_name),
    )


@door(Family, Action.EDIT_FAMILY)
def add_adult(request, family):
    children = family_children(family, today=request.today).exists()
    then_ = (
        "Say what they are to each child."
        if children
        else "Once a child is added, say what they are to the child."
    )
    form = AdultForm(sent(request), cancel=_page(family))
    return settle(
        request,
        form,
        lambda at: operations.add_adult(family=family, by=request.person, at=at, **form.details()),
        then=lambda adult: (
            reverse("conferences:relationships", args=[family.ref, adult.ref]) if children else _page(family)
        ),
        done=f"The adult has been added. {then_}",
        page=_frame(family, "Add an adult"),
    )


@door(Family, Action.EDIT_FAMILY)
def change_adult(request, family, adult_ref):
    adult = _member(family_adults(family, today=request.today), adult_ref)
    initial = {name: getattr(adult, name) for name in AdultForm.base_fields if hasattr(adult, name)}
    form = AdultForm(sent(request), initial=initial, cancel=_page(family), save="Save")
    return settle(
        request,
        form,
        lambda at: operations.change_adult(
            family=family, adult=adult, by=request.person, at=at, **form.details()
        ),
        then=lambda _: _page(family),
        done="Saved.",
        page=_frame(family, adult.name),
    )


@door(Family, Action.EDIT_FAMILY)
def relationships(request, family, adult_ref):
    adult = _member(family_adults(family, today=request.today), adult_ref)
    children = family_children(family, today=request.today)
    initial = {}
    for row in adult.relationships.select_related("child"):
        initial |= {
            f"kinship_{row.child.ref}": row.kinship,
            f"pr_{row.child.ref}": row.parental_responsibility,
        }
    form = RelationshipsForm(sent(request), children=children, initial=initial, cancel=_page(family))
    frame = _frame(family, f"What is {adult.name} to the children?")
    return settle(
        request,
        form,
        lambda at: operations.relate_all(
            family=family, adult=adult, related=list(form.related()), by=request.person, at=at
        ),
        then=lambda _: _page(family),
        done="The relationships have been recorded.",
        page=frame,
    )


@door(Family, Action.EDIT_FAMILY)
def residence(request, family):
    form = ResidenceForm(
        sent(request),
        children=family_children(family, today=request.today),
        adults=family_adults(family, today=request.today),
        addresses=family_addresses(family, today=request.today),
        cancel=_page(family),
    )
    return settle(
        request,
        form,
        lambda at: operations.record_residence(
            family=family,
            people=[*form.cleaned_data["children"], *form.cleaned_data["adults"]],
            address=form.cleaned_data["address"],
            lines=form.cleaned_data["lines"],
            postcode=form.cleaned_data["postcode"],
            confidential=form.cleaned_data["confidential"],
            from_on=form.cleaned_data["from_on"],
            by=request.person,
            at=at,
        ),
        then=lambda _: _page(family),
        done="Who lives there has been recorded.",
        page=_frame(family, "Who lives where"),
    )


@door(Family, Action.EDIT_FAMILY)
def service(request, family):
    members = [*family_children(family, today=request.today), *family_adults(family, today=request.today)]
    form = ServiceForm(sent(request), members=members, authority=family.authority, cancel=_page(family))
    return settle(
        request,
        form,
        lambda at: operations.add_service(
            family=family,
            member=form.members[form.cleaned_data["member"]],
            agency=form.cleaned_data["agency"],
            from_on=form.cleaned_data["from_on"],
            is_lead_health=form.cleaned_data["is_lead_health"],
            by=request.person,
            at=at,
        ),
        then=lambda _: _page(family),
        done="The agency has been added.",
        page=_frame(family, "Add an agency that works with them"),
    )


@door(Family, Action.EDIT_FAMILY)
def allocate(request, family):
    people = case_holders(family.authority, today=request.today)
    form = AllocationForm(sent(request), people=people, cancel=_page(family))
    return settle(
        request,
        form,
        lambda at: operations.allocate(
            family=family,
            person=form.cleaned_data["person"],
            kind=form.cleaned_data["kind"],
            from_on=form.cleaned_data["from_on"],
            by=request.person,
            at=at,
        ),
        then=lambda _: _page(family),
        done="Who has the case has been recorded.",
        page=_frame(family, "Who has the case"),
    )


def _anybody(family: Family, ref: str, today):
    """The child or adult of this family with that reference, or 404."""
    children = family_children(family, today=today).filter(ref=ref).first()
    return children or _member(family_adults(family, today=today), ref)


def _called(member) -> str:
    return getattr(member, "shown_name", member.name)


@door(Family, Action.EDIT_FAMILY)
def leave(request, family, member_ref):
    member = _anybody(family, member_ref, request.today)
    form = EndForm(sent(request), save="Record that they left", cancel=_page(family))
    return settle(
        request,
        form,
        lambda at: operations.end_membership(
            family=family, member=member, to_on=form.cleaned_data["to_on"], by=request.person, at=at
        ),
        then=lambda _: _page(family),
        done="Recorded. Nothing that was recorded before is lost.",
        page=_frame(family, f"When did {_called(member)} leave the family?"),
    )


@door(Family, Action.EDIT_FAMILY)
def end_service(request, family, member_ref, agency_ref):
    member = _anybody(family, member_ref, request.today)
    row = member.services.filter(agency__ref=agency_ref, to_on=None).select_related("agency").first()
    if row is None:
        raise Http404
    form = EndForm(sent(request), save="Save", cancel=_page(family))
    return settle(
        request,
        form,
        lambda at: operations.end_service(
            family=family,
            member=member,
            agency=row.agency,
            to_on=form.cleaned_data["to_on"],
            by=request.person,
            at=at,
        ),
        then=lambda _: _page(family),
        done="Recorded. The next conference doesn’t ask this agency.",
        page=_frame(family, f"When did {row.agency.name} stop working with {_called(member)}?"),
    )
