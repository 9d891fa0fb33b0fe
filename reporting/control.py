"""What chance alone would do to a share: average and expected range of a control chart for proportions. Pure.

The range of a week is the average plus and minus three standard errors for that week's own number (a p-chart, after
NHS "Making data count"); a week outside it deserves a question, one inside it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

_STANDARD_ERRORS = 3


@dataclass(frozen=True, slots=True)
class Share:
    """`kept` of `total`. No total, no share."""

    kept: int
    total: int

    @property
    def value(self) -> float | None:
        """0 to 1."""
        return self.kept / self.total if self.total else None

    @property
    def percent(self) -> int | None:
        """Whole per cent, but 100 and 0 only when it is exactly all or none."""
        if not self.total:
            return None
        if self.kept in {0, self.total}:
            return 100 * self.kept // self.total
        return min(99, max(1, round(100 * self.kept / self.total)))


@dataclass(frozen=True, slots=True)
class Limits:
    """Where chance alone would keep a share; 0 to 1."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def together(shares: Sequence[Share]) -> Share:
    """All of them as one share, so that a busy week counts for more."""
    return Share(sum(share.kept for share in shares), sum(share.total for share in shares))


def limits(average: float, total: int) -> Limits:
    """The expected range for `total` decisions when the true share is `average`. Everything, for no decisions."""
    if not total:
        return Limits(0.0, 1.0)
    reach = _STANDARD_ERRORS * sqrt(average * (1 - average) / total)
    return Limits(max(0.0, average - reach), min(1.0, average + reach))


def outside(shares: Sequence[Share]) -> list[int]:
    """The places of the shares that chance alone would not explain."""
    average = together(shares).value
    if average is None:
        return []
    return [
        place
        for place, share in enumerate(shares)
        if share.value is not None and share.value not in limits(average, share.total)
    ]
