"""Packs, as those who make them see them: whom they are for, what is in them, and the two persons' steps (decisions 19)."""

from collections import defaultdict

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from conferences.models import Conference
from conferences.operations import Refused
from conferences.queries.conferences import WEIGHTS
from partnership.gate import door, showed, step_up
from procedures.access import Action, Relation
from procedures.words import HitAnswer
from procedures.workflow import MoveRefused, ReleaseState
from reports.forms.releasing import ApproveForm, HandOverForm, HitForm, ReasonForm
from reports.models import Release
from reports.operations.closing import stops_because
from reports.operations.releasing import answer_hit, approve, has_changed, leave_out, prepare, withdraw
from reports.queries.closing import Stands, closed_because, newer_of, stand
from reports.queries.releasing import (
    contents_of,
    hits_of,
    live_releases,
    progress_of,
    recipient_of,
    recipients_of,
    waits_for_the_chair,
)
from reports.queries.telling import untold
from reports.views.pack_copies import file_answer
from reports.views.writing import allowed


@require_GET
@door(Conference, Action.SEE_RELEASES)
def packs(request, conference):
    """Everybody for whom there can be a pack, where theirs stands, and the one next step; below it what is past."""
    packs = stand(live_releases(conference))
    live, past = defaultdict(list), [one for one in packs if one.release.state == ReleaseState.WITHDRAWN]
    for one in reversed(packs):
        if one.release.state != ReleaseState.WITHDRAWN:
            live[one.release.recipient.ref].append(one)
    recipients = recipients_of(conference, today=request.today)
    waits = waits_for_the_chair(conference, recipients)
    rows = [(one, *_next(live.pop(one.ref, [])), waits.get(one.ref, "")) for one in recipients]
    left = [one for those in live.values() for one in those]
    context = {
        "conference": conference,
        "weight": WEIGHTS[conference.access_state()],
        "groups": [
            ("The family", [row for row in rows if row[0].is_family]),
            ("Professionals", [row for row in rows if not row[0].is_family]),
        ],
        "over": sum(is_over for _, _, _, is_over, _ in rows),
        "past": left + past,
        "may_prepare": allowed(request, Action.PREPARE_RELEASE, conference),
        "may_see": bool(request.relations & SEES),
        "may_rule": allowed(request, Action.RULE_REPORTS, conference),
    }
    return render(request, "reports/packs.html", context)


def _next(packs: list[Stands]) -> tuple[list[Stands], Release | None, bool]:
    """A recipient's packs, the one that waits for a second person, and whether all are closed or out of date."""
    waiting = next((one.release for one in packs if one.is_waiting), None)
    return packs, waiting, waiting is None and any(one.is_over for one in packs)


SEES = frozenset({Relation.OFFICE, Relation.CHAIR_OF, Relation.MANAGER_OF})


@require_http_methods(["GET", "HEAD", "POST"])
@door(Conference, Action.PREPARE_RELEASE)
def prepare_pack(request, conference, recipient_ref):
    """What a pack for this recipient would hold now, and what can't be in it yet; POST pins it."""
    found = recipients_of(conference, today=request.today)
    recipient = next((one for one in found if one.ref == recipient_ref), None)
    if recipient is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            made = prepare(conference=conference, recipient=recipient, by=request.person, at=timezone.now())
        except Refused as why:
            refused = str(why)
        else:
            return redirect("reports:release", made.ref)
    context = {
        "conference": conference,
        "recipient": recipient,
        "contents": contents_of(conference, recipient, today=request.today),
        "refused": refused,
        "waits": waits_for_the_chair(conference, [recipient]).get(recipient.ref, ""),
        "may_rule": allowed(request, Action.RULE_REPORTS, conference),
    }
    return render(request, "reports/prepare_pack.html", context, status=422 if refused else 200)


@require_GET
@door(Release, Action.SEE_RELEASE)
def release(request, release):
    """One pack: where it stands, what was found in it and what was said to that, and the next step."""
    hits = hits_of(release)
    job, invitation = release.job, release.invitation
    context = {
        "release": release,
        "untold": untold(invitation, today=request.today) if invitation else "",
        "conference": release.conference,
        "recipient": recipient_of(release, today=request.today),
        "closed": closed_because(release),
        "stopped": stops_because(release, today=request.today),
        "newer": newer_of([release])[release.pk],
        "hits": hits,
        "open_hits": sum(not hit.is_answered for hit in hits),
        "renditions": release.renditions.select_related("version__report__invitation__agency"),
        "files": release.files.select_related("attachment__report__invitation__agency"),
        "job": job,
        "progress": progress_of(release) if job and job.is_waited_for else "",
        "events": release.events.select_related("by"),
        "downloads": release.downloads.select_related("by", "attachment"),
        "is_mine": release.prepared_by_id == request.person.pk,
        "may": {
            "answer": allowed(request, Action.ANSWER_HIT, release),
            "leave_out": allowed(request, Action.LEAVE_OUT, release),
            "approve": allowed(request, Action.APPROVE_RELEASE, release),
            "withdraw": allowed(request, Action.WITHDRAW_RELEASE, release),
            "prepare": allowed(request, Action.PREPARE_RELEASE, release.conference),
            "hand_over": allowed(request, Action.HAND_OVER_RELEASE, release),
        },
    }
    if context["may"]["hand_over"] and release.state == ReleaseState.APPROVED:
        action = reverse("reports:hand_over_pack", args=[release.ref])
        context["hand_over_form"] = HandOverForm(files=context["files"], action=action)
    return render(request, "reports/release.html", context)


