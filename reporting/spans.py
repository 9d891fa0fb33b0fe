"""Days, weeks and half hours as London keeps them. Pure. A span is half-open: it has its start and not its end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.clock import LONDON

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` up to, not including, `end`; both aware, in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def midnight(day: date) -> datetime:
    """The instant at which the day begins in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def day_span(day: date) -> Span:
    """One day: 23 or 25 hours when the clocks change."""
    return Span(midnight(day), midnight(day + DAY))


def week_span(monday: date) -> Span:
    """Monday to Sunday."""
    return Span(midnight(monday), midnight(monday + WEEK))


def london_date(moment: datetime) -> date:
    """The day that London writes at that moment."""
    return moment.astimezone(LONDON).date()


def monday_of(day: date) -> date:
    """The Monday on or before the day."""
    return day - timedelta(days=day.weekday())


def last_days(now: datetime, count: int) -> list[date]:
    """Today and the days before it, oldest first."""
    today = london_date(now)
    return [today - timedelta(days=back) for back in range(count - 1, -1, -1)]


def last_weeks(now: datetime, count: int) -> list[date]:
    """The Mondays of the last whole weeks, oldest first; this week is not over, so it is not among them."""
    this = monday_of(london_date(now))
    return [this - timedelta(weeks=back) for back in range(count, 0, -1)]


def days_span(days: list[date]) -> Span:
    """All of those days, which follow one another."""
    return Span(midnight(days[0]), midnight(days[-1] + DAY))


def whole_weeks(now: datetime, count: int, *, before: int = 0) -> Span:
    """`count` whole weeks up to last Sunday night; `before` moves that many weeks further back."""
    end = monday_of(london_date(now)) - timedelta(weeks=before)
    return Span(midnight(end - timedelta(weeks=count)), midnight(end))


def half_hour_of(moment: datetime) -> datetime:
    """The start of the half hour, in UTC. London's offset is whole hours, so both clocks agree on it."""
    there = moment.astimezone(UTC)
    return there.replace(minute=there.minute // 30 * 30, second=0, microsecond=0)


def half_hours(now: datetime, count: int) -> list[Span]:
    """`count` half hours by the clock, beginning with the one that `now` is in."""
    first = half_hour_of(now)
    step = timedelta(minutes=30)
    return [Span(first + step * place, first + step * (place + 1)) for place in range(count)]
