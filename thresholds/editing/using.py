"""What names a part of a document: the rules, tools and questions that lean on it. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from thresholds.editing.describing import title_of
from thresholds.editing.parts import RULE_LISTS, Document, names_in, places


class Use(NamedTuple):
    """One thing that names a part: its kind, its words, and its place; no place for what only a file changes."""

    kind: str
    words: str
    place: str


def users_of(document: Document, listed: str, code: str) -> Iterator[Use]:
    """What names this indicator or tool, in the order of the document."""
    for kind in (*RULE_LISTS, "questions"):
        for place, part in places(document, kind):
            if any(_names(name, listed, code) for name in names_in(part)):
                word = "Question" if kind == "questions" else "Rule"
                yield Use(word, f"“{title_of(document, place, part)}”", place)
    if listed == "indicators":
        yield from _of_indicator(document, code)


def _of_indicator(document: Document, code: str) -> Iterator[Use]:
    if f"indicator:{code}" in document["rules"]["protection"]["any"]:
        yield Use("Rule", "the rule that looks to section 47", "")
    for place, tool in places(document, "tools"):
        readings = (reading for reading in tool["readings"] if reading.get("indicator") == code)
        yield from (Use("Tool", f"{tool['name']}, “{reading['label']}”", place) for reading in readings)
    for place, part in places(document, "indicators"):
        if part.get("duplicate_of") == code:
            yield Use("Indicator", f"“{part['label']}”", place)


def _names(name: str, listed: str, code: str) -> bool:
    return name == f"indicator:{code}" if listed == "indicators" else name.startswith(f"tool:{code}:")
