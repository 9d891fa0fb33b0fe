"""What must hold for every case under every matrix: nothing added lowers, order never matters, the same is the same."""

import json
import random
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.thresholds.builders import cases, documents, walsall
from thresholds.benchmark import HOWS
from thresholds.case import Case, Score, ToolResult, Worry, case_from_dict, case_to_dict
from thresholds.checking import check_document
from thresholds.compiling import compile_matrix
from thresholds.exchange import read_yaml
from thresholds.exchange_out import write_yaml
from thresholds.matrix import Matrix
from thresholds.scoring import score

MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MATRICES = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def strength(matrix: Matrix, route: str) -> int:
    """Push-back 0, Early Help 1, anything that stays with the hub or goes to a side route 2."""
    return {"push_back": 0, "early_help": 1}.get(matrix.route_kinds[route], 2)


def extra_worry(matrix: Matrix) -> st.SearchStrategy[Worry]:
    return st.builds(
        Worry,
        ref=st.just("Z"),
        indicator=st.sampled_from([*sorted(matrix.entries), "not-in-this-version"]),
        how=st.sampled_from(HOWS),
        has_evidence=st.booleans(),
        children=st.lists(st.integers(0, 3), max_size=2, unique=True).map(tuple),
    )


def assert_nothing_lowered(matrix: Matrix, before: Case, after: Case) -> None:
    lower, higher = score(matrix, before), score(matrix, after)
    assert (higher.level or 0) >= (lower.level or 0)
    if matrix is walsall():
        assert strength(matrix, higher.route) >= strength(matrix, lower.route)
    elif strength(matrix, lower.route) == 2:
        # A made-up scheme may ask agreement only at its higher levels, so Early Help may fall back; MASH never.
        assert strength(matrix, higher.route) == 2
    if lower.phone_referrer_today and higher.level == lower.level:
        assert higher.phone_referrer_today


def assert_order_does_not_matter(matrix: Matrix, case: Case, seed: int) -> None:
    worries, tools = list(case.worries), list(case.tools)
    random.Random(seed).shuffle(worries)
    random.Random(seed).shuffle(tools)
    assert score(matrix, replace(case, worries=tuple(worries), tools=tuple(tools))) == score(matrix, case)


@MANY
@given(data=st.data())
def test_adding_an_indicator_never_lowers_the_real_matrix(data: Any) -> None:
    case = data.draw(cases(walsall()))
    worry = data.draw(extra_worry(walsall()))
    assert_nothing_lowered(walsall(), case, replace(case, worries=(*case.worries, worry)))


@MANY
@given(case=cases(walsall()), fact=st.sampled_from(sorted(walsall().fact_bits)))
def test_adding_a_yes_never_lowers_the_real_matrix(case: Case, fact: str) -> None:
    assert_nothing_lowered(walsall(), case, replace(case, facts=case.facts | {fact}))


@MANY
@given(case=cases(walsall()), place=st.integers(0, 7))
def test_an_example_never_lowers_the_real_matrix(case: Case, place: int) -> None:
    assume(place < len(case.worries))
    worries = list(case.worries)
    worries[place] = replace(worries[place], has_evidence=False, how="suspected")
    before = replace(case, worries=tuple(worries))
    worries[place] = replace(worries[place], has_evidence=True, how="told")
    lower, higher = score(walsall(), before), score(walsall(), replace(case, worries=tuple(worries)))
    assert (higher.level or 0) >= (lower.level or 0)


@MANY
@given(case=cases(walsall()), seed=st.integers(0, 1000))
def test_the_order_of_worries_does_not_matter(case: Case, seed: int) -> None:
    assert_order_does_not_matter(walsall(), case, seed)


@MANY
@given(case=cases(walsall()))
def test_a_score_and_its_case_survive_json(case: Case) -> None:
    once = score(walsall(), case)
    assert Score.from_dict(json.loads(json.dumps(once.to_dict()))) == once
    assert case_from_dict(json.loads(json.dumps(case_to_dict(case)))) == case
    assert score(walsall(), case_from_dict(json.loads(json.dumps(case_to_dict(case))))) == once


@MANY
@given(case=cases(walsall()))
def test_level_4_is_never_pushed_back_and_reasons_are_in_order(case: Case) -> None:
    made = score(walsall(), case)
    if made.level == 4 or made.phone_referrer_today:
        assert strength(walsall(), made.route) == 2
    kinds = [reason.kind for reason in made.reasons]
    assert kinds.count("out") == 0 or kinds.index("out") >= len(kinds) - kinds.count("out")
    if made.level is not None:
        assert kinds[0] == "decides"
    assert made.route not in made.secondary_routes


