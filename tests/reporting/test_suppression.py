"""What is hidden cannot be worked out: checked against every table that would look the same."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from core.suppression import Sum, hidden_cells

TABLES = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=3), min_size=1, max_size=3).filter(
    lambda rows: len({len(row) for row in rows}) == 1
)


def table(rows: list[list[int]]) -> tuple[dict[tuple[str, str], int], list[Sum[tuple[str, str]]]]:
    """A two-way table with all its totals, as the agency table is."""
    columns = [f"c{place}" for place in range(len(rows[0]))]
    names = [f"r{place}" for place in range(len(rows))]
    counts = {(name, column): rows[r][c] for r, name in enumerate(names) for c, column in enumerate(columns)}
    for name in names:
        counts[name, "all"] = sum(counts[name, column] for column in columns)
    for column in [*columns, "all"]:
        counts["all", column] = sum(counts[name, column] for name in names)
    sums = [Sum((name, "all"), [(name, column) for column in columns]) for name in [*names, "all"]]
    sums += [Sum(("all", column), [(name, column) for name in names]) for column in [*columns, "all"]]
    return counts, sums


def test_nothing_small_nothing_hidden() -> None:
    counts, sums = table([[5, 9], [0, 7]])
    assert hidden_cells(counts, sums) == frozenset()


def test_a_single_small_number_takes_a_rectangle_with_it() -> None:
    counts, sums = table([[3, 20], [8, 30]])
    assert hidden_cells(counts, sums) == {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")}


def test_an_only_row_and_its_equal_total_are_hidden_together() -> None:
    counts, sums = table([[3, 20, 9]])
    hidden = hidden_cells(counts, sums)
    assert {("r0", "c0"), ("all", "c0")} < hidden
    assert ("r0", "c2") in hidden


def test_a_zero_is_cover_only_when_nothing_else_is_left() -> None:
    counts, sums = table([[3, 0, 20], [9, 9, 9]])
    assert ("r0", "c1") not in hidden_cells(counts, sums)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_every_small_number_is_hidden_and_none_follows_from_the_rest(rows: list[list[int]]) -> None:
    counts, sums = table(rows)
    hidden = hidden_cells(counts, sums)
    assert {key for key, count in counts.items() if 0 < count < 5} <= hidden
    for key in hidden:
        assert could_be_another(rows, key, hidden), key


def could_be_another(rows: list[list[int]], key: tuple[str, str], hidden: frozenset[tuple[str, str]]) -> bool:
    """Whether some other table, of any whole numbers, shows the same cells and differs in this one.

    Tables that differ only along rectangles are enough: they span every change that keeps all the totals shown.
    """
    counts, _ = table(rows)
    width, height = len(rows[0]), len(rows)
    for change in itertools.product((-1, 0, 1), repeat=width * height):
        other = [[rows[r][c] + change[r * width + c] for c in range(width)] for r in range(height)]
        others, _ = table(other)
        if others[key] != counts[key] and all(others[k] == v for k, v in counts.items() if k not in hidden):
            return True
    return False
