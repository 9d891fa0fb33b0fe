"""Named reads of rounds and their cases. `visible_to` is the only door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from accounts.roles import Role

if TYPE_CHECKING:
    from quality.double_models import Case, Round


class RoundQuerySet(QuerySet["Round"]):
    """Rounds of blind double decisions."""

    def visible_to(self, user: User) -> RoundQuerySet:
        """Managers see all; an auditor what is over; a worker what they were asked in, once it was sent."""
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        if user.role == Role.AUDITOR:
            return self.filter(status="closed")
        if user.is_mash:
            asked = self.model._meta.get_field("cases").related_model._default_manager.filter(
                round=OuterRef("pk"), askings__person=user
            )
            return self.filter(Exists(asked), status__in=["sent", "closed"])
        return self.none()


class CaseQuerySet(QuerySet["Case"]):
    """Cases of rounds. A referral that was restricted since is in none: it is as if it had never been drawn."""

    def open(self) -> CaseQuerySet:
        """Neither left out nor restricted."""
        return self.filter(left_out=False, referral__restricted=False)

    def visible_to(self, user: User) -> CaseQuerySet:
        """Of the rounds that this person sees; a worker only those they were asked about, until the round is over."""
        rounds = RoundQuerySet(self.model._meta.get_field("round").related_model)
        seen = self.filter(round__in=rounds.visible_to(user), referral__restricted=False)
        if user.is_manager:
            return seen
        askings = self.model._meta.get_field("askings").related_model._default_manager
        mine = Exists(askings.filter(case=OuterRef("pk"), person=user))
        over = seen.filter(round__status="closed")
        return (over | seen.filter(mine)).filter(left_out=False)
