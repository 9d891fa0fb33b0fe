"""What came later of the referrals that would be answered more weakly: was the new answer the worse one?"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mash.models import Decision, State
from mash.routes import STATUTORY
from mash.same_child import YEAR, followed
from quality.simulation_models import SimulationChange, SimulationRun, Story
from referrals.models import Referral

HALF_A_YEAR = timedelta(days=183)


def tell_stories(run: SimulationRun, referrals: Sequence[UUID]) -> None:
    """Mark the changes of these referrals whose later story speaks against the new answer.

    Stepped up is the graver of the two and is written where both hold: within six months social care took the same
    child on, by a later referral or by a later decision on this one.
    """
    changes = SimulationChange.objects.filter(run=run, referral__in=referrals)
    back = Referral.objects.filter(followed(YEAR))
    _mark(changes.filter(pushed_back=True), back, Story.CAME_BACK)
    later = Decision.objects.filter(referral=OuterRef("pk"), number__gt=1, state=State.MADE, route__in=STATUTORY)
    up = Referral.objects.filter(Q(followed(HALF_A_YEAR, decided_route__in=STATUTORY)) | Q(Exists(later)))
    _mark(changes.filter(weaker=True), up, Story.STEPPED_UP)


def _mark(changes: QuerySet[SimulationChange], where: QuerySet[Referral], story: Story) -> None:
    pks = list(changes.order_by().values_list("referral_id", flat=True))
    if pks:
        told = list(where.filter(pk__in=pks).order_by().values_list("pk", flat=True))
        changes.filter(referral__in=told).update(story=story)
