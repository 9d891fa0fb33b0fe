"""axe-core on every page, for everyone who may open it, wide and narrow, and with errors showing. None may be found."""

from collections.abc import Callable
from json import dumps
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from referrals.sections import SECTIONS
from tests.browsing import NARROW, WIDE, NewWindow, Watched
from tests.conftest import PASSWORD
from tests.pages.access_row import NOBODY
from tests.pages.access_table import TABLE
from tests.pages.world import World, built

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("vendor").joinpath("axe-4.14.1.min.js").read_text()
ASK = """async () => {
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
  });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Empties the form that the button belongs to and sends it, as somebody does who presses too soon.
SEND_EMPTY = """(form) => {
  for (const field of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = false;
    else field.value = "";
  }
  form.noValidate = true;
  form.requestSubmit(form.querySelector("button[type=submit]"));
}"""
# Pages that an address of the table does not show by itself.
MORE = {
    "delphine": (
        "/referrals/draft/{draft}/worries/?q=hungry",
        "/referrals/draft/{draft}/worries/?all=1",
        "/referrals/draft/{draft}/worries/facts/",
        *(f"/referrals/draft/{{draft}}/{slug}/" for slug in SECTIONS if slug not in {"worries", "consent"}),
    ),
    "asha": (
        "/queue/?tray=mine",
        "/queue/?tray=all",
        "/queue/?tray=early",
        "/queue/?tray=shut",
        "/queue/?flag=week",
        "/contacts/?tray=all",
        "/queue/?tray=waits",
        "/queue/?tray=news",
    ),
    "marek": ("/dashboard/rows/telling/", "/administration/matrix/{trial}/changes/?only=worse"),
    "wilf": ("/referrals/agency/learn/gap/example/", "/referrals/agency/learn/outcome/push_back/"),
    "niamh": ("/early-help/?accepted",),
    "petra": (
        "/administration/matrix/rule/{matrix}.overrides._new/",
        "/administration/matrix/rule/{matrix}.hints.urgent/",
        "/administration/matrix/question/{matrix}.questions._new/",
        "/administration/matrix/{matrix}/indicators/?level=4&q=harm",
    ),
}
SENT_EMPTY = {
    NOBODY: {
        "/threshold/": "main form",
        "/guide/": "main form",
        "/sign-in/login/": "form:has(#id_login)",
        "/sign-in/password/reset/": "main form",
        "/sign-in/code/": "main form",
    },
    "delphine": {
        "/referrals/start/": "main form",
        "/referrals/draft/{draft}/gate/": "main form",
        "/referrals/draft/{draft}/referrer/": "main form",
        "/referrals/draft/{draft}/children/0/": "main form",
        "/referrals/draft/{draft}/household/0/": "main form",
        "/referrals/draft/{draft}/files/": "main form",
        "/referrals/draft/{draft}/marks/": "main form",
        "/referrals/draft/{draft}/marks/0/": "main form",
        "/referrals/{helped}/escalate/": "main form",
        "/referrals/{open}/": "main form[action*=write]",
        "/referrals/{open}/add/": "main form",
        "/referrals/{open}/withdraw/": "main form",
        "/advice/ask/": "main form",
        "/advice/{asked}/": "main form[action*=write]",
        "/escalations/{escalation}/": "main form[action*=further]",
        "/sign-in/password/change/": "main form",
    },
    "wilf": {
        "/referrals/agency/forms/{given}/": "main form[action*=back]",
        "/agency/settings/": "main form",
        "/agency/colleagues/": "main form:has(#id_email)",
    },
    "asha": {
        "/queue/{decided}/": "main form[action*=told]",
        "/queue/{open}/": "main form[action*=write]",
        "/contacts/record/": "main form",
        "/contacts/{asked}/": "main form[action*=answer]",
        "/contacts/{called}/": "main form[action*=advise]",
    },
    "marek": {
        "/queue/{open}/": "main form[action*=decide]",
        "/queue/{proposed}/": "main form[action*=sign-off]:has(textarea)",
        "/queue/{restricted}/": "main form[action*=reassign]",
    },
    "petra": {
        "/administration/people/": "form:has(#id_full_name)",
        "/administration/keys/": "form:has(#id_name)",
        "/administration/practice/": "form:has(#id_name)",
        "/administration/webhooks/": "form:has(#id_address)",
        "/administration/matrix/import/": "main form",
        "/administration/matrix/level/{matrix}.levels.3/": "main form",
        "/administration/matrix/indicator/{matrix}.indicators.L4-cd-14/": "main form",
        "/administration/matrix/split/{matrix}.indicators.L4-cd-14/": "main form",
        "/administration/matrix/merge/{matrix}.indicators.L4-cd-14/": "main form",
        "/administration/matrix/rule/{matrix}.overrides.fgm/": "main form",
        "/administration/matrix/together/{matrix}.clusters.cluster_level_3/": "main form",
        "/administration/matrix/urgency/{matrix}.priorities.0/": "main form",
        "/administration/matrix/question/{matrix}.questions.voice/": "main form",
        "/administration/matrix/comment/{matrix}.prompts.under_1/": "main form",
    },
}


@pytest.fixture
def world(site: str, people: dict[str, User]) -> World:
    return built(people)


def addresses(who: str) -> list[str]:
    """Every page of the access table that this person may open, and those behind it."""
    shown = [row.address for row in TABLE if row.get[who] == 200 and not row.route.startswith("api/")]
    # A page that moves on by itself, a part of a page, and files.
    files = {
        "/referrals/{decided}/pdf/",
        "/queue/news/",
        "/administration/matrix/{matrix}/download/",
        "/administration/practice/{practised_set}/file/",
    }
    return [address for address in dict.fromkeys((*shown, *MORE.get(who, ()))) if address not in files]


def faults(page: Page) -> list[str]:
    """What axe finds wide and narrow, and whether a narrow page must be pushed sideways."""
    found: list[str] = []
    page.evaluate(AXE)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{size['width']}: {fault}" for fault in page.evaluate(ASK)]
        if (over := page.evaluate(SIDEWAYS)) > 0:
            found.append(f"{size['width']}: {over} pixels too wide")
    return found


def window_of(who: str, world: World, window: NewWindow) -> Watched:
    return window(None if who == NOBODY else world.people[who])


@pytest.mark.parametrize("who", ["delphine", "wilf", "asha", "marek", "niamh", "ola", "petra", NOBODY])
def test_no_page_has_a_fault(who: str, world: World, window: NewWindow) -> None:
    watched, wrong = window_of(who, world, window), {}
    for address in addresses(who):
        page = watched.open(address.format(**world.places()))
        if found := faults(page):
            wrong[address] = found
    assert wrong == {}, dumps(wrong, indent=2)


@pytest.mark.parametrize("who", SENT_EMPTY)
def test_no_page_has_a_fault_with_its_errors_showing(who: str, world: World, window: NewWindow) -> None:
    watched, wrong = window_of(who, world, window), {}
    for address, form in SENT_EMPTY[who].items():
        page = watched.open(address.format(**world.places()))
        _send_empty(page, form)
        assert page.locator(".govuk-error-summary").count() == 1, address
        assert page.title().startswith("Error: "), address
        if found := faults(page):
            wrong[address] = found
    assert wrong == {}, dumps(wrong, indent=2)


def _send_empty(page: Page, form: str) -> None:
    with page.expect_navigation():
        page.locator(form).first.evaluate(SEND_EMPTY)
    if "/reauthenticate/" in page.url:  # what opens records is asked for by the password first
        page.locator("input[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")


def test_checking_the_threshold_by_keyboard_alone_has_no_fault(world: World, window: NewWindow) -> None:
    """Search, add, read the answer: in every state, wide and narrow, without a mouse."""
    page = window(None).open("/threshold/")
    page.locator("#id_q").focus()
    page.keyboard.type("bruises")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found = faults(page)
    page.locator("input[name=add]").first.focus()
    page.keyboard.press("Space")
    for button in ("take", "show"):
        page.locator(f"button[name={button}]").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        found += faults(page)
    assert page.locator("h1").inner_text() == "What this points to"
    assert page.url.endswith("/threshold/")
    assert found == []


@pytest.mark.parametrize("path", ["/there-is-nothing/", "/queue/FD-0000-00/", "/referrals/draft/not-a-key/"])
def test_a_refusal_has_no_fault(path: str, world: World, window: NewWindow) -> None:
    watched = window(world.people["asha"])
    assert faults(watched.open(path)) == []


def test_every_page_shows_where_the_keyboard_is(world: World, window: NewWindow) -> None:
    """Each stop of the Tab key on the queue looks different from the same element at rest."""
    page = window(world.people["asha"]).open("/queue/")
    look: Callable[[str], Any] = page.evaluate
    seen = 0
    for _ in range(12):
        page.keyboard.press("Tab")
        marked = look(
            """() => {
          const at = getComputedStyle(document.activeElement);
          return at.outlineStyle !== "none" || at.boxShadow !== "none" || at.backgroundColor === "rgb(255, 221, 0)";
        }"""
        )
        assert marked, page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)")
        seen += 1
    assert seen == 12
