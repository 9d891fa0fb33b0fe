"""The agreement pages made ready in Python: each figure with its picture, its table and its sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.charts import Interval
from quality.agreement.afterwards import After, afterwards
from quality.agreement.asked import CUTS, PAIRS, Asked, Cut, Pair, pair_words
from quality.agreement.counts import Met, decided, levels_in_use, made_by, met_by_month, told_stretches
from quality.agreement.drift import Drift, drift_of
from quality.agreement.words import AFTER_TITLES, after_words, alike_words, direction_words, figure, share_words
from quality.kappa import Kappa, agreement
from quality.shares import Share
from quality.terms import Stretch, last_months, month_of

# Months of the pictures over time.
LOOKS_BACK = 24
_OWN = (Pair.ENGINE_MASH, Pair.REFERRER_MASH)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How often each second level came with one first level; `same` is the place of the same level."""

    name: str
    counts: Sequence[int]
    same: int


@dataclass(frozen=True, slots=True)
class PairBlock:
    """Two who gave a level, compared."""

    key: Pair
    title: str
    words: str
    direction: str
    figure: str
    interval: Interval | None
    first: str
    second: str
    columns: Sequence[str]
    rows: Sequence[LevelRow]


@dataclass(frozen=True, slots=True)
class AfterRow:
    """One level."""

    name: str
    decided: str
    interval: Interval | None
    suggested: str


@dataclass(frozen=True, slots=True)
class AfterBlock:
    """One thing that may happen after a decision, by level."""

    key: str
    title: str
    words: str
    rows: Sequence[AfterRow]


@dataclass(frozen=True, slots=True)
class CutLink:
    """To the same figures by something."""

    text: str
    cut: Cut


@dataclass(frozen=True, slots=True)
class Page:
    """The overview, or one person's own figures."""

    asked: Asked
    days: str
    pairs: Sequence[PairBlock]
    drift: Drift
    after: Sequence[AfterBlock]
    cuts: Sequence[CutLink]


def overview(user: User, asked: Asked, now: datetime) -> Page:
    """Everybody's decisions that this reader may see."""
    return _page(user, asked, now)


def mine(user: User, asked: Asked, now: datetime) -> Page:
    """What this person decided, and nobody else's."""
    return _page(user, asked, now, worker=user)


def _page(user: User, asked: Asked, now: datetime, *, worker: User | None = None) -> Page:
    """Of the months that are told: the same ones for everybody."""
    told, levels = told_stretches(now), levels_in_use()
    none = Stretch(month_of(now), month_of(now))
    longest, period = last_months(told, LOOKS_BACK) or none, last_months(told, asked.months) or none
    rows = decided(user, longest.since, longest.until)
    months = met_by_month(made_by(rows, user) if worker else rows)
    met = Met()
    for month, one in months.items():
        if period.first <= month < period.end:
            met.join(one)
    after = afterwards(user, longest.until, list(levels), worker=worker)
    return Page(
        asked=asked,
        days=period.words if told else "",
        pairs=[pair_block(pair, met, levels, own=bool(worker)) for pair in (_OWN if worker else Pair)],
        drift=drift_of(asked.pair, months, levels, [one for one in told if one.first >= longest.first]),
        after=[_after_block(one, levels) for one in after if any(share.cases for share in one.decided.values())],
        cuts=[] if worker else [CutLink(CUTS[cut], cut) for cut in Cut],
    )


def kappa_of(pair: Pair, met: Met, levels: Mapping[int, str]) -> Kappa:
    """Over the levels in force, and those that an earlier version had besides."""
    counts = met.counts[pair]
    return agreement(counts, {*levels, *(level for both in counts for level in both)})


def interval_of(kappa: Kappa | None, among: Kappa | None = None) -> Interval | None:
    """The picture; none where there is no figure, or all are alike."""
    if kappa is None or kappa.all_alike or kappa.value is None or kappa.low is None or kappa.high is None:
        return None
    return Interval(kappa.low, kappa.value, kappa.high, None if among is None else among.value)


def pair_block(pair: Pair, met: Met, levels: Mapping[int, str], *, own: bool) -> PairBlock:
    """Sentence, picture and table of levels against levels."""
    kappa, counts = kappa_of(pair, met, levels), met.counts[pair]
    first, second = PAIRS[pair]
    return PairBlock(
        key=pair,
        title=pair_words(pair),
        words=alike_words(kappa),
        direction=direction_words(pair, kappa, own=own),
        figure=figure(kappa),
        interval=interval_of(kappa),
        first=first,
        second=second.capitalize(),
        columns=[str(level) for level in levels],
        rows=[
            LevelRow(name, [counts.get((level, other), 0) for other in levels], place)
            for place, (level, name) in enumerate(levels.items())
        ],
    )


def _after_block(after: After, levels: Mapping[int, str]) -> AfterBlock:
    rows = [
        AfterRow(
            name, share_words(after.decided[level]), _share(after.decided[level]), share_words(after.suggested[level])
        )
        for level, name in levels.items()
        if after.decided[level].cases or after.suggested[level].cases
    ]
    return AfterBlock(after.what.value, AFTER_TITLES[after.what], after_words(after, levels), rows)


def _share(share: Share) -> Interval | None:
    if share.value is None or share.low is None or share.high is None:
        return None
    return Interval(share.low, share.value, share.high)
