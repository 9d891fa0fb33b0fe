"""Words in a form after sending: the browser dies, the line dies, somebody signs out. They are there, until sent."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from mash.actions import claim
from referrals.kept_forms import about
from referrals.models import Referral
from tests.browsing import NewWindow
from tests.factories import sent_referral
from unsent.keeping import find_unsent, words_of

pytestmark = pytest.mark.browser

WORDS = "Grandmother says that he has not eaten since Sunday."
MORE = " She rang at noon."


@pytest.fixture
def referral(site: str, delphine: User) -> Referral:
    return sent_referral(delphine)


def box(page: Page, name: str = "happened") -> Locator:
    return page.locator(f"textarea[name={name}]")


def saved(page: Page) -> None:
    expect(page.locator("[data-save-status]")).to_contain_text("Saved")


def add_page(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/add/"


def kept(referral: Referral, person: User, place: str = "add") -> dict[str, list[str]]:
    return words_of(find_unsent(place, about(referral), writer=person)).data


def test_the_browser_is_killed_and_somebody_signs_out(window: NewWindow, referral: Referral, delphine: User) -> None:
    first = window(delphine)
    page = first.open(add_page(referral))
    box(page).press_sequentially(WORDS)
    saved(page)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.context.close()
    second = window()
    second.sign_in(delphine)
    page = second.open(add_page(referral))
    expect(box(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in/"))
    second.sign_in(delphine)
    page = second.open(add_page(referral))
    expect(box(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Add it and tell MASH").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile(f"{referral.reference}/$"))
    assert [one.happened for one in referral.supplements.all()] == [WORDS]
    assert kept(referral, delphine) == {}
    page.go_back()
    expect(box(second.open(add_page(referral)))).to_have_value("")


def test_a_dead_line_is_said_and_catches_up(window: NewWindow, referral: Referral, delphine: User) -> None:
    watched = window(delphine)
    page = watched.open(add_page(referral))
    box(page).press_sequentially(WORDS)
    saved(page)
    page.context.set_offline(True)
    box(page).press_sequentially(MORE)
    expect(page.locator("[data-save-status]")).to_contain_text("Not saved")
    page.get_by_role("button", name="Add it and tell MASH").click()
    page.wait_for_timeout(1500)
    expect(box(page)).to_have_value(WORDS + MORE)
    page.context.set_offline(False)
    saved(page)
    assert kept(referral, delphine)["happened"] == [WORDS + MORE]
    watched.complaints[:] = [line for line in watched.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_two_forms_on_one_page_each_have_their_own_mark(window: NewWindow, referral: Referral, asha: User) -> None:
    """The desk: a decision and a message are typed side by side, and neither says that the other is saved."""
    claim(referral, by=asha)
    page = window(asha).open(f"/queue/{referral.reference}/")
    page.locator("summary", has_text="Write to the referrer").click()
    box(page, "text").press_sequentially(WORDS)
    talk = page.locator("form", has=box(page, "text")).locator("[data-save-status]")
    decide = page.locator("form#decide [data-save-status]")
    expect(talk).to_contain_text("Saved")
    expect(decide).to_have_text("")
    box(page, "rationale").press_sequentially(MORE)
    expect(decide).to_contain_text("Saved")
    assert kept(referral, asha, "talk") == {"text": [WORDS]}
    assert kept(referral, asha, "decide") == {"rationale": [MORE]}


def test_leaving_at_once_keeps_the_last_words(window: NewWindow, referral: Referral, delphine: User) -> None:
    watched = window(delphine)
    page = watched.open(f"/referrals/{referral.reference}/")
    box(page, "text").press_sequentially(WORDS)
    watched.open("/help/")
    for _ in range(10):
        shown = box(watched.open(f"/referrals/{referral.reference}/"), "text")
        if shown.input_value() == WORDS:
            break
        shown.page.wait_for_timeout(1000)
    expect(shown).to_have_value(WORDS)