@MANY
@given(case=cases(walsall()))
def test_a_hint_of_level_4_harm_never_leaves_mash(case: Case) -> None:
    harm = [w for w in case.worries if walsall().entries[w.indicator].level == 4]
    assume(harm)
    made = score(walsall(), case)
    weak = {w.indicator for w in harm} <= {code for code, entry in walsall().entries.items() if entry.weak}
    if not weak:
        assert strength(walsall(), made.route) == 2


@MATRICES
@given(data=st.data())
def test_any_matrix_passes_its_checks_and_never_lowers(data: Any) -> None:
    document = data.draw(documents())
    assert check_document(document) == []
    matrix = compile_matrix(document)
    case = data.draw(cases(matrix))
    worry = data.draw(extra_worry(matrix))
    assert_nothing_lowered(matrix, case, replace(case, worries=(*case.worries, worry)))
    assert_order_does_not_matter(matrix, case, data.draw(st.integers(0, 99)))


@MATRICES
@given(data=st.data())
def test_an_override_that_fires_is_never_below_its_level(data: Any) -> None:
    document = data.draw(documents())
    matrix = compile_matrix(document)
    made = score(matrix, data.draw(cases(matrix)))
    levels = {rule["id"]: rule.get("level", 0) for rule in document["rules"]["overrides"]}
    for reason in made.reasons:
        assert (made.level or 0) >= levels.get(reason.rule, 0)


@MATRICES
@given(data=st.data())
def test_a_document_survives_json_and_yaml_and_scores_the_same(data: Any) -> None:
    document = data.draw(documents())
    case = data.draw(cases(compile_matrix(document)))
    made = score(compile_matrix(document), case)
    for again in (
        json.loads(json.dumps(document, sort_keys=True)),
        read_yaml(write_yaml(document).encode(), name="matrix.yaml").document,
    ):
        assert again == document
        assert score(compile_matrix(again), case) == made


@MATRICES
@given(data=st.data())
def test_the_same_case_is_always_the_same_score(data: Any) -> None:
    """Twice under one version, under the version compiled anew, and with every set in another order."""
    document = data.draw(documents())
    matrix = compile_matrix(document)
    case = data.draw(cases(matrix))
    again = case_from_dict(case_to_dict(case))
    assert score(matrix, case) == score(matrix, case) == score(matrix, again) == score(compile_matrix(document), case)


@MATRICES
@given(data=st.data())
def test_an_override_always_wins(data: Any) -> None:
    """Whatever else is on the form, one whose only condition is a yes gives at least its level, and is named."""
    document = data.draw(documents())
    level = data.draw(st.integers(1, len(document["levels"])))
    document["rules"]["overrides"].insert(0, {
        "id": "winner", "title": "t", "note": "n", "source": "s", "when": {"any": ["fact:danger"]}, "level": level,
    })  # fmt: skip
    assert check_document(document) == []
    matrix = compile_matrix(document)
    case = data.draw(cases(matrix))
    made = score(matrix, replace(case, facts=case.facts | {"danger"}))
    assert made.level is not None
    assert made.level >= level
    reason = next(one for one in made.reasons if one.rule == "winner")
    if made.level == level:
        assert reason.kind == "decides"
    least = max(score(matrix, case).level or 0, level)
    assert least <= made.level <= max(least, *_danger_levels(document))


def _danger_levels(document: dict[str, Any]) -> list[int]:
    """What other overrides may give once there is a yes to the danger."""
    named = [rule for rule in document["rules"]["overrides"] if "fact:danger" in str(rule["when"])]
    return [rule.get("level", 0) for rule in named]


@MATRICES
@given(data=st.data())
def test_nothing_added_ever_lowers_any_matrix(data: Any) -> None:
    """A worry, a yes, an example, a tool result, a child of known age: each alone, under any matrix."""
    document = data.draw(documents())
    matrix = compile_matrix(document)
    case = data.draw(cases(matrix))
    more = [
        replace(case, worries=(*case.worries, data.draw(extra_worry(matrix)))),
        replace(case, facts=case.facts | {data.draw(st.sampled_from(sorted(matrix.fact_bits)))}),
        replace(case, tools=(*case.tools, ToolResult("count", data.draw(st.integers(1, 5))))),
        replace(case, worries=tuple(replace(one, has_evidence=True) for one in case.worries)),
        replace(case, ages_months=(*case.ages_months, data.draw(st.integers(0, 215)))),
    ]
    made = score(matrix, case)
    for one in more:
        assert (score(matrix, one).level or 0) >= (made.level or 0)
