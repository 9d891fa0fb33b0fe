"""Passkeys in a real browser, with a made-up authenticator, under the same policy as every page."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections
from playwright.sync_api import Page, sync_playwright

from accounts.models import User
from tests.conftest import PASSWORD
from trail.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
BUTTON = "[data-passkey-button] button"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def no_kept_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """The served pages run in threads of their own, whose connections must end with each request."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def site(no_kept_connections: None, live_server: Any) -> str:
    return f"{live_server.url}/sign-in/"


def browsing(*, scripts: bool = True) -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(java_script_enabled=scripts).new_page()
        page.set_default_timeout(15_000)
        yield page
        browser.close()
        # Beside Playwright's event loop Django keeps a connection apart, which nobody else closes.
        connections.close_all()


@pytest.fixture
def page() -> Iterator[Page]:
    yield from browsing()


@pytest.fixture
def page_without_scripts() -> Iterator[Page]:
    yield from browsing(scripts=False)


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains of: a script or style that the policy stopped would be here."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_in(page: Page, site: str, person: User) -> None:
    page.goto(f"{site}login/?next=/sign-in/2fa/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.click("form:has(#id_login) button[type=submit]")


def sign_out(page: Page) -> None:
    page.click(".fd-header__who button")
    page.wait_for_url("**/signed-out/")


def test_a_passkey_is_added_signs_in_alone_and_is_the_second_step(
    site: str, page: Page, complaints: list[str], asha: User
) -> None:
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    sign_in(page, site, asha)
    page.goto(f"{site}2fa/webauthn/add/")
    page.fill("#id_name", "Desk computer")
    page.click(BUTTON)
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Desk computer"
    sign_out(page)

    page.goto(f"{site}login/?next=/sign-in/2fa/")
    page.click(BUTTON)
    page.wait_for_url("**/sign-in/2fa/")
    sign_out(page)

    sign_in(page, site, asha)
    page.wait_for_url("**/authenticate/")
    page.click(BUTTON)
    page.wait_for_url("**/sign-in/2fa/")

    assert Entry.objects.filter(verb="signed_in", subject_id=asha.pk).count() == 3
    assert Entry.objects.filter(verb="signed_out", subject_id=asha.pk).count() == 2
    assert complaints == []


def test_a_passkey_that_does_not_answer_is_said(site: str, page: Page, complaints: list[str]) -> None:
    page.goto(f"{site}login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    page.click(BUTTON)
    said = page.get_by_role("alert").filter(has_text="The passkey was not used. Try again. Sign in with your password.")
    said.wait_for()
    assert complaints == []


def test_without_scripts_the_page_says_so_and_the_password_works(
    site: str, page_without_scripts: Page, delphine: User
) -> None:
    page = page_without_scripts
    page.goto(f"{site}login/")
    assert page.is_visible("text=Passkeys need JavaScript")
    assert not page.is_visible(BUTTON)
    sign_in(page, site, delphine)
    page.wait_for_url("**/sign-in/2fa/")
