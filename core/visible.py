"""What of a text a person can see: thirty characters of no width are not a reason."""

import re
from unicodedata import category, normalize

# Control and format characters: never typed on purpose, and the tools of who wants to seem to have written something.
_HIDDEN = frozenset({"Cc", "Cf"})
# Lines and tabs; the joiners that Persian, Hindi and emoji need; and NUL, which a field refuses in words of its own.
_KEPT = frozenset("\n\r\t\x00\u200c\u200d")
# Letters, marks and signs that by their definition show nothing.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    """What shows of a text, each gap as one space: what every rule about length or emptiness counts."""
    shown = "".join(sign for sign in _BLANK.sub("", text) if sign.isprintable() or sign.isspace())
    return " ".join(shown.split())


def written(text: str) -> str:
    """A text as it is kept: one form of each letter (NFC), nothing hidden in it, and "" when nothing of it shows."""
    plain = normalize("NFC", text)
    if not plain.isprintable():
        plain = "".join(sign for sign in plain if sign in _KEPT or category(sign) not in _HIDDEN)
    return plain if "\x00" in plain or visible(plain) else ""
