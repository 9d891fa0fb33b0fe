"""One cut: the same figures by agency, decision maker, indicator, age or ethnicity, with small numbers hidden."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from core.charts import Interval
from core.suppression import UNDER
from quality.agreement.adding import added_towns
from quality.agreement.asked import CUTS, LEAST_IN, PAIRS, Asked, Cut, Pair, pair_words
from quality.agreement.counts import Item, Met, decided, levels_in_use, met_by, met_in, met_in_stretch, told_stretches
from quality.agreement.groups import HIGHER, LOWER, Shown, Telling
from quality.agreement.hiding import hidden_town
from quality.agreement.pages import interval_of, kappa_of
from quality.agreement.parting import Parted, parted_rows
from quality.agreement.words import alike_words, cut_words, figure, share_figure
from quality.kappa import Kappa
from quality.shares import share
from quality.terms import last_quarters, quarters
from referrals.models import Referral
from thresholds.published import current

HIDDEN = "not shown"


@dataclass(frozen=True, slots=True)
class CutRow:
    """One row as the page shows it. `between`: the second line of its figure. `address`: where the guide tells of it,
    if it does."""

    name: str
    is_group: bool
    pairs: int
    alike: str
    interval: Interval | None
    figure: str
    has_figure: bool
    higher: str
    lower: str
    against: str
    only_ever: str
    between: str = ""
    address: str = ""
    periods: str = ""


@dataclass(frozen=True, slots=True)
class CutPage:
    """One cut of one pair."""

    asked: Asked
    title: str
    days: str
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
    """Each period is told by itself, and the page is put together of what they tell.

    Four queries: the periods, the whole, the parts, and for indicators their words.
    """
    told = last_quarters(quarters(told_stretches(now), least=LEAST_IN[cut]), asked.quarters)
    levels = levels_in_use()
    rows = decided(user, told[0].since, told[-1].until) if told else Referral.objects.none()
    together = met_in(rows)
    whole = kappa_of(asked.pair, together, levels)
    by_share = cut is Cut.INDICATOR
    months = met_by(cut, rows)
    measured = [parted_rows(cut, _parted(met_in_stretch(months, one), asked.pair, levels, user)) for one in told]
    towns = [hidden_town(one, figures=not by_share) for one in measured]
    found = _numbered(added_towns(cut, towns, by_name=user.is_manager))
    shown = _share_rows(found, whole) if by_share else [_row(row, whole) for row in found]
    shown = [_in_periods(row, one.periods, len(told)) for row, one in zip(shown, found, strict=True)]
    seen = {row.key for row in found}
    return CutPage(
        asked=asked,
        title=CUTS[cut],
        days="; ".join(one.short for one in told),
        pair=pair_words(asked.pair),
        words=cut_words(
            [row.name for row in shown if row.against == "less"],
            any_figure=any(row.has_figure for row in shown),
            whole=whole,
        ),
        whole_words=alike_words(whole),
        head=_HEADS[cut],
        rows=shown,
        left_out=len({row.key for one in measured for row in one if row.unseen} - seen),
        by_share=by_share,
        overlaps=cut in {Cut.AGE, Cut.ETHNICITY, Cut.INDICATOR},
        second=PAIRS[asked.pair][1].capitalize(),
    )


def _parted(found: Mapping[Item, Met], pair: Pair, levels: Collection[int], user: User) -> Parted:
    """Over the levels of this period alone, so that its figures are the same on every page."""
    own = {level for met in found.values() for both in met.counts[pair] for level in both}
    return Parted(found, pair, {*levels, *own}, user)


_HEADS: Mapping[Cut, str] = {
    Cut.AGENCY: "Agency",
    Cut.WORKER: "Decision maker",
    Cut.INDICATOR: "Indicator",
    Cut.AGE: "Age of a child",
    Cut.ETHNICITY: "Ethnicity of a child",
}


def _numbered(rows: Sequence[Shown]) -> list[Shown]:
    """A decision maker who is not named is a number, in the order of the page: the same person another on another."""
    unnamed = {row.key: place for place, row in enumerate((row for row in rows if not row.name), start=1)}
    return [replace(row, name=row.name or f"Decision maker {unnamed[row.key]}") for row in rows]


def _in_periods(row: CutRow, of: int, asked: int) -> CutRow:
    """With how many it is of, where some tell nothing of it."""
    return row if of == asked else replace(row, periods=f"{of} of {asked} periods")


def _row(row: Shown, whole: Kappa) -> CutRow:
    value, bracket, between = _figure(row).partition("(")
    return CutRow(
        name=row.name,
        is_group=row.is_group,
        pairs=row.pairs,
        alike=_percent(row),
        interval=interval_of(row.kappa, whole),
        figure=value.strip(),
        between=bracket + between,
        has_figure=row.kappa is not None and row.kappa.value is not None,
        higher=_number(row, HIGHER),
        lower=_number(row, LOWER),
        against=row.against(whole),
        only_ever=f"only ever {row.only_ever}" if row.only_ever else "",
    )


def _figure(row: Shown) -> str:
    if row.kappa is None:
        return HIDDEN
    return f"about {figure(row.kappa)}" if row.in_steps and row.kappa.value is not None else figure(row.kappa)


def _share_rows(rows: Sequence[Shown], whole: Kappa) -> list[CutRow]:
    """With a link to the guide for each indicator that is in force."""
    entries = current().matrix.entries
    found = {
        row.key: f"{reverse('guide:level', args=[entries[row.key].level])}#{row.key}"
        for row in rows
        if row.key in entries
    }
    return [replace(_share_row(row, whole), address=found.get(row.key, "")) for row in rows]


def _share_row(row: Shown, whole: Kappa) -> CutRow:
    """An indicator all but settles what is suggested, and where levels hardly vary kappa is low whatever people do: so
    the share, of the counts as they are told."""
    plain = replace(_row(row, whole), interval=None, figure=HIDDEN, between="", has_figure=False, against="")
    if row.alike is None:
        return plain
    found, all_alike = share(row.alike, row.pairs), whole.alike / whole.pairs
    low, value, high = found.low or 0.0, found.value or 0.0, found.high or 0.0  # never too few here
    percent, _, between = share_figure(found).partition(" ")
    return replace(
        plain,
        interval=Interval(low, value, high, all_alike),
        figure=_about(row, percent),
        between=between,
        has_figure=True,
        against="less" if high < all_alike else "more" if low > all_alike else "",
    )


def _percent(row: Shown) -> str:
    percent = row.percent_alike
    if percent is None:
        return "" if row.alike is not None else HIDDEN
    return _about(row, f"{percent}%")


def _number(row: Shown, column: str) -> str:
    count = row.parts[column]
    if count is None:
        return HIDDEN if row.telling is Telling.NOTHING else UNDER
    return _about(row, str(count)) if count else "0"


def _about(row: Shown, text: str) -> str:
    return text if row.telling is Telling.EXACT else f"about {text}"
