"""Two ways of using a page: with a mouse, and with the keys of the keyboard alone."""

from playwright.sync_api import Locator, Page

MOST_TABS = 250


class Mouse:
    """Clicks and types, as most people do."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, button: Locator) -> None:
        """A button or a link."""
        button.click()

    def tick(self, box: Locator) -> None:
        box.check()

    def write(self, name: str, text: str) -> None:
        self.page.locator(f'main [name="{name}"]').fill(text)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'main input[name="{name}"][value="{value}"]').check()

    def pick(self, name: str, label: str) -> None:
        self.page.locator(f'main select[name="{name}"]').select_option(label=label)

    # What is on the page, by the words that people read.

    def button(self, words: str) -> None:
        self.press(self.page.get_by_role("main").get_by_role("button", name=words))

    def link(self, words: str) -> None:
        self.press(self.page.get_by_role("main").get_by_role("link", name=words).first)

    def menu(self, words: str) -> None:
        self.press(self.page.get_by_role("link", name=words, exact=True).first)

    def answers(self, **given: str) -> None:
        """Fields by their names: radios are chosen, the rest is written."""
        for name, value in given.items():
            self.page.locator(f'main [name="{name}"]').first.wait_for(state="attached")
            if self.page.locator(f'main input[type=radio][name="{name}"]').count():
                self.choose(name, value)
            else:
                self.write(name, value)


class Keyboard(Mouse):
    """Tab, the arrows, Space and Enter. What the Tab key does not reach cannot be used."""

    def reach(self, wanted: Locator) -> None:
        for _ in range(MOST_TABS):
            if wanted.evaluate("(element) => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key never reaches {wanted}")

    def press(self, button: Locator) -> None:
        self.reach(button)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")

    def write(self, name: str, text: str) -> None:
        self.reach(self.page.locator(f'main [name="{name}"]'))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, value: str) -> None:
        """One Tab stop for the group; the arrows go from choice to choice."""
        group = self.page.locator(f'main input[name="{name}"]')
        wanted = self.page.locator(f'main input[name="{name}"][value="{value}"]')
        self.reach(group.locator("nth=0") if not group.and_(self.page.locator(":checked")).count() else wanted)
        for _ in range(group.count()):
            self.page.keyboard.press("Space")
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def pick(self, name: str, label: str) -> None:
        """A list opens at the words that one types."""
        self.reach(self.page.locator(f'main select[name="{name}"]'))
        self.page.keyboard.type(label)
