"""One chronology of all agencies, what may be one event, and what the chair has grouped."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conferences.models import Conference
from partnership.gate import door
from procedures.access import Action
from procedures.words import GroupKind
from reports.chronology import Entry, Offer, chosen
from reports.forms.reading import ChronologyFilter, GroupForm
from reports.models import EntryGroup, Report
from reports.operations.reading import group_entries, take_apart
from reports.queries.comparing import children_in
from reports.queries.reading import Group, Signed, entries_in, groups_of, offers_of, signed_reports
from reports.views.room import in_room

A_PAGE, OFFERS_A_PAGE = 100, 20
NOT_IN_CASE = "Somebody who is no longer in the case"
DONE = {
    GroupKind.SAME: "Grouped as one event. Each entry keeps its agency and its words.",
    GroupKind.DIFFERS: "Grouped as one event that is told differently. Each entry keeps its agency and its words.",
    GroupKind.APART: "Kept as different events. They aren’t offered again.",
}


@dataclass(frozen=True)
class Merged:
    """Everything that the pages about the chronology stand on."""

    signed: list[Signed]
    entries: list[Entry]
    groups: list[Group]
    offers: list[Offer]
    children: dict[str, str]  # of the conference, by reference
    about: dict[str, list[str]]  # names, by the entry's key; none is the whole family


def merged_of(conference) -> Merged:
    children = {child.ref: child.name for child in children_in(conference)}
    signed = signed_reports(conference)
    entries = entries_in(signed)
    groups = groups_of(conference, entries)
    names = {ref: name for one in signed for ref, name in one.material.names.items()} | children
    about = {entry.key: _about(entry, names, children) for entry in entries}
    return Merged(signed, entries, groups, offers_of(entries, groups, signed), children, about)


def _about(entry: Entry, names: dict[str, str], children: dict[str, str]) -> list[str]:
    """By name; all of several children in one word."""
    is_all = len(children) > 1 and set(children) <= set(entry.about)
    listed = [ref for ref in entry.about if not (is_all and ref in children)]
    return (["All the children"] if is_all else []) + [names.get(ref, NOT_IN_CASE) for ref in listed]


@require_GET
@door(Conference, Action.READ_REPORTS)
def chronology(request, conference):
    """Every dated event that any agency tells, by date, each with its agency and how it is known."""
    return _chronology(request, conference, merged_of(conference))


def _chronology(request, conference, told: Merged, *, form=None, ticked=()):
    filters = _filters(request, conference, told)
    wanted = filters.wanted()
    rows = chosen(told.entries, **wanted)
    size = max(len(rows), 1) if "all" in request.GET else A_PAGE
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    numbered = {
        entry.key: number for number, group in enumerate(_kept(told.groups), 1) for entry in group.entries
    }
    context = {
        "page": page,
        "total": len(told.entries),
        "silent": [one.agency.name for one in told.signed if not _tells(one, told.entries)],
        "offered": len(told.offers),
        "group_of": numbered,
        "about": told.about,
        "filters": filters,
        "wanted": wanted,
        "query": request.GET.urlencode(),
        "form": form,
        "ticked": ticked,
    }
    return in_room(
        request,
        conference,
        "reports/reading_chronology.html",
        context,
        under="reports:chronology",  # a refused grouping is shown on it as well
        status=422 if form else 200,
    )


def _kept(groups: list[Group]) -> list[Group]:
    """Those that stand together: what the chair keeps apart has no number."""
    return [group for group in groups if not group.is_apart]


def _tells(one: Signed, entries: list[Entry]) -> bool:
    return any(entry.report == one.report.ref for entry in entries)


def _filters(request, conference, told: Merged) -> ChronologyFilter:
    agencies = {one.agency.ref: one.agency.name for one in told.signed}
    return ChronologyFilter(
        request.GET,
        children=list(told.children.items()),
        agencies=list(agencies.items()),
        last_held_on=conference.follows.held_on if conference.follows else None,
        today=request.today,
    )


@require_GET
@door(Conference, Action.READ_REPORTS)
def likely(request, conference):
    """What may be one event, side by side, and what was grouped or kept apart."""
    told = merged_of(conference)
    page = Paginator(
        sorted(told.offers, key=lambda offer: not offer.is_contradiction), OFFERS_A_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": list(enumerate(_kept(told.groups), 1)),
        "apart": [group for group in told.groups if group.is_apart],
        "about": told.about,
    }
    return in_room(request, conference, "reports/reading_likely.html", context, under="reports:chronology")


@require_http_methods(["GET", "HEAD", "POST"])
@door(Conference, Action.GROUP_ENTRIES)
def group(request, conference):
    """Group entries by hand, or say that they are different events. What was chosen wrongly is shown again."""
    if request.method != "POST":
        return _back(request, conference, "reports:chronology")
    told = merged_of(conference)
    form = GroupForm(request.POST, entries=told.entries)
    if not form.is_valid():
        return _chronology(request, conference, told, form=form, ticked=request.POST.getlist("row"))
    reports = {one.report.ref: one.report for one in told.signed}
    entries = [_row(reports, key) for key in form.cleaned_data["row"]]
    kind = form.kind_chosen
    group_entries(conference=conference, kind=kind, entries=entries, by=request.person, at=timezone.now())
    messages.success(request, DONE[kind])
    return _back(request, conference, "reports:likely" if "likely" in request.POST else "reports:chronology")


def _back(request, conference, page):
    """To that page, with the filters as they were."""
    query = request.GET.urlencode()
    return redirect(reverse(page, args=[conference.ref]) + (f"?{query}" if query else ""))


def _row(reports: dict[str, Report], key: str) -> tuple[Report, str]:
    ref, _, reference = key.partition("/")
    return reports[ref], reference


@require_POST
@door(EntryGroup, Action.GROUP_ENTRIES)
def ungroup(request, group):
    """Take a group apart: its entries stand by themselves again."""
    take_apart(group=group, by=request.person, at=timezone.now())
    messages.success(request, "Taken apart. Each entry stands by itself again.")
    return redirect("reports:likely", group.conference.ref)
