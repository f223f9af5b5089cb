"""Each form field handed to its GOV.UK macro, with its label, hint, error and their ids.

What a form's author may write into a widget's attrs (or crispy's Field(...)) beyond HTML attributes:

    label-size      s (the default), m, l or xl; "regular" for plain text
    page-heading    the label or legend is the page's h1
    prefix, suffix  a word before or after the box
    inline          radios beside each other
    small           small radios or checkboxes
    count           a number: characters wanted at most, counted down below the box
    hints           {choice's value: hint below that choice}
    exclusive       the value of the "none of these" choice of a list of checkboxes
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from config.look.macros import render

OPTIONS = frozenset(
    [
        "label-size",
        "page-heading",
        "prefix",
        "suffix",
        "inline",
        "small",
        "count",
        "hints",
        "exclusive",
        "class",
    ]
)
# The browser would refuse or cut silently; our own sentences say what is wrong, and nothing typed is lost.
LEFT_OUT = frozenset(
    [
        "maxlength",
        "minlength",
        "min",
        "max",
        "step",
        "required",
        "placeholder",
        "cols",
        "id",
        "name",
        "type",
        "value",
    ]
)
PASSED_ON = frozenset(["rows"])
NO_CHOICE = "---------"
Reveals = Mapping[str, SafeString]


def field_html(bound: BoundField, reveals: Reveals | None = None) -> SafeString:
    """The whole form group of one field. `reveals` holds, by choice, what appears when it is chosen."""
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_widget()  # Django's own markup, escaped and marked by Django
    for kind, draw in WIDGETS:
        if isinstance(widget, kind):
            return draw(bound, reveals or {})
    raise TypeError(f"No GOV.UK component is agreed for {type(widget).__name__} ({bound.html_name})")


def field_id(bound: BoundField) -> str:
    return bound.auto_id or bound.html_name


def target_id(bound: BoundField) -> str:
    """The id of the box that an error about this field leads to."""
    widget = bound.field.widget
    if isinstance(widget, forms.MultiWidget):
        return f"{field_id(bound)}-{_faulty(bound)[0]}"
    return field_id(bound)


def errors_of(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """Each error of a form with the id that it leads to, from top to bottom; no id where it is about the whole form."""
    for error in form.non_field_errors():
        yield "", error
    for bound in _as_laid_out(form):
        for error in sentences(bound):
            yield ("" if bound.is_hidden else target_id(bound)), error


def _as_laid_out(form: forms.BaseForm) -> list[BoundField]:
    """The fields in the order in which they stand on the page."""
    layout = getattr(getattr(form, "helper", None), "layout", None)
    names = [pointer.name for pointer in layout.get_field_names()] if layout else list(form.fields)
    return sorted(form, key=lambda bound: names.index(bound.name) if bound.name in names else len(names))


def sentences(bound: BoundField) -> list[str]:
    """The errors of a field, with Django's own "This field is required" said so that it stands alone in a summary."""
    found = []
    for error in bound.errors.as_data():
        for text in error.messages:
            ours = next((say for begins, say in OURS.items() if text.startswith(begins)), None)
            found.append(ours(bound, error.params or {}) if ours else text)
    return found


def spoken(bound: BoundField) -> str:
    """The label as it stands inside a sentence: “date of birth”, but “GP surgery” and “O'Neil” keep their capitals."""
    label = str(bound.label).strip().rstrip(":")
    return label[0].lower() + label[1:] if label[1:2].islower() or label[1:2] in (" ", "-") else label


#: How labels begin that need no article inside a sentence.
NO_ARTICLE = frozenset("the a an your who whoever why what how when where from".split())


def _required(bound: BoundField, _params: Mapping[str, Any]) -> str:
    widget = bound.field.widget
    label = str(bound.label)
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick “{label}” to go on"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.Select):
        return f"Choose an answer to “{label}”" if label.endswith("?") else f"Choose {_with_article(bound)}"
    if isinstance(widget, forms.FileInput):
        return f"Choose a file: {label}"
    if label.endswith("?"):
        return f"Answer “{label}”"
    return f"Enter {_with_article(bound)}"


def _with_article(bound: BoundField) -> str:
    article = "" if str(bound.label).split()[0].lower() in NO_ARTICLE else "the "
    return article + spoken(bound)


def _not_offered(bound: BoundField, _params: Mapping[str, Any]) -> str:
    return f"Choose one of the answers that are offered: {bound.label}"


def _too_long(bound: BoundField, params: Mapping[str, Any]) -> str:
    most, written = params["limit_value"], params["show_value"]
    return f"{bound.label}: write {most} characters or fewer (you have written {written})"


