"""How this service signs people in: what django-allauth asks of us and what it must not do."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.urls import reverse

from partnership import audit
from partnership.models import Account
from partnership.queries import parked_for
from partnership.sealing import seal, unseal
from partnership.sessions import DEMO_SIGN_IN, SIGNED_IN_AT

SEALED_FOR = "second factor"


def has_second_factor(account: Account) -> bool:
    return is_mfa_enabled(account, [Authenticator.Type.TOTP])


def begin_session(request, account: Account, *, demo: bool = False) -> None:
    """Sign `account` in with a session of its own. Whoever was signed in on this browser before is out."""
    request.session.flush()
    if demo:
        request.session[DEMO_SIGN_IN] = True
    AccountAdapter(request).login(request, account)
    request.person = account.person


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account by themselves: the office names people (decisions 11)."""

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        super().login(request, user)
        request.session.set_expiry(
            0
        )  # the cookie goes with the browser; the session itself after 15 idle minutes
        request.session[SIGNED_IN_AT] = request.now.timestamp()
        audit.record(
            request,
            action="sign_in",
            kind="Person",
            refs=[user.person.ref],
            outcome="allowed",
            at=request.now,
            person=user.person,
        )

    def authentication_failed(self, request, **credentials):
        account = Account.objects.filter(email=credentials.get("email", "").lower()).first()
        refs = [account.person.ref] if account else []
        audit.record(request, action="sign_in", kind="Person", refs=refs, outcome="refused", at=request.now)

    def get_login_redirect_url(self, request):
        """What was typed when the last session ended comes first (decisions 22)."""
        parked = parked_for(request.user, at=request.now)
        return (
            reverse("partnership:parked", args=[parked.ref])
            if parked
            else super().get_login_redirect_url(request)
        )

    def is_reauthentication_required(self, *, app, **kwargs):
        """One's own second factor, right after signing in, asks for nothing more; changing rights always does."""
        request = self.request
        if request.session.get(DEMO_SIGN_IN):
            return False
        since = request.now.timestamp() - request.session.get(SIGNED_IN_AT, 0)
        if app == "allauth.mfa" and since < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """The second factor's secrets are kept sealed, which allauth leaves to us; nobody turns theirs off."""

    def encrypt(self, text):
        return seal(text, purpose="totp", about=SEALED_FOR)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text, purpose="totp", about=SEALED_FOR)

    def can_delete_authenticator(self, authenticator):
        return False
