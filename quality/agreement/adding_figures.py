"""Figures of rows over several periods: of all their referrals together, and told so that they give nothing away. Pure.

Where every number of a row is told exactly, so is its figure. Else it is told from 100 referrals on, to the nearest
0.05: one referral seldom moves it by as much. And as in one period, for each small number of each period there must be
another town in which it is another and every figure of the page is the same; where there is none, a figure is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

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
        """Its own figure first; of a row without one, that of the smallest."""
        for town in self.towns:
            for row in town.seen:
                for column, count in row.parts.items():
                    while is_small(count) and self.in_steps and not self._may_be_another(town, row, column):
                        own = self.key_of(row.key)
                        least = min(self.in_steps, key=lambda key: (self.sums[key].pairs, key))
                        self.in_steps.discard(own if own in self.in_steps else least)

    def _may_be_another(self, town: Town, row: Measured, column: str) -> bool:
        return any(self._figures_stay(town, exchange) for exchange in town.others(row, column))

    def _figures_stay(self, town: Town, exchange: Exchange) -> bool:
        one, given, other, taken = exchange
        mine = {self.key_of(row.key) for row in town.groups_of(one)}
        theirs = {self.key_of(row.key) for row in town.groups_of(other)}
        return all(self._stay(key, given, taken) for key in mine - theirs) and all(
            self._stay(key, taken, given) for key in theirs - mine
        )

    def _stay(self, key: str, given: Levels, taken: Levels) -> bool:
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
    """The figure and its interval to the nearest step, without the counts."""
    places = [
        None if value is None else round(value * _STEPS) / _STEPS for value in (found.value, found.low, found.high)
    ]
    return Kappa(found.pairs, found.pairs if found.all_alike else 0, 0, 0, *places)
