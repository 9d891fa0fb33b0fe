"""Agreement of two who gave a level to the same cases: weighted kappa with its 95 % interval. Pure: imports no Django.

Kappa is 1 when they always agree and 0 when they agree as often as two who do not look would. Levels stand in an order,
so to be one level apart is less of a difference than to be three apart: the weights say how much less. Pages show
linear weights, where each level apart counts the same. Quadratic weights forgive nearly all of one level apart (8 of 9
parts on four levels), and the step that matters most to a child, to social care or not, is one level. They are here
to compare with published work that uses them.

The standard error is the large-sample one of Fleiss, Cohen and Everitt (1969).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

# Under so many pairs the large-sample interval promises what it cannot keep, so there is no figure at all.
LEAST_PAIRS = 20
_95 = 1.959963984540054
_NO_BETTER = "no better than chance"

Table = Sequence[Sequence[int]]
Matrix = Sequence[Sequence[float]]


class Weights(StrEnum):
    """How much of an agreement is left when two levels are apart."""

    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True, slots=True)
class Kappa:
    """`value` between `low` and `high`; all None with fewer than LEAST_PAIRS, or when one of the two never varies.

    Whoever gives one level only agrees with anybody exactly as often as chance has it: that says nothing of either.

    `alike`, `higher` and `lower` count the pairs where the second level is the same, higher or lower.
    """

    pairs: int
    alike: int
    higher: int
    lower: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def too_few(self) -> bool:
        return self.pairs < LEAST_PAIRS

    @property
    def all_alike(self) -> bool:
        """No pair differs: the large-sample interval is then empty, and says nothing."""
        return 0 < self.pairs == self.alike


def agreement(counts: Mapping[tuple[int, int], int], levels: Iterable[int], weights: Weights = Weights.LINEAR) -> Kappa:
    """Of how often (first level, second level) came, over these levels in their order.

    A level that is not among `levels` is an error of the caller: ValueError.
    """
    order = {level: place for place, level in enumerate(sorted(set(levels)))}
    table = [[0] * len(order) for _ in order]
    for (first, second), count in counts.items():
        if first not in order or second not in order:
            raise ValueError(f"Level {first} or {second} is not in {sorted(order)}.")
        table[order[first]][order[second]] += count
    pairs = sum(map(sum, table))
    found = weighted_kappa(table, agreeing_weights(len(order), weights)) if pairs >= LEAST_PAIRS else None
    return Kappa(
        pairs=pairs,
        alike=sum(row[place] for place, row in enumerate(table)),
        higher=sum(sum(row[place + 1 :]) for place, row in enumerate(table)),
        lower=sum(sum(row[:place]) for place, row in enumerate(table)),
        value=found and found[0],
        low=found and max(-1.0, found[0] - _95 * found[1]),
        high=found and min(1.0, found[0] + _95 * found[1]),
    )


def agreeing_weights(size: int, weights: Weights) -> Matrix:
    """1 for the same level down to 0 for the two ends."""
    power = 1 if weights is Weights.LINEAR else 2
    widest = max(size - 1, 1)
    return [[1 - (abs(one - other) / widest) ** power for other in range(size)] for one in range(size)]


def weighted_kappa(table: Table, weights: Matrix) -> tuple[float, float] | None:
    """Kappa and its standard error; None when one of the two gave one level only: nothing can be said."""
    total = sum(map(sum, table))
    if not total:
        return None
    shares = [[count / total for count in row] for row in table]
    rows, columns = [sum(row) for row in shares], [sum(column) for column in zip(*shares, strict=True)]
    seen = _weighted(shares, weights)
    chance = _weighted([[row * column for column in columns] for row in rows], weights)
    if max(rows) >= 1 - 1e-12 or max(columns) >= 1 - 1e-12:
        return None
    return (seen - chance) / (1 - chance), _error(shares, weights, rows, columns, seen, chance) / sqrt(total)


def _weighted(shares: Matrix, weights: Matrix) -> float:
    return sum(
        share * weight
        for row, some in zip(shares, weights, strict=True)
        for share, weight in zip(row, some, strict=True)
    )


def _error(
    shares: Matrix, weights: Matrix, rows: Sequence[float], columns: Sequence[float], seen: float, chance: float
) -> float:
    """The standard error of one pair (their formula 14): the caller divides by the root of the number of pairs."""
    by_row = [sum(weight * column for weight, column in zip(some, columns, strict=True)) for some in weights]
    by_column = [sum(weights[i][j] * rows[i] for i in range(len(rows))) for j in range(len(columns))]
    spread = sum(
        share * (weights[i][j] * (1 - chance) - (by_row[i] + by_column[j]) * (1 - seen)) ** 2
        for i, row in enumerate(shares)
        for j, share in enumerate(row)
    )
    return sqrt(max(0.0, spread - (seen * chance - 2 * chance + seen) ** 2)) / (1 - chance) ** 2


def said(value: float) -> str:
    """The beginning of a sentence that the figure ends."""
    word = in_words(value)
    return f"Agreement is {word}" if word == _NO_BETTER else f"Beyond chance, agreement is {word}"


def in_words(value: float) -> str:
    """A word for a kappa, after Landis and Koch (1977). The bands are a custom, not a law: the number stands beside."""
    for least, word in (
        (0.81, "almost complete"),
        (0.61, "good"),
        (0.41, "moderate"),
        (0.21, "fair"),
        (0.01, "slight"),
    ):
        if round(value, 2) >= least:
            return word
    return _NO_BETTER
