"""Decided in time: the chart of weeks with its table and its sentence, the days, the speed, and referrers told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor

from accounts.models import User
from core.charts import Average, Axis, LineChart, Point, line_chart
from core.wording import humanise_gap
from reporting import history
from reporting.asked import Asked, Group
from reporting.control import Share, limits, outside, together
from reporting.figures import Figure, count_of
from reporting.history import InTime, Speed
from reporting.spans import Span, whole_weeks
from sla.clocks import Clock

_WEEKS_BESIDE = 8


@dataclass(frozen=True, slots=True)
class InTimeRow:
    """One day or week: how many were decided, and the two promises."""

    when: str
    decided: Figure
    within_24: Figure
    share_24: str
    within_day: Figure
    share_day: str


@dataclass(frozen=True, slots=True)
class InTimeBlock:
    """All that the block shows."""

    chart: LineChart
    sentence: str
    weeks: Sequence[InTimeRow]
    all_weeks: Sequence[InTimeRow]
    days: Sequence[InTimeRow]
    speed: str
    speed_before: str
    speed_rows: Figure
    told: str
    told_late: Figure


def in_time_block(user: User, now: datetime) -> InTimeBlock:
    """Read with four queries."""
    weeks = history.decided_by_week(user, now)
    rows = [_row(week, f"{_short(week.first_day + timedelta(days=6))}") for week in reversed(weeks)]
    days = history.decided_by_day(user, now)
    speed, before = history.speed(user, now)
    span = whole_weeks(now, history.WEEKS_OF_ROUTES)
    told, told_before = history.feedback(user, now)
    return InTimeBlock(
        chart=weeks_chart(weeks),
        sentence=_sentence(weeks),
        weeks=rows[:_WEEKS_BESIDE],
        all_weeks=rows,
        days=[_row(day, f"{day.first_day:%a} {_short(day.first_day)}") for day in reversed(days)],
        speed=_speed_words(speed),
        speed_before=_speed_words(before),
        speed_rows=count_of(
            speed.decided, Asked(Group.DECIDED, start=span.start, end=span.end), "decided in four weeks"
        ),
        told=_told_words(told, told_before),
        told_late=_told_late(told, span),
    )


def percent(share: Share) -> str:
    """94%, or nothing when there is nothing to count."""
    return "" if share.percent is None else f"{share.percent}%"


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B}"


def _row(period: InTime, when: str) -> InTimeRow:
    hours, day = period.hours_24, period.working_day

    def kept(clock: str, share: Share, words: str) -> Figure:
        asked = Asked(Group.DECIDED, start=period.span.start, end=period.span.end, clock=clock, kept="yes")
        return count_of(share.kept, asked, words)

    decided = Asked(Group.DECIDED, start=period.span.start, end=period.span.end)
    return InTimeRow(
        when=when,
        decided=count_of(hours.total, decided, f"decided, {when}"),
        within_24=kept(Clock.DECISION_24H.value, hours, f"within 24 hours, {when}"),
        share_24=percent(hours),
        within_day=kept(Clock.DECISION_WORKING_DAY.value, day, f"within one working day, {when}"),
        share_day=percent(day),
    )


def weeks_chart(weeks: Sequence[InTime]) -> LineChart:
    """Per cent within 24 hours; a ring is a week that chance alone does not explain."""
    shares = [week.hours_24 for week in weeks]
    odd = set(outside(shares))
    points = [
        Point(
            _short(week.first_day + timedelta(days=6)),
            None if share.value is None else round(100 * share.value, 1),
            "outside" if place in odd else "",
            percent(share) if place in odd else "",
        )
        for place, (week, share) in enumerate(zip(weeks, shares, strict=True))
    ]
    average, band = together(shares), _expected(shares)
    lowest = min([point.value for point in points if point.value is not None] + [low for low, _ in band], default=90.0)
    low = float(max(0, floor((lowest - 1) / 10) * 10))
    axis = Axis(low, 100.0, 5.0 if low >= 70 else 10.0 if low >= 40 else 20.0)
    return line_chart(
        "in-time",
        f"Decided within 24 hours, per cent each week. {_sentence(weeks)}",
        points,
        axis,
        average=None if average.value is None else Average(100 * average.value, f"average {percent(average)}"),
        usual=band,
    )


def _expected(shares: Sequence[Share]) -> list[tuple[float, float]]:
    """For each week the range that its own number of decisions gives, in per cent: what `outside` goes by.

    A week without decisions has the range of an average one: there is nothing in it to compare.
    """
    average = together(shares)
    if average.value is None:
        return []
    usual = round(average.total / sum(share.total > 0 for share in shares))
    ranges = [limits(average.value, share.total or usual) for share in shares]
    return [(100 * one.low, 100 * one.high) for one in ranges]


def _sentence(weeks: Sequence[InTime]) -> str:
    shares = [week.hours_24 for week in weeks]
    average = together(shares)
    if average.value is None:
        return "Nothing was decided in these weeks."
    last = (
        f"{percent(shares[-1])} in the week to {_long(weeks[-1].first_day + timedelta(days=6))}"
        if shares[-1].total
        else (f"Nothing was decided in the week to {_long(weeks[-1].first_day + timedelta(days=6))}")
    )
    return f"{last}; {percent(average)} over {len(weeks)} weeks. {_odd_words(weeks, shares)}"


def _odd_words(weeks: Sequence[InTime], shares: Sequence[Share]) -> str:
    odd = outside(shares)
    if not odd:
        return "Every week is within what chance alone would give."
    if len(odd) == 1:
        return f"The week to {_long(weeks[odd[0]].first_day + timedelta(days=6))} is more than chance."
    return (
        f"{len(odd)} weeks are more than chance, the latest to {_long(weeks[odd[-1]].first_day + timedelta(days=6))}."
    )


def _speed_words(speed: Speed) -> str:
    if speed.median is None or speed.nine_in_ten is None:
        return "Nothing was decided."
    return f"Half within {humanise_gap(speed.median)}, nine in ten within {humanise_gap(speed.nine_in_ten)}."


def _told_words(told: Share, before: Share) -> str:
    if not told.total:
        return "No referrer was told in these weeks."
    was = f", {percent(before)} in the four weeks before" if before.total else ""
    return f"{percent(told)} of referrers were told in time{was}."


def _told_late(told: Share, span: Span) -> Figure:
    return count_of(told.total - told.kept, Asked(Group.TOLD, start=span.start, end=span.end, kept="no"), "told late")