@require_GET
@door(Release, Action.SEE_RELEASE)
def preview_pack(request, release):
    """The whole pack as its recipient reads it, from what is in it now."""
    recipient = recipient_of(release, today=request.today)
    if recipient is None:
        raise Http404
    contents = contents_of(release.conference, recipient, today=request.today)
    context = {
        "release": release,
        "conference": release.conference,
        "contents": contents,
        "changed": contents.fingerprint != release.contents,
    }
    return render(request, "reports/preview_pack.html", context)


@require_GET
@door(Release, Action.SEE_RELEASE)
def pack_file(request, release, file_ref):
    """A file beside the pack, for whoever prepares or approves it to look through."""
    found = release.files.select_related("attachment").filter(attachment__ref=file_ref).first()
    if found is None or not found.attachment.may_leave:
        raise Http404
    refs = [file_ref, release.ref]
    showed(request, action=Action.SEE_RELEASE, kind="File", refs=refs, at=timezone.now())
    return file_answer(request, release, found.attachment)


def _hit(release, hit_ref):
    found = next((one for one in hits_of(release) if one.ref == hit_ref), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@door(Release, Action.ANSWER_HIT)
def hit(request, release, hit_ref):
    """One place that may give something away, and what whoever prepares the pack says to it."""
    found = _hit(release, hit_ref)
    back = reverse("reports:release", args=[release.ref])
    form = HitForm(request.POST if request.method == "POST" else None, hit=found, cancel=back)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        answer = {"answer": HitAnswer(told["answer"]), "reason": told["reason"]}
        try:
            answer_hit(hit=found, **answer, by=request.person, at=timezone.now())
        except MoveRefused as refused:
            messages.info(request, str(refused))
        return redirect(back + "#found")
    return _hit_page(request, release, found, form, "What is this?")


@require_http_methods(["GET", "HEAD", "POST"])
@door(Release, Action.LEAVE_OUT)
def leave_out_of_pack(request, release, hit_ref):
    """The chair leaves the place out of this recipient's packs."""
    found = _hit(release, hit_ref)
    back = reverse("reports:release", args=[release.ref])
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        button="Leave it out",
        cancel=back,
        hint="The whole answer is left out, not these words alone. Nobody else’s pack changes.",
    )
    if request.method == "POST" and form.is_valid():
        try:
            leave_out(hit=found, **form.cleaned_data, by=request.person, at=timezone.now())
        except MoveRefused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, "Left out. The pack has changed with it, so it is prepared anew.")
            return redirect(back)
    return _hit_page(request, release, found, form, "Leave this out")


def _hit_page(request, release, found, form, heading):
    context = {
        "release": release,
        "conference": release.conference,
        "hit": found,
        "form": form,
        "heading": heading,
    }
    return render(request, "reports/hit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Release, Action.APPROVE_RELEASE)
@step_up
def approve_pack(request, release):
    """The second person: the same list, the same preview, and each place that gives somebody away ticked by itself."""
    back = reverse("reports:release", args=[release.ref])
    hits = hits_of(release)
    serious = [one for one in hits if one.needs_approver]
    form = ApproveForm(request.POST if request.method == "POST" else None, hits=serious, cancel=back)
    if request.method == "POST" and form.is_valid():
        try:
            confirmed = frozenset(form.cleaned_data.get("confirmed", []))
            approve(release=release, confirmed=confirmed, by=request.person, at=timezone.now())
        except (Refused, MoveRefused) as refused:
            form.add_error(getattr(refused, "field", None), str(refused))
        else:
            messages.success(request, "Approved. The pack is being made.")
            return redirect(back)
    context = {
        "release": release,
        "conference": release.conference,
        "recipient": recipient_of(release, today=request.today),
        "form": form,
        "hits": hits,
        "changed": not form.is_bound and has_changed(release, at=timezone.now()),
        "is_mine": release.prepared_by_id == request.person.pk,
    }
    return render(request, "reports/approve_pack.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Release, Action.WITHDRAW_RELEASE)
def withdraw_pack(request, release):
    """By hand, with the reason."""
    back = reverse("reports:release", args=[release.ref])
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        button="Withdraw this pack",
        kind="warning",
        cancel=back,
        hint="From now on nobody opens it. Copies on paper are asked back by whoever handed them over.",
    )
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(release=release, **form.cleaned_data, by=request.person, at=timezone.now())
        except MoveRefused as refused:
            messages.info(request, str(refused))
        return redirect(back)
    context = {"release": release, "conference": release.conference, "form": form}
    return render(request, "reports/withdraw_pack.html", context, status=422 if form.is_bound else 200)
