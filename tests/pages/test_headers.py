"""What the browser is told about every page: nothing from outside, nothing inline, nothing kept, nothing framed."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.access_row import NOBODY
from tests.pages.access_table import TABLE
from tests.pages.world import World

pytestmark = pytest.mark.django_db

Browser = Callable[[str], Client]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
DOWNLOAD = {"sandbox": "", "default-src": "'none'"}  # a file that somebody sent
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OPTIONAL_END = {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "option", "html", "head", "body"}


class Page(HTMLParser):
    """Collects what a page may not hold, and whether its elements are closed as they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.opened: list[str] = []
        self.ids: list[str] = []
        self.h1 = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.wrong.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.wrong.append(f"<{tag}>")
        if tag in {"script", "link", "img", "iframe"} and re.match(
            r"(https?:)?//", given.get("src") or given.get("href") or ""
        ):
            self.wrong.append(f"<{tag}> from outside")
        if given.get("id"):
            self.ids.append(given["id"] or "")
        self.h1 += tag == "h1"
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.opened.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.opened and self.opened[-1] != tag and self.opened[-1] in OPTIONAL_END:
            self.opened.pop()
        if not self.opened or self.opened.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


@pytest.mark.parametrize("who", ["delphine", "wilf", "asha", "marek", "niamh", "ola", "petra", NOBODY])
def test_every_page(who: str, world: World, browser_of: Browser) -> None:
    """Headers of every answer, pages and refusals alike; the markup of every page."""
    client, places = browser_of(who), world.places()
    wrong: dict[str, object] = {}
    for row in TABLE:
        address = row.address.format(**places)
        answer = client.get(address)
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        found = {name: answer.headers.get(name) for name in FIXED}
        wanted = DOWNLOAD if "file}/" in row.address and "attachment" in str(answer.headers) else POLICY
        if (policy, found) != (wanted, FIXED) or "no-store" not in answer.headers["Cache-Control"]:
            wrong[address] = {**policy, **found, "cache": answer.headers.get("Cache-Control")}
        if answer.headers.get("Content-Type", "").startswith("text/html") and b"<html" in answer.content:
            page = Page()
            page.feed(answer.content.decode())
            doubled = {name for name in page.ids if page.ids.count(name) > 1}
            if page.wrong or doubled or page.h1 != 1:
                wrong[f"markup of {address}"] = (page.wrong, doubled, page.h1)
    assert wrong == {}


@pytest.mark.parametrize("who", ["delphine", "asha", "marek", "niamh", "petra", NOBODY])
def test_every_form_is_refused_without_its_secret(who: str, world: World, browser_of: Browser) -> None:
    """Whatever the address answers to a form, without the token of the page it answers 403 and does nothing."""
    signed_in = browser_of(who)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    answers = {}
    for row in TABLE:
        if row.route.startswith("api/"):
            continue  # answers no session at all: test_access_matrix
        answer = client.post(row.address.format(**world.places()), {})
        if answer.status_code != 403:
            answers[row.address] = answer.status_code
    assert answers == {}


def test_static_files_are_typed_and_never_sniffed(client: Client) -> None:
    answer = client.get("/static/frontdoor/page.js")
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "javascript" in answer.headers["Content-Type"]


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    answer = client.get(reverse("help"), headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert b"elsewhere.example" not in answer.content


def test_signing_out_empties_the_browser(world: World, browser_of: Browser) -> None:
    answer = browser_of("delphine").post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
