"""Geometry of the charts. Templates draw it as SVG with classes only; a sentence and a table always stand beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Room for the words at their largest, which they have on the narrowest screen.
WIDTH, HEIGHT = 640, 264
LEFT, RIGHT, TOP, BOTTOM = 64.0, 624.0, 36.0, 228.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a picture, the field that is drawn in it, and the line on which the labels stand."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    label_line: int


WIDE = Frame(WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, 256)
# For a column of a third of the page: drawn smaller, so that its words are as big as those beside it.
THIRD = Frame(380, 172, 34.0, 368.0, 22.0, 150.0, 168)


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a line. A "run" is a larger dot, "outside" the expected range a ring with its note; a "bend" is only
    a place that the line goes through."""

    label: str
    value: float | None
    kind: Literal["", "run", "outside", "bend"] = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Average:
    """Drawn from side to side, with its words above the field."""

    value: float
    note: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The upright scale, `low` to `high` with a line each `step`, in the frame that it stands in."""

    low: float
    high: float
    step: float
    frame: Frame = WIDE

    def y(self, value: float) -> float:
        """Units of the picture; a value beyond the scale is drawn on its edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.frame.bottom - share * (self.frame.bottom - self.frame.top), 1)

    def marks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + number * self.step for number in range(count + 1)]


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    anchor: str = "middle"
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    r: float
    ring: bool


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line over weeks or hours, with the range that chance alone would give. `title` says it all in words."""

    key: str
    title: str
    frame: Frame
    grid: Sequence[float]
    area: str
    mean: float | None
    lines: Sequence[str]
    dots: Sequence[Dot]
    scale: Sequence[Text]
    notes: Sequence[Text]

    @property
    def grid_left(self) -> float:
        """Where the lines of the scale begin: a little before the field."""
        return self.frame.left - 8


def line_chart(
    key: str,
    title: str,
    points: Sequence[Point],
    axis: Axis,
    *,
    average: Average | None = None,
    usual: Sequence[tuple[float, float]] = (),
    label_every: int = 4,
) -> LineChart:
    """Place the points from left to right. `usual` is a (low, high) for each point; a missing value breaks the line.

    The band goes straight from point to point, so a point lies in it exactly when it lies in its own range.
    """
    places = _places(max(len(points), len(usual)), axis.frame)
    drawn = [
        (x, axis.y(point.value), point) for x, point in zip(places, points, strict=False) if point.value is not None
    ]
    return LineChart(
        key=key,
        title=title,
        frame=axis.frame,
        grid=[axis.y(mark) for mark in axis.marks()],
        area=_area(places, usual, axis),
        mean=None if average is None else axis.y(average.value),
        lines=_lines(places, points, axis),
        dots=[_dot(x, y, point) for x, y, point in drawn if point.kind != "bend"],
        scale=[*_up(axis), *_along(places, points, label_every, axis.frame)],
        notes=[*_average_note(average, axis.frame), *_point_notes(drawn, axis.frame)],
    )


def _places(count: int, frame: Frame) -> list[float]:
    if count < 2:
        return [round((frame.left + frame.right) / 2, 1)] * count
    gap = (frame.right - frame.left) / (count - 1)
    return [round(frame.left + number * gap, 1) for number in range(count)]


def _lines(places: Sequence[float], points: Sequence[Point], axis: Axis) -> list[str]:
    """One run of coordinates for each stretch without a missing value."""
    runs: list[list[str]] = [[]]
    for x, point in zip(places, points, strict=False):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x},{axis.y(point.value)}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _area(places: Sequence[float], usual: Sequence[tuple[float, float]], axis: Axis) -> str:
    there = [f"{x},{axis.y(low)}" for x, (low, _) in zip(places, usual, strict=False)]
    back = [f"{x},{axis.y(high)}" for x, (_, high) in zip(places, usual, strict=False)]
    return " ".join([*there, *reversed(back)])


def _dot(x: float, y: float, point: Point) -> Dot:
    if point.kind == "outside":
        return Dot(x, y, 7, ring=True)
    return Dot(x, y, 4.5 if point.kind == "run" else 3, ring=False)


def _up(axis: Axis) -> list[Text]:
    return [
        Text(
            axis.frame.left - (14 if axis.frame is WIDE else 6),
            axis.y(mark) + 5,
            f"{mark:g}",
            "end",
            minor=number % 2 == 1,
        )
        for number, mark in enumerate(axis.marks())
    ]


def _along(places: Sequence[float], points: Sequence[Point], every: int, frame: Frame) -> list[Text]:
    shown = [(x, point.label) for x, point in list(zip(places, points, strict=False))[::every]]
    return [
        Text(x, frame.label_line, label, "end" if x > frame.right - 30 else "middle", minor=number % 2 == 1)
        for number, (x, label) in enumerate(shown)
    ]


def _average_note(average: Average | None, frame: Frame) -> list[Text]:
    return [Text(frame.left, frame.top - 10, average.note, "start")] if average and average.note else []


def _point_notes(drawn: Sequence[tuple[float, float, Point]], frame: Frame) -> list[Text]:
    notes = []
    for x, y, point in drawn:
        if point.note:
            left = x > (frame.left + frame.right) / 2
            notes.append(Text(x - 12 if left else x + 12, y + 6, point.note, "end" if left else "start"))
    return notes


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a table cell. What goes beyond `usual` is darker; `before` only draws a line."""

    value: float
    most: float
    usual: float | None = None
    before: float | None = None

    @property
    def full(self) -> float:
        return self._share(self.value if self.usual is None else min(self.value, self.usual))

    @property
    def over(self) -> float:
        return 0 if self.usual is None else self._share(max(self.value - self.usual, 0))

    @property
    def tick(self) -> float | None:
        mark = self.usual if self.usual is not None else self.before
        return None if mark is None else self._share(mark)

    def _share(self, value: float) -> float:
        return 0 if self.most <= 0 else round(100 * min(max(value, 0), self.most) / self.most, 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value from 0 to 1 between its limits, in a table cell; `among`: a thin line for what it is compared with."""

    low: float
    value: float
    high: float
    among: float | None = None

    @property
    def left(self) -> float:
        return _hundredths(self.low)

    @property
    def width(self) -> float:
        return round(_hundredths(self.high) - self.left, 1)

    @property
    def at(self) -> float:
        """The left edge of the mark, which is three wide and stays in the picture."""
        return round(min(max(_hundredths(self.value) - 1.5, 0), 97), 1)

    @property
    def line(self) -> float | None:
        return None if self.among is None else round(min(_hundredths(self.among), 99), 1)


def _hundredths(share: float) -> float:
    return round(100 * min(max(share, 0), 1), 1)


@dataclass(frozen=True, slots=True)
class Range:
    """A forecast: what is most likely, and between what it will most likely stay."""

    text: str
    likely: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RangeRow:
    text: str
    likely: str
    y: int
    text_y: int
    left: float
    right: float
    at: float


@dataclass(frozen=True, slots=True)
class RangeChart:
    key: str
    title: str
    rows: Sequence[RangeRow]
    scale: Sequence[Text]
    height: int
    foot: int


def range_chart(key: str, title: str, ranges: Sequence[Range], *, most: float, step: float) -> RangeChart:
    """One line for each forecast on a shared scale from 0 to `most`."""

    def x(value: float) -> float:
        return round(160 + 210 * min(max(value, 0), most) / most, 1)

    rows = [
        RangeRow(each.text, f"{each.likely:g}", y, y + 5, x(each.low), x(each.high), x(each.likely))
        for y, each in zip(range(20, 20 + 30 * len(ranges), 30), ranges, strict=True)
    ]
    foot = 30 * len(ranges) + 2
    marks = [Text(x(number * step), foot + 20, f"{number * step:g}") for number in range(round(most / step) + 1)]
    return RangeChart(key, title, rows, marks, foot + 26, foot)
