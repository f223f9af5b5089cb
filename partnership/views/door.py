"""The ways in: the demo's one click, the link of an enrolment, what was parked, and one's own account."""

import ipaddress

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partnership.forms.door import EnrolmentForm
from partnership.models import Account, Parked, Partnership, RoleHeld
from partnership.operations.enrolment import ask_for_new_link, hash_of, use_enrolment
from partnership.operations.parking import drop, typed
from partnership.operations.people import Refused
from partnership.queries import demo_people, offices_of, open_enrolment, parked_for
from partnership.sealing import Unsealable
from partnership.sign_in import AccountAdapter, begin_session

ENROLMENT_LIMITS = {"enrolment": "20/m/ip,10/h/key"}


def is_demo_door(request) -> bool:
    """Demo, on a database marked so, asked from this very machine (decisions 12). All three, on each request."""
    if not settings.DEMO or "X-Forwarded-For" in request.headers:
        return False
    here = ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
    return here and Partnership.objects.filter(is_demo=True).exists()


@require_http_methods(["GET", "POST"])
def demo(request):
    """The demo's people, grouped by what they do; one click signs in as one of them."""
    if not is_demo_door(request):
        raise Http404
    if request.method == "POST":
        held = RoleHeld.objects.current(today=request.today).values("person")
        known = Account.objects.filter(is_active=True, person__in=held).select_related("person")
        begin_session(
            request, get_object_or_404(known, person__ref=request.POST.get("person", "")), demo=True
        )
        return redirect(AccountAdapter(request).get_login_redirect_url(request))
    return render(request, "partnership/demo.html", {"groups": demo_people(today=request.today)})


@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def enrol(request, token):
    """The link that the office made. Looking at it doesn't use it; the password that is sent does."""
    enrolment = open_enrolment(hash_of(token), at=request.now)
    if enrolment is None:
        return render(request, "partnership/enrolment_over.html", {"token": token}, status=410)
    form = EnrolmentForm(request.POST or None, person=enrolment.person)
    if request.method == "POST" and not consume(
        request, app="partnership", action="enrolment", config=ENROLMENT_LIMITS, key=hash_of(token)
    ):
        return render(request, "429.html", status=429)
    if form.is_valid():
        try:
            account = use_enrolment(
                enrolment=enrolment, password=form.cleaned_data["password1"], at=request.now
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            begin_session(request, account)
            return redirect("mfa_activate_totp")
    return render(request, "partnership/enrol.html", {"form": form})


@require_POST
def enrol_again(request, token):
    """Somebody whose link ran out asks the office for a new one. The answer is the same for any token."""
    if consume(request, app="partnership", action="enrolment", config=ENROLMENT_LIMITS, key=hash_of(token)):
        ask_for_new_link(token=token, at=request.now)
    return render(request, "partnership/enrolment_asked.html")


@login_required
@require_GET
def account(request):
    """One's own account: who one is here, password, second factor, where one is signed in."""
    roles = RoleHeld.objects.current(today=request.today).filter(person=request.person)
    context = {
        "roles": roles.select_related("authority", "agency"),
        "offices": offices_of(request.person, today=request.today),
        "parked": parked_for(request.user, at=request.now),
    }
    return render(request, "partnership/account.html", context)


@login_required
@require_GET
def parked(request, ref):
    """What was typed when the session had ended, to go on with or to throw away."""
    row = get_object_or_404(Parked, ref=ref, account=request.user, expires_at__gt=request.now)
    try:
        fields = typed(row)
    except Unsealable:
        messages.error(request, "What you had typed can no longer be opened. Tell the system administrator.")
        return redirect(reverse("partnership:account"))
    shown = [(name.replace("_", " "), value) for name, value in fields if value.strip()]
    return render(request, "partnership/parked.html", {"parked": row, "fields": fields, "shown": shown})


@login_required
@require_POST
def drop_parked(request, ref):
    drop(row=get_object_or_404(Parked, ref=ref, account=request.user), at=request.now)
    messages.success(request, "What you had typed was thrown away.")
    return redirect("/")
