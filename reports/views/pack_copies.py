"""Copies of a pack and of the files beside it: the bytes, or the page that says why there are none."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from partnership.gate import showed
from procedures.access import Action
from procedures.words import HandedOver, RenderState
from reports import vault
from reports.attachments import TYPES
from reports.operations.releasing import Closed, hand_over
from reports.queries.closing import FOUND_SINCE, closed_because
from reports.queries.releasing import recipient_of
from reports.views.writing import allowed

#: To whom a pack was released it isn't said that something was found: they may have a copy to look for it in.
TO_ITS_READER = {FOUND_SINCE: "Somebody has to look through it again before anybody reads it."}


def is_ready(release) -> bool:
    return release.job is not None and release.job.state == RenderState.DONE


def may_prepare(request, release) -> bool:
    """Whether this person can prepare a new one, and there is somebody to prepare it for."""
    return (
        allowed(request, Action.PREPARE_RELEASE, release.conference)
        and recipient_of(release, today=request.today) is not None
    )


def copy(request, release, how: HandedOver, file=None):
    """The pack, or one file beside it, once it is recorded that it leaves. Nothing is recorded where nothing leaves."""
    opened = how == HandedOver.OPENED
    if why := closed_because(release):
        return closed_page(request, release, why, is_reader=opened)
    if file is None and not is_ready(release):
        return render(request, "reports/pack_not_ready.html", {"release": release}, status=409)
    try:
        content = vault.fetch(file.kept_as if file else release.job.stored_as)
        hand_over(release=release, how=how, file=file, by=request.person, at=timezone.now())
    except vault.Unreadable as gone:
        return _lost(request, release, gone)
    except Closed as why:
        return closed_page(request, release, str(why), is_reader=opened)
    action = Action.OPEN_RELEASE if opened else Action.HAND_OVER_RELEASE
    showed(request, action=action, kind="Copy", refs=[release.ref], at=timezone.now())
    return _bytes(content, f"file-{file.ref}.{file.kind}" if file else f"pack-{release.ref}.pdf")


def file_answer(request, release, file):
    """A file to look at, for those who make the pack: not a copy that leaves."""
    try:
        return _bytes(vault.fetch(file.kept_as), f"file-{file.ref}.{file.kind}")
    except vault.Unreadable as gone:
        return _lost(request, release, gone)


def _bytes(content: bytes, name: str) -> HttpResponse:
    """A download whose name says nothing about anybody."""
    answer = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def closed_page(request, release, why, *, is_reader):
    """Why nothing leaves, and whom to ask."""
    context = {
        "release": release,
        "why": TO_ITS_READER.get(why, why) if is_reader else why,
        "is_reader": is_reader,
        "may_prepare": not is_reader and may_prepare(request, release),
        "telephone": release.conference.authority.office_telephone,
    }
    return render(request, "reports/pack_closed.html", context, status=410)


def _lost(request, release, gone):
    return render(request, "reports/pack_not_ready.html", {"release": release, "gone": str(gone)}, status=503)
