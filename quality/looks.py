"""Which rules ask a person to look, before and now. They move no level, so no table of levels shows them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.suppression import is_small, told
from quality.simulation_rounding import Rounding
from quality.touched import TOUCHED
from thresholds.case import Score

Tally = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LookRow:
    """One rule in words: in how many referrals it asked a person to look, and in how many it would now."""

    name: str
    before: str
    now: str


def add(tally: Tally, pairs: Iterable[tuple[Sequence[Mapping[str, Any]], Score]]) -> None:
    """Count these: the reasons that were kept, and the new score."""
    counts: dict[str, list[Any]] = tally.setdefault("looks", {})
    for kept, score in pairs:
        old = {reason["rule"]: reason["title"] for reason in kept if reason["kind"] == "look"}
        new = {reason.rule: reason.title for reason in score.reasons if reason.kind == "look"}
        for rule, title in {**old, **new}.items():
            row = counts.setdefault(rule, [title, 0, 0])
            row[0] = title
            row[1] += rule in old
            row[2] += rule in new


def look_rows(tally: Mapping[str, Any]) -> list[LookRow]:
    """The rules that would ask more often or less often than they did, those that differ most first."""
    differ = [(name, before, now) for name, before, now in tally.get("looks", {}).values() if before != now]
    differ.sort(key=lambda one: (-abs(one[1] - one[2]), one[0]))
    return [LookRow(name, told(before), _now(before, now)) for name, before, now in differ]


def rounded_looks(
    tally: Mapping[str, Any], rounding: Rounding, *, least: int, touched: Collection[str]
) -> list[LookRow]:
    """The same for administrators: only rules whose two numbers differ by so many, by name.

    The rules that a version touches are one row, lest a hundred copies of one rule ask a hundred times.
    """
    counts: dict[str, tuple[str, int, int]] = {}
    for rule, (name, before, now) in tally.get("looks", {}).items():
        key = TOUCHED if rule in touched else rule
        _, old_before, old_now = counts.get(key, ("", 0, 0))
        # By how many it touches, never by how many of those asked: that would tell whether a second one did.
        counts[key] = (TOUCHED if key == TOUCHED and len(touched) > 1 else name, before + old_before, now + old_now)
    found = [
        LookRow(name, rounding.told(before, "asked before", rule), rounding.told(now, "asks now", rule))
        for rule, (name, before, now) in counts.items()
        if rounding.at_least(least, abs(before - now), "asks otherwise", rule)
    ]
    return sorted(found, key=lambda row: row.name)


def _now(before: int, now: int) -> str:
    """The number; where it or its difference is small, no more than the direction."""
    if not is_small(before - now) and not is_small(now - before) and not is_small(now):
        return str(now)
    return "fewer" if now < before else "more"
