"""manage.py run_vignettes FILE: published case examples through form, score and route, beside the published answer."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.vignettes import Run, run, stand_in
from core import clock
from core.clock import LONDON
from core.errors import Refused
from thresholds.vignettes import Vignette, report

NEEDED = {
    "id",
    "child_ages",
    "unborn",
    "referrer",
    "summary",
    "concern_indicators",
    "consent",
    f"{settings.MATRIX_SCHEME}_level",
    "acceptable_levels",
    "expected_route",
    f"{settings.MATRIX_SCHEME}_indicator_ids",
}
# Of these, what a reader enters.
ENTERED = {f"{settings.MATRIX_SCHEME}_indicator_ids", "concern_indicators", "consent"}


class Command(BaseCommand):
    help = "Put case examples through form, score and route and compare them with their published answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="A JSON list of case examples.")
        parser.add_argument(
            "--entered",
            type=Path,
            help="JSON, by the example's id: what somebody entered from its text alone, in place of its tags.",
        )
        parser.add_argument("--keep", action="store_true", help="Keep the referrals; otherwise nothing is written.")

    def handle(self, *args: Any, **options: Any) -> None:
        vignettes = read(options["file"])
        if options["entered"]:
            vignettes = entered(vignettes, options["entered"])
        with transaction.atomic():
            runs = [self._run(vignette) for vignette in vignettes]
            transaction.set_rollback(not options["keep"])
        for line in report([one.outcome for one in runs]):
            self.stdout.write(line)
        if options["keep"]:
            self.stdout.write("Kept: " + ", ".join(f"{one.outcome.name} {one.reference}" for one in runs))
        low = [one.outcome.name for one in runs if one.outcome.lower_than_published_top]
        if low and not options["entered"]:  # the engine's doing, not somebody's choice of tags
            raise CommandError(f"Published level 4 that came out lower: {', '.join(low)}.")

    def _run(self, vignette: Vignette) -> Run:
        try:
            return run(vignette, by=stand_in(), today=clock.now().astimezone(LONDON).date())
        except Refused as refusal:
            raise CommandError(f"{vignette['id']} cannot be sent: {refusal.sentence}") from refusal


def loaded(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def entered(vignettes: list[Vignette], path: Path) -> list[Vignette]:
    """The examples with what somebody entered who saw only their texts: worries, answers and agreement."""
    found = loaded(path)
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise CommandError(f"{path} is not an object of examples by id.")
    chosen: list[Vignette] = []
    for one in vignettes:
        if missing := ENTERED - found.get(one["id"], {}).keys():
            raise CommandError(f"What was entered for {one['id']} lacks {', '.join(sorted(missing))}.")
        chosen.append({**one, **{name: found[one["id"]][name] for name in ENTERED}})
    return chosen


def read(path: Path) -> list[Vignette]:
    """The examples in a file. Says which one lacks what."""
    found = loaded(path)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise CommandError(f"{path} is not a list of case examples.")
    for place, one in enumerate(found):
        if missing := NEEDED - one.keys():
            raise CommandError(f"Example {one.get('id', place)} lacks {', '.join(sorted(missing))}.")
    return found
