"""How many decisions will miss their due time, if the desk goes on at its recent pace. Pure, and the same every time.

Sixty futures are played. In each, every coming day is one of the last 28 days of its kind (working or not), picked at
random: what came in that day comes in again at the same hours with the same limits, and the desk decides at the same
hours as it did that day, whatever has least time left first. Some referrals are held up (somebody does not answer):
as many as were missed before, of those that were still open with as much of their time gone. What is held up is missed
and takes no turn. docs/adr/0008 says why this model, and what it cannot know.

Times are seconds since 1970. Dice are numbers worked out from the referral and the future, not drawn in turn: one more
referral leaves every other as it was, so it can never make a future better, nor one more worker make it worse.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from math import ceil

from reporting.spans import london_date, midnight

DAY, HOUR = 86_400.0, 3_600.0
POOL_DAYS = 28
RUNS, LEAST_RUNS = 60, 20
# Looking back plays thirty forecasts while a page waits: on a very busy desk each is played in fewer futures.
_STEPS = 1_200_000
_LOW, _MIDDLE, _HIGH = 0.1, 0.5, 0.9
# Parts of its time that a referral had used; how many were then missed is counted for each.
_USED = (0.0, 0.25, 0.5, 0.75, 0.9)
_MASK = (1 << 64) - 1
_TURN = None


@dataclass(frozen=True, slots=True)
class Promise:
    """The governing clock of one referral; `key` is any number of its own."""

    key: int
    started: float
    due: float
    stopped: float | None = None
    by: Hashable = None

    def missed(self) -> bool:
        """Not decided by its due time; ask only when that is past."""
        return self.stopped is None or self.stopped > self.due

    def is_open(self, at: float) -> bool:
        return self.started <= at and (self.stopped is None or self.stopped > at)


Event = tuple[float, float | None, int]  # seconds into the day; its limit when one came, None when one was decided


@dataclass(frozen=True, slots=True)
class PastDay:
    """What came and what was decided on one day; `extra` is what one more person of that day's pace would decide."""

    working: bool
    events: Sequence[Event]
    extra: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class HeldUp:
    """For each part of the time that was used: the share that was then missed, 0 to 1."""

    shares: Sequence[float]

    def share(self, started: float, due: float, at: float) -> float:
        used = max(0.0, (at - started) / (due - started))
        return self.shares[bisect_right(_USED, used) - 1]


