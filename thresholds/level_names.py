"""What a scheme calls its levels: "Level 3", "Tier 2A". The one place that puts the words together. Pure."""

from collections.abc import Mapping
from typing import Any

Part = Mapping[str, Any]


def level_name(level: Part, document: Part) -> str:
    """One level of the document: the scheme's word and the level's own code, or its number where it has none."""
    return f"{document['scheme'].get('level_word', 'Level')} {level.get('code') or level['level']}"


def level_of_all(level: Part, document: Part) -> str:
    """The same with how many there are, where the levels are mere numbers: "Level 3 of 4"."""
    levels = document["levels"]
    plain = all(str(one.get("code") or one["level"]) == str(one["level"]) for one in levels)
    name = level_name(level, document)
    return f"{name} of {len(levels)}" if plain else name


def in_a_sentence(name: str) -> str:
    """The same where no sentence begins: "tier 2A"."""
    return name[:1].lower() + name[1:]
