"""Every address x everyone x GET and POST: the answer of the table, and in a refusal no trace of the record."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.actions import deactivate
from accounts.models import User
from tests.pages.access_row import CAST, NOBODY, Row
from tests.pages.access_table import TABLE
from tests.pages.canaries import found_in
from tests.pages.stored import BY_LOOKING, changed, stored, touched
from tests.pages.world import World, absent_places
from trail.models import Entry

pytestmark = pytest.mark.django_db

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
Browser = Callable[[str], Client]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        else:
            yield from routes(one, before + str(one.pattern))


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """As if the request had never been, in the database and in the browser."""
    point, cookies = transaction.savepoint(), deepcopy(client.cookies)
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        client.cookies = cookies


def body_of(answer: HttpResponseBase) -> bytes:
    """The page without the secret of its forms, which is another every time."""
    whole = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return TOKEN.sub(b"", whole)


def traces(answer: HttpResponseBase) -> set[str]:
    return found_in([body_of(answer).decode("utf-8", "replace"), str(answer.headers), answer.cookies.output()])


def asked(client: Client, method: str, address: str) -> Any:
    return client.get(address) if method == "GET" else client.post(address, {})


def test_every_address_has_its_row() -> None:
    assert {row.route for row in TABLE} == set(routes(get_resolver()))


@pytest.mark.parametrize("who", [*CAST, NOBODY])
def test_the_matrix(who: str, world: World, browser_of: Browser) -> None:
    """Answers, traces and writes of one person at every address. Each request is undone before the next."""
    client, places = browser_of(who), world.places()
    before = stored()
    wrong: dict[str, int] = {}
    told: dict[str, set[str]] = {}
    wrote: dict[str, set[str]] = {}
    for row in TABLE:
        for method, expected in (("GET", row.get[who]), ("POST", row.post[who])):
            with undone(client):
                quiet = touched()
                answer = asked(client, method, row.address.format(**places))
                place = f"{method} {row.address}"
                if answer.status_code != expected:
                    wrong[place] = answer.status_code
                if answer.status_code not in {200, 409} and traces(answer):
                    told[place] = traces(answer)
                if answer.status_code != 302 or method == "GET":
                    allowed = row.keeps | (BY_LOOKING if answer.status_code in {200, 302, 409} else set())
                    allowed = allowed | {"django_session", "frontdoor_cache"}
                    kept = changed(before, stored()) - allowed if changed(quiet, touched()) - allowed else set()
                    if kept and not _typed_there(row, who, method):
                        wrote[place] = kept
    assert wrong == {}
    assert told == {}
    assert wrote == {}


def _typed_there(row: Row, who: str, method: str) -> bool:
    """Delphine's own form keeps what she posts, right or wrong."""
    return method == "POST" and who == "delphine" and "{draft}" in row.address


def test_nobody_reads_on_the_strength_of_a_refusal(world: World, browser_of: Browser) -> None:
    """A refusal leaves no row on the trail that says somebody read the record."""
    count = Entry.objects.count()
    for row in TABLE:
        if row.record and row.get["charlie"] == 404:
            assert browser_of("charlie").get(row.address.format(**world.places())).status_code == 404
    assert Entry.objects.count() == count


@pytest.mark.parametrize("who", ["bronwen", "charlie", "strange_lead", "tomas", "niamh", "ola", "petra"])
def test_hidden_and_absent_are_the_same_to_the_byte(who: str, world: World, browser_of: Browser) -> None:
    client = browser_of(who)
    differ = []
    for row in TABLE:
        for method, expected in (("GET", row.get[who]), ("POST", row.post[who])):
            if not row.record or expected != 404:
                continue
            hidden = asked(client, method, row.address.format(**world.places()))
            absent = asked(client, method, row.address.format(**absent_places()))
            same = (hidden.status_code, body_of(hidden), dict(hidden.headers.items())) == (
                absent.status_code,
                body_of(absent),
                dict(absent.headers.items()),
            )
            if not same:
                differ.append(f"{method} {row.address}")
    assert differ == []


@pytest.mark.parametrize("who", ["delphine", "asha", "marek"])
def test_whoever_has_left_is_out_at_once(who: str, world: World, people: dict[str, User], browser_of: Browser) -> None:
    client = browser_of(who)
    deactivate(people[who], by=people["petra"])
    inside = {}
    for row in TABLE:
        if row.get[NOBODY] == 302:
            answer = client.get(row.address.format(**world.places()))
            if answer.status_code != 302 or not answer.headers["Location"].startswith("/sign-in/") or traces(answer):
                inside[row.address] = answer.status_code
    assert inside == {}


def test_addresses_and_titles_carry_no_name(world: World, browser_of: Browser) -> None:
    """Both stay in the history of a shared browser."""
    title = re.compile(r"<title>(.*?)</title>", re.DOTALL)
    for who in ("delphine", "asha", "marek", "niamh"):
        client = browser_of(who)
        for row in TABLE:
            if row.get[who] == 200:
                page = body_of(client.get(row.address.format(**world.places()))).decode("utf-8", "replace")
                head, _, _ = page.partition("</head>")  # a drawing further down has a title too, and stays on its page
                assert found_in(title.findall(head)) == set(), row.address
                assert found_in(re.findall(r'(?:href|action)="([^"]*)"', page)) == set(), row.address
