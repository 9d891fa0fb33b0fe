"""What the page of rules and worries shows. Numbers under five are not told; administrators read rounded ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.suppression import UNDER, told
from quality.sensitivity import Fired, always_together, indicators, questions, rules, urgent
from quality.simulation_models import SimulationRun
from quality.simulation_rounding import Rounding, in_words
from quality.touched import TOUCHED

MOST = 25


@dataclass(frozen=True, slots=True)
class FiredRow:
    """One rule or worry in words."""

    name: str
    fired: str
    decided: str
    alone: str


@dataclass(frozen=True, slots=True)
class SensitivityBlock:
    """Rules, or worries: the first of those that fired, how many more, and the names of those that never did.

    For administrators never and under five are one, as `rest` says.
    """

    title: str
    rows: Sequence[FiredRow]
    more: int
    never: Sequence[str]
    rest: str = "never there"


@dataclass(frozen=True, slots=True)
class SensitivityPage:
    """What the template shows. `together`: names, and in how many referrals; None where it is not told."""

    blocks: Sequence[SensitivityBlock]
    together: Sequence[tuple[Sequence[str], int]] | None


def sensitivity_page(
    run: SimulationRun, rounding: Rounding | None, own: Collection[str] = frozenset()
) -> SensitivityPage:
    """Nothing is read but the run itself. With a rounding as an administrator reads it, their `own` rules as one.

    What is always together is not rounded away: one child is enough to part two rules.
    """
    tally, document = run.sensitivity, run.document
    told = {
        "Rules": rules,
        "Rules of priority": urgent,
        "Worries": indicators,
        "Questions left open": questions,
    }
    found = {title: of(tally, document) for title, of in told.items()}
    if rounding:
        joined = {title: _joined(rows, own) for title, rows in found.items() if rows}
        return SensitivityPage([_rounded(title, rows, rounding) for title, rows in joined.items()], None)
    blocks = [_block(title, rows) for title, rows in found.items() if rows]
    return SensitivityPage(blocks, always_together(tally, document)[:MOST])


def _block(title: str, found: Sequence[Fired]) -> SensitivityBlock:
    fired = [one for one in found if one.fired]
    rows = [FiredRow(o.name, told(o.fired), told(o.decided), told(o.alone)) for o in fired[:MOST]]
    return SensitivityBlock(title, rows, max(0, len(fired) - MOST), [one.name for one in found if not one.fired])


def _joined(found: Sequence[Fired], own: Collection[str]) -> list[Fired]:
    """Those of one's own as one row: a hundred copies of one rule would ask a hundred times."""
    mine = [one for one in found if one.code in own]
    if len(mine) < 2:
        return list(found)
    sums = (sum(getattr(one, field) for one in mine) for field in ("fired", "decided", "alone"))
    return [*(one for one in found if one.code not in own), Fired(TOUCHED, TOUCHED, *sums)]


def _rounded(title: str, found: Sequence[Fired], rounding: Rounding) -> SensitivityBlock:
    """In the order of the rounded numbers, so that the order tells no more than they do."""
    near = [
        (one, [rounding.near(count, title, one.code, str(at)) for at, count in enumerate(one[2:])]) for one in found
    ]
    fired = sorted((pair for pair in near if pair[1][0]), key=lambda pair: (-pair[1][1], -pair[1][0], pair[0].code))
    rows = [FiredRow(one.name, *map(in_words, numbers)) for one, numbers in fired[:MOST]]
    rest = sorted(one.name for one, numbers in near if not numbers[0])
    return SensitivityBlock(title, rows, max(0, len(fired) - MOST), rest, f"{UNDER}, or never there")
