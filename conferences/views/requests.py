"""Asking for a conference in four short steps. What earlier steps held travels in the page, so nothing is half kept."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from conferences import operations
from conferences.forms.fields import sent_token
from conferences.forms.requests import ChildrenForm, SafetyForm, WayInForm
from conferences.models import Family
from conferences.operations import ChildAsked
from conferences.queries.children import leading_kind, proposed_children
from conferences.views.writing import SENT_TWICE, show
from partnership.gate import door
from procedures.access import Action
from procedures.words import ConferenceKind
from procedures.workflow import MoveRefused

CHECK = 4
NO_CHILDREN = "Add the children of the family first: a conference is about children."


@dataclass
class Steps:
    """The forms of the steps that were answered, the form to show now, and its number (4: check)."""

    number: int
    form: object = None
    answered: list = field(default_factory=list)

    @property
    def told(self) -> dict:
        return self.answered[0].told()


def _form(number: int, posted, family, children, answered, *, reached: int):
    """The form of a step, with what was typed for it: it was answered already, or one went back past it."""

    def build(data):
        if number == 1:
            return WayInForm(data, family=family)
        if number == 2:
            return ChildrenForm(data, children=children, told=answered[0].told())
        return SafetyForm(data, children=children)

    form = build(None)
    typed = {_field_of(name) for name in posted or ()}
    return build(posted) if number <= reached or typed & set(form.fields) else form


def _steps(request, family, children) -> Steps:
    """Go through the answered steps in order: the first that is wrong is shown, else the one asked for."""
    posted = request.POST if request.method == "POST" else {}
    reached = int(posted["step"]) if posted.get("step", "") in {"1", "2", "3", "4"} else 0
    target = max(1, reached - 1) if "back" in posted else reached + 1
    answered: list = []
    for number in range(1, CHECK):
        form = _form(number, posted, family, children, answered, reached=reached)
        if number == target or not form.is_valid():
            return Steps(number, form, answered)
        answered.append(form)
    return Steps(CHECK, None, answered)


@door(Family, Action.REQUEST_CONFERENCE)
def request_conference(request, family):
    children = proposed_children(family, today=request.today)
    back = reverse("conferences:family", args=[family.ref])
    if not children:
        messages.error(request, NO_CHILDREN)
        return redirect(back)
    steps = _steps(request, family, children)
    refused = ""
    if steps.number == CHECK and request.POST.get("step") == str(CHECK) and "back" not in request.POST:
        made, refused = _ask(request, family, children, steps)
        if made:
            return made
    context = _context(request, family, children, steps) | {"back": back, "refused": refused}
    return show(request, "conferences/request.html", context, *([steps.form] if steps.form else []))


def _asked(children, steps: Steps) -> list[ChildAsked]:
    kinds, plans = steps.answered[1].cleaned_data, steps.answered[2].cleaned_data
    return [
        ChildAsked(
            child=child,
            kind=ConferenceKind(kinds[f"kind_{child.ref}"]),
            reason=kinds[f"reason_{child.ref}"],
            interim_safety_plan=plans[f"plan_{child.ref}"],
            safety_plan_shared_on=plans[f"shared_{child.ref}"],
        )
        for child in children
    ]


def _ask(request, family, children, steps: Steps):
    at = timezone.now()

    def write():
        made = operations.request_conference(
            family=family, children=_asked(children, steps), by=request.person, at=at, **steps.told
        )
        return reverse("conferences:conference", args=[made.ref])

    token = sent_token(request.POST)
    try:
        path, first = operations.once(token=token, by=request.person, at=at, write=write)
    except MoveRefused as why:
        return None, str(why)
    if first:
        messages.success(
            request, "A conference has been asked for. A team manager decides whether to convene it."
        )
    else:
        messages.info(request, SENT_TWICE)
    return redirect(path), ""


def _context(request, family, children, steps: Steps) -> dict:
    shown = set(steps.form.fields) if steps.form else set()
    control = {"csrfmiddlewaretoken", "step", "back", "token"}
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in control and _field_of(name) not in shown
        for value in values
    ]
    context = {
        "family": family,
        "form": steps.form,
        "number": steps.number,
        "kept": kept,
        "token": sent_token(request.POST),
    }
    if steps.number == CHECK:
        asked = _asked(children, steps)
        context |= {"asked": asked, "told": steps.told, "kind": leading_kind([one.kind for one in asked])}
    return context


def _field_of(name: str) -> str:
    """The field of a posted name: a day posts three boxes."""
    for box in ("_day", "_month", "_year"):
        name = name.removesuffix(box)
    return name
