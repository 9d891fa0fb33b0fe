"""The workload of a run, from its counts by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quality.simulation_models import SimulationRun
from quality.workload import Load, Range, load_of, whole_weeks

_DESKS = (("mash", "Stays with MASH"), ("early_help", "Early Help"), ("push_back", "Back to the referrer"))
_WEEK = timedelta(days=7)
# Always the same draws: two trials that found the same say the same.
_SEED = 17


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One desk in words."""

    name: str
    before: str
    after: str
    difference: str
    span: str


def load_rows(run: SimulationRun) -> tuple[int, Sequence[LoadRow]]:
    """How many weeks it is taken from, and a row for each desk. One query."""
    counts = list(run.counts.filter(kind="week").values_list("value", "before", "after", "count"))
    weeks = _all_weeks([value for value, *_ in counts])
    rows = []
    for desk, name in _DESKS:
        by_week = dict.fromkeys(weeks, (0, 0))
        for week, before, after, count in counts:
            old, new = by_week[week]
            by_week[week] = old + count * (before == desk), new + count * (after == desk)
        taken = whole_weeks(by_week)
        rows.append(_row(name, load_of(desk, taken, seed=_SEED)))
    return len(whole_weeks(dict.fromkeys(weeks, (0, 0)))), rows


def _all_weeks(found: Sequence[str]) -> list[str]:
    """From the first to the last, those without a referral too."""
    if not found:
        return []
    first, last = date.fromisoformat(min(found)), date.fromisoformat(max(found))
    return [(first + place * _WEEK).isoformat() for place in range((last - first) // _WEEK + 1)]


def _row(name: str, load: Load) -> LoadRow:
    difference = load.difference
    return LoadRow(
        name=name,
        before=_with_span(load.before),
        after=_with_span(load.after),
        difference=_signed(difference.mean),
        span="" if difference.low is None else f"{_signed(difference.low)} to {_signed(difference.high or 0.0)}",
    )


def _with_span(found: Range) -> str:
    """5.2, from 4.1 to 6.3."""
    span = "" if found.low is None or found.high is None else f", from {found.low:.1f} to {found.high:.1f}"
    return f"{found.mean:.1f}{span}"


def _signed(number: float) -> str:
    """+1.5, −0.3, 0.0."""
    rounded = f"{abs(number):.1f}"
    if rounded == "0.0":
        return rounded
    return f"{'+' if number > 0 else '−'}{rounded}"
