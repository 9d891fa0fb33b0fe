"""What the page of rules and worries shows. Numbers under five are not told."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.suppression import told
from quality.sensitivity import Fired, always_together, indicators, questions, rules, urgent
from quality.simulation_models import SimulationRun

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
    """Rules, or worries: the first of those that fired, how many more, and the names of those that never did."""

    title: str
    rows: Sequence[FiredRow]
    more: int
    never: Sequence[str]


@dataclass(frozen=True, slots=True)
class SensitivityPage:
    """What the template shows. `together`: names, and in how many referrals."""

    blocks: Sequence[SensitivityBlock]
    together: Sequence[tuple[Sequence[str], int]]


def sensitivity_page(run: SimulationRun) -> SensitivityPage:
    """Nothing is read but the run itself."""
    tally, document = run.sensitivity, run.document
    told = {
        "Rules": rules,
        "Rules of priority": urgent,
        "Worries": indicators,
        "Questions left open": questions,
    }
    found = {title: of(tally, document) for title, of in told.items()}
    blocks = [_block(title, rows) for title, rows in found.items() if rows]
    return SensitivityPage(blocks, always_together(tally, document)[:MOST])


def _block(title: str, found: Sequence[Fired]) -> SensitivityBlock:
    fired = [one for one in found if one.fired]
    rows = [FiredRow(o.name, told(o.fired), told(o.decided), told(o.alone)) for o in fired[:MOST]]
    return SensitivityBlock(title, rows, max(0, len(fired) - MOST), [one.name for one in found if not one.fired])
