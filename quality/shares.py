"""Calibration: of all that were given a level, how many came to what happened next. Pure: imports no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

# Under so many a share jumps with every single child, so there is no figure.
LEAST_CASES = 20
_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """`happened` of `cases`, as a share from 0 to 1 with its 95 % interval; None with fewer than LEAST_CASES."""

    happened: int
    cases: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def too_few(self) -> bool:
        return self.cases < LEAST_CASES


def share(happened: int, cases: int) -> Share:
    """The interval is Wilson's (1927): it stays within 0 and 1 and is honest near both. Refuses more than all."""
    if not 0 <= happened <= cases:
        raise ValueError(f"{happened} of {cases} cannot be.")
    if cases < LEAST_CASES:
        return Share(happened, cases, None, None, None)
    low, high = wilson(happened, cases)
    return Share(happened, cases, happened / cases, low, high)


def wilson(happened: int, cases: int) -> tuple[float, float]:
    """The 95 % interval of a share, without a correction for continuity."""
    seen, squared = happened / cases, _95**2
    middle = (seen + squared / (2 * cases)) / (1 + squared / cases)
    half = _95 * sqrt(seen * (1 - seen) / cases + squared / (4 * cases**2)) / (1 + squared / cases)
    # At the two ends the root leaves dust.
    return (0.0 if happened == 0 else middle - half), (1.0 if happened == cases else middle + half)


def calibration(counts: Mapping[int, tuple[int, int]], levels: Sequence[int]) -> dict[int, Share]:
    """For each level, also those that nobody was given: (happened, all) made a share."""
    return {level: share(*counts.get(level, (0, 0))) for level in levels}


def out_of_order(shares: Mapping[int, Share], *, rises: bool) -> list[tuple[int, int]]:
    """Neighbours (lower level, higher level) whose shares surely go the wrong way: their intervals do not meet.

    `rises`: what happens should happen more often at a higher level.
    """
    known = [(level, one) for level, one in sorted(shares.items()) if one.value is not None]
    wrong = []
    for (level, lower), (next_level, higher) in pairwise(known):
        first, second = (lower, higher) if rises else (higher, lower)
        if first.low is not None and second.high is not None and second.high < first.low:
            wrong.append((level, next_level))
    return wrong
