"""What a run found, as tables: old by new level, and who goes higher or lower. Small numbers are hidden together.

All counts of referrals are one system of sums, and all counts of children another, so that no table tells what another
hides (`core.suppression`). For administrators every number is rounded by itself (`quality.simulation_rounding`), and a
row or column stands there whether anything is in it or not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Agency
from core.suppression import Sum, hidden_cells
from quality.simulation_models import SimulationCount, SimulationRun
from quality.simulation_rounding import Rounding
from quality.simulation_rounding import in_words as rounded_words
from referrals.codes import Ethnicity
from thresholds.level_names import level_name
from thresholds.matrix import Document

Cell = tuple[str, str, str]
NOT_SHOWN = "not shown"
MOST_AGENCIES = 30
DIRECTIONS = ("up", "same", "down")
_ALL = "all"
_OTHERS = "All others"
_AGES = {
    "unborn": "Not born yet", "0": "Under 1", "1": "1 to 4", "5": "5 to 9", "10": "10 to 15", "16": "16 and over",
    "": "Age not known",
}  # fmt: skip
_GROUPS = (("WBRI", "White British"), ("W", "White, other"), ("M", "Mixed"), ("A", "Asian"), ("B", "Black"))


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One value: how many would stand higher, the same, lower, and in all."""

    name: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class MoveTable:
    """A table of one kind of value. `counts`: what is counted, "Referrals" or "Children"."""

    key: str
    title: str
    counts: str
    rows: Sequence[MoveRow]
    total: MoveRow


@dataclass(frozen=True, slots=True)
class LevelTable:
    """Old level down, new level across."""

    columns: Sequence[str]
    rows: Sequence[MoveRow]
    total: MoveRow


@dataclass(frozen=True, slots=True)
class Result:
    """All tables of a run, and whether another scheme's levels are among them."""

    levels: LevelTable
    moves: Sequence[MoveTable]
    other_scheme: bool


class _Kind:
    """The counts of one kind by value and direction."""

    def __init__(self, rows: Iterable[SimulationCount], document: Document, group: Mapping[str, str]) -> None:
        self.group = group
        self.counts: dict[tuple[str, str], int] = {}
        order = _order(document)
        for row in rows:
            name = group.get(row.value, row.value)
            key = name, _direction(row.before, row.after, order)
            self.counts[key] = self.counts.get(key, 0) + row.count

    @property
    def names(self) -> list[str]:
        """Ages from the youngest; the others with most first."""
        if self.group is _AGES:
            return [name for name in _AGES.values() if any(found == name for found, _ in self.counts)]
        sums: dict[str, int] = {}
        for (name, _), count in self.counts.items():
            sums[name] = sums.get(name, 0) + count
        return sorted(sums, key=lambda name: (-sums[name], name))


class _RoundedKind(_Kind):
    """The same for administrators: rows under five are one row, and the order tells no more than the numbers."""

    def __init__(self, kind: _Kind, key: str, rounding: Rounding) -> None:
        self.group = kind.group
        every = list(_AGES.values()) if kind.group is _AGES else kind.names
        self.near = {
            name: sum(rounding.near(kind.counts.get((name, way), 0), key, name, way) for way in DIRECTIONS)
            for name in every
        }
        self.counts = {}
        for (name, way), count in kind.counts.items():
            told = name if self.near[name] else _OTHERS, way
            self.counts[told] = self.counts.get(told, 0) + count

    @property
    def names(self) -> list[str]:
        told = [name for name, near in self.near.items() if near]
        if self.group is not _AGES:
            told.sort(key=lambda name: (-self.near[name], name))
        return [*told, _OTHERS]


