"""A page with every component, for the eye, for axe and for the test that renders from many threads. Tests alone use it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as service_urls
from partnership.fields import ClockField, DayField, MomentField
from partnership.layout import Button, Buttons, Reveal, Section, Text
from procedures.reckoning import due
from procedures.working_days import shipped_calendar

AWKWARD = "<b>O'Neil</b>"
ARABIC = "ليلى الحسن"


class Everything(forms.Form):
    """One field of each kind."""

    full_name = forms.CharField(label="Full name", help_text=f"As in {AWKWARD}", max_length=40)
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    telephone = forms.CharField(
        label="Telephone", widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"})
    )
    minutes = forms.IntegerField(
        label="How long?",
        widget=forms.NumberInput(attrs={"suffix": "minutes", "class": "govuk-input--width-3"}),
    )
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    kind = forms.ChoiceField(
        label="Kind of conference", choices=[("", "---------"), ("initial", "Initial"), ("review", "Review")]
    )
    agency = forms.ChoiceField(
        label="Agency",
        choices=[("Education", [("s", "St Anne's <primary>")]), ("Health", [("h", "Health visiting")])],
    )
    answer = forms.ChoiceField(
        label="Are you coming to the conference?",
        choices=[("yes", "Yes"), ("colleague", "No, a colleague comes"), ("no", "No")],
        widget=forms.RadioSelect(attrs={"hints": {"no": "We still need your report"}}),
    )
    colleague = forms.CharField(label="Your colleague's full name", required=False)
    why = forms.CharField(
        label="Why can't you come?", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    children = forms.MultipleChoiceField(
        label="Which children is this about?",
        choices=[("a", AWKWARD), ("b", ARABIC), ("none", "None of them")],
        widget=forms.CheckboxSelectMultiple(attrs={"exclusive": "none"}),
    )
    strategy_on = DayField(
        label="Date of the strategy discussion",
        named="the date of the strategy discussion",
        help_text="For example, 27 3 2026",
    )
    starts_at = MomentField(label="When does the conference start?", named="the start of the conference")
    ends_at = ClockField(
        label="When does it end?", widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    story = forms.CharField(label="What happened?", widget=forms.Textarea(attrs={"count": 400, "rows": 6}))
    attachment = forms.FileField(
        label="Registration certificate", help_text="PDF, Word or a picture, up to 20 MB"
    )
    checked = forms.BooleanField(
        label="I have read this report and it is complete", help_text="You sign for the school"
    )
    ref = forms.CharField(widget=forms.HiddenInput, initial="x")

    def __init__(self, *args, name: str = AWKWARD, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["full_name"].label = f"Full name of {name}"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Section(
                f"About {name}",
                "full_name",
                "email",
                "telephone",
                Field("minutes"),
                "password",
                "kind",
                "agency",
                hint="All of this can be changed later.",
            ),
            Reveal("answer", {"colleague": ["colleague"], "no": ["why"]}),
            "children",
            Section("When", "strategy_on", "starts_at", "ends_at"),
            Text("The report goes to the chair and to every agency invited."),
            "story",
            "attachment",
            "checked",
            "ref",
            Buttons(
                Button("Save and continue"),
                Button("Save as draft", name="then", value="draft", kind="secondary"),
                cancel="/",
            ),
        )


class Looking(forms.Form):
    """A filter panel."""

    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), ("initial", "Initial")])
    late = forms.BooleanField(label="Late only", required=False)


def a_due(title: str = ""):
    """Fourteen days that cross Easter, reckoned by the procedures themselves."""
    found = due(
        "POL-22",
        procedure_set="england",
        start=date(2026, 4, 1),
        calendar=shipped_calendar(),
        conference="initial",
    )
    return replace(found, title=title or found.title)


def a_month(name: str = "Initial, Booth"):
    first = date(2026, 3, 30)
    weeks = []
    for week in range(5):
        cells = []
        for weekday in range(7):
            on = first + timedelta(days=7 * week + weekday)
            entries = []
            if on == date(2026, 4, 9):
                entries = [
                    {
                        "at": datetime(2026, 4, 9, 9, tzinfo=UTC),
                        "text": name,
                        "href": "/c/1",
                        "detail": "Room 2",
                    },
                    {
                        "at": datetime(2026, 4, 9, 13, 30, tzinfo=UTC),
                        "text": "Review",
                        "href": "/c/2",
                        "weight": "soon",
                    },
                ]
            closed = {date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"}.get(
                on, f"{on:%A}" if weekday > 4 else ""
            )
            cells.append(
                {
                    "on": on,
                    "href": f"/diary/{on}",
                    "today": on == date(2026, 4, 8),
                    "outside": on.month != 4,
                    "closed": closed,
                    "entries": entries,
                }
            )
        weeks.append(cells)
    return {
        "title": "April 2026",
        "previous_href": "?m=3",
        "next_href": "?m=5",
        "today_href": "?",
        "weeks": weeks,
    }


def everything(name: str = AWKWARD, page: int = 2) -> dict:
    """What the gallery's template is given, with `name` wherever a name can stand."""
    at = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
    return {
        "name": name,
        "arabic": ARABIC,
        "due": a_due(f"Report about {name}"),
        "rows": [
            {"key": "Child", "value": name, "actions": [{"text": "Change", "href": "/child"}]},
            {"key": f"Parent of {name}", "value": ARABIC, "actions": []},
            {"key": "School", "value": ""},
            {
                "key": "Conference",
                "value": "LT-7K4Q",
                "actions": [{"text": "Move", "href": "/move"}, {"text": "Cancel", "href": "/cancel"}],
            },
        ],
        "head": ["Agency", "Report", "Due", "Late by"],
        "cells": [
            [name, "Signed", "Friday 13 March 2026", None],
            [
                "Derbyshire Healthcare NHS Foundation Trust, school nursing",
                "Drafting",
                "Friday 13 March 2026",
                2,
            ],
        ],
        "tabs": [
            {"text": "Conference", "href": "/c", "current": True},
            {"text": f"Reports on {name}", "href": "/r", "current": False, "count": 3},
            {"text": "Timetable", "href": "/t", "current": False},
        ],
        "tasks": [
            {"title": f"About {name}", "href": "/1", "status": "Done"},
            {
                "title": "Chronology",
                "href": "/2",
                "hint": "At least one row",
                "status": "Not begun",
                "weight": "waiting",
            },
            {"title": "Sign-off", "status": "Cannot start yet"},
        ],
        "tiles": [
            {"number": 3, "text": f"late for {name}", "href": "/late", "weight": "late"},
            {"number": 7, "text": "due this week", "href": "/week", "weight": "soon"},
            {"number": 12, "text": "signed", "weight": "good"},
            {"number": 0, "text": "questions"},
        ],
        "events": [
            {"text": f"Signed for {name}", "at": at, "by": ARABIC, "detail": "Line one\nline two"},
            {"text": "Asked for sign-off", "on": date(2026, 3, 2), "by": name, "href": "/e"},
        ],
        "crumbs": [{"text": "Conferences", "href": "/"}, {"text": name}],
        "month": a_month(name),
        "columns": ["Room 1", f"Chair {name}"],
        "day_rows": [
            {
                "time": "9:00",
                "hour": True,
                "cells": [{"text": name, "href": "/b", "rows": 2, "detail": "with the chair"}, {}],
            },
            {"time": "9:15", "cells": [None, {"text": "Leave", "weight": "neutral"}]},
            {"time": "9:30", "cells": [{}, {}]},
        ],
        "page": Paginator(range(200), 10).page(page),
        "looking": Looking({"kind": ""}),
        "yours": f"{name} came to school hungry.\nTwice this week.",
        "theirs": f"{name} came to school hungry.",
        "partnership_name": "Derby and Derbyshire Safeguarding Children Partnership",
        "demo": True,
        "navigation": [
            {"text": "What is due", "href": "/due", "current": False},
            {"text": "Conferences", "href": "/", "current": True},
            {"text": "Reading", "href": "/reading", "current": False},
            {"text": "Families", "href": "/families", "current": False},
            {"text": "Diary", "href": "/diary", "current": False},
            {"text": "Procedures", "href": "/procedures", "current": False},
        ],
        "footer_links": [
            {"text": "Procedures", "href": "/procedures"},
            {"text": "Privacy", "href": "/privacy"},
        ],
    }


def gallery(request):
    if "said" in request.GET:
        messages.success(request, f"The report on {AWKWARD} is signed.")
        messages.warning(request, "The school's report is late.")
    form = (
        Everything({"answer": "no", "strategy_on_day": "31", "strategy_on_month": "2"})
        if "wrong" in request.GET
        else Everything()
    )
    return render(request, "look_gallery.html", everything() | {"form": form})


# The frame links to the service's own pages, so they are here as well.
urlpatterns = [path("", gallery, name="gallery"), *service_urls]
