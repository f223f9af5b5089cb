"""What tests of pages share: a day as three boxes, the text of a page, what is wrong on it."""

import re
from html import unescape


def day(name, on) -> dict[str, str]:
    """The three boxes of a DayField."""
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def text_of(response) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def errors_of(response) -> dict[str, list[str]]:
    """The sentences of the form that was refused, by field."""
    assert response.status_code == 422, response.status_code
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def token_of(response) -> str:
    return re.search(r'name="token" value="(\w+)"', response.content.decode())[1]
