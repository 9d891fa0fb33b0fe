"""Shares and the range that chance explains."""

import pytest

from reporting.control import Limits, Share, limits, outside, together


@pytest.mark.parametrize(
    ("kept", "total", "percent"),
    [(0, 0, None), (0, 9, 0), (9, 9, 100), (999, 1000, 99), (1, 1000, 1), (1, 2, 50), (2, 3, 67)],
)
def test_per_cent_is_a_hundred_only_when_all_were_kept(kept: int, total: int, percent: int | None) -> None:
    assert Share(kept, total).percent == percent


def test_a_busy_week_counts_for_more() -> None:
    assert together([Share(1, 1), Share(0, 99)]) == Share(1, 100)
    assert together([]).value is None


def test_the_expected_range() -> None:
    assert limits(0.9, 100) == Limits(pytest.approx(0.81), pytest.approx(0.99))
    assert limits(0.9, 4).high == 1.0
    assert limits(0.5, 0) == Limits(0.0, 1.0)
    assert limits(1.0, 50) == Limits(1.0, 1.0)


def test_only_what_chance_does_not_explain_is_outside() -> None:
    steady = [Share(90, 100)] * 20
    assert outside([*steady, Share(85, 100)]) == []
    assert outside([*steady, Share(60, 100)]) == [20]
    assert outside([Share(0, 0)]) == []
