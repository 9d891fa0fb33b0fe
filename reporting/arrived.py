"""The block "Arrived today": a sentence, the day as a line over what is usual, and the table by kind of source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from accounts.models import User
from core.charts import THIRD, Axis, LineChart, Point, line_chart
from core.suppression import Sum, hidden_cells
from reporting.arrivals import KINDS, STEPS, Arrivals, DayOfArrivals, arrivals
from reporting.asked import Asked, Group, kind_label
from reporting.figures import Figure, count_of
from reporting.spans import day_span
from reporting.usual import Usual, usual_of
from sla.working_time import Calendar

_TOTAL = "all"
_LABEL_EVERY = STEPS // 4
_SCALES = (2, 4, 10, 20, 40, 60, 100, 200, 400, 1000, 2000, 4000, 10_000)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of source: how many came today, how that compares, and what is usual by now."""

    name: str
    today: Figure
    side: str
    usual: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One of the days that today is compared with."""

    day: str
    by_now: Figure
    all_day: Figure


@dataclass(frozen=True, slots=True)
class ArrivedBlock:
    """All that the block shows."""

    total: Figure
    compared: str
    usual: str
    difference: str
    chart: LineChart
    kinds: Sequence[KindRow]
    days: Sequence[DayRow]
    weekday: str


def arrived_block(user: User, now: datetime, calendar: Calendar) -> ArrivedBlock:
    """Read with two queries."""
    found = arrivals(user, now, calendar)
    total, usual = found.today.so_far, usual_of([day.so_far for day in found.before])
    kinds = {kind: usual_of([day.of(kind) for day in found.before]) for kind in KINDS}
    shown = _shown(found.today)
    weekday = f"{found.today.day:%A}"
    compared = {"high": ", more than usual", "low": ", fewer than usual", "": ", as usual"}
    usual_words = _usual_words(usual, weekday, closed=found.today.day in calendar.holidays)
    return ArrivedBlock(
        total=count_of(total, _asked(found.today), "arrived today"),
        compared=f" so far{compared[usual.side(total)] if usual else ''}.",
        usual=usual_words,
        difference=_difference(usual.side(total) if usual else "", shown, kinds),
        chart=_chart(found, f"{total} arrived so far today. {usual_words}"),
        kinds=[_kind_row(kind, shown[kind], kinds[kind], found.today) for kind in KINDS],
        days=[_day_row(day) for day in found.before],
        weekday=weekday,
    )


def _shown(today: DayOfArrivals) -> dict[str, int | None]:
    """By kind, with None where it is hidden: a number under 5, or one that would give it away beside the total."""
    counts = {kind: today.of(kind) for kind in KINDS}
    hidden = hidden_cells({**counts, _TOTAL: today.so_far}, [Sum(_TOTAL, KINDS)])
    # The total stands in the sentence above. Where it would have to be hidden, every kind is instead.
    return {kind: None if kind in hidden or _TOTAL in hidden else count for kind, count in counts.items()}


def _usual_words(usual: Usual | None, weekday: str, *, closed: bool) -> str:
    if usual is None:
        return f"There are too few {weekday}s to say what is usual."
    if closed:
        return f"Today is a bank holiday; an ordinary {weekday} has {usual} by now."
    return f"A {weekday} has {usual} by now."


def _difference(side: str, shown: Mapping[str, int | None], kinds: Mapping[str, Usual | None]) -> str:
    """The kind that is furthest out on the same side as the whole."""
    out = {
        kind: usual.beyond(count)
        for kind, usual in kinds.items()
        if side and usual is not None and (count := shown[kind]) is not None and usual.side(count) == side
    }
    if not out:
        return ""
    most = max(KINDS, key=lambda kind: out.get(kind, 0))
    name = kind_label(most)
    return f"{name} {'makes' if name == 'Health' else 'make'} the difference."


def _kind_row(kind: str, count: int | None, usual: Usual | None, today: DayOfArrivals) -> KindRow:
    name = kind_label(kind)
    asked = replace(_asked(today), kind=kind)
    figure = Figure("not shown") if count is None else count_of(count, asked, f"from {name.lower()} today")
    return KindRow(name, figure, "" if usual is None or count is None else usual.side(count), str(usual or ""))


def _asked(day: DayOfArrivals) -> Asked:
    """What came on the day so far."""
    return Asked(Group.ARRIVED, start=day_span(day.day).start, end=day.until)


def _day_row(day: DayOfArrivals) -> DayRow:
    span, name = day_span(day.day), f"{day.day.day} {day.day:%b}"
    all_day = Asked(Group.ARRIVED, start=span.start, end=span.end)
    return DayRow(
        name,
        count_of(day.so_far, _asked(day), f"by this time on {name}"),
        count_of(len(day.came), all_day, f"on the whole of {name}"),
    )


def _chart(found: Arrivals, title: str) -> LineChart:
    """Every ten minutes from midnight to midnight; the band is what is usual by then."""
    steps = [day.steps() for day in found.before]
    usual = [usual_of([day[place] for day in steps]) for place in range(STEPS + 1)]
    band = [(float(one.low), float(one.high)) for one in usual if one is not None]
    today = [*found.today.steps()[: found.step_now], found.today.so_far]
    points = [
        Point(f"{place // 6:02}:00", float(today[place]) if place < len(today) else None, "bend")
        for place in range(STEPS + 1)
    ]
    points[found.step_now] = Point(points[found.step_now].label, float(today[-1]), "run", f"{found.today.so_far} today")
    most = max([today[-1], *(high for _, high in band)])
    top = float(next((scale for scale in _SCALES if scale >= most * 1.1), ceil(most * 1.1)))
    return line_chart("arrived", title, points, Axis(0.0, top, top / 2, THIRD), usual=band, label_every=_LABEL_EVERY)
