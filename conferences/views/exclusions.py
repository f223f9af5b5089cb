"""Asking that somebody is excluded, and the chair's ruling (EXC-01 to EXC-03)."""

from django.http import Http404

from conferences import operations
from conferences.forms.conferences import ExclusionForm, RulingForm
from conferences.models import Conference
from conferences.queries.children import family_adults
from conferences.queries.dates import exclusion_due
from conferences.views.conferences import frame, page_of
from conferences.views.writing import sent, settle
from partnership.calendar import working_calendar
from partnership.fields import written_day
from partnership.gate import door
from procedures.access import Action
from procedures.words import ExclusionGround, ExclusionRuling


@door(Conference, Action.ASK_EXCLUSION)
def ask_exclusion(request, conference):
    form = ExclusionForm(
        sent(request),
        adults=family_adults(conference.family, today=request.today),
        cancel=page_of(conference),
    )
    lead = ["The chair decides in the best interests of the child, for the least time (EXC-01, EXC-02)."]
    if (limit := exclusion_due(conference, working_calendar())) and limit.due_on:
        lead.append(
            f"Ask by {written_day(limit.due_on)}. Later requests are taken too, and marked late (POL-20)."
        )
    return settle(
        request,
        form,
        lambda at: operations.ask_exclusion(
            conference=conference,
            adult=form.cleaned_data["adult"],
            ground=ExclusionGround(form.cleaned_data["ground"]),
            evidence=form.cleaned_data["evidence"],
            calendar=working_calendar(),
            by=request.person,
            at=at,
        ),
        then=lambda _: page_of(conference),
        done="The chair has been asked.",
        page=frame(conference, "Ask that somebody is excluded", lead=lead),
    )


@door(Conference, Action.RULE_EXCLUSION)
def rule_exclusion(request, conference, exclusion_ref):
    exclusion = conference.exclusions.filter(ref=exclusion_ref, ruling="").select_related("adult").first()
    if exclusion is None:
        raise Http404
    form = RulingForm(sent(request), cancel=page_of(conference))
    lead = [exclusion.ground_label, exclusion.evidence]
    return settle(
        request,
        form,
        lambda at: operations.rule_exclusion(
            exclusion=exclusion,
            ruling=ExclusionRuling(form.cleaned_data["ruling"]),
            reason=form.cleaned_data["reason"],
            part=form.cleaned_data["part"],
            views_how=form.cleaned_data["views_how"],
            by=request.person,
            at=at,
        ),
        then=lambda _: page_of(conference),
        done="Your ruling has been recorded.",
        page=frame(conference, f"Exclude {exclusion.adult.name}?", lead=lead),
    )
