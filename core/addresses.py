"""Moments and numbers from an address or a posted form, read back without a fault: anybody can type anything there."""

from datetime import UTC, date, datetime

_YEARS = range(2000, 2101)


def read_moment(text: str) -> datetime | None:
    """A time with its zone, as UTC; None for anything else, and for a year that no record can have.

    Year 1 or 9999 cannot be moved between zones, and the database knows no zone that is seconds off.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or moment.year not in _YEARS:
        return None
    return moment.astimezone(UTC)


def read_day(text: str) -> date | None:
    """A day as an address writes it, 2026-11-17; None for what is none, or lies beyond any calendar here."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def read_number(text: str, *, digits: int = 4) -> int | None:
    """A whole number of so many digits at most; None for anything else. “²” is a digit to Python, and not a number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
