"""The open vignettes: level and route beside the published answer. A published level 4 never comes out lower."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.thresholds.builders import walsall
from thresholds.scoring import score
from thresholds.vignettes import Outcome, balanced_accuracy, case_of, months_of, outcome_of, report

FILE = Path(__file__).parent / "open_vignettes.json"
VIGNETTES: list[dict[str, Any]] = json.loads(FILE.read_text())
OUTCOMES = [outcome_of(vignette, score(walsall(), case_of(vignette))) for vignette in VIGNETTES]


def test_no_published_level_4_comes_out_lower() -> None:
    assert [outcome.name for outcome in OUTCOMES if outcome.lower_than_published_top] == []


def test_the_levels_agree() -> None:
    assert len(OUTCOMES) == 63
    assert [outcome.name for outcome in OUTCOMES if not outcome.level_agrees] == []
    assert balanced_accuracy(OUTCOMES) == 1.0


def test_the_routes_agree() -> None:
    assert [outcome.name for outcome in OUTCOMES if not outcome.route_agrees] == []


@pytest.mark.parametrize(("reader", "agree", "balanced"), [(1, 60, 0.918), (2, 56, 0.855)])
def test_entered_from_the_texts_alone(reader: int, agree: int, balanced: float) -> None:
    """By readers who saw no tag and no level: what docs/scoring.md reports."""
    entered = json.loads(FILE.with_name(f"entered_from_text_{reader}.json").read_text())
    outcomes = [outcome_of(one, score(walsall(), case_of({**one, **entered[one["id"]]}))) for one in VIGNETTES]
    assert sum(one.level_agrees for one in outcomes) == agree
    assert round(balanced_accuracy(outcomes), 3) == balanced


def test_the_answer_never_reaches_the_engine() -> None:
    blind = {
        "walsall_level": None,
        "acceptable_levels": [],
        "expected_route": "",
        "summary": "",
        "expected_overrides": [],
    }
    for vignette in VIGNETTES:
        assert case_of({**vignette, **blind}) == case_of(vignette)


@pytest.mark.parametrize(
    ("age", "months"),
    [
        ("6", 72), ("0", 0), ("10 months", 10), ("13 months", 13), ("16-17", 192), ("8 weeks", 2), ("toddler", 24),
        ("unknown", None), ("several under 12", None), ("", None),
    ],
)  # fmt: skip
def test_ages_as_vignettes_give_them(age: str, months: int | None) -> None:
    assert months_of(age) == months


def test_the_report_counts_and_names_the_misses() -> None:
    right = Outcome("V1", 4, (4,), 4, "mash_statutory", "mash_statutory")
    wrong = Outcome("V2", 4, (3, 4), 3, "mash_statutory", "early_help")
    lines = list(report([right, wrong]))
    assert "4                     0    0    1    1    0" in lines
    assert "Balanced accuracy: 0.500" in lines
    assert "Published level 4 that came out lower: 1" in lines
    assert lines[-1] == "V2: level 4 came out 3; mash_statutory came out early_help"
