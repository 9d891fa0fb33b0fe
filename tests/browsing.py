"""A real browser against the served pages: fixtures for the tests marked `browser`, which import them in a conftest.

The browser lives as long as one module of tests. Beside Playwright's event loop Django keeps a connection of its own,
so nothing of it may outlive the module.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from accounts.models import User
from tests.conftest import PASSWORD

PATIENCE = 20_000  # milliseconds; the machine may be busy
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
# Asked for on purpose by a journey: Chromium writes a line for every answer that is not a success.
MISSING = "No Chromium found, so no page is tried in a browser. Install it: apt-get install chromium."
EXPECTED = ("the server responded with a status of 4",)


def chromium_path() -> str | None:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@dataclass
class Watched:
    """A window whose complaints are kept: what the console says, what breaks, and static files that are not there."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in EXPECTED):
            self.complaints.append(message.text)

    def _answered(self, answer: Response) -> None:
        address = urlsplit(answer.url)
        outside = f"{address.scheme}://{address.netloc}" != self.site
        if outside or (address.path.startswith("/static/") and answer.status >= 400):
            self.complaints.append(f"{answer.status} {answer.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, person: User, password: str = PASSWORD) -> Page:
        """Through the page, as anybody does."""
        self.open("/sign-in/login/")
        self.page.get_by_label("Email").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda address: "/sign-in/" not in address)
        return self.page


NewWindow = Callable[..., Watched]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{MISSING} Here it must be there.")
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE)
    kept = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()
        connections.close_all()
    if kept is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(chromium: Browser, transactional_db: None, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the served pages. Each request ends its own connection: threads outlive no test."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    return str(live_server.url)


def _let_requests_end() -> None:
    """Wait for what the pages sent last: a table that is emptied under a running request is a deadlock.

    A request is one transaction, so one that runs is seen in its connection.
    """
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state IN ('active', 'idle in transaction')"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.1)


@pytest.fixture
def window(chromium: Browser, site: str) -> Iterator[NewWindow]:
    """Opens windows, each with cookies of its own; at the end none of them may have complained."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def open_one(person: User | None = None, **options: Any) -> Watched:
        usual = {"viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/London"}
        context = chromium.new_context(**{**usual, **options})
        watched = Watched(context.new_page(), site)
        opened.append((context, watched))
        if person is not None:
            context.add_cookies([session_of(person, site)])
        return watched

    yield open_one
    for context, _ in opened:
        context.close()
    _let_requests_end()
    complaints = [line for _, watched in opened for line in watched.complaints]
    assert complaints == [], "\n".join(complaints)


def session_of(person: User, site: str) -> Any:
    """The cookie of somebody who has signed in; the page itself is walked in the journeys."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}
