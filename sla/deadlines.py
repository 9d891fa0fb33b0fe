"""When each clock of a referral falls due, from the policy and the calendar. No queries."""

from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from sla.clocks import Clock, DecisionClock
from sla.working_time import Calendar, add_elapsed, add_working_days


class Limits(Protocol):
    """The numbers of a policy that a decision's times are worked out from."""

    decision_clock: str
    decision_hours: int
    decision_working_days: int
    red_hours: int | None
    amber_hours: int | None
    green_hours: int | None
    blue_hours: int | None


class DueTime(NamedTuple):
    """One decision clock and its due time. Of all that start together exactly one governs."""

    clock: Clock
    due_at: datetime
    governs: bool


def decision_due_times(received_at: datetime, priority: str, policy: Limits, calendar: Calendar) -> list[DueTime]:
    """The decision clocks of a referral received then, earliest first.

    Always 24 hours and one working day; the priority's clock too unless the policy has none for it (blue). The clock
    that the policy chose governs, unless the priority's falls earlier. `priority`: red, amber, green or blue.
    """
    times = {
        Clock.DECISION_24H: add_elapsed(received_at, policy.decision_hours),
        Clock.DECISION_WORKING_DAY: add_working_days(received_at, policy.decision_working_days, calendar),
    }
    governing = _chosen(policy.decision_clock, times)
    hours = priority_hours(priority, policy)
    if hours is not None:
        times[Clock.PRIORITY] = add_elapsed(received_at, hours)
        if times[Clock.PRIORITY] < times[governing]:
            governing = Clock.PRIORITY
    ordered = sorted(times.items(), key=lambda item: item[1])
    return [DueTime(clock, due_at, clock is governing) for clock, due_at in ordered]


def priority_hours(priority: str, policy: Limits) -> int | None:
    """Elapsed hours allowed for the priority; None when it has no clock. Refuses a priority that is not one."""
    hours = {
        "red": policy.red_hours,
        "amber": policy.amber_hours,
        "green": policy.green_hours,
        "blue": policy.blue_hours,
    }
    if priority not in hours:
        raise ValueError(f"{priority!r} is not a priority.")
    return hours[priority]


def is_told(due: DueTime, policy: Limits, times: list[DueTime]) -> bool:
    """Whether people hear of this decision clock: of the one that governs, and of the one the policy chose."""
    return due.governs or due.clock is _chosen(policy.decision_clock, {time.clock: time.due_at for time in times})


def warning_time(started_at: datetime, due_at: datetime, percent: int) -> datetime:
    """The instant at which `percent` of the time between start and due is gone, in UTC."""
    start, due = started_at.astimezone(UTC), due_at.astimezone(UTC)  # in one zone Python would subtract wall times
    return start + (due - start) * percent / 100


def _chosen(decision_clock: str, times: dict[Clock, datetime]) -> Clock:
    """The policy's own decision clock; for "earliest" the one that falls first, 24 hours on a tie."""
    if decision_clock != DecisionClock.EARLIEST:
        return Clock(decision_clock)
    by_day = times[Clock.DECISION_WORKING_DAY] < times[Clock.DECISION_24H]
    return Clock.DECISION_WORKING_DAY if by_day else Clock.DECISION_24H
