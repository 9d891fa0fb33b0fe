"""The forecast: what it must always be true to, by properties; and by hand where the answer is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.forecast import (
    HOUR,
    Ahead,
    Expected,
    HeldUp,
    PastDay,
    Promise,
    coming,
    expect,
    held_up,
    looked_back,
    past_days,
)

NOW = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)
AT = NOW.timestamp()
NEVER = HeldUp([0.0] * 5)
MORNING = datetime(2026, 11, 17, tzinfo=UTC).timestamp()


def always_open(day: date) -> bool:
    return True


calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

keys = st.integers(1, 2**64)
seconds = st.floats(0, 86_000, allow_nan=False)
promise = st.builds(
    lambda key, ago, limit: Promise(key, AT - ago * HOUR, AT - ago * HOUR + limit * HOUR),
    keys,
    st.floats(0, 60),
    st.floats(1, 80),
)
came = st.tuples(seconds, st.floats(HOUR, 80 * HOUR), keys)
turn = st.tuples(seconds, st.none(), st.just(0))
shares = st.lists(st.floats(0, 1), min_size=5, max_size=5).map(lambda some: HeldUp(sorted(some)))


def day(events: list[tuple[float, float | None, int]], extra: list[tuple[float, None, int]] | None = None) -> PastDay:
    return PastDay(True, sorted(events, key=lambda event: (event[0], event[1] is None)), extra or [])


past_day = st.builds(
    lambda some, turns, extra: day([*some, *turns], extra),
    st.lists(came, max_size=6),
    st.lists(turn, max_size=6),
    st.lists(turn, max_size=3),
)
pools = st.lists(past_day, min_size=1, max_size=4)


def ahead(pool: list[PastDay]) -> list[Ahead]:
    return [Ahead(MORNING + place * 86_400, pool) for place in range(4)]


def told(waiting: list[Promise], pool: list[PastDay], held: HeldUp, *, one_more: bool = False) -> list[Expected]:
    return expect(waiting, ahead(pool), held, now=AT, hours=[24, 72], one_more=one_more)


def never_above(one: list[Expected], other: list[Expected]) -> bool:
    return all(a.low <= b.low and a.likely <= b.likely and a.high <= b.high for a, b in zip(one, other, strict=True))


class TestAlways:
    @calm
    @given(st.lists(promise, max_size=12), pools, shares, st.lists(came, min_size=1, max_size=4), st.integers(0, 3))
    def test_more_arrivals_never_fewer(
        self,
        waiting: list[Promise],
        pool: list[PastDay],
        held: HeldUp,
        more: list[tuple[float, float, int]],
        where: int,
    ) -> None:
        busier = list(pool)
        place = where % len(pool)
        busier[place] = day([*pool[place].events, *more])
        assert never_above(told(waiting, pool, held), told(waiting, busier, held))

    @calm
    @given(st.lists(promise, max_size=12), pools, shares, promise)
    def test_one_more_open_never_fewer(
        self, waiting: list[Promise], pool: list[PastDay], held: HeldUp, one: Promise
    ) -> None:
        assert never_above(told(waiting, pool, held), told([*waiting, one], pool, held))

    @calm
    @given(st.lists(promise, max_size=12), pools, shares)
    def test_one_more_worker_never_more(self, waiting: list[Promise], pool: list[PastDay], held: HeldUp) -> None:
        assert never_above(told(waiting, pool, held, one_more=True), told(waiting, pool, held))

    @calm
    @given(st.lists(promise, max_size=12), pools, shares)
    def test_the_same_every_time_and_in_any_order(
        self, waiting: list[Promise], pool: list[PastDay], held: HeldUp
    ) -> None:
        assert told(waiting, pool, held) == told(waiting, pool, held) == told(waiting[::-1], pool, held)

    @calm
    @given(st.lists(st.lists(turn, max_size=6).map(day), min_size=1, max_size=3), shares)
    def test_nothing_open_and_nothing_arriving_is_none(self, pool: list[PastDay], held: HeldUp) -> None:
        assert told([], pool, held) == [Expected(0, 0, 0)] * 2

    @calm
    @given(st.lists(promise, max_size=12), pools, shares)
    def test_the_range_holds_the_middle_and_72_hours_are_no_less_than_24(
        self, waiting: list[Promise], pool: list[PastDay], held: HeldUp
    ) -> None:
        first, second = told(waiting, pool, held)
        assert first.low <= first.likely <= first.high
        assert never_above([first], [second])


class TestByHand:
    def test_nobody_decides(self) -> None:
        due = [Promise(key, AT - HOUR, AT + hours * HOUR) for key, hours in enumerate((-0.5, 0, 23.9, 24, 71, 72))]
        assert told(due, [day([])], NEVER) == [Expected(2, 2, 2), Expected(4, 4, 4)]

    def test_least_time_left_is_decided_first(self) -> None:
        """Turns at 12:00 and 13:00 every day; due 12:30, 12:45, and tomorrow 12:30: only the second is missed."""
        due = [Promise(1, AT - HOUR, MORNING + hours * HOUR) for hours in (12.5, 12.75, 36.5)]
        turns = day([(12 * HOUR, None, 0), (13 * HOUR, None, 0)])
        assert told(due, [turns], NEVER)[0] == Expected(1, 1, 1)

    def test_what_is_overdue_takes_its_turn_and_is_not_counted_again(self) -> None:
        overdue = Promise(1, AT - 30 * HOUR, AT - 6 * HOUR)
        soon = Promise(2, AT - HOUR, MORNING + 12.5 * HOUR)
        one_turn = day([(12 * HOUR, None, 0)])
        assert told([soon], [one_turn], NEVER)[0].likely == 0
        assert told([overdue, soon], [one_turn], NEVER)[0].likely == 1
        two_turns = day([(12 * HOUR, None, 0)], [(12 * HOUR, None, 0)])
        assert told([overdue, soon], [two_turns], NEVER, one_more=True)[0].likely == 0

    def test_decided_at_the_due_time_is_kept(self) -> None:
        soon = Promise(2, AT - HOUR, MORNING + 12 * HOUR)
        assert told([soon], [day([(12 * HOUR, None, 0)])], NEVER)[0].likely == 0
        assert told([soon], [day([(12 * HOUR + 1, None, 0)])], NEVER)[0].likely == 1

    def test_what_is_held_up_is_missed_however_many_decide(self) -> None:
        always = HeldUp([1.0] * 5)
        turns = day([(12 * HOUR + place, None, 0) for place in range(50)])
        due = [Promise(key, AT - HOUR, AT + 5 * HOUR) for key in range(7)]
        assert told(due, [turns], always)[0] == Expected(7, 7, 7)

    def test_half_held_up_is_about_half(self) -> None:
        turns = day([(12 * HOUR + place, None, 0) for place in range(500)])
        due = [Promise(key * 7919 + 1, AT - HOUR, AT + 5 * HOUR) for key in range(400)]
        found = told(due, [turns], HeldUp([0.5] * 5))[0]
        assert 185 <= found.likely <= 215
        assert 180 <= found.low < found.high <= 220


class TestTheParts:
    def test_held_up_by_how_much_time_was_used(self) -> None:
        """Four fell due; two were missed. At half their time three were open, at nine tenths only those two."""
        start = AT - 100 * HOUR
        stops = [4, 14, 30, None]
        some = [
            Promise(key, start, start + 20 * HOUR, None if stop is None else start + stop * HOUR)
            for key, stop in enumerate(stops)
        ]
        later = Promise(9, AT - HOUR, AT + HOUR)
        old = Promise(8, AT - 2000 * HOUR, AT - 1000 * HOUR)
        assert list(held_up([*some, later, old], AT).shares) == [0.5, 2 / 3, 2 / 3, 1.0, 1.0]
        assert list(held_up([], AT).shares) == [0.0] * 5

    def test_a_day_as_it_was(self) -> None:
        sunday, monday = date(2026, 11, 15), date(2026, 11, 16)
        nine = datetime(2026, 11, 16, 9, tzinfo=UTC).timestamp()
        some = [
            Promise(1, nine, nine + 24 * HOUR, nine + HOUR, "asha"),
            Promise(2, nine - 24 * HOUR, nine, nine + 2 * HOUR, "tomas"),
            Promise(3, nine + 40 * HOUR, nine + 60 * HOUR, None),
        ]
        found = past_days(some, [sunday, monday], lambda one: one.weekday() < 5)
        assert found[sunday] == PastDay(False, [(9 * HOUR, 24 * HOUR, 2)], [])
        assert found[monday].events == [(9 * HOUR, 24 * HOUR, 1), (10 * HOUR, None, 0), (11 * HOUR, None, 0)]
        assert found[monday].extra == [(11 * HOUR, None, 0)]  # two decided two: one each
        assert found[monday].working

    def test_days_ahead_are_like_days_of_their_kind(self) -> None:
        work, rest = day([]), replace(day([]), working=False)
        start = date(2026, 10, 1)
        days = {one: work if one.weekday() < 5 else rest for one in (start + timedelta(days=n) for n in range(47))}
        friday = datetime(2026, 11, 20, 11, 20, tzinfo=UTC)
        found = coming(friday, 72, days, lambda one: one.weekday() < 5)
        assert [len(one.pool) for one in found] == [17, 8, 8, 17]  # 23 October to 16 November are known
        assert [{past.working for past in one.pool} for one in found] == [{True}, {False}, {False}, {True}]
        assert found[1].begins == datetime(2026, 11, 21, tzinfo=UTC).timestamp()

    def test_looking_back_knows_only_what_was_known_then(self) -> None:
        """A referral a day, decided after two hours, for ninety days: never missed, and never expected to be."""
        first = AT - 90 * 86_400
        some = [
            Promise(n, first + n * 86_400, first + (n + 1) * 86_400, first + n * 86_400 + 2 * HOUR, "asha")
            for n in range(90)
        ]
        days = past_days(some, [date(2026, 9, 1) + timedelta(days=n) for n in range(77)], always_open)
        found = looked_back(some, days, always_open, now=NOW, count=30)
        assert len(found) == 30
        assert {(check.expected, check.missed, check.inside) for check in found} == {(Expected(0, 0, 0), 0, True)}
        spoilt = [*some[:-1], replace(some[-1], started=AT - 90_000, due=AT - HOUR, stopped=None)]
        again = looked_back(spoilt, days, always_open, now=NOW, count=30)
        assert (again[0].missed, again[0].inside) == (1, False)
        assert [check.expected for check in again] == [check.expected for check in found]

    def test_a_short_past_is_not_looked_back_on(self) -> None:
        some = [Promise(1, AT - 40 * 86_400, AT - 39 * 86_400, AT - 39 * 86_400)]
        assert len(looked_back(some, {}, always_open, now=NOW, count=30)) == 12
        assert looked_back([], {}, always_open, now=NOW, count=30) == []
