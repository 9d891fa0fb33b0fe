"""Working time: by table for the days that are special, and against a slow walk for all the others."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.clock import LONDON
from sla.calendars import bank_holidays
from sla.working_time import Calendar, add_elapsed, add_working_days, next_opening

ENGLAND = Calendar(bank_holidays(2023, 2037))


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def shown(moment: datetime) -> str:
    return moment.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-17 11:20:00", 1, "2026-11-18 11:20:00"),  # Tuesday
        ("2026-11-20 16:59:59", 1, "2026-11-23 16:59:59"),  # Friday, a second before closing
        ("2026-11-20 17:00:00", 1, "2026-11-24 09:00:00"),  # Friday at closing: Monday's opening, then one day
        ("2026-11-17 08:59:59", 1, "2026-11-18 09:00:00"),  # before opening
        ("2026-11-17 09:00:00", 1, "2026-11-18 09:00:00"),
        ("2026-11-21 12:00:00", 1, "2026-11-24 09:00:00"),  # Saturday
        ("2026-11-22 23:59:59", 2, "2026-11-25 09:00:00"),  # Sunday
        ("2026-12-24 12:00:00", 1, "2026-12-29 12:00:00"),  # Christmas 2026: 25 Fri, 26 Sat, 28 Mon instead
        ("2026-12-24 17:30:00", 1, "2026-12-30 09:00:00"),
        ("2027-12-24 10:00:00", 1, "2027-12-29 10:00:00"),  # 25 and 26 at the weekend, 27 and 28 instead
        ("2026-04-02 15:00:00", 1, "2026-04-07 15:00:00"),  # Maundy Thursday to Tuesday
        ("2025-12-31 14:00:00", 1, "2026-01-02 14:00:00"),  # over New Year
        ("2028-02-28 10:00:00", 1, "2028-02-29 10:00:00"),  # leap day is a Tuesday
        ("2028-02-29 10:00:00", 1, "2028-03-01 10:00:00"),
        ("2026-03-27 16:30:00", 1, "2026-03-30 16:30:00"),  # over the spring night: same wall time
        ("2026-10-23 09:15:00", 1, "2026-10-26 09:15:00"),  # over the autumn night
        ("2026-03-29 01:30:00", 1, "2026-03-31 09:00:00"),  # a wall time that does not exist
        ("2026-11-16 10:00:00", 5, "2026-11-23 10:00:00"),
    ],
)
def test_working_days(start: str, days: int, due: str) -> None:
    assert shown(add_working_days(london(start), days, ENGLAND)) == due


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-17 11:20:00", 24, "2026-11-18 11:20:00"),
        ("2026-03-28 12:00:00", 24, "2026-03-29 13:00:00"),  # the day of 23 hours
        ("2026-10-24 12:00:00", 24, "2026-10-25 11:00:00"),  # the day of 25 hours
        ("2028-02-28 23:00:00", 24, "2028-02-29 23:00:00"),
        ("2026-12-31 22:00:00", 4, "2027-01-01 02:00:00"),
        ("2026-03-29 00:30:00", 4, "2026-03-29 05:30:00"),
    ],
)
def test_elapsed_hours(start: str, hours: int, due: str) -> None:
    end = add_elapsed(london(start), hours)
    assert shown(end) == due
    assert end - london(start).astimezone(UTC) == timedelta(hours=hours)


def test_both_readings_of_the_hour_that_comes_twice() -> None:
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0)
    second = first.replace(fold=1)
    assert add_elapsed(second, 24) - add_elapsed(first, 24) == timedelta(hours=1)


def test_bank_holidays_are_englands() -> None:
    days = bank_holidays(2026, 2026)
    assert date(2026, 12, 28) in days
    assert date(2026, 8, 31) in days
    assert date(2026, 1, 2) not in days  # Scotland's
    assert date(2026, 3, 17) not in days  # Northern Ireland's
    assert len(days) == 9  # eight, and both 26 December and its substitute


def test_refuses_what_has_no_answer() -> None:
    with pytest.raises(ValueError, match="aware"):
        add_working_days(datetime(2026, 1, 5, 12), 1, ENGLAND)  # noqa: DTZ001
    with pytest.raises(ValueError, match="aware"):
        add_elapsed(datetime(2026, 1, 5, 12), 24)  # noqa: DTZ001
    with pytest.raises(ValueError, match="at least one day"):
        add_working_days(london("2026-01-05 12:00:00"), 0, ENGLAND)
    with pytest.raises(ValueError, match="before closing"):
        Calendar(frozenset(), opens=time(17), closes=time(9))
    with pytest.raises(ValueError, match="02:00"):
        Calendar(frozenset(), opens=time(1))
    with pytest.raises(ValueError, match="weekday"):
        Calendar(frozenset(), weekdays=frozenset())
    closed = Calendar(frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(200)))
    with pytest.raises(ValueError, match="no working day"):
        add_working_days(london("2026-01-05 12:00:00"), 1, closed)


# A second way to the same answer: walk through UTC and look at the wall clock, knowing nothing of wall-time arithmetic.


def slow_next_opening(start: datetime) -> datetime:
    """Whole seconds: jump minute by minute from the instant until the office is open."""
    moment = start
    if is_open(moment):
        return moment
    moment = moment.replace(second=0, microsecond=0)
    while not is_open(moment) or moment < start:
        moment += timedelta(minutes=1)
    return moment


def slow_due(start: datetime, days: int) -> datetime:
    opened = slow_next_opening(start)
    wall = opened.astimezone(LONDON).strftime("%H:%M:%S.%f")
    moment, left = opened, days
    while left:
        moment += timedelta(hours=23)
        while moment.astimezone(LONDON).strftime("%H:%M:%S.%f") != wall:
            moment += timedelta(hours=1)
        left -= is_open(moment)
    return moment


def is_open(moment: datetime) -> bool:
    local = moment.astimezone(LONDON)
    if local.strftime("%A") in {"Saturday", "Sunday"} or local.date() in ENGLAND.holidays:
        return False
    return 9 <= local.hour <= 16


instants = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def agrees(start: datetime, days: int) -> None:
    assert next_opening(start, ENGLAND) == slow_next_opening(start)
    assert add_working_days(start, days, ENGLAND) == slow_due(start, days)


@settings(max_examples=200, deadline=None)
@given(instants, st.integers(1, 5))
@example(datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), 1)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1)
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1)
@example(datetime(2028, 2, 29, 16, 59, 59, tzinfo=UTC), 1)
@example(datetime(2026, 12, 24, 17, tzinfo=UTC), 1)
def test_agrees_with_the_slow_walk(start: datetime, days: int) -> None:
    agrees(start, days)


@pytest.mark.heavy
@settings(max_examples=10_000, deadline=None)
@given(instants, st.integers(1, 5))
def test_agrees_with_the_slow_walk_at_ten_thousand_instants(start: datetime, days: int) -> None:
    agrees(start, days)


@settings(max_examples=300, deadline=None)
@given(instants, st.timedeltas(timedelta(0), timedelta(days=4)))
def test_who_comes_later_is_never_due_earlier(start: datetime, later: timedelta) -> None:
    assert add_working_days(start, 1, ENGLAND) <= add_working_days(start + later, 1, ENGLAND)


@settings(max_examples=300, deadline=None)
@given(instants, st.integers(1, 5))
def test_a_due_time_is_in_working_hours(start: datetime, days: int) -> None:
    due = add_working_days(start, days, ENGLAND)
    assert is_open(due)
    assert due - start >= timedelta(hours=23)  # the night in spring
