"""Named reads of the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from notifications.kinds import Status

if TYPE_CHECKING:
    from notifications.models import Message

WAITING = (Status.PENDING, Status.FAILED)


class MessageQuerySet(QuerySet["Message"]):
    """Messages."""

    def to_send(self, now: datetime) -> MessageQuerySet:
        """Those whose time has come, and those whose sender died with them in hand; the longest waiting first."""
        ready = Q(status__in=WAITING, next_attempt_at__lte=now)
        abandoned = Q(status=Status.LEASED, leased_until__lte=now)
        return self.filter(ready | abandoned).order_by("next_attempt_at", "id")

    def undelivered(self, now: datetime, *, older_than: timedelta = timedelta(minutes=15)) -> MessageQuerySet:
        """Not yet with the mail server although queued longer ago than that: somebody should telephone."""
        return self.filter(status__in=(*WAITING, Status.LEASED), queued_at__lt=now - older_than)

    def dead(self) -> MessageQuerySet:
        """Given up on."""
        return self.filter(status=Status.DEAD)