def result_of(run: SimulationRun, rounding: Rounding | None) -> Result:
    """Read with three queries. With a rounding, as an administrator reads it."""
    found: dict[str, list[SimulationCount]] = {}
    for row in run.counts.exclude(kind="week"):
        found.setdefault(row.kind, []).append(row)
    document = run.document
    agencies = {str(pk): name for pk, name in Agency.objects.values_list("pk", "name")}
    referrals = {
        "agency": _Kind(found.get("agency", ()), document, _largest(found.get("agency", ()), agencies)),
        "worry": _Kind(found.get("worry", ()), document, _parts(document)),
    }
    children = {
        "age": _Kind(found.get("age", ()), document, _AGES),
        "ethnicity": _Kind(found.get("ethnicity", ()), document, _ethnic_groups()),
    }
    levels = found.get("level", [])
    if rounding:
        referrals = {key: _RoundedKind(kind, key, rounding) for key, kind in referrals.items()}
        children = {key: _RoundedKind(kind, key, rounding) for key, kind in children.items()}
    cells, sums, olds, news = _referrals(referrals, levels, document, rounding)
    shown, shown_children = (
        _shown(cells, sums, rounding),
        _shown(_cells(children), _sums(children), rounding),
    )
    titles = {"agency": "By agency", "worry": "By primary concern", "age": "By age", "ethnicity": "By ethnicity"}
    moves = [_table(k, titles[k], "Referrals", kind, shown) for k, kind in referrals.items()]
    moves += [_table(k, titles[k], "Children", kind, shown_children) for k, kind in children.items()]
    return Result(_level_table(olds, news, document, shown), moves, any(" " in old for old in olds))


