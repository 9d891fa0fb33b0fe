"""Find what could tell who a child is, in words that are meant to name nobody. Imports no Django.

It would rather ask once too often than let one through. Names are found only when they are given: nobody can know
every name, so the page says that the writer must look too.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from stdnum.gb import nhs

from contacts import dates
from contacts.names import Name, names_of
from contacts.plain import Plain, plain_of
from core.numbers import upn_check_letter


class Kind(StrEnum):
    """What a found thing is. Only a name can be a word that merely looks like one."""

    EMAIL = "email"
    NHS = "nhs"
    PUPIL = "pupil"
    PHONE = "phone"
    BIRTH = "birth"
    POSTCODE = "postcode"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing in the text as it was typed: `text[start:end]`. `key` is the same for every way of writing a name."""

    kind: Kind
    start: int
    end: int
    text: str
    key: str = ""


Spans = Iterator[tuple[int, int]]
_GAP = r"[\W_]{0,6}"
_ORDINAL = re.compile(r"1st|2nd|3rd|[4-9]th")


def find(text: str, names: Iterable[str] = (), allowed: Collection[str] = ()) -> list[Found]:
    """Everything found, in the order of the text, without overlaps. `allowed`: keys of what is no name here."""
    plain = plain_of(text)
    taken: list[Found] = []
    for kind, look in _LOOKS.items():
        taken += (one for one in _found(plain, kind, look(plain.text)) if not _meets(one, taken))
    for name in sorted(names_of(names), key=lambda one: -len(one.key)):
        spans = (match.span() for match in name.pattern.finditer(plain.text) if name.fits(match[0]))
        taken += (one for one in _found(plain, Kind.NAME, spans, name) if not _meets(one, taken))
    taken = [one for one in taken if one.kind != Kind.NAME or one.key not in allowed]
    return sorted(taken, key=lambda one: one.start)


def _found(plain: Plain, kind: Kind, spans: Spans, name: Name | None = None) -> list[Found]:
    """Spans of the plain text as things of the typed one; of two that overlap the first and longest stays."""
    kept: list[Found] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        first, last = plain.places[start], plain.places[end - 1] + 1
        one = Found(kind, first, last, plain.typed[first:last], name.key if name else "")
        if not _meets(one, kept):
            kept.append(one)
    return kept


