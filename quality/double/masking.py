"""Take out of a text what could say who a child is: names, places, numbers and dates. Pure: imports no Django.

What is known of the referral (its own names and places) is masked wherever it stands; numbers and addresses by their
shape; days become so many days before the referral came. Nobody can know every name, so a manager reads each text
before anybody else does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from contacts.identifying import Kind, find

_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH = "|".join(f"{month}|{month[:3]}" for month in _MONTHS) + "|sept"
_YEAR = r"\b(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_TH = r"(?:st|nd|rd|th)?"
_DAYS = (
    re.compile(rf"\b(?P<day>[0-3]?\d){_TH}\s+(?:of\s+)?(?P<month>{_MONTH}){_YEAR}", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<day>[0-3]?\d){_TH}{_YEAR}", re.IGNORECASE),
    re.compile(r"\b(?P<day>[0-3]?\d)[/.-](?P<month>[01]?\d)[/.-](?P<year>(?:19|20)?\d\d)\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b"),
)
_MONTH_ALONE = re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
# What a name of a place shares with every other place.
_EVERYWHERE = """
academy and at avenue baby centre child children church class clinic close college community council court doctor
drive early family father flat for friday from gardens girls boys head health help her high his home hospital house
in infant infants junior lane lead lower manager may medical middle monday mother near not nursery officer on parent
parents park place police practice preschool primary road room row safeguarding saturday school secondary since
social special street sunday surgery teacher team terrace the their thursday tuesday until upper view visitor way
wednesday with work worker year
"""
_COMMON = frozenset(_EVERYWHERE.split())
_MARKS = {
    Kind.NAME: "name",
    Kind.EMAIL: "address",
    Kind.POSTCODE: "place",
    Kind.BIRTH: "date",
    Kind.PHONE: "number",
    Kind.NHS: "number",
    Kind.PUPIL: "number",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the referral itself names. `people` are names whole; `places` and `others` are lines with names in them."""

    people: frozenset[str] = field(default_factory=frozenset)
    lines: frozenset[str] = field(default_factory=frozenset)
    received: date = date.min


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` could tell who it is; `mark` stands in its place."""

    start: int
    end: int
    text: str
    mark: str


def masked(text: str, known: Known) -> str:
    """The text with a mark in square brackets for each thing that was taken out."""
    parts, last = [], 0
    for span in telling(text, known):
        parts += [text[last : span.start], f"[{span.mark}]"]
        last = span.end
    joined = "".join([*parts, text[last:]])
    # A school of three words is one place, a first name and a surname one name.
    return re.sub(r"\[(name|place|number)\](?:[\s,.-]{0,2}\[\1\])+", r"[\1]", joined)


def telling(text: str, known: Known) -> list[Span]:
    """Everything that could tell who it is, in the order of the text, without overlaps."""
    spans = [*_days(text, known.received), *_found(text, known), *_capitals(text, known.lines)]
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _found(text: str, known: Known) -> Iterable[Span]:
    for one in find(text, known.people):
        yield Span(one.start, one.end, one.text, _MARKS[one.kind])


def _capitals(text: str, lines: Iterable[str]) -> Iterable[Span]:
    """Words of the lines that are written with a capital there and here, but for those that every place has."""
    words = {word for line in lines for word in re.findall(r"[^\W\d_][\w'’-]*", line)}
    for word in sorted(words):
        if len(word) > 2 and word[0].isupper() and word.casefold() not in _COMMON:
            for match in re.finditer(rf"(?<![\w]){re.escape(word)}(?:['’]s)?(?![\w])", text):
                yield Span(match.start(), match.end(), match[0], "place")


def _days(text: str, received: date) -> Iterable[Span]:
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            day = _date(match["day"], match["month"], match["year"], received)
            yield Span(match.start(), match.end(), match[0], "date" if day is None else before(day, received))
    for match in _MONTH_ALONE.finditer(text):
        months = (received.year - int(match["year"])) * 12 + received.month - _month(match["month"])
        words = "the same month" if not months else _ago(months, "month") if months < 24 else _ago(months // 12, "year")
        yield Span(match.start(), match.end(), match[0], words)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(place for place, month in enumerate(_MONTHS, start=1) if month.startswith(text[:3].casefold()))


def _date(day: str, month: str, year: str | None, received: date) -> date | None:
    """The day that is meant; without a year the last such day before the referral came. None for no day at all."""
    number = int(year) if year else received.year
    if number < 100:
        number += 2000 if number <= received.year % 100 else 1900
    try:
        found = date(number, _month(month), int(day))
        return found.replace(year=number - 1) if year is None and found > received else found
    except ValueError:
        return None


def before(day: date, received: date) -> str:
    """6 days before; the same day; 3 weeks before; 5 months before; 4 years before; 2 days after."""
    days = (received - day).days
    if days < 0:
        return f"{_count(-days, 'day')} after"
    if days == 0:
        return "the same day"
    if days < 15:
        return _ago(days, "day")
    if days < 61:
        return _ago(round(days / 7), "week")
    return _ago(round(days / 30.44), "month") if days < 730 else _ago(round(days / 365.25), "year")


def _ago(count: int, unit: str) -> str:
    return f"{_count(abs(count), unit)} {'before' if count >= 0 else 'after'}"


def _count(count: int, unit: str) -> str:
    return f"1 {unit}" if count == 1 else f"{count} {unit}s"
