"""Seal the trail in batches, so that nobody ever waits for another's entry.

A chain per record would make readers of one record queue behind each other and would not show that a whole record's
chain, or the newest end of it, was taken away. Here entries are written freely; every half minute whichever sweeper
comes first hashes all that is not yet sealed onto the seal before. Membership is a row of its own, so an entry whose
transaction ends late simply joins a later batch. Each head is also written outside the database.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from trail.models import Entry, Seal, SealedEntry

log = logging.getLogger("trail")

GENESIS = "0" * 64
BATCH = 5000
_LOCK = 7_301_001
# No transaction of ours lives longer than its time-outs, so entries this much older than the last seal are settled.
_SETTLED = timedelta(hours=1)


def line(entry: Entry) -> bytes:
    """An entry as it is hashed: every column, in a fixed order and form."""
    return json.dumps(
        [
            entry.pk,
            entry.at.isoformat(timespec="microseconds"),
            entry.verb,
            entry.subject,
            str(entry.subject_id),
            str(entry.record_id) if entry.record_id else None,
            str(entry.actor_id),
            entry.actor_role,
            entry.facts,
        ],
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def digest_of(previous: str, entries: Iterable[Entry]) -> str:
    """SHA-256 over the seal before and each entry in its place."""
    total = hashlib.sha256(previous.encode())
    for entry in entries:
        total.update(b"\n" + line(entry))
    return total.hexdigest()


def seal(now: datetime, *, limit: int = BATCH) -> int:
    """Seal what is not yet sealed; returns how many entries. Does nothing while another sweeper seals."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        last = Seal.objects.order_by("-pk").first()
        entries = list(unsealed(now)[:limit])
        if not entries:
            return 0
        previous = last.digest if last else GENESIS
        new = Seal.objects.create(
            sealed_at=now, entries=len(entries), previous=previous, digest=digest_of(previous, entries)
        )
        SealedEntry.objects.bulk_create(
            SealedEntry(entry=entry, seal=new, place=place) for place, entry in enumerate(entries)
        )
        transaction.on_commit(lambda: anchor(new))
    return len(entries)


def unsealed(now: datetime, *, everything: bool = False) -> QuerySet[Entry]:
    """Entries that no seal holds, oldest first. Looks back only as far as a transaction can reach."""
    rows = Entry.objects.filter(sealed__isnull=True).order_by("pk")
    if everything:
        return rows
    settled = (
        SealedEntry.objects.filter(seal__sealed_at__lt=now - _SETTLED).order_by("-entry_id").values("entry_id").first()
    )
    return rows.filter(pk__gt=settled["entry_id"] - BATCH) if settled else rows


def anchor(new: Seal) -> None:
    """Write the head outside the database. A full disk must not stop the trail; it is said in the log."""
    text = f"{new.sealed_at.isoformat()} {new.pk} {new.entries} {new.digest}\n"
    try:
        path = Path(settings.TRAIL_ANCHOR_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write(text)
    except OSError:
        log.exception("The head of the trail could not be written to the anchor file.")
    log.info("Trail sealed: seal %s, %s entries, head %s", new.pk, new.entries, new.digest[:16])
