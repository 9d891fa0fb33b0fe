"""Write on the trail. Called by actions and by the one door for reads, inside their transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from core import clock
from trail.models import Entry
from trail.verbs import Verb

_gathered: ContextVar[list[Entry] | None] = ContextVar("gathered", default=None)

# What has a trail of its own: everything else names the record it belongs to.
_RECORDS = frozenset({"referral", "draft", "contact"})
Fact = str | int | bool | UUID | None


class Person(Protocol):
    """Whoever acts: a user, or the system itself."""

    @property
    def pk(self) -> Any: ...

    @property
    def role(self) -> str: ...

    @property
    def through(self) -> Mapping[str, UUID]:
        """What somebody else acts through in their name: facts that stand on every row of theirs."""
        ...


def write(
    verb: Verb, *, subject: str, subject_id: UUID, by: Person, record_id: UUID | None = None, **facts: Fact
) -> None:
    """Put one entry on the trail. Refuses outside a transaction: what it speaks of must stand or fall with it."""
    write_many(verb, subject=subject, subject_ids=[subject_id], by=by, record_id=record_id, **facts)


def write_many(
    verb: Verb, *, subject: str, subject_ids: list[UUID], by: Person, record_id: UUID | None = None, **facts: Fact
) -> None:
    """One entry for each id, in one statement: a list that shows many records is a read of each of them."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The trail is written in the transaction of what it records.")
    moment = clock.now()
    entries = [
        Entry(
            at=moment,
            verb=verb,
            subject=subject,
            subject_id=subject_id,
            record_id=record_id or (subject_id if subject in _RECORDS else None),
            actor_id=by.pk,
            actor_role=by.role,
            facts={name: _plain(value) for name, value in {**facts, **by.through}.items()},
        )
        for subject_id in subject_ids
    ]
    gathered = _gathered.get()
    if gathered is None:
        Entry.objects.bulk_create(entries)
    else:
        gathered += entries


@contextmanager
def written_together() -> Iterator[None]:
    """Everything put on the trail inside is written at the end, in order, in one statement. An error writes nothing."""
    if _gathered.get() is not None:  # already inside one
        yield
        return
    entries: list[Entry] = []
    kept = _gathered.set(entries)
    try:
        yield
    finally:
        _gathered.reset(kept)
    Entry.objects.bulk_create(entries)


def _plain(value: Fact) -> str | int | bool | None:
    """Enums and ids as text; numbers and truth as they are."""
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)
