"""Named reads of simulation runs."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from quality.simulation_models import SimulationChange, SimulationRun


class SimulationRunQuerySet(QuerySet["SimulationRun"]):
    """Runs over past referrals."""

    def open(self) -> "SimulationRunQuerySet":
        """Waiting or at work."""
        return self.filter(state__in=["queued", "running"])

    def to_do(self, now: datetime) -> "SimulationRunQuerySet":
        """Open, and nobody is at it: the longest-waiting first."""
        return self.open().filter(Q(leased_until=None) | Q(leased_until__lt=now)).order_by("asked_at", "pk")

    def light(self) -> "SimulationRunQuerySet":
        """Without the document and the counts of rules: they are large."""
        return self.defer("document", "sensitivity", "version__document")


class SimulationChangeQuerySet(QuerySet["SimulationChange"]):
    """Referrals that change."""

    def moved(self) -> "SimulationChangeQuerySet":
        """Those that get another level or route, not another priority alone."""
        levels = self.alias(old=Coalesce("old_level", 0), new=Coalesce("new_level", 0))
        return levels.filter(~Q(old=F("new")) | ~Q(old_route=F("new_route")))

    def worse(self) -> "SimulationChangeQuerySet":
        """Those whose later story speaks against the new answer."""
        return self.exclude(story="")
