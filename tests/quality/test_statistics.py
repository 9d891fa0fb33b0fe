"""Agreement and calibration against published worked examples, and by what must hold of any of them."""

import math
import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.alpha import alpha
from quality.kappa import LEAST_PAIRS, Weights, agreeing_weights, agreement, in_words, said, weighted_kappa
from quality.shares import LEAST_CASES, calibration, out_of_order, share, wilson

# Two dermatologists, 88 patients (SAS/STAT user's guide, the FREQ procedure, agreement study).
SKIN = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
# Husbands and wives, 91 couples (Hout and others 1987; R package vcd, SexualFun).
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
# Four observers, twelve units (Krippendorff, Computing Krippendorff's alpha-reliability, 2011).
OBSERVERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]

CELLS = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=4, max_size=4)
LEVELS = (1, 2, 3, 4)


def counted(table: Sequence[Sequence[int]]) -> dict[tuple[int, int], int]:
    return {(i + 1, j + 1): count for i, row in enumerate(table) for j, count in enumerate(row)}


def units(observers: Sequence[str]) -> list[list[int]]:
    return [[int(sign) for sign in column if sign != "."] for column in zip(*observers, strict=True)]


def same(size: int) -> list[list[float]]:
    return [[float(i == j) for j in range(size)] for i in range(size)]


# Weighted kappa


@pytest.mark.parametrize(
    ("table", "linear", "kappa", "error"),
    [
        (SKIN, False, 0.3449, 0.0724),
        (SKIN, True, 0.5082, 0.0655),
        (COUPLES, False, 0.1293, 0.0686),
        (COUPLES, True, 0.2374, 0.0783),
    ],
)
def test_published_values(table: list[list[int]], linear: bool, kappa: float, error: float) -> None:
    weights = agreeing_weights(len(table), Weights.LINEAR) if linear else same(len(table))
    found = weighted_kappa(table, weights)
    assert found is not None
    assert found == (pytest.approx(kappa, abs=5e-5), pytest.approx(error, abs=5e-5))


def test_the_interval_of_a_published_value() -> None:
    found = agreement(counted(SKIN), LEVELS)
    assert (found.pairs, found.alike, found.higher, found.lower) == (88, 45, 24, 19)
    assert (found.low, found.high) == (pytest.approx(0.3798, abs=5e-5), pytest.approx(0.6366, abs=5e-5))
    assert not found.too_few


def test_quadratic_weights_forgive_one_level_apart() -> None:
    assert agreeing_weights(4, Weights.LINEAR)[0] == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert agreeing_weights(4, Weights.QUADRATIC)[0] == pytest.approx([1, 8 / 9, 5 / 9, 0])
    linear, quadratic = agreement(counted(SKIN), LEVELS), agreement(counted(SKIN), LEVELS, Weights.QUADRATIC)
    assert linear.value is not None
    assert quadratic.value is not None
    assert quadratic.value > linear.value


def test_one_pair_fewer_than_the_least_is_too_few() -> None:
    few = agreement({(1, 1): LEAST_PAIRS - 2, (2, 2): 1}, LEVELS)
    enough = agreement({(1, 1): LEAST_PAIRS - 1, (2, 2): 1}, LEVELS)
    assert (few.too_few, few.value, few.low, few.high) == (True, None, None, None)
    assert (few.pairs, few.alike) == (LEAST_PAIRS - 1, LEAST_PAIRS - 1)
    assert (enough.too_few, enough.value) == (False, 1.0)


def test_two_who_only_ever_give_one_level_say_nothing() -> None:
    found = agreement({(2, 2): 50}, LEVELS)
    assert (found.too_few, found.value, found.alike) == (False, None, 50)


def test_where_one_of_them_never_varies_there_is_no_figure() -> None:
    """It would be nought by its construction, with no interval at all."""
    found = agreement({(2, 1): 10, (2, 2): 60, (2, 3): 10}, LEVELS)
    assert (found.pairs, found.alike, found.value, found.low) == (80, 60, None, None)


def test_none_at_all_is_too_few() -> None:
    assert agreement({}, LEVELS).too_few
    assert weighted_kappa([[0, 0], [0, 0]], same(2)) is None


def test_a_level_of_another_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="Level 5 or 1"):
        agreement({(5, 1): 30}, LEVELS)


@given(CELLS)
def test_who_comes_first_does_not_matter(table: list[list[int]]) -> None:
    turned = [list(column) for column in zip(*table, strict=True)]
    one, other = agreement(counted(table), LEVELS), agreement(counted(turned), LEVELS)
    assert one.value == pytest.approx(other.value)
    assert one.low == pytest.approx(other.low)
    assert (one.higher, one.lower) == (other.lower, other.higher)


@given(CELLS, st.sampled_from(Weights))
def test_the_interval_holds_the_value_and_stays_in_range(table: list[list[int]], weights: Weights) -> None:
    found = agreement(counted(table), LEVELS, weights)
    if found.value is not None:
        assert found.low is not None
        assert found.high is not None
        assert -1 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= 1
    assert found.alike + found.higher + found.lower == found.pairs


