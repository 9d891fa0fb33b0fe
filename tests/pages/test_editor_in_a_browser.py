"""The matrix editor as a browser draws it: nothing is pushed sideways on a telephone, and one lands where one was."""

import pytest

from accounts.models import User
from tests.browsing import NewWindow
from tests.pages.world import World, built

pytestmark = pytest.mark.browser
# How many boxes of a page must be pushed sideways to read what is in them.
PUSHED = "() => [...document.querySelectorAll('main *')].filter((one) => one.scrollWidth > one.clientWidth + 1 && "
PUSHED += "['auto', 'scroll'].includes(getComputedStyle(one).overflowX)).map((one) => one.className)"
_MATRIX = "/administration/matrix/"


@pytest.fixture
def world(site: str, people: dict[str, User]) -> World:
    return built(people)


@pytest.mark.parametrize("width", [320, 375])
def test_no_table_of_the_editor_is_pushed_sideways(width: int, world: World, window: NewWindow) -> None:
    watched, version = window(world.people["petra"]), world.matrix.pk
    watched.page.set_viewport_size({"width": width, "height": 700})
    for address in ("", *(f"{version}/{name}/" for name in ("indicators", "tools", "rules", "compare", "checks"))):
        page = watched.open(f"{_MATRIX}{address}")
        assert page.evaluate(PUSHED) == [], address
    page = watched.open(f"{_MATRIX}{version}/indicators/")
    assert not page.get_by_role("columnheader", name="Domain").is_visible()
    cell = page.locator("tbody td[data-label=Domain]").first
    assert cell.evaluate("(one) => getComputedStyle(one, '::before').content") == '"Domain: "'


def test_the_row_that_was_saved_has_the_focus_and_says_so(world: World, window: NewWindow) -> None:
    watched = window(world.people["petra"])
    page = watched.open(f"{_MATRIX}question/{world.matrix.pk}.questions.response_wanted/")
    page.get_by_label("Why it is asked").fill("Other words.")
    page.get_by_role("button", name="Save the question in the draft").click()
    page.wait_for_url("**/questions/#questions-response_wanted")
    row = page.locator("#questions-response_wanted")
    assert row.evaluate("(one) => one === document.activeElement")
    assert "Saved What do you want to happen?" in " ".join(row.inner_text().split())
    top = row.evaluate("(one) => one.getBoundingClientRect().top")
    assert 0 <= top < 700
