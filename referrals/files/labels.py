"""The name of a file is a label for people. It is never a path, and it says what the file is."""

import re
import unicodedata

from referrals.files.limits import LONGEST_LABEL, Kind

# What no file system takes, and what would close the quotation marks of a header.
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")


def clean_label(name: str, kind: Kind) -> str:
    """The last part of the name without control characters and marks of direction, with the ending of its kind."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last) if not _is_hidden(sign))
    stem, dot, ending = _FORBIDDEN.sub("_", _SPACES.sub(" ", shown)).rpartition(".")
    if not dot or not _is_ending(ending):
        stem = f"{stem}{dot}{ending}"
    stem = stem.strip(" .")[: LONGEST_LABEL - len(kind.ending) - 1].strip(" .")
    return f"{stem or 'file'}.{kind.ending}"


def shown_name(name: str) -> str:
    """The name of a file that was not taken, fit to be said back."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(sign for sign in last if not _is_hidden(sign)).strip()[:LONGEST_LABEL] or "The file"


def _is_hidden(sign: str) -> bool:
    """Control, format, private and half characters: among them NUL and the marks that turn the direction round."""
    return unicodedata.category(sign)[0] == "C" or sign in "\u2028\u2029"


def _is_ending(ending: str) -> bool:
    return ending.isascii() and ending.isalnum() and len(ending) <= 5
