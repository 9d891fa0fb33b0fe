"""Named reads of decisions, tellings and the Early Help inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import User
from referrals.models import Referral

if TYPE_CHECKING:
    from mash.models import Decision, EarlyHelpCase, Telling


class DecisionQuerySet(QuerySet["Decision"]):
    """Decisions. Reached through a referral that the reader may see."""

    def made(self) -> DecisionQuerySet:
        """Those that hold: at most one for each referral."""
        return self.filter(state="made")

    def proposed(self) -> DecisionQuerySet:
        """Those that wait for a manager: at most one for each referral."""
        return self.filter(state="proposed")

    def with_people(self) -> DecisionQuerySet:
        return self.select_related("decided_by", "agreed_by", "returned_by", "telling__told_by")


class TellingQuerySet(QuerySet["Telling"]):
    """Whether referrers were told."""

    def waiting(self) -> TellingQuerySet:
        """Outcomes in force that the referrer has not yet read or heard."""
        return self.filter(told_at__isnull=True, decision__state="made")


class EarlyHelpCaseQuerySet(QuerySet["EarlyHelpCase"]):
    """What Early Help was given."""

    def visible_to(self, user: User) -> EarlyHelpCaseQuerySet:
        """Cases whose referral this person may see and whose decision still says Early Help."""
        return self.filter(referral__in=Referral.objects.visible_to(user).filter(decided_route="early_help"))

    def waiting(self) -> EarlyHelpCaseQuerySet:
        return self.filter(accepted_at__isnull=True)

    def accepted(self) -> EarlyHelpCaseQuerySet:
        return self.filter(accepted_at__isnull=False)
