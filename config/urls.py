"""Every way in. A new URL without a row in config/tests/test_every_door.py fails there."""

from allauth.account import views as sign_in
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from config import views
from partnership.views import door

#: Of django-allauth only what this service means: nobody signs up, and an address is changed by the office.
account = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("password/change/", sign_in.password_change, name="account_change_password"),
    path(
        "password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        sign_in.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

urlpatterns = [
    path("", include("scheduling.urls")),
    path("", include("partnership.urls")),
    path("", include("conferences.urls")),
    path("", include("reports.urls")),
    path("account/", include(account)),
    path("demo/", door.demo, name="demo"),
    path("healthz", views.healthz, name="healthz"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
]
