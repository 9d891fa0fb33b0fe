"""Shares, means and their intervals against values worked out elsewhere."""

import pytest

from practice.figures import Between, change, mean, share


def given(right: int, wrong: int) -> list[bool]:
    return [True] * right + [False] * wrong


def rounded(one: Between | None, places: int = 4) -> tuple[float, ...]:
    assert one is not None
    return tuple(round(value, places) for value in one)


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        (10, 0, (1.0, 0.7225, 1.0)),
        (0, 10, (0.0, 0.0, 0.2775)),
        (81, 182, (0.308, 0.2553, 0.3662)),  # Newcombe 1998, the first paper, table I: 81 of 263
        (15, 133, (0.1014, 0.0624, 0.1605)),  # 15 of 148
    ],
)
def test_share(right: int, wrong: int, expected: tuple[float, ...]) -> None:
    assert rounded(share(given(right, wrong))) == expected


def test_change() -> None:
    """Newcombe 1998, the second paper, method 10: 56 of 70 less 48 of 80."""
    assert rounded(change(given(48, 32), given(56, 14))) == (0.2, 0.0524, 0.3339)


def test_a_mean_has_students_interval() -> None:
    assert rounded(mean([0.1, 0.2, 0.3, 0.4, 0.5]), 3) == (0.3, 0.104, 0.496)
    assert rounded(mean([0.5])) == (0.5, 0.5, 0.5)


def test_nothing_says_nothing() -> None:
    assert share([]) is None
    assert mean([]) is None
    assert change(given(1, 0), []) is None
