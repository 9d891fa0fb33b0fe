"""The sweep: the clock walked a second before, at and after; told once; true times however late it is found."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import Agency, User
from accounts.roles import Role
from core.clock import LONDON
from notifications.models import Message
from sla.actions import start_decision_deadlines, stop_deadline
from sla.models import Deadline, DeadlineEvent, Heartbeat
from sla.sweep import SweepResult, clock_drift, overdue_heartbeats, sweep
from sla.tasks import sweep_deadlines
from tests.sla.factories import running
from trail.models import Entry

T = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
WARN, DUE = T + 3 * HOUR, T + 4 * HOUR
NOTHING = SweepResult()


def told() -> list[tuple[str, str]]:
    """Who has a message of which kind, with doubles showing."""
    return sorted(Message.objects.values_list("to__full_name", "kind"))


def test_the_clock_walked_second_by_second(delphine: User, asha: User, marek: User) -> None:
    running(delphine, started_at=T, holder=asha)
    assert sweep(WARN - SECOND, "beat") == NOTHING
    assert sweep(WARN, "beat") == SweepResult(warned=1)
    assert sweep(WARN + SECOND, "second") == NOTHING
    assert sweep(DUE - SECOND, "second") == NOTHING
    assert sweep(DUE, "second") == NOTHING
    assert told() == [("Asha Inkwell", "deadline_warning")]
    assert sweep(DUE + SECOND, "second") == SweepResult(breached=1)
    assert sweep(DUE + HOUR, "beat") == NOTHING
    events = list(DeadlineEvent.objects.values_list("step", "due_at", "detected_at", "detected_by"))
    assert events == [("warned", WARN, WARN, "beat"), ("breached", DUE, DUE + SECOND, "second")]
    assert told() == [
        ("Asha Inkwell", "deadline_breached"),
        ("Asha Inkwell", "deadline_warning"),
        ("Marek Candlewick", "deadline_breached"),
    ]


def test_a_message_carries_reference_link_and_time_only(delphine: User, asha: User) -> None:
    deadline = running(delphine, started_at=T, holder=asha)
    sweep(WARN, "beat")
    message = Message.objects.get()
    assert (message.reference, message.path, message.due_at) == (deadline.reference, deadline.path, DUE)
    assert message.subject_id == deadline.subject_id
    assert (message.queued_at, message.next_attempt_at) == (WARN, WARN)


def test_what_is_recorded_is_on_the_trail_of_the_record(delphine: User, asha: User) -> None:
    deadline = running(delphine, started_at=T, holder=asha, record_id=uuid4())
    sweep(DUE + SECOND, "second")
    entries = Entry.objects.filter(verb__in=["warned", "breached"]).order_by("pk")
    assert [(entry.verb, entry.record_id, entry.subject_id) for entry in entries] == [
        ("warned", deadline.record_id, deadline.pk),
        ("breached", deadline.record_id, deadline.pk),
    ]
    assert {entry.actor_role for entry in entries} == {"system"}


@pytest.mark.parametrize(("late", "events"), [(-SECOND, 0), (timedelta(0), 0), (SECOND, 1)])
def test_stopped_before_any_sweeper_saw_it(delphine: User, asha: User, late: timedelta, events: int) -> None:
    """In time means no breach, ever; late means a breach with the true time, even found days after."""
    deadline = running(delphine, started_at=T, holder=asha)
    stop_deadline(subject_id=deadline.subject_id, at=DUE + late, by=asha)
    assert sweep(DUE + 50 * HOUR, "beat") == SweepResult(breached=events)
    found = list(DeadlineEvent.objects.values_list("step", "due_at", "detected_at"))
    assert found == [("breached", DUE, DUE + 50 * HOUR)] * events


def test_both_sweepers_dead_for_six_hours(delphine: User, asha: User, tomas: User, marek: User) -> None:
    """True times; one alert each, for the breach and not for the warning it overtook; open ones are only warned."""
    missed = running(delphine, started_at=T, holder=asha)
    close = running(delphine, started_at=T, lasts=8 * HOUR, holder=tomas)
    woke = T + 6 * HOUR + timedelta(minutes=30)
    assert Deadline.objects.overdue(woke).get() == missed  # the pages knew all the time
    assert sweep(woke, "second") == SweepResult(warned=2, breached=1)
    events = DeadlineEvent.objects.values_list("deadline", "step", "due_at", "detected_at")
    assert sorted(events, key=str) == sorted(
        [
            (missed.pk, "warned", WARN, woke),
            (missed.pk, "breached", DUE, woke),
            (close.pk, "warned", T + 6 * HOUR, woke),
        ],
        key=str,
    )
    assert told() == [
        ("Asha Inkwell", "deadline_breached"),
        ("Marek Candlewick", "deadline_breached"),
        ("Tomas Brightmoor", "deadline_warning"),
    ]


# Who is told


@pytest.mark.parametrize(
    ("team", "names"),
    [
        ("mash", ["Asha Inkwell", "Marek Candlewick", "Tomas Brightmoor"]),
        ("mash_manager", ["Marek Candlewick"]),
        ("early_help", ["Niamh Saltwick"]),
        ("referrer", ["Marek Candlewick"]),  # nobody to answer for it: the managers, never no one
    ],
)
def test_nobody_holds_it(
    delphine: User, asha: User, tomas: User, marek: User, niamh: User, ola: User, team: str, names: list[str]
) -> None:
    running(delphine, started_at=T, team=team)
    sweep(WARN, "beat")
    assert told() == [(name, "deadline_warning") for name in names]


def test_a_holder_who_has_left_is_not_told_but_the_team_is(delphine: User, asha: User, tomas: User) -> None:
    running(delphine, started_at=T, holder=asha)
    User.objects.filter(pk=asha.pk).update(is_active=False)
    sweep(WARN, "beat")
    assert told() == [("Tomas Brightmoor", "deadline_warning")]


def test_a_clock_that_is_only_counted_is_recorded_and_not_told(delphine: User, asha: User) -> None:
    """24 hours and one working day end at the same instant midweek: people hear of it once."""
    subject = uuid4()
    start_decision_deadlines(
        subject_kind="referral",
        subject_id=subject,
        record_id=subject,
        received_at=T,
        priority="blue",
        reference="FD-7Q2K-4M",
        path="/referrals/FD-7Q2K-4M/",
        by=delphine,
        holder=asha,
    )
    assert sweep(T + 25 * HOUR, "beat") == SweepResult(warned=2, breached=2)
    assert told() == [("Asha Inkwell", "deadline_breached")]


@pytest.mark.parametrize(("count", "kinds"), [(20, {"deadline_warning": 20}), (21, {"digest": 1})])
def test_more_than_twenty_at_once_become_one_digest(
    delphine: User, asha: User, tomas: User, count: int, kinds: dict[str, int]
) -> None:
    for _ in range(count):
        running(delphine, started_at=T, holder=asha)
    running(delphine, started_at=T, holder=tomas)
    assert sweep(WARN, "beat") == SweepResult(warned=count + 1)
    assert DeadlineEvent.objects.count() == count + 1
    for_asha = list(Message.objects.filter(to=asha).values_list("kind", flat=True))
    assert {kind: for_asha.count(kind) for kind in set(for_asha)} == kinds
    assert list(Message.objects.filter(to=tomas).values_list("kind", flat=True)) == ["deadline_warning"]


def test_a_digest_covers_every_chunk(delphine: User, asha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sla.sweep.CHUNK", 7)
    for _ in range(30):
        running(delphine, started_at=T, holder=asha)
    assert sweep(WARN, "beat") == SweepResult(warned=30)
    message = Message.objects.get()
    assert (message.kind, message.reference, message.path) == ("digest", "", "/")


# What goes wrong


def poison(deadline: Deadline) -> None:
    """Let the database refuse this one deadline's events."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE sla_deadlineevent ADD CONSTRAINT poison CHECK (deadline_id <> '{deadline.pk}')")


