"""Where the charts put things."""

import re
from pathlib import Path

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from core.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Average,
    Axis,
    Bar,
    Point,
    Range,
    line_chart,
    range_chart,
)
from tests.core.markup import parse

AXIS = Axis(80, 100, 5)


def test_scale_runs_from_the_foot_to_the_top() -> None:
    assert [AXIS.y(value) for value in (80, 90, 100, 120, 0)] == [BOTTOM, (BOTTOM + TOP) / 2, TOP, TOP, BOTTOM]
    assert AXIS.marks() == [80, 85, 90, 95, 100]


def test_a_missing_week_breaks_the_line() -> None:
    chart = line_chart(
        "k", "t", [Point("a", 80), Point("b", 90), Point("c", None), Point("d", 90), Point("e", 100)], AXIS
    )
    assert chart.lines == ["64.0,228.0 204.0,132.0", "484.0,132.0 624.0,36.0"]
    assert len(chart.dots) == 4


def test_a_point_outside_is_a_ring_with_its_words() -> None:
    chart = line_chart(
        "k", "t", [Point("a", 90), Point("b", 81, "outside", "81% real dip"), Point("c", 90, "run")], AXIS
    )
    assert [(dot.ring, dot.r) for dot in chart.dots] == [(False, 3), (True, 7), (False, 4.5)]
    assert [note.text for note in chart.notes] == ["81% real dip"]


def test_the_band_is_the_range_of_each_point_and_the_average_stands_above_the_field() -> None:
    points = [Point(str(n), 90) for n in range(3)]
    usual = [(85.0, 95.0), (80.0, 100.0), (85.0, 95.0)]
    chart = line_chart("k", "t", points, AXIS, average=Average(90, "average 90%"), usual=usual)
    assert chart.area == "64.0,180.0 344.0,228.0 624.0,180.0 624.0,84.0 344.0,36.0 64.0,84.0"
    assert chart.mean == 132.0
    assert [(note.text, note.y) for note in chart.notes] == [("average 90%", TOP - 10)]


def test_words_keep_inside_the_picture_at_their_largest() -> None:
    """25 units high on a narrow screen; a figure or letter is at most 0.56 of that wide in Arial bold."""
    size, points = 25, [Point("15 Nov", 90) for _ in range(26)]
    chart = line_chart("k", "t", points, Axis(70, 100, 5), average=Average(90, "average 90%"))
    for text in [*chart.scale, *chart.notes]:
        wide = 0.56 * size * len(text.text)
        left = {"start": text.x, "end": text.x - wide, "middle": text.x - wide / 2}[text.anchor]
        assert left >= 0, text
        assert left + wide <= WIDTH, text
        assert text.y - 0.75 * size >= 0, text
        assert text.y + 0.25 * size <= HEIGHT, text


@given(st.lists(st.one_of(st.none(), st.floats(-1000, 1000)), max_size=60))
def test_nothing_is_drawn_outside_the_picture(values: list[float | None]) -> None:
    chart = line_chart("k", "t", [Point("", value) for value in values], AXIS)
    assert all(LEFT <= dot.x <= RIGHT and TOP <= dot.y <= BOTTOM for dot in chart.dots)


def test_bars_share_a_scale() -> None:
    bar = Bar(12, 16, usual=9)
    assert (bar.full, bar.over, bar.tick) == (56.2, 18.8, 56.2)
    assert (Bar(8, 16, before=4).full, Bar(8, 16, before=4).over, Bar(8, 16, before=4).tick) == (50.0, 0, 25.0)
    assert (Bar(20, 16).full, Bar(3, 0).full, Bar(-1, 16).full) == (100.0, 0, 0.0)


def test_a_range_stands_on_the_scale() -> None:
    chart = range_chart("k", "t", [Range("24 hours", 4, 2, 7), Range("72 hours", 9, 5, 14)], most=15, step=5)
    assert [(row.left, row.at, row.right) for row in chart.rows] == [(188.0, 216.0, 258.0), (230.0, 286.0, 356.0)]
    assert [mark.text for mark in chart.scale] == ["0", "5", "10", "15"]


def test_a_chart_says_in_words_what_it_shows() -> None:
    chart = line_chart("weeks", "Average 89% <until> September.", [Point("a", 90), Point("b", 91)], AXIS)
    picture = parse(render_to_string("components/line_chart.html", {"chart": chart})).find(tag="svg")
    assert picture.attributes["role"] == "img"
    assert picture.find(id=str(picture.attributes["aria-labelledby"])).text == "Average 89% <until> September."


def test_no_template_styles_inline() -> None:
    templates = Path(__file__).parents[2] / "templates"
    rooms = [templates / name for name in ("layouts", "components", "govuk", "core")]
    styled = [
        str(path.relative_to(templates))
        for room in rooms
        for path in room.rglob("*.html")
        if re.search(r"\sstyle=|<style|\son[a-z]+=|<script>", path.read_text())
    ]
    assert styled == []
