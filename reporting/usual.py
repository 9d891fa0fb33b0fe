"""What is usual: the range that a count mostly keeps to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LEAST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Usual:
    """From `low` to `high`, both included."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low} to {self.high}" if self.low < self.high else str(self.low)

    def side(self, count: int) -> Literal["", "high", "low"]:
        """Where a count lies; inside it is nothing worth a word."""
        return "high" if count > self.high else "low" if count < self.low else ""

    def beyond(self, count: int) -> int:
        """How far outside, either way."""
        return max(count - self.high, self.low - count, 0)


def usual_of(counts: Sequence[int]) -> Usual | None:
    """Lowest to highest, without one in ten at either end. None when there are under five to go by."""
    if len(counts) < LEAST_DAYS:
        return None
    ordered = sorted(counts)
    cut = len(ordered) // 10
    return Usual(ordered[cut], ordered[-1 - cut])
