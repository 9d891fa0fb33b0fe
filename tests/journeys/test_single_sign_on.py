"""In a real browser: to the agency's own provider and back, without scripts too, and again over a page in writing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from accounts.models import Agency, User
from referrals.actions import start_draft
from tests.accounts.at_work import join, works_at
from tests.accounts.oidc_provider import Provider, running
from tests.browsing import NARROW, WIDE, NewWindow, Watched
from tests.conftest import PASSWORD
from tests.journeys.test_nothing_typed_is_lost import MORE, WORDS, saved, violations, voice, write
from tests.pages.test_accessibility import SIDEWAYS

pytestmark = pytest.mark.browser


@pytest.fixture
def provider(site: str, settings: Any, hollow_oak: Agency, petra: User, delphine: User) -> Iterator[Provider]:
    settings.SITE_URL = site
    settings.ADDRESSES_INSIDE = True
    with running() as one:
        join(hollow_oak, one, petra)
        one.asks, one.who = True, works_at(delphine.email)
        yield one


def abroad(watched: Watched, provider: Provider) -> None:
    """Pages of the provider are no complaint here; everything else from outside still is."""
    watched.complaints[:] = [line for line in watched.complaints if provider.issuer not in line]


def sign_in_at_work(page: Page, person: User) -> None:
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("main").get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("link", name="Yes, it is me").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_there_and_back(scripts: bool, window: NewWindow, provider: Provider, delphine: User) -> None:
    watched = window(java_script_enabled=scripts)
    page = watched.open("/referrals/")
    if scripts:
        assert violations(page) == []
    sign_in_at_work(page, delphine)
    expect(page.get_by_role("heading", level=1)).to_have_text("My referrals")
    assert page.url == f"{watched.site}/referrals/"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed out")
    watched.open("/sign-in/login/")
    provider.who = works_at("charlie@tidewell.example")
    sign_in_at_work(page, delphine)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    if scripts:
        assert violations(page) == []
    assert [one.get("prompt") for one in provider.sent_to] == [None, "login"]
    abroad(watched, provider)


def hold(page: Page) -> None:
    """As with a slow provider: the page that leads there stays on the screen."""

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        real = route.fetch()
        route.fulfill(response=real, body=real.text().replace('http-equiv="refresh"', 'name="held"'))

    page.route("**/sign-in/login/", answer)


def test_the_page_in_between_is_for_everybody_too(window: NewWindow, provider: Provider, delphine: User) -> None:
    watched = window()
    page = watched.open("/sign-in/login/")
    hold(page)
    page.get_by_label("Email").fill(delphine.email)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You sign in with your work account")
    assert violations(page) == []
    page.get_by_role("link", name="Go to Hollow Oak Primary").click()
    page.get_by_role("link", name="Yes, it is me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My referrals")
    abroad(watched, provider)


def test_signed_out_in_the_middle_and_in_again_over_the_page(
    window: NewWindow, provider: Provider, delphine: User
) -> None:
    """The small window goes to the provider and back; what was typed is saved and the same field is in use again."""
    draft = start_draft(by=delphine)
    watched = window(delphine)
    page = watched.open(voice(draft))
    write(page, WORDS)
    saved(page)
    Session.objects.all().delete()
    write(page, MORE)
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    with page.expect_popup() as opened:
        dialog.get_by_role("button", name="Sign in").click()
    sign_in_at_work(opened.value, delphine)
    expect(dialog).to_be_hidden()
    saved(page)
    expect(page.locator("textarea[name=words]")).to_be_focused()
    assert draft.sections.get(section="voice").data["words"] == [WORDS + MORE]
    abroad(watched, provider)


def test_without_scripts_what_was_sent_too_late_comes_back(
    window: NewWindow, provider: Provider, delphine: User
) -> None:
    draft = start_draft(by=delphine)
    watched = window(delphine, java_script_enabled=False)
    page = watched.open(voice(draft))
    page.locator("textarea[name=words]").fill(WORDS)
    Session.objects.all().delete()
    page.get_by_role("button", name="Save and continue").click()
    sign_in_at_work(page, delphine)
    expect(page.get_by_role("main")).to_contain_text("What you had typed is here again, and is saved.")
    assert draft.sections.get(section="voice").data["words"] == [WORDS]
    abroad(watched, provider)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_administrators_pages(
    size: dict[str, int], window: NewWindow, provider: Provider, settings: Any, petra: User, hollow_oak: Agency
) -> None:
    """The address first, then the password; and the page of an agency's provider, right and wrong."""
    settings.MFA_REQUIRED = False
    watched = window(viewport=size)
    page = watched.open("/sign-in/login/")
    page.get_by_label("Email").fill(petra.email)
    page.get_by_role("button", name="Continue", exact=True).click()
    assert violations(page) == []
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    watched.open(f"/administration/agencies/{hollow_oak.pk}/single-sign-on/")
    assert (violations(page), page.evaluate(SIDEWAYS)) == ([], 0)
    page.locator("[name=issuer]").fill(f"{provider.issuer}/elsewhere")
    page.get_by_role("button", name="Check and save").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".govuk-error-message")).to_contain_text("There is no sign-in service here")
    assert (violations(page), page.evaluate(SIDEWAYS)) == ([], 0)
    page.locator("[name=issuer]").fill(provider.issuer)
    page.get_by_role("button", name="Check and save").click()
    expect(page.get_by_role("main")).to_contain_text("its people sign in with their work account")
