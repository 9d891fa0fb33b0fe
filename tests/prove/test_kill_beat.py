"""Beat is dead for six simulated hours, then both sweepers are: every missed deadline carries its true time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core import clock
from notifications.models import Message
from sla.management.commands import sweep as second
from sla.models import Deadline, DeadlineEvent, Heartbeat
from sla.sweep import overdue_heartbeats
from sla.tasks import sweep_deadlines
from tests.conftest import TUESDAY
from tests.factories import sent_referral
from tests.prove.conftest import Say
from trail.models import Entry

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("transactional_db")]

ROUND = timedelta(seconds=30)
SIX_HOURS = timedelta(hours=6)
HARM = [("L4-cd-06", "told", "“Bram got his belt because I was loud.”")]


@pytest.fixture(autouse=True)
def only_the_clocks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own clock is not moved, so it is not compared; letters go nowhere."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    monkeypatch.setattr(second, "clock_drift", lambda _now: timedelta())


def send_through_the_day(people: list[User], times: int) -> None:
    """Red and other referrals, so that warnings and deadlines fall all through the six hours and to the second."""
    for number in range(times):
        ago = timedelta(seconds=1 + number * 22 * 3600 // times + (number % 7))
        with clock.moved_to(TUESDAY - ago), transaction.atomic():
            sent_referral(people[number % len(people)], worries=HARM if number % 2 else None)


def wanted(until: datetime) -> set[tuple[Any, str, datetime]]:
    """Every step that has fallen due, worked out from the stored times alone."""
    found = set()
    for deadline in Deadline.objects.all():
        found |= {(deadline.pk, "warned", deadline.warn_at)} if deadline.warn_at <= until else set()
        found |= {(deadline.pk, "breached", deadline.due_at)} if deadline.due_at <= until else set()
    return found


def check_events(until: datetime) -> int:
    """Each step once, dated by its true time, with its trail row; and nobody told the same thing twice."""
    events = list(DeadlineEvent.objects.values_list("deadline_id", "step", "due_at"))
    assert len(events) == len(set(events))
    # A deadline is missed when it is past, not at the very moment.
    late = {one for one in wanted(until) if not (one[1] == "breached" and one[2] == until)}
    assert set(events) == late
    assert Entry.objects.filter(verb__in=["warned", "breached"]).count() == len(events)
    keys = list(Message.objects.values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys))
    return len(events)


def rounds(start: datetime, end: datetime) -> Iterator[datetime]:
    now = start
    while now <= end:
        yield now
        now += ROUND


def test_beat_dead_for_six_hours(times: int, say: Say, delphine: User, charlie: User, asha: User, marek: User) -> None:
    send_through_the_day([delphine, charlie], max(times, 50))
    with clock.moved_to(TUESDAY):
        sweep_deadlines()
    before = set(DeadlineEvent.objects.values_list("pk", flat=True))
    worst, end = timedelta(), TUESDAY + SIX_HOURS
    for now in rounds(TUESDAY + ROUND, end):
        with clock.moved_to(now):
            assert second.one_round() == 0
    for event in DeadlineEvent.objects.exclude(pk__in=before):
        assert event.detected_by == "second"
        assert timedelta() <= event.detected_at - event.due_at <= ROUND
        worst = max(worst, event.detected_at - event.due_at)
    found = check_events(end)
    new = found - len(before)
    assert new > 0
    assert overdue_heartbeats(end) == ["beat"]
    say(
        f"beat dead for 6 simulated hours: {new} steps fell due, all found by the second sweeper, "
        f"the latest after {worst.total_seconds():.0f} s, 0 missed, 0 twice, every time true"
    )


def test_both_sweepers_dead_for_six_hours(
    times: int, say: Say, delphine: User, charlie: User, asha: User, marek: User
) -> None:
    send_through_the_day([delphine, charlie], max(times, 50))
    with clock.moved_to(TUESDAY):
        sweep_deadlines()
        assert second.one_round() == 0
    before = DeadlineEvent.objects.count()
    end = TUESDAY + SIX_HOURS
    assert overdue_heartbeats(end) == ["beat", "second"]
    overdue = [one for one in Deadline.objects.open() if one.is_over(end)]
    assert len(overdue) == Deadline.objects.overdue(end).count() > DeadlineEvent.objects.filter(step="breached").count()
    with clock.moved_to(end):
        sweep_deadlines()
        assert second.one_round() == 0
        sweep_deadlines()
    new = check_events(end) - before
    letters = list(Message.objects.filter(to=asha, queued_at=end).values_list("kind", flat=True))
    fresh = DeadlineEvent.objects.filter(detected_at=end, deadline__told=True).count()
    assert fresh > 20  # enough to make a storm
    assert letters == ["digest"]
    assert Heartbeat.objects.filter(beat_at=end).count() == 3
    say(
        f"both sweepers dead for 6 simulated hours: {new} steps found in one round, "
        f"{fresh} of them told in 1 letter to each"
    )
