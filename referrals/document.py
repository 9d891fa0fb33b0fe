"""The referral as it is sent: one plain document, the same from the web form and the API, hashed and frozen."""

import hashlib
import json
from datetime import date, time
from typing import Any

from core.forms import DateOrNotKnown
from referrals.filled import Filled, Item, first
from referrals.sections import CHILDREN, HOUSEHOLD, MARKS, SECTIONS, WORRIES

FORM_VERSION = 1
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def build_document(filled: Filled) -> dict[str, Any]:
    """Every section with its cleaned values. Refusing a form with errors is the caller's task."""
    document: dict[str, Any] = {"form": FORM_VERSION}
    for section in SECTIONS.values():
        items = [_values(item) for item in filled.items(section.slug)]
        if section.slug in (CHILDREN, HOUSEHOLD):
            numbers = [item.number for item in filled.items(section.slug)]
            items = [{"number": number, **values} for number, values in zip(numbers, items, strict=True)]
        if section.slug == WORRIES:
            items = [
                {**_chosen(filled, first(item.typed, "indicator")), "letter": letter(place), **values}
                for place, (item, values) in enumerate(zip(filled.items(WORRIES), items, strict=True))
            ]
        if section.slug == MARKS:
            items = [{**_pointed(item), **values} for item, values in zip(filled.items(MARKS), items, strict=True)]
        document[section.slug] = items if section.repeats else (items[0] if items else {})
    return document


def _values(item: Item) -> dict[str, Any]:
    """Every field of the form; one that was never answered is empty in its own kind, so that no key is missing."""
    typed = item.value
    return {name: plain(typed.get(name, "")) for name in item.form.fields}


def _chosen(filled: Filled, code: str) -> dict[str, Any]:
    """The indicator with its label of the day, so that the copy reads the same after the matrix has changed."""
    return {"indicator": code, "label": filled.choices.labels.get(code, "")}


def _pointed(item: Item) -> dict[str, str]:
    """Where on the figure a mark was put with a pointer; empty when its region was chosen from the list."""
    return {name: first(item.typed, name) for name in ("x", "y", "figure")}


def plain(value: object) -> Any:
    """JSON of a cleaned value: dates as ISO 8601, "not known" as itself."""
    if isinstance(value, DateOrNotKnown):
        return "not_known" if value.not_known else plain(value.value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def letter(place: int) -> str:
    """A, B, ... Z, AA, AB: how reasons name the worries they stand on."""
    return LETTERS[place] if place < len(LETTERS) else LETTERS[place // 26 - 1] + LETTERS[place % 26]


def sha256(document: dict[str, Any]) -> str:
    """The hash of a document, over its canonical JSON."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
