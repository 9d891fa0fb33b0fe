"""Stretches of whole months, none with 1 to 19 referrals, so that two periods differ by twenty or by none. Pure.

Months are joined from the first one onwards, and the last is told once it is over: what was once told as a stretch is
never parted or joined otherwise. See docs/agreement.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from core.clock import LONDON

LEAST = 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first day up to `end`, which is the first day no longer in it, with how many came. Days are London's."""

    first: date
    end: date
    count: int = field(default=0, compare=False)

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        return midnight(self.end)

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def words(self) -> str:
        """1 to 31 July 2026; 1 July to 30 September 2026; the year twice where there are two."""
        first, last = self.first, self.last
        year = f" {first.year}" if first.year != last.year else ""
        month = f" {first:%B}" if year or first.month != last.month else ""
        return f"{first.day}{month}{year} to {last.day} {last:%B %Y}"

    @property
    def short(self) -> str:
        """July 2026; Jul to Sep 2026; Nov 2025 to Jan 2026."""
        first, last = self.first, self.last
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        return f"{first:%b} to {last:%b %Y}" if first.year == last.year else f"{first:%b %Y} to {last:%b %Y}"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def month_of(moment: datetime) -> date:
    """The first day of its month, London time."""
    return moment.astimezone(LONDON).date().replace(day=1)


def month_after(day: date, months: int = 1) -> date:
    """The first of the month so many after that of `day`; before it, for a number below 0."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def stretches(counts: Mapping[date, int], now: datetime) -> list[Stretch]:
    """Of how many came in each month, by its first day: the months that are over, joined until each has twenty or none.

    The last ones, with 1 to 19 together, are in no stretch until more are over.
    """
    this = month_of(now)
    month = first = min((month for month, count in counts.items() if count), default=this)
    found, count = [], 0
    while month < this:
        count += counts.get(month, 0)
        month = month_after(month)
        if count == 0 or count >= LEAST:
            found.append(Stretch(first, month, count))
            first, count = month, 0
    return found


def quarters(found: Sequence[Stretch], *, least: int = 0) -> list[Stretch]:
    """The same joined to quarters that are over, and those to longer ones until each has so many.

    A stretch that ends within a quarter goes with that quarter.
    """
    joined: list[Stretch] = []
    first, count = None, 0
    for one in found:
        first, count = first or one.first, count + one.count
        if quarter_of(one.end) > one.first and count >= least:
            joined.append(Stretch(first, one.end, count))
            first, count = None, 0
    return joined


def last_quarters(joined: Sequence[Stretch], quarters: int) -> list[Stretch]:
    """Those of so many quarters up to the end of the last; more, where they begin within one."""
    start = month_after(joined[-1].end, -3 * quarters) if joined else date.min
    return [one for one in joined if one.end > start]


def last_months(found: Sequence[Stretch], months: int) -> Stretch | None:
    """So many months up to the end of the last stretch; more, where they begin within one. None when there is none."""
    if not found:
        return None
    end = found[-1].end
    start = month_after(end, -months)
    first = max((one.first for one in found if one.first <= start), default=start)
    return Stretch(first, end)
