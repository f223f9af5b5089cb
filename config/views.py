"""Pages that belong to no floor: health, accessibility, privacy, and what the frame says when something is refused."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from partnership.middleware import park_for_later
from partnership.models import Authority


@require_GET
def healthz(request):
    """Alive. Says nothing else."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_GET
def accessibility(request):
    return render(request, "accessibility.html", {"offices": _offices()})


@require_GET
def privacy(request):
    return render(request, "privacy.html", {"offices": _offices()})


def _offices():
    return Authority.objects.order_by("name")


def csrf_failure(request, reason=""):
    """The form was open too long, or came from elsewhere. 403, with what to do; nothing typed here is lost.

    What another site made the browser send is not kept: it is nobody's writing (decisions 22).
    """
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": "stale form", "message": "Open the page again to go on."}, status=403)
    ours = request.headers.get("Origin") in (
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    )
    guarded = request.resolver_match is not None and hasattr(request.resolver_match.func, "action")
    row = park_for_later(request) if ours and guarded else None
    if row is not None and request.person is not None:
        return redirect("partnership:parked", row.ref)
    return render(request, "403_csrf.html", {"kept": row is not None}, status=403)
