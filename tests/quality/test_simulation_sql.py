"""The statement and the pure engine give one answer, field by field, whatever the matrix and the case."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quality.bench_sql import answer_of_engine, answers_of
from tests.thresholds.builders import cases, documents, walsall
from thresholds.benchmark import CONSENTS, HOWS, sample_cases
from thresholds.case import Case, ToolResult, Worry
from thresholds.checking import check_document
from thresholds.compiling import compile_matrix
from thresholds.matrix import Matrix

pytestmark = pytest.mark.django_db
MATRICES = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


def assert_equal(matrix: Matrix, pile: list[Case]) -> None:
    for case, found in zip(pile, answers_of(matrix, pile), strict=True):
        assert found == answer_of_engine(matrix, case), case


def any_cases(matrix: Matrix, count: int, seed: int) -> list[Case]:
    """Random cases that use everything a case can hold, unknown codes and ages too."""
    chance = random.Random(seed)
    codes, facts, held = sorted(matrix.entries), sorted(matrix.fact_bits), sorted(matrix.held_bits)
    tools: list[tuple[str, Any]] = [(t, v) for t, values in matrix.readings.items() for v in values]
    tools += [("no-such-tool", 1), *((tool, 99) for tool in matrix.largest), *((tool, "x") for tool in matrix.readings)]
    ages = (None, 3, 11, 14, 150, 160, 191, 192, 200)
    weak = [code for code in codes if matrix.entries[code].weak]

    def worry(place: int) -> Worry:
        code = chance.choice(weak) if weak and chance.random() < 0.1 else chance.choice(codes)
        named = tuple(chance.sample(range(4), chance.randint(1, 2))) if chance.random() < 0.4 else ()
        code = "not-in-this-version" if chance.random() < 0.01 else code
        return Worry(chr(ord("A") + place), code, chance.choice(HOWS), chance.random() < 0.6, named)

    def case() -> Case:
        few = chance.random() < 0.5
        return Case(
            worries=tuple(worry(place) for place in range(chance.randint(0, 2 if few else 8))),
            tools=tuple(ToolResult(*chance.choice(tools)) for _ in range(chance.random() < 0.2)),
            ages_months=tuple(chance.choice(ages) for _ in range(chance.randint(0, 3))),
            facts=frozenset(chance.choice(facts) for _ in range(chance.randint(0, 2) if chance.random() < 0.3 else 0)),
            held=frozenset(code for code in held if chance.random() < 0.9),
            consent=chance.choice(CONSENTS),
            young_person_consent=chance.choice((None, *CONSENTS)),
            harm_if_asked=chance.random() < 0.05,
            contacts_7_days=chance.choice((0, 0, 0, 2)),
            contacts_12_months=chance.choice((0, 0, 3)),
            referrals_12_months=chance.choice((0, 0, 0, 1)),
            referrer_level=chance.choice((None, *matrix.levels)),
        )

    return [case() for _ in range(count)]


def test_ten_thousand_random_cases_of_walsall() -> None:
    matrix = walsall()
    pile = any_cases(matrix, 10_000, seed=7)
    for start in range(0, len(pile), 2_500):
        assert_equal(matrix, pile[start : start + 2_500])
    answers = {answer_of_engine(matrix, case)[1] for case in pile}
    assert answers >= {"mash_statutory", "early_help", "pushback_advice", "pushback_consent", "pushback_information"}
    assert answers >= {"prevent_channel", "emergency_999", "allocated_worker", "lado", "private_fostering"}


def test_cases_such_as_the_front_door_gets() -> None:
    assert_equal(walsall(), sample_cases(walsall(), 2_000, seed=3))


def test_the_empty_case() -> None:
    assert_equal(walsall(), [Case()])


@MATRICES
@given(data=st.data())
def test_generated_matrices(data: st.DataObject) -> None:
    document = data.draw(documents())
    assume(not check_document(document))
    matrix = compile_matrix(document)
    pile = data.draw(st.lists(cases(matrix), min_size=1, max_size=6))
    assert_equal(matrix, pile + any_cases(matrix, 60, seed=data.draw(st.integers(0, 10_000))))
