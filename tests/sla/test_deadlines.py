"""Which clocks a referral gets, when they fall due, and which governs."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from core.clock import LONDON
from sla.calendars import bank_holidays
from sla.clocks import Clock
from sla.deadlines import decision_due_times, is_told, warning_time
from sla.working_time import Calendar

ENGLAND = Calendar(bank_holidays(2025, 2028))
DAY, HOURS, PRIORITY = Clock.DECISION_WORKING_DAY, Clock.DECISION_24H, Clock.PRIORITY


@dataclass
class Limits:
    decision_clock: str = "decision_24h"
    decision_hours: int = 24
    decision_working_days: int = 1
    red_hours: int | None = 4
    amber_hours: int | None = 24
    green_hours: int | None = 72
    blue_hours: int | None = None


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


TUESDAY, FRIDAY_NIGHT, BEFORE_SPRING = "2026-11-17 11:20", "2026-11-20 20:00", "2026-03-27 16:30"


@pytest.mark.parametrize(
    ("received", "priority", "policy", "governs"),
    [
        (TUESDAY, "red", "decision_24h", PRIORITY),
        (TUESDAY, "amber", "decision_24h", HOURS),  # a tie: the policy's own clock keeps it
        (TUESDAY, "green", "decision_24h", HOURS),
        (TUESDAY, "blue", "decision_24h", HOURS),
        (TUESDAY, "red", "decision_working_day", PRIORITY),
        (TUESDAY, "amber", "decision_working_day", DAY),
        (TUESDAY, "blue", "decision_working_day", DAY),
        (FRIDAY_NIGHT, "red", "decision_working_day", PRIORITY),
        (FRIDAY_NIGHT, "amber", "decision_working_day", PRIORITY),
        (FRIDAY_NIGHT, "green", "decision_working_day", PRIORITY),  # Monday 20:00 is before Tuesday 09:00
        (FRIDAY_NIGHT, "blue", "decision_working_day", DAY),
        (FRIDAY_NIGHT, "blue", "earliest", HOURS),
        (TUESDAY, "blue", "earliest", HOURS),
        (TUESDAY, "red", "earliest", PRIORITY),
    ],
)
def test_one_governs(received: str, priority: str, policy: str, governs: Clock) -> None:
    times = decision_due_times(london(received), priority, Limits(decision_clock=policy), ENGLAND)
    assert [time.clock for time in times if time.governs] == [governs]
    assert [time.due_at for time in times] == sorted(time.due_at for time in times)
    assert {time.clock for time in times} == ({HOURS, DAY} if priority == "blue" else {HOURS, DAY, PRIORITY})


def test_the_day_of_23_hours_can_make_the_working_day_the_earlier() -> None:
    limits = Limits(decision_clock="earliest", decision_hours=72)
    times = decision_due_times(london(BEFORE_SPRING), "blue", limits, ENGLAND)
    assert [time.clock for time in times if time.governs] == [DAY]


def test_exact_times_of_a_red_referral_on_a_friday_night() -> None:
    times = decision_due_times(london(FRIDAY_NIGHT), "red", Limits(), ENGLAND)
    assert times == [
        (PRIORITY, london("2026-11-21 00:00"), True),
        (HOURS, london("2026-11-21 20:00"), False),
        (DAY, london("2026-11-24 09:00"), False),
    ]


@pytest.mark.parametrize(
    ("priority", "policy", "told"),
    [
        ("red", "decision_24h", {PRIORITY, HOURS}),
        ("red", "decision_working_day", {PRIORITY, DAY}),
        ("amber", "decision_24h", {HOURS}),
        ("blue", "earliest", {HOURS}),
        ("red", "earliest", {PRIORITY, HOURS}),
    ],
)
def test_people_hear_of_the_governing_clock_and_of_the_policys_own(
    priority: str, policy: str, told: set[Clock]
) -> None:
    limits = Limits(decision_clock=policy)
    times = decision_due_times(london(TUESDAY), priority, limits, ENGLAND)
    assert {time.clock for time in times if is_told(time, limits, times)} == told


def test_refuses_a_priority_that_is_not_one() -> None:
    with pytest.raises(ValueError, match="'purple' is not a priority"):
        decision_due_times(london(TUESDAY), "purple", Limits(), ENGLAND)


def test_the_warning_comes_at_three_quarters_of_elapsed_time() -> None:
    start, due = london("2026-03-28 12:00"), london("2026-03-29 13:00")  # 24 elapsed hours
    assert warning_time(start, due, 75) == london("2026-03-29 07:00")
