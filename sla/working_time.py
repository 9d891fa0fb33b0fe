"""Time limits as Europe/London keeps them. Pure: no database, no settings, no look at the clock.

Hours are elapsed hours: 24 hours over the night when the clocks go forward end at a wall time one hour later.
One working day after an instant is the same wall time on the next working day; an instant outside working hours
counts from the next opening. docs/adr/0003-one-working-day.md says why this reading was chosen.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.clock import LONDON

MONDAY_TO_FRIDAY = frozenset(range(5))
# No year has this many days without a working one; a calendar that does is refused, not walked for ever.
_LONGEST_CLOSURE = 60
# The clocks change between 01:00 and 02:00; opening hours that touch it would make a wall time ambiguous.
_CLOCKS_HAVE_CHANGED = time(2)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days and hours that count as work: from `opens` up to, not including, `closes`, local time."""

    holidays: frozenset[date]
    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        if not _CLOCKS_HAVE_CHANGED <= self.opens < self.closes:
            raise ValueError("Opening must be at 02:00 or later, and before closing.")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("Give at least one weekday, from 0 (Monday) to 6 (Sunday).")

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def is_open(self, moment: datetime) -> bool:
        """True when the aware `moment` falls inside working hours."""
        local = _local(moment)
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes


def add_elapsed(start: datetime, hours: float) -> datetime:
    """The instant `hours` elapsed hours after `start`, in UTC. Refuses a time without a zone."""
    return _aware(start).astimezone(UTC) + timedelta(hours=hours)


def next_opening(moment: datetime, calendar: Calendar) -> datetime:
    """`moment` itself when it falls in working hours, else the next opening; in UTC."""
    if calendar.is_open(moment):
        return moment.astimezone(UTC)
    local = _local(moment)
    day = local.date() if local.time() < calendar.opens else local.date() + timedelta(days=1)
    return _instant(_working_day_from(day, calendar), calendar.opens)


def add_working_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The same wall time `days` working days after `start` (or after the next opening), in UTC. `days` from 1."""
    if days < 1:
        raise ValueError("A working-day limit is at least one day.")
    counted_from = _local(next_opening(start, calendar))
    day = counted_from.date()
    for _ in range(days):
        day = _working_day_from(day + timedelta(days=1), calendar)
    return _instant(day, counted_from.time())


def _working_day_from(day: date, calendar: Calendar) -> date:
    """`day` when it is a working day, else the first working day after it."""
    for ahead in range(_LONGEST_CLOSURE):
        candidate = day + timedelta(days=ahead)
        if calendar.is_working_day(candidate):
            return candidate
    raise ValueError(f"The calendar has no working day in the {_LONGEST_CLOSURE} days from {day}.")


def _instant(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, LONDON).astimezone(UTC)


def _local(moment: datetime) -> datetime:
    return _aware(moment).astimezone(LONDON)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("Give an aware time, with its zone.")
    return moment
