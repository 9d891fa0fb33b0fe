"""How agreement moved: by quarter in a picture, by month in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import Axis, LineChart, Point, line_chart
from quality.agreement.asked import Pair, pair_words
from quality.agreement.counts import Met
from quality.agreement.words import drift_words, figure
from quality.kappa import Kappa, agreement
from quality.terms import Stretch, quarters

QUARTERS = 8


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One quarter or month."""

    name: str
    pairs: int
    alike: str
    figure: str


@dataclass(frozen=True, slots=True)
class Drift:
    """The chart, its sentence, and the same by quarter and by month, the newest first."""

    title: str
    words: str
    chart: LineChart | None
    quarters: Sequence[DriftRow]
    months: Sequence[DriftRow]


def drift_of(pair: Pair, months: Mapping[date, Met], levels: Mapping[int, str], told: Sequence[Stretch]) -> Drift:
    """The last eight quarters; the present one counts as far as its months are told."""
    shown = _with_the_present(told)[-QUARTERS:]
    kappas = [_kappa(pair, _met_in(months, one), levels) for one in shown]
    words = drift_words([one.short for one in shown], kappas)
    by_month = [_row(one.short, _kappa(pair, _met_in(months, one), levels)) for one in told]
    return Drift(
        title=pair_words(pair),
        words=words,
        chart=_chart([one.first for one in shown], kappas, words),
        quarters=_since_first([_row(one.short, kappa) for one, kappa in zip(shown, kappas, strict=True)])[::-1],
        months=_since_first(by_month)[::-1],
    )


def _with_the_present(told: Sequence[Stretch]) -> list[Stretch]:
    over = quarters(told)
    if not told or (over and over[-1].end == told[-1].end):
        return over
    return [*over, Stretch(over[-1].end if over else told[0].first, told[-1].end)]


def _met_in(months: Mapping[date, Met], stretch: Stretch) -> Met:
    found = Met()
    for month, met in months.items():
        if stretch.first <= month < stretch.end:
            found.join(met)
    return found


def _kappa(pair: Pair, met: Met, levels: Mapping[int, str]) -> Kappa:
    counts = met.counts[pair]
    return agreement(counts, {*levels, *(level for both in counts for level in both)})


def _row(name: str, kappa: Kappa) -> DriftRow:
    alike = "" if kappa.too_few else f"{round(100 * kappa.alike / kappa.pairs)}%"
    return DriftRow(name, kappa.pairs, alike, figure(kappa))


def _since_first(rows: Sequence[DriftRow]) -> list[DriftRow]:
    """Without the quarters before the first referral."""
    first = next((place for place, row in enumerate(rows) if row.pairs), len(rows))
    return list(rows[first:])


def _chart(starts: Sequence[date], kappas: Sequence[Kappa], words: str) -> LineChart | None:
    """None with fewer than two figures. The band is each quarter's interval; one without a figure leaves no band."""
    known = [place for place, kappa in enumerate(kappas) if kappa.value is not None]
    if len(known) < 2:
        return None
    shown = range(known[0], known[-1] + 1)
    points = [Point(f"{starts[place]:%b %y}", kappas[place].value, "run") for place in shown]
    band = [(low, high) for place in shown if (low := kappas[place].low) is not None and (high := kappas[place].high)]
    title = f"Agreement beyond chance, each quarter. {words}"
    usual = band if len(band) == len(shown) else ()
    return line_chart("drift", title, points, Axis(0.0, 1.0, 0.2), usual=usual, label_every=1)
