"""Which referrals move, in groups: from which level to which, and why now. No child is in it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from thresholds.case import Score

Tally = dict[str, Any]


class Move(NamedTuple):
    """A group. Levels as counts say them, of another scheme with its name, or “none”; routes where the level stays."""

    old: str
    new: str
    old_route: str
    new_route: str
    reason: str
    size: int


def add(tally: Tally, scheme: str, pairs: Iterable[tuple[Mapping[str, Any], Score]]) -> None:
    """Count these: the level, route and scheme that were kept, and the new score under `scheme`."""
    groups: dict[str, list[Any]] = tally.setdefault("moves", {})
    for kept, score in pairs:
        old, new = _word(kept["level"], kept["scheme"], scheme), _word(score.level, scheme, scheme)
        routes = ("", "") if old != new else (str(kept["route"]), score.route)
        if old == new and routes[0] == routes[1]:
            continue
        deciding = [reason for reason in score.reasons if reason.kind == "decides"]
        # The level is decided first; what sends the case elsewhere comes after it.
        reason = deciding[0 if old != new else -1] if deciding else None
        key = " > ".join((old, new, *routes, reason.rule if reason else ""))
        row = groups.setdefault(key, [old, new, *routes, reason.title if reason else "", 0])
        row[-1] += 1


def _word(level: object, scheme: str, ours: str) -> str:
    named = "none" if level is None else str(level)
    return named if scheme == ours else f"{scheme} {named}"


def moves(tally: Mapping[str, Any]) -> list[Move] | None:
    """Every group; None of a run from before they were counted."""
    return [Move(*row) for row in tally["moves"].values()] if "moves" in tally else None
