"""The GOV.UK macros, ready to be called with a dictionary: render("input", {...}).

The environment is shared by all threads and keeps nothing of what it renders: parameters go in, markup comes out.
"""

from typing import Any

from django.utils.safestring import SafeString
from jinja2 import Environment, PackageLoader, PrefixLoader


def _unchanged(text: str, *_width: object, **_options: object) -> str:
    return text


def _environment() -> Environment:
    environment = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The macros indent their markup for beauty. A text area nested in them would gain spaces with every return of
    # the page, in the middle of what somebody wrote.
    environment.filters["indent"] = _unchanged
    return environment


_ENVIRONMENT = _environment()


def render(component: str, params: dict[str, Any]) -> SafeString:
    """The markup of one component; `component` is the folder's name, such as "date-input"."""
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    template = _ENVIRONMENT.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    # Every text in params was escaped by the macro, or came as markup that Django had already marked safe.
    return SafeString(str(getattr(template.module, name)(params)).strip())  # nosec B703