@dataclass(frozen=True, slots=True)
class Expected:
    """A count of missed decisions: the middle future, and the range that eight of ten futures keep to."""

    likely: int
    low: int
    high: int

    def __contains__(self, count: int) -> bool:
        return self.low <= count <= self.high


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day that is coming: when it begins, and the past days it may be like."""

    begins: float
    pool: Sequence[PastDay]


def past_days(
    promises: Sequence[Promise], days: Sequence[date], is_working: Callable[[date], bool]
) -> dict[date, PastDay]:
    """Each of the days, which follow one another, as it was."""
    starts = [midnight(day).timestamp() for day in days]
    came: list[list[Event]] = [[] for _ in days]
    decided: list[list[tuple[float, Hashable]]] = [[] for _ in days]
    for promise in promises:
        if (place := _place(starts, promise.started)) is not None:
            came[place].append((promise.started - starts[place], promise.due - promise.started, promise.key))
        if promise.stopped is not None and (place := _place(starts, promise.stopped)) is not None:
            decided[place].append((promise.stopped - starts[place], promise.by))
    return {day: _past_day(is_working(day), came[place], decided[place]) for place, day in enumerate(days)}


def _place(starts: Sequence[float], at: float) -> int | None:
    """Which of the days the moment lies in."""
    place = bisect_right(starts, at) - 1
    return place if place >= 0 and at < starts[-1] + DAY else None


def _past_day(working: bool, came: Sequence[Event], decided: Sequence[tuple[float, Hashable]]) -> PastDay:
    turns = sorted(at for at, _ in decided)
    people = len({by for _, by in decided})
    extra = turns[people // 2 :: people] if people else []
    events = sorted([*came, *((at, _TURN, 0) for at in turns)], key=lambda event: (event[0], event[1] is _TURN))
    return PastDay(working, events, [(at, _TURN, 0) for at in extra])


def held_up(promises: Sequence[Promise], at: float) -> HeldUp:
    """From what fell due in the 28 days before `at`, which is all that could be known then."""
    known = [promise for promise in promises if at - POOL_DAYS * DAY <= promise.due < at]
    missed = sum(promise.missed() for promise in known)
    still = [
        sum(
            promise.stopped is None or promise.stopped > promise.started + used * (promise.due - promise.started)
            for promise in known
        )
        for used in _USED
    ]
    return HeldUp([missed / count if count else 0.0 for count in still])


def coming(
    now: datetime, hours: float, days: Mapping[date, PastDay], is_working: Callable[[date], bool]
) -> list[Ahead]:
    """Today and the days up to `hours` ahead, each with the last 28 whole days of its kind."""
    today = london_date(now)
    recent = [days[day] for back in range(1, POOL_DAYS + 1) if (day := today - timedelta(days=back)) in days]
    last = london_date(now + timedelta(hours=hours))
    found = []
    for ahead in range((last - today).days + 1):
        day = today + timedelta(days=ahead)
        pool = [past for past in recent if past.working == is_working(day)] or recent
        found.append(Ahead(midnight(day).timestamp(), pool))
    return found


def expect(
    promises: Sequence[Promise],
    ahead: Sequence[Ahead],
    held: HeldUp,
    *,
    now: float,
    hours: Sequence[float],
    one_more: bool = False,
    runs: int = RUNS,
) -> list[Expected]:
    """For each number of hours: how many that fall due from now until then will be missed.

    `promises` are those open now. What is already overdue is not counted again, but it waits for its turn first.
    """
    ends = [now + each * HOUR for each in hours]
    waiting = sorted((one.due, one.key, held.share(one.started, one.due, now)) for one in promises)
    days = [(day.begins, [_events(past, one_more) for past in day.pool]) for day in ahead if day.pool]
    counts = [_future(run, waiting, days, held.shares[0], now, ends) for run in range(runs)]
    return [_expected([count[place] for count in counts]) for place in range(len(ends))]


def _events(past: PastDay, one_more: bool) -> Sequence[Event]:
    if not one_more:
        return past.events
    return sorted([*past.events, *past.extra], key=lambda event: (event[0], event[1] is _TURN))


def _future(
    run: int,
    waiting: Sequence[tuple[float, int, float]],
    days: Sequence[tuple[float, Sequence[Sequence[Event]]]],
    held_share: float,
    now: float,
    ends: Sequence[float],
) -> list[int]:
    """One future: how many are missed by each end."""
    queue = [due for due, key, share in waiting if due < now or _dice(run, key) >= share]
    late = [due for due, key, share in waiting if due >= now and _dice(run, key) < share]
    for place, (begins, pool) in enumerate(days):
        for at, limit, key in pool[int(_dice(run, place + 1) * len(pool))]:
            moment = begins + at
            if moment <= now or moment >= ends[-1]:
                continue
            if limit is not None:
                due = moment + limit
                late.append(due) if _dice(run, key + place) < held_share else heappush(queue, due)
            elif queue and (due := heappop(queue)) < moment:
                late.append(due)
    late += queue
    return [sum(now <= due < end for due in late) for end in ends]


def _dice(run: int, key: int) -> float:
    """A number from 0 up to 1 that belongs to this run and key: splitmix64, by Steele, Lea and Flood."""
    mixed = (key * 0xD1342543DE82EF95 + (run + 1) * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((mixed ^ (mixed >> 31)) >> 11) / (1 << 53)


def _expected(counts: Sequence[int]) -> Expected:
    ordered = sorted(counts)
    low, middle, high = (ordered[max(0, ceil(share * len(ordered)) - 1)] for share in (_LOW, _MIDDLE, _HIGH))
    return Expected(middle, low, high)


@dataclass(frozen=True, slots=True)
class Check:
    """What would have been said at a past moment of the 24 hours after it, and how many were missed."""

    at: datetime
    expected: Expected
    missed: int

    @property
    def inside(self) -> bool:
        return self.missed in self.expected


def looked_back(
    promises: Sequence[Promise],
    days: Mapping[date, PastDay],
    is_working: Callable[[date], bool],
    *,
    now: datetime,
    count: int,
) -> list[Check]:
    """The forecast of each of the last `count` days at this hour, from what was known then; newest first.

    A moment without 28 days of history before it is left out.
    """
    begun = min((promise.started for promise in promises), default=now.timestamp())
    moments = [now.astimezone(UTC) - timedelta(days=back) for back in range(1, count + 1)]
    told = [moment for moment in moments if moment.timestamp() - POOL_DAYS * DAY >= begun]
    runs = min(RUNS, max(LEAST_RUNS, _STEPS // max(1, len(promises))))
    return [_check(promises, days, is_working, moment, runs) for moment in told]


def _check(
    promises: Sequence[Promise],
    days: Mapping[date, PastDay],
    is_working: Callable[[date], bool],
    moment: datetime,
    runs: int,
) -> Check:
    at = moment.timestamp()
    then_open = [promise for promise in promises if promise.is_open(at)]
    ahead = coming(moment, 24, days, is_working)
    (expected,) = expect(then_open, ahead, held_up(promises, at), now=at, hours=[24], runs=runs)
    return Check(moment, expected, sum(at <= one.due < at + DAY and one.missed() for one in promises))
