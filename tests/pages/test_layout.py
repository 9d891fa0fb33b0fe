"""What a page looks like in a browser: the decision is whole and never covered, and the header stays where it is."""

import pytest
from playwright.sync_api import Page

from accounts.models import User
from referrals.actions import add_item, start_draft
from referrals.sections import SECTIONS
from tests.browsing import NewWindow
from tests.pages.world import World, built

pytestmark = pytest.mark.browser

# What scrolls by itself inside the decision, or is cut off by what it stands in.
SCROLLERS = """() => [...document.querySelectorAll(".fd-decide, .fd-decide *")]
  .filter((one) => !["TEXTAREA", "SELECT"].includes(one.tagName) && getComputedStyle(one).overflowY !== "visible")
  .filter((one) => one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 1)
  .map((one) => one.outerHTML.slice(0, 80))"""
# Fields, errors and buttons of the decision that something else lies over when they are brought into view.
COVERED = """() => [...document.querySelectorAll(
    ".fd-decide :is(label, textarea, button, .govuk-error-message)")]
  .filter((one) => one.offsetHeight > 1)
  .filter((one) => {
    one.scrollIntoView({ block: "center" });
    const box = one.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !over || !(one.contains(over) || over.contains(one) || over.closest(".govuk-form-group")?.contains(one));
  })
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def world(site: str, people: dict[str, User]) -> World:
    return built(people)


def decision(world: World, window: NewWindow, **options: object) -> Page:
    """The page of a referral that a manager may decide."""
    return window(world.people["marek"], **options).open(f"/queue/{world.open.reference}/")


def test_no_part_of_the_decision_scrolls_by_itself_or_is_covered(world: World, window: NewWindow) -> None:
    page = decision(world, window)
    assert page.evaluate(SCROLLERS) == []
    assert page.evaluate(COVERED) == []
    page.locator("input[name=route][value=push_back]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Check and record").click()
    assert page.locator(".fd-decide .govuk-error-message").count() == 6
    assert page.evaluate(SCROLLERS) == []
    assert page.evaluate(COVERED) == []


def test_the_decision_stays_in_sight_when_all_of_it_fits(world: World, window: NewWindow) -> None:
    page = decision(world, window, viewport={"width": 1280, "height": 1400})
    panel = page.locator(".fd-decide--stays")
    panel.wait_for()
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    box = panel.bounding_box()
    clock = page.locator(".fd-clock-panel").bounding_box()
    assert box is not None
    assert clock is not None
    assert clock["y"] + clock["height"] <= box["y"]
    assert box["y"] + box["height"] <= 1400
    page.set_viewport_size({"width": 1280, "height": 600})
    page.locator(".fd-decide:not(.fd-decide--stays)").wait_for()


def test_without_scripts_it_scrolls_with_the_page(world: World, window: NewWindow) -> None:
    page = decision(world, window, java_script_enabled=False)
    assert page.locator(".fd-decide--stays").count() == 0
    assert page.locator(".fd-decide").evaluate("one => getComputedStyle(one).position") == "static"


SEVEN = ("L2-cd-01", "L2-cd-21", "L2-cd-15", "L3-cd-03", "L2-cd-29", "L2-fe-15", "L2-pa-09")


def test_no_section_is_longer_than_a_screen_and_a_half(world: World, window: NewWindow) -> None:
    """As it comes, with nothing typed that opens a folded part."""
    watched = window(world.people["delphine"], viewport={"width": 1280, "height": 1024})
    draft = start_draft(by=world.people["delphine"])
    add_item(draft, section="children", data={"first_name": ["Pip"]}, by=world.people["delphine"])
    pages = [f"{slug}/" for slug in SECTIONS if slug not in ("children", "household")]
    pages += ["children/0/", "children/0/page/more/", "household/"]
    heights = {
        page: watched.open(f"/referrals/draft/{draft.pk}/{page}").evaluate("document.documentElement.scrollHeight")
        for page in pages
    }
    assert len(heights) == 13
    add_item(draft, section="children", data={"first_name": ["Wren"]}, by=world.people["delphine"])
    for code in SEVEN:
        add_item(draft, section="worries", data={"indicator": [code]}, by=world.people["delphine"])
    together = watched.open(f"/referrals/draft/{draft.pk}/worries/facts/")
    heights["worries/facts/"] = together.evaluate("document.documentElement.scrollHeight")
    assert {page: height for page, height in heights.items() if height > 1.5 * 1024} == {}


def test_the_header_stays_where_it_is_from_page_to_page(world: World, window: NewWindow) -> None:
    """Pages to fill in, plain pages and pages of the desk are of different width below it."""
    watched, places = window(world.people["wilf"]), set()
    for address in ("/start/", "/referrals/", "/referrals/agency/", "/escalations/", "/help/"):
        page = watched.open(address)
        logo, who = page.locator(".govuk-generic-header__logo"), page.locator(".fd-header__who")
        boxes = [one.bounding_box() for one in (logo, who, page.locator("main"))]
        assert all(boxes), address
        first, second, main = ([round(box[side]) for side in ("x", "y")] for box in boxes if box)
        assert first[0] == main[0], address
        right = round(sum(boxes[1][side] for side in ("x", "width")))  # type: ignore[index]
        places.add((first[0], second[1], right))
    assert len(places) == 1
