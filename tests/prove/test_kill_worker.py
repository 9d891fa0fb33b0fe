"""Worker, beat and broker are killed and the broker is wiped while referrals come in. Nothing is lost or said twice."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from threading import Event, Thread

import pytest
from django.db import connection

from accounts.models import User
from core import clock
from notifications.models import Message
from referrals.models import Referral
from sla.models import Deadline, DeadlineEvent
from tests.factories import sent_referral
from tests.notifications.smtp import Post, free_port, serve
from tests.prove.conftest import Say
from tests.prove.processes import Processes, Running, wait_for, wipe
from tests.prove.whole import check_whole

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("transactional_db")]

HARM = [("L4-cd-06", "told", "“Bram got his belt because I was loud.”")]
# How long ago a referral came in: new, close to its deadline, past it. None crosses a line while the proof runs.
AGES = (timedelta(0), timedelta(hours=3, minutes=30), timedelta(hours=20), timedelta(hours=30))
# A letter in hand of a killed process goes again when its lease has run out.
SETTLES_IN = 400.0


@dataclass
class Chaos:
    """Kills and wipes at random, and starts again, until told to stop."""

    processes: Processes
    chance: Random
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.broker, self.broker_place = self.processes.broker()
        self.worker, self.beat = self.processes.program("worker"), self.processes.program("beat")
        self.sweeper = self.processes.program("sweeper")

    def strike(self) -> None:
        fault = self.chance.choice(["worker", "beat", "broker", "wipe", "sweeper", "wipe and kill"])
        self.done[fault] += 1
        if "wipe" in fault:
            wipe(self.broker_place)
        victims: dict[str, list[Running]] = {
            "worker": [self.worker],
            "beat": [self.beat],
            "broker": [self.broker],
            "sweeper": [self.sweeper],
            "wipe and kill": [self.broker, self.worker],
        }
        for running in victims.get(fault, []):
            running.kill()
            running.start()


@contextmanager
def chaos_around(chaos: Chaos) -> Iterator[None]:
    """Strikes every one to four seconds, as long as the block runs."""
    stop = Event()

    def go_on() -> None:
        while not stop.wait(chaos.chance.uniform(1, 4)):
            chaos.strike()

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_worker_and_broker_killed_during_submissions(
    times: int, chance: Random, processes: Processes, say: Say, delphine: User, charlie: User, asha: User, marek: User
) -> None:
    post, port = Post(), free_port()
    server = serve(post, port)
    processes.environment.update(EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(port))
    chaos = Chaos(processes, chance)
    count = 5 * times
    references = set()
    try:
        with chaos_around(chaos):
            for number in range(count):
                sender = (delphine, charlie)[number % 2]
                with clock.moved_to(clock.now() - AGES[number % len(AGES)]):
                    references.add(sent_referral(sender, worries=HARM if number % 10 < 2 else None).reference)
        settle()
    finally:
        server.stop()
        connection.close()
    assert len(references) == count
    for referral in Referral.objects.all():
        check_whole(referral)
        references.remove(referral.reference)
    assert references == set()
    events = check_events()
    letters, twice = check_letters(post, chaos)
    say(
        f"worker, beat, sweeper and broker killed or wiped {sum(chaos.done.values())} times ({faults(chaos)}) during "
        f"{count} submissions: 0 lost, {events} steps each once, {letters} letters, 0 missed, {twice} sent again"
    )


def settle() -> None:
    """Until everything due is found and everything queued is out."""
    wait_for(
        lambda: not unfound() and not Message.objects.exclude(status="sent").exists(),
        "Something was never found or never sent.",
        lambda: str(Counter(Message.objects.values_list("status", "kind", "last_error"))),
        seconds=SETTLES_IN,
    )
    time.sleep(1)


def due_steps() -> set[tuple[object, str, object]]:
    """Worked out from the stored times alone."""
    now, found = clock.now(), set()
    for deadline in Deadline.objects.all():
        found |= {(deadline.pk, "warned", deadline.warn_at)} if deadline.warn_at < now else set()
        found |= {(deadline.pk, "breached", deadline.due_at)} if deadline.due_at < now else set()
    return found


def unfound() -> set[tuple[object, str, object]]:
    return due_steps() - set(DeadlineEvent.objects.values_list("deadline_id", "step", "due_at"))


def check_events() -> int:
    """Every step that fell due, once, at its true time; and none that did not."""
    events = list(DeadlineEvent.objects.values_list("deadline_id", "step", "due_at"))
    assert Counter(events) == Counter(due_steps())
    return len(events)


def check_letters(post: Post, chaos: Chaos) -> tuple[int, int]:
    """Each message of the outbox reached the mail server. A second copy needs a process that died in between.

    Whoever is owed word of a missed deadline has it, by itself or in a digest.
    """
    arrived = Counter(str(letter["Message-ID"]) for letter in post.letters)
    messages = {message.message_id: message for message in Message.objects.all()}
    assert set(arrived) == set(messages)
    twice = sum(arrived.values()) - len(arrived)
    assert twice <= chaos.done["worker"] + chaos.done["wipe and kill"] + chaos.done["sweeper"]
    keys = {message.dedupe_key for message in messages.values()}
    managers = list(User.objects.managers())
    for event in DeadlineEvent.objects.filter(step="breached", deadline__told=True):
        for person in managers:
            digest = any(key.startswith("digest:") and key.endswith(str(person.pk)) for key in keys)
            assert digest or f"breached:{event.deadline_id}:{person.pk}" in keys
    return len(arrived), twice


def faults(chaos: Chaos) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(chaos.done.items()))
