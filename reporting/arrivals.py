"""What arrived today, and on the same weekdays before: moments by kind of source, read with two queries.

A day is compared with the last twelve of the same weekday that were not bank holidays, up to the same time of day by
London's clock. Days before the first referral are no days of this service and are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, Q

from accounts.models import User
from core.clock import LONDON
from reporting.asked import NAMED_KINDS, OTHERS
from reporting.sets import visible_referrals
from reporting.spans import Span, day_span, london_date
from sla.working_time import Calendar

DAYS_COMPARED = 12
_WEEKS_LOOKED_AT = 16  # enough that bank holidays can be left out
KINDS = (*(str(kind) for kind in NAMED_KINDS), OTHERS)
_MINUTES = 10
STEPS = 24 * 60 // _MINUTES


@dataclass(frozen=True, slots=True)
class DayOfArrivals:
    """One day: when each referral came, and from what kind of source."""

    day: date
    until: datetime
    came: Sequence[tuple[datetime, str]]

    @property
    def so_far(self) -> int:
        """Up to the time of day that it is now."""
        return sum(moment < self.until for moment, _ in self.came)

    def of(self, kind: str) -> int:
        """So far, from one kind of source."""
        return sum(moment < self.until and one == kind for moment, one in self.came)

    def steps(self) -> list[int]:
        """How many had come by each ten minutes of the day, from midnight to midnight by the clock on the wall."""
        found = [0] * (STEPS + 1)
        for moment, _ in self.came:
            there = moment.astimezone(LONDON)
            found[(there.hour * 60 + there.minute) // _MINUTES + 1] += 1
        for place in range(1, STEPS + 1):
            found[place] += found[place - 1]
        return found


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Today, and the days it is compared with, newest first."""

    today: DayOfArrivals
    before: Sequence[DayOfArrivals]

    @property
    def step_now(self) -> int:
        """The last ten minutes that are over."""
        there = self.today.until.astimezone(LONDON)
        return (there.hour * 60 + there.minute) // _MINUTES


def arrivals(user: User, now: datetime, calendar: Calendar) -> Arrivals:
    """What this person may see of it."""
    seen = visible_referrals(user)
    first = seen.aggregate(first=Min("received_at"))["first"]
    today = london_date(now)
    days = _days_before(today, calendar, london_date(first)) if first else []
    spans = {day: day_span(day) for day in [today, *days]}
    which = Q(pk__in=[])
    for span in spans.values():
        which |= Q(received_at__gte=span.start, received_at__lt=span.end)
    came = [
        (moment, kind if kind in NAMED_KINDS else OTHERS)
        for moment, kind in seen.filter(which).order_by("received_at").values_list("received_at", "agency__kind")
        if moment <= now
    ]
    return Arrivals(_day(today, spans[today], came, now), [_day(day, spans[day], came, now) for day in days])


def _days_before(today: date, calendar: Calendar, first: date) -> list[date]:
    weeks = [today - timedelta(weeks=back) for back in range(1, _WEEKS_LOOKED_AT + 1)]
    return [day for day in weeks if day >= first and day not in calendar.holidays][:DAYS_COMPARED]


def _day(day: date, span: Span, came: Sequence[tuple[datetime, str]], now: datetime) -> DayOfArrivals:
    """Until this time of day: today that is everything so far, also what came this very instant."""
    there = now.astimezone(LONDON)
    same_time = datetime.combine(day, there.time(), LONDON)
    until = now + timedelta(microseconds=1) if day == there.date() else same_time
    return DayOfArrivals(day, until, [(moment, kind) for moment, kind in came if moment in span])
