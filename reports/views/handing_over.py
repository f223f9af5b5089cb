"""A pack on its way to its reader: fetched by the office for a family, read and opened by the agency it was released to."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conferences.models import Conference, Invitation
from conferences.queries.conferences import WEIGHTS
from partnership.gate import door, showed
from procedures.access import Action
from procedures.words import HandedOver
from procedures.workflow import ReleaseState
from reports.forms.releasing import HandOverForm
from reports.models import Release
from reports.operations.closing import gives_away, stops_because
from reports.operations.releasing import make_again
from reports.queries.closing import FOUND_SINCE, closed_because, newer_of, stand
from reports.queries.releasing import (
    contents_of,
    progress_of,
    recipient_of,
    released_to,
)
from reports.views.pack_copies import closed_page, copy, is_ready, may_prepare


@require_http_methods(["GET", "HEAD", "POST"])
@door(Release, Action.HAND_OVER_RELEASE)
def hand_over_pack(request, release):
    """Record how a copy reaches its reader, and get it."""
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        files=release.files.select_related("attachment"),
        action=request.path,
    )
    if request.method == "POST" and form.is_valid():
        return copy(request, release, HandedOver(form.cleaned_data["how"]), form.file)
    context = {
        "release": release,
        "conference": release.conference,
        "form": form,
        "closed": closed_because(release),
        "stopped": stops_because(release, today=request.today),
        "may_prepare": may_prepare(request, release),
        "is_ready": is_ready(release),
        "progress": progress_of(release),
        "downloads": release.downloads.select_related("by", "attachment"),
    }
    return render(request, "reports/hand_over_pack.html", context, status=422 if form.is_bound else 200)


@require_POST
@door(Release, Action.HAND_OVER_RELEASE)
def make_pack_again(request, release):
    """After a failure, or where the file is lost."""
    if release.job is None:
        raise Http404
    make_again(release=release, at=timezone.now())
    return redirect("reports:hand_over_pack", release.ref)


@require_GET
@door(Conference, Action.SEE_RELEASED)
def released(request, conference):
    """What was released to the agencies of whoever asks, of this conference."""
    own = Invitation.objects.visible_to(request.person, today=request.today).filter(conference=conference)
    rows = [one for one in released_to(conference, list(own)) if one.state != ReleaseState.WITHDRAWN]
    refs = [one.ref for one in rows]
    showed(request, action=Action.SEE_RELEASED, kind="Release", refs=refs, at=timezone.now())
    shown = [(one.release, one.closed, one.newer, one.takes_away) for one in stand(rows)]
    context = {"conference": conference, "weight": WEIGHTS[conference.access_state()], "rows": shown}
    return render(request, "reports/released.html", context)


@require_GET
@door(Release, Action.OPEN_RELEASE)
def read_pack(request, release):
    """The pack on screen, for the agency to which it was released. Looked through again where more may be hidden now."""
    recipient = recipient_of(release, today=request.today)
    why = closed_because(release)
    if not why and gives_away(release, recipient, today=request.today):
        why = FOUND_SINCE
    if why:
        return closed_page(request, release, why, is_reader=True)
    pinned = {one.version_id: one.sha256 for one in release.renditions.all()}
    contents = contents_of(release.conference, recipient, today=request.today)
    amended = any(not one.is_addendum for one in newer_of([release])[release.pk])
    told = [one for one in contents.told if one.sha256 == pinned.get(one.version.pk)]
    context = {
        "release": release,
        "conference": release.conference,
        "told": told,
        "changed": _changed(release, {one.version.pk for one in told}),
        "amended": amended,
        "front": contents.front,
        "files": [] if amended else release.files.select_related("attachment__report__invitation__agency"),
        "is_ready": is_ready(release) and not amended,
        "telephone": release.conference.authority.office_telephone,
    }
    return render(request, "reports/read_pack.html", context)


def _changed(release, same):
    """Agencies whose report reads otherwise now than when it was released."""
    others = release.renditions.exclude(version__in=same).select_related(
        "version__report__invitation__agency"
    )
    return [one.version.report.invitation.agency.name for one in others]


@require_POST
@door(Release, Action.OPEN_RELEASE)
def open_pack(request, release):
    """The PDF, or a file beside it, for the agency to which it was released. That it was opened is recorded."""
    file = None
    if ref := request.POST.get("file"):
        found = release.files.select_related("attachment").filter(attachment__ref=ref).first()
        if found is None:
            raise Http404
        file = found.attachment
    return copy(request, release, HandedOver.OPENED, file)
