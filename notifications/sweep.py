"""Deliver what the outbox holds. Any number of deliverers may run at once.

A message is leased in a short transaction of its own, sent with no transaction open, and then marked. Whoever dies in
between leaves a lease that runs out, and the message goes again with the same Message-ID. Nothing is ever missed; a
second copy can exist only when the process dies between the server's yes and our mark.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.failpoints import reach
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind, Status
from notifications.letters import write_letter
from notifications.models import Message
from notifications.senders import NotSent, Sender, make_sender
from trail.actions import write
from trail.verbs import Verb

log = logging.getLogger("notifications")

# Longer than one letter can take with every step of the mail server's timing out.
LEASE = timedelta(seconds=180)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=72)
# A round ends well inside the worker's time limit even when the mail server answers slowly.
_ROUND_SECONDS = 60.0


def deliver_due(now: datetime, limit: int = 50) -> int:
    """Send up to `limit` messages whose time has come; returns how many went out. Call it outside a transaction.

    Ends early when the mail server is away, since the next letter would fare no better, and after a minute.
    """
    sent = 0
    end = time.monotonic() + _ROUND_SECONDS
    with make_sender() as sender:
        for _ in range(limit):
            message = _lease(now)
            if message is None or time.monotonic() > end:
                break
            try:
                sent += _deliver(message, sender, now)
            except NotSent as error:
                _put_off(message, error.code, now)
                if error.unreachable:
                    break
            except Exception as error:  # one letter that cannot be written must not stop the others
                log.exception("Message %s could not be written or sent.", message.pk)
                _put_off(message, type(error).__name__[:40], now)
    return sent


def dead_letters() -> int:
    """How many messages were given up on; each wants a person."""
    return Message.objects.dead().count()


@transaction.atomic
def _lease(now: datetime) -> Message | None:
    """Take the next message in hand, so that no other deliverer sends it until the lease runs out."""
    message = Message.objects.to_send(now).select_for_update(skip_locked=True).first()
    if message is None:
        return None
    message.status = Status.LEASED
    message.leased_until = now + LEASE
    message.attempts += 1
    message.first_tried_at = message.first_tried_at or now
    message.save(update_fields=["status", "leased_until", "attempts", "first_tried_at"])
    return message


def _deliver(message: Message, sender: Sender, now: datetime) -> int:
    """Send one leased message; returns 1 when it went out, 0 when it was withheld."""
    message.to = User.objects.get(pk=message.to_id)
    if not message.to.is_active:
        _withhold(message)
        return 0
    reach("deliver:send")
    sender.send(write_letter(message), again=message.attempts > 1)
    reach("deliver:mark")
    _mark(message, status=Status.SENT, sent_at=now, last_error="")
    return 1


@transaction.atomic
def _withhold(message: Message) -> None:
    """The person has left since it was queued: nothing goes out, and the trail says so."""
    if _mark(message, status=Status.WITHHELD):
        write(
            Verb.WITHHELD,
            subject="message",
            subject_id=message.pk,
            by=User.objects.system(),
            kind=message.kind,
            recipient=str(message.to_id),
        )


@transaction.atomic
def _put_off(message: Message, code: str, now: datetime) -> None:
    """Try again later: after 1, 2, 4 ... 15 minutes, for 72 hours from the first try; then a person must look."""
    if now - (message.first_tried_at or now) < GIVE_UP_AFTER:
        _mark(message, status=Status.FAILED, last_error=code, next_attempt_at=now + pause_after(message.attempts))
        return
    if _mark(message, status=Status.DEAD, last_error=code):
        log.error("Message %s was given up after %s tries (%s).", message.pk, message.attempts, code)
        _tell_managers(message, now)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)


def _mark(message: Message, **changes: object) -> bool:
    """End our lease. False when it had run out and another deliverer has the message: then its word counts."""
    mine = Message.objects.filter(pk=message.pk, status=Status.LEASED, attempts=message.attempts)
    return bool(mine.update(leased_until=None, **changes))


def _tell_managers(message: Message, now: datetime) -> None:
    """One message a day to each manager. One that dies itself raises no other."""
    if message.kind == Kind.UNDELIVERED:
        return
    managers = User.objects.managers().values_list("pk", flat=True)
    day = f"{now:%Y-%m-%d}"
    queue_messages(
        [Wanted(Kind.UNDELIVERED, one, one, "", "/", f"undelivered:{day}:{one}") for one in managers], at=now
    )
