"""How agreement moved: by quarter in a picture, by month in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.charts import Axis, LineChart, Point, line_chart
from core.clock import LONDON
from quality.agreement.asked import Pair, pair_words
from quality.agreement.counts import Met
from quality.agreement.words import drift_words, figure
from quality.kappa import Kappa, agreement

QUARTERS = 8
_NAMES = ("Jan to Mar", "Apr to Jun", "Jul to Sep", "Oct to Dec")


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


def drift_of(pair: Pair, months: Mapping[datetime, Met], levels: Mapping[int, str], now: datetime) -> Drift:
    """The last eight quarters; the present one is not over and counts as far as it goes."""
    by_quarter: dict[date, Met] = {start: Met() for start in quarters_to(now)}
    for month, met in months.items():
        start = quarter_of(month.astimezone(LONDON).date())
        if start in by_quarter:
            by_quarter[start].join(met)
    names = [quarter_name(start) for start in by_quarter]
    kappas = [_kappa(pair, met, levels) for met in by_quarter.values()]
    words = drift_words(names, kappas)
    return Drift(
        title=pair_words(pair),
        words=words,
        chart=_chart(list(by_quarter), kappas, words),
        quarters=_since_first([_row(name, kappa) for name, kappa in zip(names, kappas, strict=True)])[::-1],
        months=[_row(f"{month.astimezone(LONDON):%B %Y}", _kappa(pair, met, levels)) for month, met in months.items()][
            ::-1
        ],
    )


def quarters_to(now: datetime) -> list[date]:
    """The first days of the last eight quarters, oldest first, with the present one."""
    this = quarter_of(now.astimezone(LONDON).date())
    count = this.year * 4 + (this.month - 1) // 3
    return [date(one // 4, one % 4 * 3 + 1, 1) for one in range(count - QUARTERS + 1, count + 1)]


def quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_name(start: date) -> str:
    return f"{_NAMES[(start.month - 1) // 3]} {start.year}"


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
