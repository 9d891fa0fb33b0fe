"""Rows of a cut with small numbers hidden. Pure: counts in, rows out.

A row is the sum of what is alike, higher and lower; a group is the sum of its rows, and all groups that of everything.
A count under 5 is hidden, and whatever would give it away (core.suppression): each group with its rows by itself, then
the groups with the whole. What one step hides stays hidden in the other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.suppression import Sum, hidden_cells
from quality.kappa import LEAST_PAIRS, Kappa

PAIRS, ALIKE, HIGHER, LOWER = "pairs", "alike", "higher", "lower"
COLUMNS = (PAIRS, ALIKE, HIGHER, LOWER)
ALL, OTHERS = "all", "others"
Cell = tuple[str, str]  # (row, column)


@dataclass(frozen=True, slots=True)
class Measured:
    """One row before anything is hidden. `group` is empty for a group itself and for a cut that has none."""

    key: str
    name: str
    kappa: Kappa
    group: str = ""
    is_group: bool = False

    def count(self, column: str) -> int:
        return int(getattr(self.kappa, column))


@dataclass(frozen=True, slots=True)
class Shown:
    """The same with None for what is not shown. `kappa` and its interval go with the number of pairs."""

    key: str
    name: str
    is_group: bool
    counts: Mapping[str, int | None]
    kappa: Kappa | None

    @property
    def percent_alike(self) -> int | None:
        """Per cent with the same level; None when either number is hidden, or there are too few."""
        pairs, alike = self.counts[PAIRS], self.counts[ALIKE]
        return None if pairs is None or alike is None or pairs < LEAST_PAIRS else round(100 * alike / pairs)

    def against(self, whole: Kappa) -> str:
        """Whether the whole interval lies beside the figure of everything together: "less", "more" or nothing."""
        if self.kappa is None or self.kappa.low is None or self.kappa.high is None or whole.value is None:
            return ""
        if self.kappa.high < whole.value:
            return "less"
        return "more" if self.kappa.low > whole.value else ""


def shown_rows(rows: Sequence[Measured], whole: Kappa) -> list[Shown]:
    """The rows in their order. None at all when the whole, which is shown, would tell a number that is hidden."""
    hidden = _hidden(rows, whole)
    if hidden & {(ALL, column) for column in COLUMNS}:
        return []
    return [_shown(row, hidden) for row in rows]


def _hidden(rows: Sequence[Measured], whole: Kappa) -> frozenset[Cell]:
    groups = [row for row in rows if row.is_group] or list(rows)
    within: set[Cell] = set()
    for group in groups:
        parts = [row for row in rows if row.group == group.key and not row.is_group]
        if parts:
            sums = [_across(row.key) for row in (group, *parts)] + _down(group.key, parts)
            within |= hidden_cells(_counts([group, *parts]), sums)
    everything = Measured(ALL, "", whole)
    sums = [_across(row.key) for row in (everything, *groups)] + _down(ALL, groups)
    return (
        hidden_cells(
            _counts([everything, *groups]), sums, also=_cells_of(groups) & within, last=_cells_of([everything])
        )
        | within
    )


def _counts(rows: Sequence[Measured]) -> dict[Cell, int]:
    return {(row.key, column): row.count(column) for row in rows for column in COLUMNS}


def _cells_of(rows: Sequence[Measured]) -> set[Cell]:
    return {(row.key, column) for row in rows for column in COLUMNS}


def _across(key: str) -> Sum[Cell]:
    return Sum((key, PAIRS), [(key, ALIKE), (key, HIGHER), (key, LOWER)])


def _down(total: str, parts: Sequence[Measured]) -> list[Sum[Cell]]:
    return [Sum((total, column), [(row.key, column) for row in parts]) for column in COLUMNS]


def _shown(row: Measured, hidden: Collection[Cell]) -> Shown:
    counts = {column: None if (row.key, column) in hidden else row.count(column) for column in COLUMNS}
    # Kappa depends on all the levels of both, far more numbers than stand here: it goes with the number of pairs.
    return Shown(row.key, row.name, row.is_group, counts, None if counts[PAIRS] is None else row.kappa)
