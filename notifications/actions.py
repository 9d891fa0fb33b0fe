"""Put messages in the outbox, in the caller's transaction. Nothing is sent here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import clock
from notifications.kinds import Kind, Status
from notifications.models import MOST_LISTED, PATH_SHAPE, REFERENCE_SHAPE, Message
from trail.actions import write
from trail.verbs import Verb

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message to one person. The same `dedupe_key` is only ever queued once."""

    kind: Kind
    to_id: UUID
    subject_id: UUID
    reference: str
    path: str
    dedupe_key: str
    due_at: datetime | None = None
    count: int = 0
    listed: tuple[str, ...] = ()
    by_id: UUID | None = None


def queue_message(
    kind: Kind,
    *,
    to: User,
    subject_id: UUID,
    reference: str,
    path: str,
    due_at: datetime | None = None,
    dedupe_key: str,
) -> None:
    """Queue one message. A key that was queued before changes nothing. Refuses a reference or path of another shape.

    `reference` is FD-7Q2K-4M or empty; `path` begins with a slash and has no query string.
    """
    queue_messages([Wanted(kind, to.pk, subject_id, reference, path, dedupe_key, due_at)])


def queue_messages(wanted: Iterable[Wanted], *, at: datetime | None = None) -> None:
    """Queue many in few statements, in the order of their keys, so that two sweepers cannot lock each other out."""
    moment = at or clock.now()
    rows = [_row(one, moment) for one in sorted(wanted, key=lambda one: one.dedupe_key)]
    Message.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


def tell_what_was_handed_on(
    people: Iterable[User],
    *,
    of: User,
    room: str,
    path: str,
    count: int,
    references: Iterable[str] = (),
    kind: Kind = Kind.HANDED_ON,
) -> None:
    """Tell people that something somebody held is theirs now: how many, and the references of the first thirty."""
    listed = tuple(references)[:MOST_LISTED]
    queue_messages(
        Wanted(kind, to.pk, of.pk, "", path, f"left:{of.pk}:{room}:{to.pk}", count=count, listed=listed)
        for to in people
    )


def tell_of_reset(person: User, *, reset_id: UUID, by: User) -> None:
    """Tell a person, and every other administrator, that the person's second step was reset. Not the one who did it."""
    others = {one.pk: "/administration/people/" for one in User.objects.administrators() if one.pk != by.pk}
    queue_messages(
        Wanted(Kind.SECOND_STEP_RESET, to, reset_id, "", path, f"reset:{reset_id}:{to}")
        for to, path in {**others, person.pk: "/sign-in/2fa/"}.items()
    )


@transaction.atomic
def send_again(message: Message, *, by: User) -> None:
    """Give a dead message another 72 hours, after a person has seen to the cause."""
    changed = Message.objects.filter(pk=message.pk, status=Status.DEAD).update(
        status=Status.PENDING, attempts=0, first_tried_at=None, next_attempt_at=clock.now(), last_error=""
    )
    if changed:
        write(Verb.CHANGED, subject="message", subject_id=message.pk, by=by, status=Status.PENDING)


def _row(one: Wanted, moment: datetime) -> Message:
    if not re.fullmatch(REFERENCE_SHAPE, one.reference):
        raise ValueError("A message carries a reference such as FD-7Q2K-4M, or none.")
    if not re.fullmatch(PATH_SHAPE, one.path):
        raise ValueError("A message's path begins with a slash and has no query.")
    return Message(
        kind=one.kind,
        to_id=one.to_id,
        subject_id=one.subject_id,
        by_id=one.by_id,
        reference=one.reference,
        path=one.path,
        due_at=one.due_at,
        count=one.count,
        listed=" ".join(one.listed[:MOST_LISTED]),
        dedupe_key=one.dedupe_key,
        queued_at=moment,
        next_attempt_at=moment,
    )
