"""Which rules a version writes anew or changes. Of these an administrator reads one sum: they wrote them. Pure."""

from typing import Any

from thresholds.matrix import Document

TOUCHED = "Rules that this version changes or adds, together"
_RULES = ("overrides", "hints", "clusters", "prompts")
# What rules are made of: where it differs, a rule may mean something else though its words are the same.
_SIGNALS = ("age_bands", "flags", "facts", "held", "history", "tools", "evidence")


def touched(document: Document, in_force: Document) -> frozenset[str]:
    """Ids of rules, places of rules of priority and codes of questions that are not word for word in force."""
    parts = _parts(document)
    if _signals(document, in_force) != _signals(in_force, document):
        return frozenset(parts)
    known = _parts(in_force)
    priorities = in_force["rules"]["priorities"]
    return frozenset(
        key for key, part in parts.items() if known.get(key) != part and not (key.isdecimal() and part in priorities)
    )


def _parts(document: Document) -> dict[str, Any]:
    found = {part["id"]: part for kind in _RULES for part in document["rules"][kind]}
    found |= {str(place): part for place, part in enumerate(document["rules"]["priorities"])}
    return found | {part["code"]: part for part in document["questions"]}


def _signals(document: Document, other: Document) -> list[Any]:
    """With the flags of the worries that both have."""
    both = {part["id"] for part in other["indicators"]}
    flags = {part["id"]: part.get("flags") for part in document["indicators"] if part["id"] in both}
    return [*(document.get(kind) for kind in _SIGNALS), flags]
