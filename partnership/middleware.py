"""Who is asking, for how long they may, and whether their second factor stands: settled before any page is reached."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from partnership.models import Account, Parked
from partnership.operations.parking import drop, park
from partnership.sessions import DEMO_SIGN_IN, SECOND_FACTOR, SIGNED_IN_AT
from partnership.sign_in import has_second_factor

WHOSE = "whose"  # a cookie that outlives the session: whose text this browser may park, and nothing more
WHOSE_LIVES_FOR = 24 * 60 * 60
PARKED_FIELD = "parked_ref"
SAFE = "You were signed out. What you typed is safe: sign in, and it will be offered to you."


class SignedInPerson:
    """Sets request.now, request.today (a London date) and request.person; ends a session after eight hours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = timezone.now()
        request.today = timezone.localdate(request.now)
        if request.user.is_authenticated:
            began = request.session.setdefault(SIGNED_IN_AT, request.now.timestamp())
            if request.now.timestamp() - began > settings.SESSION_ABSOLUTE_AGE:
                logout(request)
        request.person = request.user.person if request.user.is_authenticated else None
        return self.get_response(request)


class SecondFactorForEveryone:
    """Who is signed in without a second factor is led to set it up; nothing else opens (security: coming in)."""

    #: What somebody without a second factor may open: to set it up, to prove who they are, to leave.
    OPEN = {
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_logout",
        "healthz",
        "accessibility",
        "privacy",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        session = request.session
        if request.person is None or session.get(SECOND_FACTOR) or session.get(DEMO_SIGN_IN):
            return None
        if has_second_factor(request.user):
            session[SECOND_FACTOR] = True  # signing in asked for it
            return None
        if request.resolver_match.view_name in self.OPEN:
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


class NothingTypedIsLost:
    """What is sent after a session has ended is parked for its writer and offered after signing in (decisions 22)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and request.person is not None:
            self._taken_back(request)
        self._remember_whose(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.person is not None or not hasattr(view, "action"):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(
                {"error": "signed out", "message": "You were signed out. Sign in to go on."}, status=401
            )
        if request.method != "POST":
            return None
        row = park_for_later(request)
        if row is None:
            return None
        return redirect_to_login(reverse("partnership:parked", args=[row.ref]))

    def _taken_back(self, request):
        """What was parked has arrived where it was going."""
        ref = request.POST.get(PARKED_FIELD)
        row = ref and Parked.objects.filter(ref=ref, account__person=request.person).first()
        if row:
            drop(row=row, at=request.now)

    def _remember_whose(self, request, response):
        user = getattr(request, "user", None)
        match = request.resolver_match
        if match and match.view_name == "account_logout" and request.method == "POST":
            response.delete_cookie(WHOSE)
        elif user is not None and user.is_authenticated and whose(request) != user.pk:
            response.set_cookie(
                WHOSE,
                signing.dumps(user.pk, salt=WHOSE),
                max_age=WHOSE_LIVES_FOR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


def whose(request) -> int | None:
    """The number of the account that this browser last signed in with, for a day; None when it can't be told."""
    try:
        return signing.loads(request.COOKIES.get(WHOSE, ""), salt=WHOSE, max_age=WHOSE_LIVES_FOR)
    except signing.BadSignature:
        return None


def park_for_later(request) -> Parked | None:
    """Keep what this request sent, for its writer; None where it can't be told whose it is."""
    person = getattr(request, "person", None)
    known = Account.objects.filter(pk=request.user.pk if person else whose(request), is_active=True)
    account = known.select_related("person").first()
    if account is None:
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [(name, value) for name, value in fields if name not in ("csrfmiddlewaretoken", PARKED_FIELD)]
    row = park(
        account=account, path=request.path, fields=fields, had_files=bool(request.FILES), at=request.now
    )
    if person is None:
        messages.info(request, SAFE)
    return row
