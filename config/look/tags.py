"""Tags and filters that every template has without loading anything."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.look.fields import errors_of, field_html
from config.look.macros import render
from partnership.fields import written_day
from procedures.reckoning import clock_words

register = template.Library()

#: The five weights of a status, and the colour that goes with each. The words always say it as well.
TAG_COLOURS = {
    "neutral": "grey",
    "waiting": "blue",
    "good": "green",
    "soon": "yellow",
    "late": "red",
}


@register.simple_tag
def govuk_field(bound: BoundField, reveals: Mapping[str, SafeString] | None = None) -> SafeString:
    """One form field in its GOV.UK component: {% govuk_field form.reason %}."""
    return field_html(bound, reveals)


@register.simple_tag
def error_summary(*forms: Any) -> SafeString:
    """Everything that is wrong with the forms (or formsets) of a page, each error linked to its box."""
    errors = [
        {"href": f"#{target}", "text": text} if target else {"text": text}
        for form in forms
        for target, text in _errors(form)
    ]
    if not errors:
        return SafeString("")
    return render("error-summary", {"titleText": "There is a problem", "errorList": errors})


@register.simple_tag
def has_errors(*forms: Any) -> bool:
    return any(True for form in forms for _ in _errors(form))


def _errors(form: Any) -> Iterable[tuple[str, str]]:
    if isinstance(form, BaseFormSet):
        if form.is_bound:
            yield from (("", text) for text in form.non_form_errors())
            for row in form.forms:
                yield from errors_of(row)
    elif isinstance(form, BaseForm) and form.is_bound:
        yield from errors_of(form)


@register.filter(expects_localtime=False)
def day(value: date | datetime | None) -> str:
    """Tuesday 3 March 2026; of a moment, its day in London."""
    return written_day(_london(value)) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """3 March 2026: for tables, and for dates long past whose weekday helps nobody."""
    if not value:
        return ""
    value = _london(value)
    return f"{value.day} {value:%B} {value.year}"


@register.filter
def clock(value: datetime | time | None) -> str:
    """2:30pm, midday, in London."""
    return clock_words(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Tuesday 3 March 2026 at 2:30pm, in London."""
    return f"{day(value)} at {clock(value)}" if value else ""


def _local(at: datetime) -> datetime:
    return at.astimezone(timezone.get_current_timezone()) if timezone.is_aware(at) else at


def _london(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return _local(value).date()
    return value


@register.filter
def person(value: object) -> SafeString:
    """A name kept apart from the direction of the text around it: {{ child.name|person }}."""
    return format_html('<bdi class="look-name">{}</bdi>', value) if value else SafeString("")


@register.filter
def count_of(number: int, words: str) -> str:
    """{{ n|count_of:"child,children" }} gives "1 child" or "3 children"; with one word an s is added."""
    one, _, many = words.partition(",")
    return f"{number} {one if number == 1 else many or one + 's'}"


@register.simple_tag
def status(text: object, weight: str = "neutral") -> SafeString:
    """A status as a tag: {% status "Signed" "good" %}. Weights: neutral, waiting, good, soon, late."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', TAG_COLOURS[weight], text)


class RowNode(Node):
    """Keeps nothing of what it renders: the expressions are resolved anew in each context."""

    def __init__(self, component: str, options: dict[str, FilterExpression], nodelist: Any) -> None:
        self.component = component
        self.options = options
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        options = {name: expression.resolve(context) for name, expression in self.options.items()}
        body = self.nodelist.render(context)
        with context.push():
            return context.template.engine.get_template(f"components/{self.component}.html").render(
                Context({**options, "body": body}, autoescape=True)
            )


def _block(component: str, ending: str) -> Any:
    def compile_tag(parser: Parser, token: Token) -> RowNode:
        options = {}
        for bit in token.split_contents()[1:]:
            name, sign, value = bit.partition("=")
            if not sign:
                raise template.TemplateSyntaxError(f"{{% {component} %}} takes name=value, not {bit}")
            options[name] = parser.compile_filter(value)
        nodelist = parser.parse([ending])
        parser.delete_first_token()
        return RowNode(component, options, nodelist)

    return compile_tag


#: Components with room for any content inside: {% details summary="Why?" %} … {% enddetails %}.
for _name, _component in {
    "details": "details",
    "inset": "inset",
    "warning": "warning",
    "card": "card",
    "summary": "summary",
    "row": "row",
    "table": "table_frame",
}.items():
    register.tag(_name, _block(_component, f"end{_name}"))


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context,
    text: object,
    action: str,
    kind: str = "",
    name: str = "",
    value: object = "",
    hidden: object = "",
) -> dict[str, Any]:
    """One button that changes something, in a form of its own. Kinds: "", secondary, warning, link."""
    return {"text": text, "action": action, "kind": kind, "name": name, "value": value, "hidden": hidden}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Links to the pages of a django.core.paginator.Page, with the list's own filters kept."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

    def href(number: int) -> str:
        return query(context, **{parameter: number})

    return {
        "page": page,
        "numbers": [(number, href(number) if isinstance(number, int) else "") for number in numbers],
        "previous": href(page.previous_page_number()) if page.has_previous() else "",
        "next": href(page.next_page_number()) if page.has_next() else "",
    }


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """{{ titles|lookup:code }}; empty where the mapping has no such key."""
    return mapping.get(key, "")


@register.filter
def nth(items: Sequence[Any], index: int) -> Any:
    """{{ head|nth:2 }}; empty past the end."""
    return items[index] if index < len(items) else ""


@register.filter
def attribute_text(value: object) -> str:
    """For ids: letters and digits of ASCII, and a hyphen for everything else."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in str(value))


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def numbered(text: str, number: int) -> str:
    """{{ "message"|numbered:3 }} gives "message-3", for ids."""
    return f"{text}-{number}"


@register.filter(expects_localtime=False)
def iso(value: date | datetime) -> str:
    return value.isoformat()


@register.filter
def weekday(value: date) -> str:
    return f"{value:%A}"


@register.filter
def month_year(value: date) -> str:
    return f"{value:%B} {value.year}"


@register.filter
def late_by(left: int) -> str:
    """Of a negative number of working days left: "Late by 2 working days"."""
    return f"Late by {count_of(-left, 'working day')}"


@register.filter
def days_left(left: int) -> str:
    return f"{count_of(left, 'working day')} left"


@register.filter
def is_holiday(why: str) -> bool:
    """Whether a skipped day needs its reason said: the weekday of a Saturday speaks for itself."""
    return why not in ("Saturday", "Sunday")


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's own query with some values changed: href="{% query page=2 %}". None or "" takes one out."""
    kept = context["request"].GET.copy()
    for name, value in changes.items():
        kept.pop(name, None)
        if value not in (None, ""):
            kept[name] = str(value)
    return f"?{kept.urlencode()}"
