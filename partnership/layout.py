"""Layout for forms.py of any floor, beside crispy's own Layout and Field.

crispy compiles legends and button texts as templates and prints their letters unescaped: a child's name in a
Fieldset would be markup. What stands here takes every text as a text.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify


class Section(LayoutObject):
    """A fieldset with its legend. Sizes s, m, l and xl; `hint` explains the whole section."""

    template = "%s/layout/section.html"

    def __init__(
        self, legend: object, *fields: Any, hint: object = "", size: str = "m", css_id: str = ""
    ) -> None:
        self.fields = list(fields)
        self.legend = legend
        self.hint = hint
        self.size = size
        self.css_id = css_id

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        # a row of a formset has its own prefix, so that no id stands on a page twice
        css_id = self.css_id or f"{form.prefix or 'form'}-{slugify(str(self.legend)) or 'section'}"
        return render_to_string(
            self.get_template_name(template_pack), {"section": self, "css_id": css_id, "fields": fields}
        )


class Reveal(LayoutObject):
    """A field of radios or checkboxes (or one checkbox) whose choices open further fields.

    Reveal("answer", {"colleague": ["colleague_name", "colleague_email"]}); the value of a single checkbox is "on".
    Without scripts the further fields stand open below their choice.
    """

    def __init__(self, field: str, opens: Mapping[str, Sequence[Any]]) -> None:
        self.field = field
        self.opens = {str(value): list(fields) for value, fields in opens.items()}

    @property
    def fields(self) -> list[Any]:
        return [self.field, *(field for fields in self.opens.values() for field in fields)]

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        reveals = {
            # Each field came escaped from the pack.
            value: SafeString(  # nosec B703
                "".join(
                    render_field(field, form, context, template_pack=template_pack, **kwargs)
                    for field in fields
                )
            )
            for value, fields in self.opens.items()
        }
        return render_field(
            self.field,
            form,
            context,
            template_pack=template_pack,
            extra_context={"reveals": reveals},
            **kwargs,
        )


class Button:
    """A button that sends the form. Kinds: primary, secondary, warning."""

    def __init__(self, text: object, *, name: str = "", value: object = "", kind: str = "primary") -> None:
        self.text = text
        self.name = name
        self.value = value
        self.kind = kind

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_kwargs: Any
    ) -> SafeString:
        return render_to_string(f"{template_pack}/layout/button.html", {"button": self})


class Buttons(LayoutObject):
    """Buttons beside each other, with a link to leave without saving."""

    def __init__(self, *buttons: Button, cancel: str = "", cancel_text: str = "Cancel") -> None:
        self.fields = list(buttons)
        self.cancel = cancel
        self.cancel_text = cancel_text

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(f"{template_pack}/layout/buttons.html", {"buttons": self, "fields": fields})


class Text:
    """A paragraph between fields."""

    def __init__(self, text: object, css_class: str = "govuk-body") -> None:
        self.text = text
        self.css_class = css_class

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_kwargs: Any
    ) -> SafeString:
        return render_to_string(f"{template_pack}/layout/text.html", {"text": self})
