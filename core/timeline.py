"""Geometry of a timeline: a line for each of a few, with marks, bars and a frame, up to now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.charts import Text
from core.clock import LONDON

WIDTH = 420
LEFT, RIGHT, TOP, LANE = 92.0, 408.0, 42.0, 32.0
LEAST = timedelta(days=365)  # shorter histories are drawn on a year, so that two of them compare
_LABEL = 11  # characters that fit before the line
_ROOM = 48.0  # that "now" needs at the end of the scale
_STEPS = (3, 6, 12, 24, 60, 120)  # months between the marks of the scale
_MOST_STEPS = 5

Shape = Literal["dot", "flag", "ring"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something at one time on one line, counted from 0."""

    at: datetime
    lane: int
    shape: Shape = "dot"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that began and goes on, or ended."""

    start: datetime
    lane: int
    label: str = ""
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """Events that lie close together: a frame from one time to another, over these lines."""

    start: datetime
    end: datetime
    lanes: Sequence[int]
    note: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float
    shape: Shape


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """`title` says it all in words."""

    key: str
    title: str
    height: float
    foot: float
    uprights: Sequence[float]
    lines: Sequence[float]
    names: Sequence[Text]
    scale: Sequence[Text]
    bars: Sequence[Box]
    frames: Sequence[Box]
    marks: Sequence[Mark]
    notes: Sequence[Text]


def timeline(
    key: str,
    title: str,
    lanes: Sequence[str],
    events: Sequence[Event],
    stretches: Sequence[Stretch] = (),
    close: Close | None = None,
    *,
    now: datetime,
) -> Timeline:
    """Place everything between the oldest of it, or a year ago, and now. What lies outside is drawn on the edge."""
    start = min([now - LEAST, *(one.at for one in events), *(one.start for one in stretches)])
    ends = _Ends(start, now)
    foot = TOP + LANE * (len(lanes) - 1) + 14
    ticks = [(ends.x(at), text) for at, text in _ticks(start, now) if ends.x(at) < RIGHT - _ROOM]
    bars = [_bar(one, ends) for one in stretches]
    return Timeline(
        key=key,
        title=title,
        height=foot + 26,
        foot=foot,
        uprights=[x for x, _ in ticks],
        lines=[_y(lane) for lane in range(len(lanes))],
        names=[Text(0, _y(lane) + 5, _short(name), "start") for lane, name in enumerate(lanes)],
        scale=_scale(ticks, foot + 18),
        bars=bars,
        frames=[_frame(close, ends)] if close else [],
        marks=[Mark(ends.x(one.at), _y(one.lane), one.shape) for one in events],
        notes=[*_bar_notes(stretches, bars), *([Text(WIDTH, 14, close.note, "end")] if close else [])],
    )


@dataclass(frozen=True, slots=True)
class _Ends:
    start: datetime
    now: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.now - self.start)
        return round(LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT), 1)


def _scale(ticks: Sequence[tuple[float, str]], y: float) -> list[Text]:
    """Every second one is left out where there is little room."""
    marks = [Text(x, y, text, minor=number % 2 == 1) for number, (x, text) in enumerate(ticks)]
    return [*marks, Text(RIGHT, y, "now", "end")]


def _y(lane: int) -> float:
    return TOP + LANE * lane


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1].rstrip()}…"


def _bar(one: Stretch, ends: _Ends) -> Box:
    left = ends.x(one.start)
    return Box(left, _y(one.lane) - 5, round(max(ends.x(one.end or ends.now) - left, 2), 1), 10)


def _bar_notes(stretches: Sequence[Stretch], bars: Sequence[Box]) -> list[Text]:
    """A label above the first bar of each line; near the right edge it ends where the bar ends."""
    notes, labelled = [], set()
    for one, bar in zip(stretches, bars, strict=True):
        if one.label and one.lane not in labelled:
            labelled.add(one.lane)
            late = bar.x > (LEFT + RIGHT) / 2
            notes.append(Text(bar.x + bar.width if late else bar.x, bar.y - 5, one.label, "end" if late else "start"))
    return notes


def _frame(close: Close, ends: _Ends) -> Box:
    left, right = ends.x(close.start) - 11, min(ends.x(close.end) + 11, float(WIDTH) - 1)
    top = _y(min(close.lanes)) - 14
    return Box(round(left, 1), top, round(right - left, 1), _y(max(close.lanes)) + 13 - top)


def _ticks(start: datetime, now: datetime) -> list[tuple[datetime, str]]:
    """The first of a month every few months; the year stands where it changes."""
    months = (now - start) / timedelta(days=30.44)
    step = next((one for one in _STEPS if months / one <= _MOST_STEPS), _STEPS[-1])
    here = start.astimezone(LONDON)
    number = here.year * 12 + here.month  # the month after the start, counted from the year 0
    found: list[tuple[datetime, str]] = []
    year = 0
    while (at := datetime(number // 12, number % 12 + 1, 1, tzinfo=LONDON)) < now:
        found.append((at, f"{at:%b}" if at.year == year else f"{at:%b %Y}"))
        year, number = at.year, number + step
    return found
