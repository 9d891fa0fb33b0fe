"""How near answers are to the published ones, with an interval. Pure.

Shares: Wilson's interval. The difference of two shares: Newcombe's, from the two Wilson intervals. Means over people,
whose answers hang together: each person counts once, and the interval is Student's.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

Z = 1.959964
# Student's t for 95 per cent by degrees of freedom; between two of these the wider one is taken.
_T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228,
      12: 2.179, 15: 2.131, 20: 2.086, 30: 2.042, 60: 2.0, 120: 1.98}  # fmt: skip


class Between(NamedTuple):
    """A value and where it lies in 95 of 100 samples."""

    value: float
    low: float
    high: float


def share(right: Sequence[bool]) -> Between | None:
    """The share of answers that are right; None without answers."""
    if not right:
        return None
    return _wilson(sum(right), len(right))


def change(before: Sequence[bool], after: Sequence[bool]) -> Between | None:
    """The share after less the share before, of one person; between -1 and 1."""
    first, second = share(before), share(after)
    if first is None or second is None:
        return None
    value = second.value - first.value
    low = value - sqrt((second.value - second.low) ** 2 + (first.high - first.value) ** 2)
    high = value + sqrt((second.high - second.value) ** 2 + (first.value - first.low) ** 2)
    return Between(value, max(low, -1.0), min(high, 1.0))


def mean(values: Sequence[float]) -> Between | None:
    """The mean of values that hang together with nothing, such as one for each person."""
    if not values:
        return None
    middle = fmean(values)
    if len(values) == 1:
        return Between(middle, middle, middle)
    half = _student(len(values) - 1) * stdev(values) / sqrt(len(values))
    return Between(middle, middle - half, middle + half)


def _wilson(hits: int, total: int) -> Between:
    value = hits / total
    middle = (value + Z * Z / (2 * total)) / (1 + Z * Z / total)
    half = Z / (1 + Z * Z / total) * sqrt(value * (1 - value) / total + Z * Z / (4 * total * total))
    return Between(value, max(0.0, middle - half), min(1.0, middle + half))


def _student(freedom: int) -> float:
    return _T[max(known for known in _T if known <= freedom)]
