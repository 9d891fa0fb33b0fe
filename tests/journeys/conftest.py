"""The cast and the windows of a journey."""

from tests.browsing import chromium, site, window

__all__ = ["chromium", "site", "window"]
