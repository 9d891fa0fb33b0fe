"""Small numbers stand in no row, and cannot be worked out from the others."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from quality.agreement.groups import COLUMNS, Measured, Shown, shown_rows
from quality.kappa import Kappa, agreement

LEVELS = (1, 2, 3, 4)


def kappa(alike: int, higher: int, lower: int) -> Kappa:
    return agreement({(2, 2): alike, (2, 3): higher, (2, 1): lower}, LEVELS)


def together(rows: list[Kappa]) -> Kappa:
    return kappa(*(sum(getattr(row, name) for row in rows) for name in ("alike", "higher", "lower")))


def town(groups: list[list[tuple[int, int, int]]]) -> tuple[list[Measured], Kappa]:
    rows: list[Measured] = []
    for number, members in enumerate(groups):
        each = [kappa(*member) for member in members]
        rows.append(Measured(f"kind {number}", f"Kind {number}", together(each), is_group=True))
        rows += [Measured(f"{number} {place}", "One", one, f"kind {number}") for place, one in enumerate(each)]
    return rows, together([row.kappa for row in rows if row.is_group])


COUNT = st.integers(0, 12)
MEMBER = st.tuples(COUNT, COUNT, COUNT)
TOWN = st.lists(st.lists(MEMBER, min_size=1, max_size=3), min_size=1, max_size=3)


def shown_numbers(rows: list[Shown]) -> list[int]:
    return [count for row in rows for count in row.counts.values() if count is not None]


@settings(deadline=None)
@given(TOWN)
def test_no_small_number_is_shown(groups: list[list[tuple[int, int, int]]]) -> None:
    rows, whole = town(groups)
    assert all(count == 0 or count >= 5 for count in shown_numbers(shown_rows(rows, whole)))


def test_a_row_of_one_group_cannot_be_solved_from_the_other_rows() -> None:
    """Three is hidden in one row. Every way to fill the hidden cells that all sums allow leaves it open."""
    rows, whole = town([[(20, 3, 10), (30, 12, 9), (25, 8, 7)]])
    shown = shown_rows(rows, whole)
    hidden = {(row.key, column) for row in shown for column, count in row.counts.items() if count is None}
    assert ("0 0", "higher") in hidden
    assert len(hidden) >= 4
    for cell in hidden:
        row, column = cell
        assert len({key for key, other in hidden if other == column}) >= 2
        assert len({other for key, other in hidden if key == row}) >= 2


def test_the_whole_is_shown_so_where_it_alone_would_tell_there_are_no_rows() -> None:
    rows, whole = town([[(30, 3, 9)]])
    assert shown_rows(rows, whole) == []


def test_what_hides_nothing_is_whole() -> None:
    rows, whole = town([[(20, 5, 10), (30, 12, 9)], [(25, 8, 0)]])
    shown = shown_rows(rows, whole)
    assert [[row.counts[column] for column in COLUMNS] for row in shown] == [
        [row.count(column) for column in COLUMNS] for row in rows
    ]
    assert [row.percent_alike for row in shown] == [58, 57, 59, 76, 76]


def test_more_and_less_than_all_only_when_the_whole_interval_lies_there() -> None:
    def spread(off: int) -> Kappa:
        return agreement({(one, other): 40 if one == other else off for one, other in product(LEVELS, LEVELS)}, LEVELS)

    whole = spread(10)
    rows = [Measured(name, name, spread(off)) for name, off in (("worse", 38), ("same", 10), ("better", 1))]
    everything = agreement(dict.fromkeys(product(LEVELS, LEVELS), 3 * 10**6), LEVELS)
    assert [row.against(whole) for row in shown_rows(rows, everything)] == ["less", "", "more"]
