"""Agreement among several who gave a level to the same cases: Krippendorff's alpha. Pure: imports no Django.

Chosen over Fleiss' kappa for three reasons: people who were asked need not all have answered every case, levels stand
in an order and alpha counts how far apart two answers are, and it corrects for the small number of cases of a round.
1 is complete agreement, 0 what chance alone would give; less than 0 is worse than chance.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Difference = Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Alpha:
    """`cases` with two answers or more and the `answers` to them; `value` is None when nothing can be said."""

    cases: int
    answers: int
    value: float | None


def alpha(cases: Iterable[Sequence[int]]) -> Alpha:
    """Over the answers to each case, in whatever order; a case that one alone answered says nothing.

    Differences are those of ordered levels: all answers between the two, and half of those at each end.
    """
    paired = [list(answers) for answers in cases if len(answers) > 1]
    counts = Counter(level for answers in paired for level in answers)
    total = counts.total()
    if len(counts) < 2:
        # Everybody gave every case the same level: agreement, but nothing that chance would not give as well.
        return Alpha(len(paired), total, None)
    apart = _ordinal(counts)
    seen = sum(_within(answers, apart) for answers in paired) / total
    chance = sum(counts[one] * counts[other] * apart(one, other) for one in counts for other in counts)
    return Alpha(len(paired), total, 1 - seen * total * (total - 1) / chance)


def _within(answers: Sequence[int], apart: Difference) -> float:
    """How far apart the answers to one case are, each pair both ways, for each answer."""
    return sum(apart(one, other) for one in answers for other in answers) / (len(answers) - 1)


def _ordinal(counts: Counter[int]) -> Difference:
    """The squared distance of two levels, measured in answers given on the way from one to the other."""

    def apart(one: int, other: int) -> float:
        low, high = sorted((one, other))
        between = sum(count for level, count in counts.items() if low <= level <= high)
        return 0.0 if low == high else (between - (counts[low] + counts[high]) / 2) ** 2

    return apart
