"""Named reads of the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

if TYPE_CHECKING:
    from trail.models import Entry


class EntryQuerySet(QuerySet["Entry"]):
    """Entries."""

    def of_record(self, record_id: UUID) -> EntryQuerySet:
        """Everything that was done to one referral or draft, and every read of it, oldest first."""
        return self.filter(record_id=record_id).order_by("pk")

    def of_person(self, actor_id: UUID) -> EntryQuerySet:
        """Everything that one person did or read, newest first: for a subject access request or an inquiry."""
        return self.filter(actor_id=actor_id).order_by("-pk")
