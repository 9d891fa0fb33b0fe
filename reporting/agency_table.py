"""Routes by agency with small numbers hidden. Pure: counts in, cells out.

Kinds of agency are rows with their agencies below them; a kind is the sum of its agencies and a row is the sum of its
routes, so a hidden number takes with it whatever would give it away (core.suppression).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.suppression import Sum, hidden_cells
from reporting.asked import RouteGroup
from reporting.control import Share
from reporting.history import AgencyRoutes

DECIDED = "decided"
COLUMNS = (DECIDED, *RouteGroup)
Cell = tuple[str, str]  # (row: agency id or kind, column)


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One agency or one kind. A count is None when it is hidden; so is a rate that would tell a hidden count."""

    key: str
    name: str
    is_kind: bool
    decided: int | None
    routes: Mapping[RouteGroup, int | None]
    rate: int | None
    rate_before: int | None


def route_rows(agencies: Sequence[AgencyRoutes], names: Mapping[str, str]) -> list[RouteRow]:
    """Kinds in the order of their decided contacts, most first, each followed by its agencies. `names` of kinds."""
    kinds = [
        (kind, list(some))
        for kind, some in groupby(sorted(agencies, key=lambda one: (one.kind, one.name)), key=lambda one: one.kind)
    ]
    kinds.sort(key=lambda entry: (-sum(sum(one.now.values()) for one in entry[1]), entry[0]))
    return [row for kind, some in kinds for row in _rows_of_kind(kind, names.get(kind, kind), some)]


def _rows_of_kind(kind: str, name: str, agencies: list[AgencyRoutes]) -> Iterator[RouteRow]:
    now = _table(kind, {str(one.agency_id): one.now for one in agencies})
    before = _table(kind, {str(one.agency_id): one.before for one in agencies})
    yield _row(kind, name, True, now, before)
    for one in agencies:
        yield _row(str(one.agency_id), one.name, False, now, before)


def _table(kind: str, agencies: Mapping[str, Mapping[RouteGroup, int]]) -> dict[Cell, int | None]:
    """Every cell of one kind, with None where it is hidden."""
    counts: dict[Cell, int] = {}
    for key, routes in agencies.items():
        counts |= {(key, group): routes[group] for group in RouteGroup}
        counts[key, DECIDED] = sum(routes.values())
    for column in COLUMNS:
        counts[kind, column] = sum(counts[key, column] for key in agencies)
    sums = [Sum((key, DECIDED), [(key, group) for group in RouteGroup]) for key in (kind, *agencies)]
    sums += [Sum((kind, column), [(key, column) for key in agencies]) for column in COLUMNS]
    hidden = hidden_cells(counts, sums)
    return {cell: None if cell in hidden else count for cell, count in counts.items()}


def _row(
    key: str, name: str, is_kind: bool, now: Mapping[Cell, int | None], before: Mapping[Cell, int | None]
) -> RouteRow:
    return RouteRow(
        key=key,
        name=name,
        is_kind=is_kind,
        decided=now[key, DECIDED],
        routes={group: now[key, group] for group in RouteGroup},
        rate=_rate(key, now),
        rate_before=_rate(key, before),
    )


def _rate(key: str, table: Mapping[Cell, int | None]) -> int | None:
    """Pushed back of decided, in per cent; None when either is hidden or nothing was decided."""
    decided, pushed = table[key, DECIDED], table[key, RouteGroup.PUSH_BACK]
    return None if decided is None or pushed is None else Share(pushed, decided).percent
