"""Days, weeks and half hours, over both nights when the clocks change."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import LONDON
from reporting import spans
from reporting.spans import Span

TUESDAY = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        (date(2026, 11, 17), datetime(2026, 11, 17, 0, 0, tzinfo=UTC), 24),
        (date(2026, 7, 1), datetime(2026, 6, 30, 23, 0, tzinfo=UTC), 24),
        (date(2026, 3, 29), datetime(2026, 3, 29, 0, 0, tzinfo=UTC), 23),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, 0, tzinfo=UTC), 25),
    ],
)
def test_a_day_of_london(day: date, start: datetime, hours: int) -> None:
    span = spans.day_span(day)
    assert span == Span(start, start + timedelta(hours=hours))


def test_a_span_has_its_start_and_not_its_end() -> None:
    span = spans.day_span(date(2026, 7, 1))
    second = timedelta(seconds=1)
    assert [moment in span for moment in (span.start - second, span.start, span.end - second, span.end)] == [
        False,
        True,
        True,
        False,
    ]


def test_the_last_fourteen_days_end_today() -> None:
    days = spans.last_days(TUESDAY, 14)
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 4), date(2026, 11, 17), 14)
    just_after_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # 00:30 on 1 July in London
    assert spans.last_days(just_after_midnight, 1) == [date(2026, 7, 1)]


def test_weeks_are_whole_and_run_from_monday_to_sunday() -> None:
    weeks = spans.last_weeks(TUESDAY, 26)
    assert (weeks[0], weeks[-1], len(weeks)) == (date(2026, 5, 18), date(2026, 11, 9), 26)
    assert spans.week_span(weeks[-1]).end == datetime(2026, 11, 16, tzinfo=LONDON)


def test_whole_weeks_and_the_ones_before_meet_and_do_not_overlap() -> None:
    now, before = spans.whole_weeks(TUESDAY, 4), spans.whole_weeks(TUESDAY, 4, before=4)
    assert now == Span(datetime(2026, 10, 19, tzinfo=LONDON), datetime(2026, 11, 16, tzinfo=LONDON))
    assert before.end == now.start


def test_half_hours_begin_with_the_one_we_are_in_and_follow_each_other() -> None:
    slots = spans.half_hours(TUESDAY, 16)
    assert slots[0].start == datetime(2026, 11, 17, 11, 0, tzinfo=UTC)
    assert slots[-1].end == datetime(2026, 11, 17, 19, 0, tzinfo=UTC)
    assert all(one.end == other.start for one, other in itertools.pairwise(slots))


def test_half_hours_over_the_night_the_clocks_go_back_are_real_half_hours() -> None:
    saturday_night = datetime(2026, 10, 25, 0, 10, tzinfo=UTC)  # 01:10 BST; 01:10 comes again an hour later
    slots = spans.half_hours(saturday_night, 4)
    assert [f"{slot.start.astimezone(LONDON):%H:%M %Z}" for slot in slots] == [
        "01:00 BST",
        "01:30 BST",
        "01:00 GMT",
        "01:30 GMT",
    ]
