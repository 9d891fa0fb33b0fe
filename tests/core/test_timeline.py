"""The geometry of a timeline: everything inside the picture, whatever it is asked to draw."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import LONDON
from core.timeline import LEFT, RIGHT, WIDTH, Close, Event, Stretch, Timeline, timeline

NOW = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)
DAY = timedelta(days=1)


def drawn(days: Sequence[float], *, lanes: int = 1, **more: object) -> Timeline:
    events = [Event(NOW - DAY * ago, place % lanes) for place, ago in enumerate(days)]
    return timeline("t", "Words.", [f"Child {n}" for n in range(lanes)], events, now=NOW, **more)  # type: ignore[arg-type]


def test_a_year_from_left_to_right() -> None:
    chart = drawn([365, 182.5, 0])
    assert [mark.x for mark in chart.marks] == [LEFT, 250.0, RIGHT]
    assert [text.text for text in chart.scale] == ["Dec 2025", "Mar 2026", "Jun", "Sep", "now"]
    assert chart.title == "Words."


def test_nothing_draws_an_empty_year() -> None:
    chart = drawn([])
    assert (list(chart.marks), list(chart.frames), list(chart.bars), list(chart.notes)) == ([], [], [], [])
    assert chart.lines == [42.0]


@pytest.mark.parametrize(
    ("years", "step"), [(1, 3), (2, 6), (4, 12), (9, 24), (18, 60)], ids=["1", "2", "4", "9", "18"]
)
def test_longer_histories_have_a_coarser_scale(years: int, step: int) -> None:
    chart = drawn([365.25 * years])
    assert 2 <= len(chart.uprights) <= 5
    first, second = (text.text for text in chart.scale[:2])
    months = {"Jan": 1, "Mar": 3, "Jun": 6, "Dec": 12, "Nov": 11, "May": 5, "Aug": 8, "Feb": 2}
    assert (months[second[:3]] - months[first[:3]]) % 12 == step % 12


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    days=st.lists(st.integers(-10, 9000), max_size=45),
    lanes=st.integers(1, 30),
    close=st.floats(0, 7, allow_nan=False),
)
def test_all_of_it_stays_inside(days: list[int], lanes: int, close: float) -> None:
    frame = Close(NOW - DAY * close, NOW, [0, lanes - 1], "2 in 7 days")
    bar = Stretch(NOW - DAY * close, lanes - 1, "Early Help")
    chart = drawn(days, lanes=lanes, stretches=[bar], close=frame)
    assert len(chart.marks) == len(days)
    assert all(LEFT <= mark.x <= RIGHT and 0 < mark.y < chart.foot for mark in chart.marks)
    assert all(box.x >= 0 and box.x + box.width <= WIDTH and box.width > 0 for box in (*chart.bars, *chart.frames))
    assert all(box.y >= 0 and box.y + box.height <= chart.foot for box in (*chart.bars, *chart.frames))
    places = [text.x for text in chart.scale]
    assert places == sorted(places)
    assert chart.foot < chart.height


def test_the_frame_holds_what_is_close() -> None:
    chart = drawn([5, 0], lanes=2, close=Close(NOW - DAY * 5, NOW, [0, 1], "2 in 7 days"))
    (box,) = chart.frames
    assert all(box.x < mark.x - 6 and mark.x + 6 < box.x + box.width for mark in chart.marks)
    assert all(box.y < mark.y - 6 and mark.y + 6 < box.y + box.height for mark in chart.marks)
    assert [(text.text, text.anchor) for text in chart.notes] == [("2 in 7 days", "end")]


def test_a_bar_goes_on_until_now_or_to_its_end() -> None:
    spans = [Stretch(NOW - DAY * 365, 0, "Early Help"), Stretch(NOW - DAY * 365, 0, "Early Help", NOW - DAY * 182.5)]
    chart = drawn([], stretches=spans)
    assert [(bar.x, bar.width) for bar in chart.bars] == [(LEFT, RIGHT - LEFT), (LEFT, 158.0)]
    assert [text.text for text in chart.notes] == ["Early Help"]


def test_a_long_name_is_cut_to_its_room() -> None:
    chart = timeline("t", "Words.", ["Bartholomew-James"], [], now=NOW)
    assert chart.names[0].text == "Bartholome…"
