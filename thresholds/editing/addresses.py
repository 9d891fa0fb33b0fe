"""Where the page of a part stands, and the pages of what names it."""

from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from thresholds.editing.parts import Document, split_place
from thresholds.editing.using import users_of

_PAGES = {
    "levels": "matrix:level",
    "indicators": "matrix:indicator",
    "overrides": "matrix:rule",
    "hints": "matrix:rule",
    "prompts": "matrix:rule",
    "clusters": "matrix:cluster",
    "priorities": "matrix:urgency",
    "tools": "matrix:tool",
    "questions": "matrix:question",
}


class Named(NamedTuple):
    """One thing that names a part, with its page; no address for what only a file changes."""

    kind: str
    words: str
    href: str


def named_in(version: UUID, document: Document, place: str) -> list[Named]:
    """Every rule, tool and question that names this indicator or tool."""
    uses = users_of(document, *split_place(place))
    return [Named(one.kind, one.words, address_of(version, one.place) if one.place else "") for one in uses]


def address_of(version: UUID, place: str) -> str:
    """The page of a part."""
    return reverse(_PAGES[split_place(place)[0]], args=[f"{version}.{place}"])


def list_of(version: UUID, place: str) -> str:
    """The page of the list that the part stands in."""
    listed = split_place(place)[0]
    name = listed if listed in {"levels", "indicators", "tools", "questions"} else "rules"
    return reverse(f"matrix:{name}", args=[version])
