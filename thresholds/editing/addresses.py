"""Where the page of a part stands."""

from uuid import UUID

from django.urls import reverse

from thresholds.editing.parts import split_place

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


def address_of(version: UUID, place: str) -> str:
    """The page of a part."""
    return reverse(_PAGES[split_place(place)[0]], args=[f"{version}.{place}"])


def list_of(version: UUID, place: str) -> str:
    """The page of the list that the part stands in."""
    listed = split_place(place)[0]
    name = listed if listed in {"levels", "indicators", "tools", "questions"} else "rules"
    return reverse(f"matrix:{name}", args=[version])