#: Django's sentences that make no sense away from their box, by how they begin, and ours.
OURS: dict[str, Callable[[BoundField, Mapping[str, Any]], str]] = {
    "This field is required.": _required,
    "Select a valid choice.": _not_offered,
    "Ensure this value has at most": _too_long,
}


def _faulty(bound: BoundField) -> tuple[str, ...]:
    names = [name.lstrip("_") for name in bound.field.widget.widgets_names]
    faulty = getattr(bound.field, "faulty_boxes", None)
    return faulty(bound.value()) if faulty else tuple(names)


def _option(bound: BoundField, name: str, default: Any = "") -> Any:
    return bound.field.widget.attrs.get(name, default)


def _common(bound: BoundField) -> dict[str, Any]:
    params: dict[str, Any] = {
        "id": field_id(bound),
        "name": bound.html_name,
        "classes": str(_option(bound, "class")),
        "attributes": _attributes(bound),
        "disabled": bound.field.disabled,
    }
    if bound.help_text:
        params["hint"] = {"text": bound.help_text}
    if bound.errors:
        params["errorMessage"] = {
            "html": format_html_join(SafeString("<br>"), "{}", ((e,) for e in sentences(bound)))
        }
    return params


def _attributes(bound: BoundField) -> dict[str, str]:
    """HTML attributes as they go on the input; True becomes an attribute without a value."""
    attributes = {}
    for name, value in bound.field.widget.attrs.items():
        if name in OPTIONS or name in LEFT_OUT or name in PASSED_ON or value is False or value is None:
            continue
        attributes[name] = "" if value is True else value
    return attributes


def _size(bound: BoundField, element: str) -> str:
    size = _option(bound, "label-size", "s")
    return "" if size == "regular" else f"{element}--{size}"


def _label(bound: BoundField) -> dict[str, Any]:
    return {
        "text": bound.label,
        "classes": _size(bound, "govuk-label"),
        "isPageHeading": bool(_option(bound, "page-heading", False)),
    }


def _fieldset(bound: BoundField) -> dict[str, Any]:
    return {
        "legend": {
            "text": bound.label,
            "classes": _size(bound, "govuk-fieldset__legend"),
            "isPageHeading": bool(_option(bound, "page-heading", False)),
        }
    }


def _text(bound: BoundField) -> str:
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else str(value)


def _input(bound: BoundField, _reveals: Reveals) -> SafeString:
    widget = bound.field.widget
    params = _common(bound) | {"label": _label(bound), "value": _text(bound), "type": widget.input_type}
    attributes = params["attributes"]
    if isinstance(widget, forms.NumberInput):
        params["type"] = "text"  # a number box drops what it can't read; this one keeps it
        attributes.setdefault(
            "inputmode", "numeric" if type(bound.field) is forms.IntegerField else "decimal"
        )
    elif isinstance(widget, forms.EmailInput | forms.URLInput | forms.TelInput):
        attributes.setdefault("spellcheck", "false")
    elif params["type"] == "text":
        attributes.setdefault("dir", "auto")
    for affix in ("prefix", "suffix"):
        if text := _option(bound, affix):
            params[affix] = {"text": text}
    return render("input", params)


def _password(bound: BoundField, _reveals: Reveals) -> SafeString:
    params = _common(bound) | {"label": _label(bound)}
    params["autocomplete"] = params["attributes"].pop("autocomplete", "current-password")
    return render("password-input", params)


def _textarea(bound: BoundField, _reveals: Reveals) -> SafeString:
    value = _text(bound)
    params = _common(bound) | {
        "label": _label(bound),
        # Django says "10", in a string, where nobody said anything
        "rows": 5 if _option(bound, "rows", "10") == "10" else _option(bound, "rows"),
        # HTML drops one line break after the opening tag: give it one to drop
        "value": f"\n{value}" if value.startswith(("\n", "\r")) else value,
    }
    params["attributes"].setdefault("dir", "auto")
    if count := _option(bound, "count"):
        return render("character-count", params | {"maxlength": str(count)})
    return render("textarea", params)


def _choices(bound: BoundField) -> Iterator[tuple[str, dict[str, Any]]]:
    widget = bound.field.widget
    for group, options, _index in widget.optgroups(bound.html_name, widget.format_value(bound.value())):
        for option in options:
            yield group or "", option


