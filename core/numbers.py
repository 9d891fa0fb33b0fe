"""British numbers that name a person or a place: their shapes and check letters. Imports no Django."""

import re

# Royal Mail's forms: A9, A99, AA9, AA99, A9A, AA9A; the inward code never has C, I, K, M, O or V.
POSTCODE = re.compile(
    r"GIR0AA|[A-PR-UWYZ]"
    r"(?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    r"[0-9][ABD-HJLNP-UW-Z]{2}"
)
UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn_check_letter(rest: str) -> str:
    """The first letter for the twelve characters after it (DfE rule 1510: weights 2 to 13, modulus 23).

    A temporary UPN ends in a letter, which counts by its place in the same list of letters.
    """
    values = [int(character) if character.isdigit() else _UPN_LETTERS.find(character) for character in rest]
    if len(values) != 12 or min(values) < 0:
        return ""
    return _UPN_LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % 23]
