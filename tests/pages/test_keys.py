"""The desk by keyboard in Chromium: each key does what a link does, and none while somebody types."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from mash import actions
from tests.browsing import NewWindow
from tests.pages.test_accessibility import faults
from tests.pages.world import World, built
from unsent.keeping import words_of
from unsent.models import Unsent

pytestmark = pytest.mark.browser


@pytest.fixture
def world(site: str, people: dict[str, User]) -> World:
    return built(people)


def at(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_the_queue_by_keyboard(world: World, window: NewWindow) -> None:
    page = window(world.people["asha"]).open("/queue/?tray=nobody")
    page.keyboard.press("j")
    row = page.locator(".fd-family-card--here")
    expect(row).to_have_count(1)
    link = row.locator(".fd-family-card__worry a").get_attribute("href")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("d")  # nothing happens behind the list
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("d")
    page.wait_for_url(f"**{link}#decide")


def test_d_leads_to_the_decision_and_rests_while_typing(world: World, window: NewWindow) -> None:
    actions.claim(world.open, by=world.people["asha"])
    page = window(world.people["asha"]).open(f"/queue/{world.open.reference}/")
    page.keyboard.press("d")
    assert at(page).startswith("id_route")
    words = page.locator("#id_rationale")
    words.focus()
    page.keyboard.type("do?")
    expect(words).to_have_value("do?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#decide [data-save-status]")).to_contain_text("Saved")
    assert words_of(Unsent.objects.get()).data == {"rationale": ["do?"]}
    page.reload()
    expect(page.locator("#id_rationale")).to_have_value("do?")


def test_without_scripts_the_list_is_a_link(world: World, window: NewWindow) -> None:
    page = window(world.people["asha"], java_script_enabled=False).open("/queue/")
    page.get_by_role("link", name="all keys").click()
    assert page.url.endswith("/help/#keys")
    expect(page.get_by_role("heading", name="Keys in the triage queue")).to_be_visible()
