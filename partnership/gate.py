"""The one door: a view cannot have its object without naming the action, and every look is recorded.

A stranger gets 404, whether the thing exists or not; an insider who may not do this gets 403 with the reason.
A guarded model offers `objects.visible_to(person, today=)`, `relations(person, today=)`, `audit_refs()` and
`access_state()`, the member of its state enum on which its rights depend, or None.
"""

from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from partnership import audit
from partnership.queries import relations_by_role
from partnership.sessions import DEMO_SIGN_IN, SITTING
from procedures.access import Action, refusal


def door(model, action: Action, *, kwarg: str = "ref", once_a_sitting: bool = False):
    """Load `model` by its reference, authorise `action`, record the look, and pass the thing to the view.

    `once_a_sitting` is for autosave: what is allowed is recorded once a session, what is refused each time
    (decisions 20).
    """

    def decorate(view):
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            ref = kwargs.pop(kwarg)
            now = timezone.now()
            today = timezone.localdate(now)
            person = request.person
            thing = model.objects.visible_to(person, today=today).filter(ref=ref).first()
            if thing is None:
                audit.record(
                    request, action=action, kind=model.__name__, refs=[ref], outcome="not_found", at=now
                )
                raise Http404
            kind, refs = thing.audit_refs()
            relations = thing.relations(person, today=today)
            if why := refusal(action, relations=relations, state=thing.access_state()):
                audit.record(request, action=action, kind=kind, refs=refs, outcome="refused", at=now)
                raise PermissionDenied(why)
            if not (once_a_sitting and _recorded_before(request, action, ref)):
                audit.record(request, action=action, kind=kind, refs=refs, outcome="allowed", at=now)
            request.relations = relations
            return view(request, thing, *args, **kwargs)

        guarded.action = action
        return guarded

    return decorate


def _recorded_before(request, action: Action, ref: str) -> bool:
    """Whether this sitting has its row already; remembers that it has one now."""
    rows = request.session.get(SITTING, [])
    row = f"{action} {ref}"
    if row not in rows:
        request.session[SITTING] = [*rows, row]
    return row in rows


def lobby(action: Action):
    """For pages without one object: what the roles allow. A list records what it showed itself, with `showed`."""

    def decorate(view):
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            now = timezone.now()
            relations = relations_by_role(request.person, today=timezone.localdate(now))
            if why := refusal(action, relations=relations):
                audit.record(request, action=action, kind="page", refs=[], outcome="refused", at=now)
                raise PermissionDenied(why)
            request.relations = relations
            return view(request, *args, **kwargs)

        guarded.action = action
        return guarded

    return decorate


def step_up(view):
    """Below a door: whoever changes rights proves anew who they are, unless they did so five minutes ago.

    Looking is free; what was sent is kept and goes on afterwards. A demo sign-in has nothing to prove.
    """
    asked = reauthentication_required(
        allow_get=True, enabled=lambda request: not request.session.get(DEMO_SIGN_IN)
    )
    return asked(view)


def showed(request, *, action: Action, kind: str, refs, at):
    """One row for a list, with the references that it showed (decisions 20)."""
    audit.record(request, action=action, kind=kind, refs=list(refs), outcome="allowed", at=at)


def may(action: Action, thing, person, *, today) -> bool:
    """The same question for a template: is there a point in showing the button?"""
    return refusal(action, relations=thing.relations(person, today=today), state=thing.access_state()) is None
