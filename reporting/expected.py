"""The block "Breaches we expect": the forecast, its picture, its table, and how well it did on the last thirty days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from core.charts import Range, RangeChart, range_chart
from core.clock import LONDON
from reporting import forecast
from reporting.asked import Asked, Group
from reporting.figures import Figure, count_of
from reporting.forecast import Check, Expected, Promise
from reporting.spans import last_days
from sla.working_time import Calendar

DAYS_CHECKED = 30
# By design the range holds eight days of ten. With thirty days, under twenty is more than bad luck: 3 times in 100.
_POOR_PART = 2 / 3
_TOO_FEW_CHECKED = 10
# The scale of the picture: up to how many, and a line each.
_SCALES = ((5, 1), (10, 2), (15, 5), (20, 5), (30, 10), (40, 10), (60, 20), (80, 20), (100, 25), (200, 50), (400, 100))


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """One forecast: what is open now and falls due by then, and how many will be missed."""

    text: str
    due: Figure | None
    likely: int
    usually: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One past day: what would have been said, and what came."""

    day: str
    said: str
    missed: Figure
    inside: str


@dataclass(frozen=True, slots=True)
class ExpectedBlock:
    """All that the block shows."""

    headline: str
    range: str
    chart: RangeChart
    rows: Sequence[ExpectedRow]
    verdict: str
    caution: str
    checks: Sequence[CheckRow]


def expected_block(
    promises: Sequence[Promise], now: datetime, calendar: Calendar, dues: Sequence[datetime]
) -> ExpectedBlock:
    """No queries. `dues`: the due times of what is open now, up to 72 hours ahead at least."""
    days = forecast.past_days(
        promises, last_days(now, DAYS_CHECKED + forecast.POOL_DAYS + 2)[:-1], calendar.is_working_day
    )
    at = now.timestamp()
    running = [promise for promise in promises if promise.is_open(at)]
    held, ahead = forecast.held_up(promises, at), forecast.coming(now, 72, days, calendar.is_working_day)
    day, three = forecast.expect(running, ahead, held, now=at, hours=[24, 72])
    (more,) = forecast.expect(running, ahead, held, now=at, hours=[24], one_more=True)
    checks = forecast.looked_back(promises, days, calendar.is_working_day, now=now, count=DAYS_CHECKED)
    headline = f"About {day.likely} by this time tomorrow," if day.high else "None by this time tomorrow."
    usually = f"most likely {_range(day)}." if day.high else ""
    rows = [
        _row("24 hours", day, now, 24, dues),
        _row("72 hours", three, now, 72, dues),
        ExpectedRow("+1 worker, 24 h", None, more.likely, _range(more)),
    ]
    return ExpectedBlock(
        headline=headline,
        range=usually,
        chart=_chart(f"Decisions that will miss their due time. {headline} {usually}", [day, three, more]),
        rows=rows,
        verdict=_verdict(checks),
        caution=_caution(promises, checks, len(running)),
        checks=[_check_row(check) for check in checks],
    )


def _range(expected: Expected) -> str:
    if expected.low == expected.high:
        return str(expected.low)
    return f"{expected.low} to {expected.high}"


def _row(text: str, expected: Expected, now: datetime, hours: int, dues: Sequence[datetime]) -> ExpectedRow:
    end = now + timedelta(hours=hours)
    due = count_of(
        sum(now <= one < end for one in dues), Asked(Group.DUE, start=now, end=end), f"open and due in {text}"
    )
    return ExpectedRow(text, due, expected.likely, _range(expected))


def _chart(title: str, forecasts: Sequence[Expected]) -> RangeChart:
    names = ("24 hours", "72 hours", "+1 worker, 24 h")
    most = max(each.high for each in forecasts)
    top, step = next((scale for scale in _SCALES if scale[0] >= most), (500 * ceil(most / 500), 100 * ceil(most / 500)))
    ranges = [Range(name, each.likely, each.low, each.high) for name, each in zip(names, forecasts, strict=True)]
    return range_chart("expected", title, ranges, most=top, step=step)


def _verdict(checks: Sequence[Check]) -> str:
    """How often it was right, in plain words; and that it was poor, when it was."""
    if not checks:
        return "There is too little past to check this against. Do not plan on it yet."
    inside = sum(check.inside for check in checks)
    words = f"On {inside} of the last {len(checks)} days the count fell inside the range."
    if len(checks) < _TOO_FEW_CHECKED:
        return f"{words} That is too few days to trust it."
    if inside < _POOR_PART * len(checks):
        return f"{words} That is poor: a good forecast manages about {round(0.8 * len(checks))}. Do not plan on it."
    return words


def _caution(promises: Sequence[Promise], checks: Sequence[Check], open_now: int) -> str:
    """Said when more is open than at any moment that the forecast was checked at: nobody knows how it does then."""
    before = [sum(promise.is_open(check.at.timestamp()) for promise in promises) for check in checks]
    if not before or open_now <= max(before):
        return ""
    return (
        f"{open_now} are open now. On the {len(checks)} days this was checked on there were never more than"
        f" {max(before)}, so nobody knows how right it is today."
        " A desk with more to do also decides more: it may be too high."
    )


def _check_row(check: Check) -> CheckRow:
    there = check.at.astimezone(LONDON)
    name = f"{there:%a} {there.day} {there:%b}"
    asked = Asked(Group.MISSED, start=check.at, end=check.at + timedelta(days=1))
    return CheckRow(
        name,
        _range(check.expected),
        count_of(check.missed, asked, f"missed in the 24 hours from {name}"),
        "yes" if check.inside else "no",
    )
