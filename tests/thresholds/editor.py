"""How a test reads and fills in the pages of the editor."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from thresholds.models import MatrixVersion

Pages = Callable[[User], Client]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(answer.content.decode()).split())


def form_on(text: str) -> dict[str, Any]:
    """What a browser would send for the form that saves the part: every box as it was drawn."""
    body = text[text.index('<form method="post" novalidate') :]
    body = body[: body.index("</form>")]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="(\{[^}]*\}|[^"]*)"', tag)
        if name and (("checkbox" not in tag and "radio" not in tag) or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        found[name] = inner.strip()
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found.setdefault(name, []).append(chosen[1] if chosen else "")
    return found


def only(value: Any) -> Any:
    """The one value of a box."""
    return value[0] if isinstance(value, list) else value


def send(client: Client, address: str, **changed: Any) -> Any:
    """Open the page, change some boxes, press the button."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    drawn = form_on(unescape(answer.content.decode()))
    return client.post(address, {**drawn, **changed})


def at(version: MatrixVersion, name: str, place: str = "") -> str:
    return reverse(f"matrix:{name}", args=[f"{version.pk}.{place}" if place else version.pk])
