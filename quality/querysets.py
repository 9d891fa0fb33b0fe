"""Named reads of simulation runs."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

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

    def worse(self) -> "SimulationChangeQuerySet":
        """Those whose later story speaks against the new answer."""
        return self.exclude(story="")
