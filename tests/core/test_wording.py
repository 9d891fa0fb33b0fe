"""Times and spans in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core.clock import moved_to
from core.wording import due_words, humanise_gap, london_day, london_moment, london_short, london_time

NOW = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "less than 1 min"),
        (timedelta(seconds=59), "less than 1 min"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(minutes=60), "1 h"),
        (timedelta(hours=1, minutes=32), "1 h 32 min"),
        (timedelta(hours=24, minutes=15), "24 h 15 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=2, hours=3, minutes=59), "2 days 3 h"),
        (timedelta(minutes=-42), "42 min"),
    ],
)
def test_humanise_gap(span: timedelta, words: str) -> None:
    assert humanise_gap(span) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(hours=24), "1 day"),
        (timedelta(hours=43, minutes=21), "1 day 19 h"),
        (timedelta(hours=62, minutes=8), "2 days 14 h"),
    ],
)
def test_a_gap_in_days_from_one_day_on(span: timedelta, words: str) -> None:
    assert humanise_gap(span, days_from=24) == words


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3650)))
def test_a_gap_reads_the_same_in_both_directions(span: timedelta) -> None:
    assert humanise_gap(span) == humanise_gap(-span)


@pytest.mark.parametrize(
    ("moment", "full", "short", "due"),
    [
        (datetime(2026, 11, 17, 8, 52, tzinfo=UTC), "08:52 today", "08:52", "08:52"),
        (datetime(2026, 11, 16, 23, 59, tzinfo=UTC), "23:59 yesterday", "Mon 23:59", "23:59 yesterday"),
        (datetime(2026, 11, 18, 0, 0, tzinfo=UTC), "00:00 tomorrow", "Wed 00:00", "00:00 tomorrow"),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "23 November 2026, 09:00", "Mon 09:00", "Mon 09:00"),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "24 November 2026, 09:00", "24 Nov 09:00", "24 November, 09:00"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026, 00:30", "2 Jul 00:30", "2 July, 00:30"),
        (
            datetime(2025, 12, 24, 9, 0, tzinfo=UTC),
            "24 December 2025, 09:00",
            "24 Dec 2025 09:00",
            "24 December 2025, 09:00",
        ),
    ],
)
def test_moments_in_london(moment: datetime, full: str, short: str, due: str) -> None:
    assert (london_moment(moment, NOW), london_short(moment, NOW), due_words(moment, NOW)) == (full, short, due)


def test_the_hour_that_comes_twice_keeps_its_day() -> None:
    before, after = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert (london_time(before), london_time(after)) == ("01:30", "01:30")
    assert london_moment(after, before) == "01:30 today"


@pytest.mark.parametrize(
    ("style", "shown"),
    [("", "08:52 today"), (":'short'", "08:52"), (":'time'", "08:52"), (":'day'", "17 November 2026")],
)
def test_filters(style: str, shown: str) -> None:
    template = Template(
        "{% load frontdoor %}{{ at|london" + style + " }}|{{ none|london }}|{{ span|gap }}|{{ at|iso }}"
    )
    with moved_to(NOW):
        drawn = template.render(
            Context({"at": datetime(2026, 11, 17, 8, 52, tzinfo=UTC), "none": None, "span": timedelta(minutes=92)})
        )
    assert drawn == f"{shown}||1 h 32 min|2026-11-17T08:52:00+00:00"


def test_a_day_has_no_leading_nought() -> None:
    assert london_day(datetime(2026, 2, 3, tzinfo=UTC)) == "3 February 2026"
