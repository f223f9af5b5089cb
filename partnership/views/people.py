"""The office's pages about people, their roles and the agencies."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partnership.forms.people import AgencyForm, EndRoleForm, NewPersonForm, PersonForm, RoleForm, SearchForm
from partnership.gate import door, lobby, showed, step_up
from partnership.models import Person
from partnership.operations import enrolment
from partnership.operations import people as operations
from partnership.operations.people import Refused
from partnership.queries import agencies_with_people, people_kept_by, places_kept_by
from partnership.sessions import NEW_LINK, PEOPLE_SEARCH
from procedures.access import Action
from procedures.words import Role

PAGE = 25


@require_http_methods(["GET", "POST"])
@lobby(Action.KEEP_PEOPLE)
def people(request):
    """Everybody whom this office looks after. The search is sent by POST and kept in the session."""
    if request.method == "POST":
        form = SearchForm(request.POST)
        request.session[PEOPLE_SEARCH] = form.cleaned_data["search"] if form.is_valid() else ""
        return redirect("partnership:people")
    search = request.session.get(PEOPLE_SEARCH, "")
    found = people_kept_by(request.person, search=search, today=request.today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    refs = [person.ref for person in page]
    showed(request, action=Action.KEEP_PEOPLE, kind="Person", refs=refs, at=request.now)
    context = {"page": page, "search": search, "form": SearchForm(initial={"search": search})}
    return render(request, "partnership/people.html", context)


@require_GET
@door(Person, Action.KEEP_PEOPLE)
def person(request, person):
    context = {
        "person_shown": person,
        "roles": _roles(request, person),
        "account": getattr(person, "account", None),
        "enrolment": person.enrolments.order_by("-made_at").first(),
        "link": _link_to_show(request, person),
        "now": request.now,
        "today": request.today,
    }
    return render(request, "partnership/person.html", context)


def _link_to_show(request, person):
    """The link that was just made for this person: once, and never again."""
    waiting = request.session.get(NEW_LINK)
    if not waiting or waiting["person"] != person.ref:
        return None
    del request.session[NEW_LINK]
    return request.build_absolute_uri(reverse("partnership:enrol", args=[waiting["token"]]))


def _roles(request, person):
    """Each role with whether this office may end it: running, and at a place that it keeps."""
    places = _places(request)
    kept = [*places["authorities"], *places["agencies"]]
    held = person.roles.select_related("authority", "agency").order_by("-from_on", "pk")
    return [
        {
            "held": row,
            "place": row.authority or row.agency,
            "over": row.to_on is not None and row.to_on < request.today,
            "may_end": row.to_on is None and (row.authority or row.agency) in kept,
        }
        for row in held
    ]


def _places(request):
    authorities, agencies = places_kept_by(request.person, today=request.today)
    return {"authorities": list(authorities), "agencies": list(agencies)}


def _place(places, ref):
    """The authority or agency that the form let through, as the keyword that the operation takes."""
    known = {row.ref: {"authority": row} for row in places["authorities"]}
    return (known | {row.ref: {"agency": row} for row in places["agencies"]})[ref]


@require_http_methods(["GET", "POST"])
@lobby(Action.KEEP_PEOPLE)
@step_up
def new_person(request):
    """Somebody new, their first role, and the link that lets them in: the office has checked before."""
    places = _places(request)
    initial = {"from_on": request.today, "role": Role.AGENCY_WRITER}
    form = NewPersonForm(
        request.POST or None, initial=initial, cancel=reverse("partnership:people"), **places
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            made, token = enrolment.name_and_enrol(
                name=told["name"],
                email=told["email"],
                job_title=told["job_title"],
                telephone=told["telephone"],
                role=Role(told["role"]),
                from_on=told["from_on"],
                by=request.person,
                at=request.now,
                **_place(places, told["place"]),
            )
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            request.session[NEW_LINK] = {"person": made.ref, "token": token}
            return redirect("partnership:person", made.ref)
    return render(request, "partnership/new_person.html", {"form": form})


@require_http_methods(["GET", "POST"])
@door(Person, Action.KEEP_PEOPLE)
@step_up
def edit_person(request, person):
    initial = {field: getattr(person, field) for field in ("name", "email", "job_title", "telephone")}
    back = reverse("partnership:person", args=[person.ref])
    form = PersonForm(request.POST or None, initial=initial, cancel=back)
    if form.is_valid():
        try:
            operations.change_person(person=person, by=request.person, at=request.now, **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, "The changes are saved.")
            return redirect(back)
    return render(
        request, "partnership/edit_person.html", {"form": form, "person_shown": person, "back": back}
    )


@require_http_methods(["GET", "POST"])
@door(Person, Action.KEEP_PEOPLE)
@step_up
def give_role(request, person):
    places = _places(request)
    back = reverse("partnership:person", args=[person.ref])
    form = RoleForm(request.POST or None, initial={"from_on": request.today}, cancel=back, **places)
    if form.is_valid():
        told = form.cleaned_data
        try:
            operations.give_role(
                person=person,
                role=Role(told["role"]),
                from_on=told["from_on"],
                to_on=told["to_on"],
                by=request.person,
                at=request.now,
                **_place(places, told["place"]),
            )
        except Refused as refused:
            form.add_error("role", str(refused))
        else:
            messages.success(request, f"They hold the role “{Role(told['role']).label}” now.")
            return redirect(back)
    return render(request, "partnership/give_role.html", {"form": form, "person_shown": person, "back": back})


@require_http_methods(["GET", "POST"])
@door(Person, Action.KEEP_PEOPLE)
@step_up
def end_role(request, person, number):
    """The roles at places that another office keeps are not ended here."""
    places = _places(request)
    held = person.roles.filter(pk=number).select_related("authority", "agency").first()
    if held is None or (held.authority or held.agency) not in [*places["authorities"], *places["agencies"]]:
        raise Http404
    back = reverse("partnership:person", args=[person.ref])
    form = EndRoleForm(request.POST or None, initial={"to_on": request.today}, held=held, cancel=back)
    if form.is_valid():
        operations.end_role(held=held, to_on=form.cleaned_data["to_on"], by=request.person, at=request.now)
        messages.success(request, "The role has a last day now.")
        return redirect(back)
    context = {"form": form, "person_shown": person, "held": held, "back": back}
    return render(request, "partnership/end_role.html", context)


@require_POST
@door(Person, Action.KEEP_PEOPLE)
@step_up
def person_does(request, person, deed):
    """The buttons of a person's page: each one operation and a sentence."""
    deeds = {
        "confirm-email": (operations.confirm_email, "The e-mail address is confirmed."),
        "close-account": (operations.close_account, "The account is closed. They are signed out everywhere."),
        "open-account": (operations.open_account, "The account is open again."),
        "reset-second-factor": (
            operations.reset_second_factor,
            "The second factor is gone. At the next sign-in they set up a new one.",
        ),
    }
    if deed not in deeds:
        raise Http404
    operation, sentence = deeds[deed]
    try:
        operation(person=person, by=request.person, at=request.now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("partnership:person", person.ref)


@require_POST
@door(Person, Action.KEEP_PEOPLE)
@step_up
def new_link(request, person):
    try:
        _, token = enrolment.enrol(person=person, by=request.person, at=request.now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        request.session[NEW_LINK] = {"person": person.ref, "token": token}
    return redirect("partnership:person", person.ref)


@require_GET
@lobby(Action.KEEP_PEOPLE)
def agencies(request):
    """The agencies that serve this office's authorities, and how many people write for each."""
    found = agencies_with_people(request.person, today=request.today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    refs = [agency.ref for agency in page]
    showed(request, action=Action.KEEP_PEOPLE, kind="Agency", refs=refs, at=request.now)
    return render(request, "partnership/agencies.html", {"page": page})


@require_http_methods(["GET", "POST"])
@lobby(Action.KEEP_PEOPLE)
@step_up
def new_agency(request):
    authorities = _places(request)["authorities"]
    form = AgencyForm(request.POST or None, authorities=authorities, cancel=reverse("partnership:agencies"))
    if form.is_valid():
        told = dict(form.cleaned_data)
        told["authorities"] = [authority for authority in authorities if authority.ref in told["authorities"]]
        agency = operations.add_agency(by=request.person, at=request.now, **told)
        messages.success(request, f"{agency.name} is saved.")
        return redirect("partnership:agencies")
    return render(request, "partnership/new_agency.html", {"form": form})
