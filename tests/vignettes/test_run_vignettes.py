"""Case examples of our own through form, score and route."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from config.vignettes import form_of
from core import clock
from notifications.models import Message
from referrals.case import build_case, choices_of
from referrals.document import build_document
from referrals.filled import Filled
from referrals.models import Draft, Referral
from thresholds.published import current
from thresholds.vignettes import case_of
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("cases.json").read_text())
ALL = Path(__file__).with_name("cases.json")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], Path]:
    """A file with these examples."""

    def write(content: Any) -> Path:
        path = tmp_path / "cases.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def changed(place: int, **changes: Any) -> list[dict[str, Any]]:
    cases = deepcopy(CASES)
    cases[place] |= changes
    return cases


def said(path: Path, **options: Any) -> list[str]:
    out = StringIO()
    call_command("run_vignettes", path, stdout=out, **options)
    return out.getvalue().splitlines()


def test_ours_all_agree() -> None:
    assert said(ALL) == [
        "published   engine: 1    2    3    4  none",
        "1                     1    0    0    0    0",
        "2                     0    1    0    0    0",
        "3                     0    0    1    0    0",
        "4                     0    0    0    2    0",
        "none                  0    0    0    0    1",
        "Level as published: 6 of 6",
        "Level as published or also allowed: 6 of 6",
        "Recall of level 1: 1 of 1 (100%)",
        "Recall of level 2: 1 of 1 (100%)",
        "Recall of level 3: 1 of 1 (100%)",
        "Recall of level 4: 2 of 2 (100%)",
        "Balanced accuracy: 1.000",
        "Route as published: 6 of 6",
        "Published level 4 that came out lower: 0",
    ]


def test_nothing_is_kept() -> None:
    before = (User.objects.count(), Entry.objects.count())
    said(ALL)
    assert not any(model.objects.exists() for model in (Referral, Draft, Message))
    assert (User.objects.count(), Entry.objects.count()) == before


def test_kept_when_asked() -> None:
    lines = said(ALL, keep=True)
    references = dict(Referral.objects.values_list("reference", "level"))
    assert sorted(references.values(), key=str) == [1, 2, 3, 4, 4, None]
    assert all(reference in lines[-1] for reference in references)
    said(ALL, keep=True)
    assert Referral.objects.count() == 12


def test_a_miss_is_named(written: Callable[[Any], Path]) -> None:
    lines = said(written(changed(1, walsall_level=3, acceptable_levels=[2, 3], expected_route="early_help_hub")))
    assert lines[-1] == "OWN-2: level 3 came out 2; early_help came out pushback_advice single_agency"
    assert "Level as published: 5 of 6" in lines
    assert "Level as published or also allowed: 6 of 6" in lines
    assert "Recall of level 3: 1 of 2 (50%)" in lines


def test_a_level_four_that_comes_out_lower_fails_the_run(written: Callable[[Any], Path]) -> None:
    with pytest.raises(CommandError, match="Published level 4 that came out lower: OWN-4"):
        said(written(changed(3, walsall_indicator_ids=["L3-fe-03"])))
    assert not Referral.objects.exists()


def test_what_a_reader_entered_stands_in_place_of_the_tags(written: Callable[[Any], Path], tmp_path: Path) -> None:
    """A reader's choice is reported, and fails no run."""
    names = ("walsall_indicator_ids", "concern_indicators", "consent")
    reading = {one["id"]: {name: one[name] for name in names} for one in CASES}
    reading["OWN-4"] = {**reading["OWN-4"], "walsall_indicator_ids": ["L3-fe-03"]}
    file = tmp_path / "entered.json"
    file.write_text(json.dumps(reading))
    lines = said(ALL, entered=file)
    assert "Recall of level 4: 1 of 2 (50%)" in lines
    assert "Published level 4 that came out lower: 1" in lines
    file.write_text(json.dumps({"OWN-1": {"consent": "agreed"}}))
    with pytest.raises(
        CommandError, match="What was entered for OWN-1 lacks concern_indicators, walsall_indicator_ids"
    ):
        said(ALL, entered=file)
    file.write_text("[]")
    with pytest.raises(CommandError, match="is not an object of examples"):
        said(ALL, entered=file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "cannot be read"),
        ({}, "is not a list"),
        ([1], "is not a list"),
        ([{"id": "OWN-9"}], "Example OWN-9 lacks"),
        (changed(0, walsall_indicator_ids=["L9-xx-1"]), "OWN-1 cannot be sent: Choose this worry again"),
    ],
)
def test_a_bad_file(written: Callable[[Any], Path], content: Any, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        said(written(content))
    assert not Referral.objects.exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        said(tmp_path / "none.json")


@pytest.mark.parametrize("vignette", CASES, ids=lambda one: one["id"])
def test_the_form_says_what_is_tagged_and_no_more(vignette: dict[str, Any]) -> None:
    """What comes out of the form is the case that the pure part makes of the tags."""
    wanted = case_of(vignette)
    filled = Filled(form_of(vignette, date(2026, 11, 17)), choices_of(current()))
    assert list(filled.problems()) == []
    case = build_case(build_document(filled), clock.now())
    assert [(one.indicator, one.has_evidence) for one in case.worries] == [
        (one.indicator, "factual_concern" in wanted.held) for one in wanted.worries
    ]
    assert (case.ages_months, case.facts, case.consent) == (wanted.ages_months, wanted.facts, wanted.consent)
    assert {"child_identifiable"} & case.held == {"child_identifiable"} & wanted.held
    assert case.referrer_level is None


def test_the_answer_is_not_in_the_form() -> None:
    """The published level and route never reach the form."""
    for vignette in CASES:
        other = {**vignette, "walsall_level": 1, "acceptable_levels": [], "expected_route": "x"}
        assert form_of(vignette, date(2026, 11, 17)) == form_of(other, date(2026, 11, 17))
