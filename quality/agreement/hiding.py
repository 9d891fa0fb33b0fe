"""How exactly each row of a cut may be told, so that no small number can be worked out. Pure.

The rule: for each count from 1 to 4 there is another town in which that count is another and the page is the same to
the last sign: figures, percentages, totals, and the whole that other pages show. It is found by exchange: a referral
of one row and one of another have each other's levels. That changes neither the number of either row nor the whole.
As long as there is none for some small number, one more row is told less exactly: first a few large ones to exchange
with, and then the row itself. So nearly every row keeps its numbers and its direction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.suppression import is_small
from quality.agreement.groups import Levels, Measured, Shown, Telling, direction, shown_row

# A referral of one row with these levels, and one of another with those.
Exchange = tuple[Measured, Levels, Measured, Levels]
# In a smaller row each referral moves the figure by more than its last place, so it would tell the counts.
LEAST_WITH_FIGURE = 100
# So many others are told to the nearest 5 before a row itself is told to the nearest 10.
_PARTNERS = 3


def shown_rows(rows: Sequence[Measured], *, figures: bool = True) -> list[Shown]:
    """The rows in their order. None at all when even the least exact telling would give a small number away."""
    return hidden_town(rows, figures=figures).shown


def hidden_town(rows: Sequence[Measured], *, figures: bool = True) -> "Town":
    """The rows, told so that nothing small is given away; without any when that cannot be."""
    town = Town(rows, {row.key: _first(row, figures=figures) for row in rows})
    if any(is_small(row.pairs) for row in rows if not row.unseen):
        return Town([], {})
    while (row := town.given_away()) is not None:
        if not town.tell_less(row):
            return Town([], {})
    return town


def _first(row: Measured, *, figures: bool) -> Telling:
    if row.unseen:
        return Telling.NOTHING
    if not any(map(is_small, row.parts.values())):
        return Telling.EXACT
    return Telling.NEAREST_5 if figures and row.pairs >= LEAST_WITH_FIGURE else Telling.NO_FIGURE


@dataclass
class Town:
    """All rows of a cut, and how each is told as yet. A group is the sum of its rows."""

    rows: Sequence[Measured]
    tellings: dict[str, Telling]
    _seen_same: dict[tuple[str, Levels, Levels, Telling], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parents = {row.group for row in self.rows if not row.is_group}
        self._groups = {row.key: row for row in self.rows if row.is_group and row.key in parents}
        self._leaves = [row for row in self.rows if row.key not in self._groups]

    @property
    def seen(self) -> list[Measured]:
        """The rows that are on the page."""
        return [row for row in self.rows if not row.unseen]

    @property
    def shown(self) -> list[Shown]:
        return [shown_row(row, self.tellings[row.key]) for row in self.seen]

    def groups_of(self, row: Measured) -> list[Measured]:
        """The row, and the group that it is counted in, if there is one."""
        return [row, self._groups[row.group]] if row.group in self._groups else [row]

    def given_away(self) -> Measured | None:
        """The first row with a small number that no other town hides."""
        return next(
            (
                row
                for row in self.seen
                for column, count in row.parts.items()
                if is_small(count) and not any(self.others(row, column))
            ),
            None,
        )

    def tell_less(self, row: Measured) -> bool:
        """Tell one row less exactly for the sake of this one. False when nothing is left to hide."""
        others = [one for one in self._leaves if row.key not in {one.key, one.group} and not one.unseen]
        others.sort(key=lambda one: (self.tellings[one.key], one.group != row.group, -one.pairs))
        few = sum(self.tellings[one.key] is not Telling.EXACT for one in others) < _PARTNERS
        for least in (Telling.NEAREST_10, Telling.NOTHING):
            for one in (*(others[:1] if few else ()), row, *others, *self.rows):
                if self.tellings[one.key] < least:
                    self._step(one)
                    if one.group in self._groups and one.group != row.group and one.key != row.key:
                        self._step(self._groups[one.group], only_from=Telling.EXACT)
                    return True
        return False

    def _step(self, row: Measured, *, only_from: Telling | None = None) -> None:
        before = self.tellings[row.key]
        if only_from in {None, before}:
            self.tellings[row.key] = Telling(before + 1)

    def others(self, row: Measured, column: str) -> Iterator[Exchange]:
        """The exchanges that nobody sees and that make this count of the row another."""
        for one, given, other, taken in self._exchanges(row):
            turned = (direction(given) == column) != (direction(taken) == column)
            if turned and self._unseen_exchange(one, given, other, taken):
                yield one, given, other, taken

    def _exchanges(self, row: Measured) -> Iterator[Exchange]:
        """Every referral of this row with every one of the others, by their levels."""
        inside = [one for one in self._leaves if row.key in {one.key, one.group}]
        keys = {one.key for one in inside}
        # Where the counts are exact an exchange that changes a direction is always seen.
        outside = [one for one in self._leaves if one.key not in keys and self.tellings[one.key] is not Telling.EXACT]
        for one in inside:
            for other in outside:
                for given in _levels_of(one):
                    for taken in _levels_of(other):
                        yield one, given, other, taken

    def _unseen_exchange(self, one: Measured, given: Levels, other: Measured, taken: Levels) -> bool:
        if not (self._looks_same(one, given, taken) and self._looks_same(other, taken, given)):
            return False
        if one.group == other.group:
            return True
        mine, theirs = self._groups.get(one.group), self._groups.get(other.group)
        return (mine is None or self._looks_same(mine, given, taken)) and (
            theirs is None or self._looks_same(theirs, taken, given)
        )

    def _looks_same(self, row: Measured, given: Levels, taken: Levels) -> bool:
        telling = self.tellings[row.key]
        key = (row.key, given, taken, telling)
        if key not in self._seen_same:
            after = row.exchanged(given, taken)
            # The counts first, as a figure takes longer.
            self._seen_same[key] = telling is not Telling.EXACT and all(
                shown_row(row, one) == shown_row(after, one) for one in (max(telling, Telling.NO_FIGURE), telling)
            )
        return self._seen_same[key]


def _levels_of(row: Measured) -> list[Levels]:
    return [levels for levels, count in row.counts.items() if count]
