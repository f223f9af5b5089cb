"""One page of the editor: show it, save it, save it by itself, and choose between two texts."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from partnership.gate import door
from procedures.access import Action
from procedures.reckoning import clock_words
from procedures.workflow import MoveRefused
from reports.answers import ROW, read, without_row
from reports.attachments import NotAccepted
from reports.forms.choosing import ChoosingForm
from reports.forms.part import PartForm
from reports.gaps import gaps_on
from reports.material import (
    ADULT_UNKNOWN,
    asked_on,
    asks_whether_known,
    closing_place,
    is_left_out,
    place_of,
    places,
)
from reports.models import Report
from reports.operations.files import add_attachment, mark_attachment, remove_attachment
from reports.operations.writing import SavedMeanwhile, save_part
from reports.queries.parts import OPTIONAL, task_of
from reports.queries.writing import draft_part, material_of
from reports.views.gone import NOT_ASKED, not_asked, part_sent
from reports.views.helping import ASKED_FOR, help_asked, help_on


def typed(request, material, place):
    """The answers of the page as they were sent, beside those that the page didn't ask for."""
    answers = dict(material.answers.get(place.key, {}))
    asked_here = {asked.key for asked in asked_on(material, place, for_page=True)}
    for key in place.part.fields:
        asked = material.definition.fields[key]
        if asked.kind not in ("computed", "file", "signoff") and (key in asked_here or _came(request, key)):
            answers[key] = read(asked, request.POST)
    if asks_whether_known(material, place):
        answers[ADULT_UNKNOWN] = request.POST.get(ADULT_UNKNOWN) == "on"
    key, _, row_id = request.POST.get("remove", "").partition(":")
    if key in answers and ROW.fullmatch(row_id) and "rows" in (answers[key] or {}):
        answers[key] = without_row(answers[key], row_id)
    return answers


def _came(request, key) -> bool:
    """Whether the sent form had a box of this field: an answer given meanwhile may have ended its being asked."""
    return any(name in (key, f"{key}_day") or name.startswith(f"{key}-") for name in request.POST)


def _revision(request) -> int:
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@door(Report, Action.EDIT_REPORT)
def part(request, report, place_key):
    """A page of the editor. Saving never validates; `?check` shows what is missing."""
    material = material_of(report, today=request.today)
    place = place_of(material, place_key)
    if place is None:
        return not_asked(request, report, material, place_key)
    if request.method != "POST":
        gaps = gaps_on(material, place, today=request.today) if "check" in request.GET else ()
        form = PartForm(material, place, gaps=gaps, openly=request.GET.get("open", ""))
        return _show(request, report, material, place, form)
    answers, at = typed(request, material, place), timezone.now()
    try:
        save_part(
            report=report, place=place, answers=answers, revision=_revision(request), by=request.person, at=at
        )
        faults = _save_files(request, report, material, place, at)
    except SavedMeanwhile as meanwhile:
        return _two_texts(request, report, material, place, answers, meanwhile.saved)
    except MoveRefused as refused:
        return _closed(request, report, material, place, answers, str(refused))
    if faults:
        return _with_faults(request, report, place, faults)
    return _onwards(request, report, place)


def _save_files(request, report, material, place, at) -> dict[str, str]:
    """The files that came with the page. Answers what is wrong, by box; the text is saved already."""
    faults, by = {}, {"by": request.person, "at": at}
    for file in material.files:
        if f"file-{file.ref}-share" in request.POST:
            marks = request.POST.getlist(f"file-{file.ref}-marks")
            mark_attachment(
                report=report, ref=file.ref, marks=marks, share=request.POST[f"file-{file.ref}-share"], **by
            )
    if ref := request.POST.get("remove-file"):
        remove_attachment(report=report, ref=ref, **by)
    for asked in asked_on(material, place, for_page=True):
        box = f"{asked.key}-upload"
        share = request.POST.get(f"{box}-share", "")
        for upload in request.FILES.getlist(box) if asked.kind == "file" else ():
            try:
                add_attachment(report=report, asked=asked, place=place, upload=upload, share=share, **by)
            except NotAccepted as refused:
                faults[box] = f"{refused} What you typed is saved."
    return faults


def _with_faults(request, report, place, faults):
    material = material_of(report, today=request.today)
    form = PartForm(material, place)
    for box, text in faults.items():
        form.add_error(box, text)
    return _show(request, report, material, place, form, status=422)


