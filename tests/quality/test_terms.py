"""Stretches of months: none has under twenty, what was told stays as it was told, and periods differ by whole ones."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.terms import LEAST, Stretch, last_months, last_quarters, month_after, month_of, quarters, stretches

FIRST = date(2024, 11, 1)
COUNTS = st.lists(st.one_of(st.integers(0, 30), st.integers(15, 60)), min_size=1, max_size=40)
PERIODS = (1, 3, 6, 12, 24)


def by_month(counts: list[int]) -> dict[date, int]:
    return {month_after(FIRST, place): count for place, count in enumerate(counts)}


def after(months: int, day: int = 17) -> datetime:
    """A day of the month so many after the first."""
    return datetime.combine(month_after(FIRST, months).replace(day=day), datetime.min.time(), UTC)


def count_in(counts: Mapping[date, int], days: Stretch) -> int:
    return sum(count for month, count in counts.items() if days.first <= month < days.end)


@given(COUNTS)
def test_each_has_twenty_or_none_and_they_stand_in_line(counts: list[int]) -> None:
    months = by_month(counts)
    told = stretches(months, after(len(counts)))
    assert all(count_in(months, one) == 0 or count_in(months, one) >= LEAST for one in told)
    assert all(one.end == other.first for one, other in pairwise(told))
    rest = Stretch(told[-1].end if told else FIRST, month_after(FIRST, len(counts)))
    assert count_in(months, rest) < LEAST


@given(COUNTS, st.integers(0, 40), st.integers(1, 28))
def test_what_was_told_is_told_so_ever_after(counts: list[int], earlier: int, day: int) -> None:
    """Whatever comes meanwhile: whoever looks month after month has nothing smaller to subtract."""
    now = min(earlier, len(counts))
    before = stretches(by_month(counts[: now + 1]), after(now, day))
    later = stretches(by_month(counts), after(len(counts)))
    assert later[: len(before)] == before
    assert quarters(later)[: len(quarters(before))] == quarters(before)


@given(COUNTS, st.integers(0, 40))
def test_two_periods_that_may_be_asked_differ_by_twenty_or_by_none(counts: list[int], earlier: int) -> None:
    months = by_month(counts)
    found = [
        period
        for now in (len(counts), min(earlier, len(counts)))
        for asked in PERIODS
        if (period := last_months(stretches(months, after(now)), asked))
    ]
    for one in found:
        for other in found:
            for first, end in ((one.first, other.first), (one.end, other.end)):
                between = count_in(months, Stretch(min(first, end), max(first, end)))
                assert between == 0 or between >= LEAST


@given(COUNTS, st.integers(0, 40), st.sampled_from([0, 50, 150]))
def test_so_are_quarters_that_are_joined_until_there_are_enough(counts: list[int], earlier: int, least: int) -> None:
    now = min(earlier, len(counts))
    before = quarters(stretches(by_month(counts[: now + 1]), after(now)), least=least)
    months = by_month(counts)
    later = quarters(stretches(months, after(len(counts))), least=least)
    assert later[: len(before)] == before
    assert all(one.count == count_in(months, one) >= least for one in later)


@given(COUNTS)
def test_a_quarter_is_whole_stretches_and_ends_with_one(counts: list[int]) -> None:
    told = stretches(by_month(counts), after(len(counts)))
    ends = {one.end for one in told}
    for one in quarters(told):
        assert one.end in ends
        assert one.first in ends | {told[0].first}


def test_months_with_many_are_months_and_quarters_are_quarters() -> None:
    told = stretches(by_month([25] * 12), after(12))
    assert [one.short for one in told][:3] == ["November 2024", "December 2024", "January 2025"]
    assert [one.short for one in quarters(told)] == [
        "Nov to Dec 2024", "Jan to Mar 2025", "Apr to Jun 2025", "Jul to Sep 2025",
    ]  # fmt: skip
    assert last_months(told, 3) == Stretch(date(2025, 8, 1), date(2025, 11, 1))


def test_the_last_quarters_are_so_many_or_more_where_they_are_joined() -> None:
    told = quarters(stretches(by_month([25] * 12), after(12)))
    assert [one.short for one in last_quarters(told, 2)] == ["Apr to Jun 2025", "Jul to Sep 2025"]
    joined = quarters(stretches(by_month([25] * 12), after(12)), least=120)
    assert [one.short for one in joined] == ["Nov 2024 to Mar 2025", "Apr to Sep 2025"]
    assert [last_quarters(joined, count) for count in (1, 2, 3)] == [joined[1:], joined[1:], joined]
    assert last_quarters([], 4) == []


def test_a_month_with_few_goes_with_the_next() -> None:
    told = stretches(by_month([25, 3, 0, 18, 40, 19]), after(6))
    assert [one.short for one in told] == ["November 2024", "Dec 2024 to Feb 2025", "March 2025"]
    assert [one.words for one in told[1:]] == ["1 December 2024 to 28 February 2025", "1 to 31 March 2025"]
    assert last_months(told, 3) == Stretch(date(2024, 12, 1), date(2025, 4, 1))


@pytest.mark.parametrize(
    ("moment", "month"), [("2026-06-30T22:59:59", date(2026, 6, 1)), ("2026-06-30T23:00:00", date(2026, 7, 1))]
)
def test_the_month_that_runs_is_never_told(moment: str, month: date) -> None:
    now = datetime.fromisoformat(f"{moment}+00:00")
    assert month_of(now) == month
    told = stretches({date(2026, 5, 1): 30, date(2026, 6, 1): 30, date(2026, 7, 1): 30}, now)
    assert told[-1].end == month


def test_nothing_is_nothing() -> None:
    assert stretches({}, after(3)) == []
    assert quarters([]) == []
    assert last_months([], 12) is None
