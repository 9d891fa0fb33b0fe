"""Names to look for: how each may be written, and which are words as well. Imports no Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contacts.plain import plain_of

# What people write where a name is not known, and what a name shares with everybody.
_EVERYBODY = """
a and aunt baby brother child dad de father grandmother grandfather known la mother mum mr mrs ms miss dr na no
none not of partner sister stepfather stepmother tbc the uncle unborn unknown unclear unsure van von withheld
"""
_NOBODY = frozenset(_EVERYBODY.split())
# Names that are words as well: only with a capital do they look like a name.
_COMMON = """
ace amber angel april archer art ash august autumn baker ball banks bell best bill bird black bob bright brook
brooks brown bull butler carpenter carter case chance charity chase church cliff cook cross crystal daisy dale
dawn day dean don drew duke earl east eden eve faith fern field fields fisher ford fox frank frost ginger glen
good grace grant gray green grey guy harmony harry hazel heather hill holly honey hope house hunter ivy jack
jade jay jewel josh joy june justice king lamb lane law lily little long love major man mark martin mason max
may melody mercy miles mills moody moon noble north olive page park parks pat patience pearl penny place pool
poppy price prince prudence queen rain ray reed rich river rivers rob robin rose rowan ruby rusty sandy sharp
short sky small snow song south spring star stone strong sue summer sun swift teddy violet walker ward wells
west white will winter wolf wood woods young
"""
_WORDS = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Name:
    """One word of a name. `needs_capital`: it is a common word, or too short to mean anything in small letters."""

    key: str
    pattern: re.Pattern[str]
    needs_capital: bool

    def fits(self, written: str) -> bool:
        return not self.needs_capital or written[:1].isupper()


def names_of(full: Iterable[str]) -> list[Name]:
    """Each word of these names once; hyphened ones whole and in parts."""
    return [_name(word) for word in sorted({word for name in full for word in _words(name)})]


def _words(name: str) -> Iterable[str]:
    for part in plain_of(name).text.casefold().split():
        pieces = [re.sub(r"[\W_\d]", "", piece) for piece in part.split("-")]
        for word in ("".join(pieces), *pieces):
            if len(word) > 1 and word not in _NOBODY:
                yield word


def _name(word: str) -> Name:
    """Whole, with apostrophes and hyphens anywhere, in the plural of a family; or each letter apart from the next."""
    letters = [re.escape(letter) for letter in word]
    whole = r"['-]?".join(letters) + ("(?:e?s)?" if len(word) > 3 else "")
    apart = r"[\W_]{1,3}".join(letters)
    ways = f"{whole}|{apart}" if len(word) > 2 else whole
    pattern = re.compile(rf"(?<![^\W_])(?:{ways})(?![^\W_])", re.IGNORECASE)
    return Name(word, pattern, len(word) == 2 or word in _WORDS)
