"""The rows of each cut, before anything is hidden. Whatever has too few for a figure is put together with others."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from accounts.models import User
from accounts.source_codes import AgencyKind
from core.suppression import LEAST_SHOWN
from quality.agreement.asked import Cut, Pair
from quality.agreement.counts import AGE_WORDS, Item, Met
from quality.agreement.groups import Measured
from quality.agreement.policies import may_name
from quality.kappa import LEAST_PAIRS
from referrals.codes import Ethnicity
from thresholds.models import Indicator

OTHERS, BANDS = "others", "+"
# The first letter of a census code says the group.
_ETHNIC_GROUPS = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Other", "O": "Other"}
_NOT_SAID = "Not said"


@dataclass(frozen=True, slots=True)
class Parted:
    """What one cut counted of one pair, who reads it, and the levels that any of it has."""

    found: Mapping[Item, Met]
    pair: Pair
    levels: Collection[int]
    user: User

    def rows(self) -> list[Measured]:
        """One for each item that has any, in no order."""
        every = [
            Measured(item.key, item.name, dict(met.counts[self.pair]), self.levels, item.group)
            for item, met in self.found.items()
        ]
        return [row for row in every if row.pairs]


def parted_rows(cut: Cut, parted: Parted) -> list[Measured]:
    """In the order of the page."""
    return _READ[cut](parted)


def _by_agency(parted: Parted) -> list[Measured]:
    return _grouped(parted.rows(), dict(AgencyKind.choices))


def _by_worker(parted: Parted) -> list[Measured]:
    """Whoever may not be named to this reader has no name yet: the page gives a number."""
    rows = sorted(parted.rows(), key=lambda row: (-row.pairs, row.key))
    named = [replace(row, name=row.name if may_name(parted.user, row.group) else "", group="") for row in rows]
    large, small = _apart(named)
    return [*large, *_pool(small, OTHERS)]


def _by_indicator(parted: Parted) -> list[Measured]:
    """The most chosen first, in the words of the newest version that has it. Those with too few are not on the page."""
    rows = [row for row in parted.rows() if row.key]
    words = dict(
        Indicator.objects.filter(
            version__scheme__slug=settings.MATRIX_SCHEME, code__in=[item.key for item in parted.found]
        )
        .order_by("version__number")
        .values_list("code", "label")
    )
    named = [replace(row, name=words.get(row.key, row.name), unseen=row.too_few) for row in rows]
    return sorted(named, key=lambda row: (-row.pairs, row.name))


def _by_age(parted: Parted) -> list[Measured]:
    """From the unborn up. A band with too few is one row with the next, the last with the one before."""
    order = list(AGE_WORDS)
    rows: list[Measured] = []
    for row in sorted(parted.rows(), key=lambda row: order.index(row.key)):
        rows.append(_together([rows.pop(), row]) if rows and rows[-1].too_few else row)
    if len(rows) > 1 and rows[-1].too_few:
        last = rows.pop()
        rows.append(_together([rows.pop(), last]))
    return rows


def _together(rows: Sequence[Measured]) -> Measured:
    key = BANDS.join(row.key for row in rows)
    return replace(_sum(rows), key=key, name=band_words(key.split(BANDS)))


def band_words(keys: Sequence[str]) -> str:
    """Unborn; under 1."""
    first, *more = (AGE_WORDS[key] for key in keys)
    return "; ".join([first, *(words[0].lower() + words[1:] for words in more)])


def _by_ethnicity(parted: Parted) -> list[Measured]:
    """The groups of the census with what they are made of."""
    labels = dict(Ethnicity.choices)
    rows = [replace(row, name=str(labels.get(row.key, row.key)), group=_ethnic_group(row.key)) for row in parted.rows()]
    return _grouped(rows, {})


def _ethnic_group(code: str) -> str:
    return _NOT_SAID if code in {Ethnicity.REFU, Ethnicity.NOBT} else _ETHNIC_GROUPS.get(code[:1], "Other")


def _grouped(rows: Sequence[Measured], names: Mapping[str, str]) -> list[Measured]:
    """Groups with their rows, the largest group first; groups with too few are one at the end, without its rows."""
    members: dict[str, list[Measured]] = defaultdict(list)
    for row in rows:
        members[row.group].append(row)
    groups = [
        replace(_sum(some), key=f"group {key}", name=names.get(key, key), group="", is_group=True)
        for key, some in members.items()
    ]
    large, small = _apart(sorted(groups, key=lambda group: (-group.pairs, group.name)))
    shown = [row for group in large for row in _with_members(group, members[group.key.removeprefix("group ")])]
    return [*shown, *_pool(small, f"group {OTHERS}")]


def _with_members(group: Measured, some: Sequence[Measured]) -> list[Measured]:
    """A group of one is that one, and stands there once."""
    if len(some) == 1:
        same = some[0].name.casefold() == group.name.casefold()
        return [group if same else replace(group, name=f"{group.name}: {some[0].name}")]
    large, small = _apart(sorted(some, key=lambda row: -row.pairs))
    if not large:
        return [group]
    rows = [*sorted(large, key=lambda row: row.name), *_pool(small, f"{OTHERS} {group.key}")]
    return [group, *(replace(row, group=group.key) for row in rows)]


def _apart(rows: Sequence[Measured]) -> tuple[list[Measured], list[Measured]]:
    """Those with enough for a figure and the others, the most first in both. Others that are under five together
    take in the smallest of the rest."""
    large, small = [row for row in rows if not row.too_few], [row for row in rows if row.too_few]
    while large and 0 < sum(row.pairs for row in small) < LEAST_SHOWN:
        small.append(large.pop())
    return large, small


def _pool(small: Sequence[Measured], key: str) -> list[Measured]:
    """One row of them all, or none."""
    if not small:
        return []
    if not all(row.too_few for row in small):
        name = f"{len(small)} others together"
    else:
        name = f"{len(small)} with under {LEAST_PAIRS} each" if len(small) > 1 else f"1 with under {LEAST_PAIRS}"
    return [replace(_sum(small), key=key, name=name)]


def _sum(rows: Sequence[Measured]) -> Measured:
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        for levels, count in row.counts.items():
            counts[levels] += count
    return replace(rows[0], counts=dict(counts))


_READ: Mapping[Cut, Callable[[Parted], list[Measured]]] = {
    Cut.AGENCY: _by_agency,
    Cut.WORKER: _by_worker,
    Cut.INDICATOR: _by_indicator,
    Cut.AGE: _by_age,
    Cut.ETHNICITY: _by_ethnicity,
}