def _onwards(request, report, place):
    """Where the pressed button leads: on to the next page, back to the list, or to a new row of the same table."""
    here = reverse("reports:part", args=[report.ref, place.key])
    then, _, key = request.POST.get("then", "").partition(":")
    if then in ASKED_FOR:
        return help_asked(request, report, place, then)
    if then == "add" and key in place.part.fields:
        return redirect(f"{here}?open={key}#block-{key}")
    if then == "check":
        return redirect(f"{here}?check")
    if "remove" in request.POST or "remove-file" in request.POST or then == "stay":
        key = request.POST.get("remove", "").partition(":")[0]
        return redirect(f"{here}#block-{key}" if key in place.part.fields else here)
    if then == "list":
        messages.success(request, f"“{place.part.title}” is saved.")
        return redirect("reports:report", report.ref)
    material = material_of(report, today=request.today)
    keys = [one.key for one in places(material)]
    rest = places(material)[keys.index(place.key) + 1 :] if place.key in keys else []
    after = [one.key for one in rest if not is_left_out(material, one)]
    return redirect("reports:part", report.ref, after[0]) if after else redirect("reports:check", report.ref)


def _show(request, report, material, place, form, *, status=200, **more):
    keys = [one.key for one in places(material) if not is_left_out(material, one)]
    saved = draft_part(report, place.key)
    helps = help_on(request, report, material, place, saved)
    form.beside = helps["beside"]
    context = {
        "report": report,
        "material": material,
        "place": place,
        "form": form,
        "saved": saved,
        "number": keys.index(place.key) + 1 if place.key in keys else 0,
        "total": len(keys),
        "is_optional": task_of(material, place, request.today).status == OPTIONAL,
        "not_asked_since": closing_place(material, place.subject) if is_left_out(material, place) else None,
        "adult_unknown": ADULT_UNKNOWN if asks_whether_known(material, place) else "",
        "comments": [one for one in report.comments.select_related("by") if one.place in ("", place.key)],
        "checked": "check" in request.GET,
    }
    return render(request, "reports/part.html", context | helps | more, status=status)


def _closed(request, report, material, place, answers, sentence):
    """The report was signed, or handed over, while this was typed: nothing is saved and nothing is lost."""
    mine = with_answers(material, place, answers)
    form = PartForm(mine, place)
    form.add_error(None, sentence)
    return _show(request, report, mine, place, form, status=409, is_closed=True)


def with_answers(material, place, answers):
    """The material as it would be with these answers on this page."""
    return material.replaced(answers={**material.answers, place.key: answers})


def _two_texts(request, report, material, place, answers, saved):
    """Two tabs, or two people: both texts beside each other, and a choice for each field that differs.

    Where a third save, or a signature, comes before the choice is kept, it is asked for anew, or refused in words.
    """
    theirs = with_answers(material, place, saved.answers)
    mine = with_answers(material, place, answers)
    form = ChoosingForm(mine, theirs, place, request.POST if "resolving" in request.POST else None)
    if form.is_bound and form.is_valid() and saved.revision == form.cleaned_data["saved_revision"]:
        chosen = {"answers": form.chosen(), "revision": saved.revision}
        try:
            save_part(report=report, place=place, by=request.person, at=timezone.now(), **chosen)
        except SavedMeanwhile as meanwhile:
            return _two_texts(request, report, material, place, answers, meanwhile.saved)
        except MoveRefused as refused:
            return _closed(request, report, material, place, answers, str(refused))
        messages.success(request, "Your choice is saved.")
        return redirect("reports:part", report.ref, place.key)
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.startswith("keep-") and name not in ChoosingForm.OWN
    ]
    context = {
        "report": report,
        "place": place,
        "saved": saved,
        "form": form,
        "sent": sent,
        "revision": _revision(request),
    }
    return render(request, "reports/two_texts.html", context, status=409)


@require_POST
@door(Report, Action.EDIT_REPORT, once_a_sitting=True)
def autosave(request, report, place_key):
    """The same save, asked for by the page itself while somebody types: never validates, answers in a few words."""
    material = material_of(report, today=request.today)
    place = place_of(material, place_key)
    if place is None:
        part_sent(request, material, place_key)
        return JsonResponse({"words": NOT_ASKED}, status=409)
    try:
        saved = save_part(
            report=report, place=place, answers=typed(request, material, place), revision=_revision(request),
            by=request.person, at=timezone.now(),
        )  # fmt: skip
    except SavedMeanwhile as meanwhile:
        words = (
            "This part was saved in another window, or by a colleague, since you opened it. "
            "Your text is still here. Press “Save” to see both and choose."
        )
        return JsonResponse({"revision": meanwhile.saved.revision, "words": words}, status=409)
    except MoveRefused as refused:
        return JsonResponse({"words": str(refused)}, status=423)
    words = f"Saved at {clock_words(saved.saved_at)}" if saved.saved_at else ""
    return JsonResponse({"revision": saved.revision, "words": words})
