"""Named reads of escalations. `visible_to` is the only door."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from accounts.models import User
from accounts.roles import MASH, REFERRERS, Role
from escalation.ladder import LIVE, Status
from referrals.models import Referral

if TYPE_CHECKING:
    from escalation.models import Escalation

READERS = MASH | REFERRERS | {Role.AUDITOR}


class EscalationQuerySet(QuerySet["Escalation"]):
    """Escalations."""

    def visible_to(self, user: User) -> EscalationQuerySet:
        """Those about referrals that this person may see. Early Help and administrators have no part in them."""
        if user.role not in READERS:
            return self.none()
        return self.filter(referral__in=Referral.objects.visible_to(user))

    def live(self) -> EscalationQuerySet:
        """Not ended: a reply is owed, or the referrer's side has one and has not said what now."""
        return self.filter(status__in=[status.value for status in LIVE])

    def ended(self) -> EscalationQuerySet:
        return self.exclude(status__in=[status.value for status in LIVE])

    def owed(self) -> EscalationQuerySet:
        """MASH owes a reply."""
        return self.filter(status=Status.OPEN.value)

    def late(self, now: datetime) -> EscalationQuerySet:
        """A reply is owed and its time has passed; right from the stored time, whatever sweeper is dead."""
        return self.owed().filter(reply_due_at__lt=now)

    def at_stage(self, stage: int) -> EscalationQuerySet:
        return self.filter(stage=stage)

    def with_people(self) -> EscalationQuerySet:
        """All that a list shows, in a fixed number of queries."""
        return self.select_related("referral__agency", "decision", "owner", "raised_by").prefetch_related(
            "referral__children"
        )

    def in_reply_order(self) -> EscalationQuerySet:
        """Replies owed first, least time left first; then those answered; the ended last, latest first."""
        return self.order_by(
            F("reply_due_at").asc(nulls_last=True), F("closed_at").desc(nulls_first=True), "raised_at", "id"
        )

    def after_in_list(self, escalation: Escalation) -> EscalationQuerySet:
        """The rows behind this one in reply order."""
        same_end = Q(raised_at__gt=escalation.raised_at) | Q(raised_at=escalation.raised_at, id__gt=escalation.pk)
        if escalation.reply_due_at is not None:
            due = escalation.reply_due_at
            return self.filter(
                Q(reply_due_at__isnull=True) | Q(reply_due_at__gt=due) | (Q(reply_due_at=due) & same_end)
            )
        behind = self.filter(reply_due_at__isnull=True)
        if escalation.closed_at is None:
            return behind.filter(Q(closed_at__isnull=False) | same_end)
        closed = escalation.closed_at
        return behind.filter(Q(closed_at__lt=closed) | (Q(closed_at=closed) & same_end))
