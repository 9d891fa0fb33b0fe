"""Places in a matrix document: "indicators." and a code, "overrides.abuse", "levels.3". Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]
Part = Mapping[str, Any]

RULE_LISTS = ("overrides", "hints", "clusters", "prompts", "priorities")
_NAMED_BY = {"levels": "level", "indicators": "id", "tools": "code", "questions": "code"} | dict.fromkeys(
    RULE_LISTS[:-1], "id"
)
NEW = "_new"  # no code begins so


class NoSuchPart(LookupError):
    """The document has nothing at that place."""


def rows(document: Document, listed: str) -> list[dict[str, Any]]:
    """The list that a place begins with. Refuses (`NoSuchPart`) the name of none."""
    if listed in RULE_LISTS:
        found: list[dict[str, Any]] = document["rules"][listed]
    elif listed in _NAMED_BY:
        found = document[listed]
    else:
        raise NoSuchPart(listed)
    return found


def split_place(place: str) -> tuple[str, str]:
    """The list and the code of a place."""
    listed, _, code = place.partition(".")
    return listed, code


def code_of(listed: str, part: Part, index: int) -> str:
    """What a part is called in its list. The rules of priority have no names: their number is one."""
    return str(index) if listed == "priorities" else str(part[_NAMED_BY[listed]])


def index_of(document: Document, place: str) -> int:
    """Where in its list the part stands. Refuses (`NoSuchPart`) a place that leads nowhere."""
    listed, code = split_place(place)
    for index, part in enumerate(rows(document, listed)):
        if code_of(listed, part, index) == code:
            return index
    raise NoSuchPart(place)


def part_at(document: Document, place: str) -> dict[str, Any]:
    """The part at that place."""
    return rows(document, split_place(place)[0])[index_of(document, place)]


def places(document: Document, listed: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every place of a list with its part, in order."""
    for index, part in enumerate(rows(document, listed)):
        yield f"{listed}.{code_of(listed, part, index)}", part


def mark_of(part: Any) -> str:
    """A short hash of a part: a form carries it, so that nobody overwrites what they have not seen."""
    return hashlib.sha256(json.dumps(part, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def names_in(part: Any) -> Iterator[str]:
    """Every piece of text anywhere in this part of a document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from names_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from names_in(inner)
