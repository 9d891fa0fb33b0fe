"""Typing, closing, signing out elsewhere, pressing twice: what was typed is there, and one referral was sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from referrals.actions import start_draft
from referrals.models import Draft, Referral
from tests.browsing import NewWindow
from tests.factories import fill_draft

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WORDS = "She says she does not want to go home on Friday."
MORE = " She said it twice."


def voice(draft: Draft) -> str:
    return f"/referrals/draft/{draft.pk}/voice/"


def write(page: Page, words: str) -> None:
    page.locator("textarea[name=words]").press_sequentially(words)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-status]")).to_contain_text("Saved")


def test_what_was_typed_is_there_after_the_browser_is_gone(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    first = window(delphine)
    page = first.open(voice(draft))
    write(page, WORDS)
    saved(page)
    page.context.close()
    second = window()
    second.sign_in(delphine)
    expect(second.open(voice(draft)).locator("textarea[name=words]")).to_have_value(WORDS)


def test_leaving_the_page_at_once_keeps_the_last_words(window: NewWindow, delphine: User) -> None:
    """No time for the pause after which typing is saved."""
    draft = start_draft(by=delphine)
    watched = window(delphine)
    page = watched.open(voice(draft))
    write(page, WORDS)
    watched.open("/referrals/")
    # The words are on their way while the next page is drawn: ten seconds is what is promised.
    for _ in range(10):
        shown = watched.open(voice(draft)).locator("textarea[name=words]")
        if shown.input_value() == WORDS:
            break
        shown.page.wait_for_timeout(1000)
    expect(shown).to_have_value(WORDS)


def test_signed_out_in_another_tab_while_typing(window: NewWindow, delphine: User) -> None:
    """The page says so and keeps the words; once signed in again it saves them by itself."""
    draft = start_draft(by=delphine)
    watched = window(delphine)
    page = watched.open(voice(draft))
    write(page, WORDS)
    saved(page)
    other = page.context.new_page()
    other.goto(f"{watched.site}/referrals/")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(re.compile("/sign-in/"))
    write(page, MORE)
    expect(page.locator("[data-save-status]")).to_contain_text("You are signed out")
    expect(page.locator("textarea[name=words]")).to_have_value(WORDS + MORE)
    other.context.clear_cookies()
    watched_other = type(watched)(other, watched.site)
    watched_other.sign_in(delphine)
    saved(page)
    section = draft.sections.get(section="voice")
    assert section.data["words"] == [WORDS + MORE]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_pressed_twice_sent_once(scripts: bool, window: NewWindow, delphine: User) -> None:
    draft = fill_draft(delphine)
    page = window(delphine, java_script_enabled=scripts).open(f"/referrals/draft/{draft.pk}/check/")
    page.get_by_role("button", name="Send this referral").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")
    referral = Referral.objects.get()
    assert referral.draft_id == draft.pk
    page.go_back()
    page.goto(f"{page.url.split('/referrals')[0]}/referrals/draft/{draft.pk}/check/")
    expect(page.get_by_role("main")).to_contain_text(referral.reference)
    assert Referral.objects.count() == 1


def test_a_wrong_answer_is_kept_as_it_was_typed(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    page = window(delphine).open(f"/referrals/draft/{draft.pk}/referrer/")
    page.locator("main [name=job_title]").fill("Teacher")
    page.locator("main [name=phone]").fill("not a number")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator("main [name=phone]")).to_have_value("not a number")
    expect(page.locator("main [name=job_title]")).to_have_value("Teacher")