def _largest(rows: Iterable[SimulationCount], names: Mapping[str, str]) -> dict[str, str]:
    """The thirty agencies that sent most, by their names; all others are one row, for their counts are small."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.value] = sums.get(row.value, 0) + row.count
    most = sorted(sums, key=lambda key: (-sums[key], key))[:MOST_AGENCIES]
    return {key: names.get(key, key) if key in most else "All other agencies" for key in sums}


def level_names(document: Document) -> dict[str, str]:
    """Each level as people read it, by what counts say for it."""
    names = {str(part["level"]): level_name(part, document) for part in document["levels"]}
    return {**names, "none": "No level"}


def in_words(answer: str, names: Mapping[str, str]) -> str:
    """A level of this scheme by its name; one of another with the name of that scheme before it."""
    scheme, _, level = answer.rpartition(" ")
    return f"{scheme.replace('-', ' ').capitalize()}: {level}" if scheme else names.get(level, f"Level {level}")


def _order(document: Document) -> dict[str, int]:
    return {str(part["level"]): part["level"] for part in document["levels"]} | {"none": 0}


def _direction(before: str, after: str, order: Mapping[str, int]) -> str:
    """A level of another scheme is neither higher nor lower: it counts as the same here, and stands in its own row."""
    old, new = order.get(before), order.get(after)
    if old is None or new is None or old == new:
        return "same"
    return "up" if new > old else "down"


def _cells(kinds: Mapping[str, _Kind]) -> dict[Cell, int]:
    """Every cell of these tables with their totals."""
    cells: dict[Cell, int] = {}
    for key, kind in kinds.items():
        for name in kind.names:
            for way in DIRECTIONS:
                cells[key, name, way] = kind.counts.get((name, way), 0)
            cells[key, name, _ALL] = sum(cells[key, name, way] for way in DIRECTIONS)
        for way in (*DIRECTIONS, _ALL):
            cells[_ALL, _ALL, way] = sum(cells[key, name, way] for name in kind.names)
    return cells


def _sums(kinds: Mapping[str, _Kind]) -> list[Sum[Cell]]:
    sums = [Sum((_ALL, _ALL, _ALL), [(_ALL, _ALL, way) for way in DIRECTIONS])]
    for key, kind in kinds.items():
        sums += [Sum((key, name, _ALL), [(key, name, way) for way in DIRECTIONS]) for name in kind.names]
        sums += [Sum((_ALL, _ALL, way), [(key, name, way) for name in kind.names]) for way in (*DIRECTIONS, _ALL)]
    return sums


def _shown(cells: Mapping[Cell, int], sums: Sequence[Sum[Cell]], rounding: Rounding | None) -> dict[Cell, str]:
    if rounding:
        return _rounded(cells, sums, rounding)
    hidden = hidden_cells(cells, sums)
    return {cell: NOT_SHOWN if cell in hidden else str(count) for cell, count in cells.items()}


def _rounded(cells: Mapping[Cell, int], sums: Sequence[Sum[Cell]], rounding: Rounding) -> dict[Cell, str]:
    """A total is the sum of what is shown: rounded by itself it would tell the same number a second time."""
    parts = {line.total: line.parts for line in reversed(sums)}

    def near(cell: Cell) -> int:
        return sum(map(near, parts[cell])) if cell in parts else rounding.near(cells[cell], *cell)

    return {cell: rounded_words(near(cell)) for cell in cells}


def _referrals(
    kinds: Mapping[str, _Kind], levels: Sequence[SimulationCount], document: Document, rounding: Rounding | None
) -> tuple[dict[Cell, int], list[Sum[Cell]], list[str], list[str]]:
    """The same with the table of levels, whose cells add up to the same directions; and its rows and columns."""
    cells, sums, order = _cells(kinds), _sums(kinds), _order(document)
    olds, news = _olds(levels, document, rounding), _news(levels, document, rounding)
    ways: dict[str, list[Cell]] = {way: [] for way in DIRECTIONS}
    for old in olds:
        for new in news:
            cells["level", old, new] = sum(row.count for row in levels if (row.before, row.after) == (old, new))
            ways[_direction(old, new, order)].append(("level", old, new))
        cells["level", old, _ALL] = sum(cells["level", old, new] for new in news)
        sums.append(Sum(("level", old, _ALL), [("level", old, new) for new in news]))
    for new in news:
        cells["level", _ALL, new] = sum(cells["level", old, new] for old in olds)
        sums.append(Sum(("level", _ALL, new), [("level", old, new) for old in olds]))
    if levels:
        sums += [Sum((_ALL, _ALL, way), parts) for way, parts in ways.items()]
        sums.append(Sum((_ALL, _ALL, _ALL), [("level", old, _ALL) for old in olds]))
        sums.append(Sum((_ALL, _ALL, _ALL), [("level", _ALL, new) for new in news]))
    return cells, sums, olds, news


def _table(key: str, title: str, counts: str, kind: _Kind, shown: Mapping[Cell, str]) -> MoveTable:
    ways = (*DIRECTIONS, _ALL)
    rows = [MoveRow(name, [shown[key, name, way] for way in ways]) for name in kind.names]
    total = MoveRow("All", [shown.get((_ALL, _ALL, way), "0") for way in ways])
    return MoveTable(key, title, counts, rows, total)


def _level_table(olds: Sequence[str], news: Sequence[str], document: Document, shown: Mapping[Cell, str]) -> LevelTable:
    names = level_names(document)
    rows = [MoveRow(in_words(old, names), [shown["level", old, new] for new in (*news, _ALL)]) for old in olds]
    total = [shown["level", _ALL, new] for new in news] + [shown.get((_ALL, _ALL, _ALL), "0")]
    return LevelTable([in_words(new, names) for new in news], rows, MoveRow("All", total))


def _olds(levels: Sequence[SimulationCount], document: Document, rounding: Rounding | None) -> list[str]:
    """This scheme's levels from the lowest, then other schemes'; rounded, all of this and the large of those."""
    order = _order(document)
    found = {row.before for row in levels}
    if rounding:
        large = (row.before for row in levels if rounding.near(row.count, "level", row.before, row.after))
        found = {*order, *large}
    return sorted(found, key=lambda old: (order.get(old, 99), old))


def _news(levels: Sequence[SimulationCount], document: Document, rounding: Rounding | None) -> list[str]:
    order = _order(document)
    return sorted(set(order) if rounding else {row.after for row in levels}, key=lambda new: order.get(new, 99))


def _parts(document: Document) -> dict[str, str]:
    names = {
        f"{domain['code']}:{part['code']}": str(part["name"])
        for domain in document["domains"]
        for part in domain["subdomains"]
    }
    return {**names, "": "No worry of this version"}


def _ethnic_groups() -> dict[str, str]:
    """Broad groups of the census code set, so that fewer numbers are small."""
    names: dict[str, Any] = {Ethnicity.REFU: "Not said or not known", Ethnicity.NOBT: "Not said or not known"}
    for code in Ethnicity.values:
        broad = next((name for start, name in _GROUPS if code.startswith(start)), "Any other group")
        names.setdefault(code, "Asian" if code == Ethnicity.CHNE else broad)
    return names
