"""The engine is fast enough to re-score a year while somebody waits."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.thresholds.builders import walsall
from thresholds.benchmark import sample_cases, scored_per_second


def test_the_pile_of_cases_is_always_the_same() -> None:
    assert sample_cases(walsall(), 50) == sample_cases(walsall(), 50)
    assert {len(case.worries) for case in sample_cases(walsall(), 200)} == {1, 2, 3, 4, 5, 6}


def test_scoring_is_not_slow() -> None:
    """A quarter of the promise, so that a busy machine does not fail the suite."""
    assert scored_per_second(walsall(), sample_cases(walsall(), 1000)) > 5_000


@pytest.mark.heavy
def test_twenty_thousand_referrals_a_second_with_their_reasons() -> None:
    assert scored_per_second(walsall(), sample_cases(walsall(), 5000), rounds=10) >= 20_000


@pytest.mark.django_db
def test_the_command_prints_the_figure() -> None:
    printed = StringIO()
    call_command("bench_scoring", cases=50, stdout=printed)
    assert "referrals a second on one core" in printed.getvalue()
    assert "ms more for each score explained (promised: 0.1 ms)" in printed.getvalue()
