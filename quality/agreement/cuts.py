"""One cut: the same figures by agency, decision maker, indicator, age or ethnicity, with small numbers hidden."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from accounts.models import User
from accounts.source_codes import AgencyKind
from core.charts import Interval
from quality.agreement.asked import CUTS, PAIRS, Asked, Cut, pair_words
from quality.agreement.counts import AGE_WORDS, Item, Met, decided, levels_in_use, met_by, met_in
from quality.agreement.groups import ALIKE, HIGHER, LOWER, OTHERS, Measured, Shown, shown_rows
from quality.agreement.groups import PAIRS as PAIRS_COLUMN
from quality.agreement.pages import interval_of, kappa_of
from quality.agreement.policies import may_name
from quality.agreement.words import alike_words, cut_words, figure, share_figure
from quality.kappa import LEAST_PAIRS, Kappa
from quality.shares import share
from referrals.codes import Ethnicity
from thresholds.models import Indicator

HIDDEN = "not shown"
# The first letter of a census code says the group.
_ETHNIC_GROUPS = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Other", "O": "Other"}
_NOT_SAID = "Not said"


@dataclass(frozen=True, slots=True)
class CutRow:
    """One row as the page shows it."""

    name: str
    is_group: bool
    pairs: str
    alike: str
    interval: Interval | None
    figure: str
    higher: str
    lower: str
    against: str


@dataclass(frozen=True, slots=True)
class CutPage:
    """One cut of one pair."""

    asked: Asked
    title: str
    pair: str
    words: str
    whole_words: str
    head: str
    rows: Sequence[CutRow]
    left_out: int
    by_share: bool
    overlaps: bool
    second: str


def cut_page(cut: Cut, user: User, asked: Asked, now: datetime) -> CutPage:
    """Three queries: the whole, the parts, and for indicators their words."""
    rows, levels = decided(user, asked.since(now), now), levels_in_use()
    whole = kappa_of(asked.pair, met_in(rows), levels)
    measured = _READ[cut](met_by(cut, rows), lambda met: kappa_of(asked.pair, met, levels), user)
    kept = [row for row in measured if row.kappa.pairs]
    by_share = cut is Cut.INDICATOR
    if by_share:
        shown = [_share_row(row, whole) for row in kept if not row.kappa.too_few]
    else:
        shown = [_row(row, whole) for row in shown_rows(kept, whole)]
    return CutPage(
        asked=asked,
        title=CUTS[cut],
        pair=pair_words(asked.pair),
        words=cut_words(
            [row.name for row in shown if row.against == "less"],
            any_figure=any(row.interval for row in shown),
            whole=whole,
        ),
        whole_words=alike_words(whole),
        head=_HEADS[cut],
        rows=shown,
        left_out=sum(row.kappa.too_few for row in kept) if by_share else 0,
        by_share=by_share,
        overlaps=cut in {Cut.AGE, Cut.ETHNICITY, Cut.INDICATOR},
        second=PAIRS[asked.pair][1].capitalize(),
    )


_HEADS = {
    Cut.AGENCY: "Agency",
    Cut.WORKER: "Decision maker",
    Cut.INDICATOR: "Indicator",
    Cut.AGE: "Age of a child",
    Cut.ETHNICITY: "Ethnicity of a child",
}
Measure = Callable[[Met], Kappa]


def _by_agency(found: Mapping[Item, Met], measure: Measure, user: User) -> list[Measured]:
    """Kinds with their agencies; those with too few for a figure are one row of their kind together."""
    return _grouped(found, measure, dict(AgencyKind.choices))


def _grouped(found: Mapping[Item, Met], measure: Measure, names: Mapping[str, str]) -> list[Measured]:
    groups: dict[str, list[tuple[Item, Met]]] = defaultdict(list)
    for item, met in found.items():
        groups[item.group].append((item, met))
    blocks = [
        [_group(group, names.get(group, group), some, measure), *_members(group, some, measure)]
        for group, some in groups.items()
    ]
    blocks.sort(key=lambda block: (-block[0].kappa.pairs, block[0].name))
    return [row for block in blocks for row in block]


def _group(key: str, name: str, some: Sequence[tuple[Item, Met]], measure: Measure) -> Measured:
    return Measured(key, name, measure(_joined(met for _, met in some)), is_group=True)


def _members(group: str, some: Sequence[tuple[Item, Met]], measure: Measure) -> list[Measured]:
    rows = [Measured(item.key, item.name, measure(met), group) for item, met in some]
    small = {row.key for row in rows if row.kappa.too_few}
    large = sorted((row for row in rows if row.key not in small), key=lambda row: row.name)
    if not small or not large:
        return large
    together = measure(_joined(met for item, met in some if item.key in small))
    name = f"{len(small)} with under {LEAST_PAIRS} each" if len(small) > 1 else f"1 with under {LEAST_PAIRS}"
    return [*large, Measured(f"{OTHERS} {group}", name, together, group)]


def _joined(some: Iterable[Met]) -> Met:
    whole = Met()
    for met in some:
        whole.join(met)
    return whole


def _by_worker(found: Mapping[Item, Met], measure: Measure, user: User) -> list[Measured]:
    """The most decisions first. Whoever may not be named to this reader is a number."""
    rows = sorted(((item, measure(met)) for item, met in found.items()), key=lambda one: (-one[1].pairs, one[0].key))
    named = [
        Measured(item.key, item.name if may_name(user, item.group) else f"Decision maker {place}", kappa)
        for place, (item, kappa) in enumerate(rows, start=1)
    ]
    return sorted(named, key=lambda row: row.name) if user.is_manager else named


def _by_indicator(found: Mapping[Item, Met], measure: Measure, user: User) -> list[Measured]:
    """The most chosen first, in the words of the newest version that has it."""
    words = dict(
        Indicator.objects.filter(version__scheme__slug=settings.MATRIX_SCHEME, code__in=[one.key for one in found])
        .order_by("version__number")
        .values_list("code", "label")
    )
    rows = [Measured(item.key, words.get(item.key, item.name), measure(met)) for item, met in found.items() if item.key]
    return sorted(rows, key=lambda row: (-row.kappa.pairs, row.name))


def _by_age(found: Mapping[Item, Met], measure: Measure, user: User) -> list[Measured]:
    """From the unborn up."""
    order = list(AGE_WORDS)
    rows = [Measured(item.key, item.name, measure(met)) for item, met in found.items()]
    return sorted(rows, key=lambda row: order.index(row.key))


def _by_ethnicity(found: Mapping[Item, Met], measure: Measure, user: User) -> list[Measured]:
    """The groups of the census with what they are made of."""
    labels = dict(Ethnicity.choices)
    told = {
        replace(item, name=str(labels.get(item.key, item.key)), group=_ethnic_group(item.key)): met
        for item, met in found.items()
    }
    return _grouped(told, measure, {})


def _ethnic_group(code: str) -> str:
    return _NOT_SAID if code in {Ethnicity.REFU, Ethnicity.NOBT} else _ETHNIC_GROUPS.get(code[:1], "Other")


_READ: Mapping[Cut, Callable[[Mapping[Item, Met], Measure, User], list[Measured]]] = {
    Cut.AGENCY: _by_agency,
    Cut.WORKER: _by_worker,
    Cut.INDICATOR: _by_indicator,
    Cut.AGE: _by_age,
    Cut.ETHNICITY: _by_ethnicity,
}


def _row(row: Shown, whole: Kappa) -> CutRow:
    percent = row.percent_alike
    return CutRow(
        name=row.name,
        is_group=row.is_group,
        pairs=_number(row.counts[PAIRS_COLUMN]),
        alike="" if percent is None and row.counts[ALIKE] is not None else HIDDEN if percent is None else f"{percent}%",
        interval=interval_of(row.kappa, whole),
        figure=HIDDEN if row.kappa is None else figure(row.kappa),
        higher=_number(row.counts[HIGHER]),
        lower=_number(row.counts[LOWER]),
        against=row.against(whole),
    )


def _share_row(row: Measured, whole: Kappa) -> CutRow:
    """An indicator: nothing is hidden, for it is a line of the matrix and no group of children.

    It all but settles what is suggested, and where levels hardly vary kappa is low whatever people do: so the share.
    """
    found, all_alike = share(row.kappa.alike, row.kappa.pairs), whole.alike / whole.pairs
    low, value, high = found.low or 0.0, found.value or 0.0, found.high or 0.0  # never too few here
    return CutRow(
        name=row.name,
        is_group=False,
        pairs=str(row.kappa.pairs),
        alike="",
        interval=Interval(low, value, high, all_alike),
        figure=share_figure(found),
        higher=str(row.kappa.higher),
        lower=str(row.kappa.lower),
        against="less" if high < all_alike else "more" if low > all_alike else "",
    )


def _number(count: int | None) -> str:
    return HIDDEN if count is None else str(count)
