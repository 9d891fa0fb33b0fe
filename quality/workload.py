"""What a version would do to the work: referrals a week that stay with MASH, and that go to Early Help. Pure.

The range is a bootstrap over weeks: weeks differ, and those that come will differ as those that went did. Two thousand
times as many weeks as there were are drawn with replacement, each with its old and its new count together; the middle
95 in a hundred of their means are the range. It knows nothing of a change of demand. See docs/simulation.md.
"""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

DRAWS = 2_000
# With fewer weeks than this there is no saying how weeks differ.
LEAST_WEEKS = 4


class Range(NamedTuple):
    """A mean with its range; the range is None when there are too few weeks."""

    mean: float
    low: float | None
    high: float | None


class Load(NamedTuple):
    """One desk: a week as it was, as it would be, and the difference."""

    desk: str
    before: Range
    after: Range
    difference: Range


def whole_weeks(weeks: Mapping[str, tuple[int, int]]) -> list[tuple[int, int]]:
    """In order of time, without the first and the last: a period seldom begins and ends on a Monday."""
    ordered = [weeks[week] for week in sorted(weeks)]
    return ordered[1:-1] if len(ordered) > LEAST_WEEKS + 1 else ordered


def load_of(desk: str, weeks: Sequence[tuple[int, int]], *, seed: int) -> Load:
    """Old and new mean a week with their ranges. The same weeks and seed always give the same answer."""
    before = [old for old, _ in weeks]
    after = [new for _, new in weeks]
    differences = [new - old for old, new in weeks]
    chance = random.Random(seed)  # noqa: S311
    draws = [chance.choices(range(len(weeks)), k=len(weeks)) for _ in range(DRAWS)] if len(weeks) >= LEAST_WEEKS else []
    return Load(desk, *(_range(values, draws) for values in (before, after, differences)))


def _range(values: Sequence[int], draws: Sequence[Sequence[int]]) -> Range:
    if not values:
        return Range(0.0, None, None)
    mean = sum(values) / len(values)
    if not draws:
        return Range(mean, None, None)
    means = sorted(sum(values[place] for place in draw) / len(draw) for draw in draws)
    edge = len(means) // 40
    return Range(mean, means[edge], means[-1 - edge])
