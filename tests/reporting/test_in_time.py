"""The chart of weeks: its band, its rings and its sentence say the same."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.charts import LineChart
from reporting.control import Share
from reporting.history import InTime
from reporting.in_time import weeks_chart
from reporting.spans import days_span

MONDAY = date(2026, 5, 25)
ALL_INSIDE = "Every week is within what chance alone would give."


def weeks_of(shares: list[Share]) -> list[InTime]:
    days = [MONDAY + timedelta(weeks=number) for number in range(len(shares))]
    return [InTime(days_span([day]), day, share, share) for day, share in zip(days, shares, strict=True)]


def outside_the_band(chart: LineChart) -> list[float]:
    """Where a dot lies above or below the band at its own place, by more than the rounding of the picture."""
    edge = [tuple(float(number) for number in pair.split(",")) for pair in chart.area.split()]
    half = len(edge) // 2
    lows, highs = dict(edge[:half]), dict(edge[half:])
    return [dot.x for dot in chart.dots if not highs[dot.x] - 0.6 <= dot.y <= lows[dot.x] + 0.6]


def test_a_small_week_that_chance_explains_lies_in_the_band() -> None:
    """75% of 20 is below the range of a week of 100, and within that of a week of 20."""
    chart = weeks_chart(weeks_of([*[Share(90, 100)] * 25, Share(15, 20)]))
    assert ALL_INSIDE in chart.title
    assert outside_the_band(chart) == []
    assert [dot.ring for dot in chart.dots] == [False] * 26


def test_a_busy_week_that_chance_does_not_explain_lies_below_it() -> None:
    chart = weeks_chart(weeks_of([*[Share(90, 100)] * 25, Share(150, 200)]))
    assert "The week to 22 November is more than chance." in chart.title
    assert outside_the_band(chart) == [chart.dots[-1].x]
    assert [dot.ring for dot in chart.dots] == [*[False] * 25, True]


@given(
    st.lists(
        st.integers(0, 120).flatmap(lambda total: st.integers(0, total).map(lambda kept: Share(kept, total))),
        min_size=2,
        max_size=26,
    )
)
def test_what_lies_outside_the_band_has_a_ring(shares: list[Share]) -> None:
    chart = weeks_chart(weeks_of(shares))
    ringed = [dot.x for dot in chart.dots if dot.ring]
    assert set(outside_the_band(chart)) <= set(ringed)
    if ALL_INSIDE in chart.title:
        assert outside_the_band(chart) == ringed == []
