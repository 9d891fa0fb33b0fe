"""Named reads of deadlines. "Over" is worked out from the stored time, so it is right with every sweeper dead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q, QuerySet

from sla.clocks import DECISION_CLOCKS, Step

if TYPE_CHECKING:
    from sla.models import Deadline, Policy


class DeadlineQuerySet(QuerySet["Deadline"]):
    """Deadlines."""

    def open(self) -> DeadlineQuerySet:
        """Still running."""
        return self.filter(stopped_at__isnull=True)

    def overdue(self, now: datetime) -> DeadlineQuerySet:
        """Running, and past its time. At the due time itself it is not yet past."""
        return self.open().filter(due_at__lt=now)

    def due_within(self, now: datetime, delta: timedelta) -> DeadlineQuerySet:
        """Running, not yet past, and due no later than `delta` from now."""
        return self.open().filter(due_at__gte=now, due_at__lte=now + delta)

    def missed(self, now: datetime) -> DeadlineQuerySet:
        """Every deadline that was not kept: stopped late, or running and past. For statistics."""
        return self.filter(Q(stopped_at__gt=F("due_at")) | Q(stopped_at__isnull=True, due_at__lt=now))

    def governing(self) -> DeadlineQuerySet:
        """The one decision clock of each subject that the queue sorts by."""
        return self.filter(governs=True, clock__in=DECISION_CLOCKS)

    def on(self, subject_id: UUID) -> DeadlineQuerySet:
        """All that ever ran on one subject."""
        return self.filter(subject_id=subject_id)

    def to_warn(self, now: datetime) -> DeadlineQuerySet:
        """Running, at or past the warning time, and no warning recorded."""
        return self.open().filter(warn_at__lte=now).exclude(events__step=Step.WARNED)

    def to_breach(self, now: datetime) -> DeadlineQuerySet:
        """Not kept, and no breach recorded: also those stopped late while no sweeper was alive."""
        return self.missed(now).exclude(events__step=Step.BREACHED)


class PolicyQuerySet(QuerySet["Policy"]):
    """Policies."""

    def current(self) -> Policy:
        """The one in force. A migration makes the first, so there always is one."""
        return self.get(active=True)

    def kept(self, pk: UUID) -> Policy:
        """This one. The database keeps a policy's numbers as they were written, so each process reads it once."""
        if pk not in _kept:
            _kept[pk] = self.get(pk=pk)
        return _kept[pk]


_kept: dict[UUID, Policy] = {}