@given(st.lists(st.integers(1, 40), min_size=2, max_size=4))
def test_whoever_always_agrees_has_one(diagonal: list[int]) -> None:
    found = agreement({(level + 1, level + 1): count * 10 for level, count in enumerate(diagonal)}, LEVELS)
    assert found.value == pytest.approx(1)
    assert found.low == pytest.approx(1)


@given(st.lists(st.integers(1, 9), min_size=4, max_size=4), st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_independent_answers_have_nought(rows: list[int], columns: list[int]) -> None:
    table = [[3 * row * column for column in columns] for row in rows]
    assert agreement(counted(table), LEVELS).value == pytest.approx(0, abs=1e-9)


@given(CELLS)
def test_turning_the_scale_round_changes_nothing(table: list[list[int]]) -> None:
    turned = [list(reversed(row)) for row in reversed(table)]
    assert agreement(counted(table), LEVELS).value == pytest.approx(agreement(counted(turned), LEVELS).value)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """The truth of a known table stands in 95 of 100 intervals of samples from it: here 300 samples of 200."""
    weights = agreeing_weights(4, Weights.LINEAR)
    truth = weighted_kappa(SKIN, weights)
    assert truth is not None
    rng, cells = random.Random(1969), list(counted(SKIN).items())
    held = 0
    for _ in range(300):
        drawn = rng.choices([cell for cell, _ in cells], [count for _, count in cells], k=200)
        found = agreement(Counter(drawn), LEVELS)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth[0] <= found.high
    assert 0.91 <= held / 300 <= 0.98


@pytest.mark.parametrize(
    ("value", "word"),
    [(1, "almost complete"), (0.8, "good"), (0.61, "good"), (0.6, "moderate"), (0.3, "fair"), (0.1, "slight")],
)
def test_words_for_a_value(value: float, word: str) -> None:
    assert in_words(value) == word
    assert in_words(-0.2) == in_words(0) == "no better than chance"


def test_the_sentence_does_not_say_chance_twice() -> None:
    assert said(0.5) == "Beyond chance, agreement is moderate"
    assert said(-0.3) == "Agreement is no better than chance"


# Several who answered


def test_the_published_alpha_of_ordered_values() -> None:
    found = alpha(units(OBSERVERS))
    assert (found.cases, found.answers) == (11, 40)
    assert found.value == pytest.approx(0.815, abs=5e-4)


def test_who_answered_in_which_order_does_not_matter() -> None:
    assert alpha(units(OBSERVERS[::-1])).value == pytest.approx(alpha(units(OBSERVERS)).value)


@given(st.lists(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=5), max_size=12))
def test_alpha_is_at_most_one_and_one_only_when_all_agree(cases: list[list[int]]) -> None:
    found = alpha(cases)
    if found.value is not None:
        agreed = all(len(set(answers)) == 1 for answers in cases if len(answers) > 1)
        assert math.isclose(found.value, 1) == agreed
        assert found.value <= 1 + 1e-12


@given(st.lists(st.lists(st.sampled_from(LEVELS), min_size=2, max_size=5), min_size=1, max_size=12))
def test_alpha_knows_only_the_order_of_levels(cases: list[list[int]]) -> None:
    moved = [[level * level + 7 for level in answers] for answers in cases]
    assert alpha(moved).value == pytest.approx(alpha(cases).value)


def test_a_case_that_one_alone_answered_says_nothing() -> None:
    assert alpha([[1, 1], [4, 4], [2]]) == alpha([[1, 1], [4, 4]])
    assert alpha([[3], [2]]).value is None
    assert alpha([[2, 2], [2, 2]]).value is None


def test_chance_answers_are_near_nought() -> None:
    rng = random.Random(42)
    found = alpha([[rng.choice(LEVELS) for _ in range(4)] for _ in range(2000)])
    assert found.value == pytest.approx(0, abs=0.03)


# Shares


@pytest.mark.parametrize(
    ("happened", "cases", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_intervals_of_a_share(happened: int, cases: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3."""
    assert wilson(happened, cases) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(LEAST_CASES, 500), st.data())
def test_the_interval_holds_the_share_and_mirrors(cases: int, data: st.DataObject) -> None:
    happened = data.draw(st.integers(0, cases))
    found, other = share(happened, cases), share(cases - happened, cases)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert other.low == pytest.approx(1 - found.high)


def test_a_share_of_too_few_is_none() -> None:
    assert share(3, LEAST_CASES - 1).value is None
    assert share(3, LEAST_CASES - 1).too_few
    assert share(3, LEAST_CASES).value == pytest.approx(0.15)
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)


def test_levels_that_nobody_was_given_are_there() -> None:
    found = calibration({2: (10, 40)}, LEVELS)
    assert [one.cases for one in found.values()] == [0, 40, 0, 0]
    assert found[2].value == 0.25


def test_neighbours_that_surely_go_the_wrong_way() -> None:
    rising = calibration({1: (2, 100), 2: (40, 100), 3: (10, 100)}, LEVELS)
    assert out_of_order(rising, rises=True) == [(2, 3)]
    assert out_of_order(rising, rises=False) == [(1, 2)]
    unsure = calibration({1: (20, 100), 2: (18, 100)}, LEVELS)
    assert out_of_order(unsure, rises=True) == []
