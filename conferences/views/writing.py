"""What every page with a form does: show it, run the operation once, say what is wrong by its field."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from conferences.operations import once
from procedures.workflow import MoveRefused

SENT_TWICE = "This was already recorded. Nothing was recorded twice."


def sent(request):
    """What was sent, for a form: None while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def record(request, form, write, *, then, done: str):
    """Run `write(at)` under the form's token and lead to `then(result)`; None where it was refused.

    A refusal stands by its field, in words, and nothing typed is lost.
    """
    at = timezone.now()
    try:
        path, first = once(
            token=form.cleaned_data["token"], by=request.person, at=at, write=lambda: then(write(at))
        )
    except MoveRefused as refused:
        field = getattr(refused, "field", None)
        form.add_error(field if field in form.fields else None, str(refused))
        return None
    if first:
        messages.success(request, done)
    else:
        messages.info(request, SENT_TWICE)
    return redirect(path)


def settle(request, form, write, *, then, done: str, page: dict):
    """The page of one form: shown, and once it is right `write` is run and leads on (see `record`)."""
    led_on = record(request, form, write, then=then, done=done) if form.is_valid() else None
    return led_on or form_page(request, form, **page)


def show(request, template: str, context: dict, *forms):
    """The page; 422 where a form on it was refused."""
    refused = any(form.is_bound and form.errors for form in forms)
    return render(request, template, context, status=422 if refused else 200)


def form_page(request, form, **context):
    """The page of one form: heading, caption, lead, back."""
    return show(request, "conferences/form.html", {"form": form, **context}, form)
