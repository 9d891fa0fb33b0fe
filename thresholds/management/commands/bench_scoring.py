"""manage.py bench_scoring: how many referrals a second the engine scores on one core, reasons included."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from thresholds.benchmark import explained_per_second, sample_cases, scored_per_second
from thresholds.published import current


class Command(BaseCommand):
    help = "Score a mixed pile of cases under the published matrix and print the rate on one core."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=5000)

    def handle(self, *args: Any, cases: int, **options: Any) -> None:
        published = current()
        rate = scored_per_second(published.matrix, sample_cases(published.matrix, max(1, cases)))
        self.stdout.write(
            f"Scoring, reasons included: {rate:,.0f} referrals a second on one core "
            f"({1_000_000 / rate:.0f} microseconds each; {published.version})."
        )
        told = explained_per_second(published.matrix, published.version.document, sample_cases(published.matrix, 1000))
        self.stdout.write(
            f"Every rule in words: {1000 / told:.3f} ms more for each score explained (promised: 0.1 ms)."
        )
