"""Every answer carries the same strict headers."""

import re

import pytest
from csp.utils import build_policy
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from config.look.headers import CSP, SecurityHeaders


def answered(path="/", method="get", url_name="x", response=None):
    request = getattr(RequestFactory(), method)(path)
    if url_name:
        request.resolver_match = ResolverMatch(None, (), {}, url_name=url_name)
    return SecurityHeaders(lambda _request: response or HttpResponse())(request).headers


def test_the_whole_policy_is_this():
    assert CSP == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )


def test_the_framework_sends_the_same_policy():
    assert sorted(build_policy().split("; ")) == sorted(CSP.split("; "))


def test_every_answer_has_all_headers():
    headers = answered()
    assert {name: headers[name] for name in headers if name != "Content-Type"} == {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": "no-store",
    }


def test_no_page_is_kept_by_the_browser_but_its_style_is():
    assert (
        answered(response=HttpResponse(headers={"Cache-Control": "max-age=9"}))["Cache-Control"] == "no-store"
    )
    kept = answered("/static/css/look.css", response=HttpResponse(headers={"Cache-Control": "max-age=9"}))
    assert kept["Cache-Control"] == "max-age=9"
    assert kept["Content-Security-Policy"] == CSP


def test_a_stricter_policy_of_an_answer_is_left_alone():
    strict = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert answered(response=strict)["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("method", "url_name", "cleared"),
    [
        ("post", "account_logout", True),
        ("get", "account_logout", False),
        ("post", "account_login", False),
        ("post", "", False),
    ],
)
def test_signing_out_empties_the_browser(method, url_name, cleared):
    headers = answered(method=method, url_name=url_name)
    assert headers.get("Clear-Site-Data") == ('"cache", "cookies", "storage"' if cleared else None)


def test_scripts_that_import_scripts_are_hashed_too(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.look.storage.HashedStaticFiles"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    [script] = [path for path in (tmp_path / "js").glob("look.*.js") if path.name != "look.js"]
    [imported] = re.findall(r'from "\.\./(.+?)"', script.read_text())
    assert re.search(r"\.[0-9a-f]{12}\.js$", imported)
    assert (tmp_path / imported).exists()
    [style] = [path for path in (tmp_path / "css").glob("look.*.css") if path.name != "look.css"]
    for letters in re.findall(r'url\("\.\./(.+?)"\)', style.read_text()):
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", letters)
        assert (tmp_path / letters).exists()
    assert (style.parent / f"{style.name}.gz").exists()
    assert not list(tmp_path.rglob("*.ttf.gz"))
