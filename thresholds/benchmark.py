"""How fast the engine scores: a mixed pile of cases, every reason included, on one core."""

import random
import time
from collections.abc import Mapping
from typing import Any

from thresholds.case import Case, Consent, How, ToolResult, Worry
from thresholds.explaining import Explainer
from thresholds.matrix import Matrix
from thresholds.scoring import score

HOWS: tuple[How, ...] = ("seen", "told", "suspected")
CONSENTS: tuple[Consent, ...] = ("agreed", "refused", "not_asked", "not_known")


def sample_cases(matrix: Matrix, count: int, *, seed: int = 1) -> list[Case]:
    """Cases such as the front door gets: one to six worries, one to three children, now and then a tool or a fact."""
    chance = random.Random(seed)  # noqa: S311
    codes, facts, held = sorted(matrix.indicators), sorted(matrix.fact_bits), sorted(matrix.held_bits)
    tools = [(tool, value) for tool, values in sorted(matrix.readings.items()) for value in values]
    return [
        Case(
            worries=tuple(
                Worry(chr(ord("A") + place), code, chance.choice(HOWS), chance.random() < 0.8)
                for place, code in enumerate(chance.sample(codes, min(len(codes), chance.randint(1, 6))))
            ),
            tools=tuple(ToolResult(*chance.choice(tools)) for _ in range(chance.random() < 0.2)) if tools else (),
            ages_months=tuple(chance.choice((None, *range(0, 216, 7))) for _ in range(chance.randint(1, 3))),
            facts=frozenset(chance.choice(facts) for _ in range(chance.random() < 0.3)) if facts else frozenset(),
            held=frozenset(code for code in held if chance.random() < 0.8),
            consent=chance.choice(CONSENTS),
            contacts_12_months=chance.choice((0, 0, 1, 3)),
        )
        for _ in range(count)
    ]


def scored_per_second(matrix: Matrix, cases: list[Case], *, rounds: int = 5) -> float:
    """Scores in a second of processor time: the best of several rounds, so that a busy machine counts for less."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for case in cases:
            score(matrix, case)
        best = min(best, time.process_time() - start)
    return len(cases) / best


def explained_per_second(matrix: Matrix, document: Mapping[str, Any], cases: list[Case], *, rounds: int = 5) -> float:
    """Scores explained in a second of processor time, every rule in words; the scoring itself is not counted."""
    explainer, made = Explainer(matrix, document), [score(matrix, case) for case in cases]
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for case, one in zip(cases, made, strict=True):
            explainer.tried(case, one)
        best = min(best, time.process_time() - start)
    return len(cases) / best
