"""manage.py bench_simulation: engine, simulation and the bare SQL floor side by side, from the same rows."""

import resource
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from quality.bench_sql import Bench, answer_of_engine, answers_of
from thresholds.benchmark import sample_cases, scored_per_second
from thresholds.published import current

ROUNDS = 3


class Command(BaseCommand):
    help = "Make many cases of eight indicators each in the database, and time their re-scoring against a bare floor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=1_000_000)
        parser.add_argument("--equal", type=int, default=10_000, help="cases compared with the engine one by one")

    def handle(self, *args: Any, count: int, equal: int, **options: Any) -> None:
        published = current()
        matrix = published.matrix
        pile = sample_cases(matrix, max(1, equal), seed=11)
        wrong = sum(a != answer_of_engine(matrix, c) for a, c in zip(answers_of(matrix, pile), pile, strict=True))
        self._say(f"{published.version}: {len(pile):,} cases against the engine, {wrong:,} different.")
        rate = scored_per_second(matrix, pile[:5_000])
        bench, before = Bench(matrix, max(1, count)), _peak()
        try:
            bench.make(lambda made: self._say(f"  {made:,} of {bench.count:,} cases made"))
            timed = [(bench.floor(), bench.simulate()) for _ in range(ROUNDS)]
        finally:
            bench.drop()
        self._table(bench.count, rate, timed, before)

    def _table(self, count: int, rate: float, timed: list[tuple[float, float]], before: int) -> None:
        floor, simulation = min(one[0] for one in timed), min(one[1] for one in timed)
        self._say(f"{count:,} cases of eight indicators, best of {len(timed)} rounds:")
        self._say(f"  engine      {count / rate:8.1f} s  {rate:12,.0f} a second  (every reason and question, one core)")
        self._say(f"  simulation  {simulation:8.1f} s  {count / simulation:12,.0f} a second")
        self._say(f"  floor       {floor:8.1f} s  {count / floor:12,.0f} a second  (highest level, one join and group)")
        self._say(
            f"Memory of this process: {before} MB at its most before the rows were made, {_peak()} MB at the end."
        )
        self._say(f"ratio {simulation / floor:.1f}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