def _meets(one: Found, others: Iterable[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


# Numbers: windows of digits, however they are parted.


def _windows(text: str, sizes: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """Every run of so many digits that begins and ends at the edge of a number, with at most six signs between two."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    for first, start in enumerate(places):
        if start and text[start - 1].isdigit():
            continue
        last = first
        while last < len(places) and last - first < max(sizes):
            if last > first and not re.fullmatch(_GAP, text[places[last - 1] + 1 : places[last]]):
                break
            end = places[last] + 1
            if last - first + 1 in sizes and not text[end : end + 1].isdigit():
                yield start, end, "".join(text[place] for place in places[first : last + 1])
            last += 1


def _nhs_numbers(text: str) -> Spans:
    return ((start, end) for start, end, digits in _windows(text, {10}) if nhs.is_valid(digits))


_UPN = re.compile(rf"(?=([A-Za-z](?:{_GAP}\d){{11}}{_GAP}(?:\d(?!\d)|[A-Za-z](?![A-Za-z]))))")


def _pupil_numbers(text: str) -> Spans:
    for match in _UPN.finditer(text):
        letters = re.sub(r"[\W_]", "", match[1]).upper()
        if letters[0] == upn_check_letter(letters[1:]):
            yield match.span(1)


_LOCAL = re.compile(
    r"\b(?:tel|telephone|phone|phoned|mobile|mob|landline|ring|rang)\b[\W_]{0,4}(?:[A-Za-z]+[\W_]{1,3}){0,3}?"
    r"(\d(?:[\W_]{0,2}\d){5,7})(?!\d)",
    re.IGNORECASE,
)


def _telephones(text: str) -> Spans:
    for start, end, digits in _windows(text, range(8, 16)):
        plus = re.search(r"\+[\W_]{0,3}$", text[max(0, start - 4) : start])
        if _is_telephone(digits, international=plus is not None):
            yield start - len(plus[0]) if plus else start, end
    yield from (match.span(1) for match in _LOCAL.finditer(text))


def _is_telephone(digits: str, *, international: bool) -> bool:
    """British ones by length and first digits, so that numbers kept for drama count too; others as far as known."""
    if international and not digits.startswith("44"):
        return _possible(f"+{digits}")
    national = re.sub(r"^(?:0044|44)0?", "0", digits)
    if national == digits and digits[0] == "7" and len(digits) == 10:
        national = f"0{digits}"
    if digits.startswith("00") and national == digits:
        return _possible(f"+{digits[2:]}")
    return len(national) in {10, 11} and national[:1] == "0" and national[1:2] in set("1235678") and _possible(national)


def _possible(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, "GB"))
    except phonenumbers.NumberParseException:
        return False


# Addresses.

_OUT, _IN = r"[A-Za-z]{1,2}\d[A-Za-z\d]?", r"\d[A-Za-z]{2}"
_POSTCODES = (
    # Both halves whole, with anything between; capitals with gaps anywhere; every sign apart from the next.
    re.compile(rf"(?=(?<![^\W_])({_OUT}[\W_]{{0,6}}{_IN})(?![^\W_]))"),
    re.compile(
        r"(?=(?<![^\W_])([A-Z](?:[\W_]{0,3}[A-Z])?[\W_]{0,3}\d(?:[\W_]{0,3}[A-Z\d])?"
        r"[\W_]{0,6}\d[\W_]{0,3}[A-Z][\W_]{0,3}[A-Z])(?![^\W_]))"
    ),
    re.compile(
        r"(?=(?<![^\W_])([A-Za-z](?:[\W_]{1,3}[A-Za-z])?[\W_]{1,3}\d(?:[\W_]{1,3}[A-Za-z\d])?"
        r"[\W_]{1,6}\d[\W_]{1,3}[A-Za-z][\W_]{1,3}[A-Za-z])(?![^\W_]))"
    ),
)
# Wider than what the form takes: an area that there is not may be a slip of the finger.
_CODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}")
# Areas of one letter that there are: "Y7 2nd" is a school year.
_AREAS_OF_ONE = set("BEGLMNSW")


def _postcodes(text: str) -> Spans:
    for pattern in _POSTCODES:
        for match in pattern.finditer(text):
            letters = re.sub(r"[\W_]", "", match[1]).upper()
            one_letter = letters[1:2].isdigit() and letters[0] not in _AREAS_OF_ONE
            counted = _ORDINAL.fullmatch(match[1][-3:]) and match[1][0].isupper()
            if _CODE.fullmatch(letters) and not one_letter and not counted:
                yield match.span(1)


_NAME, _DOMAIN = r"[A-Za-z0-9][A-Za-z0-9._%+'-]*", r"[A-Za-z0-9][A-Za-z0-9-]*"
_AT = r"\s{0,3}(?:@|[(\[{<]\s*at\s*[)\]}>])\s{0,3}"
_DOT = r"(?:\s{0,2}\.\s{0,2}|\s{0,3}[(\[{<]\s*dot\s*[)\]}>]\s{0,3}|\s{1,3}dot\s{1,3})"
_EMAILS = (
    re.compile(rf"{_NAME}{_AT}{_DOMAIN}(?:{_DOT}{_DOMAIN})+", re.IGNORECASE),
    re.compile(rf"{_NAME}\s{{1,3}}at\s{{1,3}}{_DOMAIN}(?:\s{{1,3}}dot\s{{1,3}}{_DOMAIN})+", re.IGNORECASE),
)


def _emails(text: str) -> Spans:
    return (match.span() for pattern in _EMAILS for match in pattern.finditer(text))


# In the order in which they are believed: a number that fits two kinds is the first of them.
_LOOKS: dict[Kind, Callable[[str], Spans]] = {
    Kind.EMAIL: _emails,
    Kind.NHS: _nhs_numbers,
    Kind.PUPIL: _pupil_numbers,
    Kind.PHONE: _telephones,
    Kind.POSTCODE: _postcodes,
    Kind.BIRTH: dates.find_dates,
}