def test_one_bad_row_stops_no_other(delphine: User, asha: User, caplog: pytest.LogCaptureFixture) -> None:
    deadlines = [running(delphine, started_at=T, holder=asha) for _ in range(12)]
    poison(deadlines[5])
    assert sweep(WARN, "beat") == SweepResult(warned=11, failed=1)
    assert set(DeadlineEvent.objects.values_list("deadline", flat=True)) == {
        deadline.pk for deadline in deadlines if deadline != deadlines[5]
    }
    assert Message.objects.count() == 11
    assert Heartbeat.objects.get().failing == 1
    assert f"Deadline {deadlines[5].pk}: warned could not be recorded." in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE sla_deadlineevent DROP CONSTRAINT poison")
    assert sweep(WARN + 30 * SECOND, "beat") == SweepResult(warned=1)
    assert Message.objects.count() == 12


def test_a_crash_before_the_messages_are_queued_leaves_the_step_unclaimed(
    delphine: User, asha: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    running(delphine, started_at=T, holder=asha)

    def crash(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("sla.sweep.queue_messages", crash)
        with pytest.raises(KeyboardInterrupt):
            sweep(WARN, "beat")
    assert not DeadlineEvent.objects.exists()
    assert not Entry.objects.filter(verb="warned").exists()
    assert sweep(WARN + SECOND, "second") == SweepResult(warned=1)
    assert told() == [("Asha Inkwell", "deadline_warning")]


def test_a_clock_that_goes_back_is_said_and_undoes_nothing(
    delphine: User, asha: User, caplog: pytest.LogCaptureFixture
) -> None:
    running(delphine, started_at=T, holder=asha)
    sweep(DUE + SECOND, "beat")
    with caplog.at_level(logging.ERROR, logger="sla"):
        sweep(DUE - 4 * SECOND, "beat")
        assert "clock went back" not in caplog.text
        sweep(DUE - HOUR, "beat")
    assert "clock went back" in caplog.text
    assert DeadlineEvent.objects.filter(step="breached").count() == 1
    assert Message.objects.filter(kind="deadline_breached").count() == 1


# Heartbeats


def test_silence_of_a_sweeper(db: None) -> None:
    assert overdue_heartbeats(T) == ["beat", "second"]
    sweep(T, "beat")
    sweep(T, "second")
    assert overdue_heartbeats(T + timedelta(seconds=180)) == []
    sweep(T + timedelta(seconds=60), "second")
    assert overdue_heartbeats(T + timedelta(seconds=181)) == ["beat"]
    assert Heartbeat.objects.count() == 2


def test_the_task_beats_for_itself_and_for_the_worker(at_tuesday: datetime, db: None) -> None:
    sweep_deadlines()
    assert sorted(Heartbeat.objects.values_list("sweeper", "beat_at")) == [("beat", T), ("worker", T)]


def test_clock_drift_is_measured_against_the_database(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    assert abs(clock_drift(there + HOUR) - HOUR) < timedelta(seconds=1)


def test_as_many_queries_for_fifty_as_for_one(delphine: User, asha: User, django_assert_max_num_queries: Any) -> None:
    """All but the trail's one row each."""
    for _ in range(50):
        running(delphine, started_at=T, holder=asha)
    with django_assert_max_num_queries(50 + 16):
        sweep(WARN, "beat")


def test_the_cast_has_a_stranger(delphine: User, council: Agency, charlie: User, ola: User, petra: User) -> None:
    """Those who have no part in it hear nothing."""
    running(delphine, started_at=T)
    sweep(DUE + SECOND, "beat")
    assert told() == []
    assert {charlie.role, ola.role, petra.role}.isdisjoint({Role.MASH_WORKER, Role.MASH_MANAGER})
