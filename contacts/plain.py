"""Text in the plain letters and digits that a search can read, with the place of each in what was typed."""

import unicodedata
from dataclasses import dataclass

_APOSTROPHES = dict.fromkeys("‘’‛ʼ`´′", "'")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text[i]` came from `typed[places[i]]`."""

    typed: str
    text: str
    places: list[int]


def plain_of(typed: str) -> Plain:
    """Without accents, invisible signs and odd digits; every dash is a hyphen and every quote an apostrophe."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(typed):
        for letter in _plain_letters(sign):
            letters.append(letter)
            places.append(place)
    return Plain(typed, "".join(letters), places)


def _plain_letters(sign: str) -> str:
    if sign in _APOSTROPHES:
        return _APOSTROPHES[sign]
    return "".join(_plain_letter(letter) for letter in unicodedata.normalize("NFKD", sign))


def _plain_letter(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Mn", "Cf"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    return "-" if category == "Pd" else letter
