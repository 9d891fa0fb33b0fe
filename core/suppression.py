"""Small numbers that could point at one child are hidden, and so is whatever would give them away. Pure.

A table is a set of counts and the sums that a reader can do with them ("these parts make that total"). Every count
from 1 to 4 is hidden. Then, as long as the sums would still tell a hidden count, one more is hidden. Zero is shown
unless it is needed as cover. Practice: ONS and NHS Digital guidance on small numbers, with 5 as the least count shown.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST_SHOWN = 5
UNDER = f"under {LEAST_SHOWN}"
# Sums are solved in whole numbers modulo a prime far above any determinant that sums of 0 and 1 give: exact, and fast.
_PRIME = 2**61 - 1

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """`parts` add up to `total`."""

    total: Key
    parts: Sequence[Key]

    @property
    def cells(self) -> tuple[Key, ...]:
        return (self.total, *self.parts)


def is_small(count: int) -> bool:
    return 0 < count < LEAST_SHOWN


def told(count: int) -> str:
    """The number, or that it is small."""
    return UNDER if is_small(count) else str(count)


def hidden_cells(
    counts: Mapping[Key, int], sums: Iterable[Sum[Key]], *, also: Collection[Key] = (), last: Collection[Key] = ()
) -> frozenset[Key]:
    """The cells not to show, so that none of them can be worked out from the rest.

    `also`: hidden anyway. `last`: to be hidden only when nothing else would do, as the page shows them elsewhere.
    """
    lines = list(sums)
    hidden = {key for key, count in counts.items() if is_small(count)} | set(also)
    while told := _told(counts, lines, hidden):
        hidden.add(_cover(counts, lines, hidden, told, last))
    return frozenset(hidden)


def _cover(
    counts: Mapping[Key, int], lines: list[Sum[Key]], hidden: set[Key], told: set[Key], last: Collection[Key]
) -> Key:
    """What to hide next: the smallest count shown beside a cell that is given away, a part before a total.

    A cell whose own sums are all hidden can still be told in a roundabout way; then any sum with a hidden cell will do.
    """
    beside = [key for line in lines if told & set(line.cells) for key in line.cells if key not in hidden]
    near = beside or [key for line in lines if hidden & set(line.cells) for key in line.cells if key not in hidden]
    totals = {line.total for line in lines}
    return min(near, key=lambda key: (key in last, counts[key] == 0, key in totals, counts[key], str(key)))


def _told(counts: Mapping[Key, int], lines: list[Sum[Key]], hidden: set[Key]) -> set[Key]:
    """The hidden cells whose value follows from what is shown."""
    unknown = [key for key in counts if key in hidden]
    rows = [_equation(line, unknown) for line in lines]
    return {unknown[column] for column in _determined(rows, len(unknown))}


def _equation(line: Sum[Key], unknown: list[Key]) -> list[int]:
    """The hidden cells of one sum with their signs; what is shown stands on the other side and does not matter."""
    parts = set(line.parts)
    return [_PRIME - 1 if key == line.total else int(key in parts) for key in unknown]


def _determined(rows: list[list[int]], width: int) -> list[int]:
    """Columns whose unknown has only one solution: after full elimination, alone in their row."""
    done = 0
    for column in range(width):
        pivot = next((place for place in range(done, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = pow(rows[done][column], -1, _PRIME)
        mine = rows[done] = [value * lead % _PRIME for value in rows[done]]
        for place, row in enumerate(rows):
            if place != done and (factor := row[column]):
                rows[place] = [(value - factor * own) % _PRIME for value, own in zip(row, mine, strict=True)]
        done += 1
    return [next(i for i, value in enumerate(row) if value) for row in rows[:done] if sum(map(bool, row)) == 1]
