"""Figures of rows over several periods: of all their referrals together, and told so that they give nothing away. Pure.

Where every number of a row is told exactly, so is its figure. Else it is told from 100 referrals on, to the nearest
0.05, its interval to the 0.05 beyond: one referral seldom moves it by as much. And as in one period, for each small
number of each period there must be another town in which it is another and every figure of the page is the same; where
there is none, a figure is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import ceil, floor

from core.suppression import is_small
from quality.agreement.groups import Levels, Measured, Shown, Telling
from quality.agreement.hiding import LEAST_WITH_FIGURE, Exchange, Town
from quality.kappa import Kappa

_STEPS = 20  # to a whole one


def with_figures(rows: Sequence[Shown], towns: Sequence[Town], key_of: Callable[[str], str]) -> list[Shown]:
    """The rows of a page with the figures that may be told."""
    page = _Page(towns, key_of)
    page.leave_out_what_tells()
    return [
        replace(row, kappa=page.figure(row.key), in_steps=row.key in page.in_steps and row.telling is not Telling.EXACT)
        for row in rows
    ]


class _Page:
    """The rows of several towns by their keys, summed; and those whose figure is told in steps."""

    def __init__(self, towns: Sequence[Town], key_of: Callable[[str], str]) -> None:
        self.towns, self.key_of = towns, key_of
        parts: dict[str, list[Measured]] = defaultdict(list)
        exact: dict[str, bool] = defaultdict(lambda: True)
        for town in towns:
            for row in town.seen:
                parts[key_of(row.key)].append(row)
                exact[key_of(row.key)] &= town.tellings[row.key] is Telling.EXACT
        self.sums = {key: _sum(some) for key, some in parts.items()}
        self.exact = {key for key in self.sums if exact[key]}
        self.in_steps = {
            key for key, row in self.sums.items() if key not in self.exact and row.pairs >= LEAST_WITH_FIGURE
        }
        self._stays: dict[tuple[str, Levels, Levels], bool] = {}

    def figure(self, key: str) -> Kappa | None:
        if key in self.exact:
            return self.sums[key].kappa
        return _in_steps(self.sums[key].kappa) if key in self.in_steps else None

    def leave_out_what_tells(self) -> None:
        """As few figures as will do, for each small number of each town."""
        for town in self.towns:
            for row in town.seen:
                for column, count in row.parts.items():
                    if is_small(count):
                        self._open(town, row, column)

    def _open(self, town: Town, row: Measured, column: str) -> None:
        """Leave out the figures that stand in the way of another town for this number: as few as there must be, and of
        those the smallest rows'."""
        ways: set[frozenset[str]] = set()
        for exchange in town.others(row, column):
            moved = frozenset(self._moved(town, exchange))
            if not moved:
                return
            ways.add(moved)
        if ways:
            fewest = min(ways, key=self._cost)
            self.in_steps -= fewest

    def _cost(self, keys: frozenset[str]) -> tuple[int, int, list[str]]:
        return len(keys), sum(self.sums[key].pairs for key in keys), sorted(keys)

    def _moved(self, town: Town, exchange: Exchange) -> Iterator[str]:
        """The figures that another town would have otherwise."""
        one, given, other, taken = exchange
        mine = {self.key_of(row.key) for row in town.groups_of(one)}
        theirs = {self.key_of(row.key) for row in town.groups_of(other)}
        yield from (key for key in mine - theirs if not self._stays_so(key, given, taken))
        yield from (key for key in theirs - mine if not self._stays_so(key, taken, given))

    def _stays_so(self, key: str, given: Levels, taken: Levels) -> bool:
        if key not in self.in_steps:
            return True
        if (key, given, taken) not in self._stays:
            row = self.sums[key]
            self._stays[key, given, taken] = _in_steps(row.exchanged(given, taken).kappa) == _in_steps(row.kappa)
        return self._stays[key, given, taken]


def _sum(rows: Sequence[Measured]) -> Measured:
    counts: dict[Levels, int] = defaultdict(int)
    for row in rows:
        for levels, count in row.counts.items():
            counts[levels] += count
    return replace(rows[0], counts=dict(counts), levels={level for row in rows for level in row.levels})


def _in_steps(found: Kappa) -> Kappa:
    """The figure to the nearest step, without the counts; its interval to the step beyond."""
    if found.value is None or found.low is None or found.high is None:
        return Kappa(found.pairs, 0, 0, 0, None, None, None)
    alike = found.pairs if found.all_alike else 0
    value, low, high = round(found.value * _STEPS), floor(found.low * _STEPS), ceil(found.high * _STEPS)
    return Kappa(found.pairs, alike, 0, 0, *(place / _STEPS for place in (value, low, high)))
