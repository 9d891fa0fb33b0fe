"""One line for lists: what the worry is, with nobody's name in it."""

import re
from typing import Any

from thresholds.scoring import Score

LONGEST = 100
# People write these where a name is asked for.
_NOT_NAMES = frozenset(
    {"not", "known", "unborn", "baby", "of", "the", "child", "him", "her", "mr", "mrs", "ms", "partner"}
    | {"mum", "mummy", "mother", "dad", "daddy", "father", "stepdad", "stepfather", "stepmum", "stepmother"}
    | {"nan", "nana", "gran", "grandma", "grandmother", "grandad", "grandfather", "uncle", "aunt", "brother", "sister"}
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


_NAMES = ("first_name", "surname", "known_as", "previous_names")


def headline_of(document: dict[str, Any], answer: Score) -> str:
    """The title of the worry that decides the level, else the first one; names become initials."""
    worries = {worry["letter"]: worry for worry in document["worries"]}
    deciding = next((ref for reason in answer.reasons if reason.kind == "decides" for ref in reason.refs), None)
    worry = worries.get(deciding or "") or next(iter(worries.values()), None)
    title = (worry or {}).get("title") or (worry or {}).get("label") or _first_words(document)
    return without_names(title, names_in(document))[:LONGEST]


def names_in(document: dict[str, Any]) -> set[str]:
    """Every name of the form, word by word: children, the names they are or were known by, and the people around."""
    texts = [
        *(child.get(name) for child in document["children"] for name in _NAMES),
        *(person["name"] for person in document["household"]),
    ]
    words = {word.casefold() for text in texts for word in _WORD.findall(text or "")}
    return {word for word in words if len(word) > 1} - _NOT_NAMES


def without_names(text: str, names: set[str]) -> str:
    """The text with each of these names cut to its initial: "Rowan says" becomes "R. says"."""

    def cut(found: re.Match[str]) -> str:
        word = found[0]
        plain = re.sub(r"[’']s$", "", word)
        if plain.casefold() not in names:
            return word
        dot = "" if text[found.end() : found.end() + 1] == "." else "."
        return f"{plain[0].upper()}{dot}{word[len(plain) :]}"

    return _WORD.sub(cut, text)


def _first_words(document: dict[str, Any]) -> str:
    """With no worry chosen the list still says why somebody wrote."""
    wanted = str(document["response"].get("wanted") or "").strip().splitlines()
    return wanted[0] if wanted else "No worry chosen: read the form"
