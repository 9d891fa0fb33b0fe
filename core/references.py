"""References that people can read down a telephone: FD-7Q2K-4M, random, with a check character."""

import re
import secrets

# Crockford's base 32: no I, L, O or U, so nothing is misheard and no word appears.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "FD"
_BODY = 5
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SHAPE = re.compile(rf"{PREFIX}([{ALPHABET}]{{4}})([{ALPHABET}]{{2}})")


def new_reference() -> str:
    """A fresh reference, such as FD-7Q2K-4M: five random characters (33 million) and one check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_BODY))
    return _written(body + check_character(body))


def check_character(body: str) -> str:
    """The check character: catches every single wrong character and every swap of two neighbours."""
    total = 0
    for character in body:
        total = _times_two(total) ^ ALPHABET.index(character)
    return ALPHABET[_times_two(total)]


def read_reference(typed: str) -> str | None:
    """The reference as it is stored, from what somebody typed; None when it cannot be one."""
    plain = re.sub(r"[\s\-–.]", "", typed).upper()
    if not plain.startswith(PREFIX):
        return None
    found = _SHAPE.fullmatch(PREFIX + plain[len(PREFIX) :].translate(_MISREAD))
    if found is None:
        return None
    characters = found[1] + found[2]
    if check_character(characters[:-1]) != characters[-1]:
        return None
    return _written(characters)


def _times_two(value: int) -> int:
    """Doubling in the field GF(32), modulus x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _written(characters: str) -> str:
    return f"{PREFIX}-{characters[:4]}-{characters[4:]}"
