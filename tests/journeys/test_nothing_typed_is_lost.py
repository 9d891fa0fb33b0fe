"""Typing, closing, signing out elsewhere, pressing twice: what was typed is there, and one referral was sent."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import User
from referrals.actions import add_item, start_draft
from referrals.models import Draft, Referral
from tests.browsing import NewWindow
from tests.conftest import PASSWORD
from tests.factories import fill_draft
from tests.pages.test_accessibility import ASK, AXE

pytestmark = pytest.mark.browser

WORDS = "She says she does not want to go home on Friday."
MORE = " She said it twice."


def voice(draft: Draft) -> str:
    return f"/referrals/draft/{draft.pk}/voice/"


def write(page: Page, words: str) -> None:
    page.locator("textarea[name=words]").press_sequentially(words)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-status]")).to_contain_text("Saved")


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    return list(page.evaluate(ASK))


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


def test_several_worries_on_one_page_are_there_after_the_browser_is_gone(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    for code in ("L4-cd-06", "L2-cd-14"):
        add_item(draft, section="worries", data={"indicator": [code]}, by=delphine)
    address = f"/referrals/draft/{draft.pk}/worries/facts/"
    page = window(delphine).open(address)
    page.locator("textarea[name=what_0]").press_sequentially("He said that his uncle hits him.")
    page.get_by_label("I was told").check()
    page.locator("textarea[name=what_1]").press_sequentially("Asked for toast twice.")
    expect(page.locator("aside [data-live=preview]")).to_contain_text("Level 4")
    saved(page)
    page.context.close()
    second = window()
    second.sign_in(delphine)
    page = second.open(address)
    expect(page.locator("textarea[name=what_0]")).to_have_value("He said that his uncle hits him.")
    expect(page.locator("textarea[name=what_1]")).to_have_value("Asked for toast twice.")
    expect(page.get_by_label("I was told")).to_be_checked()
    assert [row.data["how"] for row in draft.sections.filter(section="worries")] == [["told"], ["told"]]


def test_what_is_typed_is_read_beside_it_without_leaving_the_page(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    row = add_item(draft, section="worries", data={"indicator": ["L4-cd-06"]}, by=delphine)
    page = window(delphine).open(f"/referrals/draft/{draft.pk}/worries/?open={row.item}")
    panel = page.locator("aside [data-live=preview]")
    expect(page.locator("[data-live=missing]")).to_contain_text("No facts yet")
    page.get_by_label("I was told").check()
    page.locator("textarea[name=what]").press_sequentially("He said that his uncle hits him.")
    expect(page.locator("[data-live=missing]")).to_be_empty()
    expect(panel).not_to_contain_text("No facts")
    expect(page.locator("textarea[name=what]")).to_be_focused()


def test_an_answer_opens_the_questions_that_it_calls_for(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    page = window(delphine).open(f"/referrals/draft/{draft.pk}/consent/")
    why = page.get_by_label("Tell us more")
    expect(why).to_be_hidden()
    page.get_by_role("group", name="Does the family agree to this referral?").get_by_label(
        "I have not asked them"
    ).check()
    expect(why).to_be_visible()


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


def test_signed_out_in_the_middle_and_in_again_over_the_page(window: NewWindow, delphine: User) -> None:
    """The session ends; a small window signs in; what was typed is saved and the same field is in use again."""
    draft = start_draft(by=delphine)
    watched = window(delphine)
    page = watched.open(voice(draft))
    write(page, WORDS)
    saved(page)
    Session.objects.all().delete()
    write(page, MORE)
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    expect(page.locator("[data-save-status]")).to_contain_text("You are signed out")
    assert violations(page) == []
    with page.expect_popup() as opened:
        dialog.get_by_role("button", name="Sign in").click()
    small = opened.value
    small.get_by_label("Email").fill(delphine.email)
    small.get_by_label("Password", exact=True).fill(PASSWORD)
    with small.expect_event("close"):
        small.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog).to_be_hidden()
    saved(page)
    expect(page.locator("textarea[name=words]")).to_be_focused()
    assert draft.sections.get(section="voice").data["words"] == [WORDS + MORE]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_two_windows_with_one_answer_keep_both_and_offer(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    watched = window(delphine)
    page = watched.open(voice(draft))
    other = page.context.new_page()
    other.goto(f"{watched.site}{voice(draft)}")
    write(page, WORDS)
    saved(page)
    other.locator("textarea[name=words]").press_sequentially("Something else.")
    offer = other.get_by_role("group", name="Changed in another window")
    expect(offer).to_contain_text(WORDS)
    row = draft.sections.get(section="voice")
    assert (row.data["words"], row.beside["words"]["other"]) == ([WORDS], ["Something else."])
    assert violations(other) == []
    offer.get_by_role("button", name="Keep what is here").click()
    expect(offer).to_have_count(0)
    saved(other)
    expect(other.locator("[data-save-status]")).to_have_text(re.compile("^Saved [0-9]"))
    row.refresh_from_db()
    assert row.data["words"] == ["Something else."]
    assert "other" not in row.beside["words"]


def test_a_dead_line_is_said_and_catches_up(window: NewWindow, delphine: User) -> None:
    """The mark stands while nothing can be saved, also when Save is pressed; afterwards all of it is there."""
    draft = start_draft(by=delphine)
    watched = window(delphine)
    page = watched.open(voice(draft))
    page.context.set_offline(True)
    write(page, WORDS)
    expect(page.locator("[data-save-status]")).to_contain_text("Not saved")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_timeout(1500)
    expect(page.locator("[data-save-status]")).to_contain_text("Not saved")
    expect(page.locator("textarea[name=words]")).to_have_value(WORDS)
    page.context.set_offline(False)
    saved(page)
    assert draft.sections.get(section="voice").data["words"] == [WORDS]
    watched.complaints[:] = [line for line in watched.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_typing_without_a_pause_is_saved_all_the_while(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    page = window(delphine).open(voice(draft))
    field = page.locator("textarea[name=words]")
    for number in range(12):
        field.press_sequentially(f"word{number} and more, ", delay=60)
        if number == 7:
            assert "word1" in draft.sections.get(section="voice").data["words"][0]
    page.get_by_role("button", name="Save and go to all sections").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile(f"{draft.pk}/$"))
    assert draft.sections.get(section="voice").data["words"][0].strip().endswith("word11 and more,")


def test_without_scripts_a_page_sent_signed_out_comes_back(window: NewWindow, delphine: User) -> None:
    draft = start_draft(by=delphine)
    watched = window(delphine, java_script_enabled=False)
    page = watched.open(voice(draft))
    page.locator("textarea[name=words]").fill(WORDS)
    Session.objects.all().delete()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Email").fill(delphine.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("textarea[name=words]")).to_have_value(WORDS)
    expect(page.get_by_role("main")).to_contain_text("What you had typed is here again")
