"""Plain text: words that a person can read, and nothing that a program would run."""

import re

from referrals.files.limits import Unfit

_MARKUP = re.compile(
    r"^\s*(?:<!doctype|<\?xml|<html|<svg|<script|<head|<body|<iframe|<\?php|%!ps)|<script\b", re.IGNORECASE
)


def check_text(content: bytes) -> bool:
    """True for plain text. Raises Unfit for a web page, which looks like text and is none."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if _MARKUP.search(words):
        raise Unfit("is a web page or a program. Save what it shows as PDF, and add that")
    return all(sign in "\t\r\n\f" or (ord(sign) >= 32 and ord(sign) != 127) for sign in words)
