"""What the booking and the diary ask for. No writes here."""

from datetime import date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from partnership.fields import ClockField, DayField
from partnership.layout import Button, Buttons, Section
from procedures.reckoning import clock_words
from scheduling.models.diary import USUAL_MINUTES
from scheduling.queries.booking import ChairChoice, Obstacle, Wanted, obstacles, taken
from scheduling.queries.suggestions import Search
from scheduling.queries.times import (
    chair_key,
    free_periods,
    link_key,
    moment_of,
    periods_in_words,
    room_key,
)

LENGTHS = [
    (60, "1 hour"),
    (90, "1½ hours"),
    (120, "2 hours"),
    (150, "2½ hours"),
    (180, "3 hours"),
    (240, "4 hours"),
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


class Closable(forms.RadioSelect):
    """Radios some of which can't be chosen now; their hints say why."""

    closed: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option


class LookForForm(forms.Form):
    """What to look for while choosing a day. Every field has an answer, so a bare link works."""

    minutes = forms.TypedChoiceField(
        label="Length",
        choices=LENGTHS,
        coerce=int,
        required=False,
        empty_value=USUAL_MINUTES,
        initial=USUAL_MINUTES,
    )
    place = forms.ChoiceField(
        label="Place", choices=[("room", "A room"), ("link", "Video link only")], required=False
    )
    chair = forms.ChoiceField(label="Chair", required=False)

    def __init__(self, *args: Any, chairs: list[ChairChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = [(choice.person.ref, choice.person.name) for choice in chairs if not choice.refused]
        self.fields["chair"].choices = [("", "Any chair"), *may]

    def asked(self) -> dict[str, Any]:
        """The answers, the usual ones where nothing or nonsense was given."""
        usual = {"minutes": USUAL_MINUTES, "place": "room", "chair": ""}
        found = self.cleaned_data if self.is_valid() else {}
        return {name: found.get(name) or value for name, value in usual.items()}


class AnotherDayForm(forms.Form):
    """A day that the list doesn't offer."""

    on = DayField(label="Look at another day", named="the day", help_text="For example, 27 3 2027")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.layout = Layout("on", Buttons(Button("Look at this day", kind="secondary")))


class TimeForm(forms.Form):
    """Chair, place and time on one day. Valid means that nothing stands in the way at this moment."""

    chair = forms.ChoiceField(label="Who chairs?", widget=Closable)
    room = forms.ChoiceField(label="In which room?", widget=Closable, required=False)
    link = forms.ChoiceField(label="With a video link?", widget=Closable, required=False)
    time = ClockField(
        label="When does it start?",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Enter the time at which it starts"},
    )
    minutes = forms.TypedChoiceField(
        label="How long is it?", choices=LENGTHS, coerce=int, initial=USUAL_MINUTES
    )

    def __init__(self, *args: Any, found: Search, day: date, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.day, self.at = found, day, at
        self.fields["time"].help_text = _hours_hint(found, day)
        self._offer_chairs()
        self._offer_rooms()
        self._offer_links()

    def _free(self, resource: str) -> str:
        authority = self.found.conference.authority
        free = periods_in_words(free_periods(self.found.taken, resource, authority=authority, day=self.day))
        return f"Free {free}" if free else "Taken all day"

    def _offer(
        self, name: str, choices: list[tuple[str, str]], hints: dict[str, str], closed: dict[str, str]
    ) -> None:
        self.fields[name].choices = choices
        self.fields[name].widget.attrs["hints"] = {**hints, **closed}
        self.fields[name].widget.closed = frozenset(closed)

    def _offer_chairs(self) -> None:
        chairs = self.found.chairs
        away = {choice.person.ref: "Away on this day" for choice in chairs if choice.away_on(self.day)}
        refused = {choice.person.ref: choice.refused for choice in chairs if choice.refused}
        hints = {
            choice.person.ref: ". ".join([self._free(chair_key(choice.person)), *about(choice)])
            for choice in chairs
        }
        self._offer("chair", [(one.person.ref, one.person.name) for one in chairs], hints, away | refused)

    def _offer_rooms(self) -> None:
        rooms = self.found.rooms
        closed = {room.ref: why for room in rooms if (why := self.found.room_refused(room, self.day))}
        hints = {
            room.ref: ". ".join([self._free(room_key(room)), f"{room.seats} seats", *room.features])
            for room in rooms
        }
        named = [(room.ref, room.name) for room in rooms]
        self._offer("room", [*named, ("none", "No room: by video link only")], hints, closed)

    def _offer_links(self) -> None:
        links = self.found.links
        hints = {link.ref: self._free(link_key(link)) for link in links}
        self._offer(
            "link", [("none", "No video link"), *((link.ref, link.name) for link in links)], hints, {}
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not {"chair", "time", "minutes"} <= told.keys():
            return told
        self.wanted = Wanted(
            conference=self.found.conference,
            chair=next(one.person for one in self.found.chairs if one.person.ref == told["chair"]),
            room=next((room for room in self.found.rooms if room.ref == told.get("room")), None),
            link=next((link for link in self.found.links if link.ref == told.get("link")), None),
            starts_at=moment_of(self.day, told["time"]),
            minutes=told["minutes"],
        )
        for obstacle in obstacles(self.wanted, at=self.at) or taken(self.wanted, at=self.at):
            self.show(obstacle)
        return told

    def show(self, obstacle: Obstacle) -> None:
        """The sentence by its field; what is about the day stands above the form."""
        self.add_error(obstacle.field if obstacle.field in self.fields else None, obstacle.sentence)


def about(choice: ChairChoice) -> list[str]:
    """What one should know of a chair before choosing: SCD-01's carrying on, and how much is booked."""
    words = []
    if choice.carries_on:
        words.append("Chaired the conference before this one and carries on wherever possible (SCD-01)")
    elif choice.chaired_on:
        words.append("Chaired a conference of this family before")
    words.append(
        f"{choice.load or 'No'} other conference{'' if choice.load == 1 else 's'} in the next four weeks"
    )
    return words


def _hours_hint(found: Search, day: date) -> str:
    authority = found.conference.authority
    opens, closes = (moment_of(day, clock) for clock in (authority.opens_at, authority.closes_at))
    return (
        f"On the quarter of an hour, like 10am or 2:15pm. {authority.name} is open from {clock_words(opens)} to "
        f"{clock_words(closes)}; the family meets the chair in the 30 minutes before the start."
    )


class ConfirmForm(forms.Form):
    """Past the limit: why, and what keeps the child safe meanwhile (CON-06). Within it there is nothing to ask."""

    reasons = forms.CharField(label="Why is the conference delayed?", widget=forms.Textarea, required=False)
    safe_meanwhile = forms.CharField(
        label="What keeps each child safe until then?", widget=forms.Textarea, required=False
    )
    reported_to = forms.ChoiceField(
        label="To which child protection manager is the delay reported?", widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, late: bool, chairs: list[ChairChoice], button: str, cancel: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if late:
            self.fields["reported_to"].choices = [
                (choice.person.ref, choice.person.name) for choice in chairs
            ]
        else:
            self.fields.clear()
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.fields, Buttons(Button(button), cancel=cancel, cancel_text="Choose again")
        )


class CancelForm(forms.Form):
    """SCD-09: a reason, and the interim safety plan on the case record."""

    reason = forms.CharField(label="Why is the conference cancelled?", widget=forms.Textarea)
    safety = forms.CharField(
        label="What keeps each child safe until the new date?",
        widget=forms.Textarea,
        help_text="The interim safety plan, as it stands on the case record.",
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "reason",
            "safety",
            Buttons(
                Button("Cancel the conference", kind="warning"), cancel=cancel, cancel_text="Keep it as it is"
            ),
        )


class DiaryForm(forms.Form):
    """Which authority's diary, and whose: everything by references in the address."""

    authority = forms.ChoiceField(label="Authority", required=False)
    chair = forms.ChoiceField(label="Chair", required=False)
    room = forms.ChoiceField(label="Room or link", required=False)

    def __init__(self, *args: Any, authorities: list, chairs: list, places: list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [(one.ref, one.name) for one in authorities]
        self.fields["chair"].choices = [("", "Every chair"), *((one.ref, one.name) for one in chairs)]
        self.fields["room"].choices = [("", "Every room and link"), *((one.ref, one.name) for one in places)]
        if len(authorities) == 1:
            del self.fields["authority"]


class _InUseForm(forms.Form):
    """A room or a link: the authority it belongs to, its name, and from when to when it is in use."""

    def __init__(self, *args: Any, authorities: list, cancel: str, adding: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authorities = {one.ref: one for one in authorities}
        self.fields["authority"].choices = [(one.ref, one.name) for one in authorities]
        if not adding or len(authorities) == 1:
            del self.fields["authority"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.layout_of(), Buttons(Button("Save"), cancel=cancel))

    def layout_of(self) -> list:
        return list(self.fields)

    def facts(self) -> dict[str, Any]:
        """What was written, with the authority itself where one was asked for or there is only one."""
        told = dict(self.cleaned_data)
        ref = told.pop("authority", next(iter(self.authorities)))
        return told | {"authority": self.authorities[ref]}

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        first, last = told.get("in_use_from"), told.get("in_use_to")
        if first and last and last < first:
            self.add_error("in_use_to", "The last day must be the first day in use or a later one")
        return told


class RoomForm(_InUseForm):
    authority = forms.ChoiceField(label="Authority", widget=forms.RadioSelect)
    name = forms.CharField(label="Name of the room", max_length=80)
    building = forms.CharField(
        label="Building, street and postcode (optional)",
        max_length=200,
        required=False,
        help_text="Invitations say it with the room’s name. Conferences that are booked keep what theirs says.",
    )
    seats = forms.IntegerField(
        label="Seats",
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    step_free = forms.BooleanField(label="Step-free access", required=False)
    hearing_loop = forms.BooleanField(label="Hearing loop", required=False)
    video = forms.BooleanField(label="Video equipment", required=False)
    separate_waiting = forms.BooleanField(label="Separate waiting room", required=False)
    two_exits = forms.BooleanField(label="Two exits", required=False)
    notes = forms.CharField(
        label="What else one should know (optional)",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    in_use_from = DayField(label="First day in use", named="the first day in use")
    in_use_to = DayField(
        label="Last day in use (optional)",
        named="the last day in use",
        required=False,
        help_text="Leave it empty while the room is in use.",
    )

    def layout_of(self) -> list:
        has = ["step_free", "hearing_loop", "video", "separate_waiting", "two_exits"]
        before = [name for name in ("authority", "name", "building", "seats") if name in self.fields]
        return [*before, Section("What the room has", *has, size="s"), "notes", "in_use_from", "in_use_to"]


class LinkForm(_InUseForm):
    authority = forms.ChoiceField(label="Authority", widget=forms.RadioSelect)
    name = forms.CharField(label="Name of the link", max_length=80)
    address = forms.URLField(
        label="Address to join at", max_length=300, assume_scheme="https", help_text="It begins with https://"
    )
    notes = forms.CharField(label="Notes (optional)", max_length=300, required=False)
    in_use_from = DayField(label="First day in use", named="the first day in use")
    in_use_to = DayField(
        label="Last day in use (optional)",
        named="the last day in use",
        required=False,
        help_text="Leave it empty while the link is in use.",
    )


class ClosedForm(forms.Form):
    """Days on which one room can't be used."""

    from_on = DayField(label="First day", named="the first day")
    to_on = DayField(label="Last day", named="the last day")
    reason = forms.CharField(label="Why it is closed", max_length=120)

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "from_on", "to_on", "reason", Buttons(Button("Close the room"), cancel=cancel)
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        _in_order(self, told)
        return told


class LeaveForm(forms.Form):
    """When a chair is away, or which days they don't work. No reason is asked for, and none is kept."""

    chair = forms.ChoiceField(label="Who is away?", widget=forms.RadioSelect)
    from_on = DayField(label="First day away", named="the first day away")
    to_on = DayField(
        label="Last day away",
        named="the last day away",
        required=False,
        help_text="Leave it empty if days of the week, below, have no end.",
    )
    weekdays = forms.MultipleChoiceField(
        label="Only on these days of the week (optional)",
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For somebody who works part time. Leave all of them empty if they are away every day.",
    )

    def __init__(self, *args: Any, chairs: list[tuple], cancel: str, **kwargs: Any) -> None:
        """`chairs`: (person, authority) pairs; the value of a choice is both references."""
        super().__init__(*args, **kwargs)
        self.pairs = {f"{person.ref}-{authority.ref}": (person, authority) for person, authority in chairs}
        several = len({authority.pk for _, authority in chairs}) > 1
        self.fields["chair"].choices = [
            (value, f"{person.name}, {authority.name}" if several else person.name)
            for value, (person, authority) in self.pairs.items()
        ]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "chair", "from_on", "to_on", "weekdays", Buttons(Button("Save"), cancel=cancel)
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not told.get("to_on") and not told.get("weekdays") and "to_on" not in self.errors:
            self.add_error(
                "to_on", "Enter the last day away, or choose the days of the week that have no end"
            )
        _in_order(self, told)
        return told

    def facts(self) -> dict[str, Any]:
        person, authority = self.pairs[self.cleaned_data["chair"]]
        return {
            "chair": person,
            "authority": authority,
            "from_on": self.cleaned_data["from_on"],
            "to_on": self.cleaned_data["to_on"],
            "weekdays": "".join(sorted(self.cleaned_data["weekdays"])),
        }


def _in_order(form: forms.Form, told: dict[str, Any]) -> None:
    first, last = told.get("from_on"), told.get("to_on")
    if first and last and last < first:
        form.add_error("to_on", "The last day must be the first day or a later one")
