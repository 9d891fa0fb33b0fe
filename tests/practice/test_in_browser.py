"""Guide and practice in a browser: focus at what was found, a small screen, paper, the menu in one line."""

import pytest

from accounts.models import User
from practice.cases import CaseSet
from practice.door import pace_in
from tests.browsing import NewWindow, chromium, site, window

pytestmark = pytest.mark.browser
__all__ = ["chromium", "site", "window"]

FOCUSED = "document.activeElement.id"
IN_VIEW = """() => {
  const box = document.getElementById("found").getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && scrollY > 0;
}"""


@pytest.mark.parametrize("scripts", [True, False])
def test_find_and_add_come_back_at_what_was_found(
    scripts: bool, site: str, own: CaseSet, delphine: User, window: NewWindow
) -> None:
    small = {"width": 375, "height": 640}
    page = window(delphine, java_script_enabled=scripts, viewport=small).open(
        f"/practice/case/{pace_in(own, by=delphine).open[0]}/"
    )
    page.get_by_label("Find the worries in it").fill("hungry")
    for press in ("Find", "Add"):
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button", name=press).first.click()
        assert page.evaluate(FOCUSED) == "found", press
        assert page.evaluate(IN_VIEW), press
    assert page.get_by_text("Added", exact=True).count() == 1
    assert page.get_by_text("Worries you chose, 1").count() == 1
    stands = page.get_by_text("Your first answer stands").bounding_box()
    button = page.get_by_role("button", name="Give my answer").bounding_box()
    assert stands is not None
    assert button is not None
    assert stands["y"] < button["y"]


def test_the_whole_guide_on_paper_has_a_whole_address_once(site: str, window: NewWindow) -> None:
    page = window().open("/guide/whole/")
    paper = page.locator(".fd-paper")
    after = "getComputedStyle(document.querySelector('.fd-say a[href=\"/referrals/start/\"]'), '::after').content"
    assert not paper.is_visible()
    page.emulate_media(media="print")
    assert paper.is_visible()
    assert paper.inner_text().endswith("/referrals/start/")
    assert "://" in paper.inner_text()
    assert page.evaluate(after) == "none"


@pytest.mark.parametrize("who", ["delphine", "wilf"])
def test_the_menu_stands_in_one_line(who: str, site: str, window: NewWindow, request: pytest.FixtureRequest) -> None:
    page = window(request.getfixturevalue(who)).open("/guide/")
    tops = "[...document.querySelectorAll('#navigation li')].map((one) => Math.round(one.getBoundingClientRect().top))"
    assert len(set(page.evaluate(tops))) == 1
