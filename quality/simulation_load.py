"""The workload of a run, from its counts by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quality.simulation_models import SimulationRun
from quality.simulation_rounding import LEAST_MOVED, STEP, Rounding, in_words
from quality.workload import LEAST_WEEKS, Load, Range, load_of, whole_weeks

_DESKS = (("mash", "Stays with MASH"), ("early_help", "Early Help"), ("push_back", "Back to the referrer"))
_WEEK = timedelta(days=7)
# Always the same draws: two trials that found the same say the same.
_SEED = 17
_NOT_SHOWN, _TOO_FEW = "not shown", f"under {LEAST_MOVED} in all"


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One desk in words."""

    name: str
    before: str
    after: str
    difference: str
    span: str


def load_rows(run: SimulationRun, rounding: Rounding | None) -> tuple[int, Sequence[LoadRow]]:
    """How many weeks it is taken from, and a row for each desk; rounded for administrators. One query."""
    counts = list(run.counts.filter(kind="week").values_list("value", "before", "after", "count"))
    weeks = _all_weeks([value for value, *_ in counts])
    count = len(whole_weeks(dict.fromkeys(weeks, (0, 0))))
    if count < LEAST_WEEKS:
        return count, []
    rows = []
    for desk, name in _DESKS:
        by_week = dict.fromkeys(weeks, (0, 0))
        for week, before, after, count in counts:
            old, new = by_week[week]
            by_week[week] = old + count * (before == desk), new + count * (after == desk)
        taken = whole_weeks(by_week)
        load = load_of(desk, taken, seed=_SEED)
        rows.append(_rounded_row(name, load, len(taken), rounding) if rounding else _row(name, load))
    return count, rows


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


def _rounded_row(name: str, load: Load, weeks: int, rounding: Rounding) -> LoadRow:
    """Whole numbers a week, in fives. Of a desk with under twenty in all, before or now, there is no difference."""
    sides = {"before": load.before, "after": load.after}
    enough = {at: rounding.at_least(LEAST_MOVED, one.mean * weeks, load.desk, at) for at, one in sides.items()}
    before, after = (
        _rounded_side(one, weeks, rounding, load.desk, at) if enough[at] else _TOO_FEW for at, one in sides.items()
    )
    if not all(enough.values()):
        return LoadRow(name, before, after, _NOT_SHOWN, _NOT_SHOWN)
    moved = rounding.shift(load.desk, "difference") / weeks
    mean, low, high = (_fives(number + moved) for number in load.difference if number is not None)
    return LoadRow(name, before, after, mean, f"{low} to {high}")


def _rounded_side(found: Range, weeks: int, rounding: Rounding, *cell: str) -> str:
    """10, from 5 to 15: the three moved alike."""
    numbers = [rounding.near(number, *cell, parts=weeks) for number in found if number is not None]
    mean, low, high = map(in_words, numbers)
    return mean if mean == low == high else f"{mean}, from {low} to {high}"


def _fives(number: float) -> str:
    """+5, −10; 0 for a difference under five either way."""
    size = int(abs(number) / STEP + 0.5) * STEP if abs(number) >= STEP else 0
    return f"{'+' if number > 0 else '−'}{size}" if size else "0"