def _select(bound: BoundField, _reveals: Reveals) -> SafeString:
    items = []
    for group, option in _choices(bound):
        text = "Choose one" if option["label"] == NO_CHOICE else option["label"]
        items.append(
            {
                "value": str(option["value"]),
                "text": f"{group}: {text}" if group else text,
                "selected": option["selected"],
                "disabled": bool(option["attrs"].get("disabled")),
            }
        )
    params = _common(bound) | {"label": _label(bound), "items": items}
    if bound.field.widget.allow_multiple_selected:
        params["attributes"]["multiple"] = ""
    return render("select", params)


def _items(bound: BoundField, reveals: Reveals) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    hints = _option(bound, "hints", {})
    exclusive = _option(bound, "exclusive", None)
    for _group, option in _choices(bound):
        value = str(option["value"])
        if value == "" and option["label"] == NO_CHOICE:
            continue
        item: dict[str, Any] = {"value": value, "text": option["label"], "checked": option["selected"]}
        item["disabled"] = bound.field.disabled or bool(option["attrs"].get("disabled"))
        if value in hints:
            item["hint"] = {"text": hints[value]}
        if value in reveals:
            item["conditional"] = {"html": reveals[value]}
        if exclusive is not None and value == str(exclusive):
            items.append({"divider": "or"})
            item["behaviour"] = "exclusive"
        items.append(item)
    return items


def _many(component: str) -> Callable[[BoundField, Reveals], SafeString]:
    def draw(bound: BoundField, reveals: Reveals) -> SafeString:
        params = _common(bound) | {"fieldset": _fieldset(bound), "items": _items(bound, reveals)}
        params["idPrefix"] = params.pop("id")
        kinds = [kind for kind in ("inline", "small") if _option(bound, kind)]
        params["classes"] = " ".join(
            [params["classes"], *(f"govuk-{component}--{kind}" for kind in kinds)]
        ).strip()
        markup = render(component, params)
        if component == "radios":
            # The macro's script would say aria-expanded of a radio button, which none may carry; ours (look.js) opens
            # and closes without it. What people wrote can't hold this bare quotation mark: theirs are escaped.
            markup = SafeString(markup.replace('data-aria-controls="', 'data-opens="'))  # nosec B703
        return markup

    return draw


def _checkbox(bound: BoundField, reveals: Reveals) -> SafeString:
    params = _common(bound)
    hint = params.pop("hint", None)
    item = {
        "value": "on",
        "text": bound.label,
        "checked": bool(bound.field.widget.check_test(bound.value())),
        "disabled": bound.field.disabled,
        "attributes": params.pop("attributes"),
    }
    if hint:
        item["hint"] = hint
    if "on" in reveals:
        item["conditional"] = {"html": reveals["on"]}
    params["idPrefix"] = params.pop("id")
    return render("checkboxes", params | {"items": [item]})


def _boxes(bound: BoundField, _reveals: Reveals) -> SafeString:
    widget = bound.field.widget
    value = bound.value()
    values = value if isinstance(value, list | tuple) else widget.decompress(value)
    faulty = _faulty(bound) if bound.errors else ()
    labels = getattr(widget, "boxes", {})
    completed = _option(bound, "autocomplete") == "bday"
    items = []
    for suffix, text in zip(widget.widgets_names, values, strict=True):
        name = suffix.lstrip("_")
        wide = name in ("year", "time")
        classes = f"govuk-input--width-{4 if wide else 2}" + (" govuk-input--error" if name in faulty else "")
        items.append(
            {
                "name": f"{bound.html_name}_{name}",
                "label": labels.get(name, name.capitalize()),
                "id": f"{field_id(bound)}-{name}",
                "value": "" if text is None else str(text),
                "classes": classes,
                # a month may be written as a word, a time has its colon
                "inputmode": "numeric" if name in ("day", "year") else "text",
                "autocomplete": f"bday-{name}" if completed else None,
                "attributes": {"disabled": ""} if bound.field.disabled else {},
            }
        )
    params = _common(bound) | {"fieldset": _fieldset(bound), "items": items}
    params["attributes"].pop("autocomplete", None)
    return render("date-input", params)


def _file(bound: BoundField, _reveals: Reveals) -> SafeString:
    params = _common(bound) | {"label": _label(bound), "multiple": bound.field.widget.allow_multiple_selected}
    params["attributes"].pop("multiple", None)
    return render("file-upload", params)


#: The first that fits is taken: the particular before the general.
WIDGETS: tuple[tuple[Any, Callable[[BoundField, Reveals], SafeString]], ...] = (
    (forms.MultiWidget, _boxes),
    (forms.CheckboxSelectMultiple, _many("checkboxes")),
    (forms.RadioSelect, _many("radios")),
    (forms.CheckboxInput, _checkbox),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (forms.FileInput, _file),
    (forms.PasswordInput, _password),
    (forms.widgets.Input, _input),
)
