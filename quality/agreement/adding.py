"""Rows of several periods, put together from the numbers that each period tells by itself and from no others. Pure.

So the numbers of four periods give nothing away that each does not, and no two pages can be taken from each other for
more than the periods between them tell. What a period hides as under 5 counts as the middle of 1 to 4 here. The figure
is of all of them together: see `adding_figures`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from core.suppression import LEAST_SHOWN
from quality.agreement.adding_figures import with_figures
from quality.agreement.asked import Cut
from quality.agreement.counts import AGE_WORDS
from quality.agreement.groups import PARTS, Shown, Telling
from quality.agreement.hiding import Town
from quality.agreement.parting import BANDS, OTHERS, band_words

_MIDDLE = 2.5
_SEVERAL = "Others"

Tables = Sequence[Sequence[Shown]]


def added_towns(cut: Cut, towns: Sequence[Town], *, by_name: bool) -> list[Shown]:
    """In the order of the page, with their figures. `by_name`: decision makers by their names, not by how many
    decisions they made."""
    tables = [town.shown for town in towns]
    key_of = keys_of(cut, tables)
    rows = added_rows(cut, tables, by_name=by_name)
    return with_figures(rows, towns, key_of) if len(towns) > 1 and cut is not Cut.INDICATOR else rows


def keys_of(cut: Cut, tables: Tables) -> Callable[[str], str]:
    """The row of the page that a row of a period, by its key, is part of."""
    return _bands(tables) if cut is Cut.AGE else str


def added_rows(cut: Cut, tables: Tables, *, by_name: bool) -> list[Shown]:
    """The numbers. The figure is that of the period, where there is one only."""
    if len(tables) == 1 and cut is not Cut.WORKER:
        return list(tables[0])
    key_of = keys_of(cut, tables)
    found: dict[str, list[list[Shown]]] = defaultdict(list)
    for table in tables:
        parts: dict[str, list[Shown]] = defaultdict(list)
        for row in table:
            parts[key_of(row.key)].append(row)
        for key, rows in parts.items():
            found[key].append(rows)
    made = [_added(key, periods, several=len(tables) > 1) for key, periods in found.items()]
    return _in_order(cut, made, by_name=by_name)


def _bands(tables: Tables) -> Callable[[str], str]:
    """Bands that stand together in one period stand together on the page."""
    joined = {band: {band} for band in AGE_WORDS}
    for table in tables:
        for row in table:
            together = set[str]().union(*(joined[band] for band in row.key.split(BANDS)))
            joined |= dict.fromkeys(together, together)
    return lambda key: BANDS.join(band for band in AGE_WORDS if band in joined[key.split(BANDS)[0]])


def _added(key: str, periods: Sequence[Sequence[Shown]], *, several: bool) -> Shown:
    rows = [row for some in periods for row in some]
    name = min((row.name for row in rows), key=len)
    if BANDS in key:
        name = band_words(key.split(BANDS))
    elif several and _is_pool(key):
        name = _SEVERAL
    return Shown(
        key=key,
        name=name,
        is_group=rows[0].is_group,
        telling=max(row.telling for row in rows),
        pairs=sum(row.pairs for row in rows),
        parts={column: _part(rows, column) for column in PARTS},
        kappa=None if several else rows[0].kappa,
        group=rows[0].group,
        periods=len(periods),
    )


def _is_pool(key: str) -> bool:
    return key.startswith((OTHERS, f"group {OTHERS}"))


def _part(rows: Sequence[Shown], column: str) -> int | None:
    """The sum; to the nearest 5 where not all are told exactly, and None for under 5 or where one tells nothing."""
    if any(row.telling is Telling.NOTHING for row in rows):
        return None
    told = [row.parts[column] for row in rows]
    total = sum(_MIDDLE if count is None else count for count in told)
    if all(row.telling is Telling.EXACT for row in rows):
        return int(total)
    return None if 0 < total < LEAST_SHOWN else int((total + _MIDDLE) // 5 * 5)


def _in_order(cut: Cut, rows: Sequence[Shown], *, by_name: bool) -> list[Shown]:
    """As each period has it: the largest group first, with its rows by name; others at the end of each."""
    if cut is Cut.AGE:
        order = list(AGE_WORDS)
        return sorted(rows, key=lambda row: order.index(row.key.split(BANDS)[0]))
    if cut is Cut.INDICATOR or (cut is Cut.WORKER and not by_name):
        return sorted(rows, key=lambda row: (_is_pool(row.key), -row.pairs, row.name, row.key))
    if cut is Cut.WORKER:
        # Those without a name are numbers by how many they decided, after those with one.
        return sorted(rows, key=lambda row: (_is_pool(row.key), not row.name, row.name, -row.pairs, row.key))
    groups = sorted((row for row in rows if row.is_group), key=lambda row: (_is_pool(row.key), -row.pairs, row.name))
    members = sorted((row for row in rows if not row.is_group), key=lambda row: (_is_pool(row.key), row.name))
    return [row for one in groups for row in (one, *(other for other in members if other.group == one.key))]
