"""Ten sweepers at once, with real commits: each step once, each message once, nobody locks another out."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from core import clock
from core.clock import LONDON
from notifications.models import Message
from sla.actions import stop_deadline
from sla.management.commands.sweep import loop, one_round
from sla.models import Deadline, DeadlineEvent, Heartbeat
from sla.sweep import SweepResult, sweep
from tests.prove.processes import database_url
from tests.sla.factories import running
from trail.models import Entry, Seal

pytestmark = pytest.mark.usefixtures("transactional_db")

T = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)
HOUR = timedelta(hours=1)
LATER = T + 5 * HOUR


@pytest.fixture
def deadlines(delphine: User, asha: User, tomas: User) -> list[Deadline]:
    """200 missed ones: 190 of Asha's, which make a digest, and 10 of Tomas's, which do not."""
    with transaction.atomic():
        return [running(delphine, started_at=T, holder=tomas if number % 20 == 0 else asha) for number in range(200)]


def at_once(count: int, work: object) -> list[BaseException]:
    """Run `work` in so many threads that start together; returns what went wrong."""
    ready, wrong = threading.Barrier(count), []

    def run(number: int) -> None:
        try:
            ready.wait()
            work(number)  # type: ignore[operator]
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def check_each_once(deadlines: list[Deadline], asha: User, tomas: User) -> None:
    steps = list(DeadlineEvent.objects.values_list("deadline", "step"))
    assert len(steps) == len(set(steps)) == 2 * len(deadlines)
    assert set(DeadlineEvent.objects.filter(step="breached").values_list("due_at", flat=True)) == {T + 4 * HOUR}
    assert set(DeadlineEvent.objects.filter(step="warned").values_list("due_at", flat=True)) == {T + 3 * HOUR}
    assert list(Message.objects.filter(to=asha).values_list("kind", flat=True)) == ["digest"]
    for_tomas = list(Message.objects.filter(to=tomas).values_list("kind", "reference"))
    assert sorted(for_tomas) == sorted(
        ("deadline_breached", deadline.reference) for deadline in deadlines if deadline.holder_id == tomas.pk
    )
    assert Entry.objects.filter(verb__in=["warned", "breached"]).count() == len(steps)


def test_ten_sweepers_at_once(
    deadlines: list[Deadline], asha: User, tomas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sla.sweep.CHUNK", 25)
    results: list[SweepResult] = []
    wrong = at_once(10, lambda number: results.append(sweep(LATER, f"sweeper {number}")))
    assert wrong == []
    sweep(LATER, "last")  # what one of them held locked while another passed by
    check_each_once(deadlines, asha, tomas)
    assert sum(result.breached for result in results) <= 200
    assert sum(result.failed for result in results) == 0


def test_sweepers_and_people_who_stop_clocks_at_the_same_time(
    deadlines: list[Deadline], asha: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half are stopped in time while eight sweepers run: those that the stop reached first are never breached."""
    monkeypatch.setattr("sla.sweep.CHUNK", 10)

    def work(number: int) -> None:
        if number >= 2:
            sweep(LATER, f"sweeper {number}")
            return
        for deadline in deadlines[number::4]:
            stop_deadline(subject_id=deadline.subject_id, at=T + HOUR, by=asha)

    assert at_once(10, work) == []
    sweep(LATER, "last")
    breached = DeadlineEvent.objects.filter(step="breached")
    assert set(Deadline.objects.open().values_list("pk", flat=True)) <= set(breached.values_list("deadline", flat=True))
    assert Deadline.objects.missed(LATER).count() == 100
    assert sweep(LATER + HOUR, "last") == SweepResult()


def test_a_deadline_being_stopped_is_left_for_the_next_round(delphine: User, asha: User) -> None:
    deadline = running(delphine, started_at=T, holder=asha)
    with transaction.atomic():
        stop_deadline(subject_id=deadline.subject_id, at=T + HOUR, by=asha)
        results: list[SweepResult] = []
        assert at_once(1, lambda _number: results.append(sweep(LATER, "beat"))) == []
        assert results == [SweepResult()]
    assert sweep(LATER, "beat") == SweepResult()
    assert not DeadlineEvent.objects.exists()


# The second sweeper as a process


def test_the_command_does_deadlines_messages_and_the_trail(
    delphine: User, asha: User, mailoutbox: list[object]
) -> None:
    running(delphine, started_at=clock.now() - 5 * HOUR, holder=asha)
    assert one_round() == 0
    assert DeadlineEvent.objects.count() == 2
    assert len(mailoutbox) == 1
    assert Seal.objects.exists()
    assert Heartbeat.objects.get().sweeper == "second"


def test_one_part_that_fails_does_not_keep_the_others(
    delphine: User, asha: User, mailoutbox: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    running(delphine, started_at=clock.now() - 5 * HOUR, holder=asha)
    one_round()
    running(delphine, started_at=clock.now() - 5 * HOUR, holder=asha)

    def fail(*_given: object, **_named: object) -> None:
        raise OSError("no way out")

    monkeypatch.setattr("sla.management.commands.sweep.deliver_due", fail)
    assert one_round() == 1
    assert DeadlineEvent.objects.count() == 4
    assert Seal.objects.count() == 2


def test_the_loop_outlives_a_restart_of_the_database(delphine: User, asha: User) -> None:
    """Its connection is cut from the server's side between rounds; the next round finds the database again."""
    stop = threading.Event()
    thread = threading.Thread(target=lambda: (loop(stop, every=0.1), connection.close()))
    thread.start()
    try:
        wait_for(lambda: Heartbeat.objects.filter(sweeper="second").exists())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] >= 1
        running(delphine, started_at=clock.now() - 5 * HOUR, holder=asha)
        wait_for(lambda: DeadlineEvent.objects.count() == 2)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


def test_the_process_stops_cleanly_when_asked() -> None:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sweep", "--loop", "--every", "60"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url(), "DEBUG": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: Heartbeat.objects.filter(sweeper="second").exists(), seconds=30)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "The second sweeper has stopped." in said


def wait_for(condition: object, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)
