"""The page, the web process and the sign-in are killed while somebody types. Nothing older than ten seconds is lost.

A journal has the time of every word. After each kill it is laid beside what the server holds of the draft.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Error

from accounts.models import User
from referrals.actions import start_draft
from referrals.models import Draft
from tests.browsing import chromium, session_of
from tests.conftest import PASSWORD
from tests.prove.conftest import Say
from tests.prove.processes import Processes, Running, answers, wait_for

pytestmark = [pytest.mark.heavy, pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
__all__ = ["chromium"]

LIMIT = 10.0  # seconds
A_DRAFT_EACH = 10  # kills
FIELD = "textarea[name=words]"
KILLED = ("page", "web", "sign-in")


@dataclass
class Typist:
    """Somebody who types words without end, and the journal of it."""

    context: BrowserContext
    site: str
    writer: User
    draft: Draft
    journal: list[tuple[float, str]] = field(default_factory=list)
    count: int = 0
    page: Any = None

    def open(self) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto(f"{self.site}/referrals/draft/{self.draft.pk}/voice/")
        box = self.page.locator(FIELD)
        box.focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(" ")  # behind half a word, when the last page died in the middle of one

    def type_for(self, seconds: float) -> None:
        """Word after word, with no pause long enough to be one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            word = f"w{self.count:05d}"
            self.page.keyboard.type(f"{word} ", delay=25)
            self.journal.append((time.monotonic(), word))
            self.count += 1

    def held(self) -> set[str]:
        """The words that the server has, in the answer or in a second version of it."""
        row = self.draft.sections.filter(section="voice", item=0).first()
        if row is None:
            return set()
        return set(" ".join([*row.data.get("words", []), *row.beside.get("words", {}).get("other", [])]).split())

    def oldest_lost(self, at: float) -> float:
        """How old the oldest word was at that time that the server has not; 0 when it has all of them."""
        held = self.held()
        return max((at - typed for typed, word in self.journal if word not in held), default=0.0)

    def forget_lost(self) -> None:
        """What died with its page was looked at once."""
        held = self.held()
        self.journal = [(typed, word) for typed, word in self.journal if word in held]


def kill_page(typist: Typist) -> float:
    """The renderer dies at once: nothing of the page can say farewell."""
    at = time.monotonic()
    with pytest.raises(Error):
        typist.page.goto("chrome://crash", timeout=5000)
    lost = typist.oldest_lost(at)
    typist.page.close()
    typist.forget_lost()
    typist.open()
    assert set(typist.page.locator(FIELD).input_value().split()) <= typist.held()
    return lost


def kill_web(typist: Typist, web: Running, port: int, chance: Random) -> float:
    """SIGKILL to the server; typing goes on, and within ten seconds of its return it has all of it."""
    at = time.monotonic()
    web.kill()
    lost = typist.oldest_lost(at)
    typist.type_for(chance.uniform(0, 5))
    web.start()
    wait_for(lambda: answers(port), "The web process did not come back.\n", web.said)
    wait_for(lambda: not missing(typist), "It did not catch up.\n", lambda: state(typist), seconds=LIMIT)
    return lost


def state(typist: Typist) -> str:
    """What the page says and the server holds, for whoever reads the failure."""
    said = typist.page.locator("[data-save-status]").text_content()
    rows = list(typist.draft.sections.values_list("data", "beside"))
    return f"The page says {said!r}; missing {sorted(missing(typist))}; the server has {rows}."


def missing(typist: Typist) -> set[str]:
    return {word for _, word in typist.journal} - typist.held()


def kill_sign_in(typist: Typist, chance: Random) -> float:
    """The session ends; typing goes on; the person signs in over the page and goes on in the same field."""
    at = time.monotonic()
    Session.objects.all().delete()
    lost = typist.oldest_lost(at)
    typist.type_for(chance.uniform(0.5, 3))
    page = typist.page
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.wait_for()
    with page.expect_popup() as opened:
        dialog.get_by_role("button", name="Sign in").click()
    small = opened.value
    small.get_by_label("Email").fill(typist.writer.email)
    small.get_by_label("Password", exact=True).fill(PASSWORD)
    with small.expect_event("close"):
        small.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.name") == "words"
    wait_for(lambda: not missing(typist), "It did not catch up.\n", lambda: state(typist), seconds=LIMIT)
    return lost


def test_killed_while_typing(
    times: int, chance: Random, processes: Processes, chromium: Browser, say: Say, delphine: User
) -> None:
    box = Argon2PasswordHasher()
    delphine.password = box.encode(PASSWORD, box.salt())
    delphine.save(update_fields=["password"])
    web, port = processes.web()
    site = f"http://127.0.0.1:{port}"
    context = chromium.new_context()
    context.add_cookies([session_of(delphine, site)])
    kills: Counter[str] = Counter()
    worst = 0.0
    typist = Typist(context, site, delphine, start_draft(by=delphine))
    typist.open()
    for number in range(times):
        if number and number % A_DRAFT_EACH == 0:
            typist.page.close()
            typist = Typist(context, site, delphine, start_draft(by=delphine))
            typist.open()
        typist.type_for(12 if number % A_DRAFT_EACH == 5 else chance.uniform(0.3, 4))
        kind = KILLED[number % len(KILLED)]
        if kind == "page":
            lost = kill_page(typist)
        elif kind == "web":
            lost = kill_web(typist, web, port, chance)
        else:
            lost = kill_sign_in(typist, chance)
        assert lost < LIMIT, f"{kind}: a word {lost:.1f} seconds old was not on the server."
        kills[kind] += 1
        worst = max(worst, lost)
    context.close()
    said = ", ".join(f"{count} of the {kind}" for kind, count in kills.items())
    say(f"killed while typing: {said}; the oldest word not yet saved was {worst:.1f} s old, 0 older than {LIMIT:.0f} s")
