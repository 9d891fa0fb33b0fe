"""Delivery: nothing missed, a second copy only with the same Message-ID, and one bad letter stops no other."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from django.db import IntegrityError, transaction
from notifications_python_client.errors import HTTPError

from accounts.models import User
from core.clock import LONDON, moved_to
from notifications.actions import Wanted, queue_message, queue_messages, send_again
from notifications.kinds import Kind
from notifications.letters import write_letter
from notifications.models import Message
from notifications.senders import NotifySender, NotSent
from notifications.sweep import GIVE_UP_AFTER, LEASE, dead_letters, deliver_due, pause_after
from notifications.tasks import deliver_messages
from tests.notifications.smtp import Post, free_port, serve
from trail.models import Entry

T = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def queue(to: User, key: str = "", at: datetime = T, kind: Kind = Kind.OUTCOME_READY) -> Message:
    key = key or str(uuid4())
    with moved_to(at):
        queue_message(
            kind, to=to, subject_id=uuid4(), reference="FD-7Q2K-4M", path="/referrals/FD-7Q2K-4M/", dedupe_key=key
        )
    return Message.objects.get(dedupe_key=key)


# The outbox


def test_a_key_is_queued_once(asha: User, tomas: User) -> None:
    first = queue(asha, "outcome:1")
    assert queue(tomas, "outcome:1", at=T + HOUR) == first
    assert Message.objects.get().to == asha


def test_a_key_twice_in_one_batch_is_queued_once(asha: User) -> None:
    wanted = Wanted(Kind.DIGEST, asha.pk, asha.pk, "", "/", "digest:1")
    queue_messages([wanted, wanted])
    assert Message.objects.count() == 1


def test_a_message_falls_with_the_transaction_it_tells_of(asha: User) -> None:
    with transaction.atomic():
        queue(asha)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"reference": "Pip"}, {"path": "/?child=Pip"}, {"kind": "love letter"}, {"status": "leased"}, {"status": "sent"}],
)
def test_the_database_refuses_what_makes_no_sense(asha: User, wrong: dict[str, str]) -> None:
    message = queue(asha)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**wrong)


# Sending


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post, settings: Any) -> Iterator[Controller]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    controller = serve(post, settings.EMAIL_PORT)
    yield controller
    if controller.server is not None:
        controller.stop()


def state(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.status, message.attempts, message.last_error


def test_over_real_smtp(asha: User, post: Post, server: Controller) -> None:
    message = queue(asha)
    assert deliver_due(T - timedelta(seconds=1)) == 0
    assert deliver_due(T) == 1
    assert deliver_due(T + HOUR) == 0
    (letter,) = post.letters
    assert letter["To"] == "asha.inkwell@larkhaven.example"
    assert letter["Subject"] == "There is an outcome to read for FD-7Q2K-4M"
    assert letter["Message-ID"] == f"<{message.pk}@frontdoor.example>"
    assert state(message) == ("sent", 1, "")
    assert (message.sent_at, message.leased_until) == (T, None)


def test_greylisting_delays_one_letter_and_no_other(asha: User, tomas: User, post: Post, server: Controller) -> None:
    first, second = queue(asha), queue(tomas, at=T + timedelta(seconds=1))
    post.letter_script.append("451 try later")
    assert deliver_due(T + MINUTE) == 1
    assert state(first) == ("failed", 1, "smtp-451")
    assert first.next_attempt_at == T + 2 * MINUTE
    assert state(second) == ("sent", 1, "")
    assert deliver_due(T + 2 * MINUTE - timedelta(seconds=1)) == 0
    assert deliver_due(T + 2 * MINUTE) == 1
    assert state(first) == ("sent", 2, "")
    assert [letter["To"] for letter in post.letters] == [
        "tomas.brightmoor@larkhaven.example",
        "asha.inkwell@larkhaven.example",
    ]


def test_one_recipient_refused(asha: User, tomas: User, post: Post, server: Controller) -> None:
    """What the server said, which may repeat an address, is not kept; the code is."""
    first, second = queue(asha), queue(tomas, at=T + timedelta(seconds=1))
    post.recipient_script.append("550 no mailbox CNRY-address here")
    assert deliver_due(T + MINUTE) == 1
    assert state(first) == ("failed", 1, "recipient-550")
    assert state(second) == ("sent", 1, "")


def test_a_server_that_is_away_uses_up_one_try_only(asha: User, server: Controller, post: Post, settings: Any) -> None:
    messages = [queue(asha, at=T + number * MINUTE) for number in range(3)]
    server.stop()
    assert deliver_due(T + HOUR) == 0
    assert [state(message)[:2] for message in messages] == [("failed", 1), ("pending", 0), ("pending", 0)]
    back = serve(post, settings.EMAIL_PORT)
    try:
        assert deliver_due(T + HOUR) == 2
        assert deliver_due(T + HOUR + MINUTE) == 1
    finally:
        back.stop()
    assert sorted(letter["Message-ID"] for letter in post.letters) == sorted(one.message_id for one in messages)


def test_a_server_that_is_closing(asha: User, tomas: User, post: Post, server: Controller) -> None:
    first, second = queue(asha), queue(tomas, at=T + timedelta(seconds=1))
    post.letter_script.append("421 closing")
    assert deliver_due(T + MINUTE) == 0
    assert (state(first)[:2], state(second)[:2]) == (("failed", 1), ("pending", 0))


def test_killed_between_the_servers_yes_and_our_mark(
    asha: User, post: Post, server: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not missed: it goes again when the lease runs out, and both copies have the same Message-ID."""
    message = queue(asha)

    def die(name: str) -> None:
        if name == "deliver:mark":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("notifications.sweep.reach", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(T)
    assert state(message) == ("leased", 1, "")
    assert deliver_due(T + LEASE - timedelta(seconds=1)) == 0
    assert deliver_due(T + LEASE) == 1
    assert [letter["Message-ID"] for letter in post.letters] == [message.message_id] * 2
    assert state(message) == ("sent", 2, "")


def test_killed_before_sending(asha: User, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    message = queue(asha)

    def die(_name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("notifications.sweep.reach", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(T)
    assert mailoutbox == []
    assert deliver_due(T + LEASE) == 1
    assert len(mailoutbox) == 1
    assert state(message) == ("sent", 2, "")


def test_a_sender_that_lost_its_lease_does_not_overrule_the_next(
    asha: User, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = queue(asha)

    def meanwhile(name: str) -> None:
        if name == "deliver:mark":
            Message.objects.filter(pk=message.pk).update(attempts=2)  # another one has leased it since

    monkeypatch.setattr("notifications.sweep.reach", meanwhile)
    deliver_due(T)
    assert state(message)[:2] == ("leased", 2)


def test_a_letter_that_cannot_be_written_stops_no_other(
    asha: User, mailoutbox: list[Any], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [queue(asha, at=T + number * timedelta(seconds=1)) for number in range(5)]
    bad = messages[1].pk

    def write(message: Message) -> Any:
        if message.pk == bad:
            raise LookupError("CNRY-name")
        return write_letter(message)

    monkeypatch.setattr("notifications.sweep.write_letter", write)
    assert deliver_due(T + MINUTE) == 4
    assert len(mailoutbox) == 4
    assert state(messages[1]) == ("failed", 1, "LookupError")
    assert f"Message {bad} could not be written or sent." in caplog.text


def test_somebody_who_has_left_gets_nothing(asha: User, mailoutbox: list[Any]) -> None:
    message = queue(asha)
    User.objects.filter(pk=asha.pk).update(is_active=False)
    assert deliver_due(T) == 0
    assert mailoutbox == []
    assert state(message) == ("withheld", 1, "")
    entry = Entry.objects.get(verb="withheld")
    assert (entry.subject, entry.subject_id) == ("message", message.pk)
    assert entry.facts == {"kind": "outcome_ready", "recipient": str(asha.pk)}
    assert deliver_due(T + 100 * HOUR) == 0


# Giving up


class Refuses:
    """A way out that takes nothing."""

    def __enter__(self) -> "Refuses":
        return self

    def __exit__(self, *_given: object) -> None:
        return None

    def send(self, _letter: Any, *, again: bool) -> None:
        raise NotSent("smtp-554")


def test_tries_for_seventy_two_hours_then_asks_for_a_person(
    asha: User, marek: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    message = queue(asha)
    monkeypatch.setattr("notifications.sweep.make_sender", Refuses)
    now, tries = T, []
    while state(message)[0] != "dead":
        assert deliver_due(now) == 0
        tries.append(now)
        message.refresh_from_db()
        now = message.next_attempt_at if message.status == "failed" else now
    gaps = [round((later - earlier) / MINUTE) for earlier, later in pairwise(tries)]
    assert gaps[:6] == [1, 2, 4, 8, 15, 15]
    assert tries[-1] - tries[0] >= GIVE_UP_AFTER
    assert tries[-2] - tries[0] < GIVE_UP_AFTER
    assert dead_letters() == 1
    alarm = Message.objects.exclude(pk=message.pk).get()
    assert (alarm.kind, alarm.to, alarm.reference) == ("undelivered", marek, "")
    # The alarm that cannot be delivered raises no other.
    Message.objects.filter(pk=alarm.pk).update(first_tried_at=now - GIVE_UP_AFTER)
    deliver_due(now + 24 * HOUR)
    assert dead_letters() == 2
    assert Message.objects.count() == 2


def test_a_dead_message_is_given_another_chance(asha: User, marek: User, mailoutbox: list[Any]) -> None:
    message = queue(asha)
    Message.objects.filter(pk=message.pk).update(status="dead", attempts=290, first_tried_at=T, last_error="smtp-554")
    message.refresh_from_db()
    with moved_to(T + 80 * HOUR):
        send_again(message, by=marek)
        assert deliver_due(T + 80 * HOUR) == 1
        send_again(message, by=marek)  # it went: nothing to do
    assert len(mailoutbox) == 1
    assert state(message) == ("sent", 1, "")
    assert Entry.objects.filter(verb="changed", subject="message").count() == 1


def test_pauses_never_grow_past_a_quarter_of_an_hour() -> None:
    assert [pause_after(tries) / MINUTE for tries in (1, 2, 3, 4, 5, 400)] == [1, 2, 4, 8, 15, 15]


def test_what_is_late_is_seen(asha: User) -> None:
    queue(asha)
    assert not Message.objects.undelivered(T + 15 * MINUTE).exists()
    assert Message.objects.undelivered(T + 16 * MINUTE).exists()


def test_the_task_delivers(asha: User, mailoutbox: list[Any]) -> None:
    queue(asha)
    assert deliver_messages() == 1


def test_no_more_than_the_limit(asha: User, mailoutbox: list[Any]) -> None:
    for _ in range(5):
        queue(asha)
    assert deliver_due(T, limit=3) == 3
    assert deliver_due(T, limit=3) == 2


def test_nothing_queued_opens_no_connection(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert deliver_due(T) == 0


# GOV.UK Notify


class FakeNotify:
    """Answers as the Notify client does, and remembers what it was asked."""

    def __init__(self, *, has: list[str] | None = None, error: Exception | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.has = has or []
        self.error = error

    def get_all_notifications(self, reference: str) -> dict[str, Any]:
        return {"notifications": [one for one in self.has if one == reference]}

    def send_email_notification(self, **given: Any) -> None:
        if self.error:
            raise self.error
        self.sent.append(given)


def test_notify_is_given_the_letter(asha: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.NOTIFY_TEMPLATE_ID = "a-template"
    message, client = queue(asha), FakeNotify()
    monkeypatch.setattr("notifications.sweep.make_sender", lambda: NotifySender(client))
    assert deliver_due(T) == 1
    (sent,) = client.sent
    assert (sent["email_address"], sent["template_id"]) == ("asha.inkwell@larkhaven.example", "a-template")
    assert sent["reference"] == message.message_id
    assert sent["personalisation"]["subject"] == "There is an outcome to read for FD-7Q2K-4M"


def test_notify_is_asked_before_a_second_try(asha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    message = queue(asha)
    client = FakeNotify(has=[message.message_id])
    monkeypatch.setattr("notifications.sweep.make_sender", lambda: NotifySender(client))
    Message.objects.filter(pk=message.pk).update(attempts=1)
    assert deliver_due(T) == 1
    assert client.sent == []
    assert state(message) == ("sent", 2, "")


@pytest.mark.parametrize(("status", "unreachable"), [(400, False), (403, True), (429, True), (500, True), (503, True)])
def test_notify_refuses(asha: User, status: int, unreachable: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    response = type("Response", (), {"status_code": status, "json": lambda _self: {"message": "CNRY"}})()
    client = FakeNotify(error=HTTPError(response))
    monkeypatch.setattr("notifications.sweep.make_sender", lambda: NotifySender(client))
    first, second = queue(asha), queue(asha, at=T + timedelta(seconds=1))
    assert deliver_due(T + MINUTE) == 0
    assert state(first) == ("failed", 1, f"notify-{status}")
    assert state(second)[0] == ("pending" if unreachable else "failed")
