"""Small numbers stand in no row, and cannot be worked out: checked against every town that would look the same."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.agreement.groups import HIGHER, PARTS, Levels, Measured, Shown, Telling, shown_row
from quality.agreement.hiding import shown_rows

FOUR, TWO = (1, 2, 3, 4), (1, 2)
CELLS: list[Levels] = list(product(TWO, TWO))


def row(key: str, alike: int, higher: int, lower: int, *, group: str = "", **more: bool) -> Measured:
    counts = {(2, 2): alike // 2, (3, 3): alike - alike // 2, (2, 3): higher, (3, 1): lower}
    return Measured(key, key.title(), counts, FOUR, group, **more)


def group(key: str, members: list[Measured]) -> Measured:
    counts: Counter[Levels] = Counter()
    for one in members:
        counts.update(one.counts)
    return Measured(key, key.title(), dict(counts), FOUR, is_group=True)


def flat(*counts: int) -> Measured:
    """A row of two levels, by its four cells."""
    return Measured(f"row {counts}", "Row", dict(zip(CELLS, counts, strict=True)), TWO)


def tables(pairs: int, whole: Counter[Levels]) -> Iterator[dict[Levels, int]]:
    """Every table of so many pairs within the whole."""
    one, two, three, four = CELLS
    for a, b, c in product(*(range(min(pairs, whole[cell]) + 1) for cell in (one, two, three))):
        if 0 <= pairs - a - b - c <= whole[four]:
            yield {one: a, two: b, three: c, four: pairs - a - b - c}


def looks(measured: Measured, shown: Shown, counts: dict[Levels, int]) -> Measured | None:
    """The row with these counts instead, if the page would be the same."""
    other = Measured(measured.key, measured.name, counts, TWO)
    least = max(shown.telling, Telling.NO_FIGURE)
    if shown_row(other, least).parts != shown_row(measured, least).parts:
        return None
    return other if shown_row(other, shown.telling) == shown else None


def all_that_look_the_same(rows: list[Measured], shown: list[Shown]) -> list[tuple[Measured, Measured]]:
    """Every pair of rows with the numbers of referrals, the whole, and all that is shown, the figures too."""
    whole: Counter[Levels] = Counter()
    for one in rows:
        whole.update(one.counts)
    found = []
    for counts in tables(rows[0].pairs, whole):
        first = looks(rows[0], shown[0], counts)
        rest = {cell: whole[cell] - counts[cell] for cell in CELLS}
        second = first and looks(rows[1], shown[1], rest)
        if first and second:
            found.append((first, second))
    return found


def check_no_small_number_can_be_known(rows: list[Measured]) -> list[Shown]:
    shown = shown_rows(rows)
    if shown:
        towns = all_that_look_the_same(rows, shown)
        for place, measured in enumerate(rows):
            for column in PARTS:
                if 0 < measured.parts[column] < 5:
                    assert len({town[place].parts[column] for town in towns}) > 1, (measured, column)
    return shown


SMALL = st.integers(0, 7)
ROW = st.tuples(st.integers(10, 17), SMALL, SMALL, st.integers(10, 17))


@settings(deadline=None, max_examples=60)
@given(ROW, ROW)
def test_no_town_of_two_rows_gives_a_small_number_away(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    check_no_small_number_can_be_known([flat(*one), flat(*other)])


@pytest.mark.parametrize("small", [1, 2, 3, 4])
@pytest.mark.parametrize("pairs", [20, 23, 26, 104])
def test_beside_many_every_small_number_is_hidden_and_the_row_still_stands(small: int, pairs: int) -> None:
    """26 referrals, none lower, 0.95 beyond chance: that was 25 of 26 alike, and the hidden number 1."""
    rows = [flat(pairs // 2, small, 0, pairs - pairs // 2 - small), flat(60, 21, 9, 50)]
    first, second = check_no_small_number_can_be_known(rows)
    assert first.parts[HIGHER] is None
    assert first.alike
    assert first.kappa is None or first.pairs >= 100
    assert second.parts[HIGHER] in {20, 21}


def test_the_figure_of_a_small_row_with_a_small_number_is_hidden() -> None:
    rows = [row("small", 25, 1, 0), row("large", 300, 70, 40), row("other", 250, 60, 30)]
    small = shown_rows(rows)[0]
    assert (small.kappa, small.pairs) == (None, 26)
    assert (small.parts[HIGHER], small.parts["alike"]) == (None, 25)


COUNT = st.integers(0, 30)
MEMBER = st.tuples(st.integers(12, 60), COUNT, COUNT)
TOWN = st.lists(st.lists(MEMBER, min_size=2, max_size=3), min_size=1, max_size=3)


@settings(deadline=None, max_examples=60)
@given(TOWN)
def test_no_small_number_is_shown_in_groups_either(groups: list[list[tuple[int, int, int]]]) -> None:
    rows: list[Measured] = []
    for number, some in enumerate(groups):
        key = f"kind {number}"
        members = [row(f"{number} {place}", *counts, group=key) for place, counts in enumerate(some)]
        rows += [group(key, members), *members]
    for one, shown in zip(rows, shown_rows(rows), strict=False):
        assert one.key == shown.key
        for column in PARTS:
            assert shown.parts[column] in {None, 0} or (shown.parts[column] or 0) >= 5


def test_the_direction_of_large_rows_is_seen_beside_a_small_number() -> None:
    rows = [row("one", 150, 40, 20), row("two", 160, 12, 60), row("three", 170, 3, 50), row("four", 140, 44, 30)]
    shown = {one.key: one for one in shown_rows(rows)}
    for key in ("one", "two", "four"):
        assert None not in shown[key].parts.values(), key
        assert shown[key].kappa is not None
    assert shown["three"].parts == {"alike": 170, "higher": None, "lower": 50}


def test_where_the_whole_alone_would_tell_there_are_no_rows() -> None:
    assert shown_rows([row("one", 30, 3, 9)]) == []


def test_what_is_not_on_the_page_is_still_something_to_exchange_with() -> None:
    rows = [row("one", 30, 3, 9), row("two", 12, 3, 2, unseen=True)]
    (shown,) = shown_rows(rows)
    assert (shown.key, shown.parts[HIGHER]) == ("one", None)


def test_what_hides_nothing_is_whole() -> None:
    members = [row("one", 20, 5, 10, group="kind"), row("two", 30, 12, 9, group="kind")]
    rows = [group("kind", members), *members, row("three", 25, 8, 0)]
    shown = shown_rows(rows)
    assert [one.parts for one in shown] == [one.parts for one in rows]
    assert [one.percent_alike for one in shown] == [58, 57, 59, 76]
    assert [one.only_ever for one in shown] == ["", "", "", "higher"]


def test_more_and_less_than_all_only_when_the_whole_interval_lies_there() -> None:
    def spread(key: str, off: int) -> Measured:
        counts = {(one, other): 40 if one == other else off for one, other in product(FOUR, FOUR)}
        return Measured(key, key, counts, FOUR)

    whole = spread("whole", 10).kappa
    rows = [spread(name, off) for name, off in (("worse", 38), ("same", 10), ("better", 5))]
    assert [one.against(whole) for one in shown_rows(rows)] == ["less", "", "more"]
    assert [one.against(whole) for one in shown_rows([row("alike", 40, 0, 0)])] == [""]
