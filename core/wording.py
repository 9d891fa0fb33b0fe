"""Times and spans in words: 24-hour clock, London time, no seconds."""

from datetime import datetime, timedelta

from core.clock import LONDON

_MINUTE = timedelta(minutes=1)
_HOURS_UNTIL_DAYS = 48


def humanise_gap(span: timedelta, *, days_from: int = _HOURS_UNTIL_DAYS) -> str:
    """42 min, 1 h 32 min, 24 h 15 min, 2 days, 2 days 3 h. Rounds down; a negative span reads as its size.

    `days_from`: from how many hours on it is said in days. 24 where clocks of days stand side by side: 1 day 19 h.
    """
    minutes = abs(span) // _MINUTE
    if minutes < 1:
        return "less than 1 min"
    hours, rest = divmod(minutes, 60)
    if hours >= days_from:
        days, over = divmod(hours, 24)
        name = "1 day" if days == 1 else f"{days} days"
        return f"{name} {over} h" if over else name
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def london_time(moment: datetime) -> str:
    """11:20."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def london_day(moment: datetime) -> str:
    """17 November 2026."""
    there = moment.astimezone(LONDON)
    return f"{there.day} {there:%B %Y}"


def london_moment(moment: datetime, now: datetime) -> str:
    """11:20 today, 11:20 yesterday, 11:20 tomorrow; otherwise 17 November 2026, 11:20."""
    names = {0: "today", -1: "yesterday", 1: "tomorrow"}
    days = _days_between(now, moment)
    if days in names:
        return f"{london_time(moment)} {names[days]}"
    return f"{london_day(moment)}, {london_time(moment)}"


def london_short(moment: datetime, now: datetime) -> str:
    """08:52 for today, Wed 08:52 within six days, else 24 Dec 08:52, with the year when it is another."""
    there, here = moment.astimezone(LONDON), now.astimezone(LONDON)
    days = _days_between(now, moment)
    if days == 0:
        return f"{there:%H:%M}"
    if abs(days) < 7:
        return f"{there:%a %H:%M}"
    if there.year == here.year:
        return f"{there.day} {there:%b %H:%M}"
    return f"{there.day} {there:%b %Y %H:%M}"


def _days_between(start: datetime, end: datetime) -> int:
    """Calendar days in London, so that 23:59 and 00:01 are a day apart on every night of the year."""
    return (end.astimezone(LONDON).date() - start.astimezone(LONDON).date()).days


def due_words(moment: datetime, now: datetime) -> str:
    """12:52 for today, 09:50 tomorrow, 09:28 yesterday, Wed 08:52 within six days, else 24 December, 09:00."""
    there, here = moment.astimezone(LONDON), now.astimezone(LONDON)
    days = _days_between(now, moment)
    near = {0: f"{there:%H:%M}", 1: f"{there:%H:%M} tomorrow", -1: f"{there:%H:%M} yesterday"}
    if days in near:
        return near[days]
    if abs(days) < 7:
        return f"{there:%a %H:%M}"
    year = "" if there.year == here.year else f" {there.year}"
    return f"{there.day} {there:%B}{year}, {there:%H:%M}"
