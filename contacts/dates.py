"""Find dates that could be a birthday, in the many ways people write them. Imports no Django.

A day, a month and a year always count. A day and a month, or a month and a year, count near a word such as "born".
"""

import re
from collections.abc import Iterator

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_DAY_WORDS = (
    rf"(?:(?:twenty|thirty)[\W_]{{1,2}}(?:{_UNITS})|{_UNITS}|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    r"|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|oh)"
)
_YEAR_WORDS = (
    rf"(?:(?:nineteen|twenty)[\W_]{{1,2}}(?:(?:eighty|ninety|twenty)[\W_]{{1,2}})?{_NUMBER}"
    rf"|two[\W_]{{1,2}}thousand(?:[\W_]{{1,2}}(?:and[\W_]{{1,2}})?(?:twenty[\W_]{{1,2}})?{_NUMBER})?)"
)
_DAY = rf"(?:(?<!\d)(?:3[01]|[12]\d|0?[1-9])[\W_]{{0,3}}(?:st|nd|rd|th)?(?!\d)|\b{_DAY_WORDS})"
_FULL_YEAR = r"(?:19|20)[\W_]?\d\d(?!\d)"
# Two digits are a year unless they are the hour of a time: 3 May 09:30.
_SHORT_YEAR = r"\d\d(?!\d|[:.]\d\d|[\W_]?[ap][.]?m\b)"
_YEAR = rf"(?:{_FULL_YEAR}|{_SHORT_YEAR}|{_YEAR_WORDS})"
_S = r"[\W_]{0,6}"
_D, _M = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])"
_SIGN = r"\s{0,3}[/.\\|,_:;*~+-]{1,3}\s{0,3}"
_ANY = r"[\W_]{1,6}"


def _pattern(text: str) -> re.Pattern[str]:
    # Looking ahead finds those that begin inside another.
    return re.compile(rf"(?=({text}))", re.IGNORECASE)


_WHOLE = (
    _pattern(rf"{_DAY}{_S}(?:of{_S})?(?:the{_S})?{_MONTHS}{_S}(?:in{_S})?{_YEAR}"),
    _pattern(
        rf"(?<![A-Za-z]){_MONTHS}{_S}(?:the{_S})?{_DAY}{_S}(?:{_FULL_YEAR}|{_YEAR_WORDS}|(?<=[,'/.-]){_SHORT_YEAR}"
        rf"|(?<=[,'/.-]\s){_SHORT_YEAR})"
    ),
    _pattern(rf"(?<!\d){_FULL_YEAR}{_S}{_MONTHS}{_S}(?:the{_S})?{_DAY}"),
    _pattern(rf"(?<!\d){_D}{_ANY}{_M}{_ANY}{_FULL_YEAR}"),
    _pattern(rf"(?<!\d){_M}{_ANY}{_D}{_ANY}{_FULL_YEAR}"),
    _pattern(rf"(?<!\d){_FULL_YEAR}{_ANY}{_M}{_ANY}{_D}(?!\d)"),
    _pattern(rf"(?<!\d){_D}{_SIGN}{_M}{_SIGN}'?{_SHORT_YEAR}"),
    _pattern(
        r"(?<!\d)(?:(?:3[01]|[12]\d|0[1-9])(?:1[0-2]|0[1-9])(?:19|20)\d\d"
        r"|(?:19|20)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9]))(?!\d)"
    ),
)
_BORN = re.compile(r"\b(?:born|births?|birthdays?|b-?days?|d[\W_]{0,3}o[\W_]{0,3}b)\b", re.IGNORECASE)
_PART = (
    _pattern(rf"{_DAY}{_S}(?:of{_S})?{_MONTHS}\b"),
    _pattern(rf"(?<![A-Za-z]){_MONTHS}{_S}(?:the{_S})?(?:{_DAY}|{_FULL_YEAR})"),
    _pattern(rf"(?<!\d){_D}{_ANY}{_M}(?:{_ANY}\d\d)?(?!\d)"),
    _pattern(rf"(?<!\d){_M}{_ANY}{_FULL_YEAR}"),
    _pattern(r"(?<!\d)(?:3[01]|[12]\d|0[1-9])(?:1[0-2]|0[1-9])\d\d(?!\d)"),
)
_NEAR = 40


def find_dates(text: str) -> Iterator[tuple[int, int]]:
    """Where they stand. Anything that could be one counts: a mistake costs the writer a word, a miss the child."""
    for pattern in _WHOLE:
        yield from (match.span(1) for match in pattern.finditer(text))
    for born in _BORN.finditer(text):
        start, end = max(0, born.start() - _NEAR), min(len(text), born.end() + _NEAR)
        for pattern in _PART:
            for match in pattern.finditer(text, start, end):
                if match.end(1) <= end:
                    yield match.span(1)
