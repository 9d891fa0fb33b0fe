"""The world with every form on its page."""

from tests.pages.conftest import browser_of, people, world

__all__ = ["browser_of", "people", "world"]
