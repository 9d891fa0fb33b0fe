"""The rows of a cut: what each counts, and what is shown of it when it is told more or less exactly. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

from core.suppression import LEAST_SHOWN, is_small
from quality.kappa import LEAST_PAIRS, Kappa, agreement

ALIKE, HIGHER, LOWER = "alike", "higher", "lower"
PARTS = (ALIKE, HIGHER, LOWER)
Levels = tuple[int, int]


class Telling(IntEnum):
    """How exactly the counts of a row are told. Each tells less than the one before; from the second on 1 to 4 is
    never told."""

    EXACT = 0
    NEAREST_5 = 1  # with the figure, to two places
    NO_FIGURE = 2  # to the nearest 5 as well
    NEAREST_10 = 3  # and 0 is told as under 5
    NOTHING = 4  # but the number of referrals


@dataclass(frozen=True)
class Measured:
    """One row before anything is hidden: how often (first level, second level) came, over all `levels`.

    `group` is empty for a group itself and for a cut that has none. `unseen`: counted, but not on the page.
    """

    key: str
    name: str
    counts: Mapping[Levels, int]
    levels: Collection[int]
    group: str = ""
    is_group: bool = False
    unseen: bool = False

    @cached_property
    def kappa(self) -> Kappa:
        return agreement(self.counts, self.levels)

    @cached_property
    def pairs(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def parts(self) -> Mapping[str, int]:
        """How many are alike, higher and lower."""
        found = dict.fromkeys(PARTS, 0)
        for levels, count in self.counts.items():
            found[direction(levels)] += count
        return found

    @property
    def too_few(self) -> bool:
        return self.pairs < LEAST_PAIRS

    def exchanged(self, given: Levels, taken: Levels) -> "Measured":
        """The same with another referral in the place of one: with the levels `taken`, no longer those `given`."""
        counts = {**self.counts, given: self.counts[given] - 1}
        counts[taken] = counts.get(taken, 0) + 1
        return replace(self, counts=counts)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of a row, and nothing that it does not. None: not shown, or under 5.

    `periods`: of how many it is put together. `in_steps`: its figure is to the nearest 0.05.
    """

    key: str
    name: str
    is_group: bool
    telling: Telling
    pairs: int
    parts: Mapping[str, int | None]
    kappa: Kappa | None
    group: str = ""
    periods: int = 1
    in_steps: bool = False

    @property
    def alike(self) -> int | None:
        """How many are the same as far as is told; never more than there are."""
        alike = self.parts[ALIKE]
        return None if alike is None else min(alike, self.pairs)

    @property
    def percent_alike(self) -> int | None:
        """Per cent with the same level, of what is shown; None when that is hidden, or there are too few."""
        return None if self.alike is None or self.pairs < LEAST_PAIRS else round(100 * self.alike / self.pairs)

    @property
    def only_ever(self) -> str:
        """Higher or lower when at least five differ and all of them that way; nothing when that is not told."""
        for one, other in ((HIGHER, LOWER), (LOWER, HIGHER)):
            if (self.parts[one] or 0) >= LEAST_SHOWN and self.parts[other] == 0:
                return one
        return ""

    def against(self, whole: Kappa) -> str:
        """Whether the whole interval lies beside the figure of everything together: "less", "more" or nothing.

        Where all are alike there is no interval.
        """
        found = self.kappa
        if found is None or found.all_alike or found.low is None or found.high is None or whole.value is None:
            return ""
        if found.high < whole.value:
            return "less"
        return "more" if found.low > whole.value else ""


def direction(levels: Levels) -> str:
    """Whether the second level is the same, higher or lower."""
    first, second = levels
    return ALIKE if first == second else HIGHER if second > first else LOWER


def shown_row(row: Measured, telling: Telling) -> Shown:
    """What is shown of this row when it is told so."""
    parts = {column: _told(count, telling) for column, count in row.parts.items()}
    return Shown(row.key, row.name, row.is_group, telling, row.pairs, parts, _figure(row, telling), row.group)


def _told(count: int, telling: Telling) -> int | None:
    if telling is Telling.EXACT:
        return count
    if telling is Telling.NOTHING or is_small(count) or (telling is Telling.NEAREST_10 and count == 0):
        return None
    step = 10 if telling is Telling.NEAREST_10 else 5
    return (count + step // 2) // step * step


def _figure(row: Measured, telling: Telling) -> Kappa | None:
    """To two places beside counts that are not exact, and without the counts."""
    if telling > Telling.NEAREST_5:
        return None
    found = row.kappa
    if telling is Telling.EXACT:
        return found
    places = [None if value is None else round(value, 2) for value in (found.value, found.low, found.high)]
    return Kappa(found.pairs, found.pairs if found.all_alike else 0, 0, 0, *places)
