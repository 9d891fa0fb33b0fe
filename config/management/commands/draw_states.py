"""manage.py draw_states: the state diagrams in docs/, drawn from the very tables that the code obeys."""

from argparse import ArgumentParser
from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contacts import states as contact_states
from escalation import ladder
from referrals import reading_states, states
from thresholds import states as matrix_states

FILE = settings.BASE_DIR / "docs" / "states.md"
Moves = Mapping[Any, tuple[frozenset[Any], Any]]


class Command(BaseCommand):
    help = "Draw the state diagrams again, or with --check say whether they are out of date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        drawn = page()
        if not options["check"]:
            FILE.write_text(drawn)
            self.stdout.write(f"Drawn: {FILE.relative_to(settings.BASE_DIR)}")
        elif not FILE.exists() or FILE.read_text() != drawn:
            raise CommandError("docs/states.md is out of date. Run: ./dev manage draw_states")


def page() -> str:
    """The whole document."""
    return "\n".join(
        [
            "# States",
            "",
            "Drawn by `manage.py draw_states` from the tables in the code. Do not edit by hand.",
            "",
            "## A referral (`referrals/states.py`)",
            "",
            *diagram(states.MOVES, states.Status.RECEIVED),
            "",
            "## A form with a safeguarding lead (`referrals/reading_states.py`)",
            "",
            *diagram(reading_states.MOVES, reading_states.Stand.WITH_LEAD),
            "",
            "## A contact (`contacts/states.py`)",
            "",
            *diagram(contact_states.MOVES, contact_states.Status.OPEN),
            "",
            "## An escalation (`escalation/ladder.py`)",
            "",
            *diagram(ladder.MOVES, ladder.Status.OPEN),
            "",
            "## A version of the matrix (`thresholds/states.py`)",
            "",
            *diagram(matrix_states.MOVES, matrix_states.Status.DRAFT),
            "",
        ]
    )


def diagram(moves: Moves, first: Enum) -> list[str]:
    """A Mermaid state diagram: every move from every status that allows it."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}"]
    for move, (sources, target) in moves.items():
        lines += [f"    {source.value} --> {target.value}: {move.value}" for source in sorted(sources)]
    return [*lines, "```"]
